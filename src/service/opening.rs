//! 期初进展: an earlier ledger says how far items were; shown first, taken over as history.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        document::{Document, DocumentState},
        event::{EventKind, Subjects},
        id::{DocumentId, ItemId, UploadId},
        item::Item,
        language::Message,
        opening::{Opening, OpeningColumn, OpeningIssue, OpeningRow, OpeningStatus},
        refusal::Refusal,
    },
    error::{Error, Result},
    files,
    intake::opening::{self, Candidate, Sheet},
    policy::{Act, Author},
    store::{Reader, Tx},
};

use super::{
    Service, import,
    once::{self, Once},
};

/// An earlier ledger to be looked at.
#[derive(Clone, Copy, Debug)]
pub struct OpeningLook {
    /// The document whose items it is about.
    pub document: DocumentId,
    /// The file.
    pub upload: UploadId,
    /// The day as of which it was kept, where it does not say so.
    pub as_of: Option<NaiveDate>,
}

/// An earlier ledger to be taken over.
#[derive(Clone, Debug)]
pub struct OpeningApply {
    /// What was looked at.
    pub look: OpeningLook,
    /// The digest of what was shown.
    pub digest: String,
    /// What was decided of rows.
    pub decisions: Vec<Decision>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What was decided of a row.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// The row's number.
    pub row: u32,
    /// The item that it is about; none to skip it.
    pub item: Option<ItemId>,
    /// How far the item was, where the row's words are not known.
    pub status: Option<OpeningStatus>,
}

/// What an earlier ledger would say of the items; nothing is kept of it.
#[derive(Clone, Debug)]
pub struct OpeningPreview {
    /// Changes when the file, the items or the day do.
    pub digest: String,
    /// The day as of which it was kept.
    pub as_of: Option<NaiveDate>,
    /// Its columns as they were understood.
    pub columns: Vec<OpeningColumn>,
    /// Its rows in order.
    pub rows: Vec<PreviewRow>,
    /// Whether the file holds other such sheets, which are not read.
    pub more_sheets: bool,
}

/// A row, and the item that it seems to be about.
#[derive(Clone, Debug)]
pub struct PreviewRow {
    /// What it says.
    pub said: OpeningRow,
    /// The item.
    pub item: Option<ItemId>,
    /// How alike their words are, in per cent.
    pub score: Option<u8>,
}

/// What was taken over.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The document.
    pub document: Document,
    /// How many items have an opening status now that they had not before this was sent first; none
    /// where it was sent again.
    pub items: Option<usize>,
}

/// The most rows of an earlier ledger.
const MAX_ROWS: usize = 2_000;
/// The most characters of a cell.
const MAX_CELL: usize = 10_000;

impl Service {
    /// Shows what an earlier ledger would say of a document's items.
    ///
    /// # Errors
    /// If there is no such document or file, it is not the author's to look at, or cannot be read.
    pub async fn opening_preview(
        &self,
        by: Author<'_>,
        look: OpeningLook,
    ) -> Result<OpeningPreview> {
        let (_, file, sheet) = self.opening_sheet(by, look).await?;
        let reader = self.reader(by);
        let document = opened(&reader, by, look.document).await?;
        let items = reader.all_items(document.id).await?;
        Ok(preview(look, &file, sheet, &items))
    }

    /// Takes over what an earlier ledger says of a document's items, as history: it makes no report
    /// and no duty.
    ///
    /// # Errors
    /// As for the preview; if it is no longer what was shown, a doubtful row is undecided, two rows
    /// are decided to be about one item, or the day is not known.
    pub async fn opening_apply(&self, by: Author<'_>, apply: OpeningApply) -> Result<Applied> {
        let (name, file, sheet) = self.opening_sheet(by, apply.look).await?;
        let once = apply.once.as_ref();
        let tx = self.store.write().await?;
        tx.serialize(&format!("review of {}", apply.look.document)).await?;
        let document = opened(&tx.reader(by.scope()), by, apply.look.document).await?;
        if once::done::<DocumentId>(once, &tx).await?.is_some() {
            return Ok(Applied { document, items: None });
        }
        let items = tx.reader(by.scope()).all_items(document.id).await?;
        let shown = preview(apply.look, &file, sheet, &items);
        if shown.digest != apply.digest {
            return Err(Refusal::PreviewChanged.into());
        }
        let chosen = choose(&shown, &apply.decisions, &items)?;
        let openings: Vec<Opening> = chosen
            .into_iter()
            .map(|(said, item, status)| {
                let as_of = said.as_of.or(shown.as_of);
                Ok(Opening {
                    id: clock::new_id(),
                    item,
                    as_of: as_of.ok_or(Refusal::Required { field: "asOf" })?,
                    status,
                    printed_status: said.printed_status.clone(),
                    percent: said.percent,
                    progress: said.progress.clone(),
                    problems: said.problems.clone(),
                    source_name: name.clone(),
                    row: i32::try_from(said.number).unwrap_or(i32::MAX),
                    entered_by: by.account(),
                    entered_at: self.clock.now(),
                })
            })
            .collect::<Result<_>>()?;
        tx.insert_openings(&openings).await?;
        once::keep(once, &tx, document.id, &self.clock).await?;
        self.tell_opening(&tx, by, &document).await?;
        tx.commit().await?;
        Ok(Applied { document, items: Some(openings.len()) })
    }

    /// The sheet of an earlier ledger, with the file's name and digest. A file that bears a mark of
    /// secrecy is not kept.
    async fn opening_sheet(
        &self,
        by: Author<'_>,
        look: OpeningLook,
    ) -> Result<(String, String, Sheet)> {
        let (options, today) = (self.intake, self.clock.today());
        if look.as_of.is_some_and(|day| day > today) {
            return Err(Refusal::Invalid { field: "asOf" }.into());
        }
        let (name, bytes) = self.uploaded(by, look.upload).await?;
        let source = name.clone();
        let digest = files::digest(&bytes);
        let read =
            tokio::task::spawn_blocking(move || opening::read(&source, &bytes, today, &options));
        let read = read.await.map_err(anyhow::Error::from)?.map_err(import::refusal);
        if let Err(Error::Refused(Refusal::Classified)) = &read {
            self.discard(by, look.upload).await?;
        }
        let sheet = read?.ok_or_else(|| Refusal::Unreadable {
            why: Message::new(
                "没有找到同时包含任务和进展（或状态、进度）的表头",
                "no sheet of it heads columns of tasks and of their progress or status",
            ),
        })?;
        if sheet.rows.len() > MAX_ROWS {
            return Err(Refusal::TooLong { field: "fileId", limit: MAX_ROWS }.into());
        }
        let long = |text: &str| text.chars().count() > MAX_CELL;
        if sheet.rows.iter().any(|row| {
            long(&row.progress)
                || long(&row.problems)
                || row.printed_status.as_deref().is_some_and(long)
        }) {
            return Err(Refusal::TooLong { field: "fileId", limit: MAX_CELL }.into());
        }
        Ok((name, digest, sheet))
    }

    async fn tell_opening(&self, tx: &Tx, by: Author<'_>, document: &Document) -> Result<()> {
        let subjects = Subjects {
            office: Some(document.office),
            document: Some(document.id),
            ..Subjects::default()
        };
        let mut told = self.event(by, EventKind::OpeningApplied, subjects);
        told.fields = vec!["opening"];
        tx.append(told).await?;
        Ok(())
    }
}

/// A document whose items the author may say how far they were.
async fn opened(reader: &Reader<'_>, by: Author<'_>, id: DocumentId) -> Result<Document> {
    let document = reader.document(id).await?;
    let document = document.ok_or(Refusal::NotFound { field: "documentId" })?;
    by.may(Act::ReviewDocument { office: document.office })?;
    if document.state == DocumentState::Closed {
        return Err(Refusal::DocumentClosed.into());
    }
    Ok(document)
}

/// What a sheet says of items, with what is doubtful about it.
fn preview(look: OpeningLook, file: &str, sheet: Sheet, items: &[Item]) -> OpeningPreview {
    let candidates: Vec<Candidate> = items
        .iter()
        .map(|item| Candidate { ordinal: item.ordinal.clone(), text: item.text.clone() })
        .collect();
    let found = opening::matches(&sheet.rows, &candidates);
    let mut times: HashMap<usize, usize> = HashMap::new();
    for (said, found) in sheet.rows.iter().zip(&found) {
        if let Some(found) = found.filter(|_| said.says_something()) {
            *times.entry(found.candidate).or_default() += 1;
        }
    }
    let rows = sheet
        .rows
        .into_iter()
        .zip(found)
        .map(|(mut said, found)| {
            match found {
                None => said.issues.push(OpeningIssue::Unmatched),
                Some(found) => {
                    if !found.sure {
                        said.issues.push(OpeningIssue::UnsureMatch);
                    }
                    if times.get(&found.candidate).is_some_and(|times| *times > 1) {
                        said.issues.push(OpeningIssue::SameItem);
                    }
                }
            }
            let item = found.and_then(|found| items.get(found.candidate)).map(|item| item.id);
            PreviewRow { said, item, score: found.map(|found| found.score) }
        })
        .collect();
    let as_of = look.as_of.or(sheet.as_of);
    let versions: Vec<String> =
        items.iter().map(|item| format!("{} {}", item.id, item.version)).collect();
    let parts = format!("{}\n{file}\n{as_of:?}\n{}", look.document, versions.join("\n"));
    OpeningPreview {
        digest: files::digest(parts.as_bytes()),
        as_of,
        columns: sheet.columns,
        rows,
        more_sheets: sheet.more_sheets,
    }
}

/// The rows that are taken over, each with its item and status.
fn choose<'a>(
    shown: &'a OpeningPreview,
    decisions: &[Decision],
    items: &[Item],
) -> Result<Vec<(&'a OpeningRow, ItemId, Option<OpeningStatus>)>> {
    const FIELD: &str = "decisions";
    let mut decided: HashMap<u32, &Decision> = HashMap::new();
    for decision in decisions {
        let known = shown.rows.iter().any(|row| row.said.number == decision.row);
        if !known || decided.insert(decision.row, decision).is_some() {
            return Err(Refusal::Invalid { field: FIELD }.into());
        }
        if decision.item.is_some_and(|id| items.iter().all(|item| item.id != id)) {
            return Err(Refusal::NotFound { field: FIELD }.into());
        }
    }
    let mut chosen = Vec::new();
    let mut undecided = 0;
    for row in shown.rows.iter().filter(|row| row.said.says_something()) {
        match decided.get(&row.said.number) {
            Some(Decision { item: Some(item), status, .. }) => {
                chosen.push((&row.said, *item, status.or(row.said.status)));
            }
            Some(Decision { item: None, .. }) => {}
            None if row.said.needs_decision() => undecided += 1,
            None => chosen.extend(row.item.map(|item| (&row.said, item, row.said.status))),
        }
    }
    if undecided > 0 {
        return Err(Refusal::Undecided { count: undecided }.into());
    }
    let mut once = HashSet::new();
    if !chosen.iter().all(|(_, item, _)| once.insert(*item)) {
        return Err(Refusal::Invalid { field: FIELD }.into());
    }
    Ok(chosen)
}
