//! What the office decides on an item: suspend, resume, change, cancel, and its outcome.

use crate::{
    domain::{
        assignment::Role,
        decision::{DecisionKind, ItemFacts, Part, Stated},
        id::ItemId,
        item::{Item, ItemAction, ItemState, TRANSITIONS},
        refusal::Refusal,
        transition::Condition,
    },
    error::{Error, Result},
    policy::Author,
    store::Tx,
};

use super::{
    Answering, Service,
    life::{Case, Decide, Grounds, MAX_TEXT, checked, needed},
    once::{self, Once},
};

/// A decision on an item.
#[derive(Clone, Debug)]
pub struct ItemDecide {
    /// The item.
    pub item: ItemId,
    /// The version that was read.
    pub version: i32,
    /// What is decided.
    pub what: ItemChange,
    /// On what it rests.
    pub grounds: Grounds,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What is decided on an item.
#[derive(Clone, Debug)]
pub enum ItemChange {
    /// 暂停.
    Suspend,
    /// 恢复.
    Resume,
    /// 取消.
    Cancel,
    /// 变更.
    Change {
        /// The task.
        text: Option<String>,
        /// Day by which it is to be done.
        deadline: Option<Stated>,
        /// The units that answer for it, all of them.
        assignments: Option<Vec<(Answering, Role)>>,
    },
}

/// The outcome of items.
#[derive(Clone, Debug)]
pub struct ItemsOutcome {
    /// The items.
    pub items: Vec<OutcomeOf>,
    /// The outcome of all of them.
    pub outcome: ItemAction,
    /// Whether what is carried over goes on a separate list, where it has no successor.
    pub separate_list: bool,
    /// On what it rests.
    pub grounds: Grounds,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// An item whose outcome is decided.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeOf {
    /// The item.
    pub item: ItemId,
    /// The version that was read.
    pub version: i32,
    /// The item that carries it on.
    pub successor: Option<ItemId>,
}

/// The most items that get their outcome at once.
const MAX_ITEMS: usize = 100;

impl Service {
    /// Suspends, resumes, changes or cancels an item of a published document.
    ///
    /// # Errors
    /// If there is no such item, it is not the author's to decide, was changed in between, is not
    /// in a state for it, or what is to stand cannot be.
    pub async fn item_decide(&self, by: Author<'_>, act: ItemDecide) -> Result<Item> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id).await;
        }
        let mut case = self.case(&tx, by, act.item, "id").await?;
        let (action, kind) = match &act.what {
            ItemChange::Suspend => (ItemAction::Suspend, DecisionKind::Suspended),
            ItemChange::Resume => (ItemAction::Resume, DecisionKind::Resumed),
            ItemChange::Cancel => (ItemAction::Cancel, DecisionKind::Cancelled),
            ItemChange::Change { .. } => (ItemAction::Change, DecisionKind::Changed),
        };
        let to = allowed(&tx, &case, action, act.version).await?;
        let grounds = checked(act.grounds)?;
        let after = match act.what {
            ItemChange::Change { text, deadline, assignments } => {
                self.changed(&tx, by, &case, text, deadline, assignments).await?
            }
            _ => ItemFacts { state: Some(to), ..ItemFacts::default() },
        };
        self.decide(&tx, by, &mut case, Decide::to(kind, &grounds, after)).await?;
        once::keep(act.once.as_ref(), &tx, act.item, &self.clock).await?;
        self.reconcile(&tx, by, case.document.id, self.clock.today()).await?;
        tx.commit().await?;
        Ok(case.item)
    }

    /// What a change makes of an item: only what differs from what it is.
    async fn changed(
        &self,
        tx: &Tx,
        by: Author<'_>,
        case: &Case,
        text: Option<String>,
        deadline: Option<Stated>,
        assignments: Option<Vec<(Answering, Role)>>,
    ) -> Result<ItemFacts> {
        let text = text.map(|text| needed("text", &text, MAX_TEXT)).transpose()?;
        let assignments = match assignments {
            Some(parts) => Some(self.parts(tx, by, &case.item, &parts, "assignments").await?),
            None => None,
        };
        let after = ItemFacts {
            state: None,
            text: text.filter(|text| *text != case.item.text),
            deadline: deadline.filter(|stated| stated.day != case.item.deadline),
            assignments,
        };
        if after == ItemFacts::default() {
            return Err(Refusal::Required { field: "text" }.into());
        }
        Ok(after)
    }

    /// Units that are to answer for an item, as a decision keeps them.
    pub(super) async fn parts(
        &self,
        tx: &Tx,
        by: Author<'_>,
        item: &Item,
        answering: &[(Answering, Role)],
        field: &'static str,
    ) -> Result<Vec<Part>> {
        let rows = self.assignments(tx, by, item, answering, field).await?;
        Ok(rows.into_iter().map(|(unit, role, printed)| Part { unit, role, printed }).collect())
    }

    /// Gives items their outcome, all or none of them.
    ///
    /// # Errors
    /// The item at which it failed, where it is one's; and why: there is no such item, it is not
    /// the author's to decide, was changed in between, has its outcome, or awaits a figure.
    pub async fn items_outcome(
        &self,
        by: Author<'_>,
        act: ItemsOutcome,
    ) -> std::result::Result<Vec<Item>, (Option<ItemId>, Error)> {
        let whole = |error: Error| (None, error);
        let Some(first) = act.items.first() else {
            return Err(whole(Refusal::Required { field: "items" }.into()));
        };
        if act.items.len() > MAX_ITEMS {
            return Err(whole(Refusal::TooLong { field: "items", limit: MAX_ITEMS }.into()));
        }
        let grounds = checked(act.grounds.clone()).map_err(whole)?;
        let tx = self.store.write().await.map_err(|error| whole(error.into()))?;
        if once::done::<ItemId>(act.once.as_ref(), &tx).await.map_err(whole)?.is_some() {
            let mut items = Vec::new();
            for of in &act.items {
                let item = reread(&tx, by, of.item).await;
                items.push(item.map_err(|error| (Some(of.item), error))?);
            }
            return Ok(items);
        }
        // In one order, so that two who decide the same items wait for each other.
        let mut in_order = act.items.clone();
        in_order.sort_by_key(|of| of.item);
        let mut items = Vec::new();
        for of in &in_order {
            let item = self.outcome(&tx, by, &act, &grounds, *of).await;
            items.push(item.map_err(|error| (Some(of.item), error))?);
        }
        items.sort_by_key(|item| act.items.iter().position(|of| of.item == item.id));
        once::keep(act.once.as_ref(), &tx, first.item, &self.clock).await.map_err(whole)?;
        let mut documents: Vec<_> = items.iter().map(|item| item.document).collect();
        documents.sort_unstable();
        documents.dedup();
        let reconciled = self.reconcile_all(&tx, by, &documents, self.clock.today()).await;
        reconciled.map_err(whole)?;
        tx.commit().await.map_err(|error| whole(error.into()))?;
        Ok(items)
    }

    async fn outcome(
        &self,
        tx: &Tx,
        by: Author<'_>,
        act: &ItemsOutcome,
        grounds: &Grounds,
        of: OutcomeOf,
    ) -> Result<Item> {
        let mut case = self.case(tx, by, of.item, "items").await?;
        let to = allowed(tx, &case, act.outcome, of.version).await?;
        let kind = match to {
            ItemState::Completed => DecisionKind::Completed,
            ItemState::Routine => DecisionKind::Routine,
            ItemState::NotAchieved => DecisionKind::NotAchieved,
            ItemState::Cancelled => DecisionKind::Cancelled,
            ItemState::CarriedOver => DecisionKind::CarriedOver,
            ItemState::Open | ItemState::Suspended => {
                return Err(Refusal::Invalid { field: "outcome" }.into());
            }
        };
        let carried = kind == DecisionKind::CarriedOver;
        let successor = of.successor.filter(|_| carried);
        if carried && successor.is_none() && !act.separate_list {
            return Err(Refusal::Required { field: "items.successorId" }.into());
        }
        if let Some(successor) = successor {
            let next = tx.reader(by.scope()).items(&[successor]).await?.pop();
            let next = next.ok_or(Refusal::NotFound { field: "items.successorId" })?;
            let document = tx.reader(by.scope()).document(next.document).await?;
            if next.id == of.item
                || document.is_none_or(|document| document.office != case.document.office)
            {
                return Err(Refusal::Invalid { field: "items.successorId" }.into());
            }
        }
        let after = ItemFacts { state: Some(to), ..ItemFacts::default() };
        let decide = Decide {
            successor,
            separate_list: carried && successor.is_none(),
            ..Decide::to(kind, grounds, after)
        };
        self.decide(tx, by, &mut case, decide).await?;
        Ok(case.item)
    }
}

/// The state that an action leads to, if it is allowed on the version that was read.
async fn allowed(tx: &Tx, case: &Case, action: ItemAction, version: i32) -> Result<ItemState> {
    let awaits = tx.awaits_figure(case.item.id).await?;
    // Who may comes first: whoever may not is told so, whatever they read.
    case.may(TRANSITIONS, action)?;
    if version != case.item.version {
        return Err(Refusal::Conflict.into());
    }
    case.next(TRANSITIONS, Some(case.item.state), action, |condition| {
        condition != Condition::NoFigureAwaited || !awaits
    })
}

async fn reread(tx: &Tx, by: Author<'_>, id: ItemId) -> Result<Item> {
    let item = tx.reader(by.scope()).items(&[id]).await?.pop();
    Ok(item.ok_or(Refusal::NotFound { field: "id" })?)
}
