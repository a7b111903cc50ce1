//! By when an item is to be done, and where that is stated: in its clause, its text, a heading above, or for the whole.

use chrono::NaiveDate;

use super::finding::{Code, Finding};
use super::outline::Task;
use super::plan::Span;
use super::text::cut;
use super::{Context, Places, dates, deadline};
use crate::domain::item::DeadlineSource;

/// The deadline of an item.
#[derive(Debug, Default)]
pub(super) struct Due {
    pub day: Option<NaiveDate>,
    pub source: Option<DeadlineSource>,
    pub span: Option<Span>,
    /// A day whose signs were lost.
    pub finding: Option<Finding>,
}

/// The deadline of `task`, whose text is `words`. A time in the clause goes before one in the text, also where it states
/// no day (持续推进); what is stated nearer goes before what is stated for more.
pub(super) fn read(task: &Task, words: &str, places: &Places<'_>, context: &Context<'_>) -> Due {
    let text = &places.flow.text;
    let timed = task.times().next().is_some();
    let clause = || {
        task.times().find_map(|part| {
            let (day, span) = deadline::read_value(cut(text, part.range.clone()), context.year)?;
            Some(stated(day, DeadlineSource::Clause, places.within(&part.range, span)))
        })
    };
    let own = || {
        let (day, span) = deadline::read(words, context.year)?;
        Some(stated(day, DeadlineSource::ItemText, places.within_pieces(&task.text, span)))
    };
    if timed {
        return clause().unwrap_or_default();
    }
    own()
        .or_else(|| repaired(task, words, places, context))
        .or_else(|| of_section(task, places, context))
        .or_else(|| {
            let source = Some(DeadlineSource::Document);
            context.deadline.map(|span| Due { source, span: Some(span), ..Due::default() })
        })
        .unwrap_or_default()
}

fn stated(day: NaiveDate, source: DeadlineSource, span: Span) -> Due {
    Due { day: Some(day), source: Some(source), span: Some(span), finding: None }
}

/// The time that the nearest heading above states (上半年任务(6月底前完成)).
fn of_section(task: &Task, places: &Places<'_>, context: &Context<'_>) -> Option<Due> {
    let above = std::iter::successors(task.heading, |at| context.headings.get(*at)?.parent);
    above.filter_map(|at| context.headings.get(at)).find_map(|heading| {
        let title = cut(&places.flow.text, heading.title.clone());
        let (day, span) = deadline::read(title, context.year)?;
        Some(stated(day, DeadlineSource::Section, places.within(&heading.title, span)))
    })
}

/// A day of the plan's year whose signs were lost (615日前), where one reading is possible.
fn repaired(task: &Task, words: &str, places: &Places<'_>, context: &Context<'_>) -> Option<Due> {
    let (figures, span) = lost_day(words)?;
    let span = places.within_pieces(&task.text, span);
    let days = dates::months_and_days(figures);
    let [(month, day)] = days.as_slice() else {
        let message = format!("“{figures}日”缺少月、日之间的字样，无法确定是哪一天，请补填。");
        let finding = Some(Finding::new(Code::UnclearDate, span, message));
        return Some(Due { finding, ..Due::default() });
    };
    let date = NaiveDate::from_ymd_opt(context.year?, *month, *day)?;
    let message = format!("“{figures}日”缺少“月”字，按{month}月{day}日处理，请核对。");
    let finding = Some(Finding::new(Code::RepairedDate, span, message));
    Some(Due { finding, ..stated(date, DeadlineSource::ItemText, span) })
}

/// Three or four figures before 日前 or 日底, and their place in characters.
fn lost_day(words: &str) -> Option<(&str, Span)> {
    words.match_indices('日').find_map(|(at, day)| {
        let before = words.get(..at)?;
        let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let figures = before.get(head.len()..)?;
        let by = words.get(at + day.len()..)?.starts_with(['前', '之', '以']);
        let alone = !head.ends_with(['月', '年', '.', '-', '/', '—', '至']);
        let start = head.chars().count();
        ((3..=4).contains(&figures.len()) && by && alone)
            .then(|| (figures, Span(start, start + figures.len() + 1)))
    })
}
