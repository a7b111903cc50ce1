//! Spreadsheets: every visible sheet as a table, a row a line.

use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xls,
    XlsError, Xlsx,
};
use chrono::Datelike;

use super::super::Refused;
use super::super::grid::Grid;
use super::super::tables;
use super::{biff, guarded};

/// The most cells with text that one sheet may hold.
const MOST_CELLS: usize = 1_000_000;

type Cells = Vec<((u32, u32), String)>;

/// The most sheets of a file.
const MOST_SHEETS: usize = 200;

/// The text of an Excel file whose parts were checked for their size.
pub(super) fn xlsx(bytes: &[u8], most: usize) -> Result<String, Refused> {
    written(xlsx_grids(bytes)?, most)
}

/// The sheets of an Excel file whose parts were checked for their size.
pub(super) fn xlsx_grids(bytes: &[u8]) -> Result<Vec<Grid>, Refused> {
    guarded(|| {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
        let mut grids = Vec::new();
        for name in visible(book.sheets_metadata())? {
            let regions = book.merge_cells_by_sheet_name(&name).map_err(|_| Refused::Damaged)?;
            let mut reader = book.worksheet_cells_reader(&name).map_err(|_| Refused::Damaged)?;
            let percent: Vec<bool> = reader
                .styles()
                .iter()
                .map(|style| {
                    let format = style.number_format.as_ref();
                    format.is_some_and(|format| format.format_code.contains('%'))
                })
                .collect();
            let mut cells = Cells::new();
            while let Some((cell, style)) =
                reader.next_cell_with_style_id().map_err(|_| Refused::Damaged)?
            {
                let is_percent = percent.get(style).copied().unwrap_or(false);
                let text = value(cell.get_value(), is_percent);
                if !text.is_empty() {
                    cells.push((cell.get_position(), text));
                }
                if cells.len() > MOST_CELLS {
                    return Err(Refused::TooComplex);
                }
            }
            grids.push(grid(cells, &regions)?);
        }
        Ok(grids)
    })
}

/// The text of an old Excel file.
pub(super) fn xls(bytes: &[u8], most: usize) -> Result<String, Refused> {
    written(xls_grids(bytes)?, most)
}

/// The sheets of an old Excel file.
pub(super) fn xls_grids(bytes: &[u8]) -> Result<Vec<Grid>, Refused> {
    guarded(|| {
        biff::check(bytes)?;
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => Refused::Encrypted,
            _ => Refused::Damaged,
        })?;
        let mut grids = Vec::new();
        for name in visible(book.sheets_metadata())? {
            let range = book.worksheet_range(&name).map_err(|_| Refused::Damaged)?;
            let regions = book.merge_cells_by_sheet_name(&name).map_err(|_| Refused::Damaged)?;
            let (top, left) = range.start().unwrap_or_default();
            let cells: Cells = range
                .used_cells()
                .filter_map(|(row, column, data)| {
                    let row = top.checked_add(u32::try_from(row).ok()?)?;
                    let column = left.checked_add(u32::try_from(column).ok()?)?;
                    Some(((row, column), old_value(data)))
                })
                .collect();
            grids.push(grid(cells, &regions)?);
        }
        Ok(grids)
    })
}

/// The names of the sheets that a reader sees; of all where every one is hidden.
fn visible(sheets: &[Sheet]) -> Result<Vec<String>, Refused> {
    if sheets.len() > MOST_SHEETS {
        return Err(Refused::TooComplex);
    }
    let names = |hidden: bool| -> Vec<String> {
        sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .filter(|sheet| hidden || sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect()
    };
    let seen = names(false);
    Ok(if seen.is_empty() { names(true) } else { seen })
}

fn grid(cells: Cells, regions: &[Dimensions]) -> Result<Grid, Refused> {
    let regions: Vec<[(u32, u32); 2]> =
        regions.iter().map(|region| [region.start, region.end]).collect();
    Ok(Grid::placed(cells, &regions)?)
}

/// The text of sheets; a blank line parts them.
fn written(grids: Vec<Grid>, most: usize) -> Result<String, Refused> {
    let mut out = String::new();
    for grid in grids {
        if !out.is_empty() {
            out.push('\n');
        }
        let left = most.saturating_sub(out.len());
        grid.write_rows(&mut out, left)?;
    }
    Ok(out)
}

fn value(data: &DataRef<'_>, is_percent: bool) -> String {
    match data {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if is_percent => format!("{}%", plain(number * 100.0)),
        DataRef::Float(number) => plain(*number),
        DataRef::DateTime(time) => day(time),
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn old_value(data: &Data) -> String {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim().to_owned()
        }
        Data::Int(number) => number.to_string(),
        Data::Float(number) => plain(*number),
        Data::DateTime(time) => day(time),
        _ => String::new(),
    }
}

/// A number without what binary fractions add to it.
fn plain(number: f64) -> String {
    const DIGITS: f64 = 1e8;
    let rounded = (number * DIGITS).round() / DIGITS;
    if rounded.is_finite() { rounded.to_string() } else { number.to_string() }
}

/// A day as documents write it, whatever format the sheet shows it in; a time of day alone stays a number.
fn day(time: &ExcelDateTime) -> String {
    match time.as_datetime().filter(|_| time.is_datetime() && time.as_f64() >= 1.0) {
        Some(day) => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        None => plain(time.as_f64()),
    }
}

/// The text of a file of values parted by commas, semicolons or tabs.
pub(super) fn csv(text: &str, most: usize) -> Result<String, Refused> {
    written(vec![csv_grid(text)?], most)
}

/// The one sheet of a file of values parted by commas, semicolons or tabs.
pub(super) fn csv_grid(text: &str) -> Result<Grid, Refused> {
    let mut grid = Grid::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|_| Refused::Damaged)?;
        grid.start_row();
        for field in &record {
            grid.put(field.trim().to_owned(), 1, 1)?;
        }
    }
    Ok(grid)
}

/// What parts the values: what the first lines hold most of.
pub(super) fn delimiter(text: &str) -> u8 {
    let count = |c: char| text.lines().take(5).map(|line| line.matches(c).count()).sum::<usize>();
    let candidates = [(b',', count(',')), (b'\t', count('\t')), (b';', count(';'))];
    // The first of those that are equal.
    candidates.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

/// Whether one of the first lines holds nothing but heads of columns, parted by commas.
pub(super) fn is_csv(text: &str) -> bool {
    const LINES: usize = 5;
    text.lines().take(LINES).any(|line| {
        let heads: Vec<&str> =
            line.split(',').map(|head| head.trim().trim_matches('"').trim()).collect();
        let known = heads.iter().filter(|head| tables::is_head(head)).count();
        heads.len() >= 3 && known * 3 >= heads.len() * 2
    })
}
