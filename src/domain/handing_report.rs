//! What a unit below reports on the part that it was handed, to the unit that handed it.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, HandingId, HandingReportId, HandingReportVersionId, PeriodId},
    transition::{
        Condition::{HandingOpen, ItemOpen, NoneOpen},
        Party::{Recipient, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far a version of a report is.
    pub enum HandingReportState {
        /// Being written; the unit alone sees it.
        Draft = "DRAFT",
        /// Waits for the unit that handed the part.
        Submitted = "SUBMITTED",
        /// Sent back with a reason.
        Returned = "RETURNED",
        /// Taken as it is.
        Accepted = "ACCEPTED",
        /// Taken back by the unit.
        Withdrawn = "WITHDRAWN",
    }
}

codes! {
    /// What can be done about such a report.
    pub enum HandingReportAction {
        /// Write or rewrite it.
        Save = "SAVE",
        /// Hand it in.
        Submit = "SUBMIT",
        /// Take it back.
        Withdraw = "WITHDRAW",
        /// Send it back.
        Return = "RETURN",
        /// Take it.
        Accept = "ACCEPT",
    }
}

words! {
    HandingReportState {
        Draft => "草稿",
        Submitted => "待审核",
        Returned => "已退回",
        Accepted => "已通过",
        Withdrawn => "已撤回",
    }
    HandingReportAction {
        Save => "填写分办进展",
        Submit => "报送分办进展",
        Withdraw => "撤回分办进展",
        Return => "退回分办进展",
        Accept => "通过分办进展",
    }
}

/// Who may do what about a version of such a report: the unit below writes, the unit that handed
/// the part decides. What was returned or taken back is not written again: the next version is.
pub const TRANSITIONS: &[Row<HandingReportState, HandingReportAction>] = {
    use HandingReportAction::{Accept, Return, Save, Submit, Withdraw};
    use HandingReportState::{Accepted, Draft, Returned, Submitted, Withdrawn};
    &[
        row(&[Unit], None, Save, Draft, &[ItemOpen, HandingOpen, NoneOpen]),
        row(&[Unit], Some(Draft), Save, Draft, &[ItemOpen, HandingOpen]),
        row(&[Unit], Some(Draft), Submit, Submitted, &[ItemOpen, HandingOpen]),
        row(&[Unit], Some(Submitted), Withdraw, Withdrawn, &[]),
        row(&[Recipient], Some(Submitted), Return, Returned, &[]),
        row(&[Recipient], Some(Submitted), Accept, Accepted, &[]),
    ]
};

/// A report on a part, through its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandingReport {
    /// Key.
    pub id: HandingReportId,
    /// The handing.
    pub handing: HandingId,
    /// The period, where the handing asks for one of each.
    pub period: Option<PeriodId>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When a version was submitted first that was not taken back.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// Version to name in a change.
    pub version: i32,
}

/// A version of such a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandingReportVersion {
    /// Key.
    pub id: HandingReportVersionId,
    /// The report.
    pub report: HandingReportId,
    /// Number, from 1.
    pub number: i32,
    /// How far it is.
    pub state: HandingReportState,
    /// 进展情况; empty while nobody said so.
    pub progress: String,
    /// 存在问题; empty where there are none.
    pub problems: String,
    /// When it was written last, and by whom.
    pub written: (DateTime<Utc>, AccountId),
    /// When it was submitted, and by whom.
    pub submitted: Option<(DateTime<Utc>, AccountId)>,
    /// What the decision says.
    pub answer: Option<String>,
    /// When it was decided or withdrawn, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
}

/// A report that a handing asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandingDue {
    /// The period, where the handing asks for one of each.
    pub period: Option<PeriodId>,
    /// Day by which it is due.
    pub due_on: NaiveDate,
    /// The report, if it was begun and may be seen.
    pub report: Option<HandingReport>,
}
