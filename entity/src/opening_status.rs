//! How far an item was when the office began to use the ledger (期初进展).

use sea_orm::entity::prelude::*;

/// How far an item was when the office began to use the ledger (期初进展).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opening_status")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// When that was.
    pub as_of: Date,
    /// COMPLETED and the like, a code.
    pub status: Option<String>,
    /// The words for it as printed.
    #[sea_orm(column_type = "Text", nullable)]
    pub printed_status: Option<String>,
    /// The same in per cent.
    pub percent: Option<i32>,
    /// The progress as printed.
    #[sea_orm(column_type = "Text")]
    pub progress: String,
    /// The problems as printed.
    #[sea_orm(column_type = "Text")]
    pub problems: String,
    /// The file that said so.
    pub source_name: String,
    /// The row of its sheet, from 1.
    pub source_row: i32,
    /// Who entered it; none for the command line.
    pub entered_by: Option<Uuid>,
    /// When it was entered.
    pub entered_at: DateTimeUtc,
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
