//! A member of a collective, confirmed by the office, for a time.

use sea_orm::entity::prelude::*;

/// A member of a collective, confirmed by the office, for a time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collective_member")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The collective.
    pub collective_id: Uuid,
    /// The member.
    pub member_id: Uuid,
    /// First day.
    pub valid_from: Date,
    /// First day it is no longer a member.
    pub valid_to: Option<Date>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
