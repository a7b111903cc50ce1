//! The office sets a document's regime, and is shown beforehand what it costs the units.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    clock,
    domain::{
        calendar::Slot,
        document::{Document, DocumentState},
        duty::DutyChanges,
        event::{EventKind, Subjects},
        id::{AccountId, DocumentId, ItemId, ReportingRuleId, SectionId, UnitId},
        refusal::Refusal,
        regime::{
            Bounds, Cadence, Covers, HolidayShift, OwedTo, Regime, ReportSection, Reporter,
            ReportingRule, RuleSource, Switches,
        },
        unit::UnitKind,
    },
    error::Result,
    policy::{Act, Author, Scope},
    store::{Reader, Tx},
};

use super::{
    Service,
    duty::Ledger,
    once::{self, Once},
};

/// A rule as the office wants it.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// The rule in force that it is, changed or not; none for a new one.
    pub id: Option<ReportingRuleId>,
    /// The sentence; as it is if none is given.
    pub text: Option<String>,
    /// Who owes the report.
    pub reporter: Reporter,
    /// The unit that a rule for one unit names.
    pub reporter_unit: Option<UnitId>,
    /// Whether each lead owes a report, or only the first.
    pub every_lead: bool,
    /// Whom and what it binds.
    pub bounds: Bounds,
    /// How often.
    pub cadence: Option<Cadence>,
    /// Day of the month.
    pub due_day: Option<i32>,
    /// Days stated in full.
    pub due_dates: Vec<NaiveDate>,
    /// Which period a report covers.
    pub covers: Covers,
    /// What a day without work does to the due day.
    pub holiday_shift: HolidayShift,
    /// Whom it is owed to.
    pub owed_to: OwedTo,
    /// The unit that the recipient is.
    pub recipient_unit: Option<UnitId>,
    /// Units that get a copy.
    pub copy_units: Vec<UnitId>,
    /// Whether the supervision office gets a copy.
    pub copy_office: bool,
    /// Sections that a report must have.
    pub required: Vec<ReportSection>,
    /// Whether the leads' report must integrate the supports'.
    pub integrates_support: bool,
}

/// A regime to be set.
#[derive(Clone, Debug)]
pub struct RegimeSet {
    /// The document.
    pub document: DocumentId,
    /// The version of the regime that was read; not looked at by a preview.
    pub version: i32,
    /// What it asks for beside reports; as it is if none is given.
    pub switches: Option<Switches>,
    /// All its rules in order; as they are if none are given.
    pub rules: Option<Vec<RuleSet>>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What a regime asks of the units.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The periods whose reports are still to be due, by rule and in order.
    pub periods: Vec<PreviewPeriod>,
    /// What each unit owes in them.
    pub units: Vec<PreviewUnit>,
    /// Units of the document for which nobody answers yet.
    pub unanswered: Vec<UnitId>,
    /// What setting it would add, move and end.
    pub changes: DutyChanges,
}

/// A period of a preview.
#[derive(Clone, Debug)]
pub struct PreviewPeriod {
    /// The rule that it follows from.
    pub rule: ReportingRule,
    /// The period.
    pub slot: Slot,
    /// Whether the stated day is one without work.
    pub holiday: bool,
    /// What the table calls that day.
    pub holiday_name: Option<String>,
    /// Reports that are owed in it.
    pub duties: usize,
}

/// What a unit owes.
#[derive(Clone, Debug)]
pub struct PreviewUnit {
    /// The unit.
    pub unit: UnitId,
    /// Reports in all.
    pub duties: usize,
    /// Reports of each period in which it owes any: the period's place in the preview, and how
    /// many.
    pub by_period: Vec<(usize, usize)>,
}

/// The most rules of a regime, days of a rule, and units, headings and items that one names.
const MAX_RULES: usize = 50;
const MAX_DATES: usize = 60;
const MAX_NAMED: usize = 500;
/// The most characters of a rule's sentence or words.
const MAX_TEXT: usize = 1_000;
/// The most days of a window.
const MAX_WINDOW: i32 = 250;

impl Service {
    /// Sets a document's regime: what it asks for and by which rules. Duties of a published one
    /// follow at once; what was reported stays. Answers what that changed.
    ///
    /// # Errors
    /// If there is no such document, it is not the author's, the regime was changed in between,
    /// or a rule cannot be.
    pub async fn regime_set(
        &self,
        by: Author<'_>,
        set: RegimeSet,
    ) -> Result<(Document, DutyChanges)> {
        let not_found = Refusal::NotFound { field: "regime.documentId" };
        let (now, today) = (self.clock.now(), self.clock.today());
        let tx = self.store.write().await?;
        tx.serialize(&format!("review of {}", set.document)).await?;
        if let Some(id) = once::done::<DocumentId>(set.once.as_ref(), &tx).await? {
            let document = tx.reader(by.scope()).document(id).await?;
            return Ok((document.ok_or(not_found)?, DutyChanges::default()));
        }
        let (document, regime) = regime_to_set(&tx.reader(by.scope()), by, set.document).await?;
        if regime.version != set.version {
            return Err(Refusal::Conflict.into());
        }
        let decided = Decided { by: by.account(), at: now, on: today };
        let edit = edit(&tx.reader(by.scope()), &document, &set, decided).await?;
        self.keep(&tx, &document, &edit).await?;
        let switches = set.switches.unwrap_or(regime.switches);
        let decided = Some((now, by.account()));
        if !tx.update_regime(&Regime { switches, decided, ..regime }).await? {
            return Err(Refusal::Conflict.into());
        }
        once::keep(set.once.as_ref(), &tx, document.id, &self.clock).await?;
        let mut told = self.event(
            by,
            EventKind::RegimeSet,
            Subjects {
                office: Some(document.office),
                document: Some(document.id),
                ..Subjects::default()
            },
        );
        told.fields = fields(&set);
        told.version = Some(regime.version + 1);
        tx.append(told).await?;
        let changes = self.reconcile(&tx, by, document.id, today).await?;
        tx.commit().await?;
        Ok((document, changes))
    }

    async fn keep(&self, tx: &Tx, document: &Document, edit: &Edit) -> Result<()> {
        if edit.unchanged {
            return Ok(());
        }
        if document.state == DocumentState::Draft {
            tx.delete_rules(document.id).await?;
            tx.append_rules(document.id, &edit.rules).await?;
            return Ok(());
        }
        if let Some(on) = edit.ended_on {
            let ended = |rule: &&ReportingRule| edit.ended.contains(&rule.id);
            let ids: Vec<_> = edit.rules.iter().filter(ended).map(|rule| rule.id).collect();
            tx.end_rules(&ids, on).await?;
        }
        for rule in edit.rules.iter().filter(|rule| edit.rewritten.contains(&rule.id)) {
            tx.rewrite_rule(rule).await?;
        }
        let new = edit.rules.iter().filter(|rule| edit.new.contains(&rule.id)).cloned();
        tx.append_rules(document.id, &new.collect::<Vec<_>>()).await?;
        Ok(())
    }

    /// What setting a regime would ask of the units, without changing anything; a draft as if it
    /// were published today.
    ///
    /// # Errors
    /// If there is no such document, it is not the author's, or a rule cannot be.
    pub async fn regime_preview(&self, by: Author<'_>, set: RegimeSet) -> Result<Preview> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let reader = self.reader(by);
        let (document, _) = regime_to_set(&reader, by, set.document).await?;
        let decided = Decided { by: by.account(), at: now, on: today };
        let edit = edit(&reader, &document, &set, decided).await?;
        let ledger = Ledger::read(&self.store.reader(Scope::system()), document, today).await?;
        Ok(preview(&ledger, &edit.rules, today))
    }
}

/// Which parts of a regime were given.
fn fields(set: &RegimeSet) -> Vec<&'static str> {
    let switches = set.switches.map(|_| "switches");
    let rules = set.rules.as_ref().map(|_| "rules");
    switches.into_iter().chain(rules).collect()
}

async fn regime_to_set(
    reader: &Reader<'_>,
    by: Author<'_>,
    id: DocumentId,
) -> Result<(Document, Regime)> {
    let document = reader.document(id).await?;
    let document = document.ok_or(Refusal::NotFound { field: "regime.documentId" })?;
    by.may(Act::SetRegime { office: document.office })?;
    if document.state == DocumentState::Closed {
        return Err(Refusal::DocumentClosed.into());
    }
    let regime = reader.regimes_of(&[id]).await?.remove(&id);
    let regime = regime.ok_or_else(|| anyhow::anyhow!("document {id} has no regime"))?;
    Ok((document, regime))
}

/// Counts what the pure functions say: the same that bring the duties about.
fn preview(ledger: &Ledger, rules: &[ReportingRule], today: NaiveDate) -> Preview {
    let calendars = ledger.calendars(rules);
    let difference = ledger.difference(&calendars);
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut of_units: BTreeMap<UnitId, BTreeMap<(usize, usize), usize>> = BTreeMap::new();
    for duty in difference.owed_from(today) {
        let key = (duty.rule, duty.slot);
        *counts.entry(key).or_default() += 1;
        *of_units.entry(duty.unit).or_default().entry(key).or_default() += 1;
    }
    let mut places: HashMap<(usize, usize), usize> = HashMap::new();
    let mut periods = Vec::new();
    for (rule, calendar) in calendars.iter().enumerate() {
        for (place, slot) in calendar.slots.iter().enumerate() {
            let duties = counts.get(&(rule, place)).copied().unwrap_or_default();
            let asked = calendar.rule.ended_on.is_none() && slot.due_on >= today;
            if asked || duties > 0 {
                places.insert((rule, place), periods.len());
                periods.push(PreviewPeriod {
                    rule: calendar.rule.clone(),
                    slot: slot.clone(),
                    holiday: !ledger.holidays.is_working(slot.stated_on),
                    holiday_name: ledger.holidays.name(slot.stated_on).map(str::to_owned),
                    duties,
                });
            }
        }
    }
    let units = of_units
        .into_iter()
        .map(|(unit, by_period)| PreviewUnit {
            unit,
            duties: by_period.values().sum(),
            by_period: by_period
                .into_iter()
                .filter_map(|(key, count)| Some((*places.get(&key)?, count)))
                .collect(),
        })
        .collect();
    Preview { periods, units, unanswered: ledger.unanswered(), changes: difference.changes() }
}

/// Who decides, and when.
#[derive(Clone, Copy)]
struct Decided {
    by: Option<AccountId>,
    at: DateTime<Utc>,
    on: NaiveDate,
}

/// What setting the rules comes to.
struct Edit {
    /// Every rule of the document as it will be, those that ended too.
    rules: Vec<ReportingRule>,
    /// Rules in force that end.
    ended: HashSet<ReportingRuleId>,
    ended_on: Option<NaiveDate>,
    /// Rules in force that are changed in their place.
    rewritten: HashSet<ReportingRuleId>,
    new: HashSet<ReportingRuleId>,
    unchanged: bool,
}

/// A rule that asks for the same periods stays the rule it is, whatever else changes, so that
/// what was reported under it is reported. Of a published document every other rule ends today
/// and keeps what fell due before; of a draft, from which nothing followed, it goes.
async fn edit(
    reader: &Reader<'_>,
    document: &Document,
    set: &RegimeSet,
    decided: Decided,
) -> Result<Edit> {
    check_switches(set.switches.as_ref())?;
    let mut edit = Edit {
        rules: reader.all_rules(document.id).await?,
        ended: HashSet::new(),
        ended_on: None,
        rewritten: HashSet::new(),
        new: HashSet::new(),
        unchanged: true,
    };
    let Some(wanted) = &set.rules else { return Ok(edit) };
    edit.unchanged = false;
    if wanted.len() > MAX_RULES {
        return Err(Refusal::TooLong { field: "regime.rules", limit: MAX_RULES }.into());
    }
    let named = Named::find(reader, document, wanted).await?;
    let draft = document.state == DocumentState::Draft;
    let mut kept: Vec<ReportingRule> = Vec::new();
    for wanted in wanted {
        let current = match wanted.id {
            None => None,
            Some(id) => Some(
                edit.rules
                    .iter()
                    .find(|rule| rule.id == id && rule.ended_on.is_none())
                    .filter(|_| kept.iter().all(|rule| rule.id != id))
                    .ok_or(Refusal::NotFound { field: "regime.rules.id" })?,
            ),
        };
        let rule = decide(wanted, current, document.id, decided);
        match current {
            Some(current) if *current == rule => {}
            _ => named.check(&rule)?,
        }
        match current {
            Some(current) if draft || rule.continues(current) => {
                if *current != rule {
                    edit.rewritten.insert(rule.id);
                }
                kept.push(rule);
            }
            _ => {
                let rule = ReportingRule { id: clock::new_id(), ..rule };
                edit.new.insert(rule.id);
                kept.push(rule);
            }
        }
    }
    if draft {
        edit.rules = kept;
        return Ok(edit);
    }
    edit.ended_on = Some(decided.on);
    for rule in &mut edit.rules {
        match kept.iter().find(|kept| kept.id == rule.id) {
            Some(kept) => rule.clone_from(kept),
            None if rule.ended_on.is_none() => {
                rule.ended_on = Some(decided.on);
                edit.ended.insert(rule.id);
            }
            None => {}
        }
    }
    edit.rules.extend(kept.into_iter().filter(|rule| edit.new.contains(&rule.id)));
    Ok(edit)
}

/// The rule as it will be: the office's own decision, unless nothing differs from what was read.
fn decide(
    wanted: &RuleSet,
    current: Option<&ReportingRule>,
    document: DocumentId,
    decided: Decided,
) -> ReportingRule {
    let source = RuleSource::Office { by: decided.by, at: decided.at };
    let base =
        current.cloned().unwrap_or_else(|| ReportingRule::new(clock::new_id(), document, source));
    let rule = ReportingRule {
        text: wanted.text.clone().unwrap_or_else(|| base.text.clone()),
        reporter: wanted.reporter,
        reporter_unit: wanted.reporter_unit,
        every_lead: wanted.every_lead,
        bounds: wanted.bounds.clone(),
        cadence: wanted.cadence,
        due_day: wanted.due_day,
        due_dates: wanted.due_dates.clone(),
        covers: wanted.covers,
        holiday_shift: wanted.holiday_shift,
        owed_to: wanted.owed_to,
        recipient_unit: wanted.recipient_unit,
        copy_units: wanted.copy_units.clone(),
        copy_office: wanted.copy_office,
        required: wanted.required.clone(),
        integrates_support: wanted.integrates_support,
        ..base
    };
    match current {
        Some(current) if *current == rule => rule,
        _ => ReportingRule { source, ..rule },
    }
}

fn check_switches(switches: Option<&Switches>) -> Result<()> {
    let windows = switches.map(|switches| {
        [
            ("regime.switches.objectionDays", switches.objection_days),
            ("regime.switches.deemedDays", switches.deemed_days),
            ("regime.switches.urgeDaysBefore", switches.urge_days_before),
        ]
    });
    for (field, days) in windows.into_iter().flatten() {
        if days.is_some_and(|days| !(1..=MAX_WINDOW).contains(&days)) {
            return Err(Refusal::Invalid { field }.into());
        }
    }
    Ok(())
}

/// The units, headings and items that rules may name.
struct Named {
    units: HashSet<UnitId>,
    sections: HashSet<SectionId>,
    items: HashSet<ItemId>,
}

impl Named {
    async fn find(reader: &Reader<'_>, document: &Document, rules: &[RuleSet]) -> Result<Self> {
        let mut units: Vec<UnitId> = Vec::new();
        let mut items: Vec<ItemId> = Vec::new();
        for rule in rules {
            units.extend(rule.reporter_unit.iter().chain(&rule.recipient_unit));
            units.extend(rule.copy_units.iter().chain(&rule.bounds.units));
            items.extend(&rule.bounds.items);
        }
        if units.len() + items.len() > MAX_NAMED * 4 {
            return Err(Refusal::TooLong { field: "regime.rules", limit: MAX_NAMED * 4 }.into());
        }
        let known = reader.units(&units).await?;
        let sections = reader.sections_of(&[document.id]).await?.remove(&document.id);
        let found = reader.items(&items).await?;
        let of_office = known
            .into_iter()
            .filter(|unit| unit.office == document.office && unit.kind != UnitKind::Collective);
        Ok(Self {
            units: of_office.map(|unit| unit.id).collect(),
            sections: sections.unwrap_or_default().iter().map(|section| section.id).collect(),
            items: found
                .into_iter()
                .filter(|item| item.document == document.id)
                .map(|item| item.id)
                .collect(),
        })
    }

    /// Whether a rule can be.
    fn check(&self, rule: &ReportingRule) -> Result<()> {
        let invalid = |field| Err(Refusal::Invalid { field }.into());
        let required = |field| Err(Refusal::Required { field }.into());
        let texts = rule.bounds.words.iter().chain([&rule.text]);
        for text in texts {
            if text.chars().count() > MAX_TEXT {
                return Err(Refusal::TooLong { field: "regime.rules.text", limit: MAX_TEXT }.into());
            }
            if text.contains('\0') {
                return invalid("regime.rules.text");
            }
        }
        if rule.due_day.is_some_and(|day| !(1..=31).contains(&day)) {
            return invalid("regime.rules.dueDay");
        }
        if rule.due_dates.len() > MAX_DATES {
            return Err(
                Refusal::TooLong { field: "regime.rules.dueDates", limit: MAX_DATES }.into()
            );
        }
        match (rule.cadence, rule.due_dates.is_empty()) {
            (Some(Cadence::FixedDates), true) => return required("regime.rules.dueDates"),
            (Some(Cadence::FixedDates), false) | (_, true) => {}
            (_, false) => return invalid("regime.rules.dueDates"),
        }
        if rule.reporter == Reporter::Unit && rule.reporter_unit.is_none() {
            return required("regime.rules.reporterUnitId");
        }
        if rule.owed_to == OwedTo::Unit && rule.recipient_unit.is_none() {
            return required("regime.rules.recipientUnitId");
        }
        let units = rule.reporter_unit.iter().chain(&rule.recipient_unit);
        let units = units.chain(&rule.copy_units).chain(&rule.bounds.units);
        if !units.into_iter().all(|unit| self.units.contains(unit)) {
            return Err(Refusal::NotFound { field: "regime.rules.unitIds" }.into());
        }
        if !rule.bounds.sections.iter().all(|section| self.sections.contains(section)) {
            return Err(Refusal::NotFound { field: "regime.rules.sectionIds" }.into());
        }
        if !rule.bounds.items.iter().all(|item| self.items.contains(item)) {
            return Err(Refusal::NotFound { field: "regime.rules.itemIds" }.into());
        }
        Ok(())
    }
}
