//! A unit reports; the recipient returns or accepts.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{
        calendar::Holidays,
        event::EventKind,
        id::{AccountId, DutyId, ReportId},
        refusal::Refusal,
        report::{ProgressReport, ReportAction, ReportState, needed},
    },
    error::Result,
    policy::Author,
    store::Tx,
};

use super::{
    Service,
    once::{self, Once},
};

mod case;
mod many;
mod office;

pub use case::Said;
pub use many::{DecideMany, ReportDecision, SubmitAct, SubmitMany, SubmitOne, Submitted};
pub use office::Enter;

use case::{Asked, Case, Checked, each, only};

/// What a unit writes in answer to a duty.
#[derive(Clone, Debug)]
pub struct Save {
    /// The duty.
    pub duty: DutyId,
    /// The version of the report that was read; none if there was no report.
    pub version: Option<i32>,
    /// What it says; with a reason where it corrects what was accepted.
    pub said: Said,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A report to which something is done that needs no more words.
#[derive(Clone, Debug)]
pub struct OfReport {
    /// The report.
    pub report: ReportId,
    /// The version that was read.
    pub version: i32,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A report to be submitted.
pub type Submit = OfReport;
/// A report to be accepted.
pub type Accept = OfReport;

/// A report to be returned.
#[derive(Clone, Debug)]
pub struct Return {
    /// Which.
    pub of: OfReport,
    /// Why.
    pub reason: String,
    /// By when it is to be submitted again; within five working days where nothing is said.
    pub resubmit_by: Option<NaiveDate>,
}

/// A report that the unit's head sends back to the operator.
#[derive(Clone, Debug)]
pub struct SendBack {
    /// Which.
    pub of: OfReport,
    /// Why.
    pub reason: String,
}

/// The most characters of a reason.
const MAX_REASON: usize = 2_000;
/// The fields that a change of what a report says is told by.
const CONTENT: &[&str] = &["progress", "problems", "nextSteps", "percent", "values", "integrates"];
const STATE: &[&str] = &["state"];

impl Service {
    /// Keeps what a unit writes in answer to a duty; nobody else sees it before it is submitted.
    /// With a reason, it corrects (更正) a report that was accepted, whose accepted version stands
    /// until the correction is accepted.
    ///
    /// # Errors
    /// If there is no such duty, it is not the author's unit's, the report was changed in between,
    /// or waits for a decision.
    pub async fn report_save(&self, by: Author<'_>, save: Save) -> Result<ProgressReport> {
        let once = save.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "dutyId").await;
        }
        let mut case = only(self.cases(&tx, by, &[save.duty]).await?, "dutyId")?;
        let today = self.clock.today();
        let asked = Asked::read(&tx, std::iter::once(&case), today).await?;
        write(&self.writing(by)?, &mut case, &asked, save.version, save.said)?;
        self.finish(tx, by, case, EventKind::ReportSaved, CONTENT, once).await
    }

    /// Hands a report to its recipient.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's unit's or waits for its head, was changed
    /// in between, says too little, or is not in a state to be submitted.
    pub async fn report_submit(&self, by: Author<'_>, act: Submit) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut case = self.locked(&tx, by, &act).await?;
        let asked = Asked::read(&tx, std::iter::once(&case), self.clock.today()).await?;
        let holidays = self.holidays_from(&tx, self.clock.today()).await?;
        submit(&self.writing(by)?, &mut case, &asked, &holidays, Some(act.version))?;
        let (mut reports, _) = self.keep_submitted(&tx, by, vec![case], &asked, STATE).await?;
        let report = reports.pop().ok_or_else(|| anyhow::anyhow!("nothing was submitted"))?;
        once::keep(once, &tx, report.id, &self.clock).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Hands a report to the unit's head, where the regime asks for the head's signature.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's unit's, was changed in between, says too
    /// little, or the regime asks for no signature.
    pub async fn report_sign(&self, by: Author<'_>, act: OfReport) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut case = self.locked(&tx, by, &act).await?;
        let asked = Asked::read(&tx, std::iter::once(&case), self.clock.today()).await?;
        sign(by, &mut case, &asked, Some(act.version))?;
        self.finish(tx, by, case, EventKind::ReportHanded, STATE, once).await
    }

    /// Sends a report from the head's desk back to the operator.
    ///
    /// # Errors
    /// If there is no such report, the author is not the unit's head, it was changed in between, or
    /// does not wait for the head.
    pub async fn report_send_back(&self, by: Author<'_>, act: SendBack) -> Result<ProgressReport> {
        let reason = needed("reason", &act.reason, MAX_REASON)?;
        let once = act.of.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut case = self.locked(&tx, by, &act.of).await?;
        case.step(by, ReportAction::SendBack, Some(act.of.version))?;
        if let Some(current) = case.current.as_mut() {
            current.sent_back = Some(reason.to_owned());
        }
        self.finish(tx, by, case, EventKind::ReportSentBack, STATE, once).await
    }

    /// Takes a report back: from the head's desk; from the recipient, until it was opened for
    /// decision; or a returned correction, so that what was accepted stands.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's unit's, was changed in between, or its
    /// review has begun.
    pub async fn report_withdraw(&self, by: Author<'_>, act: OfReport) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut case = self.locked(&tx, by, &act).await?;
        let from = case.report.state;
        case.step(by, ReportAction::Withdraw, Some(act.version))?;
        case.report.resubmit_by = None;
        if let (ReportState::Submitted, Some(current)) = (from, case.current.as_mut()) {
            // What was taken back was never submitted.
            current.withdrawn_at = Some(self.clock.now());
            case.report.submitted_at = tx.submitted_before(current).await?;
            if case.report.submitted_at.is_none() {
                case.report.first_submitted_at = None;
            }
            case.report.deemed_on = None;
        }
        let kind = match from {
            ReportState::Signing => EventKind::ReportSentBack,
            _ => EventKind::ReportWithdrawn,
        };
        self.finish(tx, by, case, kind, STATE, once).await
    }

    /// Opens a report for decision: from now on its unit cannot take it back.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's to decide, was changed in between, or is
    /// not submitted.
    pub async fn report_review_begin(
        &self,
        by: Author<'_>,
        act: OfReport,
    ) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut case = self.locked(&tx, by, &act).await?;
        case.step(by, ReportAction::Review, Some(act.version))?;
        case.report.review_begun_at = Some(self.clock.now());
        self.finish(tx, by, case, EventKind::ReviewBegun, &["reviewBegunAt"], once).await
    }

    /// Sends a report back to its unit.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's to decide, was changed in between, is
    /// not submitted, or no reason is given.
    pub async fn report_return(&self, by: Author<'_>, act: Return) -> Result<ProgressReport> {
        let decision = ReportDecision::Return { reason: act.reason, resubmit_by: act.resubmit_by };
        self.decide_one(by, act.of, decision).await
    }

    /// Takes a report as the answer to its duty.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's to decide, was changed in between, or is
    /// not submitted.
    pub async fn report_accept(&self, by: Author<'_>, act: Accept) -> Result<ProgressReport> {
        self.decide_one(by, act, ReportDecision::Accept).await
    }

    async fn decide_one(
        &self,
        by: Author<'_>,
        act: OfReport,
        decision: ReportDecision,
    ) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let deciding = self.deciding(&tx, by, &decision).await?;
        let mut case = self.locked(&tx, by, &act).await?;
        deciding.decide(&mut case, act.version)?;
        self.finish(tx, by, case, decision.kind(), STATE, once).await
    }

    /// The report that is meant, locked.
    async fn locked(&self, tx: &Tx, by: Author<'_>, act: &OfReport) -> Result<Case> {
        only(self.cases_of_reports(tx, by, &[act.report]).await?, "id")
    }

    fn writing<'a>(&self, by: Author<'a>) -> Result<Writing<'a>> {
        let account = by.person()?;
        Ok(Writing { by, account, now: self.clock.now(), today: self.clock.today() })
    }

    async fn finish(
        &self,
        tx: Tx,
        by: Author<'_>,
        case: Case,
        kind: EventKind,
        fields: &[&'static str],
        once: Option<&Once>,
    ) -> Result<ProgressReport> {
        let mut reports = self.keep_cases(&tx, by, vec![case], kind, fields).await?;
        let report = reports.pop().ok_or_else(|| anyhow::anyhow!("an act on no report"))?;
        once::keep(once, &tx, report.id, &self.clock).await?;
        tx.commit().await?;
        Ok(report)
    }
}

/// Who writes, and when.
struct Writing<'a> {
    by: Author<'a>,
    account: AccountId,
    now: DateTime<Utc>,
    today: NaiveDate,
}

/// Writes into a case what its unit says.
fn write(
    writing: &Writing<'_>,
    case: &mut Case,
    asked: &Asked,
    read: Option<i32>,
    mut said: Said,
) -> Checked {
    let action = match said.correction {
        Some(_) => ReportAction::Correct,
        None => ReportAction::Save,
    };
    case.step(writing.by, action, read)?;
    if let Some(reason) = &said.correction {
        said.correction = Some(needed("correction", reason, MAX_REASON)?.to_owned());
    }
    asked.of(case).check(&said.content, &said.values)?;
    asked.integrating(case).check(&said.integrations)?;
    case.write(writing.account, writing.now, said);
    Ok(())
}

/// Hands a case to the unit's head.
fn sign(by: Author<'_>, case: &mut Case, asked: &Asked, read: Option<i32>) -> Checked {
    case.step(by, ReportAction::Sign, read)?;
    complete(case, asked)
}

/// Hands a case to its recipient.
fn submit(
    writing: &Writing<'_>,
    case: &mut Case,
    asked: &Asked,
    holidays: &Holidays,
    read: Option<i32>,
) -> Checked {
    case.step(writing.by, ReportAction::Submit, read)?;
    complete(case, asked)?;
    case.submit(writing.account, writing.now, deemed_on(case, writing.today, holidays))
}

/// The day from which what is submitted today counts as accepted. It may be returned on the last
/// of the working days.
fn deemed_on(case: &Case, today: NaiveDate, holidays: &Holidays) -> Option<NaiveDate> {
    let days = u32::try_from(case.switches.deemed_days?).ok()?;
    holidays.working_days_after(today, days).succ_opt()
}

/// Whether a case says enough.
fn complete(case: &Case, asked: &Asked) -> Checked {
    let current = case.current.as_ref().ok_or(Refusal::Required { field: "progress" })?;
    asked.of(case).check_complete(&current.content, &case.values)?;
    asked.integrating(case).check_complete(&case.integrations, case.duty.unit)
}

/// What a repeated write is answered with: the report as the author may see it today. `field` is
/// the one of the input that named it.
async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: ReportId,
    field: &'static str,
) -> Result<ProgressReport> {
    let report = tx.reader(by.scope()).report(id).await?;
    Ok(report.ok_or(Refusal::NotFound { field })?)
}
