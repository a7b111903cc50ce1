//! Everything that can be read.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use super::{
    Result,
    connection::{Arguments, Listed, listed},
    context::ContextExt,
    document::{Document, DocumentConnection, DocumentFilter},
    handover::Handover,
    id::GlobalId,
    item::Item,
    leader::LeaderConnection,
    loaders::{Documents, Leaders, Units},
    node::{self, Node},
    regime::{self, Holiday, RegimeInput, RegimePreview},
    scalars::Date,
    unit::{Unit, UnitConnection, UnitFilter, UnitSuccessionPreview},
    viewer::Viewer,
};
use crate::domain::{
    id::{DocumentId, ItemId, UnitId},
    page::MAX_ROWS,
    refusal::Refusal,
};

/// Everything that can be read.
pub struct Query;

/// Everything that can be read. What the viewer may not see is not there: `null`, without an error.
#[Object]
impl Query {
    /// Who asks, and what is theirs (当前用户); none for whoever is not signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        Ok(ctx.caller()?.actor.as_ref().map(|_| Viewer))
    }

    /// What has this id.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any global id.")] id: ID,
    ) -> Result<Option<Node>> {
        node::find(ctx, &id).await
    }

    /// What has these ids, in their order, at most 100.
    #[graphql(complexity = "child_complexity.saturating_mul(ids.len()).saturating_add(1)")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        let limit = MAX_ROWS as usize;
        let fits = ids.len() <= limit;
        ctx.check(fits.then_some(()).ok_or(Refusal::TooLong { field: "ids", limit }))?;
        futures_util::future::try_join_all(ids.iter().map(|id| node::find(ctx, id))).await
    }

    /// Documents, the newest first (文件). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which documents.")] filter: Option<DocumentFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<DocumentConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ctx.check(filter.unwrap_or_default().try_into())?;
        Listed::whole::<Documents>(ctx, filter, arguments).await.map(DocumentConnection)
    }

    /// A document (文件).
    async fn document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Document>> {
        let loader = ctx.loader()?;
        let Some(id) = DocumentId::parse(&id) else { return Ok(None) };
        Ok(loader.load_one(id).await?.map(Into::into))
    }

    /// An item (任务).
    async fn item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Item>> {
        let loader = ctx.loader()?;
        let Some(id) = ItemId::parse(&id) else { return Ok(None) };
        Ok(loader.load_one(id).await?.map(Into::into))
    }

    /// What setting a regime would ask of the units (报送制度预览), before a document is published or its
    /// regime changed: nothing is changed. None for whoever may not set it. For the supervision
    /// office.
    #[graphql(complexity = "200 + child_complexity * 50")]
    async fn regime_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The regime.")] input: RegimeInput,
    ) -> Result<Option<RegimePreview>> {
        regime::preview(ctx, input).await
    }

    /// The days of a year that are not what the week says (节假日), in order; at most 366.
    #[graphql(complexity = "20 + child_complexity * 20")]
    async fn holidays(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year.")] year: i32,
    ) -> Result<Vec<Holiday>> {
        let reader = ctx.reader()?;
        // A database knows no year of five digits.
        let known = (1949..=2200).contains(&year);
        ctx.check(known.then_some(()).ok_or(Refusal::Invalid { field: "year" }))?;
        let (Some(from), Some(to)) =
            (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31))
        else {
            return Ok(vec![]);
        };
        let holidays = reader.holidays(from, to).await?;
        Ok(holidays.into_iter().map(Into::into).collect())
    }

    /// Units that may be seen, by name (单位): the office's own register, else one's own units and
    /// those of one's items. At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which units.")] filter: Option<UnitFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<UnitConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ctx.check(filter.unwrap_or_default().try_into())?;
        Listed::whole::<Units>(ctx, filter, arguments).await.map(UnitConnection)
    }

    /// The posts of the viewer's offices, and those of the viewer's items, by rank (岗位). At most 100 at
    /// once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn leaders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<LeaderConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::whole::<Leaders>(ctx, (), arguments).await.map(LeaderConnection)
    }

    /// What would go to a unit's successor (承接预览); nothing is changed. None for whoever may not say so.
    /// For the supervision office.
    async fn unit_succession_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit that would be succeeded.")] unit_id: ID,
        #[graphql(desc = "The successor, if it is there already.")] successor_id: Option<ID>,
    ) -> Result<Option<UnitSuccessionPreview>> {
        UnitSuccessionPreview::of(ctx, &unit_id, successor_id.as_ref()).await
    }

    /// What is handed over with a post, or by a unit to the one that succeeded it (交接清单): give
    /// `leaderId` or `unitId`. None for whoever neither holds or acts for the post now, nor acts for
    /// the successor, nor works for the office.
    async fn handover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] leader_id: Option<ID>,
        #[graphql(desc = "The unit that was succeeded.")] unit_id: Option<ID>,
        #[graphql(
            desc = "What is due within 30 days is counted from this day; today if none is given."
        )]
        on: Option<Date>,
    ) -> Result<Option<Handover>> {
        Handover::of(ctx, leader_id, unit_id, on).await
    }

    /// A unit (单位).
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Unit>> {
        let loader = ctx.loader()?;
        let Some(id) = UnitId::parse(&id) else { return Ok(None) };
        Ok(loader.load_one(id).await?.map(Into::into))
    }
}
