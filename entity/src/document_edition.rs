//! What a document was in one of its editions.

use sea_orm::entity::prelude::*;

/// What a document was in one of its editions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_edition")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The number of the edition, from 1.
    pub number: i32,
    /// The draft that it was read as; none for the first.
    pub draft_id: Option<Uuid>,
    /// Title.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// 文号.
    pub document_number: Option<String>,
    /// Date of signing.
    pub issued_on: Option<Date>,
    /// Name of the file it was read from; none for a ledger that was opened without one.
    pub source_name: Option<String>,
    /// SHA-256 of the text it was read from.
    pub source_digest: Option<String>,
    /// Who published it.
    pub published_by: Option<Uuid>,
    /// When it was published.
    pub published_at: DateTimeUtc,
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
