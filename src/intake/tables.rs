//! Tables that were flattened to one line of a cell a line, or kept with a row a line.

mod cells;
mod kept;

use std::ops::Range;

use self::cells::{Cut, group_lines, is_whole, unfinished};
use super::flow::{Flow, RawLine};
use super::label::{self, Tag};
use super::text::{cut, digit, ends_sentence};

/// A row of a table, as ranges of the flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub ordinal: Option<Range<usize>>,
    /// The cell before the task that several rows share, on the first of them.
    pub group: Option<Range<usize>>,
    pub task: Range<usize>,
    /// The cells whose column heads name a role or a time.
    pub cells: Vec<(Tag, Range<usize>)>,
    /// Which lines of a cell belong to it was guessed.
    pub guessed: bool,
}

/// A table that was read.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Each with the number of paragraphs before it.
    pub rows: Vec<(usize, Row)>,
    /// How many lines it takes.
    pub lines: usize,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    Task,
    Cell(Tag),
    Other,
}

/// The column under a head.
fn column(head: &str) -> Option<Column> {
    const TASKS: &[&str] = &[
        "任务", "举措", "措施", "内容", "事项", "路径", "项目", "目标", "要点", "工作", "清单",
        "指标", "类别", "领域", "名称", "要求",
    ];
    if !is_short(head.chars()) {
        return None;
    }
    let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    let short = head.chars().count() <= 12
        && !head.contains(|c| ends_sentence(c) || matches!(c, '，' | '、' | '：' | ':'));
    if matches!(head.as_str(), "序号" | "编号") {
        return Some(Column::Number);
    }
    if let Some(tag) = label::classify(&head) {
        return Some(Column::Cell(tag));
    }
    if !short {
        return None;
    }
    if matches!(head.as_str(), "备注" | "说明" | "联系人" | "联系电话" | "进度安排")
    {
        return Some(Column::Other);
    }
    TASKS.iter().any(|task| head.ends_with(task)).then_some(Column::Task)
}

/// Whether a line is no longer than the head of a column may be, white space left out.
fn is_short(line: impl Iterator<Item = char>) -> bool {
    const LONGEST: usize = 14;
    line.filter(|c| !c.is_whitespace()).nth(LONGEST).is_none()
}

/// Whether a line could be the head of a column.
pub(super) fn is_head(line: &str) -> bool {
    column(line).is_some()
}

/// The table that starts with the first of `lines`.
pub(super) fn read(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
    kept::read(source, lines, flow)
        .or_else(|| flattened(source, lines, flow))
        .or_else(|| unnumbered(source, lines, flow))
}

/// The heads of a flattened table, and how many lines they take.
fn heads(source: &str, lines: &[RawLine]) -> Option<(Vec<Column>, usize)> {
    const MOST: usize = 16;
    const WIDEST: usize = 24;
    if lines.first()?.width > WIDEST {
        return None;
    }
    let text = |n: usize| lines.get(n).map(|line| cut(source, line.range.clone()));
    let mut columns = Vec::new();
    let mut n = 0;
    while n < MOST {
        let Some(first) = text(n) else { break };
        let joined = text(n + 1)
            .filter(|second| is_short(first.chars().chain(second.chars())))
            .map(|second| format!("{first}{second}"));
        // A head that two lines hold is tried first where its first line alone is none.
        let (found, taken) = match (column(first), joined.as_deref().and_then(column)) {
            (Some(found), _) => (found, 1),
            (None, Some(found)) => (found, 2),
            (None, None) => break,
        };
        columns.push(found);
        n += taken;
    }
    let whole = columns.contains(&Column::Task)
        && columns
            .iter()
            .any(|column| matches!(column, Column::Cell(tag) if *tag != Tag::Deadline));
    whole.then_some((columns, n))
}

/// The number that a line holds and nothing else.
fn number(text: &str) -> Option<u32> {
    let digits = text.chars().map(digit).collect::<Option<Vec<u32>>>()?;
    ((1..=4).contains(&digits.len())).then(|| digits.into_iter().fold(0, |sum, d| sum * 10 + d))
}

fn flattened(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
    let (columns, mut n) = heads(source, lines)?;
    if columns.first() != Some(&Column::Number) {
        return None;
    }
    let text = |line: &RawLine| number(cut(source, line.range.clone()));
    let mut last = lines.get(n).and_then(text)?;
    let mut table = Table::default();
    let mut row = RawRow { number: lines.get(n)?.range.clone(), ..RawRow::default() };
    n += 1;
    let mut widest = 0;
    let mut rows = Vec::new();
    while let Some(line) = lines.get(n) {
        let rest = lines.get(n..).unwrap_or_default();
        if let Some((_, taken)) = heads(source, rest).filter(|(again, _)| *again == columns) {
            row.broken.get_or_insert(row.lines.len());
            n += taken;
            continue;
        }
        if line.after_gap && !line.after_page && text(line) != Some(last + 1) {
            break;
        }
        if text(line) == Some(last + 1) && !row.lines.is_empty() {
            last += 1;
            rows.push(std::mem::replace(
                &mut row,
                RawRow { number: line.range.clone(), ..RawRow::default() },
            ));
        } else {
            widest = widest.max(line.width);
            row.lines.push(line.range.clone());
        }
        n += 1;
    }
    rows.push(row);
    let before = flow.lines.len();
    let written = rows.into_iter().map(|row| row.write(source, &columns, widest, flow));
    table.rows = written.map(|row| (before, row)).collect();
    table.lines = n;
    Some(table)
}

/// A flattened table whose rows have no numbers: as many lines a row as there are columns, each of the kind that its column wants.
fn unnumbered(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
    const FEWEST_ROWS: usize = 2;
    let (columns, taken) = heads(source, lines)?;
    if columns.contains(&Column::Number) {
        return None;
    }
    let text = |line: &RawLine| cut(source, line.range.clone());
    let fits = |(column, line): (&Column, &RawLine)| match column {
        Column::Cell(Tag::Deadline) => {
            cells::is_time(text(line)) || cells::is_empty_cell(text(line))
        }
        Column::Cell(tag) => is_whole(&[text(line)], *tag),
        Column::Task => label::at_head(text(line)).is_none(),
        Column::Number | Column::Other => true,
    };
    let mut rows: Vec<&[RawLine]> = Vec::new();
    let mut n = taken;
    while let Some(row) = lines.get(n..n + columns.len()) {
        if heads(source, row).is_some_and(|(again, _)| again == columns) {
            n += taken;
        } else if columns.iter().zip(row).all(fits) {
            rows.push(row);
            n += row.len();
        } else {
            break;
        }
    }
    if rows.len() < FEWEST_ROWS {
        return None;
    }
    let before = flow.lines.len();
    let mut table = Table { lines: n, ..Table::default() };
    for line_cells in rows {
        let of = |wanted: Column| {
            columns.iter().zip(line_cells).filter(move |(column, _)| **column == wanted)
        };
        let task: Vec<_> = of(Column::Task).map(|(_, line)| line.range.clone()).collect();
        let mut row = Row { task: write(source, &task, flow), ..Row::default() };
        for (column, line) in columns.iter().zip(line_cells) {
            if let Column::Cell(tag) = column
                && !cells::is_empty_cell(text(line))
            {
                row.cells.push((*tag, write(source, [&line.range], flow)));
            }
        }
        table.rows.push((before, row));
    }
    Some(table)
}

/// The lines of a row, in order.
#[derive(Debug, Default)]
struct RawRow {
    number: Range<usize>,
    lines: Vec<Range<usize>>,
    /// Before which of them a page ended.
    broken: Option<usize>,
}

impl RawRow {
    fn write(self, source: &str, columns: &[Column], widest: usize, flow: &mut Flow) -> Row {
        let texts: Vec<&str> = self.lines.iter().map(|line| cut(source, line.clone())).collect();
        let roles: Vec<Tag> = columns
            .iter()
            .filter_map(|column| if let Column::Cell(tag) = column { Some(*tag) } else { None })
            .collect();
        let broken = self.broken.filter(|at| *at < texts.len() && *at > 0);
        let before_break =
            broken.and_then(|at| Some((at, cells::cut_row(texts.get(..at)?, &roles)?)));
        let (cut_at, leftover) = match before_break {
            Some((at, found)) if found.cells.len() == roles.len() => (found, at..texts.len()),
            _ => match cells::cut_row(&texts, &roles) {
                Some(found) => (found, texts.len()..texts.len()),
                None => (Cut { task: texts.len(), cells: Vec::new() }, texts.len()..texts.len()),
            },
        };
        let task_lines = texts.get(..cut_at.task).unwrap_or_default();
        let tasks = columns.iter().filter(|column| **column == Column::Task).count();
        let group = if tasks > 1 { group_lines(task_lines, widest) } else { 0 };
        let to_task = unfinished(task_lines);
        let lines = |range: Range<usize>| self.lines.get(range).unwrap_or_default().iter();
        let mut row = Row { guessed: cut_at.cells.is_empty(), ..Row::default() };
        row.ordinal = Some(write(source, [&self.number], flow));
        if group > 0 {
            row.group = Some(write(source, lines(0..group), flow));
        }
        let after = if to_task { leftover.clone() } else { 0..0 };
        row.task = write(source, lines(group..cut_at.task).chain(lines(after)), flow);
        let last = cut_at.cells.len();
        for (n, (tag, range)) in cut_at.cells.into_iter().enumerate() {
            let after = if !to_task && n + 1 == last { leftover.clone() } else { 0..0 };
            row.cells.push((
                tag,
                write_cell(
                    source,
                    tag,
                    &lines(range).chain(lines(after)).cloned().collect::<Vec<_>>(),
                    flow,
                ),
            ));
        }
        row
    }
}

/// The last words of names, which go on with the line before.
const BODIES: &[&str] = &[
    "政府",
    "人民政府",
    "管委会",
    "办公室",
    "委员会",
    "管理委员会",
    "集团",
    "公司",
    "有限公司",
    "集团公司",
    "中心",
];

/// Writes a cell; names that each take whole lines are kept apart, since no mark parts them.
fn write_cell(source: &str, tag: Tag, lines: &[Range<usize>], flow: &mut Flow) -> Range<usize> {
    let start = flow.text.len();
    for (n, line) in lines.iter().enumerate() {
        let text = cut(source, line.clone());
        let before = n
            .checked_sub(1)
            .and_then(|n| lines.get(n))
            .map_or("", |before| cut(source, before.clone()));
        if is_whole(&[before], tag) && is_whole(&[text], tag) && !BODIES.contains(&text) {
            flow.end_line();
        }
        flow.push(source, line.clone());
    }
    let end = flow.text.len();
    flow.end_line();
    start..end
}

fn write<'a>(
    source: &str,
    lines: impl IntoIterator<Item = &'a Range<usize>>,
    flow: &mut Flow,
) -> Range<usize> {
    let start = flow.text.len();
    for line in lines {
        flow.push(source, line.clone());
    }
    let end = flow.text.len();
    flow.end_line();
    start..end
}

#[cfg(test)]
mod tests;
