//! What the columns of an earlier ledger hold, told by their heads and, where those leave it open, by their cells.

use super::{Cells, words};
use crate::domain::opening::ColumnRole;

/// How many of the first rows may hold the heads.
const HEAD_ROWS: usize = 15;
/// The most characters of a head.
const MOST: usize = 20;

/// Words of heads with what they say; the first that fits counts.
const HEADS: &[(ColumnRole, &[&str])] = &[
    (ColumnRole::Other, &["下一步", "联系人", "联系电话", "联系方式"]),
    (
        ColumnRole::AsOf,
        &[
            "更新时间",
            "更新日期",
            "填报时间",
            "填报日期",
            "报送时间",
            "统计时间",
            "截止日期",
            "截至",
        ],
    ),
    (ColumnRole::Deadline, &["时限", "完成时间", "时间节点", "完成日期"]),
    (ColumnRole::Leaders, &["领导", "责任人"]),
    (ColumnRole::Units, &["单位", "部门"]),
    (ColumnRole::Problems, &["问题", "困难"]),
    (ColumnRole::Note, &["备注", "说明"]),
    (ColumnRole::Percent, &["百分比", "完成率", "比例", "%", "％"]),
    (ColumnRole::Status, &["状态", "是否完成", "办理结果", "亮灯"]),
    (
        ColumnRole::Progress,
        &["进展", "进度", "完成情况", "落实情况", "推进情况", "办理情况", "工作情况"],
    ),
    (ColumnRole::Task, &["任务", "事项", "内容", "举措", "措施", "要点", "项目", "工作", "目标"]),
];

/// What the head of a column says.
pub(super) fn role(head: &str) -> Option<ColumnRole> {
    let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    if head.is_empty() || head.chars().count() > MOST {
        return None;
    }
    if matches!(head.as_str(), "序号" | "编号" | "任务序号" | "任务编号") {
        return Some(ColumnRole::Ordinal);
    }
    let says = |words: &[&str]| words.iter().any(|word| head.contains(word));
    HEADS.iter().find(|(_, words)| says(words)).map(|(role, _)| *role)
}

/// The row of heads, and what each column holds.
pub(super) fn find(rows: &[Cells]) -> Option<(usize, Vec<ColumnRole>)> {
    let heads = |n: usize| -> Option<Vec<Option<ColumnRole>>> {
        let (_, cells) = rows.get(n)?;
        let roles: Vec<Option<ColumnRole>> = cells.iter().map(|cell| role(cell)).collect();
        let has = |wanted: &[ColumnRole]| roles.iter().flatten().any(|role| wanted.contains(role));
        let fits = has(&[ColumnRole::Task])
            && has(&[ColumnRole::Progress, ColumnRole::Status, ColumnRole::Percent])
            && roles.iter().flatten().count() * 2
                >= cells.iter().filter(|cell| !cell.is_empty()).count();
        fits.then_some(roles)
    };
    let mut at = (0..rows.len().min(HEAD_ROWS)).find(|n| heads(*n).is_some())?;
    // Heads of two rows: the lower one tells apart what the upper one holds together.
    while heads(at + 1).is_some() {
        at += 1;
    }
    let below = rows.get(at + 1..).unwrap_or_default();
    let mut roles: Vec<ColumnRole> =
        heads(at)?.into_iter().map(|role| role.unwrap_or(ColumnRole::Other)).collect();
    let (_, heads) = rows.get(at)?;
    for (column, (role, head)) in roles.iter_mut().zip(heads).enumerate() {
        if *role == ColumnRole::Progress && !head.contains("进展") {
            *role = by_cells(below, column);
        }
    }
    for kind in ColumnRole::ALL {
        keep_one(below, &mut roles, *kind);
    }
    Some((at, roles))
}

fn cells_of(rows: &[Cells], column: usize) -> impl Iterator<Item = &str> {
    rows.iter()
        .filter_map(move |(_, cells)| cells.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
}

/// 完成情况 and 进度 head texts, words for a status, and figures alike.
fn by_cells(rows: &[Cells], column: usize) -> ColumnRole {
    let all = cells_of(rows, column).count();
    let most = |count: usize| all > 0 && count * 2 > all;
    if most(cells_of(rows, column).filter(|cell| words::percent(cell).is_some()).count()) {
        ColumnRole::Percent
    } else if most(cells_of(rows, column).filter(|cell| words::status(cell).is_some()).count()) {
        ColumnRole::Status
    } else {
        ColumnRole::Progress
    }
}

/// Of several columns that hold the same, one is read: of tasks the wordiest, of the others the last, which is the newest.
fn keep_one(rows: &[Cells], roles: &mut [ColumnRole], kind: ColumnRole) {
    let same: Vec<usize> =
        roles.iter().enumerate().filter(|(_, role)| **role == kind).map(|(at, _)| at).collect();
    let kept = if kind == ColumnRole::Task {
        let length = |at: &usize| cells_of(rows, *at).map(str::len).sum::<usize>();
        same.iter().copied().rev().max_by_key(length)
    } else if matches!(kind, ColumnRole::Ordinal) {
        same.first().copied()
    } else {
        same.last().copied()
    };
    // Those that are only shown may be several.
    if matches!(
        kind,
        ColumnRole::Units | ColumnRole::Leaders | ColumnRole::Deadline | ColumnRole::Note
    ) {
        return;
    }
    for at in same {
        if Some(at) != kept
            && let Some(role) = roles.get_mut(at)
        {
            *role = ColumnRole::Other;
        }
    }
}
