//! A page as saved from a web site, into the text that a reader sees: a paragraph a line, tables of tasks with a row a line.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::grid::{Grid, TooLarge};

/// Tables nested deeper than this are read as plain text.
const DEEPEST: usize = 16;
/// The most rows or columns that one cell may span.
const WIDEST: usize = 200;

/// Whether `text` is a page rather than plain text.
pub(super) fn is_page(text: &str) -> bool {
    const TAGS: &[&str] = &["</p>", "</div>", "</td>", "</li>", "</html>"];
    const STARTS: &[&str] =
        &["<!", "<html", "<div", "<p", "<table", "<br", "<span", "<td", "<section", "<body"];
    const HEAD: usize = 20_000;
    let head = (HEAD..HEAD + 4).find_map(|end| text.get(..end)).unwrap_or(text);
    let start = head.trim_start();
    let tags: usize = TAGS.iter().map(|tag| head.matches(tag).count()).sum();
    STARTS.iter().any(|tag| start.starts_with(tag)) || tags >= 5
}

/// The text of a page; a table may take `most` bytes.
pub(super) fn text(page: &str, most: usize) -> Result<String, TooLarge> {
    let (text, cut_short) = extract(page, true, most)?;
    // An element of the frame of the site that is never closed would swallow the document.
    if cut_short { Ok(extract(page, false, most)?.0) } else { Ok(text) }
}

fn extract(page: &str, skip: bool, most: usize) -> Result<(String, bool), TooLarge> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(page));
    let writer = RefCell::new(Writer { skip, most, ..Writer::default() });
    let tokenizer = Tokenizer::new(Sink(writer), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut writer = tokenizer.sink.0.into_inner();
    while !writer.tables.is_empty() {
        writer.close_table();
    }
    if writer.too_large { Err(TooLarge) } else { Ok((writer.out, writer.skipping.is_some())) }
}

struct Sink(RefCell<Writer>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.text(&text),
            Token::TagToken(tag) => {
                let raw = raw(&tag);
                writer.tag(&tag);
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// How the text inside an element is to be read where it holds no tags.
fn raw(tag: &Tag) -> Option<RawKind> {
    if tag.kind != TagKind::StartTag || tag.self_closing {
        return None;
    }
    match &*tag.name {
        "script" => Some(RawKind::ScriptData),
        "style" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "textarea" | "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

#[derive(Default)]
struct Table {
    grid: Grid,
    /// The cell that is open.
    cell: Option<Cell>,
}

struct Cell {
    text: String,
    rows: usize,
    columns: usize,
}

impl Table {
    fn end_cell(&mut self) -> Result<(), TooLarge> {
        let cell = self.cell.take();
        cell.map_or(Ok(()), |cell| self.grid.put(cell.text, cell.rows, cell.columns))
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    tables: Vec<Table>,
    /// Whether parts that belong to the site are left out.
    skip: bool,
    /// The element that is being left out, and how many of its name are open.
    skipping: Option<(String, usize)>,
    /// Tables open beyond the deepest.
    beyond: usize,
    /// The most bytes that a table may take once its merged cells are written out, and whether one takes more.
    most: usize,
    too_large: bool,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.skipping.is_some() {
            return;
        }
        let buffer = self.buffer();
        for c in text.chars() {
            if c == '\u{3000}' || !c.is_whitespace() {
                buffer.push(c);
            } else if !buffer.is_empty() && !buffer.ends_with([' ', '\n']) {
                buffer.push(' ');
            }
        }
    }

    /// Where text goes: into the innermost open cell, else onto the page.
    fn buffer(&mut self) -> &mut String {
        let cell = self.tables.iter_mut().rev().find_map(|table| table.cell.as_mut());
        match cell {
            Some(cell) => &mut cell.text,
            None => &mut self.out,
        }
    }

    fn end_line(&mut self) {
        let buffer = self.buffer();
        if !buffer.is_empty() && !buffer.ends_with('\n') {
            buffer.push('\n');
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let name = &*tag.name;
        let starts = tag.kind == TagKind::StartTag;
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name && !tag.self_closing {
                if starts {
                    *depth += 1;
                } else if *depth == 1 {
                    self.skipping = None;
                } else {
                    *depth -= 1;
                }
            }
            return;
        }
        if starts && !tag.self_closing && self.leaves_out(name) {
            self.end_line();
            self.skipping = Some((name.to_owned(), 1));
            return;
        }
        match (name, starts) {
            ("table", true) => self.open_table(),
            ("table", false) => self.close_table(),
            ("tr", true) if self.beyond == 0 && !self.tables.is_empty() => self.open_row(),
            ("td" | "th", true) if self.beyond == 0 && !self.tables.is_empty() => {
                self.open_cell(span(tag, "rowspan"), span(tag, "colspan"));
            }
            ("td" | "th", false) if self.beyond == 0 && !self.tables.is_empty() => {
                self.end_cell();
            }
            _ if breaks_line(name) => self.end_line(),
            _ => {}
        }
    }

    /// Elements that are no text, or belong to the site and not to the document.
    fn leaves_out(&self, name: &str) -> bool {
        matches!(
            name,
            "script"
                | "style"
                | "noscript"
                | "template"
                | "head"
                | "title"
                | "textarea"
                | "iframe"
                | "svg"
                | "canvas"
        ) || (self.skip && matches!(name, "nav" | "footer" | "aside" | "button" | "select"))
    }

    fn open_table(&mut self) {
        self.end_line();
        if self.tables.len() >= DEEPEST {
            self.beyond += 1;
        } else {
            self.tables.push(Table::default());
        }
    }

    fn open_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.grid.start_row();
        }
    }

    fn open_cell(&mut self, rows: usize, columns: usize) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.cell = Some(Cell { text: String::new(), rows, columns });
        }
    }

    fn end_cell(&mut self) {
        let ended = self.tables.last_mut().map_or(Ok(()), Table::end_cell);
        self.too_large |= ended.is_err();
    }

    fn close_table(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
            self.end_line();
            return;
        }
        self.end_cell();
        let Some(table) = self.tables.pop() else {
            return;
        };
        self.end_line();
        let mut text = String::new();
        self.too_large |= table.grid.write(&mut text, self.most).is_err();
        self.buffer().push_str(&text);
        self.end_line();
    }
}

fn span(tag: &Tag, name: &str) -> usize {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .and_then(|attribute| attribute.value.trim().parse().ok())
        .unwrap_or(1_usize)
        .clamp(1, WIDEST)
}

fn breaks_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "br"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "header"
            | "main"
            | "dd"
            | "dt"
            | "dl"
            | "hr"
            | "blockquote"
            | "pre"
            | "caption"
            | "tr"
            | "td"
            | "th"
            | "tbody"
            | "thead"
            | "center"
            | "form"
            | "fieldset"
            | "figure"
    )
}

#[cfg(test)]
mod tests;
