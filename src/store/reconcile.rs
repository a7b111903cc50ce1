//! What duties follow from, read for a whole document at once, and the writes that bring the
//! table to what should be.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    assignment, collective_member, document, duty, duty_change, item, progress_report,
    reporting_period, section, unit,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationTrait,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::{Reader, Result, Tx, corrupt, rows::ROWS, scope};
use crate::{
    clock,
    domain::{
        assignment::Role,
        document::DocumentState,
        duty::{Answering, DutyChanges, DutyState, EndReason, Obligation, Standing},
        id::{AccountId, DocumentId, DutyId, ItemId, OfficeId, ReportingRuleId, SectionId, UnitId},
        item::ItemState,
        report::ReportState,
        unit::UnitKind,
    },
};

/// How an open duty should be: day, part and recipient.
pub type Terms = (NaiveDate, Role, Option<UnitId>);

type StandingRow =
    (Uuid, Uuid, Uuid, String, Option<Uuid>, NaiveDate, String, Uuid, NaiveDate, NaiveDate);

impl Reader<'_> {
    /// What every item of a document asks of whom, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn obligations(&self, document: DocumentId) -> Result<Vec<Obligation>> {
        let rows: Vec<(Uuid, Option<Uuid>, Option<NaiveDate>, String)> = item::Entity::find()
            .select_only()
            .column(item::Column::Id)
            .column(item::Column::SectionId)
            .column(item::Column::Deadline)
            .column(item::Column::State)
            .filter(item::Column::DocumentId.eq(Uuid::from(document)))
            .filter(scope::items(&self.scope))
            .order_by_asc(item::Column::Position)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut assignments = self.parts_in(document).await?;
        let parents = self.section_parents(document).await?;
        Ok(rows
            .into_iter()
            .map(|(id, section, deadline, state)| Obligation {
                item: ItemId(id),
                sections: std::iter::successors(section, |section| {
                    parents.get(section).copied().flatten()
                })
                .map(SectionId)
                .collect(),
                deadline,
                open: state == ItemState::Open.as_str(),
                assignments: assignments.remove(&id).unwrap_or_default(),
            })
            .collect())
    }

    async fn parts_in(&self, document: DocumentId) -> Result<HashMap<Uuid, Vec<(UnitId, Role)>>> {
        let rows: Vec<(Uuid, Uuid, String)> = assignment::Entity::find()
            .select_only()
            .column(assignment::Column::ItemId)
            .column(assignment::Column::UnitId)
            .column(assignment::Column::Role)
            .join(JoinType::InnerJoin, assignment::Relation::Item.def())
            .filter(item::Column::DocumentId.eq(Uuid::from(document)))
            .order_by_asc(assignment::Column::Position)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut parts: HashMap<Uuid, Vec<(UnitId, Role)>> = HashMap::new();
        for (item, unit, role) in rows {
            let role = Role::parse(&role).ok_or_else(|| corrupt("role", &role))?;
            parts.entry(item).or_default().push((UnitId(unit), role));
        }
        Ok(parts)
    }

    async fn section_parents(&self, document: DocumentId) -> Result<HashMap<Uuid, Option<Uuid>>> {
        let rows: Vec<(Uuid, Option<Uuid>)> = section::Entity::find()
            .select_only()
            .column(section::Column::Id)
            .column(section::Column::ParentId)
            .filter(section::Column::DocumentId.eq(Uuid::from(document)))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().collect())
    }

    /// Who answers for the units of an office, whatever the day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn answering(&self, office: OfficeId) -> Result<Answering> {
        let units: Vec<(Uuid, String, Option<Uuid>)> = unit::Entity::find()
            .select_only()
            .column(unit::Column::Id)
            .column(unit::Column::Kind)
            .column(unit::Column::HostUnitId)
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .filter(scope::units(&self.scope))
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut answering = Answering::default();
        for (id, kind, host) in units {
            let kind = UnitKind::parse(&kind).ok_or_else(|| corrupt("unit kind", &kind))?;
            answering.unit(UnitId(id), kind, host.map(UnitId));
        }
        let of_office = unit::Entity::find()
            .select_only()
            .column(unit::Column::Id)
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit::Column::Kind.eq(UnitKind::Collective.as_str()));
        let members: Vec<(Uuid, Uuid, NaiveDate, Option<NaiveDate>)> =
            collective_member::Entity::find()
                .select_only()
                .column(collective_member::Column::CollectiveId)
                .column(collective_member::Column::MemberId)
                .column(collective_member::Column::ValidFrom)
                .column(collective_member::Column::ValidTo)
                .filter(
                    collective_member::Column::CollectiveId
                        .in_subquery(sea_orm::QueryTrait::into_query(of_office)),
                )
                .order_by_asc(collective_member::Column::Id)
                .into_tuple()
                .all(&self.db())
                .await?;
        for (collective, member, from, to) in members {
            answering.member(UnitId(collective), UnitId(member), from, to);
        }
        for one in self.successions_in(office).await? {
            if let Some((heir, _)) = one.answering {
                answering.succeed(one.unit, heir);
            }
        }
        Ok(answering)
    }

    /// The published documents in which one of these units is assigned an item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn documents_assigned(&self, units: &[UnitId]) -> Result<Vec<DocumentId>> {
        let ids: Vec<Uuid> = item::Entity::find()
            .select_only()
            .column(item::Column::DocumentId)
            .distinct()
            .join_rev(JoinType::InnerJoin, assignment::Relation::Item.def())
            .join(JoinType::InnerJoin, item::Relation::Document.def())
            .filter(assignment::Column::UnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
            .filter(document::Column::State.eq(DocumentState::Published.as_str()))
            .filter(scope::items(&self.scope))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(ids.into_iter().map(DocumentId).collect())
    }

    /// Every duty of a document with its period.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn standing(&self, document: DocumentId) -> Result<Vec<Standing>> {
        let rows: Vec<StandingRow> = duty::Entity::find()
            .select_only()
            .column(duty::Column::Id)
            .column(duty::Column::ItemId)
            .column(duty::Column::UnitId)
            .column(duty::Column::Role)
            .column(duty::Column::RecipientUnitId)
            .column(duty::Column::DueOn)
            .column(duty::Column::State)
            .column(reporting_period::Column::RuleId)
            .column(reporting_period::Column::StartsOn)
            .column(reporting_period::Column::EndsOn)
            .join(JoinType::InnerJoin, duty::Relation::ReportingPeriod.def())
            .filter(duty::Column::DocumentId.eq(Uuid::from(document)))
            .filter(scope::duties(&self.scope))
            .into_tuple()
            .all(&self.db())
            .await?;
        rows.into_iter()
            .map(|(id, item, unit, role, recipient, due_on, state, rule, starts_on, ends_on)| {
                Ok(Standing {
                    id: DutyId(id),
                    item: ItemId(item),
                    unit: UnitId(unit),
                    rule: ReportingRuleId(rule),
                    period: (starts_on, ends_on),
                    role: Role::parse(&role).ok_or_else(|| corrupt("role", &role))?,
                    recipient: recipient.map(UnitId),
                    due_on,
                    state: DutyState::parse(&state).ok_or_else(|| corrupt("duty state", &state))?,
                })
            })
            .collect()
    }
}

impl Tx {
    /// Gives duties that were not reported other terms, and opens those that had ended. Drafts
    /// that were begun on them go along.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn set_terms(&self, duties: &[DutyId], terms: Terms) -> Result<()> {
        let (due_on, role, recipient) = terms;
        let recipient = recipient.map(Uuid::from);
        for duties in duties.chunks(ROWS) {
            let ids = || duties.iter().map(|id| Uuid::from(*id));
            duty::Entity::update_many()
                .col_expr(duty::Column::DueOn, Expr::value(due_on))
                .col_expr(duty::Column::Role, Expr::value(role.as_str()))
                .col_expr(duty::Column::RecipientUnitId, Expr::value(recipient))
                .col_expr(duty::Column::State, unanswered())
                .col_expr(duty::Column::EndReason, Expr::value(None::<String>))
                .filter(duty::Column::Id.is_in(ids()))
                .filter(not_reported())
                .exec(&self.tx)
                .await?;
            progress_report::Entity::update_many()
                .col_expr(progress_report::Column::Role, Expr::value(role.as_str()))
                .col_expr(progress_report::Column::RecipientUnitId, Expr::value(recipient))
                .filter(progress_report::Column::DutyId.is_in(ids()))
                .filter(progress_report::Column::SubmittedAt.is_null())
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Ends duties that were not reported.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_duties(&self, duties: &[DutyId], reason: EndReason) -> Result<()> {
        for duties in duties.chunks(ROWS) {
            duty::Entity::update_many()
                .col_expr(duty::Column::State, Expr::value(DutyState::Cancelled.as_str()))
                .col_expr(duty::Column::EndReason, Expr::value(reason.as_str()))
                .filter(duty::Column::Id.is_in(duties.iter().map(|id| Uuid::from(*id))))
                .filter(
                    duty::Column::State
                        .is_in([DutyState::Open.as_str(), DutyState::Returned.as_str()]),
                )
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Records what a change did to a document's duties, and answers the record's id.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_duty_change(
        &self,
        document: DocumentId,
        changes: DutyChanges,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<Uuid> {
        let id: Uuid = clock::new_id();
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        duty_change::Entity::insert(duty_change::ActiveModel {
            id: Set(id),
            document_id: Set(document.into()),
            changed_at: Set(at),
            changed_by: Set(by.map(Uuid::from)),
            added: Set(count(changes.added)),
            moved: Set(count(changes.moved)),
            ended: Set(count(changes.ended)),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(id)
    }
}

/// Waiting for a first report, or owed no longer before there was one.
/// How far a duty is answered that is owed again: as far as its report had come.
fn unanswered() -> SimpleExpr {
    use progress_report::Column;
    let returned = progress_report::Entity::find()
        .select_only()
        .column(Column::DutyId)
        .filter(Column::State.eq(ReportState::Returned.as_str()))
        .into_query();
    CaseStatement::new()
        .case(
            duty::Column::Id.into_expr().in_subquery(returned),
            Expr::value(DutyState::Returned.as_str()),
        )
        .finally(Expr::value(DutyState::Open.as_str()))
        .into()
}

fn not_reported() -> SimpleExpr {
    duty::Column::State.is_in([DutyState::Open.as_str(), DutyState::Cancelled.as_str()])
}
