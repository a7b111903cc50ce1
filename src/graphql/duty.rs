//! One unit owes one report on one item for one period.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    id::GlobalId,
    item::{Item, Role},
    loaders::ReportOfDuty,
    report::ProgressReport,
    scalars::Date,
    unit::Unit,
};
use crate::{
    domain::{self, id::DocumentId, refusal::Refusal},
    store,
};

/// How far a duty is answered (报送任务状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::duty::DutyState")]
pub enum DutyState {
    /// Nothing submitted yet (待报送).
    Open,
    /// Submitted, waiting for the recipient (待审核).
    Submitted,
    /// Returned: to be submitted again (已退回).
    Returned,
    /// Answered (已通过).
    Accepted,
    /// Owed no longer (已取消).
    Cancelled,
}

/// One unit owes one report on one item for one period (报送任务).
#[derive(Clone)]
pub struct Duty(pub domain::duty::Duty);

impl From<domain::duty::Duty> for Duty {
    fn from(duty: domain::duty::Duty) -> Self {
        Self(duty)
    }
}

/// One unit owes one report on one item for one period (报送任务).
#[Object]
impl Duty {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// How far it is answered (状态).
    async fn state(&self) -> DutyState {
        self.0.state.into()
    }

    /// Day by which it is due (截止日期).
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// As what the unit owes it (角色).
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The unit that owes it (报送单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The unit that it is owed to; none for the supervision office (报送对象).
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(recipient) = self.0.recipient else { return Ok(None) };
        Ok(ctx.loader()?.load_one(recipient).await?.map(Into::into))
    }

    /// The period (报送周期的一期).
    async fn period(&self, ctx: &Context<'_>) -> Result<Option<ReportingPeriod>> {
        Ok(ctx.loader()?.load_one(self.0.period).await?.map(Into::into))
    }

    /// The report that answers it, if it was begun and may be seen (进展报告).
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        Ok(ctx.loader()?.load_one(ReportOfDuty(self.0.id)).await?.map(Into::into))
    }
}

connection! {
    /// A page of duties, by the day they are due (报送任务列表).
    DutyConnection,
    /// A duty in a list.
    DutyEdge, Duty, domain::duty::Duty
}

/// One period of reporting (报送周期的一期).
#[derive(SimpleObject)]
pub struct ReportingPeriod {
    /// Name, unique in the document (名称).
    label: String,
    /// First day (起始日).
    starts_on: Date,
    /// Last day (截止日).
    ends_on: Date,
    /// Day by which reports are due (报送日).
    due_on: Date,
}

impl From<domain::regime::Period> for ReportingPeriod {
    fn from(period: domain::regime::Period) -> Self {
        Self {
            label: period.label,
            starts_on: Date(period.starts_on),
            ends_on: Date(period.ends_on),
            due_on: Date(period.due_on),
        }
    }
}

/// Which duties a list is to hold (报送任务筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct DutyFilter {
    /// In one of these states (状态).
    states: Option<Vec<DutyState>>,
    /// Of this document (文件).
    document_id: Option<ID>,
    /// Due on this day or before (截止日期不晚于).
    due_by: Option<Date>,
}

impl TryFrom<DutyFilter> for store::DutyFilter {
    type Error = Refusal;

    fn try_from(filter: DutyFilter) -> std::result::Result<Self, Refusal> {
        let document = filter
            .document_id
            .map(|id| DocumentId::parse(&id).ok_or(Refusal::Invalid { field: "documentId" }))
            .transpose()?;
        Ok(Self {
            units: None,
            states: filter.states.map(|states| states.into_iter().map(Into::into).collect()),
            document,
            due_by: filter.due_by.map(|day| day.0),
        })
    }
}
