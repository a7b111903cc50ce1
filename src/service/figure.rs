//! A promise whose figure the statistics bureau is still to give.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    clock,
    domain::{
        closing::AwaitedFigure,
        event::EventKind,
        id::{FigureId, ItemId, TargetId},
        item::{ItemAction, TRANSITIONS},
        refusal::Refusal,
        transition::Condition,
    },
    error::Result,
    policy::{Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::needed,
    once::{self, Once},
};

/// A figure that is to be awaited.
#[derive(Clone, Debug)]
pub struct FigureAwait {
    /// The item.
    pub item: ItemId,
    /// The target.
    pub target: TargetId,
    /// Who gives the figure.
    pub source: String,
    /// Day on which it is expected.
    pub expected_on: NaiveDate,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// The figure that was awaited.
#[derive(Clone, Debug)]
pub struct FigureEnter {
    /// What is awaited.
    pub figure: FigureId,
    /// The version that was read.
    pub version: i32,
    /// The figure.
    pub value: Decimal,
    /// The day it holds for.
    pub as_of: NaiveDate,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// The most characters of the name of a source.
const MAX_SOURCE: usize = 100;

impl Service {
    /// Notes that a target's figure is awaited: the item is not completed nor given up before.
    ///
    /// # Errors
    /// If there is no such item or target, it is not the author's to decide, the item has its
    /// outcome, or the figure is already awaited.
    pub async fn figure_await(&self, by: Author<'_>, act: FigureAwait) -> Result<AwaitedFigure> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "itemId").await;
        }
        let case = self.case(&tx, by, act.item, "itemId").await?;
        let awaited = tx.awaits_figure_of(act.target).await?;
        let state = Some(case.item.state);
        case.next(TRANSITIONS, state, ItemAction::AwaitFigure, |condition| {
            condition != Condition::NoneOpen || !awaited
        })?;
        let targets = tx.reader(Scope::system()).targets_of(&[act.item]).await?;
        let mut targets = targets.into_values().flatten();
        let target = targets.find(|target| target.id == act.target);
        let target = target.ok_or(Refusal::NotFound { field: "targetId" })?;
        let figure = AwaitedFigure {
            id: clock::new_id(),
            document: case.document.id,
            item: act.item,
            target: Some(target.id),
            indicator: target.indicator,
            source: needed("source", &act.source, MAX_SOURCE)?,
            expected_on: act.expected_on,
            given: None,
            awaited: (self.clock.now(), by.person()?),
            entered: None,
            version: 1,
        };
        tx.insert_awaited_figure(&figure).await?;
        once::keep(act.once.as_ref(), &tx, figure.id, &self.clock).await?;
        let subjects = case.subjects(Some(figure.id.into()));
        self.tell(&tx, by, EventKind::FigureAwaited, subjects, Some(1)).await?;
        tx.commit().await?;
        Ok(figure)
    }

    /// Enters a figure that was awaited; one that was entered may be put right.
    ///
    /// # Errors
    /// If nothing such is awaited, it is not the author's to enter, was changed in between, or the
    /// item has its outcome.
    pub async fn figure_enter(&self, by: Author<'_>, act: FigureEnter) -> Result<AwaitedFigure> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let seen = reread(&tx, by, act.figure, "id").await?;
        let case = self.case(&tx, by, seen.item, "id").await?;
        let mut figure = reread(&tx, by, act.figure, "id").await?;
        case.may(TRANSITIONS, ItemAction::AwaitFigure)?;
        if act.version != figure.version {
            return Err(Refusal::Conflict.into());
        }
        case.next(TRANSITIONS, Some(case.item.state), ItemAction::AwaitFigure, |_| true)?;
        figure.given = Some((act.value, act.as_of));
        figure.entered = Some((self.clock.now(), by.person()?));
        tx.update_awaited_figure(&figure).await?;
        figure.version += 1;
        once::keep(act.once.as_ref(), &tx, figure.id, &self.clock).await?;
        let subjects = case.subjects(Some(figure.id.into()));
        self.tell(&tx, by, EventKind::FigureEntered, subjects, Some(figure.version)).await?;
        tx.commit().await?;
        Ok(figure)
    }
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: FigureId,
    field: &'static str,
) -> Result<AwaitedFigure> {
    let figure = tx.reader(by.scope()).figures_by_id(&[id]).await?.pop();
    Ok(figure.ok_or(Refusal::NotFound { field })?)
}
