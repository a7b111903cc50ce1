//! Words of comparison around a figure: 不少于, 以上, 左右.

use std::sync::LazyLock;

use super::{
    line::Line,
    words::{Ahead, Behind, Word},
};
use crate::domain::target::Operator;

/// What the words around a figure say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Where the words before the figure begin.
    pub(super) from: usize,
    /// Where the words behind it end.
    pub(super) end: usize,
    pub(super) operator: Option<Operator>,
    /// Whether the operator stands behind the figure (以上).
    pub(super) behind: bool,
    /// Whether 均 or 都 applies the figure to each of several subjects.
    pub(super) each: bool,
}

/// How many words of comparison may stand in a row.
const MOST_WORDS: usize = 6;

/// Words behind a figure.
const AFTER: &[(&str, Operator)] = &[
    ("及以上", Operator::AtLeast),
    ("(含)以上", Operator::AtLeast),
    ("以上", Operator::AtLeast),
    ("及以下", Operator::AtMost),
    ("(含)以下", Operator::AtMost),
    ("以下", Operator::AtMost),
    ("以内", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("左右", Operator::About),
    ("上下", Operator::About),
];

/// Words before a figure; those that say nothing of the figure only lead up to it.
const BEFORE: &[(&str, Option<Operator>)] = &[
    ("不少于", Some(Operator::AtLeast)),
    ("不得少于", Some(Operator::AtLeast)),
    ("不低于", Some(Operator::AtLeast)),
    ("不得低于", Some(Operator::AtLeast)),
    ("不小于", Some(Operator::AtLeast)),
    ("至少", Some(Operator::AtLeast)),
    ("最少", Some(Operator::AtLeast)),
    ("超过", Some(Operator::AtLeast)),
    ("超出", Some(Operator::AtLeast)),
    ("超", Some(Operator::AtLeast)),
    ("突破", Some(Operator::AtLeast)),
    ("高于", Some(Operator::AtLeast)),
    ("大于", Some(Operator::AtLeast)),
    ("多于", Some(Operator::AtLeast)),
    ("不超过", Some(Operator::AtMost)),
    ("不超", Some(Operator::AtMost)),
    ("不得超过", Some(Operator::AtMost)),
    ("不突破", Some(Operator::AtMost)),
    ("不高于", Some(Operator::AtMost)),
    ("不得高于", Some(Operator::AtMost)),
    ("不大于", Some(Operator::AtMost)),
    ("不多于", Some(Operator::AtMost)),
    ("低于", Some(Operator::AtMost)),
    ("少于", Some(Operator::AtMost)),
    ("小于", Some(Operator::AtMost)),
    ("至多", Some(Operator::AtMost)),
    ("最多", Some(Operator::AtMost)),
    ("控制在", Some(Operator::AtMost)),
    ("大约", Some(Operator::About)),
    ("约为", Some(Operator::About)),
    ("约", Some(Operator::About)),
    ("接近", Some(Operator::About)),
    ("近", Some(Operator::About)),
    ("达到", None),
    ("达", None),
    ("为", None),
    ("均", None),
    ("都", None),
    ("分别", None),
    ("各", None),
    ("共", None),
    ("共计", None),
    ("总计", None),
    ("合计", None),
    ("力争", None),
    ("争取", None),
    ("确保", None),
    ("实现", None),
    ("保持", None),
    ("保持在", None),
    ("稳定", None),
    ("稳定在", None),
    ("维持在", None),
    ("有", None),
    ("仅", None),
    ("再", None),
    ("全部", None),
    ("也", None),
    ("就", None),
];

/// Words that only end like words of comparison.
const NOT_COMPARING: &[&str] = &[
    "现有", "已有", "原有", "既有", "商超", "农超", "赶超", "节约", "预约", "签约", "集约", "合约",
    "履约", "公共", "国有", "所有", "行为", "首都", "发达", "甚至", "到达", "作为", "较为",
];

/// Words before a figure that say a level, not a step: 增长到 is no growth.
const LEVEL: &[&str] = &[
    "提高到",
    "提升到",
    "提高至",
    "提升至",
    "增加到",
    "增加至",
    "增长到",
    "增长至",
    "增至",
    "扩大到",
    "扩大至",
    "降至",
    "降到",
    "下降到",
    "下降至",
    "降低到",
    "降低至",
    "压减到",
    "压减至",
    "压缩到",
    "压缩至",
    "缩短至",
    "缩短到",
    "控制到",
    "上升到",
    "上升至",
    "到",
    "至",
];

/// The words around a figure that begins at `start` and whose unit of measure ends at `end`; nothing where they show that
/// it is no figure of its own (附近).
pub(super) fn read(line: &Line<'_>, start: usize, end: usize) -> Option<Comparison> {
    let (end, mut operator) = behind(line, end);
    let stands_behind = operator.is_some();
    let (mut from, mut each) = (line.skip_space_back(start), false);
    for _ in 0..MOST_WORDS {
        let Some(word) = ahead(line, from) else {
            break;
        };
        let ahead_of = from - word.len();
        // 附近, 就近 and 邻近 are places, 最近 a time.
        if word.text == "近" && line.ends_with_any(ahead_of, &["附", "就", "邻", "最", "临", "靠"])
        {
            return None;
        }
        if only_ends_like_one(line, from) {
            break;
        }
        each |= matches!(word.text, "均" | "都");
        operator = operator.or(word.means);
        from = line.skip_space_back(ahead_of);
    }
    if operator.is_none() && line.near_before(from, "至少") {
        operator = Some(Operator::AtLeast);
    }
    Some(Comparison { from, end, operator, behind: stands_behind, each })
}

/// The end of the words behind a figure, and what they say.
fn behind(line: &Line<'_>, end: usize) -> (usize, Option<Operator>) {
    static WORDS: LazyLock<Ahead<Operator>> = LazyLock::new(|| Ahead::new(AFTER.iter().copied()));
    let start = line.skip_space(end);
    match WORDS.find(line, start) {
        Some(word) => (start + word.len(), Some(word.means)),
        None if line.at(end) == Some('+') => (end + 1, Some(Operator::AtLeast)),
        None => (end, None),
    }
}

/// The longest word of comparison that ends at `end`.
fn ahead(line: &Line<'_>, end: usize) -> Option<&'static Word<Option<Operator>>> {
    static WORDS: LazyLock<Behind<Option<Operator>>> = LazyLock::new(|| {
        Behind::new(BEFORE.iter().copied().chain(LEVEL.iter().map(|word| (*word, None))))
    });
    WORDS.find(line, end)
}

/// Whether the word that ends at `end` only ends like a word of comparison.
fn only_ends_like_one(line: &Line<'_>, end: usize) -> bool {
    static WORDS: LazyLock<Behind<()>> =
        LazyLock::new(|| Behind::new(NOT_COMPARING.iter().map(|word| (*word, ()))));
    WORDS.find(line, end).is_some()
}
