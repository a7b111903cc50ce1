//! How far a target is, by a version of a report.

use sea_orm::entity::prelude::*;

/// How far a target is, by a version of a report.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_value")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The version.
    pub version_id: Uuid,
    /// The target.
    pub target_id: Uuid,
    /// The figure, an exact decimal.
    pub value: String,
    /// The day that it holds for.
    pub as_of: Date,
    /// Why it fell.
    #[sea_orm(column_type = "Text", nullable)]
    pub explanation: Option<String>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The version.
    #[sea_orm(
        belongs_to = "super::progress_report_version::Entity",
        from = "Column::VersionId",
        to = "super::progress_report_version::Column::Id"
    )]
    Version,
    /// The target.
    #[sea_orm(
        belongs_to = "super::target::Entity",
        from = "Column::TargetId",
        to = "super::target::Column::Id"
    )]
    Target,
}

impl Related<super::progress_report_version::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Version.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
