//! The document reader: a document's bytes into a plan with findings. Pure: no input or output.
//!
//! bytes → text ([`formats`]) → paragraphs and table rows ([`flow`]) → headings and tasks ([`outline`], [`clause`]) →
//! units and roles ([`units`]) → the plan, checked as a whole ([`check`]).

mod breaks;
mod check;
mod classification;
mod clause;
mod dates;
pub mod deadline;
mod decode;
mod due;
pub mod finding;
mod flow;
mod formats;
mod grid;
pub mod header;
mod html;
mod label;
mod marker;
pub mod matters;
mod names;
pub mod opening;
mod outline;
mod pattern;
mod persons;
pub mod plan;
pub mod regime;
mod restore;
mod roles;
mod script;
mod tables;
pub mod targets;
pub mod text;
mod units;
#[cfg(test)]
mod wordy;

use std::ops::Range;

use self::classification::Mark;
use self::finding::{Code, Finding};
use self::flow::Flow;
use self::outline::{Heading, Task};
use self::plan::{Item, Plan, Section, Span, UnitMention};
use self::roles::Assignment;
use self::text::{Offsets, Paragraph, cut};

/// What the deployer allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The largest document, in bytes.
    pub limit: usize,
    /// Whether documents marked 内部 or 工作秘密 may be read.
    pub allow_internal: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 20 * 1024 * 1024, allow_internal: false }
    }
}

/// A document as read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the document says.
    pub plan: Plan,
    /// The decoded text into which all spans point, in characters.
    pub text: String,
}

/// Why a document was not read. No message holds its name or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No text at all.
    #[error("文件是空的")]
    Empty,
    /// No text in UTF-8, UTF-16 or GB18030.
    #[error("文件不是可识别的文本（支持 UTF-8、UTF-16、GB18030 编码）")]
    Undecodable,
    /// Larger than the limit, which is in bytes.
    #[error("文件超过大小上限（{limit} 字节）")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// In a format that is not read, such as old Word files and images.
    #[error("不支持此文件格式（请另存为 .docx、.xlsx、.csv、PDF、网页或纯文本）")]
    Unsupported,
    /// Locked with a password, or encrypted.
    #[error("文件已加密，请解除密码后再导入")]
    Encrypted,
    /// Pages without text, such as scanned ones.
    #[error("文件只有图像、没有文字层（扫描件），请提供可复制文字的版本")]
    Scanned,
    /// Not what its format asks for.
    #[error("文件已损坏，无法读取")]
    Damaged,
    /// Unpacks to more than it may, or has too many parts, levels, rows or columns.
    #[error("文件解压后过大或结构过于复杂，不予读取")]
    TooComplex,
    /// Marked 绝密, 机密 or 秘密.
    #[error("文件带有密级标志，不予读取，也不保留其名称和内容")]
    Classified,
    /// Marked 内部 or 工作秘密, which the deployer has not allowed.
    #[error("文件标明为内部资料或工作秘密，本系统未获准读取")]
    Internal,
}

/// Reads a document; `source` is its file name.
///
/// # Errors
///
/// Refuses what is empty, too large, in no format that is read, locked, damaged, or marked as secret.
pub fn read(source: &str, bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    if bytes.len() > options.limit {
        return Err(Refused::TooLarge { limit: options.limit });
    }
    let text = formats::text(source, bytes, options.limit)?;
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    unmarked(&text, options)?;
    let plan = plan(source, &text, None);
    Ok(Reading { plan, text })
}

/// Whether `text` bears no mark of secrecy that the deployer has not allowed.
///
/// # Errors
///
/// Refuses what is marked.
pub fn unmarked(text: &str, options: &Options) -> Result<(), Refused> {
    match classification::mark(text) {
        Some(Mark::Classified) => Err(Refused::Classified),
        Some(Mark::Internal) if !options.allow_internal => Err(Refused::Internal),
        _ => Ok(()),
    }
}

/// The rows of a list, as a spreadsheet or as values parted by commas, semicolons or tabs: the number
/// of each in the file, from 1, and its cells. Rows without a value are left out.
///
/// # Errors
///
/// Refuses what is empty, too large, no list, locked, damaged, or marked as secret.
pub fn rows(
    source: &str,
    bytes: &[u8],
    options: &Options,
) -> Result<Vec<(usize, Vec<String>)>, Refused> {
    if bytes.len() > options.limit {
        return Err(Refused::TooLarge { limit: options.limit });
    }
    let rows = formats::rows(source, bytes)?;
    if rows.is_empty() {
        return Err(Refused::Empty);
    }
    let lines: Vec<String> = rows.iter().map(|(_, cells)| cells.join("\t")).collect();
    unmarked(&lines.join("\n"), options)?;
    Ok(rows)
}

/// The plan that `text` holds; `year` is the plan's where the text names none.
fn plan(source: &str, text: &str, year: Option<i32>) -> Plan {
    let simplified = script::simplified(text);
    let flow = flow::read(simplified.as_deref().unwrap_or(text));
    let outline = outline::read(&flow);
    let printed = simplified.map(|_| flow.printed(text));
    let places = Places { offsets: Offsets::new(text), flow: &flow, printed };
    let paragraphs = places.paragraphs();
    let header = header::read(&paragraphs, source);
    let (reporting_rules, rule_findings) = regime::read(&paragraphs, header.year);
    let first_listed_leads = roles::first_listed_leads(&flow.text);
    let assignments: Vec<Assignment> = outline
        .tasks
        .iter()
        .map(|task| roles::assign(&flow.text, &task.parts, first_listed_leads))
        .collect();
    let context = Context {
        year: header.year.or(year),
        deadline: header.deadline_span,
        headings: &outline.headings,
        usual_prefix: units::usual_prefix(&assignments),
    };
    let sections = outline.headings.iter().map(|heading| section(heading, &places)).collect();
    let items = outline
        .tasks
        .iter()
        .zip(&assignments)
        .map(|(task, assignment)| item(task, assignment, &places, &context))
        .collect();
    let mut plan = Plan {
        source: source.to_owned(),
        title: header.title,
        region: header.region,
        year: header.year,
        issuer: header.issuer,
        document_number: header.document_number,
        issued_on: header.issued_on,
        released_on: header.released_on,
        valid_from: header.valid_from,
        valid_to: header.valid_to,
        deadline: header.deadline,
        sections,
        items,
        reporting_rules,
        findings: header.findings.into_iter().chain(rule_findings).collect(),
    };
    let whole = Span(0, places.offsets.character(text.len()));
    if flow.collapsed {
        plan.findings.push(Finding::new(
            Code::LostLineBreaks,
            whole,
            "文件丢失了换行，段落是按序号切分的，请核对。",
        ));
    }
    check::whole(&mut plan, &outline.headings, &outline.tasks, text, whole);
    plan
}

/// What the document says that matters to every item.
struct Context<'a> {
    /// The plan's own year, for deadlines that name none.
    year: Option<i32>,
    /// Where the deadline of the whole is stated.
    deadline: Option<Span>,
    headings: &'a [Heading],
    usual_prefix: Option<String>,
}

/// Turns places of the flow into spans of the decoded text.
struct Places<'a> {
    offsets: Offsets<'a>,
    flow: &'a Flow,
    /// The flow as printed, where it was read in simplified characters.
    printed: Option<String>,
}

impl Places<'_> {
    /// The words in `range` of the flow, as printed.
    fn words(&self, range: &Range<usize>) -> &str {
        cut(self.printed.as_deref().unwrap_or(&self.flow.text), range.clone())
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.offsets.span(&self.flow.source(range))
    }

    /// The place of what stands at `span`, in characters, inside `range` of the flow.
    fn within(&self, range: &Range<usize>, span: Span) -> Span {
        let part = cut(&self.flow.text, range.clone());
        let at = |count: usize| {
            range.start + part.char_indices().nth(count).map_or(part.len(), |(at, _)| at)
        };
        self.span(&(at(span.0)..at(span.1)))
    }

    /// The same inside the pieces of a text, which are a character apart.
    fn within_pieces(&self, pieces: &[Range<usize>], span: Span) -> Span {
        let mut passed = 0;
        for piece in pieces {
            let length = cut(&self.flow.text, piece.clone()).chars().count();
            if span.0 <= passed + length {
                let end = span.1.saturating_sub(passed).min(length);
                return self.within(piece, Span(span.0.saturating_sub(passed), end));
            }
            passed += length + 1;
        }
        pieces.last().map_or(Span(0, 0), |last| self.span(last))
    }

    /// The paragraphs as the readers of the document's data see them.
    fn paragraphs(&self) -> Vec<Paragraph<'_>> {
        self.flow
            .lines
            .iter()
            .map(|line| Paragraph { text: self.words(line), span: self.span(line) })
            .collect()
    }
}

fn section(heading: &Heading, places: &Places<'_>) -> Section {
    Section {
        level: heading.level,
        marker: places.words(&heading.marker).to_owned(),
        title: places.words(&heading.title).to_owned(),
        parent: heading.parent,
        span: places.span(&(heading.marker.start..heading.title.end.max(heading.marker.end))),
    }
}

/// The item that a task makes.
fn item(task: &Task, assignment: &Assignment, places: &Places<'_>, context: &Context<'_>) -> Item {
    let text = &places.flow.text;
    let mut units = units::mentions(text, assignment, &task.whole, context.usual_prefix.as_deref());
    if places.printed.is_some() {
        for mention in units.lead.iter_mut().chain(&mut units.support) {
            as_printed(mention, assignment, places);
        }
    }
    let joined = |words: Vec<&str>| words.join("\n");
    let words = joined(task.text.iter().map(|piece| cut(text, piece.clone())).collect());
    let span = places.span(&task.whole);
    let mut findings: Vec<Finding> = units
        .notes
        .into_iter()
        .map(|(code, range, message)| Finding::new(code, places.span(&range), message))
        .collect();
    if task.unclosed {
        findings.push(Finding::new(
            Code::UnclosedClause,
            span,
            "责任条款的括号没有闭合，按到句末为止读取。",
        ));
    }
    if task.text_after {
        findings.push(Finding::new(
            Code::TextAfterClause,
            span,
            "责任条款后面还有文字，已并入本项任务，请核对。",
        ));
    }
    if task.guessed {
        findings.push(Finding::new(Code::UnclearRow, span, "表格这一行的各栏分不清，请核对。"));
    }
    let mut leaders: Vec<String> = Vec::new();
    for part in task.leaders() {
        for person in persons::read(places.words(&part.range)) {
            if !leaders.contains(&person) {
                leaders.push(person);
            }
        }
    }
    let due = due::read(task, &words, places, context);
    findings.extend(due.finding);
    let targets = targets::read(&words).into_iter().map(|(target, _)| target).collect();
    Item {
        ordinal: task.ordinal.clone(),
        section: task.heading,
        text: if places.printed.is_some() {
            joined(task.text.iter().map(|piece| places.words(piece)).collect())
        } else {
            words
        },
        span,
        leaders,
        lead: units.lead,
        support: units.support,
        targets,
        deadline: due.day,
        deadline_source: due.source,
        deadline_span: due.span,
        findings,
    }
}

/// Gives a unit that was read in simplified characters its name as printed; what it stands for keeps the simplified one.
fn as_printed(mention: &mut UnitMention, assignment: &Assignment, places: &Places<'_>) {
    let assigned = assignment.units.iter().find(|unit| unit.name == mention.printed);
    let printed = assigned.map(|unit| names::printed(places.words(&unit.at)));
    if let Some(printed) = printed.filter(|name| name.len() == mention.printed.len()) {
        mention.printed = printed;
    }
}

#[cfg(test)]
mod tests;
