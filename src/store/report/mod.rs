//! Progress reports and their versions.

use std::collections::HashMap;

use entity::{progress_report, progress_report_version};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryTrait,
    Select,
    sea_query::{Expr, Func, Order, OverStatement, Query, WindowStatement},
};
use uuid::Uuid;

mod integration;
mod values;
mod write;

pub use integration::Use;
pub use values::{Accepted, Offered, Prefill, PrefillFrom};

use super::{
    Reader, Result, StoreError, corrupt,
    page::{Sorting, count_under},
    scope,
};
use crate::domain::{
    assignment::Role,
    id::{AccountId, DocumentId, DutyId, ItemId, ReportId, ReportVersionId, UnitId},
    page::{Cursor, Page, PageRequest},
    report::{
        Decision, Entered, ProgressReport, ReportContent, ReportSource, ReportState, ReportVersion,
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
            before: ReportState::parse(&row.before)
                .ok_or_else(|| corrupt("report state", &row.before))?,
            created_at: row.created_at,
            first_submitted_at: row.first_submitted_at,
            submitted_at: row.submitted_at,
            review_begun_at: row.review_begun_at,
            accepted_at: row.accepted_at,
            resubmit_by: row.resubmit_by,
            deemed_on: row.deemed_on,
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
        let source = row
            .source
            .map(|code| ReportSource::parse(&code).ok_or_else(|| corrupt("source", &code)))
            .transpose()?;
        let note = row.source_note.unwrap_or_default();
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
            correction: row.correction,
            written_by: AccountId(row.written_by),
            written_at: row.written_at,
            sent_back: row.sent_back,
            entered: source.zip(row.received_on).map(|(source, received_on)| Entered {
                source,
                note,
                received_on,
            }),
            confirmed: row.confirmed_at.zip(row.confirmed_by.map(AccountId)),
            submitted: row.submitted_at.zip(row.submitted_by.map(AccountId)),
            unit: row.unit_id.map(UnitId),
            withdrawn_at: row.withdrawn_at,
            decided: decision
                .zip(row.decided_at)
                .map(|(decision, at)| (decision, at, row.decided_by.map(AccountId))),
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
            .filter(progress_report::Column::AcceptedAt.is_not_null());
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

    /// The version of each of these reports that stands: the one accepted last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn standing_versions(
        &self,
        reports: &[ReportId],
    ) -> Result<HashMap<ReportId, ReportVersion>> {
        let accepted = self
            .visible_versions()
            .filter(progress_report_version::Column::Decision.eq(Decision::Accepted.as_str()));
        self.newest(accepted, reports).await
    }

    async fn newest(
        &self,
        versions: Select<progress_report_version::Entity>,
        reports: &[ReportId],
    ) -> Result<HashMap<ReportId, ReportVersion>> {
        let ids: Vec<Uuid> = reports.iter().map(|id| Uuid::from(*id)).collect();
        let under = (progress_report_version::Column::ReportId, ids.as_slice());
        versions_in_order()
            .read_under(&self.db(), versions, under, &PageRequest::first(1), |row| row.report_id)
            .await?
            .into_iter()
            .filter_map(|(id, page)| Some((ReportId(id), page.rows.into_iter().next()?.1)))
            .map(|(id, row)| Ok((id, row.try_into()?)))
            .collect()
    }

    /// The newest version of each of these reports that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn current_versions(
        &self,
        reports: &[ReportId],
    ) -> Result<HashMap<ReportId, ReportVersion>> {
        self.newest(self.visible_versions(), reports).await
    }
}
