//! What a version of a plan says of a milestone.

use sea_orm::entity::prelude::*;

/// What a version of a plan says of a milestone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "milestone_line")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The version of the plan.
    pub version_id: Uuid,
    /// The milestone.
    pub milestone_id: Uuid,
    /// Place in the plan, from 0.
    pub position: i32,
    /// What is to be reached.
    pub title: String,
    /// By which day.
    pub due_on: Date,
    /// Who answers for it: a name or a post.
    pub person: String,
    /// What is expected.
    #[sea_orm(column_type = "Text")]
    pub expected: String,
    /// Why it lies after the item's day.
    #[sea_orm(column_type = "Text", nullable)]
    pub explanation: Option<String>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The version of the plan.
    #[sea_orm(
        belongs_to = "super::action_plan_version::Entity",
        from = "Column::VersionId",
        to = "super::action_plan_version::Column::Id"
    )]
    Version,
    /// The milestone.
    #[sea_orm(
        belongs_to = "super::milestone::Entity",
        from = "Column::MilestoneId",
        to = "super::milestone::Column::Id"
    )]
    Milestone,
}

impl Related<super::action_plan_version::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Version.def()
    }
}

impl Related<super::milestone::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Milestone.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
