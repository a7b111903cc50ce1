//! Reports on parts that were handed on.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use serde::Serialize;

use super::object::Handing;
use crate::{
    domain::{
        self,
        handing_report::HandingReportAction,
        id::{HandingId, HandingReportId, PeriodId},
        refusal::Refusal,
    },
    error,
    graphql::{
        Result,
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        duty::ReportingPeriod,
        id::GlobalId,
        life::{Outcome, changed, payloads},
        loaders::{NameOf, NewestHandingVersionOf, VersionsOfHandingReport},
        scalars::DateTime,
    },
    service::{HandingReportDecide, HandingReportSave, Once},
};

/// How far a report on a part is (分办进展状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::handing_report::HandingReportState")]
pub enum HandingReportState {
    /// Being written; the unit below alone sees it (草稿).
    Draft,
    /// Waits for the unit that handed the part (待审核).
    Submitted,
    /// Sent back with a reason; the next version is written anew (已退回).
    Returned,
    /// Taken as it is (已通过).
    Accepted,
    /// Taken back by the unit below (已撤回).
    Withdrawn,
}

/// What a unit below reports on its part, to the unit that handed it (分办进展), in versions.
#[derive(Clone)]
pub struct HandingReport(pub domain::handing_report::HandingReport);

impl From<domain::handing_report::HandingReport> for HandingReport {
    fn from(report: domain::handing_report::HandingReport) -> Self {
        Self(report)
    }
}

/// What a unit below reports on its part, to the unit that handed it (分办进展), in versions.
#[Object]
impl HandingReport {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号); not the number of the report's versions.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The handing (分办).
    async fn handing(&self, ctx: &Context<'_>) -> Result<Option<Handing>> {
        Ok(ctx.loader()?.load_one(self.0.handing).await?.map(Into::into))
    }

    /// The period, where the handing asks for one of each (报送周期的一期).
    async fn period(&self, ctx: &Context<'_>) -> Result<Option<ReportingPeriod>> {
        let Some(period) = self.0.period else { return Ok(None) };
        Ok(ctx.loader()?.load_one(period).await?.map(Into::into))
    }

    /// When it was submitted first (首次报送时间).
    async fn first_submitted_at(&self) -> Option<DateTime> {
        self.0.first_submitted_at.map(DateTime)
    }

    /// The newest version that may be seen (最新稿).
    async fn current(&self, ctx: &Context<'_>) -> Result<Option<HandingReportVersion>> {
        let newest = ctx.loader()?.load_one(NewestHandingVersionOf(self.0.id)).await?;
        Ok(newest.map(HandingReportVersion))
    }

    /// Its versions that may be seen, the newest first (历次内容). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<HandingReportVersionConnection> {
        let arguments = Arguments { first, after, last, before };
        let place = "handingReport.versions";
        Listed::under::<VersionsOfHandingReport>(ctx, place, self.0.id, (), arguments)
            .await
            .map(HandingReportVersionConnection)
    }
}

connection! {
    /// A page of reports on parts (分办进展列表).
    HandingReportConnection,
    /// A report on a part in a list.
    HandingReportEdge, HandingReport, domain::handing_report::HandingReport
}

/// A version of a report on a part (分办进展的一稿); what was submitted is kept for ever.
#[derive(Clone)]
pub struct HandingReportVersion(pub domain::handing_report::HandingReportVersion);

impl From<domain::handing_report::HandingReportVersion> for HandingReportVersion {
    fn from(version: domain::handing_report::HandingReportVersion) -> Self {
        Self(version)
    }
}

/// A version of a report on a part (分办进展的一稿); what was submitted is kept for ever.
#[Object]
impl HandingReportVersion {
    /// The report (分办进展).
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<HandingReport>> {
        Ok(ctx.loader()?.load_one(self.0.report).await?.map(Into::into))
    }

    /// Number, from 1 (稿次).
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// How far it is (状态).
    async fn state(&self) -> HandingReportState {
        self.0.state.into()
    }

    /// 进展情况; empty while nobody said so.
    async fn progress(&self) -> &str {
        &self.0.progress
    }

    /// 存在问题; empty where there are none.
    async fn problems(&self) -> &str {
        &self.0.problems
    }

    /// The name of who wrote it last (填写人).
    async fn written_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.written.1)).await?)
    }

    /// When it was submitted (报送时间).
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted.map(|(at, _)| DateTime(at))
    }

    /// What the decision says: why it was returned, or a word on taking it (审核意见).
    async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it was decided or taken back (审核时间).
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// The name of who decided or took it back (审核人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}

connection! {
    /// A page of versions of reports on parts (分办进展稿次列表).
    HandingReportVersionConnection,
    /// A version in a list.
    HandingReportVersionEdge, HandingReportVersion, domain::handing_report::HandingReportVersion
}

/// A report on a part to be written (填写分办进展).
#[derive(InputObject, Serialize)]
pub struct HandingReportSaveInput {
    /// The handing.
    handing_id: ID,
    /// The period, where the handing asks for one of each: see `Handing.dues` (报送周期的一期).
    period_id: Option<ID>,
    /// The report's `version` that you read; none where there is no report yet (所读版本号).
    version: Option<i32>,
    /// 进展情况; at most 10,000 characters, needed to submit.
    #[graphql(default)]
    progress: String,
    /// 存在问题; at most 10,000 characters.
    #[graphql(default)]
    problems: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// The input of acts on a report that is there.
macro_rules! acts {
    ($($(#[$doc:meta])* $input:ident { $($(#[$why:meta])* reason $default:literal)? })+) => {
        $(
            $(#[$doc])*
            #[derive(InputObject, Serialize)]
            pub struct $input {
                /// The report.
                id: ID,
                /// The report's `version` that you read (所读版本号).
                version: i32,
                $(
                    $(#[$why])*
                    #[graphql(default = $default)]
                    reason: String,
                )?
                /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
                #[serde(skip)]
                idempotency_key: Option<String>,
            }
        )+
    };
}

acts! {
    /// A report on a part to be submitted (报送分办进展).
    HandingReportSubmitInput {}
    /// A report on a part to be taken back (撤回分办进展).
    HandingReportWithdrawInput {}
    /// A report on a part to be returned (退回分办进展).
    HandingReportReturnInput {
        /// Why; needed, at most 2,000 characters (退回理由).
        reason ""
    }
    /// A report on a part to be accepted (通过分办进展).
    HandingReportAcceptInput {
        /// A word on taking it; at most 2,000 characters (审核意见).
        reason ""
    }
}

payloads! {
    HandingReport as handing_report of domain::handing_report::HandingReport;
    makes {}
    changes {
        /// How a report on a part was written.
        HandingReportSavePayload,
        /// How a report on a part was submitted.
        HandingReportSubmitPayload,
        /// How a report on a part was taken back.
        HandingReportWithdrawPayload,
        /// How a report on a part was returned.
        HandingReportReturnPayload,
        /// How a report on a part was accepted.
        HandingReportAcceptPayload,
    }
}

/// What can be done about reports on parts.
#[derive(Default)]
pub struct HandingReportMutation;

#[Object]
impl HandingReportMutation {
    /// Writes a report on a part (填写分办进展). While nothing is decided the draft is rewritten; after a decision,
    /// or once it was taken back, it is the next version. For the unit that has the part.
    async fn handing_report_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The handing, and the report.")] input: HandingReportSaveInput,
    ) -> Result<HandingReportSavePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let handing = HandingId::parse(&input.handing_id);
        let period = input.period_id.as_ref().and_then(PeriodId::parse);
        let named = input.period_id.is_some();
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "handingReportSave", key, &input)?;
            if named && period.is_none() {
                return Err(Refusal::NotFound { field: "periodId" }.into());
            }
            let save = HandingReportSave {
                handing: handing.ok_or(Refusal::NotFound { field: "handingId" })?,
                period,
                version: input.version,
                progress: input.progress,
                problems: input.problems,
                once,
            };
            service.handing_report_save(author, save).await
        };
        let outcome = outcome.await;
        let id = match (&outcome, handing) {
            (Err(error::Error::Refused(Refusal::Conflict)), Some(handing)) => {
                let known = ctx.reader()?.report_on_part(handing, period).await?;
                known.map(|report| report.id)
            }
            _ => None,
        };
        Ok(changed(ctx, id, outcome).await?.into())
    }

    /// Submits a report on a part (报送分办进展). For the unit that has the part.
    async fn handing_report_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: HandingReportSubmitInput,
    ) -> Result<HandingReportSubmitPayload> {
        let key = input.idempotency_key.clone();
        let once = Once::new(ctx.author()?, "handingReportSubmit", key, &input);
        let action = HandingReportAction::Submit;
        Ok(act(ctx, &input.id, input.version, action, String::new(), once).await?.into())
    }

    /// Takes a report back that waits (撤回分办进展). For the unit that has the part.
    async fn handing_report_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: HandingReportWithdrawInput,
    ) -> Result<HandingReportWithdrawPayload> {
        let key = input.idempotency_key.clone();
        let once = Once::new(ctx.author()?, "handingReportWithdraw", key, &input);
        let action = HandingReportAction::Withdraw;
        Ok(act(ctx, &input.id, input.version, action, String::new(), once).await?.into())
    }

    /// Sends a report on a part back with a reason (退回分办进展). For the unit that handed the part.
    async fn handing_report_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report, and why.")] input: HandingReportReturnInput,
    ) -> Result<HandingReportReturnPayload> {
        let key = input.idempotency_key.clone();
        let once = Once::new(ctx.author()?, "handingReportReturn", key, &input);
        let action = HandingReportAction::Return;
        Ok(act(ctx, &input.id, input.version, action, input.reason, once).await?.into())
    }

    /// Takes a report on a part as it is (通过分办进展). For the unit that handed the part.
    async fn handing_report_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report.")] input: HandingReportAcceptInput,
    ) -> Result<HandingReportAcceptPayload> {
        let key = input.idempotency_key.clone();
        let once = Once::new(ctx.author()?, "handingReportAccept", key, &input);
        let action = HandingReportAction::Accept;
        Ok(act(ctx, &input.id, input.version, action, input.reason, once).await?.into())
    }
}

async fn act(
    ctx: &Context<'_>,
    id: &ID,
    version: i32,
    action: HandingReportAction,
    reason: String,
    once: error::Result<Option<Once>>,
) -> Result<Outcome<domain::handing_report::HandingReport>> {
    let (author, service) = (ctx.author()?, &ctx.state()?.service);
    let id = HandingReportId::parse(id);
    let outcome = async {
        let report = id.ok_or(Refusal::NotFound { field: "id" })?;
        let act = HandingReportDecide { report, version, action, reason, once: once? };
        service.handing_report_decide(author, act).await
    };
    changed(ctx, id, outcome.await).await
}
