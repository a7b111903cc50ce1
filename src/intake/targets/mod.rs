//! 量化指标: the figures that an item promises.
//!
//! A figure counts when it has a unit of measure and says what is to be reached. Names that hold digits (5G, 12355,
//! 第3期), years and dates, ages, the size of a project, what exists already and what each person is entitled to do not.

mod comparison;
mod indicator;
mod line;
mod measure;
mod number;
mod promise;
mod quantity;
mod words;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use self::{line::Line, measure::Kind, quantity::Quantity, words::Behind};
use super::pattern::any_of;
use super::plan::{Span, Target};
use crate::domain::target::Operator;

/// The longest quotation that is taken for a name.
const LONGEST_NAME: usize = 40;

/// The targets in an item's text, in order, with the phrase that holds each, in characters of `text`.
#[must_use]
pub fn read(text: &str) -> Vec<(Target, Span)> {
    let line = Line::new(text);
    let quantities = quantity::scan(&line);
    if quantities.is_empty() {
        return Vec::new();
    }
    let promised = outside_names(&line, &quantities);
    let phrases = indicator::phrases(&line, &promised);
    let mut out: Vec<(Target, Span)> = Vec::new();
    let mut before: Option<(&Quantity, Operator)> = None;
    for (quantity, phrase) in promised.into_iter().zip(phrases) {
        let operator = operator(&line, quantity, before);
        before = Some((quantity, operator));
        for indicator in phrase.indicators {
            let target = Target {
                text: line.printed(phrase.start, phrase.end).trim().to_owned(),
                indicator,
                operator,
                value: quantity.value,
                value_max: quantity.value_max,
                unit: quantity.unit.clone(),
                same_as: None,
            };
            out.push((target, Span(phrase.start, phrase.end)));
        }
    }
    out
}

/// The promised quantities that do not stand in a quotation or a title.
fn outside_names<'a>(line: &Line<'_>, quantities: &'a [Quantity]) -> Vec<&'a Quantity> {
    let quoted = quotations(line);
    let mut quoted = quoted.iter().peekable();
    let mut out = Vec::new();
    for (n, quantity) in quantities.iter().enumerate() {
        while quoted.next_if(|(_, close)| *close <= quantity.start).is_some() {}
        let inside = quoted.peek().is_some_and(|(open, _)| *open < quantity.start);
        if !inside && promise::is_promised(line, quantity, quantities.get(n + 1)) {
            out.push(quantity);
        }
    }
    out
}

/// Where short quotations and titles stand.
fn quotations(line: &Line<'_>) -> Vec<(usize, usize)> {
    static OPENING: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(&["“", "《", "「", "\""]));
    let mut out = Vec::new();
    if !OPENING.is_match(line.folded(0, line.len())) {
        return out;
    }
    let mut open: Option<(usize, char)> = None;
    for at in 0..line.len() {
        let Some(c) = line.at(at) else { break };
        match (open, c) {
            (Some((from, close)), c) if c == close => {
                if at - from <= LONGEST_NAME {
                    out.push((from, at));
                }
                open = None;
            }
            (_, '“') => open = Some((at, '”')),
            (_, '《') => open = Some((at, '》')),
            (_, '「') => open = Some((at, '」')),
            (None, '"') => open = Some((at, '"')),
            _ => {}
        }
    }
    out
}

/// How the value is meant; `before` is the figure before it, which 分别增长7%、8% shares its verb with.
fn operator(
    line: &Line<'_>,
    quantity: &Quantity,
    before: Option<(&Quantity, Operator)>,
) -> Operator {
    const GROWTH: &[&str] =
        &["增长", "增速", "增幅", "增长率", "增长幅度", "递增", "同比增", "年均增", "净增长"];
    static GROWING: LazyLock<Behind<()>> =
        LazyLock::new(|| Behind::new(GROWTH.iter().map(|word| (*word, ()))));
    const FLOOR: &[&str] = &["红线", "底线"];
    if quantity.kind == Kind::Rate
        && quantity.unit != "个百分点"
        && (GROWING.find(line, quantity.from).is_some() || goes_on_growing(line, quantity, before))
    {
        return Operator::GrowthAtLeast;
    }
    if let Some(operator) = quantity.operator {
        return operator;
    }
    let after = line.folded(quantity.end, (quantity.end + 12).min(line.len()));
    let phrase = after.split([',', '。', ';', '、']).next().unwrap_or_default();
    if FLOOR.iter().any(|word| phrase.contains(word)) {
        return Operator::AtLeast;
    }
    if quantity.kind == Kind::Rate {
        return compared_in_phrase(line, quantity).unwrap_or(Operator::Exactly);
    }
    Operator::Exactly
}

/// Whether nothing but an enumeration sign stands between a growth and the figure.
fn goes_on_growing(
    line: &Line<'_>,
    quantity: &Quantity,
    before: Option<(&Quantity, Operator)>,
) -> bool {
    before.is_some_and(|(before, operator)| {
        operator == Operator::GrowthAtLeast
            && quantity.unit == before.unit
            && quantity.start == before.end + 1
            && matches!(line.at(before.end), Some('、' | '和' | '及' | '与' | ','))
    })
}

/// 不低于上年的3倍: the comparison stands before what it is compared with.
fn compared_in_phrase(line: &Line<'_>, quantity: &Quantity) -> Option<Operator> {
    if !line.ends_with(quantity.from, "的") {
        return None;
    }
    let start = promise::phrase_start(line, quantity.from);
    let before = line.folded(start, quantity.from);
    ["不超过", "不高于", "不多于"]
        .iter()
        .find(|word| before.contains(**word))
        .map(|_| Operator::AtMost)
        .or_else(|| {
            ["不低于", "不少于", "超过", "高于"]
                .iter()
                .find(|word| before.contains(**word))
                .map(|_| Operator::AtLeast)
        })
}

#[cfg(test)]
mod tests;
