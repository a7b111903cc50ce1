//! Who leads and who supports, from what a clause prints.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clause::Part;
use super::label::Tag;
use super::names::{self, Names};
use super::pattern::pattern;
use super::text::{closes, cut, digit, is_han, opens};
use crate::domain::{assignment::Role, credit_code::CreditCode};

/// A printed unit with its part in the item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    pub name: String,
    pub at: Range<usize>,
    pub role: Role,
    /// Whether 、 alone parts it from the unit before, under the same label.
    pub joined: bool,
    /// No label stands before it; a semicolon parts it from those that have one.
    pub unlabelled: bool,
}

/// The units of a clause (or of several that stand together), each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Assignment {
    pub units: Vec<Assigned>,
    /// A list ended in 等.
    pub open: bool,
    /// The first unit leads because the document says so of the first listed.
    pub by_first_listed: bool,
    /// What the clause says besides, in bytes.
    pub remarks: Vec<Range<usize>>,
    /// Several units answer jointly, since none is said to lead.
    pub jointly: bool,
}

/// Who is lead: the units under 牵头 or 主办; else the first listed, where the document says so; else 责任单位 beside a weaker
/// tier (配合单位, 实施单位); else, if nothing but 责任单位 is printed, all of them. Everyone else is support.
pub(super) fn assign(text: &str, parts: &[Part], first_listed_leads: bool) -> Assignment {
    let lists: Vec<(&Part, Names)> = parts
        .iter()
        .filter(|part| part.tag.names_units())
        .map(|part| (part, names::split(text, part.range.clone())))
        .collect();
    let has = |tag| lists.iter().any(|(part, list)| part.tag == tag && !list.list.is_empty());
    let printed =
        parts.iter().filter(|part| part.tag == Tag::Remark).map(|part| part.range.clone());
    let mut done = Assignment {
        open: lists.iter().any(|(_, list)| list.open),
        remarks: lists.iter().filter_map(|(_, list)| list.remark.clone()).chain(printed).collect(),
        ..Assignment::default()
    };
    let lead = if has(Tag::Lead) {
        Some(Tag::Lead)
    } else if first_listed_leads {
        done.by_first_listed = true;
        None
    } else if has(Tag::Executing) && !has(Tag::Responsible) {
        Some(Tag::Executing)
    } else {
        Some(Tag::Responsible)
    };
    for (part, list) in &lists {
        for name in &list.list {
            let at = without_person(text, name.range.clone());
            let (printed, says_lead) = without_role(names::printed(cut(text, at.clone())));
            if printed.is_empty() || names::is_nobody(&printed) {
                continue;
            }
            let leads = says_lead || lead.map_or(done.units.is_empty(), |tag| tag == part.tag);
            done.units.push(Assigned {
                name: printed,
                at,
                role: if leads { Role::Lead } else { Role::Support },
                joined: name.joined,
                unlabelled: part.unlabelled,
            });
        }
    }
    once_each(&mut done.units);
    done.jointly = matches!(lead, Some(Tag::Responsible | Tag::Executing))
        && done.units.iter().filter(|unit| unit.role == Role::Lead).count() > 1;
    done
}

/// Whether the document says anywhere that the first listed unit leads (列第一位的为牵头单位).
pub(super) fn first_listed_leads(text: &str) -> bool {
    static RANK: LazyLock<Regex> =
        LazyLock::new(|| pattern("首位|第一位|第1位|第一个|第一家|第一名|列第一|排第一|名第一"));
    const REACH: usize = 16;
    let ends = |c: &char| {
        matches!(c, '。' | '；' | ';' | '，' | ',' | '\n' | '：' | ':' | '(' | '（' | ')' | '）')
    };
    let leads = |words: &str| words.contains("牵头") || words.contains("主办");
    let says = |words: &str| ["为", "是", "作", "由", "即"].iter().any(|word| words.contains(word));
    RANK.find_iter(text).any(|rank| {
        let after: String = cut(text, rank.end()..text.len())
            .chars()
            .take(REACH)
            .take_while(|c| !ends(c))
            .collect();
        let before: Vec<char> =
            cut(text, 0..rank.start()).chars().rev().take(REACH).take_while(|c| !ends(c)).collect();
        let before: String = before.into_iter().rev().collect();
        (leads(&after) && says(&after)) || (leads(&before) && says(&before))
    })
}

/// A name without the person, or the number to call, that white space parts from it (市财政局 陆知远): neither is a unit.
fn without_person(text: &str, name: Range<usize>) -> Range<usize> {
    let printed = cut(text, name.clone());
    let Some(at) = printed.find(char::is_whitespace) else { return name };
    let (unit, rest) = printed.split_at_checked(at).unwrap_or((printed, ""));
    let is_person = |word: &str| {
        (2..=4).contains(&word.chars().count())
            && word.chars().all(is_han)
            && !names::is_complete(word)
            && !names::starts_name(word)
            && !names::is_collective(word)
    };
    let is_number = |word: &str| word.chars().all(|c| digit(c).is_some() || matches!(c, '-' | '—'));
    let person = names::is_complete(unit)
        && rest.split_whitespace().all(|word| is_person(word) || is_number(word));
    if person { name.start..name.start + unit.len() } else { name }
}

/// A name without 「(牵头)」 after it, and whether it stood there.
fn without_role(mut name: String) -> (String, bool) {
    if !name.ends_with(closes) {
        return (name, false);
    }
    for mark in ["（牵头）", "(牵头)", "（牵头单位）", "(牵头单位)", "（主办）", "(主办)"]
    {
        if name.ends_with(mark) {
            name.truncate(name.len() - mark.len());
            return (name, true);
        }
    }
    if let Some(at) = name.rfind(opens)
        && is_contact(cut(&name, at..name.len()))
    {
        name.truncate(at);
    }
    (name, false)
}

/// Whether a bracket after a name holds a person to call, which is not kept.
fn is_contact(bracket: &str) -> bool {
    const DIGITS: usize = 7;
    let inside = bracket.trim_matches(|c| opens(c) || closes(c));
    // A credit code holds many digits and tells which unit is meant.
    if inside.rsplit([':', '：']).next().and_then(CreditCode::parse).is_some() {
        return false;
    }
    bracket.contains("联系")
        || bracket.contains("电话")
        || bracket.chars().filter(|c| digit(*c).is_some()).count() >= DIGITS
}

/// Keeps each unit once, where it stands first as what it is; one that is both lead and support leads.
fn once_each(units: &mut Vec<Assigned>) {
    const FEW: usize = 12;
    let repeats = || {
        units.iter().enumerate().any(|(n, unit)| units.iter().take(n).any(|u| u.name == unit.name))
    };
    if units.len() <= FEW && !repeats() {
        return;
    }
    let mut chosen: HashMap<&str, usize> = HashMap::with_capacity(units.len());
    for (n, unit) in units.iter().enumerate() {
        let known = chosen.entry(&unit.name).or_insert(n);
        let was_support = units.get(*known).is_some_and(|first| first.role == Role::Support);
        if was_support && unit.role == Role::Lead {
            *known = n;
        }
    }
    if chosen.len() < units.len() {
        let chosen: HashSet<usize> = chosen.into_values().collect();
        let mut n = 0..;
        units.retain(|_| n.next().is_some_and(|n| chosen.contains(&n)));
    }
}

#[cfg(test)]
mod tests;
