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
use crate::domain::regime::Reporter;

/// The longest paragraph that is searched sentence by sentence; rules stand in no longer sentence than this either.
const LONGEST_SENTENCE: usize = 1200;

/// Reads the reporting rules out of a document's paragraphs; `year` is the plan's, for days without one.
#[must_use]
pub fn read(paragraphs: &[Paragraph<'_>], year: Option<i32>) -> (Vec<ReportingRule>, Vec<Finding>) {
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
        let text = half_width(paragraph.text);
        // In a document that lost its line breaks, clauses and rules stand in one paragraph.
        let run_together = text.len() > LONGEST_SENTENCE * 3;
        if run_together || !(CLAUSE.is_match(&text) || is_title(&text)) {
            reader.paragraph(&text, paragraph);
        }
    }
    (reader.rules, reader.findings)
}

/// Whether a paragraph is the title of a notice.
fn is_title(text: &str) -> bool {
    text.trim_end().ends_with("的通知") || text.contains("关于印发") && !text.contains('。')
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
    fn paragraph(&mut self, text: &str, paragraph: &Paragraph<'_>) {
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
        paragraph: &Paragraph<'_>,
    ) -> Option<Subject> {
        let mut subject: Option<(Subject, usize)> = None;
        let mut pending: Option<(Schedule, usize)> = None;
        // The rule that a copy in the next part belongs to, and where its words begin.
        let mut open: Option<(usize, usize)> = None;
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
            if let (false, Some((n, start))) = (copies.is_empty(), open)
                && parties::recipient(&part.plain).is_none()
                && let Some(rule) = self.rules.get_mut(n)
            {
                rule.copy_to.extend(copies);
                rule.text = verbatim(&as_printed(paragraph, text, start..part.range.end));
                continue;
            }
            let stated = schedule::read(printed, self.year);
            if !reports(&part.plain, subject.as_ref().map(|(subject, _)| subject.reporter)) {
                if let Some(schedule) = stated {
                    pending = Some((schedule, part.range.start));
                }
                continue;
            }
            let recipient = parties::recipient(&part.plain);
            let (schedule, schedule_at) = match (stated, pending.take()) {
                (Some(schedule), _) => (Some(schedule), part.range.start),
                (None, Some((schedule, at))) => (Some(schedule), at),
                (None, None) => (None, part.range.start),
            };
            let who = subject.as_ref().map(|(subject, _)| subject).or(before.as_ref()).cloned();
            let said = who.is_some();
            let who = who.unwrap_or(Subject { reporter: Reporter::All, scope: None, start: 0 });
            if !is_rule(who.reporter, said, schedule.as_ref(), recipient.as_deref(), &part.plain) {
                continue;
            }
            // A second report by the same subject begins at its own words; a schedule may stand before the subject.
            let start = match &subject {
                Some((_, start)) if open.is_none() && schedule_at < part.range.start => {
                    (*start).min(schedule_at)
                }
                Some((_, start)) if open.is_none() => *start,
                _ => schedule_at.min(part.range.start),
            };
            let words = start..part.range.end;
            if let Some(schedule) = &schedule {
                self.doubts(text, schedule, schedule_at, paragraph);
                self.gaps(text, &words, (said, &who, recipient.is_some(), schedule), paragraph);
            }
            let schedule = schedule.unwrap_or_default();
            self.rules.push(ReportingRule {
                text: verbatim(&as_printed(paragraph, text, words)),
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
            open = Some((self.rules.len() - 1, start));
        }
        subject
            .map(|(subject, _)| subject)
            .filter(|subject| !matches!(subject.reporter, Reporter::Office | Reporter::Unit))
            .or(before)
    }

    fn doubts(&mut self, text: &str, schedule: &Schedule, at: usize, paragraph: &Paragraph<'_>) {
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
            self.findings.push(Finding::new(code, span(text, &range, paragraph), message));
        }
    }

    /// Names what a rule with a schedule leaves open: by whom, on which day, to whom.
    fn gaps(
        &mut self,
        text: &str,
        words: &Range<usize>,
        (said, who, addressed, schedule): (bool, &Subject, bool, &Schedule),
        paragraph: &Paragraph<'_>,
    ) {
        if matches!(who.reporter, Reporter::Office | Reporter::Unit) {
            return;
        }
        let dayless =
            schedule.day.is_none() && schedule.dates.is_empty() && schedule.doubts.is_empty();
        let open: Vec<&str> =
            [(!said, "由谁报送（按各单位处理）"), (dayless, "哪一天报送"), (!addressed, "报给谁")]
                .into_iter()
                .filter_map(|(open, what)| open.then_some(what))
                .collect();
        if !open.is_empty() {
            self.findings.push(Finding::new(
                Code::UnclearRule,
                span(text, words, paragraph),
                format!("这条报送要求没有写明{}，请补填。", open.join("、")),
            ));
        }
    }
}

/// Where bytes of a paragraph's half-width text stand in the document, in characters.
fn span(text: &str, range: &Range<usize>, paragraph: &Paragraph<'_>) -> Span {
    let count = |range: Range<usize>| text.get(range).map_or(0, |text| text.chars().count());
    let Span(first, last) = paragraph.span;
    let end = (first + count(0..range.end)).min(last.max(first));
    Span((first + count(0..range.start)).min(end), end)
}

/// Bytes of a paragraph's half-width text, as the paragraph prints them.
fn as_printed(paragraph: &Paragraph<'_>, text: &str, range: Range<usize>) -> String {
    let skipped = text.get(..range.start).map_or(0, |text| text.chars().count());
    let length = text.get(range).map_or(0, |text| text.chars().count());
    paragraph.text.chars().skip(skipped).take(length).collect()
}

/// Whether a part says that something is reported; of the office, also that it is made known.
fn reports(part: &str, reporter: Option<Reporter>) -> bool {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| pattern(r"《[^《》]*》|(?:政府)?工作报告"));
    let part = NAMES.replace_all(part, "");
    ["报送", "上报", "呈报", "专报"].iter().any(|word| part.contains(word))
        || parties::recipient(&part).is_some()
        || matches!(reporter, Some(Reporter::Office | Reporter::Unit))
            && ["通报", "报告"].iter().any(|word| part.contains(word))
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
        // 对工作不力的予以通报 threatens, it does not report.
        Reporter::Office => !["不力", "批评", "问责", "约谈", "滞后", "缓慢", "追责"]
            .iter()
            .any(|word| part.contains(word)),
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

/// The rule as printed, without the number in front of it and without contact persons.
fn verbatim(text: &str) -> String {
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:\s|即|[:：]|[一二三四五六七八九十]{1,2}(?:是要|是|、)|第[一二三四五][,，]?|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])+",
        )
    });
    let text = without_contacts(text);
    NUMBERED.replace(&text, "").into_owned()
}

/// Without names, telephones and mail addresses of contact persons.
fn without_contacts(text: &str) -> String {
    static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[(（〔【][^()（）〔〕【】]*(?:联系|电话|手机|邮箱|邮件|传真|微信|QQ|[@＠]|\d{7,})[^()（）〔〕【】]*(?:[)）〕】]|$)",
        )
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[,，;；、\s]*(?:联系人|联系电话|联系方式|电子邮箱|电子邮件|邮箱|电话|手机|传真|微信|QQ)(?:号码?|为|是)?(?:\s*[:：]|\s*[\dA-Za-z(（+]|\s*\p{Han}{2,4}(?:[,，;；、\s\d(（]|$)).*$",
        )
    });
    static NUMBERS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[\w.+-]+[@＠][\w.-]+|\d[\d－-]{6,}"));
    let text = IN_BRACKETS.replace_all(text.trim(), "");
    let text = BEHIND.replace(&text, "");
    NUMBERS.replace_all(&text, "").trim().to_owned()
}

#[cfg(test)]
mod tests;
