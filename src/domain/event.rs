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
        /// A member of a collective was ended.
        MemberEnded = "MEMBER_ENDED",
        /// A unit was entered in the register.
        UnitCreated = "UNIT_CREATED",
        /// What the register says of a unit was changed.
        UnitChanged = "UNIT_CHANGED",
        /// Another name of a unit was entered.
        UnitAliasAdded = "UNIT_ALIAS_ADDED",
        /// Another name of a unit was ended.
        UnitAliasEnded = "UNIT_ALIAS_ENDED",
        /// A unit's successor was named.
        UnitSuccessionSet = "UNIT_SUCCESSION_SET",
        /// A unit was succeeded: another stands in its place from now on.
        UnitSucceeded = "UNIT_SUCCEEDED",
        /// A list was read into the register.
        UnitsImported = "UNITS_IMPORTED",
        /// A post's holder was set.
        PostHolderSet = "POST_HOLDER_SET",
        /// Someone's time in a post was ended.
        PostHolderEnded = "POST_HOLDER_ENDED",
        /// A post was entered.
        LeaderCreated = "LEADER_CREATED",
        /// What is said of a post was changed.
        LeaderChanged = "LEADER_CHANGED",
        /// A file was put to the server.
        FileUploaded = "FILE_UPLOADED",
        /// A file that bears a classification was removed.
        FileDiscarded = "FILE_DISCARDED",
        /// A document was read into the ledger.
        DocumentImported = "DOCUMENT_IMPORTED",
        /// A ledger was opened without a file.
        DocumentCreated = "DOCUMENT_CREATED",
        /// Matters were added to a ledger that was opened without a file.
        ItemAdded = "ITEM_ADDED",
        /// A matter of such a draft was rewritten.
        ItemUpdated = "ITEM_UPDATED",
        /// A matter was taken out of such a draft.
        ItemRemoved = "ITEM_REMOVED",
        /// An earlier ledger's status was taken over as history.
        OpeningApplied = "OPENING_APPLIED",
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
        /// A draft of a newer edition was given up.
        EditionDiscarded = "EDITION_DISCARDED",
        /// A person said which item of the published document one of the draft is.
        EditionMatched = "EDITION_MATCHED",
        /// A newer edition of a published document took its place.
        EditionPublished = "EDITION_PUBLISHED",
        /// A newer edition brought an item.
        EditionItemAdded = "EDITION_ITEM_ADDED",
        /// A newer edition changed an item.
        EditionItemChanged = "EDITION_ITEM_CHANGED",
        /// A newer edition holds an item no more.
        EditionItemDropped = "EDITION_ITEM_DROPPED",
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
        /// A unit acknowledged its items of a document.
        DocumentAcknowledged = "DOCUMENT_ACKNOWLEDGED",
        /// A unit was urged.
        UnitUrged = "UNIT_URGED",
        /// Duties were added to what had urged a unit that day.
        UrgeExtended = "URGE_EXTENDED",
        /// A unit asked for coordination.
        CoordinationAsked = "COORDINATION_ASKED",
        /// What a unit asked was forwarded to a leader.
        CoordinationForwarded = "COORDINATION_FORWARDED",
        /// What a unit asked was answered.
        CoordinationAnswered = "COORDINATION_ANSWERED",
        /// What a unit asked was marked as settled.
        CoordinationSettled = "COORDINATION_SETTLED",
        /// An action plan was begun or rewritten; only its unit sees this.
        ActionPlanSaved = "ACTION_PLAN_SAVED",
        /// An action plan was submitted.
        ActionPlanSubmitted = "ACTION_PLAN_SUBMITTED",
        /// A unit took an action plan back.
        ActionPlanWithdrawn = "ACTION_PLAN_WITHDRAWN",
        /// An action plan was returned.
        ActionPlanReturned = "ACTION_PLAN_RETURNED",
        /// An action plan was approved.
        ActionPlanApproved = "ACTION_PLAN_APPROVED",
        /// A milestone was done.
        MilestoneCompleted = "MILESTONE_COMPLETED",
        /// A milestone is not done after all.
        MilestoneReopened = "MILESTONE_REOPENED",
        /// A part of an item was handed on.
        HandedOn = "HANDED_ON",
        /// What was handed was changed.
        HandingChanged = "HANDING_CHANGED",
        /// A handing ended.
        HandingEnded = "HANDING_ENDED",
        /// A report on a part was begun or rewritten; only its unit sees this.
        HandingReportSaved = "HANDING_REPORT_SAVED",
        /// A report on a part was submitted.
        HandingReportSubmitted = "HANDING_REPORT_SUBMITTED",
        /// A report on a part was taken back.
        HandingReportWithdrawn = "HANDING_REPORT_WITHDRAWN",
        /// A report on a part was returned.
        HandingReportReturned = "HANDING_REPORT_RETURNED",
        /// A report on a part was accepted.
        HandingReportAccepted = "HANDING_REPORT_ACCEPTED",
    }
}

impl EventKind {
    /// What happens to a report or a plan inside its unit, and is seen by nobody else.
    pub const DRAFTING: [Self; 5] = [
        Self::ReportSaved,
        Self::ReportHanded,
        Self::ReportSentBack,
        Self::ActionPlanSaved,
        Self::HandingReportSaved,
    ];
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
    /// The code of the state that the change brought the item or report to.
    pub state: Option<String>,
    /// How it ended.
    pub result: EventResult,
}
