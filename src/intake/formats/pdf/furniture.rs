//! What pages carry beside the document: their numbers, and heads and feet that many pages repeat.

use std::collections::HashMap;

use super::super::super::text::digit;
use super::lines::Line;

/// The part of a page at its top and at its bottom where heads and feet stand.
const MARGIN: f64 = 0.12;
/// How many pages must carry the same head.
const REPEATED: usize = 3;

/// The lines of the pages without page numbers, running heads and feet.
pub(super) fn without(pages: Vec<Vec<Line>>, heights: &[f64]) -> Vec<Vec<Line>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (lines, height) in pages.iter().zip(heights) {
        for line in lines.iter().filter(|line| in_margin(line, *height)) {
            *seen.entry(without_digits(&line.text)).or_default() += 1;
        }
    }
    let is_furniture = |line: &Line, height: f64| {
        in_margin(line, height)
            && (is_page_number(&line.text)
                || seen.get(&without_digits(&line.text)).is_some_and(|times| *times >= REPEATED))
    };
    pages
        .into_iter()
        .zip(heights)
        .map(|(lines, height)| {
            lines.into_iter().filter(|line| !is_furniture(line, *height)).collect()
        })
        .collect()
}

fn in_margin(line: &Line, height: f64) -> bool {
    line.base < height * MARGIN || line.base > height * (1.0 - MARGIN)
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| digit(*c).is_none() && !c.is_whitespace()).collect()
}

/// 3, — 3 —, 3/9, 第 3 页 共 9 页.
fn is_page_number(text: &str) -> bool {
    let number = text.chars().any(|c| digit(c).is_some());
    let rest = text.chars().all(|c| {
        digit(c).is_some()
            || c.is_whitespace()
            || matches!(
                c,
                '—' | '-' | '–' | '－' | '―' | '─' | '·' | '/' | '第' | '页' | '共' | '，'
            )
    });
    number && rest && text.chars().count() <= 20
}
