//! A lead unit plans; the office or a leader approves, as the regime says.

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        action_plan::{ActionPlan, ActionPlanAction, ActionPlanState, PlanVersion, TRANSITIONS},
        assignment::Role,
        event::EventKind,
        id::{ActionPlanId, DocumentId, ItemId, LeaderId, MilestoneId, UnitId},
        milestone::{MilestoneLine, names_someone},
        refusal::{OneRefused, Refusal},
        regime::{PlanApproval, Switches},
        transition::{Condition, Party},
    },
    error::Result,
    policy::{Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::{Case, MAX_REASON, MAX_TEXT, needed, optional, own_post},
    once::{self, Once},
};

/// A plan to be written.
#[derive(Clone, Debug)]
pub struct ActionPlanSave {
    /// The item.
    pub item: ItemId,
    /// The unit that plans; the author's only lead of the item if none is named.
    pub unit: Option<UnitId>,
    /// The version of the plan that was read; none where there is no plan yet.
    pub version: Option<i32>,
    /// How the item is to be carried out.
    pub summary: String,
    /// Why the plan changes, once one was approved.
    pub reason: String,
    /// The milestones, in order.
    pub milestones: Vec<MilestoneSave>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A milestone of a plan to be written.
#[derive(Clone, Debug)]
pub struct MilestoneSave {
    /// The milestone of the plan that it is, changed or not; none for a new one.
    pub id: Option<MilestoneId>,
    /// What is to be reached.
    pub title: String,
    /// By which day.
    pub due_on: NaiveDate,
    /// Who answers for it.
    pub person: String,
    /// What is expected.
    pub expected: String,
    /// Why it lies after the item's own day.
    pub explanation: String,
}

/// What is done about a plan.
#[derive(Clone, Debug)]
pub struct ActionPlanDecide {
    /// The plan.
    pub plan: ActionPlanId,
    /// The version that was read.
    pub version: i32,
    /// What is done.
    pub action: ActionPlanAction,
    /// What the decision says.
    pub reason: String,
    /// The post that decides.
    pub leader: Option<LeaderId>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// The most milestones of a plan.
const MAX_MILESTONES: usize = 50;
/// The most characters of a milestone's title, and of the name of who answers for it.
const MAX_TITLE: usize = 200;
const MAX_PERSON: usize = 50;

impl Service {
    /// Writes a plan, or its next version where the last is no draft.
    ///
    /// # Errors
    /// If there is no such item, the author leads it for no unit, no plans are asked for, a version
    /// waits for a decision, the plan was changed in between, or a milestone cannot be.
    pub async fn action_plan_save(
        &self,
        by: Author<'_>,
        save: ActionPlanSave,
    ) -> Result<ActionPlan> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(save.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "itemId").await;
        }
        let action = ActionPlanAction::Save;
        let case = self.case(&tx, by, save.item, "itemId").await?;
        case.may(TRANSITIONS, action)?;
        let unit = case.acting_unit(by, save.unit, &[Role::Lead])?;
        let reader = tx.reader(Scope::system());
        let known = reader.plans_on(save.item).await?.into_iter().find(|plan| plan.unit == unit);
        if known.as_ref().map(|plan| plan.version) != save.version {
            return Err(Refusal::Conflict.into());
        }
        let last = match &known {
            Some(plan) => reader.newest_plans(&[plan.id]).await?.remove(&plan.id),
            None => None,
        };
        let draft = last.clone().filter(|last| last.state == ActionPlanState::Draft);
        let waits = last.as_ref().is_some_and(|last| last.state == ActionPlanState::Submitted);
        let switches = switches(&tx, case.document.id).await?;
        let from = draft.as_ref().map(|draft| draft.state);
        let state = case.next(TRANSITIONS, from, action, |condition| match condition {
            Condition::NoneOpen => !waits,
            other => holds(&switches, other),
        })?;
        let (now, person) = (self.clock.now(), by.person()?);
        let is_new = known.is_none();
        let mut plan = known.unwrap_or_else(|| ActionPlan {
            id: clock::new_id(),
            document: case.document.id,
            item: save.item,
            unit,
            created_at: now,
            version: 1,
        });
        let version = PlanVersion {
            id: draft.as_ref().map_or_else(clock::new_id, |draft| draft.id),
            plan: plan.id,
            number: match &draft {
                Some(draft) => draft.number,
                None => last.map_or(0, |last| last.number) + 1,
            },
            state,
            summary: optional("summary", &save.summary, MAX_TEXT)?.unwrap_or_default(),
            reason: optional("reason", &save.reason, MAX_REASON)?,
            written: (now, person),
            submitted: None,
            leader: None,
            recorded: false,
            answer: None,
            decided: None,
        };
        let lines = lines(&tx.milestone_ids(plan.id).await?, &save.milestones)?;
        if is_new {
            tx.insert_action_plan(&plan).await?;
        } else {
            tx.touch_action_plan(plan.id).await?;
            plan.version += 1;
        }
        match draft {
            Some(_) => tx.update_plan_version(&version).await?,
            None => tx.insert_plan_version(&version).await?,
        }
        tx.replace_milestones(plan.id, version.id, &lines).await?;
        once::keep(save.once.as_ref(), &tx, plan.id, &self.clock).await?;
        let mut told =
            self.event(by, EventKind::ActionPlanSaved, case.subjects(Some(version.id.into())));
        told.fields = vec!["summary", "reason", "milestones"];
        told.version = Some(plan.version);
        tx.append(told).await?;
        tx.commit().await?;
        Ok(plan)
    }

    /// Submits a plan, takes it back, returns or approves it, or records what a leader decided.
    ///
    /// # Errors
    /// If there is no such plan, it is not the author's to do, was changed in between, is in no such
    /// state, says too little to be submitted, or a reason or a post is missing.
    pub async fn action_plan_decide(
        &self,
        by: Author<'_>,
        act: ActionPlanDecide,
    ) -> Result<ActionPlan> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let seen = reread(&tx, by, act.plan, "id").await?;
        let mut case = self.case_of_unit(&tx, by, seen.item, seen.unit).await?;
        let own = by.stands(case.document.office, seen.unit, None);
        case.parties.extend(own.into_iter().filter(|party| *party == Party::Head));
        let mut plan = reread(&tx, Author::Console, act.plan, "id").await?;
        case.may(TRANSITIONS, act.action)?;
        if act.version != plan.version {
            return Err(Refusal::Conflict.into());
        }
        // As far as the author may see: a next version that is being written is nobody else's.
        let newest = tx.reader(by.scope()).newest_plans(&[plan.id]).await?.remove(&plan.id);
        let mut version = newest.ok_or(Refusal::NotFound { field: "id" })?;
        let switches = switches(&tx, case.document.id).await?;
        let leads = case.acting_unit(by, Some(plan.unit), &[Role::Lead]).is_ok();
        version.state =
            case.next(TRANSITIONS, Some(version.state), act.action, |condition| match condition {
                Condition::StillLeads => leads,
                other => holds(&switches, other),
            })?;
        let mark = Some((self.clock.now(), by.person()?));
        let kind = match version.state {
            ActionPlanState::Submitted => {
                check_complete(&tx, &case, &plan, &version).await?;
                version.submitted = mark;
                EventKind::ActionPlanSubmitted
            }
            ActionPlanState::Returned => {
                version.answer = Some(needed("reason", &act.reason, MAX_REASON)?);
                EventKind::ActionPlanReturned
            }
            ActionPlanState::Approved => {
                version.answer = optional("reason", &act.reason, MAX_REASON)?;
                EventKind::ActionPlanApproved
            }
            ActionPlanState::Draft | ActionPlanState::Withdrawn => EventKind::ActionPlanWithdrawn,
        };
        if version.state != ActionPlanState::Submitted {
            version.decided = mark;
        }
        let records = [ActionPlanAction::RecordReturn, ActionPlanAction::RecordApprove];
        let decides = [ActionPlanAction::Return, ActionPlanAction::Approve];
        if records.contains(&act.action) {
            let office = case.document.office;
            version.leader = Some(self.recorded_post(&tx, by, act.leader, office).await?);
            version.recorded = true;
        } else if decides.contains(&act.action) && switches.plan == PlanApproval::Leader {
            version.leader = Some(own_post(by, act.leader, &case.standing)?);
        }
        tx.update_plan_version(&version).await?;
        tx.touch_action_plan(plan.id).await?;
        plan.version += 1;
        once::keep(act.once.as_ref(), &tx, plan.id, &self.clock).await?;
        let subjects = case.subjects(Some(version.id.into()));
        self.tell(&tx, by, kind, subjects, Some(plan.version)).await?;
        tx.commit().await?;
        Ok(plan)
    }
}

/// What the regime of a document asks for.
async fn switches(tx: &Tx, document: DocumentId) -> Result<Switches> {
    let regime = tx.reader(Scope::system()).regimes_of(&[document]).await?.remove(&document);
    Ok(regime.map_or(Switches::OFF, |regime| regime.switches))
}

/// Whether a condition holds that is the regime's.
fn holds(switches: &Switches, condition: Condition) -> bool {
    match condition {
        Condition::PlansAsked => switches.plan != PlanApproval::None,
        Condition::ByOffice => switches.plan == PlanApproval::Office,
        Condition::ByLeader => switches.plan == PlanApproval::Leader,
        Condition::SignOff => switches.sign_off,
        Condition::NoSignOff => !switches.sign_off,
        _ => true,
    }
}

/// Whether a version says enough to be submitted: how, by which milestones, and, once one was
/// approved, why it changes.
async fn check_complete(
    tx: &Tx,
    case: &Case,
    plan: &ActionPlan,
    version: &PlanVersion,
) -> Result<()> {
    let reader = tx.reader(Scope::system());
    if version.summary.is_empty() {
        return Err(Refusal::Required { field: "summary" }.into());
    }
    let changes = !reader.plans_in_force(&[plan.id]).await?.is_empty();
    if changes && version.reason.is_none() {
        return Err(Refusal::Required { field: "reason" }.into());
    }
    let milestones = reader.milestones_of(&[version.id]).await?.remove(&version.id);
    let milestones = milestones.unwrap_or_default();
    if milestones.is_empty() {
        return Err(Refusal::Required { field: "milestones" }.into());
    }
    let refused = milestones.iter().enumerate().filter_map(|(place, milestone)| {
        let refusal = milestone.line.check_complete(case.due_on()).err()?;
        Some(of_milestone(place, refusal))
    });
    all_right(refused.collect())
}

fn of_milestone(place: usize, refusal: Refusal) -> OneRefused {
    OneRefused { list: "milestones", place, duty: None, refusal }
}

fn all_right(refused: Vec<OneRefused>) -> Result<()> {
    if refused.is_empty() { Ok(()) } else { Err(Refusal::Each(refused).into()) }
}

/// The milestones of a version, each with its key and whether it is new: those named are of the
/// plan, none twice.
fn lines(
    known: &[MilestoneId],
    milestones: &[MilestoneSave],
) -> Result<Vec<(MilestoneId, bool, MilestoneLine)>> {
    if milestones.len() > MAX_MILESTONES {
        return Err(Refusal::TooLong { field: "milestones", limit: MAX_MILESTONES }.into());
    }
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    let mut named: Vec<MilestoneId> = Vec::new();
    for (place, milestone) in milestones.iter().enumerate() {
        let is_known = milestone.id.is_none_or(|id| known.contains(&id) && !named.contains(&id));
        let line = if is_known { line(milestone) } else { Err(Refusal::NotFound { field: "id" }) };
        named.extend(milestone.id);
        match line {
            Ok(line) => {
                let id = milestone.id.unwrap_or_else(clock::new_id);
                lines.push((id, milestone.id.is_none(), line));
            }
            Err(refusal) => refused.push(of_milestone(place, refusal)),
        }
    }
    all_right(refused)?;
    Ok(lines)
}

fn line(milestone: &MilestoneSave) -> std::result::Result<MilestoneLine, Refusal> {
    let person = short("person", &milestone.person, MAX_PERSON)?.unwrap_or_default();
    if !names_someone(&person) {
        return Err(Refusal::Invalid { field: "person" });
    }
    Ok(MilestoneLine {
        title: short("title", &milestone.title, MAX_TITLE)?
            .ok_or(Refusal::Required { field: "title" })?,
        due_on: milestone.due_on,
        person,
        expected: optional("expected", &milestone.expected, MAX_REASON)?.unwrap_or_default(),
        explanation: optional("explanation", &milestone.explanation, MAX_REASON)?,
    })
}

/// A text of one line, if it says anything.
fn short(
    field: &'static str,
    text: &str,
    limit: usize,
) -> std::result::Result<Option<String>, Refusal> {
    if text.trim().chars().any(char::is_control) {
        return Err(Refusal::Invalid { field });
    }
    optional(field, text, limit)
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: ActionPlanId,
    field: &'static str,
) -> Result<ActionPlan> {
    let plan = tx.reader(by.scope()).action_plans_by_id(&[id]).await?.pop();
    Ok(plan.ok_or(Refusal::NotFound { field })?)
}
