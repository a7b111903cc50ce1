//! Figures that the statistics bureau is still to give.

use async_graphql::{Context, ID, InputObject, Object};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    id::GlobalId,
    life::{changed, made, payloads},
    loaders::NameOf,
    scalars::{Date, DateTime, Decimal},
};
use crate::{
    domain::{
        self,
        id::{FigureId, ItemId, TargetId},
        refusal::Refusal,
    },
    service::{FigureAwait, FigureEnter, Once},
};

/// A figure that the statistics bureau is still to give, or has given (待统计数据). Seen by whoever sees
/// the item.
#[derive(Clone)]
pub struct AwaitedFigure(pub domain::closing::AwaitedFigure);

impl From<domain::closing::AwaitedFigure> for AwaitedFigure {
    fn from(figure: domain::closing::AwaitedFigure) -> Self {
        Self(figure)
    }
}

/// A figure that the statistics bureau is still to give, or has given (待统计数据). Seen by whoever sees
/// the item.
#[Object]
impl AwaitedFigure {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The id of the target, while the item has it (指标标识).
    async fn target_id(&self) -> Option<ID> {
        self.0.target.map(GlobalId::global)
    }

    /// What is measured (指标名称).
    async fn indicator(&self) -> &str {
        &self.0.indicator
    }

    /// Who gives the figure (数据来源).
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Day on which it is expected (预计取得日期).
    async fn expected_on(&self) -> Date {
        Date(self.0.expected_on)
    }

    /// The figure; none while it is awaited (数值).
    async fn value(&self) -> Option<Decimal> {
        self.0.given.map(|(value, _)| Decimal(value))
    }

    /// The day it holds for (数据截至日期).
    async fn as_of(&self) -> Option<Date> {
        self.0.given.map(|(_, day)| Date(day))
    }

    /// When it was entered (录入时间).
    async fn entered_at(&self) -> Option<DateTime> {
        self.0.entered.map(|(at, _)| DateTime(at))
    }

    /// The name of who entered it (录入人).
    async fn entered_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.entered else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of awaited figures (待统计数据列表).
    AwaitedFigureConnection,
    /// An awaited figure in a list.
    AwaitedFigureEdge, AwaitedFigure, domain::closing::AwaitedFigure
}

/// A figure that is to be awaited (登记待统计数据).
#[derive(InputObject, Serialize)]
pub struct FigureAwaitInput {
    /// The item.
    item_id: ID,
    /// The target of the item (指标).
    target_id: ID,
    /// Who gives the figure; at most 100 characters (数据来源).
    source: String,
    /// Day on which it is expected (预计取得日期).
    expected_on: Date,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// The figure that was awaited (录入统计数据).
#[derive(InputObject, Serialize)]
pub struct FigureEnterInput {
    /// What is awaited.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The figure (数值).
    value: Decimal,
    /// The day it holds for (数据截至日期).
    as_of: Date,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

payloads! {
    AwaitedFigure as figure of domain::closing::AwaitedFigure;
    makes {
        /// How it was noted that a figure is awaited.
        FigureAwaitPayload,
    }
    changes {
        /// How an awaited figure was entered.
        FigureEnterPayload,
    }
}

/// What can be done about awaited figures.
#[derive(Default)]
pub struct FigureMutation;

#[Object]
impl FigureMutation {
    /// Notes that a target's figure is awaited: the item is neither completed nor given up before
    /// (登记待统计数据). For the supervision office.
    async fn figure_await(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The target, and when its figure is expected.")] input: FigureAwaitInput,
    ) -> Result<FigureAwaitPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "figureAwait", key, &input)?;
            let act = FigureAwait {
                item: ItemId::parse(&input.item_id).ok_or(Refusal::NotFound { field: "itemId" })?,
                target: TargetId::parse(&input.target_id)
                    .ok_or(Refusal::NotFound { field: "targetId" })?,
                source: input.source,
                expected_on: input.expected_on.0,
                once,
            };
            service.figure_await(author, act).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Enters a figure that was awaited, or puts one right while the item is open (录入统计数据). For
    /// the supervision office.
    async fn figure_enter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The figure.")] input: FigureEnterInput,
    ) -> Result<FigureEnterPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = FigureId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "figureEnter", key, &input)?;
            let act = FigureEnter {
                figure: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                value: input.value.0,
                as_of: input.as_of.0,
                once,
            };
            service.figure_enter(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}
