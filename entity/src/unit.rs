//! A unit (单位) of an office: a department, a government, a body or a collective.

use sea_orm::entity::prelude::*;

/// A unit (单位) of an office: a department, a government, a body or a collective.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office it belongs to.
    pub office_id: Uuid,
    /// Full name; unique by office, name and validity.
    pub name: String,
    /// The name as it is searched: folded.
    pub search_text: String,
    /// Kind of unit, a code.
    pub kind: String,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// The unit that hosts the office of a body (领导小组办公室所在单位).
    pub host_unit_id: Option<Uuid>,
    /// The unit that it belongs to (上级单位).
    pub parent_id: Option<Uuid>,
    /// First day it exists.
    pub valid_from: Date,
    /// First day it no longer exists.
    pub valid_to: Option<Date>,
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
