//! An application to close an item (办结/销号).

use sea_orm::entity::prelude::*;

/// An application to close an item (办结/销号).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "closing")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that applies.
    pub unit_id: Uuid,
    /// What shows that it is done.
    #[sea_orm(column_type = "Text")]
    pub evidence: String,
    /// Final values by target.
    pub figures: Json,
    /// OPEN, CLOSED, RETURNED or WITHDRAWN.
    pub state: String,
    /// Why it was sent back, or a word on closing.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Who applied.
    pub applied_by: Uuid,
    /// When.
    pub applied_at: DateTimeUtc,
    /// Who decided or withdrew.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
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
    /// The item.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "Column::ItemId",
        to = "super::item::Column::Id"
    )]
    Item,
    /// The unit that applies.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
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

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
