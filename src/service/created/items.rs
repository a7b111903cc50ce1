//! Rewriting and removing the matters of a draft.

use crate::{
    domain::{
        document::{Document, DocumentState, Span},
        event::EventKind,
        finding::Finding,
        id::{DocumentId, ItemId},
        item::Item,
        refusal::Refusal,
        target::Target,
    },
    error::Result,
    policy::Author,
    store::Tx,
};

use super::{
    super::{
        Service,
        once::{self, Once},
    },
    Entry, FIRST_EDITION, Matter, headings, import,
};

/// A matter of a draft to be rewritten.
#[derive(Clone, Debug)]
pub struct ItemUpdate {
    /// The item.
    pub item: ItemId,
    /// The version that was read.
    pub version: i32,
    /// All that is to be said of it.
    pub matter: Matter,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A matter to be taken out of a draft.
#[derive(Clone, Debug)]
pub struct ItemRemove {
    /// The item.
    pub item: ItemId,
    /// The version that was read.
    pub version: i32,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Rewrites a matter of a draft that was opened without a file.
    ///
    /// # Errors
    /// If there is no such item, it is not the author's to rewrite, was changed in between, its
    /// ledger is published, or what is said of it cannot be.
    pub async fn item_update(&self, by: Author<'_>, update: ItemUpdate) -> Result<Item> {
        let matter = update.matter.checked()?;
        self.check_unmarked(matter.words())?;
        let once = update.once.as_ref();
        let tx = self.store.write().await?;
        let (ledger, old) = self.item_of_draft(&tx, by, update.item).await?;
        if once::done::<ItemId>(once, &tx).await?.is_some() {
            return Ok(old);
        }
        if old.version != update.version {
            return Err(Refusal::Conflict.into());
        }
        let (plan, known) = self.read_matter(&tx, by, &ledger, &matter).await?;
        let above = tx.reader(by.scope()).sections_of(&[ledger.id]).await?.remove(&ledger.id);
        let (section_ids, mut sections) =
            headings(ledger.id, plan.sections, &above.unwrap_or_default());
        let Some(read) = plan.items.first() else {
            return Err(anyhow::anyhow!("a matter became no item").into());
        };
        let entry = Entry { office: ledger.office, known, now: self.clock.now(), replaced: None };
        let new = entry.item(ledger.id, &section_ids, 0, read, &[]);
        let span = self.passage(&tx, by, &old, &matter.text).await?;
        // A passage that the matter was read from does not hold the words that were typed.
        let typed = span.1 - span.0 == matter.text.chars().count();
        let due = new.item.deadline_span.filter(|_| typed);
        let due = due.map(|due| Span(span.0 + due.0, span.0 + due.1));
        let item = Item {
            id: old.id,
            position: old.position,
            source: matter.source,
            span,
            deadline_span: due,
            version: old.version,
            ..new.item
        };
        for section in &mut sections {
            section.span = Span(item.span.0, item.span.0);
        }
        let places = tx.next_places(ledger.id).await?;
        tx.insert_sections(places.section, &sections, FIRST_EDITION).await?;
        tx.update_item(&item).await?;
        let targets = new.targets.into_iter().map(|target| Target { item: item.id, ..target });
        tx.replace_targets(item.id, &targets.collect::<Vec<_>>()).await?;
        tx.replace_assignments(item.id, &new.assignments).await?;
        tx.replace_leaders(item.id, &new.leaders).await?;
        tx.delete_open_findings(item.id).await?;
        let found: Vec<Finding> = read
            .findings
            .iter()
            .map(|found| import::finding(ledger.id, Some(item.id), FIRST_EDITION, found))
            .map(|found| Finding { span: item.span, ..found })
            .collect();
        tx.insert_findings(places.finding, &found).await?;
        if let Some(section) = old.section.filter(|left| item.section != Some(*left)) {
            tx.delete_section_if_empty(section).await?;
        }
        let item = Item { version: old.version + 1, ..item };
        once::keep(once, &tx, item.id, &self.clock).await?;
        self.log(&tx, by, EventKind::ItemUpdated, &ledger, Some(&item)).await?;
        tx.commit().await?;
        Ok(item)
    }

    /// Takes a matter out of a draft that was opened without a file; answers the draft.
    ///
    /// # Errors
    /// If there is no such item, it is not the author's to remove, was changed in between, or its
    /// ledger is published.
    pub async fn item_remove(&self, by: Author<'_>, remove: ItemRemove) -> Result<Document> {
        let not_found = Refusal::NotFound { field: "id" };
        let once = remove.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done::<DocumentId>(once, &tx).await? {
            let document = tx.reader(by.scope()).document(id).await?;
            return Ok(document.ok_or(not_found)?);
        }
        let (ledger, item) = self.item_of_draft(&tx, by, remove.item).await?;
        if item.version != remove.version {
            return Err(Refusal::Conflict.into());
        }
        if !tx.shares_passage(ledger.id, item.id, item.span).await? {
            // With the end of its line.
            let passage = Span(item.span.0, item.span.1 + 1);
            tx.replace_source(ledger.id, passage, "").await?;
        }
        tx.delete_item(item.id).await?;
        if let Some(section) = item.section {
            tx.delete_section_if_empty(section).await?;
        }
        once::keep(once, &tx, ledger.id, &self.clock).await?;
        self.log(&tx, by, EventKind::ItemRemoved, &ledger, Some(&item)).await?;
        tx.commit().await?;
        Ok(ledger)
    }

    /// An item of a draft that was opened without a file and that the author may write in.
    async fn item_of_draft(&self, tx: &Tx, by: Author<'_>, id: ItemId) -> Result<(Document, Item)> {
        let not_found = Refusal::NotFound { field: "id" };
        let item = tx.reader(by.scope()).items(&[id]).await?.pop();
        let item = item.ok_or_else(|| not_found.clone())?;
        let ledger = self.ledger(tx, by, item.document, "id").await?;
        if ledger.state != DocumentState::Draft {
            return Err(Refusal::DocumentPublished.into());
        }
        // Read again: whoever wrote in the ledger at the same time has committed by now.
        let item = tx.reader(by.scope()).items(&[id]).await?.pop();
        Ok((ledger, item.ok_or(not_found)?))
    }

    /// Where the source of an item stands once its text is `words`. What was typed is its own
    /// source and is rewritten with it; a passage that the item was read from stays as it is.
    async fn passage(&self, tx: &Tx, by: Author<'_>, item: &Item, words: &str) -> Result<Span> {
        let passage = tx.reader(by.scope()).passages_of(&[item.id]).await?.remove(&item.id);
        if passage.as_ref() != Some(&item.text) || item.text == words {
            return Ok(item.span);
        }
        tx.replace_source(item.document, item.span, words).await?;
        Ok(Span(item.span.0, item.span.0 + words.chars().count()))
    }
}
