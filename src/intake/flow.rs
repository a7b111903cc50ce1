//! The text as it would stand in a well-kept file: a paragraph a line, without page marks.
//!
//! Nothing is lost on the way back: every place in the flow is traced to its place in the decoded text.

mod lines;

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

pub(super) use self::lines::RawLine;
use self::lines::{full_width, is_full, without_bare_page_numbers};
use super::breaks;
use super::label;
use super::marker::Marker;
use super::names;
use super::pattern::pattern;
use super::script;
use super::tables::{self, Row};
use super::text::{closes, cut, ends_sentence, opens, signs, trimmed};

/// Paragraphs and table rows in reading order.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub text: String,
    /// Where a piece starts in the flow, and where in the source, in order.
    pieces: Vec<(usize, usize)>,
    /// Paragraphs, in bytes of `text`.
    pub lines: Vec<Range<usize>>,
    /// Rows of tables, each with the number of paragraphs before it.
    pub rows: Vec<(usize, Row)>,
    /// Whether the source had lost its line breaks.
    pub collapsed: bool,
}

impl Flow {
    /// Appends the part of `source` in `range` to the line that is being written.
    pub(super) fn push(&mut self, source: &str, range: Range<usize>) -> Range<usize> {
        let part = cut(source, range.clone());
        let start = self.text.len();
        if self.text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            self.text.push(' ');
        }
        self.append(source, range);
        start..self.text.len()
    }

    fn append(&mut self, source: &str, range: Range<usize>) {
        self.pieces.push((self.text.len(), range.start));
        self.text.push_str(cut(source, range));
    }

    /// Appends a line without the white space that stands between all its characters.
    fn push_spaced(&mut self, source: &str, range: Range<usize>) {
        let mut at = range.start;
        for word in cut(source, range).split(char::is_whitespace) {
            self.append(source, at..at + word.len());
            at += word.len();
            at += cut(source, at..source.len()).chars().next().map_or(0, char::len_utf8);
        }
    }

    pub(super) fn end_line(&mut self) {
        self.text.push('\n');
    }

    /// The text with the characters that `original` prints where the source has simplified ones.
    pub(super) fn printed(&self, original: &str) -> String {
        let mut printed = String::with_capacity(self.text.len());
        let first = self.pieces.first().map_or(self.text.len(), |(start, _)| *start);
        printed.push_str(cut(&self.text, 0..first));
        for (n, (start, source)) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(n + 1).map_or(self.text.len(), |(next, _)| *next);
            let mut characters = cut(original, *source..original.len()).chars();
            printed.extend(cut(&self.text, *start..end).chars().map(|c| {
                let original = characters.next().unwrap_or(c);
                if script::simple(original) == c { original } else { c }
            }));
        }
        printed
    }

    /// Where `range` of the flow stands in the source, in bytes.
    pub(super) fn source(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..self.place_of_end(range.end).max(start)
    }

    fn place(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|(flow, _)| *flow <= at);
        next.checked_sub(1)
            .and_then(|n| self.pieces.get(n))
            .map_or(0, |(flow, source)| source + (at - flow))
    }

    fn place_of_end(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|(flow, _)| *flow < at);
        next.checked_sub(1)
            .and_then(|n| self.pieces.get(n))
            .map_or(0, |(flow, source)| source + (at - flow))
    }
}

/// Reads `source` into paragraphs and rows.
pub(super) fn read(source: &str) -> Flow {
    let mut lines = lines::read(source);
    let mut flow =
        Flow { text: String::with_capacity(source.len() + lines.len()), ..Flow::default() };
    let full = full_width(source, &lines);
    if let Some(full) = full {
        lines = without_bare_page_numbers(source, lines, full);
    }
    let mut n = 0;
    while n < lines.len() {
        if let Some(table) = tables::read(source, lines.get(n..).unwrap_or_default(), &mut flow) {
            flow.rows.extend(table.rows);
            n += table.lines.max(1);
        } else {
            n += paragraph(source, lines.get(n..).unwrap_or_default(), full, &mut flow);
        }
    }
    flow
}

/// Writes the paragraph that starts with the first of `lines` and returns how many lines it takes.
fn paragraph(source: &str, lines: &[RawLine], full: Option<usize>, flow: &mut Flow) -> usize {
    let mut taken = 1;
    let mut wanted = closing_lines(source, lines);
    let mut depth = lines.first().map_or(0, |line| line.depth);
    let mut apart = Vec::new();
    while let (Some(line), Some(next)) = (lines.get(taken - 1), lines.get(taken)) {
        if taken >= wanted && lists_on(source, lines.get(..taken).unwrap_or_default(), next) {
            apart.push(taken);
            taken += 1;
            continue;
        }
        let wrapped = full.is_some_and(|full| is_full(line, full))
            && !next.indented
            && (!next.after_gap || next.after_page)
            && !ends_clause(source, lines.get(..taken).unwrap_or_default());
        if taken >= wanted && !(wrapped && continues(source, next, depth > 0)) {
            break;
        }
        taken += 1;
        depth += next.depth;
        let rest = lines.get(taken - 1..).unwrap_or_default();
        wanted = wanted.max(taken - 1 + closing_lines(source, rest));
    }
    let ranges = lines.iter().take(taken).map(|line| line.range.clone());
    let line = write(source, ranges, &apart, flow);
    for piece in pieces(&flow.text, line, source.len(), &mut flow.collapsed) {
        if !piece.is_empty() {
            flow.lines.push(piece);
        }
    }
    taken
}

/// The paragraphs of a line that lost its breaks; any other line is one.
fn pieces(
    text: &str,
    line: Range<usize>,
    source_length: usize,
    collapsed: &mut bool,
) -> Vec<Range<usize>> {
    // A line that is nearly the whole document has lost its breaks, however short it is.
    let whole = line.len() > breaks::SHORTEST_WHOLE && line.len() * 10 > source_length * 9;
    let cuts = if line.len() > breaks::SHORTEST || whole {
        breaks::find(cut(text, line.clone()))
    } else {
        Vec::new()
    };
    *collapsed |= !cuts.is_empty();
    let ends = cuts.into_iter().map(|at| line.start + at).chain([line.end]);
    let mut start = line.start;
    ends.map(|end| trimmed(text, std::mem::replace(&mut start, end)..end)).collect()
}

/// Writes one line made of `ranges`, those in the places `apart` after a break, without the signs of Markdown and the page
/// marks in it; answers where it stands.
fn write(
    source: &str,
    ranges: impl IntoIterator<Item = Range<usize>>,
    apart: &[usize],
    flow: &mut Flow,
) -> Range<usize> {
    let start = flow.text.len();
    for (n, range) in ranges.into_iter().enumerate() {
        if apart.contains(&n) {
            flow.end_line();
        }
        let mut range = trimmed(source, range);
        let spaced = is_spaced(cut(source, range.clone()));
        if n == 0 {
            range.start += decoration(cut(source, range.clone()));
        }
        for range in between_page_marks(source, range) {
            let mut at = range.start;
            if !spaced && memchr(b'*', cut(source, range.clone()).as_bytes()).is_none() {
                flow.push(source, range);
                continue;
            }
            for plain in cut(source, range).split("**") {
                if spaced {
                    flow.push_spaced(source, at..at + plain.len());
                } else {
                    flow.push(source, at..at + plain.len());
                }
                at += plain.len() + "**".len();
            }
        }
    }
    let line = trimmed(&flow.text, start..flow.text.len());
    flow.end_line();
    line
}

/// The parts of a line between page marks, which stand in the middle of the text where line breaks were lost.
fn between_page_marks(source: &str, range: Range<usize>) -> Vec<Range<usize>> {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\s[—–－-]\s*[0-9０-９](?:\s?[0-9０-９]){0,3}\s*[—–－-]\s"));
    if range.len() < breaks::SHORTEST {
        return vec![range];
    }
    let mut found = Vec::new();
    let mut start = range.start;
    for mark in MARK.find_iter(cut(source, range.clone())) {
        found.push(start..range.start + mark.start());
        start = range.start + mark.end();
    }
    found.push(start..range.end);
    found
}

/// Whether the last of `lines` ends with a clause, which mostly ends a paragraph.
fn ends_clause(source: &str, lines: &[RawLine]) -> bool {
    const MOST: usize = 6;
    let last = lines.last().map_or("", |line| cut(source, line.range.clone()));
    if !last.trim_end_matches('。').ends_with(closes) {
        return false;
    }
    let tail = lines.get(lines.len().saturating_sub(MOST)..).unwrap_or_default();
    let text: String = tail.iter().map(|line| cut(source, line.range.clone())).collect();
    let text = text.trim_end_matches('。');
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().rev() {
        if closes(c) {
            depth += 1;
        } else if opens(c) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let inner =
                    text.get(at..).unwrap_or_default().trim_matches(|c| opens(c) || closes(c));
                return label::at_head(inner).is_some() || label::verb(inner).is_some();
            }
        }
    }
    false
}

/// Whether white space stands between nearly all characters of a line, as some scanners write them.
fn is_spaced(line: &str) -> bool {
    const PROOF: usize = 8;
    // Hardly any line is: its head tells.
    if line.chars().take(2 * PROOF).filter(|c| c.is_whitespace()).count() < PROOF / 2 {
        return false;
    }
    let mut chars = line.chars().peekable();
    let (mut all, mut apart) = (0, 0);
    while let Some(c) = chars.next() {
        if !c.is_whitespace() {
            all += 1;
            apart += usize::from(chars.peek().is_some_and(|next| next.is_whitespace()));
        }
    }
    all >= PROOF && apart * 10 >= all * 8
}

/// The length of `## `, `- ` or `> ` at the head of a line.
fn decoration(line: &str) -> usize {
    let signs = line.len()
        - line.trim_start_matches(['#', '>', '*', '-', '+', '•', '●', '■', '◆', '▪', '★']).len();
    let rest = line.get(signs..).unwrap_or_default();
    let gap = rest.len() - rest.trim_start().len();
    let strong = line.starts_with("**");
    let bullet = line.starts_with(['•', '●', '■', '◆', '▪', '★']);
    if signs > 0 && !strong && signs <= 12 && (gap > 0 || bullet) { signs + gap } else { 0 }
}

/// Whether `next` goes on with the list of units that the last of `lines` ends with, a line of whole names and nothing else.
fn lists_on(source: &str, lines: &[RawLine], next: &RawLine) -> bool {
    const WIDEST: usize = 160;
    let labelled = || {
        lines.first().is_some_and(|first| {
            label::at_head(cut(source, first.range.clone()))
                .is_some_and(|label| label.tag.names_units())
        })
    };
    let whole = |line: &RawLine| {
        let list = names::split(source, line.range.clone()).list;
        let mut names = list.iter().map(|name| cut(source, name.range.clone()));
        !list.is_empty() && names.all(|name| names::is_complete(name) && name.chars().count() <= 24)
    };
    let text = cut(source, next.range.clone());
    next.width <= WIDEST
        && !next.after_gap
        && labelled()
        && names::starts_name(text)
        && Marker::read(text).is_none()
        && label::at_head(text).is_none()
        && lines.last().is_some_and(|line| {
            let ended =
                cut(source, line.range.clone()).ends_with(|c| ends_sentence(c) || closes(c));
            !ended && names::is_complete(cut(source, line.range.clone()))
        })
        && whole(next)
}

/// Whether `next` can go on with the paragraph before it: it starts none of its own. Inside a bracket, a label starts none.
fn continues(source: &str, next: &RawLine, in_bracket: bool) -> bool {
    let text = cut(source, next.range.clone());
    Marker::read(text).is_none() && (in_bracket || label::at_head(text).is_none())
}

/// How many lines it takes until the clause is closed whose bracket the first line leaves open; 1 if it leaves none.
fn closing_lines(source: &str, lines: &[RawLine]) -> usize {
    const MOST: usize = 6;
    let Some(line) = lines.first() else {
        return 1;
    };
    let first = cut(source, line.range.clone());
    if first.ends_with(['、', '，', ',']) && label::at_head(first).is_some() {
        let goes_on = lines.get(1).is_some_and(|next| continues(source, next, false));
        return if goes_on { 2 } else { 1 };
    }
    if line.left_open == 0 {
        return 1;
    }
    let Some(mut depth) = open_clause(first) else {
        return 1;
    };
    for (n, line) in lines.iter().enumerate().take(MOST).skip(1) {
        let text = cut(source, line.range.clone());
        if Marker::read(text).is_some_and(|marker| !text.starts_with(opens) || marker.number == 1) {
            return 1;
        }
        for (_, c) in signs(text) {
            if opens(c) {
                depth += 1;
            } else if closes(c) {
                depth -= 1;
            }
            if depth == 0 {
                return n + 1;
            }
        }
    }
    1
}

/// How many brackets a line leaves open, if one of them holds a clause.
fn open_clause(line: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in signs(line) {
        if opens(c) {
            open.push(at);
        } else if closes(c) {
            open.pop();
        }
    }
    let first = *open.first()?;
    let inner = line.get(first..).unwrap_or_default().trim_start_matches(opens);
    let is_clause = label::at_head(inner).is_some()
        || label::begins(inner)
        || (open.len() == 1
            && inner.len() < 300
            && (inner.contains("牵头") || inner.ends_with(['、', '，'])));
    is_clause.then_some(open.len())
}

#[cfg(test)]
mod tests;
