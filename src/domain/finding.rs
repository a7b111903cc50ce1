//! What an import guessed, restored or found odd.

use chrono::{DateTime, Utc};

use super::{
    code::codes,
    document::Span,
    id::{AccountId, DocumentId, FindingId, ItemId, UnitId},
};

codes! {
    /// How much a finding matters.
    pub enum Severity {
        /// Done as any reader would; named so that it can be checked.
        Info = "INFO",
        /// Probably right; a person should look.
        Warning = "WARNING",
        /// Must be settled by a person.
        Error = "ERROR",
    }
}

codes! {
    /// What became of a finding.
    pub enum FindingState {
        /// Nobody has looked yet.
        Open = "OPEN",
        /// What was read stands.
        Accepted = "ACCEPTED",
        /// It was put right.
        Resolved = "RESOLVED",
    }
}

codes! {
    /// The kinds of findings that come of an office's register; the reader of documents has its own.
    pub enum RegisterFinding {
        /// A name that the register does not know; a unit was entered for it.
        UnknownUnit = "UNKNOWN_UNIT",
        /// A credit code beside a name that the register has for another unit, or otherwise.
        CreditCodeMismatch = "CREDIT_CODE_MISMATCH",
        /// A collective without confirmed members on the day of the document.
        CollectiveUnconfirmed = "COLLECTIVE_UNCONFIRMED",
    }
}

/// A unit that may be the answer to a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The unit.
    pub unit: UnitId,
    /// How sure, from 0 to 1.
    pub score: f64,
    /// Why, in a Chinese sentence for a clerk.
    pub reason: String,
}

/// One thing that a person may want to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Key.
    pub id: FindingId,
    /// The document.
    pub document: DocumentId,
    /// The item it is about; none for the whole document.
    pub item: Option<ItemId>,
    /// What kind of thing.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// A Chinese sentence for a clerk.
    pub message: String,
    /// Where in the source text.
    pub span: Span,
    /// The edition in which it was found.
    pub edition: i32,
    /// What became of it.
    pub state: FindingState,
    /// The unit it is about: one that the register did not know, or a group.
    pub unit: Option<UnitId>,
    /// When it was settled, and by whom; by nobody on the command line.
    pub settled: Option<(DateTime<Utc>, Option<AccountId>)>,
    /// The finding of the edition before that was settled so, and this one with it.
    pub taken_from: Option<FindingId>,
}
