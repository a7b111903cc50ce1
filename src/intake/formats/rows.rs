//! Lists: the rows of a spreadsheet's first sheet, or of a text of separated values, with their numbers in the file.

use super::super::{Refused, grid::Grid};
use super::kind::{self, Kind};
use super::sheet;

/// The most rows of a list.
const MOST_ROWS: usize = 500_000;

/// The rows of a list that hold a value, each with its number in the file, from 1.
pub(in super::super) fn rows(
    source: &str,
    bytes: &[u8],
) -> Result<Vec<(usize, Vec<String>)>, Refused> {
    match kind::of(source, bytes)? {
        Kind::Text(text) | Kind::Csv(text) | Kind::Markdown(text) => separated(&text),
        Kind::Xlsx => Ok(first(&sheet::xlsx_grids(bytes)?)),
        Kind::Xls => Ok(first(&sheet::xls_grids(bytes)?)),
        Kind::Page(_) | Kind::Word(..) | Kind::Pdf => Err(Refused::Unsupported),
    }
}

fn first(sheets: &[Grid]) -> Vec<(usize, Vec<String>)> {
    let rows = sheets.first().into_iter().flat_map(Grid::numbered);
    let rows = rows.map(|(number, cells)| (usize::try_from(number).unwrap_or(usize::MAX), cells));
    with_a_value(rows)
}

fn separated(text: &str) -> Result<Vec<(usize, Vec<String>)>, Refused> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sheet::delimiter(text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Refused::Damaged)?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = usize::try_from(line).unwrap_or(usize::MAX);
        rows.push((number, record.iter().map(|cell| cell.trim().to_owned()).collect()));
        if rows.len() > MOST_ROWS {
            return Err(Refused::TooComplex);
        }
    }
    Ok(with_a_value(rows.into_iter()))
}

fn with_a_value(rows: impl Iterator<Item = (usize, Vec<String>)>) -> Vec<(usize, Vec<String>)> {
    rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_numbers() {
        let text = "名称,代码\n市教育局,\n\n,\n市财政局,\"a,b\"\n";
        let found = rows("单位.csv", text.as_bytes()).expect("a list");
        let row = |number: usize, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        assert_eq!(
            found,
            [row(1, ["名称", "代码"]), row(2, ["市教育局", ""]), row(5, ["市财政局", "a,b"])]
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let page = "<!DOCTYPE html><html><body><p>单位</p></body></html>";
        assert_eq!(rows("a.html", page.as_bytes()), Err(Refused::Unsupported));
    }
}
