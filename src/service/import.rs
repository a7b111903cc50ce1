//! An issued document becomes a draft in an office's ledger.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        assignment::Role,
        document::{Document, DocumentState, Section},
        event::{EventKind, Subjects},
        finding::{Finding, FindingState},
        id::{DocumentId, ItemId, LeaderId, OfficeId, SectionId, UnitId, UploadId},
        item::{Item, ItemState},
        language::Message,
        office::Office,
        refusal::Refusal,
        regime::ReportingRule,
        target::Target,
        unit::{Unit, UnitKind},
    },
    error::{Error, Result},
    files,
    intake::{
        self, Reading, Refused,
        plan::{self, Plan},
    },
    policy::{Act, Author},
    store::{NewDocument, NewItem, NewSection, Tx},
};

use super::{
    Service,
    edition::{ToReplace, take_over},
    once::{self, Once},
    upload::file_name,
};

/// A document to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The office; the author's only one if none is named.
    pub office: Option<OfficeId>,
    /// The file's name.
    pub name: Option<String>,
    /// Where its bytes are.
    pub source: ImportSource,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// Where the bytes of a document are.
#[derive(Clone, Debug)]
pub enum ImportSource {
    /// Here.
    Bytes(Vec<u8>),
    /// In a file that the author put to the server.
    Upload(UploadId),
}

/// A document in the ledger, and whether this import put it there.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The document.
    pub document: Document,
    /// Whether it was new; false if the same text had been imported before.
    pub created: bool,
}

impl Service {
    /// Reads a document into an office's ledger, all or nothing. The same text again changes
    /// nothing.
    ///
    /// # Errors
    /// If it cannot be read, is no plan, bears a classification, or is not the author's to import.
    pub async fn document_import(&self, by: Author<'_>, import: Import) -> Result<Imported> {
        let office = Self::office(by, import.office)?;
        self.import(by, office, import, None).await
    }

    /// Reads the newer edition of a published document, as a draft that names it.
    ///
    /// # Errors
    /// As [`Service::document_import`]; and if there is no such document, it is not published, has
    /// an open draft of a newer edition already, or the text is a document of its own.
    pub async fn edition_import(
        &self,
        by: Author<'_>,
        replaces: DocumentId,
        import: Import,
    ) -> Result<Imported> {
        let office = self.office_of_document(by, replaces).await?;
        if import.office.is_some_and(|named| named != office) {
            return Err(Refusal::Invalid { field: "replaces" }.into());
        }
        self.import(by, office, import, Some(replaces)).await
    }

    async fn import(
        &self,
        by: Author<'_>,
        office: OfficeId,
        import: Import,
        replaces: Option<DocumentId>,
    ) -> Result<Imported> {
        by.may(Act::ImportDocument { office })?;
        let (name, bytes, upload) = match import.source {
            ImportSource::Bytes(bytes) => ("正文.txt".to_owned(), bytes, None),
            ImportSource::Upload(id) => {
                let (name, bytes) = self.uploaded(by, id).await?;
                (name, bytes, Some(id))
            }
        };
        let name = import.name.map_or(Ok(name), |name| file_name(&name))?;
        let reading = self.read_document(name, bytes).await;
        if let (Err(Error::Refused(Refusal::Classified)), Some(id)) = (&reading, upload) {
            self.discard(by, id).await?;
        }
        self.enter_as(by, office, reading?, replaces, import.once.as_ref()).await
    }

    /// What a document says, without keeping anything of it.
    ///
    /// # Errors
    /// If it cannot be read, is no plan, or bears a classification.
    pub async fn read_document(&self, name: String, bytes: Vec<u8>) -> Result<Reading> {
        let options = self.intake;
        let reading = tokio::task::spawn_blocking(move || intake::read(&name, &bytes, &options))
            .await
            .map_err(anyhow::Error::from)?
            .map_err(refusal)?;
        if reading.plan.items.is_empty() {
            return Err(Refusal::NotAPlan.into());
        }
        Ok(reading)
    }

    /// The office that a document belongs to by what it says of its region; set up if there is
    /// none.
    ///
    /// # Errors
    /// If the document does not say its region.
    pub async fn office_of(&self, plan: &Plan) -> Result<Office> {
        let region = plan.region.as_deref().ok_or(Refusal::OfficeUnclear)?;
        self.office_ensure(&format!("{region}人民政府督查室"), Some(region)).await
    }

    /// Enters a document that was read.
    ///
    /// # Errors
    /// If it is not the author's to import, or the database does not take it.
    pub async fn enter(
        &self,
        by: Author<'_>,
        office: OfficeId,
        reading: Reading,
        once: Option<&Once>,
    ) -> Result<Imported> {
        self.enter_as(by, office, reading, None, once).await
    }

    /// Enters what was read as the draft of a newer edition.
    ///
    /// # Errors
    /// As [`Service::edition_import`].
    pub async fn enter_edition(
        &self,
        by: Author<'_>,
        replaces: DocumentId,
        reading: Reading,
    ) -> Result<Imported> {
        let office = self.office_of_document(by, replaces).await?;
        self.enter_as(by, office, reading, Some(replaces), None).await
    }

    async fn enter_as(
        &self,
        by: Author<'_>,
        office: OfficeId,
        reading: Reading,
        replaces: Option<DocumentId>,
        once: Option<&Once>,
    ) -> Result<Imported> {
        by.may(Act::ImportDocument { office })?;
        let source_digest = files::digest(reading.text.as_bytes());
        let tx = self.store.write().await?;
        // Two imports at once would each make the units that both name.
        tx.serialize(&format!("import into {office}")).await?;
        if let Some(id) = once::done::<DocumentId>(once, &tx).await? {
            let document = tx.reader(by.scope()).document(id).await?;
            let document = document.ok_or(Refusal::NotFound { field: "idempotencyKey" })?;
            return Ok(Imported { document, created: true });
        }
        let known = tx.reader(by.scope()).document_of_source(office, &source_digest).await?;
        let published = match (replaces, known) {
            (None, Some(document)) => return Ok(Imported { document, created: false }),
            (None, None) => None,
            (Some(id), known) => match self.to_replace(&tx, by, id, &source_digest, known).await? {
                ToReplace::Read(document) => return Ok(Imported { document, created: false }),
                ToReplace::Adopt { draft, published } => {
                    let document = self.adopt(tx, by, &draft, &published, once).await?;
                    return Ok(Imported { document, created: false });
                }
                ToReplace::Document(document) => Some(document),
            },
        };
        let names = self.names(&tx, by, office, &reading.plan).await?;
        let entry = Entry { office, names, now: self.clock.now(), replaced: published };
        let mut new = entry.document(by, reading, source_digest);
        let taken_over = match &entry.replaced {
            Some(published) => take_over(&tx, by, &mut new, published).await?,
            None => false,
        };
        tx.insert_document(&new).await?;
        once::keep(once, &tx, new.document.id, &self.clock).await?;
        let subjects = Subjects {
            office: Some(office),
            document: Some(new.document.id),
            other: replaces.map(Into::into),
            ..Subjects::default()
        };
        tx.append(self.event(by, EventKind::DocumentImported, subjects)).await?;
        if taken_over {
            let mut told = self.event(by, EventKind::FindingSettled, subjects);
            told.fields = vec!["takenFrom"];
            tx.append(told).await?;
        }
        tx.commit().await?;
        Ok(Imported { document: new.document, created: true })
    }

    /// The units and leaders that a plan names; those that the office does not know are entered.
    async fn names(&self, tx: &Tx, by: Author<'_>, office: OfficeId, plan: &Plan) -> Result<Names> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let on = plan.issued_on.unwrap_or(today);
        let mut mentioned: Vec<(String, bool)> = plan
            .items
            .iter()
            .flat_map(|item| item.lead.iter().chain(&item.support))
            .flat_map(|mention| {
                let names = mention.units.iter().cloned();
                names.map(|name| (name, mention.collective))
            })
            .collect();
        mentioned.sort();
        mentioned.dedup_by(|a, b| a.0 == b.0);
        // Who is reported to need not answer for an item of this plan; nor need it be a unit.
        let recipients = plan.reporting_rules.iter().filter_map(|rule| rule.recipient.clone());
        let unit_names: Vec<String> =
            mentioned.iter().map(|(name, _)| name.clone()).chain(recipients).collect();
        let reader = tx.reader(by.scope());
        let mut units: HashMap<String, UnitId> = reader
            .units_named(office, &unit_names, on)
            .await?
            .into_iter()
            .map(|(name, unit)| (name, unit.id))
            .collect();
        let new: Vec<Unit> = mentioned
            .into_iter()
            .filter(|(name, _)| !units.contains_key(name))
            .map(|(name, collective)| Unit {
                id: clock::new_id(),
                office,
                kind: UnitKind::of_name(&name, collective),
                name,
                credit_code: None,
                valid_to: None,
            })
            .collect();
        tx.insert_units(&new, now).await?;
        units.extend(new.into_iter().map(|unit| (unit.name, unit.id)));

        let mut persons: Vec<String> =
            plan.items.iter().flat_map(|item| item.leaders.iter().cloned()).collect();
        persons.sort();
        persons.dedup();
        let mut leaders = reader.posts_named(office, &persons).await?;
        persons.retain(|person| !leaders.contains_key(person));
        for person in persons {
            let post = tx.insert_post(office, &person, now).await?;
            tx.insert_post_holder(post, None, &person, false, first_day(today)).await?;
            leaders.insert(person, post);
        }
        Ok(Names { units, leaders })
    }
}

/// A holder whose day of taking office nobody stated holds the post since the year began.
fn first_day(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_yo_opt(chrono::Datelike::year(&today), 1).unwrap_or(today)
}

fn refusal(refused: Refused) -> Error {
    let unreadable = |zh: &str, en: &str| Refusal::Unreadable { why: Message::new(zh, en) };
    let refusal = match refused {
        Refused::Classified | Refused::Internal => Refusal::Classified,
        Refused::TooLarge { limit } => Refusal::TooLong { field: "file", limit },
        Refused::Empty => unreadable("文件是空的", "it is empty"),
        Refused::Undecodable => unreadable(
            "不是可识别的文本（支持 UTF-8、UTF-16、GB18030 编码）",
            "it is no text in UTF-8, UTF-16 or GB18030",
        ),
        Refused::Unsupported => unreadable(
            "不支持此格式（请另存为 .docx、.xlsx、.csv、PDF、网页或纯文本）",
            "its format is not read; save it as .docx, .xlsx, .csv, PDF, HTML or plain text",
        ),
        Refused::Encrypted => unreadable("文件已加密", "it is encrypted"),
        Refused::Scanned => {
            unreadable("只有图像、没有文字层（扫描件）", "it has images and no text: a scan")
        }
        Refused::Damaged => unreadable("文件已损坏", "it is damaged"),
        Refused::TooComplex => unreadable(
            "解压后过大或结构过于复杂",
            "it unpacks to more than it may, or has too many parts",
        ),
    };
    refusal.into()
}

/// The ids of the units and leaders that a plan names.
struct Names {
    units: HashMap<String, UnitId>,
    leaders: HashMap<String, LeaderId>,
}

/// Turns a plan into rows.
struct Entry {
    office: OfficeId,
    names: Names,
    now: chrono::DateTime<chrono::Utc>,
    /// The published document of which it is to be the next edition.
    replaced: Option<Document>,
}

impl Entry {
    fn edition(&self) -> i32 {
        self.replaced.as_ref().map_or(1, |replaced| replaced.edition + 1)
    }

    fn document(&self, by: Author<'_>, reading: Reading, source_digest: String) -> NewDocument {
        let plan = reading.plan;
        let id: DocumentId = clock::new_id();
        let section_ids: Vec<SectionId> = plan.sections.iter().map(|_| clock::new_id()).collect();
        let edition = self.edition();
        let items: Vec<NewItem> = plan
            .items
            .iter()
            .enumerate()
            .map(|(position, item)| self.item(id, &section_ids, position, item))
            .collect();
        let findings = plan
            .findings
            .iter()
            .map(|found| finding(id, None, edition, found))
            .chain(plan.items.iter().zip(&items).flat_map(|(read, new)| {
                let of = Some(new.item.id);
                read.findings.iter().map(move |found| finding(id, of, edition, found))
            }))
            .collect();
        NewDocument {
            document: Document {
                id,
                office: self.office,
                title: plan.title.unwrap_or_else(|| plan.source.clone()),
                region: plan.region,
                year: plan.year,
                issuer: plan.issuer,
                document_number: plan.document_number,
                issued_on: plan.issued_on,
                deadline: plan.deadline,
                state: DocumentState::Draft,
                replaces: self.replaced.as_ref().map(|replaced| replaced.id),
                edition,
                source_name: plan.source,
                imported_at: self.now,
                published_at: None,
                published_by: None,
                version: 1,
            },
            source_digest,
            source_text: reading.text,
            imported_by: by.account(),
            sections: sections(id, &section_ids, plan.sections),
            items,
            rules: plan.reporting_rules.into_iter().map(|rule| self.rule(id, rule)).collect(),
            findings,
        }
    }

    fn item(
        &self,
        document: DocumentId,
        sections: &[SectionId],
        position: usize,
        read: &plan::Item,
    ) -> NewItem {
        let id: ItemId = clock::new_id();
        NewItem {
            item: Item {
                id,
                document,
                section: read.section.and_then(|index| sections.get(index).copied()),
                edition: self.edition(),
                position: i32::try_from(position).unwrap_or(i32::MAX),
                ordinal: read.ordinal.clone(),
                text: read.text.clone(),
                deadline: read.deadline,
                state: ItemState::Open,
                span: read.span,
                version: 1,
            },
            targets: read
                .targets
                .iter()
                .map(|target| Target {
                    id: clock::new_id(),
                    item: id,
                    text: target.text.clone(),
                    indicator: target.indicator.clone(),
                    operator: target.operator,
                    value: target.value,
                    value_max: target.value_max,
                    measure: target.unit.clone(),
                })
                .collect(),
            assignments: self.assignments(read),
            leaders: read
                .leaders
                .iter()
                .filter_map(|person| self.names.leaders.get(person).copied())
                .fold(Vec::new(), |mut leaders, leader| {
                    if !leaders.contains(&leader) {
                        leaders.push(leader);
                    }
                    leaders
                }),
        }
    }

    /// Leads first; a unit named twice keeps its first place, so that one that is both is `LEAD`.
    fn assignments(&self, read: &plan::Item) -> Vec<(UnitId, Role, String)> {
        let mentions = read
            .lead
            .iter()
            .map(|mention| (Role::Lead, mention))
            .chain(read.support.iter().map(|mention| (Role::Support, mention)));
        let mut assignments: Vec<(UnitId, Role, String)> = Vec::new();
        for (role, mention) in mentions {
            for unit in mention.units.iter().filter_map(|name| self.names.units.get(name)) {
                if assignments.iter().all(|(known, ..)| known != unit) {
                    assignments.push((*unit, role, mention.printed.clone()));
                }
            }
        }
        assignments
    }

    fn rule(&self, document: DocumentId, rule: plan::ReportingRule) -> ReportingRule {
        ReportingRule {
            id: clock::new_id(),
            document,
            text: rule.text,
            reporter: rule.reporter,
            reporter_scope: rule.reporter_scope,
            cadence: rule.cadence,
            due_day: rule.day.map(i32::from),
            due_dates: rule.dates,
            recipient_unit: rule
                .recipient
                .as_ref()
                .and_then(|name| self.names.units.get(name).copied()),
            recipient: rule.recipient,
            copies: rule.copy_to,
            integrates_support: rule.integrates_support,
        }
    }
}

fn sections(
    document: DocumentId,
    ids: &[SectionId],
    sections: Vec<plan::Section>,
) -> Vec<NewSection> {
    ids.iter()
        .zip(sections)
        .map(|(id, read)| NewSection {
            section: Section {
                id: *id,
                document,
                parent: read.parent.and_then(|index| ids.get(index).copied()),
                level: read.level.into(),
                marker: read.marker,
                title: read.title,
            },
            span: read.span,
        })
        .collect()
}

fn finding(
    document: DocumentId,
    item: Option<ItemId>,
    edition: i32,
    found: &intake::finding::Finding,
) -> Finding {
    Finding {
        id: clock::new_id(),
        document,
        item,
        code: found.code.as_str().to_owned(),
        severity: found.severity,
        message: found.message.clone(),
        span: found.span,
        state: FindingState::Open,
        edition,
        settled: None,
        taken_from: None,
    }
}
