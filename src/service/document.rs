//! Publishing: a draft becomes duties.

use std::collections::HashMap;

use crate::{
    clock::{self, civil_date},
    domain::{
        assignment::{Assignment, Role},
        document::{Document, DocumentState},
        duty::{DutyState, owed},
        event::{EventKind, Subjects},
        id::{DocumentId, ItemId, UnitId},
        item::{Item, ItemState},
        page::{MAX_ROWS, PageRequest},
        refusal::Refusal,
        regime::{Period, single_period},
        unit::{Unit, UnitKind},
    },
    error::Result,
    policy::{Act, Author, Scope},
    store::{ItemFilter, ItemOrder, NewDuty, Reader, Tx},
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
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Publishes a document: its one period and the duties of every open item arise with it.
    ///
    /// # Errors
    /// If there is no such document, it is not the author's to publish, was changed in between, or
    /// is published.
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
        let current = tx.publish_document(document.id, publish.version, by.account(), now).await?;
        if !current {
            return Err(Refusal::Conflict.into());
        }
        let today = civil_date(now);
        let (starts_on, ends_on) = single_period(document.deadline, document.year, today);
        let period = Period {
            id: clock::new_id(),
            document: document.id,
            label: ends_on.to_string(),
            starts_on,
            ends_on,
            due_on: ends_on,
        };
        tx.insert_period(&period).await?;
        let duties = duties(&tx, &period).await?;
        tx.insert_duties(&duties, now).await?;
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
        let published = tx.reader(by.scope()).document(document.id).await?;
        tx.commit().await?;
        Ok(published.ok_or(not_found)?)
    }
}

/// One duty for every open item and every unit that answers for it, collectives replaced by those
/// who are their members when the period begins.
async fn duties(tx: &Tx, period: &Period) -> Result<Vec<NewDuty>> {
    let reader = tx.reader(Scope::system());
    let items = open_items(&reader, period.document).await?;
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let mut assignments = HashMap::new();
    for ids in ids.chunks(1000) {
        assignments.extend(reader.assignments_of(ids).await?);
    }
    let collectives: Vec<UnitId> = assignments
        .values()
        .flatten()
        .filter(|assignment| assignment.unit.kind == UnitKind::Collective)
        .map(|assignment| assignment.unit.id)
        .collect();
    let members = reader.members(&collectives, period.starts_on).await?;
    let duties = items.iter().flat_map(|item| {
        let answering = assignments
            .get(&item.id)
            .into_iter()
            .flatten()
            .flat_map(|assignment| answering(assignment, &members))
            .collect::<Vec<_>>();
        owed(&answering).into_iter().map(|(unit, role, recipient)| NewDuty {
            id: clock::new_id(),
            document: item.document,
            item: item.id,
            unit,
            period: period.id,
            role,
            recipient,
            due_on: item
                .deadline
                .filter(|day| *day >= period.starts_on)
                .map_or(period.due_on, |day| day.min(period.due_on)),
            state: DutyState::Open,
        })
    });
    Ok(duties.collect())
}

/// The units that answer under an assignment, with their part.
pub(super) fn answering(
    assignment: &Assignment,
    members: &HashMap<UnitId, Vec<Unit>>,
) -> Vec<(UnitId, Role)> {
    if assignment.unit.kind == UnitKind::Collective {
        members
            .get(&assignment.unit.id)
            .into_iter()
            .flatten()
            .map(|member| (member.id, assignment.role))
            .collect()
    } else {
        vec![(assignment.unit.id, assignment.role)]
    }
}

async fn open_items(reader: &Reader<'_>, document: DocumentId) -> Result<Vec<Item>> {
    let filter = ItemFilter {
        document: Some(document),
        state: Some(ItemState::Open),
        ..ItemFilter::default()
    };
    let mut items = Vec::new();
    let mut request = PageRequest::first(MAX_ROWS);
    loop {
        let page = reader.item_page(&filter, ItemOrder::Position, &request).await?;
        request.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        items.extend(page.rows.into_iter().map(|(_, item)| item));
        if !page.has_next {
            return Ok(items);
        }
    }
}
