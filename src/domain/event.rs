//! What happened: one event a change, and nothing is told elsewhere.

use chrono::{DateTime, Utc};

use super::{
    code::codes,
    id::{AccountId, DocumentId, EventId, ItemId, OfficeId, ReportId, SessionId},
};

codes! {
    /// What kind of thing happened.
    pub enum EventKind {
        /// An office was set up.
        OfficeCreated = "OFFICE_CREATED",
        /// An account was made.
        AccountCreated = "ACCOUNT_CREATED",
        /// A password was set.
        PasswordChanged = "PASSWORD_CHANGED",
        /// Someone signed in.
        SessionStarted = "SESSION_STARTED",
        /// Someone failed to sign in.
        SessionRefused = "SESSION_REFUSED",
        /// A session was ended.
        SessionEnded = "SESSION_ENDED",
        /// A refresh token was used twice, and its session ended.
        TokenReused = "TOKEN_REUSED",
        /// A collective's members were confirmed.
        MembersConfirmed = "MEMBERS_CONFIRMED",
        /// A post's holder was set.
        PostHolderSet = "POST_HOLDER_SET",
        /// A file was put to the server.
        FileUploaded = "FILE_UPLOADED",
        /// A file that bears a classification was removed.
        FileDiscarded = "FILE_DISCARDED",
        /// A document was read into the ledger.
        DocumentImported = "DOCUMENT_IMPORTED",
        /// A finding was settled, and its item put right where it had to be.
        FindingSettled = "FINDING_SETTLED",
        /// A document was published.
        DocumentPublished = "DOCUMENT_PUBLISHED",
        /// A document's regime was set.
        RegimeSet = "REGIME_SET",
        /// Duties arose, moved or ended because something changed.
        DutiesChanged = "DUTIES_CHANGED",
        /// Holidays were loaded.
        HolidaysLoaded = "HOLIDAYS_LOADED",
        /// A duty fell due.
        DutyDue = "DUTY_DUE",
        /// A duty became late.
        DutyLate = "DUTY_LATE",
        /// A report was begun or rewritten; only its unit sees this.
        ReportSaved = "REPORT_SAVED",
        /// A report was submitted.
        ReportSubmitted = "REPORT_SUBMITTED",
        /// A report was returned.
        ReportReturned = "REPORT_RETURNED",
        /// A report was accepted.
        ReportAccepted = "REPORT_ACCEPTED",
        /// A report was handed to the unit's head; only its unit sees this.
        ReportHanded = "REPORT_HANDED",
        /// The unit's head sent a report back to the operator; only its unit sees this.
        ReportSentBack = "REPORT_SENT_BACK",
        /// A unit took a report back.
        ReportWithdrawn = "REPORT_WITHDRAWN",
        /// A recipient opened a report for decision.
        ReviewBegun = "REVIEW_BEGUN",
        /// The office entered a report for a unit.
        ReportEntered = "REPORT_ENTERED",
        /// A unit confirmed what the office entered.
        ReportConfirmed = "REPORT_CONFIRMED",
        /// A report counts as accepted, since it was not returned in time.
        ReportDeemed = "REPORT_DEEMED",
    }
}

impl EventKind {
    /// What happens to a report inside its unit, and is seen by nobody else.
    pub const DRAFTING: [Self; 3] = [Self::ReportSaved, Self::ReportHanded, Self::ReportSentBack];
}

codes! {
    /// How it ended.
    pub enum EventResult {
        /// Done.
        Done = "DONE",
        /// Refused.
        Refused = "REFUSED",
    }
}

/// What an event is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subjects {
    /// The office concerned.
    pub office: Option<OfficeId>,
    /// The document concerned.
    pub document: Option<DocumentId>,
    /// The item concerned.
    pub item: Option<ItemId>,
    /// The progress report concerned.
    pub report: Option<ReportId>,
    /// The thing changed, where it is none of these.
    pub other: Option<uuid::Uuid>,
}

/// One line of the log. It holds ids, field names and versions: never business text or personal
/// data, which live in version rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Key.
    pub id: EventId,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// The account; none for the command line and the system.
    pub actor: Option<AccountId>,
    /// The session.
    pub session: Option<SessionId>,
    /// What it is about.
    pub subjects: Subjects,
    /// Names of the fields that changed.
    pub fields: Vec<String>,
    /// The version that the change made.
    pub version: Option<i32>,
    /// How it ended.
    pub result: EventResult,
}
