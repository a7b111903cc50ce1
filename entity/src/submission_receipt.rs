//! What a unit submitted in one act (报送回执).

use sea_orm::entity::prelude::*;

/// What a unit submitted in one act (报送回执).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_receipt")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique within the unit: its day and a count.
    pub number: String,
    /// The unit.
    pub unit_id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The period.
    pub period_id: Uuid,
    /// Who submitted.
    pub submitted_by: Uuid,
    /// When.
    pub submitted_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
