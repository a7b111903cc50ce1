//! Dates as they are printed in plans: in figures, in Chinese numerals, and with their signs lost.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use memchr::memchr3_iter;
use regex::Regex;

use super::{pattern::pattern, text::cut};

/// The last day of a month.
pub(super) fn end_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let next = if month == 12 {
        NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(year, month + 1, 1)
    };
    next?.pred_opt()
}

/// The last day of a year.
pub(super) fn end_of_year(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 31)
}

/// Text with full-width figures and letters made half-width and no-break spaces made plain, one character for one.
pub(super) fn half_width(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut from = 0;
    // What changes begins with one of these bytes.
    for at in memchr3_iter(0xef, 0xe3, 0xc2, text.as_bytes()) {
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let half = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            _ => continue,
        };
        folded.push_str(cut(text, from..at));
        folded.push(half);
        from = at + c.len_utf8();
    }
    folded.push_str(cut(text, from..text.len()));
    folded
}

/// A date written in full, in figures or Chinese numerals, with the bytes where it stands.
pub(super) fn full_date(text: &str) -> Option<(NaiveDate, std::ops::Range<usize>)> {
    static FULL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})|([二一][〇○零Oo0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
        )
    });
    FULL.captures_iter(text).find_map(|found| {
        let whole = found.get(0)?.range();
        let part = |n: usize| found.get(n).map(|m| m.as_str());
        let date = if let (Some(y), Some(m), Some(d)) = (part(1), part(2), part(3)) {
            NaiveDate::from_ymd_opt(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
        } else if let (Some(y), Some(m), Some(d)) = (part(4), part(5), part(6)) {
            NaiveDate::from_ymd_opt(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
        } else {
            NaiveDate::from_ymd_opt(
                digits(part(7)?)?,
                u32::from(below_hundred(part(8)?)?),
                u32::from(below_hundred(part(9)?)?),
            )
        };
        date.map(|date| (date, whole))
    })
}

/// 二〇二四 as a number.
pub(super) fn digits(numeral: &str) -> Option<i32> {
    numeral.chars().try_fold(0_i32, |year, c| {
        let digit = match c {
            '〇' | '○' | '零' | 'O' | 'o' | '0' => 0,
            c => i32::from(digit(c)?),
        };
        year.checked_mul(10)?.checked_add(digit)
    })
}

fn digit(c: char) -> Option<u8> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// 二十七 as a number.
pub(super) fn below_hundred(numeral: &str) -> Option<u8> {
    let (tens, ones) = match numeral.split_once('十') {
        Some((tens, ones)) => {
            let tens = match tens.chars().next() {
                Some(c) => digit(c)?,
                None => 1,
            };
            (tens, ones)
        }
        None => (0, numeral),
    };
    let ones = match ones.chars().next() {
        Some(c) => digit(c)?,
        None => 0,
    };
    Some(tens * 10 + ones)
}

/// The month and day that figures without their signs can mean: 615 is 6/15, 1215 is 12/15, 111 is 1/11 or 11/1.
pub(super) fn months_and_days(figures: &str) -> Vec<(u32, u32)> {
    (1..=2)
        .filter_map(|split| {
            let (month, day) = (figures.get(..split)?, figures.get(split..)?);
            let shaped =
                !month.starts_with('0') && !day.starts_with('0') && (1..=2).contains(&day.len());
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            // Any leap year takes every day that a month can have.
            (shaped && NaiveDate::from_ymd_opt(2024, month, day).is_some()).then_some((month, day))
        })
        .collect()
}

/// The date that figures without their signs can mean: 2021325 is 2021-03-25.
pub(super) fn date_without_signs(figures: &str) -> Option<NaiveDate> {
    let year: i32 = figures.get(..4)?.parse().ok()?;
    let rest = figures.get(4..)?;
    let padded = (rest.len() == 4)
        .then(|| Some((rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?)))
        .flatten();
    let (month, day) = match (padded, months_and_days(rest).as_slice()) {
        (Some(padded), _) => padded,
        (None, [only]) => *only,
        (None, _) => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| (1949..2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(end_of_month(2024, 2), day(2024, 2, 29));
        assert_eq!(end_of_month(2025, 12), day(2025, 12, 31));
        assert_eq!(end_of_month(2025, 13), None);
        assert_eq!(end_of_year(2026), day(2026, 12, 31));
    }

    #[test]
    fn full_dates_are_read_in_figures_and_numerals() {
        for text in
            ["2024年4月2日", "2024 年 4 月 2 日印发", "时间:2024-04-02", "二〇二四年四月二日"]
        {
            assert_eq!(full_date(text).map(|(date, _)| date), day(2024, 4, 2), "{text}");
        }
        assert_eq!(full_date("二〇二三年十二月二十五日").map(|(d, _)| d), day(2023, 12, 25));
        assert_eq!(full_date("2024年13月2日"), None);
        assert_eq!(full_date("2024年4月"), None);
    }

    #[test]
    fn lost_signs_are_restored_only_where_one_reading_is_possible() {
        assert_eq!(months_and_days("615"), [(6, 15)]);
        assert_eq!(months_and_days("1215"), [(12, 15)]);
        assert_eq!(months_and_days("125"), [(1, 25), (12, 5)]);
        assert_eq!(months_and_days("111"), [(1, 11), (11, 1)]);
        assert_eq!(months_and_days("1"), []);
        assert_eq!(months_and_days("99999"), []);
        assert_eq!(date_without_signs("2021325"), day(2021, 3, 25));
        assert_eq!(date_without_signs("20211225"), day(2021, 12, 25));
        assert_eq!(date_without_signs("20210325"), day(2021, 3, 25));
        assert_eq!(date_without_signs("2021111"), None);
        assert_eq!(date_without_signs("20219"), None);
    }
}
