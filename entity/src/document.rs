//! An issued document (责任分解方案, 工作方案) as a ledger.

use sea_orm::entity::prelude::*;

/// An issued document (责任分解方案, 工作方案) as a ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office it belongs to.
    pub office_id: Uuid,
    /// What sort of document it is, a code.
    pub kind: String,
    /// Title.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The place whose government issued it.
    pub region: Option<String>,
    /// The year that it plans.
    pub year: Option<i32>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// 文号.
    pub document_number: Option<String>,
    /// Date of signing.
    pub issued_on: Option<Date>,
    /// Day on which the issuer published or printed it.
    pub released_on: Option<Date>,
    /// First day of its validity.
    pub valid_from: Option<Date>,
    /// The day after the last of its validity.
    pub valid_to: Option<Date>,
    /// Day by which everything is to be done.
    pub deadline: Option<Date>,
    /// DRAFT, PUBLISHED and what follows, a code.
    pub state: String,
    /// The published document of which this is a newer edition.
    pub replaces_id: Option<Uuid>,
    /// The edition that it is in, from 1.
    pub edition: i32,
    /// Title and number, folded for searching.
    #[sea_orm(column_type = "Text")]
    pub search_text: String,
    /// Name of the file it was read from; none if it was opened without one.
    pub source_name: Option<String>,
    /// SHA-256 of the text it was read from; unique by office.
    pub source_digest: Option<String>,
    /// Who imported it; none for the command line.
    pub imported_by: Option<Uuid>,
    /// When it was imported.
    pub imported_at: DateTimeUtc,
    /// Who published it.
    pub published_by: Option<Uuid>,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The office it belongs to.
    #[sea_orm(
        belongs_to = "super::office::Entity",
        from = "Column::OfficeId",
        to = "super::office::Column::Id"
    )]
    Office,
}

impl Related<super::office::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Office.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
