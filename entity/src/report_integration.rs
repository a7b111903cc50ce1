//! What a version of a lead's report did with a support unit's report.

use sea_orm::entity::prelude::*;

/// What a version of a lead's report did with a support unit's report.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_integration")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The version.
    pub version_id: Uuid,
    /// The support unit's report.
    pub report_id: Uuid,
    /// Why it was left out; none where it is integrated.
    #[sea_orm(column_type = "Text", nullable)]
    pub left_out: Option<String>,
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
}

impl ActiveModelBehavior for ActiveModel {}
