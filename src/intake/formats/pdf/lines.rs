//! Characters into lines.

use super::page::Glyph;

/// A line of text on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub base: f64,
    pub size: f64,
}

/// The lines that `glyphs` make, from the top down.
pub(super) fn read(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    /// How far from the base line of a line its characters may stand, in sizes: raised ones stand higher.
    const NEAR: f64 = 0.4;
    glyphs.sort_by(|one, other| one.base.total_cmp(&other.base));
    let mut lines = Vec::new();
    let mut row: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let near = row
            .first()
            .is_none_or(|first| glyph.base - first.base <= NEAR * first.size.max(glyph.size));
        if !near {
            lines.extend(line(std::mem::take(&mut row)));
        }
        row.push(glyph);
    }
    lines.extend(line(row));
    lines
}

fn line(mut row: Vec<Glyph>) -> Option<Line> {
    row.sort_by(|one, other| one.left.total_cmp(&other.left));
    // Bold print is sometimes the same character twice.
    row.dedup_by(|next, kept| next.text == kept.text && next.left - kept.left < 0.2 * kept.size);
    let mut text = String::new();
    let mut last: Option<&Glyph> = None;
    let mut typed_space = false;
    for glyph in &row {
        if glyph.text.trim().is_empty() {
            typed_space = true;
            continue;
        }
        if let Some(last) = last {
            let gap = glyph.left - last.right;
            let latin = text.ends_with(|c: char| c.is_ascii_alphanumeric())
                && glyph.text.starts_with(|c: char| c.is_ascii_alphanumeric());
            let wide = if latin { 0.15 } else { 0.9 };
            if std::mem::take(&mut typed_space) || gap > wide * glyph.size {
                text.push(' ');
            }
        } else {
            typed_space = false;
        }
        text.push_str(&glyph.text);
        last = Some(glyph);
    }
    let shown = || row.iter().filter(|glyph| !glyph.text.trim().is_empty());
    let first = shown().next()?;
    let mut sizes: Vec<f64> = shown().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    Some(Line {
        left: first.left,
        right: shown().map(|glyph| glyph.right).fold(first.right, f64::max),
        base: first.base,
        size: sizes.get(sizes.len() / 2).copied().unwrap_or(first.size),
        text,
    })
}

/// Goes on with a line that the page wrapped.
pub(super) fn join(text: &mut String, next: &str) {
    let letter = |c: char| c.is_ascii_alphabetic();
    if text.ends_with(letter) && next.starts_with(letter) {
        text.push(' ');
    }
    text.push_str(next);
}
