//! Lists: the rows of a spreadsheet's first sheet, or of a text of separated values, with their numbers in the file.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xls, XlsError, Xlsx};

use super::super::Refused;
use super::kind::{self, Kind};
use super::{biff, guarded, sheet};

/// The most cells of a list.
const MOST_CELLS: usize = 500_000;

/// The rows of a list that hold a value, each with its number in the file, from 1.
pub(in super::super) fn rows(
    source: &str,
    bytes: &[u8],
) -> Result<Vec<(usize, Vec<String>)>, Refused> {
    match kind::of(source, bytes)? {
        Kind::Text(text) | Kind::Csv(text) | Kind::Markdown(text) => separated(&text),
        Kind::Xlsx => guarded(|| {
            let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
            let Some(name) = sheet::visible(book.sheets_metadata()).into_iter().next() else {
                return Err(Refused::Empty);
            };
            cells(&book.worksheet_range(&name).map_err(|_| Refused::Damaged)?)
        }),
        Kind::Xls => guarded(|| {
            biff::check(bytes)?;
            let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                XlsError::Password => Refused::Encrypted,
                _ => Refused::Damaged,
            })?;
            let Some(name) = sheet::visible(book.sheets_metadata()).into_iter().next() else {
                return Err(Refused::Empty);
            };
            cells(&book.worksheet_range(&name).map_err(|_| Refused::Damaged)?)
        }),
        Kind::Page(_) | Kind::Word(..) | Kind::Pdf => Err(Refused::Unsupported),
    }
}

fn cells(range: &Range<Data>) -> Result<Vec<(usize, Vec<String>)>, Refused> {
    let (height, width) = range.get_size();
    if height.saturating_mul(width) > MOST_CELLS {
        return Err(Refused::TooComplex);
    }
    let (top, left) = range.start().unwrap_or_default();
    let (Ok(top), Ok(left)) = (usize::try_from(top), usize::try_from(left)) else {
        return Err(Refused::TooComplex);
    };
    let rows = range.rows().zip(top + 1..).map(|(row, number)| {
        // Columns count from the first of the sheet, whatever it leaves empty.
        let before = std::iter::repeat_n(String::new(), left.min(MOST_CELLS));
        (number, before.chain(row.iter().map(sheet::old_value)).collect())
    });
    Ok(with_a_value(rows))
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
        if rows.len() > MOST_CELLS {
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
