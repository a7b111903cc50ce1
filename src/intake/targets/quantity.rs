//! Quantities: a figure with its unit of measure and the words of comparison around it.

use rust_decimal::Decimal;

use super::{
    line::Line,
    measure::{self, Kind, Measure},
    number::{self, Figure},
};
use crate::domain::target::Operator;

/// A figure with its unit of measure.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// Where the words of comparison before it begin.
    pub(super) from: usize,
    /// Where the figure itself begins.
    pub(super) start: usize,
    /// After the unit of measure and the words of comparison behind it.
    pub(super) end: usize,
    pub(super) value: Decimal,
    pub(super) value_max: Option<Decimal>,
    pub(super) unit: String,
    pub(super) kind: Kind,
    /// What the words of comparison say, those behind the figure first.
    pub(super) operator: Option<Operator>,
    /// Whether those words stand behind the figure (以上).
    pub(super) compared_behind: bool,
    /// Whether 均 or 都 applies the figure to each of several subjects.
    pub(super) each: bool,
    /// Whether the words before it say to which level it goes (增加到).
    pub(super) level: bool,
    pub(super) numeral: Numeral,
}

/// How the figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// 12, 1.5万.
    Arabic,
    /// 三, 十五.
    Chinese,
    /// 千, 百万: a scale alone.
    ScaleOnly,
}

/// All quantities in a text, in order.
pub(super) fn scan(line: &Line) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = line.at(at) {
        let (quantity, next) = if c.is_ascii_digit() {
            let run = number::end_of_run(line, at);
            (arabic(line, at), run)
        } else if c == '百' && line.goes_on(at, "百分之") {
            (percent_in_words(line, at), at + 3)
        } else if number::is_chinese(c) {
            (chinese(line, at), number::end_of_chinese(line, at).max(at + 1))
        } else {
            at += 1;
            continue;
        };
        at = quantity.as_ref().map_or(next, |q| q.end.max(next));
        found.extend(quantity);
    }
    found
}

/// The quantity whose figure is written 12 or 1.5万 or 3-5.
fn arabic(line: &Line, at: usize) -> Option<Quantity> {
    if is_part_of_a_name(line, at) {
        return None;
    }
    let low = number::arabic(line, at)?;
    let (mut low, low_scaled) = scaled(line, low)?;
    let mut max = None;
    let mut measure = None;
    if let Some(from) = after_range_sign(line, low.end) {
        let high = number::arabic(line, from)?;
        let (high, high_scaled) = scaled(line, high)?;
        if high_scaled != Decimal::ONE && low_scaled == Decimal::ONE {
            low.value = low.value.checked_mul(high_scaled)?;
        }
        low.end = high.end;
        max = Some(high.value);
    } else if let Some(first) = measure::read(line, skip_rest(line, low.end).0) {
        // 3家至5家, 5%—8%
        let second = after_range_sign(line, first.end).and_then(|from| {
            let (high, _) = scaled(line, number::arabic(line, from)?)?;
            let second = measure::read(line, high.end)?;
            (second.unit == first.unit).then_some((high.value, second))
        });
        if let Some((high, second)) = second {
            max = Some(high);
            measure = Some(second);
        }
    }
    if max.is_some_and(|high| high < low.value) {
        return None;
    }
    let (after, more) = skip_rest(line, low.end);
    let measure = match measure {
        Some(measure) => measure,
        None => measure::read(line, after)
            .or_else(|| households(line, after, low_scaled))
            .or_else(|| bare_hundred_millions(line, after))?,
    };
    let mut quantity = compared(line, at, low.value, measure, Numeral::Arabic)?;
    quantity.value_max = max;
    if more && quantity.operator.is_none() {
        quantity.operator = Some(Operator::AtLeast);
    }
    if max.is_some() && quantity.operator.is_none() {
        quantity.operator = Some(Operator::AtLeast);
    }
    Some(quantity)
}

/// The quantity whose figure is written in Chinese numerals.
fn chinese(line: &Line, at: usize) -> Option<Quantity> {
    if at > 0 && (line.ends_with(at, "第") || line.before(at).is_some_and(|c| c.is_ascii_digit()))
    {
        return None;
    }
    let end = number::end_of_chinese(line, at);
    let numeral = line.folded(at, end);
    if numeral.chars().count() > 9 {
        return None;
    }
    let value = number::chinese(&numeral)?;
    let measure = measure::read(line, skip_rest(line, end).0)?;
    // 一批, 二期, 三类: manners of speaking and parts of names.
    if ["批", "期", "类", "种", "款", "片", "对", "组", "本", "部", "班", "门", "口", "头", "起"]
        .contains(&measure.unit.as_str())
    {
        return None;
    }
    let scale_only = numeral.chars().all(|c| matches!(c, '百' | '千' | '万' | '亿'));
    let written = if scale_only { Numeral::ScaleOnly } else { Numeral::Chinese };
    compared(line, at, value, measure, written)
}

/// The quantity written 百分之二十.
fn percent_in_words(line: &Line, at: usize) -> Option<Quantity> {
    let from = at + 3;
    let end = number::end_of_chinese(line, from);
    if end - from > 7 {
        return None;
    }
    let value = match number::arabic(line, from) {
        Some(figure) => figure,
        None => Figure { value: number::chinese(&line.folded(from, end))?, end },
    };
    let measure = Measure { unit: String::from("%"), kind: Kind::Rate, end: value.end };
    compared(line, at, value.value, measure, Numeral::Arabic)
}

/// Whether the figure at `at` belongs to a name or number: G4, 第3, 2A, v1.2.
fn is_part_of_a_name(line: &Line, at: usize) -> bool {
    let end = number::end_of_run(line, at);
    let before = line.before(at);
    let latin_before = before.is_some_and(|c| {
        c.is_ascii_alphabetic() || matches!(c, '+' | '/' | '.' | '第' | '*' | '_' | '@' | '#')
    });
    let dash_before = matches!(before, Some('-' | '—'))
        && at.checked_sub(2).and_then(|n| line.at(n)).is_some_and(|c| c.is_ascii_alphanumeric());
    latin_before || dash_before || matches!(line.at(end), Some('+' | '/' | '∶' | '_' | '@'))
}

/// The figure with 万 or the like multiplied out, and by how much.
fn scaled(line: &Line, figure: Figure) -> Option<(Figure, Decimal)> {
    match number::scale(line, figure.end) {
        Some((by, end)) => {
            let value = figure.value.checked_mul(by)?.normalize();
            Some((Figure { value, end }, by))
        }
        None => Some((figure, Decimal::ONE)),
    }
}

/// The position of the second figure of a range.
fn after_range_sign(line: &Line, at: usize) -> Option<usize> {
    let mut next = line.skip_space(at);
    let signs = ['-', '—', '–', '~', '～', '∼', '至', '到', '－'];
    let first = next;
    while next < first + 2 && line.at(next).is_some_and(|c| signs.contains(&c)) {
        next += 1;
    }
    let figure = line.skip_space(next);
    (next > first && line.at(figure).is_some_and(|c| c.is_ascii_digit())).then_some(figure)
}

/// Steps over 余, 多 and 来 (1000余亩) and says whether they are there.
fn skip_rest(line: &Line, at: usize) -> (usize, bool) {
    match line.at(at) {
        Some('余' | '多') => match number::scale(line, at + 1) {
            // 30多万人: the scale stands behind; the figure is no longer exact enough to multiply.
            Some(_) => (at, false),
            None => (at + 1, true),
        },
        _ => (at, false),
    }
}

/// 50万燃气用户: households counted without a measure of their own.
fn households(line: &Line, at: usize, scale: Decimal) -> Option<Measure> {
    if scale == Decimal::ONE {
        return None;
    }
    let end = (at + 1..at + 6).find(|n| line.at(*n) == Some('户'))?;
    line.folded(at, end).chars().all(|c| c.is_alphabetic() && !c.is_ascii()).then(|| Measure {
        unit: String::from("户"),
        kind: Kind::Count,
        end: end + 1,
    })
}

/// 突破100亿: money without 元, where nothing else can be meant.
fn bare_hundred_millions(line: &Line, at: usize) -> Option<Measure> {
    let start = line.skip_space(at);
    let end = start + 1;
    let closes = line.breaks(end)
        || ["、", "以上", "以内", "左右"].iter().any(|word| line.goes_on(end, word));
    (line.at(start) == Some('亿') && closes).then(|| Measure {
        unit: String::from("亿元"),
        kind: Kind::Money,
        end,
    })
}

const BEHIND: &[(&str, Operator)] = &[
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

const AHEAD: &[(&str, Option<Operator>)] = &[
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
    "商超", "农超", "赶超", "节约", "预约", "签约", "集约", "合约", "履约", "公共", "国有", "所有",
    "行为", "首都", "发达", "甚至", "到达", "作为", "较为",
];

/// Words of comparison that say a level, not a step.
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

/// The quantity with the words of comparison around it read.
fn compared(
    line: &Line,
    start: usize,
    value: Decimal,
    measure: Measure,
    numeral: Numeral,
) -> Option<Quantity> {
    let mut end = measure.end;
    let behind = line.skip_space(end);
    let word = BEHIND.iter().find(|(word, _)| line.goes_on(behind, word));
    let mut operator = None;
    if let Some((word, meant)) = word {
        end = behind + word.chars().count();
        operator = Some(*meant);
    } else if line.at(end) == Some('+') {
        end += 1;
        operator = Some(Operator::AtLeast);
    }
    let compared_behind = operator.is_some();
    let (mut from, mut each, mut level) = (line.skip_space_back(start), false, false);
    for _ in 0..6 {
        let ahead = AHEAD
            .iter()
            .copied()
            .chain(LEVEL.iter().map(|word| (*word, None)))
            .filter(|(word, _)| line.ends_with(from, word))
            .max_by_key(|(word, _)| word.chars().count());
        let Some((word, meant)) = ahead else { break };
        let ahead_of = from - word.chars().count();
        // 附近, 就近 and 邻近 are places, 最近 a time; 高达 and 直达 are no levels of their own.
        if word == "近" && line.ends_with_any(ahead_of, &["附", "就", "邻", "最", "临", "靠"])
        {
            return None;
        }
        if line.ends_with_any(from, NOT_COMPARING) {
            break;
        }
        if LEVEL.contains(&word) {
            level = true;
        }
        each |= matches!(word, "均" | "都");
        operator = operator.or(meant);
        from = line.skip_space_back(ahead_of);
    }
    Some(Quantity {
        from,
        start,
        end,
        value: value.normalize(),
        value_max: None,
        unit: measure.unit,
        kind: measure.kind,
        operator,
        compared_behind,
        each,
        level,
        numeral,
    })
}
