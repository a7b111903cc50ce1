//! Document data: what a plan says about itself before and after its items.

mod number;
mod office;
mod signature;
mod title;
mod validity;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use chrono::{Datelike, NaiveDate};
use regex::Regex;

use super::{
    dates::{digits, full_date, half_width},
    deadline::{self, Time},
    finding::{Code, Finding},
    pattern::{any_of, pattern},
    plan::Span,
    text::Paragraph,
};

/// What a document says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Title of the plan without site furniture; where a notice issues a plan, the plan's.
    pub title: Option<String>,
    /// The place whose government issued it.
    pub region: Option<String>,
    /// The year that the plan is for.
    pub year: Option<i32>,
    /// The issuing office.
    pub issuer: Option<String>,
    /// 文号, with half-width figures and 〔〕.
    pub document_number: Option<String>,
    /// The date of signing, else of publishing.
    pub issued_on: Option<NaiveDate>,
    /// The date of publishing or printing.
    pub released_on: Option<NaiveDate>,
    /// `[from, to)`: when it is in force.
    pub valid_from: Option<NaiveDate>,
    /// The day after the last.
    pub valid_to: Option<NaiveDate>,
    /// The day by which everything is to be done.
    pub deadline: Option<NaiveDate>,
    /// The paragraph that states it.
    pub deadline_span: Option<Span>,
    /// What was restored or guessed.
    pub findings: Vec<Finding>,
}

/// How many lines at the beginning and at the end may hold a title, a number and a signature.
const HEAD: usize = 120;
const TAIL: usize = 40;
/// How much of a line is looked at: a document that lost its line breaks is one line.
const REACH: usize = 2500;

/// A line as the readers of the header see it: half-width, not longer than [`REACH`].
#[derive(Debug)]
struct Line {
    text: String,
    /// The same characters as printed.
    printed: String,
    span: Span,
}

/// Reads the header out of a document's paragraphs; `source` is the file's name, which may hold the year.
#[must_use]
pub fn read(paragraphs: &[Paragraph<'_>], source: &str) -> Header {
    let head = lines(paragraphs.iter().take(HEAD), false);
    let tail = lines(paragraphs.iter().skip(paragraphs.len().saturating_sub(TAIL)), true);
    let mut findings = Vec::new();
    let (signature, in_head) = match signature::read(&head, &mut findings) {
        Some(found) => (Some(found), true),
        None => (signature::read(&tail, &mut findings), false),
    };
    let after = signature.as_ref().filter(|_| in_head).map(|found| found.line);
    let title = title::read(&head, after);
    let issuer = signature
        .as_ref()
        .and_then(|found| found.office.clone())
        .or_else(|| {
            labelled(&head, OFFICE)
                .map(|(value, _)| value)
                .filter(|value| office::is_office(value) && value.chars().count() > 5)
        })
        .or_else(|| title.as_ref().and_then(title::Title::issuer))
        .or_else(|| signature::stamp(&head, &tail).and_then(|stamped| stamped.0));
    let issued_on = signature
        .as_ref()
        .and_then(|found| found.date)
        .or_else(|| labelled_date(&head, SIGNED))
        .or_else(|| labelled_date(&head, PUBLISHED))
        .or_else(|| signature::stamp(&head, &tail).map(|stamped| stamped.1));
    let released_on = labelled_date(&head, PUBLISHED)
        .or_else(|| labelled_date(&head, PRINTED))
        .or_else(|| signature::stamp(&[], &tail).map(|stamped| stamped.1));
    let validity = validity::read(paragraphs, issued_on.or(released_on), released_on.or(issued_on));
    let region = issuer
        .as_deref()
        .and_then(office::place)
        .or_else(|| title.as_ref().and_then(title::Title::place));
    let document_number = number::read(&head);
    let year =
        year(title.as_ref(), issued_on, document_number.as_deref(), source, &head, &mut findings);
    let (deadline, deadline_span) = whole_deadline(paragraphs, year).unzip();
    Header {
        region,
        year,
        document_number,
        released_on,
        valid_from: validity.from,
        valid_to: validity.to,
        deadline,
        deadline_span,
        title: title.map(|title| with_printed_punctuation(&head, title.plan)),
        issuer,
        issued_on,
        findings,
    }
}

/// The lines that hold anything; of a long one the beginning, or the end where the end is wanted.
fn lines<'a>(paragraphs: impl Iterator<Item = &'a Paragraph<'a>>, end: bool) -> Vec<Line> {
    paragraphs
        .filter(|paragraph| !paragraph.text.trim().is_empty())
        .map(|paragraph| {
            let text = paragraph.text.trim();
            let long = text.len() > REACH * 3;
            let printed: String = if long && end {
                let from = text.char_indices().rev().take(REACH).last().map_or(0, |(at, _)| at);
                text.get(from..).unwrap_or_default().to_owned()
            } else {
                text.chars().take(REACH).collect()
            };
            Line { text: half_width(&printed), printed, span: paragraph.span }
        })
        .collect()
}

/// The title with the punctuation that the document prints, where one line, or several in a row, hold it.
fn with_printed_punctuation(lines: &[Line], title: String) -> String {
    const MOST_LINES: usize = 4;
    if !title.contains(|c: char| c.is_ascii_punctuation()) {
        return title;
    }
    let wanted: Vec<char> = title.chars().filter(|c| !c.is_whitespace()).collect();
    for n in 0..lines.len() {
        let mut characters: Vec<(char, char)> = Vec::new();
        for line in lines.iter().skip(n).take(MOST_LINES) {
            let both = line.text.chars().zip(line.printed.chars());
            characters.extend(both.filter(|(folded, _)| !folded.is_whitespace()));
            if characters.len() >= wanted.len() {
                break;
            }
        }
        let found = characters
            .windows(wanted.len())
            .take(REACH)
            .find(|window| window.iter().map(|(folded, _)| folded).eq(wanted.iter()));
        if let Some(found) = found {
            let mut printed = found.iter().map(|(_, printed)| *printed);
            return title
                .chars()
                .map(|c| {
                    if c.is_whitespace() {
                        return c;
                    }
                    let as_printed = printed.next().unwrap_or(c);
                    if c.is_ascii_punctuation() { as_printed } else { c }
                })
                .collect();
        }
    }
    title
}

const OFFICE: &[&str] = &[
    "发布机构",
    "发文机关",
    "发文单位",
    "制发机关",
    "印发机关",
    "发布单位",
    "公开机构",
    "制定机关",
];
const SIGNED: &[&str] = &["成文日期", "成文时间", "签发日期", "发文日期", "发文时间", "印发日期"];
const PUBLISHED: &[&str] =
    &["发布日期", "发布时间", "公开日期", "公布日期", "公开时间", "公布时间", "生成日期"];

const PRINTED: &[&str] = &["印发日期", "印发时间"];

/// The value of one of the labels, up to the next white space or the line's end; else the next line.
fn labelled(lines: &[Line], labels: &[&str]) -> Option<(String, usize)> {
    lines.iter().enumerate().find_map(|(n, line)| {
        let rest = after_label(&line.text, labels)?;
        let value = rest.trim_start_matches([':', '|', ' ', '】', ']']);
        let value = value.split_whitespace().next().unwrap_or_default();
        if value.is_empty() {
            let next = lines.get(n + 1)?;
            return Some((next.text.clone(), n + 1));
        }
        Some((value.to_owned(), n))
    })
}

/// What follows one of the labels, which may be printed with spaces between its characters.
fn after_label<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    labels.iter().find_map(|label| {
        let first = label.chars().next()?;
        text.match_indices(first).find_map(|(at, _)| {
            let mut rest = text.get(at..)?;
            for c in label.chars() {
                rest = rest.trim_start().strip_prefix(c)?;
            }
            let after = rest.trim_start();
            (after.is_empty() || after.starts_with([':', '|', '】', ']'])).then_some(rest)
        })
    })
}

fn labelled_date(lines: &[Line], labels: &[&str]) -> Option<NaiveDate> {
    lines.iter().enumerate().find_map(|(n, line)| {
        let rest = after_label(&line.text, labels)?;
        let near: String = rest.chars().take(30).collect();
        full_date(&near).or_else(|| full_date(&lines.get(n + 1)?.text)).map(|(date, _)| date)
    })
}

/// The year in the title, else in the file's name, else that of the date or the number.
fn year(
    title: Option<&title::Title>,
    issued_on: Option<NaiveDate>,
    document_number: Option<&str>,
    source: &str,
    head: &[Line],
    findings: &mut Vec<Finding>,
) -> Option<i32> {
    let stated = title
        .and_then(|title| {
            stated_year(&title.plan).or_else(|| title.notice.as_deref().and_then(stated_year))
        })
        .or_else(|| stated_year(source));
    if stated.is_some() {
        return stated;
    }
    let number = document_number.and_then(|number| number.split(['〔', '〕']).nth(1)?.parse().ok());
    let guessed = issued_on.map(|date| date.year()).or(number)?;
    let span = head.first().map_or(Span(0, 0), |line| line.span);
    findings.push(Finding::new(
        Code::YearFromDate,
        span,
        format!("标题未写明年度，按成文、发布日期或文号所在的{guessed}年处理。"),
    ));
    Some(guessed)
}

/// The year that a title states: 2026年, 二〇二六年; not the first of several (2024—2026年).
fn stated_year(text: &str) -> Option<i32> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:((?:19|20)\d{2})\s*年?\s*[-—–~至]+\s*)?((?:19|20)\d{2})\s*年")
    });
    static NUMERALS: LazyLock<Regex> =
        LazyLock::new(|| pattern("([二一][〇○零一二三四五六七八九]{3})年"));
    let text = half_width(text);
    let Some(found) = YEAR.captures(&text) else {
        return digits(NUMERALS.captures(&text)?.get(1)?.as_str());
    };
    if found.get(1).is_some() {
        return None;
    }
    found.get(2)?.as_str().parse().ok()
}

/// The day by which everything is to be done: 11月底前完成各项任务, outside the items.
fn whole_deadline(paragraphs: &[Paragraph<'_>], year: Option<i32>) -> Option<(NaiveDate, Span)> {
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:牵头|责任|主办|协办|配合|参与|承办|落实|实施)(?:单位|部门|领导)\s*[::]|[((](?:[^()()]{0,60})(?:牵头|负责)[))]\s*$",
        )
    });
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[^。;]{0,10}?(?:完成|实现)(?:全部|各项|所有|全年|整体|既定)[^。;,]{0,10}?(?:任务|目标|工作|项目)|^\s*,?(?:各项|全部|所有)[^。;,]{0,10}(?:任务|目标|工作|项目)[^。;]{0,6}完成",
        )
    });
    static WHOLLY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^\s*,?(?:全部|全面|整体|如期)(?:完成|办结|建成)"));
    // 全部任务于…前完成: nothing but the whole stands before the day.
    static SUBJECT_ALONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:各项|全部|所有|以上|上述)(?:目标|重点)?(?:任务|工作|项目|事项)(?:均|须|应|要|需|必须)?[于在]?$",
        )
    });
    static WHOLE: LazyLock<AhoCorasick> =
        LazyLock::new(|| any_of(&["全部", "各项", "所有", "全面", "整体", "既定", "全年"]));
    static DONE: LazyLock<AhoCorasick> =
        LazyLock::new(|| any_of(&["完成", "实现", "办结", "建成"]));
    const SUBJECTS: &[&str] = &[
        "各项",
        "全部任务",
        "所有任务",
        "全部项目",
        "所有项目",
        "全部工作",
        "目标任务",
        "以上任务",
        "上述任务",
    ];
    paragraphs
        .iter()
        .filter(|paragraph| {
            let text = paragraph.text;
            text.len() < REACH * 3
                && WHOLE.is_match(text)
                && DONE.is_match(text)
                && text.contains(['前', '底', '末'])
        })
        .find_map(|paragraph| {
            let text = half_width(paragraph.text);
            if CLAUSE.is_match(&text) {
                return None;
            }
            let all = |time: &&Time| {
                let rest: String =
                    text.get(time.range.end..).unwrap_or_default().chars().take(40).collect();
                if ALL.is_match(&rest) {
                    return true;
                }
                let before = text.get(..time.range.start).unwrap_or_default();
                let sentence = before.rsplit(['。', ';']).next().unwrap_or_default();
                WHOLLY.is_match(&rest) && SUBJECTS.iter().any(|word| sentence.contains(word))
                    || rest.starts_with("完成") && SUBJECT_ALONE.is_match(sentence.trim())
            };
            deadline::times(&text, year)
                .iter()
                .filter(|time| time.by)
                .filter(all)
                .map(|time| time.last)
                .max()
                .map(|last| (last, paragraph.span))
        })
}

#[cfg(test)]
mod tests;
