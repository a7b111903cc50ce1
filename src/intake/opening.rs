//! An earlier ledger as a sheet: what its columns hold, what its rows say, and which item each is about.

mod columns;
mod matching;
mod words;

use chrono::NaiveDate;

use super::dates::full_date;
use super::{Options, Refused, formats, unmarked};
use crate::domain::opening::{ColumnRole, OpeningColumn, OpeningIssue, OpeningRow, OpeningStatus};

pub use self::matching::{Candidate, Match, matches};

/// An earlier ledger as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its columns in order.
    pub columns: Vec<OpeningColumn>,
    /// Its rows in order.
    pub rows: Vec<OpeningRow>,
    /// The day as of which it was kept, if it says so above its columns.
    pub as_of: Option<NaiveDate>,
    /// Whether the file holds other such sheets, which are not read.
    pub more_sheets: bool,
}

/// A row of a sheet: its number, and its cells.
type Cells = (u32, Vec<String>);

/// Reads the first sheet of a file whose columns say how far tasks are; none where there is no such sheet. `source` is the
/// file's name, and no day after `today` is one as of which a ledger was kept.
///
/// # Errors
///
/// Refuses what is too large, no sheet, damaged, or marked as secret.
pub fn read(
    source: &str,
    bytes: &[u8],
    today: NaiveDate,
    options: &Options,
) -> Result<Option<Sheet>, Refused> {
    if bytes.len() > options.limit {
        return Err(Refused::TooLarge { limit: options.limit });
    }
    unmarked(&formats::text(source, bytes, options.limit)?, options)?;
    let tables = formats::tables(source, bytes)?;
    let nul =
        tables.iter().flatten().any(|(_, cells)| cells.iter().any(|cell| cell.contains('\0')));
    if nul {
        return Err(Refused::Damaged);
    }
    let mut sheets = tables.iter().filter_map(|rows| sheet(rows, today));
    let first = sheets.next();
    let more_sheets = sheets.next().is_some();
    Ok(first.map(|sheet| Sheet { more_sheets, ..sheet }))
}

/// What a table says, if its columns say how far tasks are.
fn sheet(rows: &[Cells], today: NaiveDate) -> Option<Sheet> {
    let (head, roles) = columns::find(rows)?;
    let above = rows.get(..head).unwrap_or_default();
    let as_of = above
        .iter()
        .flat_map(|(_, cells)| cells)
        .find_map(|cell| full_date(cell).map(|(day, _)| day))
        .filter(|day| *day <= today);
    let heads = rows.get(head).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
    let columns = heads
        .iter()
        .zip(&roles)
        .enumerate()
        .map(|(n, (head, role))| OpeningColumn { number: n + 1, head: head.clone(), role: *role })
        .collect();
    let below = rows.get(head + 1..).unwrap_or_default();
    let rows = below.iter().filter(|(_, cells)| is_row(cells)).map(|row| said(row, &roles, today));
    Some(Sheet { columns, rows: rows.collect(), as_of, more_sheets: false })
}

/// Whether a row holds more than a heading between rows does.
fn is_row(cells: &[String]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let first = filled.next();
    filled.any(|cell| Some(cell) != first)
}

/// What a row says.
fn said((number, cells): &Cells, roles: &[ColumnRole], today: NaiveDate) -> OpeningRow {
    let cell = |role: ColumnRole| -> &str {
        let at = roles.iter().position(|is| *is == role);
        at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim())
    };
    let stated = |role| Some(cell(role)).filter(|words| !words.is_empty());
    let mut row = OpeningRow {
        number: *number,
        ordinal: stated(ColumnRole::Ordinal).map(str::to_owned),
        text: cell(ColumnRole::Task).to_owned(),
        printed_status: stated(ColumnRole::Status).map(str::to_owned),
        progress: cell(ColumnRole::Progress).to_owned(),
        problems: cell(ColumnRole::Problems).to_owned(),
        ..OpeningRow::default()
    };
    if let Some(words) = stated(ColumnRole::Status) {
        row.status = words::status(words);
        if row.status.is_none() {
            row.issues.push(OpeningIssue::UnknownStatus);
        }
    }
    if let Some(words) = stated(ColumnRole::Percent) {
        row.percent = words::percent(words);
        if row.percent.is_none() {
            row.issues.push(OpeningIssue::OddPercent);
        }
    }
    if let Some(words) = stated(ColumnRole::AsOf) {
        row.as_of = full_date(words).map(|(day, _)| day).filter(|day| *day <= today);
        if row.as_of.is_none() {
            row.issues.push(OpeningIssue::OddDate);
        }
    }
    if row.status == Some(OpeningStatus::Completed) && row.percent.is_some_and(|part| part < 100) {
        row.issues.push(OpeningIssue::Contradiction);
    }
    if !row.says_something() {
        row.issues.push(OpeningIssue::NothingSaid);
    }
    row
}

#[cfg(test)]
mod tests;
