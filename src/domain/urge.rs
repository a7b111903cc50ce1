//! 催办: what urges a unit, at most once a day, listing all the duties that it is about.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    duty::DutyState,
    id::{AccountId, OfficeId, UnitId, UrgeActId, UrgeId},
    transition::{
        Party::{Day, Office, Recipient},
        Row, row, words,
    },
};

codes! {
    /// Why a unit is urged.
    pub enum UrgeKind {
        /// Somebody did it.
        ByHand = "BY_HAND",
        /// The regime asks for it, some days before the duty is due.
        BeforeDue = "BEFORE_DUE",
        /// The regime asks for it, on the first day on which the duty is late.
        Late = "LATE",
    }
}

codes! {
    /// What can be done about a duty that waits.
    pub enum UrgeAction {
        /// Urge its unit.
        Urge = "URGE",
    }
}

words! {
    DutyState {
        Open => "待报送",
        Submitted => "待审核",
        Returned => "已退回",
        Accepted => "已通过",
        Cancelled => "已取消",
    }
    UrgeAction {
        Urge => "催办",
    }
}

/// Who may urge: whoever the report is owed to, the office, and the day's turn by the regime; about
/// what waits to be submitted. The duty stays as it is.
pub const TRANSITIONS: &[Row<DutyState, UrgeAction>] = {
    use DutyState::{Open, Returned};
    use UrgeAction::Urge;
    &[
        row(&[Office, Recipient, Day], Some(Open), Urge, Open, &[]),
        row(&[Office, Recipient, Day], Some(Returned), Urge, Returned, &[]),
    ]
};

/// What a unit receives on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urge {
    /// Key.
    pub id: UrgeId,
    /// The office.
    pub office: OfficeId,
    /// The unit.
    pub unit: UnitId,
    /// The day.
    pub day: NaiveDate,
    /// When it went out.
    pub urged_at: DateTime<Utc>,
}

/// Who urged, and what was said. A later one of the same day adds to what went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrgeAct {
    /// Key.
    pub id: UrgeActId,
    /// What the unit received.
    pub urge: UrgeId,
    /// The call of the API, or the day's turn, that may have urged several units.
    pub call: uuid::Uuid,
    /// Why.
    pub kind: UrgeKind,
    /// The unit that urged for what is owed to it; none for the office and the day's turn.
    pub recipient: Option<UnitId>,
    /// What was said, and by whom; none by rule.
    pub said: Option<(String, AccountId)>,
    /// When.
    pub urged_at: DateTime<Utc>,
}
