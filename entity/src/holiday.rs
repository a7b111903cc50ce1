//! A day that is not what the week says (节假日, 调休).

use sea_orm::entity::prelude::*;

/// A day that is not what the week says (节假日, 调休).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday")]
pub struct Model {
    /// The day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// What it is called.
    pub name: String,
    /// Whether people work on it (调休上班).
    pub working: bool,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
