//! A part of an item in the hands of a unit below (分办).

use sea_orm::entity::prelude::*;

/// A part of an item in the hands of a unit below (分办).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handing")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The act in which it was handed, with others or alone.
    pub act_id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that hands it on.
    pub unit_id: Uuid,
    /// The unit that has it.
    pub to_unit_id: Uuid,
    /// The part, in words.
    #[sea_orm(column_type = "Text")]
    pub task: String,
    /// By which day.
    pub due_on: Option<Date>,
    /// `NOTHING`, `ONCE` or `EACH_PERIOD`.
    pub asks: String,
    /// How many days before the unit's own report one of each period is due.
    pub days_before: Option<i32>,
    /// OPEN or ENDED.
    pub state: String,
    /// Who handed it.
    pub handed_by: Uuid,
    /// When.
    pub handed_at: DateTimeUtc,
    /// Why it was ended.
    #[sea_orm(column_type = "Text", nullable)]
    pub end_reason: Option<String>,
    /// Who ended it; nobody where it ended by itself.
    pub ended_by: Option<Uuid>,
    /// When.
    pub ended_at: Option<DateTimeUtc>,
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
