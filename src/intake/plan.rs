//! What a document says, once read: the parse contract as types.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use super::finding::Finding;
use crate::domain::{
    item::DeadlineSource,
    regime::{Cadence, Reporter},
    target::Operator,
};

pub use crate::domain::document::Span;

/// A document as read: its data, headings, items and reporting rules, and what was doubtful.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The file's name as given.
    pub source: String,
    /// Title without site furniture.
    pub title: Option<String>,
    /// The place whose government issued it.
    pub region: Option<String>,
    /// The year that the plan is for.
    pub year: Option<i32>,
    /// The issuing office.
    pub issuer: Option<String>,
    /// 文号.
    pub document_number: Option<String>,
    /// Date of signing, else of publishing.
    pub issued_on: Option<NaiveDate>,
    /// The day on which the issuer made it public (发布日期) or had it printed (印发日期), if stated.
    pub released_on: Option<NaiveDate>,
    /// The first day of its validity, if stated.
    pub valid_from: Option<NaiveDate>,
    /// The day after the last of its validity, if stated.
    pub valid_to: Option<NaiveDate>,
    /// The day by which everything is to be done, if the document says so.
    pub deadline: Option<NaiveDate>,
    /// Headings in order.
    pub sections: Vec<Section>,
    /// Items in order.
    pub items: Vec<Item>,
    /// 报送制度.
    pub reporting_rules: Vec<ReportingRule>,
    /// Findings about the document as a whole.
    pub findings: Vec<Finding>,
}

/// A heading.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// 一、 is 1, (一) is 2, —— is 3.
    pub level: u8,
    /// The printed number or dash; empty where there is none.
    pub marker: String,
    /// Title without the marker and without a count such as (12项).
    pub title: String,
    /// Index of the heading above.
    pub parent: Option<usize>,
    /// Where it stands.
    pub span: Span,
}

/// One task with one clause.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The number as printed, without punctuation.
    pub ordinal: Option<String>,
    /// Index of its heading.
    pub section: Option<usize>,
    /// The task without number and clause.
    pub text: String,
    /// Where number, text and clause stand.
    pub span: Span,
    /// Names of the responsible leaders (责任领导).
    pub leaders: Vec<String>,
    /// 牵头/主办.
    pub lead: Vec<UnitMention>,
    /// 责任/协办/配合.
    pub support: Vec<UnitMention>,
    /// 量化指标.
    pub targets: Vec<Target>,
    /// The day by which the item is to be done, if it, its clause or its section states one.
    pub deadline: Option<NaiveDate>,
    /// Where the deadline stands; `Document` where none is stated but that of the whole, which is the plan's.
    pub deadline_source: Option<DeadlineSource>,
    /// The place of the words that state it.
    pub deadline_span: Option<Span>,
    /// What was guessed, restored or odd.
    pub findings: Vec<Finding>,
}

/// A unit as named in a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitMention {
    /// As printed.
    pub printed: String,
    /// Full names, with what was left out restored.
    pub units: Vec<String>,
    /// Whether it names a group (各…, 相关…, …成员单位).
    pub collective: bool,
}

/// A figure that an item promises.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The phrase as printed.
    pub text: String,
    /// Short name of what is measured.
    pub indicator: String,
    /// How the value is meant.
    pub operator: Operator,
    /// The figure, 万 multiplied out; the lower end of a range.
    #[serde(with = "rust_decimal::serde::float")]
    pub value: Decimal,
    /// The upper end of a range.
    #[serde(with = "rust_decimal::serde::float_option")]
    pub value_max: Option<Decimal>,
    /// Unit of measure (户, %, 亿元); empty where there is none.
    pub unit: String,
    /// The target of an item before that promises the same, and counts instead of this one.
    pub same_as: Option<TargetPlace>,
}

/// Where a target stands in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TargetPlace {
    /// Index of the item.
    pub item: usize,
    /// Index of the target in the item.
    pub target: usize,
}

/// 报送制度: who reports what to whom by which day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportingRule {
    /// The sentence as printed.
    pub text: String,
    /// Who owes the report.
    pub reporter: Reporter,
    /// What the rule says of the reporters beyond their role (区直).
    pub reporter_scope: Option<String>,
    /// How often, if stated.
    pub cadence: Option<Cadence>,
    /// Day of the month or of the last month of the period, if stated.
    pub day: Option<u8>,
    /// The days stated in full.
    pub dates: Vec<NaiveDate>,
    /// To whom, as printed.
    pub recipient: Option<String>,
    /// Who gets a copy, as printed.
    pub copy_to: Vec<String>,
    /// Whether the leads' report must integrate the supports'.
    pub integrates_support: bool,
}
