//! What format a document is in, told by its content; its name only settles what the content leaves open.

use std::io::Cursor;

use super::super::{Refused, decode, html};
use super::package::Package;
use super::{markdown, sheet};

/// A format that is read, with what was opened to tell it.
pub(super) enum Kind<'a> {
    Text(String),
    Page(String),
    Markdown(String),
    Csv(String),
    /// A Word file and the name of its main part.
    Word(Box<Package<'a>>, String),
    Xlsx,
    Xls,
    Pdf,
}

/// What files of other formats start with.
const OTHERS: &[&[u8]] = &[
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"{\\rtf",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x1F\x8B",
    b"MZ",
    b"\x7FELF",
];

/// The format of a document; `source` is its file name.
pub(super) fn of<'a>(source: &str, bytes: &'a [u8]) -> Result<Kind<'a>, Refused> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return of_package(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return of_compound(bytes);
    }
    if starts_as_pdf(bytes) {
        return Ok(Kind::Pdf);
    }
    let other = OTHERS.iter().any(|start| bytes.starts_with(start));
    let Some(text) = decode::decode(bytes) else {
        return Err(if other { Refused::Unsupported } else { Refused::Undecodable });
    };
    if text.starts_with("{\\rtf") {
        return Err(Refused::Unsupported);
    }
    Ok(of_text(source, text))
}

fn of_text<'a>(source: &str, text: String) -> Kind<'a> {
    let named = |end: &str| {
        source.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case(end))
    };
    if html::is_page(&text) {
        Kind::Page(text)
    } else if named("csv") || sheet::is_csv(&text) {
        Kind::Csv(text)
    } else if named("md") || named("markdown") || markdown::is_markdown(&text) {
        Kind::Markdown(text)
    } else {
        Kind::Text(text)
    }
}

/// Some programs write a mark or empty lines before the head of a PDF.
fn starts_as_pdf(bytes: &[u8]) -> bool {
    const HEAD: usize = 64;
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let start = head
        .iter()
        .position(|byte| !matches!(byte, 0xEF | 0xBB | 0xBF | b' ' | b'\r' | b'\n' | b'\t' | 0));
    start.and_then(|start| head.get(start..)).is_some_and(|head| head.starts_with(b"%PDF-"))
}

fn of_package(bytes: &[u8]) -> Result<Kind<'_>, Refused> {
    let mut package = Package::open(bytes)?;
    let Some(main) = package.main_part()? else { return Err(Refused::Unsupported) };
    if main.starts_with("word/") {
        Ok(Kind::Word(Box::new(package), main))
    } else if main.starts_with("xl/") && main.rsplit('.').next() == Some("xml") {
        package.check_sizes()?;
        Ok(Kind::Xlsx)
    } else {
        Err(Refused::Unsupported)
    }
}

/// Old Office files, and encrypted ones of either kind, are compound files.
fn of_compound<'a>(bytes: &[u8]) -> Result<Kind<'a>, Refused> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    if file.exists("/EncryptedPackage") {
        return Err(Refused::Encrypted);
    }
    if file.exists("/Workbook") || file.exists("/Book") {
        return Ok(Kind::Xls);
    }
    Err(Refused::Unsupported)
}
