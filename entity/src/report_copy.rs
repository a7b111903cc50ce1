//! A unit that gets a copy of a report by the rule of its duty.

use sea_orm::entity::prelude::*;

/// A unit that gets a copy of a report by the rule of its duty.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_copy")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report.
    pub report_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// Since when.
    pub copied_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The report.
    #[sea_orm(
        belongs_to = "super::progress_report::Entity",
        from = "Column::ReportId",
        to = "super::progress_report::Column::Id"
    )]
    Report,
}

impl Related<super::progress_report::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Report.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
