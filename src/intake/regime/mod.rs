//! 报送制度: who reports what to whom by which day, as the notice says it.
//!
//! Contact persons, telephones and mail addresses stand beside these rules and never get into them.

mod parties;
mod schedule;

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use self::{
    parties::Subject,
    schedule::{DoubtKind, Schedule},
};
use super::{
    dates::half_width,
    finding::{Code, Finding},
    pattern::pattern,
    plan::{ReportingRule, Span},
    text::Paragraph,
};
use crate::domain::{
    finding::Severity,
    regime::{Cadence, Reporter},
};

/// The longest paragraph that is searched sentence by sentence; rules stand in no longer sentence than this either.
const LONGEST_SENTENCE: usize = 1200;

/// Reads the reporting rules out of a document's paragraphs; `year` is the plan's, for days without one.
#[must_use]
pub fn read(paragraphs: &[Paragraph], year: Option<i32>) -> (Vec<ReportingRule>, Vec<Finding>) {
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:牵头|责任|主办|协办|配合|参与|承办|落实|实施)(?:单位|部门|领导)\s*:")
    });
    let alone = !paragraphs.iter().any(|paragraph| {
        ["牵头单位", "牵头部门", "主办单位", "牵头责任单位", "主办部门"]
            .iter()
            .any(|word| paragraph.text.contains(word))
    });
    let mut reader = Reader { year, alone, rules: Vec::new(), findings: Vec::new() };
    for paragraph in paragraphs.iter().filter(|paragraph| paragraph.text.contains('报')) {
        let text = half_width(&paragraph.text);
        if !CLAUSE.is_match(&text) {
            reader.paragraph(&text, paragraph);
        } else if text.len() > LONGEST_SENTENCE * 3 {
            // A document that lost its line breaks: its clauses and its rules stand in one paragraph.
            reader.paragraph(&text, paragraph);
        }
    }
    (reader.rules, reader.findings)
}

struct Reader {
    year: Option<i32>,
    alone: bool,
    rules: Vec<ReportingRule>,
    findings: Vec<Finding>,
}

/// The part of a sentence between commas.
#[derive(Clone, Debug)]
struct Part {
    range: Range<usize>,
    /// Without what stands in brackets, so that positions differ from `range`.
    plain: String,
}

impl Reader {
    fn paragraph(&mut self, text: &str, paragraph: &Paragraph) {
        let sentences = split(text, 0..text.len(), &['。', ';', '!', '\n']);
        let mut before: Option<Subject> = None;
        for (n, sentence) in sentences.iter().enumerate() {
            let words = text.get(sentence.clone()).unwrap_or_default();
            if words.len() > LONGEST_SENTENCE * 3 || !words.contains('报') {
                if let Some(subject) = parties::subject(words, self.alone).filter(|subject| {
                    words.len() <= LONGEST_SENTENCE && subject.reporter != Reporter::Office
                }) {
                    before = Some(subject);
                }
                continue;
            }
            let announces = sentences
                .get(n + 1)
                .and_then(|next| text.get(next.clone()))
                .is_some_and(|next| next.trim_start().starts_with("即"));
            if announces && schedule::read(words, self.year).is_none() {
                continue;
            }
            before = self.sentence(text, sentence, before, paragraph);
        }
    }

    /// Reads the rules of one sentence; answers who the next one is about, if it does not say.
    fn sentence(
        &mut self,
        text: &str,
        sentence: &Range<usize>,
        before: Option<Subject>,
        paragraph: &Paragraph,
    ) -> Option<Subject> {
        let mut subject: Option<(Subject, usize)> = None;
        let mut pending: Option<(Schedule, usize, usize)> = None;
        let mut open: Option<usize> = None;
        for range in split(text, sentence.clone(), &[',']) {
            let part = Part {
                plain: without_brackets(text.get(range.clone()).unwrap_or_default()),
                range,
            };
            let printed = text.get(part.range.clone()).unwrap_or_default();
            if let Some(found) = parties::subject(printed, self.alone) {
                let start = part.range.start + found.start;
                subject = Some((found, start));
                open = None;
            }
            let copies = parties::copies(&part.plain);
            if let (false, Some(rule)) =
                (copies.is_empty(), open.and_then(|n| self.rules.get_mut(n)))
                && parties::recipient(&part.plain).is_none()
            {
                rule.copy_to.extend(copies);
                let start = part.range.start.min(sentence.end);
                rule.text.push(',');
                rule.text.push_str(&without_contacts(
                    text.get(start..part.range.end).unwrap_or_default(),
                ));
                continue;
            }
            let stated = schedule::read(printed, self.year);
            if !reports(&part.plain, subject.as_ref().map(|(subject, _)| subject.reporter)) {
                if let Some(schedule) = stated {
                    pending = Some((schedule, part.range.start, part.range.start));
                }
                continue;
            }
            let recipient = parties::recipient(&part.plain);
            let (schedule, schedule_at) = match (stated, pending.take()) {
                (Some(schedule), _) => (Some(schedule), part.range.start),
                (None, Some((schedule, _, at))) => (Some(schedule), at),
                (None, None) => (None, part.range.start),
            };
            let (who, start) = match (&subject, &before) {
                (Some((subject, start)), _) => (subject.clone(), *start),
                (None, Some(before)) => (before.clone(), schedule_at.min(part.range.start)),
                (None, None) => (
                    Subject { reporter: Reporter::All, scope: None, start: 0 },
                    schedule_at.min(part.range.start),
                ),
            };
            let said = subject.is_some() || before.is_some();
            if !is_rule(who.reporter, said, schedule.as_ref(), recipient.as_deref(), &part.plain) {
                continue;
            }
            // A second report by the same subject begins at its own words.
            let start = if open.is_some() { part.range.start } else { start };
            let start =
                schedule.as_ref().map_or(start, |_| start.min(schedule_at.max(sentence.start)));
            if let Some(schedule) = &schedule {
                self.doubts(text, schedule, schedule_at, paragraph);
            }
            let schedule = schedule.unwrap_or_default();
            self.rules.push(ReportingRule {
                text: without_contacts(text.get(start..part.range.end).unwrap_or_default()),
                reporter: who.reporter,
                reporter_scope: who.scope.clone(),
                cadence: schedule.cadence,
                day: schedule.day,
                dates: schedule.dates,
                recipient,
                copy_to: copies,
                integrates_support: integrates(
                    text.get(sentence.clone()).unwrap_or_default(),
                    who.reporter,
                ),
            });
            open = Some(self.rules.len() - 1);
        }
        subject
            .map(|(subject, _)| subject)
            .filter(|subject| !matches!(subject.reporter, Reporter::Office | Reporter::Unit))
            .or(before)
    }

    fn doubts(&mut self, text: &str, schedule: &Schedule, at: usize, paragraph: &Paragraph) {
        for doubt in &schedule.doubts {
            let range = at + doubt.range.start..at + doubt.range.end;
            let printed = text.get(range.clone()).unwrap_or_default();
            let (code, message) = match &doubt.kind {
                DoubtKind::Repaired { month, day } => (
                    Code::RepairedDate,
                    format!("报送日期“{printed}”疑缺“月”字，按{month}月{day}日处理，请核对。"),
                ),
                DoubtKind::Ambiguous => (
                    Code::UnclearDate,
                    format!("报送日期“{printed}”缺少“月”字，可作不同理解，请补填日期。"),
                ),
                DoubtKind::NoYear => (
                    Code::UnclearDate,
                    format!("报送日期“{printed}”没有年份，文件也未写明年度，请补填日期。"),
                ),
                DoubtKind::Inexpressible => (
                    Code::UnclearRule,
                    format!("报送要求“{printed}”的时间不能直接换算成期限，请人工设定。"),
                ),
            };
            let start =
                paragraph.span.0 + text.get(..range.start).map_or(0, |text| text.chars().count());
            let end = (start + printed.chars().count()).min(paragraph.span.1.max(paragraph.span.0));
            self.findings.push(Finding {
                code,
                severity: Severity::Warning,
                message,
                span: Span(start.min(end), end),
            });
        }
    }
}

/// Whether a part says that something is reported; of the office, also that it is made known.
fn reports(part: &str, reporter: Option<Reporter>) -> bool {
    static REPORTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"报送|上报|呈报|报至|报给|报到|反馈(?:至|给|到)|专报|(?:书面|定期|专题)(?:报告|汇报)|向[\p{Han}“”、()]{2,30}(?:报告|汇报|通报)|(?:[情方进台总材表果展况案账结料)]|[^汇通上抄简申填日月预警播])报[\p{Han}]{0,2}(?:[省市县区州镇乡两]|牵头|主办|办公室|督|领导|联席|工作|指挥|小组)",
        )
    });
    REPORTS.is_match(part)
        || part.starts_with('报')
        || matches!(reporter, Some(Reporter::Office | Reporter::Unit))
            && ["通报", "专报", "报告"].iter().any(|word| part.contains(word))
}

/// Whether who, when and to whom make a rule together.
fn is_rule(
    reporter: Reporter,
    said: bool,
    schedule: Option<&Schedule>,
    recipient: Option<&str>,
    part: &str,
) -> bool {
    match reporter {
        Reporter::Office => true,
        Reporter::Unit => schedule.is_some() && (recipient.is_some() || part.contains("通报")),
        Reporter::Lead | Reporter::Support | Reporter::All => {
            schedule.is_some()
                && (recipient.is_some() || part.contains("报送") || part.contains("上报"))
                || said
                    && recipient.is_some()
                    && ["情况", "进展", "总结", "台账", "材料"]
                        .iter()
                        .any(|word| part.contains(word))
        }
    }
}

/// Whether the leads' report must hold the supports': 须综合责任单位情况.
fn integrates(sentence: &str, reporter: Reporter) -> bool {
    static INTEGRATES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:综合|汇总|整合|归集|收集|包括|包含|含|涵盖|吸收)[^。;,]{0,12}(?:责任|协办|配合|参与|参加|承办|成员)(?:单位|部门)",
        )
    });
    matches!(reporter, Reporter::Lead | Reporter::Unit) && INTEGRATES.is_match(sentence)
}

/// Cuts `range` of the text at the given characters, outside brackets.
fn split(text: &str, range: Range<usize>, at: &[char]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut depth = 0_usize;
    let hard = at.contains(&'。');
    for (n, c) in text.get(range.clone()).unwrap_or_default().char_indices() {
        let here = range.start + n;
        match c {
            '(' | '〔' | '【' => depth += 1,
            ')' | '〕' | '】' => depth = depth.saturating_sub(1),
            // A bracket that never closes ends with its sentence.
            '。' | '\n' if hard => {
                depth = 0;
                parts.push(start..here);
                start = here + c.len_utf8();
            }
            c if depth == 0 && at.contains(&c) => {
                parts.push(start..here);
                start = here + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(start..range.end);
    parts.retain(|part| part.start < part.end);
    parts
}

/// Without what stands in brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| match c {
            '(' | '〔' | '【' => {
                depth += 1;
                false
            }
            ')' | '〕' | '】' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// Without names, telephones and mail addresses of contact persons.
fn without_contacts(text: &str) -> String {
    static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[(〔【][^()〔〕【】]*(?:联系|电话|手机|邮箱|邮件|传真|微信|QQ|@|\d{7,})[^()〔〕【】]*(?:[)〕】]|$)",
        )
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[,;、\s]*(?:联系人|联系电话|联系方式|电子邮箱|电子邮件|邮箱|电话|手机|传真|微信|QQ).*$",
        )
    });
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\w.+-]+@[\w.-]+|\d[\d-]{6,}"));
    let text = IN_BRACKETS.replace_all(text.trim(), "");
    let text = BEHIND.replace(&text, "");
    NUMBERS.replace_all(&text, "").trim().to_owned()
}

#[cfg(test)]
mod tests;
