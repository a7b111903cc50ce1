//! From the duties that exist to those that should: what was reported stays, nothing arises in
//! the past, nothing is made late by a change.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{DutyState, EndReason, Obligation, RuleCalendar, Wanted};
use crate::domain::{
    assignment::Role,
    id::{DutyId, ItemId, ReportingRuleId, UnitId},
};

/// A duty that exists.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Key.
    pub id: DutyId,
    /// The item.
    pub item: ItemId,
    /// The unit that owes it.
    pub unit: UnitId,
    /// The rule of its period.
    pub rule: ReportingRuleId,
    /// First and last day of its period.
    pub period: (NaiveDate, NaiveDate),
    /// As what the unit owes it.
    pub role: Role,
    /// Whom it is owed to; none for the office.
    pub recipient: Option<UnitId>,
    /// Day by which it is due.
    pub due_on: NaiveDate,
    /// How far it is answered.
    pub state: DutyState,
}

/// What brings the duties to what they should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// As it should be.
    pub keep: Vec<Wanted>,
    /// To be entered.
    pub add: Vec<Wanted>,
    /// Owed again.
    pub revive: Vec<(DutyId, Wanted)>,
    /// To get another day, part or recipient.
    pub change: Vec<(DutyId, Wanted)>,
    /// Owed no longer.
    pub end: Vec<(DutyId, EndReason)>,
}

/// What there is to do so that the duties are those wanted.
#[must_use]
pub fn difference(
    standing: &[Standing],
    wanted: Vec<Wanted>,
    calendars: &[RuleCalendar<'_>],
    items: &[Obligation],
    today: NaiveDate,
) -> Difference {
    let key = |duty: &Standing| (duty.item, duty.unit, duty.rule, duty.period.0);
    let known: HashMap<_, &Standing> = standing.iter().map(|duty| (key(duty), duty)).collect();
    // The same unit is not asked twice for the same item and the same days.
    let reported: HashSet<_> = standing
        .iter()
        .filter(|duty| !matches!(duty.state, DutyState::Open | DutyState::Cancelled))
        .map(|duty| (duty.item, duty.unit, duty.period))
        .collect();
    let mut found = Difference::default();
    let mut kept: HashSet<DutyId> = HashSet::new();
    for duty in wanted {
        let Some(calendar) = calendars.get(duty.rule) else { continue };
        let Some(slot) = calendar.slots.get(duty.slot) else { continue };
        let current = known.get(&(duty.item, duty.unit, calendar.rule.id, slot.starts_on));
        match current {
            Some(current) if current.state == DutyState::Cancelled => {
                found.revive.extend((duty.due_on >= today).then_some((current.id, duty)));
            }
            Some(current) => {
                kept.insert(current.id);
                match changed(current, &duty, today) {
                    Some(changed) => found.change.push((current.id, changed)),
                    None => found.keep.push(Wanted { due_on: current.due_on, ..duty }),
                }
            }
            None if duty.due_on >= today
                && !reported.contains(&(duty.item, duty.unit, (slot.starts_on, slot.ends_on))) =>
            {
                found.add.push(duty);
            }
            None => {}
        }
    }
    let items: HashMap<ItemId, &Obligation> = items.iter().map(|item| (item.item, item)).collect();
    let asked: HashSet<ReportingRuleId> = calendars
        .iter()
        .filter(|calendar| calendar.rule.ended_on.is_none())
        .map(|calendar| calendar.rule.id)
        .collect();
    // What was reported stays, but of an item that is not open nothing is asked again.
    let is_owed = |duty: &Standing| match duty.state {
        DutyState::Open => true,
        DutyState::Returned => items.get(&duty.item).is_none_or(|item| !item.open),
        DutyState::Submitted | DutyState::Accepted | DutyState::Cancelled => false,
    };
    found.end = standing
        .iter()
        .filter(|duty| is_owed(duty) && !kept.contains(&duty.id))
        .map(|duty| (duty.id, reason(duty, &items, &asked)))
        .collect();
    found
}

/// An open duty as it should be, if it is not so. A day that has passed stays as it was, and none
/// is moved into the past.
fn changed(current: &Standing, wanted: &Wanted, today: NaiveDate) -> Option<Wanted> {
    if current.state != DutyState::Open {
        return None;
    }
    let movable = current.due_on >= today && wanted.due_on >= today;
    let due_on = if movable { wanted.due_on } else { current.due_on };
    let differs = due_on != current.due_on
        || wanted.role != current.role
        || wanted.recipient != current.recipient;
    differs.then(|| Wanted { due_on, ..wanted.clone() })
}

fn reason(
    duty: &Standing,
    items: &HashMap<ItemId, &Obligation>,
    asked: &HashSet<ReportingRuleId>,
) -> EndReason {
    match items.get(&duty.item) {
        Some(item) if item.open && asked.contains(&duty.rule) => EndReason::Assignment,
        Some(item) if item.open => EndReason::Regime,
        _ => EndReason::Item,
    }
}

impl Difference {
    /// The counts of what it does.
    #[must_use]
    pub fn changes(&self) -> super::DutyChanges {
        super::DutyChanges {
            added: self.add.len() + self.revive.len(),
            moved: self.change.len(),
            ended: self.end.len(),
        }
    }

    /// The duties that will be owed, due on a day or later.
    pub fn owed_from(&self, day: NaiveDate) -> impl Iterator<Item = &Wanted> {
        let known = self.revive.iter().chain(&self.change).map(|(_, duty)| duty);
        self.keep.iter().chain(&self.add).chain(known).filter(move |duty| duty.due_on >= day)
    }
}
