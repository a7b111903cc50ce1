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
        /// A report was begun or rewritten; only its unit sees this.
        ReportSaved = "REPORT_SAVED",
        /// A report was submitted.
        ReportSubmitted = "REPORT_SUBMITTED",
        /// A report was returned.
        ReportReturned = "REPORT_RETURNED",
        /// A report was accepted.
        ReportAccepted = "REPORT_ACCEPTED",
        /// An office decided on an item.
        ItemDecided = "ITEM_DECIDED",
        /// A figure was awaited.
        FigureAwaited = "FIGURE_AWAITED",
        /// An awaited figure was entered.
        FigureEntered = "FIGURE_ENTERED",
        /// A unit applied for closing.
        ClosingApplied = "CLOSING_APPLIED",
        /// An application for closing was verified.
        ClosingVerified = "CLOSING_VERIFIED",
        /// An application for closing was decided or withdrawn.
        ClosingDecided = "CLOSING_DECIDED",
        /// A unit asked for a later day.
        ExtensionAsked = "EXTENSION_ASKED",
        /// A later day was decided on or withdrawn.
        ExtensionDecided = "EXTENSION_DECIDED",
        /// A unit objected.
        ObjectionRaised = "OBJECTION_RAISED",
        /// An objection was decided or withdrawn.
        ObjectionDecided = "OBJECTION_DECIDED",
        /// An instruction was given or registered.
        InstructionGiven = "INSTRUCTION_GIVEN",
        /// A unit answered an instruction.
        InstructionAnswered = "INSTRUCTION_ANSWERED",
        /// An instruction was closed.
        InstructionClosed = "INSTRUCTION_CLOSED",
    }
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
