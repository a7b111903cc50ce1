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
    /// The unit that submitted it, where another one has the report since.
    pub unit_id: Option<Uuid>,
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
    /// Why it corrects the accepted one before it.
    #[sea_orm(column_type = "Text", nullable)]
    pub correction: Option<String>,
    /// Who wrote it last.
    pub written_by: Uuid,
    /// When it was written last.
    pub written_at: DateTimeUtc,
    /// Why the unit's head sent it back.
    #[sea_orm(column_type = "Text", nullable)]
    pub sent_back: Option<String>,
    /// PAPER, TELEPHONE or MAIL, where the office entered it.
    pub source: Option<String>,
    /// What there is to say of that.
    #[sea_orm(column_type = "Text", nullable)]
    pub source_note: Option<String>,
    /// When the office received it.
    pub received_on: Option<Date>,
    /// Who confirmed for the unit what the office entered.
    pub confirmed_by: Option<Uuid>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Who submitted it.
    pub submitted_by: Option<Uuid>,
    /// When it was submitted.
    pub submitted_at: Option<DateTimeUtc>,
    /// When the unit took it back.
    pub withdrawn_at: Option<DateTimeUtc>,
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
