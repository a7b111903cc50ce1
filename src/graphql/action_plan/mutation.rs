//! What can be done about action plans and milestones.

use async_graphql::{Context, ID, InputObject, Object};
use serde::Serialize;

use super::{milestone::Milestone, object::ActionPlan};
use crate::{
    domain::{
        self,
        action_plan::ActionPlanAction,
        id::{ActionPlanId, ItemId, LeaderId, MilestoneId, UnitId},
        refusal::Refusal,
    },
    error,
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        life::{changed, payloads},
        scalars::Date,
        unit::unit_id,
    },
    service::{ActionPlanDecide, ActionPlanSave, MilestoneMarking, MilestoneSave, Once},
};

/// A plan to be written (编制落实方案).
#[derive(InputObject, Serialize)]
pub struct ActionPlanSaveInput {
    /// The item.
    item_id: ID,
    /// The unit that plans; yours, if only one of your units leads the item (编制单位).
    unit_id: Option<ID>,
    /// The plan's `version` that you read; none where there is no plan yet (所读版本号).
    version: Option<i32>,
    /// How the item is to be carried out; at most 10,000 characters, needed to submit (总体安排).
    #[graphql(default)]
    summary: String,
    /// Why the plan changes; at most 2,000 characters, needed to submit once one was approved (调整理由).
    #[graphql(default)]
    reason: String,
    /// All its milestones in order, at most 50; one at least is needed to submit (阶段目标).
    milestones: Vec<MilestoneInput>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// A milestone of a plan to be written (阶段目标).
#[derive(InputObject, Serialize)]
pub struct MilestoneInput {
    /// The milestone of the plan that it is, changed or not; none for a new one. What keeps its id
    /// keeps its baseline.
    id: Option<ID>,
    /// What is to be reached; at most 200 characters (阶段目标).
    title: String,
    /// By which day (完成日期).
    due_on: Date,
    /// Who answers for it: a name or a post, no number to call; at most 50 characters, needed to submit
    /// (责任人).
    #[graphql(default)]
    person: String,
    /// What is expected; at most 2,000 characters, needed to submit (预期成果).
    #[graphql(default)]
    expected: String,
    /// Why it lies after the item's own day, if it does; at most 2,000 characters (晚于任务时限的说明).
    #[graphql(default)]
    explanation: String,
}

/// A plan to be submitted or taken back (报送或撤回落实方案).
#[derive(InputObject, Serialize)]
pub struct ActionPlanSubmitInput {
    /// The plan.
    id: ID,
    /// The plan's `version` that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A plan to be taken back (撤回落实方案).
#[derive(InputObject, Serialize)]
pub struct ActionPlanWithdrawInput {
    /// The plan.
    id: ID,
    /// The plan's `version` that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A plan to be returned (退回落实方案).
#[derive(InputObject, Serialize)]
pub struct ActionPlanReturnInput {
    /// The plan.
    id: ID,
    /// The plan's `version` that you read (所读版本号).
    version: i32,
    /// Why; at most 2,000 characters (退回理由).
    reason: String,
    /// The post that decides; yours, if only one of your posts sees the item. Needed where it is
    /// recorded (岗位).
    leader_id: Option<ID>,
    /// Say `true` where the office records what the leader decided elsewhere (督查室登记领导审批).
    #[graphql(default)]
    recorded: bool,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A plan to be approved (批准落实方案).
#[derive(InputObject, Serialize)]
pub struct ActionPlanApproveInput {
    /// The plan.
    id: ID,
    /// The plan's `version` that you read (所读版本号).
    version: i32,
    /// A word on approving; at most 2,000 characters (审批意见).
    #[graphql(default)]
    reason: String,
    /// The post that decides; yours, if only one of your posts sees the item. Needed where it is
    /// recorded (岗位).
    leader_id: Option<ID>,
    /// Say `true` where the office records what the leader decided elsewhere (督查室登记领导审批).
    #[graphql(default)]
    recorded: bool,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A milestone that was reached (完成阶段目标).
#[derive(InputObject, Serialize)]
pub struct MilestoneCompleteInput {
    /// The milestone.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The day on which it was reached; today if none is given, never a later one (完成日期).
    done_on: Option<Date>,
    /// How; at most 2,000 characters (完成情况).
    word: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A milestone that is not reached after all (重新打开阶段目标).
#[derive(InputObject, Serialize)]
pub struct MilestoneReopenInput {
    /// The milestone.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Why; at most 2,000 characters (理由).
    reason: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

mod plans {
    use super::{ActionPlan, domain, payloads};

    payloads! {
        ActionPlan as action_plan of domain::action_plan::ActionPlan;
        makes {}
        changes {
            /// How a plan was written.
            ActionPlanSavePayload,
            /// How a plan was submitted.
            ActionPlanSubmitPayload,
            /// How a plan was taken back.
            ActionPlanWithdrawPayload,
            /// How a plan was returned.
            ActionPlanReturnPayload,
            /// How a plan was approved.
            ActionPlanApprovePayload,
        }
    }
}

mod milestones {
    use super::{Milestone, domain, payloads};

    payloads! {
        Milestone as milestone of domain::milestone::Milestone;
        makes {}
        changes {
            /// How it was said that a milestone was reached.
            MilestoneCompletePayload,
            /// How it was said that a milestone is not reached after all.
            MilestoneReopenPayload,
        }
    }
}

use milestones::{MilestoneCompletePayload, MilestoneReopenPayload};
use plans::{
    ActionPlanApprovePayload, ActionPlanReturnPayload, ActionPlanSavePayload,
    ActionPlanSubmitPayload, ActionPlanWithdrawPayload,
};

/// What can be done about action plans and milestones.
#[derive(Default)]
pub struct ActionPlanMutation;

#[Object]
impl ActionPlanMutation {
    /// Writes the action plan of a lead unit for an item (编制落实方案), where the document's regime asks for
    /// plans. While nothing is decided the draft is rewritten; after a decision, or once it was taken back, it
    /// is the next version. For the units that lead the item.
    async fn action_plan_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, and the plan.")] input: ActionPlanSaveInput,
    ) -> Result<ActionPlanSavePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let item = ItemId::parse(&input.item_id);
        let unit = input.unit_id.as_ref().and_then(UnitId::parse);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "actionPlanSave", key, &input)?;
            let save = ActionPlanSave {
                item: item.ok_or(Refusal::NotFound { field: "itemId" })?,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                version: input.version,
                summary: input.summary,
                reason: input.reason,
                milestones: input
                    .milestones
                    .into_iter()
                    .map(MilestoneInput::read)
                    .collect::<std::result::Result<_, _>>()?,
                once,
            };
            service.action_plan_save(author, save).await
        };
        let outcome = outcome.await;
        let id = match (&outcome, item) {
            (Err(error::Error::Refused(Refusal::Conflict)), Some(item)) => {
                own_plan(ctx, item, unit).await?
            }
            _ => None,
        };
        Ok(changed(ctx, id, outcome).await?.into())
    }

    /// Submits an action plan for approval (报送落实方案). For the unit; for its head, where the regime asks for
    /// the signature.
    async fn action_plan_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] input: ActionPlanSubmitInput,
    ) -> Result<ActionPlanSubmitPayload> {
        let once =
            Once::new(ctx.author()?, "actionPlanSubmit", input.idempotency_key.clone(), &input);
        let act = Act::plain(&input.id, input.version, ActionPlanAction::Submit, once);
        Ok(act.done(ctx).await?.into())
    }

    /// Takes a plan back that waits for a decision (撤回落实方案); it stays as a version of the unit's own. For the
    /// unit.
    async fn action_plan_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] input: ActionPlanWithdrawInput,
    ) -> Result<ActionPlanWithdrawPayload> {
        let once =
            Once::new(ctx.author()?, "actionPlanWithdraw", input.idempotency_key.clone(), &input);
        let act = Act::plain(&input.id, input.version, ActionPlanAction::Withdraw, once);
        Ok(act.done(ctx).await?.into())
    }

    /// Sends a plan back with a reason (退回落实方案). For whom the regime names in `planApproval`: the
    /// supervision office, or the item's leaders; with `recorded` the office records what the leader decided.
    async fn action_plan_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan, and why.")] input: ActionPlanReturnInput,
    ) -> Result<ActionPlanReturnPayload> {
        let once =
            Once::new(ctx.author()?, "actionPlanReturn", input.idempotency_key.clone(), &input);
        let action =
            if input.recorded { ActionPlanAction::RecordReturn } else { ActionPlanAction::Return };
        let act = Act {
            reason: input.reason,
            leader: input.leader_id,
            ..Act::plain(&input.id, input.version, action, once)
        };
        Ok(act.done(ctx).await?.into())
    }

    /// Approves a plan: it is in force from now on (批准落实方案). The one approved first stays the baseline.
    /// For whom the regime names in `planApproval`: the supervision office, or the item's leaders; with
    /// `recorded` the office records what the leader decided.
    async fn action_plan_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] input: ActionPlanApproveInput,
    ) -> Result<ActionPlanApprovePayload> {
        let once =
            Once::new(ctx.author()?, "actionPlanApprove", input.idempotency_key.clone(), &input);
        let action = if input.recorded {
            ActionPlanAction::RecordApprove
        } else {
            ActionPlanAction::Approve
        };
        let act = Act {
            reason: input.reason,
            leader: input.leader_id,
            ..Act::plain(&input.id, input.version, action, once)
        };
        Ok(act.done(ctx).await?.into())
    }

    /// Says that a milestone of the plan in force was reached, and on which day (完成阶段目标). For the unit.
    async fn milestone_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The milestone.")] input: MilestoneCompleteInput,
    ) -> Result<MilestoneCompletePayload> {
        let (author, state) = (ctx.author()?, ctx.state()?);
        let id = MilestoneId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "milestoneComplete", key, &input)?;
            let marking = MilestoneMarking {
                milestone: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                done_on: Some(input.done_on.map_or_else(|| state.clock.today(), |day| day.0)),
                word: input.word,
                once,
            };
            state.service.milestone_mark(author, marking).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Says that a milestone is not reached after all; what was said before stays (重新打开阶段目标). For the
    /// unit and the supervision office.
    async fn milestone_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The milestone, and why.")] input: MilestoneReopenInput,
    ) -> Result<MilestoneReopenPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = MilestoneId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "milestoneReopen", key, &input)?;
            let marking = MilestoneMarking {
                milestone: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                done_on: None,
                word: input.reason,
                once,
            };
            service.milestone_mark(author, marking).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}

impl MilestoneInput {
    fn read(self) -> std::result::Result<MilestoneSave, Refusal> {
        let missing = Refusal::NotFound { field: "milestones" };
        Ok(MilestoneSave {
            id: self.id.map(|id| MilestoneId::parse(&id).ok_or(missing)).transpose()?,
            title: self.title,
            due_on: self.due_on.0,
            person: self.person,
            expected: self.expected,
            explanation: self.explanation,
        })
    }
}

/// An act on a plan that is there.
struct Act {
    plan: Option<ActionPlanId>,
    version: i32,
    action: ActionPlanAction,
    reason: String,
    leader: Option<ID>,
    once: error::Result<Option<Once>>,
}

type Outcome = crate::graphql::life::Outcome<domain::action_plan::ActionPlan>;

impl Act {
    /// One that needs no words.
    fn plain(
        id: &ID,
        version: i32,
        action: ActionPlanAction,
        once: error::Result<Option<Once>>,
    ) -> Self {
        let plan = ActionPlanId::parse(id);
        Self { plan, version, action, reason: String::new(), leader: None, once }
    }

    async fn done(self, ctx: &Context<'_>) -> Result<Outcome> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let plan = self.plan;
        let outcome = async {
            let leader = self
                .leader
                .map(|id| LeaderId::parse(&id).ok_or(Refusal::NotFound { field: "leaderId" }));
            let act = ActionPlanDecide {
                plan: plan.ok_or(Refusal::NotFound { field: "id" })?,
                version: self.version,
                action: self.action,
                reason: self.reason,
                leader: leader.transpose()?,
                once: self.once?,
            };
            service.action_plan_decide(author, act).await
        };
        changed(ctx, plan, outcome.await).await
    }
}

/// The viewer's plan for an item: of the unit named, else of their only one that has a plan.
async fn own_plan(
    ctx: &Context<'_>,
    item: ItemId,
    unit: Option<UnitId>,
) -> Result<Option<ActionPlanId>> {
    let actor = ctx.actor()?;
    let plans = ctx.reader()?.plans_on(item).await?;
    let own = plans
        .into_iter()
        .find(|plan| actor.is_of_unit(plan.unit) && unit.is_none_or(|unit| unit == plan.unit));
    Ok(own.map(|plan| plan.id))
}
