//! 签收: a unit has taken notice of what is its own.

use chrono::{DateTime, Utc};

use super::{
    code::codes,
    id::{AccountId, AcknowledgementId, DocumentId, ItemId, UnitId},
    transition::{
        Condition::{Published, Unacknowledged},
        Party::{Lead, Support},
        Row, row, words,
    },
};

codes! {
    /// Whether a unit has taken notice.
    pub enum AcknowledgementState {
        /// It has.
        Acknowledged = "ACKNOWLEDGED",
    }
}

codes! {
    /// What can be done about taking notice.
    pub enum AcknowledgementAction {
        /// Take notice.
        Acknowledge = "ACKNOWLEDGE",
    }
}

words! {
    AcknowledgementState {
        Acknowledged => "已签收",
    }
    AcknowledgementAction {
        Acknowledge => "签收",
    }
}

/// Who may take notice.
pub const TRANSITIONS: &[Row<AcknowledgementState, AcknowledgementAction>] = {
    use AcknowledgementAction::Acknowledge;
    use AcknowledgementState::Acknowledged;
    &[row(&[Lead, Support], None, Acknowledge, Acknowledged, &[Published, Unacknowledged])]
};

/// A unit has taken notice of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Key.
    pub id: AcknowledgementId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit.
    pub unit: UnitId,
    /// When, and by whom.
    pub acknowledged: (DateTime<Utc>, AccountId),
}
