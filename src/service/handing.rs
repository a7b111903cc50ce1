//! A unit of an item hands a part of it to its own bureaux and towns.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    clock,
    domain::{
        assignment::Role,
        event::{EventKind, Subjects},
        handing::{Handing, HandingAction, HandingAsks, HandingState, HandingTerms, TRANSITIONS},
        id::{AccountId, DocumentId, HandingActId, HandingId, ItemId, UnitId},
        item::ItemState,
        refusal::Refusal,
        transition::Condition,
        unit::{UnitKind, holds_on},
    },
    error::Result,
    policy::{Author, Scope},
    store::{NewEvent, Reader, Tx},
};

use super::{
    Service,
    duty::Ledger,
    life::{MAX_REASON, MAX_TEXT, needed},
    once::{self, Once},
};

/// A part to be handed on.
#[derive(Clone, Debug)]
pub struct HandOn {
    /// The item.
    pub item: ItemId,
    /// The unit that hands it on; the author's only one of the item if none is named.
    pub unit: Option<UnitId>,
    /// The units below that get it.
    pub to: Vec<UnitId>,
    /// What they get.
    pub terms: HandingTerms,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What a handing would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOnCost {
    /// How many units would get it.
    pub units: usize,
    /// The days by which each of them would owe a report, as far as they are known.
    pub due_on: Vec<NaiveDate>,
}

/// A handing to be changed.
#[derive(Clone, Debug)]
pub struct HandingChange {
    /// The handing.
    pub handing: HandingId,
    /// The version that was read.
    pub version: i32,
    /// What it is to be.
    pub terms: HandingTerms,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A handing to be ended.
#[derive(Clone, Debug)]
pub struct HandingEnd {
    /// The handing.
    pub handing: HandingId,
    /// The version that was read.
    pub version: i32,
    /// Why.
    pub reason: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A part that may be handed on.
struct ToHandOn {
    document: DocumentId,
    item: ItemId,
    unit: UnitId,
    to: Vec<UnitId>,
    terms: HandingTerms,
    state: HandingState,
}

impl ToHandOn {
    fn handed(&self, to: UnitId, act: HandingActId, handed: (DateTime<Utc>, AccountId)) -> Handing {
        Handing {
            id: clock::new_id(),
            act,
            document: self.document,
            item: self.item,
            unit: self.unit,
            to,
            terms: self.terms.clone(),
            state: self.state,
            handed,
            end_reason: None,
            ended: None,
            version: 1,
        }
    }
}

/// The most units that a part is handed to at once.
const MAX_UNITS: usize = 100;
/// The most days that a report of each period is due before the one that it goes into.
const MAX_DAYS_BEFORE: i32 = 30;

impl Service {
    /// Hands a part of an item to units below; each has a handing of its own.
    ///
    /// # Errors
    /// If there is no such item, none of the author's units has a part in it, it is not worked on,
    /// a unit is none of theirs or has a part already, or what is handed cannot be.
    pub async fn item_hand_on(&self, by: Author<'_>, new: HandOn) -> Result<Vec<Handing>> {
        let tx = self.store.write().await?;
        if let Some(act) = once::done::<HandingActId>(new.once.as_ref(), &tx).await? {
            return Ok(tx.reader(by.scope()).handed_in(act).await?);
        }
        let part = self.to_hand_on(&tx, by, &new).await?;
        let act: HandingActId = clock::new_id();
        let handed = (self.clock.now(), by.person()?);
        let handings: Vec<Handing> =
            part.to.iter().map(|to| part.handed(*to, act, handed)).collect();
        tx.insert_handings(&handings).await?;
        once::keep(new.once.as_ref(), &tx, act, &self.clock).await?;
        let told = handings.iter().map(|one| self.handing_event(by, EventKind::HandedOn, one));
        tx.append_all(told.collect()).await?;
        tx.commit().await?;
        Ok(handings)
    }

    /// What handing a part on would cost the units below, without handing it.
    ///
    /// # Errors
    /// The same as handing it on.
    pub async fn hand_on_cost(&self, by: Author<'_>, new: HandOn) -> Result<HandOnCost> {
        // Rolled back when it is dropped: it is looked at as handing it on looks at it.
        let tx = self.store.write().await?;
        let part = self.to_hand_on(&tx, by, &new).await?;
        let today = self.clock.today();
        let due_on = match part.terms.asks {
            HandingAsks::Nothing => vec![],
            HandingAsks::Once => part.terms.due_on.into_iter().collect(),
            HandingAsks::EachPeriod => {
                let of = (part.item, part.unit);
                let owed = tx.reader(Scope::system()).owed_on(&[of]).await?.remove(&of);
                let days = owed.into_iter().flatten().map(|(_, day)| part.terms.before(day));
                days.filter(|day| *day >= today).collect()
            }
        };
        Ok(HandOnCost { units: part.to.len(), due_on })
    }

    /// The part that an act would hand on; nothing is written.
    async fn to_hand_on(&self, tx: &Tx, by: Author<'_>, new: &HandOn) -> Result<ToHandOn> {
        let action = HandingAction::HandOn;
        let case = self.case(tx, by, new.item, "itemId").await?;
        case.may(TRANSITIONS, action)?;
        let unit = case.acting_unit(by, new.unit, &[Role::Lead, Role::Support])?;
        let reader = tx.reader(Scope::system());
        let to = self.below(&reader, unit, &new.to).await?;
        let open = reader.open_handings(case.document.id).await?;
        let has_part = open.iter().any(|handing| {
            handing.item == new.item && handing.unit == unit && to.contains(&handing.to)
        });
        let state = case.next(TRANSITIONS, None, action, |condition| {
            condition != Condition::NoneOpen || !has_part
        })?;
        let terms = self.checked_terms(&new.terms, None)?;
        Ok(ToHandOn { document: case.document.id, item: new.item, unit, to, terms, state })
    }

    /// The units named, each once: they exist today and are right below the unit.
    async fn below(
        &self,
        reader: &Reader<'_>,
        unit: UnitId,
        named: &[UnitId],
    ) -> Result<Vec<UnitId>> {
        const FIELD: &str = "toUnitIds";
        let mut to: Vec<UnitId> = Vec::new();
        for unit in named {
            if !to.contains(unit) {
                to.push(*unit);
            }
        }
        if to.is_empty() {
            return Err(Refusal::Required { field: FIELD }.into());
        }
        if to.len() > MAX_UNITS {
            return Err(Refusal::TooLong { field: FIELD, limit: MAX_UNITS }.into());
        }
        let today = self.clock.today();
        let known = reader.units(&to).await?;
        let is_below = |id: &UnitId| {
            known.iter().any(|below| {
                below.id == *id
                    && below.parent == Some(unit)
                    && below.kind != UnitKind::Collective
                    && holds_on((below.valid_from, below.valid_to), today)
            })
        };
        if !to.iter().all(is_below) {
            return Err(Refusal::NotFound { field: FIELD }.into());
        }
        Ok(to)
    }

    /// What may be handed: a part in words, a day that is still to come or stays as it was, days
    /// before where each period is reported on.
    fn checked_terms(
        &self,
        terms: &HandingTerms,
        before: Option<&HandingTerms>,
    ) -> Result<HandingTerms> {
        let task = needed("task", &terms.task, MAX_TEXT)?;
        let kept = before.is_some_and(|before| before.due_on == terms.due_on);
        if terms.due_on.is_some_and(|day| day < self.clock.today() && !kept) {
            return Err(Refusal::Invalid { field: "dueOn" }.into());
        }
        if terms.asks == HandingAsks::Once && terms.due_on.is_none() {
            return Err(Refusal::Required { field: "dueOn" }.into());
        }
        let days_before = match (terms.asks, terms.days_before) {
            (HandingAsks::EachPeriod, days) => {
                let days = days.unwrap_or_default();
                if !(0..=MAX_DAYS_BEFORE).contains(&days) {
                    return Err(Refusal::Invalid { field: "daysBefore" }.into());
                }
                Some(days)
            }
            (_, None) => None,
            (_, Some(_)) => return Err(Refusal::Invalid { field: "daysBefore" }.into()),
        };
        Ok(HandingTerms { task, days_before, ..terms.clone() })
    }

    /// Changes what was handed.
    ///
    /// # Errors
    /// If there is no such handing, it is not the author's, was changed in between or has ended, or
    /// what it is to be cannot be.
    pub async fn handing_change(&self, by: Author<'_>, change: HandingChange) -> Result<Handing> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(change.once.as_ref(), &tx).await? {
            return reread(&tx, by, id).await;
        }
        let action = HandingAction::Change;
        let mut handing = self.handing_to(&tx, by, change.handing, action, change.version).await?;
        handing.terms = self.checked_terms(&change.terms, Some(&handing.terms))?;
        let once = change.once.as_ref();
        self.finish_handing(tx, by, handing, EventKind::HandingChanged, once).await
    }

    /// Ends a handing: nothing is asked any more.
    ///
    /// # Errors
    /// If there is no such handing, it is not the author's, was changed in between or has ended, or
    /// no reason is given.
    pub async fn handing_end(&self, by: Author<'_>, end: HandingEnd) -> Result<Handing> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(end.once.as_ref(), &tx).await? {
            return reread(&tx, by, id).await;
        }
        let mut handing =
            self.handing_to(&tx, by, end.handing, HandingAction::End, end.version).await?;
        handing.end_reason = Some(needed("reason", &end.reason, MAX_REASON)?);
        handing.ended = Some((self.clock.now(), Some(by.person()?)));
        let once = end.once.as_ref();
        self.finish_handing(tx, by, handing, EventKind::HandingEnded, once).await
    }

    /// A handing that the author may act on, in the state that follows.
    async fn handing_to(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: HandingId,
        action: HandingAction,
        version: i32,
    ) -> Result<Handing> {
        let seen = reread(tx, by, id).await?;
        let case = self.case_of_unit(tx, by, seen.item, seen.unit).await?;
        let mut handing = reread(tx, Author::Console, id).await?;
        case.may(TRANSITIONS, action)?;
        if version != handing.version {
            return Err(Refusal::Conflict.into());
        }
        handing.state = case.next(TRANSITIONS, Some(handing.state), action, |_| true)?;
        Ok(handing)
    }

    async fn finish_handing(
        &self,
        tx: Tx,
        by: Author<'_>,
        mut handing: Handing,
        kind: EventKind,
        once: Option<&Once>,
    ) -> Result<Handing> {
        tx.update_handing(&handing).await?;
        handing.version += 1;
        once::keep(once, &tx, handing.id, &self.clock).await?;
        tx.append(self.handing_event(by, kind, &handing)).await?;
        tx.commit().await?;
        Ok(handing)
    }

    fn handing_event(&self, by: Author<'_>, kind: EventKind, handing: &Handing) -> NewEvent {
        let subjects = Subjects {
            document: Some(handing.document),
            item: Some(handing.item),
            other: Some(handing.id.into()),
            ..Subjects::default()
        };
        let mut told = self.event(by, kind, subjects);
        told.fields = match kind {
            EventKind::HandingChanged => vec!["task", "dueOn", "asks"],
            _ => vec!["state"],
        };
        told.version = Some(handing.version);
        told
    }

    /// Ends what was handed on by units that have no part in the item any more, and of items that
    /// got their outcome.
    pub(super) async fn handings_follow(
        &self,
        tx: &Tx,
        by: Author<'_>,
        document: DocumentId,
        ledger: &Ledger,
    ) -> Result<()> {
        let reader = tx.reader(Scope::system());
        let handings = reader.open_handings(document).await?;
        if handings.is_empty() {
            return Ok(());
        }
        let items: Vec<ItemId> = handings.iter().map(|handing| handing.item).collect();
        let items = reader.items(&items).await?;
        let goes_on = |handing: &Handing| {
            let state = items.iter().find(|item| item.id == handing.item).map(|item| item.state);
            matches!(state, Some(ItemState::Open | ItemState::Suspended))
                && ledger.answers(handing.item, handing.unit)
        };
        for mut handing in handings.into_iter().filter(|handing| !goes_on(handing)) {
            handing.state = HandingState::Ended;
            handing.ended = Some((self.clock.now(), None));
            tx.update_handing(&handing).await?;
            handing.version += 1;
            tx.append(self.handing_event(by, EventKind::HandingEnded, &handing)).await?;
        }
        Ok(())
    }
}

async fn reread(tx: &Tx, by: Author<'_>, id: HandingId) -> Result<Handing> {
    let handing = tx.reader(by.scope()).handings_by_id(&[id]).await?.pop();
    Ok(handing.ok_or(Refusal::NotFound { field: "id" })?)
}
