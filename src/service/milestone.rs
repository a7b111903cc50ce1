//! A unit says that a milestone was reached; what was said wrongly is taken back.

use chrono::NaiveDate;

use crate::{
    domain::{
        event::EventKind,
        id::MilestoneId,
        milestone::{Milestone, MilestoneAction, MilestoneMark, TRANSITIONS},
        refusal::Refusal,
        transition::Condition,
    },
    error::Result,
    policy::{Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::{MAX_REASON, needed},
    once::{self, Once},
};

/// What is said of a milestone.
#[derive(Clone, Debug)]
pub struct MilestoneMarking {
    /// The milestone.
    pub milestone: MilestoneId,
    /// The version that was read.
    pub version: i32,
    /// The day on which it was reached; none where it is not after all.
    pub done_on: Option<NaiveDate>,
    /// How, or why not.
    pub word: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Says that a milestone was reached on a day, or is not after all; what was said before stays.
    ///
    /// # Errors
    /// If there is no such milestone, it is not the author's to speak of, was changed in between,
    /// is of no plan in force, its day is still to come, or nothing is said.
    pub async fn milestone_mark(
        &self,
        by: Author<'_>,
        marking: MilestoneMarking,
    ) -> Result<Milestone> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(marking.once.as_ref(), &tx).await? {
            return reread(&tx, by, id).await;
        }
        let seen = reread(&tx, by, marking.milestone).await?;
        let plan = tx.reader(Scope::system()).action_plans_by_id(&[seen.plan]).await?.pop();
        let plan = plan.ok_or(Refusal::NotFound { field: "id" })?;
        let case = self.case_of_unit(&tx, by, plan.item, plan.unit).await?;
        let milestone = reread(&tx, Author::Console, marking.milestone).await?;
        let (action, kind) = match marking.done_on {
            Some(_) => (MilestoneAction::Complete, EventKind::MilestoneCompleted),
            None => (MilestoneAction::Reopen, EventKind::MilestoneReopened),
        };
        case.may(TRANSITIONS, action)?;
        if marking.version != milestone.version {
            return Err(Refusal::Conflict.into());
        }
        let in_force = tx.reader(Scope::system()).plans_in_force(&[plan.id]).await?;
        let stands =
            in_force.get(&plan.id).is_some_and(|version| version.id == milestone.in_version);
        case.next(TRANSITIONS, Some(milestone.state()), action, |condition| {
            condition != Condition::InForce || stands
        })?;
        if marking.done_on.is_some_and(|day| day > self.clock.today()) {
            return Err(Refusal::Invalid { field: "doneOn" }.into());
        }
        let field = if marking.done_on.is_some() { "word" } else { "reason" };
        let mark = MilestoneMark {
            done_on: marking.done_on,
            word: needed(field, &marking.word, MAX_REASON)?,
            marked: (self.clock.now(), by.person()?),
        };
        tx.mark_milestone(milestone.id, &mark).await?;
        once::keep(marking.once.as_ref(), &tx, milestone.id, &self.clock).await?;
        let subjects = case.subjects(Some(milestone.id.into()));
        self.tell(&tx, by, kind, subjects, Some(milestone.version + 1)).await?;
        tx.commit().await?;
        Ok(Milestone { done_on: marking.done_on, version: milestone.version + 1, ..milestone })
    }
}

async fn reread(tx: &Tx, by: Author<'_>, id: MilestoneId) -> Result<Milestone> {
    let milestone = tx.reader(by.scope()).milestones(&[id]).await?.pop();
    Ok(milestone.ok_or(Refusal::NotFound { field: "id" })?)
}
