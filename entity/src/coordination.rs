//! What a unit asks to be coordinated (需协调事项).

use sea_orm::entity::prelude::*;

/// What a unit asks to be coordinated (需协调事项).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coordination")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that asks.
    pub unit_id: Uuid,
    /// As what it asks: LEAD or SUPPORT.
    pub role: String,
    /// The report that states the problem.
    pub report_id: Uuid,
    /// What is to be coordinated.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// OPEN, FORWARDED, ANSWERED or SETTLED.
    pub state: String,
    /// The post that it was forwarded to last.
    pub leader_id: Option<Uuid>,
    /// Who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: DateTimeUtc,
    /// Who marked it settled.
    pub settled_by: Option<Uuid>,
    /// When.
    pub settled_at: Option<DateTimeUtc>,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
