//! Printed units into mentions: full names, collectives, and what was restored.

use super::finding::Code;
use super::label::Tag;
use super::names;
use super::outline::Task;
use super::plan::UnitMention;
use super::restore::{self, Prefix, Restored};
use super::roles::{self, Assigned};
use super::text::cut;
use crate::domain::assignment::Role;

/// The units of an item.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub lead: Vec<UnitMention>,
    pub support: Vec<UnitMention>,
    /// What was guessed, restored or odd, and where, in bytes of the flow.
    pub notes: Vec<(Code, std::ops::Range<usize>, String)>,
}

/// The prefix that most departments of a document are printed with.
pub(super) fn usual_prefix(text: &str, tasks: &[Task]) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut all = 0;
    for part in tasks
        .iter()
        .flat_map(|task| &task.parts)
        .filter(|part| !matches!(part.tag, Tag::Leader | Tag::Deadline))
    {
        for name in names::split(text, part.range.clone()).names {
            if let Prefix::Printed { place, .. } = restore::prefix(cut(text, name.range)) {
                all += 1;
                match counts.iter().position(|(known, _)| *known == place) {
                    Some(n) => counts.get_mut(n).into_iter().for_each(|(_, count)| *count += 1),
                    None if counts.len() < 32 => counts.push((place, 1)),
                    None => {}
                }
            }
        }
    }
    let (place, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 3 && count * 10 >= all * 8).then(|| place.to_owned())
}

/// Reads the units of a task.
pub(super) fn read(
    text: &str,
    task: &Task,
    first_listed_leads: bool,
    usual: Option<&str>,
) -> Units {
    let assigned = roles::assign(text, &task.parts, first_listed_leads);
    let mut units = Units::default();
    let full = full_names(&assigned.units, usual, &mut units.notes);
    for (unit, full) in assigned.units.iter().zip(full) {
        let collective = names::is_collective(&unit.name);
        note(unit, collective, &mut units.notes);
        let mention = UnitMention { printed: unit.name.clone(), units: vec![full], collective };
        match unit.role {
            Role::Lead => units.lead.push(mention),
            Role::Support => units.support.push(mention),
        }
    }
    let whole = task.whole.clone();
    if assigned.open {
        units.notes.push((
            Code::OpenList,
            whole.clone(),
            "名单以“等”结尾，可能还有未列出的单位，请核对。".to_owned(),
        ));
    }
    if assigned.by_first_listed && assigned.units.len() > 1 {
        let first = assigned.units.first().map_or("", |unit| unit.name.as_str());
        units.notes.push((
            Code::FirstListedLeads,
            whole,
            format!("文件规定列首位的单位牵头，因此以“{first}”为牵头单位。"),
        ));
    } else if assigned.jointly {
        units.notes.push((
            Code::JointLead,
            whole,
            "只写了责任单位，没有牵头单位，按共同牵头处理。".to_owned(),
        ));
    }
    units
}

fn note(
    unit: &Assigned,
    collective: bool,
    notes: &mut Vec<(Code, std::ops::Range<usize>, String)>,
) {
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
    usual: Option<&str>,
    notes: &mut Vec<(Code, std::ops::Range<usize>, String)>,
) -> Vec<String> {
    let printed: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    let joined: Vec<bool> = units.iter().map(|unit| unit.joined).collect();
    let suffixed = restore::suffixes(&printed, &joined);
    let mut place: Option<(String, bool)> = None;
    let mut full = Vec::with_capacity(units.len());
    for (unit, suffixed) in units.iter().zip(suffixed) {
        let mut restored = None;
        let name = match (suffixed, restore::prefix(&unit.name)) {
            (Some(name), _) => {
                restored = Some(Restored::Suffix);
                name
            }
            (None, Prefix::Missing { party }) => match place
                .as_ref()
                .map(|(place, committee)| (place.as_str(), *committee))
                .or(usual.map(|usual| (usual, false)))
            {
                Some((place, committee)) => {
                    restored = Some(Restored::Prefix);
                    restore::with_prefix(&unit.name, place, party && committee)
                }
                None => unit.name.clone(),
            },
            (None, Prefix::Printed { place: printed, party }) => {
                if !names::is_collective(&unit.name) {
                    place = Some((printed.to_owned(), party));
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
