//! 报送制度: who reports what to whom by which day.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    calendar::Schedule,
    code::codes,
    id::{AccountId, DocumentId, ItemId, PeriodId, ReportingRuleId, SectionId, UnitId},
    unit::UnitKind,
};

codes! {
    /// Who owes a report under a rule.
    pub enum Reporter {
        /// 牵头/主办单位.
        Lead = "LEAD",
        /// 责任/协办/配合单位.
        Support = "SUPPORT",
        /// 各单位: leads and supports alike.
        All = "ALL",
        /// The supervision office itself (通报, 专报).
        Office = "OFFICE",
        /// One unit that the rule names (汇总单位 and the like).
        Unit = "UNIT",
    }
}

codes! {
    /// How often a rule asks.
    pub enum Cadence {
        /// 每月.
        Monthly = "MONTHLY",
        /// 每两个月.
        Bimonthly = "BIMONTHLY",
        /// 每季度.
        Quarterly = "QUARTERLY",
        /// 每半年.
        HalfYearly = "HALF_YEARLY",
        /// 每年.
        Yearly = "YEARLY",
        /// On the days listed.
        FixedDates = "FIXED_DATES",
    }
}

codes! {
    /// Which period a report covers that is due in a month.
    pub enum Covers {
        /// The period in which it is due (当期).
        Current = "CURRENT",
        /// The one before (上期).
        Previous = "PREVIOUS",
    }
}

codes! {
    /// Whom a report is owed to.
    pub enum OwedTo {
        /// The item's first lead unit; the leads themselves owe the office.
        Lead = "LEAD",
        /// A unit that sums up (汇总单位).
        Unit = "UNIT",
        /// The supervision office.
        Office = "OFFICE",
    }
}

/// Whether a name is the supervision office's, or that of the government office in which it sits.
#[must_use]
pub fn names_the_office(name: &str) -> bool {
    ["督查", "督办", "政府办", "府办"].iter().any(|part| name.contains(part))
}

impl Covers {
    /// What a rule means that does not say it: a report due in the first half of a month tells of
    /// what was, a later one of what is.
    #[must_use]
    pub const fn of_day(day: Option<i32>) -> Self {
        match day {
            Some(..=15) => Self::Previous,
            _ => Self::Current,
        }
    }
}

impl OwedTo {
    /// Whom a document's words mean, where `unit` is the unit of that name, if there is one.
    #[must_use]
    pub fn of_words(words: Option<&str>, reporter: Reporter, unit: Option<UnitId>) -> Self {
        match words {
            Some(words) if ["牵头", "主办", "主责"].iter().any(|of| words.contains(of)) => {
                Self::Lead
            }
            Some(words) if names_the_office(words) => Self::Office,
            Some(_) if unit.is_some() => Self::Unit,
            None if reporter == Reporter::Support => Self::Lead,
            _ => Self::Office,
        }
    }
}

codes! {
    /// A section that a report must have.
    pub enum ReportSection {
        /// 进展情况.
        Progress = "PROGRESS",
        /// 存在问题.
        Problems = "PROBLEMS",
        /// 下一步打算.
        NextSteps = "NEXT_STEPS",
    }
}

codes! {
    /// What a day without work does to a due day.
    pub enum HolidayShift {
        /// Nothing.
        None = "NONE",
        /// Due on the next working day (顺延).
        Next = "NEXT",
        /// Due on the working day before (提前).
        Previous = "PREVIOUS",
    }
}

codes! {
    /// Who approves action plans (落实方案).
    pub enum PlanApproval {
        /// There are none.
        None = "NONE",
        /// The supervision office.
        Office = "OFFICE",
        /// The item's responsible leader.
        Leader = "LEADER",
    }
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSource {
    /// Read by the importer, in the sentence that the rule holds.
    Imported,
    /// The office's own decision.
    Office {
        /// Who; none for the command line.
        by: Option<AccountId>,
        /// When.
        at: DateTime<Utc>,
    },
}

/// Whom and what a rule binds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The words of the document, as 区直.
    pub words: Option<String>,
    /// Kinds of units that it binds.
    pub kinds: Vec<UnitKind>,
    /// Units that it binds beside these kinds.
    pub units: Vec<UnitId>,
    /// Headings whose items it is about, those below included.
    pub sections: Vec<SectionId>,
    /// Items that it is about beside these.
    pub items: Vec<ItemId>,
}

impl Bounds {
    /// As a document's words say them, as far as they tell a kind of unit: 区直 are departments,
    /// 乡镇 are towns. Other words bind nobody until the office says whom they mean.
    #[must_use]
    pub fn of_words(words: Option<String>) -> Self {
        let kinds = match words.as_deref() {
            Some(words) if words.ends_with('直') || words.ends_with('级') => {
                vec![UnitKind::Department]
            }
            Some(words)
                if ["乡镇", "镇街", "街道", "镇"].iter().any(|of| words.starts_with(of)) =>
            {
                vec![UnitKind::Township]
            }
            Some(words) if words.chars().all(|c| "县市区地州旗、和".contains(c)) => {
                vec![UnitKind::Government]
            }
            _ => vec![],
        };
        Self { words, kinds, ..Self::default() }
    }

    /// Whether it binds a unit. Words that nobody mapped bind nobody.
    #[must_use]
    pub fn bind(&self, unit: UnitId, kind: UnitKind) -> bool {
        if self.kinds.is_empty() && self.units.is_empty() {
            return self.words.is_none();
        }
        self.kinds.contains(&kind) || self.units.contains(&unit)
    }

    /// Whether it is about an item, which stands under these headings.
    #[must_use]
    pub fn cover(&self, item: ItemId, sections: &[SectionId]) -> bool {
        (self.sections.is_empty() && self.items.is_empty())
            || self.items.contains(&item)
            || self.sections.iter().any(|section| sections.contains(section))
    }
}

/// One rule of a document's regime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingRule {
    /// Key.
    pub id: ReportingRuleId,
    /// The document.
    pub document: DocumentId,
    /// The sentence as printed, or as the office words it.
    pub text: String,
    /// Who owes the report.
    pub reporter: Reporter,
    /// The unit that a rule for one unit names.
    pub reporter_unit: Option<UnitId>,
    /// Whether each lead owes a report, or only the first (列第一位的牵头单位).
    pub every_lead: bool,
    /// Whom and what it binds.
    pub bounds: Bounds,
    /// How often, if stated.
    pub cadence: Option<Cadence>,
    /// Day of the month, of the last or the first month of longer periods; 31 is the last day.
    pub due_day: Option<i32>,
    /// Days stated in full.
    pub due_dates: Vec<NaiveDate>,
    /// Which period a report covers.
    pub covers: Covers,
    /// What a day without work does to the due day.
    pub holiday_shift: HolidayShift,
    /// To whom, as printed.
    pub recipient: Option<String>,
    /// To whom.
    pub owed_to: OwedTo,
    /// The unit that the recipient is.
    pub recipient_unit: Option<UnitId>,
    /// Who gets a copy, as printed.
    pub copies: Vec<String>,
    /// Units that get a copy.
    pub copy_units: Vec<UnitId>,
    /// Whether the supervision office gets a copy.
    pub copy_office: bool,
    /// Sections that a report must have.
    pub required: Vec<ReportSection>,
    /// Whether the leads' report must integrate the supports'.
    pub integrates_support: bool,
    /// Where it comes from.
    pub source: RuleSource,
    /// First day on which it is in force no longer.
    pub ended_on: Option<NaiveDate>,
}

impl ReportingRule {
    /// A rule of the office's own for a document: everyone, to the first lead and the office, at
    /// no time yet.
    #[must_use]
    pub const fn new(id: ReportingRuleId, document: DocumentId, source: RuleSource) -> Self {
        Self {
            id,
            document,
            text: String::new(),
            reporter: Reporter::All,
            reporter_unit: None,
            every_lead: true,
            bounds: Bounds {
                words: None,
                kinds: vec![],
                units: vec![],
                sections: vec![],
                items: vec![],
            },
            cadence: None,
            due_day: None,
            due_dates: vec![],
            covers: Covers::Current,
            holiday_shift: HolidayShift::None,
            recipient: None,
            owed_to: OwedTo::Lead,
            recipient_unit: None,
            copies: vec![],
            copy_units: vec![],
            copy_office: false,
            required: vec![],
            integrates_support: false,
            source,
            ended_on: None,
        }
    }

    /// When it asks; none where it states no day, or binds no unit (通报, 专报).
    #[must_use]
    pub fn schedule(&self) -> Option<Schedule> {
        if self.reporter == Reporter::Office {
            return None;
        }
        if !self.due_dates.is_empty() {
            return Some(Schedule::on(self.due_dates.clone()));
        }
        let months = self.cadence?.months()?;
        let day = u32::try_from(self.due_day?).ok().filter(|day| (1..=31).contains(day))?;
        Some(Schedule::Every { months, day, covers: self.covers })
    }

    /// Whether another rule asks the same of the same at another day at most: then its periods
    /// are the same, and what was reported under one is reported under the other.
    #[must_use]
    pub fn continues(&self, other: &Self) -> bool {
        self.reporter == other.reporter
            && self.reporter_unit == other.reporter_unit
            && self.cadence == other.cadence
            && self.covers == other.covers
            && self.due_dates == other.due_dates
    }
}

impl Cadence {
    /// How many months a period lasts; none for days listed.
    #[must_use]
    pub const fn months(self) -> Option<u32> {
        match self {
            Self::Monthly => Some(1),
            Self::Bimonthly => Some(2),
            Self::Quarterly => Some(3),
            Self::HalfYearly => Some(6),
            Self::Yearly => Some(12),
            Self::FixedDates => None,
        }
    }
}

/// What a document asks for beside reports: everything off unless the office asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches, each by itself")]
pub struct Switches {
    /// Whether units acknowledge (签收).
    pub acknowledge: bool,
    /// Working days in which a unit may object (异议); none: no window.
    pub objection_days: Option<i32>,
    /// Who approves action plans (落实方案).
    pub plan: PlanApproval,
    /// Whether a unit's head signs its reports (签批).
    pub sign_off: bool,
    /// Whether reports state a percentage where there is no target.
    pub percent: bool,
    /// Working days after which what was not returned counts as accepted; none: never.
    pub deemed_days: Option<i32>,
    /// Days before a duty is due on which its unit is urged (催办); none: not before.
    pub urge_days_before: Option<i32>,
    /// Whether a unit is urged on the first day on which a duty is late.
    pub urge_late: bool,
}

impl Switches {
    /// Everything off.
    pub const OFF: Self = Self {
        acknowledge: false,
        objection_days: None,
        plan: PlanApproval::None,
        sign_off: false,
        percent: false,
        deemed_days: None,
        urge_days_before: None,
        urge_late: false,
    };
}

/// A document's regime, its rules apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regime {
    /// The document.
    pub document: DocumentId,
    /// What it asks for beside reports.
    pub switches: Switches,
    /// When the office decided it last, and who, if not the command line; none while it is as it
    /// was read.
    pub decided: Option<(DateTime<Utc>, Option<AccountId>)>,
    /// Version to name in a change, of the rules too.
    pub version: i32,
}

/// 报送周期的一期.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Key.
    pub id: PeriodId,
    /// The document.
    pub document: DocumentId,
    /// The rule it follows from.
    pub rule: ReportingRuleId,
    /// Name, as 2026年3月.
    pub label: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// The day that the rule states.
    pub stated_on: NaiveDate,
    /// Day by which reports are due, moved where the stated one is a holiday.
    pub due_on: NaiveDate,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn rule() -> ReportingRule {
        let id = Uuid::from_u128(1);
        ReportingRule::new(ReportingRuleId(id), DocumentId(id), RuleSource::Imported)
    }

    #[test]
    fn a_rule_without_a_day_asks_at_no_time() {
        let mut rule = rule();
        assert_eq!(rule.schedule(), None);
        rule.cadence = Some(Cadence::Monthly);
        assert_eq!(rule.schedule(), None);
        rule.due_day = Some(31);
        let monthly = Schedule::Every { months: 1, day: 31, covers: Covers::Current };
        assert_eq!(rule.schedule(), Some(monthly));
        rule.reporter = Reporter::Office;
        assert_eq!(rule.schedule(), None, "a bulletin is no unit's duty");
    }

    #[test]
    fn words_bind_whom_they_are_known_to_mean() {
        let unit = UnitId(Uuid::from_u128(1));
        let bound = |words: &str| {
            let bounds = Bounds::of_words(Some(words.to_owned()));
            UnitKind::ALL
                .iter()
                .copied()
                .filter(|kind| bounds.bind(unit, *kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(bound("区直"), [UnitKind::Department]);
        assert_eq!(bound("市级"), [UnitKind::Department]);
        assert_eq!(bound("乡镇"), [UnitKind::Township]);
        assert_eq!(bound("县市区"), [UnitKind::Government]);
        assert_eq!(bound("驻市"), []);
        let listed = Bounds { units: vec![unit], ..Bounds::of_words(Some("驻市".to_owned())) };
        assert!(listed.bind(unit, UnitKind::Other));
        assert!(Bounds::default().bind(unit, UnitKind::Other), "no words bind everyone");
    }

    #[test]
    fn a_rule_is_about_its_headings_and_items() {
        let (item, other) = (ItemId(Uuid::from_u128(1)), ItemId(Uuid::from_u128(2)));
        let (section, below) = (SectionId(Uuid::from_u128(3)), SectionId(Uuid::from_u128(4)));
        let bounds = Bounds { sections: vec![section], items: vec![item], ..Bounds::default() };
        assert!(bounds.cover(item, &[]));
        assert!(bounds.cover(other, &[below, section]));
        assert!(!bounds.cover(other, &[below]));
        assert!(Bounds::default().cover(other, &[]));
    }
}
