//! 落实方案: how a lead unit is to carry an item out, submitted and approved; later changes are
//! versions that go the same way.

use chrono::{DateTime, Utc};

use super::{
    code::codes,
    id::{AccountId, ActionPlanId, DocumentId, ItemId, LeaderId, PlanVersionId, UnitId},
    transition::{
        Condition::{
            ByLeader, ByOffice, ItemOpen, NoSignOff, NoneOpen, PlansAsked, Published, SignOff,
            StillLeads,
        },
        Party::{Head, Lead, Leader, Office, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far a version of a plan is.
    pub enum ActionPlanState {
        /// Being written; the unit alone sees it.
        Draft = "DRAFT",
        /// Waits for a decision.
        Submitted = "SUBMITTED",
        /// Sent back with a reason.
        Returned = "RETURNED",
        /// In force, until a later one is.
        Approved = "APPROVED",
        /// Taken back by the unit.
        Withdrawn = "WITHDRAWN",
    }
}

codes! {
    /// What can be done about a plan.
    pub enum ActionPlanAction {
        /// Write or rewrite it.
        Save = "SAVE",
        /// Hand it in.
        Submit = "SUBMIT",
        /// Take it back.
        Withdraw = "WITHDRAW",
        /// Send it back.
        Return = "RETURN",
        /// Put it in force.
        Approve = "APPROVE",
        /// Record that the leader sent it back.
        RecordReturn = "RECORD_RETURN",
        /// Record that the leader approved it.
        RecordApprove = "RECORD_APPROVE",
    }
}

words! {
    ActionPlanState {
        Draft => "草稿",
        Submitted => "待审批",
        Returned => "已退回",
        Approved => "已批准",
        Withdrawn => "已撤回",
    }
    ActionPlanAction {
        Save => "编制落实方案",
        Submit => "报送落实方案",
        Withdraw => "撤回落实方案",
        Return => "退回落实方案",
        Approve => "批准落实方案",
        RecordReturn => "登记领导退回",
        RecordApprove => "登记领导批准",
    }
}

/// Who may do what about a version of a plan. What was returned or taken back is not written
/// again: the next version is.
pub const TRANSITIONS: &[Row<ActionPlanState, ActionPlanAction>] = {
    use ActionPlanAction::{Approve, RecordApprove, RecordReturn, Return, Save, Submit, Withdraw};
    use ActionPlanState::{Approved, Draft, Returned, Submitted, Withdrawn};
    &[
        row(&[Lead], None, Save, Draft, &[Published, ItemOpen, PlansAsked, NoneOpen]),
        row(&[Lead], Some(Draft), Save, Draft, &[ItemOpen, PlansAsked]),
        row(
            &[Unit],
            Some(Draft),
            Submit,
            Submitted,
            &[ItemOpen, PlansAsked, StillLeads, NoSignOff],
        ),
        row(&[Head], Some(Draft), Submit, Submitted, &[ItemOpen, PlansAsked, StillLeads, SignOff]),
        row(&[Unit], Some(Submitted), Withdraw, Withdrawn, &[]),
        row(&[Office], Some(Submitted), Return, Returned, &[PlansAsked, ByOffice]),
        row(&[Leader], Some(Submitted), Return, Returned, &[PlansAsked, ByLeader]),
        row(&[Office], Some(Submitted), Approve, Approved, &[PlansAsked, ByOffice]),
        row(&[Leader], Some(Submitted), Approve, Approved, &[PlansAsked, ByLeader]),
        row(&[Office], Some(Submitted), RecordReturn, Returned, &[PlansAsked, ByLeader]),
        row(&[Office], Some(Submitted), RecordApprove, Approved, &[PlansAsked, ByLeader]),
    ]
};

/// A plan of a unit for an item, through its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPlan {
    /// Key.
    pub id: ActionPlanId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that leads.
    pub unit: UnitId,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// Version to name in a change.
    pub version: i32,
}

/// A version of a plan; its milestones apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    /// Key.
    pub id: PlanVersionId,
    /// The plan.
    pub plan: ActionPlanId,
    /// Number, from 1.
    pub number: i32,
    /// How far it is.
    pub state: ActionPlanState,
    /// How the item is to be carried out; empty while nobody said so.
    pub summary: String,
    /// Why the plan changes.
    pub reason: Option<String>,
    /// When it was written last, and by whom.
    pub written: (DateTime<Utc>, AccountId),
    /// When it was submitted, and by whom.
    pub submitted: Option<(DateTime<Utc>, AccountId)>,
    /// The post that decided, where a leader did.
    pub leader: Option<LeaderId>,
    /// Whether the office recorded a leader's decision.
    pub recorded: bool,
    /// What the decision says.
    pub answer: Option<String>,
    /// When it was decided or withdrawn, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
}
