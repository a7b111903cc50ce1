//! A lead applies for closing; the office verifies, and closes or sends back.

use rust_decimal::Decimal;

use crate::{
    clock,
    domain::{
        assignment::Role,
        closing::{
            Closing, ClosingAction, ClosingState, Figure, TRANSITIONS, Verification,
            VerificationMethod,
        },
        decision::{DecisionKind, ItemFacts},
        event::EventKind,
        id::{ClosingId, ItemId, TargetId, UnitId},
        item::ItemState,
        refusal::Refusal,
        target::Target,
        transition::Condition,
    },
    error::Result,
    policy::{Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::{Case, Decide, Grounds, MAX_REASON, MAX_TEXT, needed, optional},
    once::{self, Once},
};

/// An application for closing.
#[derive(Clone, Debug)]
pub struct ClosingApply {
    /// The item.
    pub item: ItemId,
    /// The unit that applies; the author's only lead of the item if none is named.
    pub unit: Option<UnitId>,
    /// What shows that it is done.
    pub evidence: String,
    /// Final values: one for each target.
    pub figures: Vec<(TargetId, Decimal)>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A verification of an application.
#[derive(Clone, Debug)]
pub struct ClosingVerify {
    /// The application.
    pub closing: ClosingId,
    /// The version that was read.
    pub version: i32,
    /// How.
    pub method: VerificationMethod,
    /// Verified values.
    pub figures: Vec<(TargetId, Decimal)>,
    /// What was found.
    pub note: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What is done about an application.
#[derive(Clone, Debug)]
pub struct ClosingDecide {
    /// The application.
    pub closing: ClosingId,
    /// The version that was read.
    pub version: i32,
    /// What is done.
    pub action: ClosingAction,
    /// Why it is sent back, or a word on closing.
    pub reason: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Applies for closing an item.
    ///
    /// # Errors
    /// If there is no such item, the author leads it for no unit, it is not worked on, an
    /// application waits, or evidence or a target's value is missing.
    pub async fn closing_apply(&self, by: Author<'_>, apply: ClosingApply) -> Result<Closing> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(apply.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "itemId").await;
        }
        let case = self.case(&tx, by, apply.item, "itemId").await?;
        let waits = tx.has_open_closing(apply.item).await?;
        let state = case.next(TRANSITIONS, None, ClosingAction::Apply, |condition| {
            condition != Condition::NoneOpen || !waits
        })?;
        let unit = case.acting_unit(by, apply.unit, &[Role::Lead])?;
        let evidence = needed("evidence", &apply.evidence, MAX_TEXT)?;
        let targets = targets(&tx, apply.item).await?;
        let figures = figures(&targets, &apply.figures)?;
        let awaited = tx.awaited_targets(apply.item).await?;
        let told = |target: &Target| figures.iter().any(|figure| figure.target == target.id);
        if !targets.iter().all(|target| told(target) || awaited.contains(&target.id)) {
            return Err(Refusal::Required { field: "figures" }.into());
        }
        let closing = Closing {
            id: clock::new_id(),
            document: case.document.id,
            item: apply.item,
            unit,
            evidence,
            figures,
            state,
            reason: None,
            applied: (self.clock.now(), by.person()?),
            decided: None,
            version: 1,
        };
        tx.insert_closing(&closing).await?;
        once::keep(apply.once.as_ref(), &tx, closing.id, &self.clock).await?;
        let subjects = case.subjects(Some(closing.id.into()));
        self.tell(&tx, by, EventKind::ClosingApplied, subjects, Some(1)).await?;
        tx.commit().await?;
        Ok(closing)
    }

    /// Records what was verified of an application; it may be verified more than once.
    ///
    /// # Errors
    /// If there is no such application, it is not the author's to verify, was changed in between,
    /// or waits no longer.
    pub async fn closing_verify(&self, by: Author<'_>, act: ClosingVerify) -> Result<Closing> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let (case, mut closing) =
            self.closing_case(&tx, by, act.closing, ClosingAction::Verify, act.version).await?;
        closing.state =
            case.next(TRANSITIONS, Some(closing.state), ClosingAction::Verify, |_| true)?;
        let verification = Verification {
            id: clock::new_id(),
            closing: closing.id,
            method: act.method,
            figures: figures(&targets(&tx, closing.item).await?, &act.figures)?,
            note: needed("note", &act.note, MAX_TEXT)?,
            verified: (self.clock.now(), by.person()?),
        };
        tx.insert_verification(&verification).await?;
        tx.update_closing(&closing).await?;
        closing.version += 1;
        let kind = EventKind::ClosingVerified;
        self.finish_closing(tx, by, &case, closing, kind, act.once.as_ref()).await
    }

    /// Closes the item, sends the application back, or takes it back.
    ///
    /// # Errors
    /// If there is no such application, it is not the author's to decide, was changed in between,
    /// waits no longer, is to be closed without a verification or while a figure is awaited, or is
    /// sent back without a reason.
    pub async fn closing_decide(&self, by: Author<'_>, act: ClosingDecide) -> Result<Closing> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let (mut case, mut closing) =
            self.closing_case(&tx, by, act.closing, act.action, act.version).await?;
        let verified = tx.verification_count(closing.id).await? > 0;
        let awaits = tx.awaits_figure(closing.item).await?;
        closing.state =
            case.next(TRANSITIONS, Some(closing.state), act.action, |condition| match condition {
                Condition::Verified => verified,
                Condition::NoFigureAwaited => !awaits,
                _ => true,
            })?;
        closing.reason = match closing.state {
            ClosingState::Returned => Some(needed("reason", &act.reason, MAX_REASON)?),
            _ => optional("reason", &act.reason, MAX_REASON)?,
        };
        closing.decided = Some((self.clock.now(), by.person()?));
        tx.update_closing(&closing).await?;
        closing.version += 1;
        if closing.state == ClosingState::Closed {
            let grounds = Grounds {
                reason: closing.reason.clone().unwrap_or_else(|| closing.evidence.clone()),
                document_number: None,
            };
            let after = ItemFacts { state: Some(ItemState::Completed), ..ItemFacts::default() };
            let decide = Decide::to(DecisionKind::Completed, &grounds, after);
            self.decide(&tx, by, &mut case, decide).await?;
            self.reconcile(&tx, by, case.document.id, self.clock.today()).await?;
        }
        let kind = EventKind::ClosingDecided;
        self.finish_closing(tx, by, &case, closing, kind, act.once.as_ref()).await
    }

    async fn closing_case(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: ClosingId,
        action: ClosingAction,
        version: i32,
    ) -> Result<(Case, Closing)> {
        let seen = reread(tx, by, id, "id").await?;
        let case = self.case_of_unit(tx, by, seen.item, seen.unit).await?;
        let closing = reread(tx, Author::Console, id, "id").await?;
        case.may(TRANSITIONS, action)?;
        if version != closing.version {
            return Err(Refusal::Conflict.into());
        }
        Ok((case, closing))
    }

    async fn finish_closing(
        &self,
        tx: Tx,
        by: Author<'_>,
        case: &Case,
        closing: Closing,
        kind: EventKind,
        once: Option<&Once>,
    ) -> Result<Closing> {
        once::keep(once, &tx, closing.id, &self.clock).await?;
        let subjects = case.subjects(Some(closing.id.into()));
        self.tell(&tx, by, kind, subjects, Some(closing.version)).await?;
        tx.commit().await?;
        Ok(closing)
    }
}

async fn targets(tx: &Tx, item: ItemId) -> Result<Vec<Target>> {
    let targets = tx.reader(Scope::system()).targets_of(&[item]).await?.remove(&item);
    Ok(targets.unwrap_or_default())
}

/// Values with their targets' words, each of the item and none twice.
fn figures(targets: &[Target], values: &[(TargetId, Decimal)]) -> Result<Vec<Figure>> {
    let mut figures: Vec<Figure> = Vec::new();
    for (id, value) in values {
        let target = targets.iter().find(|target| target.id == *id);
        let target = target.ok_or(Refusal::NotFound { field: "figures" })?;
        if figures.iter().any(|figure| figure.target == *id) {
            return Err(Refusal::Invalid { field: "figures" }.into());
        }
        figures.push(Figure {
            target: *id,
            indicator: target.indicator.clone(),
            measure: target.measure.clone(),
            value: *value,
        });
    }
    Ok(figures)
}

async fn reread(tx: &Tx, by: Author<'_>, id: ClosingId, field: &'static str) -> Result<Closing> {
    let closing = tx.reader(by.scope()).closings_by_id(&[id]).await?.pop();
    Ok(closing.ok_or(Refusal::NotFound { field })?)
}
