//! The numbers that Word gives to paragraphs, which stand nowhere in their text.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::super::Refused;
use super::super::package::attribute;
use super::numerals;

/// Levels of a list, as many as Word has.
const LEVELS: usize = 9;

/// Which list a paragraph belongs to, and on which level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// 0 takes a paragraph out of the list of its style.
    pub list: Option<u32>,
    pub level: Option<usize>,
}

impl Place {
    /// What this says, else what `other` says.
    pub(super) fn or(self, other: Self) -> Self {
        Self { list: self.list.or(other.list), level: self.level.or(other.level) }
    }
}

/// How the numbers of one level look.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Level {
    start: u32,
    format: String,
    /// The number with `%1` to `%9` for the counts of the levels.
    text: String,
    /// All counts are Arabic (第1.2条 under 第一章).
    legal: bool,
    /// The level at or above which a new number starts this one again; 0 for never.
    restart: Option<usize>,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            legal: false,
            restart: None,
            style: None,
        }
    }
}

#[derive(Debug, Default)]
struct Pattern {
    levels: [Option<Level>; LEVELS],
    /// The style whose list this one follows.
    link: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    pattern: u32,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    patterns: HashMap<u32, Pattern>,
    lists: HashMap<u32, List>,
    /// Lists of one pattern count on together.
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
    /// Which starting numbers of a list were taken.
    started: HashMap<u32, [bool; LEVELS]>,
}

/// What the reader of `numbering.xml` stands in.
enum Within {
    Nothing,
    Pattern(u32),
    List(u32),
}

impl Numbering {
    pub(super) fn read(xml: &str) -> Result<Self, Refused> {
        let mut numbering = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut within = Within::Nothing;
        let mut level = 0;
        loop {
            let event = reader.read_event().map_err(|_| Refused::Damaged)?;
            match event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "abstractNum" => {
                        let id = number(&tag, "abstractNumId").unwrap_or_default();
                        numbering.patterns.insert(id, Pattern::default());
                        within = Within::Pattern(id);
                    }
                    "num" => {
                        let id = number(&tag, "numId").unwrap_or_default();
                        numbering.lists.insert(id, List::default());
                        within = Within::List(id);
                    }
                    name => numbering.read_tag(&within, name, &tag, &mut level),
                },
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(numbering)
    }

    fn read_tag(&mut self, within: &Within, name: &str, tag: &BytesStart<'_>, at: &mut usize) {
        let value = || attribute(tag, "val");
        let count = || number(tag, "val");
        if matches!(name, "lvl" | "lvlOverride") {
            *at = number(tag, "ilvl").and_then(|level| usize::try_from(level).ok()).unwrap_or(0);
        }
        let levels = match within {
            Within::Nothing => return,
            Within::Pattern(id) => {
                let Some(pattern) = self.patterns.get_mut(id) else { return };
                if name == "numStyleLink" {
                    pattern.link = value();
                }
                &mut pattern.levels
            }
            Within::List(id) => {
                let Some(list) = self.lists.get_mut(id) else { return };
                match name {
                    "abstractNumId" => list.pattern = count().unwrap_or_default(),
                    "startOverride" => {
                        if let Some(start) = list.starts.get_mut(*at) {
                            *start = count();
                        }
                    }
                    _ => {}
                }
                &mut list.levels
            }
        };
        let Some(slot) = levels.get_mut(*at) else { return };
        if name == "lvl" {
            *slot = Some(Level::default());
        }
        let Some(level) = slot else { return };
        match name {
            "start" => level.start = count().unwrap_or(1),
            "numFmt" => level.format = value().unwrap_or_default(),
            "lvlText" => level.text = value().unwrap_or_default(),
            "isLgl" => level.legal = value().is_none_or(|on| on != "0" && on != "false"),
            "lvlRestart" => level.restart = count().and_then(|n| usize::try_from(n).ok()),
            "pStyle" => level.style = value(),
            _ => {}
        }
    }

    /// Lists that follow the list of a style get its pattern; `list_of` answers the list of a style.
    pub(super) fn follow_links(&mut self, list_of: impl Fn(&str) -> Option<u32>) {
        let pattern_of: HashMap<u32, u32> =
            self.lists.iter().map(|(id, list)| (*id, list.pattern)).collect();
        for list in self.lists.values_mut() {
            let link = self.patterns.get(&list.pattern).and_then(|pattern| pattern.link.as_deref());
            let linked = link.and_then(&list_of).and_then(|list| pattern_of.get(&list));
            list.pattern = linked.copied().unwrap_or(list.pattern);
        }
    }

    /// The level of a list that is bound to a style.
    pub(super) fn level_of_style(&self, list: u32, style: &str) -> Option<usize> {
        let levels = &self.patterns.get(&self.lists.get(&list)?.pattern)?.levels;
        levels
            .iter()
            .position(|level| level.as_ref().is_some_and(|it| it.style.as_deref() == Some(style)))
    }

    fn level<'a>(&'a self, list: &'a List, at: usize) -> Option<&'a Level> {
        let own = list.levels.get(at).and_then(Option::as_ref);
        own.or_else(|| self.patterns.get(&list.pattern)?.levels.get(at)?.as_ref())
    }

    /// The number of the next paragraph at `place`, as printed; empty for a bullet.
    pub(super) fn next(&mut self, place: Place) -> Option<String> {
        let id = place.list.filter(|list| *list > 0)?;
        let at = place.level.unwrap_or(0);
        let list = self.lists.get(&id)?;
        let level = self.level(list, at)?;
        let mut counts = self.counts.get(&list.pattern).copied().unwrap_or_default();
        let mut started = self.started.get(&id).copied().unwrap_or_default();
        let first = started.get_mut(at).is_some_and(|started| !std::mem::replace(started, true));
        let fresh = list.starts.get(at).copied().flatten().filter(|_| first);
        for (depth, count) in counts.iter_mut().enumerate() {
            let own = self.level(list, depth);
            let start = own.map_or(1, |level| level.start);
            let restart = own.and_then(|level| level.restart);
            if depth < at {
                *count = count.or(Some(start));
            } else if depth == at {
                let next = count.map_or(start, |count| count.saturating_add(1));
                *count = Some(fresh.unwrap_or(next));
            } else if restart.is_none_or(|above| at < above) {
                *count = None;
            }
        }
        let printed = self.printed(list, level, &counts);
        self.counts.insert(list.pattern, counts);
        self.started.insert(id, started);
        Some(printed)
    }

    fn printed(&self, list: &List, level: &Level, counts: &[Option<u32>; LEVELS]) -> String {
        if level.format == "bullet" {
            return String::new();
        }
        let mut out = String::new();
        let mut rest = level.text.chars().peekable();
        while let Some(c) = rest.next() {
            let wanted = rest.peek().and_then(|c| c.to_digit(10)).filter(|n| c == '%' && *n > 0);
            let Some(wanted) = wanted.and_then(|n| usize::try_from(n - 1).ok()) else {
                out.push(c);
                continue;
            };
            rest.next();
            let count = counts.get(wanted).copied().flatten().unwrap_or(1);
            let format = self.level(list, wanted).map_or("decimal", |level| level.format.as_str());
            out.push_str(&numerals::write(count, if level.legal { "decimal" } else { format }));
        }
        out
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}
