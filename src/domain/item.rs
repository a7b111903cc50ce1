//! 任务, 事项.

use chrono::NaiveDate;

use super::{
    code::codes,
    document::Span,
    id::{DocumentId, ItemId, SectionId},
};

codes! {
    /// How far an item is.
    pub enum ItemState {
        /// Being worked on.
        Open = "OPEN",
        /// 暂停.
        Suspended = "SUSPENDED",
        /// 办结/销号.
        Completed = "COMPLETED",
        /// 转入常态.
        Routine = "ROUTINE",
        /// 未完成.
        NotAchieved = "NOT_ACHIEVED",
        /// 取消.
        Cancelled = "CANCELLED",
        /// 结转.
        CarriedOver = "CARRIED_OVER",
    }
}

codes! {
    /// Where the deadline of an item is stated.
    pub enum DeadlineSource {
        /// In its own words.
        ItemText = "ITEM_TEXT",
        /// In its clause, or in a column of its table.
        Clause = "CLAUSE",
        /// In a heading above it.
        Section = "SECTION",
        /// For the whole document only.
        Document = "DOCUMENT",
    }
}

/// A task of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Key.
    pub id: ItemId,
    /// The document.
    pub document: DocumentId,
    /// Its heading.
    pub section: Option<SectionId>,
    /// The last edition of the document in which it stands; its span points into that one's text.
    pub edition: i32,
    /// Place in the document, from 0, unique.
    pub position: i32,
    /// The number as printed; may repeat or be missing.
    pub ordinal: Option<String>,
    /// The task without number and clause.
    pub text: String,
    /// Where the matter comes from, if someone said so.
    pub source: Option<String>,
    /// Day by which it is to be done.
    pub deadline: Option<NaiveDate>,
    /// Where that is stated; none where nothing is, or where the office set the day.
    pub deadline_source: Option<DeadlineSource>,
    /// The place of the words that state it in the source text.
    pub deadline_span: Option<Span>,
    /// How far it is.
    pub state: ItemState,
    /// Where it stands in the source text.
    pub span: Span,
    /// Version to name in a change.
    pub version: i32,
}
