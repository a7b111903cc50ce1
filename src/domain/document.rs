//! 责任分解方案, 工作方案: an issued document as a ledger.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    code::codes,
    id::{AccountId, DocumentId, OfficeId, SectionId},
};

codes! {
    /// How far a document is.
    pub enum DocumentState {
        /// Imported; only the office sees it.
        Draft = "DRAFT",
        /// Published: duties follow from it.
        Published = "PUBLISHED",
        /// Everything in it is closed.
        Closed = "CLOSED",
        /// A draft of a newer edition that was published: it lives on in the document it replaces.
        Merged = "MERGED",
        /// A draft of a newer edition that was given up.
        Discarded = "DISCARDED",
    }
}

codes! {
    /// What sort of document it is.
    pub enum DocumentKind {
        /// 责任分解方案, 工作方案.
        Plan = "PLAN",
        /// 会议纪要.
        MeetingMinutes = "MEETING_MINUTES",
        /// 领导批示.
        Instruction = "INSTRUCTION",
        /// 上级交办.
        Superior = "SUPERIOR",
        /// Anything else.
        Other = "OTHER",
    }
}

impl DocumentState {
    /// The states of what was a draft and is no document any more.
    pub const GONE: [Self; 2] = [Self::Merged, Self::Discarded];
}

/// Where something stands in the source text: `[start, end)`, counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span(pub usize, pub usize);

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Key.
    pub id: DocumentId,
    /// The office it belongs to.
    pub office: OfficeId,
    /// What sort of document.
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// The place whose government issued it.
    pub region: Option<String>,
    /// The year that it plans.
    pub year: Option<i32>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// 文号.
    pub document_number: Option<String>,
    /// Date of signing.
    pub issued_on: Option<NaiveDate>,
    /// Day on which the issuer published or printed it.
    pub released_on: Option<NaiveDate>,
    /// First day of its validity.
    pub valid_from: Option<NaiveDate>,
    /// The day after the last of its validity.
    pub valid_to: Option<NaiveDate>,
    /// Day by which everything is to be done.
    pub deadline: Option<NaiveDate>,
    /// How far it is.
    pub state: DocumentState,
    /// The published document of which this is, or was, the draft of a newer edition.
    pub replaces: Option<DocumentId>,
    /// The edition that it is in, from 1; of a draft the one that it is to become.
    pub edition: i32,
    /// Name of the file it was read from; none for a ledger opened without a file.
    pub source_name: Option<String>,
    /// When it was imported, or opened.
    pub imported_at: DateTime<Utc>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Who published it.
    pub published_by: Option<AccountId>,
    /// Version to name in a change.
    pub version: i32,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Key.
    pub id: SectionId,
    /// The document.
    pub document: DocumentId,
    /// The heading above.
    pub parent: Option<SectionId>,
    /// 一、 is 1, (一) is 2, —— is 3.
    pub level: i32,
    /// The printed number or dash.
    pub marker: String,
    /// Title without the marker.
    pub title: String,
}
