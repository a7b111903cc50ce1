//! The office enters what a unit without accounts reports on paper, by telephone or by mail.

use chrono::NaiveDate;

use crate::{
    clock::beginning_of,
    domain::{
        event::EventKind,
        id::DutyId,
        refusal::Refusal,
        report::{Entered, ProgressReport, ReportAction, ReportSource, check_text},
    },
    error::Result,
    policy::Author,
};

use super::{
    Asked, CONTENT, MAX_REASON, OfReport, Said, Service, complete, deemed_on,
    once::{self, Once},
    only, reread,
};

/// What the office received for a unit.
#[derive(Clone, Debug)]
pub struct Enter {
    /// The duty that it answers.
    pub duty: DutyId,
    /// The version of the report that was read, if it was submitted before.
    pub version: Option<i32>,
    /// What it says.
    pub said: Said,
    /// How it reached the office.
    pub source: ReportSource,
    /// What there is to say of that: who called, which letter.
    pub note: String,
    /// When.
    pub received_on: NaiveDate,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Enters and submits what a unit without accounts reported by other ways. Timeliness counts
    /// the day on which the office received it.
    ///
    /// # Errors
    /// If there is no such duty, the author does not work for the office, the unit has accounts,
    /// it says too little, or waits for a decision.
    pub async fn report_enter(&self, by: Author<'_>, act: Enter) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "dutyId").await;
        }
        let mut case = only(self.cases(&tx, by, &[act.duty]).await?, "dutyId")?;
        let writing = self.writing(by)?;
        case.no_accounts = !tx.unit_has_accounts(case.duty.unit, writing.now).await?;
        // A draft of the unit's own is nothing that the office could have read.
        let unseen = case.report.submitted_at.is_none() && case.report.version > 0;
        let read = if unseen { Some(case.report.version) } else { act.version };
        case.step(by, ReportAction::Enter, read)?;
        if act.received_on > writing.today {
            return Err(Refusal::Invalid { field: "receivedOn" }.into());
        }
        check_text("note", &act.note, MAX_REASON)?;
        let asked = Asked::read(&tx, std::iter::once(&case), writing.today).await?;
        case.write(writing.account, writing.now, act.said);
        complete(&case, &asked)?;
        if let Some(current) = case.current.as_mut() {
            current.entered = Some(Entered {
                source: act.source,
                note: act.note.trim().to_owned(),
                received_on: act.received_on,
            });
        }
        let first = case.report.first_submitted_at;
        let holidays = self.holidays_from(&tx, writing.today).await?;
        case.submit(writing.account, writing.now, deemed_on(&case, writing.today, &holidays))?;
        let received = beginning_of(act.received_on);
        case.report.first_submitted_at = first.or(Some(received));
        let fields = [CONTENT, &["state", "source"]].concat();
        let copies: Vec<_> = asked.copies(&case).collect();
        let kind = EventKind::ReportEntered;
        let mut reports = self.keep_cases(&tx, by, vec![case], kind, &fields).await?;
        let report = reports.pop().ok_or_else(|| anyhow::anyhow!("nothing was entered"))?;
        tx.copy_reports(&copies, writing.now).await?;
        once::keep(once, &tx, report.id, &self.clock).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Confirms for a unit what the office entered.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's unit's, was changed in between, or
    /// nothing waits for confirmation.
    pub async fn report_confirm(&self, by: Author<'_>, act: OfReport) -> Result<ProgressReport> {
        let once = act.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut case = self.locked(&tx, by, &act).await?;
        case.step(by, ReportAction::Confirm, Some(act.version))?;
        let writing = self.writing(by)?;
        if let Some(current) = case.current.as_mut() {
            current.confirmed = Some((writing.now, writing.account));
        }
        self.finish(tx, by, case, EventKind::ReportConfirmed, &["confirmed"], once).await
    }
}
