//! What leads' reports make of the support units' reports.

use async_graphql::{Context, Object};

use super::ProgressReport;
use crate::{
    domain::{self, assignment::Role, id::ReportId, report::Integration},
    graphql::{
        Result,
        context::ContextExt,
        duty::Duty,
        loaders::{CurrentVersionOf, IntegrationsOf, ReportOfDuty, SupportDutiesOf, UsesOf},
        unit::Unit,
    },
};

/// What a lead's report makes of a support unit's report (采用情况).
pub struct ReportUse {
    /// The other report: of a lead's report the support unit's, of a support unit's the lead's.
    other: ReportId,
    left_out: Option<String>,
}

/// What a lead's report makes of a support unit's report (采用情况).
#[Object]
impl ReportUse {
    /// The other report (对应报告): seen from a lead's report the support unit's, seen from a support
    /// unit's report the lead's.
    async fn progress_report(&self, ctx: &Context<'_>) -> Result<Option<ProgressReport>> {
        Ok(ctx.loader()?.load_one(self.other).await?.map(Into::into))
    }

    /// Whether it is integrated; else it is left out (是否采用).
    async fn integrated(&self) -> bool {
        self.left_out.is_none()
    }

    /// Why it is left out (不采用的原因).
    async fn left_out(&self) -> Option<&str> {
        self.left_out.as_deref()
    }
}

/// A support unit's part in the period of a lead's report (责任单位报送情况).
pub struct SupportReport {
    duty: domain::duty::Duty,
    report: Option<domain::report::ProgressReport>,
    said: Option<Integration>,
}

/// A support unit's part in the period of a lead's report (责任单位报送情况).
#[Object]
impl SupportReport {
    /// The support unit (责任单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.duty.unit).await?.map(Into::into))
    }

    /// What it owes (报送任务).
    async fn duty(&self) -> Duty {
        self.duty.clone().into()
    }

    /// Its report, once submitted (报告).
    async fn progress_report(&self) -> Option<ProgressReport> {
        self.report.clone().map(Into::into)
    }

    /// Whether nothing was submitted (是否未报).
    async fn missing(&self) -> bool {
        self.report.is_none()
    }

    /// Whether the lead's report integrates it (是否采用).
    async fn integrated(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.left_out.is_none())
    }

    /// Why the lead's report leaves it out (不采用的原因).
    async fn left_out(&self) -> Option<&str> {
        self.said.as_ref().and_then(|said| said.left_out.as_deref())
    }
}

/// What a report, in its newest version that may be seen, does with support reports.
async fn said_of(ctx: &Context<'_>, report: ReportId) -> Result<Vec<Integration>> {
    let loader = ctx.loader()?;
    let Some(version) = loader.load_one(CurrentVersionOf(report)).await? else {
        return Ok(vec![]);
    };
    Ok(loader.load_one(IntegrationsOf(version.id)).await?.unwrap_or_default())
}

/// What a lead's report does with support reports.
pub async fn integrated(ctx: &Context<'_>, report: ReportId) -> Result<Vec<ReportUse>> {
    let said = said_of(ctx, report).await?.into_iter();
    Ok(said.map(|one| ReportUse { other: one.report, left_out: one.left_out }).collect())
}

/// What submitted leads' reports make of a report.
pub async fn used_in(ctx: &Context<'_>, report: ReportId) -> Result<Vec<ReportUse>> {
    let uses = ctx.loader()?.load_one(UsesOf(report)).await?.unwrap_or_default().into_iter();
    Ok(uses.map(|one| ReportUse { other: one.by, left_out: one.left_out }).collect())
}

/// The support units' parts in a lead's duty, with what its report does with them.
pub async fn support_reports(
    ctx: &Context<'_>,
    duty: domain::id::DutyId,
    role: Role,
    report: Option<ReportId>,
) -> Result<Vec<SupportReport>> {
    if role != Role::Lead {
        return Ok(vec![]);
    }
    let loader = ctx.loader()?;
    let duties = loader.load_one(SupportDutiesOf(duty)).await?.unwrap_or_default();
    let mut reports = loader.load_many(duties.iter().map(|duty| ReportOfDuty(duty.id))).await?;
    let said = match report {
        Some(report) => said_of(ctx, report).await?,
        None => vec![],
    };
    let parts = duties.into_iter().map(|duty| {
        let report = reports.remove(&ReportOfDuty(duty.id));
        let report = report.filter(|report| report.submitted_at.is_some());
        let of = |report: &domain::report::ProgressReport| {
            said.iter().find(|said| said.report == report.id).cloned()
        };
        SupportReport { said: report.as_ref().and_then(of), duty, report }
    });
    Ok(parts.collect())
}
