//! Tables by their ruled lines.

use super::super::super::Refused;
use super::super::super::grid::Grid;
use super::super::super::marker::Marker;
use super::super::super::text::ends_sentence;
use super::lines;
use super::page::{Glyph, Page, Rule};

/// How far apart lines may be that are meant to meet, in points.
const NEAR: f64 = 3.0;
/// The most ruled lines of a page that are looked at: a drawing has more.
const MOST_RULES: usize = 500;
/// The most cells of a table on one page.
const MOST_CELLS: usize = 4_000;

/// A table on a page, or on several.
#[derive(Debug)]
pub(super) struct Table {
    /// The upright lines.
    columns: Vec<f64>,
    /// The level lines of its first page.
    rows: Vec<f64>,
    cells: Vec<Cell>,
    /// How many rows it has with those of later pages.
    length: usize,
}

/// A cell, merged or not: the first and the last row and column that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cell {
    first: (usize, usize),
    last: (usize, usize),
    text: String,
}

/// Takes the tables out of a page, with the characters in them.
pub(super) fn take(page: &mut Page) -> Vec<Table> {
    let level = merged(std::mem::take(&mut page.level));
    let upright = merged(std::mem::take(&mut page.upright));
    if level.len().max(upright.len()) > MOST_RULES {
        return Vec::new();
    }
    let mut tables = Vec::new();
    for (level, upright) in meeting(&level, &upright) {
        let rows = with_ends(places(&level), &upright);
        let columns = with_ends(places(&upright), &level);
        let cells = rows.len().saturating_sub(1) * columns.len().saturating_sub(1);
        // A single column is a box around text.
        if columns.len() > 2 && rows.len() > 1 && cells <= MOST_CELLS {
            let ruled = Ruled { level, upright, rows, columns };
            tables.extend(ruled.table(&mut page.glyphs));
        }
    }
    tables
}

/// Lines without their overlaps and small gaps.
fn merged(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|one, other| one.at.total_cmp(&other.at).then(one.from.total_cmp(&other.from)));
    let mut out: Vec<Rule> = Vec::new();
    let mut start = 0;
    for rule in rules {
        // Only lines at the same place can be one.
        while out.get(start).is_some_and(|kept| rule.at - kept.at > NEAR / 2.0) {
            start += 1;
        }
        let same = out
            .get_mut(start..)
            .unwrap_or_default()
            .iter_mut()
            .rev()
            .take(64)
            .find(|kept| rule.from <= kept.to + NEAR && kept.from <= rule.to + NEAR);
        match same {
            Some(kept) => {
                kept.from = kept.from.min(rule.from);
                kept.to = kept.to.max(rule.to);
            }
            None => out.push(rule),
        }
    }
    out
}

/// The groups of lines that meet.
fn meeting(level: &[Rule], upright: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut group: Vec<usize> = (0..level.len() + upright.len()).collect();
    for (n, row) in level.iter().enumerate() {
        for (m, column) in upright.iter().enumerate() {
            let meet = within(column.at, row) && within(row.at, column);
            if meet {
                unite(&mut group, n, level.len() + m);
            }
        }
    }
    let roots: Vec<usize> = (0..group.len()).map(|n| root(&group, n)).collect();
    let mut distinct = roots.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let of = |rules: &[Rule], offset: usize, wanted: usize| -> Vec<Rule> {
        let roots = roots.iter().skip(offset);
        let found = rules.iter().zip(roots).filter(|(_, root)| **root == wanted);
        found.map(|(rule, _)| *rule).collect()
    };
    distinct
        .into_iter()
        .map(|wanted| (of(level, 0, wanted), of(upright, level.len(), wanted)))
        .filter(|(level, upright)| level.len() > 1 && upright.len() > 1)
        .collect()
}

fn within(place: f64, rule: &Rule) -> bool {
    (rule.from - NEAR..=rule.to + NEAR).contains(&place)
}

fn root(group: &[usize], mut n: usize) -> usize {
    while let Some(up) = group.get(n).filter(|up| **up != n) {
        n = *up;
    }
    n
}

fn unite(group: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(group, one), root(group, other));
    if let Some(up) = group.get_mut(one.max(other)) {
        *up = one.min(other);
    }
}

/// Where lines stand, each place once.
fn places(rules: &[Rule]) -> Vec<f64> {
    let mut places: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    places.sort_by(f64::total_cmp);
    places.dedup_by(|next, kept| *next - *kept < NEAR);
    places
}

/// `places` with the ends of the lines across them: tables are open where a page ends, and some have no outer lines.
fn with_ends(mut places: Vec<f64>, across: &[Rule]) -> Vec<f64> {
    let first = across.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
    let last = across.iter().map(|rule| rule.to).fold(f64::NEG_INFINITY, f64::max);
    if places.first().is_some_and(|place| place - first > 2.0 * NEAR) {
        places.insert(0, first);
    }
    if places.last().is_some_and(|place| last - place > 2.0 * NEAR) {
        places.push(last);
    }
    places
}

/// Lines that make a table.
struct Ruled {
    level: Vec<Rule>,
    upright: Vec<Rule>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

impl Ruled {
    fn table(self, glyphs: &mut Vec<Glyph>) -> Option<Table> {
        let width = self.columns.len() - 1;
        let height = self.rows.len() - 1;
        let group = self.united(width, height);
        let mut inside: Vec<Vec<Glyph>> = vec![Vec::new(); width * height];
        let mut outside = Vec::with_capacity(glyphs.len());
        for glyph in glyphs.drain(..) {
            let across = f64::midpoint(glyph.left, glyph.right);
            let down = glyph.base - 0.35 * glyph.size;
            let place = slot(&self.rows, down).zip(slot(&self.columns, across));
            let cell = place.map(|(row, column)| root(&group, row * width + column));
            match cell.and_then(|cell| inside.get_mut(cell)) {
                Some(cell) => cell.push(glyph),
                None => outside.push(glyph),
            }
        }
        *glyphs = outside;
        let mut cells: Vec<Option<Cell>> = vec![None; width * height];
        for n in 0..width * height {
            let place = (n / width, n % width);
            match cells.get_mut(root(&group, n)) {
                Some(Some(cell)) => {
                    cell.last = (cell.last.0.max(place.0), cell.last.1.max(place.1));
                }
                Some(empty) => {
                    *empty = Some(Cell { first: place, last: place, text: String::new() });
                }
                None => {}
            }
        }
        for (cell, glyphs) in cells.iter_mut().zip(inside) {
            if let Some(cell) = cell {
                let left = self.columns.get(cell.first.1)?;
                let right = self.columns.get(cell.last.1 + 1)?;
                cell.text = text(glyphs, right - left);
            }
        }
        let cells = cells.into_iter().flatten().collect();
        Some(Table { columns: self.columns, rows: self.rows, cells, length: height })
    }

    /// Which places are one cell, since no line parts them.
    fn united(&self, width: usize, height: usize) -> Vec<usize> {
        let mut group: Vec<usize> = (0..width * height).collect();
        let middle = |lines: &[f64], n: usize| {
            let (from, to) = (lines.get(n).copied(), lines.get(n + 1).copied());
            from.zip(to).map_or(0.0, |(from, to)| f64::midpoint(from, to))
        };
        let parts = |rules: &[Rule], at: Option<&f64>, place: f64| {
            at.is_some_and(|at| {
                rules.iter().any(|rule| {
                    (rule.at - at).abs() <= NEAR && rule.from <= place && place <= rule.to
                })
            })
        };
        for row in 0..height {
            for column in 0..width {
                let n = row * width + column;
                let (down, across) = (middle(&self.rows, row), middle(&self.columns, column));
                if column > 0 && !parts(&self.upright, self.columns.get(column), down) {
                    unite(&mut group, n - 1, n);
                }
                if row > 0 && !parts(&self.level, self.rows.get(row), across) {
                    unite(&mut group, n - width, n);
                }
            }
        }
        group
    }
}

/// Between which two of `lines` a place lies.
fn slot(lines: &[f64], place: f64) -> Option<usize> {
    let after = lines.partition_point(|line| *line <= place);
    (after < lines.len()).then(|| after.checked_sub(1)).flatten()
}

/// The text of a cell, a line a line; where a wide cell is full, it is prose that was wrapped.
fn text(glyphs: Vec<Glyph>, width: f64) -> String {
    /// The room at both sides of a cell, in points.
    const PADDING: f64 = 14.0;
    /// The fewest characters that fit in a wide cell.
    const WIDE: f64 = 12.0;
    let mut out = String::new();
    let mut full = false;
    for line in lines::read(glyphs) {
        if full && Marker::read(&line.text).is_none() {
            lines::join(&mut out, &line.text);
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&line.text);
        }
        let left = width - (line.right - line.left);
        full = width > WIDE * line.size && left < line.size + PADDING;
    }
    out
}

impl Table {
    pub(super) fn top(&self) -> f64 {
        self.rows.first().copied().unwrap_or(0.0)
    }

    /// Whether a table on the next page is the rest of this one.
    pub(super) fn goes_on_in(&self, next: &Self) -> bool {
        const SHIFT: f64 = 6.0;
        self.columns.len() == next.columns.len()
            && self
                .columns
                .iter()
                .zip(&next.columns)
                .all(|(one, other)| (one - other).abs() <= SHIFT)
    }

    fn row(&self, row: usize) -> Vec<&str> {
        let cells = self.cells.iter().filter(|cell| cell.first.0 == row);
        cells.map(|cell| cell.text.as_str()).collect()
    }

    /// Goes on with the rows of the next page, its repeated heads left out.
    pub(super) fn append(&mut self, next: Self) {
        let heads = usize::from(next.row(0) == self.row(0));
        let first: Vec<&Cell> = next.cells.iter().filter(|cell| cell.first.0 == heads).collect();
        // A row that the end of the page cut in two has no number in its second part.
        let is_rest = first.first().is_some_and(|cell| cell.text.is_empty() && cell.first.1 == 0)
            && first.iter().any(|cell| !cell.text.is_empty());
        let skipped = heads + usize::from(is_rest);
        let length = self.length;
        for mut cell in next.cells {
            if cell.first.0 < heads {
                continue;
            }
            if cell.first.0 < skipped {
                self.go_on(&cell);
                continue;
            }
            cell.first.0 += length - skipped;
            cell.last.0 += length - skipped;
            self.cells.push(cell);
        }
        self.length += next.length.saturating_sub(skipped);
    }

    /// Adds to the last cell of a column what the next page has of it.
    fn go_on(&mut self, rest: &Cell) {
        let above = self.cells.iter_mut().filter(|cell| cell.first.1 == rest.first.1);
        if let Some(cell) = above.max_by_key(|cell| cell.first.0)
            && !rest.text.is_empty()
        {
            if cell.text.ends_with(ends_sentence) {
                cell.text.push('\n');
            }
            lines::join(&mut cell.text, &rest.text);
        }
    }

    pub(super) fn into_grid(self) -> Result<Grid, Refused> {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let place = |(row, column): (usize, usize)| (number(row), number(column));
        let regions: Vec<[(u32, u32); 2]> =
            self.cells.iter().map(|cell| [place(cell.first), place(cell.last)]).collect();
        let cells = self.cells.into_iter().map(|cell| (place(cell.first), cell.text)).collect();
        Ok(Grid::placed(cells, &regions)?)
    }
}
