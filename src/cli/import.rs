//! `duban import`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{clock, file_name, print, review};
use crate::{
    app::App,
    config::Settings,
    domain::{
        document::{Document, DocumentState},
        edition::{ChangeKind, ItemChange},
        finding::Severity,
        language::Language,
        refusal::Refusal,
    },
    error::{Error, Result},
    graphql::document_id,
    policy::{Author, Scope},
};

#[derive(Args)]
pub struct Import {
    /// The documents
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The office they belong to, set up if there is none [default: the one of the region that each names]
    #[arg(long, value_name = "NAME")]
    office: Option<String>,
    /// Walk through the findings of each draft, with answers from the terminal or from a pipe
    #[arg(long)]
    review: bool,
    /// The published document of which the one file is a newer edition, by its id as the API has it
    #[arg(long, value_name = "ID", conflicts_with_all = ["office", "review"])]
    replaces: Option<String>,
}

/// What became of a file.
struct Done {
    document: Document,
    office: String,
    items: usize,
    created: bool,
    findings: BTreeMap<(Severity, String), usize>,
}

impl Import {
    /// Imports each file by itself, all or nothing. The exit status is 1 if one could not be.
    pub async fn run(&self, settings: Settings) -> anyhow::Result<ExitCode> {
        let app = App::open(settings, clock()).await?;
        if let Some(replaces) = &self.replaces {
            let code = self.compare(&app, replaces).await?;
            app.store.close().await?;
            return Ok(code);
        }
        let bar = progress_bar(if self.review { 1 } else { self.files.len() });
        let mut answers = std::io::stdin().lock();
        let mut failed = 0;
        let mut totals = BTreeMap::new();
        for file in &self.files {
            bar.set_message(file_name(file));
            let done = self.import(&app, file).await;
            bar.inc(1);
            let mut to_review = None;
            let line = match done {
                Ok(done) => {
                    let line = done.line(file);
                    let is_draft = done.document.state == DocumentState::Draft;
                    to_review = Some(done.document).filter(|_| self.review && is_draft);
                    for (kind, count) in done.findings {
                        *totals.entry(kind).or_insert(0) += count;
                    }
                    line
                }
                Err(error) => {
                    failed += 1;
                    refused(file, error)?
                }
            };
            bar.suspend(|| print(&line))?;
            if let Some(document) = to_review {
                review::walk(&app, &document, &mut answers).await?;
            }
        }
        bar.finish_and_clear();
        app.store.close().await?;
        print(&summary(self.files.len(), failed, &totals))?;
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Reads the newer edition of a document as a draft, and prints what it would change.
    async fn compare(&self, app: &App, replaces: &str) -> anyhow::Result<ExitCode> {
        let [file] = self.files.as_slice() else {
            anyhow::bail!("--replaces takes one file");
        };
        let (code, text) = match edition(app, file, replaces).await {
            Ok(text) => (ExitCode::SUCCESS, text),
            Err(error) => (ExitCode::FAILURE, refused(file, error)?),
        };
        print(&text)?;
        Ok(code)
    }

    async fn import(&self, app: &App, file: &Path) -> Result<Done> {
        let service = &app.service;
        let bytes = read(file, service.file_limit())?;
        let reading = service.read_document(file_name(file), bytes).await?;
        let office = match &self.office {
            Some(name) => service.office_ensure(name, reading.plan.region.as_deref()).await?,
            None => service.office_of(&reading.plan).await?,
        };
        let items = reading.plan.items.len();
        let imported = service.enter(Author::Console, office.id, reading, None).await?;
        let mut findings = BTreeMap::new();
        if imported.created {
            let reader = app.store.reader(Scope::system());
            for finding in review::open_findings(&reader, &imported.document).await? {
                *findings.entry((finding.severity, finding.code)).or_insert(0) += 1;
            }
        }
        Ok(Done {
            document: imported.document,
            office: office.name,
            items,
            created: imported.created,
            findings,
        })
    }
}

/// The lines on a newer edition of a document: what it would add, change and drop.
async fn edition(app: &App, file: &Path, replaces: &str) -> Result<String> {
    let not_found = || Refusal::NotFound { field: "replaces" };
    let replaces = document_id(replaces).ok_or_else(not_found)?;
    let bytes = read(file, app.service.file_limit())?;
    let reading = app.service.read_document(file_name(file), bytes).await?;
    let imported = app.service.enter_edition(Author::Console, replaces, reading).await?;
    let draft = imported.document;
    let reader = app.store.reader(Scope::system());
    let Some(comparison) = reader.comparisons(&[draft.id]).await?.remove(&draft.id) else {
        return Ok(format!("unchanged  {}: the text of 《{}》", file_name(file), draft.title));
    };
    let published = &comparison.published.title;
    let counts = ChangeKind::ALL
        .iter()
        .map(|kind| format!("{} {}", comparison.count(*kind), kind.as_str().to_lowercase()));
    let mut lines = vec![format!(
        "draft      {}: edition {} of 《{published}》: {}",
        file_name(file),
        draft.edition,
        counts.collect::<Vec<_>>().join(", "),
    )];
    for change in comparison.changes.iter().filter(|change| change.kind() != ChangeKind::Unchanged)
    {
        lines.push(change_line(change));
    }
    for field in &comparison.fields {
        lines.push(format!("  DOCUMENT   {field}"));
    }
    lines.push("nothing is changed before the draft is published".to_owned());
    Ok(lines.join("\n"))
}

/// A line of the table: what becomes of an item, its number, how its text begins, what changes.
fn change_line(change: &ItemChange) -> String {
    const SHOWN: usize = 30;
    let item = change.after().or(change.before());
    let number = item.and_then(|item| item.ordinal.as_deref()).unwrap_or("-");
    let text = item.map_or("", |item| item.text.as_str());
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    let fields = match change {
        ItemChange::Stays { fields, .. } => {
            let fields: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
            format!("  [{}]", fields.join(", "))
        }
        _ => String::new(),
    };
    format!("  {:<10} {number:<5} {shown}{fields}", change.kind())
}

/// Reads a file, but no more than one byte over the limit: enough to refuse it.
fn read(file: &Path, limit: usize) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs::File::open(file)
        .and_then(|open| open.take(limit as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Error::Failed(error.into()))?;
    Ok(bytes)
}

impl Done {
    fn line(&self, file: &Path) -> String {
        let file = file_name(file);
        let Self { office, items, .. } = self;
        if !self.created {
            return format!("unchanged  {file}: {items} items, already in the ledger of {office}");
        }
        let of = |wanted| -> usize {
            let counts = self.findings.iter().filter(|((severity, _), _)| *severity == wanted);
            counts.map(|(_, count)| count).sum()
        };
        format!(
            "imported   {file}: {items} items into the ledger of {office} ({} errors, {} warnings, {} notes)",
            of(Severity::Error),
            of(Severity::Warning),
            of(Severity::Info)
        )
    }
}

/// The line of a file that was refused. A classified one is not named.
fn refused(file: &Path, error: Error) -> anyhow::Result<String> {
    match error {
        Error::Refused(Refusal::Classified) => {
            Ok(format!("refused    {}", Refusal::Classified.message().text(Language::Chinese)))
        }
        Error::Refused(Refusal::OfficeUnclear) => Ok(format!(
            "refused    {}: the document does not say its region; name the office with --office",
            file_name(file)
        )),
        Error::Refused(refusal) => Ok(format!(
            "refused    {}: {}",
            file_name(file),
            refusal.message().text(Language::Chinese)
        )),
        // A file that cannot be opened is that file's trouble; a database that fails is everyone's.
        Error::Failed(error) if error.is::<std::io::Error>() => {
            Ok(format!("refused    {}: {error}", file.display()))
        }
        Error::Failed(error) => Err(error),
    }
}

fn summary(files: usize, failed: usize, findings: &BTreeMap<(Severity, String), usize>) -> String {
    let mut lines = vec![format!("{} of {files} files are in the ledger", files - failed)];
    if !findings.is_empty() {
        lines.push("findings:".to_owned());
        for ((severity, code), count) in findings.iter().rev() {
            lines.push(format!("  {severity:<8}{code:<24}{count:>6}"));
        }
    }
    lines.join("\n")
}

/// Shown where there are many files and someone to look.
fn progress_bar(files: usize) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}
