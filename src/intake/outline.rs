//! Headings and tasks: what each numbered or bare paragraph is, told by its clause and by its neighbours.

mod blocks;
mod headings;
mod tasks;

use std::ops::Range;

use self::headings::Headings;
use super::clause::Part;
use super::flow::Flow;
use super::label::Tag;
use super::marker::Style;

/// A heading, in bytes of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub level: u8,
    pub marker: Range<usize>,
    /// Without a count such as (12项).
    pub title: Range<usize>,
    pub parent: Option<usize>,
    /// The number of tasks that it states.
    pub stated: Option<usize>,
}

/// A task, in bytes of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub ordinal: Option<String>,
    pub heading: Option<usize>,
    /// The pieces of its text, a paragraph each.
    pub text: Vec<Range<usize>>,
    pub parts: Vec<Part>,
    /// From its number to the end of its clause.
    pub whole: Range<usize>,
    pub unclosed: bool,
    /// The text goes on after the clause.
    pub text_after: bool,
    /// Where its cells end was guessed.
    pub guessed: bool,
}

/// The headings and tasks of a document.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub headings: Vec<Heading>,
    pub tasks: Vec<Task>,
}

/// Reads the outline of a document.
pub(super) fn read(flow: &Flow) -> Outline {
    let text = &flow.text;
    let mut blocks = blocks::read(flow);
    let ownerless = blocks::series(text, &blocks);
    let manner = Manner {
        titles_head_tasks: headings::titles_head_tasks(text, &blocks),
        collapsed: flow.collapsed,
        clauses: if tasks::clause_first(text, &blocks) {
            Clauses::BeforeTask
        } else if headings::clause_after_title(text, &blocks) {
            Clauses::AfterTitle
        } else {
            Clauses::AfterTask
        },
    };
    let mut headings = Headings::default();
    let mut tasks = Vec::new();
    for n in 0..blocks.len() {
        let next = blocks.get(n + 1).map(|next| (next.style(), next.has_clause()));
        let Some(block) = blocks.get_mut(n) else {
            continue;
        };
        let is_task = block.has_clause() || ownerless.get(n).copied().unwrap_or(false);
        if !is_task {
            if let Some(title) = headings::title(text, block, next) {
                headings.open(text, block, title);
            }
        } else if manner.titles_head_tasks && headings::tasks_under_title(text, block) > 0 {
            headings.open(text, block, block.body());
            block.without_title();
        } else if let Some(style) = block.style().filter(|style| *style <= Style::Dash) {
            // A task that is numbered like a heading stands beside such headings, not below.
            headings.close(style.level());
        }
        block.parent = headings.current();
        if is_task {
            tasks::of_block(text, block, manner, &mut tasks);
        }
        tasks::of_rows(text, block, &mut headings, &mut tasks);
        if headings::begins_plan(text, block) {
            headings.close(0);
        }
        let Some((Some(style), true)) = next else {
            continue;
        };
        if is_task && block.style().is_some_and(|own| own < style) {
            // A task with a clause of its own may head the tasks below it.
            if let Some(title) = headings::title_before_clause(text, block) {
                headings.open(text, block, title);
            }
        } else if !is_task && block.marker.is_none() && tasks.is_empty() {
            headings.open_first_bare(text, &blocks, n);
        } else if !(is_task && manner.clauses == Clauses::AfterTitle || block.serves_below) {
            headings.open_bare(text, block);
        }
    }
    Outline { headings: headings.all, tasks }
}

/// How the tasks of a document are written.
#[derive(Clone, Copy)]
struct Manner {
    /// Numbered titles head tasks without numbers.
    titles_head_tasks: bool,
    /// The document lost its line breaks.
    collapsed: bool,
    clauses: Clauses,
}

/// Where the clauses of a document stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clauses {
    AfterTask,
    /// After the title of a task; paragraphs that say more follow.
    AfterTitle,
    /// Before what they are for, on the same line.
    BeforeTask,
}

impl Task {
    /// The parts that name a time.
    pub(super) fn times(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.tag == Tag::Deadline)
    }

    /// The parts that name persons.
    pub(super) fn leaders(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.tag == Tag::Leader)
    }
}

#[cfg(test)]
mod tests;
