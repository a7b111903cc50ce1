//! Ledgers opened without a file, and the matters in them.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, SimpleObject};
use serde::Serialize;

use super::{
    Result,
    context::ContextExt,
    document::{Document, DocumentKind},
    finding::{AssignmentInput, answering},
    id::GlobalId,
    item::Item,
    payload::{Settled, UserError},
    scalars::Date,
};
use crate::{
    domain::{
        id::{DocumentId, ItemId, LeaderId, OfficeId},
        refusal::Refusal,
    },
    service::{Create, ItemAdd, ItemRemove, ItemUpdate, ItemsPaste, Led, Matter, Once},
};

/// A ledger to be opened without a file (新建台账).
#[derive(InputObject, Serialize)]
pub struct DocumentCreateInput {
    /// The office; yours, if you work for only one (督查室).
    office_id: Option<ID>,
    /// Title, at most 200 characters (标题).
    title: String,
    /// What sort of document (类别).
    kind: DocumentKind,
    /// 文号, at most 200 characters.
    document_number: Option<String>,
    /// Date of signing (成文日期); its year is the ledger's, else this year.
    issued_on: Option<Date>,
    /// Day by which everything is to be done (总体完成时限).
    deadline: Option<Date>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a ledger was opened.
#[derive(SimpleObject)]
pub struct DocumentCreatePayload {
    /// The draft; none if it was refused.
    document: Option<Document>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A leader (责任领导); exactly one.
#[derive(OneofObject, Serialize)]
pub enum LeaderInput {
    /// A post of the register (岗位).
    LeaderId(ID),
    /// A leader's name; entered in the register if it is new (姓名).
    LeaderName(String),
}

/// A matter: all that is to be said of it (事项).
#[derive(InputObject, Serialize)]
pub struct ItemInput {
    /// What is to be done, at most 10 000 characters; its targets are read out of it (事项内容).
    text: String,
    /// Where it comes from, as 第12次常务会议纪要第三项; at most 200 characters (事项来源).
    source: Option<String>,
    /// Its number, at most 20 characters (序号).
    ordinal: Option<String>,
    /// The heading that it stands under, at most 200 characters; made if the ledger has none of this
    /// name (所属章节).
    section: Option<String>,
    /// Day by which it is to be done; if none is given, the one that the text names (完成时限).
    deadline: Option<Date>,
    /// The units that answer for it in their order, at most 100 (责任单位). Without any, the ledger
    /// cannot be published.
    #[graphql(default)]
    assignments: Vec<AssignmentInput>,
    /// Its leaders in their order, at most 100 (责任领导).
    #[graphql(default)]
    leaders: Vec<LeaderInput>,
}

/// A matter to be added (新增事项).
#[derive(InputObject, Serialize)]
pub struct ItemAddInput {
    /// The ledger.
    document_id: ID,
    /// The matter (事项).
    item: ItemInput,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a matter was added.
#[derive(SimpleObject)]
pub struct ItemAddPayload {
    /// The item; none if it was refused.
    item: Option<Item>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A text whose matters are to be added (粘贴事项).
#[derive(InputObject, Serialize)]
pub struct ItemsPasteInput {
    /// The ledger.
    document_id: ID,
    /// The text, at most 50 000 characters: paragraphs with clauses, or a table, as documents have
    /// them; without clauses, a matter a paragraph (正文).
    text: String,
    /// Where the matters come from, as 第12次常务会议纪要; at most 200 characters (事项来源).
    source: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How matters were added.
#[derive(SimpleObject)]
pub struct ItemsPastePayload {
    /// The ledger; none if it was refused.
    document: Option<Document>,
    /// How many items the ledger has now (事项总数); none if it was refused.
    item_count: Option<u64>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A matter of a draft to be rewritten (修改事项).
#[derive(InputObject, Serialize)]
pub struct ItemUpdateInput {
    /// The item.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The matter as it should be; what is left out, it has no more (事项).
    item: ItemInput,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How a matter was rewritten.
#[derive(SimpleObject)]
pub struct ItemUpdatePayload {
    /// The item; none if it was refused.
    item: Option<Item>,
    /// On `CONFLICT`, the item as it is now.
    current: Option<Item>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A matter to be taken out of a draft (移除事项).
#[derive(InputObject, Serialize)]
pub struct ItemRemoveInput {
    /// The item.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How a matter was removed.
#[derive(SimpleObject)]
pub struct ItemRemovePayload {
    /// The ledger without it; none if it was refused.
    document: Option<Document>,
    /// On `CONFLICT`, the item as it is now.
    current: Option<Item>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with ledgers opened without a file.
#[derive(Default)]
pub struct CreatedMutation;

#[Object]
impl CreatedMutation {
    /// Opens a ledger without a file, as a draft: for minutes, instructions, matters from above
    /// (新建台账). For the supervision office.
    async fn document_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ledger.")] input: DocumentCreateInput,
    ) -> Result<DocumentCreatePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "documentCreate", key, &input)?;
            let office = input
                .office_id
                .map(|id| OfficeId::parse(&id).ok_or(Refusal::NotFound { field: "officeId" }))
                .transpose()?;
            let create = Create {
                office,
                title: input.title,
                kind: input.kind.into(),
                document_number: input.document_number,
                issued_on: input.issued_on.map(|day| day.0),
                deadline: input.deadline.map(|day| day.0),
                once,
            };
            service.document_create(author, create).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(DocumentCreatePayload { document: settled.done.map(Into::into), errors: settled.errors })
    }

    /// Adds a matter to a ledger that was opened without a file (新增事项). If the ledger is published,
    /// the units owe their reports on it at once. For the supervision office.
    async fn item_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The matter.")] input: ItemAddInput,
    ) -> Result<ItemAddPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let once = Once::new(author, "itemAdd", Some(input.idempotency_key.clone()), &input)?;
            let document = DocumentId::parse(&input.document_id)
                .ok_or(Refusal::NotFound { field: "documentId" })?;
            let add = ItemAdd { document, matter: matter(input.item)?, once };
            service.item_add(author, add).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(ItemAddPayload { item: settled.done.map(Into::into), errors: settled.errors })
    }

    /// Adds the matters that stand in a text to a ledger that was opened without a file, all or none
    /// (粘贴事项). To a published ledger only if none of them holds an error. For the supervision
    /// office.
    async fn items_paste(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text.")] input: ItemsPasteInput,
    ) -> Result<ItemsPastePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "itemsPaste", key, &input)?;
            let document = DocumentId::parse(&input.document_id)
                .ok_or(Refusal::NotFound { field: "documentId" })?;
            let paste = ItemsPaste { document, text: input.text, source: input.source, once };
            service.items_paste(author, paste).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(ItemsPastePayload {
            item_count: settled.done.as_ref().map(|done| done.items),
            document: settled.done.map(|done| done.document.into()),
            errors: settled.errors,
        })
    }

    /// Rewrites a matter of a draft that was opened without a file (修改事项). For the supervision
    /// office.
    async fn item_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The matter as it should be.")] input: ItemUpdateInput,
    ) -> Result<ItemUpdatePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ItemId::parse(&input.id);
        let outcome = async {
            let once = Once::new(author, "itemUpdate", input.idempotency_key.clone(), &input)?;
            let item = id.ok_or(Refusal::NotFound { field: "id" })?;
            let (version, matter) = (input.version, matter(input.item)?);
            service.item_update(author, ItemUpdate { item, version, matter, once }).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = current(ctx, id.filter(|_| settled.conflict)).await?;
        let item = settled.done.map(Into::into);
        Ok(ItemUpdatePayload { item, current, errors: settled.errors })
    }

    /// Takes a matter out of a draft that was opened without a file (移除事项). For the supervision
    /// office.
    async fn item_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The matter.")] input: ItemRemoveInput,
    ) -> Result<ItemRemovePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ItemId::parse(&input.id);
        let outcome = async {
            let once = Once::new(author, "itemRemove", input.idempotency_key.clone(), &input)?;
            let item = id.ok_or(Refusal::NotFound { field: "id" })?;
            service.item_remove(author, ItemRemove { item, version: input.version, once }).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = current(ctx, id.filter(|_| settled.conflict)).await?;
        let document = settled.done.map(Into::into);
        Ok(ItemRemovePayload { document, current, errors: settled.errors })
    }
}

async fn current(ctx: &Context<'_>, id: Option<ItemId>) -> Result<Option<Item>> {
    let Some(id) = id else { return Ok(None) };
    Ok(ctx.loader()?.load_one(id).await?.map(Into::into))
}

fn matter(input: ItemInput) -> std::result::Result<Matter, Refusal> {
    let leaders = input.leaders.into_iter().map(|led| match led {
        LeaderInput::LeaderId(id) => {
            LeaderId::parse(&id).map(Led::Known).ok_or(Refusal::NotFound { field: "item.leaders" })
        }
        LeaderInput::LeaderName(name) => Ok(Led::Named(name)),
    });
    let assignments = input.assignments.into_iter();
    Ok(Matter {
        ordinal: input.ordinal,
        text: input.text,
        source: input.source,
        section: input.section,
        deadline: input.deadline.map(|day| day.0),
        assignments: assignments
            .map(|unit| answering(unit, "item.assignments"))
            .collect::<std::result::Result<_, _>>()?,
        leaders: leaders.collect::<std::result::Result<_, _>>()?,
    })
}
