//! What became of a document's duties when something changed.

use sea_orm::entity::prelude::*;

/// What became of a document's duties when something changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_change")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// When.
    pub changed_at: DateTimeUtc,
    /// By whom; none for the command line and the clock.
    pub changed_by: Option<Uuid>,
    /// Duties that arose or are owed again.
    pub added: i32,
    /// Duties that got another day, part or recipient.
    pub moved: i32,
    /// Duties that are owed no longer.
    pub ended: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
