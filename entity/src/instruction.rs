//! A leader's instruction (批示); it belongs to the post.

use sea_orm::entity::prelude::*;

/// A leader's instruction (批示); it belongs to the post.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instruction")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item; none if it is on the whole document.
    pub item_id: Option<Uuid>,
    /// The post.
    pub leader_id: Uuid,
    /// What it says.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// `HERE`, `ON_PAPER` or `ORALLY`.
    pub given: String,
    /// The day it was given.
    pub given_on: Date,
    /// Who wrote or registered it.
    pub entered_by: Uuid,
    /// When.
    pub entered_at: DateTimeUtc,
    /// OPEN, ANSWERED or CLOSED.
    pub state: String,
    /// A word on closing.
    #[sea_orm(column_type = "Text", nullable)]
    pub closing_note: Option<String>,
    /// Who closed it.
    pub closed_by: Option<Uuid>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
    /// Whether the office recorded that the leader had nothing further.
    pub closed_by_office: bool,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The document.
    #[sea_orm(
        belongs_to = "super::document::Entity",
        from = "Column::DocumentId",
        to = "super::document::Column::Id"
    )]
    Document,
    /// The post.
    #[sea_orm(
        belongs_to = "super::leader::Entity",
        from = "Column::LeaderId",
        to = "super::leader::Column::Id"
    )]
    Leader,
}

impl Related<super::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl Related<super::leader::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Leader.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
