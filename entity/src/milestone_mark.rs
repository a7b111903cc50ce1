//! That a milestone was done, or is not after all.

use sea_orm::entity::prelude::*;

/// That a milestone was done, or is not after all.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "milestone_mark")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The milestone.
    pub milestone_id: Uuid,
    /// The day it was done; none where it is not after all.
    pub done_on: Option<Date>,
    /// How, or why not.
    #[sea_orm(column_type = "Text")]
    pub word: String,
    /// Who said so.
    pub marked_by: Uuid,
    /// When.
    pub marked_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The milestone.
    #[sea_orm(
        belongs_to = "super::milestone::Entity",
        from = "Column::MilestoneId",
        to = "super::milestone::Column::Id"
    )]
    Milestone,
}

impl Related<super::milestone::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Milestone.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
