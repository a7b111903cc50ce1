//! Reports and their versions.

use async_graphql::{Context, Enum, ID, Object};

use super::{
    integration::{self, ReportUse, SupportReport},
    mutation::ReportSource,
    receipt::SubmissionReceipt,
};
use crate::{
    domain,
    graphql::{
        Result,
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        coordination::Coordination,
        duty::Duty,
        event::EventConnection,
        id::GlobalId,
        item::{Item, Role, Target},
        loaders::{
            CoordinationOf, CurrentVersionOf, History, NameOf, ReceiptOf, StandingVersionOf,
            ValuesOf, VersionsOfReport,
        },
        scalars::{Date, DateTime, Decimal},
        unit::Unit,
    },
    store::HistoryOf,
};

/// How far a report is (报告状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "ProgressReportState", remote = "domain::report::ReportState")]
pub enum ProgressReportState {
    /// Being written; only its unit sees it (草稿).
    Draft,
    /// Waiting for the unit's head (签批中).
    Signing,
    /// Waiting for the recipient (待审核).
    Submitted,
    /// Returned with a reason (已退回).
    Returned,
    /// Accepted (已通过).
    Accepted,
}

/// What was decided on a submitted version (审核结论).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::report::Decision")]
pub enum Decision {
    /// Taken (通过).
    Accepted,
    /// Sent back (退回).
    Returned,
}

/// The report that answers a duty (进展报告).
#[derive(Clone)]
pub struct ProgressReport(pub domain::report::ProgressReport);

impl From<domain::report::ProgressReport> for ProgressReport {
    fn from(report: domain::report::ProgressReport) -> Self {
        Self(report)
    }
}

/// The report that answers a duty (进展报告). Before it is submitted only its unit sees it.
#[Object]
impl ProgressReport {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号); every change raises it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How far it is (状态).
    async fn state(&self) -> ProgressReportState {
        self.0.state.into()
    }

    /// As what the unit reports (角色).
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The unit that reports (报送单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The unit that decides on it; none for the supervision office (审核单位).
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(recipient) = self.0.recipient else { return Ok(None) };
        Ok(ctx.loader()?.load_one(recipient).await?.map(Into::into))
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The duty that it answers (报送任务).
    async fn duty(&self, ctx: &Context<'_>) -> Result<Option<Duty>> {
        Ok(ctx.loader()?.load_one(self.0.duty).await?.map(Into::into))
    }

    /// When it was begun (创建时间).
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was first submitted, which is what timeliness counts (首次报送时间).
    async fn first_submitted_at(&self) -> Option<DateTime> {
        self.0.first_submitted_at.map(DateTime)
    }

    /// When it was last submitted (最近报送时间).
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.map(DateTime)
    }

    /// When its recipient opened it for decision, from when on it cannot be taken back (开始审核时间).
    async fn review_begun_at(&self) -> Option<DateTime> {
        self.0.review_begun_at.map(DateTime)
    }

    /// When the version that stands was accepted (通过时间).
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime)
    }

    /// By when it is to be submitted again, being returned (重报期限).
    async fn resubmit_by(&self) -> Option<Date> {
        self.0.resubmit_by.map(Date)
    }

    /// The day from which it counts as accepted, unless it is returned before (视同通过日).
    async fn deemed_on(&self) -> Option<Date> {
        self.0.deemed_on.map(Date)
    }

    /// The version that stands: the one accepted last, whatever correction is on its way (现行版本).
    async fn accepted(&self, ctx: &Context<'_>) -> Result<Option<ProgressReportVersion>> {
        let version = ctx.loader()?.load_one(StandingVersionOf(self.0.id)).await?;
        Ok(version.map(Into::into))
    }

    /// What it says: its newest version that may be seen (报告内容).
    async fn content(&self, ctx: &Context<'_>) -> Result<Option<ProgressReportVersion>> {
        let version = ctx.loader()?.load_one(CurrentVersionOf(self.0.id)).await?;
        Ok(version.map(Into::into))
    }

    /// What is asked to be coordinated of the problems that it states, the last wish (需协调事项).
    async fn coordination(&self, ctx: &Context<'_>) -> Result<Option<Coordination>> {
        Ok(ctx.loader()?.load_one(CoordinationOf(self.0.id)).await?.map(Into::into))
    }

    /// What it, being a lead's, does with the support units' reports (采用情况); at most one for each.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn integrated(&self, ctx: &Context<'_>) -> Result<Vec<ReportUse>> {
        integration::integrated(ctx, self.0.id).await
    }

    /// The support units' parts in its period, being a lead's, those missing among them
    /// (责任单位报送情况); at most one for each of their duties.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn support_reports(&self, ctx: &Context<'_>) -> Result<Vec<SupportReport>> {
        let report = Some(self.0.id);
        integration::support_reports(ctx, self.0.duty, self.0.role, report).await
    }

    /// What leads' reports make of it, being a support unit's, once they are submitted (被采用情况);
    /// at most one for each lead's report.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn used_in(&self, ctx: &Context<'_>) -> Result<Vec<ReportUse>> {
        integration::used_in(ctx, self.0.id).await
    }

    /// All its versions that may be seen, the newest first (历次版本). At most 100 at once, 20 unless
    /// said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ProgressReportVersionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<VersionsOfReport>(ctx, "report.versions", self.0.id, (), arguments)
            .await
            .map(ProgressReportVersionConnection)
    }

    /// What happened to it, the newest first (历史记录): who did what. At most 100 at once, 20
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
        let of = HistoryOf::Reports;
        Listed::under::<History>(ctx, "report.history", self.0.id, of, arguments)
            .await
            .map(EventConnection)
    }
}

connection! {
    /// A page of progress reports, the newest first (进展报告列表).
    ProgressReportConnection,
    /// A progress report in a list.
    ProgressReportEdge, ProgressReport, domain::report::ProgressReport
}

/// What a report said, kept for ever (报告版本).
#[derive(Clone)]
pub struct ProgressReportVersion(pub domain::report::ReportVersion);

impl From<domain::report::ReportVersion> for ProgressReportVersion {
    fn from(version: domain::report::ReportVersion) -> Self {
        Self(version)
    }
}

/// What a report said, kept for ever (报告版本).
#[Object]
impl ProgressReportVersion {
    /// From 1; a return opens the next (版次).
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// The unit that submitted it, where another one has the report since: its successor (原报送单位); else
    /// null.
    async fn submitted_by_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(unit) = self.0.unit else { return Ok(None) };
        Ok(ctx.loader()?.load_one(unit).await?.map(Into::into))
    }

    /// 进展情况.
    async fn progress(&self) -> &str {
        &self.0.content.progress
    }

    /// 存在问题.
    async fn problems(&self) -> &str {
        &self.0.content.problems
    }

    /// 下一步打算.
    async fn next_steps(&self) -> &str {
        &self.0.content.next_steps
    }

    /// How far, 0 to 100 (完成百分比).
    async fn percent(&self) -> Option<i32> {
        self.0.content.percent
    }

    /// How far the item's targets are, at most one value each (指标数值).
    async fn values(&self, ctx: &Context<'_>) -> Result<Vec<ReportedValue>> {
        let values = ctx.loader()?.load_one(ValuesOf(self.0.id)).await?;
        Ok(values.unwrap_or_default().into_iter().map(ReportedValue).collect())
    }

    /// Why it corrects the accepted one before it (更正原因).
    async fn correction(&self) -> Option<&str> {
        self.0.correction.as_deref()
    }

    /// Why the unit's head sent it back to the operator (负责人退回原因); for the unit alone.
    async fn sent_back(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let report = ctx.loader()?.load_one(self.0.report).await?;
        let own =
            report.is_some_and(|report| ctx.actor().is_ok_and(|by| by.is_of_unit(report.unit)));
        Ok(self.0.sent_back.as_deref().filter(|_| own))
    }

    /// How it reached the office that entered it for the unit (来源); none if the unit wrote it.
    async fn source(&self) -> Option<ReportSource> {
        self.0.entered.as_ref().map(|entered| entered.source.into())
    }

    /// What there is to say of that (来源说明).
    async fn source_note(&self) -> Option<&str> {
        self.0.entered.as_ref().map(|entered| entered.note.as_str())
    }

    /// When the office received it (收到日期).
    async fn received_on(&self) -> Option<Date> {
        self.0.entered.as_ref().map(|entered| Date(entered.received_on))
    }

    /// When the unit confirmed what the office entered (单位确认时间).
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed.map(|(at, _)| DateTime(at))
    }

    /// The name of who confirmed it for the unit (确认人).
    async fn confirmed_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.confirmed else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// When the unit took it back (撤回时间).
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// The receipt that it was submitted with (报送回执).
    async fn receipt(&self, ctx: &Context<'_>) -> Result<Option<SubmissionReceipt>> {
        Ok(ctx.loader()?.load_one(ReceiptOf(self.0.id)).await?.map(Into::into))
    }

    /// Whether it counts as accepted since nobody returned it in time (视同通过).
    async fn deemed_accepted(&self) -> bool {
        self.0.is_deemed()
    }

    /// When it was written last (撰写时间).
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.written_at)
    }

    /// The name of who wrote it last (撰写人).
    async fn written_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.written_by)).await?)
    }

    /// When it was submitted; none for a draft (报送时间).
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted.map(|(at, _)| DateTime(at))
    }

    /// The name of who submitted it (报送人).
    async fn submitted_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.submitted else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// What was decided on it (审核结论).
    async fn decision(&self) -> Option<Decision> {
        self.0.decided.map(|(decision, ..)| decision.into())
    }

    /// When it was decided (审核时间).
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(_, at, _)| DateTime(at))
    }

    /// The name of who decided (审核人); none where it counts as accepted.
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, _, Some(account))) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// Why it was returned (退回原因).
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// How far a target is (指标数值).
pub struct ReportedValue(pub domain::report::ReportedValue);

/// How far a target is (指标数值).
#[Object]
impl ReportedValue {
    /// The target (指标).
    async fn target(&self, ctx: &Context<'_>) -> Result<Option<Target>> {
        Ok(ctx.loader()?.load_one(self.0.target).await?.map(Target))
    }

    /// The figure, in the target's unit of measure (数值).
    async fn value(&self) -> Decimal {
        Decimal(self.0.value)
    }

    /// The day that it holds for (数据截止日).
    async fn as_of(&self) -> Date {
        Date(self.0.as_of)
    }

    /// Why it fell (下降说明).
    async fn explanation(&self) -> Option<&str> {
        self.0.explanation.as_deref()
    }
}

connection! {
    /// A page of a report's versions, the newest first (报告版本列表).
    ProgressReportVersionConnection,
    /// A version in a list.
    ProgressReportVersionEdge, ProgressReportVersion, domain::report::ReportVersion
}
