//! Findings over the whole document: what is missing, repeated or miscounted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::finding::{Code, Finding};
use super::outline::{Heading, Task};
use super::plan::{Item, Plan, Span, TargetPlace};
use crate::domain::target;

/// Checks what was read against what the document says of itself, and adds what is odd to `plan`.
pub(super) fn whole(
    plan: &mut Plan,
    headings: &[Heading],
    tasks: &[Task],
    text: &str,
    whole: Span,
) {
    if plan.items.is_empty() {
        let message = "没有读到任何带责任条款的任务，这份文件可能不是责任分解方案。";
        plan.findings.push(Finding::new(Code::NotAPlan, whole, message));
        return;
    }
    owners(&mut plan.items);
    counts(plan, headings);
    total(plan, text);
    numbers(&mut plan.items, tasks);
    duplicates(&mut plan.items);
    same_targets(&mut plan.items);
}

/// Items that nobody answers for, or that say nothing.
pub(super) fn owners(items: &mut [Item]) {
    for item in items {
        if item.lead.is_empty() && item.support.is_empty() {
            item.findings.push(Finding::new(
                Code::NoOwner,
                item.span,
                "这项任务没有写明负责单位。",
            ));
        } else if item.lead.is_empty() {
            item.findings.push(Finding::new(
                Code::NoLead,
                item.span,
                "这项任务只有责任单位，没有牵头单位。",
            ));
        }
        if item.text.is_empty() {
            item.findings.push(Finding::new(
                Code::NoText,
                item.span,
                "这项任务只有责任条款，没有任务内容。",
            ));
        }
    }
}

/// How many items, and how many numbers: a number with several clauses is several items, and a
/// document may count either.
#[derive(Clone, Default)]
struct Count<'a> {
    items: usize,
    numbers: usize,
    last: Option<&'a Item>,
}

impl<'a> Count<'a> {
    fn add(&mut self, item: &'a Item) {
        let same = self.last.replace(item).is_some_and(|last| {
            last.ordinal.is_some() && last.ordinal == item.ordinal && last.section == item.section
        });
        self.items += 1;
        self.numbers += usize::from(!same);
    }

    fn is(&self, stated: usize) -> bool {
        self.items == stated || self.numbers == stated
    }
}

/// Holds the counts that headings state (12项) against the items below them.
fn counts(plan: &mut Plan, headings: &[Heading]) {
    if headings.iter().all(|heading| heading.stated.is_none()) {
        return;
    }
    let mut read = vec![Count::default(); headings.len()];
    for item in &plan.items {
        let above = std::iter::successors(item.section, |at| headings.get(*at)?.parent);
        for at in above {
            if let Some(count) = read.get_mut(at) {
                count.add(item);
            }
        }
    }
    for ((heading, section), read) in headings.iter().zip(&plan.sections).zip(read) {
        if let Some(stated) = heading.stated.filter(|stated| !read.is(*stated)) {
            let message = format!("“{}”写明共{stated}项，读出{}项。", section.title, read.items);
            plan.findings.push(Finding::new(Code::CountMismatch, section.span, message));
        }
    }
}

/// Holds the count that the notice states (共101项) against all items.
fn total(plan: &mut Plan, text: &str) {
    const HEAD: usize = 12_000;
    let head: String =
        text.chars().take(plan.items.first().map_or(HEAD, |item| item.span.0).min(HEAD)).collect();
    let stated = head.match_indices("共").find_map(|(at, word)| {
        let rest = head.get(at + word.len()..)?.trim_start_matches('计').trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: usize = rest.get(..digits)?.parse().ok()?;
        rest.get(digits..)?.trim_start().starts_with('项').then_some((at, count))
    });
    let Some((at, stated)) = stated else { return };
    let mut read = Count::default();
    plan.items.iter().for_each(|item| read.add(item));
    if !read.is(stated) {
        let start = head.get(..at).map_or(0, |before| before.chars().count());
        plan.findings.push(Finding::new(
            Code::CountMismatch,
            Span(start, start + 1),
            format!("文件写明共{stated}项，读出{}项。", read.items),
        ));
    }
}

/// Numbers that are missing between two items, or stand twice under one heading. 一 and 1 are counted apart.
fn numbers(items: &mut [Item], tasks: &[Task]) {
    let mut last: HashMap<bool, (u32, Option<usize>)> = HashMap::new();
    for (item, task) in items.iter_mut().zip(tasks) {
        let Some(ordinal) = task.ordinal.as_deref() else {
            continue;
        };
        let Some(number) = value(ordinal) else {
            continue;
        };
        let arabic = ordinal.chars().all(|c| super::text::digit(c).is_some());
        if let Some((before, section)) = last.insert(arabic, (number, item.section))
            && section == item.section
        {
            if number == before {
                item.findings.push(Finding::new(
                    Code::RepeatedNumber,
                    item.span,
                    format!("序号{number}有多项，各按其责任条款分列。"),
                ));
            } else if number > before + 1 {
                let message = format!("序号由{before}跳到{number}，中间可能有遗漏。");
                item.findings.push(Finding::new(Code::MissingNumber, item.span, message));
            }
        }
    }
}

fn value(ordinal: &str) -> Option<u32> {
    let digits: Option<Vec<u32>> = ordinal.chars().map(super::text::digit).collect();
    match digits {
        Some(digits) if digits.len() <= 6 => {
            Some(digits.into_iter().fold(0, |sum, d| sum * 10 + d))
        }
        _ => super::text::chinese_number(ordinal),
    }
}

/// Items that say the same; with different leaders it is an error.
fn duplicates(items: &mut [Item]) {
    const SHORTEST: usize = 18;
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(items.len());
    let mut found = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let words = item.text.trim_end_matches(['。', '；', ';', '.', ' ']);
        if words.len() < SHORTEST {
            continue;
        }
        match first.entry(words) {
            Entry::Occupied(before) => found.push((*before.get(), n)),
            Entry::Vacant(place) => {
                place.insert(n);
            }
        }
    }
    for (before, n) in found {
        let number = ordinal_of(items, before);
        let leaders = items.get(before).map(|item| item.leaders.clone());
        let Some(item) = items.get_mut(n) else {
            continue;
        };
        let same = format!("内容与{number}相同。");
        item.findings.push(Finding::new(Code::DuplicateText, item.span, same));
        if leaders.is_some_and(|leaders| leaders != item.leaders) {
            let differs = format!("内容与{number}相同，责任领导却不同。");
            item.findings.push(Finding::new(Code::TwoLeaders, item.span, differs));
        }
    }
}

/// Links figures that two items promise for the same indicator, which must not be counted twice.
fn same_targets(items: &mut [Item]) {
    let places: Vec<TargetPlace> = items
        .iter()
        .enumerate()
        .flat_map(|(item, read)| {
            (0..read.targets.len()).map(move |target| TargetPlace { item, target })
        })
        .collect();
    let figures = items.iter().enumerate().flat_map(|(n, item)| {
        item.targets
            .iter()
            .map(move |target| (n, target.indicator.as_str(), target.value, target.unit.as_str()))
    });
    let links = target::first_of_same(figures);
    for (place, first) in places.iter().zip(links) {
        let Some(first) = first.and_then(|first| places.get(first)) else { continue };
        let number = ordinal_of(items, first.item);
        let Some(item) = items.get_mut(place.item) else { continue };
        let span = item.span;
        let Some(target) = item.targets.get_mut(place.target) else { continue };
        target.same_as = Some(*first);
        let message =
            format!("指标“{}”与{number}的指标相同，只统计一次，以{number}为准。", target.text);
        item.findings.push(Finding::new(Code::DuplicateTarget, span, message));
    }
}

/// How a clerk calls the item in place `n`.
fn ordinal_of(items: &[Item], n: usize) -> String {
    let ordinal = items.get(n).and_then(|item| item.ordinal.as_deref());
    ordinal.map_or_else(|| "前面一项".to_owned(), |ordinal| format!("第{ordinal}项"))
}
