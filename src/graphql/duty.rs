//! One unit owes one report on one item for one period.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{NaiveDate, Weekday};

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    duty_change::DutyChange,
    id::GlobalId,
    item::{Item, Role},
    loaders::{ChangesOfDuty, ReportOfDuty, RuleOfPeriod, UrgesOfDuty},
    report::{Prefill, ProgressReport, SupportReport, support_reports},
    scalars::{Date, DateTime},
    unit::Unit,
    urge::UrgeAct,
};
use crate::{
    clock::civil_date,
    domain::{self, account::UnitRole, calendar::Slot, id::DocumentId, refusal::Refusal},
    policy::Actor,
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

/// Why a duty is owed no longer (终止原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::duty::EndReason")]
pub enum DutyEndReason {
    /// The regime asks for it no longer (报送制度调整).
    Regime,
    /// The unit answers for the item no longer (责任单位调整).
    Assignment,
    /// The item is closed, suspended or cancelled (任务已办结、暂停或取消).
    Item,
    /// The unit was succeeded by one that owes the same already, or has reported it (承接单位已承担).
    Succession,
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

    /// Whether its first report came after the day, or has not come and the day has passed (是否逾期).
    /// Never for one that is owed no longer.
    async fn late(&self, ctx: &Context<'_>) -> Result<bool> {
        if self.0.state == domain::duty::DutyState::Cancelled {
            return Ok(false);
        }
        let today = ctx.state()?.clock.today();
        if self.0.state == domain::duty::DutyState::Open {
            return Ok(self.0.due_on < today);
        }
        let report = ctx.loader()?.load_one(ReportOfDuty(self.0.id)).await?;
        let first = report.and_then(|report| report.first_submitted_at);
        Ok(first.map_or(today, civil_date) > self.0.due_on)
    }

    /// Why it is owed no longer (终止原因).
    async fn end_reason(&self) -> Option<DutyEndReason> {
        self.0.end_reason.map(Into::into)
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

    /// What a report on it can begin with (预填); for its unit alone.
    async fn prefill(&self, ctx: &Context<'_>) -> Result<Option<Prefill>> {
        Prefill::of(ctx, &self.0).await
    }

    /// The support units' parts in its period, where it is a lead's (责任单位报送情况), for a report that
    /// is still to be begun; at most one for each of their duties.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn support_reports(&self, ctx: &Context<'_>) -> Result<Vec<SupportReport>> {
        let report = ctx.loader()?.load_one(ReportOfDuty(self.0.id)).await?;
        let report = report.map(|report| report.id);
        support_reports(ctx, self.0.id, self.0.role, report).await
    }

    /// Whether its rule asks the lead's report to say which support reports it integrates
    /// (是否须汇总责任单位报告).
    async fn integrates_support(&self, ctx: &Context<'_>) -> Result<bool> {
        let rule = ctx.loader()?.load_one(RuleOfPeriod(self.0.period)).await?;
        let asked = rule.is_some_and(|rule| rule.integrates_support);
        Ok(asked && self.0.role == domain::assignment::Role::Lead)
    }

    /// When its unit was last urged about it (最近催办时间).
    async fn urged_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let urges = ctx.loader()?.load_one(UrgesOfDuty(self.0.id)).await?;
        Ok(urges.and_then(|urges| urges.first().map(|act| DateTime(act.urged_at))))
    }

    /// How its unit was urged about it, the newest first (催办记录); at most one a day.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn urges(&self, ctx: &Context<'_>) -> Result<Vec<UrgeAct>> {
        let urges = ctx.loader()?.load_one(UrgesOfDuty(self.0.id)).await?;
        Ok(urges.unwrap_or_default().into_iter().map(UrgeAct).collect())
    }

    /// What became of it since the regime, the item, or who answers for it changed, the newest first
    /// (变动记录); at most one for each change.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<DutyChange>> {
        let changes = ctx.loader()?.load_one(ChangesOfDuty(self.0.id)).await?;
        Ok(changes.unwrap_or_default().into_iter().map(DutyChange).collect())
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
    /// Opaque id.
    id: ID,
    /// Its name and days.
    #[graphql(flatten)]
    days: PeriodDays,
}

/// The name and days of a period (报送周期的一期).
#[derive(SimpleObject)]
pub struct PeriodDays {
    /// Name, as 2026年3月 (名称).
    label: String,
    /// First day (起始日).
    starts_on: Date,
    /// Last day (截止日).
    ends_on: Date,
    /// The day that the rule states (规定报送日).
    stated_on: Date,
    /// Day by which reports are due, moved where the stated one is a holiday (报送日).
    due_on: Date,
}

impl From<Slot> for PeriodDays {
    fn from(slot: Slot) -> Self {
        Self {
            label: slot.label,
            starts_on: Date(slot.starts_on),
            ends_on: Date(slot.ends_on),
            stated_on: Date(slot.stated_on),
            due_on: Date(slot.due_on),
        }
    }
}

impl From<domain::regime::Period> for ReportingPeriod {
    fn from(period: domain::regime::Period) -> Self {
        let days = PeriodDays {
            label: period.label,
            starts_on: Date(period.starts_on),
            ends_on: Date(period.ends_on),
            stated_on: Date(period.stated_on),
            due_on: Date(period.due_on),
        };
        Self { id: period.id.global(), days }
    }
}

/// What of duties is to be looked at now, as a phone shows it (待办类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyDue {
    /// To be submitted by a day of this week, Monday to Sunday (本周到期).
    ThisWeek,
    /// Not submitted yet, and the day has passed (逾期未报).
    Late,
    /// Returned: to be submitted again (已退回).
    Returned,
    /// To be submitted, and its unit was urged about it (已催办).
    Urged,
    /// The report waits for the viewer, who heads its unit (待签批).
    ToSign,
    /// The report was submitted and waits for the viewer's unit or office to return or accept it
    /// (待审核): in `viewer.duties`, of whichever units.
    ToReview,
}

/// Which duties a list is to hold (报送任务筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct DutyFilter {
    /// In one of these states (状态).
    states: Option<Vec<DutyState>>,
    /// Of this document (文件).
    document_id: Option<ID>,
    /// Due on this day or later (截止日期不早于).
    due_from: Option<Date>,
    /// Due on this day or before (截止日期不晚于).
    due_by: Option<Date>,
    /// To be looked at now, by today's date in Asia/Shanghai (待办类别).
    due: Option<DutyDue>,
}

impl DutyFilter {
    /// As the store takes it for a viewer, as of a day.
    pub fn on(
        self,
        viewer: &Actor,
        today: NaiveDate,
    ) -> std::result::Result<store::DutyFilter, Refusal> {
        use domain::duty::DutyState::{Open, Returned, Submitted};
        let due = self.due;
        let mut filter = store::DutyFilter::try_from(self)?;
        let (mut from, mut by) = (None, None);
        let states: &[_] = match due {
            None => return Ok(filter),
            Some(DutyDue::ThisWeek) => {
                let week = today.week(Weekday::Mon);
                (from, by) = (Some(week.first_day()), Some(week.last_day()));
                &[Open, Returned]
            }
            Some(DutyDue::Late) => {
                by = today.pred_opt();
                &[Open]
            }
            Some(DutyDue::Returned) => &[Returned],
            Some(DutyDue::Urged) => {
                filter.urged = true;
                &[Open, Returned]
            }
            Some(DutyDue::ToSign) => {
                let heads = viewer.memberships.iter().filter(|own| own.role == UnitRole::Head);
                filter.to_sign = Some(heads.map(|own| own.unit).collect());
                domain::duty::DutyState::ALL
            }
            Some(DutyDue::ToReview) => {
                let units = viewer.memberships.iter().map(|own| own.unit);
                filter.owed_to = Some((units.collect(), viewer.offices().collect()));
                &[Submitted]
            }
        };
        filter.due_from = filter.due_from.max(from);
        filter.due_by = match (filter.due_by, by) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let mut wanted = filter.states.unwrap_or_else(|| states.to_vec());
        wanted.retain(|state| states.contains(state));
        filter.states = Some(wanted);
        Ok(filter)
    }
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
            due_from: filter.due_from.map(|day| day.0),
            due_by: filter.due_by.map(|day| day.0),
            ..Self::default()
        })
    }
}
