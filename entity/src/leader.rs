//! A post (岗位) of a responsible leader.

use sea_orm::entity::prelude::*;

/// A post (岗位) of a responsible leader.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leader")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office it belongs to.
    pub office_id: Uuid,
    /// The post; the printed name where the document gives no more.
    pub post: String,
    /// What else is said of the post.
    pub title: Option<String>,
    /// Its place among the office's posts, from 1.
    pub rank: Option<i32>,
    /// Whether the post is the chief leader's, who sees everything published.
    pub chief: bool,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The office it belongs to.
    #[sea_orm(
        belongs_to = "super::office::Entity",
        from = "Column::OfficeId",
        to = "super::office::Column::Id"
    )]
    Office,
}

impl Related<super::office::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Office.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
