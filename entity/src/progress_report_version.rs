//! What a report said, kept for ever.

use sea_orm::entity::prelude::*;

/// What a report said, kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_report_version")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report.
    pub report_id: Uuid,
    /// From 1; a return opens the next.
    pub number: i32,
    /// 进展情况.
    #[sea_orm(column_type = "Text")]
    pub progress: String,
    /// 存在问题.
    #[sea_orm(column_type = "Text")]
    pub problems: String,
    /// 下一步打算.
    #[sea_orm(column_type = "Text")]
    pub next_steps: String,
    /// How far, 0 to 100.
    pub percent: Option<i32>,
    /// Who wrote it last.
    pub written_by: Uuid,
    /// When it was written last.
    pub written_at: DateTimeUtc,
    /// Who submitted it.
    pub submitted_by: Option<Uuid>,
    /// When it was submitted.
    pub submitted_at: Option<DateTimeUtc>,
    /// ACCEPTED or RETURNED.
    pub decision: Option<String>,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When it was decided.
    pub decided_at: Option<DateTimeUtc>,
    /// Why it was returned.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
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
    ProgressReport,
}

impl Related<super::progress_report::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ProgressReport.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
