//! Documents that lost their line breaks: where paragraphs began, told by the numbers that follow each other.

use super::label::{self, may_precede};
use super::marker::{Marker, Style};
use super::text::{closes, is_colon};

/// A line narrower than this (in half characters) has lost nothing.
pub(super) const SHORTEST: usize = 1000;
/// So many numbers in sequence prove that breaks were lost.
const PROOF: usize = 3;
/// The longest heading that another number may follow without a gap, in bytes.
const HEADING: usize = 180;

/// What stands before a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The end of a sentence or of a clause.
    End,
    Space,
    Text,
}

/// The numbers seen last, of each style.
#[derive(Default)]
struct Sequence {
    chapter: u32,
    bracketed: u32,
    arabic: u32,
}

/// Whether `number` comes next after `last`; after none, any may.
const fn follows(last: u32, number: u32) -> bool {
    last == 0 || number == last + 1
}

impl Sequence {
    /// Whether a paragraph so numbered may begin here; if so, it counts.
    fn accepts(
        &mut self,
        marker: Marker,
        before: Before,
        in_heading: bool,
        in_clause: bool,
    ) -> bool {
        let number = marker.number;
        let free = before != Before::Text;
        match marker.style {
            Style::Chapter => {
                let fits = (free && (number == 1 || follows(self.chapter, number)))
                    || (in_clause && number == self.chapter + 1 && number > 1);
                if fits {
                    self.chapter = number;
                }
                fits
            }
            Style::Bracketed => {
                let fits = (free || in_heading || in_clause)
                    && (number == 1 && !in_clause
                        || number == self.bracketed + 1
                        || free && self.bracketed == 0);
                if fits {
                    self.bracketed = number;
                }
                fits
            }
            Style::Arabic => {
                let fits = (free || in_heading || in_clause)
                    && (number == 1 && !in_clause
                        || number == self.arabic + 1
                        || free && self.arabic == 0);
                if fits {
                    self.arabic = number;
                }
                fits
            }
            Style::Dash | Style::Part => before == Before::End,
            Style::Article => free,
            Style::BracketedArabic | Style::Circled => false,
        }
    }
}

/// Where paragraphs begin inside `line`, in bytes; nothing if it is one paragraph.
pub(super) fn find(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut gaps = Vec::new();
    let mut sequence = Sequence::default();
    let mut numbered = 0;
    let (mut heading, mut clause) = (None, false);
    let (mut before, mut last) = (Before::Space, ' ');
    let mut skip_to = 0;
    for (at, c) in line.char_indices() {
        if at >= skip_to {
            let rest = line.get(at..).unwrap_or_default();
            let in_heading = heading.is_some_and(|start| at - start < HEADING);
            let candidate = (before != Before::Text || in_heading || clause)
                .then(|| Marker::read(rest))
                .flatten();
            if let Some(marker) =
                candidate.filter(|marker| sequence.accepts(*marker, before, in_heading, clause))
            {
                found.push(at);
                numbered += 1;
                skip_to = at + marker.length;
                heading = Some(at);
                clause = false;
            } else if before == Before::Space && !c.is_whitespace() && at > 0 {
                let is_label = label::at_head(rest).is_some();
                if numbered == 0
                    || is_label
                    || (clause
                        && !matches!(last, '、' | '，' | ',' | '；' | ';')
                        && !is_colon(last))
                    || is_end(last)
                {
                    gaps.push(at);
                    clause = false;
                }
            }
        }
        if is_colon(c)
            && label::before_colon(line, floor(line, at), at)
                .is_some_and(|label| starts_bare(line, label.start))
        {
            clause = true;
        }
        if is_end(c) {
            before = Before::End;
            heading = None;
            clause = clause && c != '。';
        } else if c.is_whitespace() {
            before = Before::Space;
        } else {
            before = Before::Text;
        }
        if !c.is_whitespace() {
            last = c;
        }
    }
    if numbered < PROOF {
        return Vec::new();
    }
    found.extend(gaps);
    found.sort_unstable();
    found.dedup();
    found.retain(|at| *at > 0);
    found
}

fn is_end(c: char) -> bool {
    closes(c) || matches!(c, '。' | '！' | '？' | '”')
}

/// The nearest place at or after `at - 42` where a character starts.
fn floor(line: &str, at: usize) -> usize {
    (at.saturating_sub(42)..=at).find(|place| line.is_char_boundary(*place)).unwrap_or(at)
}

/// Whether the label at `start` stands by itself, not in brackets.
fn starts_bare(line: &str, start: usize) -> bool {
    line.get(..start)
        .and_then(|head| head.chars().next_back())
        .is_none_or(|c| may_precede(c) && !super::text::opens(c))
}

#[cfg(test)]
mod tests;
