//! Review before it counts: the office settles what the importer was unsure of.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        assignment::Role,
        document::{Document, DocumentState, Span},
        event::{EventKind, Subjects},
        finding::{Finding, FindingState},
        id::{DocumentId, FindingId, ItemId, LeaderId, UnitId},
        item::Item,
        refusal::Refusal,
        target::Target,
        unit::{Unit, UnitKind},
    },
    error::Result,
    intake::targets,
    policy::{Act, Author},
    store::{NewItem, Settle, Tx},
};

use super::{
    Service,
    groups::Confirmed,
    names::register,
    once::{self, Once},
};

/// A finding to be settled.
#[derive(Clone, Debug)]
pub struct Resolve {
    /// The finding.
    pub finding: FindingId,
    /// The version of its item that was read; needed where the item is changed.
    pub item_version: Option<i32>,
    /// How.
    pub resolution: Resolution,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// How a finding is settled.
#[derive(Clone, Debug)]
pub enum Resolution {
    /// What was read stands.
    Accept,
    /// The item's text as it should be.
    Text(String),
    /// The units that answer for the item, all of them in their order.
    Assignments(Vec<(Answering, Role)>),
    /// The item's deadline.
    Deadline(NaiveDate),
    /// The texts of the items that the item should be.
    Split(Vec<String>),
    /// The item belongs to the one before it.
    MergeIntoPrevious,
    /// A name that the register did not know means this unit, in the whole draft.
    Unit {
        /// The unit.
        unit: UnitId,
        /// Whether the name is its alias from the document's day on.
        remember: bool,
    },
    /// The units for which a group stands: on this item, or as members of the collective.
    Units(Vec<UnitId>),
}

/// A unit that is to answer for an item.
#[derive(Clone, Debug)]
pub enum Answering {
    /// One of the register.
    Known(UnitId),
    /// By its full name; entered in the register if it is new.
    Named(String),
}

/// Findings to be accepted together.
#[derive(Clone, Debug)]
pub struct FindingsAccept {
    /// The document.
    pub document: DocumentId,
    /// The kind.
    pub code: String,
}

/// The most characters of an item's text.
const MAX_TEXT: usize = 10_000;
/// The most items that one is split into, and units that answer for one.
pub(super) const MAX_PARTS: usize = 100;

impl Service {
    /// Settles a finding of a draft.
    ///
    /// # Errors
    /// If there is no such finding, it is not the author's to settle, was settled before, its
    /// document is published, its item was changed in between, or what is to stand cannot be.
    pub async fn finding_resolve(&self, by: Author<'_>, resolve: Resolve) -> Result<Finding> {
        let not_found = Refusal::NotFound { field: "id" };
        let once = resolve.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done::<FindingId>(once, &tx).await? {
            let found = tx.reader(by.scope()).findings(&[id]).await?.pop();
            return Ok(found.ok_or(not_found)?);
        }
        let finding = tx.reader(by.scope()).findings(&[resolve.finding]).await?.pop();
        let finding = finding.ok_or_else(|| not_found.clone())?;
        self.draft_to_review(&tx, by, finding.document).await?;
        // Read again: whoever reviewed the draft at the same time has committed by now.
        let finding = tx.reader(by.scope()).findings(&[resolve.finding]).await?.pop();
        let finding = finding.ok_or_else(|| not_found.clone())?;
        if finding.state != FindingState::Open {
            return Err(Refusal::FindingSettled.into());
        }
        let (state, fields) = match &resolve.resolution {
            Resolution::Accept => (FindingState::Accepted, &[][..]),
            Resolution::Unit { unit, remember } => {
                self.choose(&tx, by, &finding, *unit, *remember).await?;
                (FindingState::Resolved, &["assignments"][..])
            }
            Resolution::Units(units) => {
                let fields = self.expand(&tx, by, &finding, resolve.item_version, units).await?;
                (FindingState::Resolved, fields)
            }
            change => {
                let item = item_to_change(&tx, by, &finding, resolve.item_version).await?;
                (FindingState::Resolved, self.change(&tx, by, item, change).await?)
            }
        };
        let which = Settle::One(finding.id);
        tx.settle_findings(finding.document, &which, state, by.account(), self.clock.now()).await?;
        once::keep(once, &tx, finding.id, &self.clock).await?;
        let subjects = Subjects {
            document: Some(finding.document),
            other: Some(finding.id.into()),
            ..Subjects::default()
        };
        let mut told = self.event(by, EventKind::FindingSettled, subjects);
        told.fields = fields.to_vec();
        tx.append(told).await?;
        let settled = tx.reader(by.scope()).findings(&[finding.id]).await?.pop();
        tx.commit().await?;
        Ok(settled.ok_or(not_found)?)
    }

    /// Accepts all open findings of a kind in a draft; answers the document and how many.
    ///
    /// # Errors
    /// If there is no such document, it is not the author's to review, or is published.
    pub async fn findings_accept(
        &self,
        by: Author<'_>,
        accept: FindingsAccept,
    ) -> Result<(Document, u64)> {
        let tx = self.store.write().await?;
        let document = self.draft_to_review(&tx, by, accept.document).await?;
        let kind = Settle::Kind(accept.code);
        let accepted = tx
            .settle_findings(
                document.id,
                &kind,
                FindingState::Accepted,
                by.account(),
                self.clock.now(),
            )
            .await?;
        if accepted > 0 {
            let subjects = Subjects {
                office: Some(document.office),
                document: Some(document.id),
                ..Subjects::default()
            };
            tx.append(self.event(by, EventKind::FindingSettled, subjects)).await?;
        }
        tx.commit().await?;
        Ok((document, accepted))
    }

    /// A draft that the author may review, with everyone else's review and publishing kept out
    /// until the transaction ends.
    pub(super) async fn draft_to_review(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: DocumentId,
    ) -> Result<Document> {
        tx.serialize(&format!("review of {id}")).await?;
        let document = tx.reader(by.scope()).document(id).await?;
        let document = document.ok_or(Refusal::NotFound { field: "id" })?;
        by.may(Act::ReviewDocument { office: document.office })?;
        if document.state != DocumentState::Draft {
            return Err(Refusal::DocumentPublished.into());
        }
        Ok(document)
    }

    /// Puts an item right and answers the names of the fields that changed.
    async fn change(
        &self,
        tx: &Tx,
        by: Author<'_>,
        mut item: Item,
        change: &Resolution,
    ) -> Result<&'static [&'static str]> {
        match change {
            // What is about more than the item was done by `finding_resolve`.
            Resolution::Accept | Resolution::Unit { .. } | Resolution::Units(_) => Ok(&[]),
            Resolution::Text(text) => {
                item.text = checked(text)?;
                tx.update_item(&item).await?;
                tx.replace_targets(item.id, &targets_in(item.id, &item.text)).await?;
                tx.link_targets(item.document).await?;
                Ok(&["text", "targets"])
            }
            Resolution::Assignments(answering) => {
                let assignments =
                    self.assignments(tx, by, &item, answering, "resolution.assignments").await?;
                tx.update_item(&item).await?;
                tx.replace_assignments(item.id, &assignments).await?;
                Ok(&["assignments"])
            }
            Resolution::Deadline(day) => {
                item.deadline = Some(*day);
                (item.deadline_source, item.deadline_span) = (None, None);
                tx.update_item(&item).await?;
                Ok(&["deadline"])
            }
            Resolution::Split(texts) => {
                let document = item.document;
                split(tx, by, item, texts).await?;
                tx.link_targets(document).await?;
                Ok(&["text", "targets", "position"])
            }
            Resolution::MergeIntoPrevious => {
                let document = item.document;
                merge(tx, by, item).await?;
                tx.link_targets(document).await?;
                Ok(&["text", "targets", "assignments", "leaders"])
            }
        }
    }

    /// The rows for the units that are to answer for an item; a name that the register does not
    /// know is entered.
    pub(super) async fn assignments(
        &self,
        tx: &Tx,
        by: Author<'_>,
        item: &Item,
        answering: &[(Answering, Role)],
        field: &'static str,
    ) -> Result<Vec<(UnitId, Role, String)>> {
        if answering.is_empty() {
            return Err(Refusal::Required { field }.into());
        }
        if answering.len() > MAX_PARTS {
            return Err(Refusal::TooLong { field, limit: MAX_PARTS }.into());
        }
        let reader = tx.reader(by.scope());
        let document = reader.document(item.document).await?;
        let office = document.ok_or(Refusal::NotFound { field: "id" })?.office;
        let mut rows: Vec<(UnitId, Role, String)> = Vec::new();
        for (unit, role) in answering {
            let unit = match unit {
                Answering::Known(id) => {
                    let known = reader.units(&[*id]).await?.pop();
                    known.filter(|unit| unit.office == office).ok_or(Refusal::NotFound { field })?
                }
                Answering::Named(name) => {
                    let names = [checked_name(name, field)?];
                    tx.serialize(&register(office)).await?;
                    let known = reader.units_named(office, &names, self.clock.today()).await?;
                    let [name] = names;
                    if let Some(unit) = known.into_values().next() {
                        unit
                    } else {
                        let kind = UnitKind::of_name(&name, false);
                        let unit = Unit::new(clock::new_id(), office, kind, name);
                        tx.insert_units(std::slice::from_ref(&unit), self.clock.now()).await?;
                        unit
                    }
                }
            };
            if rows.iter().any(|(known, ..)| *known == unit.id) {
                return Err(Refusal::Invalid { field }.into());
            }
            rows.push((unit.id, *role, unit.name));
        }
        // Leads first, as in a clause.
        rows.sort_by_key(|(_, role, _)| *role);
        Ok(rows)
    }
}

pub(super) async fn item_to_change(
    tx: &Tx,
    by: Author<'_>,
    finding: &Finding,
    version: Option<i32>,
) -> Result<Item> {
    let id = finding.item.ok_or(Refusal::NoItem)?;
    let item = tx.reader(by.scope()).items(&[id]).await?.pop();
    let item = item.ok_or(Refusal::NotFound { field: "id" })?;
    if version != Some(item.version) {
        return Err(Refusal::Conflict.into());
    }
    Ok(item)
}

/// The first text stays with the item; the others become items after it, with its units and
/// leaders.
async fn split(tx: &Tx, by: Author<'_>, mut item: Item, texts: &[String]) -> Result<()> {
    const FIELD: &str = "resolution.split";
    let texts: Vec<String> = texts.iter().map(|text| checked(text)).collect::<Result<_>>()?;
    let [first, rest @ ..] = texts.as_slice() else {
        return Err(Refusal::Required { field: FIELD }.into());
    };
    if rest.is_empty() {
        return Err(Refusal::Required { field: FIELD }.into());
    }
    if rest.len() >= MAX_PARTS {
        return Err(Refusal::TooLong { field: FIELD, limit: MAX_PARTS }.into());
    }
    let (assignments, leaders) = parts_of(tx, by, item.id).await?;
    let confirmed = Confirmed::on(tx, by, item.id).await?;
    let count = i32::try_from(rest.len()).unwrap_or(i32::MAX);
    tx.shift_items(item.document, item.position, count).await?;
    let items: Vec<NewItem> = rest
        .iter()
        .zip(item.position + 1..)
        .map(|(text, position)| {
            let id: ItemId = clock::new_id();
            NewItem {
                item: Item { id, position, text: text.clone(), version: 1, ..item.clone() },
                targets: targets_in(id, text),
                assignments: assignments.clone(),
                leaders: leaders.clone(),
            }
        })
        .collect();
    tx.insert_items(&items).await?;
    let ids: Vec<ItemId> = items.iter().map(|new| new.item.id).collect();
    confirmed.mark(tx, &ids).await?;
    item.text.clone_from(first);
    tx.update_item(&item).await?;
    tx.replace_targets(item.id, &targets_in(item.id, first)).await?;
    Ok(())
}

/// The item before takes its text, its units and its leaders; it is no item any more.
async fn merge(tx: &Tx, by: Author<'_>, item: Item) -> Result<()> {
    let previous = tx.reader(by.scope()).item_before(&item).await?;
    let mut previous = previous.ok_or(Refusal::NoItem)?;
    let (mut assignments, mut leaders) = parts_of(tx, by, previous.id).await?;
    let (more_assignments, more_leaders) = parts_of(tx, by, item.id).await?;
    let confirmed = Confirmed::on(tx, by, previous.id).await?;
    let more_confirmed = Confirmed::on(tx, by, item.id).await?;
    let known: HashSet<UnitId> = assignments.iter().map(|(unit, ..)| *unit).collect();
    assignments.extend(more_assignments.into_iter().filter(|(unit, ..)| !known.contains(unit)));
    assignments.sort_by_key(|(_, role, _)| *role);
    let known: HashSet<LeaderId> = leaders.iter().copied().collect();
    leaders.extend(more_leaders.into_iter().filter(|leader| !known.contains(leader)));
    previous.text = checked(&format!("{}{}", previous.text, item.text))?;
    if item.deadline > previous.deadline {
        previous.deadline = item.deadline;
        previous.deadline_source = item.deadline_source;
        previous.deadline_span = item.deadline_span;
    }
    previous.span = Span(previous.span.0.min(item.span.0), previous.span.1.max(item.span.1));
    tx.absorb_item(item.id, previous.id).await?;
    tx.update_item(&previous).await?;
    tx.replace_targets(previous.id, &targets_in(previous.id, &previous.text)).await?;
    tx.replace_assignments(previous.id, &assignments).await?;
    confirmed.mark(tx, &[previous.id]).await?;
    more_confirmed.mark(tx, &[previous.id]).await?;
    tx.replace_leaders(previous.id, &leaders).await?;
    Ok(())
}

/// The units and leaders of an item, as rows of another.
pub(super) async fn parts_of(
    tx: &Tx,
    by: Author<'_>,
    item: ItemId,
) -> Result<(Vec<(UnitId, Role, String)>, Vec<LeaderId>)> {
    let reader = tx.reader(by.scope());
    let assignments = reader.assignments_of(&[item]).await?.remove(&item).unwrap_or_default();
    let leaders = reader.leaders_of(&[item]).await?.remove(&item);
    Ok((
        assignments.into_iter().map(|row| (row.unit.id, row.role, row.printed)).collect(),
        leaders.unwrap_or_default().into_iter().map(|leader| leader.id).collect(),
    ))
}

/// What a text promises in figures.
pub(super) fn targets_in(item: ItemId, text: &str) -> Vec<Target> {
    targets::read(text)
        .into_iter()
        .map(|(target, _)| Target {
            id: clock::new_id(),
            item,
            text: target.text,
            indicator: target.indicator,
            operator: target.operator,
            value: target.value,
            value_max: target.value_max,
            measure: target.unit,
            same_as: None,
        })
        .collect()
}

fn checked(text: &str) -> Result<String> {
    const FIELD: &str = "resolution";
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Required { field: FIELD }.into());
    }
    if text.chars().count() > MAX_TEXT {
        return Err(Refusal::TooLong { field: FIELD, limit: MAX_TEXT }.into());
    }
    if text.contains('\0') {
        return Err(Refusal::Invalid { field: FIELD }.into());
    }
    Ok(text.to_owned())
}

fn checked_name(name: &str, field: &'static str) -> Result<String> {
    const MAX_NAME: usize = 100;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(Refusal::Invalid { field }.into());
    }
    Ok(name.to_owned())
}
