//! A unit's objection to an item as assigned (异议).

use sea_orm::entity::prelude::*;

/// A unit's objection to an item as assigned (异议).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "objection")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that objects.
    pub unit_id: Uuid,
    /// `WRONG_UNIT`, `WRONG_DEADLINE` or `OTHER`.
    pub kind: String,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// What should be instead.
    #[sea_orm(column_type = "Text")]
    pub wanted: String,
    /// OPEN, UPHELD, KEPT or WITHDRAWN.
    pub state: String,
    /// What the decision says.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    /// Who raised it.
    pub raised_by: Uuid,
    /// When.
    pub raised_at: DateTimeUtc,
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
    /// The unit that objects.
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
