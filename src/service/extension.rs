//! A unit asks for a later day; the office decides.

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        assignment::Role,
        decision::{DecisionKind, ItemFacts, Stated},
        event::EventKind,
        extension::{Extension, ExtensionAction, ExtensionState, TRANSITIONS},
        id::{ExtensionId, ItemId, UnitId},
        refusal::Refusal,
        transition::Condition,
    },
    error::Result,
    policy::Author,
    store::Tx,
};

use super::{
    Service,
    life::{Case, Decide, Grounds, MAX_REASON, MAX_TEXT, needed, optional},
    once::{self, Once},
};

/// A later day that is asked for.
#[derive(Clone, Debug)]
pub struct ExtensionAsk {
    /// The item.
    pub item: ItemId,
    /// The unit that asks; the author's only lead of the item if none is named.
    pub unit: Option<UnitId>,
    /// The day.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// How it will be kept.
    pub plan: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What is done about a later day that was asked for.
#[derive(Clone, Debug)]
pub struct ExtensionDecide {
    /// The wish.
    pub extension: ExtensionId,
    /// The version that was read.
    pub version: i32,
    /// What is done.
    pub action: ExtensionAction,
    /// The day that is granted; the one that was asked for if none is named.
    pub until: Option<NaiveDate>,
    /// What the decision says; needed where it refuses.
    pub reason: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Asks for a later day before the day has come.
    ///
    /// # Errors
    /// If there is no such item, the author leads it for no unit, the item is not worked on, its
    /// day has come, the unit already waits, or the later day is none.
    pub async fn extension_ask(&self, by: Author<'_>, ask: ExtensionAsk) -> Result<Extension> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(ask.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "itemId").await;
        }
        let case = self.case(&tx, by, ask.item, "itemId").await?;
        case.may(TRANSITIONS, ExtensionAction::Ask)?;
        let unit = case.acting_unit(by, ask.unit, &[Role::Lead])?;
        let waits = tx.has_open_extension(ask.item, unit).await?;
        let due_on = case.due_on().filter(|day| self.clock.today() < *day);
        let state =
            case.next(TRANSITIONS, None, ExtensionAction::Ask, |condition| match condition {
                Condition::BeforeDue => due_on.is_some(),
                Condition::NoneOpen => !waits,
                _ => true,
            })?;
        let reason = needed("reason", &ask.reason, MAX_REASON)?;
        let plan = needed("plan", &ask.plan, MAX_TEXT)?;
        let due_on = due_on.filter(|day| ask.until > *day);
        let extension = Extension {
            id: clock::new_id(),
            document: case.document.id,
            item: ask.item,
            unit,
            reason,
            plan,
            due_on: due_on.ok_or(Refusal::Invalid { field: "until" })?,
            until: ask.until,
            state,
            granted_until: None,
            answer: None,
            asked: (self.clock.now(), by.person()?),
            decided: None,
            version: 1,
        };
        tx.insert_extension(&extension).await?;
        once::keep(ask.once.as_ref(), &tx, extension.id, &self.clock).await?;
        let subjects = case.subjects(Some(extension.id.into()));
        self.tell(&tx, by, EventKind::ExtensionAsked, subjects, Some(1)).await?;
        tx.commit().await?;
        Ok(extension)
    }

    /// Grants or refuses a later day, or takes the wish back. A granted day is the item's from now
    /// on; the day before stays visible.
    ///
    /// # Errors
    /// If there is no such wish, it is not the author's to decide, was changed in between, or waits
    /// no longer; or the day granted is not later.
    pub async fn extension_decide(
        &self,
        by: Author<'_>,
        act: ExtensionDecide,
    ) -> Result<Extension> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let seen = reread(&tx, by, act.extension, "id").await?;
        let mut case = self.case_of_unit(&tx, by, seen.item, seen.unit).await?;
        let mut extension = reread(&tx, Author::Console, act.extension, "id").await?;
        case.may(TRANSITIONS, act.action)?;
        if act.version != extension.version {
            return Err(Refusal::Conflict.into());
        }
        extension.state = case.next(TRANSITIONS, Some(extension.state), act.action, |_| true)?;
        extension.answer = match extension.state {
            ExtensionState::Refused => Some(needed("reason", &act.reason, MAX_REASON)?),
            _ => optional("reason", &act.reason, MAX_REASON)?,
        };
        if extension.state == ExtensionState::Granted {
            extension.granted_until =
                Some(self.grant(&tx, by, &mut case, &extension, act.until).await?);
        }
        extension.decided = Some((self.clock.now(), by.person()?));
        tx.update_extension(&extension).await?;
        extension.version += 1;
        once::keep(act.once.as_ref(), &tx, extension.id, &self.clock).await?;
        let subjects = case.subjects(Some(extension.id.into()));
        let version = Some(extension.version);
        self.tell(&tx, by, EventKind::ExtensionDecided, subjects, version).await?;
        tx.commit().await?;
        Ok(extension)
    }

    /// Moves the item's day and answers it.
    async fn grant(
        &self,
        tx: &Tx,
        by: Author<'_>,
        case: &mut Case,
        extension: &Extension,
        until: Option<NaiveDate>,
    ) -> Result<NaiveDate> {
        let until = until.unwrap_or(extension.until);
        if case.due_on().is_some_and(|day| until <= day) {
            return Err(Refusal::Invalid { field: "until" }.into());
        }
        let grounds = Grounds {
            reason: extension.answer.clone().unwrap_or_else(|| extension.reason.clone()),
            document_number: None,
        };
        let after =
            ItemFacts { deadline: Some(Stated { day: Some(until) }), ..ItemFacts::default() };
        self.decide(tx, by, case, Decide::to(DecisionKind::Extended, &grounds, after)).await?;
        self.reconcile(tx, by, case.document.id, self.clock.today()).await?;
        Ok(until)
    }
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: ExtensionId,
    field: &'static str,
) -> Result<Extension> {
    let extension = tx.reader(by.scope()).extensions_by_id(&[id]).await?.pop();
    Ok(extension.ok_or(Refusal::NotFound { field })?)
}
