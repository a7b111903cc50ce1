//! An issued document becomes a draft in an office's ledger.

use std::collections::HashMap;

use crate::{
    clock,
    domain::{
        assignment::Role,
        document::{Document, DocumentKind, DocumentState, Section, Span},
        event::{EventKind, Subjects},
        finding::{Finding, FindingState, Proposal},
        id::{DocumentId, FindingId, ItemId, LeaderId, OfficeId, SectionId, UnitId, UploadId},
        item::{Item, ItemState},
        language::Message,
        leader::PostHolder,
        office::Office,
        refusal::Refusal,
        regime::{self, Bounds, Covers, OwedTo, ReportingRule, RuleSource},
        target::Target,
    },
    error::{Error, Result},
    files,
    intake::{
        self, Reading, Refused,
        plan::{self, Plan, TargetPlace},
    },
    policy::{Act, Author},
    store::{NewDocument, NewItem, NewSection, Tx},
};

use super::{
    Service,
    edition::{ToReplace, take_over},
    names::{Mention, Names, distinct},
    once::{self, Once},
    proposals::Answers,
    unit::first_day,
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
        let before = tx.reader(by.scope()).document_of_source(office, &source_digest).await?;
        let published = match (replaces, before) {
            (None, Some(document)) => return Ok(Imported { document, created: false }),
            (None, None) => None,
            (Some(id), before) => match self.to_replace(&tx, by, id, &source_digest, before).await?
            {
                ToReplace::Read(document) => return Ok(Imported { document, created: false }),
                ToReplace::Adopt { draft, published } => {
                    let document = self.adopt(tx, by, &draft, &published, once).await?;
                    return Ok(Imported { document, created: false });
                }
                ToReplace::Document(document) => Some(document),
            },
        };
        let known = self.known(&tx, by, office, &reading.plan).await?;
        let entry = Entry { office, known, now: self.clock.now(), replaced: published };
        let (mut new, proposals) = entry.document(by, reading, source_digest);
        let taken_over = match &entry.replaced {
            Some(published) => take_over(&tx, by, &mut new, published).await?,
            None => false,
        };
        tx.insert_document(&new).await?;
        tx.insert_proposals(&proposals).await?;
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
    pub(super) async fn known(
        &self,
        tx: &Tx,
        by: Author<'_>,
        office: OfficeId,
        plan: &Plan,
    ) -> Result<Known> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let on = plan.issued_on.unwrap_or(today);
        let mut mentions: Vec<Mention> = plan
            .items
            .iter()
            .flat_map(|item| item.lead.iter().chain(&item.support))
            .flat_map(|mention| {
                mention.units.iter().map(|name| Mention::answering(name, mention.collective))
            })
            .collect();
        // Who is reported to need not answer for an item of this plan; nor need it be a unit.
        let rules = plan.reporting_rules.iter();
        let told = rules.flat_map(|rule| rule.recipient.iter().chain(&rule.copy_to));
        mentions.extend(told.map(Mention::perhaps));
        let units = Names::resolve(tx, by, office, mentions, on, now).await?;
        let reader = tx.reader(by.scope());

        let mut persons: Vec<String> =
            plan.items.iter().flat_map(|item| item.leaders.iter().cloned()).collect();
        persons.sort();
        persons.dedup();
        let mut leaders = reader.posts_named(office, &persons).await?;
        persons.retain(|person| !leaders.contains_key(person));
        leaders.extend(reader.posts_held_under(office, &persons, on).await?);
        persons.retain(|person| !leaders.contains_key(person));
        for person in persons {
            let post = tx.insert_post(office, &person, now).await?;
            // A holder whose day of taking office nobody stated holds the post since the year began.
            let holder =
                PostHolder::new(clock::new_id(), post, None, person.clone(), first_day(today));
            tx.insert_post_holder(&holder).await?;
            leaders.insert(person, post);
        }
        let groups =
            distinct(plan.items.iter().flat_map(groups).map(|group| group.printed.as_str()));
        let answers = Answers::of(tx, by, office, &groups).await?;
        Ok(Known { units, leaders, answers })
    }
}

/// Why a file was not read, for the person.
pub(super) fn refusal(refused: Refused) -> Error {
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

/// The units and leaders that a plan names.
pub(super) struct Known {
    pub units: Names,
    pub leaders: HashMap<String, LeaderId>,
    pub answers: Answers,
}

/// Turns a plan into rows.
pub(super) struct Entry {
    pub office: OfficeId,
    pub known: Known,
    pub now: chrono::DateTime<chrono::Utc>,
    /// The published document of which it is to be the next edition.
    pub replaced: Option<Document>,
}

impl Entry {
    fn edition(&self) -> i32 {
        self.replaced.as_ref().map_or(1, |replaced| replaced.edition + 1)
    }

    fn document(
        &self,
        by: Author<'_>,
        reading: Reading,
        source_digest: String,
    ) -> (NewDocument, Vec<(FindingId, Vec<Proposal>)>) {
        let plan = reading.plan;
        let id: DocumentId = clock::new_id();
        let edition = self.edition();
        let section_ids: Vec<SectionId> = plan.sections.iter().map(|_| clock::new_id()).collect();
        let mut items: Vec<NewItem> = Vec::with_capacity(plan.items.len());
        for (position, item) in plan.items.iter().enumerate() {
            let new = self.item(id, &section_ids, position, item, &items);
            items.push(new);
        }
        let mut findings: Vec<Finding> =
            plan.findings.iter().map(|found| finding(id, None, edition, found)).collect();
        let mut proposals = Vec::new();
        let text: Vec<char> = reading.text.chars().collect();
        for (read, new) in plan.items.iter().zip(&items) {
            for found in &read.findings {
                let mut finding = finding(id, Some(new.item.id), edition, found);
                if let Some(group) = group_of(found, read, &text) {
                    finding.unit = group.units.first().and_then(|name| self.known.units.unit(name));
                    let proposed =
                        self.known.answers.on_the_most_similar(&group.printed, &read.text);
                    proposals.push((finding.id, proposed));
                }
                findings.push(finding);
            }
        }
        for doubt in self.known.units.doubts() {
            let first = plan.items.iter().zip(&items).find(|(read, _)| {
                let mut mentions = read.lead.iter().chain(&read.support);
                mentions.any(|mention| mention.units.contains(&doubt.name))
            });
            let item = first.map(|(_, new)| new.item.id).filter(|_| !doubt.of_document());
            let span = first.map_or(Span(0, text.len()), |(read, _)| read.span);
            let finding = doubt.finding(id, edition, item, span);
            proposals.push((finding.id, doubt.proposals.clone()));
            findings.push(finding);
        }
        let new = NewDocument {
            document: Document {
                id,
                office: self.office,
                kind: DocumentKind::Plan,
                title: plan.title.unwrap_or_else(|| plan.source.clone()),
                region: plan.region,
                year: plan.year,
                issuer: plan.issuer,
                document_number: plan.document_number,
                issued_on: plan.issued_on,
                released_on: plan.released_on,
                valid_from: plan.valid_from,
                valid_to: plan.valid_to,
                deadline: plan.deadline,
                state: DocumentState::Draft,
                replaces: self.replaced.as_ref().map(|replaced| replaced.id),
                edition,
                source_name: Some(plan.source),
                imported_at: self.now,
                published_at: None,
                published_by: None,
                version: 1,
            },
            source_digest: Some(source_digest),
            source_text: reading.text,
            imported_by: by.account(),
            sections: sections(id, &section_ids, plan.sections),
            items,
            rules: plan.reporting_rules.into_iter().map(|rule| self.rule(id, rule)).collect(),
            findings,
        };
        (new, proposals)
    }

    pub fn item(
        &self,
        document: DocumentId,
        sections: &[SectionId],
        position: usize,
        read: &plan::Item,
        before: &[NewItem],
    ) -> NewItem {
        let id: ItemId = clock::new_id();
        let target_at =
            |place: TargetPlace| Some(before.get(place.item)?.targets.get(place.target)?.id);
        NewItem {
            item: Item {
                id,
                document,
                section: read.section.and_then(|index| sections.get(index).copied()),
                edition: self.edition(),
                position: i32::try_from(position).unwrap_or(i32::MAX),
                ordinal: read.ordinal.clone(),
                text: read.text.clone(),
                source: None,
                deadline: read.deadline,
                deadline_source: read.deadline_source,
                deadline_span: read.deadline_span,
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
                    same_as: target.same_as.and_then(target_at),
                })
                .collect(),
            assignments: self.assignments(read),
            leaders: read
                .leaders
                .iter()
                .filter_map(|person| self.known.leaders.get(person).copied())
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
            for unit in mention.units.iter().filter_map(|name| self.known.units.unit(name)) {
                if assignments.iter().all(|(known, ..)| *known != unit) {
                    assignments.push((unit, role, mention.printed.clone()));
                }
            }
        }
        assignments
    }

    fn rule(&self, document: DocumentId, read: plan::ReportingRule) -> ReportingRule {
        let unit = |name: &String| self.known.units.unit(name);
        let recipient_unit = read.recipient.as_ref().and_then(unit);
        let owed_to = OwedTo::of_words(read.recipient.as_deref(), read.reporter, recipient_unit);
        let due_day = read.day.map(i32::from);
        let rule = ReportingRule::new(clock::new_id(), document, RuleSource::Imported);
        ReportingRule {
            text: read.text,
            reporter: read.reporter,
            bounds: Bounds::of_words(read.reporter_scope),
            cadence: read.cadence,
            due_day,
            due_dates: read.dates,
            covers: Covers::of_day(due_day),
            owed_to,
            recipient: read.recipient,
            recipient_unit: recipient_unit.filter(|_| owed_to == OwedTo::Unit),
            copy_office: read.copy_to.iter().any(|name| regime::names_the_office(name)),
            copy_units: read.copy_to.iter().filter_map(unit).collect(),
            copies: read.copy_to,
            integrates_support: read.integrates_support,
            ..rule
        }
    }
}

pub(super) fn sections(
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

/// The groups that an item names.
fn groups(item: &plan::Item) -> impl Iterator<Item = &plan::UnitMention> {
    item.lead.iter().chain(&item.support).filter(|mention| mention.collective)
}

/// The group that a finding of the reader is about: the one printed where the finding points to.
fn group_of<'a>(
    found: &intake::finding::Finding,
    item: &'a plan::Item,
    text: &[char],
) -> Option<&'a plan::UnitMention> {
    if found.code != intake::finding::Code::UnconfirmedGroup {
        return None;
    }
    // Lines and columns may have left white space in what is printed.
    let bare = |text: &str| text.replace(char::is_whitespace, "");
    let there: String = text.get(found.span.0..found.span.1)?.iter().collect();
    let there = bare(&there);
    groups(item).find(|group| bare(&group.printed) == there)
}

pub(super) fn finding(
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
        unit: None,
        edition,
        settled: None,
        taken_from: None,
    }
}
