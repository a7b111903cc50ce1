//! 进展报告: what it says, its states, and who may bring it from one to the next.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    assignment::Role,
    code::codes,
    duty::DutyState,
    id::{AccountId, DocumentId, DutyId, ItemId, ReportId, ReportVersionId, UnitId},
};

mod content;
mod integration;
mod transition;

pub use content::{Demands, ReportContent, ReportedValue, check_text, needed};
pub use integration::{Integrating, Integration, Submitted};
pub use transition::{ReportAction, TRANSITIONS};

codes! {
    /// How far a report is.
    pub enum ReportState {
        /// Being written; only its unit sees it.
        Draft = "DRAFT",
        /// Waiting for the unit's head.
        Signing = "SIGNING",
        /// Waiting for the recipient.
        Submitted = "SUBMITTED",
        /// Returned with a reason.
        Returned = "RETURNED",
        /// Accepted.
        Accepted = "ACCEPTED",
    }
}

codes! {
    /// What was decided on a submitted version.
    pub enum Decision {
        /// Taken.
        Accepted = "ACCEPTED",
        /// Sent back.
        Returned = "RETURNED",
    }
}

codes! {
    /// How a report reached the office that entered it.
    pub enum ReportSource {
        /// 纸质.
        Paper = "PAPER",
        /// 电话.
        Telephone = "TELEPHONE",
        /// 邮件.
        Mail = "MAIL",
    }
}

impl ReportState {
    /// The state of the duty that a report in this state answers, which the unit had in `before`.
    #[must_use]
    pub const fn duty(self, before: Self) -> DutyState {
        match (self, before) {
            (Self::Returned, _) | (Self::Signing, Self::Returned) => DutyState::Returned,
            (Self::Accepted, _) | (Self::Signing, Self::Accepted) => DutyState::Accepted,
            (Self::Draft | Self::Signing, _) => DutyState::Open,
            (Self::Submitted, _) => DutyState::Submitted,
        }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressReport {
    /// Key.
    pub id: ReportId,
    /// The duty it answers.
    pub duty: DutyId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that reports.
    pub unit: UnitId,
    /// As what it reports.
    pub role: Role,
    /// The unit that decides on it; none for the supervision office.
    pub recipient: Option<UnitId>,
    /// How far it is.
    pub state: ReportState,
    /// The state in which the unit had it last.
    pub before: ReportState,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the recipient opened it for decision.
    pub review_begun_at: Option<DateTime<Utc>>,
    /// When the version that stands was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// By when it is to be submitted again, being returned.
    pub resubmit_by: Option<NaiveDate>,
    /// The day from which it counts as accepted, unless it is returned before.
    pub deemed_on: Option<NaiveDate>,
    /// Version to name in a change.
    pub version: i32,
}

/// A version of a report: what was written, submitted and decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportVersion {
    /// Key.
    pub id: ReportVersionId,
    /// The report.
    pub report: ReportId,
    /// From 1.
    pub number: i32,
    /// What it says, its values apart.
    pub content: ReportContent,
    /// Why it corrects the accepted one before it (更正).
    pub correction: Option<String>,
    /// Who wrote it last.
    pub written_by: AccountId,
    /// When it was written last.
    pub written_at: DateTime<Utc>,
    /// Why the unit's head sent it back.
    pub sent_back: Option<String>,
    /// How the office came by it that entered it for the unit.
    pub entered: Option<Entered>,
    /// When the unit confirmed what the office entered, and who.
    pub confirmed: Option<(DateTime<Utc>, AccountId)>,
    /// When it was submitted, and by whom.
    pub submitted: Option<(DateTime<Utc>, AccountId)>,
    /// The unit that submitted it, where another one has the report since.
    pub unit: Option<UnitId>,
    /// When the unit took it back.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// What was decided, when and by whom; nobody, where it counts as accepted since it was not
    /// returned in time.
    pub decided: Option<(Decision, DateTime<Utc>, Option<AccountId>)>,
    /// Why it was returned.
    pub reason: Option<String>,
}

/// A report that the office received on paper, by telephone or by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// How it reached the office.
    pub source: ReportSource,
    /// What there is to say of that: who called, which letter.
    pub note: String,
    /// When.
    pub received_on: NaiveDate,
}

impl ReportVersion {
    /// Whether it is what it will stay.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.submitted.is_some()
    }

    /// Whether it counts as accepted since nobody returned it in time.
    #[must_use]
    pub const fn is_deemed(&self) -> bool {
        matches!(self.decided, Some((Decision::Accepted, _, None)))
    }
}
