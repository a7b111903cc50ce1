//! The tasks of a block or of a table's rows.

use std::ops::Range;

use super::super::clause::{self, Clause};
use super::super::names::is_remark;
use super::super::text::{closes, cut, ends_sentence, is_blank, trimmed};
use super::blocks::Block;
use super::headings::{Headings, title_before_clause};
use super::{Clauses, Manner, Task};

/// The tasks of a block: one for each clause, each with the text since the one before.
pub(super) fn of_block(text: &str, block: &Block, manner: Manner, tasks: &mut Vec<Task>) {
    let ordinal = block
        .marker
        .and_then(|marker| marker.ordinal(cut(text, block.start()..block.body().start)));
    let first_task = tasks.len();
    let mut pending: Vec<Range<usize>> = Vec::new();
    let mut start = block.start();
    for (n, line) in block.lines.iter().enumerate() {
        let mut at = if n == 0 { block.body().start } else { line.range.start };
        if manner.clauses == Clauses::BeforeTask && begins_with_clause(text, at, &line.clauses) {
            start = if n == 0 { start } else { at };
            for (n, clause) in line.clauses.iter().enumerate() {
                let end = line.clauses.get(n + 1).map_or(line.range.end, |next| next.range.start);
                let said = trimmed(text, after_stop(text, clause.range.end, end)..end);
                tasks.push(Task {
                    ordinal: ordinal.clone(),
                    heading: block.parent,
                    whole: start..said.end,
                    text: vec![said],
                    parts: clause.parts.clone(),
                    unclosed: clause.unclosed,
                    text_after: false,
                    guessed: false,
                });
                start = end;
            }
            continue;
        }
        if block.marker.is_none() {
            // Without a number, only the paragraph before a clause that stands alone can belong to it.
            let alone = line
                .clauses
                .first()
                .is_some_and(|clause| is_blank(cut(text, at..clause.range.start)));
            let keep = if alone { pending.len().saturating_sub(1) } else { pending.len() };
            pending.drain(..keep);
            start = pending.first().map_or(line.range.start, |piece| piece.start);
        }
        for clause in &line.clauses {
            push_text(text, at..clause.range.start, &mut pending);
            at = after_stop(text, clause.range.end, line.range.end);
            let adjacent = pending.is_empty() && tasks.len() > first_task;
            match tasks.last_mut() {
                Some(task) if adjacent => {
                    task.parts.extend(clause.parts.iter().cloned());
                    task.whole.end = clause.range.end;
                    task.unclosed |= clause.unclosed;
                }
                _ => tasks.push(Task {
                    ordinal: ordinal.clone(),
                    heading: block.parent,
                    text: std::mem::take(&mut pending),
                    parts: clause.parts.clone(),
                    whole: start..clause.range.end,
                    unclosed: clause.unclosed,
                    text_after: false,
                    guessed: false,
                }),
            }
            start = at;
        }
        let rest = at..line.range.end;
        if line.clauses.is_empty() {
            push_text(text, rest, &mut pending);
        } else if !is_blank(cut(text, rest.clone()))
            && !is_remark(cut(text, rest.clone()))
            && !manner.collapsed
            && block.marker.is_some()
        {
            match tasks.last_mut() {
                Some(task) => {
                    task.text.push(trimmed(text, rest));
                    task.whole.end = line.range.end;
                    task.text_after = true;
                }
                None => push_text(text, rest, &mut pending),
            }
        }
    }
    let titled =
        manner.clauses == Clauses::AfterTitle && title_before_clause(text, block).is_some();
    if (titled || block.serves_below)
        && let (Some(task), Some(last)) = (tasks.last_mut(), pending.last())
    {
        task.whole.end = last.end;
        task.text.append(&mut pending);
    }
    if tasks.len() == first_task && !pending.is_empty() {
        let end = pending.last().map_or(start, |piece| piece.end);
        tasks.push(Task {
            ordinal,
            heading: block.parent,
            text: pending,
            parts: Vec::new(),
            whole: block.start()..end,
            unclosed: false,
            text_after: false,
            guessed: false,
        });
    }
}

/// Whether a paragraph begins with its clause, and text follows each.
fn begins_with_clause(text: &str, at: usize, clauses: &[Clause]) -> bool {
    clauses
        .first()
        .is_some_and(|clause| clause.names_someone() && is_blank(cut(text, at..clause.range.start)))
}

/// Whether the clauses of a document stand before what they are for, on the same line: all of them do, and several.
pub(super) fn clause_first(text: &str, blocks: &[Block]) -> bool {
    const PROOF: usize = 2;
    let mut found = 0;
    for block in blocks {
        for (n, line) in block.lines.iter().enumerate() {
            let at = if n == 0 { block.body().start } else { line.range.start };
            let Some(last) = line.clauses.last() else { continue };
            let said = !is_blank(cut(text, last.range.end..line.range.end));
            if !said || !begins_with_clause(text, at, &line.clauses) {
                return false;
            }
            found += 1;
        }
    }
    found >= PROOF
}

fn push_text(text: &str, range: Range<usize>, pending: &mut Vec<Range<usize>>) {
    if !is_blank(cut(text, range.clone())) {
        pending.push(trimmed(text, range));
    }
}

/// The place after the stop that follows a clause.
fn after_stop(text: &str, at: usize, end: usize) -> usize {
    let rest = cut(text, at..end);
    at + (rest.len()
        - rest
            .trim_start_matches(|c: char| {
                ends_sentence(c)
                    || closes(c)
                    || c.is_whitespace()
                    || matches!(c, '，' | ',' | '、' | '.')
            })
            .len())
}

/// The tasks of the table rows in a block.
pub(super) fn of_rows(text: &str, block: &Block, headings: &mut Headings, tasks: &mut Vec<Task>) {
    let mut group = block.parent;
    for row in &block.rows {
        if let Some(title) = &row.group {
            group = Some(headings.add_group(text, title.clone(), block.parent));
        }
        let ordinal = row.ordinal.as_ref();
        let cells = row.cells.iter();
        tasks.push(Task {
            ordinal: ordinal.map(|ordinal| cut(text, ordinal.clone()).to_owned()),
            heading: group,
            text: vec![row.task.clone()],
            whole: ordinal.map_or(row.task.start, |ordinal| ordinal.start)
                ..cells.clone().map(|(_, cell)| cell.end).fold(row.task.end, usize::max),
            parts: cells.flat_map(|(tag, cell)| clause::in_cell(text, *tag, cell)).collect(),
            unclosed: false,
            text_after: false,
            guessed: row.guessed,
        });
    }
}
