//! Which lines of a flattened row belong to which cell.

use std::collections::HashSet;
use std::ops::Range;

use super::super::label::Tag;
use super::super::names;
use super::super::persons;
use super::super::text::{closes, cut, digit, ends_sentence, opens};

/// How many lines each part of a row takes.
pub(super) struct Cut {
    pub task: usize,
    /// Of each cell, in the order of the columns.
    pub cells: Vec<(Tag, Range<usize>)>,
}

/// Whether a task breaks off in the middle.
pub(super) fn unfinished(lines: &[&str]) -> bool {
    let depth = lines
        .iter()
        .flat_map(|line| line.chars())
        .fold(0_i32, |depth, c| depth + i32::from(opens(c)) - i32::from(closes(c)));
    depth > 0 || !lines.last().is_some_and(|line| line.ends_with(ends_sentence))
}

/// How many lines the cell takes that stands before the task and is shared by several rows.
pub(super) fn group_lines(lines: &[&str], widest: usize) -> usize {
    let counted = lines.iter().position(|line| {
        line.ends_with(closes) && line.contains('项') && line.chars().count() < 12
    });
    if let Some(at) = counted.filter(|at| at + 1 < lines.len()) {
        return at + 1;
    }
    let narrow =
        |line: &&&str| line.chars().count() * 4 <= widest && !line.ends_with(ends_sentence);
    let narrow_lines = lines.iter().take_while(narrow).count();
    if narrow_lines < lines.len() { narrow_lines } else { 0 }
}

/// Whether a line is a cell of a time column.
pub(super) fn is_time(line: &str) -> bool {
    const OPEN: &[&str] =
        &["持续推进", "长期坚持", "长期", "持续", "全年", "年底", "年底前", "常态化", "常年"];
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let dated = line.chars().any(|c| digit(c).is_some())
        && line.contains(['月', '年'])
        && line
            .chars()
            .all(|c| digit(c).is_some() || "年月日底前中上下旬末份至到-—、起".contains(c));
    OPEN.contains(&line.as_str()) || dated && line.chars().count() <= 16
}

/// Whether a line stands for an empty cell.
pub(super) fn is_empty_cell(line: &str) -> bool {
    matches!(line.trim(), "/" | "／" | "—" | "-" | "——" | "无" | "\\")
}

/// Which lines of a row belong to which cell.
pub(super) fn cut_row(lines: &[&str], roles: &[Tag]) -> Option<Cut> {
    let time_at = roles.iter().position(|tag| *tag == Tag::Deadline);
    let units: Vec<Tag> = roles.iter().copied().filter(|tag| *tag != Tag::Deadline).collect();
    let timed = time_at.and_then(|column| {
        let line = if column == 0 {
            lines.iter().position(|line| is_time(line))
        } else {
            lines.iter().rposition(|line| is_time(line))
        }?;
        Some((column, line))
    });
    match timed {
        Some((0, line)) => {
            let mut found = vec![(Tag::Deadline, line..line + 1)];
            found.extend(unit_cells(lines, line + 1..lines.len(), &units, &mut HashSet::new())?);
            Some(Cut { task: line, cells: found })
        }
        Some((_, line)) if line + 1 == lines.len() => {
            let (task, mut found) = task_and_units(lines, line, &units)?;
            found.push((Tag::Deadline, line..line + 1));
            Some(Cut { task, cells: found })
        }
        _ => {
            let (task, found) = task_and_units(lines, lines.len(), &units)?;
            Some(Cut { task, cells: found })
        }
    }
}

type Cells = Vec<(Tag, Range<usize>)>;

/// The most lines that the cells of units in one row take.
const MOST_UNIT_LINES: usize = 30;

/// Where the task ends and the units begin, in the lines before `end`.
fn task_and_units(lines: &[&str], end: usize, units: &[Tag]) -> Option<(usize, Cells)> {
    let ended =
        lines.get(..end)?.iter().rposition(|line| line.ends_with(ends_sentence)).map(|at| at + 1);
    let earliest = end.saturating_sub(MOST_UNIT_LINES).max(1);
    // Where no stop ends the task, a line that begins as names do is tried before the others.
    let begins = |at: &usize| lines.get(*at).is_some_and(|line| names::starts_name(line));
    let starts = ended.into_iter().chain((earliest..end).filter(begins)).chain(earliest..end);
    let mut hopeless = HashSet::new();
    starts
        .filter(|at| *at < end)
        .find_map(|at| Some((at, unit_cells(lines, at..end, units, &mut hopeless)?)))
}

/// The lines of each column of units: the first cut that leaves whole names in every cell.
/// `hopeless` holds from which line on how many columns cannot be cut.
fn unit_cells(
    lines: &[&str],
    range: Range<usize>,
    units: &[Tag],
    hopeless: &mut HashSet<(usize, usize)>,
) -> Option<Cells> {
    let (tag, rest) = units.split_first()?;
    if range.len() > MOST_UNIT_LINES || hopeless.contains(&(range.start, units.len())) {
        return None;
    }
    let found = if rest.is_empty() {
        is_whole(lines.get(range.clone())?, *tag).then(|| vec![(*tag, range.clone())])
    } else {
        (range.start + 1..range.end).find_map(|at| {
            is_whole(lines.get(range.start..at)?, *tag).then_some(())?;
            let mut found = vec![(*tag, range.start..at)];
            found.extend(unit_cells(lines, at..range.end, rest, hopeless)?);
            Some(found)
        })
    };
    if found.is_none() {
        hopeless.insert((range.start, units.len()));
    }
    found
}

/// Whether the lines of a cell hold whole names.
pub(super) fn is_whole(lines: &[&str], tag: Tag) -> bool {
    if let [line] = lines
        && is_empty_cell(line)
    {
        return true;
    }
    if lines.iter().any(|line| is_empty_cell(line)) {
        return false;
    }
    let cell = lines.concat();
    if tag == Tag::Leader {
        let persons = persons::read(&cell);
        return !persons.is_empty()
            && persons
                .iter()
                .all(|name| (2..=4).contains(&name.chars().count()) && !names::is_complete(name));
    }
    let depth =
        cell.chars().fold(0_i32, |depth, c| depth + i32::from(opens(c)) - i32::from(closes(c)));
    if depth != 0
        || cell.is_empty()
        || cell.ends_with(['、', '，', ','])
        || cell.starts_with(['、', '，', ','])
        || cell.contains('。')
    {
        return false;
    }
    let names = names::split(&cell, 0..cell.len());
    !names.list.is_empty()
        && names.list.iter().all(|name| {
            let name = cut(&cell, name.range.clone());
            let length = name.chars().count();
            (3..=40).contains(&length)
                && (names::starts_name(name) || !name.contains(|c| digit(c).is_some()))
                && (names::is_complete(name)
                    || names::is_collective(name)
                    || name.ends_with(['市', '县', '州', '地'])
                    || name.ends_with(closes))
        })
}
