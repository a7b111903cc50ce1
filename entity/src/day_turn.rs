//! A civil day whose turn was made: once, by whichever process.

use sea_orm::entity::prelude::*;

/// A civil day whose turn was made: once, by whichever process.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "day_turn")]
pub struct Model {
    /// The day in `Asia/Shanghai`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// When it was made.
    pub turned_at: DateTimeUtc,
    /// Duties that fell due on it.
    pub due: i32,
    /// Duties that became late on it.
    pub late: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
