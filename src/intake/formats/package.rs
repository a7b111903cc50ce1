//! The zip archive that Word and Excel files are, held to limits.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::Refused;

/// The most parts that a file may hold.
const MOST_PARTS: usize = 10_000;
/// The most that all parts together may take unpacked, in bytes. Honest documents with a thousand pages stay under a tenth.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
/// The most that one part of XML may take unpacked, in bytes.
const MOST_XML: u64 = 64 * 1024 * 1024;

/// An opened archive.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

/// Where a part of a package points to.
#[derive(Debug)]
pub(super) struct Relation {
    /// The last word of its type: officeDocument, numbering, styles.
    pub kind: String,
    pub target: String,
}

impl<'a> Package<'a> {
    /// Opens an archive whose declared contents stay under the limits.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
        if archive.len() > MOST_PARTS {
            return Err(Refused::TooComplex);
        }
        let mut unpacked = 0_u64;
        for n in 0..archive.len() {
            let part = archive.by_index_raw(n).map_err(|_| Refused::Damaged)?;
            if part.encrypted() {
                return Err(Refused::Encrypted);
            }
            unpacked = unpacked.saturating_add(part.size());
        }
        if unpacked > MOST_UNPACKED {
            return Err(Refused::TooComplex);
        }
        Ok(Self { archive })
    }

    /// Unpacks every part of XML once, to see that it takes no more than it may, whatever its declared size.
    pub(super) fn check_sizes(&mut self) -> Result<(), Refused> {
        let mut left = MOST_UNPACKED;
        for n in 0..self.archive.len() {
            let mut part = self.archive.by_index(n).map_err(|_| Refused::Damaged)?;
            let is_xml = part.name().is_ok_and(|name| {
                let name = name.to_ascii_lowercase();
                [".xml", ".rels", ".bin"].iter().any(|end| name.ends_with(end))
            });
            if !is_xml {
                continue;
            }
            let most = left.min(MOST_XML);
            let taken = std::io::copy(&mut part.by_ref().take(most + 1), &mut std::io::sink())
                .map_err(|_| Refused::Damaged)?;
            if taken > most {
                return Err(Refused::TooComplex);
            }
            left -= taken;
        }
        Ok(())
    }

    /// A part as text; `None` where there is none of that name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Refused> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(Refused::Damaged),
        };
        let mut bytes = Vec::new();
        part.take(MOST_XML + 1).read_to_end(&mut bytes).map_err(|_| Refused::Damaged)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_XML) {
            return Err(Refused::TooComplex);
        }
        super::super::decode::decode(&bytes).map(Some).ok_or(Refused::Damaged)
    }

    /// The parts that the part `of` points to; those of the package itself where `of` is empty.
    pub(super) fn relations(&mut self, of: &str) -> Result<Vec<Relation>, Refused> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(xml) = self.part(&format!("{folder}{slash}_rels/{file}.rels"))? else {
            return Ok(Vec::new());
        };
        let mut relations = Vec::new();
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().map_err(|_| Refused::Damaged)? {
                Event::Start(tag) | Event::Empty(tag)
                    if tag.local_name().as_ref() == "Relationship" =>
                {
                    let (Some(kind), Some(target)) =
                        (attribute(&tag, "Type"), attribute(&tag, "Target"))
                    else {
                        continue;
                    };
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.push(Relation { kind, target: resolve(folder, &target) });
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(relations)
    }

    /// The part that holds the document itself.
    pub(super) fn main_part(&mut self) -> Result<Option<String>, Refused> {
        let found = self.relations("")?.into_iter().find(|to| to.kind == "officeDocument");
        Ok(found.map(|to| to.target))
    }
}

/// The name of the part to which a part in `folder` points.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The value of an attribute, whatever the prefix of its name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()
        .map(std::borrow::Cow::into_owned)
}
