//! Action plans and their versions.

use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::milestone::Milestone;
use crate::{
    domain::{
        self,
        id::{DocumentId, UnitId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        id::GlobalId,
        item::Item,
        leader::Leader,
        loaders::{BaselineOf, InForceOf, MilestonesOf, NameOf, NewestPlanOf, VersionsOfPlan},
        scalars::DateTime,
        unit::Unit,
    },
    store,
};

/// How far a version of an action plan is (落实方案状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::action_plan::ActionPlanState")]
pub enum ActionPlanState {
    /// Being written; the unit alone sees it (草稿).
    Draft,
    /// Waits for a decision (待审批).
    Submitted,
    /// Sent back with a reason; the next version is written anew (已退回).
    Returned,
    /// Approved: in force until a later one is (已批准).
    Approved,
    /// Taken back by the unit, or lapsed with the item (已撤回).
    Withdrawn,
}

/// How a lead unit is to carry an item out (落实方案): one a unit and item, in versions. Drafts are seen
/// by the unit; what was submitted by the office, the item's leaders and its leads; what was approved by its
/// support units, too.
#[derive(Clone)]
pub struct ActionPlan(pub domain::action_plan::ActionPlan);

impl From<domain::action_plan::ActionPlan> for ActionPlan {
    fn from(plan: domain::action_plan::ActionPlan) -> Self {
        Self(plan)
    }
}

/// How a lead unit is to carry an item out (落实方案): one a unit and item, in versions. Drafts are seen
/// by the unit; what was submitted by the office, the item's leaders and its leads; what was approved by its
/// support units, too.
#[Object]
impl ActionPlan {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号); not the number of the plan's versions.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The unit that plans (编制单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The newest version that may be seen (最新稿).
    async fn current(&self, ctx: &Context<'_>) -> Result<Option<ActionPlanVersion>> {
        Ok(ctx.loader()?.load_one(NewestPlanOf(self.0.id)).await?.map(ActionPlanVersion))
    }

    /// The version in force: the one approved last (现行方案).
    async fn approved(&self, ctx: &Context<'_>) -> Result<Option<ActionPlanVersion>> {
        Ok(ctx.loader()?.load_one(InForceOf(self.0.id)).await?.map(ActionPlanVersion))
    }

    /// The version that was approved first, whatever came after it (基准方案).
    async fn baseline(&self, ctx: &Context<'_>) -> Result<Option<ActionPlanVersion>> {
        Ok(ctx.loader()?.load_one(BaselineOf(self.0.id)).await?.map(ActionPlanVersion))
    }

    /// Its versions that may be seen, the newest first (历次方案). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ActionPlanVersionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<VersionsOfPlan>(ctx, "actionPlan.versions", self.0.id, (), arguments)
            .await
            .map(ActionPlanVersionConnection)
    }
}

connection! {
    /// A page of action plans (落实方案列表).
    ActionPlanConnection,
    /// An action plan in a list.
    ActionPlanEdge, ActionPlan, domain::action_plan::ActionPlan
}

/// A version of an action plan (落实方案的一稿); what was submitted is kept for ever.
#[derive(Clone)]
pub struct ActionPlanVersion(pub domain::action_plan::PlanVersion);

impl From<domain::action_plan::PlanVersion> for ActionPlanVersion {
    fn from(version: domain::action_plan::PlanVersion) -> Self {
        Self(version)
    }
}

/// A version of an action plan (落实方案的一稿); what was submitted is kept for ever.
#[Object]
impl ActionPlanVersion {
    /// The plan (所属方案).
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<ActionPlan>> {
        Ok(ctx.loader()?.load_one(self.0.plan).await?.map(Into::into))
    }

    /// Number, from 1 (稿次).
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// How far it is (状态).
    async fn state(&self) -> ActionPlanState {
        self.0.state.into()
    }

    /// How the item is to be carried out; empty while nobody said so (总体安排).
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// Why the plan changes; none in the first (调整理由).
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Its milestones in order, at most 50 (阶段目标).
    #[graphql(complexity = "1 + child_complexity * 10")]
    async fn milestones(&self, ctx: &Context<'_>) -> Result<Vec<Milestone>> {
        let milestones = ctx.loader()?.load_one(MilestonesOf(self.0.id)).await?;
        Ok(milestones.unwrap_or_default().into_iter().map(Milestone).collect())
    }

    /// When it was written last (编制时间).
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.written.0)
    }

    /// The name of who wrote it last (编制人).
    async fn written_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.written.1)).await?)
    }

    /// When it was submitted (报送时间).
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted.map(|(at, _)| DateTime(at))
    }

    /// The name of who submitted it (报送人).
    async fn submitted_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.submitted else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// The post that decided, where a leader did (审批岗位).
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<Leader>> {
        let Some(leader) = self.0.leader else { return Ok(None) };
        Ok(ctx.loader()?.load_one(leader).await?.map(Leader))
    }

    /// Whether the office recorded what the leader decided elsewhere (督查室登记).
    async fn recorded(&self) -> bool {
        self.0.recorded
    }

    /// What the decision says: why it was returned, or a word on approving (审批意见).
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it was decided or taken back (审批时间).
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// The name of who decided, recorded or took it back (审批人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of versions of action plans (落实方案稿次列表).
    ActionPlanVersionConnection,
    /// A version in a list.
    ActionPlanVersionEdge, ActionPlanVersion, domain::action_plan::PlanVersion
}

/// Which action plans a list is to hold (落实方案筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct ActionPlanFilter {
    /// Of this document (文件).
    document_id: Option<ID>,
    /// Of this unit (编制单位).
    unit_id: Option<ID>,
}

impl TryFrom<ActionPlanFilter> for store::PlanFilter {
    type Error = Refusal;

    fn try_from(filter: ActionPlanFilter) -> std::result::Result<Self, Refusal> {
        let invalid = |field| Refusal::Invalid { field };
        let document = filter.document_id.map(|id| DocumentId::parse(&id));
        let unit = filter.unit_id.map(|id| UnitId::parse(&id));
        Ok(Self {
            document: document.map(|id| id.ok_or(invalid("documentId"))).transpose()?,
            unit: unit.map(|id| id.ok_or(invalid("unitId"))).transpose()?,
        })
    }
}
