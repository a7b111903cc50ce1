//! A table of a document, whatever format it stood in, into text that the flow understands: a row a line with cells parted
//! by tabs where it holds tasks, else a cell a line.

use super::label;
use super::text::is_colon;

/// Parts the lines inside a cell of a row that takes one line.
pub(super) const BREAK: char = '\u{2028}';

/// The most places that a table may have, empty ones counted.
const MOST_PLACES: usize = 2_000_000;
/// The most columns.
const MOST_COLUMNS: usize = 256;
/// How many of the first rows may head the columns.
const HEAD_ROWS: usize = 5;

/// A table that is too large, or would be once its merged cells are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Cells, and which of them takes each place: a merged cell takes several.
#[derive(Debug, Default)]
pub(super) struct Grid {
    cells: Vec<String>,
    rows: Vec<Vec<Option<usize>>>,
    /// The numbers of the rows in their sheet, from 1, where some were left out.
    numbers: Vec<u32>,
    /// Of each column, the merged cell that reaches down into the next row, and how many rows more it takes.
    reaching: Vec<Option<(usize, usize)>>,
    places: usize,
}

impl Grid {
    /// Starts the next row.
    pub(super) fn start_row(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            // Cells that reach down beyond the last cell of a row.
            let filled = row.len();
            for column in filled..self.reaching.len() {
                row.push(taken_from_above(&mut self.reaching, column));
                self.places += 1;
            }
        }
        self.rows.push(Vec::new());
    }

    /// Puts a cell in the next free place of the row; it takes that many `rows` and `columns`.
    pub(super) fn put(
        &mut self,
        text: String,
        rows: usize,
        columns: usize,
    ) -> Result<(), TooLarge> {
        if self.rows.is_empty() {
            self.start_row();
        }
        let index = self.cells.len();
        self.cells.push(text);
        let Some(row) = self.rows.last_mut() else { return Ok(()) };
        loop {
            let column = row.len();
            match taken_from_above(&mut self.reaching, column) {
                Some(above) => row.push(Some(above)),
                None => break,
            }
            self.places += 1;
        }
        let columns = columns.clamp(1, MOST_COLUMNS.saturating_sub(row.len()).max(1));
        for _ in 0..columns {
            if self.reaching.len() <= row.len() {
                self.reaching.resize(row.len() + 1, None);
            }
            if let Some(reaching) = self.reaching.get_mut(row.len()).filter(|_| rows > 1) {
                *reaching = Some((index, rows - 1));
            }
            row.push(Some(index));
        }
        self.places += columns;
        let fits = self.places <= MOST_PLACES && row.len() <= MOST_COLUMNS;
        if fits { Ok(()) } else { Err(TooLarge) }
    }

    /// Goes on with the cell above in the next `columns` places.
    pub(super) fn put_from_above(&mut self, columns: usize) -> Result<(), TooLarge> {
        let above = self.rows.len().checked_sub(2);
        for _ in 0..columns.max(1) {
            let column = self.rows.last().map_or(0, Vec::len);
            let cell = above.and_then(|n| *self.rows.get(n)?.get(column)?);
            self.push(cell)?;
        }
        Ok(())
    }

    /// Leaves the next `columns` places empty.
    pub(super) fn skip(&mut self, columns: usize) -> Result<(), TooLarge> {
        (0..columns).try_for_each(|_| self.push(None))
    }

    fn push(&mut self, cell: Option<usize>) -> Result<(), TooLarge> {
        if self.rows.is_empty() {
            self.start_row();
        }
        let Some(row) = self.rows.last_mut() else { return Ok(()) };
        row.push(cell);
        self.places += 1;
        let fits = self.places <= MOST_PLACES && row.len() <= MOST_COLUMNS;
        if fits { Ok(()) } else { Err(TooLarge) }
    }

    /// A table of cells with their row and column, and of merged regions: first and last row and column of each.
    /// Rows and columns without text are left out.
    pub(super) fn placed(
        mut cells: Vec<((u32, u32), String)>,
        regions: &[[(u32, u32); 2]],
    ) -> Result<Self, TooLarge> {
        cells.retain(|(_, text)| !text.trim().is_empty());
        cells.sort_by_key(|(place, _)| *place);
        let mut used: Vec<u32> = cells.iter().map(|((row, _), _)| *row).collect();
        used.dedup();
        let left = cells.iter().map(|((_, column), _)| *column).min().unwrap_or(0);
        let right = cells.iter().map(|((_, column), _)| *column).max().unwrap_or(0);
        let width = usize::try_from(right - left).map_err(|_| TooLarge)? + 1;
        let places = used.len().saturating_mul(width);
        if width > MOST_COLUMNS || places > MOST_PLACES {
            return Err(TooLarge);
        }
        let mut rows = vec![vec![None; width]; used.len()];
        let column_of = |column: u32| usize::try_from(column.saturating_sub(left)).unwrap_or(0);
        for (index, ((row, column), _)) in cells.iter().enumerate() {
            let row = used.binary_search(row).ok().and_then(|row| rows.get_mut(row));
            if let Some(place) = row.and_then(|row| row.get_mut(column_of(*column))) {
                *place = Some(index);
            }
        }
        let mut steps = 0_usize;
        for [first, last] in regions {
            let Ok(index) = cells.binary_search_by_key(first, |(place, _)| *place) else {
                continue;
            };
            let from = used.partition_point(|row| *row < first.0);
            let to = used.partition_point(|row| *row <= last.0);
            let columns = column_of(first.1)..column_of(last.1).saturating_add(1).min(width);
            for row in rows.get_mut(from..to).unwrap_or_default() {
                for place in row.get_mut(columns.clone()).unwrap_or_default() {
                    place.get_or_insert(index);
                }
                steps = steps.saturating_add(columns.len() + 1);
                if steps > MOST_PLACES {
                    return Err(TooLarge);
                }
            }
        }
        let cells = cells.into_iter().map(|(_, text)| text).collect();
        let numbers = used.into_iter().map(|row| row.saturating_add(1)).collect();
        Ok(Self { cells, rows, numbers, reaching: Vec::new(), places })
    }

    /// The rows with their numbers, from 1; a merged cell stands in each place that it takes.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u32, Vec<String>)> {
        self.rows.iter().zip(1..).enumerate().map(|(n, (row, counted))| {
            let text = |cell: &Option<usize>| cell.map_or("", |cell| self.text(cell)).to_owned();
            (self.numbers.get(n).copied().unwrap_or(counted), row.iter().map(text).collect())
        })
    }

    fn text(&self, cell: usize) -> &str {
        self.cells.get(cell).map_or("", |text| text.trim())
    }

    /// Whether one of the first rows heads a column of responsible units.
    pub(super) fn holds_tasks(&self) -> bool {
        self.rows.iter().take(HEAD_ROWS).any(|row| {
            let mut cells: Vec<usize> = row.iter().flatten().copied().collect();
            cells.dedup();
            cells.len() > 1
                && cells.iter().any(|cell| {
                    label::classify(&self.text(*cell).replace(char::is_whitespace, "")).is_some()
                })
        })
    }

    /// Writes the table as its content asks for, with no more than `most` bytes.
    pub(super) fn write(&self, out: &mut String, most: usize) -> Result<(), TooLarge> {
        if self.holds_tasks() {
            self.write_rows(out, most)
        } else {
            self.write_cells(out);
            Ok(())
        }
    }

    /// A row a line, cells parted by tabs, a merged cell in each place that it takes; a cell that takes a whole row alone.
    pub(super) fn write_rows(&self, out: &mut String, most: usize) -> Result<(), TooLarge> {
        let end = out.len().saturating_add(most);
        let mut above: Option<&Vec<Option<usize>>> = None;
        for row in &self.rows {
            let merged_down = above == Some(row) && row.iter().any(Option::is_some);
            above = Some(row);
            if merged_down || row.iter().flatten().all(|cell| self.text(*cell).is_empty()) {
                continue;
            }
            if let Some(cell) = self.only_cell(row) {
                for line in self.text(cell).lines() {
                    push_line(out, line);
                    out.push('\n');
                }
            } else {
                for (n, cell) in row.iter().enumerate() {
                    if n > 0 {
                        out.push('\t');
                    }
                    push_cell(out, cell.map_or("", |cell| self.text(cell)));
                }
                out.push('\n');
            }
            if out.len() > end {
                return Err(TooLarge);
            }
        }
        Ok(())
    }

    /// The cell that has a row for itself, as a heading between rows has.
    fn only_cell(&self, row: &[Option<usize>]) -> Option<usize> {
        let first = (*row.first()?)?;
        let mut others =
            row.iter().flatten().filter(|cell| **cell != first && !self.text(**cell).is_empty());
        (others.next().is_none() && row.len() > 1).then_some(first)
    }

    /// Each cell once, on lines of its own, but a label and its value on one.
    fn write_cells(&self, out: &mut String) {
        let start = out.len();
        for cell in &self.cells {
            let text = cell.trim();
            if text.is_empty() {
                continue;
            }
            if out.len() > start && !out.ends_with('\n') {
                out.push('\n');
            }
            let has_label = out.get(start..).is_some_and(|own| own.trim_end().ends_with(is_colon));
            if has_label && !text.contains('\n') {
                out.truncate(out.trim_end().len());
            }
            out.push_str(text);
        }
    }
}

/// What reaches down from above into a column.
fn taken_from_above(reaching: &mut [Option<(usize, usize)>], column: usize) -> Option<usize> {
    let place = reaching.get_mut(column)?;
    let (cell, left) = (*place)?;
    *place = (left > 1).then_some((cell, left - 1));
    Some(cell)
}

/// Writes a cell on one line.
fn push_cell(out: &mut String, text: &str) {
    for (n, line) in text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        if n > 0 {
            out.push(BREAK);
        }
        push_line(out, line);
    }
}

/// Writes a line; a tab would part cells.
fn push_line(out: &mut String, line: &str) {
    out.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }));
}

#[cfg(test)]
mod tests;
