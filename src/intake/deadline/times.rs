//! Times that a text names: 6月底前, 三季度末, 年底, 2026年.

use std::{ops::Range, sync::LazyLock};

use chrono::NaiveDate;
use regex::{Captures, Regex};

use crate::intake::{
    dates::{end_of_month, end_of_year},
    pattern::pattern,
};

/// A time that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intake) struct Time {
    /// The last day of it.
    pub(in crate::intake) last: NaiveDate,
    /// Where it stands, in bytes.
    pub(in crate::intake) range: Range<usize>,
    /// Whether it says by when (前, 底, 末), not only when.
    pub(in crate::intake) by: bool,
}

/// All times that a text names, in order; a month without a year is of the year named before it, else of `year`.
pub(in crate::intake) fn times(text: &str, year: Option<i32>) -> Vec<Time> {
    let mut found = Vec::new();
    if names_month(text) {
        months(text, year, &mut found);
    }
    if text.contains("季度") || text.contains("半年") {
        quarters(text, year, &mut found);
    }
    if names_year(text) {
        years(text, year, &mut found);
    }
    if text.contains("五") {
        five_years(text, &mut found);
    }
    found.sort_by_key(|time| (time.range.start, std::cmp::Reverse(time.range.end)));
    // A year inside a month's phrase is part of it.
    let mut covered = 0;
    found.retain(|time| {
        let free = time.range.start >= covered;
        covered = covered.max(time.range.end);
        free
    });
    found
}

fn months(text: &str, year: Option<i32>, out: &mut Vec<Time>) {
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: (?P<year>(?:19|20)\d{2}) \s* 年 \s* | (?P<this>今年|本年|当年) \s* | (?P<next>明年|次年) \s* )?
              (?P<month>\d{1,2}) \s* 月 份? \s* (?: (?P<day>\d{1,2}) \s* [日号] | (?P<third>[上中下]旬) )?
              \s* (?P<by> (?:底|末) \s* (?:之前|以前|前)? | 之前 | 以前 | 前 )?",
        )
    });
    let mut named = None;
    for found in MONTH.captures_iter(text) {
        let explicit = number::<i32>(&found, 1).or_else(|| relative(&found, year));
        named = explicit.or(named);
        let Some(year) = explicit.or(named).or(year) else {
            continue;
        };
        let Some(month) = named_number(&found, "month") else {
            continue;
        };
        let last = match (named_number(&found, "day"), found.name("third")) {
            (Some(day), _) => NaiveDate::from_ymd_opt(year, month, day),
            (None, Some(third)) => match third.as_str() {
                "上旬" => NaiveDate::from_ymd_opt(year, month, 10),
                "中旬" => NaiveDate::from_ymd_opt(year, month, 20),
                _ => valid_end(year, month),
            },
            (None, None) => valid_end(year, month),
        };
        push(out, &found, last, found.name("by").is_some());
    }
}

fn quarters(text: &str, year: Option<i32>, out: &mut Vec<Time>) {
    static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: (?P<year>(?:19|20)\d{2}) \s* 年 \s* | (?P<this>今年|本年|当年) \s* | (?P<next>明年|次年) \s* )?
              (?: 第? \s* (?P<quarter>[一二三四1-4]) \s* 季度 | (?P<half>上半年|下半年) )
              \s* (?P<by> (?:底|末) \s* (?:之前|以前|前)? | 之前 | 以前 | 前 )?",
        )
    });
    for found in QUARTER.captures_iter(text) {
        let Some(year) = number::<i32>(&found, 1).or_else(|| relative(&found, year)).or(year)
        else {
            continue;
        };
        let month = match (found.name("quarter"), found.name("half")) {
            (Some(quarter), _) => match quarter.as_str() {
                "一" | "1" => 3,
                "二" | "2" => 6,
                "三" | "3" => 9,
                _ => 12,
            },
            (None, Some(half)) if half.as_str() == "上半年" => 6,
            _ => 12,
        };
        let done = found
            .get(0)
            .and_then(|whole| text.get(whole.end()..))
            .is_some_and(|rest| rest.starts_with("完成"));
        push(out, &found, end_of_month(year, month), done || found.name("by").is_some());
    }
}

/// Whether 月 stands behind a figure: nowhere else does it name a time.
fn names_month(text: &str) -> bool {
    let mut signs = text.match_indices('月').map(|(at, _)| text.get(..at).unwrap_or_default());
    signs.any(|before| before.trim_end().ends_with(|c: char| c.is_numeric()))
}

/// Whether 年 stands behind a figure or before a word of its edge (年底, 年度内): nowhere else does it name a time.
fn names_year(text: &str) -> bool {
    text.match_indices('年').any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let after = text.get(at + sign.len()..).unwrap_or_default();
        let edge = after.trim_start().trim_start_matches(['度', '年', ' ']).trim_start();
        before.ends_with(|c: char| c.is_numeric()) || edge.starts_with(['底', '末', '终', '内'])
    })
}

fn years(text: &str, year: Option<i32>, out: &mut Vec<Time>) {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: (?P<year>(?:19|20)\d{2}) \s* 年 度? \s* 年? | (?P<this>今年|本年度?|当年) 年? | (?P<next>明年|次年) 年? | (?P<bare>年) )
              (?P<by> (?:底|末|终|内) \s* (?:之前|以前|前)? | 之前 | 以前 | 前 )?",
        )
    });
    for found in YEAR.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let by = found.name("by");
        if found.name("year").is_none() {
            // 年底前 is of the plan's year; 五年内 and 上年末 are no deadlines.
            let edge = by.is_some_and(|by| by.as_str().starts_with(['底', '末', '终', '内']));
            let before = text.get(..whole.start()).and_then(|text| text.chars().next_back());
            let part_of_a_word = before.is_some_and(|c| {
                c.is_ascii_digit()
                    || "一二三四五六七八九十两几半数多上去每近往历学全周百千前后次同某整余"
                        .contains(c)
            });
            if !edge || found.name("bare").is_some() && part_of_a_word {
                continue;
            }
        }
        let year = number::<i32>(&found, 1).or_else(|| relative(&found, year)).or(year);
        push(out, &found, year.and_then(end_of_year), by.is_some());
    }
}

fn five_years(text: &str, out: &mut Vec<Time>) {
    static FIVE_YEARS: LazyLock<Regex> = LazyLock::new(|| {
        pattern("[“\"]?十(?P<plan>[二三四五六七])五[”\"]?(?:规划)?(?:时?期)?(?P<by>末|底)前?")
    });
    for found in FIVE_YEARS.captures_iter(text) {
        let plan = found.name("plan").and_then(|m| m.as_str().chars().next());
        let year = match plan {
            Some('二') => 2015,
            Some('三') => 2020,
            Some('四') => 2025,
            Some('五') => 2030,
            Some('六') => 2035,
            _ => 2040,
        };
        push(out, &found, end_of_year(year), true);
    }
}

fn push(out: &mut Vec<Time>, found: &Captures<'_>, last: Option<NaiveDate>, by: bool) {
    if let (Some(whole), Some(last)) = (found.get(0), last) {
        out.push(Time { last, range: whole.range(), by });
    }
}

fn valid_end(year: i32, month: u32) -> Option<NaiveDate> {
    (1..=12).contains(&month).then(|| end_of_month(year, month)).flatten()
}

fn relative(found: &Captures<'_>, year: Option<i32>) -> Option<i32> {
    if found.name("next").is_some() {
        return year?.checked_add(1);
    }
    found.name("this").and(year)
}

pub(super) fn number<T: std::str::FromStr>(found: &Captures<'_>, group: usize) -> Option<T> {
    found.get(group)?.as_str().parse().ok()
}

fn named_number(found: &Captures<'_>, group: &str) -> Option<u32> {
    found.name(group)?.as_str().parse().ok()
}
