//! Handings.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::report::{HandingReport, HandingReportConnection};
use crate::{
    clock::civil_date,
    domain::{self, id::DocumentId, refusal::Refusal},
    graphql::{
        Result,
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        duty::ReportingPeriod,
        id::GlobalId,
        item::Item,
        loaders::{DuesOf, HandedItemOf, NameOf, ReportsOfHanding},
        scalars::{Date, DateTime},
        unit::Unit,
    },
    policy::Actor,
    store,
};

/// How far a handing is (分办状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::handing::HandingState")]
pub enum HandingState {
    /// In the hands of the unit below (办理中).
    Open,
    /// Ended: by the unit that handed it, or with the item or that unit's part in it (已终止).
    Ended,
}

/// Which reports a handing asks for (分办报送要求).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::handing::HandingAsks")]
pub enum HandingAsks {
    /// None; a report is welcome at any time (不要求).
    Nothing,
    /// One, by the day of the handing (报一次).
    Once,
    /// One for each report that the handing unit owes on the item, some days before it (逐期报).
    EachPeriod,
}

/// A part of an item in the hands of a bureau or town of a unit (分办). Seen by the unit that handed it, by
/// the unit that has it, and by the office; what a unit below sees of the item stands here.
#[derive(Clone)]
pub struct Handing(pub domain::handing::Handing);

impl From<domain::handing::Handing> for Handing {
    fn from(handing: domain::handing::Handing) -> Self {
        Self(handing)
    }
}

/// A part of an item in the hands of a bureau or town of a unit (分办). Seen by the unit that handed it, by
/// the unit that has it, and by the office; what a unit below sees of the item stands here.
#[Object]
impl Handing {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How far it is (状态).
    async fn state(&self) -> HandingState {
        self.0.state.into()
    }

    /// The item, for those who see it; the unit below reads `of` (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The words of the item that the part is of (任务原文); none for the unit below once it has the part no
    /// more.
    async fn of(&self, ctx: &Context<'_>) -> Result<Option<HandedItem>> {
        Ok(ctx.loader()?.load_one(HandedItemOf(self.0.id)).await?.map(Into::into))
    }

    /// The unit that handed it on, and alone answers upward (分办单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The unit that has it (承办单位).
    async fn to_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.to).await?.map(Into::into))
    }

    /// The part, in words (分办内容).
    async fn task(&self) -> &str {
        &self.0.terms.task
    }

    /// By which day (完成日期).
    async fn due_on(&self) -> Option<Date> {
        self.0.terms.due_on.map(Date)
    }

    /// Which reports it asks for (报送要求).
    async fn asks(&self) -> HandingAsks {
        self.0.terms.asks.into()
    }

    /// How many days before the handing unit's own report one of each period is due (提前天数).
    async fn days_before(&self) -> Option<i32> {
        self.0.terms.days_before
    }

    /// The reports that it asks for, by the day they are due; at most 60 (应报).
    #[graphql(complexity = "1 + child_complexity * 10")]
    async fn dues(&self, ctx: &Context<'_>) -> Result<Vec<HandingDue>> {
        let dues = ctx.loader()?.load_one(DuesOf(self.0.id)).await?;
        Ok(dues.unwrap_or_default().into_iter().map(HandingDue).collect())
    }

    /// The reports on it that may be seen, the newest first (分办进展). At most 100 at once, 20 unless
    /// said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<HandingReportConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<ReportsOfHanding>(ctx, "handing.reports", self.0.id, (), arguments)
            .await
            .map(HandingReportConnection)
    }

    /// When it was handed (分办时间).
    async fn handed_at(&self) -> DateTime {
        DateTime(self.0.handed.0)
    }

    /// The name of who handed it (分办人).
    async fn handed_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.handed.1)).await?)
    }

    /// Why it was ended; none where it ended with the item or the unit's part in it (终止理由).
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }

    /// When it ended (终止时间).
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended.map(|(at, _)| DateTime(at))
    }
}

connection! {
    /// A page of handings (分办列表).
    HandingConnection,
    /// A handing in a list.
    HandingEdge, Handing, domain::handing::Handing
}

/// The words of an item that a part is of (任务原文).
#[derive(SimpleObject)]
pub struct HandedItem {
    /// The number as printed (序号).
    ordinal: Option<String>,
    /// The task (任务内容).
    text: String,
    /// Day by which it is to be done, or the whole document (完成时限).
    deadline: Option<Date>,
    /// The title of the document (文件标题).
    document_title: String,
    /// 文号.
    document_number: Option<String>,
}

impl From<domain::handing::HandedItem> for HandedItem {
    fn from(item: domain::handing::HandedItem) -> Self {
        Self {
            ordinal: item.ordinal,
            text: item.text,
            deadline: item.deadline.map(Date),
            document_title: item.document_title,
            document_number: item.document_number,
        }
    }
}

/// A report that a handing asks for (分办应报).
pub struct HandingDue(domain::handing_report::HandingDue);

/// A report that a handing asks for (分办应报).
#[Object]
impl HandingDue {
    /// The period, where the handing asks for one of each (报送周期的一期).
    async fn period(&self, ctx: &Context<'_>) -> Result<Option<ReportingPeriod>> {
        let Some(period) = self.0.period else { return Ok(None) };
        Ok(ctx.loader()?.load_one(period).await?.map(Into::into))
    }

    /// Day by which it is due (报送日).
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// Whether its day passed before it was submitted first (是否逾期).
    async fn late(&self, ctx: &Context<'_>) -> Result<bool> {
        let submitted = self.0.report.as_ref().and_then(|report| report.first_submitted_at);
        let today = ctx.state()?.clock.today();
        Ok(submitted.map_or(today, civil_date) > self.0.due_on)
    }

    /// The report, if it was begun and may be seen (分办进展).
    async fn report(&self) -> Option<HandingReport> {
        self.0.report.clone().map(Into::into)
    }
}

/// Which way a handing went (分办方向).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandingDirection {
    /// Handed on by one's own units (我方分办).
    ByUs,
    /// Handed to one's own units (分办给我方).
    ToUs,
}

/// Which handings a list is to hold (分办筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct HandingFilter {
    /// Which way (方向); both where none is given.
    direction: Option<HandingDirection>,
    /// In this state (状态).
    state: Option<HandingState>,
    /// Of this document (文件).
    document_id: Option<ID>,
}

impl HandingFilter {
    /// For the handings of someone's units.
    pub fn of(self, actor: &Actor) -> std::result::Result<store::HandingFilter, Refusal> {
        let units: Vec<_> = actor.memberships.iter().map(|own| own.unit).collect();
        let document = self.document_id.map(|id| DocumentId::parse(&id));
        let invalid = Refusal::Invalid { field: "documentId" };
        let own = |direction| (self.direction == Some(direction)).then(|| units.clone());
        Ok(store::HandingFilter {
            by: own(HandingDirection::ByUs),
            to: own(HandingDirection::ToUs),
            with: self.direction.is_none().then(|| units.clone()),
            state: self.state.map(Into::into),
            document: document.map(|id| id.ok_or(invalid)).transpose()?,
        })
    }
}
