//! Word files (.docx): what a reader sees, a paragraph a line, with the numbers that Word counts.
//!
//! Heads, feet, notes and comments stand in parts of their own and are not read; deleted, moved-away and hidden text is left out.

mod body;
mod numbering;
mod numerals;
mod styles;

use super::super::Refused;
use super::package::Package;
use body::Body;
use numbering::Numbering;
use styles::Styles;

/// The text of the Word file whose document is the part `main`, at most `most` bytes.
pub(super) fn text(package: &mut Package<'_>, main: &str, most: usize) -> Result<String, Refused> {
    let document = package.part(main)?.ok_or(Refused::Damaged)?;
    let relations = package.relations(main)?;
    let mut part = |kind: &str| {
        let found = relations.iter().find(|relation| relation.kind == kind);
        found.map_or(Ok(None), |relation| package.part(&relation.target))
    };
    let styles = part("styles")?.map_or(Ok(Styles::default()), |xml| Styles::read(&xml))?;
    let mut numbering =
        part("numbering")?.map_or(Ok(Numbering::default()), |xml| Numbering::read(&xml))?;
    numbering.follow_links(|style| styles.place(Some(style)).list);
    Body::new(styles, numbering, most).read(&document)
}

#[cfg(test)]
mod tests;
