//! What the office decided on an item, and the mutations that decide it.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    finding::{AssignmentInput, answering},
    id::GlobalId,
    item::{Item, ItemState, Role},
    life::{changed, payloads},
    loaders::NameOf,
    payload::{Settled, UserError},
    scalars::{Date, DateTime},
    unit::Unit,
};
use crate::{
    domain::{self, decision::Stated, id::ItemId, item::ItemAction, refusal::Refusal},
    error,
    service::{Grounds, ItemChange, ItemDecide, ItemsOutcome, Once, OutcomeOf},
};

/// What was decided on an item (任务决定类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::decision::DecisionKind")]
pub enum ItemDecisionKind {
    /// 暂停.
    Suspended,
    /// 恢复.
    Resumed,
    /// 变更: wording, day or units.
    Changed,
    /// 取消.
    Cancelled,
    /// 延期: the day was moved because a unit asked.
    Extended,
    /// 调整责任单位: because a unit objected.
    Reassigned,
    /// 拆分: because a unit objected.
    Split,
    /// 办结/销号.
    Completed,
    /// 转入常态.
    Routine,
    /// 未完成.
    NotAchieved,
    /// 结转.
    CarriedOver,
}

/// A decision on an item (任务决定), kept for ever with what it changed. Whoever sees the item sees it.
#[derive(Clone)]
pub struct ItemDecision(pub domain::decision::ItemDecision);

impl From<domain::decision::ItemDecision> for ItemDecision {
    fn from(decision: domain::decision::ItemDecision) -> Self {
        Self(decision)
    }
}

/// A decision on an item (任务决定), kept for ever with what it changed. Whoever sees the item sees it.
#[Object]
impl ItemDecision {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// What was decided (类型).
    async fn kind(&self) -> ItemDecisionKind {
        self.0.kind.into()
    }

    /// Why (理由).
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// 文号 of the decision's document, if it has one (决定文号).
    async fn document_number(&self) -> Option<&str> {
        self.0.document_number.as_deref()
    }

    /// Names of what it changed: `state`, `text`, `deadline`, `assignments` (变更字段).
    async fn fields(&self) -> Vec<&str> {
        self.0.after.fields()
    }

    /// What it changed, as it was (变更前).
    async fn before(&self) -> ItemFacts {
        ItemFacts(self.0.before.clone())
    }

    /// The same as it became (变更后).
    async fn after(&self) -> ItemFacts {
        ItemFacts(self.0.after.clone())
    }

    /// The item that carries it on (结转后续任务).
    async fn successor(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        let Some(successor) = self.0.successor else { return Ok(None) };
        Ok(ctx.loader()?.load_one(successor).await?.map(Into::into))
    }

    /// Whether it was put on a separate list (是否另行建账).
    async fn separate_list(&self) -> bool {
        self.0.separate_list
    }

    /// When (决定时间).
    async fn decided_at(&self) -> DateTime {
        DateTime(self.0.decided.0)
    }

    /// The name of who decided (决定人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.decided.1)).await?)
    }

    /// The item (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        Ok(ctx.loader()?.load_one(self.0.item).await?.map(Into::into))
    }
}

connection! {
    /// A page of decisions on an item, the newest first (任务决定列表).
    ItemDecisionConnection,
    /// A decision in a list.
    ItemDecisionEdge, ItemDecision, domain::decision::ItemDecision
}

/// Of an item what a decision changed; `fields` of the decision says which of these count (任务要素).
pub struct ItemFacts(domain::decision::ItemFacts);

/// Of an item what a decision changed; `fields` of the decision says which of these count (任务要素).
#[Object]
impl ItemFacts {
    /// How far it is (状态).
    async fn state(&self) -> Option<ItemState> {
        self.0.state.map(Into::into)
    }

    /// The task (任务内容).
    async fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// Day by which it is to be done (完成时限).
    async fn deadline(&self) -> Option<Date> {
        self.0.deadline.and_then(|stated| stated.day).map(Date)
    }

    /// The units that answer for it, at most 100 (责任单位).
    async fn assignments(&self) -> Option<Vec<ItemPart>> {
        let parts = self.0.assignments.clone()?;
        Some(parts.into_iter().map(ItemPart).collect())
    }
}

/// A unit's part in an item at the time of a decision (当时分工).
pub struct ItemPart(domain::decision::Part);

/// A unit's part in an item at the time of a decision (当时分工).
#[Object]
impl ItemPart {
    /// The unit, if it may still be seen (单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// Its part (角色).
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The name as printed, or as the register had it (名称).
    async fn printed(&self) -> &str {
        &self.0.printed
    }
}

macro_rules! decisions {
    ($($(#[$doc:meta])* $input:ident,)+) => {
        $(
            $(#[$doc])*
            #[derive(InputObject, Serialize)]
            pub struct $input {
                /// The item.
                id: ID,
                /// The version that you read (所读版本号).
                version: i32,
                /// Why; at most 2,000 characters (理由).
                reason: String,
                /// 文号 of the decision's document; at most 100 characters (决定文号).
                document_number: Option<String>,
                /// A key of your making, at most 128 characters: the same key again does nothing
                /// twice (幂等键).
                #[serde(skip)]
                idempotency_key: Option<String>,
            }

            impl From<$input> for Plain {
                fn from(input: $input) -> Self {
                    Self {
                        id: input.id,
                        version: input.version,
                        reason: input.reason,
                        document_number: input.document_number,
                    }
                }
            }
        )+
    };
}

/// What every decision names.
struct Plain {
    id: ID,
    version: i32,
    reason: String,
    document_number: Option<String>,
}

decisions! {
    /// An item to be suspended (暂停任务).
    ItemSuspendInput,
    /// An item to be resumed (恢复任务).
    ItemResumeInput,
    /// An item to be cancelled (取消任务).
    ItemCancelInput,
}

/// An item to be changed (变更任务): give what is to be otherwise.
#[derive(InputObject, Serialize)]
pub struct ItemChangeInput {
    /// The item.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The task; at most 10,000 characters. Its targets are read anew (任务内容).
    text: Option<String>,
    /// Day by which it is to be done (完成时限).
    deadline: Option<Date>,
    /// Say `true` where it is to have no day of its own (不再单列时限).
    #[graphql(default)]
    without_deadline: bool,
    /// The units that answer for it, all of them in their order (责任单位).
    assignments: Option<Vec<AssignmentInput>>,
    /// Why; at most 2,000 characters (理由).
    reason: String,
    /// 文号 of the decision's document; at most 100 characters (决定文号).
    document_number: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// What becomes of an item that is still open (任务结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ItemOutcome {
    /// 办结: done.
    Completed,
    /// 转入常态: goes on without an end.
    Routine,
    /// 未完成.
    NotAchieved,
    /// 取消.
    Cancelled,
    /// 结转: goes on as another item, or on a separate list.
    CarriedOver,
}

impl From<ItemOutcome> for ItemAction {
    fn from(outcome: ItemOutcome) -> Self {
        match outcome {
            ItemOutcome::Completed => Self::Complete,
            ItemOutcome::Routine => Self::MakeRoutine,
            ItemOutcome::NotAchieved => Self::GiveUp,
            ItemOutcome::Cancelled => Self::Cancel,
            ItemOutcome::CarriedOver => Self::CarryOver,
        }
    }
}

/// An item that gets its outcome (待定结果的任务).
#[derive(InputObject, Serialize)]
pub struct OutcomeOfInput {
    /// The item.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// For `CARRIED_OVER`, the item that carries it on (后续任务).
    successor_id: Option<ID>,
}

/// Items that get the same outcome, all or none of them (批量认定任务结果).
#[derive(InputObject, Serialize)]
pub struct ItemsOutcomeInput {
    /// The items, at most 100.
    items: Vec<OutcomeOfInput>,
    /// What becomes of them (结果).
    outcome: ItemOutcome,
    /// For `CARRIED_OVER`, whether items without a successor go on a separate list (另行建账).
    #[graphql(default)]
    separate_list: bool,
    /// Why; at most 2,000 characters (理由).
    reason: String,
    /// 文号 of the decision's document; at most 100 characters (决定文号).
    document_number: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

payloads! {
    Item as item of domain::item::Item;
    makes {}
    changes {
        /// How an item was suspended.
        ItemSuspendPayload,
        /// How an item was resumed.
        ItemResumePayload,
        /// How an item was cancelled.
        ItemCancelPayload,
        /// How an item was changed.
        ItemChangePayload,
    }
}

/// How items got their outcome.
#[derive(SimpleObject)]
pub struct ItemsOutcomePayload {
    /// The items in the order of the input, at most 100; none if any was refused.
    items: Vec<Item>,
    /// The item at which it was refused, as it is now.
    refused: Option<Item>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What the office decides on items.
#[derive(Default)]
pub struct DecisionMutation;

#[Object]
impl DecisionMutation {
    /// Suspends an item of a published document: nothing is owed until it is resumed (暂停任务). For
    /// the supervision office.
    async fn item_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, and why.")] input: ItemSuspendInput,
    ) -> Result<ItemSuspendPayload> {
        let once = once(ctx, "itemSuspend", input.idempotency_key.clone(), &input);
        Ok(decide(ctx, once, input.into(), Ok(ItemChange::Suspend)).await?.into())
    }

    /// Resumes a suspended item: what fell due in between is never owed (恢复任务). For the
    /// supervision office.
    async fn item_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, and why.")] input: ItemResumeInput,
    ) -> Result<ItemResumePayload> {
        let once = once(ctx, "itemResume", input.idempotency_key.clone(), &input);
        Ok(decide(ctx, once, input.into(), Ok(ItemChange::Resume)).await?.into())
    }

    /// Cancels an item: it owes nothing more (取消任务). For the supervision office.
    async fn item_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, and why.")] input: ItemCancelInput,
    ) -> Result<ItemCancelPayload> {
        let once = once(ctx, "itemCancel", input.idempotency_key.clone(), &input);
        Ok(decide(ctx, once, input.into(), Ok(ItemChange::Cancel)).await?.into())
    }

    /// Changes the wording, the day or the units of an item of a published document; what was
    /// before stays in `decisions` (变更任务). For the supervision office.
    async fn item_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item, what is to be otherwise, and why.")] input: ItemChangeInput,
    ) -> Result<ItemChangePayload> {
        let once = once(ctx, "itemChange", input.idempotency_key.clone(), &input);
        let deadline = match (input.deadline, input.without_deadline) {
            (Some(_), true) => Err(Refusal::ExactlyOne { fields: "deadline, withoutDeadline" }),
            (Some(day), false) => Ok(Some(Stated { day: Some(day.0) })),
            (None, true) => Ok(Some(Stated { day: None })),
            (None, false) => Ok(None),
        };
        let assignments = input.assignments.map(|units| {
            units.into_iter().map(|unit| answering(unit, "assignments.unitId")).collect()
        });
        let what = deadline.and_then(|deadline| {
            let assignments = assignments.transpose()?;
            Ok(ItemChange::Change { text: input.text, deadline, assignments })
        });
        let plain = Plain {
            id: input.id,
            version: input.version,
            reason: input.reason,
            document_number: input.document_number,
        };
        Ok(decide(ctx, once, plain, what).await?.into())
    }

    /// Gives open items their outcome, as at the year's end: all of them or none (认定任务结果).
    /// `COMPLETED` and `NOT_ACHIEVED` are refused while a figure is awaited. For the supervision
    /// office.
    async fn items_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The items, their outcome, and why.")] input: ItemsOutcomeInput,
    ) -> Result<ItemsOutcomePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let act = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "itemsOutcome", key, &input)?;
            let items = input.items.iter().map(outcome_of).collect::<error::Result<_>>()?;
            Ok(ItemsOutcome {
                items,
                outcome: input.outcome.into(),
                separate_list: input.separate_list,
                grounds: Grounds { reason: input.reason, document_number: input.document_number },
                once,
            })
        };
        let outcome = match act.await {
            Ok(act) => service.items_outcome(author, act).await,
            Err(error) => Err((None, error)),
        };
        let (refused, outcome) = match outcome {
            Ok(items) => (None, Ok(items)),
            Err((refused, error)) => (refused, Err(error)),
        };
        let settled = Settled::from(outcome, ctx.language())?;
        let refused = match refused {
            Some(item) => ctx.loader()?.load_one(item).await?,
            None => None,
        };
        Ok(ItemsOutcomePayload {
            items: settled.done.unwrap_or_default().into_iter().map(Item).collect(),
            refused: refused.map(Item),
            errors: settled.errors,
        })
    }
}

fn once(
    ctx: &Context<'_>,
    mutation: &'static str,
    key: Option<String>,
    input: &impl Serialize,
) -> Result<error::Result<Option<Once>>> {
    Ok(Once::new(ctx.author()?, mutation, key, input))
}

async fn decide(
    ctx: &Context<'_>,
    once: Result<error::Result<Option<Once>>>,
    plain: Plain,
    what: std::result::Result<ItemChange, Refusal>,
) -> Result<super::life::Outcome<domain::item::Item>> {
    let (author, service) = (ctx.author()?, &ctx.state()?.service);
    let id = ItemId::parse(&plain.id);
    let once = once?;
    let outcome = async {
        let act = ItemDecide {
            item: id.ok_or(Refusal::NotFound { field: "id" })?,
            version: plain.version,
            what: what?,
            grounds: Grounds { reason: plain.reason, document_number: plain.document_number },
            once: once?,
        };
        service.item_decide(author, act).await
    };
    changed(ctx, id, outcome.await).await
}

fn outcome_of(input: &OutcomeOfInput) -> error::Result<OutcomeOf> {
    let successor = input
        .successor_id
        .as_ref()
        .map(|id| ItemId::parse(id).ok_or(Refusal::NotFound { field: "items.successorId" }));
    Ok(OutcomeOf {
        item: ItemId::parse(&input.id).ok_or(Refusal::NotFound { field: "items" })?,
        version: input.version,
        successor: successor.transpose()?,
    })
}
