//! One unit owes one report on one item for one period.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    assignment::Role,
    code::codes,
    id::{AccountId, DocumentId, DutyId, ItemId, PeriodId, UnitId},
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

codes! {
    /// What became of a duty.
    pub enum DutyChangeKind {
        /// It is owed again.
        Revived = "REVIVED",
        /// It got another day, part or recipient.
        Moved = "MOVED",
        /// It is owed no longer.
        Ended = "ENDED",
    }
}

/// On what terms a duty is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DutyTerms {
    /// Day by which it is due.
    pub due_on: NaiveDate,
    /// As what the unit owes it.
    pub role: Role,
    /// The unit it is owed to; none for the supervision office.
    pub recipient: Option<UnitId>,
}

/// What became of one duty when something changed that it follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyChange {
    /// The duty.
    pub duty: DutyId,
    /// What became of it.
    pub kind: DutyChangeKind,
    /// On what terms it was owed.
    pub before: DutyTerms,
    /// On what terms it is owed since; none where it ended.
    pub after: Option<DutyTerms>,
    /// Why it ended.
    pub reason: Option<EndReason>,
    /// When, and by whom; nobody where the day's turn or the command line did it.
    pub changed: (DateTime<Utc>, Option<AccountId>),
}

/// A change of a document's duties as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyChangeRecord {
    /// Key.
    pub id: uuid::Uuid,
    /// The document.
    pub document: DocumentId,
    /// How many it concerned.
    pub changes: DutyChanges,
    /// When, and by whom.
    pub changed: (DateTime<Utc>, Option<AccountId>),
}

/// How many duties there are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyTally {
    /// Nothing submitted yet.
    pub open: u64,
    /// Waiting for the recipient.
    pub submitted: u64,
    /// To be submitted again.
    pub returned: u64,
    /// Answered.
    pub accepted: u64,
    /// Owed no longer.
    pub cancelled: u64,
    /// Of the open ones, those whose day has passed.
    pub late: u64,
}
