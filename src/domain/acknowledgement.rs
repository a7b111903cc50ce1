//! 签收: a unit acknowledges, in one act a document, all that it answers for.

use chrono::{DateTime, Utc};

use super::{
    assignment::Role,
    code::codes,
    id::{AccountId, DocumentId, ItemId, UnitId},
    transition::{
        Condition::{AcknowledgementAsked, Published},
        Party::{Lead, Support},
        Row, row, words,
    },
};

codes! {
    /// Whether a unit has acknowledged its items of a document.
    pub enum AcknowledgementState {
        /// An item that it answers for waits.
        Waiting = "WAITING",
        /// All were acknowledged.
        Acknowledged = "ACKNOWLEDGED",
    }
}

codes! {
    /// What can be done about it.
    pub enum AcknowledgementAction {
        /// Acknowledge all that waits.
        Acknowledge = "ACKNOWLEDGE",
    }
}

words! {
    AcknowledgementState {
        Waiting => "待签收",
        Acknowledged => "已签收",
    }
    AcknowledgementAction {
        Acknowledge => "签收",
    }
}

/// Who may acknowledge. Doing it again changes nothing.
pub const TRANSITIONS: &[Row<AcknowledgementState, AcknowledgementAction>] = {
    use AcknowledgementAction::Acknowledge;
    use AcknowledgementState::{Acknowledged, Waiting};
    const ASKED: &[super::transition::Condition] = &[Published, AcknowledgementAsked];
    &[
        row(&[Lead, Support], Some(Waiting), Acknowledge, Acknowledged, ASKED),
        row(&[Lead, Support], Some(Acknowledged), Acknowledge, Acknowledged, ASKED),
    ]
};

/// A unit answers for an item, by itself or as a member of a collective. What was acknowledged as
/// `SUPPORT` waits again where the unit comes to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Part {
    /// The document.
    pub document: DocumentId,
    /// The unit.
    pub unit: UnitId,
    /// The item.
    pub item: ItemId,
    /// As what.
    pub role: Role,
}

/// How far a unit has acknowledged a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The document.
    pub document: DocumentId,
    /// The unit.
    pub unit: UnitId,
    /// When it last acknowledged, and who did it.
    pub last: Option<(DateTime<Utc>, AccountId)>,
    /// Items that it acknowledged.
    pub items: usize,
    /// Items that wait.
    pub waiting: usize,
}

impl Acknowledgement {
    /// Of a unit that has not acknowledged anything.
    #[must_use]
    pub const fn none(document: DocumentId, unit: UnitId) -> Self {
        Self { document, unit, last: None, items: 0, waiting: 0 }
    }

    /// Whether anything waits.
    #[must_use]
    pub const fn state(&self) -> AcknowledgementState {
        match self.waiting {
            0 => AcknowledgementState::Acknowledged,
            _ => AcknowledgementState::Waiting,
        }
    }
}
