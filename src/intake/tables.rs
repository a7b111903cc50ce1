//! Tables that were flattened to one line of a cell a line, or kept with a row a line.

use std::ops::Range;

use super::flow::{Flow, RawLine};
use super::label::{self, Tag};
use super::names;
use super::text::{closes, cut, digit, ends_sentence, opens};

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
    pub rows: Vec<Row>,
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
        "指标", "类别", "领域",
    ];
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

/// The table that starts with the first of `lines`.
pub(super) fn read(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
    kept(source, lines, flow).or_else(|| flattened(source, lines, flow))
}

/// The heads of a flattened table, and how many lines they take.
fn heads(source: &str, lines: &[RawLine]) -> Option<(Vec<Column>, usize)> {
    const MOST: usize = 16;
    if lines.first()?.width > 8 {
        return None;
    }
    let text = |n: usize| lines.get(n).map(|line| cut(source, line.range.clone()));
    let mut columns = Vec::new();
    let mut n = 0;
    while n < MOST {
        let Some(first) = text(n) else { break };
        let joined = text(n + 1).map(|second| format!("{first}{second}"));
        // A head that two lines hold is tried first where its first line alone is none.
        let (found, taken) = match (column(first), joined.as_deref().and_then(column)) {
            (Some(found), _) => (found, 1),
            (None, Some(found)) => (found, 2),
            (None, None) => break,
        };
        if columns.is_empty() && found != Column::Number {
            return None;
        }
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
    table.rows = rows.into_iter().map(|row| row.write(source, &columns, widest, flow)).collect();
    table.lines = n;
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

/// How many lines each part of a row takes.
struct Cut {
    task: usize,
    /// Of each cell, in the order of the columns.
    cells: Vec<(Tag, Range<usize>)>,
}

impl RawRow {
    fn write(self, source: &str, columns: &[Column], widest: usize, flow: &mut Flow) -> Row {
        let texts: Vec<&str> = self.lines.iter().map(|line| cut(source, line.clone())).collect();
        let roles: Vec<Tag> = columns
            .iter()
            .filter_map(|column| if let Column::Cell(tag) = column { Some(*tag) } else { None })
            .collect();
        let broken = self.broken.filter(|at| *at < texts.len() && *at > 0);
        let before_break = broken.and_then(|at| Some((at, cells(texts.get(..at)?, &roles)?)));
        let (cut_at, leftover) = match before_break {
            Some((at, found)) if found.cells.len() == roles.len() => (found, at..texts.len()),
            _ => match cells(&texts, &roles) {
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

/// Writes a cell; names that each take whole lines are kept apart, since no mark parts them.
fn write_cell(source: &str, tag: Tag, lines: &[Range<usize>], flow: &mut Flow) -> Range<usize> {
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

/// Whether a task breaks off in the middle.
fn unfinished(lines: &[&str]) -> bool {
    let depth = lines
        .iter()
        .flat_map(|line| line.chars())
        .fold(0_i32, |depth, c| depth + i32::from(opens(c)) - i32::from(closes(c)));
    depth > 0 || !lines.last().is_some_and(|line| line.ends_with(ends_sentence))
}

/// How many lines the cell takes that stands before the task and is shared by several rows.
fn group_lines(lines: &[&str], widest: usize) -> usize {
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
fn is_time(line: &str) -> bool {
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
fn is_empty_cell(line: &str) -> bool {
    matches!(line.trim(), "/" | "／" | "—" | "-" | "——" | "无" | "\\")
}

/// Which lines of a row belong to which cell.
fn cells(lines: &[&str], roles: &[Tag]) -> Option<Cut> {
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
            found.extend(unit_cells(lines, line + 1..lines.len(), &units)?);
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

/// Where the task ends and the units begin, in the lines before `end`.
fn task_and_units(lines: &[&str], end: usize, units: &[Tag]) -> Option<(usize, Cells)> {
    let ended =
        lines.get(..end)?.iter().rposition(|line| line.ends_with(ends_sentence)).map(|at| at + 1);
    let starts = ended.into_iter().chain(1..end);
    starts.filter(|at| *at < end).find_map(|at| Some((at, unit_cells(lines, at..end, units)?)))
}

/// The lines of each column of units: the first cut that leaves whole names in every cell.
fn unit_cells(lines: &[&str], range: Range<usize>, units: &[Tag]) -> Option<Cells> {
    let (tag, rest) = units.split_first()?;
    if rest.is_empty() {
        return is_whole(lines.get(range.clone())?, *tag).then(|| vec![(*tag, range)]);
    }
    if range.len() > 40 {
        return None;
    }
    (range.start + 1..range.end).find_map(|at| {
        is_whole(lines.get(range.start..at)?, *tag).then_some(())?;
        let mut found = vec![(*tag, range.start..at)];
        found.extend(unit_cells(lines, at..range.end, rest)?);
        Some(found)
    })
}

/// Whether the lines of a cell hold whole names.
fn is_whole(lines: &[&str], tag: Tag) -> bool {
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
        let persons = names::persons(&cell);
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
    let list = names::split(&cell, 0..cell.len());
    !list.names.is_empty()
        && list.names.iter().all(|name| {
            let name = cut(&cell, name.range.clone());
            let length = name.chars().count();
            (3..=40).contains(&length)
                && (names::is_complete(name)
                    || names::is_collective(name)
                    || name.ends_with(['市', '县', '州', '地'])
                    || name.ends_with(closes))
        })
}

/// A table with a row a line and cells parted by tabs or strokes.
fn kept(source: &str, lines: &[RawLine], flow: &mut Flow) -> Option<Table> {
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
            let range = super::text::trimmed(source, at..at + cell.len());
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
                row.ordinal = Some(write(source, [cell], flow))
            }
            Some(Column::Task) => tasks.push(cell.clone()),
            Some(Column::Cell(tag))
                if !cell.is_empty() && !is_empty_cell(cut(source, cell.clone())) =>
            {
                row.cells.push((*tag, write(source, [cell], flow)))
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

#[cfg(test)]
mod tests {
    use super::super::flow;
    use super::*;

    fn rows(source: &str) -> Vec<(String, String, Vec<String>)> {
        let flow = flow::read(source);
        let text = |range: &Range<usize>| cut(&flow.text, range.clone()).to_owned();
        flow.rows
            .iter()
            .map(|(_, row)| {
                (
                    row.ordinal.as_ref().map(text).unwrap_or_default(),
                    text(&row.task),
                    row.cells.iter().map(|(_, cell)| text(cell)).collect(),
                )
            })
            .collect()
    }

    fn row(ordinal: &str, task: &str, cells: &[&str]) -> (String, String, Vec<String>) {
        (ordinal.to_owned(), task.to_owned(), cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_flattened_table_is_read_over_pages() {
        let source = "序\n号\n具体任务\n牵头部门\n1\n建设云溪算力中心，力争2026 年\n3 月建成。\n市发展改革委\n— 3 —\n序\n号\n具体任务\n牵头部门\n2\n开放场景10 个。\n松岗区\n";
        assert_eq!(
            rows(source),
            [
                row("1", "建设云溪算力中心，力争2026 年3 月建成。", &["市发展改革委"]),
                row("2", "开放场景10 个。", &["松岗区"])
            ]
        );
    }

    #[test]
    fn cells_are_told_apart_by_whole_names() {
        let source = "序号\n工作任务\n牵头领导\n牵头单位\n责任单位\n完成时限\n1\n建公园。\n陆知远\n市数据局（市算\n力局）\n市财政局\n松岗区政府\n6月\n2\n修路。\n沈若川\n市公路局\n/\n2026年12月底前\n";
        assert_eq!(
            rows(source),
            [
                row(
                    "1",
                    "建公园。",
                    &["陆知远", "市数据局（市算力局）", "市财政局\n松岗区政府", "6月"]
                ),
                row("2", "修路。", &["沈若川", "市公路局", "/", "2026年12月底前"]),
            ]
        );
    }

    #[test]
    fn what_a_page_cuts_off_goes_back_to_its_cell() {
        let head = "序号\n实施路径\n完成时限\n责任单位\n配合单位\n";
        let source = format!(
            "{head}1\n建成专区（松岗、柳湾各\n6月\n市数据局\n相关县（市、区）\n- 2 -\n{head}两个）。\n2\n建成中心。\n9月\n市数据局\n相关县（市、区）\n- 3 -\n{head}政府\n3\n验收。\n12月\n市数据局\n/\n"
        );
        assert_eq!(
            rows(&source),
            [
                row(
                    "1",
                    "建成专区（松岗、柳湾各两个）。",
                    &["6月", "市数据局", "相关县（市、区）"]
                ),
                row("2", "建成中心。", &["9月", "市数据局", "相关县（市、区）政府"]),
                row("3", "验收。", &["12月", "市数据局", "/"]),
            ]
        );
    }

    #[test]
    fn a_shared_cell_before_the_task_is_a_heading() {
        let source = "序号\n重点举措\n实施路径\n责任单位\n配合单位\n1\n攻坚绿电算力\n（2 项）\n争取项目。\n市数据局\n/\n2\n启动建设。\n市发改委\n/\n";
        let flow = flow::read(source);
        let groups: Vec<Option<&str>> = flow
            .rows
            .iter()
            .map(|(_, row)| row.group.clone().map(|group| cut(&flow.text, group)))
            .collect();
        assert_eq!(groups, [Some("攻坚绿电算力（2 项）"), None]);
    }

    #[test]
    fn a_kept_table_is_read() {
        let source = "| 序号 | 类别 | 重点任务 | 牵头单位 | 完成时限 |\n|---|---|---|---|---|\n| 1 | 交通 | 建桥 | 市交通局 | 6月 |\n| 2 | 交通 | 修路 | 无 | |\n正文\n";
        assert_eq!(rows(source), [row("1", "建桥", &["市交通局", "6月"]), row("2", "修路", &[])]);
        assert_eq!(flow::read(source).lines.len(), 1);
    }

    #[test]
    fn a_header_without_units_is_no_table() {
        assert!(rows("序号\n项目\n数量\n1\n公园\n3\n").is_empty());
    }
}
