//! A duty that a unit was urged about.

use sea_orm::entity::prelude::*;

/// A duty that a unit was urged about.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "urge_duty")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the unit received that day.
    pub urge_id: Uuid,
    /// The act by which it came to be in it.
    pub act_id: Uuid,
    /// The duty.
    pub duty_id: Uuid,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The act by which it came to be in it.
    #[sea_orm(
        belongs_to = "super::urge_act::Entity",
        from = "Column::ActId",
        to = "super::urge_act::Column::Id"
    )]
    Act,
    /// What the unit received that day.
    #[sea_orm(
        belongs_to = "super::urge::Entity",
        from = "Column::UrgeId",
        to = "super::urge::Column::Id"
    )]
    Urge,
}

impl Related<super::urge_act::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Act.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
