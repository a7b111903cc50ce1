//! A unit that a post is in charge of (分管), for a time.

use sea_orm::entity::prelude::*;

/// A unit that a post is in charge of (分管), for a time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leader_charge")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The post.
    pub leader_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// First day.
    pub valid_from: Date,
    /// First day it no longer holds.
    pub valid_to: Option<Date>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The post.
    #[sea_orm(
        belongs_to = "super::leader::Entity",
        from = "Column::LeaderId",
        to = "super::leader::Column::Id"
    )]
    Leader,
    /// The unit.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
}

impl Related<super::leader::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Leader.def()
    }
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
