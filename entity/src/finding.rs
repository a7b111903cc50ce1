//! What the importer guessed, restored or found odd.

use sea_orm::entity::prelude::*;

/// What the importer guessed, restored or found odd.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item it is about; none for the whole document.
    pub item_id: Option<Uuid>,
    /// The edition in which it was found.
    pub edition: i32,
    /// Place among the edition's findings, from 0.
    pub position: i32,
    /// What kind, a code.
    pub code: String,
    /// INFO, WARNING or ERROR.
    pub severity: String,
    /// A sentence for a clerk.
    #[sea_orm(column_type = "Text")]
    pub message: String,
    /// First character in the source text.
    pub span_start: i32,
    /// Character after the last.
    pub span_end: i32,
    /// OPEN, ACCEPTED or RESOLVED.
    pub state: String,
    /// The unit it is about, as one that the register did not know.
    pub unit_id: Option<Uuid>,
    /// Who settled it.
    pub settled_by: Option<Uuid>,
    /// When it was settled.
    pub settled_at: Option<DateTimeUtc>,
    /// The finding of the edition before that was settled, and this one with it.
    pub taken_from: Option<Uuid>,
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
    /// The item it is about; none for the whole document.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "Column::ItemId",
        to = "super::item::Column::Id"
    )]
    Item,
}

impl Related<super::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Item.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
