//! Duties follow from items, the units that answer for them, and rules: brought to what they
//! should be whenever one of these changed.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::{
    clock::{self, civil_date},
    domain::{
        calendar::Holidays,
        document::{Document, DocumentState},
        duty::{
            Answering, Difference, DutyChange, DutyChangeKind, DutyChanges, DutyState, DutyTerms,
            EndReason, Obligation, RuleCalendar, Standing, Wanted, difference, wanted,
        },
        event::{EventKind, Subjects},
        id::{AccountId, DocumentId, DutyId, ItemId, PeriodId, ReportingRuleId, UnitId},
        refusal::Refusal,
        regime::{Period, ReportingRule},
    },
    error::Result,
    policy::{Author, Scope},
    store::{NewDuty, Reader, Terms, Tx},
};

use super::Service;

/// The longest that a due day lies after the beginning of its period: a year and a month.
const LONGEST_WAIT: u64 = 400;

/// Everything that a document's duties follow from, but its rules.
pub(super) struct Ledger {
    document: Document,
    /// The day of publishing: nothing falls due before it.
    since: NaiveDate,
    /// Periods that begin later are not looked at yet.
    until: NaiveDate,
    today: NaiveDate,
    items: Vec<Obligation>,
    units: Answering,
    standing: Vec<Standing>,
    pub(super) holidays: Holidays,
}

impl Ledger {
    /// Reads it as of a day; a draft as if it were published on that day.
    pub(super) async fn read(
        reader: &Reader<'_>,
        document: Document,
        today: NaiveDate,
    ) -> Result<Self> {
        let since = document.published_at.map_or(today, civil_date);
        let until = end_of(&document, since).max(today);
        let first = NaiveDate::from_yo_opt(since.year() - 1, 1).unwrap_or(since);
        let last = until.checked_add_days(Days::new(LONGEST_WAIT)).unwrap_or(until);
        Ok(Self {
            since,
            until,
            today,
            items: reader.obligations(document.id).await?,
            units: reader.answering(document.office).await?,
            standing: match document.state {
                DocumentState::Draft => vec![],
                _ => reader.standing(document.id).await?,
            },
            holidays: Holidays::new(reader.holidays(first, last).await?),
            document,
        })
    }

    /// The periods of rules, those of an ended rule as far as it was in force.
    pub(super) fn calendars<'a>(&self, rules: &'a [ReportingRule]) -> Vec<RuleCalendar<'a>> {
        rules
            .iter()
            .filter_map(|rule| {
                let schedule = rule.schedule()?;
                let mut slots =
                    schedule.slots(self.since, self.until, rule.holiday_shift, &self.holidays);
                slots.retain(|slot| rule.ended_on.is_none_or(|ended| slot.due_on < ended));
                Some(RuleCalendar { rule, slots })
            })
            .collect()
    }

    /// What there is to do so that the duties are those that should be.
    pub(super) fn difference(&self, calendars: &[RuleCalendar<'_>]) -> Difference {
        let wanted = wanted(&self.items, calendars, &self.units, self.since, self.today);
        difference(&self.standing, wanted, calendars, &self.items, &self.units, self.today)
    }

    /// Whether a unit has a part in an item today.
    pub(super) fn answers(&self, item: ItemId, unit: UnitId) -> bool {
        let assignments = self.items.iter().filter(|one| one.item == item);
        let mut named = assignments.flat_map(|one| one.assignments.iter().map(|(unit, _)| *unit));
        named.any(|named| named == unit || self.units.on(named, self.today).contains(&unit))
    }

    /// Named units for which nobody answers yet: collectives without members today, bodies
    /// without a host.
    pub(super) fn unanswered(&self) -> Vec<UnitId> {
        let mut units: Vec<UnitId> = self
            .items
            .iter()
            .filter(|item| item.open)
            .flat_map(|item| item.assignments.iter().map(|(unit, _)| *unit))
            .collect();
        units.sort_unstable();
        units.dedup();
        units.retain(|unit| self.units.on(*unit, self.today).is_empty());
        units
    }
}

/// What becomes of each duty that is there; those that arise have nothing before.
fn changes_of_each(
    standing: &[Standing],
    difference: &Difference,
    changed: (DateTime<Utc>, Option<AccountId>),
) -> Vec<DutyChange> {
    let terms = |due_on, role, recipient| DutyTerms { due_on, role, recipient };
    let before: HashMap<DutyId, DutyTerms> = standing
        .iter()
        .map(|duty| (duty.id, terms(duty.due_on, duty.role, duty.recipient)))
        .collect();
    let to = |wanted: &Wanted| Some(terms(wanted.due_on, wanted.role, wanted.recipient));
    let revived = difference.revive.iter();
    let revived = revived.map(|(id, wanted)| (*id, DutyChangeKind::Revived, to(wanted), None));
    let moved = difference.change.iter();
    let moved = moved.map(|(id, wanted)| (*id, DutyChangeKind::Moved, to(wanted), None));
    let ended = difference.end.iter();
    let ended = ended.map(|(id, reason)| (*id, DutyChangeKind::Ended, None, Some(*reason)));
    revived
        .chain(moved)
        .chain(ended)
        .filter_map(|(duty, kind, after, reason)| {
            let before = *before.get(&duty)?;
            Some(DutyChange { duty, kind, before, after, reason, changed })
        })
        .collect()
}

/// The last day of a document's regime: its deadline, else the end of its year, never before it
/// begins.
fn end_of(document: &Document, since: NaiveDate) -> NaiveDate {
    let end_of = |year| NaiveDate::from_ymd_opt(year, 12, 31);
    document
        .deadline
        .or_else(|| end_of(document.year?))
        .filter(|day| *day >= since)
        .or_else(|| end_of(since.year()))
        .unwrap_or(since)
}

impl Service {
    /// Brings the duties of a published document to what should be as of a day, and answers and
    /// records what that changed. What was reported stays; nothing arises that was due before
    /// that day. Doing it again changes nothing; two at once wait for each other.
    ///
    /// Whoever changes what duties follow from (rules, items, deadlines, assignments, members,
    /// hosts, holidays) calls it last in the same transaction.
    ///
    /// # Errors
    /// If there is no such document, or the database fails.
    pub(super) async fn reconcile(
        &self,
        tx: &Tx,
        by: Author<'_>,
        document: DocumentId,
        today: NaiveDate,
    ) -> Result<DutyChanges> {
        tx.serialize(&format!("duties of {document}")).await?;
        let reader = tx.reader(Scope::system());
        let found = reader.document(document).await?;
        let found = found.ok_or(Refusal::NotFound { field: "id" })?;
        if found.state == DocumentState::Draft {
            return Ok(DutyChanges::default());
        }
        let office = found.office;
        let rules = reader.all_rules(document).await?;
        let ledger = Ledger::read(&reader, found, today).await?;
        let calendars = ledger.calendars(&rules);
        let difference = ledger.difference(&calendars);
        let periods = self.periods(tx, &ledger, &calendars).await?;
        self.apply(tx, &ledger, &calendars, &periods, &difference).await?;
        self.handings_follow(tx, by, document, &ledger).await?;
        let changes = difference.changes();
        if !changes.is_empty() {
            let now = self.clock.now();
            let record = tx.insert_duty_change(document, changes, by.account(), now).await?;
            let lines = changes_of_each(&ledger.standing, &difference, (now, by.account()));
            tx.insert_duty_change_lines(record, &lines).await?;
            let subjects = Subjects {
                office: Some(office),
                document: Some(document),
                other: Some(record),
                ..Subjects::default()
            };
            tx.append(self.event(by, EventKind::DutiesChanged, subjects)).await?;
        }
        Ok(changes)
    }

    /// Brings the duties of every published document to what should be in which one of these
    /// units has a part.
    pub(super) async fn reconcile_units(
        &self,
        tx: &Tx,
        by: Author<'_>,
        units: &[UnitId],
        today: NaiveDate,
    ) -> Result<DutyChanges> {
        let documents = tx.reader(Scope::system()).documents_assigned(units).await?;
        self.reconcile_all(tx, by, &documents, today).await
    }

    /// The same for several documents, in an order that lets nobody wait in a circle.
    pub(super) async fn reconcile_all(
        &self,
        tx: &Tx,
        by: Author<'_>,
        documents: &[DocumentId],
        today: NaiveDate,
    ) -> Result<DutyChanges> {
        let mut documents = documents.to_vec();
        documents.sort_unstable();
        let mut sum = DutyChanges::default();
        for document in documents {
            let changes = self.reconcile(tx, by, document, today).await?;
            sum.added += changes.added;
            sum.moved += changes.moved;
            sum.ended += changes.ended;
        }
        Ok(sum)
    }

    /// The rows of the periods of rules in force, made or moved where they are not as they should
    /// be, by rule and first day.
    async fn periods(
        &self,
        tx: &Tx,
        ledger: &Ledger,
        calendars: &[RuleCalendar<'_>],
    ) -> Result<HashMap<(ReportingRuleId, NaiveDate), PeriodId>> {
        let document = ledger.document.id;
        let mut known = tx.reader(Scope::system()).periods_of(&[document]).await?;
        let known: HashMap<_, Period> = known
            .remove(&document)
            .unwrap_or_default()
            .into_iter()
            .map(|period| ((period.rule, period.starts_on), period))
            .collect();
        let mut ids: HashMap<_, PeriodId> =
            known.iter().map(|(key, period)| (*key, period.id)).collect();
        let mut new = Vec::new();
        for calendar in calendars.iter().filter(|calendar| calendar.rule.ended_on.is_none()) {
            for slot in calendar.slots.iter().filter(|slot| slot.due_on >= ledger.today) {
                let key = (calendar.rule.id, slot.starts_on);
                let period = Period {
                    id: ids.get(&key).copied().unwrap_or_else(clock::new_id),
                    document,
                    rule: calendar.rule.id,
                    label: slot.label.clone(),
                    starts_on: slot.starts_on,
                    ends_on: slot.ends_on,
                    stated_on: slot.stated_on,
                    due_on: slot.due_on,
                };
                match known.get(&key) {
                    None => {
                        ids.insert(key, period.id);
                        new.push(period);
                    }
                    Some(known) if known.due_on >= ledger.today && *known != period => {
                        tx.move_period(&period).await?;
                    }
                    Some(_) => {}
                }
            }
        }
        tx.insert_periods(&new).await?;
        Ok(ids)
    }

    async fn apply(
        &self,
        tx: &Tx,
        ledger: &Ledger,
        calendars: &[RuleCalendar<'_>],
        periods: &HashMap<(ReportingRuleId, NaiveDate), PeriodId>,
        difference: &Difference,
    ) -> Result<()> {
        let period_of = |duty: &Wanted| -> Option<PeriodId> {
            let calendar = calendars.get(duty.rule)?;
            let slot = calendar.slots.get(duty.slot)?;
            periods.get(&(calendar.rule.id, slot.starts_on)).copied()
        };
        let new: Vec<NewDuty> = difference
            .add
            .iter()
            .map(|duty| {
                let period = period_of(duty).ok_or_else(|| anyhow::anyhow!("no such period"))?;
                Ok(NewDuty {
                    id: clock::new_id(),
                    document: ledger.document.id,
                    item: duty.item,
                    unit: duty.unit,
                    period,
                    role: duty.role,
                    recipient: duty.recipient,
                    due_on: duty.due_on,
                    state: DutyState::Open,
                    end_reason: None,
                })
            })
            .collect::<Result<_>>()?;
        tx.insert_duties(&new, self.clock.now()).await?;
        let mut handed: HashMap<(UnitId, UnitId), Vec<DutyId>> = HashMap::new();
        let mut alike: HashMap<Terms, Vec<DutyId>> = HashMap::new();
        for one in &difference.inherit {
            handed.entry((one.from, one.to)).or_default().push(one.duty);
            alike.entry((one.due_on, one.role, one.recipient)).or_default().push(one.duty);
        }
        for ((from, to), duties) in handed {
            tx.hand_duties(&duties, from, to).await?;
        }
        for (id, duty) in difference.revive.iter().chain(&difference.change) {
            let terms = (duty.due_on, duty.role, duty.recipient);
            alike.entry(terms).or_default().push(*id);
        }
        for (terms, duties) in alike {
            tx.set_terms(&duties, terms).await?;
        }
        let mut ended: HashMap<EndReason, Vec<DutyId>> = HashMap::new();
        for (id, reason) in &difference.end {
            ended.entry(*reason).or_default().push(*id);
        }
        for (reason, duties) in ended {
            tx.end_duties(&duties, reason).await?;
        }
        Ok(())
    }
}
