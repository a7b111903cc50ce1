//! Typed ids, so that a unit's id is never taken for an item's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub Uuid);

            impl From<Uuid> for $name {
                fn from(id: Uuid) -> Self {
                    Self(id)
                }
            }

            impl From<$name> for Uuid {
                fn from(id: $name) -> Self {
                    id.0
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    self.0.fmt(f)
                }
            }
        )+
    };
}

ids! {
    /// Of a supervision office.
    OfficeId,
    /// Of a unit.
    UnitId,
    /// Of a leader's post.
    LeaderId,
    /// Of what a unit is succeeded by.
    SuccessionId,
    /// Of someone's time in a post.
    HolderId,
    /// Of an account.
    AccountId,
    /// Of a session.
    SessionId,
    /// Of a document.
    DocumentId,
    /// Of an edition of a document.
    EditionId,
    /// Of an earlier wording of an item.
    RevisionId,
    /// Of a heading.
    SectionId,
    /// Of an item.
    ItemId,
    /// Of a target.
    TargetId,
    /// Of an assignment.
    AssignmentId,
    /// Of a finding.
    FindingId,
    /// Of a reporting rule.
    ReportingRuleId,
    /// Of a reporting period.
    PeriodId,
    /// Of a duty.
    DutyId,
    /// Of a progress report.
    ReportId,
    /// Of a version of a progress report.
    ReportVersionId,
    /// Of a receipt.
    ReceiptId,
    /// Of an event.
    EventId,
    /// Of an uploaded file.
    UploadId,
    /// Of a decision on an item.
    DecisionId,
    /// Of a wish for a later day.
    ExtensionId,
    /// Of an application to close an item.
    ClosingId,
    /// Of a verification.
    VerificationId,
    /// Of an awaited figure.
    FigureId,
    /// Of an objection.
    ObjectionId,
    /// Of an instruction.
    InstructionId,
    /// Of an answer to an instruction.
    AnswerId,
    /// Of what urges a unit on a day.
    UrgeId,
    /// Of an act of urging.
    UrgeActId,
    /// Of what a unit asks to be coordinated.
    CoordinationId,
    /// Of an action plan.
    ActionPlanId,
    /// Of a version of an action plan.
    PlanVersionId,
    /// Of a milestone.
    MilestoneId,
    /// Of a handing.
    HandingId,
    /// Of an act in which parts were handed on.
    HandingActId,
    /// Of a report on a part that was handed on.
    HandingReportId,
    /// Of a version of such a report.
    HandingReportVersionId,
}
