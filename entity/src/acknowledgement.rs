//! An act by which a unit acknowledged its items of a document (签收).

use sea_orm::entity::prelude::*;

/// An act by which a unit acknowledged its items of a document (签收).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "acknowledgement")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// Who acknowledged for the unit.
    pub acknowledged_by: Uuid,
    /// When.
    pub acknowledged_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
