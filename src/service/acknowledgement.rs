//! A unit acknowledges what it answers for, in one act a document.

use crate::{
    domain::{
        acknowledgement::{
            Acknowledgement, AcknowledgementAction, AcknowledgementState, TRANSITIONS,
        },
        assignment::Role,
        document::DocumentState,
        event::{EventKind, Subjects},
        id::{DocumentId, UnitId},
        refusal::Refusal,
        transition::{self, Condition},
    },
    error::Result,
    policy::{Author, Scope, Standing},
    store::Reader,
};

use super::{
    Service,
    life::acting_unit,
    once::{self, Once},
};

/// A document to be acknowledged.
#[derive(Clone, Debug)]
pub struct Acknowledge {
    /// The document.
    pub document: DocumentId,
    /// The unit that acknowledges; the author's only one in the document if none is named.
    pub unit: Option<UnitId>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Acknowledges for a unit all that waits for it in a document. A second time nothing waits,
    /// and the answer is the same; what the unit comes to answer for later waits again.
    ///
    /// # Errors
    /// If there is no such document, it is not published, none of the author's units has a part in
    /// it, or its regime asks for no acknowledgement.
    pub async fn document_acknowledge(
        &self,
        by: Author<'_>,
        act: Acknowledge,
    ) -> Result<Acknowledgement> {
        const ACTION: AcknowledgementAction = AcknowledgementAction::Acknowledge;
        let tx = self.store.write().await?;
        let done = once::done::<DocumentId>(act.once.as_ref(), &tx).await?;
        let document = tx.reader(by.scope()).document(act.document).await?;
        let document = document.ok_or(Refusal::NotFound { field: "documentId" })?;
        tx.serialize(&format!("acknowledgement of {}", document.id)).await?;
        let reader = tx.reader(Scope::system());
        let standing = Standing {
            office: document.office,
            leads: reader.assigned_units(document.id, None, Some(Role::Lead)).await?,
            supports: reader.assigned_units(document.id, None, Some(Role::Support)).await?,
            posts: vec![],
            units: vec![],
            post: None,
        };
        let parties = by.parties(&standing);
        transition::may(TRANSITIONS, &parties, ACTION)?;
        let unit = acting_unit(by, &standing, act.unit, &[Role::Lead, Role::Support])?;
        if done.is_some() {
            return self.acknowledgement(&reader, document.id, unit).await;
        }
        let regime = reader.regimes_of(&[document.id]).await?.remove(&document.id);
        let asked = regime.is_some_and(|regime| regime.switches.acknowledge);
        let waiting = reader.waiting_parts(document.id, unit, self.clock.today()).await?;
        let state = match waiting.as_slice() {
            [] => AcknowledgementState::Acknowledged,
            _ => AcknowledgementState::Waiting,
        };
        transition::next(
            TRANSITIONS,
            &parties,
            Some(state),
            ACTION,
            |condition| match condition {
                Condition::Published => document.state != DocumentState::Draft,
                Condition::AcknowledgementAsked => asked,
                _ => true,
            },
        )?;
        if !waiting.is_empty() {
            let made = (self.clock.now(), by.person()?);
            let id = tx.insert_acknowledgement(document.id, unit, &waiting, made).await?;
            let subjects = Subjects {
                office: Some(document.office),
                document: Some(document.id),
                other: Some(id),
                ..Subjects::default()
            };
            self.tell(&tx, by, EventKind::DocumentAcknowledged, subjects, None).await?;
        }
        once::keep(act.once.as_ref(), &tx, document.id, &self.clock).await?;
        let acknowledgement = self.acknowledgement(&reader, document.id, unit).await?;
        tx.commit().await?;
        Ok(acknowledgement)
    }

    /// How far a unit has acknowledged a document now.
    async fn acknowledgement(
        &self,
        reader: &Reader<'_>,
        document: DocumentId,
        unit: UnitId,
    ) -> Result<Acknowledgement> {
        let of = reader.acknowledgements_of(&[document], self.clock.today()).await?;
        let own = of.into_values().flatten().find(|one| one.unit == unit);
        Ok(own.unwrap_or_else(|| Acknowledgement::none(document, unit)))
    }
}
