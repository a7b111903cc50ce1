//! When a rule wants its reports.

use std::{ops::Range, sync::LazyLock};

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use crate::{
    domain::regime::Cadence,
    intake::{
        dates::{end_of_month, months_and_days},
        pattern::pattern,
    },
};

/// The day that stands for the last of any month.
const LAST_DAY: u8 = 31;

/// How often and by which day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Schedule {
    pub(super) cadence: Option<Cadence>,
    pub(super) day: Option<u8>,
    pub(super) dates: Vec<NaiveDate>,
    pub(super) doubts: Vec<Doubt>,
}

/// What was restored or could not be told, with where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) kind: DoubtKind,
    pub(super) range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DoubtKind {
    /// 615日 was read as 6月15日.
    Repaired { month: u32, day: u32 },
    /// 125日 can be 1月25日 or 12月5日.
    Ambiguous,
    /// A day is given, but the plan's year is not known.
    NoYear,
    /// A period that rules do not know (每周), or a day behind the period's end.
    Inexpressible,
}

/// The schedule that a clause states.
pub(super) fn read(clause: &str, year: Option<i32>) -> Option<Schedule> {
    let mut schedule = Schedule::default();
    fixed_dates(clause, year, &mut schedule);
    if !schedule.dates.is_empty() {
        schedule.cadence = Some(Cadence::FixedDates);
        if let (true, [only]) = (clause.contains("每年"), schedule.dates.as_slice()) {
            schedule.cadence = Some(Cadence::Yearly);
            schedule.day = u8::try_from(only.day()).ok();
        }
        return Some(schedule);
    }
    let clause = &without_quotations(clause);
    if let Some((cadence, range)) = cadence(clause) {
        schedule.cadence = Some(cadence);
        schedule.day = day(clause.get(range.end..).unwrap_or_default(), cadence);
        if late_in_next_period(clause, cadence) || several_days(clause) {
            schedule.day = None;
            schedule.doubts.push(Doubt { kind: DoubtKind::Inexpressible, range });
        }
        return Some(schedule);
    }
    if let Some(at) = clause.find("每周").or_else(|| clause.find("每旬")) {
        schedule
            .doubts
            .push(Doubt { kind: DoubtKind::Inexpressible, range: at..at + "每周".len() });
        return Some(schedule);
    }
    (!schedule.doubts.is_empty()).then_some(schedule)
}

/// With blanks for what stands in quotation marks: “逐月查账” is a slogan.
fn without_quotations(clause: &str) -> String {
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"“[^“”]*”|《[^《》]*》"));
    QUOTED
        .replace_all(clause, |found: &regex::Captures<'_>| {
            " ".repeat(found.get(0).map_or(0, |whole| whole.len()))
        })
        .into_owned()
}

/// How often, with the words that say so.
fn cadence(clause: &str) -> Option<(Cadence, Range<usize>)> {
    static CADENCES: LazyLock<Vec<(Regex, Cadence)>> = LazyLock::new(|| {
        [
            (r"每(?:隔)?\s*(?:两|二|2)\s*个?月|每?双月|隔月", Cadence::Bimonthly),
            (r"每个?季度?|按季度?|分季度|逐季|季度末|季末|季后|季度结束", Cadence::Quarterly),
            (r"每(?:隔)?半年|按半年|每(?:六|6)个月|半年(?:一次|报送|报告)|年中(?:和|、|及)年[末底终]|半年(?:和|、|及)(?:年[末底终]|全年)", Cadence::HalfYearly),
            (r"每个?月|按月|逐月|次月|当月|月底前", Cadence::Monthly),
            (r"每年度?|按年度?|逐年|年底前|年终", Cadence::Yearly),
        ]
        .into_iter()
        .map(|(source, cadence)| (pattern(source), cadence))
        .collect()
    });
    CADENCES.iter().find_map(|(words, cadence)| {
        let found = words.find(clause)?;
        let end = if found.as_str().ends_with(['末', '底', '前']) {
            // 季度末 and 月底前 hold the day themselves.
            found.start()
        } else {
            found.end()
        };
        Some((*cadence, found.start()..end.max(found.start())))
    })
}

/// The day in what follows the cadence: 25日前, 末, 底.
fn day(rest: &str, cadence: Cadence) -> Option<u8> {
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^[^,;。]{0,14}?(\d{1,2})\s*(?:[日号]|(?:之前|以前|前))"));
    static LAST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:的|度|季度|季|月|年)*(?:最后一(?:天|日)|末月?底?|底|月底|月末|终了?)(?:之前|以前|前)?",
        )
    });
    let third = [("上旬", 10), ("中旬", 20), ("下旬", LAST_DAY)]
        .into_iter()
        .find(|(word, _)| rest.trim_start_matches(['的', '末', '月']).starts_with(word));
    if let Some((_, day)) = third {
        return Some(day);
    }
    let numbered = DAY
        .captures(rest)
        .and_then(|found| found.get(1)?.as_str().parse::<u8>().ok())
        .filter(|day| (1..=31).contains(day));
    if numbered.is_some() {
        return numbered;
    }
    let last = LAST.is_match(rest) || rest.starts_with("季度末") || rest.starts_with("月底");
    (last && cadence != Cadence::FixedDates).then_some(LAST_DAY)
}

/// 每月5日、20日: more days than a rule has.
fn several_days(clause: &str) -> bool {
    static SEVERAL: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\d{1,2}\s*[日号]?\s*[、和及与]\s*\d{1,2}\s*[日号]"));
    SEVERAL.is_match(clause)
}

/// Whether the day falls behind the period's end (季后5日内, 次季度首月), which a rule cannot say; of a month it can.
fn late_in_next_period(clause: &str, cadence: Cadence) -> bool {
    cadence != Cadence::Monthly
        && ["首月", "第一个月", "第1个月", "结束后", "季后", "次季", "下季度", "年后"]
            .iter()
            .any(|word| clause.contains(word))
}

/// The days stated with their month, damaged ones restored.
fn fixed_dates(clause: &str, year: Option<i32>, out: &mut Schedule) {
    static SHARED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:((?:19|20)\d{2})\s*年\s*)?((?:\d{1,2}\s*月?\s*[、和及与,]\s*)+\d{1,2}\s*月)\s*(?:(\d{1,2})\s*[日号]|底|末)",
        )
    });
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:((?:19|20)\d{2})\s*年\s*)?(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号]|(底|末|份?月底))",
        )
    });
    static DAMAGED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:^|[^\d.月年第共满近])(\d{3,4})\s*[日号]"));
    static MONTHS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{1,2}"));
    let mut named = year;
    let add = |out: &mut Schedule,
               year: Option<i32>,
               month: u32,
               day: Option<u32>,
               range: Range<usize>| {
        let Some(year) = year else {
            out.doubts.push(Doubt { kind: DoubtKind::NoYear, range });
            return;
        };
        let date = match day {
            Some(day) => NaiveDate::from_ymd_opt(year, month, day),
            None => (1..=12).contains(&month).then(|| end_of_month(year, month)).flatten(),
        };
        out.dates.extend(date);
    };
    let mut shared_until = 0;
    if let Some(found) = SHARED.captures(clause)
        && let (Some(whole), Some(months)) = (found.get(0), found.get(2))
    {
        named = found.get(1).and_then(|m| m.as_str().parse().ok()).or(named);
        let day = found.get(3).and_then(|m| m.as_str().parse().ok());
        for month in MONTHS.find_iter(months.as_str()) {
            if let Ok(month) = month.as_str().parse() {
                add(out, named, month, day, whole.range());
            }
        }
        shared_until = whole.end();
    }
    for found in DATE.captures_iter(clause) {
        let (Some(whole), Some(month)) = (found.get(0), found.get(2)) else {
            continue;
        };
        if whole.start() < shared_until {
            continue;
        }
        named = found.get(1).and_then(|m| m.as_str().parse().ok()).or(named);
        let day = found.get(3).and_then(|m| m.as_str().parse().ok());
        if let Ok(month) = month.as_str().parse() {
            add(out, named, month, day, whole.range());
        }
    }
    for found in DAMAGED.captures_iter(clause) {
        let Some(figures) = found.get(1) else {
            continue;
        };
        let range = figures.start()..found.get(0).map_or(figures.end(), |whole| whole.end());
        match months_and_days(figures.as_str()).as_slice() {
            [] => {}
            [(month, day)] => {
                out.doubts.push(Doubt {
                    kind: DoubtKind::Repaired { month: *month, day: *day },
                    range: range.clone(),
                });
                add(out, named, *month, Some(*day), range);
            }
            _ => out.doubts.push(Doubt { kind: DoubtKind::Ambiguous, range }),
        }
    }
    out.dates.sort_unstable();
    out.dates.dedup();
}
