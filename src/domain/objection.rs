//! 异议: an assigned unit says that an item should not be its own, or not so.

use chrono::{DateTime, Utc};

use super::{
    code::codes,
    id::{AccountId, DocumentId, ItemId, ObjectionId, UnitId},
    transition::{
        Condition::{InWindow, ItemOpen, NoneOpen, Published},
        Party::{Lead, Office, Support, Unit},
        Row, row, words,
    },
};

codes! {
    /// What is objected to.
    pub enum ObjectionKind {
        /// 责任单位有误.
        WrongUnit = "WRONG_UNIT",
        /// 完成时限有误.
        WrongDeadline = "WRONG_DEADLINE",
        /// 其他.
        Other = "OTHER",
    }
}

codes! {
    /// How far an objection is.
    pub enum ObjectionState {
        /// Waits for the office.
        Open = "OPEN",
        /// The item was changed.
        Upheld = "UPHELD",
        /// The item stands.
        Kept = "KEPT",
        /// Taken back by the unit.
        Withdrawn = "WITHDRAWN",
    }
}

codes! {
    /// What can be done about an objection.
    pub enum ObjectionAction {
        /// Raise it.
        Raise = "RAISE",
        /// Take it back.
        Withdraw = "WITHDRAW",
        /// Change the item: its units, its day, or into several.
        Uphold = "UPHOLD",
        /// Let the item stand.
        Keep = "KEEP",
    }
}

words! {
    ObjectionState {
        Open => "待处理",
        Upheld => "已采纳",
        Kept => "维持原分工",
        Withdrawn => "已撤回",
    }
    ObjectionAction {
        Raise => "提出异议",
        Withdraw => "撤回异议",
        Uphold => "采纳异议",
        Keep => "维持原分工",
    }
}

/// Who may do what about an objection.
pub const TRANSITIONS: &[Row<ObjectionState, ObjectionAction>] = {
    use ObjectionAction::{Keep, Raise, Uphold, Withdraw};
    use ObjectionState::{Kept, Open, Upheld, Withdrawn};
    &[
        row(&[Lead, Support], None, Raise, Open, &[Published, ItemOpen, InWindow, NoneOpen]),
        row(&[Unit], Some(Open), Withdraw, Withdrawn, &[]),
        row(&[Office], Some(Open), Uphold, Upheld, &[ItemOpen]),
        row(&[Office], Some(Open), Keep, Kept, &[]),
    ]
};

/// An objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Key.
    pub id: ObjectionId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that objects.
    pub unit: UnitId,
    /// What is objected to.
    pub kind: ObjectionKind,
    /// Why.
    pub reason: String,
    /// What should be instead.
    pub wanted: String,
    /// How far it is.
    pub state: ObjectionState,
    /// What the decision says.
    pub answer: Option<String>,
    /// When it was raised, and by whom.
    pub raised: (DateTime<Utc>, AccountId),
    /// When it was decided or withdrawn, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
    /// Version to name in a change.
    pub version: i32,
}
