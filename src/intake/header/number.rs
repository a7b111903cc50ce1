//! 文号.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Line;
use crate::intake::pattern::pattern;

/// The document's own number: on a line of its own, behind its label, or right behind the title; numbers cited in
/// brackets are those of other documents.
pub(super) fn read(lines: &[Line]) -> Option<String> {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\(?\s*([\p{Han}]{2,14})\s*[〔\[(【﹝〈]\s*((?:19|20)\d{2})\s*[〕\])】﹞〉]\s*第?\s*(\d{1,4})\s*号\s*\)?$",
        )
    });
    static CUT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^([\p{Han}]{2,14})〔((?:19|20)\d{2})〕(\d{1,4})$"));
    static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:文\s*号|发文字号|字\s*号)\s*[:|】\]]\s*(?:([\p{Han}]{2,14})\s*[〔\[(【﹝]\s*((?:19|20)\d{2})\s*[〕\])】﹞]\s*第?\s*(\d{1,4})\s*号|(无)|$)",
        )
    });
    static RUNNING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:通知|意见|决定|方案|措施|办法|要点|计划|分工|\s)\s*\(?([\p{Han}]{2,10}?)\s*[〔\[【﹝]\s*((?:19|20)\d{2})\s*[〕\]】﹞]\s*第?\s*(\d{1,4})\s*号\)?(?:\s|[各省市县区州])",
        )
    });
    for (n, line) in lines.iter().enumerate() {
        if let Some(found) = ALONE.captures(&line.text) {
            return number(&found);
        }
        if let Some(found) = LABELLED.captures(&line.text) {
            if found.get(4).is_some() {
                return None;
            }
            if found.get(1).is_some() {
                return number(&found);
            }
        }
        // A number whose 号 slipped into a line of its own.
        if let Some(found) = CUT.captures(&line.text)
            && lines.iter().skip(n + 1).take(2).any(|line| line.text == "号")
        {
            return number(&found);
        }
    }
    lines.iter().take(5).find_map(|line| {
        let beginning: String = line.text.chars().take(400).collect();
        number(&RUNNING.captures(&beginning)?)
    })
}

fn number(found: &Captures<'_>) -> Option<String> {
    let part = |n: usize| Some(found.get(n)?.as_str());
    Some(format!("{}〔{}〕{}号", part(1)?, part(2)?, part(3)?))
}
