//! 异议.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    finding::{AssignmentInput, answering},
    id::GlobalId,
    item::Item,
    life::{changed, made, payloads},
    loaders::NameOf,
    scalars::{Date, DateTime},
    unit::{Unit, unit_id},
};
use crate::{
    domain::{
        self,
        id::{ItemId, ObjectionId},
        refusal::Refusal,
    },
    service::{ObjectionDecide, ObjectionRaise, ObjectionResolution as Resolution, Once},
};

/// What is objected to (异议类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::objection::ObjectionKind")]
pub enum ObjectionKind {
    /// 责任单位有误: the unit should not answer for the item.
    WrongUnit,
    /// 完成时限有误: the day is not right.
    WrongDeadline,
    /// 其他: something else.
    Other,
}

/// How far an objection is (异议状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::objection::ObjectionState")]
pub enum ObjectionState {
    /// Waits for the office (待处理).
    Open,
    /// The item was changed (已采纳).
    Upheld,
    /// The item stands (维持原分工).
    Kept,
    /// Taken back by the unit, or lapsed with the item (已撤回).
    Withdrawn,
}

/// A unit's objection to an item as assigned (异议). Seen by the unit, the office, the item's leaders and
/// leads.
#[derive(Clone)]
pub struct Objection(pub domain::objection::Objection);

impl From<domain::objection::Objection> for Objection {
    fn from(objection: domain::objection::Objection) -> Self {
        Self(objection)
    }
}

/// A unit's objection to an item as assigned (异议). Seen by the unit, the office, the item's leaders and
/// leads.
#[Object]
impl Objection {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What is objected to (类型).
    async fn kind(&self) -> ObjectionKind {
        self.0.kind.into()
    }

    /// How far it is (状态).
    async fn state(&self) -> ObjectionState {
        self.0.state.into()
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The unit that objects (提出单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// Why (理由).
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// What should be instead (建议).
    async fn wanted(&self) -> &str {
        &self.0.wanted
    }

    /// What the decision says (处理意见).
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it was raised (提出时间).
    async fn raised_at(&self) -> DateTime {
        DateTime(self.0.raised.0)
    }

    /// The name of who raised it (提出人).
    async fn raised_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.raised.1)).await?)
    }

    /// When it was decided or withdrawn (处理时间).
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// The name of who decided or withdrew (处理人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of objections (异议列表).
    ObjectionConnection,
    /// An objection in a list.
    ObjectionEdge, Objection, domain::objection::Objection
}

/// An objection to be raised (提出异议).
#[derive(InputObject, Serialize)]
pub struct ObjectionRaiseInput {
    /// The item.
    item_id: ID,
    /// The unit that objects; yours, if only one of your units answers for the item (提出单位).
    unit_id: Option<ID>,
    /// What is objected to (类型).
    kind: ObjectionKind,
    /// Why; at most 2,000 characters (理由).
    reason: String,
    /// What should be instead; at most 2,000 characters (建议).
    wanted: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How an objection is settled (异议处理方式); exactly one.
#[derive(OneofObject, Serialize)]
pub enum ObjectionResolution {
    /// The item stands; say `true` (维持).
    Keep(bool),
    /// The units that answer for the item from now on, all of them in their order (重新分派).
    Reassign(Vec<AssignmentInput>),
    /// The day by which the item is to be done from now on (调整时限).
    Deadline(Date),
    /// The texts of the items that it becomes, two or more; each gets its units and leaders (拆分).
    Split(Vec<String>),
}

/// An objection to be settled (处理异议).
#[derive(InputObject, Serialize)]
pub struct ObjectionDecideInput {
    /// The objection.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// How (处理方式).
    resolution: ObjectionResolution,
    /// What the decision says; at most 2,000 characters (处理意见).
    reason: String,
    /// 文号 of the decision's document; at most 100 characters (决定文号).
    document_number: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// An objection to be taken back (撤回异议).
#[derive(InputObject, Serialize)]
pub struct ObjectionWithdrawInput {
    /// The objection.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

payloads! {
    Objection as objection of domain::objection::Objection;
    makes {
        /// How an objection was raised.
        ObjectionRaisePayload,
    }
    changes {
        /// How an objection was settled.
        ObjectionDecidePayload,
        /// How an objection was taken back.
        ObjectionWithdrawPayload,
    }
}

/// What can be done about objections.
#[derive(Default)]
pub struct ObjectionMutation;

#[Object]
impl ObjectionMutation {
    /// Objects to an item as assigned, within the days that the regime gives (提出异议). For the
    /// units that answer for it, one objection a unit at a time.
    async fn objection_raise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, why, and what should be.")] input: ObjectionRaiseInput,
    ) -> Result<ObjectionRaisePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "objectionRaise", key, &input)?;
            let raise = ObjectionRaise {
                item: ItemId::parse(&input.item_id).ok_or(Refusal::NotFound { field: "itemId" })?,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                kind: input.kind.into(),
                reason: input.reason,
                wanted: input.wanted,
                once,
            };
            service.objection_raise(author, raise).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Settles an objection: other units, another day, several items, or as it was; what was before
    /// stays in `decisions` (处理异议). For the supervision office.
    async fn objection_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The objection, and the decision.")] input: ObjectionDecideInput,
    ) -> Result<ObjectionDecidePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ObjectionId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "objectionDecide", key, &input)?;
            let act = ObjectionDecide {
                objection: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                resolution: resolution(input.resolution)?,
                reason: input.reason,
                document_number: input.document_number,
                once,
            };
            service.objection_decide(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Takes an objection back (撤回异议). For the unit that raised it.
    async fn objection_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The objection.")] input: ObjectionWithdrawInput,
    ) -> Result<ObjectionWithdrawPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ObjectionId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "objectionWithdraw", key, &input)?;
            let act = ObjectionDecide {
                objection: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                resolution: Resolution::Withdraw,
                reason: String::new(),
                document_number: None,
                once,
            };
            service.objection_decide(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}

fn resolution(input: ObjectionResolution) -> std::result::Result<Resolution, Refusal> {
    Ok(match input {
        ObjectionResolution::Keep(true) => Resolution::Keep,
        ObjectionResolution::Keep(false) => return Err(Refusal::Invalid { field: "resolution" }),
        ObjectionResolution::Reassign(units) => Resolution::Reassign(
            units
                .into_iter()
                .map(|unit| answering(unit, "resolution.reassign.unitId"))
                .collect::<std::result::Result<_, _>>()?,
        ),
        ObjectionResolution::Deadline(day) => Resolution::Deadline(day.0),
        ObjectionResolution::Split(texts) => Resolution::Split(texts),
    })
}
