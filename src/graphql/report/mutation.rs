//! Writing, signing, submitting, returning and accepting: one report at a time.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::ProgressReport;
use crate::{
    domain::{
        self,
        id::{DutyId, ReportId, TargetId},
        refusal::Refusal,
        report::{Integration, ReportContent, ReportedValue},
    },
    error,
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        loaders::ReportOfDuty,
        payload::{Settled, UserError},
        scalars::{Date, Decimal},
    },
    service::{Enter, OfReport, Once, Return, Said, Save, SendBack},
};

/// How far a target is (指标数值).
#[derive(InputObject, Serialize)]
pub struct ReportedValueInput {
    /// The target, one of the item's (指标).
    target_id: ID,
    /// The figure, in the target's unit of measure (数值).
    value: Decimal,
    /// The day that it holds for; not in the future (数据截止日).
    as_of: Date,
    /// Why it fell: needed where it is below the value accepted last; at most 1,000 characters
    /// (下降说明).
    explanation: Option<String>,
}

/// A support unit's report that a lead's report leaves out (不采用的责任单位报告).
#[derive(InputObject, Serialize)]
pub struct ReportLeftOutInput {
    /// The report (报告).
    report_id: ID,
    /// Why, for the support unit; at most 1,000 characters (不采用的原因).
    reason: String,
}

/// What a unit says (报告内容); the whole of it each time.
#[derive(InputObject, Serialize)]
pub struct ReportContentInput {
    /// 进展情况; at most 10,000 characters.
    progress: String,
    /// 存在问题; at most 10,000 characters.
    #[graphql(default)]
    problems: String,
    /// 下一步打算; at most 10,000 characters.
    #[graphql(default)]
    next_steps: String,
    /// How far, 0 to 100: where the item has no target and the regime asks for it (完成百分比).
    percent: Option<i32>,
    /// Values of the item's targets (指标数值).
    #[graphql(default)]
    values: Vec<ReportedValueInput>,
    /// Why it corrects a report that was accepted; at most 2,000 characters (更正原因).
    correction: Option<String>,
    /// Of a lead's report whose rule asks for it: the support units' submitted reports on the item
    /// for the period that it integrates (采用的责任单位报告).
    #[graphql(default)]
    integrates: Vec<ID>,
    /// And those that it leaves out. What was submitted to the unit must be in one or the other when
    /// it is handed on (不采用的责任单位报告).
    #[graphql(default)]
    leaves_out: Vec<ReportLeftOutInput>,
}

impl ReportContentInput {
    /// As the use case takes it.
    pub fn said(self) -> std::result::Result<Said, Refusal> {
        let values = self
            .values
            .into_iter()
            .enumerate()
            .map(|(place, value)| {
                let target = TargetId::parse(&value.target_id);
                Ok(ReportedValue {
                    target: target.ok_or(Refusal::InvalidValue { place, field: "targetId" })?,
                    value: value.value.0,
                    as_of: value.as_of.0,
                    explanation: value.explanation,
                })
            })
            .collect::<std::result::Result<_, Refusal>>()?;
        let content = ReportContent {
            progress: self.progress,
            problems: self.problems,
            next_steps: self.next_steps,
            percent: self.percent,
        };
        let report = |id: &ID, field| ReportId::parse(id).ok_or(Refusal::Invalid { field });
        let integrates = self
            .integrates
            .iter()
            .map(|id| Ok(Integration { report: report(id, "integrates")?, left_out: None }));
        let leaves_out = self.leaves_out.iter().map(|one| {
            let report = report(&one.report_id, "leavesOut")?;
            Ok(Integration { report, left_out: Some(one.reason.clone()) })
        });
        let integrations =
            integrates.chain(leaves_out).collect::<std::result::Result<_, Refusal>>()?;
        Ok(Said { content, values, correction: self.correction, integrations })
    }
}

/// What a unit writes in answer to a duty (保存进展报告); the whole of it each time.
#[derive(InputObject, Serialize)]
pub struct ProgressReportSaveInput {
    /// The duty that is answered (报送任务).
    duty_id: ID,
    /// The version of the report that you read; none if there was no report (所读版本号).
    version: Option<i32>,
    /// What it says (报告内容).
    #[graphql(flatten)]
    #[serde(flatten)]
    content: ReportContentInput,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a report reached the office (来源).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(name = "ProgressReportSource", remote = "domain::report::ReportSource")]
pub enum ReportSource {
    /// On paper (纸质).
    Paper,
    /// By telephone (电话).
    Telephone,
    /// By mail (邮件).
    Mail,
}

/// What the office received for a unit without accounts (代录).
#[derive(InputObject, Serialize)]
pub struct ProgressReportEnterInput {
    /// The duty that is answered (报送任务).
    duty_id: ID,
    /// The version of the report that you read; none if there was no report (所读版本号).
    version: Option<i32>,
    /// What it says (报告内容).
    #[graphql(flatten)]
    #[serde(flatten)]
    content: ReportContentInput,
    /// How it reached the office (来源).
    source: ReportSource,
    /// What there is to say of that, as who called or which letter; at most 2,000 characters (来源说明).
    #[graphql(default)]
    note: String,
    /// When the office received it, which timeliness counts (收到日期).
    received_on: Date,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

macro_rules! inputs {
    ($($(#[$doc:meta])* $input:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(InputObject, Serialize)]
            pub struct $input {
                /// The report.
                id: ID,
                /// The version that you read (所读版本号).
                version: i32,
                $($(#[$field_doc])* $field: $kind,)*
                /// A key of your making, at most 128 characters: the same key again does nothing
                /// twice (幂等键).
                #[serde(skip)]
                idempotency_key: Option<String>,
            }

            impl $input {
                fn of(&self, by: crate::policy::Author<'_>, mutation: &'static str) -> error::Result<OfReport> {
                    let once = Once::new(by, mutation, self.idempotency_key.clone(), self)?;
                    let report = ReportId::parse(&self.id).ok_or(Refusal::NotFound { field: "id" })?;
                    Ok(OfReport { report, version: self.version, once })
                }
            }
        )+
    };
}

inputs! {
    /// A report to be submitted (报送).
    ProgressReportSubmitInput {}
    /// A report to be handed to the unit's head (送签).
    ProgressReportSignInput {}
    /// A report to be sent back to the operator (负责人退回修改).
    ProgressReportSendBackInput {
        /// Why, for the operator; at most 2,000 characters (退回原因).
        reason: String,
    }
    /// A report to be taken back (撤回).
    ProgressReportWithdrawInput {}
    /// A report to be opened for decision (开始审核).
    ProgressReportReviewBeginInput {}
    /// A report to be returned (退回).
    ProgressReportReturnInput {
        /// Why, for the unit; at most 2,000 characters (退回原因).
        reason: String,
        /// By when it is to be submitted again; within five working days where nothing is said
        /// (重报期限).
        resubmit_by: Option<Date>,
    }
    /// A report to be accepted (通过).
    ProgressReportAcceptInput {}
    /// A report to be confirmed that the office entered (单位确认).
    ProgressReportConfirmInput {}
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
    /// How a report was handed to the unit's head.
    ProgressReportSignPayload,
    /// How a report was sent back to the operator.
    ProgressReportSendBackPayload,
    /// How a report was submitted.
    ProgressReportSubmitPayload,
    /// How a report was taken back.
    ProgressReportWithdrawPayload,
    /// How a report was opened for decision.
    ProgressReportReviewBeginPayload,
    /// How a report was returned.
    ProgressReportReturnPayload,
    /// How a report was accepted.
    ProgressReportAcceptPayload,
    /// How a report was entered.
    ProgressReportEnterPayload,
    /// How a report was confirmed.
    ProgressReportConfirmPayload,
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

/// What can be done with a progress report.
#[derive(Default)]
pub struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Keeps what a unit writes in answer to a duty (保存进展报告). Nobody else sees it before it is
    /// submitted. With a reason it corrects (更正) a report that was accepted, whose accepted version
    /// stands until the correction is accepted. For the unit that owes the report.
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
            let duty = duty.ok_or(Refusal::NotFound { field: "dutyId" })?;
            let said = input.content.said()?;
            service.report_save(author, Save { duty, version: input.version, said, once }).await
        };
        Ok(settle(ctx, Meant::OfDuty(duty), outcome.await).await?.into())
    }

    /// Enters and submits what the office received on paper, by telephone or by mail from a unit
    /// without accounts (代录). For the office; the unit may confirm or correct it later.
    async fn progress_report_enter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was received.")] input: ProgressReportEnterInput,
    ) -> Result<ProgressReportEnterPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let duty = DutyId::parse(&input.duty_id);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "progressReportEnter", key, &input)?;
            let act = Enter {
                duty: duty.ok_or(Refusal::NotFound { field: "dutyId" })?,
                version: input.version,
                said: input.content.said()?,
                source: input.source.into(),
                note: input.note,
                received_on: input.received_on.0,
                once,
            };
            service.report_enter(author, act).await
        };
        Ok(settle(ctx, Meant::OfDuty(duty), outcome.await).await?.into())
    }

    /// Hands a report to its recipient (报送). For the unit that owes it; for its head, where the regime
    /// asks for the head's signature.
    async fn progress_report_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportSubmitInput,
    ) -> Result<ProgressReportSubmitPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportSubmit")?;
            service.report_submit(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Hands a report to the unit's head (送签), where the regime asks for the head's signature. For the
    /// unit that owes it.
    async fn progress_report_sign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportSignInput,
    ) -> Result<ProgressReportSignPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportSign")?;
            service.report_sign(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Sends a report from the head's desk back to the operator (负责人退回修改). For the unit's head.
    async fn progress_report_send_back(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report and the reason.")] input: ProgressReportSendBackInput,
    ) -> Result<ProgressReportSendBackPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportSendBack")?;
            service.report_send_back(author, SendBack { of: act, reason: input.reason }).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Takes a report back (撤回): from the head's desk; from the recipient, until it was opened for
    /// decision; or a returned correction, so that what was accepted stands. What was taken back was
    /// never submitted. For the unit that owes it.
    async fn progress_report_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportWithdrawInput,
    ) -> Result<ProgressReportWithdrawPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportWithdraw")?;
            service.report_withdraw(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Opens a report for decision (开始审核): from now on its unit cannot take it back. Returning or
    /// accepting opens it too. For its recipient and the office.
    async fn progress_report_review_begin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportReviewBeginInput,
    ) -> Result<ProgressReportReviewBeginPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportReviewBegin")?;
            service.report_review_begin(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Sends a report back to its unit with a reason (退回) and a day by which it is to be submitted again.
    /// For its recipient and the office.
    async fn progress_report_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report and the reason.")] input: ProgressReportReturnInput,
    ) -> Result<ProgressReportReturnPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportReturn")?;
            service
                .report_return(
                    author,
                    Return {
                        of: act,
                        reason: input.reason,
                        resubmit_by: input.resubmit_by.map(|day| day.0),
                    },
                )
                .await
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
            let act = input.of(author, "progressReportAccept")?;
            service.report_accept(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }

    /// Confirms what the office entered (单位确认). For the unit that owes it.
    async fn progress_report_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: ProgressReportConfirmInput,
    ) -> Result<ProgressReportConfirmPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = ReportId::parse(&input.id);
        let outcome = async {
            let act = input.of(author, "progressReportConfirm")?;
            service.report_confirm(author, act).await
        };
        Ok(settle(ctx, Meant::Report(id), outcome.await).await?.into())
    }
}
