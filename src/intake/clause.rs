//! The clause at the end of a task: who leads it, who helps, who is the responsible leader, by when.

mod parts;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

pub(super) use self::parts::in_cell;
use self::parts::{read, verbal};
use super::label::{self, Tag};
use super::names;
use super::pattern::any_of;
use super::text::{closes, cut, digit, ends_sentence, has_colon, is_colon, opens, signs, trimmed};

/// What stands under one label, or before one verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub tag: Tag,
    /// The names or the time, in bytes.
    pub range: Range<usize>,
    /// No label stands before these names; a semicolon parts them from those that have one.
    pub unlabelled: bool,
}

impl Part {
    pub(super) const fn new(tag: Tag, range: Range<usize>) -> Self {
        Self { tag, range, unlabelled: false }
    }
}

/// A clause, in brackets or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// Where it stands, with its brackets, in bytes.
    pub range: Range<usize>,
    pub parts: Vec<Part>,
    /// Its bracket is never closed.
    pub unclosed: bool,
}

impl Clause {
    /// Whether it names anyone, and not a time alone.
    pub(super) fn names_someone(&self) -> bool {
        self.parts.iter().any(|part| part.tag.names_someone())
    }
}

/// Which clauses a document may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// 「市商务局牵头,市财政局配合」 without brackets or label, as a sentence of its own.
    pub bare_verbs: bool,
}

/// Brackets inside brackets are looked into so deep.
const DEEPEST: usize = 3;

/// The longest clause, in bytes.
const LONGEST: usize = 60_000;

/// The clauses in `line` of `text`.
pub(super) fn find(text: &str, line: &Range<usize>, manner: Manner) -> Vec<Clause> {
    let mut found = Vec::new();
    let printed = cut(text, line.clone());
    if !may_hold_clause(printed) || is_imprint(printed) {
        return found;
    }
    bracketed(text, line, &mut found);
    bare_labels(text, line, &mut found);
    if manner.bare_verbs && found.is_empty() {
        found.extend(bare_verb(text, line));
    }
    found.sort_by_key(|clause| clause.range.start);
    found
}

fn may_hold_clause(line: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "责任",
            "牵头",
            "负责",
            "配合",
            "单位",
            "部门",
            "完成时",
            "主办",
            "协办",
            "承办",
            "落实",
            "时限",
            "领导",
        ])
    });
    WORDS.is_match(line)
}

/// Whether a line is the imprint of a web site, whose 主办 and 承办 answer for the site alone.
fn is_imprint(line: &str) -> bool {
    static SITE: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&["备案号", "ICP备", "公网安备", "网站标识码", "版权所有", "技术支持", "网站地图"])
    });
    const LONGEST_IMPRINT: usize = 1200;
    line.len() < LONGEST_IMPRINT && SITE.is_match(line)
}

/// A bracket and where it ends.
struct Pair {
    open: Range<usize>,
    /// Where its closing bracket starts and ends; `None` if there is none.
    close: Option<Range<usize>>,
    depth: usize,
}

/// The brackets of a line, in order. The style does not matter, since it often differs at both ends.
fn pairs(text: &str, line: &Range<usize>) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in signs(cut(text, line.clone())) {
        let place = line.start + at..line.start + at + c.len_utf8();
        if opens(c) {
            open.push(found.len());
            found.push(Pair { open: place, close: None, depth: 0 });
        } else if closes(c)
            && let Some(pair) = open.pop().and_then(|n| found.get_mut(n))
        {
            pair.close = Some(place);
        }
    }
    let mut ends: Vec<usize> = Vec::new();
    for pair in &mut found {
        while ends.last().is_some_and(|end| *end <= pair.open.start) {
            ends.pop();
        }
        pair.depth = ends.len();
        if let Some(close) = &pair.close {
            ends.push(close.end);
        }
    }
    found
}

fn bracketed(text: &str, line: &Range<usize>, found: &mut Vec<Clause>) {
    let mut covered = line.start;
    for pair in pairs(text, line) {
        if pair.open.start < covered || pair.depth > DEEPEST {
            continue;
        }
        let clause = match pair.close {
            Some(close) => closed(text, pair.open.start..close.end, pair.open.end..close.start),
            None => unclosed(text, &pair.open, line.end),
        };
        if let Some(clause) = clause {
            covered = clause.range.end;
            found.push(clause);
        }
    }
}

fn closed(text: &str, range: Range<usize>, inner: Range<usize>) -> Option<Clause> {
    let parts = read(text, inner)?;
    Some(Clause { range, parts, unclosed: false })
}

/// A clause whose bracket is never closed: up to the end of the sentence or line.
fn unclosed(text: &str, open: &Range<usize>, end: usize) -> Option<Clause> {
    const LONGEST_WITHOUT_LABEL: usize = 600;
    let has_label = label::at_head(cut(text, open.end..end)).is_some();
    let longest = if has_label { LONGEST } else { LONGEST_WITHOUT_LABEL };
    let end = sentence_end(text, open.end..end, longest)?;
    let parts = read(text, open.end..end)?;
    Some(Clause { range: open.start..end, parts, unclosed: true })
}

/// Where the sentence that starts `range` ends, if it is no longer than `longest`.
fn sentence_end(text: &str, range: Range<usize>, longest: usize) -> Option<usize> {
    let mut reach = range.end.min(range.start + longest);
    while !text.is_char_boundary(reach) {
        reach -= 1;
    }
    let stop = cut(text, range.start..reach).find('。');
    match stop {
        Some(at) => Some(range.start + at),
        None => (reach == range.end).then_some(reach),
    }
}

/// Labels that stand in the line without brackets: 责任单位:…
fn bare_labels(text: &str, line: &Range<usize>, found: &mut Vec<Clause>) {
    let mut gaps = Vec::new();
    let mut start = line.start;
    for clause in found.iter() {
        gaps.push(start..clause.range.start);
        start = clause.range.end;
    }
    gaps.push(start..line.end);
    for gap in gaps {
        let Some(at) = bare_start(text, &gap) else {
            continue;
        };
        let end = bare_end(text, at, gap.end);
        if end - at > LONGEST {
            continue;
        }
        if let Some(parts) = read(text, at..end) {
            found.push(Clause { range: at..end, parts, unclosed: false });
        }
    }
}

/// Where the first label starts that stands by itself, after a sentence or a gap.
fn bare_start(text: &str, gap: &Range<usize>) -> Option<usize> {
    let body = cut(text, gap.clone());
    if let Some(label) = label::at_head(body)
        .filter(|label| label.tag.names_someone() || cut(body, 0..label.end).ends_with(is_colon))
        .filter(|label| label.tag != Tag::Contact)
    {
        return Some(gap.start + label.start);
    }
    if !has_colon(body) {
        return None;
    }
    let mut from = 0;
    for (at, c) in signs(body) {
        if is_colon(c)
            && let Some(label) = label::before_colon(body, from, at)
            && label.tag != Tag::Contact
        {
            let before = body.get(..label.start).and_then(|head| head.chars().next_back());
            if before.is_none_or(label::may_precede) {
                return Some(gap.start + label.start);
            }
        }
        if ends_sentence(c) {
            from = at + c.len_utf8();
        }
    }
    None
}

/// Where a clause without brackets ends: at a closing bracket that was never opened, or with the line.
fn bare_end(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in signs(cut(text, start..end)) {
        if opens(c) {
            depth += 1;
        } else if closes(c) {
            if depth == 0 {
                return start + at + c.len_utf8();
            }
            depth -= 1;
        }
    }
    end
}

/// A last sentence that says nothing but who does it: 市商务局牵头,市财政局、市税务局按职责分工负责。
fn bare_verb(text: &str, line: &Range<usize>) -> Option<Clause> {
    let body = cut(text, line.clone());
    let sentence = body.trim_end_matches(|c: char| ends_sentence(c) || c.is_whitespace());
    let start = sentence.rfind(['。', '！', '？', '；', ';']).map_or(0, |at| {
        at + sentence.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    });
    let range = trimmed(text, line.start + start..line.start + sentence.len());
    if range.len() > LONGEST {
        return None;
    }
    let parts = verbal(text, range.clone(), None)?;
    let plausible = |part: &Part| {
        let list = names::split(text, part.range.clone());
        !part.tag.names_units()
            || !list.list.is_empty()
                && list.list.iter().all(|name| {
                    let name = cut(text, name.range.clone());
                    let whole = names::is_complete(name)
                        || name.ends_with(['市', '县', '州'])
                        || (names::is_collective(name) && name.ends_with(closes));
                    whole
                        && name.chars().count() <= 24
                        && !name.contains(|c| {
                            digit(c).is_some() || matches!(c, '“' | '《' | '要' | '应' | '须')
                        })
                })
    };
    parts.iter().all(plausible).then_some(Clause {
        range: range.start..line.start + sentence.len(),
        parts,
        unclosed: false,
    })
}

/// A bracket at the end of a line that holds departments and nothing else.
pub(super) fn bare_list(text: &str, line: &Range<usize>) -> Option<Clause> {
    const ENDS: &[&str] =
        &["局", "委", "办", "厅", "部", "署", "会", "联", "办公室", "总局", "中心"];
    let body = cut(text, line.clone()).trim_end_matches(['。', '；', ';', ' ']);
    if !body.ends_with(closes) {
        return None;
    }
    let end = line.start + body.len();
    let last = pairs(text, line)
        .into_iter()
        .find(|pair| pair.close.as_ref().is_some_and(|close| close.end == end))?;
    let inner = last.open.end..last.close?.start;
    let names = names::split(text, inner.clone()).list;
    let name = |name: &names::Name| cut(text, name.range.clone());
    let whole = names.iter().map(name).all(|name| {
        (3..=24).contains(&name.chars().count())
            && (names::is_complete(name) || names::is_collective(name))
    });
    let department =
        ENDS.iter().any(|end| names.first().map(name).is_some_and(|name| name.ends_with(end)));
    (whole && department).then(|| Clause {
        range: last.open.start..end,
        parts: vec![Part::new(Tag::Responsible, inner)],
        unclosed: false,
    })
}

#[cfg(test)]
mod tests;
