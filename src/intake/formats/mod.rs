//! The formats in which documents are found, each into plain text: a paragraph a line, a row of a table of tasks a line with
//! its cells parted by tabs.

mod biff;
mod docx;
mod kind;
mod markdown;
mod package;
mod pdf;
mod radicals;
mod rows;
#[cfg(test)]
pub(super) mod samples;
mod sheet;

use self::kind::Kind;
use super::Refused;
use super::grid::TooLarge;
use super::html;

pub(super) use self::rows::rows;

/// The text of a document, at most `most` bytes; `source` is its file name.
pub(super) fn text(source: &str, bytes: &[u8], most: usize) -> Result<String, Refused> {
    let text = match kind::of(source, bytes)? {
        Kind::Text(text) => text,
        Kind::Page(text) => html::text(&text, most)?,
        Kind::Markdown(text) => markdown::text(&text, most)?,
        Kind::Csv(text) => sheet::csv(&text, most)?,
        Kind::Word(mut package, main) => docx::text(&mut package, &main, most)?,
        Kind::Xlsx => sheet::xlsx(bytes, most)?,
        Kind::Xls => sheet::xls(bytes, most)?,
        Kind::Pdf => pdf::text(bytes, most)?,
    };
    // Wide encodings grow by half when they are decoded.
    if text.len() > most.saturating_mul(2) {
        return Err(Refused::TooLarge { limit: most });
    }
    Ok(radicals::undone(text))
}

/// A row of a sheet: its number, and its cells.
type Numbered = (u32, Vec<String>);

/// The rows of each sheet of a spreadsheet, with their numbers and cells.
pub(super) fn tables(source: &str, bytes: &[u8]) -> Result<Vec<Vec<Numbered>>, Refused> {
    let grids = match kind::of(source, bytes)? {
        Kind::Csv(text) => vec![sheet::csv_grid(&text)?],
        Kind::Xlsx => sheet::xlsx_grids(bytes)?,
        Kind::Xls => sheet::xls_grids(bytes)?,
        Kind::Text(_) | Kind::Page(_) | Kind::Markdown(_) | Kind::Word(..) | Kind::Pdf => {
            return Err(Refused::Unsupported);
        }
    };
    Ok(grids.iter().map(|grid| grid.numbered().collect()).collect())
}

impl From<TooLarge> for Refused {
    fn from(_: TooLarge) -> Self {
        Self::TooComplex
    }
}

/// Runs a reader of a library on bytes from anywhere: what it cannot cope with is a damaged file, and ends nothing else. A
/// reader that cannot be stopped otherwise may unwind with its refusal.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|payload| {
        Err(payload.downcast_ref::<Refused>().copied().unwrap_or(Refused::Damaged))
    })
}

#[cfg(test)]
mod tests;
