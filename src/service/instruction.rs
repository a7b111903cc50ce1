//! A leader's instruction: given here, or registered by the office; answered by units; closed.

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        assignment::Role,
        document::{Document, DocumentState},
        event::{EventKind, Subjects},
        id::{AnswerId, DocumentId, InstructionId, ItemId, LeaderId, UnitId},
        instruction::{
            Given, Instruction, InstructionAction, InstructionAnswer, InstructionState, TRANSITIONS,
        },
        refusal::Refusal,
        transition::{self, Condition, Party},
        unit::{Unit, UnitKind},
    },
    error::Result,
    policy::{Author, Scope, Standing},
    store::Tx,
};

use super::{
    Service,
    life::{MAX_REASON, MAX_TEXT, needed, optional, own_post},
    once::{self, Once},
};

/// An instruction to be given or registered.
#[derive(Clone, Debug)]
pub struct InstructionGive {
    /// The item it is on.
    pub item: Option<ItemId>,
    /// The document it is on as a whole.
    pub document: Option<DocumentId>,
    /// The post; the author's only one if none is named.
    pub leader: Option<LeaderId>,
    /// What it says.
    pub text: String,
    /// The units that are to answer.
    pub units: Vec<UnitId>,
    /// How it was given.
    pub given: Given,
    /// The day it was given; today if none is named.
    pub given_on: Option<NaiveDate>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// An answer to an instruction.
#[derive(Clone, Debug)]
pub struct InstructionReply {
    /// The instruction.
    pub instruction: InstructionId,
    /// The version that was read.
    pub version: i32,
    /// The unit that answers; the author's only one that is addressed if none is named.
    pub unit: Option<UnitId>,
    /// The answer.
    pub text: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// An instruction to be closed.
#[derive(Clone, Debug)]
pub struct InstructionClose {
    /// The instruction.
    pub instruction: InstructionId,
    /// The version that was read.
    pub version: i32,
    /// Whether the office records that the leader read the answers and had nothing further.
    pub read: bool,
    /// A word on closing.
    pub note: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// The most units that one instruction is addressed to.
const MAX_UNITS: usize = 100;

impl Service {
    /// Gives an instruction on an item or a document, or registers one that was given on paper or
    /// by word of mouth.
    ///
    /// # Errors
    /// If there is no such item or document, it is not the author's to instruct on, or post, text,
    /// day or units cannot be.
    pub async fn instruction_give(
        &self,
        by: Author<'_>,
        give: InstructionGive,
    ) -> Result<Instruction> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(give.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "text").await;
        }
        let (document, standing) = self.subject(&tx, by, &give).await?;
        let action = match give.given {
            Given::Here => InstructionAction::Give,
            Given::OnPaper | Given::Orally => InstructionAction::Register,
        };
        let parties = by.parties(&standing);
        let published = document.state != DocumentState::Draft;
        let state = transition::next(TRANSITIONS, &parties, None, action, |condition| {
            condition != Condition::Published || published
        })?;
        let leader = self.post(&tx, by, &give, &standing).await?;
        let units = self.addressed(&tx, &give, document.id).await?;
        let today = self.clock.today();
        let given_on = match give.given {
            Given::Here => today,
            Given::OnPaper | Given::Orally => {
                give.given_on.ok_or(Refusal::Required { field: "givenOn" })?
            }
        };
        if given_on > today {
            return Err(Refusal::Invalid { field: "givenOn" }.into());
        }
        let instruction = Instruction {
            id: clock::new_id(),
            document: document.id,
            item: give.item,
            leader,
            text: needed("text", &give.text, MAX_TEXT)?,
            given: give.given,
            given_on,
            entered: (self.clock.now(), by.person()?),
            state,
            closing_note: None,
            closed: None,
            closed_by_office: false,
            version: 1,
        };
        tx.insert_instruction(&instruction, &units).await?;
        let once = give.once.as_ref();
        self.finish_instruction(tx, by, instruction, EventKind::InstructionGiven, None, once).await
    }

    /// Answers an instruction for a unit that it is addressed to; it may answer again until the
    /// instruction is closed, and each answer stays.
    ///
    /// # Errors
    /// If there is no such instruction, the author's units are not addressed, it was changed in
    /// between, or is closed.
    pub async fn instruction_answer(
        &self,
        by: Author<'_>,
        reply: InstructionReply,
    ) -> Result<Instruction> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(reply.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let (mut instruction, parties, units) = locked(&tx, by, reply.instruction).await?;
        let action = InstructionAction::Answer;
        transition::may(TRANSITIONS, &parties, action)?;
        if reply.version != instruction.version {
            return Err(Refusal::Conflict.into());
        }
        let after =
            transition::next(TRANSITIONS, &parties, Some(instruction.state), action, |_| true)?;
        let unit = answering_unit(by, reply.unit, &units)?;
        let answer = InstructionAnswer {
            id: clock::new_id(),
            instruction: instruction.id,
            unit,
            text: needed("text", &reply.text, MAX_TEXT)?,
            answered: (self.clock.now(), by.person()?),
        };
        tx.insert_answer(&answer).await?;
        let answers = tx.reader(Scope::system()).answers_to(&[instruction.id]).await?;
        let answered =
            |unit: &UnitId| answers.values().flatten().any(|answer| answer.unit == *unit);
        instruction.state = if units.iter().all(answered) { after } else { InstructionState::Open };
        tx.update_instruction(&instruction).await?;
        instruction.version += 1;
        let kind = EventKind::InstructionAnswered;
        let answer = Some(answer.id);
        self.finish_instruction(tx, by, instruction, kind, answer, reply.once.as_ref()).await
    }

    /// Closes an instruction: its post says so, or the office records that the leader read the
    /// answers and had nothing further.
    ///
    /// # Errors
    /// If there is no such instruction, it is not the author's to close, was changed in between, or
    /// waits for an answer.
    pub async fn instruction_close(
        &self,
        by: Author<'_>,
        close: InstructionClose,
    ) -> Result<Instruction> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(close.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let (mut instruction, parties, _) = locked(&tx, by, close.instruction).await?;
        let action =
            if close.read { InstructionAction::RecordRead } else { InstructionAction::Close };
        transition::may(TRANSITIONS, &parties, action)?;
        if close.version != instruction.version {
            return Err(Refusal::Conflict.into());
        }
        instruction.state =
            transition::next(TRANSITIONS, &parties, Some(instruction.state), action, |_| true)?;
        instruction.closing_note = optional("note", &close.note, MAX_REASON)?;
        instruction.closed = Some((self.clock.now(), by.person()?));
        instruction.closed_by_office = close.read;
        tx.update_instruction(&instruction).await?;
        instruction.version += 1;
        let once = close.once.as_ref();
        self.finish_instruction(tx, by, instruction, EventKind::InstructionClosed, None, once).await
    }

    /// The document that an instruction is on, and what the author is to the item or document.
    async fn subject(
        &self,
        tx: &Tx,
        by: Author<'_>,
        give: &InstructionGive,
    ) -> Result<(Document, Standing)> {
        match (give.item, give.document) {
            (Some(item), None) => {
                let case = self.case(tx, by, item, "itemId").await?;
                Ok((case.document, case.standing))
            }
            (None, Some(id)) => {
                let document = tx.reader(by.scope()).document(id).await?;
                let document = document.ok_or(Refusal::NotFound { field: "documentId" })?;
                // A leader of any of its items is one of the document.
                let reader = tx.reader(Scope::system());
                let standing = Standing {
                    office: document.office,
                    leads: reader.assigned_units(id, None, Some(Role::Lead)).await?,
                    supports: vec![],
                    posts: reader.posts_in(id).await?,
                    units: vec![],
                    post: None,
                };
                Ok((document, standing))
            }
            _ => Err(Refusal::ExactlyOne { fields: "itemId, documentId" }.into()),
        }
    }

    /// The post that the instruction belongs to: the author's own, or the one for which the office
    /// registers it.
    async fn post(
        &self,
        tx: &Tx,
        by: Author<'_>,
        give: &InstructionGive,
        standing: &Standing,
    ) -> Result<LeaderId> {
        match give.given {
            Given::Here => own_post(by, give.leader, standing),
            Given::OnPaper | Given::Orally => {
                self.recorded_post(tx, by, give.leader, standing.office).await
            }
        }
    }

    /// The units that are to answer: assigned to the item, or to any item of the document; a member
    /// of an assigned collective counts.
    async fn addressed(
        &self,
        tx: &Tx,
        give: &InstructionGive,
        document: DocumentId,
    ) -> Result<Vec<UnitId>> {
        const FIELD: &str = "unitIds";
        let mut units: Vec<UnitId> = Vec::new();
        for unit in &give.units {
            if !units.contains(unit) {
                units.push(*unit);
            }
        }
        if units.is_empty() {
            return Err(Refusal::Required { field: FIELD }.into());
        }
        if units.len() > MAX_UNITS {
            return Err(Refusal::TooLong { field: FIELD, limit: MAX_UNITS }.into());
        }
        let reader = tx.reader(Scope::system());
        let assigned = reader.assigned_units(document, give.item, None).await?;
        // Those that were succeeded do not answer; who stands in their place does.
        let heirs = reader.heirs(&assigned).await?;
        let heir = |unit: UnitId| heirs.iter().find(|(one, _)| *one == unit).map(|(_, heir)| *heir);
        let assigned: Vec<UnitId> =
            assigned.into_iter().map(|unit| heir(unit).unwrap_or(unit)).collect();
        let members = reader.members(&assigned, self.clock.today()).await?;
        let answers = |unit: &Unit| {
            unit.kind != UnitKind::Collective
                && (assigned.contains(&unit.id)
                    || members.values().flatten().any(|member| member.id == unit.id))
        };
        let known = reader.units(&units).await?;
        let fits = |id: &UnitId| known.iter().any(|unit| unit.id == *id && answers(unit));
        if !units.iter().all(fits) {
            return Err(Refusal::NotFound { field: FIELD }.into());
        }
        Ok(units)
    }

    async fn finish_instruction(
        &self,
        tx: Tx,
        by: Author<'_>,
        instruction: Instruction,
        kind: EventKind,
        answer: Option<AnswerId>,
        once: Option<&Once>,
    ) -> Result<Instruction> {
        once::keep(once, &tx, instruction.id, &self.clock).await?;
        let subjects = Subjects {
            document: Some(instruction.document),
            item: instruction.item,
            other: Some(answer.map_or(instruction.id.into(), Into::into)),
            ..Subjects::default()
        };
        self.tell(&tx, by, kind, subjects, Some(instruction.version)).await?;
        tx.commit().await?;
        Ok(instruction)
    }
}

/// An instruction that the author may see, locked and read after that, with what the author is to
/// it and the units that it is addressed to.
async fn locked(
    tx: &Tx,
    by: Author<'_>,
    id: InstructionId,
) -> Result<(Instruction, Vec<Party>, Vec<UnitId>)> {
    let not_found = Refusal::NotFound { field: "id" };
    reread(tx, by, id, "id").await?;
    tx.lock_instruction(id).await?;
    let reader = tx.reader(Scope::system());
    let instruction = reader.instructions_by_id(&[id]).await?.pop();
    let instruction = instruction.ok_or_else(|| not_found.clone())?;
    let document = reader.document(instruction.document).await?.ok_or(not_found)?;
    let units = reader.addressed_by(&[id]).await?.remove(&id).unwrap_or_default();
    let standing = Standing {
        office: document.office,
        leads: vec![],
        supports: vec![],
        posts: vec![],
        units: units.clone(),
        post: Some(instruction.leader),
    };
    Ok((instruction, by.parties(&standing), units))
}

/// The unit for which the author answers: the one named, else their only one that is addressed.
fn answering_unit(by: Author<'_>, named: Option<UnitId>, addressed: &[UnitId]) -> Result<UnitId> {
    let own: Vec<UnitId> = match by {
        Author::Person(actor) => {
            addressed.iter().copied().filter(|unit| actor.is_of_unit(*unit)).collect()
        }
        Author::Console => addressed.to_vec(),
    };
    match (named, own.as_slice()) {
        (Some(unit), own) if own.contains(&unit) => Ok(unit),
        (Some(_), _) => Err(Refusal::NotFound { field: "unitId" }.into()),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Refusal::Required { field: "unitId" }.into()),
    }
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: InstructionId,
    field: &'static str,
) -> Result<Instruction> {
    let instruction = tx.reader(by.scope()).instructions_by_id(&[id]).await?.pop();
    Ok(instruction.ok_or(Refusal::NotFound { field })?)
}
