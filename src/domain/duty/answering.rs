//! Who answers for an assignment on a day: collectives are replaced by their members, bodies by
//! the unit that hosts their office.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::{id::UnitId, unit::UnitKind};

/// What is known of the units of an office.
#[derive(Clone, Debug, Default)]
pub struct Answering {
    kinds: HashMap<UnitId, UnitKind>,
    hosts: HashMap<UnitId, UnitId>,
    members: HashMap<UnitId, Vec<(UnitId, NaiveDate, Option<NaiveDate>)>>,
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

    /// What sort of unit it is.
    #[must_use]
    pub fn kind(&self, unit: UnitId) -> UnitKind {
        self.kinds.get(&unit).copied().unwrap_or(UnitKind::Other)
    }

    /// The units that answer for a named one on a day; none while nobody was confirmed.
    #[must_use]
    pub fn on(&self, unit: UnitId, day: NaiveDate) -> Vec<UnitId> {
        match self.kind(unit) {
            UnitKind::Collective => self
                .members
                .get(&unit)
                .into_iter()
                .flatten()
                .filter(|(_, from, to)| *from <= day && to.is_none_or(|to| day < to))
                .filter_map(|(member, ..)| self.itself_or_host(*member))
                .collect(),
            _ => self.itself_or_host(unit).into_iter().collect(),
        }
    }

    fn itself_or_host(&self, unit: UnitId) -> Option<UnitId> {
        match self.kind(unit) {
            UnitKind::Body => self.hosts.get(&unit).copied(),
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
}
