//! What leads' reports make of the support units' reports.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{duty, progress_report_version, report_integration, reporting_period};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait,
};
use uuid::Uuid;

use crate::{
    clock,
    domain::{
        assignment::Role,
        duty::{Duty, DutyState},
        id::{DutyId, ReportId, ReportVersionId},
        report::Integration,
    },
    store::{Reader, Result, Tx, rows::insert_all, scope},
};

/// What a lead's report made of a support unit's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The lead's report.
    pub by: ReportId,
    /// Why it was left out; none where it was integrated.
    pub left_out: Option<String>,
}

fn uuids<I: Copy + Into<Uuid>>(ids: &[I]) -> impl Iterator<Item = Uuid> + '_ {
    ids.iter().map(|id| (*id).into())
}

impl Reader<'_> {
    /// What each of these versions does with support reports, of those that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn integrations_of(
        &self,
        versions: &[ReportVersionId],
    ) -> Result<HashMap<ReportVersionId, Vec<Integration>>> {
        use report_integration::{Column, Relation};
        let seen = self.visible_reports().select_only().column(super::progress_report::Column::Id);
        let rows = report_integration::Entity::find()
            .join(JoinType::InnerJoin, Relation::Version.def())
            .filter(Column::VersionId.is_in(uuids(versions)))
            .filter(Column::ReportId.in_subquery(seen.into_query()))
            .filter(scope::report_versions(&self.scope))
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        let mut of: HashMap<ReportVersionId, Vec<Integration>> = HashMap::new();
        for row in rows {
            let one = Integration { report: ReportId(row.report_id), left_out: row.left_out };
            of.entry(ReportVersionId(row.version_id)).or_default().push(one);
        }
        Ok(of)
    }

    /// What the leads' reports, as they were submitted last, make of each of these reports.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn uses_of(&self, reports: &[ReportId]) -> Result<HashMap<ReportId, Vec<Use>>> {
        use report_integration::{Column, Relation};
        let rows: Vec<(Uuid, Uuid, Uuid, Option<String>)> = report_integration::Entity::find()
            .select_only()
            .column(Column::ReportId)
            .column(Column::VersionId)
            .column(progress_report_version::Column::ReportId)
            .column(Column::LeftOut)
            .join(JoinType::InnerJoin, Relation::Version.def())
            .filter(Column::ReportId.is_in(uuids(reports)))
            .filter(progress_report_version::Column::SubmittedAt.is_not_null())
            .filter(progress_report_version::Column::WithdrawnAt.is_null())
            .filter(scope::report_versions(&self.scope))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        let by: Vec<ReportId> = rows.iter().map(|(_, _, by, _)| ReportId(*by)).collect();
        let submitted = self
            .visible_versions()
            .filter(progress_report_version::Column::SubmittedAt.is_not_null())
            .filter(progress_report_version::Column::WithdrawnAt.is_null());
        let newest = self.newest(submitted, &by).await?;
        let mut uses: HashMap<ReportId, Vec<Use>> = HashMap::new();
        for (report, version, by, left_out) in rows {
            let by = ReportId(by);
            if newest.get(&by).is_some_and(|newest| newest.id == ReportVersionId(version)) {
                uses.entry(ReportId(report)).or_default().push(Use { by, left_out });
            }
        }
        Ok(uses)
    }

    /// The support units' duties whose reports a lead's report on each of these duties integrates:
    /// on the same item, for periods that end in its own.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn support_duties_of(&self, duties: &[DutyId]) -> Result<HashMap<DutyId, Vec<Duty>>> {
        let leads: Vec<(Uuid, Uuid, NaiveDate, NaiveDate)> = duty::Entity::find()
            .select_only()
            .column(duty::Column::Id)
            .column(duty::Column::ItemId)
            .column(reporting_period::Column::StartsOn)
            .column(reporting_period::Column::EndsOn)
            .join(JoinType::InnerJoin, duty::Relation::ReportingPeriod.def())
            .filter(duty::Column::Id.is_in(uuids(duties)))
            .filter(duty::Column::Role.eq(Role::Lead.as_str()))
            .filter(scope::duties(&self.scope))
            .into_tuple()
            .all(&self.db())
            .await?;
        let supports = duty::Entity::find()
            .find_also_related(reporting_period::Entity)
            .filter(duty::Column::ItemId.is_in(leads.iter().map(|(_, item, ..)| *item)))
            .filter(duty::Column::Role.eq(Role::Support.as_str()))
            .filter(duty::Column::State.ne(DutyState::Cancelled.as_str()))
            .filter(scope::duties(&self.scope))
            .order_by_asc(duty::Column::DueOn)
            .order_by_asc(duty::Column::Id)
            .all(&self.db())
            .await?;
        let mut of: HashMap<DutyId, Vec<Duty>> = HashMap::new();
        for (row, period) in supports {
            let Some(period) = period else { continue };
            for (lead, item, starts_on, ends_on) in &leads {
                if *item == row.item_id && (*starts_on..=*ends_on).contains(&period.ends_on) {
                    of.entry(DutyId(*lead)).or_default().push(row.clone().try_into()?);
                }
            }
        }
        Ok(of)
    }
}

impl Tx {
    /// Writes all that versions of leads' reports do with support reports.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn put_integrations(
        &self,
        integrations: &[(ReportVersionId, Vec<Integration>)],
    ) -> Result<()> {
        let versions: Vec<ReportVersionId> =
            integrations.iter().map(|(version, _)| *version).collect();
        report_integration::Entity::delete_many()
            .filter(report_integration::Column::VersionId.is_in(uuids(&versions)))
            .exec(&self.tx)
            .await?;
        let rows = integrations.iter().flat_map(|(version, all)| {
            all.iter().map(|one| report_integration::ActiveModel {
                id: Set(clock::new_id()),
                version_id: Set((*version).into()),
                report_id: Set(one.report.into()),
                left_out: Set(one.left_out.clone()),
            })
        });
        insert_all!(&self.tx, report_integration::Entity, rows);
        Ok(())
    }
}
