//! What a clause says: labels with what stands under them, and names with verbs.

use std::ops::Range;

use super::super::label::{self, Label, Tag};
use super::super::marker::Marker;
use super::super::names;
use super::super::persons;
use super::super::text::{
    closes, cut, ends_sentence, has_colon, is_blank, is_colon, opens, signs, trimmed,
};
use super::{LONGEST, Part};

/// What the clause that stands in `range` says; `None` if it is no clause.
pub(super) fn read(text: &str, range: Range<usize>) -> Option<Vec<Part>> {
    let range = trimmed(text, range);
    if range.is_empty() || range.len() > LONGEST {
        return None;
    }
    let labels = labels(text, &range);
    let Some(first) = labels.first() else {
        return verbal(text, range, None);
    };
    let mut parts = Vec::new();
    let before = trimmed(text, range.start..first.start);
    if !is_blank(cut(text, before.clone())) {
        parts.extend(verbal(text, before, None)?);
    }
    for (n, label) in labels.iter().enumerate() {
        let end = labels.get(n + 1).map_or(range.end, |next| next.start);
        let last = labels
            .get(n + 1..)
            .is_none_or(|rest| !rest.iter().any(|label| label.tag.names_units()));
        labelled(text, label.tag, label.end..end, last, &mut parts);
    }
    labels.iter().any(|label| label.tag != Tag::Contact).then_some(parts)
}

/// The labels in a clause, outside its inner brackets.
fn labels(text: &str, range: &Range<usize>) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    let body = cut(text, range.clone());
    let mut depth = 0_usize;
    let mut from = range.start;
    let mut last = range.start;
    for (at, c) in signs(body) {
        let at = range.start + at;
        let semicolon = matches!(c, '；' | ';');
        if opens(c) {
            depth += 1;
        } else if closes(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0
            && (is_colon(c) || semicolon || (is_slip(c) && label::is_usual(cut(text, last..at))))
        {
            let label = if is_colon(c) {
                label::before_colon(text, from, at)
            } else {
                label::classify(cut(text, trimmed(text, last..at))).map(|tag| Label {
                    tag,
                    start: trimmed(text, last..at).start,
                    end: at + c.len_utf8(),
                })
            };
            if let Some(label) = label {
                from = label.end;
                found.push(label);
            }
        }
        if depth == 0 && (semicolon || c.is_whitespace() || matches!(c, '，' | ',' | '。' | '、'))
        {
            last = at + c.len_utf8();
            if semicolon || c == '。' || c == '\n' {
                from = last;
            }
        }
    }
    if found.is_empty()
        && let Some(label) = label::at_head(body).or_else(|| label::glued(body))
    {
        found.push(Label {
            start: range.start + label.start,
            end: range.start + label.end,
            ..label
        });
    }
    found
}

/// Whether a mark is at times printed, or read by a scanner, where a colon is meant.
const fn is_slip(c: char) -> bool {
    matches!(c, '，' | ',' | '.' | '．' | '。' | '、')
}

/// What stands under one label: names; names with verbs; or a time.
/// After a semicolon, names without a label support a lead, if no later label names the supporters (`last`).
fn labelled(text: &str, tag: Tag, range: Range<usize>, last: bool, parts: &mut Vec<Part>) {
    let range = trimmed(text, range);
    if !tag.names_units() {
        let end = cut(text, range.clone())
            .trim_end_matches(|c: char| ends_sentence(c) || matches!(c, '，' | ',' | '、'))
            .len();
        if end > 0 {
            parts.push(Part::new(tag, range.start..range.start + end));
        }
        return;
    }
    if let Some(verbal) = verbal(text, range.clone(), Some(tag)) {
        parts.extend(verbal);
        return;
    }
    let pieces = at_semicolons(text, &range);
    if pieces.len() > 1 && are_numbered(text, &pieces) {
        parts.push(Part::new(tag, range));
        return;
    }
    for (n, piece) in pieces.into_iter().enumerate() {
        let head = segments(text, &piece).next().unwrap_or(0..0);
        if names::is_remark(cut(text, head).trim_start()) {
            parts.push(Part::new(Tag::Remark, trimmed(text, piece.start..range.end)));
            break;
        }
        let unlabelled = n > 0;
        let tag = if unlabelled && last && tag == Tag::Lead { Tag::Support } else { tag };
        let (names, time) = without_time(text, piece);
        if !names.is_empty() {
            parts.push(Part { tag, range: names, unlabelled });
        }
        parts.extend(time.map(|range| Part::new(Tag::Deadline, range)));
    }
}

/// Whether the pieces of a list are counted (1.市财政局；2.市商务局), so that semicolons part nothing but names.
fn are_numbered(text: &str, pieces: &[Range<usize>]) -> bool {
    (1..).zip(pieces).all(|(number, piece)| {
        let marker = Marker::read(cut(text, trimmed(text, piece.clone())));
        marker.is_some_and(|marker| marker.number == number)
    })
}

/// What the cell of a table says whose head is `tag`: parts with labels or verbs of their own, else what the head says.
pub(in super::super) fn in_cell(text: &str, tag: Tag, cell: &Range<usize>) -> Vec<Part> {
    let printed = cut(text, cell.clone());
    let labelled = tag.names_units() && label::at_head(printed).is_some() && has_colon(printed);
    let parts = if labelled {
        read(text, cell.clone())
    } else if tag.names_units() {
        verbal(text, cell.clone(), Some(tag))
    } else {
        None
    };
    parts.unwrap_or_else(|| vec![Part::new(tag, cell.clone())])
}

/// A list without the time that ends it (市水利局,6月底前完成), and the time.
fn without_time(text: &str, list: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    match segments(text, &list).last() {
        Some(end) if label::is_time(cut(text, end.clone())) => {
            (list.start..end.start, Some(trimmed(text, end)))
        }
        _ => (list, None),
    }
}

/// The pieces of a list that semicolons part.
fn at_semicolons(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    split_outside_brackets(text, range, |c, _| matches!(c, '；' | ';'))
        .filter(|piece| !is_blank(cut(text, piece.clone())))
        .collect()
}

/// Names with verbs: 市商务局、市财政局牵头,各区政府按职责分工负责. `None` if the last words are no such verb.
/// With a label before them (`under`), names that have no verb of their own are under the label.
pub(super) fn verbal(text: &str, range: Range<usize>, under: Option<Tag>) -> Option<Vec<Part>> {
    let body = cut(text, range.clone());
    if !label::has_verb(body) || under.is_none() && body.contains(['《', '：', ':']) {
        return None;
    }
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut pending = false;
    let mut remark = None;
    for piece in segments(text, &range) {
        let segment = cut(text, piece.clone());
        if names::is_remark(segment.trim_start()) {
            remark = Some(trimmed(text, piece.start..range.end));
            break;
        }
        if label::is_time(segment) && !pending {
            parts.push(Part::new(Tag::Deadline, trimmed(text, piece.clone())));
            start = after_separator(text, piece.end, range.end);
            continue;
        }
        let Some((tag, length)) = label::verb(segment) else {
            pending |= !is_blank(segment);
            continue;
        };
        let names = trimmed(text, start..piece.start + length);
        if persons::all_titled(cut(text, names.clone())) {
            parts.push(Part::new(Tag::Leader, names));
        } else {
            with_companions(text, tag, names, &mut parts);
        }
        start = after_separator(text, piece.end, range.end);
        pending = false;
    }
    if parts.iter().all(|part| part.tag == Tag::Deadline) || (pending && under.is_none()) {
        return None;
    }
    if under.is_none() && !parts.iter().all(|part| !part.tag.names_units() || are_names(text, part))
    {
        return None;
    }
    if let (true, Some(tag)) = (pending, under) {
        let end = remark.as_ref().map_or(range.end, |remark| remark.start);
        parts.push(Part::new(tag, trimmed(text, start..end)));
    }
    parts.extend(remark.map(|range| Part::new(Tag::Remark, range)));
    Some(parts)
}

/// The place after the separator that stands at `at`.
fn after_separator(text: &str, at: usize, end: usize) -> usize {
    at + cut(text, at..end).chars().next().map_or(0, char::len_utf8)
}

/// 市发改委会同市财政局牵头: the first leads, those after 会同 help.
fn with_companions(text: &str, tag: Tag, range: Range<usize>, parts: &mut Vec<Part>) {
    let body = cut(text, range.clone());
    let (first, second) = match body.find("会同") {
        Some(at) if at > 0 => {
            (range.start..range.start + at, Some(range.start + at + "会同".len()..range.end))
        }
        _ => (range, None),
    };
    let lead = if second.is_some() { Tag::Lead } else { tag };
    parts.push(Part::new(lead, trimmed(text, first)));
    if let Some(second) = second {
        parts.push(Part::new(Tag::Support, trimmed(text, second)));
    }
}

/// Whether a part could be a list of units: short names, one of them at least complete.
fn are_names(text: &str, part: &Part) -> bool {
    let list = names::split(text, part.range.clone());
    let names = list.list.iter().map(|name| cut(text, name.range.clone()));
    let mut complete = false;
    for name in names {
        if name.chars().count() > 40 || name.contains(['。', '“']) && !names::is_complete(name) {
            return false;
        }
        complete |= names::is_complete(name)
            || names::is_collective(name)
            || name.ends_with(['市', '县', '省', '州', '地']);
    }
    complete
}

/// The pieces of a clause between commas and semicolons.
fn segments(text: &str, range: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    split_outside_brackets(text, range, |c, piece| {
        // 由市商务局牵头、市财政局配合: the mark parts two verbs, not two names.
        let after_verb = c == '、' && label::verb(piece).is_some();
        after_verb || matches!(c, '，' | ',' | '；' | ';' | '。')
    })
}

/// The pieces of `range` between the characters that `separates` knows; it is told what stands since the one before.
fn split_outside_brackets(
    text: &str,
    range: &Range<usize>,
    separates: impl Fn(char, &str) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    let (first, end) = (range.start, range.end);
    let mut chars = signs(cut(text, range.clone()));
    let mut depth = 0_usize;
    let mut open = Some(first);
    std::iter::from_fn(move || {
        let start = open.take()?;
        for (at, c) in chars.by_ref() {
            let at = first + at;
            if opens(c) {
                depth += 1;
            } else if closes(c) {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && separates(c, cut(text, start..at)) {
                open = Some(at + c.len_utf8());
                return Some(start..at);
            }
        }
        Some(start..end)
    })
}
