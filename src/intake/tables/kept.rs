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
    let mut table = Table { lines: 1, ..Table::default() };
    let mut above: Vec<Range<usize>> = Vec::new();
    for line in lines.get(1..).unwrap_or_default() {
        let text = cut(source, line.range.clone());
        if !text.contains(separator) {
            break;
        }
        table.lines += 1;
        let cells = split(source, &line.range, separator);
        let rule = text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
        let again = cells
            .iter()
            .zip(&columns)
            .all(|(cell, head)| column(cut(source, cell.clone())) == *head);
        if rule || again || cells.len() < 2 {
            continue;
        }
        table.rows.extend(kept_row(source, &columns, &cells, &mut above, flow));
    }
    Some(table)
}

fn split(source: &str, line: &Range<usize>, separator: char) -> Vec<Range<usize>> {
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

/// A row of a kept table. The task is the last of the task columns; the one before it groups rows.
fn kept_row(
    source: &str,
    columns: &[Option<Column>],
    cells: &[Range<usize>],
    above: &mut Vec<Range<usize>>,
    flow: &mut Flow,
) -> Option<Row> {
    let mut row = Row::default();
    let mut tasks: Vec<Range<usize>> = Vec::new();
    for (head, cell) in columns.iter().zip(cells) {
        match head {
            Some(Column::Number) if !cell.is_empty() => {
                row.ordinal = Some(write(source, [cell], flow));
            }
            Some(Column::Task) => tasks.push(cell.clone()),
            Some(Column::Cell(tag))
                if !cell.is_empty() && !is_empty_cell(cut(source, cell.clone())) =>
            {
                row.cells.push((*tag, write(source, [cell], flow)));
            }
            _ => {}
        }
    }
    let task = tasks.pop()?;
    if task.is_empty() && row.cells.is_empty() {
        return None;
    }
    row.task = write(source, [&task], flow);
    if let Some(group) = tasks.first().filter(|group| !group.is_empty()) {
        let same = above
            .first()
            .is_some_and(|last| cut(source, last.clone()) == cut(source, group.clone()));
        if !same {
            row.group = Some(write(source, [group], flow));
        }
        *above = vec![group.clone()];
    }
    Some(row)
}
