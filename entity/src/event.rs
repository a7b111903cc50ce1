//! What happened: one row a change, never changed itself.

use sea_orm::entity::prelude::*;

/// What happened: one row a change, never changed itself.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What kind, a code.
    pub kind: String,
    /// When.
    pub occurred_at: DateTimeUtc,
    /// The account; none for the system.
    pub actor_id: Option<Uuid>,
    /// The session.
    pub session_id: Option<Uuid>,
    /// The address it came from.
    pub address: Option<String>,
    /// The office concerned.
    pub office_id: Option<Uuid>,
    /// The document concerned.
    pub document_id: Option<Uuid>,
    /// The item concerned.
    pub item_id: Option<Uuid>,
    /// The progress report concerned.
    pub report_id: Option<Uuid>,
    /// The thing changed, where it is none of these.
    pub subject_id: Option<Uuid>,
    /// Names of the fields that changed, a list.
    pub fields: Json,
    /// The version that the change made.
    pub subject_version: Option<i32>,
    /// The state that the change brought the item or report to, a code.
    pub subject_state: Option<String>,
    /// DONE or REFUSED.
    pub result: String,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
