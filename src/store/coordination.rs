//! What units ask to be coordinated, and what was done about it.

use std::collections::HashMap;

use entity::{coordination, coordination_step, document, progress_report};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, life::on_items, scope};
use crate::{
    clock,
    domain::{
        assignment::Role,
        coordination::{Coordination, CoordinationState, CoordinationStep, StepKind},
        id::{AccountId, CoordinationId, DocumentId, ItemId, LeaderId, OfficeId, ReportId, UnitId},
        page::{Cursor, Page, PageRequest},
        report::ProgressReport,
    },
};

impl TryFrom<coordination::Model> for Coordination {
    type Error = StoreError;

    fn try_from(row: coordination::Model) -> Result<Self> {
        Ok(Self {
            id: CoordinationId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            role: Role::parse(&row.role).ok_or_else(|| corrupt("role", &row.role))?,
            report: ReportId(row.report_id),
            text: row.text,
            state: CoordinationState::parse(&row.state)
                .ok_or_else(|| corrupt("coordination state", &row.state))?,
            leader: row.leader_id.map(LeaderId),
            asked: (row.asked_at, AccountId(row.asked_by)),
            settled: row.settled_at.zip(row.settled_by.map(AccountId)),
            version: row.version,
        })
    }
}

impl TryFrom<coordination_step::Model> for CoordinationStep {
    type Error = StoreError;

    fn try_from(row: coordination_step::Model) -> Result<Self> {
        Ok(Self {
            coordination: CoordinationId(row.coordination_id),
            kind: StepKind::parse(&row.kind)
                .ok_or_else(|| corrupt("coordination step", &row.kind))?,
            leader: row.leader_id.map(LeaderId),
            text: row.text,
            done: (row.done_at, AccountId(row.done_by)),
        })
    }
}

on_items! {
    Coordination (CoordinationId) of coordination, seen as coordinations, by asked_at AskedAt:
    coordinations_by_id, coordinations_of, coordination_counts, |row| row.item_id
}

/// For whom coordination waits: offices, and posts that it was forwarded to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoordinationsFor {
    /// The offices.
    pub offices: Vec<OfficeId>,
    /// The posts.
    pub posts: Vec<LeaderId>,
}

impl Reader<'_> {
    fn waiting_coordinations(&self, of: &CoordinationsFor) -> Select<coordination::Entity> {
        use coordination::Column;
        let documents = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(document::Column::OfficeId.is_in(of.offices.iter().map(|id| Uuid::from(*id))))
            .into_query();
        let is = |state: CoordinationState| Column::State.eq(state.as_str());
        let posts = of.posts.iter().map(|id| Uuid::from(*id));
        let waiting = Condition::any()
            .add(is(CoordinationState::Open).and(Column::DocumentId.in_subquery(documents)))
            .add(is(CoordinationState::Forwarded).and(Column::LeaderId.is_in(posts)));
        self.coordinations().filter(waiting)
    }

    /// A page of what waits for the answer of someone, longest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_coordination_page(
        &self,
        of: &CoordinationsFor,
        page: &PageRequest,
    ) -> Result<Page<Coordination>> {
        super::page::Sorting { descending: false, ..newest_first() }
            .read(&self.db(), self.waiting_coordinations(of), page)
            .await?
            .try_map(Coordination::try_from)
    }

    /// How much waits for the answer of someone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_coordination_count(&self, of: &CoordinationsFor) -> Result<u64> {
        Ok(self.waiting_coordinations(of).count(&self.db()).await?)
    }

    /// What was asked last for the problem that each of these reports states.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn coordinations_of_reports(
        &self,
        reports: &[ReportId],
    ) -> Result<HashMap<ReportId, Coordination>> {
        let rows = self
            .coordinations()
            .filter(coordination::Column::ReportId.is_in(reports.iter().map(|id| Uuid::from(*id))))
            .order_by_asc(coordination::Column::Id)
            .all(&self.db())
            .await?;
        rows.into_iter().map(|row| Ok((ReportId(row.report_id), row.try_into()?))).collect()
    }

    /// What was done about each of these, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn steps_of(
        &self,
        coordinations: &[CoordinationId],
    ) -> Result<HashMap<CoordinationId, Vec<CoordinationStep>>> {
        use coordination_step::Column;
        let rows = coordination_step::Entity::find()
            .filter(scope::coordination_steps(&self.scope))
            .filter(Column::CoordinationId.is_in(coordinations.iter().map(|id| Uuid::from(*id))))
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        let mut steps: HashMap<CoordinationId, Vec<CoordinationStep>> = HashMap::new();
        for row in rows {
            let step = CoordinationStep::try_from(row)?;
            steps.entry(step.coordination).or_default().push(step);
        }
        Ok(steps)
    }

    /// The report of a unit on an item that was submitted last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_report_of(
        &self,
        item: ItemId,
        unit: UnitId,
    ) -> Result<Option<ProgressReport>> {
        use progress_report::Column;
        progress_report::Entity::find()
            .filter(scope::reports(&self.scope))
            .filter(Column::ItemId.eq(Uuid::from(item)))
            .filter(Column::UnitId.eq(Uuid::from(unit)))
            .filter(Column::SubmittedAt.is_not_null())
            .order_by_desc(Column::SubmittedAt)
            .order_by_desc(Column::Id)
            .one(&self.db())
            .await?
            .map(ProgressReport::try_from)
            .transpose()
    }
}

impl Tx {
    /// Locks a wish for coordination until the end of the transaction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_coordination(&self, id: CoordinationId) -> Result<()> {
        coordination::Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(&self.tx).await?;
        Ok(())
    }

    /// Whether coordination is asked for a report and not settled yet.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn has_open_coordination(&self, report: ReportId) -> Result<bool> {
        use coordination::Column;
        let open = coordination::Entity::find()
            .filter(Column::ReportId.eq(Uuid::from(report)))
            .filter(Column::State.ne(CoordinationState::Settled.as_str()));
        Ok(open.count(&self.tx).await? > 0)
    }

    /// Enters what a unit asks to be coordinated.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_coordination(&self, new: &Coordination) -> Result<()> {
        coordination::Entity::insert(coordination::ActiveModel {
            id: Set(new.id.into()),
            document_id: Set(new.document.into()),
            item_id: Set(new.item.into()),
            unit_id: Set(new.unit.into()),
            role: Set(new.role.as_str().to_owned()),
            report_id: Set(new.report.into()),
            text: Set(new.text.clone()),
            state: Set(new.state.as_str().to_owned()),
            leader_id: Set(None),
            asked_by: Set(new.asked.1.into()),
            asked_at: Set(new.asked.0),
            settled_by: Set(None),
            settled_at: Set(None),
            version: Set(new.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes how far coordination is, with the step that brought it there, and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_coordination(
        &self,
        coordination: &Coordination,
        step: &CoordinationStep,
    ) -> Result<()> {
        use coordination::Column;
        let (at, by) = coordination.settled.unzip();
        coordination::Entity::update_many()
            .col_expr(Column::State, Expr::value(coordination.state.as_str()))
            .col_expr(Column::LeaderId, Expr::value(coordination.leader.map(Uuid::from)))
            .col_expr(Column::SettledBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::SettledAt, Expr::value(at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(coordination.id)))
            .exec(&self.tx)
            .await?;
        coordination_step::Entity::insert(coordination_step::ActiveModel {
            id: Set(clock::new_id()),
            coordination_id: Set(step.coordination.into()),
            kind: Set(step.kind.as_str().to_owned()),
            leader_id: Set(step.leader.map(Uuid::from)),
            text: Set(step.text.clone()),
            done_by: Set(step.done.1.into()),
            done_at: Set(step.done.0),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
}
