//! A duty that an urge is about.

use sea_orm::entity::prelude::*;

/// A duty that an urge is about.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "urge_duty")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The urge.
    pub urge_id: Uuid,
    /// The duty.
    pub duty_id: Uuid,
    /// Who urged; none for a rule.
    pub urged_by: Option<Uuid>,
    /// When it was listed.
    pub urged_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The urge.
    #[sea_orm(
        belongs_to = "super::urge::Entity",
        from = "Column::UrgeId",
        to = "super::urge::Column::Id"
    )]
    Urge,
    /// The duty.
    #[sea_orm(
        belongs_to = "super::duty::Entity",
        from = "Column::DutyId",
        to = "super::duty::Column::Id"
    )]
    Duty,
}

impl Related<super::urge::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Urge.def()
    }
}

impl Related<super::duty::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Duty.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
