//! As what an author stands to a report.

use super::Author;
use crate::domain::{
    account::UnitRole,
    id::{OfficeId, UnitId},
    report::Who,
};

impl Author<'_> {
    /// All that the author is to a report of a unit, owed to a recipient, on an office's document.
    #[must_use]
    pub fn stands(&self, office: OfficeId, unit: UnitId, recipient: Option<UnitId>) -> Vec<Who> {
        let Author::Person(actor) = self else { return vec![] };
        let of_unit = actor.memberships.iter().filter(|own| own.unit == unit);
        let mut who: Vec<Who> = of_unit
            .map(|own| match own.role {
                UnitRole::Head => Who::Head,
                UnitRole::Operator | UnitRole::Service => Who::Operator,
            })
            .collect();
        who.extend(recipient.filter(|unit| actor.is_of_unit(*unit)).map(|_| Who::Recipient));
        who.extend(actor.is_office(office).then_some(Who::Office));
        who
    }
}
