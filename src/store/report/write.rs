//! What is written of reports: always many at once.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    account, duty, membership, progress_report, progress_report_version, report_copy, report_value,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, Iterable, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    clock,
    domain::{
        duty::{Duty, DutyState},
        id::{DutyId, ReportId, ReportVersionId, UnitId},
        report::{Decision, ProgressReport, ReportState, ReportVersion, ReportedValue},
    },
    store::{
        Result, Tx,
        rows::{ROWS, insert_all},
    },
};

fn uuids<I: Copy + Into<Uuid>>(ids: &[I]) -> impl Iterator<Item = Uuid> + '_ {
    ids.iter().map(|id| (*id).into())
}

impl Tx {
    /// Locks duties until the end of the transaction, all in one order, and answers them as they
    /// are. A duty's row stands for its report too, which may not be there yet.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_duties(&self, ids: &[DutyId]) -> Result<Vec<Duty>> {
        duty::Entity::find()
            .filter(duty::Column::Id.is_in(uuids(ids)))
            .order_by_asc(duty::Column::Id)
            .lock_exclusive()
            .all(&self.tx)
            .await?
            .into_iter()
            .map(Duty::try_from)
            .collect()
    }

    /// The reports on duties that were locked.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_reports_of(
        &self,
        duties: &[DutyId],
    ) -> Result<HashMap<DutyId, ProgressReport>> {
        progress_report::Entity::find()
            .filter(progress_report::Column::DutyId.is_in(uuids(duties)))
            .order_by_asc(progress_report::Column::Id)
            .lock_exclusive()
            .all(&self.tx)
            .await?
            .into_iter()
            .map(|row| Ok((DutyId(row.duty_id), row.try_into()?)))
            .collect()
    }

    /// Writes reports as they are now, new ones and others, and the states of their duties.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn put_reports(&self, reports: &[ProgressReport]) -> Result<()> {
        use progress_report::Column;
        let rows = reports.iter().map(|report| progress_report::ActiveModel {
            id: Set(report.id.into()),
            duty_id: Set(report.duty.into()),
            document_id: Set(report.document.into()),
            item_id: Set(report.item.into()),
            unit_id: Set(report.unit.into()),
            role: Set(report.role.as_str().to_owned()),
            recipient_unit_id: Set(report.recipient.map(Uuid::from)),
            state: Set(report.state.as_str().to_owned()),
            before: Set(report.before.as_str().to_owned()),
            created_at: Set(report.created_at),
            first_submitted_at: Set(report.first_submitted_at),
            submitted_at: Set(report.submitted_at),
            review_begun_at: Set(report.review_begun_at),
            accepted_at: Set(report.accepted_at),
            resubmit_by: Set(report.resubmit_by),
            deemed_on: Set(report.deemed_on),
            version: Set(report.version),
        });
        let changed = Column::iter().filter(|column| !matches!(column, Column::Id));
        let upsert = OnConflict::column(Column::Id).update_columns(changed).to_owned();
        let rows: Vec<_> = rows.collect();
        for rows in rows.chunks(ROWS) {
            progress_report::Entity::insert_many(rows.iter().cloned())
                .on_conflict(upsert.clone())
                .exec_without_returning(&self.tx)
                .await?;
        }
        let mut states: HashMap<DutyState, Vec<DutyId>> = HashMap::new();
        for report in reports {
            states.entry(report.state.duty(report.before)).or_default().push(report.duty);
        }
        for (state, duties) in states {
            duty::Entity::update_many()
                .col_expr(duty::Column::State, Expr::value(state.as_str()))
                .filter(duty::Column::Id.is_in(uuids(&duties)))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Writes versions of reports as they are now, new ones and others.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn put_report_versions(&self, versions: &[ReportVersion]) -> Result<()> {
        use progress_report_version::Column;
        let rows: Vec<_> = versions.iter().map(row_of).collect();
        let changed = Column::iter().filter(|column| !matches!(column, Column::Id));
        let upsert = OnConflict::column(Column::Id).update_columns(changed).to_owned();
        for rows in rows.chunks(ROWS) {
            progress_report_version::Entity::insert_many(rows.iter().cloned())
                .on_conflict(upsert.clone())
                .exec_without_returning(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Writes all the values of versions.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn put_values(&self, values: &[(ReportVersionId, Vec<ReportedValue>)]) -> Result<()> {
        let versions: Vec<ReportVersionId> = values.iter().map(|(version, _)| *version).collect();
        report_value::Entity::delete_many()
            .filter(report_value::Column::VersionId.is_in(uuids(&versions)))
            .exec(&self.tx)
            .await?;
        let rows = values.iter().flat_map(|(version, values)| {
            values.iter().map(|value| report_value::ActiveModel {
                id: Set(clock::new_id()),
                version_id: Set((*version).into()),
                target_id: Set(value.target.into()),
                value: Set(value.value.normalize().to_string()),
                as_of: Set(value.as_of),
                explanation: Set(value.explanation.clone()),
            })
        });
        insert_all!(&self.tx, report_value::Entity, rows);
        Ok(())
    }

    /// Gives units a copy of reports; those who have one keep it.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn copy_reports(
        &self,
        copies: &[(ReportId, UnitId)],
        at: DateTime<Utc>,
    ) -> Result<()> {
        use report_copy::Column;
        for copies in copies.chunks(ROWS) {
            report_copy::Entity::insert_many(copies.iter().map(|(report, unit)| {
                report_copy::ActiveModel {
                    id: Set(clock::new_id()),
                    report_id: Set((*report).into()),
                    unit_id: Set((*unit).into()),
                    copied_at: Set(at),
                }
            }))
            .on_conflict(
                OnConflict::columns([Column::ReportId, Column::UnitId]).do_nothing().to_owned(),
            )
            .exec_without_returning(&self.tx)
            .await?;
        }
        Ok(())
    }

    /// Whether anyone has an account of a unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unit_has_accounts(&self, unit: UnitId, now: DateTime<Utc>) -> Result<bool> {
        use membership::Column;
        let open = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(now));
        let count = membership::Entity::find()
            .join(JoinType::InnerJoin, membership::Relation::Account.def())
            .filter(Column::UnitId.eq(Uuid::from(unit)))
            .filter(Column::ValidFrom.lte(now))
            .filter(open)
            .filter(account::Column::DisabledAt.is_null())
            .count(&self.tx)
            .await?;
        Ok(count > 0)
    }

    /// The duties whose submitted reports count as accepted from a day on.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duties_to_deem(&self, day: NaiveDate) -> Result<Vec<DutyId>> {
        let ids: Vec<Uuid> = progress_report::Entity::find()
            .select_only()
            .column(progress_report::Column::DutyId)
            .filter(progress_report::Column::State.eq(ReportState::Submitted.as_str()))
            .filter(progress_report::Column::DeemedOn.lte(day))
            .into_tuple()
            .all(&self.tx)
            .await?;
        Ok(ids.into_iter().map(DutyId).collect())
    }

    /// When the report of a version was last submitted before it, of what was not taken back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn submitted_before(&self, version: &ReportVersion) -> Result<Option<DateTime<Utc>>> {
        use progress_report_version::Column;
        let last: Option<Option<DateTime<Utc>>> = progress_report_version::Entity::find()
            .select_only()
            .column_as(Column::SubmittedAt.max(), "last")
            .filter(Column::ReportId.eq(Uuid::from(version.report)))
            .filter(Column::Number.lt(version.number))
            .filter(Column::WithdrawnAt.is_null())
            .into_tuple()
            .one(&self.tx)
            .await?;
        Ok(last.flatten())
    }
}

fn row_of(version: &ReportVersion) -> progress_report_version::ActiveModel {
    let (decision, decided_at, decided_by) = match version.decided {
        Some((decision, at, by)) => (Some(decision), Some(at), by),
        None => (None, None, None),
    };
    let entered = version.entered.as_ref();
    progress_report_version::ActiveModel {
        id: Set(version.id.into()),
        report_id: Set(version.report.into()),
        number: Set(version.number),
        unit_id: Set(version.unit.map(Uuid::from)),
        progress: Set(version.content.progress.clone()),
        problems: Set(version.content.problems.clone()),
        next_steps: Set(version.content.next_steps.clone()),
        percent: Set(version.content.percent),
        correction: Set(version.correction.clone()),
        written_by: Set(version.written_by.into()),
        written_at: Set(version.written_at),
        sent_back: Set(version.sent_back.clone()),
        source: Set(entered.map(|entered| entered.source.as_str().to_owned())),
        source_note: Set(entered.map(|entered| entered.note.clone())),
        received_on: Set(entered.map(|entered| entered.received_on)),
        confirmed_by: Set(version.confirmed.map(|(_, by)| by.into())),
        confirmed_at: Set(version.confirmed.map(|(at, _)| at)),
        submitted_by: Set(version.submitted.map(|(_, by)| by.into())),
        submitted_at: Set(version.submitted.map(|(at, _)| at)),
        withdrawn_at: Set(version.withdrawn_at),
        decision: Set(decision.map(Decision::as_str).map(str::to_owned)),
        decided_by: Set(decided_by.map(Uuid::from)),
        decided_at: Set(decided_at),
        reason: Set(version.reason.clone()),
    }
}
