//! Phrases around promised figures, and short names for what they measure.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{
    line::Line,
    promise::{phrase_end, phrase_start},
    quantity::Quantity,
};
use crate::intake::pattern::{head, heads};

/// Where the phrase of a figure stands, and what it measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) indicators: Vec<String>,
}

/// Words at the beginning of a phrase that say how much one tries, not what is measured.
const TRYING: &[&str] = &[
    "力争",
    "确保",
    "争取",
    "实现",
    "完成",
    "建成",
    "建设",
    "打造",
    "培育",
    "推动",
    "推进",
    "抓好",
    "全年",
    "年度",
    "重点",
    "持续",
    "加快",
    "继续",
    "全力",
    "努力",
    "支持",
    "启动",
    "开展",
    "举办",
    "组织",
    "发放",
    "创建",
    "筹集",
    "分配",
    "划分",
    "形成",
    "年底前",
    "年末前",
    "力促",
    "做好",
    "积极",
    "深入",
    "实施",
    "通过",
    "使",
    "将",
    "对",
    "为",
    "年",
    "至",
    "再",
    "按照",
    "并",
    "其中",
    "统筹",
    "强化",
    "配置",
    "安排",
    "严守",
    "守住",
    "严防死守",
    "坚守",
    "保持",
    "稳步",
    "全面",
    "大力",
    "优化调整",
    "运营",
    "开办",
    "提供",
    "全市",
    "全县",
    "全区",
    "全省",
    "全州",
];
/// Words at the end of a phrase that say that something is made, not what.
const MAKING: &[&str] = &["建设任务", "建设项目", "建设", "编制工作", "编制", "工作", "任务", "的"];
/// Verbs that belong to the name of what is measured, put behind the noun.
const CHANGING: &[&str] = &["改造", "整治", "治理", "修复", "提升", "加装", "维修", "更换", "修缮"];
const ADDING: &[&str] = &["新增", "新建", "新改建", "新改扩建", "改扩建"];
/// Words of change that need a subject.
const CHANGE: &[&str] = &[
    "同比增长",
    "年均增长",
    "增长",
    "增速",
    "增幅",
    "同比",
    "提高",
    "提升",
    "下降",
    "降低",
    "减少",
    "上升",
    "增加",
    "总数",
    "占比",
];
const LONGEST_NAME: usize = 60;

/// The phrases of the quantities, in order.
pub(super) fn phrases(line: &Line<'_>, quantities: &[&Quantity]) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::with_capacity(quantities.len());
    let mut free = 0;
    for (n, quantity) in quantities.iter().enumerate() {
        let end = end_of(line, quantity, quantities.get(n + 1).copied());
        let start = start_of(line, quantity, free);
        let last = out.last().and_then(|phrase| phrase.indicators.last());
        let indicators = names(line, quantity, start, end, last.map(String::as_str));
        free = end;
        out.push(Phrase { start, end, indicators });
    }
    out
}

fn start_of(line: &Line<'_>, quantity: &Quantity, free: usize) -> usize {
    let mut start = phrase_start(line, quantity.from).max(free).min(quantity.start);
    while start < quantity.start
        && line.at(start).is_some_and(|c| {
            c.is_whitespace() || matches!(c, '、' | '和' | '及' | '与' | ',' | '(' | ')')
        })
    {
        start += 1;
    }
    start
}

fn end_of(line: &Line<'_>, quantity: &Quantity, next: Option<&Quantity>) -> usize {
    let mut end = phrase_end(line, quantity.end);
    if let Some(bracket) = (quantity.end..end).find(|n| matches!(line.at(*n), Some('(' | ')')))
        && line.at(bracket) == Some(')')
    {
        end = bracket;
    }
    let limit = next.map_or(line.len(), |next| next.start).max(quantity.end);
    end = end.min(limit);
    if let Some(comma) = (quantity.end..end).find(|n| line.at(*n) == Some('、')) {
        return comma;
    }
    if next.is_some() && end == limit {
        let joined =
            (quantity.end..end).rev().find(|n| matches!(line.at(*n), Some('和' | '及' | '与')));
        return joined.unwrap_or(quantity.end);
    }
    end
}

fn names(
    line: &Line<'_>,
    quantity: &Quantity,
    start: usize,
    end: usize,
    last: Option<&str>,
) -> Vec<String> {
    let before = line.printed(start, quantity.from.max(start));
    let after = line.printed(quantity.end, end);
    if quantity.each {
        let each = each_subject(strip_trying(before));
        if each.len() > 1 {
            return each;
        }
    }
    vec![shorten(name(before, after, quantity, last))]
}

fn name(before: &str, after: &str, quantity: &Quantity, last: Option<&str>) -> String {
    let subject = strip_trying(before);
    let noun = strip_making(after);
    if noun.is_empty() || (!subject.is_empty() && quantity.unit == "%") {
        if CHANGE.contains(&subject) {
            return format!("{}{subject}", without_change(last.unwrap_or_default()));
        }
        if !subject.is_empty() {
            return subject.to_owned();
        }
        if noun.is_empty() {
            return last
                .map_or_else(|| quantity.unit.clone(), |last| without_change(last).to_owned());
        }
    }
    let before = before.trim();
    if let Some(verb) = ADDING.iter().find(|verb| before.ends_with(**verb)) {
        return format!("{verb}{noun}");
    }
    match CHANGING.iter().find(|verb| subject.starts_with(**verb) || before.ends_with(**verb)) {
        Some(verb) if !noun.contains(verb) => format!("{noun}{verb}"),
        _ => noun.to_owned(),
    }
}

/// Without a word of change at the end: what grows by 8% is what reaches 50亿元.
fn without_change(name: &str) -> &str {
    ["同比增长", "年均增长", "增长", "增速", "增幅"]
        .iter()
        .find_map(|word| name.strip_suffix(word))
        .unwrap_or(name)
}

/// Without a date at the beginning, where anything else is left: 到2026年底.
fn without_date(phrase: &str) -> &str {
    let rest = phrase.trim_start_matches(|c: char| {
        matches!(c, '到' | '至' | '年' | '度' | '月' | '日' | '底' | '末' | '前') || c.is_numeric()
    });
    let date = phrase.len() - rest.len();
    let dated = phrase
        .get(..date)
        .is_some_and(|date| date.contains(['年', '月']) && date.contains(char::is_numeric));
    if dated && !rest.is_empty() { rest } else { phrase }
}

/// The longest word of trying that a phrase begins with.
fn trying(phrase: &str) -> Option<&str> {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| heads(TRYING));
    head(&WORDS, phrase)
}

/// Without the words that say by when and how much one tries.
fn strip_trying(phrase: &str) -> &str {
    let mut rest = without_date(phrase.trim());
    while let Some(word) = trying(rest)
        && let Some(shorter) = rest.strip_prefix(word)
    {
        rest = without_date(shorter.trim_start());
    }
    rest.trim_end_matches(['的', '在', '到', '达', '为', '等'])
}

/// Without the words that say that something is made.
fn strip_making(phrase: &str) -> &str {
    let mut rest = phrase.trim().trim_start_matches(['的', '个']);
    while let Some(shorter) = MAKING.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = shorter.trim_end();
    }
    rest
}

/// 甲达标率、乙转化率均: each subject by itself, with the ending that the last one has.
fn each_subject(subject: &str) -> Vec<String> {
    let parts: Vec<&str> = subject
        .split(['、', '和', '及', '与'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let Some(last) = parts.last() else {
        return Vec::new();
    };
    let Some(ending) =
        ["率", "比重", "占比", "比例", "度"].iter().find(|ending| last.ends_with(**ending))
    else {
        return Vec::new();
    };
    let tail: String = {
        let chars: Vec<char> = last.chars().collect();
        let from = chars.len().saturating_sub(2 + ending.chars().count());
        chars.get(from..).unwrap_or_default().iter().collect()
    };
    parts
        .iter()
        .map(|part| {
            if part.ends_with(ending) {
                shorten((*part).to_owned())
            } else {
                shorten(format!("{part}{tail}"))
            }
        })
        .collect()
}

/// The end of a name that is too long: what is measured stands last.
fn shorten(mut name: String) -> String {
    if let Some((from, _)) = name.char_indices().rev().nth(LONGEST_NAME) {
        let next = name.get(from..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        name.drain(..from + next);
    }
    name
}
