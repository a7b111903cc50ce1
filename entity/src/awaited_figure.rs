//! A figure that the statistics bureau is still to give.

use sea_orm::entity::prelude::*;

/// A figure that the statistics bureau is still to give.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "awaited_figure")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The target, while the item has it.
    pub target_id: Option<Uuid>,
    /// What is measured.
    #[sea_orm(column_type = "Text")]
    pub indicator: String,
    /// Who gives the figure.
    pub source: String,
    /// Day on which it is expected.
    pub expected_on: Date,
    /// The figure, an exact decimal.
    pub value: Option<String>,
    /// The day it holds for.
    pub as_of: Option<Date>,
    /// Who entered that it is awaited.
    pub awaited_by: Uuid,
    /// When.
    pub awaited_at: DateTimeUtc,
    /// Who entered the figure.
    pub entered_by: Option<Uuid>,
    /// When.
    pub entered_at: Option<DateTimeUtc>,
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
