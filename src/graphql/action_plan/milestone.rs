//! Milestones.

use async_graphql::{Context, Enum, ID, Object};

use super::object::ActionPlan;
use crate::{
    domain,
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        loaders::{MarksOf, NameOf},
        scalars::{Date, DateTime},
    },
};

/// How far a milestone is (阶段目标状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::milestone::MilestoneState")]
pub enum MilestoneState {
    /// Not reached yet (推进中).
    Pending,
    /// Reached (已完成).
    Done,
}

/// What is to be reached by a day (阶段目标), as a version of its plan has it.
#[derive(Clone)]
pub struct Milestone(pub domain::milestone::Milestone);

impl From<domain::milestone::Milestone> for Milestone {
    fn from(milestone: domain::milestone::Milestone) -> Self {
        Self(milestone)
    }
}

/// What is to be reached by a day (阶段目标), as a version of its plan has it.
#[Object]
impl Milestone {
    /// Opaque id, the same through the versions of the plan.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The plan (所属方案).
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<ActionPlan>> {
        Ok(ctx.loader()?.load_one(self.0.plan).await?.map(Into::into))
    }

    /// What is to be reached (阶段目标).
    async fn title(&self) -> &str {
        &self.0.line.title
    }

    /// By which day (完成日期).
    async fn due_on(&self) -> Date {
        Date(self.0.line.due_on)
    }

    /// The day that the version approved first gave it (基准日期); none where that does not have it.
    async fn baseline_due_on(&self) -> Option<Date> {
        self.0.baseline_due_on.map(Date)
    }

    /// Who answers for it: a name or a post (责任人).
    async fn person(&self) -> &str {
        &self.0.line.person
    }

    /// What is expected (预期成果).
    async fn expected(&self) -> &str {
        &self.0.line.expected
    }

    /// Why it lies after the item's own day (晚于任务时限的说明).
    async fn explanation(&self) -> Option<&str> {
        self.0.line.explanation.as_deref()
    }

    /// How far it is (状态).
    async fn state(&self) -> MilestoneState {
        self.0.state().into()
    }

    /// The day on which it was reached (实际完成日期).
    async fn done_on(&self) -> Option<Date> {
        self.0.done_on.map(Date)
    }

    /// Whether its day passed before it was reached (是否逾期).
    async fn late(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.0.is_late(ctx.state()?.clock.today()))
    }

    /// When it was said to be reached, or not after all, the newest first; at most 50 (完成记录).
    async fn marks(&self, ctx: &Context<'_>) -> Result<Vec<MilestoneMark>> {
        let marks = ctx.loader()?.load_one(MarksOf(self.0.id)).await?;
        Ok(marks.unwrap_or_default().into_iter().map(MilestoneMark).collect())
    }
}

/// That a milestone was reached, or is not after all (阶段目标完成记录).
pub struct MilestoneMark(domain::milestone::MilestoneMark);

/// That a milestone was reached, or is not after all (阶段目标完成记录).
#[Object]
impl MilestoneMark {
    /// The day on which it was reached; none where it is not after all (完成日期).
    async fn done_on(&self) -> Option<Date> {
        self.0.done_on.map(Date)
    }

    /// How, or why not (说明).
    async fn word(&self) -> &str {
        &self.0.word
    }

    /// When it was said (登记时间).
    async fn marked_at(&self) -> DateTime {
        DateTime(self.0.marked.0)
    }

    /// The name of who said it (登记人).
    async fn marked_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.marked.1)).await?)
    }
}
