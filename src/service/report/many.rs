//! Many reports in one act: all of them or none.

use chrono::NaiveDate;

use crate::{
    clock::{self, civil_date},
    domain::{
        event::EventKind,
        id::{DutyId, ReportId, ReportVersionId},
        receipt::Receipt,
        refusal::Refusal,
        report::{Decision, ProgressReport, ReportAction, needed},
    },
    error::Result,
    policy::Author,
    store::Tx,
};

use super::{
    Asked, CONTENT, Case, Checked, MAX_REASON, STATE, Said, Service, Writing, each,
    once::{self, Once},
    sign, submit, write,
};

/// How far many reports are brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmitAct {
    /// They are kept.
    Save,
    /// They are handed to the unit's head.
    Sign,
    /// They are handed to the recipient.
    Submit,
}

/// One of many reports.
#[derive(Clone, Debug)]
pub struct SubmitOne {
    /// The duty that it answers.
    pub duty: Option<DutyId>,
    /// The version of the report that was read; none if there was no report.
    pub version: Option<i32>,
    /// What it says; as it is, if nothing is said.
    pub said: Option<Said>,
}

/// A unit's reports on items of one document for one period.
#[derive(Clone, Debug)]
pub struct SubmitMany {
    /// How far they are brought.
    pub act: SubmitAct,
    /// The reports.
    pub reports: Vec<SubmitOne>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What became of many reports.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The reports.
    pub reports: Vec<ProgressReport>,
    /// The receipt, where they were submitted.
    pub receipt: Option<Receipt>,
}

/// A decision on reports.
#[derive(Clone, Debug)]
pub enum ReportDecision {
    /// They are taken as answers.
    Accept,
    /// They are sent back.
    Return {
        /// Why.
        reason: String,
        /// By when they are to be submitted again.
        resubmit_by: Option<NaiveDate>,
    },
}

/// Many reports to be decided alike.
#[derive(Clone, Debug)]
pub struct DecideMany {
    /// The reports with the versions that were read.
    pub reports: Vec<(Option<ReportId>, i32)>,
    /// What is decided.
    pub decision: ReportDecision,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// The most reports of one act.
const MAX_REPORTS: usize = 500;
/// Working days for submitting again, where the returner names no day.
const RESUBMIT_DAYS: u32 = 5;

impl ReportDecision {
    pub(super) const fn kind(&self) -> EventKind {
        match self {
            Self::Accept => EventKind::ReportAccepted,
            Self::Return { .. } => EventKind::ReportReturned,
        }
    }
}

/// A decision, ready to be taken on any number of cases.
pub(super) struct Deciding<'a> {
    writing: Writing<'a>,
    action: ReportAction,
    decision: Decision,
    reason: Option<String>,
    resubmit_by: Option<NaiveDate>,
}

impl Deciding<'_> {
    pub(super) fn decide(&self, case: &mut Case, read: i32) -> Checked {
        case.step(self.writing.by, self.action, Some(read))?;
        let (by, now) = (self.writing.account, self.writing.now);
        case.decide(self.decision, self.reason.as_deref(), Some(by), now);
        case.report.resubmit_by = self.resubmit_by;
        Ok(())
    }
}

impl Service {
    /// Saves, hands to the head or submits a unit's reports on items of one document for one
    /// period: all of them or none. What is submitted in one act has one receipt.
    ///
    /// # Errors
    /// If the duties are not of one unit, document and period; or what is wrong with each.
    pub async fn reports_submit(&self, by: Author<'_>, many: SubmitMany) -> Result<Submitted> {
        let once = many.once.as_ref();
        check_count(many.reports.len())?;
        let duties: Vec<DutyId> =
            many.reports.iter().map(|one| one.duty.unwrap_or(NOTHING)).collect();
        let tx = self.store.write().await?;
        if let Some(id) = once::done::<uuid::Uuid>(once, &tx).await? {
            let reader = tx.reader(by.scope());
            let mut reports = reader.reports_of_duties(&duties).await?;
            let reports = duties.iter().filter_map(|duty| reports.remove(duty)).collect();
            let receipt = reader.receipts(&[id.into()]).await?.pop();
            return Ok(Submitted { reports, receipt });
        }
        let cases = self.cases(&tx, by, &duties).await?;
        check_alike(&cases)?;
        let today = self.clock.today();
        let asked = Asked::read(&tx, cases.iter().flatten(), today).await?;
        let holidays = self.holidays_from(&tx, today).await?;
        let writing = self.writing(by)?;
        let cases = each("reports", "dutyId", &many.reports, cases, |one, case| {
            if let Some(said) = &one.said {
                write(&writing, case, &asked, one.version, said.clone())?;
            }
            match many.act {
                SubmitAct::Save if one.said.is_none() => {
                    Err(Refusal::Required { field: "progress" })
                }
                SubmitAct::Save => Ok(()),
                SubmitAct::Sign => sign(by, case, &asked, one.version),
                SubmitAct::Submit => submit(&writing, case, &asked, &holidays, one.version),
            }
        })?;
        let document = cases.first().map(|case| uuid::Uuid::from(case.duty.document));
        let submitted = match many.act {
            SubmitAct::Submit => {
                let fields = [CONTENT, STATE].concat();
                let (reports, receipt) =
                    self.keep_submitted(&tx, by, cases, &asked, &fields).await?;
                Submitted { reports, receipt: Some(receipt) }
            }
            SubmitAct::Save => {
                let kind = EventKind::ReportSaved;
                let reports = self.keep_cases(&tx, by, cases, kind, CONTENT).await?;
                Submitted { reports, receipt: None }
            }
            SubmitAct::Sign => {
                let fields = [CONTENT, STATE].concat();
                let kind = EventKind::ReportHanded;
                let reports = self.keep_cases(&tx, by, cases, kind, &fields).await?;
                Submitted { reports, receipt: None }
            }
        };
        let receipt = submitted.receipt.as_ref().map(|receipt| uuid::Uuid::from(receipt.id));
        if let Some(made) = receipt.or(document) {
            once::keep(once, &tx, made, &self.clock).await?;
        }
        tx.commit().await?;
        Ok(submitted)
    }

    /// Decides on many reports alike: on all of them or none.
    ///
    /// # Errors
    /// What is wrong with each.
    pub async fn reports_decide(
        &self,
        by: Author<'_>,
        many: DecideMany,
    ) -> Result<Vec<ProgressReport>> {
        let once = many.once.as_ref();
        check_count(many.reports.len())?;
        let ids: Vec<ReportId> =
            many.reports.iter().map(|(id, _)| id.unwrap_or(ReportId(NOTHING.0))).collect();
        let tx = self.store.write().await?;
        if once::done::<ReportId>(once, &tx).await?.is_some() {
            return Ok(tx.reader(by.scope()).reports(&ids).await?);
        }
        let deciding = self.deciding(&tx, by, &many.decision).await?;
        let cases = self.cases_of_reports(&tx, by, &ids).await?;
        let cases = each("reports", "id", &many.reports, cases, |(_, version), case| {
            deciding.decide(case, *version)
        })?;
        let reports = self.keep_cases(&tx, by, cases, many.decision.kind(), STATE).await?;
        if let Some(first) = reports.first() {
            once::keep(once, &tx, first.id, &self.clock).await?;
        }
        tx.commit().await?;
        Ok(reports)
    }

    pub(super) async fn deciding<'a>(
        &self,
        tx: &Tx,
        by: Author<'a>,
        decision: &ReportDecision,
    ) -> Result<Deciding<'a>> {
        let writing = self.writing(by)?;
        let today = writing.today;
        Ok(match decision {
            ReportDecision::Accept => Deciding {
                writing,
                action: ReportAction::Accept,
                decision: Decision::Accepted,
                reason: None,
                resubmit_by: None,
            },
            ReportDecision::Return { reason, resubmit_by } => {
                let reason = needed("reason", reason, MAX_REASON)?.to_owned();
                let by_day = match resubmit_by {
                    Some(day) if *day < today => {
                        return Err(Refusal::Invalid { field: "resubmitBy" }.into());
                    }
                    Some(day) => *day,
                    None => {
                        let holidays = self.holidays_from(tx, today).await?;
                        holidays.working_days_after(today, RESUBMIT_DAYS)
                    }
                };
                Deciding {
                    writing,
                    action: ReportAction::Return,
                    decision: Decision::Returned,
                    reason: Some(reason),
                    resubmit_by: Some(by_day),
                }
            }
        })
    }

    /// Writes cases that were submitted, gives copies to those whom their rules name, and issues
    /// the receipt.
    pub(super) async fn keep_submitted(
        &self,
        tx: &Tx,
        by: Author<'_>,
        cases: Vec<Case>,
        asked: &Asked,
        fields: &[&'static str],
    ) -> Result<(Vec<ProgressReport>, Receipt)> {
        let now = self.clock.now();
        let first = cases.first().ok_or(Refusal::Required { field: "reports" })?;
        let (unit, document, period) = (first.duty.unit, first.duty.document, first.duty.period);
        let copies: Vec<_> = cases.iter().flat_map(|case| asked.copies(case)).collect();
        let versions: Vec<ReportVersionId> =
            cases.iter().filter_map(|case| Some(case.current.as_ref()?.id)).collect();
        let kind = EventKind::ReportSubmitted;
        let reports = self.keep_cases(tx, by, cases, kind, fields).await?;
        tx.copy_reports(&copies, now).await?;
        let day = civil_date(now);
        let receipt = Receipt {
            id: clock::new_id(),
            number: Receipt::number_of(day, tx.count_receipts(unit, day).await?),
            unit,
            document,
            period,
            submitted_by: by.person()?,
            submitted_at: now,
        };
        tx.insert_receipt(&receipt, &versions).await?;
        Ok((reports, receipt))
    }
}

/// What is no id is looked for as one that nothing has.
const NOTHING: DutyId = DutyId(uuid::Uuid::nil());

fn check_count(count: usize) -> Result<()> {
    match count {
        0 => Err(Refusal::Required { field: "reports" }.into()),
        1..=MAX_REPORTS => Ok(()),
        _ => Err(Refusal::TooLong { field: "reports", limit: MAX_REPORTS }.into()),
    }
}

/// What is submitted in one act is of one unit, document and period.
fn check_alike(cases: &[Option<Case>]) -> Result<()> {
    let mut alike: Vec<_> = cases
        .iter()
        .flatten()
        .map(|case| (case.duty.unit, case.duty.document, case.duty.period))
        .collect();
    alike.dedup();
    if alike.len() > 1 {
        return Err(Refusal::Invalid { field: "reports" }.into());
    }
    Ok(())
}
