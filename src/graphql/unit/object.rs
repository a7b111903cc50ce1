//! 单位.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::NaiveDate;
use serde::Serialize;

use super::succession::UnitSuccession;
use crate::{
    domain::{self, refusal::Refusal},
    graphql::{
        Result,
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        duty_change::DutyCounts,
        id::GlobalId,
        loaders::{
            AliasesOf, DutyTallyOfUnit, MembersOf, MembershipsOf, PredecessorsOf, SuccessionOf,
            UnitsBelow, UrgesOfUnit,
        },
        scalars::Date,
        urge::UrgeConnection,
        words::words,
    },
    store,
};

/// What sort of unit it is (单位类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::unit::UnitKind")]
pub enum UnitKind {
    /// 部门、直属单位: a department.
    Department,
    /// 下级人民政府、管委会: a government below.
    Government,
    /// 乡镇、街道: a town or street.
    Township,
    /// 企业: an enterprise.
    Enterprise,
    /// 领导小组、指挥部: a body that answers through its office's host unit.
    Body,
    /// 各…、相关…、…成员单位: stands for its members.
    Collective,
    /// Anything else (其他).
    Other,
}

/// A unit that can answer for items (单位): a department, a government, a body, or a collective.
#[derive(Clone)]
pub struct Unit(pub domain::unit::Unit);

impl From<domain::unit::Unit> for Unit {
    fn from(unit: domain::unit::Unit) -> Self {
        Self(unit)
    }
}

/// A unit that can answer for items (单位): a department, a government, a body, or a collective.
#[Object]
impl Unit {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Full name (全称).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What sort of unit it is (单位类别).
    async fn kind(&self) -> UnitKind {
        self.0.kind.into()
    }

    /// 统一社会信用代码, where known.
    async fn credit_code(&self) -> Option<&str> {
        self.0.credit_code.as_ref().map(domain::credit_code::CreditCode::as_str)
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// For a body, the unit that hosts its office and answers for it (领导小组办公室所在单位).
    async fn host(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(host) = self.0.host else { return Ok(None) };
        Ok(ctx.loader()?.load_one(host).await?.map(Into::into))
    }

    /// The unit that it belongs to, if it may be seen (上级单位).
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(parent) = self.0.parent else { return Ok(None) };
        Ok(ctx.loader()?.load_one(parent).await?.map(Into::into))
    }

    /// The bureaux and towns that belong to it today and may be seen, by name; at most 200 (下属单位).
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let below = ctx.loader()?.load_one(UnitsBelow(self.0.id)).await?;
        Ok(below.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// Its other names, at any time, by name (别名).
    async fn aliases(&self, ctx: &Context<'_>) -> Result<Vec<UnitAlias>> {
        let aliases = ctx.loader()?.load_one(AliasesOf(self.0.id)).await?;
        Ok(aliases.unwrap_or_default().into_iter().map(UnitAlias).collect())
    }

    /// The first day on which it exists (设立日期); none where nobody stated it.
    async fn valid_from(&self) -> Option<Date> {
        stated(self.0.valid_from)
    }

    /// The first day on which it no longer exists (撤销日期); none while it does.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// By what it is or will be succeeded (承接情况); none where it goes on.
    async fn succession(&self, ctx: &Context<'_>) -> Result<Option<UnitSuccession>> {
        Ok(ctx.loader()?.load_one(SuccessionOf(self.0.id)).await?.map(UnitSuccession))
    }

    /// The unit that succeeds it, if that may be seen (承接单位).
    async fn successor(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let loader = ctx.loader()?;
        let Some(succession) = loader.load_one(SuccessionOf(self.0.id)).await? else {
            return Ok(None);
        };
        Ok(loader.load_one(succession.successor).await?.map(Into::into))
    }

    /// The first day on which another stands in its place (承接日期); none where it goes on.
    async fn succeeded_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let succession = ctx.loader()?.load_one(SuccessionOf(self.0.id)).await?;
        Ok(succession.map(|succession| Date(succession.on)))
    }

    /// The units that it succeeds, the earliest first, as far as they may be seen (被承接单位).
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let loader = ctx.loader()?;
        let units = loader.load_one(PredecessorsOf(self.0.id)).await?.unwrap_or_default();
        let mut known = loader.load_many(units.iter().copied()).await?;
        Ok(units.iter().filter_map(|unit| known.remove(unit)).map(Into::into).collect())
    }

    /// The confirmed members on a day, by name (成员单位); empty for what is no collective. A
    /// collective without confirmed members owes nothing.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if none is given.")] on: Option<Date>,
    ) -> Result<Vec<Unit>> {
        if self.0.kind != domain::unit::UnitKind::Collective {
            return Ok(vec![]);
        }
        let on = on.map(|day| day.0);
        let members = ctx.loader()?.load_one(MembersOf { collective: self.0.id, on }).await?;
        Ok(members.unwrap_or_default().into_iter().map(Unit).collect())
    }

    /// How many of the duties that it owes are in each state, of those that may be seen (报送任务统计).
    async fn duty_counts(&self, ctx: &Context<'_>) -> Result<DutyCounts> {
        let tally = ctx.loader()?.load_one(DutyTallyOfUnit(self.0.id)).await?;
        Ok(tally.unwrap_or_default().into())
    }

    /// What urged it, the newest first (催办记录), as far as that may be seen. At most 100 at once, 20
    /// unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn urges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<UrgeConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<UrgesOfUnit>(ctx, "unit.urges", self.0.id, (), arguments)
            .await
            .map(UrgeConnection)
    }

    /// Who was confirmed as a member at any time, and for how long, the earliest first
    /// (成员单位及有效期); empty for what is no collective.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<CollectiveMember>> {
        if self.0.kind != domain::unit::UnitKind::Collective {
            return Ok(vec![]);
        }
        let members = ctx.loader()?.load_one(MembershipsOf(self.0.id)).await?;
        Ok(members.unwrap_or_default().into_iter().map(CollectiveMember).collect())
    }
}

/// A day that someone stated.
fn stated(day: NaiveDate) -> Option<Date> {
    (day != domain::unit::ALWAYS).then_some(Date(day))
}

/// Another name of a unit, for a time (别名): documents of that time mean the unit by it.
pub struct UnitAlias(domain::unit::UnitAlias);

/// Another name of a unit, for a time (别名): documents of that time mean the unit by it.
#[Object]
impl UnitAlias {
    /// The name (别名).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// First day (起始日期); none where it holds since ever.
    async fn valid_from(&self) -> Option<Date> {
        stated(self.0.valid_from)
    }

    /// The first day on which it no longer holds (终止日期); none while it does.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }
}

/// A confirmed member of a collective, for a time (成员单位及有效期).
pub struct CollectiveMember(domain::unit::Member);

/// A confirmed member of a collective, for a time (成员单位及有效期).
#[Object]
impl CollectiveMember {
    /// The member (成员单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// First day (起始日期).
    async fn valid_from(&self) -> Date {
        Date(self.0.valid_from)
    }

    /// The first day on which it no longer is a member (终止日期); none while it is.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }
}

connection! {
    /// A page of units (单位列表).
    UnitConnection,
    /// A unit in a list.
    UnitEdge, Unit, domain::unit::Unit
}

/// Which units a list is to hold (单位筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct UnitFilter {
    /// Words that the name holds, apart by spaces (名称包含的词).
    text: Option<String>,
    /// Of this kind (类别).
    kind: Option<UnitKind>,
    /// With this 统一社会信用代码.
    credit_code: Option<String>,
}

impl TryFrom<UnitFilter> for store::UnitFilter {
    type Error = Refusal;

    fn try_from(filter: UnitFilter) -> std::result::Result<Self, Refusal> {
        Ok(Self {
            text: words("text", filter.text)?,
            kind: filter.kind.map(Into::into),
            credit_code: words("creditCode", filter.credit_code)?,
        })
    }
}

/// The unit that an input names, if it names one.
pub fn unit_id(
    id: Option<&ID>,
    field: &'static str,
) -> std::result::Result<Option<domain::id::UnitId>, Refusal> {
    id.map(|id| domain::id::UnitId::parse(id).ok_or(Refusal::NotFound { field })).transpose()
}
