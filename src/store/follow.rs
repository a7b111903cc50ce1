//! What the duties of an item are held against after a change.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{closing, duty, extension, objection, progress_report, reporting_period};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Result, Tx, corrupt};
use crate::domain::{
    duty::{Duty, DutyState},
    id::{AccountId, DocumentId, DutyId, ItemId},
    regime::Period,
    report::ReportState,
};

impl Tx {
    /// Every duty on an item, locked until the end of the transaction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_duties_on(&self, item: ItemId) -> Result<Vec<Duty>> {
        duty::Entity::find()
            .filter(duty::Column::ItemId.eq(Uuid::from(item)))
            .order_by_asc(duty::Column::Id)
            .lock_exclusive()
            .all(&self.tx)
            .await?
            .into_iter()
            .map(Duty::try_from)
            .collect()
    }

    /// The states of the reports on an item, by their duties.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn report_states_on(&self, item: ItemId) -> Result<HashMap<DutyId, ReportState>> {
        let rows: Vec<(Uuid, String)> = progress_report::Entity::find()
            .select_only()
            .column(progress_report::Column::DutyId)
            .column(progress_report::Column::State)
            .filter(progress_report::Column::ItemId.eq(Uuid::from(item)))
            .into_tuple()
            .all(&self.tx)
            .await?;
        rows.into_iter()
            .map(|(duty, state)| {
                let state =
                    ReportState::parse(&state).ok_or_else(|| corrupt("report state", &state))?;
                Ok((DutyId(duty), state))
            })
            .collect()
    }

    /// The periods of a document.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn periods_of(&self, document: DocumentId) -> Result<Vec<Period>> {
        let rows = reporting_period::Entity::find()
            .filter(reporting_period::Column::DocumentId.eq(Uuid::from(document)))
            .order_by_asc(reporting_period::Column::StartsOn)
            .all(&self.tx)
            .await?;
        Ok(rows.into_iter().map(Period::from).collect())
    }

    /// Sets how far a duty is answered, and the day by which it is due.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn move_duty(&self, id: DutyId, state: DutyState, due_on: NaiveDate) -> Result<()> {
        duty::Entity::update_many()
            .col_expr(duty::Column::State, Expr::value(state.as_str()))
            .col_expr(duty::Column::DueOn, Expr::value(due_on))
            .filter(duty::Column::Id.eq(Uuid::from(id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Lets what units still ask for on an item lapse: it has its outcome.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn lapse_requests(
        &self,
        item: ItemId,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        macro_rules! lapse {
            ($($entity:ident),+) => {$(
                $entity::Entity::update_many()
                    .col_expr($entity::Column::State, Expr::value("WITHDRAWN"))
                    .col_expr($entity::Column::DecidedBy, Expr::value(Uuid::from(by)))
                    .col_expr($entity::Column::DecidedAt, Expr::value(at))
                    .col_expr($entity::Column::Version, $entity::Column::Version.into_expr().add(1))
                    .filter($entity::Column::ItemId.eq(Uuid::from(item)))
                    .filter($entity::Column::State.eq("OPEN"))
                    .exec(&self.tx)
                    .await?;
            )+};
        }
        lapse!(extension, objection, closing);
        Ok(())
    }
}
