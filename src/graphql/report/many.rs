//! Many reports in one act: all of them or none.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::{ProgressReport, mutation::ReportContentInput, receipt::SubmissionReceipt};
use crate::{
    domain::{
        id::{DutyId, ReportId},
        refusal::{OneRefused, Refusal},
    },
    error,
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        payload::{Settled, UserError},
        scalars::Date,
    },
    service::{self, DecideMany, Once, ReportDecision, SubmitMany, SubmitOne},
};

/// How far many reports are brought (办理到哪一步).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "service::SubmitAct")]
pub enum ReportsAct {
    /// They are kept; nobody else sees them (保存).
    Save,
    /// They are handed to the unit's head, where the regime asks for the signature (送签).
    Sign,
    /// They are handed to the recipient (报送).
    Submit,
}

/// One of many reports.
#[derive(InputObject, Serialize)]
pub struct ReportsSubmitOne {
    /// The duty that is answered (报送任务).
    duty_id: ID,
    /// The version of the report that you read; none if there was no report (所读版本号).
    version: Option<i32>,
    /// What it says; as it is, if nothing is said (报告内容).
    content: Option<ReportContentInput>,
}

/// A unit's reports on items of one document for one period (批量报送).
#[derive(InputObject, Serialize)]
pub struct ProgressReportsSubmitInput {
    /// How far they are brought (办理到哪一步).
    act: ReportsAct,
    /// The reports, 1 to 500, of one unit, document and period (报告).
    reports: Vec<ReportsSubmitOne>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// What became of many reports.
#[derive(SimpleObject)]
pub struct ProgressReportsSubmitPayload {
    /// The reports, at most 500; none if any was refused.
    progress_reports: Vec<ProgressReport>,
    /// The receipt, where they were submitted (报送回执).
    receipt: Option<SubmissionReceipt>,
    /// Why nothing was changed: of each report that was refused.
    errors: Vec<UserError>,
}

/// A report with the version that was read.
#[derive(InputObject, Serialize)]
pub struct ReportRead {
    /// The report.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
}

/// Reports to be returned for one reason (批量退回).
#[derive(InputObject, Serialize)]
pub struct ProgressReportsReturnInput {
    /// The reports, 1 to 500.
    reports: Vec<ReportRead>,
    /// Why, for the units; at most 2,000 characters (退回原因).
    reason: String,
    /// By when they are to be submitted again; within five working days where nothing is said
    /// (重报期限).
    resubmit_by: Option<Date>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// Reports to be accepted (批量通过).
#[derive(InputObject, Serialize)]
pub struct ProgressReportsAcceptInput {
    /// The reports, 1 to 500.
    reports: Vec<ReportRead>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How reports were returned.
#[derive(SimpleObject)]
pub struct ProgressReportsReturnPayload {
    /// The reports, at most 500; none if any was refused.
    progress_reports: Vec<ProgressReport>,
    /// Why nothing was changed: of each report that was refused.
    errors: Vec<UserError>,
}

/// How reports were accepted.
#[derive(SimpleObject)]
pub struct ProgressReportsAcceptPayload {
    /// The reports, at most 500; none if any was refused.
    progress_reports: Vec<ProgressReport>,
    /// Why nothing was changed: of each report that was refused.
    errors: Vec<UserError>,
}

/// What can be done with many progress reports at once.
#[derive(Default)]
pub struct ReportsMutation;

#[Object]
impl ReportsMutation {
    /// Saves, hands to the head or submits a unit's reports on items of one document for one period
    /// in one act (批量报送): all of them or none, with one receipt for what is submitted. For the
    /// unit that owes them.
    async fn progress_reports_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reports.")] input: ProgressReportsSubmitInput,
    ) -> Result<ProgressReportsSubmitPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "progressReportsSubmit", key, &input)?;
            let mut refused = Vec::new();
            let mut reports = Vec::new();
            for (place, one) in input.reports.into_iter().enumerate() {
                let duty = DutyId::parse(&one.duty_id);
                match one.content.map(ReportContentInput::said).transpose() {
                    Ok(said) => reports.push(SubmitOne { duty, version: one.version, said }),
                    Err(refusal) => {
                        refused.push(OneRefused { list: "reports", place, duty, refusal });
                    }
                }
            }
            if !refused.is_empty() {
                return Err(Refusal::Each(refused).into());
            }
            let act = input.act.into();
            service.reports_submit(author, SubmitMany { act, reports, once }).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let (reports, receipt) =
            settled.done.map_or_else(Default::default, |done| (done.reports, done.receipt));
        Ok(ProgressReportsSubmitPayload {
            progress_reports: reports.into_iter().map(Into::into).collect(),
            receipt: receipt.map(Into::into),
            errors: settled.errors,
        })
    }

    /// Sends many reports back for one reason (批量退回): all of them or none. For their recipient and
    /// the office.
    async fn progress_reports_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reports and the reason.")] input: ProgressReportsReturnInput,
    ) -> Result<ProgressReportsReturnPayload> {
        let key = input.idempotency_key.clone();
        let once = Once::new(ctx.author()?, "progressReportsReturn", key, &input);
        let decision = ReportDecision::Return {
            reason: input.reason,
            resubmit_by: input.resubmit_by.map(|day| day.0),
        };
        let (progress_reports, errors) = decide(ctx, input.reports, decision, once).await?;
        Ok(ProgressReportsReturnPayload { progress_reports, errors })
    }

    /// Takes many reports as the answers to their duties (批量通过): all of them or none. For their
    /// recipient and the office.
    async fn progress_reports_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reports.")] input: ProgressReportsAcceptInput,
    ) -> Result<ProgressReportsAcceptPayload> {
        let key = input.idempotency_key.clone();
        let once = Once::new(ctx.author()?, "progressReportsAccept", key, &input);
        let decision = ReportDecision::Accept;
        let (progress_reports, errors) = decide(ctx, input.reports, decision, once).await?;
        Ok(ProgressReportsAcceptPayload { progress_reports, errors })
    }
}

async fn decide(
    ctx: &Context<'_>,
    reports: Vec<ReportRead>,
    decision: ReportDecision,
    once: error::Result<Option<Once>>,
) -> Result<(Vec<ProgressReport>, Vec<UserError>)> {
    let (author, service) = (ctx.author()?, &ctx.state()?.service);
    let outcome = async {
        let reports = reports.iter().map(|one| (ReportId::parse(&one.id), one.version)).collect();
        service.reports_decide(author, DecideMany { reports, decision, once: once? }).await
    };
    let settled = Settled::from(outcome.await, ctx.language())?;
    let reports = settled.done.unwrap_or_default().into_iter().map(Into::into).collect();
    Ok((reports, settled.errors))
}
