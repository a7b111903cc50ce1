//! What a report can begin with, so that nothing is asked twice.

use async_graphql::{Context, Object};

use super::{ProgressReport, object::ReportedValue};
use crate::{
    domain::{self, id::ReportId},
    graphql::{
        Result,
        context::ContextExt,
        item::Item,
        loaders::{OffersOf, OpeningOf, PrefillOf},
        opening::Opening,
    },
    store::{self, PrefillFrom},
};

/// What a report can begin with (预填).
pub struct Prefill {
    last: Option<store::Prefill>,
    offers: Vec<store::Offered>,
}

impl Prefill {
    /// Of a duty; none where there is nothing, or it is not the viewer's unit's.
    pub async fn of(ctx: &Context<'_>, duty: &domain::duty::Duty) -> Result<Option<Self>> {
        let loader = ctx.loader()?;
        let last = loader.load_one(PrefillOf(duty.id)).await?;
        let offers = loader.load_one(OffersOf(duty.id)).await?.unwrap_or_default();
        Ok((last.is_some() || !offers.is_empty()).then_some(Self { last, offers }))
    }
}

/// What a report can begin with (预填): what the unit said last, or with what the office began, and figures that it already stated
/// elsewhere.
#[Object]
impl Prefill {
    /// The unit's report for the period before, from which this is taken (上期报告).
    async fn progress_report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        let Some(PrefillFrom::Report(report)) = self.last.as_ref().map(|last| last.from) else {
            return Ok(None);
        };
        Ok(ctx.loader()?.load_one(report).await?.map(Into::into))
    }

    /// How far the item was when the office began to use the ledger, from which this is taken where a
    /// lead has reported nothing yet (期初进展).
    async fn opening(&self, ctx: &Context<'_>) -> Result<Option<Opening>> {
        let Some(PrefillFrom::Opening(item)) = self.last.as_ref().map(|last| last.from) else {
            return Ok(None);
        };
        Ok(ctx.loader()?.load_one(OpeningOf(item)).await?.map(Opening))
    }

    /// 进展情况; empty where nothing was said.
    async fn progress(&self) -> &str {
        self.last.as_ref().map_or("", |last| &last.content.progress)
    }

    /// 存在问题; empty where nothing was said.
    async fn problems(&self) -> &str {
        self.last.as_ref().map_or("", |last| &last.content.problems)
    }

    /// 下一步打算; empty where nothing was said.
    async fn next_steps(&self) -> &str {
        self.last.as_ref().map_or("", |last| &last.content.next_steps)
    }

    /// How far, 0 to 100 (完成百分比).
    async fn percent(&self) -> Option<i32> {
        self.last.as_ref().and_then(|last| last.content.percent)
    }

    /// The values of the item's targets as they were, at most one each (上期数值).
    async fn values(&self) -> Vec<ReportedValue> {
        let values = self.last.as_ref().map(|last| last.values.clone()).unwrap_or_default();
        values.into_iter().map(ReportedValue).collect()
    }

    /// Values that the unit states in this period for the same figure of another item: the same
    /// indicator, value and unit of measure; at most one for each target (已报同一指标).
    async fn offered(&self) -> Vec<OfferedValue> {
        self.offers.iter().cloned().map(OfferedValue).collect()
    }
}

/// A value that was already stated for the same figure of another item (已报同一指标).
pub struct OfferedValue(store::Offered);

/// A value that was already stated for the same figure of another item (已报同一指标).
#[Object]
impl OfferedValue {
    /// The value, for the target of the item in hand (数值).
    async fn value(&self) -> ReportedValue {
        ReportedValue(self.0.value.clone())
    }

    /// The other item (另一任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The report that states it (所在报告).
    async fn progress_report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        let id: ReportId = self.0.report;
        Ok(ctx.loader()?.load_one(id).await?.map(Into::into))
    }
}
