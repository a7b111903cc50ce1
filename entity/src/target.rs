//! A figure that an item promises (量化指标).

use sea_orm::entity::prelude::*;

/// A figure that an item promises (量化指标).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// Place in the item, from 0.
    pub position: i32,
    /// The phrase as printed.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// What is measured.
    #[sea_orm(column_type = "Text")]
    pub indicator: String,
    /// How the value is meant, a code.
    pub operator: String,
    /// The figure, an exact decimal.
    pub value: String,
    /// The upper end of a range.
    pub value_max: Option<String>,
    /// Unit of measure; empty where there is none.
    pub measure: String,
    /// The target that promises the same and counts instead.
    pub same_as_id: Option<Uuid>,
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
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Item.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
