//! Markdown: headings, lists and tables without their signs.

use memchr::memchr2;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::Refused;
use super::super::grid::Grid;

/// Whether a text holds what is Markdown and nothing else: headings after number signs, or the rule under the head of a table.
pub(super) fn is_markdown(text: &str) -> bool {
    memchr2(b'#', b'|', text.as_bytes()).is_some()
        && text.lines().any(|line| {
            let line = line.trim();
            let after_signs = line.trim_start_matches('#');
            let signs = line.len() - after_signs.len();
            let is_heading = (1..=6).contains(&signs) && after_signs.starts_with(' ');
            let is_rule = line.contains("--")
                && line.matches('|').count() >= 2
                && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
            is_heading || is_rule
        })
}

/// A list that is open: the number that was read last and the one that was written; neither for bullets.
struct List {
    numbers: Option<(u64, u64)>,
}

/// The text of a Markdown file.
pub(super) fn text(source: &str, most: usize) -> Result<String, Refused> {
    let parser = Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut out = String::with_capacity(source.len());
    let mut lists: Vec<List> = Vec::new();
    let mut table: Option<Grid> = None;
    let mut cell = String::new();
    let mut struck = 0_usize;
    for (event, range) in parser.into_offset_iter() {
        let place = if table.is_some() { &mut cell } else { &mut out };
        match event {
            Event::Start(Tag::List(first)) => {
                end_line(place);
                lists.push(List { numbers: first.map(|_| (0, 0)) });
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                end_line(place);
                if let Some(List { numbers: Some(numbers) }) = lists.last_mut() {
                    let marker = source.get(range.start..).unwrap_or_default();
                    place.push_str(&number(marker, numbers));
                }
            }
            Event::Start(Tag::Table(_)) => {
                end_line(place);
                table = Some(Grid::default());
                cell.clear();
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                if let Some(grid) = &mut table {
                    grid.start_row();
                }
            }
            Event::End(TagEnd::TableCell) => {
                if let Some(grid) = &mut table {
                    grid.put(std::mem::take(&mut cell), 1, 1)?;
                }
            }
            Event::End(TagEnd::Table) => {
                if let Some(grid) = table.take() {
                    grid.write(&mut out, most)?;
                    end_line(&mut out);
                }
            }
            Event::Start(Tag::Strikethrough) => struck += 1,
            Event::End(TagEnd::Strikethrough) => struck = struck.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if struck == 0 => place.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html)
                if html.to_ascii_lowercase().starts_with("<br") =>
            {
                end_line(place);
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock,
            ) => {
                end_line(place);
                place.push('\n');
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Item) | Event::Rule => {
                end_line(place);
            }
            _ => {}
        }
    }
    // Emphasis that ends in Chinese punctuation is none by the letter of the rules.
    Ok(out.replace("**", ""))
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// The number of the next item as a reader takes it: as typed, but counted on where every item is typed alike.
fn number(marker: &str, (typed, written): &mut (u64, u64)) -> String {
    let digits: String = marker.chars().take_while(char::is_ascii_digit).collect();
    let sign = marker.chars().nth(digits.len()).filter(|c| *c == ')').unwrap_or('.');
    let this = digits.parse().unwrap_or(*typed + 1);
    let next = if *written > 0 && this == *typed { *written + 1 } else { this };
    (*typed, *written) = (this, next);
    format!("{next}{sign}")
}

#[cfg(test)]
mod tests;
