//! What became of duties, and how many there are in each state.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{duty, duty_change, duty_change_line};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, SimpleExpr},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    page::{Sorting, count_under},
    rows::insert_all,
    scope,
};
use crate::{
    clock,
    domain::{
        assignment::Role,
        duty::{
            DutyChange, DutyChangeKind, DutyChangeRecord, DutyChanges, DutyState, DutyTally,
            DutyTerms, EndReason,
        },
        id::{AccountId, DocumentId, DutyId, UnitId},
        page::{Cursor, Page, PageRequest},
    },
};

impl From<duty_change::Model> for DutyChangeRecord {
    fn from(row: duty_change::Model) -> Self {
        let count = |count: i32| usize::try_from(count).unwrap_or_default();
        Self {
            id: row.id,
            document: DocumentId(row.document_id),
            changes: DutyChanges {
                added: count(row.added),
                moved: count(row.moved),
                ended: count(row.ended),
            },
            changed: (row.changed_at, row.changed_by.map(AccountId)),
        }
    }
}

fn role(code: &str) -> Result<Role> {
    Role::parse(code).ok_or_else(|| corrupt("role", code))
}

fn change(
    row: duty_change_line::Model,
    changed: (DateTime<Utc>, Option<AccountId>),
) -> Result<DutyChange> {
    let kind = DutyChangeKind::parse(&row.kind);
    let after = match (row.due_after, row.role_after) {
        (Some(due_on), Some(code)) => Some(DutyTerms {
            due_on,
            role: role(&code)?,
            recipient: row.recipient_after_id.map(UnitId),
        }),
        _ => None,
    };
    Ok(DutyChange {
        duty: DutyId(row.duty_id),
        kind: kind.ok_or_else(|| corrupt("duty change", &row.kind))?,
        before: DutyTerms {
            due_on: row.due_before,
            role: role(&row.role_before)?,
            recipient: row.recipient_before_id.map(UnitId),
        },
        after,
        reason: row
            .end_reason
            .map(|code| EndReason::parse(&code).ok_or_else(|| corrupt("end reason", &code)))
            .transpose()?,
        changed,
    })
}

fn newest_first() -> Sorting<duty_change::Entity> {
    Sorting {
        key: duty_change::Column::Id.into_expr(),
        id: duty_change::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.id.to_string(), id: row.id },
        value: |key| key.parse::<Uuid>().ok().map(Into::into),
    }
}

/// How many duties of a parent are in a state, and how many of them are late.
#[derive(FromQueryResult)]
struct TallyRow {
    parent: Uuid,
    state: String,
    duties: i64,
    late: i64,
}

impl Reader<'_> {
    fn visible_duty_changes(&self) -> Select<duty_change::Entity> {
        duty_change::Entity::find().filter(scope::duty_changes(&self.scope))
    }

    /// A page of the changes of each of these documents' duties, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duty_changes_of(
        &self,
        documents: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<DutyChangeRecord>>> {
        let under = (duty_change::Column::DocumentId, documents);
        newest_first()
            .read_under(&self.db(), self.visible_duty_changes(), under, page, |row| row.document_id)
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(|row| Ok(row.into()))?)))
            .collect()
    }

    /// How many changes there are of each of these documents' duties.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duty_change_counts(&self, documents: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let column = duty_change::Column::DocumentId;
        count_under(&self.db(), self.visible_duty_changes(), column, documents).await
    }

    /// What became of each of these duties, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn changes_of_duties(
        &self,
        duties: &[DutyId],
    ) -> Result<HashMap<DutyId, Vec<DutyChange>>> {
        let visible = duty::Entity::find()
            .select_only()
            .column(duty::Column::Id)
            .filter(scope::duties(&self.scope));
        let rows = duty_change_line::Entity::find()
            .filter(duty_change_line::Column::DutyId.is_in(duties.iter().map(|id| Uuid::from(*id))))
            .filter(
                duty_change_line::Column::DutyId
                    .in_subquery(sea_orm::QueryTrait::into_query(visible)),
            )
            .find_also_related(duty_change::Entity)
            .order_by_desc(duty_change_line::Column::Id)
            .all(&self.db())
            .await?;
        let mut changes: HashMap<DutyId, Vec<DutyChange>> = HashMap::new();
        for (line, record) in rows {
            let Some(record) = record else { continue };
            let at = (record.changed_at, record.changed_by.map(AccountId));
            changes.entry(DutyId(line.duty_id)).or_default().push(change(line, at)?);
        }
        Ok(changes)
    }

    /// How many duties there are in each state on each of these documents, and which of them are
    /// late as of a day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn tallies_of_documents(
        &self,
        documents: &[DocumentId],
        today: NaiveDate,
    ) -> Result<HashMap<DocumentId, DutyTally>> {
        self.tallies(duty::Column::DocumentId, documents, today).await
    }

    /// The same of each of these units.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn tallies_of_units(
        &self,
        units: &[UnitId],
        today: NaiveDate,
    ) -> Result<HashMap<UnitId, DutyTally>> {
        self.tallies(duty::Column::UnitId, units, today).await
    }

    async fn tallies<I: Copy + Into<Uuid> + From<Uuid> + Eq + std::hash::Hash>(
        &self,
        of: duty::Column,
        parents: &[I],
        today: NaiveDate,
    ) -> Result<HashMap<I, DutyTally>> {
        let is_late =
            duty::Column::State.eq(DutyState::Open.as_str()).and(duty::Column::DueOn.lt(today));
        let late: SimpleExpr = CaseStatement::new().case(is_late, 1).finally(Expr::value(0)).into();
        let rows: Vec<TallyRow> = duty::Entity::find()
            .select_only()
            .column_as(of, "parent")
            .column_as(duty::Column::State, "state")
            .expr_as(duty::Column::Id.count(), "duties")
            .expr_as(Func::sum(late), "late")
            .filter(scope::duties(&self.scope))
            .filter(of.is_in(parents.iter().map(|id| (*id).into())))
            .group_by(of)
            .group_by(duty::Column::State)
            .into_model()
            .all(&self.db())
            .await?;
        let mut tallies: HashMap<I, DutyTally> = HashMap::new();
        for row in rows {
            let state = DutyState::parse(&row.state);
            let state = state.ok_or_else(|| -> StoreError { corrupt("duty state", &row.state) })?;
            let tally = tallies.entry(row.parent.into()).or_default();
            let count = match state {
                DutyState::Open => &mut tally.open,
                DutyState::Submitted => &mut tally.submitted,
                DutyState::Returned => &mut tally.returned,
                DutyState::Accepted => &mut tally.accepted,
                DutyState::Cancelled => &mut tally.cancelled,
            };
            *count = row.duties.unsigned_abs();
            tally.late += row.late.unsigned_abs();
        }
        Ok(tallies)
    }
}

impl Tx {
    /// Records what became of each duty in a change that was recorded as a whole.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_duty_change_lines(
        &self,
        record: Uuid,
        changes: &[DutyChange],
    ) -> Result<()> {
        let rows = changes.iter().map(|change| duty_change_line::ActiveModel {
            id: Set(clock::new_id()),
            change_id: Set(record),
            duty_id: Set(change.duty.into()),
            kind: Set(change.kind.as_str().to_owned()),
            due_before: Set(change.before.due_on),
            due_after: Set(change.after.map(|after| after.due_on)),
            recipient_before_id: Set(change.before.recipient.map(Uuid::from)),
            recipient_after_id: Set(change.after.and_then(|after| after.recipient).map(Uuid::from)),
            role_before: Set(change.before.role.as_str().to_owned()),
            role_after: Set(change.after.map(|after| after.role.as_str().to_owned())),
            end_reason: Set(change.reason.map(|reason| reason.as_str().to_owned())),
        });
        insert_all!(&self.tx, duty_change_line::Entity, rows);
        Ok(())
    }
}
