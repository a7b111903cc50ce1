//! 签收.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    document::Document,
    id::GlobalId,
    loaders::NameOf,
    payload::{Settled, UserError},
    scalars::DateTime,
    unit::{Unit, unit_id},
};
use crate::{
    domain::{self, id::DocumentId, refusal::Refusal},
    service::{Acknowledge, Once},
};

/// Whether a unit has acknowledged its items of a document (签收状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::acknowledgement::AcknowledgementState")]
pub enum AcknowledgementState {
    /// An item that it answers for waits (待签收).
    Waiting,
    /// All were acknowledged (已签收).
    Acknowledged,
}

/// How far a unit has acknowledged its items of a document (签收).
#[derive(Clone)]
pub struct Acknowledgement(domain::acknowledgement::Acknowledgement);

impl From<domain::acknowledgement::Acknowledgement> for Acknowledgement {
    fn from(acknowledgement: domain::acknowledgement::Acknowledgement) -> Self {
        Self(acknowledgement)
    }
}

/// How far a unit has acknowledged its items of a document (签收). Seen by the unit and the office; of
/// a unit that supports, as far as items go that one leads, by their leads.
#[Object]
impl Acknowledgement {
    /// The document (文件).
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        Ok(ctx.loader()?.load_one(self.0.document).await?.map(Into::into))
    }

    /// The unit (单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// Whether anything waits (状态).
    async fn state(&self) -> AcknowledgementState {
        self.0.state().into()
    }

    /// When it acknowledged last (签收时间).
    async fn acknowledged_at(&self) -> Option<DateTime> {
        self.0.last.map(|(at, _)| DateTime(at))
    }

    /// The name of who acknowledged last (签收人).
    async fn acknowledged_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.last else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// How many items it acknowledged (已签收任务数).
    async fn acknowledged_items(&self) -> usize {
        self.0.items
    }

    /// How many items wait: it came to answer for them since, or has acknowledged nothing yet
    /// (待签收任务数).
    async fn waiting_items(&self) -> usize {
        self.0.waiting
    }
}

connection! {
    /// A page of what units acknowledged (签收列表).
    AcknowledgementConnection,
    /// What a unit acknowledged, in a list.
    AcknowledgementEdge, Acknowledgement, domain::acknowledgement::Acknowledgement
}

/// A document to be acknowledged (签收).
#[derive(InputObject, Serialize)]
pub struct DocumentAcknowledgeInput {
    /// The document (文件).
    document_id: ID,
    /// The unit that acknowledges; yours, if only one of your units has a part in it (签收单位).
    unit_id: Option<ID>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a document was acknowledged.
#[derive(SimpleObject)]
pub struct DocumentAcknowledgePayload {
    /// How far the unit has acknowledged it; none if it was refused.
    acknowledgement: Option<Acknowledgement>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done about acknowledging.
#[derive(Default)]
pub struct AcknowledgementMutation;

#[Object]
impl AcknowledgementMutation {
    /// Acknowledges in one act all items of a document that a unit answers for (签收), where the
    /// regime asks for it. A second time nothing waits, and the answer is the same. For the units of
    /// its items.
    async fn document_acknowledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] input: DocumentAcknowledgeInput,
    ) -> Result<DocumentAcknowledgePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "documentAcknowledge", key, &input)?;
            let document = DocumentId::parse(&input.document_id);
            let act = Acknowledge {
                document: document.ok_or(Refusal::NotFound { field: "documentId" })?,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                once,
            };
            service.document_acknowledge(author, act).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(DocumentAcknowledgePayload {
            acknowledgement: settled.done.map(Into::into),
            errors: settled.errors,
        })
    }
}
