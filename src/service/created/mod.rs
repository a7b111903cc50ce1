//! Ledgers opened without a file: minutes, instructions, matters from above, typed or pasted.

use chrono::{Datelike, NaiveDate};

use crate::{
    clock,
    domain::{
        document::{Document, DocumentKind, DocumentState, Section, Span},
        event::{EventKind, Subjects},
        finding::{Finding, Severity},
        id::{DocumentId, ItemId, OfficeId, SectionId},
        item::Item,
        refusal::Refusal,
        regime::{Cadence, ReportingRule, RuleSource},
    },
    error::Result,
    intake::{
        self, Reading, matters,
        plan::{self, Plan},
    },
    policy::{Act, Author},
    store::{ItemFilter, NewDocument, NewItem, NewSection, Tx},
};

use super::{
    Service,
    import::{self, Entry, Known},
    once::{self, Once},
};

mod items;
mod matter;

pub use items::{ItemRemove, ItemUpdate};
pub use matter::{Led, Matter};

/// A ledger to be opened.
#[derive(Clone, Debug)]
pub struct Create {
    /// The office; the author's only one if none is named.
    pub office: Option<OfficeId>,
    /// Title.
    pub title: String,
    /// What sort of document.
    pub kind: DocumentKind,
    /// 文号.
    pub document_number: Option<String>,
    /// Date of signing.
    pub issued_on: Option<NaiveDate>,
    /// Day by which everything is to be done.
    pub deadline: Option<NaiveDate>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A matter to be added to a ledger.
#[derive(Clone, Debug)]
pub struct ItemAdd {
    /// The ledger.
    pub document: DocumentId,
    /// The matter.
    pub matter: Matter,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A text whose matters are to be added to a ledger.
#[derive(Clone, Debug)]
pub struct ItemsPaste {
    /// The ledger.
    pub document: DocumentId,
    /// The text.
    pub text: String,
    /// Where the matters come from.
    pub source: Option<String>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What was pasted.
#[derive(Clone, Debug)]
pub struct Pasted {
    /// The ledger.
    pub document: Document,
    /// How many matters it has now.
    pub items: u64,
}

/// What is typed has no later edition.
const FIRST_EDITION: i32 = 1;
/// The most characters of a title and of a heading.
const MAX_TITLE: usize = 200;
/// The most characters of a number, a name and of where a matter comes from.
const MAX_LINE: usize = 200;
/// The most characters of a pasted text.
const MAX_PASTED: usize = 50_000;
/// The most items of a ledger that is opened without a file.
pub(super) const MAX_ITEMS: usize = 2_000;

impl Service {
    /// Opens a ledger without a file, as a draft.
    ///
    /// # Errors
    /// If it is not the author's to open, or what is said of it cannot be.
    pub async fn document_create(&self, by: Author<'_>, create: Create) -> Result<Document> {
        let office = Self::office(by, create.office)?;
        by.may(Act::ImportDocument { office })?;
        let title = line("title", &create.title, MAX_TITLE)?;
        let number = optional_line("documentNumber", create.document_number.as_deref(), MAX_LINE)?;
        self.check_unmarked([Some(title.as_str()), number.as_deref()])?;
        let tx = self.store.write().await?;
        if let Some(id) = once::done::<DocumentId>(create.once.as_ref(), &tx).await? {
            let document = tx.reader(by.scope()).document(id).await?;
            return Ok(document.ok_or(Refusal::NotFound { field: "idempotencyKey" })?);
        }
        let now = self.clock.now();
        let region = tx.reader(by.scope()).offices(&[office]).await?.pop();
        let document = Document {
            id: clock::new_id(),
            office,
            kind: create.kind,
            title,
            region: region.and_then(|office| office.region),
            year: Some(create.issued_on.unwrap_or_else(|| self.clock.today()).year()),
            issuer: None,
            document_number: number,
            issued_on: create.issued_on,
            released_on: None,
            valid_from: None,
            valid_to: None,
            replaces: None,
            edition: FIRST_EDITION,
            deadline: create.deadline,
            state: DocumentState::Draft,
            source_name: None,
            imported_at: now,
            published_at: None,
            published_by: None,
            version: 1,
        };
        let rules = vec![self.by_due_day(by, &document)];
        let new = NewDocument {
            document,
            source_digest: None,
            source_text: String::new(),
            imported_by: by.account(),
            sections: vec![],
            items: vec![],
            rules,
            findings: vec![],
        };
        tx.insert_document(&new).await?;
        once::keep(create.once.as_ref(), &tx, new.document.id, &self.clock).await?;
        self.log(&tx, by, EventKind::DocumentCreated, &new.document, None).await?;
        tx.commit().await?;
        Ok(new.document)
    }

    /// Adds a matter to a ledger that was opened without a file. If it is published, the units owe
    /// their reports on it at once.
    ///
    /// # Errors
    /// If there is no such ledger, it is not the author's to add to, is full or closed, or what is
    /// said of the matter cannot be.
    pub async fn item_add(&self, by: Author<'_>, add: ItemAdd) -> Result<Item> {
        let matter = add.matter.checked()?;
        self.check_unmarked(matter.words())?;
        let once = add.once.as_ref();
        let tx = self.store.write().await?;
        let ledger = self.ledger(&tx, by, add.document, "documentId").await?;
        if let Some(id) = once::done::<ItemId>(once, &tx).await? {
            let item = tx.reader(by.scope()).items(&[id]).await?.pop();
            return Ok(item.ok_or(Refusal::NotFound { field: "idempotencyKey" })?);
        }
        let (plan, known) = self.read_matter(&tx, by, &ledger, &matter).await?;
        let reading = Reading { plan, text: matter.text };
        let added = self.add(&tx, by, &ledger, reading, known, matter.source).await?;
        let Some(item) = added.into_iter().next() else {
            return Err(anyhow::anyhow!("a matter became no item").into());
        };
        once::keep(once, &tx, item.id, &self.clock).await?;
        self.log(&tx, by, EventKind::ItemAdded, &ledger, Some(&item)).await?;
        tx.commit().await?;
        Ok(item)
    }

    /// Adds the matters that stand in a text, all or none.
    ///
    /// # Errors
    /// As for one matter; and if the text is too long or no matter stands in it.
    pub async fn items_paste(&self, by: Author<'_>, paste: ItemsPaste) -> Result<Pasted> {
        if paste.text.chars().count() > MAX_PASTED {
            return Err(Refusal::TooLong { field: "text", limit: MAX_PASTED }.into());
        }
        let source = optional_line("source", paste.source.as_deref(), MAX_LINE)?;
        self.check_unmarked([source.as_deref()])?;
        let text = prose("text", &paste.text, MAX_PASTED)?;
        let once = paste.once.as_ref();
        let tx = self.store.write().await?;
        let ledger = self.ledger(&tx, by, paste.document, "documentId").await?;
        if once::done::<DocumentId>(once, &tx).await?.is_none() {
            let reading = matters::pasted(&text, ledger.year, &self.intake);
            let mut reading = reading.map_err(import::refusal)?;
            if reading.plan.items.is_empty() {
                return Err(Refusal::NotAPlan.into());
            }
            reading.plan.issued_on = self.names_as_of(&ledger);
            let known = self.resolve(&tx, by, &ledger, &reading.plan).await?;
            self.add(&tx, by, &ledger, reading, known, source).await?;
            once::keep(once, &tx, ledger.id, &self.clock).await?;
            self.log(&tx, by, EventKind::ItemAdded, &ledger, None).await?;
        }
        let items = count(&tx, by, ledger.id).await?;
        tx.commit().await?;
        Ok(Pasted { document: ledger, items })
    }

    /// The rule of a ledger of matters, until the office sets another: one report on each by its due
    /// day, else by the last day of the ledger.
    fn by_due_day(&self, by: Author<'_>, ledger: &Document) -> ReportingRule {
        let source = RuleSource::Office { by: by.account(), at: self.clock.now() };
        let end_of = |year| NaiveDate::from_ymd_opt(year, 12, 31);
        ReportingRule {
            text: "各单位按每项的办理期限报送办理情况。".to_owned(),
            cadence: Some(Cadence::FixedDates),
            due_dates: ledger.deadline.or_else(|| end_of(ledger.year?)).into_iter().collect(),
            ..ReportingRule::new(clock::new_id(), ledger.id, source)
        }
    }

    /// A ledger that was opened without a file and that the author may write in, with everyone
    /// else's review and publishing kept out until the transaction ends.
    async fn ledger(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: DocumentId,
        field: &'static str,
    ) -> Result<Document> {
        tx.serialize(&format!("review of {id}")).await?;
        let document = tx.reader(by.scope()).document(id).await?;
        let document = document.ok_or(Refusal::NotFound { field })?;
        let office = document.office;
        by.may(match document.state {
            DocumentState::Draft => Act::ReviewDocument { office },
            // What is added to a published ledger is published with it.
            _ => Act::PublishDocument { office },
        })?;
        if document.source_name.is_some() {
            return Err(Refusal::ReadFromFile.into());
        }
        if document.state == DocumentState::Closed {
            return Err(Refusal::DocumentClosed.into());
        }
        Ok(document)
    }

    /// Enters what was read of matters after what the ledger holds.
    async fn add(
        &self,
        tx: &Tx,
        by: Author<'_>,
        ledger: &Document,
        reading: Reading,
        known: Known,
        source: Option<String>,
    ) -> Result<Vec<Item>> {
        let Reading { plan, text } = reading;
        let items = count(tx, by, ledger.id).await?;
        if items + plan.items.len() as u64 > MAX_ITEMS as u64 {
            return Err(Refusal::TooLong { field: "documentId", limit: MAX_ITEMS }.into());
        }
        let base = tx.append_source(ledger.id, &text).await?;
        let places = tx.next_places(ledger.id).await?;
        let shifted = |span: Span| Span(span.0 + base, span.1 + base);

        let mut found: Vec<Finding> = plan
            .findings
            .iter()
            .map(|found| import::finding(ledger.id, None, FIRST_EDITION, found))
            .collect();
        let above = tx.reader(by.scope()).sections_of(&[ledger.id]).await?.remove(&ledger.id);
        let (section_ids, mut sections) =
            headings(ledger.id, plan.sections, &above.unwrap_or_default());
        let entry = Entry { office: ledger.office, known, now: self.clock.now(), replaced: None };
        let mut items: Vec<NewItem> = Vec::with_capacity(plan.items.len());
        for (position, read) in (places.item..).zip(&plan.items) {
            let mut new = entry.item(ledger.id, &section_ids, 0, read, &items);
            new.item.position = position;
            new.item.source.clone_from(&source);
            new.item.span = shifted(new.item.span);
            new.item.deadline_span = new.item.deadline_span.map(shifted);
            let of = Some(new.item.id);
            found.extend(
                read.findings
                    .iter()
                    .map(|found| import::finding(ledger.id, of, FIRST_EDITION, found)),
            );
            items.push(new);
        }
        for section in &mut sections {
            section.span = shifted(section.span);
        }
        for finding in &mut found {
            finding.span = shifted(finding.span);
        }
        tx.insert_sections(places.section, &sections, FIRST_EDITION).await?;
        tx.insert_items(&items).await?;
        tx.insert_findings(places.finding, &found).await?;
        let items: Vec<Item> = items.into_iter().map(|new| new.item).collect();
        if ledger.state == DocumentState::Published {
            let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
            if errors > 0 {
                return Err(Refusal::Unreviewed { count: errors }.into());
            }
            self.reconcile(tx, by, ledger.id, self.clock.today()).await?;
        }
        Ok(items)
    }

    /// The units and leaders that matters name, as an import finds or enters them.
    async fn resolve(
        &self,
        tx: &Tx,
        by: Author<'_>,
        ledger: &Document,
        plan: &Plan,
    ) -> Result<Known> {
        self.known(tx, by, ledger.office, plan).await
    }

    /// The day on which the names of matters are meant: of a draft, that of its signing.
    fn names_as_of(&self, ledger: &Document) -> Option<NaiveDate> {
        ledger.issued_on.filter(|_| ledger.state == DocumentState::Draft)
    }

    /// Typed words bear no mark of secrecy, as imported ones may not.
    fn check_unmarked<'a>(&self, words: impl IntoIterator<Item = Option<&'a str>>) -> Result<()> {
        for words in words.into_iter().flatten() {
            intake::unmarked(words, &self.intake).map_err(import::refusal)?;
        }
        Ok(())
    }

    async fn log(
        &self,
        tx: &Tx,
        by: Author<'_>,
        kind: EventKind,
        ledger: &Document,
        item: Option<&Item>,
    ) -> Result<()> {
        let subjects = Subjects {
            office: Some(ledger.office),
            document: Some(ledger.id),
            item: item.map(|item| item.id),
            ..Subjects::default()
        };
        let mut told = self.event(by, kind, subjects);
        told.version = item.map(|item| item.version);
        tx.append(told).await?;
        Ok(())
    }
}

async fn count(tx: &Tx, by: Author<'_>, document: DocumentId) -> Result<u64> {
    let of = ItemFilter { document: Some(document), ..ItemFilter::default() };
    Ok(tx.reader(by.scope()).item_count(&of).await?)
}

/// The ids of headings that were read, and those that the ledger does not have yet.
fn headings(
    ledger: DocumentId,
    read: Vec<plan::Section>,
    known: &[Section],
) -> (Vec<SectionId>, Vec<NewSection>) {
    let same = |read: &plan::Section| {
        known.iter().find(|known| known.marker == read.marker && known.title == read.title)
    };
    let ids: Vec<SectionId> =
        read.iter().map(|read| same(read).map_or_else(clock::new_id, |known| known.id)).collect();
    let mut all = import::sections(ledger, &ids, read);
    all.retain(|new| known.iter().all(|known| known.id != new.section.id));
    (ids, all)
}

/// Words on one line that must be there.
fn line(field: &'static str, words: &str, limit: usize) -> Result<String> {
    optional_line(field, Some(words), limit)?.ok_or_else(|| Refusal::Required { field }.into())
}

/// Words on one line; none where there is nothing but white space.
fn optional_line(field: &'static str, words: Option<&str>, limit: usize) -> Result<Option<String>> {
    let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else {
        return Ok(None);
    };
    if words.chars().any(char::is_control) {
        return Err(Refusal::Invalid { field }.into());
    }
    if words.chars().count() > limit {
        return Err(Refusal::TooLong { field, limit }.into());
    }
    Ok(Some(words.to_owned()))
}

/// Words on as many lines as they need.
fn prose(field: &'static str, words: &str, limit: usize) -> Result<String> {
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::Required { field }.into());
    }
    if words.chars().count() > limit {
        return Err(Refusal::TooLong { field, limit }.into());
    }
    if words.contains('\0') {
        return Err(Refusal::Invalid { field }.into());
    }
    Ok(words.to_owned())
}
