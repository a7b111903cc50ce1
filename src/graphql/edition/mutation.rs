//! Correcting the matching of a newer edition, and giving one up.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use crate::{
    domain::{
        id::{DocumentId, ItemId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        context::ContextExt,
        document::Document,
        id::GlobalId,
        payload::{Settled, UserError},
    },
    service::{EditionDiscard, EditionMatch, Once},
};

/// Which item of the published document an item of the draft is (人工对应任务).
#[derive(InputObject, Serialize)]
pub struct EditionMatchInput {
    /// The item of the draft (新任务).
    item_id: ID,
    /// The item of the published document that it is; none where it is a new one (原任务).
    published_item_id: Option<ID>,
    /// The version of the draft that you read (所读草稿版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How an item was matched.
#[derive(SimpleObject)]
pub struct EditionMatchPayload {
    /// The draft, to read its changes again; none if it was refused.
    document: Option<Document>,
    /// On `CONFLICT`, the draft as it is now.
    current: Option<Document>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A draft of a newer edition to be given up (放弃新版本草稿).
#[derive(InputObject, Serialize)]
pub struct EditionDiscardInput {
    /// The draft.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How a draft was given up.
#[derive(SimpleObject)]
pub struct EditionDiscardPayload {
    /// The draft; none if it was refused.
    document: Option<Document>,
    /// On `CONFLICT`, the draft as it is now.
    current: Option<Document>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with newer editions.
#[derive(Default)]
pub struct EditionMutation;

#[Object]
impl EditionMutation {
    /// Says which item of the published document an item of the draft is, or that it is a new one
    /// (人工对应任务); `Document.changes` of the draft follows. For the supervision office.
    async fn edition_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two items.")] input: EditionMatchInput,
    ) -> Result<EditionMatchPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let item = ItemId::parse(&input.item_id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "editionMatch", key, &input)?;
            let unknown = Refusal::NotFound { field: "publishedItemId" };
            let published_item = input.published_item_id;
            let published_item =
                published_item.map(|id| ItemId::parse(&id).ok_or(unknown)).transpose()?;
            let item = item.ok_or(Refusal::NotFound { field: "itemId" })?;
            let act = EditionMatch { item, published_item, version: input.version, once };
            service.edition_match(author, act).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = match item.filter(|_| settled.conflict) {
            Some(item) => match ctx.loader()?.load_one(item).await? {
                Some(item) => ctx.reader()?.document(item.document).await?,
                None => None,
            },
            None => None,
        };
        Ok(EditionMatchPayload {
            document: settled.done.map(Into::into),
            current: current.map(Into::into),
            errors: settled.errors,
        })
    }

    /// Gives up the draft of a newer edition (放弃新版本草稿): the published document stays as it
    /// is, and takes another. For the supervision office.
    async fn edition_discard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: EditionDiscardInput,
    ) -> Result<EditionDiscardPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = DocumentId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "editionDiscard", key, &input)?;
            let document = id.ok_or(Refusal::NotFound { field: "id" })?;
            let act = EditionDiscard { document, version: input.version, once };
            service.edition_discard(author, act).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = match id.filter(|_| settled.conflict) {
            Some(id) => ctx.reader()?.document(id).await?,
            None => None,
        };
        Ok(EditionDiscardPayload {
            document: settled.done.map(Into::into),
            current: current.map(Into::into),
            errors: settled.errors,
        })
    }
}
