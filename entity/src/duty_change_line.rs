//! What became of one duty in a change.

use sea_orm::entity::prelude::*;

/// What became of one duty in a change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_change_line")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The change.
    pub change_id: Uuid,
    /// The duty.
    pub duty_id: Uuid,
    /// REVIVED, MOVED or ENDED.
    pub kind: String,
    /// Day by which it was due.
    pub due_before: Date,
    /// Day by which it is due; none where it ended.
    pub due_after: Option<Date>,
    /// The unit that it was owed to.
    pub recipient_before_id: Option<Uuid>,
    /// The unit that it is owed to.
    pub recipient_after_id: Option<Uuid>,
    /// As what it was owed.
    pub role_before: String,
    /// As what it is owed; none where it ended.
    pub role_after: Option<String>,
    /// REGIME, ASSIGNMENT or ITEM, where it ended.
    pub end_reason: Option<String>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The change.
    #[sea_orm(
        belongs_to = "super::duty_change::Entity",
        from = "Column::ChangeId",
        to = "super::duty_change::Column::Id"
    )]
    Change,
}

impl Related<super::duty_change::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Change.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
