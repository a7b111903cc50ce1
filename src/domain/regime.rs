//! 报送制度: who reports what to whom by which day.

use chrono::{Datelike, NaiveDate};

use super::{
    code::codes,
    id::{DocumentId, PeriodId, ReportingRuleId, UnitId},
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

/// One rule of a document's regime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportingRule {
    /// Key.
    pub id: ReportingRuleId,
    /// The document.
    pub document: DocumentId,
    /// The sentence as printed.
    pub text: String,
    /// Who owes the report.
    pub reporter: Reporter,
    /// What is said of the reporters beyond their role (区直).
    pub reporter_scope: Option<String>,
    /// How often, if stated.
    pub cadence: Option<Cadence>,
    /// Day of the month, if stated.
    pub due_day: Option<i32>,
    /// Days stated in full.
    pub due_dates: Vec<NaiveDate>,
    /// To whom, as printed.
    pub recipient: Option<String>,
    /// The unit that the recipient is.
    pub recipient_unit: Option<UnitId>,
    /// Who gets a copy, as printed.
    pub copies: Vec<String>,
    /// Whether the leads' report must integrate the supports'.
    pub integrates_support: bool,
}

/// 报送周期的一期.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Key.
    pub id: PeriodId,
    /// The document.
    pub document: DocumentId,
    /// Name, unique in the document.
    pub label: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Day by which reports are due.
    pub due_on: NaiveDate,
}

/// The days of the one period that publishing makes while a document has no periodic rule: from
/// publication to the document's deadline, else to the end of its year, and never ending in the
/// past.
#[must_use]
pub fn single_period(
    deadline: Option<NaiveDate>,
    year: Option<i32>,
    published_on: NaiveDate,
) -> (NaiveDate, NaiveDate) {
    let end_of = |year| NaiveDate::from_ymd_opt(year, 12, 31);
    let ends_on = deadline
        .or_else(|| end_of(year?))
        .filter(|day| *day >= published_on)
        .or_else(|| end_of(published_on.year()))
        .unwrap_or(published_on);
    (published_on, ends_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_single_period_ends_on_the_deadline_else_with_the_year() {
        let today = day("2026-03-02");
        let cases = [
            (Some("2026-11-30"), Some(2026), "2026-11-30"),
            (None, Some(2026), "2026-12-31"),
            (None, Some(2027), "2027-12-31"),
            (None, None, "2026-12-31"),
            (Some("2021-11-30"), Some(2021), "2026-12-31"),
            (None, Some(2021), "2026-12-31"),
        ];
        for (deadline, year, ends_on) in cases {
            assert_eq!(
                single_period(deadline.map(day), year, today),
                (today, day(ends_on)),
                "{deadline:?} {year:?}"
            );
        }
    }
}
