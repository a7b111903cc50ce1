//! 需协调事项.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    id::GlobalId,
    item::Item,
    leader::Leader,
    life::{changed, made, payloads},
    loaders::{NameOf, StepsOf},
    report::ProgressReport,
    scalars::DateTime,
    unit::{Unit, unit_id},
};
use crate::{
    domain::{
        self,
        coordination::CoordinationAction,
        id::{CoordinationId, ItemId, LeaderId, ReportId},
        refusal::Refusal,
    },
    service::{CoordinationAct, CoordinationAsk, Once},
};

/// How far a wish for coordination is (协调状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::coordination::CoordinationState")]
pub enum CoordinationState {
    /// Waits for the office (待协调).
    Open,
    /// Waits for the leader to whom the office forwarded it (已转请领导).
    Forwarded,
    /// Was answered (已答复).
    Answered,
    /// Nothing further (已办结).
    Settled,
}

/// What was done about coordination (协调办理类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "CoordinationStepKind", remote = "domain::coordination::StepKind")]
pub enum StepKind {
    /// It was put before a leader (转请领导协调).
    Forwarded,
    /// It was answered (答复).
    Answered,
    /// It was marked settled (办结).
    Settled,
}

/// What a unit asks to be coordinated (需协调事项).
#[derive(Clone)]
pub struct Coordination(pub domain::coordination::Coordination);

impl From<domain::coordination::Coordination> for Coordination {
    fn from(coordination: domain::coordination::Coordination) -> Self {
        Self(coordination)
    }
}

/// What a unit asks to be coordinated (需协调事项). Seen by the unit, the office, the item's leaders, the
/// leaders it was forwarded to, and, where a support asks, the item's leads.
#[Object]
impl Coordination {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How far it is (状态).
    async fn state(&self) -> CoordinationState {
        self.0.state.into()
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The unit that asks (提请单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The report that states the problem (所在报告).
    async fn progress_report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        Ok(ctx.loader()?.load_one(self.0.report).await?.map(Into::into))
    }

    /// What is to be coordinated (协调内容).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The post that it was forwarded to last (协调领导).
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<Leader>> {
        let Some(leader) = self.0.leader else { return Ok(None) };
        Ok(ctx.loader()?.load_one(leader).await?.map(Into::into))
    }

    /// When it was asked (提请时间).
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked.0)
    }

    /// The name of who asked (提请人).
    async fn asked_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.asked.1)).await?)
    }

    /// When it was marked settled (办结时间).
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled.map(|(at, _)| DateTime(at))
    }

    /// The name of who marked it settled (办结人).
    async fn settled_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.settled else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// What was done about it, in order, every answer among it (办理过程); at most one for each act.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<CoordinationStep>> {
        let steps = ctx.loader()?.load_one(StepsOf(self.0.id)).await?;
        Ok(steps.unwrap_or_default().into_iter().map(CoordinationStep).collect())
    }
}

connection! {
    /// A page of what units ask to be coordinated (需协调事项列表).
    CoordinationConnection,
    /// A wish in a list.
    CoordinationEdge, Coordination, domain::coordination::Coordination
}

/// What was done about coordination (协调办理); kept for ever.
pub struct CoordinationStep(domain::coordination::CoordinationStep);

/// What was done about coordination (协调办理); kept for ever.
#[Object]
impl CoordinationStep {
    /// What (类型).
    async fn kind(&self) -> StepKind {
        self.0.kind.into()
    }

    /// The post that it was forwarded to, or that answered; none where the office or the unit acted
    /// (领导岗位).
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<Leader>> {
        let Some(leader) = self.0.leader else { return Ok(None) };
        Ok(ctx.loader()?.load_one(leader).await?.map(Into::into))
    }

    /// What was said; empty where nothing was (意见).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// When (办理时间).
    async fn done_at(&self) -> DateTime {
        DateTime(self.0.done.0)
    }

    /// The name of who did it (办理人).
    async fn done_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.done.1)).await?)
    }
}

/// Coordination to be asked for (提请协调); give `reportId` or `itemId`.
#[derive(InputObject, Serialize)]
pub struct CoordinationAskInput {
    /// The submitted report that states the problem (所在报告).
    report_id: Option<ID>,
    /// The item on which the unit's last report states it (任务).
    item_id: Option<ID>,
    /// Beside `itemId`, the unit that asks; yours, if only one of your units answers for the item
    /// (提请单位).
    unit_id: Option<ID>,
    /// What is to be coordinated; at most 10,000 characters (协调内容).
    text: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// Coordination to be forwarded (转请领导协调).
#[derive(InputObject, Serialize)]
pub struct CoordinationForwardInput {
    /// The wish.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The post of the office that is to answer (领导岗位).
    leader_id: ID,
    /// A word to the leader; at most 2,000 characters (转请意见).
    #[graphql(default)]
    text: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Coordination to be answered (答复协调事项).
#[derive(InputObject, Serialize)]
pub struct CoordinationAnswerInput {
    /// The wish.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The answer; at most 10,000 characters (答复内容).
    text: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Coordination to be marked settled (办结协调事项).
#[derive(InputObject, Serialize)]
pub struct CoordinationSettleInput {
    /// The wish.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A word on it; at most 2,000 characters (办结意见).
    #[graphql(default)]
    text: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

payloads! {
    Coordination as coordination of domain::coordination::Coordination;
    makes {
        /// How coordination was asked for.
        CoordinationAskPayload,
    }
    changes {
        /// How coordination was forwarded.
        CoordinationForwardPayload,
        /// How coordination was answered.
        CoordinationAnswerPayload,
        /// How coordination was marked settled.
        CoordinationSettlePayload,
    }
}

/// What can be done about coordination.
#[derive(Default)]
pub struct CoordinationMutation;

#[Object]
impl CoordinationMutation {
    /// Asks for a problem that a submitted report states to be coordinated (提请协调), one wish a report
    /// at a time. For the unit that reports.
    async fn coordination_ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report or item, and what is to be coordinated.")]
        input: CoordinationAskInput,
    ) -> Result<CoordinationAskPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "coordinationAsk", key, &input)?;
            let missing = |field| Refusal::NotFound { field };
            let report = input.report_id.as_ref();
            let item = input.item_id.as_ref();
            let ask = CoordinationAsk {
                report: report
                    .map(|id| ReportId::parse(id).ok_or(missing("reportId")))
                    .transpose()?,
                item: item.map(|id| ItemId::parse(id).ok_or(missing("itemId"))).transpose()?,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                text: input.text,
                once,
            };
            service.coordination_ask(author, ask).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Puts it before a leader, who then sees the item and the report (转请领导协调); again to another
    /// one. For the supervision office.
    async fn coordination_forward(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish, and the post.")] input: CoordinationForwardInput,
    ) -> Result<CoordinationForwardPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = CoordinationId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "coordinationForward", key, &input)?;
            let leader = LeaderId::parse(&input.leader_id);
            let act = CoordinationAct {
                coordination: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: CoordinationAction::Forward,
                leader: Some(leader.ok_or(Refusal::NotFound { field: "leaderId" })?),
                text: input.text,
                once,
            };
            service.coordination_act(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Answers it; every answer stays (答复协调事项). For the supervision office, and for whoever holds or
    /// acts for the post that it was forwarded to.
    async fn coordination_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish, and the answer.")] input: CoordinationAnswerInput,
    ) -> Result<CoordinationAnswerPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = CoordinationId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "coordinationAnswer", key, &input)?;
            let act = CoordinationAct {
                coordination: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: CoordinationAction::Answer,
                leader: None,
                text: input.text,
                once,
            };
            service.coordination_act(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Says that there is nothing further (办结协调事项). For the unit that asked; for the supervision
    /// office, once it was answered.
    async fn coordination_settle(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: CoordinationSettleInput,
    ) -> Result<CoordinationSettlePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = CoordinationId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "coordinationSettle", key, &input)?;
            let act = CoordinationAct {
                coordination: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: CoordinationAction::Settle,
                leader: None,
                text: input.text,
                once,
            };
            service.coordination_act(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}
