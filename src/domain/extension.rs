//! 延期: a unit asks for a later day before the day has come.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, DocumentId, ExtensionId, ItemId, UnitId},
    transition::{
        Condition::{BeforeDue, ItemOpen, NoneOpen, Published},
        Party::{Lead, Office, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far a wish for a later day is.
    pub enum ExtensionState {
        /// Waits for a decision.
        Open = "OPEN",
        /// The day was moved.
        Granted = "GRANTED",
        /// The day stands.
        Refused = "REFUSED",
        /// Taken back by the unit.
        Withdrawn = "WITHDRAWN",
    }
}

codes! {
    /// What can be done about a later day.
    pub enum ExtensionAction {
        /// Ask for it.
        Ask = "ASK",
        /// Take the wish back.
        Withdraw = "WITHDRAW",
        /// Move the day.
        Grant = "GRANT",
        /// Let the day stand.
        Refuse = "REFUSE",
    }
}

words! {
    ExtensionState {
        Open => "待审批",
        Granted => "已同意延期",
        Refused => "未同意延期",
        Withdrawn => "已撤回",
    }
    ExtensionAction {
        Ask => "申请延期",
        Withdraw => "撤回延期申请",
        Grant => "同意延期",
        Refuse => "不同意延期",
    }
}

/// Who may do what about a later day: the office decides.
pub const TRANSITIONS: &[Row<ExtensionState, ExtensionAction>] = {
    use ExtensionAction::{Ask, Grant, Refuse, Withdraw};
    use ExtensionState::{Granted, Open, Refused, Withdrawn};
    &[
        row(&[Lead], None, Ask, Open, &[Published, ItemOpen, BeforeDue, NoneOpen]),
        row(&[Unit], Some(Open), Withdraw, Withdrawn, &[]),
        row(&[Office], Some(Open), Grant, Granted, &[ItemOpen]),
        row(&[Office], Some(Open), Refuse, Refused, &[]),
    ]
};

/// A later day that a unit asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Key.
    pub id: ExtensionId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that asks.
    pub unit: UnitId,
    /// Why.
    pub reason: String,
    /// How the new day will be kept.
    pub plan: String,
    /// The day that held when it was asked.
    pub due_on: NaiveDate,
    /// The day that is asked for.
    pub until: NaiveDate,
    /// How far it is.
    pub state: ExtensionState,
    /// The day that was granted.
    pub granted_until: Option<NaiveDate>,
    /// What the decision says.
    pub answer: Option<String>,
    /// When it was asked, and by whom.
    pub asked: (DateTime<Utc>, AccountId),
    /// When it was decided or withdrawn, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
    /// Version to name in a change.
    pub version: i32,
}
