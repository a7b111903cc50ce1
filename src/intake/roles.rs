//! Who leads and who supports, from what a clause prints.

use super::clause::Part;
use super::label::Tag;
use super::names::{self, Names};
use super::text::cut;
use crate::domain::assignment::Role;

/// A printed unit with its part in the item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    pub name: String,
    pub at: std::ops::Range<usize>,
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
    /// Several units answer jointly, since none is said to lead.
    pub jointly: bool,
}

/// Who is lead: the units under 牵头 or 主办; else the first listed, where the document says so; else 责任单位 beside a weaker
/// tier; else, if nothing but 责任单位 is printed, all of them. Everyone else is support.
pub(super) fn assign(text: &str, parts: &[Part], first_listed_leads: bool) -> Assignment {
    let lists: Vec<(&Part, Names)> = parts
        .iter()
        .filter(|part| !matches!(part.tag, Tag::Leader | Tag::Deadline))
        .map(|part| (part, names::split(text, part.range.clone())))
        .collect();
    let has = |tag| lists.iter().any(|(part, list)| part.tag == tag && !list.names.is_empty());
    let mut done =
        Assignment { open: lists.iter().any(|(_, list)| list.open), ..Assignment::default() };
    let lead = if has(Tag::Lead) {
        Some(Tag::Lead)
    } else if first_listed_leads {
        done.by_first_listed = true;
        None
    } else {
        Some(Tag::Responsible)
    };
    for (part, list) in &lists {
        for name in &list.names {
            let (printed, says_lead) = without_role(names::printed(cut(text, name.range.clone())));
            if printed.is_empty() || names::is_nobody(&printed) {
                continue;
            }
            let leads = says_lead || lead.map_or(done.units.is_empty(), |tag| tag == part.tag);
            done.units.push(Assigned {
                name: printed,
                at: name.range.clone(),
                role: if leads { Role::Lead } else { Role::Support },
                joined: name.joined,
                unlabelled: part.unlabelled,
            });
        }
    }
    once_each(&mut done.units);
    done.jointly = lead == Some(Tag::Responsible)
        && done.units.iter().filter(|unit| unit.role == Role::Lead).count() > 1;
    done
}

/// A name without 「(牵头)」 after it, and whether it stood there.
fn without_role(mut name: String) -> (String, bool) {
    for mark in ["（牵头）", "(牵头)", "（牵头单位）", "(牵头单位)", "（主办）", "(主办)"]
    {
        if name.ends_with(mark) {
            name.truncate(name.len() - mark.len());
            return (name, true);
        }
    }
    (name, false)
}

/// Keeps each unit once; one that is both lead and support leads.
fn once_each(units: &mut Vec<Assigned>) {
    let leads: Vec<String> =
        units.iter().filter(|unit| unit.role == Role::Lead).map(|unit| unit.name.clone()).collect();
    let mut seen = std::collections::HashSet::new();
    units.retain(|unit| {
        (unit.role == Role::Lead || !leads.contains(&unit.name)) && seen.insert(unit.name.clone())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parts: &[(Tag, &str)], first_listed: bool) -> (Vec<String>, Vec<String>) {
        let text: String = parts.iter().map(|(_, list)| *list).collect();
        let mut at = 0;
        let parts: Vec<Part> = parts
            .iter()
            .map(|(tag, list)| {
                at += list.len();
                Part { tag: *tag, range: at - list.len()..at, unlabelled: false }
            })
            .collect();
        let (lead, support): (Vec<_>, Vec<_>) = assign(&text, &parts, first_listed)
            .units
            .into_iter()
            .partition(|unit| unit.role == Role::Lead);
        let names = |units: Vec<Assigned>| units.into_iter().map(|unit| unit.name).collect();
        (names(lead), names(support))
    }

    fn both(lead: &[&str], support: &[&str]) -> (Vec<String>, Vec<String>) {
        let own = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        (own(lead), own(support))
    }

    #[test]
    fn responsible_units_support_beside_a_lead() {
        assert_eq!(
            read(&[(Tag::Lead, "市商务局"), (Tag::Responsible, "市财政局、市税务局")], false),
            both(&["市商务局"], &["市财政局", "市税务局"])
        );
    }

    #[test]
    fn responsible_units_lead_beside_support() {
        assert_eq!(
            read(&[(Tag::Responsible, "市商务局"), (Tag::Support, "市财政局")], false),
            both(&["市商务局"], &["市财政局"])
        );
    }

    #[test]
    fn lone_responsible_units_lead_jointly() {
        assert_eq!(
            read(&[(Tag::Responsible, "市商务局、市财政局")], false),
            both(&["市商务局", "市财政局"], &[])
        );
    }

    #[test]
    fn the_first_listed_leads_where_the_document_says_so() {
        assert_eq!(
            read(&[(Tag::Responsible, "市商务局、市财政局")], true),
            both(&["市商务局"], &["市财政局"])
        );
        assert_eq!(
            read(&[(Tag::Lead, "市商务局、市外办"), (Tag::Support, "市财政局")], true),
            both(&["市商务局", "市外办"], &["市财政局"])
        );
    }

    #[test]
    fn a_unit_that_is_both_leads() {
        assert_eq!(
            read(&[(Tag::Lead, "市商务局"), (Tag::Support, "市商务局、市财政局")], false),
            both(&["市商务局"], &["市财政局"])
        );
    }

    #[test]
    fn a_mark_after_a_name_makes_it_lead() {
        assert_eq!(
            read(&[(Tag::Support, "市商务局(牵头)、市财政局")], false),
            both(&["市商务局"], &["市财政局"])
        );
    }
}
