//! What a unit submitted in one act.

use async_graphql::{Context, ID, Object};

use super::ProgressReport;
use crate::{
    domain::receipt::Receipt,
    graphql::{
        Result,
        connection::connection,
        context::ContextExt,
        document::Document,
        duty::ReportingPeriod,
        id::GlobalId,
        loaders::{NameOf, ReportsOfReceipt},
        scalars::DateTime,
        unit::Unit,
    },
};

/// What a unit submitted in one act (报送回执).
#[derive(Clone)]
pub struct SubmissionReceipt(Receipt);

impl From<Receipt> for SubmissionReceipt {
    fn from(receipt: Receipt) -> Self {
        Self(receipt)
    }
}

/// What a unit submitted in one act (报送回执). For the unit, the recipient and the office.
#[Object]
impl SubmissionReceipt {
    /// Opaque id.
    async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Unique within the unit: its day and a count, as `20260302-001` (回执编号).
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// When it was submitted (报送时间).
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.0.submitted_at)
    }

    /// The name of who submitted (报送人).
    async fn submitted_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.submitted_by)).await?)
    }

    /// The unit that submitted (报送单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The document (文件).
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        Ok(ctx.loader()?.load_one(self.0.document).await?.map(Into::into))
    }

    /// The period (报送周期的一期).
    async fn period(&self, ctx: &Context<'_>) -> Result<Option<ReportingPeriod>> {
        Ok(ctx.loader()?.load_one(self.0.period).await?.map(Into::into))
    }

    /// The reports that were submitted, of those that may be seen (所含报告); at most 500.
    #[graphql(complexity = "child_complexity * 20")]
    async fn progress_reports(&self, ctx: &Context<'_>) -> Result<Vec<ProgressReport>> {
        let reports = ctx.loader()?.load_one(ReportsOfReceipt(self.0.id)).await?;
        Ok(reports.unwrap_or_default().into_iter().map(Into::into).collect())
    }
}

connection! {
    /// A page of receipts, the newest first (报送回执列表).
    SubmissionReceiptConnection,
    /// A receipt in a list.
    SubmissionReceiptEdge, SubmissionReceipt, Receipt
}
