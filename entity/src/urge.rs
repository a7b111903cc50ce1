//! The one urge that a unit gets on a day (催办).

use sea_orm::entity::prelude::*;

/// The one urge that a unit gets on a day (催办).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "urge")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office whose duties it is about.
    pub office_id: Uuid,
    /// The unit that is urged.
    pub unit_id: Uuid,
    /// The day.
    pub urged_on: Date,
    /// When it was first sent.
    pub sent_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The unit that is urged.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
