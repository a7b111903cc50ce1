//! Instructions, whom they are addressed to, and their answers.

use std::collections::HashMap;

use entity::{assignment, instruction, instruction_answer, instruction_unit, item, item_leader};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt, document::stored, life::on_items, rows::insert_all,
    scope,
};
use crate::{
    clock,
    domain::{
        assignment::Role,
        id::{AccountId, AnswerId, DocumentId, InstructionId, ItemId, LeaderId, UnitId},
        instruction::{Given, Instruction, InstructionAnswer, InstructionState},
        page::{Cursor, Page, PageRequest},
    },
};

impl TryFrom<instruction::Model> for Instruction {
    type Error = StoreError;

    fn try_from(row: instruction::Model) -> Result<Self> {
        Ok(Self {
            id: InstructionId(row.id),
            document: DocumentId(row.document_id),
            item: row.item_id.map(ItemId),
            leader: LeaderId(row.leader_id),
            text: row.text,
            given: Given::parse(&row.given).ok_or_else(|| corrupt("given", &row.given))?,
            given_on: row.given_on,
            entered: (row.entered_at, AccountId(row.entered_by)),
            state: InstructionState::parse(&row.state)
                .ok_or_else(|| corrupt("instruction state", &row.state))?,
            closing_note: row.closing_note,
            closed: row.closed_at.zip(row.closed_by.map(AccountId)),
            closed_by_office: row.closed_by_office,
            version: row.version,
        })
    }
}

impl From<instruction_answer::Model> for InstructionAnswer {
    fn from(row: instruction_answer::Model) -> Self {
        Self {
            id: AnswerId(row.id),
            instruction: InstructionId(row.instruction_id),
            unit: UnitId(row.unit_id),
            text: row.text,
            answered: (row.answered_at, AccountId(row.answered_by)),
        }
    }
}

on_items! {
    Instruction (InstructionId) of instruction, seen as instructions, by entered_at EnteredAt:
    instructions_by_id, instructions_of, instruction_counts, |row| row.item_id.unwrap_or_default()
}

/// For whom instructions wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstructionsOf {
    /// Units that have not answered yet.
    Units(Vec<UnitId>),
    /// Posts that have answers to read.
    Posts(Vec<LeaderId>),
}

impl Reader<'_> {
    fn waiting_instructions(&self, of: &InstructionsOf) -> Select<instruction::Entity> {
        let rows = self.instructions();
        match of {
            InstructionsOf::Units(units) => {
                let units: Vec<Uuid> = units.iter().map(|id| Uuid::from(*id)).collect();
                // By an addressed unit of one's own that has no answer.
                let answered = instruction_answer::Entity::find()
                    .select_only()
                    .column(instruction_answer::Column::Id)
                    .filter(instruction_answer::Column::InstructionId.into_expr().eq(Expr::col((
                        instruction_unit::Entity,
                        instruction_unit::Column::InstructionId,
                    ))))
                    .filter(instruction_answer::Column::UnitId.into_expr().eq(Expr::col((
                        instruction_unit::Entity,
                        instruction_unit::Column::UnitId,
                    ))))
                    .into_query();
                let addressed = instruction_unit::Entity::find()
                    .select_only()
                    .column(instruction_unit::Column::InstructionId)
                    .filter(instruction_unit::Column::UnitId.is_in(units))
                    .filter(Expr::exists(answered).not())
                    .into_query();
                rows.filter(instruction::Column::State.eq(InstructionState::Open.as_str()))
                    .filter(instruction::Column::Id.in_subquery(addressed))
            }
            InstructionsOf::Posts(posts) => rows
                .filter(instruction::Column::State.eq(InstructionState::Answered.as_str()))
                .filter(
                    instruction::Column::LeaderId.is_in(posts.iter().map(|id| Uuid::from(*id))),
                ),
        }
    }

    /// A page of the instructions that wait for someone, longest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_instruction_page(
        &self,
        of: &InstructionsOf,
        page: &PageRequest,
    ) -> Result<Page<Instruction>> {
        super::page::Sorting { descending: false, ..newest_first() }
            .read(&self.db(), self.waiting_instructions(of), page)
            .await?
            .try_map(Instruction::try_from)
    }

    /// How many instructions wait for someone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_instruction_count(&self, of: &InstructionsOf) -> Result<u64> {
        Ok(self.waiting_instructions(of).count(&self.db()).await?)
    }

    /// A page of the instructions on each of these documents as a whole, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_instructions_of(
        &self,
        documents: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Instruction>>> {
        newest_first()
            .read_under(
                &self.db(),
                self.instructions().filter(instruction::Column::ItemId.is_null()),
                (instruction::Column::DocumentId, documents),
                page,
                |row| row.document_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(Instruction::try_from)?)))
            .collect()
    }

    /// How many instructions there are on each of these documents as a whole.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_instruction_counts(
        &self,
        documents: &[Uuid],
    ) -> Result<HashMap<Uuid, u64>> {
        let rows = self.instructions().filter(instruction::Column::ItemId.is_null());
        super::page::count_under(&self.db(), rows, instruction::Column::DocumentId, documents).await
    }

    /// The units that each of these instructions is addressed to, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn addressed_by(
        &self,
        instructions: &[InstructionId],
    ) -> Result<HashMap<InstructionId, Vec<UnitId>>> {
        use instruction_unit::Column;
        let visible = self.instructions().select_only().column(instruction::Column::Id);
        let rows = instruction_unit::Entity::find()
            .filter(Column::InstructionId.is_in(instructions.iter().map(|id| Uuid::from(*id))))
            .filter(Column::InstructionId.in_subquery(visible.into_query()))
            .order_by_asc(Column::Position)
            .all(&self.db())
            .await?;
        let mut units: HashMap<InstructionId, Vec<UnitId>> = HashMap::new();
        for row in rows {
            units.entry(InstructionId(row.instruction_id)).or_default().push(UnitId(row.unit_id));
        }
        Ok(units)
    }

    /// The units that answer for an item, or for any item of a document, collectives as they are
    /// named.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn assigned_units(
        &self,
        document: DocumentId,
        item: Option<ItemId>,
        role: Option<Role>,
    ) -> Result<Vec<UnitId>> {
        let units: Vec<Uuid> = assignment::Entity::find()
            .select_only()
            .column(assignment::Column::UnitId)
            .distinct()
            .filter(assignment::Column::ItemId.in_subquery(items_in(document, item)))
            .filter(assignment::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .apply_if(role, |rows, role| rows.filter(assignment::Column::Role.eq(role.as_str())))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(units.into_iter().map(UnitId).collect())
    }

    /// The posts responsible for any item of a document.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn posts_in(&self, document: DocumentId) -> Result<Vec<LeaderId>> {
        let posts: Vec<Uuid> = item_leader::Entity::find()
            .select_only()
            .column(item_leader::Column::LeaderId)
            .distinct()
            .filter(item_leader::Column::ItemId.in_subquery(items_in(document, None)))
            .filter(item_leader::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(posts.into_iter().map(LeaderId).collect())
    }

    /// The answers to each of these instructions that may be seen, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn answers_to(
        &self,
        instructions: &[InstructionId],
    ) -> Result<HashMap<InstructionId, Vec<InstructionAnswer>>> {
        use instruction_answer::Column;
        let rows = instruction_answer::Entity::find()
            .filter(scope::instruction_answers(&self.scope))
            .filter(Column::InstructionId.is_in(instructions.iter().map(|id| Uuid::from(*id))))
            .order_by_asc(Column::AnsweredAt)
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        let mut answers: HashMap<InstructionId, Vec<InstructionAnswer>> = HashMap::new();
        for row in rows {
            let answer = InstructionAnswer::from(row);
            answers.entry(answer.instruction).or_default().push(answer);
        }
        Ok(answers)
    }
}

fn items_in(document: DocumentId, only: Option<ItemId>) -> SelectStatement {
    item::Entity::find()
        .select_only()
        .column(item::Column::Id)
        .filter(item::Column::DocumentId.eq(Uuid::from(document)))
        .apply_if(only, |rows, id| rows.filter(item::Column::Id.eq(Uuid::from(id))))
        .into_query()
}

impl Tx {
    /// Locks an instruction until the end of the transaction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_instruction(&self, id: InstructionId) -> Result<()> {
        instruction::Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(&self.tx).await?;
        Ok(())
    }

    /// Enters an instruction with the units that it is addressed to.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_instruction(&self, new: &Instruction, units: &[UnitId]) -> Result<()> {
        instruction::Entity::insert(instruction::ActiveModel {
            id: Set(new.id.into()),
            document_id: Set(new.document.into()),
            item_id: Set(new.item.map(Uuid::from)),
            leader_id: Set(new.leader.into()),
            text: Set(new.text.clone()),
            given: Set(new.given.as_str().to_owned()),
            given_on: Set(new.given_on),
            entered_by: Set(new.entered.1.into()),
            entered_at: Set(new.entered.0),
            state: Set(new.state.as_str().to_owned()),
            closing_note: Set(None),
            closed_by: Set(None),
            closed_at: Set(None),
            closed_by_office: Set(false),
            version: Set(new.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        let rows = units.iter().enumerate().map(|(position, unit)| instruction_unit::ActiveModel {
            id: Set(clock::new_id()),
            instruction_id: Set(new.id.into()),
            unit_id: Set((*unit).into()),
            position: Set(stored(position)),
        });
        insert_all!(&self.tx, instruction_unit::Entity, rows);
        Ok(())
    }

    /// Enters an answer.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_answer(&self, answer: &InstructionAnswer) -> Result<()> {
        instruction_answer::Entity::insert(instruction_answer::ActiveModel {
            id: Set(answer.id.into()),
            instruction_id: Set(answer.instruction.into()),
            unit_id: Set(answer.unit.into()),
            text: Set(answer.text.clone()),
            answered_by: Set(answer.answered.1.into()),
            answered_at: Set(answer.answered.0),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes how far an instruction is and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_instruction(&self, instruction: &Instruction) -> Result<()> {
        use instruction::Column;
        let (at, by) = instruction.closed.unzip();
        instruction::Entity::update_many()
            .col_expr(Column::State, Expr::value(instruction.state.as_str()))
            .col_expr(Column::ClosingNote, Expr::value(instruction.closing_note.clone()))
            .col_expr(Column::ClosedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::ClosedAt, Expr::value(at))
            .col_expr(Column::ClosedByOffice, Expr::value(instruction.closed_by_office))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(instruction.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
