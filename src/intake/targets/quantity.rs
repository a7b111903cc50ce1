//! Quantities: a figure with its unit of measure and the words of comparison around it.

use rust_decimal::Decimal;

use super::{
    comparison,
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
pub(super) fn scan(line: &Line<'_>) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(place) = line.find(at, |c| c.is_ascii_digit() || number::is_chinese(c)) {
        at = place;
        let (quantity, next) = if line.at(at).is_some_and(|c| c.is_ascii_digit()) {
            let run = number::end_of_run(line, at);
            (arabic(line, at), run)
        } else if line.goes_on(at, "百分之") {
            (percent_in_words(line, at), at + 3)
        } else {
            (chinese(line, at), number::end_of_chinese(line, at).max(at + 1))
        };
        at = quantity.as_ref().map_or(next, |q| q.end.max(next));
        found.extend(quantity);
    }
    found
}

/// The quantity whose figure is written 12 or 1.5万 or 3-5.
fn arabic(line: &Line<'_>, at: usize) -> Option<Quantity> {
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
        measure = Some(match second {
            Some((high, second)) => {
                max = Some(high);
                second
            }
            None => first,
        });
    }
    if max.is_some_and(|high| high < low.value) {
        return None;
    }
    let (after, more) = skip_rest(line, low.end);
    let measure = match measure {
        Some(measure) => measure,
        None => measure::read(line, after)
            .or_else(|| households(line, after, low_scaled))
            .or_else(|| bare_hundred_millions(line, after))
            .or_else(|| index(line, at, after))?,
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
fn chinese(line: &Line<'_>, at: usize) -> Option<Quantity> {
    if at > 0 && (line.ends_with(at, "第") || line.before(at).is_some_and(|c| c.is_ascii_digit()))
    {
        return None;
    }
    let end = number::end_of_chinese(line, at);
    let numeral = line.folded(at, end);
    if numeral.chars().count() > 9 {
        return None;
    }
    let value = if numeral.is_empty() {
        // 突破亿元: one of them.
        Decimal::ONE
    } else {
        number::chinese(numeral)?
    };
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
fn percent_in_words(line: &Line<'_>, at: usize) -> Option<Quantity> {
    let from = at + 3;
    let end = number::end_of_chinese(line, from);
    if end - from > 7 {
        return None;
    }
    let value = match number::arabic(line, from) {
        Some(figure) => figure,
        None => Figure { value: number::chinese(line.folded(from, end))?, end },
    };
    let measure = Measure { unit: String::from("%"), kind: Kind::Rate, end: value.end };
    compared(line, at, value.value, measure, Numeral::Arabic)
}

/// Whether the figure at `at` belongs to a name or number: G4, 第3, 2A, v1.2.
fn is_part_of_a_name(line: &Line<'_>, at: usize) -> bool {
    let end = number::end_of_run(line, at);
    let before = line.before(at);
    let latin_before = before.is_some_and(|c| {
        c.is_ascii_alphabetic() || matches!(c, '+' | '/' | '.' | '×' | '第' | '*' | '_' | '@' | '#')
    });
    let dash_before = matches!(before, Some('-' | '—'))
        && at.checked_sub(2).and_then(|n| line.at(n)).is_some_and(|c| c.is_ascii_alphanumeric());
    latin_before || dash_before || matches!(line.at(end), Some('+' | '/' | '∶' | '×' | '_' | '@'))
}

/// The figure with 万 or the like multiplied out, and by how much.
fn scaled(line: &Line<'_>, figure: Figure) -> Option<(Figure, Decimal)> {
    match number::scale(line, figure.end) {
        Some((by, end)) => {
            let value = figure.value.checked_mul(by)?.normalize();
            Some((Figure { value, end }, by))
        }
        None => Some((figure, Decimal::ONE)),
    }
}

/// The position of the second figure of a range.
fn after_range_sign(line: &Line<'_>, at: usize) -> Option<usize> {
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
fn skip_rest(line: &Line<'_>, at: usize) -> (usize, bool) {
    match line.at(at) {
        Some('余' | '多') => match number::scale(line, at + 1) {
            // 30多万人: the scale stands behind; the figure is no longer exact enough to multiply.
            Some(_) => (at, false),
            None => (at + 1, true),
        },
        _ => (at, false),
    }
}

/// 30万供水用户: households counted without a measure of their own.
fn households(line: &Line<'_>, at: usize, scale: Decimal) -> Option<Measure> {
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
fn bare_hundred_millions(line: &Line<'_>, at: usize) -> Option<Measure> {
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

/// 价格指数控制在103.5以内: an index has no unit of measure.
fn index(line: &Line<'_>, start: usize, end: usize) -> Option<Measure> {
    let measure = Measure { unit: String::new(), kind: Kind::Rate, end };
    let compared = comparison::read(line, start, end)?;
    let closes = line.breaks(compared.end) || line.at(compared.end) == Some('、');
    (closes && line.ends_with_any(compared.from, &["指数", "系数"])).then_some(measure)
}

/// The quantity with the words of comparison around it.
fn compared(
    line: &Line<'_>,
    start: usize,
    value: Decimal,
    measure: Measure,
    numeral: Numeral,
) -> Option<Quantity> {
    let comparison = comparison::read(line, start, measure.end)?;
    Some(Quantity {
        from: comparison.from,
        start,
        end: comparison.end,
        value: value.normalize(),
        value_max: None,
        unit: measure.unit,
        kind: measure.kind,
        operator: comparison.operator,
        compared_behind: comparison.behind,
        each: comparison.each,
        numeral,
    })
}
