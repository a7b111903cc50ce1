//! Who answers for an assignment on a day: collectives are replaced by their members, bodies by
//! the unit that hosts their office, and units that were succeeded by whoever succeeded them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::{id::UnitId, unit::UnitKind};

/// What is known of the units of an office.
#[derive(Clone, Debug, Default)]
pub struct Answering {
    kinds: HashMap<UnitId, UnitKind>,
    hosts: HashMap<UnitId, UnitId>,
    members: HashMap<UnitId, Vec<(UnitId, NaiveDate, Option<NaiveDate>)>>,
    heirs: HashMap<UnitId, UnitId>,
}

impl Answering {
    /// Enters a unit with the one that hosts its office.
    pub fn unit(&mut self, unit: UnitId, kind: UnitKind, host: Option<UnitId>) {
        self.kinds.insert(unit, kind);
        self.hosts.extend(host.map(|host| (unit, host)));
    }

    /// Enters a confirmed member of a collective for `[from, to)`. The order is kept.
    pub fn member(
        &mut self,
        collective: UnitId,
        member: UnitId,
        from: NaiveDate,
        to: Option<NaiveDate>,
    ) {
        self.members.entry(collective).or_default().push((member, from, to));
    }

    /// Enters who answers in the place of a unit that was succeeded.
    pub fn succeed(&mut self, unit: UnitId, heir: UnitId) {
        self.heirs.insert(unit, heir);
    }

    /// Who answers in the place of a unit; the unit itself where nobody succeeded it.
    #[must_use]
    pub fn heir(&self, unit: UnitId) -> UnitId {
        self.heirs.get(&unit).copied().unwrap_or(unit)
    }

    /// What sort of unit it is.
    #[must_use]
    pub fn kind(&self, unit: UnitId) -> UnitKind {
        self.kinds.get(&unit).copied().unwrap_or(UnitKind::Other)
    }

    /// The units that answer for a named one on a day; none while nobody was confirmed.
    #[must_use]
    pub fn on(&self, unit: UnitId, day: NaiveDate) -> Vec<UnitId> {
        let mut answer: Vec<UnitId> = match self.kind(unit) {
            UnitKind::Collective => self
                .members
                .get(&unit)
                .into_iter()
                .flatten()
                .filter(|(_, from, to)| *from <= day && to.is_none_or(|to| day < to))
                .filter_map(|(member, ..)| self.itself_or_host(*member))
                .collect(),
            _ => self.itself_or_host(unit).into_iter().collect(),
        };
        // Two members may have one successor.
        let mut seen = HashSet::new();
        answer.retain(|unit| seen.insert(*unit));
        answer
    }

    fn itself_or_host(&self, unit: UnitId) -> Option<UnitId> {
        let unit = self.heir(unit);
        match self.kind(unit) {
            UnitKind::Body => self.hosts.get(&unit).map(|host| self.heir(*host)),
            _ => Some(unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    #[test]
    fn members_answer_while_they_are_members_and_hosts_once_they_are_known() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a date") };
        let (collective, body, hosted) = (unit(1), unit(2), unit(3));
        let mut units = Answering::default();
        units.unit(collective, UnitKind::Collective, None);
        units.unit(body, UnitKind::Body, None);
        units.unit(hosted, UnitKind::Body, Some(unit(9)));
        units.unit(unit(4), UnitKind::Department, None);
        assert!(units.on(collective, day("2026-01-01")).is_empty());
        units.member(collective, unit(4), day("2026-01-01"), Some(day("2026-07-01")));
        units.member(collective, hosted, day("2026-07-01"), None);
        assert_eq!(units.on(collective, day("2026-06-30")), [unit(4)]);
        assert_eq!(units.on(collective, day("2026-07-01")), [unit(9)]);
        assert!(units.on(body, day("2026-01-01")).is_empty());
        assert_eq!(units.on(hosted, day("2026-01-01")), [unit(9)]);
        assert_eq!(units.on(unit(4), day("2026-01-01")), [unit(4)]);
    }

    #[test]
    fn successors_answer_for_units_members_and_hosts_and_once() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a date") };
        let mut units = Answering::default();
        units.unit(unit(1), UnitKind::Collective, None);
        units.unit(unit(2), UnitKind::Body, Some(unit(3)));
        units.member(unit(1), unit(3), day("2026-01-01"), None);
        units.member(unit(1), unit(4), day("2026-01-01"), None);
        units.member(unit(1), unit(5), day("2026-01-01"), None);
        units.succeed(unit(3), unit(5));
        units.succeed(unit(4), unit(5));
        assert_eq!(units.on(unit(3), day("2026-01-01")), [unit(5)]);
        assert_eq!(units.on(unit(2), day("2026-01-01")), [unit(5)]);
        assert_eq!(units.on(unit(1), day("2026-01-01")), [unit(5)]);
        units.unit(unit(6), UnitKind::Body, Some(unit(4)));
        units.succeed(unit(7), unit(6));
        assert_eq!(units.on(unit(7), day("2026-01-01")), [unit(5)]);
    }
}
