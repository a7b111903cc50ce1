//! A part in an item that a unit acknowledged.

use sea_orm::entity::prelude::*;

/// A part in an item that a unit acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "acknowledgement_item")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The act.
    pub acknowledgement_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// LEAD or SUPPORT.
    pub role: String,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The act.
    #[sea_orm(
        belongs_to = "super::acknowledgement::Entity",
        from = "Column::AcknowledgementId",
        to = "super::acknowledgement::Column::Id"
    )]
    Acknowledgement,
}

impl ActiveModelBehavior for ActiveModel {}
