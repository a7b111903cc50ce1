//! 办结/销号: a lead applies, the office verifies and closes.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    code::codes,
    id::{AccountId, ClosingId, DocumentId, FigureId, ItemId, TargetId, UnitId, VerificationId},
    transition::{
        Condition::{ItemOpen, NoFigureAwaited, NoneOpen, Published, Verified},
        Party::{Lead, Office, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far an application to close an item is.
    pub enum ClosingState {
        /// Waits for the office.
        Open = "OPEN",
        /// The item was closed.
        Closed = "CLOSED",
        /// Sent back with a reason.
        Returned = "RETURNED",
        /// Taken back by the unit.
        Withdrawn = "WITHDRAWN",
    }
}

codes! {
    /// What can be done about closing an item.
    pub enum ClosingAction {
        /// Apply for it.
        Apply = "APPLY",
        /// Take the application back.
        Withdraw = "WITHDRAW",
        /// Record what was verified.
        Verify = "VERIFY",
        /// Close the item.
        Close = "CLOSE",
        /// Send the application back.
        Return = "RETURN",
    }
}

codes! {
    /// How it was verified.
    pub enum VerificationMethod {
        /// 查阅资料.
        Documents = "DOCUMENTS",
        /// 电话核实.
        Telephone = "TELEPHONE",
        /// 实地核查.
        OnSite = "ON_SITE",
    }
}

words! {
    ClosingState {
        Open => "待核实",
        Closed => "已办结",
        Returned => "已退回",
        Withdrawn => "已撤回",
    }
    ClosingAction {
        Apply => "申请办结",
        Withdraw => "撤回办结申请",
        Verify => "复核",
        Close => "办结",
        Return => "退回办结申请",
    }
}

/// Who may do what about closing. An item is closed once, as a whole: where several units lead, any
/// of them applies for all, one application at a time, and the others see it; whether each has done
/// its part is what the office verifies.
pub const TRANSITIONS: &[Row<ClosingState, ClosingAction>] = {
    use ClosingAction::{Apply, Close, Return, Verify, Withdraw};
    use ClosingState::{Closed, Open, Returned, Withdrawn};
    &[
        row(&[Lead], None, Apply, Open, &[Published, ItemOpen, NoneOpen]),
        row(&[Unit], Some(Open), Withdraw, Withdrawn, &[]),
        row(&[Office], Some(Open), Verify, Open, &[]),
        row(&[Office], Some(Open), Close, Closed, &[ItemOpen, NoFigureAwaited, Verified]),
        row(&[Office], Some(Open), Return, Returned, &[]),
    ]
};

/// A value for a target, with the target's words at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The target.
    pub target: TargetId,
    /// What is measured.
    pub indicator: String,
    /// Unit of measure; empty where there is none.
    pub measure: String,
    /// The value.
    #[serde(with = "exact")]
    pub value: Decimal,
}

/// Decimals as text: exact, and the same on both databases.
mod exact {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// An application to close an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Key.
    pub id: ClosingId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that applies.
    pub unit: UnitId,
    /// What shows that it is done.
    pub evidence: String,
    /// Final values by target, as the unit reports them.
    pub figures: Vec<Figure>,
    /// How far it is.
    pub state: ClosingState,
    /// Why it was sent back, or a word on closing.
    pub reason: Option<String>,
    /// When it was applied for, and by whom.
    pub applied: (DateTime<Utc>, AccountId),
    /// When it was decided or withdrawn, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
    /// Version to name in a change.
    pub version: i32,
}

/// A check of what an application says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Key.
    pub id: VerificationId,
    /// The application.
    pub closing: ClosingId,
    /// How.
    pub method: VerificationMethod,
    /// Verified values by target; the reported ones stay beside them.
    pub figures: Vec<Figure>,
    /// What was found.
    pub note: String,
    /// When, and by whom.
    pub verified: (DateTime<Utc>, AccountId),
}

/// A figure that the statistics bureau is still to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedFigure {
    /// Key.
    pub id: FigureId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The target, while the item has it.
    pub target: Option<TargetId>,
    /// What is measured.
    pub indicator: String,
    /// Who gives the figure.
    pub source: String,
    /// Day on which it is expected.
    pub expected_on: NaiveDate,
    /// The figure, and the day it holds for.
    pub given: Option<(Decimal, NaiveDate)>,
    /// When it was entered that it is awaited, and by whom.
    pub awaited: (DateTime<Utc>, AccountId),
    /// When it was entered, and by whom.
    pub entered: Option<(DateTime<Utc>, AccountId)>,
    /// Version to name in a change.
    pub version: i32,
}
