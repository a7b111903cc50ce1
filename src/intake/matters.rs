//! Matters that someone types or pastes (会议纪要, 领导批示): one by one, or a text in which they stand.

use super::finding::Code;
use super::marker::{Marker, Style};
use super::plan::{Item, Plan, Section, Span};
use super::text::{Offsets, cut, ends_sentence, trimmed};
use super::{
    Options, Reading, Refused, check, deadline, flow, formats, names, plan, targets, unmarked,
};
use crate::domain::item::DeadlineSource;

/// A matter as typed, whose text is all that there is: with the figures that it promises, and the day that it names.
#[must_use]
pub fn typed(text: &str, year: Option<i32>) -> Item {
    let due = deadline::read(text, year);
    Item {
        ordinal: None,
        section: None,
        text: text.to_owned(),
        span: Span(0, text.chars().count()),
        leaders: Vec::new(),
        lead: Vec::new(),
        support: Vec::new(),
        targets: targets::read(text).into_iter().map(|(target, _)| target).collect(),
        deadline: due.map(|(day, _)| day),
        deadline_source: due.map(|_| DeadlineSource::ItemText),
        deadline_span: due.map(|(_, span)| span),
        findings: Vec::new(),
    }
}

/// Whether a name stands for a group of units (各…, 相关…, …成员单位).
#[must_use]
pub fn is_collective(name: &str) -> bool {
    names::is_collective(name)
}

/// Adds what is odd about who answers for a matter, as about an item of a document.
pub fn check_owners(items: &mut [Item]) {
    check::owners(items);
}

/// The matters in a pasted text; `year` is meant where it names none.
///
/// A text with clauses, and a table, are read as documents are. In any other, each paragraph is a matter that nobody answers
/// for yet, but a numbered one that is no sentence heads those after it.
///
/// # Errors
///
/// Refuses what is empty, too large, no text, or marked as secret.
pub fn pasted(text: &str, year: Option<i32>, options: &Options) -> Result<Reading, Refused> {
    if text.len() > options.limit {
        return Err(Refused::TooLarge { limit: options.limit });
    }
    let text = formats::text("", text.as_bytes(), options.limit)?;
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    unmarked(&text, options)?;
    let mut plan = plan("", &text, year);
    if plan.items.is_empty() {
        plan = paragraphs(&text, year);
    }
    // What a document says of itself, a part of minutes does not.
    plan.reporting_rules.clear();
    plan.findings.retain(|found| matches!(found.code, Code::CountMismatch | Code::LostLineBreaks));
    Ok(Reading { plan, text })
}

/// A plan with an item a paragraph.
fn paragraphs(text: &str, year: Option<i32>) -> Plan {
    let flow = flow::read(text);
    let offsets = Offsets::new(text);
    let mut plan = Plan::default();
    for line in &flow.lines {
        let line = trimmed(&flow.text, line.clone());
        let printed = cut(&flow.text, line.clone());
        let marker = Marker::read(printed);
        let (number, words) = printed.split_at(marker.map_or(0, |marker| marker.length));
        if words.trim().is_empty() {
            continue;
        }
        let span = offsets.span(&flow.source(&line));
        match marker {
            Some(Marker { style, .. }) if heads(style) && !words.contains(ends_sentence) => {
                let level = style.level();
                let above = plan.sections.iter().rposition(|section| section.level < level);
                plan.sections.push(Section {
                    level,
                    marker: number.trim().to_owned(),
                    title: words.trim().to_owned(),
                    parent: above,
                    span,
                });
            }
            _ => plan.items.push(Item {
                ordinal: marker.and_then(|marker| marker.ordinal(number)),
                section: plan.sections.len().checked_sub(1),
                span,
                ..typed(words.trim(), year)
            }),
        }
    }
    check::owners(&mut plan.items);
    plan
}

/// Whether paragraphs so marked may be headings.
const fn heads(style: Style) -> bool {
    matches!(style, Style::Part | Style::Chapter | Style::Bracketed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Reading {
        pasted(text, Some(2026), &Options::default()).expect("read")
    }

    #[test]
    fn a_text_with_clauses_is_read_as_a_document_is() {
        let reading = read("1.整理档案，6月底前完成。（牵头单位：市档案馆；责任单位：市财政局）\n");
        let [item] = reading.plan.items.as_slice() else { panic!("{:?}", reading.plan) };
        assert_eq!(item.text, "整理档案，6月底前完成。");
        assert_eq!(item.lead[0].units, ["市档案馆"]);
        assert_eq!(item.support[0].units, ["市财政局"]);
        assert_eq!(item.deadline, chrono::NaiveDate::from_ymd_opt(2026, 6, 30));
    }

    #[test]
    fn a_pasted_table_is_read_row_by_row() {
        let reading = read(
            "序号\t工作任务\t牵头单位\t责任单位\n1\t整理档案\t市档案馆\t市财政局\n2\t改造泵站3座\t市水利局\t无\n",
        );
        let items = &reading.plan.items;
        assert_eq!(items.len(), 2, "{items:?}");
        assert_eq!(
            (items[1].text.as_str(), items[1].lead[0].printed.as_str()),
            ("改造泵站3座", "市水利局")
        );
    }

    #[test]
    fn without_clauses_each_paragraph_is_a_matter_without_an_owner() {
        let text = "一、城市管理\n1. 新建口袋公园12个。\n2. 年底前更新管网40公里。\n二、教育\n新增学位3000个\n";
        let plan = read(text).plan;
        let titles: Vec<&str> =
            plan.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["城市管理", "教育"]);
        let items: Vec<_> = plan
            .items
            .iter()
            .map(|item| (item.ordinal.as_deref(), item.section, item.text.as_str()))
            .collect();
        assert_eq!(
            items,
            [
                (Some("1"), Some(0), "新建口袋公园12个。"),
                (Some("2"), Some(0), "年底前更新管网40公里。"),
                (None, Some(1), "新增学位3000个"),
            ]
        );
        for item in &plan.items {
            assert_eq!(item.findings[0].code, Code::NoOwner);
            let printed: String =
                text.chars().skip(item.span.0).take(item.span.1 - item.span.0).collect();
            assert!(printed.ends_with(&item.text), "{printed}");
        }
    }

    #[test]
    fn what_is_marked_or_empty_is_refused() {
        let refused = |text| pasted(text, None, &Options::default()).expect_err("refused");
        assert_eq!(refused(" \n"), Refused::Empty);
        assert_eq!(refused("秘密★一年\n1.整理档案。"), Refused::Classified);
        assert_eq!(refused("内部资料\n1.整理档案。"), Refused::Internal);
    }

    proptest! {
        /// Whatever is pasted, spans lie inside the text, and sections are there.
        #[test]
        fn spans_lie_inside(text in "([一二123（）()、.。：牵头责任单位市局办\t\n]|新建|整理){1,60}") {
            if let Ok(reading) = pasted(&text, Some(2026), &Options::default()) {
                let end = reading.text.chars().count();
                for item in &reading.plan.items {
                    prop_assert!(item.span.0 <= item.span.1 && item.span.1 <= end);
                    prop_assert!(item.section.is_none_or(|at| at < reading.plan.sections.len()));
                }
            }
        }
    }
}
