//! Units that another one succeeds, and what goes to the successor.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    duty, instruction, instruction_answer, instruction_unit, progress_report,
    progress_report_version, unit_succession,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Alias, CaseStatement, Expr, Query},
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, rows::ROWS, scope};
use crate::domain::{
    duty::DutyState,
    id::{AccountId, DocumentId, DutyId, InstructionId, OfficeId, SuccessionId, UnitId},
    instruction::InstructionState,
    report::ReportState,
    succession::{Succession, SuccessionKind},
};

impl TryFrom<unit_succession::Model> for Succession {
    type Error = StoreError;

    fn try_from(row: unit_succession::Model) -> Result<Self> {
        Ok(Self {
            id: SuccessionId(row.id),
            office: OfficeId(row.office_id),
            unit: UnitId(row.unit_id),
            successor: UnitId(row.successor_id),
            kind: SuccessionKind::parse(&row.kind)
                .ok_or_else(|| corrupt("succession kind", &row.kind))?,
            on: row.succeeded_on,
            reason: row.reason,
            document_number: row.document_number,
            entered: (row.entered_at, row.entered_by.map(AccountId)),
            answering: row.answering_unit_id.map(UnitId).zip(row.carried_out_at),
        })
    }
}

fn ids(units: &[UnitId]) -> impl Iterator<Item = Uuid> + '_ {
    units.iter().map(|id| Uuid::from(*id))
}

impl Reader<'_> {
    fn successions(&self) -> Select<unit_succession::Entity> {
        unit_succession::Entity::find().filter(scope::successions(&self.scope))
    }

    /// By what each of these units is succeeded, if it may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn successions_of(&self, units: &[UnitId]) -> Result<HashMap<UnitId, Succession>> {
        let rows = self
            .successions()
            .filter(unit_succession::Column::UnitId.is_in(ids(units)))
            .all(&self.db())
            .await?;
        rows.into_iter().map(|row| Ok((UnitId(row.unit_id), Succession::try_from(row)?))).collect()
    }

    /// The units that each of these succeeds, the earliest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn predecessors_of(&self, units: &[UnitId]) -> Result<HashMap<UnitId, Vec<UnitId>>> {
        let rows = self
            .successions()
            .filter(unit_succession::Column::SuccessorId.is_in(ids(units)))
            .order_by_asc(unit_succession::Column::SucceededOn)
            .order_by_asc(unit_succession::Column::Id)
            .all(&self.db())
            .await?;
        let mut predecessors: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for row in rows {
            predecessors.entry(UnitId(row.successor_id)).or_default().push(UnitId(row.unit_id));
        }
        Ok(predecessors)
    }

    /// Every succession of an office, those to come included.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn successions_in(&self, office: OfficeId) -> Result<Vec<Succession>> {
        let rows = self
            .successions()
            .filter(unit_succession::Column::OfficeId.eq(Uuid::from(office)))
            .all(&self.db())
            .await?;
        rows.into_iter().map(Succession::try_from).collect()
    }

    /// The successions whose day has come by a day and that were not carried out, in their order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn successions_due(&self, by: NaiveDate) -> Result<Vec<Succession>> {
        use unit_succession::Column;
        let rows = self
            .successions()
            .filter(Column::AnsweringUnitId.is_null())
            .filter(Column::SucceededOn.lte(by))
            .order_by_asc(Column::SucceededOn)
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        rows.into_iter().map(Succession::try_from).collect()
    }

    /// Who answers in the place of units that were succeeded, where one of these units is either:
    /// the unit, and who answers.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn heirs(&self, units: &[UnitId]) -> Result<Vec<(UnitId, UnitId)>> {
        use unit_succession::Column;
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(Uuid, Uuid)> = unit_succession::Entity::find()
            .select_only()
            .column(Column::UnitId)
            .column(Column::AnsweringUnitId)
            .filter(Column::AnsweringUnitId.is_not_null())
            .filter(Column::UnitId.is_in(ids(units)).or(Column::AnsweringUnitId.is_in(ids(units))))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|(unit, heir)| (UnitId(unit), UnitId(heir))).collect())
    }

    /// The documents in which one of these units owes a report, or gets one, that is not ended.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn documents_of_duties(&self, units: &[UnitId]) -> Result<Vec<DocumentId>> {
        use duty::Column;
        let found: Vec<Uuid> = duty::Entity::find()
            .select_only()
            .column(Column::DocumentId)
            .distinct()
            .filter(scope::duties(&self.scope))
            .filter(Column::State.ne(DutyState::Cancelled.as_str()))
            .filter(Column::UnitId.is_in(ids(units)).or(Column::RecipientUnitId.is_in(ids(units))))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(found.into_iter().map(DocumentId).collect())
    }

    fn waiting_for_both(&self, unit: UnitId, other: UnitId) -> Select<duty::Entity> {
        use duty::Column;
        let also = Alias::new("also");
        let of = |column: Column| Expr::col((also.clone(), column));
        let owed = Query::select()
            .column((also.clone(), Column::Id))
            .from_as(duty::Entity, also.clone())
            .and_where(of(Column::UnitId).eq(Uuid::from(other)))
            .and_where(of(Column::State).ne(DutyState::Cancelled.as_str()))
            .and_where(of(Column::ItemId).eq(Expr::col((duty::Entity, Column::ItemId))))
            .and_where(of(Column::PeriodId).eq(Expr::col((duty::Entity, Column::PeriodId))))
            .take();
        self.visible_duties(&super::DutyFilter {
            units: Some(vec![unit]),
            states: Some(vec![DutyState::Open, DutyState::Returned]),
            ..super::DutyFilter::default()
        })
        .filter(Expr::exists(owed))
    }

    /// The duties of a unit that wait for a report which another unit owes, or has given, too.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn owed_by_both(&self, unit: UnitId, other: UnitId) -> Result<Vec<DutyId>> {
        let found: Vec<Uuid> = self
            .waiting_for_both(unit, other)
            .select_only()
            .column(duty::Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(found.into_iter().map(DutyId).collect())
    }

    /// How many duties of a unit wait for a report which another unit owes, or has given, too.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn owed_by_both_count(&self, unit: UnitId, other: UnitId) -> Result<u64> {
        Ok(self.waiting_for_both(unit, other).count(&self.db()).await?)
    }
}

impl Tx {
    /// Enters a succession.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_succession(&self, new: &Succession) -> Result<()> {
        unit_succession::Entity::insert(unit_succession::ActiveModel {
            id: Set(new.id.into()),
            office_id: Set(new.office.into()),
            unit_id: Set(new.unit.into()),
            successor_id: Set(new.successor.into()),
            kind: Set(new.kind.as_str().to_owned()),
            succeeded_on: Set(new.on),
            reason: Set(new.reason.clone()),
            document_number: Set(new.document_number.clone()),
            entered_by: Set(new.entered.1.map(Uuid::from)),
            entered_at: Set(new.entered.0),
            answering_unit_id: Set(None),
            carried_out_at: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Records that a succession was carried out: who answers for the unit, and for all in whose
    /// place it answered.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn carry_out(
        &self,
        succession: &Succession,
        answering: UnitId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use unit_succession::Column;
        unit_succession::Entity::update_many()
            .col_expr(Column::AnsweringUnitId, Expr::value(Uuid::from(answering)))
            .filter(Column::AnsweringUnitId.eq(Uuid::from(succession.unit)))
            .exec(&self.tx)
            .await?;
        unit_succession::Entity::update_many()
            .col_expr(Column::AnsweringUnitId, Expr::value(Uuid::from(answering)))
            .col_expr(Column::CarriedOutAt, Expr::value(at))
            .filter(Column::Id.eq(Uuid::from(succession.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Lets a successor owe duties, with the drafts on them and whatever was returned. What was
    /// submitted keeps the unit that submitted it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn hand_duties(&self, duties: &[DutyId], from: UnitId, to: UnitId) -> Result<()> {
        use progress_report_version::Column;
        for duties in duties.chunks(ROWS) {
            let of = || duties.iter().map(|id| Uuid::from(*id));
            let reports = progress_report::Entity::find()
                .select_only()
                .column(progress_report::Column::Id)
                .filter(progress_report::Column::DutyId.is_in(of()))
                .into_query();
            progress_report_version::Entity::update_many()
                .col_expr(Column::UnitId, Expr::value(Uuid::from(from)))
                .filter(Column::ReportId.in_subquery(reports))
                .filter(Column::SubmittedAt.is_not_null())
                .filter(Column::UnitId.is_null())
                .exec(&self.tx)
                .await?;
            progress_report::Entity::update_many()
                .col_expr(progress_report::Column::UnitId, Expr::value(Uuid::from(to)))
                .filter(progress_report::Column::DutyId.is_in(of()))
                .exec(&self.tx)
                .await?;
            duty::Entity::update_many()
                .col_expr(duty::Column::UnitId, Expr::value(Uuid::from(to)))
                .filter(duty::Column::Id.is_in(of()))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Lets a successor get what was submitted to a unit, or returned by it. What was not reported yet
    /// follows where duties are reconciled. Nobody reports to itself: what it would owe itself, it
    /// owes the office.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn hand_receiving(&self, from: UnitId, to: UnitId) -> Result<()> {
        let (from, to) = (Uuid::from(from), Uuid::from(to));
        duty::Entity::update_many()
            .col_expr(
                duty::Column::RecipientUnitId,
                CaseStatement::new()
                    .case(duty::Column::UnitId.eq(to), Expr::value(None::<Uuid>))
                    .finally(Expr::value(to))
                    .into(),
            )
            .filter(duty::Column::RecipientUnitId.eq(from))
            .filter(
                duty::Column::State
                    .is_in([DutyState::Returned, DutyState::Submitted].map(DutyState::as_str)),
            )
            .exec(&self.tx)
            .await?;
        progress_report::Entity::update_many()
            .col_expr(
                progress_report::Column::RecipientUnitId,
                CaseStatement::new()
                    .case(progress_report::Column::UnitId.eq(to), Expr::value(None::<Uuid>))
                    .finally(Expr::value(to))
                    .into(),
            )
            .filter(progress_report::Column::RecipientUnitId.eq(from))
            .filter(progress_report::Column::State.ne(ReportState::Accepted.as_str()))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Lets a successor answer the instructions that wait for a unit; those that are addressed to
    /// both wait for the successor alone, and for nobody where it has answered.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn hand_instructions(&self, from: UnitId, to: UnitId) -> Result<()> {
        use instruction_unit::Column;
        let (from, to) = (Uuid::from(from), Uuid::from(to));
        let answered = |unit: Uuid| {
            instruction_answer::Entity::find()
                .select_only()
                .column(instruction_answer::Column::InstructionId)
                .filter(instruction_answer::Column::UnitId.eq(unit))
                .into_query()
        };
        let open = instruction::Entity::find()
            .select_only()
            .column(instruction::Column::Id)
            .filter(instruction::Column::State.eq(InstructionState::Open.as_str()))
            .filter(instruction::Column::Id.not_in_subquery(answered(from)))
            .into_query();
        let waiting: Vec<Uuid> = instruction_unit::Entity::find()
            .select_only()
            .column(Column::InstructionId)
            .filter(Column::UnitId.eq(from))
            .filter(Column::InstructionId.in_subquery(open))
            .into_tuple()
            .all(&self.tx)
            .await?;
        let both: Vec<Uuid> = instruction_unit::Entity::find()
            .select_only()
            .column(Column::InstructionId)
            .filter(Column::UnitId.eq(to))
            .filter(Column::InstructionId.is_in(waiting.iter().copied()))
            .into_tuple()
            .all(&self.tx)
            .await?;
        instruction_unit::Entity::delete_many()
            .filter(Column::UnitId.eq(from))
            .filter(Column::InstructionId.is_in(both.iter().copied()))
            .exec(&self.tx)
            .await?;
        instruction_unit::Entity::update_many()
            .col_expr(Column::UnitId, Expr::value(to))
            .filter(Column::UnitId.eq(from))
            .filter(Column::InstructionId.is_in(waiting))
            .exec(&self.tx)
            .await?;
        for id in both {
            let reader = self.reader(crate::policy::Scope::system());
            let id = InstructionId(id);
            let units = reader.addressed_by(&[id]).await?.remove(&id).unwrap_or_default();
            let answers = reader.answers_to(&[id]).await?.remove(&id).unwrap_or_default();
            if units.iter().all(|unit| answers.iter().any(|answer| answer.unit == *unit)) {
                instruction::Entity::update_many()
                    .col_expr(
                        instruction::Column::State,
                        Expr::value(InstructionState::Answered.as_str()),
                    )
                    .filter(instruction::Column::Id.eq(Uuid::from(id)))
                    .exec(&self.tx)
                    .await?;
            }
        }
        Ok(())
    }
}
