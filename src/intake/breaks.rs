//! Documents that lost their line breaks: where paragraphs began, told by the numbers that follow each other.

use super::label::{self, may_precede};
use super::marker::{Marker, Style};
use super::text::{closes, is_colon, is_han, opens};

/// A line narrower than this (in half characters) has lost nothing.
pub(super) const SHORTEST: usize = 1000;
/// The same, in bytes, for a line that holds nearly the whole document.
pub(super) const SHORTEST_WHOLE: usize = 300;
/// So many numbers in sequence prove that breaks were lost.
const PROOF: usize = 3;
/// The longest heading that another number may follow without a gap, in bytes.
const HEADING: usize = 180;

/// What stands before a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The end of a sentence or of a clause.
    End,
    /// A colon, as before the first of several chapters.
    Colon,
    Space,
    Text,
}

/// A place where a paragraph may begin.
#[derive(Clone, Copy)]
struct Place {
    before: Before,
    /// A number stands not far before, and no sentence has ended since.
    in_heading: bool,
    /// A label without brackets stands before, and no sentence has ended since.
    in_clause: bool,
    /// A title may end here, though no mark says so.
    after_title: bool,
}

/// The numbers seen last, of each style; 0 where none was seen.
#[derive(Default)]
struct Sequence {
    chapter: u32,
    bracketed: u32,
    arabic: u32,
}

impl Sequence {
    /// Whether a paragraph so numbered may begin at `place`; if so, it counts.
    fn accepts(&mut self, marker: Marker, place: Place) -> bool {
        let free = matches!(place.before, Before::End | Before::Space);
        let number = marker.number;
        let last = match marker.style {
            Style::Chapter => &mut self.chapter,
            Style::Bracketed => &mut self.bracketed,
            Style::Arabic => &mut self.arabic,
            Style::Dash | Style::Part => return place.before == Before::End,
            Style::Article => return free,
            Style::Dotted | Style::BracketedArabic | Style::Circled => return false,
        };
        let next = number == *last + 1;
        let fits = if marker.style == Style::Chapter {
            (free && (number == 1 || *last == 0 || next))
                || (place.in_clause && next && number > 1)
                || (number == 1 && (place.after_title || place.before == Before::Colon))
        } else {
            (free && (number == 1 || *last == 0 || next))
                || (place.in_heading && (number == 1 || next))
                || (place.in_clause && next)
                || (marker.style == Style::Bracketed
                    && number == 1
                    && place.before == Before::Colon)
        };
        if fits {
            *last = number;
        }
        fits
    }
}

/// Where paragraphs begin inside `line`, in bytes; nothing if it is one paragraph.
pub(super) fn find(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut sequence = Sequence::default();
    let mut numbered = 0;
    let (mut heading, mut in_clause) = (None, false);
    let (mut before, mut last) = (Before::Space, ' ');
    let mut skip_to = 0;
    let mut depth = 0_usize;
    for (at, c) in line.char_indices() {
        if at < skip_to {
            // What stands inside a number ends nothing.
            (before, last) = (Before::Text, c);
            continue;
        }
        let rest = line.get(at..).unwrap_or_default();
        let place = Place {
            before,
            in_heading: heading.is_some_and(|start| at - start < HEADING),
            in_clause,
            after_title: c == '一' && may_end_title(last),
        };
        let possible = before != Before::Text || place.in_heading || in_clause || place.after_title;
        let marker = if possible { Marker::read(rest) } else { None };
        if let Some(marker) = marker.filter(|marker| sequence.accepts(*marker, place)) {
            found.push(at);
            numbered += 1;
            skip_to = at + marker.length;
            heading = Some(at);
            in_clause = false;
            depth = 0;
            continue;
        }
        if before == Before::Space && depth == 0 && !c.is_whitespace() {
            let clause_ends = in_clause && !is_joint(last);
            if numbered == 0 || clause_ends || is_end(last) || label::at_head(rest).is_some() {
                found.push(at);
                in_clause = false;
            }
        }
        if opens(c) {
            depth += 1;
        } else if closes(c) {
            depth = depth.saturating_sub(1);
        } else if c == '。' {
            depth = 0;
        }
        if is_colon(c) && ends_bare_label(line, at) {
            in_clause = true;
        }
        if is_colon(c) {
            before = Before::Colon;
        } else if is_end(c) {
            before = Before::End;
            heading = None;
            in_clause &= c != '。';
        } else {
            before = if c.is_whitespace() { Before::Space } else { Before::Text };
        }
        if !c.is_whitespace() {
            last = c;
        }
    }
    if numbered < PROOF {
        return Vec::new();
    }
    found.retain(|at| *at > 0);
    found
}

/// Whether a list of names goes on after `c`.
fn is_joint(c: char) -> bool {
    matches!(c, '、' | '，' | ',' | '；' | ';') || is_colon(c)
}

/// Whether a title may end with `c`: no word that goes on with 一 does (统一、第一、之一、万一).
fn may_end_title(c: char) -> bool {
    is_han(c)
        && !matches!(
            c,
            '第' | '统'
                | '之'
                | '万'
                | '唯'
                | '同'
                | '单'
                | '专'
                | '合'
                | '归'
                | '划'
                | '十'
                | '每'
        )
}

fn is_end(c: char) -> bool {
    closes(c) || matches!(c, '。' | '！' | '？' | '”')
}

/// Whether the colon at `at` ends a label that stands by itself, not in brackets.
fn ends_bare_label(line: &str, at: usize) -> bool {
    const REACH: usize = 42;
    let from =
        (at.saturating_sub(REACH)..=at).find(|place| line.is_char_boundary(*place)).unwrap_or(at);
    let Some(label) = label::before_colon(line, from, at) else {
        return false;
    };
    let head = line.get(..label.start).unwrap_or_default();
    head.chars().next_back().is_none_or(|c| may_precede(c) && !opens(c))
}

#[cfg(test)]
mod tests;
