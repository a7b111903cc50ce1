//! A task (任务, 事项) of a document.

use sea_orm::entity::prelude::*;

/// A task (任务, 事项) of a document.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// Its heading.
    pub section_id: Option<Uuid>,
    /// The last edition in which it stands.
    pub edition: i32,
    /// Place in the document, from 0, unique.
    pub position: i32,
    /// Place among the items of all documents.
    pub place: Uuid,
    /// The number as printed; may repeat.
    pub ordinal: Option<String>,
    /// The task without number and clause.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// The text, folded for searching.
    #[sea_orm(column_type = "Text")]
    pub search_text: String,
    /// Where the matter comes from, if someone said so.
    pub source: Option<String>,
    /// Day by which it is to be done.
    pub deadline: Option<Date>,
    /// Where that is stated, a code.
    pub deadline_source: Option<String>,
    /// First character of the words that state it.
    pub deadline_start: Option<i32>,
    /// Character after the last of them.
    pub deadline_end: Option<i32>,
    /// OPEN and the outcomes, a code.
    pub state: String,
    /// First character in the source text.
    pub span_start: i32,
    /// Character after the last.
    pub span_end: i32,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The document.
    #[sea_orm(
        belongs_to = "super::document::Entity",
        from = "Column::DocumentId",
        to = "super::document::Column::Id"
    )]
    Document,
}

impl Related<super::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
