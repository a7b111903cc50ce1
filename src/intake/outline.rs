//! Headings and tasks: what each numbered or bare paragraph is, told by its clause and by its neighbours.

use std::ops::Range;

use super::clause::{self, Clause, Part};
use super::flow::Flow;
use super::label::Tag;
use super::marker::{Marker, Style};
use super::tables::Row;
use super::text::{closes, cut, ends_sentence, is_blank, trimmed, width};

/// A heading, in bytes of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub level: u8,
    pub marker: Range<usize>,
    /// Without a count such as (12项).
    pub title: Range<usize>,
    pub parent: Option<usize>,
    /// The number of tasks that it states.
    pub stated: Option<usize>,
}

/// A task, in bytes of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub ordinal: Option<String>,
    pub heading: Option<usize>,
    /// The pieces of its text, a paragraph each.
    pub text: Vec<Range<usize>>,
    pub parts: Vec<Part>,
    /// From its number to the end of its clause.
    pub whole: Range<usize>,
    pub unclosed: bool,
    /// The text goes on after the clause.
    pub text_after: bool,
    /// Where its cells end was guessed.
    pub guessed: bool,
}

/// The headings and tasks of a document.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub headings: Vec<Heading>,
    pub tasks: Vec<Task>,
}

/// A paragraph with its number and clauses.
struct Line {
    range: Range<usize>,
    clauses: Vec<Clause>,
}

/// A numbered paragraph with those that follow it up to the next number.
struct Block {
    marker: Option<Marker>,
    lines: Vec<Line>,
    rows: Vec<Row>,
    /// The heading above, once known.
    parent: Option<usize>,
}

impl Block {
    fn style(&self) -> Option<Style> {
        self.marker.map(|marker| marker.style)
    }

    fn has_clause(&self) -> bool {
        self.lines.iter().any(|line| line.clauses.iter().any(Clause::names_someone))
    }

    /// The first paragraph without its number.
    fn body(&self) -> Range<usize> {
        let skip = self.marker.map_or(0, |marker| marker.length);
        self.lines.first().map_or(0..0, |line| line.range.start + skip..line.range.end)
    }

    fn start(&self) -> usize {
        self.lines.first().map_or(0, |line| line.range.start)
    }
}

/// The longest heading, in characters.
const LONGEST_HEADING: usize = 70;
/// The longest heading without a number.
const LONGEST_BARE: usize = 40;

/// Reads the outline of a document.
pub(super) fn read(flow: &Flow) -> Outline {
    let text = &flow.text;
    let mut blocks = blocks(flow);
    merge_inner(&mut blocks);
    let mut outline = Outline::default();
    let mut open: Vec<usize> = Vec::new();
    let ownerless = series(text, &blocks);
    let manner =
        Manner { collapsed: flow.collapsed, clause_after_title: clause_after_title(text, &blocks) };
    for n in 0..blocks.len() {
        let next = blocks.get(n + 1).map(|next| (next.style(), next.has_clause()));
        let Some(block) = blocks.get_mut(n) else { continue };
        let is_task = block.has_clause() || ownerless.get(n).copied().unwrap_or(false);
        if is_task && block.marker.is_some() && heads_several(text, block) {
            heading(text, block, &mut outline, &mut open);
            block.parent = open.last().copied();
            block.marker = None;
            block.lines.remove(0);
        } else if !is_task && is_heading(text, block) {
            heading(text, block, &mut outline, &mut open);
        }
        if is_task
            && let Some(level) =
                block.style().filter(|style| *style <= Style::Dash).map(Style::level)
        {
            // A task that is numbered like a heading stands beside such headings, not below.
            while open
                .last()
                .and_then(|n| outline.headings.get(*n))
                .is_some_and(|above| above.level >= level)
            {
                open.pop();
            }
        }
        block.parent = open.last().copied();
        if is_task {
            tasks(text, block, manner, &mut outline);
        }
        rows(text, block, &mut outline);
        let Some((Some(style), true)) = next else { continue };
        if is_task && block.style().is_some_and(|own| own < style) {
            heading_with_clause(text, block, &mut outline, &mut open);
        } else if !(is_task && manner.clause_after_title) {
            bare_heading(text, block, &mut outline, &mut open);
        }
    }
    outline
}

/// How the tasks of a document are written.
#[derive(Clone, Copy)]
struct Manner {
    /// The document lost its line breaks.
    collapsed: bool,
    /// The clause stands after the title of a task, and paragraphs that say more follow.
    clause_after_title: bool,
}

/// Whether most clauses of a document stand after a title, with the text of the task below.
fn clause_after_title(text: &str, blocks: &[Block]) -> bool {
    let with_clause = blocks.iter().filter(|block| block.marker.is_some() && block.has_clause());
    let (mut all, mut titled) = (0, 0);
    for block in with_clause {
        all += 1;
        titled += usize::from(block.lines.len() > 1 && title_before_clause(text, block).is_some());
    }
    titled * 2 >= all && titled > 0
}

/// The title of a block whose first paragraph is a title and a clause.
fn title_before_clause(text: &str, block: &Block) -> Option<Range<usize>> {
    let clause = block.lines.first()?.clauses.first()?;
    let title = trimmed(text, block.body().start..clause.range.start);
    let ended = cut(text, title.clone()).ends_with(['。', '；', ';']);
    let rest = block.lines.get(1..)?.iter().all(|line| line.clauses.is_empty());
    (!ended && rest && is_title(text, title.clone(), LONGEST_BARE)).then_some(title)
}

fn blocks(flow: &Flow) -> Vec<Block> {
    let text = &flow.text;
    let markers: Vec<Option<Marker>> =
        flow.lines.iter().map(|line| Marker::read(cut(text, line.clone()))).collect();
    let articles = markers.iter().flatten().filter(|marker| marker.style == Style::Article).count();
    let manner = clause::Manner { bare_verbs: articles < 3 };
    let mut rows = flow.rows.iter().peekable();
    let mut blocks =
        vec![Block { marker: None, lines: Vec::new(), rows: Vec::new(), parent: None }];
    for (n, (range, marker)) in flow.lines.iter().zip(markers).enumerate() {
        let clauses = clause::find(text, range, manner);
        let starts_clause = clauses.first().is_some_and(|clause| clause.range.start == range.start);
        let marker = marker.filter(|_| !starts_clause);
        if marker.is_some() {
            blocks.push(Block { marker, lines: Vec::new(), rows: Vec::new(), parent: None });
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
    blocks
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

/// Which blocks without a clause are tasks all the same: those in a row of numbered neighbours most of which have one.
fn series(text: &str, blocks: &[Block]) -> Vec<bool> {
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

/// Whether the first paragraph of a block is a title: one sentence at most, and short.
fn is_title(text: &str, range: Range<usize>, longest: usize) -> bool {
    let body = cut(text, range).trim_end();
    let title = body.trim_end_matches(['。', '.', '：', ':']);
    (2..=longest).contains(&width(title)) && !title.contains(['。', '；', '！', '？', ';'])
}

fn is_heading(text: &str, block: &Block) -> bool {
    block.style().is_some_and(|style| style != Style::Article)
        && is_title(text, block.body(), LONGEST_HEADING)
}

/// Whether the first paragraph is a heading over several tasks without numbers.
fn heads_several(text: &str, block: &Block) -> bool {
    let first_bare = block.lines.first().is_some_and(|line| line.clauses.is_empty());
    let with_text = |line: &&Line| {
        line.clauses.first().is_some_and(|clause| {
            clause.names_someone() && width(cut(text, line.range.start..clause.range.start)) > 6
        })
    };
    first_bare
        && is_title(text, block.body(), LONGEST_BARE)
        && block.lines.iter().filter(with_text).count() > 1
}

fn heading(text: &str, block: &Block, outline: &mut Outline, open: &mut Vec<usize>) {
    let Some(marker) = block.marker else { return };
    let body = block.body();
    let printed = trimmed(text, block.start()..body.start);
    push_heading(text, marker.style.level(), printed, body, outline, open);
}

/// A task with a clause of its own that heads the tasks below it.
fn heading_with_clause(text: &str, block: &Block, outline: &mut Outline, open: &mut Vec<usize>) {
    if let (Some(marker), Some(title)) = (block.marker, title_before_clause(text, block)) {
        let printed = trimmed(text, block.start()..block.body().start);
        push_heading(text, marker.style.level(), printed, title, outline, open);
    }
}

fn push_heading(
    text: &str,
    level: u8,
    marker: Range<usize>,
    body: Range<usize>,
    outline: &mut Outline,
    open: &mut Vec<usize>,
) {
    let (title, stated) = without_count(text, body);
    while open
        .last()
        .and_then(|n| outline.headings.get(*n))
        .is_some_and(|above| above.level >= level)
    {
        open.pop();
    }
    open.push(outline.headings.len());
    let parent = open.len().checked_sub(2).and_then(|n| open.get(n).copied());
    outline.headings.push(Heading { level, marker, title, parent, stated });
}

/// A title without its final stop and without the count of tasks that it may state, also where its bracket was lost (12项).
fn without_count(text: &str, range: Range<usize>) -> (Range<usize>, Option<usize>) {
    let range = trimmed(text, range);
    let title = cut(text, range.clone()).trim_end_matches(['。', '：', ':', ' ']);
    let plain = range.start..range.start + title.len();
    let Some(inner) = title.strip_suffix(closes).and_then(|title| title.strip_suffix('项')) else {
        return (plain, None);
    };
    let digits = inner.trim_end();
    let head = digits.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(count) = digits.get(head.len()..).and_then(|count| count.parse().ok()) else {
        return (plain, None);
    };
    let head = head
        .trim_end()
        .trim_end_matches(super::text::opens)
        .trim_end_matches('共')
        .trim_end_matches(super::text::opens)
        .trim_end();
    (range.start..range.start + head.len(), Some(count))
}

/// A short sentence after the last clause and before the next task is a heading without a number.
fn bare_heading(text: &str, block: &Block, outline: &mut Outline, open: &mut Vec<usize>) {
    let Some(last) = block.lines.last() else { return };
    let alone = block.lines.len() > 1 && last.clauses.is_empty();
    if !alone
        || block.marker.is_none() && !block.has_clause()
        || !is_title(text, last.range.clone(), LONGEST_BARE)
    {
        return;
    }
    let line = cut(text, last.range.clone());
    if line.contains(['：', ':'])
        || line.starts_with(super::text::opens)
        || line.ends_with(['日', '，', ',', '、'])
    {
        return;
    }
    const BARE: u8 = 4;
    push_heading(text, BARE, last.range.start..last.range.start, last.range.clone(), outline, open);
}

/// The tasks of a block: one for each clause, each with the text since the one before.
fn tasks(text: &str, block: &Block, manner: Manner, outline: &mut Outline) {
    let ordinal = block
        .marker
        .and_then(|marker| marker.ordinal(cut(text, block.start()..block.body().start)));
    let first_task = outline.tasks.len();
    let mut pending: Vec<Range<usize>> = Vec::new();
    let mut start = block.start();
    for (n, line) in block.lines.iter().enumerate() {
        let mut at = if n == 0 { block.body().start } else { line.range.start };
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
            let adjacent = pending.is_empty() && outline.tasks.len() > first_task;
            match outline.tasks.last_mut() {
                Some(task) if adjacent => {
                    task.parts.extend(clause.parts.iter().cloned());
                    task.whole.end = clause.range.end;
                    task.unclosed |= clause.unclosed;
                }
                _ => outline.tasks.push(Task {
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
        } else if !is_blank(cut(text, rest.clone())) && !manner.collapsed && block.marker.is_some()
        {
            match outline.tasks.last_mut() {
                Some(task) => {
                    task.text.push(trimmed(text, rest));
                    task.whole.end = line.range.end;
                    task.text_after = true;
                }
                None => push_text(text, rest, &mut pending),
            }
        }
    }
    if manner.clause_after_title
        && title_before_clause(text, block).is_some()
        && let (Some(task), Some(last)) = (outline.tasks.last_mut(), pending.last())
    {
        task.whole.end = last.end;
        task.text.append(&mut pending);
    }
    if outline.tasks.len() == first_task && !pending.is_empty() {
        let end = pending.last().map_or(start, |piece| piece.end);
        outline.tasks.push(Task {
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

/// The tasks of a table.
fn rows(text: &str, block: &Block, outline: &mut Outline) {
    let mut group = block.parent;
    for row in &block.rows {
        if let Some(title) = &row.group {
            let (title, stated) = without_count(text, title.clone());
            let level = block
                .parent
                .and_then(|n| outline.headings.get(n))
                .map_or(1, |above| above.level + 1);
            group = Some(outline.headings.len());
            outline.headings.push(Heading {
                level,
                marker: title.start..title.start,
                title,
                parent: block.parent,
                stated,
            });
        }
        let start = row.ordinal.as_ref().map_or(row.task.start, |ordinal| ordinal.start);
        let end = row.cells.iter().map(|(_, cell)| cell.end).fold(row.task.end, usize::max);
        outline.tasks.push(Task {
            ordinal: row.ordinal.as_ref().map(|ordinal| cut(text, ordinal.clone()).to_owned()),
            heading: group,
            text: vec![row.task.clone()],
            parts: row
                .cells
                .iter()
                .map(|(tag, cell)| Part { tag: *tag, range: cell.clone(), unlabelled: false })
                .collect(),
            whole: start..end,
            unclosed: false,
            text_after: false,
            guessed: row.guessed,
        });
    }
}

impl Task {
    /// The parts that name a time.
    pub(super) fn times(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.tag == Tag::Deadline)
    }

    /// The parts that name persons.
    pub(super) fn leaders(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.tag == Tag::Leader)
    }
}
