//! What every act on an item begins and ends with: the item as the author may see it, what the
//! author is to it, and the decision that changes it.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    clock,
    domain::{
        assignment::Role,
        decision::{DecisionKind, ItemDecision, ItemFacts, Part, Stated},
        document::{Document, DocumentState},
        event::{EventKind, Subjects},
        id::{ItemId, LeaderId, OfficeId, UnitId},
        item::{Item, ItemState},
        refusal::Refusal,
        transition::{self, Condition, Party, Row, Word},
    },
    error::Result,
    policy::{Actor, Author, Scope, Standing},
    store::Tx,
};

use super::{Service, review::targets_in};

/// The most characters of a reason or a note.
pub(super) const MAX_REASON: usize = 2_000;
/// The most characters of evidence, a plan or an instruction.
pub(super) const MAX_TEXT: usize = 10_000;

/// On what a decision rests.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// Why.
    pub reason: String,
    /// 文号 of the decision's document.
    pub document_number: Option<String>,
}

/// An item locked until the end of the transaction, its document, and what the author is to it.
pub(super) struct Case {
    pub item: Item,
    pub document: Document,
    pub standing: Standing,
    pub parties: Vec<Party>,
}

impl Case {
    /// The day by which the item is to be done: its own, else the document's.
    pub(super) fn due_on(&self) -> Option<NaiveDate> {
        self.item.deadline.or(self.document.deadline)
    }

    /// The state that follows, if its table allows it. `met` answers for the conditions that are
    /// not the item's own.
    pub(super) fn next<S: Word, A: Word>(
        &self,
        table: &[Row<S, A>],
        from: Option<S>,
        action: A,
        met: impl Fn(Condition) -> bool,
    ) -> Result<S> {
        let holds = |condition| match condition {
            Condition::Published => self.document.state != DocumentState::Draft,
            Condition::ItemOpen => self.item.state == ItemState::Open,
            other => met(other),
        };
        Ok(transition::next(table, &self.parties, from, action, holds)?)
    }

    /// Whether an action is the author's at all, whatever the state.
    pub(super) fn may<S: Word, A: Word>(&self, table: &[Row<S, A>], action: A) -> Result<()> {
        Ok(transition::may(table, &self.parties, action)?)
    }

    /// The unit for which the author acts on the item: the one named, else their only one.
    pub(super) fn acting_unit(
        &self,
        by: Author<'_>,
        named: Option<UnitId>,
        roles: &[Role],
    ) -> Result<UnitId> {
        acting_unit(by, &self.standing, named, roles)
    }

    /// What an event about the item, or a thing on it, tells of.
    pub(super) fn subjects(&self, other: Option<Uuid>) -> Subjects {
        Subjects {
            office: Some(self.document.office),
            document: Some(self.document.id),
            item: Some(self.item.id),
            other,
            ..Subjects::default()
        }
    }
}

/// The unit for which the author acts on something: the one named, else their only one that has one
/// of these parts in it.
pub(super) fn acting_unit(
    by: Author<'_>,
    standing: &Standing,
    named: Option<UnitId>,
    roles: &[Role],
) -> Result<UnitId> {
    let Author::Person(actor) = by else {
        return Ok(named.ok_or(Refusal::Required { field: "unitId" })?);
    };
    let answers = |unit: &UnitId| {
        (roles.contains(&Role::Lead) && standing.leads.contains(unit))
            || (roles.contains(&Role::Support) && standing.supports.contains(unit))
    };
    let mut own: Vec<UnitId> = actor
        .memberships
        .iter()
        .filter(|own| answers(&own.unit) || own.answers_for.iter().any(answers))
        .map(|own| own.unit)
        .collect();
    own.sort_unstable();
    own.dedup();
    match (named, own.as_slice()) {
        (Some(unit), own) if own.contains(&unit) => Ok(unit),
        (Some(_), _) => Err(Refusal::NotFound { field: "unitId" }.into()),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Refusal::Required { field: "unitId" }.into()),
    }
}

/// A decision to be entered.
pub(super) struct Decide<'a> {
    pub kind: DecisionKind,
    pub grounds: &'a Grounds,
    /// What the item is to be; only what changes.
    pub after: ItemFacts,
    pub successor: Option<ItemId>,
    pub separate_list: bool,
}

impl<'a> Decide<'a> {
    /// A decision that changes something of the item.
    pub(super) const fn to(kind: DecisionKind, grounds: &'a Grounds, after: ItemFacts) -> Self {
        Self { kind, grounds, after, successor: None, separate_list: false }
    }
}

impl Service {
    /// An item that the author may see, locked and read after that. `field` is the one of the
    /// input that named it.
    pub(super) async fn case(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: ItemId,
        field: &'static str,
    ) -> Result<Case> {
        let not_found = Refusal::NotFound { field };
        let seen = tx.reader(by.scope()).items(&[id]).await?.pop();
        seen.ok_or_else(|| not_found.clone())?;
        tx.lock_item(id).await?;
        let reader = tx.reader(Scope::system());
        let item = reader.items(&[id]).await?.pop().ok_or_else(|| not_found.clone())?;
        let document = reader.document(item.document).await?.ok_or(not_found)?;
        let parts = reader.assignments_of(&[id]).await?.remove(&id).unwrap_or_default();
        let units = |role: Role| {
            parts.iter().filter(|part| part.role == role).map(|part| part.unit.id).collect()
        };
        let leaders = reader.leaders_of(&[id]).await?.remove(&id);
        let standing = Standing {
            office: document.office,
            leads: units(Role::Lead),
            supports: units(Role::Support),
            posts: leaders.unwrap_or_default().into_iter().map(|leader| leader.id).collect(),
            units: vec![],
            post: None,
        };
        let parties = by.parties(&standing);
        Ok(Case { item, document, standing, parties })
    }

    /// The same for a thing on the item that is of one unit.
    pub(super) async fn case_of_unit(
        &self,
        tx: &Tx,
        by: Author<'_>,
        item: ItemId,
        unit: UnitId,
    ) -> Result<Case> {
        // Whoever sees the thing may act on it: its unit may answer for the item no longer.
        let mut case = self.case(tx, Author::Console, item, "id").await?;
        case.standing.units = vec![unit];
        case.parties = by.parties(&case.standing);
        Ok(case)
    }

    /// Changes an item by a decision, which keeps what was before. One event. Whoever calls it
    /// reconciles the document's duties last.
    pub(super) async fn decide(
        &self,
        tx: &Tx,
        by: Author<'_>,
        case: &mut Case,
        decide: Decide<'_>,
    ) -> Result<ItemDecision> {
        let (author, now) = (by.person()?, self.clock.now());
        let after = decide.after;
        let item = &mut case.item;
        let mut before = ItemFacts::default();
        if let Some(state) = after.state {
            before.state = Some(std::mem::replace(&mut item.state, state));
        }
        if let Some(text) = &after.text {
            before.text = Some(std::mem::replace(&mut item.text, text.clone()));
        }
        if let Some(stated) = after.deadline {
            before.deadline =
                Some(Stated { day: std::mem::replace(&mut item.deadline, stated.day) });
            // The office set the day: no words of the text state it.
            (item.deadline_source, item.deadline_span) = (None, None);
        }
        tx.update_item(item).await?;
        item.version += 1;
        if after.text.is_some() {
            reread_targets(tx, item).await?;
            tx.link_targets(item.document).await?;
        }
        if let Some(parts) = &after.assignments {
            before.assignments = Some(parts_of(tx, item.id).await?);
            let rows: Vec<_> =
                parts.iter().map(|part| (part.unit, part.role, part.printed.clone())).collect();
            tx.replace_assignments(item.id, &rows).await?;
        }
        let decision = ItemDecision {
            id: clock::new_id(),
            document: item.document,
            item: item.id,
            kind: decide.kind,
            reason: decide.grounds.reason.trim().to_owned(),
            document_number: decide.grounds.document_number.clone(),
            before,
            after,
            successor: decide.successor,
            separate_list: decide.separate_list,
            decided: (now, author),
        };
        tx.insert_decision(&decision).await?;
        if !matches!(item.state, ItemState::Open | ItemState::Suspended) {
            tx.lapse_requests(item.id, author, now).await?;
            tx.lapse_plans(item.id, author, now).await?;
        }
        let subjects = case.subjects(Some(decision.id.into()));
        let mut told = self.event(by, EventKind::ItemDecided, subjects);
        told.fields = decision.after.fields();
        told.version = Some(case.item.version);
        told.state = Some(case.item.state.as_str());
        tx.append(told).await?;
        Ok(decision)
    }

    /// A post of the office for which it records what the leader said elsewhere.
    pub(super) async fn recorded_post(
        &self,
        tx: &Tx,
        by: Author<'_>,
        named: Option<LeaderId>,
        office: OfficeId,
    ) -> Result<LeaderId> {
        const FIELD: &str = "leaderId";
        let named = named.ok_or(Refusal::Required { field: FIELD })?;
        let post = tx.reader(by.scope()).leaders(&[named]).await?.pop();
        let post = post.filter(|post| post.office == office);
        Ok(post.ok_or(Refusal::NotFound { field: FIELD })?.id)
    }

    /// Tells of an act on a thing of an item.
    pub(super) async fn tell(
        &self,
        tx: &Tx,
        by: Author<'_>,
        kind: EventKind,
        subjects: Subjects,
        version: Option<i32>,
    ) -> Result<()> {
        let mut told = self.event(by, kind, subjects);
        told.fields = vec!["state"];
        told.version = version;
        tx.append(told).await?;
        Ok(())
    }
}

/// The post by which the author acts on a thing: one that they hold or act for, and by which they
/// see it.
pub(super) fn own_post(
    by: Author<'_>,
    named: Option<LeaderId>,
    standing: &Standing,
) -> Result<LeaderId> {
    const FIELD: &str = "leaderId";
    let Author::Person(actor) = by else {
        return Ok(named.ok_or(Refusal::Required { field: FIELD })?);
    };
    let fits = |post: LeaderId| {
        let one = Actor {
            posts: actor.posts.iter().filter(|own| own.leader == post).cloned().collect(),
            ..actor.clone()
        };
        Author::Person(&one).parties(standing).contains(&Party::Leader)
    };
    let mut own: Vec<LeaderId> =
        actor.posts.iter().map(|post| post.leader).filter(|post| fits(*post)).collect();
    own.sort_unstable();
    own.dedup();
    match (named, own.as_slice()) {
        (Some(post), own) if own.contains(&post) => Ok(post),
        (Some(_), _) => Err(Refusal::NotFound { field: FIELD }.into()),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Refusal::Required { field: FIELD }.into()),
    }
}

/// The figures of a changed text; where it promises the same, the targets stay as they are.
async fn reread_targets(tx: &Tx, item: &Item) -> Result<()> {
    let known = tx.reader(Scope::system()).targets_of(&[item.id]).await?.remove(&item.id);
    let targets = targets_in(item.id, &item.text);
    let known = known.unwrap_or_default();
    let same = known.len() == targets.len()
        && known.iter().zip(&targets).all(|(old, new)| old.text == new.text);
    if !same {
        tx.replace_targets(item.id, &targets).await?;
    }
    Ok(())
}

/// The units that answer for an item, as a decision keeps them.
async fn parts_of(tx: &Tx, item: ItemId) -> Result<Vec<Part>> {
    let parts = tx.reader(Scope::system()).assignments_of(&[item]).await?.remove(&item);
    Ok(parts
        .unwrap_or_default()
        .into_iter()
        .map(|part| Part { unit: part.unit.id, role: part.role, printed: part.printed })
        .collect())
}

/// A text that must be there.
pub(super) fn needed(
    field: &'static str,
    text: &str,
    limit: usize,
) -> std::result::Result<String, Refusal> {
    optional(field, text, limit)?.ok_or(Refusal::Required { field })
}

/// A text, if it says anything.
pub(super) fn optional(
    field: &'static str,
    text: &str,
    limit: usize,
) -> std::result::Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.chars().count() > limit {
        return Err(Refusal::TooLong { field, limit });
    }
    if text.contains('\0') {
        return Err(Refusal::Invalid { field });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Grounds that say something.
pub(super) fn checked(grounds: Grounds) -> Result<Grounds> {
    const MAX_NUMBER: usize = 100;
    let number = grounds.document_number.unwrap_or_default();
    Ok(Grounds {
        reason: needed("reason", &grounds.reason, MAX_REASON)?,
        document_number: optional("documentNumber", &number, MAX_NUMBER)?,
    })
}
