//! What became of duties, and how many there are in each state.

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    duty::DutyEndReason,
    item::Role,
    loaders::NameOf,
    regime::DutyChanges,
    scalars::{Date, DateTime},
    unit::Unit,
};
use crate::domain;

/// How many duties there are in each state, of those that may be seen (报送任务统计).
#[derive(SimpleObject)]
pub struct DutyCounts {
    /// Nothing submitted yet (待报送).
    open: u64,
    /// Submitted, waiting for the recipient (待审核).
    submitted: u64,
    /// Returned: to be submitted again (已退回).
    returned: u64,
    /// Answered (已通过).
    accepted: u64,
    /// Owed no longer (已取消).
    cancelled: u64,
    /// Of the open ones, those whose day has passed (逾期未报).
    late: u64,
}

impl From<domain::duty::DutyTally> for DutyCounts {
    fn from(tally: domain::duty::DutyTally) -> Self {
        let domain::duty::DutyTally { open, submitted, returned, accepted, cancelled, late } =
            tally;
        Self { open, submitted, returned, accepted, cancelled, late }
    }
}

/// What became of a duty (报送任务变动类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::duty::DutyChangeKind")]
pub enum DutyChangeKind {
    /// It is owed again (恢复).
    Revived,
    /// It got another day, part or recipient (调整).
    Moved,
    /// It is owed no longer (终止).
    Ended,
}

/// On what terms a duty is owed (报送要求).
pub struct DutyTerms(domain::duty::DutyTerms);

/// On what terms a duty is owed (报送要求).
#[Object]
impl DutyTerms {
    /// Day by which it is due (截止日期).
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// As what the unit owes it (角色).
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The unit that it is owed to; none for the supervision office (报送对象).
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(recipient) = self.0.recipient else { return Ok(None) };
        Ok(ctx.loader()?.load_one(recipient).await?.map(Into::into))
    }
}

/// What became of a duty since something changed that it follows from (报送任务变动).
pub struct DutyChange(pub domain::duty::DutyChange);

/// What became of a duty since something changed that it follows from (报送任务变动).
#[Object]
impl DutyChange {
    /// What became of it (变动类型).
    async fn kind(&self) -> DutyChangeKind {
        self.0.kind.into()
    }

    /// On what terms it was owed (变动前).
    async fn before(&self) -> DutyTerms {
        DutyTerms(self.0.before)
    }

    /// On what terms it is owed since; none where it ended (变动后).
    async fn after(&self) -> Option<DutyTerms> {
        self.0.after.map(DutyTerms)
    }

    /// Why it ended (终止原因).
    async fn end_reason(&self) -> Option<DutyEndReason> {
        self.0.reason.map(Into::into)
    }

    /// When (变动时间).
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed.0)
    }

    /// The name of who made the change; none for the day's turn and the command line (变动人).
    async fn changed_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(account) = self.0.changed.1 else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

/// A change of a document's duties as a whole (报送任务变动记录).
pub struct DutyChangeRecord(domain::duty::DutyChangeRecord);

impl From<domain::duty::DutyChangeRecord> for DutyChangeRecord {
    fn from(record: domain::duty::DutyChangeRecord) -> Self {
        Self(record)
    }
}

/// A change of a document's duties as a whole (报送任务变动记录).
#[Object]
impl DutyChangeRecord {
    /// How many duties arose, moved and ended (变动数).
    async fn changes(&self) -> DutyChanges {
        self.0.changes.into()
    }

    /// When (变动时间).
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed.0)
    }

    /// The name of who made the change; none for the day's turn and the command line (变动人).
    async fn changed_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(account) = self.0.changed.1 else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of changes of a document's duties, the newest first (报送任务变动记录列表).
    DutyChangeRecordConnection,
    /// A change in a list.
    DutyChangeRecordEdge, DutyChangeRecord, domain::duty::DutyChangeRecord
}
