//! Who holds a post, or acts for its holder (AB角), for a time.

use sea_orm::entity::prelude::*;

/// Who holds a post, or acts for its holder (AB角), for a time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_holder")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The post.
    pub leader_id: Uuid,
    /// The holder's account, if there is one.
    pub account_id: Option<Uuid>,
    /// The holder's name.
    pub name: String,
    /// Whether acting for the holder.
    pub acting: bool,
    /// First day.
    pub valid_from: Date,
    /// First day it no longer holds.
    pub valid_to: Option<Date>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The post.
    #[sea_orm(
        belongs_to = "super::leader::Entity",
        from = "Column::LeaderId",
        to = "super::leader::Column::Id"
    )]
    Leader,
}

impl Related<super::leader::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Leader.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
