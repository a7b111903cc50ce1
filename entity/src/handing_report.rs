//! A report on a part that was handed on.

use sea_orm::entity::prelude::*;

/// A report on a part that was handed on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handing_report")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The handing.
    pub handing_id: Uuid,
    /// The period, where one of each is asked for.
    pub period_id: Option<Uuid>,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// When it was submitted first.
    pub first_submitted_at: Option<DateTimeUtc>,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The handing.
    #[sea_orm(
        belongs_to = "super::handing::Entity",
        from = "Column::HandingId",
        to = "super::handing::Column::Id"
    )]
    Handing,
}

impl Related<super::handing::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Handing.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
