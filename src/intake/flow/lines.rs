//! The lines of the source that hold text: without page marks, and whether they are wrapped as on a page.

use std::collections::HashMap;
use std::ops::Range;

use super::super::tables;
use super::super::text::{closes, cut, digit, ends_sentence, half_widths, opens, signs, trimmed};

/// A line of the source.
#[derive(Clone, Debug)]
pub(in super::super) struct RawLine {
    /// Without the white space around it, in bytes.
    pub range: Range<usize>,
    /// Starts with white space, as the first line of a paragraph does.
    pub indented: bool,
    /// A page ended between the line before and this one.
    pub after_page: bool,
    /// An empty line stands before this one.
    pub after_gap: bool,
    /// Width in half characters.
    pub width: usize,
    /// How many more brackets it opens than it closes.
    pub depth: i32,
    /// How many brackets it leaves open.
    pub left_open: usize,
}

/// The lines of `source` that hold text, page marks left out.
pub(super) fn read(source: &str) -> Vec<RawLine> {
    let mut lines: Vec<RawLine> = Vec::new();
    let (mut start, mut gap) = (0, false);
    for line in source.split('\n') {
        let range = trimmed(source, start..start + line.len());
        start += line.len() + 1;
        if range.is_empty() {
            gap = true;
            continue;
        }
        let text = cut(source, range.clone());
        let (depth, left_open) = brackets(text);
        lines.push(RawLine {
            indented: line.starts_with(char::is_whitespace),
            after_page: false,
            after_gap: std::mem::take(&mut gap),
            width: half_widths(text),
            depth,
            left_open,
            range,
        });
    }
    without_page_marks(source, &lines)
}

/// How many more brackets `text` opens than it closes, and how many it leaves open.
fn brackets(text: &str) -> (i32, usize) {
    let (mut depth, mut left_open) = (0, 0_usize);
    for (_, c) in signs(text) {
        if opens(c) {
            depth += 1;
            left_open += 1;
        } else if closes(c) {
            depth -= 1;
            left_open = left_open.saturating_sub(1);
        }
    }
    (depth, left_open)
}

fn is_stroke(c: char) -> bool {
    matches!(c, '—' | '-' | '–' | '－' | '―' | '─' | '~' | '·')
}

fn without_page_marks(source: &str, lines: &[RawLine]) -> Vec<RawLine> {
    let text = |line: &RawLine| cut(source, line.range.clone());
    let mut kept: Vec<RawLine> = Vec::with_capacity(lines.len());
    let mut n = 0;
    let mut after_page = false;
    while let Some(line) = lines.get(n) {
        let rest = lines.get(n..).unwrap_or_default();
        let marks = if line.width > 24 { 0 } else { page_mark(rest.iter().take(6).map(text)) };
        if marks > 0 {
            n += marks;
            after_page = true;
        } else {
            kept.push(RawLine { after_page: std::mem::take(&mut after_page), ..line.clone() });
            n += 1;
        }
    }
    kept
}

/// Leaves out numbers of pages that stand alone in the middle of a wrapped paragraph, and heads that many pages repeat.
pub(super) fn without_bare_page_numbers(
    source: &str,
    lines: Vec<RawLine>,
    full: usize,
) -> Vec<RawLine> {
    let text = |line: &RawLine| cut(source, line.range.clone());
    let mut heads: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter().filter(|line| line.after_page && line.width >= 8) {
        *heads.entry(text(line)).or_default() += 1;
    }
    let mut kept: Vec<RawLine> = Vec::with_capacity(lines.len());
    let mut after_page = false;
    for mut line in lines {
        let words = text(&line);
        let is_number = words.len() <= 9 && words.chars().all(|c| digit(c).is_some());
        let breaks_paragraph = kept
            .last()
            .is_some_and(|before| is_full(before, full) && !text(before).ends_with(ends_sentence));
        let is_head = line.after_page
            && heads.get(words).is_some_and(|times| *times >= 3)
            && !tables::is_head(words);
        if (is_number && breaks_paragraph) || is_head {
            after_page = true;
            continue;
        }
        line.after_page |= std::mem::take(&mut after_page);
        kept.push(line);
    }
    kept
}

/// How many of the next lines are a page mark: — 14 —, 第 3 页, or —, 1, 4, — on lines of their own.
fn page_mark<'a>(mut lines: impl Iterator<Item = &'a str>) -> usize {
    let Some(first) = lines.next() else { return 0 };
    let inner = first.trim_matches(|c: char| is_stroke(c) || c.is_whitespace());
    let number = |text: &str| {
        !text.is_empty() && text.chars().all(|c| digit(c).is_some() || c.is_whitespace())
    };
    if number(inner) && first.starts_with(is_stroke) && first.ends_with(is_stroke) {
        return 1;
    }
    if let Some((page, pages)) = first.split_once('/')
        && number(page)
        && number(pages)
    {
        return 1;
    }
    if first.starts_with('第')
        && first.ends_with('页')
        && !first.contains('，')
        && first.chars().any(|c| digit(c).is_some())
    {
        return 1;
    }
    if !(inner.is_empty() && first.chars().count() <= 2 && first.chars().all(is_stroke)) {
        return 0;
    }
    for (n, line) in lines.enumerate() {
        if n > 0 && line.chars().all(is_stroke) {
            return n + 2;
        }
        if !number(line) || line.chars().count() > 3 {
            return 0;
        }
    }
    0
}

/// The width of a full line, where the lines of `source` are wrapped as on a page; `None` where a line is a paragraph.
pub(super) fn full_width(source: &str, lines: &[RawLine]) -> Option<usize> {
    if lines.len() < 8 {
        return None;
    }
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).collect();
    widths.sort_unstable();
    let full = *widths.get(widths.len() * 19 / 20)?;
    if !(36..=120).contains(&full) {
        return None;
    }
    let near: Vec<&RawLine> = lines.iter().filter(|line| is_full(line, full)).collect();
    let unended = near
        .iter()
        .filter(|line| {
            !cut(source, line.range.clone()).ends_with(|c| ends_sentence(c) || closes(c))
        })
        .count();
    (near.len() * 3 >= lines.len() && unended * 2 >= near.len()).then_some(full)
}

pub(super) fn is_full(line: &RawLine, full: usize) -> bool {
    line.width * 100 >= full * 86
}
