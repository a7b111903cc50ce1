//! Duties.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{document, duty, progress_report};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
    sea_query::{ExprTrait, OnConflict, SelectStatement},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    page::{Sorting, count_under, day_key},
    scope, urge,
};
use crate::domain::{
    assignment::Role,
    duty::{Duty, DutyState, EndReason},
    id::{DocumentId, DutyId, ItemId, OfficeId, PeriodId, UnitId},
    page::{Cursor, Page, PageRequest},
    report::ReportState,
};

/// Which duties a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DutyFilter {
    /// Owed by one of these units.
    pub units: Option<Vec<UnitId>>,
    /// In one of these states.
    pub states: Option<Vec<DutyState>>,
    /// Of this document.
    pub document: Option<DocumentId>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on this day or before.
    pub due_by: Option<NaiveDate>,
    /// Whether only those about which the unit was urged.
    pub urged: bool,
    /// Whose report waits for the head of one of these units.
    pub to_sign: Option<Vec<UnitId>>,
    /// Owed to one of these units, or to one of these offices.
    pub owed_to: Option<(Vec<UnitId>, Vec<OfficeId>)>,
}

/// A duty to be entered.
pub type NewDuty = Duty;

impl TryFrom<duty::Model> for Duty {
    type Error = StoreError;

    fn try_from(row: duty::Model) -> Result<Self> {
        Ok(Self {
            id: DutyId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            period: PeriodId(row.period_id),
            role: Role::parse(&row.role).ok_or_else(|| corrupt("role", &row.role))?,
            recipient: row.recipient_unit_id.map(UnitId),
            due_on: row.due_on,
            state: DutyState::parse(&row.state).ok_or_else(|| corrupt("duty state", &row.state))?,
            end_reason: row
                .end_reason
                .map(|code| EndReason::parse(&code).ok_or_else(|| corrupt("end reason", &code)))
                .transpose()?,
        })
    }
}

pub(super) fn by_due_day() -> Sorting<duty::Entity> {
    Sorting {
        key: duty::Column::DueOn.into_expr(),
        id: duty::Column::Id,
        descending: false,
        cursor: |row| Cursor { key: row.due_on.to_string(), id: row.id },
        value: day_key,
    }
}

impl Reader<'_> {
    pub(super) fn visible_duties(&self, filter: &DutyFilter) -> Select<duty::Entity> {
        duty::Entity::find()
            .filter(scope::duties(&self.scope))
            .apply_if(filter.units.as_ref(), |rows, units| {
                rows.filter(duty::Column::UnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
            })
            .apply_if(filter.states.as_ref(), |rows, states| {
                rows.filter(duty::Column::State.is_in(states.iter().map(|state| state.as_str())))
            })
            .apply_if(filter.document, |rows, document| {
                rows.filter(duty::Column::DocumentId.eq(Uuid::from(document)))
            })
            .apply_if(filter.due_from, |rows, day| rows.filter(duty::Column::DueOn.gte(day)))
            .apply_if(filter.due_by, |rows, day| rows.filter(duty::Column::DueOn.lte(day)))
            .apply_if(filter.urged.then_some(()), |rows, ()| {
                rows.filter(duty::Column::Id.in_subquery(urge::urged(&self.scope)))
            })
            .apply_if(filter.to_sign.as_ref(), |rows, units| {
                rows.filter(duty::Column::Id.in_subquery(waiting_for_heads(units)))
            })
            .apply_if(filter.owed_to.as_ref(), |rows, (units, offices)| {
                rows.filter(owed_to(units, offices))
            })
    }

    /// The duties with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duties(&self, ids: &[DutyId]) -> Result<Vec<Duty>> {
        self.visible_duties(&DutyFilter::default())
            .filter(duty::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Duty::try_from)
            .collect()
    }

    /// A duty, if it may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duty(&self, id: DutyId) -> Result<Option<Duty>> {
        Ok(self.duties(&[id]).await?.pop())
    }

    /// A page of duties by the day they are due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duty_page(&self, filter: &DutyFilter, page: &PageRequest) -> Result<Page<Duty>> {
        by_due_day()
            .read(&self.db(), self.visible_duties(filter), page)
            .await?
            .try_map(Duty::try_from)
    }

    /// How many duties there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duty_count(&self, filter: &DutyFilter) -> Result<u64> {
        Ok(self.visible_duties(filter).count(&self.db()).await?)
    }

    /// A page of the duties on each of these items.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duties_of(
        &self,
        items: &[Uuid],
        filter: &DutyFilter,
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Duty>>> {
        by_due_day()
            .read_under(
                &self.db(),
                self.visible_duties(filter),
                (duty::Column::ItemId, items),
                page,
                |row| row.item_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(Duty::try_from)?)))
            .collect()
    }

    /// How many duties there are on each of these items.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duty_counts(
        &self,
        items: &[Uuid],
        filter: &DutyFilter,
    ) -> Result<HashMap<Uuid, u64>> {
        count_under(&self.db(), self.visible_duties(filter), duty::Column::ItemId, items).await
    }
}

/// Duties whose reports wait for the heads of units.
fn waiting_for_heads(units: &[UnitId]) -> SelectStatement {
    use progress_report::Column;
    progress_report::Entity::find()
        .select_only()
        .column(Column::DutyId)
        .filter(Column::State.eq(ReportState::Signing.as_str()))
        .filter(Column::UnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
        .into_query()
}

fn owed_to(units: &[UnitId], offices: &[OfficeId]) -> Condition {
    let documents = document::Entity::find()
        .select_only()
        .column(document::Column::Id)
        .filter(document::Column::OfficeId.is_in(offices.iter().map(|id| Uuid::from(*id))))
        .into_query();
    let to_office = duty::Column::RecipientUnitId
        .is_null()
        .and(duty::Column::DocumentId.in_subquery(documents));
    Condition::any()
        .add(duty::Column::RecipientUnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
        .add(to_office)
}

/// Duties of one statement: each binds 11 values, and `SQLite` takes 32,766 of them.
const ROWS: usize = 2_900;

/// What no two duties share.
const KEY: [duty::Column; 3] = [duty::Column::ItemId, duty::Column::UnitId, duty::Column::PeriodId];

impl Tx {
    /// Enters duties; those that are there stay.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_duties(&self, duties: &[NewDuty], at: DateTime<Utc>) -> Result<()> {
        for duties in duties.chunks(ROWS) {
            duty::Entity::insert_many(duties.iter().map(|new| duty::ActiveModel {
                id: Set(new.id.into()),
                document_id: Set(new.document.into()),
                item_id: Set(new.item.into()),
                unit_id: Set(new.unit.into()),
                period_id: Set(new.period.into()),
                role: Set(new.role.as_str().to_owned()),
                recipient_unit_id: Set(new.recipient.map(Uuid::from)),
                due_on: Set(new.due_on),
                state: Set(new.state.as_str().to_owned()),
                end_reason: Set(new.end_reason.map(|reason| reason.as_str().to_owned())),
                created_at: Set(at),
            }))
            .on_conflict(OnConflict::columns(KEY).do_nothing().to_owned())
            .exec_without_returning(&self.tx)
            .await?;
        }
        Ok(())
    }
}
