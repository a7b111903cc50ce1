//! Writing, submitting, returning and accepting.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::ProgressReport;
use crate::{
    domain::{
        self,
        id::{DutyId, ReportId},
        refusal::Refusal,
        report::ReportContent,
    },
    error,
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        loaders::ReportOfDuty,
        payload::{Settled, UserError},
    },
    service::{Accept, Once, Return, Save, Submit},
};

/// What a unit writes in answer to a duty (保存进展报告); the whole of it each time.
#[derive(InputObject, Serialize)]
pub struct ProgressReportSaveInput {
    /// The duty that is answered (报送任务).
    duty_id: ID,
    /// The version of the report that you read; none if there was no report (所读版本号).
    version: Option<i32>,
    /// 进展情况; at most 10,000 characters.
    progress: String,
    /// 存在问题; at most 10,000 characters.
    #[graphql(default)]
    problems: String,
    /// 下一步打算; at most 10,000 characters.
    #[graphql(default)]
    next_steps: String,
    /// How far, 0 to 100 (完成百分比).
    percent: Option<i32>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// A report to be submitted (报送).
#[derive(InputObject, Serialize)]
pub struct ProgressReportSubmitInput {
    /// The report.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A report to be returned (退回).
#[derive(InputObject, Serialize)]
pub struct ProgressReportReturnInput {
    /// The report.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Why, for the unit; at most 2,000 characters (退回原因).
    reason: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// A report to be accepted (通过).
#[derive(InputObject, Serialize)]
pub struct ProgressReportAcceptInput {
    /// The report.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

macro_rules! payloads {
    ($($(#[$doc:meta])* $payload:ident,)+) => {
        $(
            $(#[$doc])*
            #[derive(SimpleObject)]
            pub struct $payload {
                /// The report; none if it was refused.
                progress_report: Option<ProgressReport>,
                /// On `CONFLICT`, the report as it is now.
                current: Option<ProgressReport>,
                /// Why nothing was changed.
                errors: Vec<UserError>,
            }

            impl From<Outcome> for $payload {
                fn from(outcome: Outcome) -> Self {
                    Self {
                        progress_report: outcome.done.map(Into::into),
                        current: outcome.current.map(Into::into),
                        errors: outcome.errors,
                    }
                }
            }
        )+
    };
}

payloads! {
    /// How a report was saved.
    ProgressReportSavePayload,
    /// How a report was submitted.
    ProgressReportSubmitPayload,
    /// How a report was returned.
    ProgressReportReturnPayload,
    /// How a report was accepted.
    ProgressReportAcceptPayload,
}

/// What a mutation of a report came to.
struct Outcome {
    done: Option<domain::report::ProgressReport>,
    current: Option<domain::report::ProgressReport>,
    errors: Vec<UserError>,
}

/// Which report is meant, to show it as it is now when someone changed it in between.
enum Meant {
    Report(Option<ReportId>),
    OfDuty(Option<DutyId>),
}

async fn settle(
    ctx: &Context<'_>,
    meant: Meant,
    outcome: error::Result<domain::report::ProgressReport>,
) -> Result<Outcome> {
    let settled = Settled::from(outcome, ctx.language())?;
    let loader = ctx.loader()?;
    let current = match meant {
        _ if !settled.conflict => None,
        Meant::Report(Some(id)) => loader.load_one(id).await?,
        Meant::OfDuty(Some(id)) => loader.load_one(ReportOfDuty(id)).await?,
        Meant::Report(None) | Meant::OfDuty(None) => None,
    };
    Ok(Outcome { done: settled.done, current, errors: settled.errors })
}

/// What can be done with progress reports.
#[derive(Default)]
pub struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Keeps what a unit writes in answer to a duty (保存进展报告). Nobody else sees it before it is
    /// submitted. For the unit that owes the report.
    async fn progress_report_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportSaveInput,
    ) -> Result<ProgressReportSavePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let duty = DutyId::parse(&input.duty_id);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "progressReportSave", key, &input)?;
            let content = ReportContent {
                progress: input.progress,
                problems: input.problems,
                next_steps: input.next_steps,
                percent: input.percent,
            };
            let duty = duty.ok_or(Refusal::NotFound { field: "dutyId" })?;
            service.report_save(author, Save { duty, version: input.version, content, once }).await
        };
        Ok(settle(ctx, Meant::OfDuty(duty), outcome.await).await?.into())
    }

    /// Hands a report to its recipient (报送). For the unit that owes it.
    async fn progress_report_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportSubmitInput,
    ) -> Result<ProgressReportSubmitPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "progressReportSubmit", key, &input)?;
            let report = id.ok_or(Refusal::NotFound { field: "id" })?;
            service.report_submit(author, Submit { report, version: input.version, once }).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Sends a report back to its unit with a reason (退回). For its recipient and the office.
    async fn progress_report_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report and the reason.")] input: ProgressReportReturnInput,
    ) -> Result<ProgressReportReturnPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "progressReportReturn", key, &input)?;
            let report = id.ok_or(Refusal::NotFound { field: "id" })?;
            let act = Return { report, version: input.version, reason: input.reason, once };
            service.report_return(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Takes a report as the answer to its duty (通过). For its recipient and the office.
    async fn progress_report_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportAcceptInput,
    ) -> Result<ProgressReportAcceptPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "progressReportAccept", key, &input)?;
            let report = id.ok_or(Refusal::NotFound { field: "id" })?;
            service.report_accept(author, Accept { report, version: input.version, once }).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }
}
