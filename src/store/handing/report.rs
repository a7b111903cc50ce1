//! Reports on parts that were handed on.

use std::collections::HashMap;

use entity::{handing, handing_report, handing_report_version};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, scope};
use crate::{
    domain::{
        handing_report::{HandingReport, HandingReportState, HandingReportVersion},
        id::{AccountId, HandingId, HandingReportId, HandingReportVersionId, PeriodId, UnitId},
        page::{Cursor, Page, PageRequest},
    },
    store::page::{Sorting, count_under, instant_key},
};

impl From<handing_report::Model> for HandingReport {
    fn from(row: handing_report::Model) -> Self {
        Self {
            id: HandingReportId(row.id),
            handing: HandingId(row.handing_id),
            period: row.period_id.map(PeriodId),
            created_at: row.created_at,
            first_submitted_at: row.first_submitted_at,
            version: row.version,
        }
    }
}

impl TryFrom<handing_report_version::Model> for HandingReportVersion {
    type Error = StoreError;

    fn try_from(row: handing_report_version::Model) -> Result<Self> {
        Ok(Self {
            id: HandingReportVersionId(row.id),
            report: HandingReportId(row.report_id),
            number: row.number,
            state: HandingReportState::parse(&row.state)
                .ok_or_else(|| corrupt("handing report state", &row.state))?,
            progress: row.progress,
            problems: row.problems,
            written: (row.written_at, AccountId(row.written_by)),
            submitted: row.submitted_at.zip(row.submitted_by.map(AccountId)),
            answer: row.answer,
            decided: row.decided_at.zip(row.decided_by.map(AccountId)),
        })
    }
}

fn newest_first() -> Sorting<handing_report::Entity> {
    Sorting {
        key: handing_report::Column::CreatedAt.into_expr(),
        id: handing_report::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.created_at.to_rfc3339(), id: row.id },
        value: instant_key,
    }
}

fn by_number() -> Sorting<handing_report_version::Entity> {
    Sorting {
        key: handing_report_version::Column::Number.into_expr(),
        id: handing_report_version::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.number.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

/// Versions that were submitted, the one that waits longest first.
fn longest_first() -> Sorting<handing_report_version::Entity> {
    Sorting {
        key: handing_report_version::Column::SubmittedAt.into_expr(),
        id: handing_report_version::Column::Id,
        descending: false,
        cursor: |row| Cursor {
            key: row.submitted_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
            id: row.id,
        },
        value: instant_key,
    }
}

impl Reader<'_> {
    fn reports_below(&self) -> Select<handing_report::Entity> {
        handing_report::Entity::find().filter(scope::handing_reports(&self.scope))
    }

    fn versions_below(&self) -> Select<handing_report_version::Entity> {
        handing_report_version::Entity::find().filter(scope::handing_report_versions(&self.scope))
    }

    /// The reports with these ids that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_reports(&self, ids: &[HandingReportId]) -> Result<Vec<HandingReport>> {
        let ids = ids.iter().map(|id| Uuid::from(*id));
        let rows = self.reports_below().filter(handing_report::Column::Id.is_in(ids));
        Ok(rows.all(&self.db()).await?.into_iter().map(HandingReport::from).collect())
    }

    /// The report on a handing, of a period or of none, if there is one that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn report_on_part(
        &self,
        handing: HandingId,
        period: Option<PeriodId>,
    ) -> Result<Option<HandingReport>> {
        use handing_report::Column;
        let rows = self.reports_below().filter(Column::HandingId.eq(Uuid::from(handing)));
        let rows = match period {
            Some(period) => rows.filter(Column::PeriodId.eq(Uuid::from(period))),
            None => rows.filter(Column::PeriodId.is_null()),
        };
        Ok(rows.one(&self.db()).await?.map(HandingReport::from))
    }

    /// A page of the reports on each of these handings, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_reports_of(
        &self,
        handings: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<HandingReport>>> {
        let under = (handing_report::Column::HandingId, handings);
        newest_first()
            .read_under(&self.db(), self.reports_below(), under, page, |row| row.handing_id)
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(|row| Ok(HandingReport::from(row)))?)))
            .collect()
    }

    /// How many reports there are on each of these handings.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_report_counts(&self, handings: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let rows = self.reports_below();
        count_under(&self.db(), rows, handing_report::Column::HandingId, handings).await
    }

    /// A page of the versions of each of these reports, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_versions_of(
        &self,
        reports: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<HandingReportVersion>>> {
        let under = (handing_report_version::Column::ReportId, reports);
        by_number()
            .read_under(&self.db(), self.versions_below(), under, page, |row| row.report_id)
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(HandingReportVersion::try_from)?)))
            .collect()
    }

    /// How many versions each of these reports has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_version_counts(&self, reports: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let rows = self.versions_below();
        count_under(&self.db(), rows, handing_report_version::Column::ReportId, reports).await
    }

    /// The newest version of each of these reports that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn newest_handing_versions(
        &self,
        reports: &[HandingReportId],
    ) -> Result<HashMap<HandingReportId, HandingReportVersion>> {
        let ids: Vec<Uuid> = reports.iter().map(|id| Uuid::from(*id)).collect();
        let pages = self.handing_versions_of(&ids, &PageRequest::first(1)).await?;
        let newest = pages
            .into_iter()
            .filter_map(|(id, page)| Some((HandingReportId(id), page.rows.into_iter().next()?.1)));
        Ok(newest.collect())
    }

    fn waiting_below(&self, units: &[UnitId]) -> Select<handing_report_version::Entity> {
        let handings = handing::Entity::find()
            .select_only()
            .column(handing::Column::Id)
            .filter(handing::Column::UnitId.is_in(units.iter().map(|id| Uuid::from(*id))));
        let reports = handing_report::Entity::find()
            .select_only()
            .column(handing_report::Column::Id)
            .filter(handing_report::Column::HandingId.in_subquery(handings.into_query()));
        self.versions_below()
            .filter(
                handing_report_version::Column::State.eq(HandingReportState::Submitted.as_str()),
            )
            .filter(handing_report_version::Column::ReportId.in_subquery(reports.into_query()))
    }

    /// A page of the versions that wait for the decision of units that handed parts on, longest
    /// first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_below_page(
        &self,
        units: &[UnitId],
        page: &PageRequest,
    ) -> Result<Page<HandingReportVersion>> {
        longest_first()
            .read(&self.db(), self.waiting_below(units), page)
            .await?
            .try_map(HandingReportVersion::try_from)
    }

    /// How many versions wait for the decision of units that handed parts on.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_below_count(&self, units: &[UnitId]) -> Result<u64> {
        Ok(self.waiting_below(units).count(&self.db()).await?)
    }
}

impl Tx {
    /// Enters a report on a part.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_handing_report(&self, report: &HandingReport) -> Result<()> {
        handing_report::Entity::insert(handing_report::ActiveModel {
            id: Set(report.id.into()),
            handing_id: Set(report.handing.into()),
            period_id: Set(report.period.map(Uuid::from)),
            created_at: Set(report.created_at),
            first_submitted_at: Set(report.first_submitted_at),
            version: Set(report.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes when a report was submitted first, and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_handing_report(&self, report: &HandingReport) -> Result<()> {
        use handing_report::Column;
        handing_report::Entity::update_many()
            .col_expr(Column::FirstSubmittedAt, Expr::value(report.first_submitted_at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(report.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Enters a version of a report on a part.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_handing_version(&self, version: &HandingReportVersion) -> Result<()> {
        handing_report_version::Entity::insert(handing_report_version::ActiveModel {
            id: Set(version.id.into()),
            report_id: Set(version.report.into()),
            number: Set(version.number),
            state: Set(version.state.as_str().to_owned()),
            progress: Set(version.progress.clone()),
            problems: Set(version.problems.clone()),
            written_by: Set(version.written.1.into()),
            written_at: Set(version.written.0),
            submitted_by: Set(None),
            submitted_at: Set(None),
            answer: Set(None),
            decided_by: Set(None),
            decided_at: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes a version of a report on a part anew.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_handing_version(&self, version: &HandingReportVersion) -> Result<()> {
        use handing_report_version::Column;
        let (written_at, written_by) = version.written;
        let (submitted_at, submitted_by) = version.submitted.unzip();
        let (decided_at, decided_by) = version.decided.unzip();
        handing_report_version::Entity::update_many()
            .col_expr(Column::State, Expr::value(version.state.as_str()))
            .col_expr(Column::Progress, Expr::value(version.progress.as_str()))
            .col_expr(Column::Problems, Expr::value(version.problems.as_str()))
            .col_expr(Column::WrittenBy, Expr::value(Uuid::from(written_by)))
            .col_expr(Column::WrittenAt, Expr::value(written_at))
            .col_expr(Column::SubmittedBy, Expr::value(submitted_by.map(Uuid::from)))
            .col_expr(Column::SubmittedAt, Expr::value(submitted_at))
            .col_expr(Column::Answer, Expr::value(version.answer.clone()))
            .col_expr(Column::DecidedBy, Expr::value(decided_by.map(Uuid::from)))
            .col_expr(Column::DecidedAt, Expr::value(decided_at))
            .filter(Column::Id.eq(Uuid::from(version.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
