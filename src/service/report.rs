//! A unit reports; the recipient returns or accepts.

use crate::{
    clock,
    domain::{
        duty::{Duty, DutyState},
        event::{EventKind, Subjects},
        id::{DutyId, ReportId},
        refusal::Refusal,
        report::{
            Decision, ProgressReport, ReportAction, ReportContent, ReportState, ReportVersion, next,
        },
    },
    error::Result,
    policy::{Act, Author, Scope},
    store::Tx,
};

use super::{
    Service,
    once::{self, Once},
};

/// What a unit writes in answer to a duty.
#[derive(Clone, Debug)]
pub struct Save {
    /// The duty.
    pub duty: DutyId,
    /// The version of the report that was read; none if there was no report.
    pub version: Option<i32>,
    /// What it says.
    pub content: ReportContent,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A report to be submitted.
#[derive(Clone, Debug)]
pub struct Submit {
    /// The report.
    pub report: ReportId,
    /// The version that was read.
    pub version: i32,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A report to be returned.
#[derive(Clone, Debug)]
pub struct Return {
    /// The report.
    pub report: ReportId,
    /// The version that was read.
    pub version: i32,
    /// Why.
    pub reason: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A report to be accepted.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The report.
    pub report: ReportId,
    /// The version that was read.
    pub version: i32,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// The most characters of a reason.
const MAX_REASON: usize = 2_000;

impl Service {
    /// Keeps what a unit writes in answer to a duty; nobody else sees it before it is submitted.
    ///
    /// # Errors
    /// If there is no such duty, it is not the author's unit's, the report was changed in between,
    /// or waits for a decision.
    pub async fn report_save(&self, by: Author<'_>, save: Save) -> Result<ProgressReport> {
        save.content.check()?;
        let tx = self.store.write().await?;
        if let Some(id) = once::done(save.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "dutyId").await;
        }
        let duty = tx
            .reader(by.scope())
            .duty(save.duty)
            .await?
            .ok_or(Refusal::NotFound { field: "dutyId" })?;
        by.may(Act::WriteReport { unit: duty.unit })?;
        let report = lock_report_of(&tx, &duty).await?;
        let report = match report {
            Some(report) => self.rewrite(&tx, by, &save, report).await?,
            None => self.open_report(&tx, by, &save, &duty).await?,
        };
        self.finish(tx, by, report, EventKind::ReportSaved, CONTENT, save.once.as_ref()).await
    }

    async fn open_report(
        &self,
        tx: &Tx,
        by: Author<'_>,
        save: &Save,
        duty: &Duty,
    ) -> Result<ProgressReport> {
        if save.version.is_some() {
            return Err(Refusal::Conflict.into());
        }
        let report = ProgressReport {
            id: clock::new_id(),
            duty: duty.id,
            document: duty.document,
            item: duty.item,
            unit: duty.unit,
            role: duty.role,
            recipient: duty.recipient,
            state: ReportState::Draft,
            created_at: self.clock.now(),
            first_submitted_at: None,
            submitted_at: None,
            accepted_at: None,
            version: 1,
        };
        tx.insert_report(&report, &save.content, person(by)?).await?;
        Ok(report)
    }

    async fn rewrite(
        &self,
        tx: &Tx,
        by: Author<'_>,
        save: &Save,
        mut report: ProgressReport,
    ) -> Result<ProgressReport> {
        let (author, now) = (person(by)?, self.clock.now());
        if save.version != Some(report.version) {
            return Err(Refusal::Conflict.into());
        }
        report.state = next(report.state, ReportAction::Save)?;
        let current = current_version(tx, report.id).await?;
        if current.submitted.is_some() {
            tx.insert_report_version(report.id, current.number + 1, &save.content, author, now)
                .await?;
        } else {
            tx.rewrite_report_version(current.id, &save.content, author, now).await?;
        }
        tx.update_report(&report).await?;
        report.version += 1;
        Ok(report)
    }

    /// Hands a report to its recipient.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's unit's, was changed in between, says too
    /// little, or is not in a state to be submitted.
    pub async fn report_submit(&self, by: Author<'_>, submit: Submit) -> Result<ProgressReport> {
        let once = submit.once.as_ref();
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut report = lock_report(&tx, by, submit.report).await?;
        by.may(Act::WriteReport { unit: report.unit })?;
        if submit.version != report.version {
            return Err(Refusal::Conflict.into());
        }
        report.state = next(report.state, ReportAction::Submit)?;
        let (author, now) = (person(by)?, self.clock.now());
        let mut current = current_version(&tx, report.id).await?;
        current.content.check_complete()?;
        if current.submitted.is_some() {
            // Returned, and submitted again as it was: the return stays with the earlier version.
            tx.insert_report_version(report.id, current.number + 1, &current.content, author, now)
                .await?;
            current = current_version(&tx, report.id).await?;
        }
        tx.submit_report_version(current.id, author, now).await?;
        report.submitted_at = Some(now);
        report.first_submitted_at.get_or_insert(now);
        tx.update_report(&report).await?;
        report.version += 1;
        self.finish(tx, by, report, EventKind::ReportSubmitted, STATE, once).await
    }

    /// Sends a report back to its unit.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's to decide, was changed in between, is
    /// not submitted, or no reason is given.
    pub async fn report_return(&self, by: Author<'_>, act: Return) -> Result<ProgressReport> {
        let reason = act.reason.trim();
        if reason.is_empty() {
            return Err(Refusal::Required { field: "reason" }.into());
        }
        if reason.chars().count() > MAX_REASON {
            return Err(Refusal::TooLong { field: "reason", limit: MAX_REASON }.into());
        }
        if reason.contains('\0') {
            return Err(Refusal::Invalid { field: "reason" }.into());
        }
        self.decide_report(by, act.report, act.version, Some(reason), act.once.as_ref()).await
    }

    /// Takes a report as the answer to its duty.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's to decide, was changed in between, or is
    /// not submitted.
    pub async fn report_accept(&self, by: Author<'_>, act: Accept) -> Result<ProgressReport> {
        self.decide_report(by, act.report, act.version, None, act.once.as_ref()).await
    }

    async fn decide_report(
        &self,
        by: Author<'_>,
        id: ReportId,
        version: i32,
        returned_for: Option<&str>,
        once: Option<&Once>,
    ) -> Result<ProgressReport> {
        let (action, decision, kind) = match returned_for {
            Some(_) => (ReportAction::Return, Decision::Returned, EventKind::ReportReturned),
            None => (ReportAction::Accept, Decision::Accepted, EventKind::ReportAccepted),
        };
        let tx = self.store.write().await?;
        if let Some(id) = once::done(once, &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let mut report = lock_report(&tx, by, id).await?;
        let document = tx.reader(by.scope()).document(report.document).await?;
        let document = document.ok_or(Refusal::NotFound { field: "id" })?;
        by.may(Act::DecideReport { office: document.office, recipient: report.recipient })?;
        if version != report.version {
            return Err(Refusal::Conflict.into());
        }
        report.state = next(report.state, action)?;
        let now = self.clock.now();
        let current = current_version(&tx, report.id).await?;
        tx.decide_report_version(current.id, decision, returned_for, person(by)?, now).await?;
        report.accepted_at = (decision == Decision::Accepted).then_some(now);
        tx.update_report(&report).await?;
        report.version += 1;
        self.finish(tx, by, report, kind, STATE, once).await
    }

    async fn finish(
        &self,
        tx: Tx,
        by: Author<'_>,
        report: ProgressReport,
        kind: EventKind,
        fields: &[&'static str],
        once: Option<&Once>,
    ) -> Result<ProgressReport> {
        once::keep(once, &tx, report.id, &self.clock).await?;
        let mut told = self.event(
            by,
            kind,
            Subjects {
                document: Some(report.document),
                item: Some(report.item),
                report: Some(report.id),
                ..Subjects::default()
            },
        );
        told.fields = fields.to_vec();
        told.version = Some(report.version);
        tx.append(told).await?;
        tx.commit().await?;
        Ok(report)
    }
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

const CONTENT: &[&str] = &["progress", "problems", "nextSteps", "percent"];
const STATE: &[&str] = &["state"];

/// Reports are written by people: each version says by whom.
pub(super) fn person(by: Author<'_>) -> Result<crate::domain::id::AccountId> {
    Ok(by.account().ok_or(Refusal::Required { field: "account" })?)
}

async fn lock_report_of(tx: &Tx, duty: &Duty) -> Result<Option<ProgressReport>> {
    // The duty's row stands for a report that is not there yet: two clerks who begin one at once
    // wait for each other here.
    lock_owed(tx, duty.id).await?;
    Ok(tx.lock_report_of(duty.id).await?)
}

/// A duty that is still owed, locked until the end of the transaction.
async fn lock_owed(tx: &Tx, duty: DutyId) -> Result<()> {
    if tx.lock_duty(duty).await? == Some(DutyState::Cancelled) {
        return Err(Refusal::DutyEnded.into());
    }
    Ok(())
}

/// A report that the author may see, locked until the end of the transaction and read after that.
async fn lock_report(tx: &Tx, by: Author<'_>, id: ReportId) -> Result<ProgressReport> {
    let not_found = Refusal::NotFound { field: "id" };
    let seen = tx.reader(by.scope()).report(id).await?;
    let seen = seen.ok_or_else(|| not_found.clone())?;
    lock_owed(tx, seen.duty).await?;
    let report = tx.lock_report_of(seen.duty).await?;
    Ok(report.ok_or(not_found)?)
}

/// The newest version, drafts included: the write path sees what its author may not.
async fn current_version(tx: &Tx, id: ReportId) -> Result<ReportVersion> {
    let mut versions = tx.reader(Scope::system()).current_versions(&[id]).await?;
    let version = versions.remove(&id);
    Ok(version.ok_or_else(|| anyhow::anyhow!("report {id} has no version"))?)
}
