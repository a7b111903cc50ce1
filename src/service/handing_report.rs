//! A unit below reports on the part that it was handed; the unit that handed it decides.

use crate::{
    clock,
    domain::{
        event::EventKind,
        handing::{Handing, HandingAsks, HandingState},
        handing_report::{
            HandingReport, HandingReportAction, HandingReportState, HandingReportVersion,
            TRANSITIONS,
        },
        id::{HandingId, HandingReportId, PeriodId},
        page::{MAX_ROWS, PageRequest},
        refusal::Refusal,
        transition::Condition,
    },
    error::Result,
    policy::{Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::{Case, MAX_REASON, MAX_TEXT, needed, optional},
    once::{self, Once},
};

/// A report on a part to be written.
#[derive(Clone, Debug)]
pub struct HandingReportSave {
    /// The handing.
    pub handing: HandingId,
    /// The period, where the handing asks for one of each.
    pub period: Option<PeriodId>,
    /// The version of the report that was read; none where there is no report yet.
    pub version: Option<i32>,
    /// 进展情况.
    pub progress: String,
    /// 存在问题.
    pub problems: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What is done about a report on a part.
#[derive(Clone, Debug)]
pub struct HandingReportDecide {
    /// The report.
    pub report: HandingReportId,
    /// The version that was read.
    pub version: i32,
    /// What is done.
    pub action: HandingReportAction,
    /// What the decision says.
    pub reason: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Writes a report on a part, or its next version where the last is no draft.
    ///
    /// # Errors
    /// If there is no such handing, it is not handed to the author's units, has ended, asks for no
    /// report of that period, the report was changed in between, or waits for a decision.
    pub async fn handing_report_save(
        &self,
        by: Author<'_>,
        save: HandingReportSave,
    ) -> Result<HandingReport> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(save.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "handingId").await;
        }
        let action = HandingReportAction::Save;
        let (handing, case) = self.part(&tx, by, save.handing, "handingId").await?;
        case.may(TRANSITIONS, action)?;
        let reader = tx.reader(Scope::system());
        check_period(&tx, &handing, save.period).await?;
        let known = reader.report_on_part(handing.id, save.period).await?;
        if known.as_ref().map(|report| report.version) != save.version {
            return Err(Refusal::Conflict.into());
        }
        let last = match &known {
            Some(report) => reader.newest_handing_versions(&[report.id]).await?.remove(&report.id),
            None => None,
        };
        let draft = last.clone().filter(|last| last.state == HandingReportState::Draft);
        let waits = last.as_ref().is_some_and(|last| last.state == HandingReportState::Submitted);
        let from = draft.as_ref().map(|draft| draft.state);
        let state = case.next(TRANSITIONS, from, action, |condition| match condition {
            Condition::NoneOpen => !waits,
            other => holds(&handing, other),
        })?;
        let (now, person) = (self.clock.now(), by.person()?);
        let is_new = known.is_none();
        let mut report = known.unwrap_or_else(|| HandingReport {
            id: clock::new_id(),
            handing: handing.id,
            period: save.period,
            created_at: now,
            first_submitted_at: None,
            version: 1,
        });
        let version = HandingReportVersion {
            id: draft.as_ref().map_or_else(clock::new_id, |draft| draft.id),
            report: report.id,
            number: match &draft {
                Some(draft) => draft.number,
                None => last.map_or(0, |last| last.number) + 1,
            },
            state,
            progress: optional("progress", &save.progress, MAX_TEXT)?.unwrap_or_default(),
            problems: optional("problems", &save.problems, MAX_TEXT)?.unwrap_or_default(),
            written: (now, person),
            submitted: None,
            answer: None,
            decided: None,
        };
        if is_new {
            tx.insert_handing_report(&report).await?;
        } else {
            tx.update_handing_report(&report).await?;
            report.version += 1;
        }
        match draft {
            Some(_) => tx.update_handing_version(&version).await?,
            None => tx.insert_handing_version(&version).await?,
        }
        once::keep(save.once.as_ref(), &tx, report.id, &self.clock).await?;
        let kind = EventKind::HandingReportSaved;
        let subjects = case.subjects(Some(version.id.into()));
        self.tell(&tx, by, kind, subjects, Some(report.version)).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Submits a report on a part, takes it back, returns or accepts it.
    ///
    /// # Errors
    /// If there is no such report, it is not the author's to do, was changed in between, is in no
    /// such state, says nothing, or a reason is missing.
    pub async fn handing_report_decide(
        &self,
        by: Author<'_>,
        act: HandingReportDecide,
    ) -> Result<HandingReport> {
        let tx = self.store.write().await?;
        if let Some(id) = once::done(act.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "id").await;
        }
        let seen = reread(&tx, by, act.report, "id").await?;
        let (handing, case) = self.part(&tx, by, seen.handing, "id").await?;
        let mut report = reread(&tx, Author::Console, act.report, "id").await?;
        case.may(TRANSITIONS, act.action)?;
        if act.version != report.version {
            return Err(Refusal::Conflict.into());
        }
        // As far as the author may see: a next version that is being written is nobody else's.
        let newest = tx.reader(by.scope()).newest_handing_versions(&[report.id]).await?;
        let newest = newest.into_values().next();
        let mut version = newest.ok_or(Refusal::NotFound { field: "id" })?;
        version.state = case.next(TRANSITIONS, Some(version.state), act.action, |condition| {
            holds(&handing, condition)
        })?;
        let mark = Some((self.clock.now(), by.person()?));
        let kind = match version.state {
            HandingReportState::Submitted => {
                if version.progress.is_empty() {
                    return Err(Refusal::Required { field: "progress" }.into());
                }
                version.submitted = mark;
                report.first_submitted_at =
                    report.first_submitted_at.or_else(|| Some(self.clock.now()));
                EventKind::HandingReportSubmitted
            }
            HandingReportState::Returned => {
                version.answer = Some(needed("reason", &act.reason, MAX_REASON)?);
                EventKind::HandingReportReturned
            }
            HandingReportState::Accepted => {
                version.answer = optional("reason", &act.reason, MAX_REASON)?;
                EventKind::HandingReportAccepted
            }
            HandingReportState::Draft | HandingReportState::Withdrawn => {
                // What was taken back was never submitted: if nothing else was, nothing was.
                if !was_decided(&tx, report.id).await? {
                    report.first_submitted_at = None;
                }
                EventKind::HandingReportWithdrawn
            }
        };
        if version.state != HandingReportState::Submitted {
            version.decided = mark;
        }
        tx.update_handing_version(&version).await?;
        tx.update_handing_report(&report).await?;
        report.version += 1;
        once::keep(act.once.as_ref(), &tx, report.id, &self.clock).await?;
        let subjects = case.subjects(Some(version.id.into()));
        self.tell(&tx, by, kind, subjects, Some(report.version)).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// A handing that the author may see, with its item locked, and what the author is to a report
    /// on it: of the unit below, or of the one that handed it.
    async fn part(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: HandingId,
        field: &'static str,
    ) -> Result<(Handing, Case)> {
        let not_found = Refusal::NotFound { field };
        let seen = tx.reader(by.scope()).handings_by_id(&[id]).await?.pop();
        let seen = seen.ok_or_else(|| not_found.clone())?;
        let mut case = self.case_of_unit(tx, by, seen.item, seen.to).await?;
        case.parties = by.stands(case.document.office, seen.to, Some(seen.unit));
        let handing = tx.reader(Scope::system()).handings_by_id(&[id]).await?.pop();
        Ok((handing.ok_or(not_found)?, case))
    }
}

fn holds(handing: &Handing, condition: Condition) -> bool {
    condition != Condition::HandingOpen || handing.state == HandingState::Open
}

/// Whether a version of a report was returned or accepted.
async fn was_decided(tx: &Tx, report: HandingReportId) -> Result<bool> {
    let page = PageRequest::first(MAX_ROWS);
    let mut versions =
        tx.reader(Scope::system()).handing_versions_of(&[report.into()], &page).await?;
    let versions = versions.remove(&report.into()).map(|page| page.rows).unwrap_or_default();
    let decided = [HandingReportState::Returned, HandingReportState::Accepted];
    Ok(versions.iter().any(|(_, version)| decided.contains(&version.state)))
}

/// Whether a handing asks for a report of a period: of one in which the handing unit owes one
/// itself, where it asks for one of each; else of none.
async fn check_period(tx: &Tx, handing: &Handing, period: Option<PeriodId>) -> Result<()> {
    const FIELD: &str = "periodId";
    if handing.terms.asks != HandingAsks::EachPeriod {
        return match period {
            None => Ok(()),
            Some(_) => Err(Refusal::Invalid { field: FIELD }.into()),
        };
    }
    let period = period.ok_or(Refusal::Required { field: FIELD })?;
    let part = (handing.item, handing.unit);
    let owed = tx.reader(Scope::system()).owed_on(&[part]).await?.remove(&part);
    let is_owed = owed.into_iter().flatten().any(|(known, _)| known == period);
    if is_owed { Ok(()) } else { Err(Refusal::NotFound { field: FIELD }.into()) }
}

async fn reread(
    tx: &Tx,
    by: Author<'_>,
    id: HandingReportId,
    field: &'static str,
) -> Result<HandingReport> {
    let report = tx.reader(by.scope()).handing_reports(&[id]).await?.pop();
    Ok(report.ok_or(Refusal::NotFound { field })?)
}
