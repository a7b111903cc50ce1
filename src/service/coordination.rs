//! A unit asks for what it cannot solve alone to be coordinated; the office or a leader answers.

use crate::{
    clock,
    domain::{
        assignment::Role,
        coordination::{Coordination, CoordinationAction, CoordinationStep, StepKind, TRANSITIONS},
        event::{EventKind, Subjects},
        id::{CoordinationId, ItemId, LeaderId, OfficeId, ReportId, UnitId},
        language::Message,
        refusal::Refusal,
        report::ProgressReport,
        transition::{self, Condition, Party},
    },
    error::Result,
    policy::{Author, Scope, Standing},
    store::Tx,
};

use super::{
    Service,
    life::{Case, MAX_REASON, MAX_TEXT, needed, optional},
    once::{self, Once},
};

/// Coordination to be asked for.
#[derive(Clone, Debug)]
pub struct CoordinationAsk {
    /// The submitted report that states the problem.
    pub report: Option<ReportId>,
    /// The item, on which the unit's last report states it.
    pub item: Option<ItemId>,
    /// The unit that asks on an item; the author's only one of it if none is named.
    pub unit: Option<UnitId>,
    /// What is to be coordinated.
    pub text: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What is done about coordination.
#[derive(Clone, Debug)]
pub struct CoordinationAct {
    /// The wish.
    pub coordination: CoordinationId,
    /// The version that was read.
    pub version: i32,
    /// What is done.
    pub action: CoordinationAction,
    /// The post that it is forwarded to.
    pub leader: Option<LeaderId>,
    /// What is said; needed in an answer.
    pub text: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Asks for coordination of a problem that a submitted report of the unit states.
    ///
    /// # Errors
    /// If there is no such report or item, it is not the author's unit's, nothing was submitted,
    /// coordination was asked for that report before and is not settled, or the item is not worked
    /// on.
    pub async fn coordination_ask(
        &self,
        by: Author<'_>,
        ask: CoordinationAsk,
    ) -> Result<Coordination> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(ask.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "text").await;
        }
        let (case, unit, report) = self.problem(&tx, by, &ask).await?;
        let submitted = report.filter(|report| report.submitted_at.is_some());
        let open = match &submitted {
            Some(report) => tx.has_open_coordination(report.id).await?,
            None => false,
        };
        let action = CoordinationAction::Ask;
        let state = case.next(TRANSITIONS, None, action, |condition| match condition {
            Condition::Reported => submitted.is_some(),
            Condition::NoneOpen => !open,
            _ => true,
        })?;
        let report = submitted.ok_or(Refusal::Unmet { condition: Condition::Reported })?;
        let coordination = Coordination {
            id: clock::new_id(),
            document: case.document.id,
            item: case.item.id,
            unit,
            role: report.role,
            report: report.id,
            text: needed("text", &ask.text, MAX_TEXT)?,
            state,
            leader: None,
            asked: (self.clock.now(), by.person()?),
            settled: None,
            version: 1,
        };
        tx.insert_coordination(&coordination).await?;
        once::keep(ask.once.as_ref(), &tx, coordination.id, &self.clock).await?;
        let subjects = case.subjects(Some(coordination.id.into()));
        self.tell(&tx, by, EventKind::CoordinationAsked, subjects, Some(1)).await?;
        tx.commit().await?;
        Ok(coordination)
    }

    /// Forwards coordination to a leader, answers it, or marks it settled. Each step stays.
    ///
    /// # Errors
    /// If there is no such wish, it is not the author's to do, was changed in between, or is settled;
    /// or there is no such post.
    pub async fn coordination_act(
        &self,
        by: Author<'_>,
        act: CoordinationAct,
    ) -> Result<Coordination> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        reread(&tx, by, act.coordination, "id").await?;
        tx.lock_coordination(act.coordination).await?;
        let mut coordination = reread(&tx, Author::Console, act.coordination, "id").await?;
        let document = tx.reader(Scope::system()).document(coordination.document).await?;
        let office = document.ok_or(Refusal::NotFound { field: "id" })?.office;
        let parties = by.parties(&standing(office, &coordination));
        transition::may(TRANSITIONS, &parties, act.action)?;
        if act.version != coordination.version {
            return Err(Refusal::Conflict.into());
        }
        let from = Some(coordination.state);
        coordination.state = transition::next(TRANSITIONS, &parties, from, act.action, |_| true)?;
        let done = (self.clock.now(), by.person()?);
        let (kind, event, leader, text) = match act.action {
            CoordinationAction::Forward => {
                let post = self.recorded_post(&tx, by, act.leader, office).await?;
                coordination.leader = Some(post);
                let text = optional("text", &act.text, MAX_REASON)?.unwrap_or_default();
                (StepKind::Forwarded, EventKind::CoordinationForwarded, Some(post), text)
            }
            CoordinationAction::Settle => {
                coordination.settled = Some(done);
                let text = optional("text", &act.text, MAX_REASON)?.unwrap_or_default();
                (StepKind::Settled, EventKind::CoordinationSettled, None, text)
            }
            CoordinationAction::Ask | CoordinationAction::Answer => {
                // Who is of the office answers as the office.
                let post = coordination.leader.filter(|_| !parties.contains(&Party::Office));
                let text = needed("text", &act.text, MAX_TEXT)?;
                (StepKind::Answered, EventKind::CoordinationAnswered, post, text)
            }
        };
        let step = CoordinationStep { coordination: coordination.id, kind, leader, text, done };
        tx.update_coordination(&coordination, &step).await?;
        coordination.version += 1;
        once::keep(act.once.as_ref(), &tx, coordination.id, &self.clock).await?;
        let subjects = Subjects {
            office: Some(office),
            document: Some(coordination.document),
            item: Some(coordination.item),
            other: Some(coordination.id.into()),
            ..Subjects::default()
        };
        self.tell(&tx, by, event, subjects, Some(coordination.version)).await?;
        tx.commit().await?;
        Ok(coordination)
    }

    /// The item of the problem, locked; the unit that asks; and its report, submitted or not.
    async fn problem(
        &self,
        tx: &Tx,
        by: Author<'_>,
        ask: &CoordinationAsk,
    ) -> Result<(Case, UnitId, Option<ProgressReport>)> {
        const ACTION: CoordinationAction = CoordinationAction::Ask;
        match (ask.report, ask.item) {
            (Some(report), None) => {
                let report = tx.reader(by.scope()).report(report).await?;
                let report = report.ok_or(Refusal::NotFound { field: "reportId" })?;
                let case = self.case(tx, by, report.item, "reportId").await?;
                case.may(TRANSITIONS, ACTION)?;
                if matches!(by, Author::Person(actor) if !actor.is_of_unit(report.unit)) {
                    let who = Message::new("只有报送单位可以", "only the unit that reports may");
                    return Err(Refusal::NotAllowed { who }.into());
                }
                Ok((case, report.unit, Some(report)))
            }
            (None, Some(item)) => {
                let case = self.case(tx, by, item, "itemId").await?;
                case.may(TRANSITIONS, ACTION)?;
                let unit = case.acting_unit(by, ask.unit, &[Role::Lead, Role::Support])?;
                let report = tx.reader(Scope::system()).last_report_of(item, unit).await?;
                Ok((case, unit, report))
            }
            _ => Err(Refusal::ExactlyOne { fields: "reportId, itemId" }.into()),
        }
    }
}

/// Whose coordination is.
fn standing(office: OfficeId, coordination: &Coordination) -> Standing {
    Standing {
        office,
        leads: vec![],
        supports: vec![],
        posts: vec![],
        units: vec![coordination.unit],
        post: coordination.leader,
    }
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: CoordinationId,
    field: &'static str,
) -> Result<Coordination> {
    let coordination = tx.reader(by.scope()).coordinations_by_id(&[id]).await?.pop();
    Ok(coordination.ok_or(Refusal::NotFound { field })?)
}
