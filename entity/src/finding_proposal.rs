//! A unit proposed where an import was unsure.

use sea_orm::entity::prelude::*;

/// A unit proposed where an import was unsure.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "finding_proposal")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The finding.
    pub finding_id: Uuid,
    /// Place among the finding's proposals, from 0.
    pub position: i32,
    /// The unit.
    pub unit_id: Uuid,
    /// How sure, from 0 to 1.
    #[sea_orm(column_type = "Double")]
    pub score: f64,
    /// Why, a sentence for a clerk.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
