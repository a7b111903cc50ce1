//! The paragraphs and tables of a Word document, in order.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::super::Refused;
use super::super::super::grid::Grid;
use super::super::package::attribute;
use super::numbering::{Numbering, Place};
use super::styles::Styles;

/// The deepest nesting of elements. Word itself stays far below.
const DEEPEST: usize = 512;

/// The paragraph that is being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    place: Place,
    /// Its end was deleted: the next paragraph goes on with it.
    joins_next: bool,
    /// What stands in a run of hidden text.
    hidden: bool,
}

/// The cell that is being read.
#[derive(Debug, Default)]
struct Cell {
    text: String,
    columns: usize,
    /// Goes on with the cell above.
    continues: bool,
}

/// The table that is being read.
#[derive(Debug, Default)]
struct Table {
    grid: Grid,
    cell: Cell,
    /// Rows that were deleted under revision.
    row_deleted: bool,
    row: Vec<Cell>,
    /// Empty places before the first cell of the row.
    before: usize,
}

/// What holds text: a text box stands inside a paragraph, which goes on after it.
enum Frame {
    Table(Box<Table>),
    Paragraph(Paragraph),
}

pub(super) struct Body {
    styles: Styles,
    numbering: Numbering,
    out: String,
    frames: Vec<Frame>,
    /// The names of the elements that are open.
    open: Vec<Element>,
    /// From which depth on everything is left out.
    skipped_from: Option<usize>,
    most: usize,
}

/// The elements that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Paragraph,
    ParagraphProperties,
    RunProperties,
    Run,
    Text,
    Table,
    Row,
    RowProperties,
    Cell,
    Other,
}

impl Body {
    pub(super) fn new(styles: Styles, numbering: Numbering, most: usize) -> Self {
        Self {
            styles,
            numbering,
            out: String::new(),
            frames: Vec::new(),
            open: Vec::new(),
            skipped_from: None,
            most,
        }
    }

    /// Reads `word/document.xml`.
    pub(super) fn read(mut self, xml: &str) -> Result<String, Refused> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(|_| Refused::Damaged)? {
                Event::Start(tag) => self.start(&tag)?,
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(name) => {
                    if let Ok(Some(c)) = name.resolve_char_ref() {
                        self.text(c.encode_utf8(&mut [0; 4]));
                    } else if let Some(text) =
                        quick_xml::escape::resolve_predefined_entity(&name.xml10_content())
                    {
                        self.text(text);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
            if self.out.len() > self.most {
                return Err(Refused::TooLarge { limit: self.most });
            }
        }
        if !self.open.is_empty() {
            return Err(Refused::Damaged);
        }
        Ok(self.out)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Refused> {
        if self.open.len() >= DEEPEST {
            return Err(Refused::TooComplex);
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let element = element(name);
        self.open.push(element);
        if self.skipped_from.is_some() {
            return Ok(());
        }
        if is_left_out(name) {
            self.deleted_mark(name);
            self.skipped_from = Some(self.open.len());
            return Ok(());
        }
        match element {
            Element::Paragraph => self.frames.push(Frame::Paragraph(Paragraph::default())),
            Element::Table => self.frames.push(Frame::Table(Box::default())),
            Element::Row => {
                if let Some(table) = self.table() {
                    table.row_deleted = false;
                    table.before = 0;
                }
            }
            Element::Cell => {
                if let Some(table) = self.table() {
                    table.cell = Cell { columns: 1, ..Cell::default() };
                }
            }
            Element::Run => {
                if let Some(paragraph) = self.paragraph() {
                    paragraph.hidden = false;
                }
            }
            _ => self.property(name, tag),
        }
        Ok(())
    }

    /// A row or the end of a paragraph that was deleted under revision is marked by an element of that name in its properties.
    fn deleted_mark(&mut self, name: &str) {
        if !matches!(name, "del" | "moveFrom") {
            return;
        }
        let mut outer = self.open.iter().rev().skip(1);
        match (outer.next(), outer.next()) {
            (Some(Element::RunProperties), Some(Element::ParagraphProperties)) => {
                if let Some(paragraph) = self.paragraph() {
                    paragraph.joins_next = true;
                }
            }
            (Some(Element::RowProperties), _) => {
                if let Some(table) = self.table() {
                    table.row_deleted = true;
                }
            }
            _ => {}
        }
    }

    fn property(&mut self, name: &str, tag: &BytesStart<'_>) {
        let value = || attribute(tag, "val");
        let on = || value().is_none_or(|on| !matches!(on.as_str(), "0" | "false" | "off"));
        let count = || value().and_then(|n| n.parse::<usize>().ok());
        let mut outer = self.open.iter().rev().skip(1);
        let (parent, grandparent) = (outer.next(), outer.next());
        let in_run = parent == Some(&Element::Run);
        let of_run = parent == Some(&Element::RunProperties) && grandparent == Some(&Element::Run);
        match name {
            "br" | "cr" if in_run => self.text_in_run("\n"),
            "tab" | "ptab" if in_run => self.text_in_run(" "),
            "noBreakHyphen" if in_run => self.text_in_run("-"),
            "gridSpan" | "vMerge" | "gridBefore" => {
                let Some(table) = self.table() else { return };
                match name {
                    "gridSpan" => table.cell.columns = count().unwrap_or(1).max(1),
                    "gridBefore" => table.before = count().unwrap_or(0),
                    _ => table.cell.continues = value().is_none_or(|value| value == "continue"),
                }
            }
            _ => {
                let Some(paragraph) = self.paragraph() else { return };
                match name {
                    "pStyle" => paragraph.style = value(),
                    "numId" => paragraph.place.list = value().and_then(|id| id.parse().ok()),
                    "ilvl" => paragraph.place.level = count(),
                    "vanish" if of_run => paragraph.hidden = on(),
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.open.last() == Some(&Element::Text) {
            self.text_in_run(text);
        }
    }

    fn text_in_run(&mut self, text: &str) {
        if self.skipped_from.is_some() {
            return;
        }
        if let Some(paragraph) = self.paragraph().filter(|paragraph| !paragraph.hidden) {
            paragraph.text.extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
        }
    }

    fn end(&mut self) -> Result<(), Refused> {
        let depth = self.open.len();
        let Some(element) = self.open.pop() else { return Err(Refused::Damaged) };
        match self.skipped_from {
            Some(from) if from == depth => self.skipped_from = None,
            Some(_) => {}
            None => match element {
                Element::Paragraph => self.end_paragraph(),
                Element::Cell => {
                    if let Some(table) = self.table() {
                        let cell = std::mem::take(&mut table.cell);
                        table.row.push(cell);
                    }
                }
                Element::Row => self.end_row()?,
                Element::Table => self.end_table()?,
                _ => {}
            },
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some(Frame::Paragraph(paragraph)) =
            self.frames.pop_if(|frame| matches!(frame, Frame::Paragraph(_)))
        else {
            return;
        };
        if self.styles.is_contents(paragraph.style.as_deref()) {
            return;
        }
        let is_empty = paragraph.text.trim().is_empty();
        if !(is_empty && paragraph.joins_next) {
            let number = self.number(&paragraph);
            // An empty paragraph is counted all the same.
            self.write(if is_empty { "" } else { &number });
        }
        self.write(&paragraph.text);
        if !paragraph.joins_next {
            self.write("\n");
        }
    }

    /// The number that Word counts for a paragraph.
    fn number(&mut self, paragraph: &Paragraph) -> String {
        let style = paragraph.style.as_deref();
        let mut place = paragraph.place.or(self.styles.place(style));
        if let (None, Some(list), Some(style)) = (paragraph.place.level, place.list, style) {
            place.level = self.numbering.level_of_style(list, style).or(place.level);
        }
        self.numbering.next(place).unwrap_or_default()
    }

    fn end_row(&mut self) -> Result<(), Refused> {
        let Some(table) = self.table() else { return Ok(()) };
        let row = std::mem::take(&mut table.row);
        if table.row_deleted {
            return Ok(());
        }
        table.grid.start_row();
        table.grid.skip(table.before)?;
        for cell in row {
            if cell.continues {
                table.grid.put_from_above(cell.columns)?;
            } else {
                table.grid.put(cell.text, 1, cell.columns)?;
            }
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Refused> {
        let Some(Frame::Table(table)) =
            self.frames.pop_if(|frame| matches!(frame, Frame::Table(_)))
        else {
            return Ok(());
        };
        let mut text = String::new();
        table.grid.write(&mut text, self.most)?;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        self.write(&text);
        Ok(())
    }

    /// Writes finished text into the innermost open cell, else into the document. A text box stands before the paragraph
    /// that holds it.
    fn write(&mut self, text: &str) {
        let cell = self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Table(table) => Some(&mut table.cell.text),
            Frame::Paragraph(_) => None,
        });
        cell.unwrap_or(&mut self.out).push_str(text);
    }

    fn table(&mut self) -> Option<&mut Table> {
        match self.frames.last_mut() {
            Some(Frame::Table(table)) => Some(table),
            _ => None,
        }
    }

    fn paragraph(&mut self) -> Option<&mut Paragraph> {
        match self.frames.last_mut() {
            Some(Frame::Paragraph(paragraph)) => Some(paragraph),
            _ => None,
        }
    }
}

fn element(name: &str) -> Element {
    match name {
        "p" => Element::Paragraph,
        "pPr" => Element::ParagraphProperties,
        "rPr" => Element::RunProperties,
        "r" => Element::Run,
        "t" => Element::Text,
        "tbl" => Element::Table,
        "tr" => Element::Row,
        "trPr" => Element::RowProperties,
        "tc" => Element::Cell,
        _ => Element::Other,
    }
}

/// Deleted text, what a paragraph was before a revision, codes of fields, readings above characters, and the second of two
/// renderings of the same drawing.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "delText"
            | "instrText"
            | "delInstrText"
            | "Fallback"
            | "rt"
            | "pPrChange"
            | "rPrChange"
            | "sectPrChange"
            | "tblPrChange"
            | "trPrChange"
            | "tcPrChange"
            | "numberingChange"
            | "tblGridChange"
    )
}
