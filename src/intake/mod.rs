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
pub mod finding;
mod flow;
mod formats;
mod grid;
pub mod header;
mod html;
mod label;
mod marker;
mod names;
mod outline;
mod pattern;
mod persons;
pub mod plan;
pub mod regime;
mod restore;
mod roles;
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
use self::plan::{Item, Plan, Section, Span};
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
    match classification::mark(&text) {
        Some(Mark::Classified) => return Err(Refused::Classified),
        Some(Mark::Internal) if !options.allow_internal => return Err(Refused::Internal),
        _ => {}
    }
    let plan = plan(source, &text);
    Ok(Reading { plan, text })
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
    match classification::mark(&lines.join("\n")) {
        Some(Mark::Classified) => Err(Refused::Classified),
        Some(Mark::Internal) if !options.allow_internal => Err(Refused::Internal),
        _ => Ok(rows),
    }
}

/// The plan that `text` holds.
fn plan(source: &str, text: &str) -> Plan {
    let flow = flow::read(text);
    let outline = outline::read(&flow);
    let places = Places { offsets: Offsets::new(text), flow: &flow };
    let paragraphs = places.paragraphs();
    let header = header::read(&paragraphs, source);
    let (reporting_rules, rule_findings) = regime::read(&paragraphs, header.year);
    let first_listed_leads = roles::first_listed_leads(&flow.text);
    let assignments: Vec<Assignment> = outline
        .tasks
        .iter()
        .map(|task| roles::assign(&flow.text, &task.parts, first_listed_leads))
        .collect();
    let context = Context { year: header.year, usual_prefix: units::usual_prefix(&assignments) };
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
struct Context {
    /// The plan's own year, for deadlines that name none.
    year: Option<i32>,
    usual_prefix: Option<String>,
}

/// Turns places of the flow into spans of the decoded text.
struct Places<'a> {
    offsets: Offsets<'a>,
    flow: &'a Flow,
}

impl Places<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        self.offsets.span(&self.flow.source(range))
    }

    /// The paragraphs as the readers of the document's data see them.
    fn paragraphs(&self) -> Vec<Paragraph> {
        let text = &self.flow.text;
        self.flow
            .lines
            .iter()
            .map(|line| Paragraph {
                text: cut(text, line.clone()).to_owned(),
                span: self.span(line),
            })
            .collect()
    }
}

fn section(heading: &Heading, places: &Places<'_>) -> Section {
    let text = &places.flow.text;
    Section {
        level: heading.level,
        marker: cut(text, heading.marker.clone()).to_owned(),
        title: cut(text, heading.title.clone()).to_owned(),
        parent: heading.parent,
        span: places.span(&(heading.marker.start..heading.title.end.max(heading.marker.end))),
    }
}

/// The item that a task makes.
fn item(task: &Task, assignment: &Assignment, places: &Places<'_>, context: &Context) -> Item {
    let text = &places.flow.text;
    let units = units::mentions(text, assignment, &task.whole, context.usual_prefix.as_deref());
    let words: Vec<&str> = task.text.iter().map(|piece| cut(text, piece.clone())).collect();
    let words = words.join("\n");
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
        for person in persons::read(cut(text, part.range.clone())) {
            if !leaders.contains(&person) {
                leaders.push(person);
            }
        }
    }
    let deadline = match task.times().next() {
        Some(_) => task
            .times()
            .find_map(|part| deadline::read_value(cut(text, part.range.clone()), context.year)),
        None => deadline::read(&words, context.year),
    }
    .map(|(day, _)| day);
    let targets = targets::read(&words).into_iter().map(|(target, _)| target).collect();
    Item {
        ordinal: task.ordinal.clone(),
        section: task.heading,
        text: words,
        span,
        leaders,
        lead: units.lead,
        support: units.support,
        targets,
        deadline,
        findings,
    }
}

#[cfg(test)]
mod tests;
