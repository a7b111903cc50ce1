//! Handing parts of items on.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::object::{Handing, HandingAsks};
use crate::{
    domain::{
        self,
        handing::HandingTerms,
        id::{HandingId, ItemId, UnitId},
        refusal::Refusal,
    },
    error::{self, Error},
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        life::{changed, payloads},
        payload::{Settled, UserError},
        scalars::Date,
        unit::unit_id,
    },
    service::{HandOn, HandOnCost, HandingChange, HandingEnd, Once},
};

/// A part of an item to be handed on (分办).
#[derive(InputObject, Serialize)]
pub struct HandingInput {
    /// The item.
    item_id: ID,
    /// The unit that hands it on; yours, if only one of your units answers for the item (分办单位).
    unit_id: Option<ID>,
    /// Units right below that unit, at most 100 (承办单位).
    to_unit_ids: Vec<ID>,
    /// The part, in words; at most 10,000 characters (分办内容).
    task: String,
    /// By which day; needed where one report is asked for (完成日期).
    due_on: Option<Date>,
    /// Which reports are asked for (报送要求).
    #[graphql(default_with = "HandingAsks::Nothing")]
    asks: HandingAsks,
    /// How many days before its own report the unit wants those of each period, 0 to 30; 0 if none is given
    /// (提前天数).
    days_before: Option<i32>,
}

/// A part of an item to be handed on (分办).
#[derive(InputObject, Serialize)]
pub struct ItemHandOnInput {
    /// What is handed, and to whom.
    #[graphql(flatten)]
    handing: HandingInput,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// What was handed to be changed (调整分办); it replaces what was.
#[derive(InputObject, Serialize)]
pub struct HandingChangeInput {
    /// The handing.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The part, in words; at most 10,000 characters (分办内容).
    task: String,
    /// By which day; needed where one report is asked for (完成日期).
    due_on: Option<Date>,
    /// Which reports are asked for (报送要求).
    #[graphql(default_with = "HandingAsks::Nothing")]
    asks: HandingAsks,
    /// How many days before its own report the unit wants those of each period, 0 to 30 (提前天数).
    days_before: Option<i32>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A handing to be ended (终止分办).
#[derive(InputObject, Serialize)]
pub struct HandingEndInput {
    /// The handing.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Why; at most 2,000 characters (终止理由).
    reason: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How a part was handed on.
#[derive(SimpleObject)]
pub struct ItemHandOnPayload {
    /// A handing for each unit, at most 100; none if it was refused.
    handings: Vec<Handing>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

payloads! {
    Handing as handing of domain::handing::Handing;
    makes {}
    changes {
        /// How a handing was changed.
        HandingChangePayload,
        /// How a handing was ended.
        HandingEndPayload,
    }
}

/// What handing a part on would cost the units below (分办预览).
#[derive(SimpleObject)]
pub struct HandOnPreview {
    /// How many units would get it (承办单位数).
    units: i32,
    /// How many reports all of them would owe, as far as periods are known (报送数量).
    reports: i32,
    /// The days by which each of them would owe one (报送日).
    due_on: Vec<Date>,
}

impl From<HandOnCost> for HandOnPreview {
    fn from(cost: HandOnCost) -> Self {
        let count = |count| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            units: count(cost.units),
            reports: count(cost.units.saturating_mul(cost.due_on.len())),
            due_on: cost.due_on.into_iter().map(Date).collect(),
        }
    }
}

impl HandingInput {
    fn read(self, once: Option<Once>) -> std::result::Result<HandOn, Refusal> {
        let missing = |field| Refusal::NotFound { field };
        let to = self.to_unit_ids.iter().map(|id| UnitId::parse(id).ok_or(missing("toUnitIds")));
        Ok(HandOn {
            item: ItemId::parse(&self.item_id).ok_or(missing("itemId"))?,
            unit: unit_id(self.unit_id.as_ref(), "unitId")?,
            to: to.collect::<std::result::Result<_, _>>()?,
            terms: HandingTerms {
                task: self.task,
                due_on: self.due_on.map(|day| day.0),
                asks: self.asks.into(),
                days_before: self.days_before,
            },
            once,
        })
    }
}

/// The preview of a handing; none where the item or a unit is not there, or not the viewer's.
pub async fn preview(ctx: &Context<'_>, input: HandingInput) -> Result<Option<HandOnPreview>> {
    let author = ctx.author()?;
    let cost = async {
        let new = input.read(None)?;
        ctx.state()?.service.hand_on_cost(author, new).await.map_err(Asked::from)
    };
    match cost.await {
        Ok(cost) => Ok(Some(cost.into())),
        Err(Asked::Refused(Refusal::NotFound { .. } | Refusal::NotAllowed { .. })) => Ok(None),
        Err(Asked::Refused(refusal)) => ctx.check(Err(refusal)),
        Err(Asked::Failed(error)) => Err(error),
    }
}

/// Why a preview was not given.
enum Asked {
    Refused(Refusal),
    Failed(async_graphql::Error),
}

impl From<Refusal> for Asked {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<async_graphql::Error> for Asked {
    fn from(error: async_graphql::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Error> for Asked {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Failed(error) => Self::Failed(async_graphql::Error::new(format!("{error:#}"))),
        }
    }
}

/// What can be done about handings.
#[derive(Default)]
pub struct HandingMutation;

#[Object]
impl HandingMutation {
    /// Hands a part of an item to bureaux or towns of the unit (分办): they see that part and nothing else, and
    /// report to the unit, which alone answers upward. No report is owed below unless it is asked for here. For
    /// the units that answer for the item.
    async fn item_hand_on(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is handed, and to whom.")] input: ItemHandOnInput,
    ) -> Result<ItemHandOnPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "itemHandOn", key, &input)?;
            service.item_hand_on(author, input.handing.read(once)?).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(ItemHandOnPayload {
            handings: settled.done.unwrap_or_default().into_iter().map(Into::into).collect(),
            errors: settled.errors,
        })
    }

    /// Changes what was handed (调整分办). For the unit that handed it.
    async fn handing_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The handing, and what it is to be.")] input: HandingChangeInput,
    ) -> Result<HandingChangePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = HandingId::parse(&input.id);
        let outcome: error::Result<_> = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "handingChange", key, &input)?;
            let change = HandingChange {
                handing: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                terms: HandingTerms {
                    task: input.task,
                    due_on: input.due_on.map(|day| day.0),
                    asks: input.asks.into(),
                    days_before: input.days_before,
                },
                once,
            };
            service.handing_change(author, change).await
        }
        .await;
        Ok(changed(ctx, id, outcome).await?.into())
    }

    /// Ends a handing: nothing is asked any more (终止分办). What was reported stays with both; the unit below
    /// reads the item no more. For the unit that handed it.
    async fn handing_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The handing, and why.")] input: HandingEndInput,
    ) -> Result<HandingEndPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = HandingId::parse(&input.id);
        let outcome: error::Result<_> = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "handingEnd", key, &input)?;
            let end = HandingEnd {
                handing: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                reason: input.reason,
                once,
            };
            service.handing_end(author, end).await
        }
        .await;
        Ok(changed(ctx, id, outcome).await?.into())
    }
}
