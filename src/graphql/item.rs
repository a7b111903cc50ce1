//! 任务, 事项.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use serde::Serialize;

use super::{
    Result,
    action_plan::ActionPlanConnection,
    closing::ClosingConnection,
    connection::{Arguments, Listed, connection, listed},
    context::ContextExt,
    coordination::CoordinationConnection,
    decision::ItemDecisionConnection,
    document::{Document, Section, Span},
    duty::DutyConnection,
    edition::ItemRevisionConnection,
    event::EventConnection,
    extension::ExtensionConnection,
    figure::AwaitedFigureConnection,
    handing::HandingConnection,
    id::GlobalId,
    instruction::InstructionConnection,
    leader::Leader,
    loaders::{
        AssignmentsOf, ClosingsOfItem, CoordinationsOfItem, DecisionsOfItem, DutiesOfItem,
        ExtensionsOfItem, FiguresOfItem, HandingsOfItem, History, InstructionsOfItem,
        LatestReportOf, LeadersOf, ObjectionsOfItem, OpeningOf, OriginalDeadlineOf, PassageOf,
        PlansOfItem, ProgressOf, ReportsOfItem, RevisionsOfItem, TargetsOf,
    },
    objection::ObjectionConnection,
    opening::Opening,
    report::{ProgressReport, ProgressReportConnection},
    scalars::{Date, Decimal},
    unit::Unit,
    words::words,
};
use crate::{
    domain::{self, refusal::Refusal},
    store::{self, HistoryOf},
};

/// How far an item is (任务状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::item::ItemState")]
pub enum ItemState {
    /// Being worked on (推进中).
    Open,
    /// 暂停.
    Suspended,
    /// 办结/销号.
    Completed,
    /// 转入常态.
    Routine,
    /// 未完成.
    NotAchieved,
    /// 取消.
    Cancelled,
    /// 结转.
    CarriedOver,
}

/// Where the deadline of an item is stated (完成时限的出处).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::item::DeadlineSource")]
pub enum DeadlineSource {
    /// In its own words (任务内容).
    ItemText,
    /// In its clause, or in a column of its table (责任条款或表格栏目).
    Clause,
    /// In a heading above it (章节标题).
    Section,
    /// For the whole document only (全文总体时限): see its document's `deadline`.
    Document,
}

/// The part that a unit has in an item (单位角色).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::assignment::Role")]
pub enum Role {
    /// 牵头/主办: answers for the item.
    Lead,
    /// 责任/协办/配合: does its part of it.
    Support,
}

/// By what items are ordered (排序).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "store::ItemOrder")]
pub enum ItemOrder {
    /// As they stand in their documents (按文件顺序).
    Position,
    /// By the day they are due, those without one last (按完成时限).
    Deadline,
}

/// A task of a document (任务, 事项).
#[derive(Clone)]
pub struct Item(pub domain::item::Item);

impl From<domain::item::Item> for Item {
    fn from(item: domain::item::Item) -> Self {
        Self(item)
    }
}

/// A task of a document (任务, 事项). Seen by the office, by its leaders, and by the units that answer
/// for it.
#[Object]
impl Item {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The number as printed (序号); may repeat in a document, or be missing.
    async fn ordinal(&self) -> Option<&str> {
        self.0.ordinal.as_deref()
    }

    /// Place in the document, from 0, unique (文件中的位置).
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// The task without number and clause (任务内容).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The passage that it was read from, number and clause included; what was typed, where it was
    /// typed (原文).
    async fn source_text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(PassageOf(self.0.id)).await?)
    }

    /// Where the matter comes from, as 第12次常务会议纪要第三项; none where nobody said (事项来源).
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Where the passage stands in the text of its edition (原文位置).
    async fn span(&self) -> Span {
        self.0.span.into()
    }

    /// The last edition of the document in which it stands (版本序号): less than the document's where a
    /// newer edition dropped it.
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// What it said before newer editions changed it, the newest first (历次表述). At most 100 at
    /// once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemRevisionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<RevisionsOfItem>(ctx, "item.revisions", self.0.id, (), arguments)
            .await
            .map(ItemRevisionConnection)
    }

    /// Day by which it is to be done, if stated (完成时限).
    async fn deadline(&self) -> Option<Date> {
        self.0.deadline.map(Date)
    }

    /// Where its deadline is stated (完成时限的出处); null where none is, or where the office set the
    /// day.
    async fn deadline_source(&self) -> Option<DeadlineSource> {
        self.0.deadline_source.map(Into::into)
    }

    /// Where the words that state its deadline stand in the source text (完成时限的原文位置).
    async fn deadline_span(&self) -> Option<Span> {
        self.0.deadline_span.map(Into::into)
    }

    /// The day by which it was to be done before any decision moved it (原完成时限).
    async fn original_deadline(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let moved = ctx.loader()?.load_one(OriginalDeadlineOf(self.0.id)).await?;
        Ok(moved.unwrap_or(self.0.deadline).map(Date))
    }

    /// How far it is (状态).
    async fn state(&self) -> ItemState {
        self.0.state.into()
    }

    /// Its document (所属文件).
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        Ok(ctx.loader()?.load_one(self.0.document).await?.map(Into::into))
    }

    /// Its heading (所属章节).
    async fn section(&self, ctx: &Context<'_>) -> Result<Option<Section>> {
        let Some(section) = self.0.section else { return Ok(None) };
        Ok(ctx.loader()?.load_one(section).await?.map(Section))
    }

    /// The units that answer for it in the order of the clause, leads first (责任单位).
    async fn assignments(&self, ctx: &Context<'_>) -> Result<Vec<Assignment>> {
        let assignments = ctx.loader()?.load_one(AssignmentsOf(self.0.id)).await?;
        Ok(assignments.unwrap_or_default().into_iter().map(Assignment).collect())
    }

    /// Its responsible leaders in order (责任领导).
    async fn leaders(&self, ctx: &Context<'_>) -> Result<Vec<Leader>> {
        let leaders = ctx.loader()?.load_one(LeadersOf(self.0.id)).await?;
        Ok(leaders.unwrap_or_default().into_iter().map(Leader).collect())
    }

    /// What it promises in figures, in order (量化指标).
    async fn targets(&self, ctx: &Context<'_>) -> Result<Vec<Target>> {
        let targets = ctx.loader()?.load_one(TargetsOf(self.0.id)).await?;
        Ok(targets.unwrap_or_default().into_iter().map(Target).collect())
    }

    /// How far it is by what was reported: the lead's report that was accepted last (进度).
    async fn progress(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        Ok(ctx.loader()?.load_one(ProgressOf(self.0.id)).await?.map(Into::into))
    }

    /// How far it was when the office began to use the ledger, as an earlier one says (期初进展). It is
    /// history: no report, and never late.
    async fn opening(&self, ctx: &Context<'_>) -> Result<Option<Opening>> {
        Ok(ctx.loader()?.load_one(OpeningOf(self.0.id)).await?.map(Opening))
    }

    /// The report that was submitted last, of those that may be seen (最近一次报送).
    async fn latest_report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        Ok(ctx.loader()?.load_one(LatestReportOf(self.0.id)).await?.map(Into::into))
    }

    /// The reports on it that may be seen, the newest first (进展报告). At most 100 at once, 20
    /// unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ProgressReportConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<ReportsOfItem>(ctx, "item.reports", self.0.id, (), arguments)
            .await
            .map(ProgressReportConnection)
    }

    /// The duties on it that may be seen, by the day they are due (报送任务). Who has not reported
    /// is seen by the leads, the recipient and the office only. At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<DutyConnection> {
        let arguments = Arguments { first, after, last, before };
        let all = store::DutyFilter::default();
        Listed::under::<DutiesOfItem>(ctx, "item.duties", self.0.id, all, arguments)
            .await
            .map(DutyConnection)
    }

    /// What the office decided on it, the newest first (任务决定). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn decisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemDecisionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<DecisionsOfItem>(ctx, "item.decisions", self.0.id, (), arguments)
            .await
            .map(ItemDecisionConnection)
    }

    /// The later days that were asked for and may be seen, the newest first (延期). At most 100 at
    /// once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn extensions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ExtensionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<ExtensionsOfItem>(ctx, "item.extensions", self.0.id, (), arguments)
            .await
            .map(ExtensionConnection)
    }

    /// The applications to close it, the newest first (办结申请). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn closings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ClosingConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<ClosingsOfItem>(ctx, "item.closings", self.0.id, (), arguments)
            .await
            .map(ClosingConnection)
    }

    /// The objections to it that may be seen, the newest first (异议). At most 100 at once, 20 unless
    /// said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn objections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ObjectionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<ObjectionsOfItem>(ctx, "item.objections", self.0.id, (), arguments)
            .await
            .map(ObjectionConnection)
    }

    /// What units ask to be coordinated on it, of what may be seen, the newest first (需协调事项). At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn coordinations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<CoordinationConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<CoordinationsOfItem>(ctx, "item.coordinations", self.0.id, (), arguments)
            .await
            .map(CoordinationConnection)
    }

    /// The instructions on it that may be seen, the newest first (批示). At most 100 at once, 20 unless
    /// said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn instructions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<InstructionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<InstructionsOfItem>(ctx, "item.instructions", self.0.id, (), arguments)
            .await
            .map(InstructionConnection)
    }

    /// The action plans of its lead units that may be seen, the newest first (落实方案). At most 100 at
    /// once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn action_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ActionPlanConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<PlansOfItem>(ctx, "item.actionPlans", self.0.id, (), arguments)
            .await
            .map(ActionPlanConnection)
    }

    /// Its parts that units handed on to their bureaux and towns, the newest first (分办); seen by the unit that
    /// handed them and the office. At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn handings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<HandingConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<HandingsOfItem>(ctx, "item.handings", self.0.id, (), arguments)
            .await
            .map(HandingConnection)
    }

    /// The figures that are or were awaited of it, the newest first (待统计数据). At most 100 at once,
    /// 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<AwaitedFigureConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<FiguresOfItem>(ctx, "item.figures", self.0.id, (), arguments)
            .await
            .map(AwaitedFigureConnection)
    }

    /// What happened to it and to its reports, the newest first (历史记录). At most 100 at once, 20
    /// unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<EventConnection> {
        let arguments = Arguments { first, after, last, before };
        let of = HistoryOf::Items;
        Listed::under::<History>(ctx, "item.history", self.0.id, of, arguments)
            .await
            .map(EventConnection)
    }
}

connection! {
    /// A page of items (任务列表).
    ItemConnection,
    /// An item in a list.
    ItemEdge, Item, domain::item::Item
}

/// Which items of a document a list is to hold (任务筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct ItemFilter {
    /// Words that the text holds, apart by spaces (任务内容包含的词).
    text: Option<String>,
    /// In this state (状态).
    state: Option<ItemState>,
}

impl TryFrom<ItemFilter> for store::ItemFilter {
    type Error = Refusal;

    fn try_from(filter: ItemFilter) -> std::result::Result<Self, Refusal> {
        Ok(Self {
            text: words("text", filter.text)?,
            state: filter.state.map(Into::into),
            ..Self::default()
        })
    }
}

/// A unit's part in an item (任务分工).
pub struct Assignment(pub domain::assignment::Assignment);

/// A unit's part in an item (任务分工).
#[Object]
impl Assignment {
    /// The unit (单位).
    async fn unit(&self) -> Unit {
        self.0.unit.clone().into()
    }

    /// Its part (角色).
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The name as printed in the clause (原文名称).
    async fn printed(&self) -> &str {
        &self.0.printed
    }

    /// The group on the same item (相关…) for which the office confirmed the unit (确认自); none where
    /// the clause names the unit.
    async fn confirmed_from(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(group) = self.0.confirmed_from else { return Ok(None) };
        let assignments = ctx.loader()?.load_one(AssignmentsOf(self.0.item)).await?;
        let group = assignments.into_iter().flatten().find(|one| one.id == group);
        Ok(group.map(|group| group.unit.into()))
    }
}

/// How the reported value is held against the promised one (指标判定方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::target::Operator")]
pub enum Operator {
    /// 以上、不少于、不低于、超、突破: at least.
    AtLeast,
    /// 以内、不超过: at most.
    AtMost,
    /// The figure alone (等于).
    Exactly,
    /// 左右: about.
    About,
    /// 增长、增速: growth of at least.
    GrowthAtLeast,
}

/// A figure that an item promises (量化指标).
pub struct Target(pub domain::target::Target);

/// A figure that an item promises (量化指标).
#[Object]
impl Target {
    /// Opaque id, for `targetId` and to report a value for it (标识).
    async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The phrase as printed (原文).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What is measured (指标名称).
    async fn indicator(&self) -> &str {
        &self.0.indicator
    }

    /// How the value is meant (判定方式).
    async fn operator(&self) -> Operator {
        self.0.operator.into()
    }

    /// The figure, 万 multiplied out; the lower end of a range (目标值).
    async fn value(&self) -> Decimal {
        Decimal(self.0.value)
    }

    /// The upper end of a range (目标上限).
    async fn value_max(&self) -> Option<Decimal> {
        self.0.value_max.map(Decimal)
    }

    /// Unit of measure, as 户, % or 亿元; empty where there is none (计量单位).
    async fn measure(&self) -> &str {
        &self.0.measure
    }

    /// The item that promises it (所属任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The target of an item before that promises the same and counts instead of this one, if it
    /// may be seen (相同指标); null for a target that counts itself.
    async fn same_as(&self, ctx: &Context<'_>) -> Result<Option<Target>> {
        let Some(target) = self.0.same_as else { return Ok(None) };
        Ok(ctx.loader()?.load_one(target).await?.map(Target))
    }
}
