//! A heading.

use sea_orm::entity::prelude::*;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "section")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The heading above.
    pub parent_id: Option<Uuid>,
    /// The edition in which it stands.
    pub edition: i32,
    /// Place in the edition, from 0.
    pub position: i32,
    /// 一、 is 1, (一) is 2, —— is 3.
    pub level: i32,
    /// The printed number or dash.
    pub marker: String,
    /// Title without the marker.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// First character in the source text.
    pub span_start: i32,
    /// Character after the last.
    pub span_end: i32,
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
