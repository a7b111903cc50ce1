//! Which duties should exist: items, the units that answer for them, rules and their periods.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Answering;
use crate::domain::{
    assignment::Role,
    calendar::Slot,
    id::{ItemId, SectionId, UnitId},
    regime::{OwedTo, Reporter, ReportingRule},
};

/// An item, as far as duties follow from it.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// The item.
    pub item: ItemId,
    /// Its heading and those above it.
    pub sections: Vec<SectionId>,
    /// Day by which it is to be done.
    pub deadline: Option<NaiveDate>,
    /// Whether it is being worked on.
    pub open: bool,
    /// Who answers for it, in the order of the clause.
    pub assignments: Vec<(UnitId, Role)>,
}

/// A rule with its periods.
#[derive(Clone, Debug)]
pub struct RuleCalendar<'a> {
    /// The rule.
    pub rule: &'a ReportingRule,
    /// Its periods, in order.
    pub slots: Vec<Slot>,
}

/// A duty that should exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The item.
    pub item: ItemId,
    /// The unit that owes it.
    pub unit: UnitId,
    /// Place of the rule among the calendars.
    pub rule: usize,
    /// Place of the period among the rule's.
    pub slot: usize,
    /// As what the unit owes it.
    pub role: Role,
    /// Whom it is owed to; none for the office.
    pub recipient: Option<UnitId>,
    /// Day by which it is due.
    pub due_on: NaiveDate,
}

/// The duties that should exist on a day, by item, rule and period.
///
/// An item asks for reports in the periods that begin by its deadline, and in later ones as they
/// begin while it is still open. A report that would be due after the deadline within the period
/// of the deadline is due on it, unless that day was before `since`, the day of publishing.
#[must_use]
pub fn wanted(
    items: &[Obligation],
    calendars: &[RuleCalendar<'_>],
    units: &Answering,
    since: NaiveDate,
    today: NaiveDate,
) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for item in items.iter().filter(|item| item.open) {
        // Who answers changes with the day only where there are collectives: days repeat.
        let mut parties: HashMap<NaiveDate, Parties> = HashMap::new();
        for (rule, calendar) in calendars.iter().enumerate() {
            if !calendar.rule.bounds.cover(item.item, &item.sections) {
                continue;
            }
            for (place, slot) in calendar.slots.iter().enumerate() {
                if !asks(item, slot, today) {
                    break;
                }
                let parties = parties
                    .entry(slot.starts_on)
                    .or_insert_with(|| Parties::of(item, units, slot.starts_on));
                let due_on = due_on(item, slot, since);
                wanted.extend(parties.owing(calendar.rule, units).map(
                    |(unit, role, recipient)| Wanted {
                        item: item.item,
                        unit,
                        rule,
                        slot: place,
                        role,
                        recipient,
                        due_on,
                    },
                ));
            }
        }
    }
    wanted
}

fn asks(item: &Obligation, slot: &Slot, today: NaiveDate) -> bool {
    item.deadline.is_none_or(|deadline| slot.starts_on <= deadline.max(today))
}

fn due_on(item: &Obligation, slot: &Slot, since: NaiveDate) -> NaiveDate {
    item.deadline
        .filter(|deadline| *deadline >= slot.starts_on.max(since))
        .map_or(slot.due_on, |deadline| deadline.min(slot.due_on))
}

/// The units that answer for an item on a day.
struct Parties {
    /// Units of the first `LEAD` of the clause.
    first: Vec<UnitId>,
    leads: Vec<UnitId>,
    /// Those that support and do not lead.
    supports: Vec<UnitId>,
}

impl Parties {
    fn of(item: &Obligation, units: &Answering, day: NaiveDate) -> Self {
        let with = |wanted: Role| {
            item.assignments.iter().filter(move |(_, role)| *role == wanted).map(|(unit, _)| *unit)
        };
        let first = with(Role::Lead).next().map(|unit| units.on(unit, day)).unwrap_or_default();
        let mut leads = Vec::new();
        for unit in with(Role::Lead).flat_map(|unit| units.on(unit, day)) {
            if !leads.contains(&unit) {
                leads.push(unit);
            }
        }
        let mut supports = Vec::new();
        for unit in with(Role::Support).flat_map(|unit| units.on(unit, day)) {
            if !leads.contains(&unit) && !supports.contains(&unit) {
                supports.push(unit);
            }
        }
        Self { first, leads, supports }
    }

    /// Who owes a report under a rule, as what and whom.
    fn owing<'a>(
        &'a self,
        rule: &'a ReportingRule,
        units: &'a Answering,
    ) -> impl Iterator<Item = (UnitId, Role, Option<UnitId>)> + 'a {
        let leads = if rule.every_lead { &self.leads } else { &self.first };
        let leads = leads.iter().map(|unit| (*unit, Role::Lead));
        let supports = self.supports.iter().map(|unit| (*unit, Role::Support));
        let asked = move |unit: UnitId, role: Role| match rule.reporter {
            Reporter::All => true,
            Reporter::Lead => role == Role::Lead,
            Reporter::Support => role == Role::Support,
            Reporter::Unit => rule.reporter_unit.map(|named| units.heir(named)) == Some(unit),
            Reporter::Office => false,
        };
        leads
            .chain(supports)
            .filter(move |(unit, role)| asked(*unit, *role))
            .filter(move |(unit, _)| {
                // A rule that binds a unit binds whoever answers in its place.
                rule.bounds.bind(*unit, units.kind(*unit))
                    || rule.bounds.units.iter().any(|named| units.heir(*named) == *unit)
            })
            .map(|(unit, role)| (unit, role, self.recipient(rule, units, unit, role)))
    }

    /// Nobody reports to itself: what a unit would owe itself, it owes the office.
    fn recipient(
        &self,
        rule: &ReportingRule,
        units: &Answering,
        unit: UnitId,
        part: Role,
    ) -> Option<UnitId> {
        match (rule.owed_to, part) {
            (OwedTo::Lead, Role::Support) => self.leads.first().copied(),
            (OwedTo::Unit, _) => rule.recipient_unit.map(|named| units.heir(named)),
            (OwedTo::Lead, Role::Lead) | (OwedTo::Office, _) => None,
        }
        .filter(|recipient| *recipient != unit)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        calendar::{Holidays, Schedule},
        id::{DocumentId, ReportingRuleId},
        regime::{Bounds, HolidayShift, RuleSource},
        unit::UnitKind,
    };

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn rule(reporter: Reporter) -> ReportingRule {
        let id = Uuid::from_u128(1);
        let rule = ReportingRule::new(ReportingRuleId(id), DocumentId(id), RuleSource::Imported);
        ReportingRule { reporter, ..rule }
    }

    fn item(deadline: Option<&str>) -> Obligation {
        Obligation {
            item: ItemId(Uuid::from_u128(7)),
            sections: vec![],
            deadline: deadline.map(day),
            open: true,
            assignments: vec![
                (unit(3), Role::Support),
                (unit(1), Role::Lead),
                (unit(2), Role::Lead),
                (unit(2), Role::Support),
                (unit(3), Role::Support),
            ],
        }
    }

    /// Unit, part, recipient and day of each duty.
    fn owed(item: &Obligation, rule: &ReportingRule, today: &str) -> Vec<String> {
        let mut units = Answering::default();
        for n in 1..=3 {
            units.unit(unit(n), UnitKind::Department, None);
        }
        let dates = ["2026-06-30", "2026-12-31"].map(day).to_vec();
        let since = day("2026-03-02");
        let slots = Schedule::on(dates).slots(
            since,
            day("2026-12-31"),
            HolidayShift::None,
            &Holidays::default(),
        );
        let calendars = [RuleCalendar { rule, slots }];
        let short = |unit: UnitId| unit.0.as_u128();
        wanted(std::slice::from_ref(item), &calendars, &units, since, day(today))
            .into_iter()
            .map(|duty| {
                let to = duty.recipient.map_or("office".to_owned(), |unit| short(unit).to_string());
                format!("{} {} {to} {}", short(duty.unit), duty.role, duty.due_on.format("%m-%d"))
            })
            .collect()
    }

    #[test]
    fn leads_owe_the_office_and_supports_the_first_lead() {
        let first: Vec<String> =
            owed(&item(None), &rule(Reporter::All), "2026-03-02").into_iter().take(3).collect();
        assert_eq!(first, ["1 LEAD office 06-30", "2 LEAD office 06-30", "3 SUPPORT 1 06-30"]);
    }

    #[test]
    fn a_rule_says_who_and_to_whom() {
        let item = item(Some("2026-05-31"));
        let today = "2026-03-02";
        let lead = ReportingRule { every_lead: false, ..rule(Reporter::Lead) };
        assert_eq!(owed(&item, &lead, today), ["1 LEAD office 05-31"]);
        let to_two = ReportingRule {
            owed_to: OwedTo::Unit,
            recipient_unit: Some(unit(2)),
            ..rule(Reporter::All)
        };
        assert_eq!(
            owed(&item, &to_two, today),
            ["1 LEAD 2 05-31", "2 LEAD office 05-31", "3 SUPPORT 2 05-31"]
        );
        let one = ReportingRule { reporter_unit: Some(unit(3)), ..rule(Reporter::Unit) };
        assert_eq!(owed(&item, &one, today), ["3 SUPPORT 1 05-31"]);
        let towns = Bounds { kinds: vec![UnitKind::Township], ..Bounds::default() };
        assert!(
            owed(&item, &ReportingRule { bounds: towns, ..rule(Reporter::All) }, today).is_empty()
        );
        assert!(owed(&item, &rule(Reporter::Office), today).is_empty());
    }

    #[test]
    fn an_item_asks_until_its_deadline_and_while_it_stays_open() {
        let support = rule(Reporter::Support);
        assert_eq!(owed(&item(Some("2026-06-30")), &support, "2026-06-30"), ["3 SUPPORT 1 06-30"]);
        // Still open when the next period has begun.
        assert_eq!(
            owed(&item(Some("2026-06-20")), &support, "2026-07-01"),
            ["3 SUPPORT 1 06-20", "3 SUPPORT 1 12-31"]
        );
        // A deadline before publishing brings no day forward.
        assert_eq!(owed(&item(Some("2026-01-31")), &support, "2026-03-02"), ["3 SUPPORT 1 06-30"]);
        let closed = Obligation { open: false, ..item(None) };
        assert!(owed(&closed, &support, "2026-03-02").is_empty());
    }
}
