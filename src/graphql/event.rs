//! What happened: the history of documents, items and reports.

use async_graphql::{Context, Enum, Object};

use super::{
    Result, connection::connection, context::ContextExt, item::Item, loaders::NameOf,
    report::ProgressReport, scalars::DateTime,
};
use crate::domain;

/// What kind of thing happened (事件类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::event::EventKind")]
pub enum EventKind {
    /// An office was set up (设立督查室).
    OfficeCreated,
    /// An account was made (创建账号).
    AccountCreated,
    /// A password was set (设置密码).
    PasswordChanged,
    /// Someone signed in (登录).
    SessionStarted,
    /// Someone failed to sign in (登录失败).
    SessionRefused,
    /// A session was ended (退出).
    SessionEnded,
    /// A refresh token was used twice, and its session ended (刷新令牌重复使用).
    TokenReused,
    /// A collective's members were confirmed (确认成员单位).
    MembersConfirmed,
    /// A member of a collective was ended (成员单位终止).
    MemberEnded,
    /// A unit was entered in the register (单位登记).
    UnitCreated,
    /// What the register says of a unit was changed (单位变更).
    UnitChanged,
    /// Another name of a unit was entered (别名登记).
    UnitAliasAdded,
    /// Another name of a unit was ended (别名终止).
    UnitAliasEnded,
    /// A unit's successor was named (指定承接单位).
    UnitSuccessionSet,
    /// A unit was succeeded: another stands in its place from now on (单位承接).
    UnitSucceeded,
    /// A list was read into the register (批量导入单位).
    UnitsImported,
    /// A post's holder was set (任职).
    PostHolderSet,
    /// Someone's time in a post was ended (免职).
    PostHolderEnded,
    /// A post was entered (岗位登记).
    LeaderCreated,
    /// What is said of a post was changed (岗位变更).
    LeaderChanged,
    /// A file was put to the server (上传文件).
    FileUploaded,
    /// A file that bears a classification was removed (清除涉密文件).
    FileDiscarded,
    /// A document was read into the ledger (导入).
    DocumentImported,
    /// A ledger was opened without a file (新建台账).
    DocumentCreated,
    /// Matters were added to a ledger that was opened without a file (新增事项).
    ItemAdded,
    /// A matter of such a draft was rewritten (修改事项).
    ItemUpdated,
    /// A matter was taken out of such a draft (移除事项).
    ItemRemoved,
    /// An earlier ledger's status was taken over as history (录入期初进展).
    OpeningApplied,
    /// A finding was settled, and its item put right where it had to be (处理疑点).
    FindingSettled,
    /// A document was published (发布).
    DocumentPublished,
    /// A document's regime was set (设定报送制度).
    RegimeSet,
    /// Duties arose, moved or ended because something changed (报送任务变动).
    DutiesChanged,
    /// Holidays were loaded (载入节假日).
    HolidaysLoaded,
    /// A duty fell due (报送任务到期).
    DutyDue,
    /// A duty became late (报送任务逾期).
    DutyLate,
    /// A draft of a newer edition was given up (放弃新版本草稿).
    EditionDiscarded,
    /// A person said which item of the published document one of the draft is (人工对应任务).
    EditionMatched,
    /// A newer edition of a published document took its place (发布新版本).
    EditionPublished,
    /// A newer edition brought an item (新版本新增任务).
    EditionItemAdded,
    /// A newer edition changed an item (新版本修改任务).
    EditionItemChanged,
    /// A newer edition holds an item no more (新版本删除任务).
    EditionItemDropped,
    /// A report was begun or rewritten; only its unit sees this (保存草稿).
    ReportSaved,
    /// A report was submitted (报送).
    ReportSubmitted,
    /// A report was returned (退回).
    ReportReturned,
    /// A report was accepted (通过).
    ReportAccepted,
    /// An office decided on an item (任务决定).
    ItemDecided,
    /// It was noted that a figure is awaited (登记待统计数据).
    FigureAwaited,
    /// An awaited figure was entered (录入统计数据).
    FigureEntered,
    /// A unit applied for closing (申请办结).
    ClosingApplied,
    /// An application for closing was verified (复核).
    ClosingVerified,
    /// An application for closing was decided or taken back (办结、退回或撤回).
    ClosingDecided,
    /// A unit asked for a later day (申请延期).
    ExtensionAsked,
    /// A later day was decided on, or the wish taken back (审批延期).
    ExtensionDecided,
    /// A unit objected (提出异议).
    ObjectionRaised,
    /// An objection was decided or taken back (处理异议).
    ObjectionDecided,
    /// An instruction was given or registered (批示).
    InstructionGiven,
    /// A unit answered an instruction (反馈批示).
    InstructionAnswered,
    /// An instruction was closed (办结批示).
    InstructionClosed,
    /// A report was handed to the unit's head; only its unit sees this (送签).
    ReportHanded,
    /// The unit's head sent a report back to the operator; only its unit sees this (负责人退回修改).
    ReportSentBack,
    /// A unit took a report back (撤回).
    ReportWithdrawn,
    /// A recipient opened a report for decision (开始审核).
    ReviewBegun,
    /// The office entered a report for a unit (代录).
    ReportEntered,
    /// A unit confirmed what the office entered (单位确认).
    ReportConfirmed,
    /// A report counts as accepted, since it was not returned in time (视同通过).
    ReportDeemed,
    /// A unit acknowledged its items of a document (签收).
    DocumentAcknowledged,
    /// A unit was urged (催办).
    UnitUrged,
    /// Duties were added to what had urged a unit that day (追加催办事项).
    UrgeExtended,
    /// A unit asked for coordination (提请协调).
    CoordinationAsked,
    /// What a unit asked was forwarded to a leader (转请领导协调).
    CoordinationForwarded,
    /// What a unit asked was answered (答复协调事项).
    CoordinationAnswered,
    /// What a unit asked was marked as settled (协调事项办结).
    CoordinationSettled,
    /// An action plan was begun or rewritten; only its unit sees this (编制落实方案).
    ActionPlanSaved,
    /// An action plan was submitted (报送落实方案).
    ActionPlanSubmitted,
    /// A unit took an action plan back (撤回落实方案).
    ActionPlanWithdrawn,
    /// An action plan was returned (退回落实方案).
    ActionPlanReturned,
    /// An action plan was approved (批准落实方案).
    ActionPlanApproved,
    /// A milestone was done (完成阶段目标).
    MilestoneCompleted,
    /// A milestone is not done after all (重新打开阶段目标).
    MilestoneReopened,
    /// A part of an item was handed on (分办).
    HandedOn,
    /// What was handed was changed (调整分办).
    HandingChanged,
    /// A handing ended (终止分办).
    HandingEnded,
    /// A report on a part was begun or rewritten; only its unit sees this (填写分办进展).
    HandingReportSaved,
    /// A report on a part was submitted (报送分办进展).
    HandingReportSubmitted,
    /// A report on a part was taken back (撤回分办进展).
    HandingReportWithdrawn,
    /// A report on a part was returned (退回分办进展).
    HandingReportReturned,
    /// A report on a part was accepted (通过分办进展).
    HandingReportAccepted,
}

/// Something that happened (历史记录): who did what, and when.
#[derive(Clone)]
pub struct Event(pub domain::event::Event);

impl From<domain::event::Event> for Event {
    fn from(event: domain::event::Event) -> Self {
        Self(event)
    }
}

/// Something that happened (历史记录): who did what, and when.
#[Object]
impl Event {
    /// What kind of thing.
    async fn kind(&self) -> EventKind {
        self.0.kind.into()
    }

    /// When.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// The name of who did it; none for the system.
    async fn actor_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(actor) = self.0.actor else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(actor)).await?)
    }

    /// Names of the fields that changed.
    async fn fields(&self) -> &[String] {
        &self.0.fields
    }

    /// The version of the thing that the change made.
    async fn version(&self) -> Option<i32> {
        self.0.version
    }

    /// The code of the state that the change brought the item or report to; none where it brought
    /// it to no other (变更后状态).
    async fn state(&self) -> Option<&str> {
        self.0.state.as_deref()
    }

    /// The item that it is about, where it is about one (相关任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        let Some(item) = self.0.subjects.item else { return Ok(None) };
        Ok(ctx.loader()?.load_one(item).await?.map(Item))
    }

    /// The report that it is about, where it is about one (相关进展报告).
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        let Some(report) = self.0.subjects.report else { return Ok(None) };
        Ok(ctx.loader()?.load_one(report).await?.map(ProgressReport))
    }
}

connection! {
    /// A page of what happened, the newest first (历史记录).
    EventConnection,
    /// Something that happened, in a list.
    EventEdge, Event, domain::event::Event
}
