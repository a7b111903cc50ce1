//! What was done about it: kept for ever.

use sea_orm::entity::prelude::*;

/// What was done about it: kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coordination_step")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is to be coordinated.
    pub coordination_id: Uuid,
    /// FORWARDED, ANSWERED or SETTLED.
    pub kind: String,
    /// The post that it was forwarded to, or that answered.
    pub leader_id: Option<Uuid>,
    /// What was said; may be empty.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Who did it.
    pub done_by: Uuid,
    /// When.
    pub done_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// What is to be coordinated.
    #[sea_orm(
        belongs_to = "super::coordination::Entity",
        from = "Column::CoordinationId",
        to = "super::coordination::Column::Id"
    )]
    Coordination,
}

impl ActiveModelBehavior for ActiveModel {}
