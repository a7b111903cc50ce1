//! From the duties that exist to those that should: what was reported stays, nothing arises in
//! the past, nothing is made late by a change.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::{Answering, DutyState, EndReason, Obligation, RuleCalendar, Wanted};
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

/// A duty that goes to the successor of the unit that owes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inherited {
    /// The duty.
    pub duty: DutyId,
    /// The unit that owed it.
    pub from: UnitId,
    /// The unit that owes it now.
    pub to: UnitId,
    /// As what.
    pub role: Role,
    /// Whom it is owed to; none for the office.
    pub recipient: Option<UnitId>,
    /// Day by which it is due.
    pub due_on: NaiveDate,
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
    /// To go to a successor, with the drafts and whatever was returned.
    pub inherit: Vec<Inherited>,
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
    units: &Answering,
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
    let estate = Estate::of(standing, units);
    let mut found = Difference::default();
    let mut kept: HashSet<DutyId> = HashSet::new();
    for duty in wanted {
        let Some(calendar) = calendars.get(duty.rule) else { continue };
        let Some(slot) = calendar.slots.get(duty.slot) else { continue };
        let key = (duty.item, duty.unit, calendar.rule.id, slot.starts_on);
        let period = (slot.starts_on, slot.ends_on);
        let before = estate.owed.get(&key).and_then(|of| of.first());
        let answered = estate.answered.contains(&(duty.item, duty.unit, period));
        match known.get(&key) {
            Some(current) if current.state == DutyState::Cancelled => {
                // What the successor owed once it owes again in the place of whom it succeeds.
                let due_on = before.map_or(duty.due_on, |before| before.due_on);
                let owed = !answered && (before.is_some() || duty.due_on >= today);
                found.revive.extend(owed.then_some((current.id, Wanted { due_on, ..duty })));
            }
            Some(current) => {
                kept.insert(current.id);
                match changed(current, &duty, today) {
                    Some(changed) => found.change.push((current.id, changed)),
                    None => found.keep.push(Wanted { due_on: current.due_on, ..duty }),
                }
            }
            None if answered => {}
            None => match before {
                Some(before) => {
                    kept.insert(before.id);
                    found.inherit.push(inherited(before, &duty, today));
                }
                None if duty.due_on >= today
                    && !reported.contains(&(duty.item, duty.unit, period)) =>
                {
                    found.add.push(duty);
                }
                None => {}
            },
        }
    }
    let items: HashMap<ItemId, &Obligation> = items.iter().map(|item| (item.item, item)).collect();
    let asked: HashSet<ReportingRuleId> = calendars
        .iter()
        .filter(|calendar| calendar.rule.ended_on.is_none())
        .map(|calendar| calendar.rule.id)
        .collect();
    // What was returned is to be answered, whatever became of the rule that asked for it.
    for (key, before) in &estate.owed {
        let returned = before.iter().find(|duty| duty.state == DutyState::Returned);
        let open = items.get(&key.0).is_some_and(|item| item.open);
        if let Some(before) = returned.filter(|duty| open && !kept.contains(&duty.id))
            && !known.contains_key(key)
            && !before_kept(&estate, key, &kept)
        {
            kept.insert(before.id);
            found.inherit.push(Inherited {
                duty: before.id,
                from: before.unit,
                to: key.1,
                role: before.role,
                recipient: before.recipient.map(|unit| units.heir(unit)),
                due_on: before.due_on,
            });
        }
    }
    // What was reported stays, but of an item that is not open nothing is asked again.
    let is_owed = |duty: &Standing| match duty.state {
        DutyState::Open => true,
        DutyState::Returned => {
            items.get(&duty.item).is_none_or(|item| !item.open)
                || units.heir(duty.unit) != duty.unit
        }
        DutyState::Submitted | DutyState::Accepted | DutyState::Cancelled => false,
    };
    found.end = standing
        .iter()
        .filter(|duty| is_owed(duty) && !kept.contains(&duty.id))
        .map(|duty| (duty.id, reason(duty, &items, &asked, units)))
        .collect();
    found
}

type Key = (ItemId, UnitId, ReportingRuleId, NaiveDate);

/// What units left that were succeeded, by who answers in their place.
struct Estate<'a> {
    /// What waits for a report, what was returned first.
    owed: BTreeMap<Key, Vec<&'a Standing>>,
    /// What was reported and stays reported.
    answered: HashSet<(ItemId, UnitId, (NaiveDate, NaiveDate))>,
}

impl<'a> Estate<'a> {
    fn of(standing: &'a [Standing], units: &Answering) -> Self {
        let mut estate = Self { owed: BTreeMap::new(), answered: HashSet::new() };
        for duty in standing {
            let heir = units.heir(duty.unit);
            if heir == duty.unit {
                continue;
            }
            match duty.state {
                DutyState::Open | DutyState::Returned => {
                    let key = (duty.item, heir, duty.rule, duty.period.0);
                    estate.owed.entry(key).or_default().push(duty);
                }
                DutyState::Submitted | DutyState::Accepted => {
                    estate.answered.insert((duty.item, heir, duty.period));
                }
                DutyState::Cancelled => {}
            }
        }
        for duties in estate.owed.values_mut() {
            duties.sort_by_key(|duty| duty.state != DutyState::Returned);
        }
        estate
    }
}

/// Whether one of several duties that would go to the same place is kept already.
fn before_kept(estate: &Estate<'_>, key: &Key, kept: &HashSet<DutyId>) -> bool {
    estate.owed.get(key).is_some_and(|duties| duties.iter().any(|duty| kept.contains(&duty.id)))
}

/// A duty as its successor owes it: what was returned stays as it is, and a day that has passed too.
fn inherited(before: &Standing, wanted: &Wanted, today: NaiveDate) -> Inherited {
    let open = before.state == DutyState::Open;
    let movable = open && before.due_on >= today && wanted.due_on >= today;
    Inherited {
        duty: before.id,
        from: before.unit,
        to: wanted.unit,
        role: wanted.role,
        recipient: wanted.recipient,
        due_on: if movable { wanted.due_on } else { before.due_on },
    }
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
    units: &Answering,
) -> EndReason {
    match items.get(&duty.item) {
        Some(item) if item.open && units.heir(duty.unit) != duty.unit => EndReason::Succession,
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
            moved: self.change.len() + self.inherit.len(),
            ended: self.end.len(),
        }
    }

    /// The duties that will be owed, due on a day or later.
    pub fn owed_from(&self, day: NaiveDate) -> impl Iterator<Item = &Wanted> {
        let known = self.revive.iter().chain(&self.change).map(|(_, duty)| duty);
        self.keep.iter().chain(&self.add).chain(known).filter(move |duty| duty.due_on >= day)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        calendar::{Holidays, Schedule},
        id::DocumentId,
        regime::{HolidayShift, ReportingRule, RuleSource},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    const ITEM: ItemId = ItemId(Uuid::from_u128(7));
    const RULE: ReportingRuleId = ReportingRuleId(Uuid::from_u128(8));

    fn duty(id: u128, of: u128, due_on: &str, state: DutyState) -> Standing {
        Standing {
            id: DutyId(Uuid::from_u128(id)),
            item: ITEM,
            unit: unit(of),
            rule: RULE,
            period: (day("2026-01-01"), day("2026-03-31")),
            role: Role::Lead,
            recipient: None,
            due_on: day(due_on),
            state,
        }
    }

    /// What happens to duties of units 1 and 2, which 3 succeeded, and of 3, on a day on which 3 is
    /// wanted to owe: who inherits by which day, what is revived, added and ended.
    fn told(standing: &[Standing]) -> String {
        let none = DocumentId(Uuid::nil());
        let rule = ReportingRule::new(RULE, none, RuleSource::Imported);
        let slots = Schedule::on(vec![day("2026-03-31")]).slots(
            day("2026-01-01"),
            day("2026-03-31"),
            HolidayShift::None,
            &Holidays::default(),
        );
        let slots: Vec<_> = slots
            .into_iter()
            .map(|mut slot| {
                (slot.starts_on, slot.ends_on) = (day("2026-01-01"), day("2026-03-31"));
                slot
            })
            .collect();
        let calendars = [RuleCalendar { rule: &rule, slots }];
        let wanted = vec![Wanted {
            item: ITEM,
            unit: unit(3),
            rule: 0,
            slot: 0,
            role: Role::Lead,
            recipient: None,
            due_on: day("2026-03-31"),
        }];
        let items = [Obligation {
            item: ITEM,
            sections: vec![],
            deadline: None,
            open: true,
            assignments: vec![],
        }];
        let mut units = Answering::default();
        units.succeed(unit(1), unit(3));
        units.succeed(unit(2), unit(3));
        let found = difference(standing, wanted, &calendars, &items, &units, day("2026-03-10"));
        let short = |id: DutyId| id.0.as_u128();
        let inherit = found.inherit.iter().map(|one| format!("{}>{}", short(one.duty), one.due_on));
        let revive = found.revive.iter().map(|(id, one)| format!("{}!{}", short(*id), one.due_on));
        let end = found.end.iter().map(|(id, reason)| format!("{}-{reason}", short(*id)));
        let add = found.add.iter().map(|_| "+".to_owned());
        inherit.chain(revive).chain(add).chain(end).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_waits_goes_to_the_successor_once() {
        use DutyState::{Accepted, Cancelled, Open, Returned, Submitted};
        let due = "2026-03-25";
        for (standing, expected) in [
            // The day that is wanted now holds, but one that has passed stays.
            (vec![duty(1, 1, due, Open)], "1>2026-03-31"),
            (vec![duty(1, 1, "2026-03-05", Open)], "1>2026-03-05"),
            (vec![duty(1, 1, due, Returned)], "1>2026-03-25"),
            // Two predecessors: what was returned goes on.
            (vec![duty(1, 1, due, Open), duty(2, 2, due, Returned)], "2>2026-03-25 1-SUCCESSION"),
            // The successor owes it already, has reported it, or owed it once.
            (vec![duty(1, 1, due, Open), duty(3, 3, due, Open)], "1-SUCCESSION"),
            (vec![duty(1, 1, due, Returned), duty(3, 3, due, Accepted)], "1-SUCCESSION"),
            (
                vec![duty(1, 1, "2026-03-05", Open), duty(3, 3, due, Cancelled)],
                "3!2026-03-05 1-SUCCESSION",
            ),
            // A predecessor has reported: the successor is not asked again.
            (vec![duty(1, 1, due, Submitted)], ""),
            (vec![duty(1, 1, due, Accepted), duty(3, 3, due, Cancelled)], ""),
            (vec![duty(1, 1, due, Accepted), duty(2, 2, due, Open)], "2-SUCCESSION"),
            (vec![duty(1, 1, due, Cancelled)], "+"),
        ] {
            assert_eq!(told(&standing), expected, "{standing:?}");
        }
    }
}
