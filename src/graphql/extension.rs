//! 延期.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
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
        extension::ExtensionAction,
        id::{ExtensionId, ItemId},
        refusal::Refusal,
    },
    service::{ExtensionAsk, ExtensionDecide, Once},
};

/// How far a wish for a later day is (延期申请状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::extension::ExtensionState")]
pub enum ExtensionState {
    /// Waits for a decision (待审批).
    Open,
    /// The day was moved (同意).
    Granted,
    /// The day stands (不同意).
    Refused,
    /// Taken back by the unit, or lapsed with the item (已撤回).
    Withdrawn,
}

/// A later day that a unit asked for (延期). Seen by the unit, the office, the item's leaders and leads.
#[derive(Clone)]
pub struct Extension(pub domain::extension::Extension);

impl From<domain::extension::Extension> for Extension {
    fn from(extension: domain::extension::Extension) -> Self {
        Self(extension)
    }
}

/// A later day that a unit asked for (延期). Seen by the unit, the office, the item's leaders and leads.
#[Object]
impl Extension {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How far it is (状态).
    async fn state(&self) -> ExtensionState {
        self.0.state.into()
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }

    /// The unit that asks (申请单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// Why (延期理由).
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// How the new day will be kept (后续计划).
    async fn plan(&self) -> &str {
        &self.0.plan
    }

    /// The day that held when it was asked (原完成时限).
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// The day that is asked for (申请延至).
    async fn until(&self) -> Date {
        Date(self.0.until)
    }

    /// The day that was granted (同意延至).
    async fn granted_until(&self) -> Option<Date> {
        self.0.granted_until.map(Date)
    }

    /// What the decision says (审批意见).
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it was asked (申请时间).
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked.0)
    }

    /// The name of who asked (申请人).
    async fn asked_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.asked.1)).await?)
    }

    /// When it was decided or withdrawn (审批时间).
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// The name of who decided or withdrew (审批人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of wishes for a later day (延期申请列表).
    ExtensionConnection,
    /// A wish in a list.
    ExtensionEdge, Extension, domain::extension::Extension
}

/// A later day to be asked for (申请延期).
#[derive(InputObject, Serialize)]
pub struct ExtensionAskInput {
    /// The item.
    item_id: ID,
    /// The unit that asks; yours, if only one of your units leads the item (申请单位).
    unit_id: Option<ID>,
    /// The day, later than the present one (申请延至).
    until: Date,
    /// Why; at most 2,000 characters (延期理由).
    reason: String,
    /// How the new day will be kept; at most 10,000 characters (后续计划).
    plan: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// A wish to be decided (审批延期).
#[derive(InputObject, Serialize)]
pub struct ExtensionDecideInput {
    /// The wish.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Whether the day is moved (是否同意).
    grant: bool,
    /// The day that is granted, if it is not the one asked for (同意延至).
    until: Option<Date>,
    /// What the decision says; needed where it refuses; at most 2,000 characters (审批意见).
    #[graphql(default)]
    reason: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A wish to be taken back (撤回延期申请).
#[derive(InputObject, Serialize)]
pub struct ExtensionWithdrawInput {
    /// The wish.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

payloads! {
    Extension as extension of domain::extension::Extension;
    makes {
        /// How a later day was asked for.
        ExtensionAskPayload,
    }
    changes {
        /// How a wish was decided.
        ExtensionDecidePayload,
        /// How a wish was taken back.
        ExtensionWithdrawPayload,
    }
}

/// What can be done about later days.
#[derive(Default)]
pub struct ExtensionMutation;

#[Object]
impl ExtensionMutation {
    /// Asks for a later day before the item's day, or the document's, has come (申请延期). For the
    /// units that lead the item, one wish a unit at a time.
    async fn extension_ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, the day, why and how.")] input: ExtensionAskInput,
    ) -> Result<ExtensionAskPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "extensionAsk", key, &input)?;
            let ask = ExtensionAsk {
                item: ItemId::parse(&input.item_id).ok_or(Refusal::NotFound { field: "itemId" })?,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                until: input.until.0,
                reason: input.reason,
                plan: input.plan,
                once,
            };
            service.extension_ask(author, ask).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Grants or refuses a later day; a granted one is the item's from now on (审批延期). For the
    /// supervision office.
    async fn extension_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish, and the decision.")] input: ExtensionDecideInput,
    ) -> Result<ExtensionDecidePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ExtensionId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "extensionDecide", key, &input)?;
            let act = ExtensionDecide {
                extension: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: if input.grant { ExtensionAction::Grant } else { ExtensionAction::Refuse },
                until: input.until.map(|day| day.0),
                reason: input.reason,
                once,
            };
            service.extension_decide(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Takes a wish for a later day back (撤回延期申请). For the unit that asked.
    async fn extension_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: ExtensionWithdrawInput,
    ) -> Result<ExtensionWithdrawPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ExtensionId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "extensionWithdraw", key, &input)?;
            let act = ExtensionDecide {
                extension: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                action: ExtensionAction::Withdraw,
                until: None,
                reason: String::new(),
                once,
            };
            service.extension_decide(author, act).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}
