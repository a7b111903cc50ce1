//! A duty with its report, locked, and the steps that an act takes on it. Every act on reports is
//! an act on many: what it reads and writes is the same number of statements however many.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::{
    clock,
    domain::{
        assignment::Role,
        calendar::Holidays,
        duty::{Duty, DutyState},
        event::{EventKind, Subjects},
        id::{AccountId, DutyId, ItemId, OfficeId, PeriodId, ReportId, ReportVersionId, UnitId},
        refusal::{OneRefused, Refusal},
        regime::{ReportingRule, Switches},
        report::{
            Decision, Demands, Integrating, Integration, ProgressReport, ReportAction,
            ReportContent, ReportState, ReportVersion, ReportedValue, Submitted, TRANSITIONS,
        },
        target::Target,
        transition::{self, Condition, Party},
    },
    error::Result,
    policy::{Author, Scope},
    store::{Accepted, NewEvent, Reader, Tx},
};

use super::super::Service;

/// Whether something on a case may be done.
pub(super) type Checked = std::result::Result<(), Refusal>;

/// A duty with its report, which may not have been begun.
pub(super) struct Case {
    pub(super) duty: Duty,
    pub(super) office: OfficeId,
    pub(super) switches: Switches,
    pub(super) report: ProgressReport,
    /// The newest version, drafts included; none where nothing was written yet.
    pub(super) current: Option<ReportVersion>,
    pub(super) values: Vec<ReportedValue>,
    pub(super) integrations: Vec<Integration>,
    /// Whether nobody has an account of the unit, where that was looked at.
    pub(super) no_accounts: bool,
    /// Whether the values have to be written.
    written: bool,
}

/// What is written.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What it says, its values apart.
    pub content: ReportContent,
    /// Values of targets.
    pub values: Vec<ReportedValue>,
    /// Why it corrects what was accepted (更正).
    pub correction: Option<String>,
    /// What a lead's report does with support reports.
    pub integrations: Vec<Integration>,
}

impl Case {
    /// Takes a step of the table on what was read: its version, none where there was no report.
    /// Whether it is the author's to do comes before whether they read what there is now.
    pub(super) fn step(
        &mut self,
        by: Author<'_>,
        action: ReportAction,
        read: Option<i32>,
    ) -> Checked {
        let who = by.stands(self.office, self.duty.unit, self.report.recipient);
        let begun = (self.report.version > 0).then_some(self.report.version);
        self.take(&who, action, read == begun)
    }

    pub(super) fn take(&mut self, who: &[Party], action: ReportAction, read: bool) -> Checked {
        transition::may(TRANSITIONS, who, action)?;
        if self.duty.state == DutyState::Cancelled {
            return Err(Refusal::DutyEnded);
        }
        if !read {
            return Err(Refusal::Conflict);
        }
        let from = self.report.state;
        let met = |condition| self.holds(condition);
        let to = transition::next(TRANSITIONS, who, Some(from), action, met)?;
        let leaves = matches!(to, ReportState::Signing | ReportState::Submitted);
        if leaves && !matches!(from, ReportState::Signing | ReportState::Submitted) {
            self.report.before = from;
        }
        self.report.state = to;
        Ok(())
    }

    fn holds(&self, condition: Condition) -> bool {
        let current = self.current.as_ref();
        match condition {
            Condition::SignOff => self.switches.sign_off,
            Condition::NoSignOff => !self.switches.sign_off,
            Condition::Unopened => self.report.review_begun_at.is_none(),
            Condition::Corrected => current.is_some_and(|version| !version.is_kept()),
            Condition::Stands => self.report.accepted_at.is_some(),
            Condition::Entered => current
                .is_some_and(|version| version.entered.is_some() && version.confirmed.is_none()),
            Condition::NoAccounts => self.no_accounts,
            Condition::Lapsed => self.report.deemed_on.is_some(),
            Condition::WasDraft => self.report.before == ReportState::Draft,
            Condition::WasReturned => self.report.before == ReportState::Returned,
            Condition::WasAccepted => self.report.before == ReportState::Accepted,
            // Of other things than reports.
            _ => false,
        }
    }

    /// Writes the newest version anew, or opens the next where it is what it will stay.
    pub(super) fn write(&mut self, author: AccountId, now: DateTime<Utc>, said: Said) {
        let before = self.current.take();
        let corrects = self.report.accepted_at.is_some();
        let correction = said.correction.or_else(|| {
            before.as_ref().filter(|_| corrects).and_then(|version| version.correction.clone())
        });
        let (id, number) = match &before {
            Some(version) if !version.is_kept() => (version.id, version.number),
            Some(version) => (clock::new_id(), version.number + 1),
            None => (clock::new_id(), 1),
        };
        self.current = Some(ReportVersion {
            id,
            report: self.report.id,
            number,
            content: said.content,
            correction,
            written_by: author,
            written_at: now,
            sent_back: before.filter(|version| !version.is_kept()).and_then(|one| one.sent_back),
            entered: None,
            confirmed: None,
            submitted: None,
            unit: None,
            withdrawn_at: None,
            decided: None,
            reason: None,
        });
        self.values = said.values;
        self.integrations = said.integrations;
        self.written = true;
    }

    /// Marks the newest version as submitted. One that was returned or taken back is submitted
    /// again as a version of its own: what became of it stays with the earlier one.
    pub(super) fn submit(
        &mut self,
        author: AccountId,
        now: DateTime<Utc>,
        deemed_on: Option<NaiveDate>,
    ) -> Checked {
        let again = self.current.as_ref().filter(|version| version.is_kept());
        if let Some(again) = again {
            let said = Said {
                content: again.content.clone(),
                values: self.values.clone(),
                correction: again.correction.clone(),
                integrations: self.integrations.clone(),
            };
            self.write(author, now, said);
        }
        let current = self.current.as_mut().ok_or(Refusal::Required { field: "progress" })?;
        current.submitted = Some((now, author));
        self.report.submitted_at = Some(now);
        self.report.first_submitted_at.get_or_insert(now);
        self.report.review_begun_at = None;
        self.report.resubmit_by = None;
        self.report.deemed_on = deemed_on;
        Ok(())
    }

    /// Notes what was decided on the newest version; by nobody where nobody returned it in time.
    pub(super) fn decide(
        &mut self,
        decision: Decision,
        reason: Option<&str>,
        by: Option<AccountId>,
        now: DateTime<Utc>,
    ) {
        if let Some(current) = self.current.as_mut() {
            current.decided = Some((decision, now, by));
            current.reason = reason.map(str::to_owned);
        }
        self.report.review_begun_at.get_or_insert(now);
        if decision == Decision::Accepted {
            self.report.accepted_at = Some(now);
        }
        self.report.deemed_on = None;
    }
}

/// What is asked of the reports of some cases.
pub(super) struct Asked {
    pub(super) rules: HashMap<PeriodId, ReportingRule>,
    targets: HashMap<ItemId, Vec<Target>>,
    accepted: Vec<Accepted>,
    supports: HashMap<DutyId, Vec<Submitted>>,
    today: NaiveDate,
}

impl Asked {
    pub(super) async fn read(
        tx: &Tx,
        cases: impl Iterator<Item = &Case>,
        today: NaiveDate,
    ) -> Result<Self> {
        let reader = tx.reader(Scope::system());
        let duties: Vec<&Duty> = cases.map(|case| &case.duty).collect();
        let (items, periods): (Vec<ItemId>, Vec<PeriodId>) =
            duties.iter().map(|duty| (duty.item, duty.period)).unzip();
        let rules = reader.rules_of_periods(&periods).await?;
        let integrating: Vec<DutyId> =
            duties.iter().filter(|duty| integrates(&rules, duty)).map(|duty| duty.id).collect();
        Ok(Self {
            supports: supports(&reader, &integrating).await?,
            rules,
            targets: reader.targets_of(&items).await?,
            accepted: reader.accepted_values(&items).await?,
            today,
        })
    }

    pub(super) fn of(&self, case: &Case) -> Demands<'_> {
        let rule = self.rules.get(&case.duty.period);
        let targets = self.targets.get(&case.duty.item).map(Vec::as_slice).unwrap_or_default();
        Demands {
            required: rule.map(|rule| rule.required.as_slice()).unwrap_or_default(),
            percent: case.switches.percent,
            targets,
            // The latest comes last.
            last: self
                .accepted
                .iter()
                .filter(|value| value.unit == case.duty.unit && value.due_on <= case.duty.due_on)
                .map(|value| (value.target, value.value))
                .collect(),
            today: self.today,
        }
    }

    /// What is asked of a case's report about the support units' reports.
    pub(super) fn integrating(&self, case: &Case) -> Integrating<'_> {
        let submitted = self.supports.get(&case.duty.id).map(Vec::as_slice).unwrap_or_default();
        Integrating { asked: integrates(&self.rules, &case.duty), submitted }
    }

    /// Who gets a copy of a case's report by its rule.
    pub(super) fn copies(&self, case: &Case) -> impl Iterator<Item = (ReportId, UnitId)> {
        let rule = self.rules.get(&case.duty.period);
        let units = rule.map(|rule| rule.copy_units.as_slice()).unwrap_or_default();
        let (report, own) = (case.report.id, case.duty.unit);
        units.iter().filter(move |unit| **unit != own).map(move |unit| (report, *unit))
    }
}

/// Whether the report on a duty must integrate the support units'.
fn integrates(rules: &HashMap<PeriodId, ReportingRule>, duty: &Duty) -> bool {
    duty.role == Role::Lead && rules.get(&duty.period).is_some_and(|rule| rule.integrates_support)
}

/// The support reports that were submitted for each of these leads' duties.
async fn supports(
    reader: &Reader<'_>,
    leads: &[DutyId],
) -> Result<HashMap<DutyId, Vec<Submitted>>> {
    if leads.is_empty() {
        return Ok(HashMap::new());
    }
    let duties = reader.support_duties_of(leads).await?;
    let ids: Vec<DutyId> = duties.values().flatten().map(|duty| duty.id).collect();
    let reports = reader.reports_of_duties(&ids).await?;
    let submitted = |duty: &Duty| {
        let report = reports.get(&duty.id).filter(|report| report.submitted_at.is_some())?;
        Some(Submitted { report: report.id, recipient: report.recipient })
    };
    let of = duties
        .iter()
        .map(|(lead, duties)| (*lead, duties.iter().filter_map(submitted).collect::<Vec<_>>()));
    Ok(of.collect())
}

/// Tries something on each of many, and answers all refusals together: all of it or nothing.
pub(super) fn each<T>(
    list: &'static str,
    field: &'static str,
    asked: &[T],
    cases: Vec<Option<Case>>,
    attempt: impl Fn(&T, &mut Case) -> Checked,
) -> Result<Vec<Case>> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for (place, (asked, case)) in asked.iter().zip(cases).enumerate() {
        let tried = match case {
            None => Err((None, Refusal::NotFound { field })),
            Some(mut case) => match attempt(asked, &mut case) {
                Ok(()) => Ok(case),
                Err(refusal) => Err((Some(case.duty.id), refusal)),
            },
        };
        match tried {
            Ok(case) => done.push(case),
            Err((duty, refusal)) => refused.push(OneRefused { list, place, duty, refusal }),
        }
    }
    if refused.is_empty() { Ok(done) } else { Err(Refusal::Each(refused).into()) }
}

/// The one case of an act on one.
pub(super) fn only(cases: Vec<Option<Case>>, field: &'static str) -> Result<Case> {
    let case = cases.into_iter().next().flatten();
    Ok(case.ok_or(Refusal::NotFound { field })?)
}

impl Service {
    /// Locks duties with their reports, in the order given; none where the author may not see one.
    pub(super) async fn cases(
        &self,
        tx: &Tx,
        by: Author<'_>,
        duties: &[DutyId],
    ) -> Result<Vec<Option<Case>>> {
        let seen: Vec<DutyId> =
            tx.reader(by.scope()).duties(duties).await?.into_iter().map(|duty| duty.id).collect();
        let locked = tx.lock_duties(&seen).await?;
        let mut reports = tx.lock_reports_of(&seen).await?;
        let reader = tx.reader(Scope::system());
        let mut said = Newest::read(&reader, &reports).await?;
        let mut documents: Vec<_> = locked.iter().map(|duty| duty.document).collect();
        documents.dedup();
        let offices: HashMap<_, _> = reader
            .documents(&documents)
            .await?
            .into_iter()
            .map(|document| (document.id, document.office))
            .collect();
        let regimes = reader.regimes_of(&documents).await?;
        let mut cases: HashMap<DutyId, Case> = HashMap::new();
        for duty in locked {
            let missing = || anyhow::anyhow!("document {} has no office or regime", duty.document);
            let report = reports.remove(&duty.id).unwrap_or_else(|| self.unbegun(&duty));
            let (current, values, integrations) = said.take(report.id);
            cases.insert(
                duty.id,
                Case {
                    office: *offices.get(&duty.document).ok_or_else(missing)?,
                    switches: regimes.get(&duty.document).ok_or_else(missing)?.switches,
                    current,
                    values,
                    integrations,
                    no_accounts: false,
                    written: false,
                    report,
                    duty,
                },
            );
        }
        Ok(duties.iter().map(|duty| cases.remove(duty)).collect())
    }

    /// The same for reports by their ids; those that are not seen are missing.
    pub(super) async fn cases_of_reports(
        &self,
        tx: &Tx,
        by: Author<'_>,
        reports: &[ReportId],
    ) -> Result<Vec<Option<Case>>> {
        let seen = tx.reader(by.scope()).reports(reports).await?;
        let duties: Vec<DutyId> = seen.iter().map(|report| report.duty).collect();
        let mut cases: HashMap<ReportId, Case> = self
            .cases(tx, by, &duties)
            .await?
            .into_iter()
            .flatten()
            .map(|case| (case.report.id, case))
            .collect();
        Ok(reports.iter().map(|id| cases.remove(id)).collect())
    }

    fn unbegun(&self, duty: &Duty) -> ProgressReport {
        ProgressReport {
            id: clock::new_id(),
            duty: duty.id,
            document: duty.document,
            item: duty.item,
            unit: duty.unit,
            role: duty.role,
            recipient: duty.recipient,
            state: ReportState::Draft,
            before: ReportState::Draft,
            created_at: self.clock.now(),
            first_submitted_at: None,
            submitted_at: None,
            review_begun_at: None,
            accepted_at: None,
            resubmit_by: None,
            deemed_on: None,
            version: 0,
        }
    }

    /// Writes what became of cases, with one event each, and answers their reports.
    pub(super) async fn keep_cases(
        &self,
        tx: &Tx,
        by: Author<'_>,
        cases: Vec<Case>,
        kind: EventKind,
        fields: &[&'static str],
    ) -> Result<Vec<ProgressReport>> {
        let mut reports = Vec::new();
        let (mut versions, mut values, mut integrations) = (Vec::new(), Vec::new(), Vec::new());
        for mut case in cases {
            case.report.version += 1;
            if let Some(current) = case.current {
                if case.written {
                    values.push((current.id, case.values));
                    integrations.push((current.id, case.integrations));
                }
                versions.push(current);
            }
            reports.push(case.report);
        }
        tx.put_reports(&reports).await?;
        tx.put_report_versions(&versions).await?;
        tx.put_values(&values).await?;
        if reports.iter().any(|report| report.state == ReportState::Returned) {
            self.hand_returned(tx, &mut reports).await?;
        }
        tx.put_integrations(&integrations).await?;
        let told = reports.iter().map(|report| NewEvent {
            fields: fields.to_vec(),
            version: Some(report.version),
            state: Some(report.state.as_str()),
            ..self.event(by, kind, subjects(report))
        });
        tx.append_all(told.collect()).await?;
        Ok(reports)
    }

    /// Holidays for counting working days from a day on.
    pub(super) async fn holidays_from(&self, tx: &Tx, day: NaiveDate) -> Result<Holidays> {
        let last = day.checked_add_days(Days::new(LONGEST_COUNT)).unwrap_or(day);
        let holidays = tx.reader(Scope::system()).holidays(day, last).await?;
        Ok(Holidays::new(holidays))
    }

    /// Accepts what was not returned within the working days that the regime gives, as of a day.
    pub(in crate::service) async fn deem_reports(&self, tx: &Tx, day: NaiveDate) -> Result<usize> {
        let duties = tx.duties_to_deem(day).await?;
        if duties.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let mut deemed = Vec::new();
        for mut case in self.cases(tx, Author::Console, &duties).await?.into_iter().flatten() {
            // Read again under the lock: someone may have decided in between.
            if case.report.deemed_on.is_none_or(|from| from > day) {
                continue;
            }
            if case.take(&[Party::Day], ReportAction::Deem, true).is_ok() {
                case.decide(Decision::Accepted, None, None, now);
                deemed.push(case);
            }
        }
        let count = deemed.len();
        self.keep_cases(tx, Author::Console, deemed, EventKind::ReportDeemed, &["state"]).await?;
        Ok(count)
    }
}

/// Working days are counted no further ahead than this many days.
const LONGEST_COUNT: u64 = 800;

fn subjects(report: &ProgressReport) -> Subjects {
    Subjects {
        document: Some(report.document),
        item: Some(report.item),
        report: Some(report.id),
        ..Subjects::default()
    }
}

/// The newest versions of reports with their values, drafts included: the write path sees what its
/// author may not.
struct Newest {
    versions: HashMap<ReportId, ReportVersion>,
    values: HashMap<ReportVersionId, Vec<ReportedValue>>,
    integrations: HashMap<ReportVersionId, Vec<Integration>>,
}

impl Newest {
    async fn read(reader: &Reader<'_>, reports: &HashMap<DutyId, ProgressReport>) -> Result<Self> {
        let ids: Vec<ReportId> = reports.values().map(|report| report.id).collect();
        let versions = reader.current_versions(&ids).await?;
        let of: Vec<_> = versions.values().map(|version| version.id).collect();
        Ok(Self {
            values: reader.values_of(&of).await?,
            integrations: reader.integrations_of(&of).await?,
            versions,
        })
    }

    fn take(
        &mut self,
        report: ReportId,
    ) -> (Option<ReportVersion>, Vec<ReportedValue>, Vec<Integration>) {
        let Some(version) = self.versions.remove(&report) else {
            return (None, vec![], vec![]);
        };
        let values = self.values.remove(&version.id).unwrap_or_default();
        let integrations = self.integrations.remove(&version.id).unwrap_or_default();
        (Some(version), values, integrations)
    }
}
