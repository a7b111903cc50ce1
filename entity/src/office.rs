//! A supervision office (政府督查室).

use sea_orm::entity::prelude::*;

/// A supervision office (政府督查室).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name, unique.
    pub name: String,
    /// The place it supervises.
    pub region: Option<String>,
    /// When it was set up.
    pub created_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
