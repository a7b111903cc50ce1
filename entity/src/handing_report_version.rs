//! A version of a report on a part.

use sea_orm::entity::prelude::*;

/// A version of a report on a part.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handing_report_version")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report.
    pub report_id: Uuid,
    /// Number, from 1.
    pub number: i32,
    /// DRAFT, SUBMITTED, RETURNED, ACCEPTED or WITHDRAWN.
    pub state: String,
    /// 进展情况.
    #[sea_orm(column_type = "Text")]
    pub progress: String,
    /// 存在问题.
    #[sea_orm(column_type = "Text")]
    pub problems: String,
    /// Who wrote it.
    pub written_by: Uuid,
    /// When.
    pub written_at: DateTimeUtc,
    /// Who submitted it.
    pub submitted_by: Option<Uuid>,
    /// When.
    pub submitted_at: Option<DateTimeUtc>,
    /// What the decision says.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    /// Who decided or withdrew.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The report.
    #[sea_orm(
        belongs_to = "super::handing_report::Entity",
        from = "Column::ReportId",
        to = "super::handing_report::Column::Id"
    )]
    Report,
}

impl Related<super::handing_report::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Report.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
