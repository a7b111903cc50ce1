//! What the styles of a Word file say that matters to its text: the list that paragraphs of a
//! style belong to, and which are the table of contents.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::super::Refused;
use super::super::package::attribute;
use super::numbering::Place;

/// The longest chain of styles that build on each other.
const DEEPEST: usize = 32;

#[derive(Debug, Default)]
struct Style {
    base: Option<String>,
    place: Place,
    /// A line of the table of contents, which repeats the headings.
    is_contents: bool,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default: Option<String>,
}

impl Styles {
    pub(super) fn read(xml: &str) -> Result<Self, Refused> {
        let mut styles = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut current: Option<String> = None;
        loop {
            match reader.read_event().map_err(|_| Refused::Damaged)? {
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.local_name();
                    let value = || attribute(&tag, "val");
                    if name.as_ref() == "style" {
                        let id = attribute(&tag, "styleId").unwrap_or_default();
                        let is_default =
                            attribute(&tag, "default").is_some_and(|on| on == "1" || on == "true");
                        if is_default && attribute(&tag, "type").as_deref() == Some("paragraph") {
                            styles.default = Some(id.clone());
                        }
                        styles.styles.insert(id.clone(), Style::default());
                        current = Some(id);
                    }
                    let style = current.as_ref().and_then(|id| styles.styles.get_mut(id));
                    let Some(style) = style else { continue };
                    match name.as_ref() {
                        "name" => {
                            style.is_contents =
                                value().is_some_and(|name| name.to_lowercase().starts_with("toc "));
                        }
                        "basedOn" => style.base = value(),
                        "numId" => style.place.list = value().and_then(|id| id.parse().ok()),
                        "ilvl" => style.place.level = value().and_then(|n| n.parse().ok()),
                        _ => {}
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "style" => current = None,
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(styles)
    }

    /// Whether paragraphs of a style are lines of the table of contents.
    pub(super) fn is_contents(&self, style: Option<&str>) -> bool {
        style.and_then(|id| self.styles.get(id)).is_some_and(|style| style.is_contents)
    }

    /// The list of a style, its own or of the styles it builds on; `None` asks for the usual style.
    pub(super) fn place(&self, style: Option<&str>) -> Place {
        let mut place = Place::default();
        let mut next = style.or(self.default.as_deref());
        for _ in 0..DEEPEST {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            place = place.or(style.place);
            next = style.base.as_deref();
        }
        place
    }
}
