//! A newer edition of a published document: read as a draft, compared, and put in its place.

use std::collections::HashMap;

use crate::{
    clock::civil_date,
    domain::{
        document::{Document, DocumentState, Span},
        edition::{Comparison, DocumentField, ItemChange, ItemField},
        event::{EventKind, Subjects},
        finding::{Finding, FindingState},
        id::{DocumentId, ItemId, OfficeId},
        item::{Item, ItemState},
        refusal::Refusal,
    },
    error::Result,
    files,
    policy::{Act, Author},
    store::{NewDocument, NewEvent, Tx},
};

use super::{
    Publish, Service,
    once::{self, Once},
    review::{parts_of, targets_in},
};

/// Which item of the published document an item of the draft is.
#[derive(Clone, Debug)]
pub struct EditionMatch {
    /// The item of the draft.
    pub item: ItemId,
    /// The item of the published document; none where the draft's is a new one.
    pub published_item: Option<ItemId>,
    /// The version of the draft that was read.
    pub version: i32,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A draft of a newer edition to be given up.
#[derive(Clone, Debug)]
pub struct EditionDiscard {
    /// The draft.
    pub document: DocumentId,
    /// The version that was read.
    pub version: i32,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What a text is to a published document that it is to replace.
pub(super) enum ToReplace {
    /// What stands there already: the document itself, or its open draft.
    Read(Document),
    /// A draft of its own, which becomes the draft of the newer edition.
    Adopt {
        /// The draft.
        draft: Box<Document>,
        /// The published document.
        published: Box<Document>,
    },
    /// Something new.
    Document(Document),
}

/// Names what a comparison rests on: another token, another comparison.
#[must_use]
pub fn comparison_token(comparison: &Comparison) -> String {
    files::digest(comparison.fingerprint().as_bytes())
}

impl Service {
    /// The office of a document that is to be replaced.
    pub(super) async fn office_of_document(
        &self,
        by: Author<'_>,
        id: DocumentId,
    ) -> Result<OfficeId> {
        let document = self.reader(by).document(id).await?;
        Ok(document.ok_or(Refusal::NotFound { field: "replaces" })?.office)
    }

    /// Whether a text can be the next edition of a document. `known` is the document of the office
    /// that was read from the same text.
    pub(super) async fn to_replace(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: DocumentId,
        digest: &str,
        known: Option<Document>,
    ) -> Result<ToReplace> {
        tx.serialize(&format!("review of {id}")).await?;
        let reader = tx.reader(by.scope());
        let replaced = reader.document(id).await?;
        let replaced = replaced.ok_or(Refusal::NotFound { field: "replaces" })?;
        if replaced.state != DocumentState::Published {
            return Err(Refusal::NotPublished.into());
        }
        if reader.source_digest(id).await?.as_deref() == Some(digest) {
            return Ok(ToReplace::Read(replaced));
        }
        if let Some(open) = reader.replaced_by(&[id]).await?.remove(&id) {
            if reader.source_digest(open.id).await?.as_deref() == Some(digest) {
                return Ok(ToReplace::Read(open));
            }
            return Err(Refusal::EditionOpen.into());
        }
        match known {
            Some(draft) if draft.state == DocumentState::Draft && draft.replaces.is_none() => {
                Ok(ToReplace::Adopt { draft: draft.into(), published: replaced.into() })
            }
            Some(known) if known.id != id => Err(Refusal::ReadApart.into()),
            // Its own earlier text: it goes back to that.
            _ => Ok(ToReplace::Document(replaced)),
        }
    }

    /// Makes a draft that was read by itself the draft of a newer edition.
    pub(super) async fn adopt(
        &self,
        tx: Tx,
        by: Author<'_>,
        draft: &Document,
        replaced: &Document,
        once: Option<&Once>,
    ) -> Result<Document> {
        tx.serialize(&format!("review of {}", draft.id)).await?;
        tx.turn_into_edition(draft.id, replaced.id, replaced.edition + 1).await?;
        once::keep(once, &tx, draft.id, &self.clock).await?;
        let subjects = Subjects { other: Some(replaced.id.into()), ..of(draft) };
        let mut told = self.event(by, EventKind::DocumentImported, subjects);
        told.fields = vec!["replaces"];
        told.version = Some(draft.version + 1);
        tx.append(told).await?;
        let adopted = tx.reader(by.scope()).document(draft.id).await?;
        tx.commit().await?;
        Ok(adopted.ok_or(Refusal::NotFound { field: "replaces" })?)
    }

    /// Says which item of the published document an item of the draft is, or that it is none.
    ///
    /// # Errors
    /// If there is no such draft or item, it is not the author's to review, or was changed in
    /// between.
    pub async fn edition_match(&self, by: Author<'_>, act: EditionMatch) -> Result<Document> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done::<DocumentId>(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id).await;
        }
        let item = tx.reader(by.scope()).items(&[act.item]).await?.pop();
        let item = item.ok_or(Refusal::NotFound { field: "itemId" })?;
        let (draft, replaced) =
            self.open_edition(&tx, by, item.document, act.version, "itemId").await?;
        if let Some(id) = act.published_item {
            let published = tx.reader(by.scope()).items(&[id]).await?.pop();
            published
                .filter(|item| item.document == replaced && item.edition == draft.edition - 1)
                .ok_or(Refusal::NotFound { field: "publishedItemId" })?;
        }
        tx.set_match(item.id, act.published_item).await?;
        let subjects = Subjects {
            item: Some(item.id),
            other: act.published_item.map(Into::into),
            ..of(&draft)
        };
        let told = self.event(by, EventKind::EditionMatched, subjects);
        self.finish_draft(tx, by, &draft, told, act.once.as_ref()).await
    }

    /// Gives up the draft of a newer edition; the document stays as it is.
    ///
    /// # Errors
    /// If there is no such draft, it is not the author's to review, or was changed in between.
    pub async fn edition_discard(&self, by: Author<'_>, act: EditionDiscard) -> Result<Document> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done::<DocumentId>(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id).await;
        }
        let (draft, replaced) = self.open_edition(&tx, by, act.document, act.version, "id").await?;
        tx.discard_draft(draft.id).await?;
        let subjects = Subjects { other: Some(replaced.into()), ..of(&draft) };
        let mut told = self.event(by, EventKind::EditionDiscarded, subjects);
        told.fields = vec!["state"];
        self.finish_draft(tx, by, &draft, told, act.once.as_ref()).await
    }

    /// An open draft of a newer edition in the version that was read, and what it replaces.
    async fn open_edition(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: DocumentId,
        version: i32,
        field: &'static str,
    ) -> Result<(Document, DocumentId)> {
        let seen = tx.reader(by.scope()).document(id).await?;
        let seen = seen.ok_or(Refusal::NotFound { field })?;
        by.may(Act::ReviewDocument { office: seen.office })?;
        let replaced = seen.replaces.ok_or(Refusal::NoEdition)?;
        if seen.state != DocumentState::Draft {
            return Err(Refusal::NoEdition.into());
        }
        let draft = self.draft_to_review(tx, by, id).await?;
        if draft.version != version {
            return Err(Refusal::Conflict.into());
        }
        Ok((draft, replaced))
    }

    async fn finish_draft(
        &self,
        tx: Tx,
        by: Author<'_>,
        draft: &Document,
        mut told: NewEvent,
        once: Option<&Once>,
    ) -> Result<Document> {
        if !tx.touch_document(draft.id, draft.version).await? {
            return Err(Refusal::Conflict.into());
        }
        once::keep(once, &tx, draft.id, &self.clock).await?;
        told.version = Some(draft.version + 1);
        tx.append(told).await?;
        let draft = reread(&tx, by, draft.id).await?;
        tx.commit().await?;
        Ok(draft)
    }

    /// Puts a newer edition in the place of the document that it replaces, whose id, reports and
    /// duties stay. What was said before stays readable.
    pub(super) async fn edition_publish(
        &self,
        tx: Tx,
        by: Author<'_>,
        draft: &Document,
        publish: &Publish,
    ) -> Result<Document> {
        let not_found = Refusal::NotFound { field: "id" };
        let now = self.clock.now();
        let read = publish.comparison.as_ref();
        let read = read.ok_or(Refusal::Required { field: "comparison" })?;
        let replaced = draft.replaces.ok_or_else(|| not_found.clone())?;
        tx.serialize(&format!("review of {replaced}")).await?;
        tx.lock_items_of(&[draft.id, replaced]).await?;
        let mut comparisons = tx.reader(by.scope()).comparisons(&[draft.id]).await?;
        let comparison = comparisons.remove(&draft.id).ok_or_else(|| not_found.clone())?;
        if comparison.published.state != DocumentState::Published {
            return Err(Refusal::NotPublished.into());
        }
        if *read != comparison_token(&comparison) {
            return Err(Refusal::ComparisonChanged.into());
        }
        tx.merge_edition(&comparison, by.account(), now).await?;
        once::keep(publish.once.as_ref(), &tx, replaced, &self.clock).await?;
        tx.append_all(self.told(by, &comparison)).await?;
        self.reconcile(&tx, by, replaced, civil_date(now)).await?;
        let published = tx.reader(by.scope()).document(replaced).await?;
        tx.commit().await?;
        Ok(published.ok_or(not_found)?)
    }

    /// One event for the document, one for each item that is not as it was.
    fn told(&self, by: Author<'_>, comparison: &Comparison) -> Vec<NewEvent> {
        let published = &comparison.published;
        let of_document = Subjects { other: Some(comparison.draft.id.into()), ..of(published) };
        let mut whole = self.event(by, EventKind::EditionPublished, of_document);
        whole.fields = comparison.fields.iter().map(|field| document_field(*field)).collect();
        whole.version = Some(published.version + 1);
        let items = comparison.changes.iter().filter_map(|change| {
            let (kind, item, fields) = match change {
                ItemChange::Added(item) => (EventKind::EditionItemAdded, item, vec![]),
                ItemChange::Dropped(item) => (EventKind::EditionItemDropped, item, vec!["state"]),
                ItemChange::Stays { fields, .. } if fields.is_empty() => return None,
                ItemChange::Stays { before, fields, .. } => {
                    let names = fields.iter().map(|field| item_field(*field)).collect();
                    (EventKind::EditionItemChanged, before, names)
                }
            };
            let mut told = self.event(by, kind, Subjects { item: Some(item.id), ..of(published) });
            told.fields = fields;
            told.version = Some(item.version + 1);
            told.state =
                (kind == EventKind::EditionItemDropped).then_some(ItemState::Cancelled.as_str());
            Some(told)
        });
        std::iter::once(whole).chain(items).collect()
    }
}

fn of(document: &Document) -> Subjects {
    Subjects { office: Some(document.office), document: Some(document.id), ..Subjects::default() }
}

/// The name of a field, as the log has it.
const fn item_field(field: ItemField) -> &'static str {
    match field {
        ItemField::Text => "text",
        ItemField::Ordinal => "ordinal",
        ItemField::Section => "section",
        ItemField::Deadline => "deadline",
        ItemField::Targets => "targets",
        ItemField::Units => "assignments",
        ItemField::Leaders => "leaders",
    }
}

const fn document_field(field: DocumentField) -> &'static str {
    match field {
        DocumentField::Title => "title",
        DocumentField::DocumentNumber => "documentNumber",
        DocumentField::Region => "region",
        DocumentField::Issuer => "issuer",
        DocumentField::Year => "year",
        DocumentField::IssuedOn => "issuedOn",
        DocumentField::Deadline => "deadline",
        DocumentField::ReportingRules => "reportingRules",
    }
}

/// What a repeated write is answered with: the draft as the author may see it today.
async fn reread(tx: &Tx, by: Author<'_>, id: DocumentId) -> Result<Document> {
    let draft = tx.reader(by.scope()).document(id).await?;
    Ok(draft.ok_or(Refusal::NotFound { field: "id" })?)
}

/// Settles findings of a draft that were settled in the edition before: accepted ones where the
/// item, or the passage it was read from, says the same; ones that were put right where the passage
/// is the same, so that the same reading is put right in the same way. Answers whether there were
/// any.
pub(super) async fn take_over(
    tx: &Tx,
    by: Author<'_>,
    new: &mut NewDocument,
    replaced: &Document,
) -> Result<bool> {
    let settled = tx.reader(by.scope()).settled_in(replaced).await?;
    let mut of_text: HashMap<(&str, &str), &Finding> = HashMap::new();
    let mut of_passage: HashMap<(&str, &str), (&Item, &Finding)> = HashMap::new();
    for (item, passage, finding) in &settled {
        if finding.state == FindingState::Accepted {
            of_text.insert((&finding.code, &item.text), finding);
        }
        of_passage.insert((&finding.code, passage), (item, finding));
    }
    let passages: HashMap<ItemId, (String, String)> = {
        let text: Vec<char> = new.source_text.chars().collect();
        let passage = |Span(start, end): Span| text.get(start..end).unwrap_or_default();
        let of = |item: &Item| (item.text.clone(), passage(item.span).iter().collect());
        new.items.iter().map(|new| (new.item.id, of(&new.item))).collect()
    };
    let mut put_right: HashMap<ItemId, &Item> = HashMap::new();
    let mut any = false;
    for finding in &mut new.findings {
        let Some((id, (text, passage))) =
            finding.item.and_then(|id| Some((id, passages.get(&id)?)))
        else {
            continue;
        };
        let same_passage = of_passage.get(&(finding.code.as_str(), passage.as_str()));
        let earlier = match same_passage {
            Some((item, earlier)) => {
                if earlier.state == FindingState::Resolved {
                    put_right.insert(id, item);
                }
                Some(*earlier)
            }
            None => of_text.get(&(finding.code.as_str(), text.as_str())).copied(),
        };
        if let Some(earlier) = earlier {
            finding.state = earlier.state;
            finding.settled = earlier.settled;
            finding.taken_from = Some(earlier.id);
            any = true;
        }
    }
    for new in &mut new.items {
        let Some(item) = put_right.get(&new.item.id) else { continue };
        new.item.text.clone_from(&item.text);
        new.item.deadline = item.deadline;
        new.targets = targets_in(new.item.id, &item.text);
        (new.assignments, new.leaders) = parts_of(tx, by, item.id).await?;
    }
    Ok(any)
}
