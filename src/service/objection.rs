//! An assigned unit objects; the office changes the item or lets it stand.

use chrono::NaiveDate;

use crate::{
    clock::{self, civil_date},
    domain::{
        assignment::Role,
        calendar::Holidays,
        decision::{DecisionKind, ItemFacts, Stated},
        document::Document,
        event::EventKind,
        id::{ItemId, ObjectionId, UnitId},
        item::Item,
        objection::{Objection, ObjectionAction, ObjectionKind, ObjectionState, TRANSITIONS},
        refusal::Refusal,
        transition::Condition,
    },
    error::Result,
    policy::{Author, Scope},
    store::{NewItem, Tx},
};

use super::{
    Answering, Service,
    life::{Case, Decide, Grounds, MAX_REASON, MAX_TEXT, needed},
    once::{self, Once},
    review::{parts_of, targets_in},
};

/// An objection to be raised.
#[derive(Clone, Debug)]
pub struct ObjectionRaise {
    /// The item.
    pub item: ItemId,
    /// The unit that objects; the author's only one that answers for the item if none is named.
    pub unit: Option<UnitId>,
    /// What is objected to.
    pub kind: ObjectionKind,
    /// Why.
    pub reason: String,
    /// What should be instead.
    pub wanted: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What is done about an objection.
#[derive(Clone, Debug)]
pub struct ObjectionDecide {
    /// The objection.
    pub objection: ObjectionId,
    /// The version that was read.
    pub version: i32,
    /// What is done.
    pub resolution: ObjectionResolution,
    /// What the decision says; needed but where it is taken back.
    pub reason: String,
    /// 文号 of the decision's document.
    pub document_number: Option<String>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// How an objection is settled.
#[derive(Clone, Debug)]
pub enum ObjectionResolution {
    /// Taken back by its unit.
    Withdraw,
    /// The item stands.
    Keep,
    /// The units that answer for the item from now on, all of them.
    Reassign(Vec<(Answering, Role)>),
    /// The day by which the item is to be done from now on.
    Deadline(NaiveDate),
    /// The texts of the items that the item becomes, two or more.
    Split(Vec<String>),
}

impl ObjectionResolution {
    const fn action(&self) -> ObjectionAction {
        match self {
            Self::Withdraw => ObjectionAction::Withdraw,
            Self::Keep => ObjectionAction::Keep,
            Self::Reassign(_) | Self::Deadline(_) | Self::Split(_) => ObjectionAction::Uphold,
        }
    }
}

/// The most items that one is split into.
const MAX_PARTS: usize = 100;

impl Service {
    /// Raises an objection within the working days for it.
    ///
    /// # Errors
    /// If there is no such item, the author answers for it with no unit, it is not worked on, the
    /// days are over, or the unit's objection already waits.
    pub async fn objection_raise(
        &self,
        by: Author<'_>,
        raise: ObjectionRaise,
    ) -> Result<Objection> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(raise.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "itemId").await;
        }
        let case = self.case(&tx, by, raise.item, "itemId").await?;
        case.may(TRANSITIONS, ObjectionAction::Raise)?;
        let unit = case.acting_unit(by, raise.unit, &[Role::Lead, Role::Support])?;
        let waits = tx.has_open_objection(raise.item, unit).await?;
        let in_window = self.in_window(&tx, &case.document).await?;
        let state =
            case.next(TRANSITIONS, None, ObjectionAction::Raise, |condition| match condition {
                Condition::InWindow => in_window,
                Condition::NoneOpen => !waits,
                _ => true,
            })?;
        let objection = Objection {
            id: clock::new_id(),
            document: case.document.id,
            item: raise.item,
            unit,
            kind: raise.kind,
            reason: needed("reason", &raise.reason, MAX_REASON)?,
            wanted: needed("wanted", &raise.wanted, MAX_REASON)?,
            state,
            answer: None,
            raised: (self.clock.now(), by.person()?),
            decided: None,
            version: 1,
        };
        tx.insert_objection(&objection).await?;
        once::keep(raise.once.as_ref(), &tx, objection.id, &self.clock).await?;
        let subjects = case.subjects(Some(objection.id.into()));
        self.tell(&tx, by, EventKind::ObjectionRaised, subjects, Some(1)).await?;
        tx.commit().await?;
        Ok(objection)
    }

    /// Settles an objection: the item is changed by a decision, or stands, or the objection is
    /// taken back.
    ///
    /// # Errors
    /// If there is no such objection, it is not the author's to settle, was changed in between, or
    /// waits no longer; or what is to stand cannot be.
    pub async fn objection_decide(
        &self,
        by: Author<'_>,
        act: ObjectionDecide,
    ) -> Result<Objection> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let action = act.resolution.action();
        let seen = reread(&tx, by, act.objection, "id").await?;
        let mut case = self.case_of_unit(&tx, by, seen.item, seen.unit).await?;
        let mut objection = reread(&tx, Author::Console, act.objection, "id").await?;
        case.may(TRANSITIONS, action)?;
        if act.version != objection.version {
            return Err(Refusal::Conflict.into());
        }
        objection.state = case.next(TRANSITIONS, Some(objection.state), action, |_| true)?;
        if objection.state != ObjectionState::Withdrawn {
            let grounds = super::life::checked(Grounds {
                reason: act.reason,
                document_number: act.document_number,
            })?;
            self.uphold(&tx, by, &mut case, &act.resolution, &grounds).await?;
            objection.answer = Some(grounds.reason);
        }
        objection.decided = Some((self.clock.now(), by.person()?));
        tx.update_objection(&objection).await?;
        objection.version += 1;
        once::keep(act.once.as_ref(), &tx, objection.id, &self.clock).await?;
        let subjects = case.subjects(Some(objection.id.into()));
        let version = Some(objection.version);
        self.tell(&tx, by, EventKind::ObjectionDecided, subjects, version).await?;
        self.reconcile(&tx, by, case.document.id, self.clock.today()).await?;
        tx.commit().await?;
        Ok(objection)
    }

    async fn uphold(
        &self,
        tx: &Tx,
        by: Author<'_>,
        case: &mut Case,
        resolution: &ObjectionResolution,
        grounds: &Grounds,
    ) -> Result<()> {
        let (kind, after) = match resolution {
            ObjectionResolution::Withdraw | ObjectionResolution::Keep => return Ok(()),
            ObjectionResolution::Reassign(units) => {
                let parts = self.parts(tx, by, &case.item, units, "resolution.reassign").await?;
                let after = ItemFacts { assignments: Some(parts), ..ItemFacts::default() };
                (DecisionKind::Reassigned, after)
            }
            ObjectionResolution::Deadline(day) => {
                let deadline = Some(Stated { day: Some(*day) });
                (DecisionKind::Changed, ItemFacts { deadline, ..ItemFacts::default() })
            }
            ObjectionResolution::Split(texts) => {
                return self.split(tx, by, case, texts, grounds).await;
            }
        };
        self.decide(tx, by, case, Decide::to(kind, grounds, after)).await?;
        Ok(())
    }

    /// The first text stays with the item; the others become items after it, with its units and
    /// leaders, each by the same decision.
    async fn split(
        &self,
        tx: &Tx,
        by: Author<'_>,
        case: &mut Case,
        texts: &[String],
        grounds: &Grounds,
    ) -> Result<()> {
        const FIELD: &str = "resolution.split";
        let texts: Vec<String> = texts
            .iter()
            .map(|text| needed(FIELD, text, MAX_TEXT))
            .collect::<std::result::Result<_, _>>()?;
        let [first, rest @ ..] = texts.as_slice() else {
            return Err(Refusal::Required { field: FIELD }.into());
        };
        if rest.is_empty() {
            return Err(Refusal::Required { field: FIELD }.into());
        }
        if rest.len() >= MAX_PARTS {
            return Err(Refusal::TooLong { field: FIELD, limit: MAX_PARTS }.into());
        }
        // Places of one document are given out by one at a time.
        tx.serialize(&format!("review of {}", case.document.id)).await?;
        let original = tx.reader(Scope::system()).items(&[case.item.id]).await?.pop();
        let original = original.ok_or(Refusal::NotFound { field: "id" })?;
        let (assignments, leaders) = parts_of(tx, Author::Console, original.id).await?;
        let count = i32::try_from(rest.len()).unwrap_or(i32::MAX);
        tx.shift_items(original.document, original.position, count).await?;
        let after = |text: &str| ItemFacts { text: Some(text.to_owned()), ..ItemFacts::default() };
        for (text, position) in rest.iter().zip(original.position + 1..) {
            let id: ItemId = clock::new_id();
            let item = Item { id, position, version: 1, ..original.clone() };
            let new = NewItem {
                item: item.clone(),
                targets: targets_in(id, &item.text),
                assignments: assignments.clone(),
                leaders: leaders.clone(),
            };
            tx.insert_items(&[new]).await?;
            let mut part = Case {
                item,
                document: case.document.clone(),
                standing: case.standing.clone(),
                parties: case.parties.clone(),
            };
            self.decide(tx, by, &mut part, Decide::to(DecisionKind::Split, grounds, after(text)))
                .await?;
        }
        let decide = Decide::to(DecisionKind::Split, grounds, after(first));
        self.decide(tx, by, case, decide).await?;
        Ok(())
    }

    /// Whether objections to a document's items may still be raised: never where its regime gives
    /// no days for them.
    async fn in_window(&self, tx: &Tx, document: &Document) -> Result<bool> {
        let reader = tx.reader(Scope::system());
        let regime = reader.regimes_of(&[document.id]).await?.remove(&document.id);
        let days = regime.and_then(|regime| regime.switches.objection_days);
        let Some((days, at)) = days.zip(document.published_at) else { return Ok(false) };
        let (since, today) = (civil_date(at), self.clock.today());
        let holidays = Holidays::new(reader.holidays(since, today).await?);
        let days = u32::try_from(days).unwrap_or_default();
        Ok(today <= holidays.working_days_after(since, days))
    }
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: ObjectionId,
    field: &'static str,
) -> Result<Objection> {
    let objection = tx.reader(by.scope()).objections_by_id(&[id]).await?.pop();
    Ok(objection.ok_or(Refusal::NotFound { field })?)
}
