//! Which paragraphs are headings, and what they say.

use std::ops::Range;

use super::super::marker::Style;
use super::super::text::{closes, cut, opens, trimmed, width};
use super::Heading;
use super::blocks::{Block, Line};

/// The longest heading, in characters.
const LONGEST_HEADING: usize = 70;

/// The level of a heading without a number: below all that have one.
const BARE: u8 = 4;

/// How titles of whole plans end, which are no headings inside one.
const PLAN_TITLES: &[&str] = &[
    "方案",
    "清单",
    "通知",
    "意见",
    "措施",
    "分工",
    "分解",
    "分解表",
    "任务表",
    "一览表",
    "目录",
    "要点",
    "计划",
];

/// The longest heading without a number.
const LONGEST_BARE: usize = 40;

/// Whether most clauses of a document stand after a title, with the text of the task below.
pub(super) fn clause_after_title(text: &str, blocks: &[Block]) -> bool {
    let with_clause = blocks.iter().filter(|block| block.marker.is_some() && block.has_clause());
    let (mut all, mut titled) = (0, 0);
    for block in with_clause {
        all += 1;
        titled += usize::from(block.lines.len() > 1 && title_before_clause(text, block).is_some());
    }
    titled * 2 >= all && titled > 0
}

/// The title of a block whose first paragraph is a title and a clause.
pub(super) fn title_before_clause(text: &str, block: &Block) -> Option<Range<usize>> {
    let clause = block.lines.first()?.clauses.first()?;
    let title = trimmed(text, block.body().start..clause.range.start);
    let ended = cut(text, title.clone()).ends_with(['。', '；', ';']);
    let rest = block.lines.get(1..)?.iter().all(|line| line.clauses.is_empty());
    (!ended && rest && is_title(text, title.clone(), LONGEST_BARE)).then_some(title)
}

/// Whether the first paragraph of a block is a title: one sentence at most, and short.
fn is_title(text: &str, range: Range<usize>, longest: usize) -> bool {
    let body = cut(text, range).trim_end();
    let title = body.trim_end_matches(['。', '.', '：', ':']);
    let width = title.chars().filter(|c| !c.is_whitespace()).take(longest + 1).count();
    (2..=longest).contains(&width) && !title.contains(['。', '；', '！', '？', ';'])
}

/// The title of a block that is a heading: its paragraph, or the first sentence of it where deeper numbers follow.
pub(super) fn title(
    text: &str,
    block: &Block,
    next: Option<(Option<Style>, bool)>,
) -> Option<Range<usize>> {
    let style = block.style().filter(|style| *style != Style::Article)?;
    let body = block.body();
    if is_title(text, body.clone(), LONGEST_HEADING) {
        return Some(body);
    }
    let (next, has_clause) = next?;
    let alone = block.lines.len() == 1 && !style.is_inner();
    let deeper = next.is_some_and(|next| next > style) && has_clause && alone;
    let end = cut(text, body.clone()).find('。')? + '。'.len_utf8();
    let first = body.start..body.start + end;
    (deeper && is_title(text, first.clone(), LONGEST_BARE)).then_some(first)
}

/// How many paragraphs with text and a clause stand under a title in the first paragraph of a block; none if that is no title.
pub(super) fn tasks_under_title(text: &str, block: &Block) -> usize {
    let titled = block.marker.is_some()
        && block.lines.len() > 1
        && block.lines.first().is_some_and(|line| line.clauses.is_empty())
        && is_title(text, block.body(), LONGEST_BARE);
    let is_task = |line: &&Line| {
        line.clauses.first().is_some_and(|clause| {
            let before = cut(text, line.range.start..clause.range.start);
            clause.names_someone() && before.chars().filter(|c| !c.is_whitespace()).nth(6).is_some()
        })
    };
    if titled { block.lines.iter().filter(is_task).count() } else { 0 }
}

/// Whether numbered titles are headings over tasks without numbers, rather than tasks with a text below: most of them have several.
pub(super) fn titles_head_tasks(text: &str, blocks: &[Block]) -> bool {
    let counts = blocks.iter().map(|block| tasks_under_title(text, block));
    let (single, several) = counts.fold((0, 0), |(single, several), tasks| match tasks {
        0 => (single, several),
        1 => (single + 1, several),
        _ => (single, several + 1),
    });
    several > 0 && several >= single
}

/// The headings read so far, and which of them are open: those that the next task stands under.
#[derive(Debug, Default)]
pub(super) struct Headings {
    pub all: Vec<Heading>,
    open: Vec<usize>,
}

impl Headings {
    /// The innermost open heading.
    pub(super) fn current(&self) -> Option<usize> {
        self.open.last().copied()
    }

    /// Opens the heading that `block` is, with `title`.
    pub(super) fn open(&mut self, text: &str, block: &Block, title: Range<usize>) {
        if let Some(marker) = block.marker {
            let printed = trimmed(text, block.start()..block.body().start);
            self.push(text, marker.style.level(), printed, title);
        }
    }

    /// Opens a heading without a number, where a short sentence stands between the last clause of `block` and the next task.
    pub(super) fn open_bare(&mut self, text: &str, block: &Block) {
        if let Some(title) = bare_title(text, block) {
            self.push(text, BARE, title.start..title.start, title);
        }
    }

    /// Opens the heading without a number that stands between the plan's title and its first task, in a document with more
    /// headings of that kind.
    pub(super) fn open_first_bare(&mut self, text: &str, blocks: &[Block], n: usize) {
        let Some(block) = blocks.get(n).filter(|_| self.all.is_empty()) else { return };
        let title = || {
            let [.., above, last] = block.lines.as_slice() else { return None };
            let below_title = is_plan_title(cut(text, above.range.clone()));
            stands_alone(text, block, last).filter(|_| below_title)
        };
        let others = || blocks.iter().skip(n + 1).any(|block| bare_title(text, block).is_some());
        if let Some(title) = title().filter(|_| others()) {
            self.push(text, BARE, title.start..title.start, title);
        }
    }

    /// Adds a heading below `parent` that no other task stands under, with the level below; answers its place.
    pub(super) fn add_group(
        &mut self,
        text: &str,
        title: Range<usize>,
        parent: Option<usize>,
    ) -> usize {
        let (title, stated) = without_count(text, title);
        let above = parent.and_then(|n| self.all.get(n));
        self.all.push(Heading {
            level: above.map_or(1, |above| above.level + 1),
            marker: title.start..title.start,
            title,
            parent,
            stated,
        });
        self.all.len() - 1
    }

    /// Closes the headings of `level` and below.
    pub(super) fn close(&mut self, level: u8) {
        while self.current().and_then(|n| self.all.get(n)).is_some_and(|above| above.level >= level)
        {
            self.open.pop();
        }
    }

    fn push(&mut self, text: &str, level: u8, marker: Range<usize>, title: Range<usize>) {
        let (title, stated) = without_count(text, title);
        self.close(level);
        let parent = self.current();
        self.open.push(self.all.len());
        self.all.push(Heading { level, marker, title, parent, stated });
    }
}

/// Whether another plan, or an annex, begins inside a block that is no task: nothing goes on under its headings.
pub(super) fn begins_plan(text: &str, block: &Block) -> bool {
    let lines = block.lines.iter().skip(1);
    !block.has_clause() && lines.map(|line| cut(text, line.range.clone())).any(is_plan_title)
}

fn is_plan_title(line: &str) -> bool {
    let annex = line.starts_with("附件") && width(line) <= 4;
    annex || PLAN_TITLES.iter().any(|end| line.ends_with(end))
}

/// A title without its final stop and without the count of tasks that it may state, also where its bracket was lost (12项).
fn without_count(text: &str, range: Range<usize>) -> (Range<usize>, Option<usize>) {
    let range = trimmed(text, range);
    let title = cut(text, range.clone()).trim_end_matches(['。', '：', ':', ' ']);
    let plain = range.start..range.start + title.len();
    let Some(inner) = title.strip_suffix(closes).and_then(|title| title.strip_suffix('项')) else {
        return (plain, None);
    };
    let digits = inner.trim_end();
    let head = digits.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(count) = digits.get(head.len()..).and_then(|count| count.parse().ok()) else {
        return (plain, None);
    };
    let head = head
        .trim_end()
        .trim_end_matches(opens)
        .trim_end_matches('共')
        .trim_end_matches(opens)
        .trim_end();
    (range.start..range.start + head.len(), Some(count))
}

/// The last paragraph of a block, if it is a title that stands by itself.
fn bare_title(text: &str, block: &Block) -> Option<Range<usize>> {
    let last = block.lines.get(1..)?.last()?;
    let follows_task = block.marker.is_some() || block.has_clause();
    stands_alone(text, block, last).filter(|_| follows_task)
}

/// The last paragraph of a block, if it is a title and neither prose nor the title of another plan.
fn stands_alone(text: &str, block: &Block, last: &Line) -> Option<Range<usize>> {
    let line = cut(text, last.range.clone());
    let prose = line.contains(['：', ':'])
        || line.starts_with(opens)
        || line.ends_with(['日', '，', ',', '、']);
    let is_title = is_title(text, last.range.clone(), LONGEST_BARE) && last.clauses.is_empty();
    let another = if block.marker.is_none() && !block.has_clause() {
        is_plan_title(line)
    } else {
        begins_plan(text, block)
    };
    (is_title && !prose && !another).then(|| last.range.clone())
}
