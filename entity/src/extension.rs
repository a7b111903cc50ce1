//! A later day that a unit asked for (延期).

use sea_orm::entity::prelude::*;

/// A later day that a unit asked for (延期).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extension")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that asks.
    pub unit_id: Uuid,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// How the new day will be kept.
    #[sea_orm(column_type = "Text")]
    pub plan: String,
    /// The day that held when it was asked.
    pub due_on: Date,
    /// The day that is asked for.
    pub until: Date,
    /// OPEN, GRANTED, REFUSED or WITHDRAWN.
    pub state: String,
    /// The day that was granted.
    pub granted_until: Option<Date>,
    /// What the decision says.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    /// Who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTimeUtc,
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
    /// The unit that asks.
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
