//! The walk through the findings of a draft: `duban import --review`.
//!
//! The draft is in the ledger before the walk begins, and each answer is settled as it is given, by the use cases that the
//! API has: whoever stops in the middle loses nothing and may go on later. Answers are read a line at a time, from a terminal
//! or from a pipe.

use std::{
    collections::{BTreeMap, HashSet},
    io::BufRead,
};

use chrono::NaiveDate;

use super::{print, tell};
use crate::{
    app::App,
    domain::{
        assignment::Role,
        document::{Document, Span},
        finding::{Finding, FindingState, Severity},
        id::FindingId,
        item::Item,
        language::Language,
        page::{MAX_ROWS, PageRequest},
    },
    error::Error,
    policy::{Author, Scope},
    service::{Answering, FindingsAccept, Resolution, Resolve},
    store::{FindingFilter, Reader},
};

const HELP: &str = "  a              accept: what was read stands
  all            accept all open findings of this kind
  t TEXT         the item's text as it should be
  u UNITS        the units that answer for it: u 牵头 市住建局、市园林局 配合 市财政局
  d DATE         its deadline: d 2026-11-30
  s ONE | TWO    split it into items with these texts
  m              merge it into the item before
  o              leave it open
  q              stop here; the draft and all answers stay";

/// How many characters around a finding are shown.
const AROUND: usize = 60;

/// What a person answers to a finding.
#[derive(Clone, Debug)]
enum Answer {
    Settle(Resolution),
    AcceptAll,
    LeaveOpen,
    Quit,
}

/// Walks through the open findings of a draft, and says what stays open.
pub async fn walk(app: &App, document: &Document, input: &mut impl BufRead) -> anyhow::Result<()> {
    let reader = app.store.reader(Scope::system());
    let source: Vec<char> =
        reader.source_text(document.id).await?.unwrap_or_default().chars().collect();
    tell(&format!("review of {}\n{HELP}", document.title));
    let mut left: HashSet<FindingId> = HashSet::new();
    'walk: loop {
        // Read anew: an answer may settle, move or take away others.
        let open = open_findings(&reader, document).await?;
        let Some(finding) = open.iter().find(|finding| !left.contains(&finding.id)) else { break };
        let alike = open.iter().filter(|other| other.code == finding.code).count();
        let item = match finding.item {
            Some(item) => reader.items(&[item]).await?.pop(),
            None => None,
        };
        show(&reader, &source, finding, alike, item.as_ref()).await?;
        loop {
            tell("? ");
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                break 'walk;
            }
            let done = match answer(&line) {
                Err(why) => Err(why),
                Ok(Answer::Quit) => break 'walk,
                Ok(Answer::LeaveOpen) => {
                    left.insert(finding.id);
                    Ok(())
                }
                Ok(Answer::AcceptAll) => accept_all(app, document, finding).await?,
                Ok(Answer::Settle(resolution)) => {
                    settle(app, finding, item.as_ref(), resolution).await?
                }
            };
            match done {
                Ok(()) => break,
                Err(why) => tell(&format!("  {why}")),
            }
        }
    }
    print(&summary(&open_findings(&reader, document).await?))?;
    Ok(())
}

/// The open findings of a draft, the worst first, those of a kind together.
pub async fn open_findings(
    reader: &Reader<'_>,
    document: &Document,
) -> anyhow::Result<Vec<Finding>> {
    let filter = FindingFilter { state: Some(FindingState::Open), ..FindingFilter::default() };
    let mut request = PageRequest::first(MAX_ROWS);
    let mut findings: Vec<Finding> = Vec::new();
    loop {
        let pages = reader.findings_of(&[document.id.into()], &filter, &request).await?;
        let Some(page) = pages.into_values().next() else { break };
        request.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        findings.extend(page.rows.into_iter().map(|(_, finding)| finding));
        if !page.has_next {
            break;
        }
    }
    // The sort is stable: findings of a kind stay in the order of the document.
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.code.cmp(&b.code)));
    Ok(findings)
}

async fn show(
    reader: &Reader<'_>,
    source: &[char],
    finding: &Finding,
    alike: usize,
    item: Option<&Item>,
) -> anyhow::Result<()> {
    tell(&format!("\n{} {} ({alike} open): {}", finding.severity, finding.code, finding.message));
    if let Some(item) = item {
        let assignments = reader.assignments_of(&[item.id]).await?.remove(&item.id);
        let units: Vec<String> = assignments
            .unwrap_or_default()
            .iter()
            .map(|assignment| {
                let role = if assignment.role == Role::Lead { "牵头" } else { "配合" };
                format!("{role} {}", assignment.unit.name)
            })
            .collect();
        let deadline = item.deadline.map_or_else(String::new, |day| format!("；{day}"));
        let ordinal = item.ordinal.as_deref().unwrap_or("-");
        tell(&format!("  {ordinal}: {}\n  {}{deadline}", item.text, units.join("；")));
    }
    tell(&format!("  原文: {}", marked(source, finding.span)));
    Ok(())
}

/// A passage with what stands around it; the passage itself between 【 and 】.
fn marked(source: &[char], span: Span) -> String {
    let end = span.1.min(source.len());
    let start = span.0.min(end);
    let part = |from: usize, to: usize| -> String {
        let part = source.get(from..to).unwrap_or_default().iter();
        part.map(|c| if c.is_control() { ' ' } else { *c }).collect()
    };
    let before = part(start.saturating_sub(AROUND), start);
    let after = part(end, (end + AROUND).min(source.len()));
    format!("{before}【{}】{after}", part(start, end))
}

/// Accepts all findings of the kind of one; a refusal is told to the person.
async fn accept_all(
    app: &App,
    document: &Document,
    finding: &Finding,
) -> anyhow::Result<Result<(), String>> {
    let accept = FindingsAccept { document: document.id, code: finding.code.clone() };
    refused(app.service.findings_accept(Author::Console, accept).await.map(drop))
}

/// Settles a finding; a refusal is told to the person.
async fn settle(
    app: &App,
    finding: &Finding,
    item: Option<&Item>,
    resolution: Resolution,
) -> anyhow::Result<Result<(), String>> {
    let resolve = Resolve {
        finding: finding.id,
        item_version: item.map(|item| item.version),
        resolution,
        once: None,
    };
    refused(app.service.finding_resolve(Author::Console, resolve).await.map(drop))
}

fn refused(outcome: crate::error::Result<()>) -> anyhow::Result<Result<(), String>> {
    match outcome {
        Ok(()) => Ok(Ok(())),
        Err(Error::Refused(refusal)) => {
            Ok(Err(refusal.message().text(Language::Chinese).to_owned()))
        }
        Err(Error::Failed(error)) => Err(error),
    }
}

/// What a line says, or why it says nothing.
fn answer(line: &str) -> Result<Answer, String> {
    let line = line.trim();
    let (command, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let words = words.trim();
    let needed = |what: &str| {
        if words.is_empty() { Err(format!("{command} what? {what}")) } else { Ok(words.to_owned()) }
    };
    Ok(match command {
        "a" => Answer::Settle(Resolution::Accept),
        "all" => Answer::AcceptAll,
        "t" => Answer::Settle(Resolution::Text(needed("t TEXT")?)),
        "u" => Answer::Settle(Resolution::Assignments(units(&needed("u 牵头 市住建局")?))),
        "d" => {
            let day: NaiveDate = needed("d 2026-11-30")?
                .parse()
                .map_err(|_| "a date such as 2026-11-30".to_owned())?;
            Answer::Settle(Resolution::Deadline(day))
        }
        "s" => {
            let texts = needed("s ONE | TWO")?;
            let texts = texts.split(['|', '｜']).map(|text| text.trim().to_owned());
            Answer::Settle(Resolution::Split(texts.collect()))
        }
        "m" => Answer::Settle(Resolution::MergeIntoPrevious),
        "o" => Answer::LeaveOpen,
        "q" => Answer::Quit,
        _ => return Err(HELP.trim_start().to_owned()),
    })
}

/// Units with the parts that are named before them; those before any lead.
fn units(words: &str) -> Vec<(Answering, Role)> {
    let mut role = Role::Lead;
    let mut units = Vec::new();
    let breaks =
        |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；' | ':' | '：');
    for word in words.split(breaks).filter(|word| !word.is_empty()) {
        match word {
            "牵头" | "牵头单位" | "主办" | "主办单位" => role = Role::Lead,
            "配合" | "配合单位" | "责任" | "责任单位" | "协办" | "协办单位" => {
                role = Role::Support;
            }
            name => units.push((Answering::Named(name.to_owned()), role)),
        }
    }
    units
}

/// What is open, and whether that keeps the draft from being published.
fn summary(open: &[Finding]) -> String {
    let mut kinds: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for finding in open {
        *kinds.entry((finding.severity, &finding.code)).or_default() += 1;
    }
    let errors = open.iter().filter(|finding| finding.severity == Severity::Error).count();
    let mut lines = vec![format!("{} findings are open", open.len())];
    for ((severity, code), count) in kinds.iter().rev() {
        lines.push(format!("  {severity:<8}{code:<24}{count:>6}"));
    }
    lines.push(if errors == 0 {
        "the draft can be published".to_owned()
    } else {
        format!("the draft cannot be published: {errors} errors are open")
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_with_their_parts() {
        let read: Vec<(String, Role)> =
            units("市住建局、市园林局 配合：市财政局，市水利局 牵头 市发改委")
                .into_iter()
                .map(|(unit, role)| match unit {
                    Answering::Named(name) => (name, role),
                    Answering::Known(_) => panic!("no unit is known by its name"),
                })
                .collect();
        let expected = [
            ("市住建局", Role::Lead),
            ("市园林局", Role::Lead),
            ("市财政局", Role::Support),
            ("市水利局", Role::Support),
            ("市发改委", Role::Lead),
        ];
        assert_eq!(read, expected.map(|(name, role)| (name.to_owned(), role)));
    }

    #[test]
    fn a_passage_is_marked_whatever_its_span() {
        let source: Vec<char> = "甲乙\n丙丁".chars().collect();
        assert_eq!(marked(&source, Span(1, 2)), "甲【乙】 丙丁");
        assert_eq!(marked(&source, Span(4, 99)), "甲乙 丙【丁】");
        assert_eq!(marked(&source, Span(98, 99)), "甲乙 丙丁【】");
    }

    #[test]
    fn a_line_that_says_nothing_is_asked_again() {
        for line in ["", "x", "t", "d morgen", "u ", "s"] {
            assert!(answer(line).is_err(), "{line}");
        }
    }
}
