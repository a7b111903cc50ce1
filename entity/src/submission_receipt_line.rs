//! A version of a report that a receipt is for.

use sea_orm::entity::prelude::*;

/// A version of a report that a receipt is for.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_receipt_line")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The receipt.
    pub receipt_id: Uuid,
    /// The version.
    pub version_id: Uuid,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The receipt.
    #[sea_orm(
        belongs_to = "super::submission_receipt::Entity",
        from = "Column::ReceiptId",
        to = "super::submission_receipt::Column::Id"
    )]
    Receipt,
    /// The version.
    #[sea_orm(
        belongs_to = "super::progress_report_version::Entity",
        from = "Column::VersionId",
        to = "super::progress_report_version::Column::Id"
    )]
    Version,
}

impl Related<super::submission_receipt::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Receipt.def()
    }
}

impl Related<super::progress_report_version::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Version.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
