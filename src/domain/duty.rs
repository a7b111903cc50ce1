//! One unit owes one report on one item for one period.

use chrono::NaiveDate;

use super::{
    assignment::Role,
    code::codes,
    id::{DocumentId, DutyId, ItemId, PeriodId, UnitId},
};

codes! {
    /// How far a duty is answered.
    pub enum DutyState {
        /// Nothing submitted yet.
        Open = "OPEN",
        /// Submitted, waiting for the recipient.
        Submitted = "SUBMITTED",
        /// Returned: to be submitted again.
        Returned = "RETURNED",
        /// Answered.
        Accepted = "ACCEPTED",
        /// Owed no longer.
        Cancelled = "CANCELLED",
    }
}

/// A duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Key.
    pub id: DutyId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that owes it.
    pub unit: UnitId,
    /// The period.
    pub period: PeriodId,
    /// As what the unit owes it.
    pub role: Role,
    /// The unit it is owed to; none for the supervision office.
    pub recipient: Option<UnitId>,
    /// Day by which it is due.
    pub due_on: NaiveDate,
    /// How far it is answered.
    pub state: DutyState,
}

/// Who owes the office or a lead a report on one item: every lead to the office, every support
/// unit once, to the first lead, or to the office where there is none.
///
/// `assignments` come in the order of the clause, collectives replaced by their members; a unit
/// that is both is `LEAD`.
#[must_use]
pub fn owed(assignments: &[(UnitId, Role)]) -> Vec<(UnitId, Role, Option<UnitId>)> {
    let leads = |role: Role| role == Role::Lead;
    let first_lead = assignments.iter().find(|(_, role)| leads(*role)).map(|(unit, _)| *unit);
    let mut owed: Vec<(UnitId, Role, Option<UnitId>)> = Vec::new();
    let in_order = assignments
        .iter()
        .filter(|(_, role)| leads(*role))
        .chain(assignments.iter().filter(|(_, role)| !leads(*role)));
    for &(unit, role) in in_order {
        if owed.iter().any(|(known, ..)| *known == unit) {
            continue;
        }
        let recipient = match role {
            Role::Lead => None,
            Role::Support => first_lead,
        };
        owed.push((unit, role, recipient));
    }
    owed
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    #[test]
    fn leads_owe_the_office_and_supports_the_first_lead() {
        let owed = owed(&[
            (unit(3), Role::Support),
            (unit(1), Role::Lead),
            (unit(2), Role::Lead),
            (unit(2), Role::Support),
            (unit(3), Role::Support),
        ]);
        assert_eq!(
            owed,
            [
                (unit(1), Role::Lead, None),
                (unit(2), Role::Lead, None),
                (unit(3), Role::Support, Some(unit(1))),
            ]
        );
    }

    #[test]
    fn without_a_lead_supports_owe_the_office() {
        assert_eq!(owed(&[(unit(1), Role::Support)]), [(unit(1), Role::Support, None)]);
    }
}
