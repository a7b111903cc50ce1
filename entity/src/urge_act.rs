//! Who urged a unit, and what was said.

use sea_orm::entity::prelude::*;

/// Who urged a unit, and what was said.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "urge_act")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the unit received that day.
    pub urge_id: Uuid,
    /// The act of urging, which may have concerned several units.
    pub call_id: Uuid,
    /// `BY_HAND`, `BEFORE_DUE` or LATE.
    pub kind: String,
    /// The unit that urged for what is owed to it; none for the office and the day's turn.
    pub recipient_unit_id: Option<Uuid>,
    /// What was said; none by rule.
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
    /// Who urged; none by rule.
    pub urged_by: Option<Uuid>,
    /// When.
    pub urged_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// What the unit received that day.
    #[sea_orm(
        belongs_to = "super::urge::Entity",
        from = "Column::UrgeId",
        to = "super::urge::Column::Id"
    )]
    Urge,
}

impl ActiveModelBehavior for ActiveModel {}
