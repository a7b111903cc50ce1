//! Who signed the document when.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use super::{Line, office};
use crate::intake::{
    dates::{date_without_signs, full_date},
    finding::{Code, Finding},
    pattern::pattern,
    plan::Span,
};

/// Who signed when, and in which line the date stands.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) office: Option<String>,
    pub(super) date: Option<NaiveDate>,
    pub(super) line: usize,
}

/// The office and the date under the notice.
pub(super) fn read(lines: &[Line], findings: &mut Vec<Finding>) -> Option<Signature> {
    static UNSIGNED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:19|20)\d{5,6}$"));
    for (n, line) in lines.iter().enumerate() {
        if let Some((office, date)) = office::signed_inside(&line.text) {
            return Some(Signature { office: Some(office), date: Some(date), line: n });
        }
        let Some(above) = n.checked_sub(1).and_then(|above| lines.get(above)) else {
            continue;
        };
        if !office::is_office(&above.text) {
            continue;
        }
        let compact: String = line.text.split_whitespace().collect();
        let date = if is_date_alone(&compact) {
            full_date(&compact).map(|(date, _)| date)
        } else if UNSIGNED.is_match(&compact) {
            let date = date_without_signs(&compact);
            findings.push(repaired_date(&compact, date, line.span));
            date
        } else {
            continue;
        };
        let mut first = n - 1;
        while first > 0 && lines.get(first - 1).is_some_and(|line| office::is_office(&line.text)) {
            first -= 1;
        }
        let offices: Vec<String> = lines
            .get(first..n)
            .unwrap_or_default()
            .iter()
            .map(|line| line.text.split_whitespace().collect())
            .collect();
        return Some(Signature { office: Some(offices.join("、")), date, line: n });
    }
    // A date on a line of its own, though nobody signs.
    lines.iter().enumerate().find_map(|(n, line)| {
        let compact: String = line.text.split_whitespace().collect();
        let (date, _) = full_date(&compact).filter(|_| is_date_alone(&compact))?;
        Some(Signature { office: None, date: Some(date), line: n })
    })
}

/// Whether a line (without white space) holds a date and nothing else.
fn is_date_alone(line: &str) -> bool {
    full_date(line).is_some_and(|(_, range)| {
        let around = [line.get(..range.start), line.get(range.end..)];
        around.into_iter().flatten().all(|rest| rest.chars().all(|c| "()日".contains(c)))
    })
}

/// The office and date of printing, as in 某市人民政府办公室 2026年4月3日印发.
pub(super) fn stamp(head: &[Line], tail: &[Line]) -> Option<(Option<String>, NaiveDate)> {
    tail.iter().rev().chain(head).find_map(|line| {
        let (date, range) = full_date(&line.text)?;
        let rest = line.text.get(range.end..)?.trim_start();
        let office = line.text.get(..range.start)?.trim();
        rest.starts_with("印发")
            .then(|| (office::is_office(office).then(|| office.to_owned()), date))
    })
}

/// What is said about a date that has lost its signs.
fn repaired_date(printed: &str, date: Option<NaiveDate>, span: Span) -> Finding {
    match date {
        Some(date) => Finding::new(
            Code::RepairedDate,
            span,
            format!(
                "落款日期“{printed}”缺少年、月、日字样，按{}年{}月{}日处理，请核对。",
                date.year(),
                date.month(),
                date.day()
            ),
        ),
        None => Finding::new(
            Code::UnclearDate,
            span,
            format!("落款日期“{printed}”缺少年、月、日字样，无法确定是哪一天，请补填。"),
        ),
    }
}
