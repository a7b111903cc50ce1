//! Lines into paragraphs, and tables over pages into one.

use super::super::super::Refused;
use super::super::super::marker::Marker;
use super::Block;
use super::lines::{self, Line};
use super::tables::Table;

/// The columns of text of a document, in points.
#[derive(Clone, Copy, Debug)]
struct Body {
    left: f64,
    right: f64,
    /// Of most characters.
    size: f64,
    /// Whether the first lines of paragraphs are indented.
    indents: bool,
}

/// The text of the pages, at most `most` bytes.
pub(super) fn write(pages: Vec<Vec<Block>>, most: usize) -> Result<String, Refused> {
    let body = Body::of(&pages);
    let mut out = String::new();
    let mut last: Option<Line> = None;
    let mut table: Option<Table> = None;
    for block in pages.into_iter().flatten() {
        match block {
            Block::Line(line) => {
                end_table(&mut table, &mut out, most)?;
                if last.as_ref().is_some_and(|last| body.joins(last, &line)) {
                    lines::join(&mut out, &line.text);
                } else {
                    end_line(&mut out);
                    // So that the stages after this one take it for no continuation.
                    if body.indents && !body.is_title(&line) && line.left > body.left + line.size {
                        out.push_str("\u{3000}\u{3000}");
                    }
                    out.push_str(&line.text);
                }
                last = Some(line);
            }
            Block::Table(next) => {
                last = None;
                end_line(&mut out);
                match &mut table {
                    Some(table) if table.goes_on_in(&next) => table.append(next),
                    _ => {
                        end_table(&mut table, &mut out, most)?;
                        table = Some(next);
                    }
                }
            }
        }
        if out.len() > most {
            return Err(Refused::TooLarge { limit: most });
        }
    }
    end_table(&mut table, &mut out, most)?;
    end_line(&mut out);
    Ok(out)
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn end_table(table: &mut Option<Table>, out: &mut String, most: usize) -> Result<(), Refused> {
    if let Some(table) = table.take() {
        end_line(out);
        table.into_grid()?.write(out, most.saturating_sub(out.len()))?;
        end_line(out);
    }
    Ok(())
}

impl Body {
    fn of(pages: &[Vec<Block>]) -> Self {
        let lines: Vec<&Line> = pages
            .iter()
            .flatten()
            .filter_map(|block| if let Block::Line(line) = block { Some(line) } else { None })
            .collect();
        let sorted = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values
        };
        let lefts = sorted(lines.iter().map(|line| line.left).collect());
        let rights = sorted(lines.iter().map(|line| line.right).collect());
        // The outermost twentieth may be anything.
        let left = lefts.get(lefts.len() / 20).copied().unwrap_or(0.0);
        let right = rights.get(rights.len() * 19 / 20).copied().unwrap_or(0.0);
        let indented = lines.iter().filter(|line| is_indented(line, left)).count();
        let sizes = sorted(lines.iter().map(|line| line.size).collect());
        let size = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
        Self { left, right, size, indents: indented * 8 >= lines.len() && indented > 0 }
    }

    /// Whether `next` goes on with the paragraph that `last` belongs to.
    fn joins(&self, last: &Line, next: &Line) -> bool {
        let full = self.right - last.right < 1.6 * last.size;
        let flush = next.left < self.left + 0.9 * next.size;
        let alike = (last.size - next.size).abs() <= 0.15 * last.size;
        if alike && self.is_title(last) && self.is_title(next) {
            return next.base - last.base < 2.5 * last.size;
        }
        if !(full && flush && alike) {
            return false;
        }
        if self.indents {
            return true;
        }
        Marker::read(&next.text).is_none() && !last.text.ends_with(['。', '！', '？'])
    }

    /// Larger than the rest, and in the middle.
    fn is_title(&self, line: &Line) -> bool {
        let off = f64::midpoint(line.left, line.right) - f64::midpoint(self.left, self.right);
        line.size > 1.1 * self.size && off.abs() < line.size
    }
}

/// By the two characters that start a Chinese paragraph, more or less.
fn is_indented(line: &Line, left: f64) -> bool {
    (1.5..=2.6).contains(&((line.left - left) / line.size))
}
