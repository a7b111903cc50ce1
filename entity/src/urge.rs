//! What urges a unit on one day (催办).

use sea_orm::entity::prelude::*;

/// What urges a unit on one day (催办).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "urge")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office.
    pub office_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// The day.
    pub day: Date,
    /// When it went out.
    pub urged_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
