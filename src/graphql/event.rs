//! What happened: the history of documents, items and reports.

use async_graphql::{Context, Enum, Object};

use super::{
    Result, connection::connection, context::ContextExt, loaders::NameOf, scalars::DateTime,
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
    /// A post's holder was set (任职).
    PostHolderSet,
    /// A file was put to the server (上传文件).
    FileUploaded,
    /// A file that bears a classification was removed (清除涉密文件).
    FileDiscarded,
    /// A document was read into the ledger (导入).
    DocumentImported,
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
    /// A report was begun or rewritten; only its unit sees this (保存草稿).
    ReportSaved,
    /// A report was submitted (报送).
    ReportSubmitted,
    /// A report was returned (退回).
    ReportReturned,
    /// A report was accepted (通过).
    ReportAccepted,
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
}

connection! {
    /// A page of what happened, the newest first (历史记录).
    EventConnection,
    /// Something that happened, in a list.
    EventEdge, Event, domain::event::Event
}
