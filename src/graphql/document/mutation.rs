//! Importing and publishing.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::Document;
use crate::{
    domain::{
        id::{DocumentId, OfficeId, UploadId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        payload::{Settled, UserError},
    },
    service::{Import, ImportSource, Once, Publish},
};

/// A document to be read into the ledger (导入文件); give `text` or `fileId`.
#[derive(InputObject, Serialize)]
pub struct DocumentImportInput {
    /// The office; yours, if you work for only one (督查室).
    office_id: Option<ID>,
    /// The document's text (正文).
    text: Option<String>,
    /// The id of a file put to `POST /files` (已上传文件的标识).
    file_id: Option<ID>,
    /// The published document of which it is a newer edition (所替代的文件): it is read as a draft,
    /// compared by `Document.changes`, and takes the document's place when it is published.
    replaces: Option<ID>,
    /// The file's name; for a file that was uploaded, its own if none is given (文件名).
    name: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a document was imported.
#[derive(SimpleObject)]
pub struct DocumentImportPayload {
    /// The draft, with its items and findings; none if it was refused.
    document: Option<Document>,
    /// Whether the same text had been imported before, so that nothing was changed (是否已导入过).
    already_imported: bool,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A document to be published (发布文件).
#[derive(InputObject, Serialize)]
pub struct DocumentPublishInput {
    /// The document.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The `changeSummary.comparison` that you read; needed for the draft of a newer edition
    /// (所读对照标识).
    comparison: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How a document was published.
#[derive(SimpleObject)]
pub struct DocumentPublishPayload {
    /// The document, for the draft of a newer edition the one that it replaces; none if it was
    /// refused.
    document: Option<Document>,
    /// On `CONFLICT`, the document as it is now; for the draft of a newer edition the draft.
    current: Option<Document>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with documents.
#[derive(Default)]
pub struct DocumentMutation;

#[Object]
impl DocumentMutation {
    /// Reads a document into an office's ledger, as a draft with findings (导入文件). The same text
    /// again changes nothing. For the supervision office.
    async fn document_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] input: DocumentImportInput,
    ) -> Result<DocumentImportPayload> {
        let author = ctx.author()?;
        let state = ctx.state()?;
        let outcome = async {
            let once =
                Once::new(author, "documentImport", Some(input.idempotency_key.clone()), &input)?;
            let office = input
                .office_id
                .map(|id| OfficeId::parse(&id).ok_or(Refusal::NotFound { field: "officeId" }))
                .transpose()?;
            let source = match (input.text, input.file_id) {
                (Some(text), None) => ImportSource::Bytes(text.into_bytes()),
                (None, Some(id)) => ImportSource::Upload(
                    UploadId::parse(&id).ok_or(Refusal::NotFound { field: "fileId" })?,
                ),
                _ => return Err(Refusal::ExactlyOne { fields: "text, fileId" }.into()),
            };
            let import = Import { office, name: input.name, source, once };
            match input.replaces {
                Some(id) => {
                    let unknown = Refusal::NotFound { field: "replaces" };
                    let replaces = DocumentId::parse(&id).ok_or(unknown)?;
                    state.service.edition_import(author, replaces, import).await
                }
                None => state.service.document_import(author, import).await,
            }
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(DocumentImportPayload {
            already_imported: settled.done.as_ref().is_some_and(|done| !done.created),
            document: settled.done.map(|done| done.document.into()),
            errors: settled.errors,
        })
    }

    /// Publishes a document: duties arise for every open item (发布文件). The draft of a newer edition
    /// becomes what the document that it replaces says: items that stay keep their ids and reports,
    /// those that it drops are cancelled. For the supervision office.
    async fn document_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] input: DocumentPublishInput,
    ) -> Result<DocumentPublishPayload> {
        let author = ctx.author()?;
        let state = ctx.state()?;
        let id = DocumentId::parse(&input.id);
        let outcome = async {
            let once = Once::new(author, "documentPublish", input.idempotency_key.clone(), &input)?;
            let document = id.ok_or(Refusal::NotFound { field: "id" })?;
            let (version, comparison) = (input.version, input.comparison);
            let publish = Publish { document, version, comparison, once };
            state.service.document_publish(author, publish).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = match id.filter(|_| settled.conflict) {
            Some(id) => ctx.reader()?.document(id).await?,
            None => None,
        };
        Ok(DocumentPublishPayload {
            document: settled.done.map(Into::into),
            current: current.map(Into::into),
            errors: settled.errors,
        })
    }
}
