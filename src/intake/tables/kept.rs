//! Tables that were kept: a row a line, cells parted by tabs or strokes.

use std::ops::Range;

use super::super::flow::{Flow, RawLine};
use super::super::label::Tag;
use super::super::text::{cut, trimmed};
use super::cells::is_empty_cell;
use super::{Column, Row, Table, column, write};

/// A table with a row a line and cells parted by tabs or strokes.
pub(super) fn read(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
    let first = cut(source, lines.first()?.range.clone());
    let separator = if first.contains('\t') {
        '\t'
    } else if first.matches('|').count() >= 2 {
        '|'
    } else {
        return None;
    };
    let columns: Vec<Option<Column>> = split(source, &lines.first()?.range, separator)
        .into_iter()
        .map(|head| column(cut(source, head)))
        .collect();
    let has = |wanted: fn(&Column) -> bool| columns.iter().flatten().any(wanted);
    if !has(|column| *column == Column::Task)
        || !has(|column| matches!(column, Column::Cell(tag) if *tag != Tag::Deadline))
    {
        return None;
    }
    let mut rows = Vec::new();
    let mut taken = 1;
    for line in lines.get(1..).unwrap_or_default() {
        let text = cut(source, line.range.clone());
        if !text.contains(separator) {
            break;
        }
        taken += 1;
        let cells = split(source, &line.range, separator);
        let rule = text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
        let again = cells
            .iter()
            .zip(&columns)
            .all(|(cell, head)| column(cut(source, cell.clone())) == *head);
        if !rule && !again && cells.len() > 1 {
            rows.push(RawRow::new(source, &columns, cells));
        }
    }
    let grouped = first_column_groups(source, &rows);
    let mut above = "";
    let mut table = Table { lines: taken, ..Table::default() };
    for row in &rows {
        table.rows.extend(row.write(source, grouped, &mut above, flow));
    }
    Some(table)
}

fn split(source: &str, line: &Range<usize>, separator: char) -> Vec<Range<usize>> {
    // An empty first cell was taken for white space.
    let indent = cut(source, 0..line.start);
    let empty = indent.len() - indent.trim_end_matches(separator).len();
    let line = line.start - empty..line.end;
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

/// The cells of a row by what their columns hold.
#[derive(Default)]
struct RawRow {
    number: Option<Range<usize>>,
    tasks: Vec<Range<usize>>,
    cells: Vec<(Tag, Range<usize>)>,
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

    /// Writes the row; `above` is the last group.
    fn write<'a>(
        &self,
        source: &'a str,
        grouped: bool,
        above: &mut &'a str,
        flow: &mut Flow,
    ) -> Option<Row> {
        let (groups, tasks) = self.tasks.split_at_checked(usize::from(grouped))?;
        let tasks: Vec<&Range<usize>> = tasks.iter().filter(|cell| !cell.is_empty()).collect();
        if tasks.is_empty() && self.cells.is_empty() {
            return None;
        }
        let mut row = Row {
            ordinal: self.number.as_ref().map(|number| write(source, [number], flow)),
            ..Row::default()
        };
        if let Some(group) = groups.first() {
            let text = cut(source, group.clone());
            if !text.is_empty() && text != *above {
                *above = text;
                row.group = Some(write(source, [group], flow));
            }
        }
        let start = flow.text.len();
        let mut end = start;
        for cell in tasks {
            end = write(source, [cell], flow).end;
        }
        row.task = start..end;
        for (tag, cell) in &self.cells {
            row.cells.push((*tag, write(source, [cell], flow)));
        }
        Some(row)
    }
}
