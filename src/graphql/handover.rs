//! 交接清单.

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::NaiveDate;

use super::{
    Result,
    connection::{Arguments, Listed, listed},
    context::ContextExt,
    duty::DutyConnection,
    extension::ExtensionConnection,
    id::GlobalId,
    instruction::{InstructionConnection, InstructionState},
    item::{ItemConnection, ItemState},
    leader::Leader,
    loaders::{DutiesHanded, ExtensionsHanded, InstructionsHanded, ItemsHanded},
    scalars::Date,
    unit::Unit,
};
use crate::{
    domain::{
        self,
        id::{LeaderId, UnitId},
        refusal::Refusal,
    },
    store::{Handed, HandedItems},
};

/// What is handed over with a post to its next holder, or by a unit to its successor (交接清单): what stands
/// there now, as far as the viewer may see it.
pub struct Handover(Handed);

/// How many items are in a state (任务状态数量).
#[derive(SimpleObject)]
pub struct HandoverCount {
    /// The state (状态).
    state: ItemState,
    /// How many (数量).
    items: u64,
}

impl Handover {
    /// What is handed over with a post, or by a unit to its successor; none where it is not the
    /// viewer's to take.
    pub async fn of(
        ctx: &Context<'_>,
        leader: Option<ID>,
        unit: Option<ID>,
        on: Option<Date>,
    ) -> Result<Option<Self>> {
        ctx.actor()?;
        let on = on.map_or(ctx.state()?.clock.today(), |day| day.0);
        match (leader, unit) {
            (Some(leader), None) => Self::of_post(ctx, &leader, on).await,
            (None, Some(unit)) => Self::of_unit(ctx, &unit, on).await,
            _ => ctx.check(Err(Refusal::ExactlyOne { fields: "leaderId, unitId" })),
        }
    }

    async fn of_post(ctx: &Context<'_>, id: &ID, on: NaiveDate) -> Result<Option<Self>> {
        let (actor, loader) = (ctx.actor()?, ctx.loader()?);
        let Some(id) = LeaderId::parse(id) else { return Ok(None) };
        let Some(post) = loader.load_one(id).await? else { return Ok(None) };
        if !actor.takes_over_post(id, post.office) {
            return Ok(None);
        }
        let reader = ctx.reader()?;
        let charges = reader.charges_of(&[id], on).await?.remove(&id).unwrap_or_default();
        let collectives = reader.answered_by(&charges, on).await?;
        let before = reader.heirs(&charges).await?.into_iter().map(|(unit, _)| unit);
        let charges: Vec<UnitId> = charges
            .iter()
            .copied()
            .chain(collectives.into_values().flatten())
            .chain(before)
            .collect();
        Ok(Some(Self(Handed { posts: vec![id], charges, units: vec![], owing: vec![], on })))
    }

    async fn of_unit(ctx: &Context<'_>, id: &ID, on: NaiveDate) -> Result<Option<Self>> {
        let (actor, loader) = (ctx.actor()?, ctx.loader()?);
        let Some(id) = UnitId::parse(id) else { return Ok(None) };
        let Some(unit) = loader.load_one(id).await? else { return Ok(None) };
        if !actor.takes_over_unit(id, unit.office) {
            return Ok(None);
        }
        let heirs = ctx.reader()?.heirs(&[id]).await?;
        let answering = heirs.into_iter().find(|(one, _)| *one == id).map(|(_, heir)| heir);
        let owing = std::iter::once(id).chain(answering).collect();
        Ok(Some(Self(Handed { posts: vec![], charges: vec![], units: vec![id], owing, on })))
    }

    /// What the viewer has taken over with all their posts, and from the units that theirs succeeded.
    pub fn of_viewer(ctx: &Context<'_>, on: Option<Date>) -> Result<Option<Self>> {
        let actor = ctx.actor()?;
        let handed = Handed {
            posts: actor.posts.iter().map(|post| post.leader).collect(),
            charges: actor.posts.iter().flat_map(|post| post.charges.iter().copied()).collect(),
            units: actor.succeeded.clone(),
            // With a post goes whatever is due on its items; with a unit what that one owed.
            owing: match actor.posts.as_slice() {
                [] => actor.memberships.iter().map(|own| own.unit).collect(),
                _ => vec![],
            },
            on: on.map_or(ctx.state()?.clock.today(), |day| day.0),
        };
        let nothing = handed.posts.is_empty() && handed.units.is_empty();
        Ok((!nothing).then_some(Self(handed)))
    }
}

/// What is handed over with a post to its next holder, or by a unit to its successor (交接清单): what stands
/// there now, as far as the viewer may see it.
#[Object]
impl Handover {
    /// The day from which it looks ahead (交接日期).
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// The posts, at most as many as the viewer holds (岗位).
    async fn posts(&self, ctx: &Context<'_>) -> Result<Vec<Leader>> {
        let mut found = ctx.loader()?.load_many(self.0.posts.iter().copied()).await?;
        Ok(self.0.posts.iter().filter_map(|id| found.remove(id)).map(Leader).collect())
    }

    /// The units that were succeeded, at most as many as there are (被承接单位).
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let mut found = ctx.loader()?.load_many(self.0.units.iter().copied()).await?;
        Ok(self.0.units.iter().filter_map(|id| found.remove(id)).map(Into::into).collect())
    }

    /// How many items are handed over in each state, at most one for each (任务状态统计).
    async fn item_counts(&self, ctx: &Context<'_>) -> Result<Vec<HandoverCount>> {
        let states = ctx.reader()?.handed_states(&self.0).await?;
        let count = |(state, items): (domain::item::ItemState, u64)| HandoverCount {
            state: state.into(),
            items,
        };
        Ok(states.into_iter().map(count).collect())
    }

    /// The items: those of the post, those that units it is in charge of lead, and those of the units
    /// that were succeeded; by the day they are due (任务). `Item.latestReport` and `Item.progress` are what was reported last. At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this state; in any if none is given.")] state: Option<ItemState>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = (self.0.clone(), HandedItems::In(state.map(Into::into)));
        Listed::whole::<ItemsHanded>(ctx, filter, arguments).await.map(ItemConnection)
    }

    /// Items being worked on that are overdue or due within 30 days, by that day (30日内到期的任务). At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn due_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = (self.0.clone(), HandedItems::DueBy(self.0.until()));
        Listed::whole::<ItemsHanded>(ctx, filter, arguments).await.map(ItemConnection)
    }

    /// Duties on the items that wait for a report and are late or due within 30 days, as far as the
    /// viewer may see who has not reported (30日内到期的报送任务). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<DutyConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = self.0.clone();
        Listed::whole::<DutiesHanded>(ctx, filter, arguments).await.map(DutyConnection)
    }

    /// Instructions of the post, or to the units, the newest first (批示): `OPEN` ones wait for units, `ANSWERED` ones
    /// hold what units promised and nobody has closed. At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn instructions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this state; those that are not closed if none is given.")]
        state: Option<InstructionState>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<InstructionConnection> {
        let arguments = Arguments { first, after, last, before };
        let running = domain::instruction::InstructionState::RUNNING.to_vec();
        let states = state.map_or(running, |state| vec![state.into()]);
        let filter = (self.0.clone(), states);
        Listed::whole::<InstructionsHanded>(ctx, filter, arguments).await.map(InstructionConnection)
    }

    /// What was promised on the items: later days that wait for a decision, and granted ones that are
    /// still to come, the newest first (延期承诺). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn extensions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ExtensionConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = self.0.clone();
        Listed::whole::<ExtensionsHanded>(ctx, filter, arguments).await.map(ExtensionConnection)
    }
}
