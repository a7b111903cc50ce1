//! A milestone (阶段目标) through the versions of its plan.

use sea_orm::entity::prelude::*;

/// A milestone (阶段目标) through the versions of its plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "milestone")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// The day it was done.
    pub done_on: Option<Date>,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The plan.
    #[sea_orm(
        belongs_to = "super::action_plan::Entity",
        from = "Column::PlanId",
        to = "super::action_plan::Column::Id"
    )]
    Plan,
}

impl Related<super::action_plan::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Plan.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
