//! Lists of units: where one name ends and the next begins, and what was left out of them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::marker::Marker;
use super::pattern::any_of;
use super::text::{closes, cut, opens, signs, trimmed};

/// A name in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Whether 、 and nothing stronger stands between it and the name before.
    pub joined: bool,
}

/// The names in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub list: Vec<Name>,
    /// The list ends in 等 without saying who else.
    pub open: bool,
    /// A remark after the names (列第一位的为牵头单位,下同).
    pub remark: Option<Range<usize>>,
}

/// Splits the list that stands in `range` of `text`.
pub(super) fn split(text: &str, range: Range<usize>) -> Names {
    let mut list = Names::default();
    let mut joined = false;
    let printed = cut(text, range.clone());
    let remarked = may_hold_remark(printed);
    let plain = !printed.contains(['等', '及', '和', '与', '以', '由']);
    for (token, separator) in tokens(text, range.clone()) {
        let token = trimmed(text, token);
        if token.is_empty() {
            joined = false;
            continue;
        }
        if remarked && is_remark(cut(text, token.clone())) {
            list.remark = Some(token.start..range.end);
            break;
        }
        if plain {
            list.list.push(Name { range: token, joined });
            joined = separator == Some('、');
            continue;
        }
        for part in parts(text, token, &mut list.open) {
            list.list.push(Name { range: part, joined: std::mem::take(&mut joined) });
        }
        joined = separator == Some('、');
    }
    if list.list.first().is_some_and(|name| begins_numbered(cut(text, name.range.clone()))) {
        without_numbers(text, &mut list.list);
    }
    join_levels(text, &mut list.list);
    list
}

/// Whether a list that begins so may number its names.
pub(super) fn begins_numbered(name: &str) -> bool {
    name.trim_start().starts_with(|c: char| matches!(c, '1' | '１' | '①') || opens(c))
}

/// Takes the numbers off the names of a list that counts them (1.市财政局；2.市商务局), where each follows the one before.
fn without_numbers(text: &str, names: &mut Vec<Name>) {
    let mut last = 0;
    let unnumbered: Vec<Name> = names
        .iter()
        .filter_map(|name| {
            let printed = cut(text, name.range.clone());
            let next = (last + 1).to_string();
            // The mark after the number parted it from its name (1、市财政局).
            if printed == next {
                last += 1;
                return None;
            }
            let marker = Marker::read(printed).filter(|marker| marker.number == last + 1);
            let Some(marker) = marker else { return Some(name.clone()) };
            last += 1;
            let range = name.range.start + marker.length..name.range.end;
            (!range.is_empty()).then(|| Name { range, ..name.clone() })
        })
        .collect();
    if last > 1 {
        *names = unnumbered;
    }
}

/// Words that rank the names of a list.
const RANKS: &[&str] =
    &["首位", "第一位", "第1位", "第一个", "第一家", "列第一", "排第一", "名第一", "排名"];
/// How remarks begin that say what else holds.
const REMARKS: &[&str] = &[
    "以下",
    "上述",
    "下同",
    "下略",
    "不再单独列出",
    "不再列出",
    "不再一一列出",
    "不另列",
    "排名不分先后",
];

/// Whether a piece of a list is a remark on the list, no name.
pub(super) fn is_remark(piece: &str) -> bool {
    (piece.starts_with(['下', '以', '不', '排', '上']) && starts_remark(piece)) || ranks(piece)
}

/// Whether a piece of `list` may be a remark; in most lists, none is.
fn may_hold_remark(list: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(&[RANKS, REMARKS].concat()));
    WORDS.is_match(list)
}

fn starts_remark(piece: &str) -> bool {
    REMARKS.iter().any(|remark| piece.starts_with(remark))
}

fn ranks(piece: &str) -> bool {
    piece.contains(['首', '第', '排']) && RANKS.iter().any(|rank| piece.contains(rank))
}

/// Whether a remark says nothing but which of the names leads, here and below (列第一位的为牵头单位,下同).
pub(super) fn only_ranks(remark: &str) -> bool {
    remark
        .split(['，', ',', '；', ';', '。'])
        .all(|piece| piece.is_empty() || matches!(piece, "下同" | "以下同") || ranks(piece))
}

/// The pieces of a list between its separators, each with the separator after it; none inside brackets or quotation marks that close.
fn tokens(text: &str, range: Range<usize>) -> Vec<(Range<usize>, Option<char>)> {
    let list = cut(text, range.clone());
    let shields = shields(list);
    let mut shields = shields.iter().peekable();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in signs(list) {
        let separates =
            matches!(c, '、' | '，' | ',' | '；' | ';' | '。' | '\n' | '\t' | '︔' | '／' | '|')
                || is_gap(list, at, c);
        if !separates {
            continue;
        }
        while shields.next_if(|shield| shield.end <= at).is_some() {}
        if shields.peek().is_none_or(|shield| shield.start > at) {
            found.push((range.start + start..range.start + at, Some(c)));
            start = at + c.len_utf8();
        }
    }
    found.push((range.start + start..range.end, None));
    found
}

/// Whether the white space or stroke `c` at `at` separates two names: the one before it is complete and another begins.
fn is_gap(list: &str, at: usize, c: char) -> bool {
    (c.is_whitespace() || c == '/')
        && is_complete(cut(list, 0..at).trim_end())
        && list.get(at..).is_some_and(|rest| {
            rest.trim_start_matches(['/', ' ', '\u{3000}'])
                .starts_with(|c| matches!(c, '省' | '市' | '县' | '区' | '州' | '各' | '①'..='⑳'))
        })
}

/// The outermost pairs of brackets and quotation marks, in order.
fn shields(list: &str) -> Vec<Range<usize>> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut pairs: Vec<Range<usize>> = Vec::new();
    let mut straight = None;
    for (at, c) in signs(list) {
        let quote = matches!(c, '“' | '‘' | '「' | '《');
        let unquote = matches!(c, '”' | '’' | '」' | '》');
        if opens(c) || quote {
            open.push((at, quote));
        } else if closes(c) || unquote {
            if let Some(place) = open.iter().rposition(|(_, is_quote)| *is_quote == unquote)
                && open.len() - place <= 8
            {
                let start = open.get(place).map_or(at, |(start, _)| *start);
                open.truncate(place);
                add(&mut pairs, start..at + c.len_utf8());
            }
        } else if c == '"' {
            match straight.take() {
                Some(start) => add(&mut pairs, start..at + 1),
                None => straight = Some(at),
            }
        }
    }
    pairs
}

/// Adds a pair that closes last, swallowing those inside it.
fn add(pairs: &mut Vec<Range<usize>>, pair: Range<usize>) {
    while pairs.last().is_some_and(|last| last.start >= pair.start) {
        pairs.pop();
    }
    pairs.push(pair);
}

/// A piece between separators into names: at 等…部门, and at 及 or 和 between two whole names.
fn parts(text: &str, token: Range<usize>, open: &mut bool) -> Vec<Range<usize>> {
    let piece = cut(text, token.clone());
    let lead = ["以及", "及其", "及", "和", "与", "由"].iter().find(|word| {
        piece
            .strip_prefix(*word)
            .is_some_and(|rest| starts_name(rest) || (**word == "由" && !rest.is_empty()))
    });
    let mut start = token.start + lead.map_or(0, |word| word.len());
    let mut found = Vec::new();
    let body = cut(text, start..token.end);
    let mut offset = start;
    let mut scan = body;
    while let Some((at, word)) = joint(scan) {
        found.push(start..offset + at);
        if word == "等" {
            *open = true;
        }
        offset += at + word.len();
        start = offset;
        scan = cut(text, start..token.end);
    }
    found.push(start..token.end);
    let mut names = Vec::with_capacity(found.len());
    for part in found {
        let part = trimmed(text, part);
        let name = cut(text, part.clone());
        let bare = name
            .strip_suffix("等部门")
            .or_else(|| name.strip_suffix("等单位"))
            .or_else(|| name.strip_suffix("等有关方面"));
        let kept = match bare.or_else(|| name.strip_suffix('等')) {
            Some(rest) if !rest.is_empty() && !rest.ends_with(['高', '同', '平']) => {
                *open = true;
                rest
            }
            _ => name,
        };
        if !kept.is_empty() {
            names.push(part.start..part.start + kept.len());
        }
    }
    names
}

/// Where, and with what word, one name of a piece ends and another begins.
fn joint(piece: &str) -> Option<(usize, &'static str)> {
    let mut depth = 0_u32;
    for (at, c) in piece.char_indices().skip(1) {
        if opens(c) || matches!(c, '“' | '《') {
            depth += 1;
        } else if closes(c) || matches!(c, '”' | '》') {
            depth = depth.saturating_sub(1);
        }
        if depth > 0 || !matches!(c, '等' | '及' | '和' | '与' | '以') {
            continue;
        }
        let rest = piece.get(at..).unwrap_or_default();
        let before = piece.get(..at).unwrap_or_default();
        if let Some(after) = rest.strip_prefix('等') {
            const OTHERS: &[&str] = &[
                "国务院",
                "中央",
                "省级",
                "省直",
                "市级",
                "市直",
                "县级",
                "区级",
                "区直",
                "县直",
                "省有关",
                "省相关",
                "市有关",
                "市相关",
                "区有关",
                "县有关",
                "有关",
                "相关",
            ];
            if OTHERS.iter().any(|other| after.starts_with(other)) || after.starts_with('各') {
                return Some((at, "等"));
            }
        }
        for word in ["以及", "及", "和", "与"] {
            if let Some(after) = rest.strip_prefix(word)
                && is_complete(before)
                && starts_name(after)
            {
                return Some((at, word));
            }
        }
    }
    None
}

/// Whether a text starts as names of units mostly do: with a level of government, or as a collective.
pub(super) fn starts_name(text: &str) -> bool {
    text.starts_with(['省', '市', '县', '区', '州', '各']) && text.chars().count() > 1
        || text.starts_with("相关")
        || text.starts_with("有关")
}

/// Whether a name ends as names of units do.
pub(super) fn is_complete(name: &str) -> bool {
    const ENDS: &[&str] = &[
        "局", "委", "办", "厅", "部", "院", "府", "会", "社", "室", "公司", "集团", "中心", "联",
        "队", "站", "校", "署", "台", "馆", "处", "所", "行", "海关", "部门", "单位", "协", "大学",
        "专班", "组", "园", "企业", "机构", "镇", "乡", "街道", "区",
    ];
    let name = name.trim_end();
    let bare = if name.ends_with(closes) { before_bracket(name) } else { name };
    ENDS.iter().any(|end| bare.ends_with(end))
}

/// A name without the bracket that ends it.
fn before_bracket(name: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in name.char_indices().rev() {
        if closes(c) {
            depth += 1;
        } else if opens(c) {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return name.get(..at).unwrap_or(name);
        }
    }
    name
}

/// Joins 各市、州、县人民政府, which is one collective, though it holds 、.
fn join_levels(text: &str, names: &mut Vec<Name>) {
    // Most names are whole: none ends as a level of government does.
    let is_open = |name: &Name| {
        let name = cut(text, name.range.clone()).trim_end();
        name.ends_with(|c| matches!(c, '市' | '州' | '县' | '区' | '镇' | '乡' | '道') || closes(c))
            || name.contains(opens)
    };
    if !names.iter().any(is_open) {
        return;
    }
    let mut kept: Vec<Name> = Vec::with_capacity(names.len());
    for name in names.drain(..) {
        match kept.last_mut() {
            Some(last)
                if name.joined
                    && is_level(&squeezed(cut(text, last.range.clone())), true)
                    && is_level(&squeezed(cut(text, name.range.clone())), false) =>
            {
                last.range.end = name.range.end;
            }
            _ => kept.push(name),
        }
    }
    *names = kept;
}

/// Whether `name` is a level of government and nothing more: 各市 or 市 where more is to follow, 县(区)人民政府 where it ends.
fn is_level(name: &str, more_follows: bool) -> bool {
    const LEVELS: &[&str] = &[
        "县级市",
        "设区的市",
        "设区市",
        "地级以上市",
        "地级市",
        "自治州",
        "自治县",
        "开发区",
        "高新区",
        "街道",
        "乡镇",
        "园区",
        "社区",
        "市",
        "州",
        "县",
        "区",
        "镇",
        "乡",
    ];
    const BODIES: &[&str] =
        &["人民政府", "政府", "党委", "管委会", "办事处", "党工委", "级", "办", "管理委员会"];
    let after_each = if more_follows { name.rsplit('、').next().unwrap_or(name) } else { name };
    let mut rest = after_each.strip_prefix('各').unwrap_or(after_each);
    rest = ["有关", "相关"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    if !more_follows && after_each.starts_with('各') {
        return false;
    }
    let mut any = false;
    while let Some(next) = LEVELS.iter().find_map(|level| rest.strip_prefix(level)) {
        rest = next;
        any = true;
        if rest.starts_with(opens) {
            rest = rest
                .find(closes)
                .and_then(|at| rest.get(at..))
                .map_or("", |tail| tail.trim_start_matches(closes));
        }
    }
    if more_follows {
        return any && rest.is_empty();
    }
    any && (rest.is_empty() || BODIES.iter().any(|body| rest.starts_with(body)))
}

/// Whether a name stands for a group: 各…, 相关…, …成员单位.
pub(super) fn is_collective(name: &str) -> bool {
    let bare = if name.ends_with(closes) && !name.starts_with('各') {
        before_bracket(name)
    } else {
        name
    };
    if !bare.contains(['各', '相', '有', '所', '全', '其', '成']) {
        return false;
    }
    bare.contains('各')
        || bare.contains(['相', '有', '所', '全', '其'])
            && ["相关", "有关", "所有", "全体", "其他"].iter().any(|word| bare.contains(word))
        || bare.ends_with("成员单位")
        || bare.ends_with("成员部门")
}

/// Whether a cell or label holds a stroke or 无 where no unit is meant.
pub(super) fn is_nobody(name: &str) -> bool {
    name == "无" || !name.chars().any(char::is_alphanumeric)
}

/// A name as printed, without the white space that lines and columns left in it.
pub(super) fn printed(name: &str) -> String {
    squeezed(name).into_owned()
}

fn squeezed(name: &str) -> Cow<'_, str> {
    if !name.contains(char::is_whitespace) {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        let latin = |c: char| c.is_ascii_alphanumeric();
        if out.ends_with(latin) && word.starts_with(latin) {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
