//! 办结/销号: applications, verifications, and figures that are awaited.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    id::GlobalId,
    item::Item,
    life::{changed, made, payloads},
    loaders::{NameOf, VerificationsOf},
    scalars::{DateTime, Decimal},
    unit::{Unit, unit_id},
};
use crate::{
    domain::{
        self,
        closing::ClosingAction,
        id::{ClosingId, ItemId, TargetId},
        refusal::Refusal,
    },
    error,
    service::{ClosingApply, ClosingDecide, ClosingVerify, Once},
};

/// How far an application for closing is (办结申请状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::closing::ClosingState")]
pub enum ClosingState {
    /// Waits for the office (待核实).
    Open,
    /// The item was closed (已办结).
    Closed,
    /// Sent back with a reason (已退回).
    Returned,
    /// Taken back by the unit, or lapsed with the item (已撤回).
    Withdrawn,
}

/// How an application was verified (复核方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::closing::VerificationMethod")]
pub enum VerificationMethod {
    /// 查阅资料: by documents.
    Documents,
    /// 电话核实: by telephone.
    Telephone,
    /// 实地核查: on site.
    OnSite,
}

/// An application to close an item (办结/销号申请). Seen by whoever sees the item.
#[derive(Clone)]
pub struct Closing(pub domain::closing::Closing);

impl From<domain::closing::Closing> for Closing {
    fn from(closing: domain::closing::Closing) -> Self {
        Self(closing)
    }
}

/// An application to close an item (办结/销号申请). Seen by whoever sees the item.
#[Object]
impl Closing {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How far it is (状态).
    async fn state(&self) -> ClosingState {
        self.0.state.into()
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The unit that applies (申请单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// What shows that it is done (办结依据).
    async fn evidence(&self) -> &str {
        &self.0.evidence
    }

    /// Final values as the unit reports them: at most one for each target (最终数值).
    async fn figures(&self) -> Vec<Figure> {
        self.0.figures.iter().cloned().map(Figure).collect()
    }

    /// How it was verified, in order; at most as often as the office has (复核记录).
    async fn verifications(&self, ctx: &Context<'_>) -> Result<Vec<Verification>> {
        let verifications = ctx.loader()?.load_one(VerificationsOf(self.0.id)).await?;
        Ok(verifications.unwrap_or_default().into_iter().map(Verification).collect())
    }

    /// Why it was sent back, or a word on closing (意见).
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was applied for (申请时间).
    async fn applied_at(&self) -> DateTime {
        DateTime(self.0.applied.0)
    }

    /// The name of who applied (申请人).
    async fn applied_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.applied.1)).await?)
    }

    /// When it was decided or withdrawn (办理时间).
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// The name of who decided or withdrew (办理人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of applications for closing (办结申请列表).
    ClosingConnection,
    /// An application in a list.
    ClosingEdge, Closing, domain::closing::Closing
}

/// A value for a target, with the target's words at that time (指标数值).
pub struct Figure(domain::closing::Figure);

/// A value for a target, with the target's words at that time (指标数值).
#[Object]
impl Figure {
    /// The id of the target (指标标识).
    async fn target_id(&self) -> ID {
        self.0.target.global()
    }

    /// What is measured (指标名称).
    async fn indicator(&self) -> &str {
        &self.0.indicator
    }

    /// Unit of measure; empty where there is none (计量单位).
    async fn measure(&self) -> &str {
        &self.0.measure
    }

    /// The value (数值).
    async fn value(&self) -> Decimal {
        Decimal(self.0.value)
    }
}

/// A check of what an application says (复核).
pub struct Verification(domain::closing::Verification);

/// A check of what an application says (复核).
#[Object]
impl Verification {
    /// How (方式).
    async fn method(&self) -> VerificationMethod {
        self.0.method.into()
    }

    /// Verified values; the reported ones stay beside them. At most one for each target (核实数值).
    async fn figures(&self) -> Vec<Figure> {
        self.0.figures.iter().cloned().map(Figure).collect()
    }

    /// What was found (复核情况).
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// When (复核时间).
    async fn verified_at(&self) -> DateTime {
        DateTime(self.0.verified.0)
    }

    /// The name of who verified (复核人).
    async fn verified_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.verified.1)).await?)
    }
}

/// A value for a target of the item (指标数值).
#[derive(InputObject, Serialize)]
pub struct FigureInput {
    /// The target.
    target_id: ID,
    /// The value (数值).
    value: Decimal,
}

/// An application for closing (申请办结).
#[derive(InputObject, Serialize)]
pub struct ClosingApplyInput {
    /// The item.
    item_id: ID,
    /// The unit that applies; yours, if only one of your units leads the item (申请单位).
    unit_id: Option<ID>,
    /// What shows that it is done; at most 10,000 characters (办结依据).
    evidence: String,
    /// Final values: one for each target whose figure is not awaited (最终数值).
    #[graphql(default)]
    figures: Vec<FigureInput>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// A verification of an application (复核).
#[derive(InputObject, Serialize)]
pub struct ClosingVerifyInput {
    /// The application.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// How (方式).
    method: VerificationMethod,
    /// Verified values (核实数值).
    #[graphql(default)]
    figures: Vec<FigureInput>,
    /// What was found; at most 10,000 characters (复核情况).
    note: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// A verified application to be decided (办结或退回).
#[derive(InputObject, Serialize)]
pub struct ClosingDecideInput {
    /// The application.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Whether the item is closed; else the application is sent back (是否办结).
    close: bool,
    /// Why it is sent back, or a word on closing; at most 2,000 characters (意见).
    #[graphql(default)]
    reason: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// An application to be taken back (撤回办结申请).
#[derive(InputObject, Serialize)]
pub struct ClosingWithdrawInput {
    /// The application.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

payloads! {
    Closing as closing of domain::closing::Closing;
    makes {
        /// How closing was applied for.
        ClosingApplyPayload,
    }
    changes {
        /// How an application was verified.
        ClosingVerifyPayload,
        /// How an application was decided.
        ClosingDecidePayload,
        /// How an application was taken back.
        ClosingWithdrawPayload,
    }
}

/// What can be done about closing.
#[derive(Default)]
pub struct ClosingMutation;

#[Object]
impl ClosingMutation {
    /// Applies for closing an item as a whole (申请办结). For any unit that leads it, one application
    /// an item at a time.
    async fn closing_apply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, evidence and final values.")] input: ClosingApplyInput,
    ) -> Result<ClosingApplyPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "closingApply", key, &input)?;
            let apply = ClosingApply {
                item: ItemId::parse(&input.item_id).ok_or(Refusal::NotFound { field: "itemId" })?,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                evidence: input.evidence,
                figures: figures(&input.figures)?,
                once,
            };
            service.closing_apply(author, apply).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Records what was verified of an application, beside what was reported (复核). For the
    /// supervision office.
    async fn closing_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application, how, and what was found.")] input: ClosingVerifyInput,
    ) -> Result<ClosingVerifyPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ClosingId::parse(&input.id);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "closingVerify", key, &input)?;
            let act = ClosingVerify {
                closing: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                method: input.method.into(),
                figures: figures(&input.figures)?,
                note: input.note,
                once,
            };
            service.closing_verify(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Closes a verified item (办结/销号), or sends the application back with a reason (退回). For the
    /// supervision office.
    async fn closing_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application, and the decision.")] input: ClosingDecideInput,
    ) -> Result<ClosingDecidePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ClosingId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "closingDecide", key, &input)?;
            let act = ClosingDecide {
                closing: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: if input.close { ClosingAction::Close } else { ClosingAction::Return },
                reason: input.reason,
                once,
            };
            service.closing_decide(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Takes an application back (撤回办结申请). For the unit that applied.
    async fn closing_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application.")] input: ClosingWithdrawInput,
    ) -> Result<ClosingWithdrawPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ClosingId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "closingWithdraw", key, &input)?;
            let act = ClosingDecide {
                closing: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: ClosingAction::Withdraw,
                reason: String::new(),
                once,
            };
            service.closing_decide(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}

fn figures(inputs: &[FigureInput]) -> error::Result<Vec<(TargetId, rust_decimal::Decimal)>> {
    inputs
        .iter()
        .map(|input| {
            let target = TargetId::parse(&input.target_id);
            Ok((target.ok_or(Refusal::NotFound { field: "figures" })?, input.value.0))
        })
        .collect()
}
