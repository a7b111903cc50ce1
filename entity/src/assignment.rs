//! A unit that answers for an item.

use sea_orm::entity::prelude::*;

/// A unit that answers for an item.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// LEAD or SUPPORT.
    pub role: String,
    /// Place in the clause, leads first, from 0.
    pub position: i32,
    /// The name as printed.
    #[sea_orm(column_type = "Text")]
    pub printed: String,
    /// The group (相关…) for which the office confirmed this unit on this item.
    pub confirmed_from_id: Option<Uuid>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The item.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "Column::ItemId",
        to = "super::item::Column::Id"
    )]
    Item,
    /// The unit.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
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
