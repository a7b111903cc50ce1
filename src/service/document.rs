//! Publishing: a draft becomes duties.

use crate::{
    clock::civil_date,
    domain::{
        document::{Document, DocumentState},
        event::{EventKind, Subjects},
        id::DocumentId,
        refusal::Refusal,
    },
    error::Result,
    policy::{Act, Author},
};

use super::{
    Service,
    once::{self, Once},
};

/// A document to be published.
#[derive(Clone, Debug)]
pub struct Publish {
    /// The document.
    pub document: DocumentId,
    /// The version that was read.
    pub version: i32,
    /// The comparison that was read, of a draft that replaces another document.
    pub comparison: Option<String>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Publishes a document: the periods of its rules and the duties of every open item arise with
    /// it. A document whose rules state no day is published without duties.
    ///
    /// # Errors
    /// If there is no such document, it is not the author's to publish, was changed in between, or
    /// is published; of a newer edition, if what it was compared with changed since.
    pub async fn document_publish(&self, by: Author<'_>, publish: Publish) -> Result<Document> {
        let not_found = Refusal::NotFound { field: "id" };
        let now = self.clock.now();
        let tx = self.store.write().await?;
        tx.serialize(&format!("review of {}", publish.document)).await?;
        if let Some(id) = once::done::<DocumentId>(publish.once.as_ref(), &tx).await? {
            let document = tx.reader(by.scope()).document(id).await?;
            return Ok(document.ok_or(not_found)?);
        }
        let document = tx
            .reader(by.scope())
            .document(publish.document)
            .await?
            .ok_or_else(|| not_found.clone())?;
        by.may(Act::PublishDocument { office: document.office })?;
        if publish.version != document.version {
            return Err(Refusal::Conflict.into());
        }
        if document.state != DocumentState::Draft {
            return Err(Refusal::DocumentPublished.into());
        }
        let count = tx.reader(by.scope()).open_errors(document.id).await?;
        if count > 0 {
            return Err(Refusal::OpenErrors { count }.into());
        }
        if document.replaces.is_some() {
            return self.edition_publish(tx, by, &document, &publish).await;
        }
        let current = tx.publish_document(document.id, publish.version, by.account(), now).await?;
        if !current {
            return Err(Refusal::Conflict.into());
        }
        once::keep(publish.once.as_ref(), &tx, document.id, &self.clock).await?;
        let mut told = self.event(
            by,
            EventKind::DocumentPublished,
            Subjects {
                office: Some(document.office),
                document: Some(document.id),
                ..Subjects::default()
            },
        );
        told.fields = vec!["state"];
        told.version = Some(document.version + 1);
        tx.append(told).await?;
        self.reconcile(&tx, by, document.id, civil_date(now)).await?;
        let published = tx.reader(by.scope()).document(document.id).await?;
        tx.commit().await?;
        Ok(published.ok_or(not_found)?)
    }
}
