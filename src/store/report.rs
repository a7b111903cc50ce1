//! Progress reports and their versions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{progress_report, progress_report_version};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func, Order, OverStatement, Query, WindowStatement},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    page::{Sorting, count_under},
    scope,
};
use crate::{
    clock,
    domain::{
        assignment::Role,
        id::{AccountId, DocumentId, DutyId, ItemId, ReportId, ReportVersionId, UnitId},
        page::{Cursor, Page, PageRequest},
        report::{Decision, ProgressReport, ReportContent, ReportState, ReportVersion},
    },
};

impl TryFrom<progress_report::Model> for ProgressReport {
    type Error = StoreError;

    fn try_from(row: progress_report::Model) -> Result<Self> {
        Ok(Self {
            id: ReportId(row.id),
            duty: DutyId(row.duty_id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            role: Role::parse(&row.role).ok_or_else(|| corrupt("role", &row.role))?,
            recipient: row.recipient_unit_id.map(UnitId),
            state: ReportState::parse(&row.state)
                .ok_or_else(|| corrupt("report state", &row.state))?,
            created_at: row.created_at,
            first_submitted_at: row.first_submitted_at,
            submitted_at: row.submitted_at,
            accepted_at: row.accepted_at,
            version: row.version,
        })
    }
}

impl TryFrom<progress_report_version::Model> for ReportVersion {
    type Error = StoreError;

    fn try_from(row: progress_report_version::Model) -> Result<Self> {
        let decision = row
            .decision
            .map(|code| Decision::parse(&code).ok_or_else(|| corrupt("decision", &code)))
            .transpose()?;
        Ok(Self {
            id: ReportVersionId(row.id),
            report: ReportId(row.report_id),
            number: row.number,
            content: ReportContent {
                progress: row.progress,
                problems: row.problems,
                next_steps: row.next_steps,
                percent: row.percent,
            },
            written_by: AccountId(row.written_by),
            written_at: row.written_at,
            submitted: row.submitted_at.zip(row.submitted_by.map(AccountId)),
            decided: decision
                .zip(row.decided_at)
                .zip(row.decided_by)
                .map(|((decision, at), by)| (decision, at, AccountId(by))),
            reason: row.reason,
        })
    }
}

fn newest_first() -> Sorting<progress_report::Entity> {
    Sorting {
        key: progress_report::Column::Id.into_expr(),
        id: progress_report::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.id.to_string(), id: row.id },
        value: |key| key.parse::<Uuid>().ok().map(Into::into),
    }
}

fn versions_in_order() -> Sorting<progress_report_version::Entity> {
    Sorting {
        key: progress_report_version::Column::Number.into_expr(),
        id: progress_report_version::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.number.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

impl Reader<'_> {
    fn visible_reports(&self) -> Select<progress_report::Entity> {
        progress_report::Entity::find().filter(scope::reports(&self.scope))
    }

    /// The reports with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn reports(&self, ids: &[ReportId]) -> Result<Vec<ProgressReport>> {
        self.visible_reports()
            .filter(progress_report::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(ProgressReport::try_from)
            .collect()
    }

    /// A report, if it may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn report(&self, id: ReportId) -> Result<Option<ProgressReport>> {
        Ok(self.reports(&[id]).await?.pop())
    }

    /// The report that answers each of these duties.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn reports_of_duties(
        &self,
        duties: &[DutyId],
    ) -> Result<HashMap<DutyId, ProgressReport>> {
        self.visible_reports()
            .filter(progress_report::Column::DutyId.is_in(duties.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(|row| Ok((DutyId(row.duty_id), row.try_into()?)))
            .collect()
    }

    /// A page of the reports on each of these items, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn reports_of(
        &self,
        items: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<ProgressReport>>> {
        newest_first()
            .read_under(
                &self.db(),
                self.visible_reports(),
                (progress_report::Column::ItemId, items),
                page,
                |row| row.item_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(ProgressReport::try_from)?)))
            .collect()
    }

    /// How many reports there are on each of these items.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn report_counts(&self, items: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        count_under(&self.db(), self.visible_reports(), progress_report::Column::ItemId, items)
            .await
    }

    /// The report on each of these items that was submitted last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn latest_reports_of(
        &self,
        items: &[ItemId],
    ) -> Result<HashMap<ItemId, ProgressReport>> {
        let submitted =
            self.visible_reports().filter(progress_report::Column::SubmittedAt.is_not_null());
        self.latest_of(items, submitted, progress_report::Column::SubmittedAt).await
    }

    /// The progress of each of these items: its `LEAD` report that was accepted last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn progress_of(&self, items: &[ItemId]) -> Result<HashMap<ItemId, ProgressReport>> {
        let accepted = self
            .visible_reports()
            .filter(progress_report::Column::Role.eq(Role::Lead.as_str()))
            .filter(progress_report::Column::State.eq(ReportState::Accepted.as_str()));
        self.latest_of(items, accepted, progress_report::Column::AcceptedAt).await
    }

    async fn latest_of(
        &self,
        items: &[ItemId],
        reports: Select<progress_report::Entity>,
        by: progress_report::Column,
    ) -> Result<HashMap<ItemId, ProgressReport>> {
        use progress_report::Column;
        let mut ranked =
            reports.filter(Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))));
        QueryTrait::query(&mut ranked).expr_window_as(
            Func::cust("ROW_NUMBER"),
            WindowStatement::new()
                .add_partition_by(Column::ItemId.into_expr())
                .order_by_expr(by.into_expr(), Order::Desc)
                .order_by_expr(Column::Id.into_expr(), Order::Desc)
                .take(),
            "rank",
        );
        let statement = Query::select()
            .expr(Expr::cust("*"))
            .from_subquery(ranked.into_query(), "ranked")
            .and_where(Expr::col("rank").eq(1))
            .take();
        let db = self.db();
        let statement = db.get_database_backend().build(&statement);
        progress_report::Model::find_by_statement(statement)
            .all(&db)
            .await?
            .into_iter()
            .map(|row| Ok((ItemId(row.item_id), row.try_into()?)))
            .collect()
    }

    fn visible_versions(&self) -> Select<progress_report_version::Entity> {
        progress_report_version::Entity::find().filter(scope::report_versions(&self.scope))
    }

    /// A page of the versions of each of these reports, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn versions_of(
        &self,
        reports: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<ReportVersion>>> {
        versions_in_order()
            .read_under(
                &self.db(),
                self.visible_versions(),
                (progress_report_version::Column::ReportId, reports),
                page,
                |row| row.report_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(ReportVersion::try_from)?)))
            .collect()
    }

    /// How many versions each of these reports has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn version_counts(&self, reports: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        count_under(
            &self.db(),
            self.visible_versions(),
            progress_report_version::Column::ReportId,
            reports,
        )
        .await
    }

    /// The newest version of each of these reports that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn current_versions(
        &self,
        reports: &[ReportId],
    ) -> Result<HashMap<ReportId, ReportVersion>> {
        let ids: Vec<Uuid> = reports.iter().map(|id| Uuid::from(*id)).collect();
        Ok(self
            .versions_of(&ids, &PageRequest::first(1))
            .await?
            .into_iter()
            .filter_map(|(id, page)| Some((ReportId(id), page.rows.into_iter().next()?.1)))
            .collect())
    }
}

impl Tx {
    /// Locks a duty's report until the end of the transaction and answers it, if there is one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_report_of(&self, duty: DutyId) -> Result<Option<ProgressReport>> {
        progress_report::Entity::find()
            .filter(progress_report::Column::DutyId.eq(Uuid::from(duty)))
            .lock_exclusive()
            .one(&self.tx)
            .await?
            .map(ProgressReport::try_from)
            .transpose()
    }

    /// Enters a report with its first version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_report(
        &self,
        report: &ProgressReport,
        content: &ReportContent,
        by: AccountId,
    ) -> Result<()> {
        progress_report::Entity::insert(progress_report::ActiveModel {
            id: Set(report.id.into()),
            duty_id: Set(report.duty.into()),
            document_id: Set(report.document.into()),
            item_id: Set(report.item.into()),
            unit_id: Set(report.unit.into()),
            role: Set(report.role.as_str().to_owned()),
            recipient_unit_id: Set(report.recipient.map(Uuid::from)),
            state: Set(report.state.as_str().to_owned()),
            created_at: Set(report.created_at),
            first_submitted_at: Set(None),
            submitted_at: Set(None),
            accepted_at: Set(None),
            version: Set(report.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        self.insert_report_version(report.id, 1, content, by, report.created_at).await
    }

    /// Enters a version of a report.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_report_version(
        &self,
        report: ReportId,
        number: i32,
        content: &ReportContent,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        progress_report_version::Entity::insert(progress_report_version::ActiveModel {
            id: Set(clock::new_id()),
            report_id: Set(report.into()),
            number: Set(number),
            progress: Set(content.progress.clone()),
            problems: Set(content.problems.clone()),
            next_steps: Set(content.next_steps.clone()),
            percent: Set(content.percent),
            written_by: Set(by.into()),
            written_at: Set(at),
            submitted_by: Set(None),
            submitted_at: Set(None),
            decision: Set(None),
            decided_by: Set(None),
            decided_at: Set(None),
            reason: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Rewrites a version that was not submitted yet.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn rewrite_report_version(
        &self,
        version: ReportVersionId,
        content: &ReportContent,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use progress_report_version::Column;
        progress_report_version::Entity::update_many()
            .col_expr(Column::Progress, Expr::value(content.progress.as_str()))
            .col_expr(Column::Problems, Expr::value(content.problems.as_str()))
            .col_expr(Column::NextSteps, Expr::value(content.next_steps.as_str()))
            .col_expr(Column::Percent, Expr::value(content.percent))
            .col_expr(Column::WrittenBy, Expr::value(Uuid::from(by)))
            .col_expr(Column::WrittenAt, Expr::value(at))
            .filter(Column::Id.eq(Uuid::from(version)))
            .filter(Column::SubmittedAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Marks a version as submitted.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn submit_report_version(
        &self,
        version: ReportVersionId,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use progress_report_version::Column;
        progress_report_version::Entity::update_many()
            .col_expr(Column::SubmittedBy, Expr::value(Uuid::from(by)))
            .col_expr(Column::SubmittedAt, Expr::value(at))
            .filter(Column::Id.eq(Uuid::from(version)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Keeps what was decided on a version, and why.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn decide_report_version(
        &self,
        version: ReportVersionId,
        decision: Decision,
        reason: Option<&str>,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use progress_report_version::Column;
        progress_report_version::Entity::update_many()
            .col_expr(Column::Decision, Expr::value(decision.as_str()))
            .col_expr(Column::Reason, Expr::value(reason))
            .col_expr(Column::DecidedBy, Expr::value(Uuid::from(by)))
            .col_expr(Column::DecidedAt, Expr::value(at))
            .filter(Column::Id.eq(Uuid::from(version)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Writes the report's row and its duty's state, and raises the version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_report(&self, report: &ProgressReport) -> Result<()> {
        use progress_report::Column;
        progress_report::Entity::update_many()
            .col_expr(Column::State, Expr::value(report.state.as_str()))
            .col_expr(Column::FirstSubmittedAt, Expr::value(report.first_submitted_at))
            .col_expr(Column::SubmittedAt, Expr::value(report.submitted_at))
            .col_expr(Column::AcceptedAt, Expr::value(report.accepted_at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(report.id)))
            .exec(&self.tx)
            .await?;
        self.set_duty_state(report.duty, report.state.duty()).await
    }
}
