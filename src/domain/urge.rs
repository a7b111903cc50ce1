//! 催办: a unit is reminded of duties, at most once a day, of all of them together.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    duty::DutyState,
    id::{OfficeId, UnitId, UrgeId},
    transition::{
        Party::{Office, Recipient},
        Row, row, words,
    },
};

codes! {
    /// What can be done about a duty that is not answered.
    pub enum UrgeAction {
        /// Remind its unit of it.
        Urge = "URGE",
    }
}

words! {
    UrgeAction {
        Urge => "催办",
    }
    DutyState {
        Open => "待报送",
        Submitted => "待审核",
        Returned => "已退回",
        Accepted => "已通过",
        Cancelled => "已取消",
    }
}

/// Of which duties whom may remind.
pub const TRANSITIONS: &[Row<DutyState, UrgeAction>] = {
    use DutyState::{Open, Returned};
    use UrgeAction::Urge;
    &[
        row(&[Office, Recipient], Some(Open), Urge, Open, &[]),
        row(&[Office, Recipient], Some(Returned), Urge, Returned, &[]),
    ]
};

/// The one urge that a unit gets on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urge {
    /// Key.
    pub id: UrgeId,
    /// The office whose duties it is about.
    pub office: OfficeId,
    /// The unit that is urged.
    pub unit: UnitId,
    /// The day.
    pub urged_on: NaiveDate,
    /// When it was first sent.
    pub sent_at: DateTime<Utc>,
}
