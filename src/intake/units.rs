//! Printed units into mentions: full names, collectives, and what was restored.

use std::collections::HashMap;
use std::ops::Range;

use super::finding::Code;
use super::names;
use super::plan::UnitMention;
use super::restore::{self, Prefix, Restored};
use super::roles::{Assigned, Assignment};
use super::text::cut;
use crate::domain::assignment::Role;

/// The units of an item.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub lead: Vec<UnitMention>,
    pub support: Vec<UnitMention>,
    /// What was guessed, restored or odd, and where, in bytes of the flow.
    pub notes: Vec<(Code, Range<usize>, String)>,
}

/// The prefix that most departments of a document are printed with.
pub(super) fn usual_prefix(assignments: &[Assignment]) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0;
    for unit in assignments.iter().flat_map(|assignment| &assignment.units) {
        if let Prefix::Printed { place, .. } = restore::prefix(&unit.name) {
            all += 1;
            *counts.entry(place).or_default() += 1;
        }
    }
    let (place, count) = counts.into_iter().max_by_key(|(place, count)| (*count, *place))?;
    (count >= 3 && count * 10 >= all * 8).then(|| place.to_owned())
}

/// The mentions of the units that a clause assigns; `whole` is where the item stands.
pub(super) fn mentions(
    text: &str,
    assignment: &Assignment,
    whole: &Range<usize>,
    usual: Option<&str>,
) -> Units {
    let mut units = Units::default();
    let collective: Vec<bool> =
        assignment.units.iter().map(|unit| names::is_collective(&unit.name)).collect();
    let full = full_names(&assignment.units, &collective, usual, &mut units.notes);
    for ((unit, full), collective) in assignment.units.iter().zip(full).zip(collective) {
        note(unit, collective, &mut units.notes);
        let mention = UnitMention { printed: unit.name.clone(), units: vec![full], collective };
        match unit.role {
            Role::Lead => units.lead.push(mention),
            Role::Support => units.support.push(mention),
        }
    }
    for remark in &assignment.remarks {
        let printed = names::printed(cut(text, remark.clone()));
        if names::only_ranks(&printed) {
            continue;
        }
        units.notes.push((
            Code::RemarkInClause,
            remark.clone(),
            format!("责任条款里附有说明“{printed}”，可能也适用于其他任务，请核对。"),
        ));
    }
    if assignment.open {
        units.notes.push((
            Code::OpenList,
            whole.clone(),
            "名单以“等”结尾，可能还有未列出的单位，请核对。".to_owned(),
        ));
    }
    if assignment.by_first_listed && assignment.units.len() > 1 {
        let first = assignment.units.first().map_or("", |unit| unit.name.as_str());
        units.notes.push((
            Code::FirstListedLeads,
            whole.clone(),
            format!("文件规定列首位的单位牵头，因此以“{first}”为牵头单位。"),
        ));
    } else if assignment.jointly {
        units.notes.push((
            Code::JointLead,
            whole.clone(),
            "只写了责任单位，没有牵头单位，按共同牵头处理。".to_owned(),
        ));
    }
    units
}

fn note(unit: &Assigned, collective: bool, notes: &mut Vec<(Code, Range<usize>, String)>) {
    let name = &unit.name;
    let mut add = |code, message| notes.push((code, unit.at.clone(), message));
    if unit.unlabelled {
        add(Code::UnlabelledUnits, format!("“{name}”前没有写明是牵头还是责任单位，请核对。"));
    }
    if collective && (name.contains("相关") || name.contains("有关") || name.contains("成员单位"))
    {
        add(Code::UnconfirmedGroup, format!("“{name}”是一组单位，须确认包括哪些单位。"));
    } else if !collective && (name.chars().count() > 40 || name.chars().count() < 2) {
        add(Code::OddName, format!("“{name}”不像单位名称，请核对。"));
    }
}

/// The full name of each unit: suffixes that the end of its list gives, prefixes that the names before it give.
fn full_names(
    units: &[Assigned],
    collective: &[bool],
    usual: Option<&str>,
    notes: &mut Vec<(Code, Range<usize>, String)>,
) -> Vec<String> {
    let printed: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    let joined: Vec<bool> = units.iter().map(|unit| unit.joined).collect();
    let suffixed = restore::suffixes(&printed, &joined);
    let mut place: Option<(&str, bool)> = None;
    let mut full = Vec::with_capacity(units.len());
    for ((unit, collective), suffixed) in units.iter().zip(collective).zip(suffixed) {
        let mut restored = None;
        let name = match (suffixed, restore::prefix(&unit.name)) {
            (Some(name), _) => {
                restored = Some(Restored::Suffix);
                name
            }
            (None, Prefix::Missing { party }) => {
                match place.or(usual.map(|usual| (usual, false))) {
                    Some((place, committee)) => {
                        restored = Some(Restored::Prefix);
                        restore::with_prefix(&unit.name, place, party && committee)
                    }
                    None => unit.name.clone(),
                }
            }
            (None, Prefix::Printed { place: printed, party }) => {
                if !collective {
                    place = Some((printed, party));
                }
                unit.name.clone()
            }
            (None, Prefix::Unknown) => unit.name.clone(),
        };
        if let Some(restored) = restored {
            let code = match restored {
                Restored::Suffix => Code::ElidedSuffix,
                Restored::Prefix => Code::ElidedPrefix,
            };
            notes.push((code, unit.at.clone(), format!("“{}”按上下文补全为“{name}”。", unit.name)));
        }
        full.push(name);
    }
    full
}
