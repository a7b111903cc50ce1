//! A file put to the server for a later mutation to name.

use sea_orm::entity::prelude::*;

/// A file put to the server for a later mutation to name.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Key; also its name in object storage.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who put it.
    pub account_id: Uuid,
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub digest: String,
    /// Bytes.
    pub size: i32,
    /// When it was put.
    pub created_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Who put it.
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::AccountId",
        to = "super::account::Column::Id"
    )]
    Account,
}

impl Related<super::account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
