//! Numbered paragraphs with those that follow them, up to the next number.

use std::collections::HashSet;
use std::ops::Range;

use super::super::clause::{self, Clause};
use super::super::flow::Flow;
use super::super::marker::{Marker, Style};
use super::super::names;
use super::super::tables::Row;
use super::super::text::{cut, is_blank};

/// A paragraph with its number and clauses.
pub(super) struct Line {
    pub range: Range<usize>,
    pub clauses: Vec<Clause>,
}

/// A numbered paragraph with those that follow it up to the next number.
pub(super) struct Block {
    pub marker: Option<Marker>,
    pub lines: Vec<Line>,
    pub rows: Vec<Row>,
    /// The heading above, once known.
    pub parent: Option<usize>,
    /// The clause serves the paragraphs that follow it, too.
    pub serves_below: bool,
}

impl Block {
    pub(super) fn style(&self) -> Option<Style> {
        self.marker.map(|marker| marker.style)
    }

    pub(super) fn has_clause(&self) -> bool {
        self.lines.iter().any(|line| line.clauses.iter().any(Clause::names_someone))
    }

    /// Whether a title is followed by lines that hold nothing but clauses.
    fn has_lone_clauses(&self, text: &str) -> bool {
        let Some((title, rest)) = self.lines.split_first() else { return false };
        let alone = |line: &Line| {
            let [clause] = line.clauses.as_slice() else { return false };
            is_blank(cut(text, line.range.start..clause.range.start))
                && is_blank(cut(text, clause.range.end..line.range.end))
        };
        title.clauses.is_empty() && self.has_clause() && rest.iter().all(alone)
    }

    /// The first paragraph without its number.
    pub(super) fn body(&self) -> Range<usize> {
        let skip = self.marker.map_or(0, |marker| marker.length);
        self.lines.first().map_or(0..0, |line| line.range.start + skip..line.range.end)
    }

    /// Leaves out the title, which is a heading of its own.
    pub(super) fn without_title(&mut self) {
        self.marker = None;
        let title = self.lines.len().min(1);
        self.lines.drain(..title);
    }

    pub(super) fn start(&self) -> usize {
        self.lines.first().map_or(0, |line| line.range.start)
    }
}

pub(super) fn read(flow: &Flow) -> Vec<Block> {
    let text = &flow.text;
    let markers: Vec<Option<Marker>> =
        flow.lines.iter().map(|line| Marker::read(cut(text, line.clone()))).collect();
    let articles = markers.iter().flatten().filter(|marker| marker.style == Style::Article).count();
    let manner = clause::Manner { bare_verbs: articles < 3 };
    let mut rows = flow.rows.iter().peekable();
    let mut blocks = vec![Block {
        marker: None,
        lines: Vec::new(),
        rows: Vec::new(),
        parent: None,
        serves_below: false,
    }];
    for (n, (range, marker)) in flow.lines.iter().zip(markers).enumerate() {
        let clauses = clause::find(text, range, manner);
        let starts_clause = clauses.first().is_some_and(|clause| clause.range.start == range.start);
        let marker = marker.filter(|_| !starts_clause);
        if marker.is_some() {
            blocks.push(Block {
                marker,
                lines: Vec::new(),
                rows: Vec::new(),
                parent: None,
                serves_below: false,
            });
        }
        if let Some(block) = blocks.last_mut() {
            while let Some((_, row)) = rows.next_if(|(before, _)| *before <= n) {
                block.rows.push(row.clone());
            }
            block.lines.push(Line { range: range.clone(), clauses });
        }
    }
    if let Some(block) = blocks.last_mut() {
        block.rows.extend(rows.map(|(_, row)| row.clone()));
    }
    clear_regulation(&mut blocks);
    bare_lists(text, &mut blocks);
    merge_inner(&mut blocks);
    merge_under_one_clause(text, &mut blocks);
    blocks
}

/// Brackets that hold nothing but departments, at the end of numbered paragraphs without another clause, are clauses where
/// a document has several: a single one may be a gloss.
fn bare_lists(text: &str, blocks: &mut [Block]) {
    const PROOF: usize = 3;
    let found: Vec<(usize, Clause)> = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.marker.is_some() && !block.has_clause())
        .filter_map(|(n, block)| Some((n, clause::bare_list(text, &block.lines.last()?.range)?)))
        .collect();
    let with_clause = blocks.iter().filter(|block| block.has_clause()).count();
    let usual = found.len() >= PROOF && found.len() * 4 >= with_clause;
    let styles: HashSet<Style> =
        blocks.iter().filter(|block| block.has_clause()).filter_map(Block::style).collect();
    for (n, clause) in found {
        // A few among others are clauses where their neighbours have one, if they begin as names of departments do.
        let neighbours =
            || blocks.get(n).and_then(Block::style).is_some_and(|style| styles.contains(&style));
        let plain = || {
            clause
                .parts
                .first()
                .is_some_and(|part| names::starts_name(cut(text, part.range.clone())))
        };
        if !(usual || neighbours() && plain()) {
            continue;
        }
        if let Some(line) = blocks.get_mut(n).and_then(|block| block.lines.last_mut()) {
            line.clauses.push(clause);
        }
    }
}

/// The articles of a regulation are no tasks, whoever leads or is responsible there, unless most of them end with a clause.
fn clear_regulation(blocks: &mut [Block]) {
    let is_article = |block: &Block| block.style() == Some(Style::Article);
    let articles = blocks.iter().filter(|block| is_article(block)).count();
    let with_clause = blocks.iter().filter(|block| is_article(block) && block.has_clause()).count();
    if articles < 3 || with_clause * 2 >= articles {
        return;
    }
    for line in
        blocks.iter_mut().filter(|block| is_article(block)).flat_map(|block| &mut block.lines)
    {
        line.clauses.clear();
    }
}

/// Joins (1), ① and the like to the paragraph that they are parts of, unless the first of them has a clause of its own.
fn merge_inner(blocks: &mut Vec<Block>) {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut merging = None;
    for block in blocks.drain(..) {
        let inner = block.marker.filter(|marker| marker.style.is_inner());
        let first = inner.is_some_and(|marker| marker.number == 1);
        match (inner, kept.last_mut()) {
            (Some(marker), Some(last))
                if last.marker.is_some()
                    && ((first && !block.has_clause() && !last.has_clause())
                        || merging == Some(marker.style)) =>
            {
                merging = Some(marker.style);
                last.lines.extend(block.lines);
                last.rows.extend(block.rows);
            }
            _ => {
                merging = None;
                kept.push(block);
            }
        }
    }
    *blocks = kept;
}

/// Joins numbered paragraphs to the heading above where one clause, on lines of its own below the heading or after the last
/// of them, serves them all, and where a document does so throughout.
fn merge_under_one_clause(text: &str, blocks: &mut Vec<Block>) {
    let (mut served, mut others) = (Vec::new(), 0);
    let mut n = 0;
    while let Some(style) = blocks.get(n).map(Block::style) {
        let children = blocks.get(n + 1..).unwrap_or_default();
        let deeper = |block: &&Block| style.is_some_and(|own| block.style() > Some(own));
        let count = children.iter().take_while(deeper).count();
        let children = children.get(..count).unwrap_or_default();
        if let Some((last, before)) = children.split_last()
            && let Some(parent) = blocks.get(n)
            && children.iter().all(|block| block.style() == last.style())
        {
            let after = !parent.has_clause()
                && !before.is_empty()
                && !before.iter().any(Block::has_clause)
                && ends_with_lone_clause(text, last);
            let below = parent.has_lone_clauses(text)
                && !children.iter().any(|block| block.has_clause() || !block.rows.is_empty());
            if after || below {
                served.push(n..n + count + 1);
            } else if children.iter().any(Block::has_clause) {
                others += 1;
            }
        }
        n += 1;
    }
    if served.len() <= others {
        return;
    }
    for range in served.into_iter().rev() {
        let children: Vec<Block> = blocks.drain(range.start + 1..range.end).collect();
        if let Some(parent) = blocks.get_mut(range.start) {
            parent.serves_below = parent.has_clause();
            for child in children {
                parent.lines.extend(child.lines);
                parent.rows.extend(child.rows);
            }
        }
    }
}

/// Whether the only clause of a block fills its last line.
fn ends_with_lone_clause(text: &str, block: &Block) -> bool {
    let Some((last, before)) = block.lines.split_last() else { return false };
    let [clause] = last.clauses.as_slice() else { return false };
    let alone = is_blank(cut(text, last.range.start..clause.range.start))
        && is_blank(cut(text, clause.range.end..last.range.end));
    alone
        && clause.names_someone()
        && !before.is_empty()
        && before.iter().all(|line| line.clauses.is_empty())
}

/// Which blocks without a clause are tasks all the same: those in a row of numbered neighbours most of which have one.
pub(super) fn series(text: &str, blocks: &[Block]) -> Vec<bool> {
    let mut found = vec![false; blocks.len()];
    let mut open: Vec<(Style, Vec<usize>)> = Vec::new();
    let mut close = |members: &[usize]| {
        let with =
            members.iter().filter(|n| blocks.get(**n).is_some_and(Block::has_clause)).count();
        for n in members {
            let deeper = blocks
                .get(n + 1)
                .and_then(Block::style)
                .zip(blocks.get(*n).and_then(Block::style))
                .is_some_and(|(next, own)| next > own);
            let is_text = blocks
                .get(*n)
                .is_some_and(|block| block.rows.is_empty() && !is_blank(cut(text, block.body())));
            if let Some(slot) = found.get_mut(*n) {
                *slot = with * 2 >= members.len() && with > 0 && !deeper && is_text;
            }
        }
    };
    for (n, block) in blocks.iter().enumerate() {
        let Some(marker) = block.marker else { continue };
        while open.last().is_some_and(|(style, _)| *style > marker.style) {
            if let Some((_, members)) = open.pop() {
                close(&members);
            }
        }
        let restarts = marker.number == 1 && marker.style != Style::Dash;
        if open.last().is_some_and(|(style, _)| *style == marker.style) {
            if restarts && let Some((_, members)) = open.pop() {
                close(&members);
                open.push((marker.style, vec![n]));
            } else if let Some((_, members)) = open.last_mut() {
                members.push(n);
            }
        } else {
            open.push((marker.style, vec![n]));
        }
    }
    for (_, members) in open {
        close(&members);
    }
    found
}
