//! A check of what an application says (复核).

use sea_orm::entity::prelude::*;

/// A check of what an application says (复核).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verification")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The application.
    pub closing_id: Uuid,
    /// `DOCUMENTS`, `TELEPHONE` or `ON_SITE`.
    pub method: String,
    /// Verified values by target.
    pub figures: Json,
    /// What was found.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// Who verified.
    pub verified_by: Uuid,
    /// When.
    pub verified_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The application.
    #[sea_orm(
        belongs_to = "super::closing::Entity",
        from = "Column::ClosingId",
        to = "super::closing::Column::Id"
    )]
    Closing,
}

impl Related<super::closing::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Closing.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
