//! Tables that were kept: a row a line, cells parted by tabs or strokes.

use std::ops::Range;

use memchr::memchr3;

use super::super::flow::{Flow, RawLine};
use super::super::grid::BREAK;
use super::super::label::Tag;
use super::super::marker::Marker;
use super::super::names;
use super::super::text::{cut, trimmed};
use super::cells::{is_empty_cell, is_whole};
use super::{BODIES, Column, Row, Table, column, write};

/// The least white space that parts two cells.
const GAP: &str = "  ";

/// A table with a row a line and cells parted by tabs, strokes or wide gaps.
pub(super) fn read(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
    let first = cut(source, lines.first()?.range.clone());
    memchr3(b'\t', b'|', b' ', first.as_bytes())?;
    let separator = if first.contains('\t') {
        '\t'
    } else if first.matches('|').count() >= 2 {
        '|'
    } else if first.contains(GAP) {
        ' '
    } else {
        return None;
    };
    let mut columns = heads(source, lines.first()?, separator);
    if !head_tasks(&columns) {
        return None;
    }
    let next = || lines.get(1).map(|line| split(source, &line.range, separator).len());
    if separator == ' ' && (columns.contains(&None) || next() != Some(columns.len())) {
        return None;
    }
    let mut taken = 1;
    // Where heads are parted once more, the lower ones count.
    let lower = lines.get(1).map(|line| heads(source, line, separator));
    if let Some(lower) = lower.filter(|lower| {
        lower.len() == columns.len() && lower.iter().all(Option::is_some) && head_tasks(lower)
    }) {
        columns = lower;
        taken += 1;
    }
    let mut rows = Vec::new();
    let mut headings = Vec::new();
    let mut end = taken;
    while let Some(line) = lines.get(taken) {
        let text = cut(source, line.range.clone());
        let cells = split(source, &line.range, separator);
        if cells.len() < 2 {
            let rest = lines.get(taken + 1..).unwrap_or_default();
            if !is_heading(source, line, rest, separator, columns.len()) {
                break;
            }
            headings.push(line.range.clone());
            taken += 1;
            continue;
        }
        let heads = heads(source, line, separator);
        if heads != columns && head_tasks(&heads) {
            // Another table begins, with the lines before it.
            break;
        }
        taken += 1;
        end = taken;
        let rule = text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
        if !rule && heads != columns {
            let headings = std::mem::take(&mut headings);
            rows.push(RawRow { headings, ..RawRow::new(source, &columns, cells) });
        }
    }
    let grouped = first_column_groups(source, &rows);
    let mut above = "";
    let mut table = Table { lines: end, ..Table::default() };
    for row in &rows {
        let heading = row.write_headings(source, flow);
        if let Some(mut row) = row.write(source, grouped, &mut above, flow) {
            row.group = row.group.or(heading);
            table.rows.push((flow.lines.len(), row));
        }
    }
    Some(table)
}

/// What the columns hold if `line` heads them.
fn heads(source: &str, line: &RawLine, separator: char) -> Vec<Option<Column>> {
    let heads = split(source, &line.range, separator).into_iter();
    heads.map(|head| column(cut(source, head))).collect()
}

/// Whether columns of tasks and of units are among those headed.
fn head_tasks(columns: &[Option<Column>]) -> bool {
    let has = |wanted: fn(&Column) -> bool| columns.iter().flatten().any(wanted);
    has(|column| *column == Column::Task)
        && has(|column| matches!(column, Column::Cell(tag) if *tag != Tag::Deadline))
}

/// Whether a line without cells is a heading between two rows.
fn is_heading(
    source: &str,
    line: &RawLine,
    rest: &[RawLine],
    separator: char,
    columns: usize,
) -> bool {
    const MOST: usize = 3;
    const WIDEST: usize = 120;
    let is_row = |line: &RawLine| split(source, &line.range, separator).len() == columns;
    line.width <= WIDEST && rest.iter().take(MOST).any(is_row)
}

fn split(source: &str, line: &Range<usize>, separator: char) -> Vec<Range<usize>> {
    if separator == ' ' {
        return at_gaps(source, line);
    }
    // Empty cells at both ends were taken for white space.
    let before = cut(source, 0..line.start);
    let after = cut(source, line.end..source.len());
    let start = before.trim_end_matches(separator).len();
    let end = source.len() - after.trim_start_matches(separator).len();
    let line = start..end;
    let text = cut(source, line.clone());
    let inner = if separator == '|' { text.trim_matches('|') } else { text };
    let mut at = line.start + text.find(inner).unwrap_or_default();
    inner
        .split(separator)
        .map(|cell| {
            let range = trimmed(source, at..at + cell.len());
            at += cell.len() + 1;
            range
        })
        .collect()
}

/// The cells of a line that two or more spaces part.
fn at_gaps(source: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let mut at = line.start;
    let cells = cut(source, line.clone()).split(GAP).map(|cell| {
        let range = trimmed(source, at..at + cell.len());
        at += cell.len() + GAP.len();
        range
    });
    cells.filter(|cell| !cell.is_empty()).collect()
}

/// The lines inside a cell.
fn pieces(source: &str, cell: &Range<usize>) -> Vec<Range<usize>> {
    let mut at = cell.start;
    let lines = cut(source, cell.clone()).split(BREAK).map(|line| {
        let range = trimmed(source, at..at + line.len());
        at += line.len() + BREAK.len_utf8();
        range
    });
    lines.filter(|range| !range.is_empty()).collect()
}

/// Writes a cell of names: a line that begins one after a whole one is kept apart, any other was wrapped.
fn write_names(source: &str, tag: Tag, lines: &[Range<usize>], flow: &mut Flow) -> Range<usize> {
    let start = flow.text.len();
    let mut run = String::new();
    for line in lines {
        let text = cut(source, line.clone());
        let begins = is_whole(&[text], tag) || names::starts_name(text);
        if begins && is_whole(&[&run], tag) && !BODIES.contains(&text) {
            flow.end_line();
            run.clear();
        }
        run.push_str(text);
        flow.push(source, line.clone());
    }
    let end = flow.text.len();
    flow.end_line();
    start..end
}

/// The cells of a row by what their columns hold.
#[derive(Default)]
struct RawRow {
    number: Option<Range<usize>>,
    tasks: Vec<Range<usize>>,
    cells: Vec<(Tag, Range<usize>)>,
    /// The lines without cells before it.
    headings: Vec<Range<usize>>,
}

/// Whether the first of several task columns groups rows: a cell of it is empty, or repeats the one above.
fn first_column_groups(source: &str, rows: &[RawRow]) -> bool {
    let mut above = None;
    rows.iter().any(|row| {
        let first = row.tasks.first().map(|cell| cut(source, cell.clone()));
        let groups = row.tasks.len() > 1 && (first == Some("") || first == above);
        above = first;
        groups
    })
}

impl RawRow {
    fn new(source: &str, columns: &[Option<Column>], cells: Vec<Range<usize>>) -> Self {
        let mut row = Self::default();
        for (head, cell) in columns.iter().zip(cells) {
            match head {
                Some(Column::Number) if !cell.is_empty() => row.number = Some(cell),
                Some(Column::Task) => row.tasks.push(cell),
                Some(Column::Cell(tag))
                    if !cell.is_empty() && !is_empty_cell(cut(source, cell.clone())) =>
                {
                    row.cells.push((*tag, cell));
                }
                _ => {}
            }
        }
        row
    }

    /// Writes the headings before the row: numbered ones as paragraphs; the last of the others groups rows.
    fn write_headings(&self, source: &str, flow: &mut Flow) -> Option<Range<usize>> {
        let mut group = None;
        for heading in &self.headings {
            let written = write(source, [heading], flow);
            if Marker::read(cut(source, heading.clone())).is_some() {
                flow.lines.push(written);
            } else {
                group = Some(written);
            }
        }
        group
    }

    /// Writes the row; `above` is the last group.
    fn write<'a>(
        &self,
        source: &'a str,
        grouped: bool,
        above: &mut &'a str,
        flow: &mut Flow,
    ) -> Option<Row> {
        let (groups, tasks) = self.tasks.split_at_checked(usize::from(grouped))?;
        let mut tasks: Vec<&Range<usize>> = tasks.iter().filter(|cell| !cell.is_empty()).collect();
        // A cell that takes several columns stands in each.
        tasks.dedup_by_key(|cell| cut(source, (*cell).clone()));
        if tasks.is_empty() && self.cells.is_empty() {
            return None;
        }
        let mut row = Row {
            ordinal: self
                .number
                .as_ref()
                .map(|number| write(source, &pieces(source, number), flow)),
            ..Row::default()
        };
        if let Some(group) = groups.first() {
            let text = cut(source, group.clone());
            if !text.is_empty() && text != *above {
                *above = text;
                row.group = Some(write(source, &pieces(source, group), flow));
            }
        }
        let start = flow.text.len();
        let mut end = start;
        for cell in tasks {
            end = write(source, &pieces(source, cell), flow).end;
        }
        row.task = start..end;
        for (tag, cell) in &self.cells {
            row.cells.push((*tag, write_names(source, *tag, &pieces(source, cell), flow)));
        }
        Some(row)
    }
}
