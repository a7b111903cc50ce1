//! The clause at the end of a task: who leads it, who helps, who is the responsible leader, by when.

use std::ops::Range;

use super::label::{self, Label, Tag};
use super::names;
use super::text::{closes, cut, ends_sentence, is_blank, is_colon, opens, trimmed};

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
    fn new(tag: Tag, range: Range<usize>) -> Self {
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
        self.parts.iter().any(|part| part.tag != Tag::Deadline)
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
const LONGEST: usize = 6000;

/// The clauses in `line` of `text`.
pub(super) fn find(text: &str, line: &Range<usize>, manner: Manner) -> Vec<Clause> {
    let mut found = Vec::new();
    if !may_hold_clause(cut(text, line.clone())) {
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
    [
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
    ]
    .iter()
    .any(|word| line.contains(word))
        || line.contains("领导")
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
    for (at, c) in cut(text, line.clone()).char_indices() {
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
    label::at_head(cut(text, open.end..end))?;
    let end = sentence_end(text, open.end, end);
    let parts = read(text, open.end..end)?;
    Some(Clause { range: open.start..end, parts, unclosed: true })
}

fn sentence_end(text: &str, start: usize, end: usize) -> usize {
    cut(text, start..end).find('。').map_or(end, |at| start + at)
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
        let Some(at) = bare_start(text, &gap) else { continue };
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
        .filter(|label| cut(body, 0..label.end).ends_with(is_colon) || label.tag != Tag::Deadline)
    {
        return Some(gap.start + label.start);
    }
    let mut from = 0;
    for (at, c) in body.char_indices() {
        if is_colon(c)
            && let Some(label) = label::before_colon(body, from, at)
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
    for (at, c) in cut(text, start..end).char_indices() {
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
        !list.names.is_empty()
            && list.names.iter().all(|name| {
                let name = cut(text, name.range.clone());
                name.chars().count() <= 24
                    && (names::is_complete(name) || names::is_collective(name))
                    && !name.contains(['年', '“', '《'])
            })
    };
    parts.iter().all(plausible).then_some(Clause {
        range: range.start..line.start + sentence.len(),
        parts,
        unclosed: false,
    })
}

/// What the clause that stands in `range` says; `None` if it is no clause.
fn read(text: &str, range: Range<usize>) -> Option<Vec<Part>> {
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
        labelled(text, label.tag, label.end..end, &mut parts);
    }
    Some(parts)
}

/// The labels in a clause, outside its inner brackets.
fn labels(text: &str, range: &Range<usize>) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    let body = cut(text, range.clone());
    let mut depth = 0_usize;
    let mut from = range.start;
    let mut last = range.start;
    for (at, c) in body.char_indices() {
        let at = range.start + at;
        let semicolon = matches!(c, '；' | ';');
        if opens(c) {
            depth += 1;
        } else if closes(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && (is_colon(c) || semicolon) {
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
        && let Some(label) = label::at_head(body)
    {
        found.push(Label {
            start: range.start + label.start,
            end: range.start + label.end,
            ..label
        });
    }
    found
}

/// What stands under one label: names; names with verbs; or a time.
fn labelled(text: &str, tag: Tag, range: Range<usize>, parts: &mut Vec<Part>) {
    let range = trimmed(text, range);
    if matches!(tag, Tag::Leader | Tag::Deadline) {
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
    for (n, piece) in at_semicolons(text, range).into_iter().enumerate() {
        let head = segments(text, &piece).into_iter().next().unwrap_or(0..0);
        if names::is_remark(cut(text, head).trim_start()) {
            break;
        }
        let unlabelled = n > 0;
        let tag = if unlabelled && tag == Tag::Lead { Tag::Support } else { tag };
        let (names, time) = without_time(text, piece);
        if !names.is_empty() {
            parts.push(Part { tag, range: names, unlabelled });
        }
        parts.extend(time.map(|range| Part::new(Tag::Deadline, range)));
    }
}

/// A list without the time that ends it (市水利局,6月底前完成), and the time.
fn without_time(text: &str, list: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    match segments(text, &list).pop() {
        Some(last) if label::is_time(cut(text, last.clone())) => {
            (list.start..last.start, Some(trimmed(text, last)))
        }
        _ => (list, None),
    }
}

/// The pieces of a list that semicolons part.
fn at_semicolons(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut depth = 0_usize;
    let mut start = range.start;
    let mut found = Vec::new();
    for (at, c) in cut(text, range.clone()).char_indices() {
        if opens(c) {
            depth += 1;
        } else if closes(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && matches!(c, '；' | ';') {
            found.push(start..range.start + at);
            start = range.start + at + c.len_utf8();
        }
    }
    found.push(start..range.end);
    found.retain(|piece| !is_blank(cut(text, piece.clone())));
    found
}

/// Names with verbs: 市商务局、市财政局牵头,各区政府按职责分工负责. `None` if the last words are no such verb.
/// With a label before them (`under`), names that have no verb of their own are under the label.
fn verbal(text: &str, range: Range<usize>, under: Option<Tag>) -> Option<Vec<Part>> {
    let body = cut(text, range.clone());
    if under.is_none() && body.contains(['《', '：', ':']) {
        return None;
    }
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut pending = false;
    for piece in segments(text, &range) {
        let segment = cut(text, piece.clone());
        if names::is_remark(segment.trim_start()) {
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
        with_companions(text, tag, trimmed(text, start..piece.start + length), &mut parts);
        start = after_separator(text, piece.end, range.end);
        pending = false;
    }
    if parts.iter().all(|part| part.tag == Tag::Deadline) || (pending && under.is_none()) {
        return None;
    }
    if under.is_none()
        && !parts.iter().all(|part| part.tag == Tag::Deadline || are_names(text, part))
    {
        return None;
    }
    if let (true, Some(tag)) = (pending, under) {
        parts.push(Part::new(tag, trimmed(text, start..range.end)));
    }
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
    let names = list.names.iter().map(|name| cut(text, name.range.clone()));
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
fn segments(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut depth = 0_usize;
    let mut start = range.start;
    let mut found = Vec::new();
    for (at, c) in cut(text, range.clone()).char_indices() {
        if opens(c) {
            depth += 1;
        } else if closes(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && matches!(c, '，' | ',' | '；' | ';' | '。') {
            found.push(start..range.start + at);
            start = range.start + at + c.len_utf8();
        }
    }
    found.push(start..range.end);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Manner = Manner { bare_verbs: true };

    fn read_all(text: &str) -> Vec<Vec<(Tag, &str)>> {
        find(text, &(0..text.len()), ALL)
            .into_iter()
            .map(|clause| {
                clause.parts.into_iter().map(|part| (part.tag, cut(text, part.range))).collect()
            })
            .collect()
    }

    #[test]
    fn labelled_clauses_are_read() {
        assert_eq!(
            read_all(
                "建设公园3个。(责任领导:陆知远;牵头单位:市园林局;责任单位:市财政局,各区人民政府)"
            ),
            [[
                (Tag::Leader, "陆知远"),
                (Tag::Lead, "市园林局"),
                (Tag::Responsible, "市财政局,各区人民政府")
            ]]
        );
        assert_eq!(
            read_all("抓好禁渔。〔责任单位：市农业农村局，各县（市、区）政府〕"),
            [[(Tag::Responsible, "市农业农村局，各县（市、区）政府")]]
        );
        assert_eq!(read_all("牵头部门：市审改办"), [[(Tag::Lead, "市审改办")]]);
        assert_eq!(
            read_all("抓好就业。 责任单位:市人社局、财政局"),
            [[(Tag::Responsible, "市人社局、财政局")]]
        );
        assert_eq!(
            read_all("护渔。(牵头单位:市公安局;责任单位;市禁捕工作领导小组成员单位)"),
            [[(Tag::Lead, "市公安局"), (Tag::Responsible, "市禁捕工作领导小组成员单位")]]
        );
        assert_eq!(
            read_all("护渔。(牵头单位:市公安局责任单位:市水利局)"),
            [[(Tag::Lead, "市公安局"), (Tag::Responsible, "市水利局")]]
        );
    }

    #[test]
    fn verbal_clauses_are_read() {
        assert_eq!(
            read_all("扩大出口。（市商务局牵头，海关、市贸促会按职责分工配合）"),
            [[(Tag::Lead, "市商务局"), (Tag::Support, "海关、市贸促会")]]
        );
        assert_eq!(
            read_all("扩大出口。（市商务局、市外办，各县政府负责）"),
            [[(Tag::Responsible, "市商务局、市外办，各县政府")]]
        );
        assert_eq!(
            read_all("扩大出口。市商务局牵头，市财政局配合。"),
            [[(Tag::Lead, "市商务局"), (Tag::Support, "市财政局")]]
        );
        assert_eq!(
            read_all("（市商务局会同市财政局负责）"),
            [[(Tag::Lead, "市商务局"), (Tag::Support, "市财政局")]]
        );
        assert_eq!(
            read_all("（市专班牵头单位牵头，市专班成员单位配合）"),
            [[(Tag::Lead, "市专班牵头单位"), (Tag::Support, "市专班成员单位")]]
        );
    }

    #[test]
    fn times_inside_clauses_are_read() {
        assert_eq!(
            read_all("建桥。（市交通局牵头，持续推进）"),
            [[(Tag::Lead, "市交通局"), (Tag::Deadline, "持续推进")]]
        );
        assert_eq!(
            read_all("建桥。（责任单位：市交通局；6月底完成）"),
            [[(Tag::Responsible, "市交通局"), (Tag::Deadline, "6月底完成")]]
        );
        assert_eq!(
            read_all("建桥。（主办:市交通局,6月底前完成）"),
            [[(Tag::Lead, "市交通局,"), (Tag::Deadline, "6月底前完成")]]
        );
        assert_eq!(
            read_all("建桥。（责任单位：市交通局，完成时限：2026年6月底）"),
            [[(Tag::Responsible, "市交通局，"), (Tag::Deadline, "2026年6月底")]]
        );
    }

    #[test]
    fn brackets_and_prose_are_no_clauses() {
        for text in [
            "开辟专线（联系电话：0000—0000000），提供咨询。",
            "老年学校(含社区、村)不少于100个。",
            "市民政局负责全市养老服务的指导和监督工作。",
            "各责任单位：要密切配合，落实责任。",
            "由牵头部门负责，形成协同推进的工作机制。",
            "本办法自2026年5月1日起实施，由市发展改革委负责牵头组织实施。",
            "（具体办法另行制定，由市财政局会商后负责印发）",
        ] {
            assert_eq!(read_all(text), Vec::<Vec<(Tag, &str)>>::new(), "{text}");
        }
    }

    #[test]
    fn damaged_brackets_are_read() {
        assert_eq!(
            read_all("建设绿道。(主办单位:市园林局;协办单位:各乡镇(街道)"),
            [[(Tag::Lead, "市园林局"), (Tag::Support, "各乡镇(街道)")]]
        );
        assert_eq!(
            read_all("建设绿道。责任单位:市园林局、市水利局)"),
            [[(Tag::Responsible, "市园林局、市水利局)")]].map(|mut parts| {
                parts[0].1 = "市园林局、市水利局)";
                parts
            })
        );
        assert_eq!(
            read_all("建设绿道。(主办单位:市水利局、林业局;各乡镇(街道))"),
            [[(Tag::Lead, "市水利局、林业局"), (Tag::Support, "各乡镇(街道)")]]
        );
    }
}
