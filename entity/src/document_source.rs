//! The decoded text of a document, to which all spans point.

use sea_orm::entity::prelude::*;

/// The decoded text of a document, to which all spans point.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_source")]
pub struct Model {
    /// Key: the document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    /// Key: the edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: i32,
    /// The text.
    #[sea_orm(column_type = "Text")]
    pub text: String,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Key: the document.
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
