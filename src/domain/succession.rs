//! 承接: a unit that was merged, renamed or abolished, and the one that stands in its place.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, OfficeId, SuccessionId, UnitId},
};

codes! {
    /// What became of the unit.
    pub enum SuccessionKind {
        /// 合并: it was merged into its successor.
        Merged = "MERGED",
        /// 更名: its successor is the same under another name.
        Renamed = "RENAMED",
        /// 撤销: it was abolished, and its successor took its duties.
        Abolished = "ABOLISHED",
    }
}

/// A unit that another one succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// Key.
    pub id: SuccessionId,
    /// The office that both belong to.
    pub office: OfficeId,
    /// The unit that is succeeded.
    pub unit: UnitId,
    /// Its successor.
    pub successor: UnitId,
    /// What became of it.
    pub kind: SuccessionKind,
    /// The first day on which the successor stands in its place.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// 文号 of what decided it.
    pub document_number: Option<String>,
    /// When it was entered, and by whom; nobody for the command line.
    pub entered: (DateTime<Utc>, Option<AccountId>),
    /// Who answers today, the last of the chain of successors, and since when; none until the day.
    pub answering: Option<(UnitId, DateTime<Utc>)>,
}

/// The unit at the end of a chain of successors; itself where it has none. A circle ends where it
/// closes.
#[must_use]
pub fn last_of_chain(known: &[Succession], unit: UnitId) -> UnitId {
    let next = |unit: &UnitId| known.iter().find(|one| one.unit == *unit).map(|one| one.successor);
    let chain = std::iter::successors(Some(unit), next).take(known.len() + 1);
    chain.last().unwrap_or(unit)
}

/// Whether the successor of a unit would in the end be succeeded by that unit.
#[must_use]
pub fn is_circle(known: &[Succession], unit: UnitId, successor: UnitId) -> bool {
    successor == unit || last_of_chain(known, successor) == unit
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn chains_have_an_end_and_circles_are_seen() {
        let unit = |n: u128| UnitId(Uuid::from_u128(n));
        let one = |from, to| Succession {
            id: SuccessionId(Uuid::nil()),
            office: OfficeId(Uuid::nil()),
            unit: unit(from),
            successor: unit(to),
            kind: SuccessionKind::Merged,
            on: NaiveDate::MIN,
            reason: String::new(),
            document_number: None,
            entered: (DateTime::UNIX_EPOCH, None),
            answering: None,
        };
        let known = [one(1, 2), one(2, 3)];
        assert_eq!(last_of_chain(&known, unit(1)), unit(3));
        assert_eq!(last_of_chain(&known, unit(4)), unit(4));
        assert!(is_circle(&known, unit(3), unit(1)));
        assert!(is_circle(&known, unit(3), unit(3)));
        assert!(!is_circle(&known, unit(3), unit(4)));
        assert!(!is_circle(&known, unit(4), unit(1)));
    }
}
