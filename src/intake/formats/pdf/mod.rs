//! PDF files with a text layer: paragraphs with their line wraps undone, tables by their ruled lines; page numbers and running
//! heads are left out.

mod forms;
mod furniture;
mod lines;
mod page;
mod paragraphs;
mod streams;
mod tables;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::super::Refused;
use super::guarded;
use lines::Line;
use tables::Table;

/// The most pages.
const MOST_PAGES: usize = 5_000;

/// What stands on a page, in reading order.
#[derive(Debug)]
enum Block {
    Line(Line),
    Table(Table),
}

impl Block {
    fn top(&self) -> f64 {
        match self {
            Self::Line(line) => line.base,
            Self::Table(table) => table.top(),
        }
    }
}

/// The text of a PDF file, at most `most` bytes.
pub(super) fn text(bytes: &[u8], most: usize) -> Result<String, Refused> {
    streams::check(bytes)?;
    guarded(|| {
        let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
            LoadPdfError::Decryption(
                DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
            ) => Refused::Encrypted,
            _ => Refused::Damaged,
        })?;
        if pdf.pages().len() > MOST_PAGES {
            return Err(Refused::TooComplex);
        }
        forms::check(&pdf)?;
        let mut pages = page::read(&pdf, most);
        if pages.iter().all(|page| page.glyphs.is_empty()) {
            return Err(if pages.is_empty() { Refused::Damaged } else { Refused::Scanned });
        }
        let tables: Vec<Vec<Table>> = pages.iter_mut().map(tables::take).collect();
        let lines: Vec<Vec<Line>> =
            pages.iter_mut().map(|page| lines::read(std::mem::take(&mut page.glyphs))).collect();
        let heights: Vec<f64> = pages.iter().map(|page| page.height).collect();
        let lines = furniture::without(lines, &heights);
        let mut blocks: Vec<Vec<Block>> = Vec::with_capacity(pages.len());
        for (lines, tables) in lines.into_iter().zip(tables) {
            let lines = lines.into_iter().map(Block::Line);
            let mut page: Vec<Block> = lines.chain(tables.into_iter().map(Block::Table)).collect();
            page.sort_by(|one, other| one.top().total_cmp(&other.top()));
            blocks.push(page);
        }
        paragraphs::write(blocks, most)
    })
}

#[cfg(test)]
mod tests;
