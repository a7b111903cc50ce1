//! Units that may be the answer to a finding: by the likeness of names, and by last year's answers.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap, HashSet},
};

use chrono::{Datelike, Days, NaiveDate};

use crate::{
    domain::{
        finding::Proposal,
        id::{ItemId, OfficeId, UnitId},
        likeness,
        unit::{Member, UnitKind, holds_on},
    },
    error::Result,
    policy::Author,
    store::{Confirmed, Register, Tx},
};

/// The most units that are proposed for a name.
const MOST: usize = 3;
/// The most that are proposed for a group.
const MOST_MEMBERS: usize = 500;

/// The units valid on a day whose name or alias is like a name.
pub(super) fn nearest(
    name: &str,
    register: &Register,
    region: Option<&str>,
    on: NaiveDate,
) -> Vec<Proposal> {
    let valid: HashMap<UnitId, &str> = register
        .units
        .iter()
        .filter(|unit| unit.kind != UnitKind::Collective)
        .filter(|unit| holds_on((unit.valid_from, unit.valid_to), on))
        .map(|unit| (unit.id, unit.name.as_str()))
        .collect();
    let aliases = register
        .aliases
        .iter()
        .filter(|alias| holds_on((alias.valid_from, alias.valid_to), on))
        .filter(|alias| valid.contains_key(&alias.unit))
        .map(|alias| (alias.unit, alias.name.as_str()));
    let mut best: BTreeMap<UnitId, (f64, &str)> = BTreeMap::new();
    for (unit, known) in valid.iter().map(|(unit, known)| (*unit, *known)).chain(aliases) {
        let score = likeness::of_names(name, known, region);
        let most = best.entry(unit).or_insert((score, known));
        if score > most.0 {
            *most = (score, known);
        }
    }
    let mut proposals: Vec<Proposal> = best
        .into_iter()
        .filter(|(_, (score, _))| *score >= likeness::WORTH_PROPOSING)
        .map(|(unit, (score, known))| Proposal {
            unit,
            score,
            reason: format!("名称与“{known}”相近"),
        })
        .collect();
    proposals.sort_by(likeliest);
    proposals.truncate(MOST);
    proposals
}

fn likeliest(one: &Proposal, other: &Proposal) -> Ordering {
    other.score.total_cmp(&one.score).then(one.unit.cmp(&other.unit))
}

/// Of these collectives those without members on a day, each with its name and the members that it,
/// or the collective with the nearest name, had last.
pub(super) async fn unconfirmed(
    tx: &Tx,
    by: Author<'_>,
    office: OfficeId,
    collectives: &BTreeMap<UnitId, String>,
    on: NaiveDate,
) -> Result<Vec<(UnitId, String, Vec<Proposal>)>> {
    let reader = tx.reader(by.scope());
    let memberships = reader.memberships_in(office).await?;
    let has_members =
        |id: &UnitId| memberships.get(id).into_iter().flatten().any(|member| holds(member, on));
    let without: Vec<(UnitId, &String)> = collectives
        .iter()
        .filter(|(id, _)| !has_members(id))
        .map(|(id, name)| (*id, name))
        .collect();
    if without.is_empty() {
        return Ok(Vec::new());
    }
    let confirmed: Vec<UnitId> = memberships.keys().copied().collect();
    let mut names: Vec<(UnitId, String)> =
        reader.units(&confirmed).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    names.sort();
    let region = reader.offices(&[office]).await?.pop().and_then(|own| own.region);
    let proposed = |id: UnitId, name: &str| {
        let own = memberships.get(&id).map(|members| (members, 1.0, name));
        let nearest = || {
            names
                .iter()
                .map(|(id, known)| (id, known, likeness::of_names(name, known, region.as_deref())))
                .filter(|(.., score)| *score >= likeness::WORTH_PROPOSING)
                .max_by(|one, other| one.2.total_cmp(&other.2))
                .and_then(|(id, known, score)| Some((memberships.get(id)?, score, known.as_str())))
        };
        own.or_else(nearest).map_or_else(Vec::new, |(members, score, known)| {
            last_members(members, on, score, known)
        })
    };
    Ok(without.into_iter().map(|(id, name)| (id, name.clone(), proposed(id, name))).collect())
}

fn holds(member: &Member, on: NaiveDate) -> bool {
    holds_on((member.valid_from, member.valid_to), on)
}

/// The members on a day, or on the last day before it on which there were any; else the first ever.
fn last_members(members: &[Member], on: NaiveDate, score: f64, known: &str) -> Vec<Proposal> {
    let last_day = members
        .iter()
        .filter(|member| member.valid_from <= on)
        .map(|member| member.valid_to.map_or(on, |to| on.min(to - Days::new(1))))
        .max()
        .or_else(|| members.iter().map(|member| member.valid_from).min());
    let Some(day) = last_day else { return Vec::new() };
    let of_day = members.iter().filter(|member| holds(member, day)).take(MOST_MEMBERS);
    of_day
        .map(|member| Proposal {
            unit: member.unit,
            score,
            reason: format!("{}年确认为“{known}”的成员单位", day.year()),
        })
        .collect()
}

/// What the office confirmed for groups (相关…) before.
pub(super) struct Answers(Vec<Confirmed>);

impl Answers {
    /// The answers for these printed names.
    pub(super) async fn of(
        tx: &Tx,
        by: Author<'_>,
        office: OfficeId,
        printed: &[String],
    ) -> Result<Self> {
        Ok(Self(tx.reader(by.scope()).confirmed_for(office, printed).await?))
    }

    /// The units confirmed for the same words on the item whose text is most like `text`.
    pub(super) fn on_the_most_similar(&self, printed: &str, text: &str) -> Vec<Proposal> {
        let same = || self.0.iter().filter(|answer| answer.printed == printed);
        let mut seen: HashSet<ItemId> = HashSet::new();
        let mut best: Option<(&Confirmed, f64)> = None;
        for answer in same() {
            if seen.insert(answer.item) {
                let score = likeness::of_texts(text, &answer.text);
                // The newest of equals: it stands first.
                if best.is_none_or(|(_, most)| score > most) {
                    best = Some((answer, score));
                }
            }
        }
        let Some((nearest, score)) = best else { return Vec::new() };
        same()
            .filter(|answer| answer.item == nearest.item)
            .take(MOST_MEMBERS)
            .map(|answer| Proposal {
                unit: answer.unit,
                score,
                reason: format!(
                    "《{}》“{}”一项的“{printed}”曾确认包括该单位",
                    answer.title,
                    beginning(&answer.text)
                ),
            })
            .collect()
    }
}

/// The first words of a text.
fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 20;
    let mut words: String = text.chars().take(CHARACTERS).collect();
    if text.chars().nth(CHARACTERS).is_some() {
        words.push('…');
    }
    words
}
