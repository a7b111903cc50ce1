//! What an item said up to an edition that changed it.

use sea_orm::entity::prelude::*;

/// What an item said up to an edition that changed it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_revision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The last edition that said so.
    pub edition: i32,
    /// Its heading.
    pub section_id: Option<Uuid>,
    /// The number as printed.
    pub ordinal: Option<String>,
    /// The task without number and clause.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Day by which it was to be done.
    pub deadline: Option<Date>,
    /// First character in the edition's text.
    pub span_start: i32,
    /// Character after the last.
    pub span_end: i32,
    /// When a newer edition changed it.
    pub replaced_at: DateTimeUtc,
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
