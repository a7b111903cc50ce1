//! One unit owes one report on one item for one period.

use chrono::NaiveDate;

use super::{
    assignment::Role,
    code::codes,
    id::{DocumentId, DutyId, ItemId, PeriodId, UnitId},
};

mod answering;
mod difference;
mod wanted;

pub use answering::Answering;
pub use difference::{Difference, Inherited, Standing, difference};
pub use wanted::{Obligation, RuleCalendar, Wanted, wanted};

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
    /// Why it is owed no longer, where it is not.
    pub end_reason: Option<EndReason>,
}

codes! {
    /// Why a duty is owed no longer.
    pub enum EndReason {
        /// The regime asks for it no longer.
        Regime = "REGIME",
        /// The unit answers for the item no longer.
        Assignment = "ASSIGNMENT",
        /// The item is closed, suspended or cancelled.
        Item = "ITEM",
        /// The unit was succeeded by one that owes the same already, or has reported it.
        Succession = "SUCCESSION",
    }
}

/// What a change did to a document's duties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyChanges {
    /// Duties that arose or are owed again.
    pub added: usize,
    /// Duties that got another day, part or recipient.
    pub moved: usize,
    /// Duties that are owed no longer.
    pub ended: usize,
}

impl DutyChanges {
    /// Whether there was nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added == 0 && self.moved == 0 && self.ended == 0
    }
}
