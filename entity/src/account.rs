//! Someone who signs in.

use sea_orm::entity::prelude::*;

/// Someone who signs in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name to sign in with, in lower case, unique.
    pub username: String,
    /// Name of the person or system.
    pub name: String,
    /// Argon2id in PHC form; none where no password is accepted.
    #[sea_orm(column_type = "Text", nullable)]
    pub password_hash: Option<String>,
    /// Since when it may not sign in.
    pub disabled_at: Option<DateTimeUtc>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
