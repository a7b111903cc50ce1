//! One unit owes one report on one item for one period.

use sea_orm::entity::prelude::*;

/// One unit owes one report on one item for one period.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that owes it.
    pub unit_id: Uuid,
    /// The period.
    pub period_id: Uuid,
    /// As what the unit owes it: LEAD or SUPPORT.
    pub role: String,
    /// The unit that it is owed to; none for the supervision office.
    pub recipient_unit_id: Option<Uuid>,
    /// Day by which it is due.
    pub due_on: Date,
    /// OPEN, SUBMITTED, RETURNED, ACCEPTED or CANCELLED.
    pub state: String,
    /// Why it is owed no longer: REGIME, ASSIGNMENT, ITEM or SUCCESSION.
    pub end_reason: Option<String>,
    /// When it arose.
    pub created_at: DateTimeUtc,
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
    /// The item.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "Column::ItemId",
        to = "super::item::Column::Id"
    )]
    Item,
    /// The unit that owes it.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
    /// The period.
    #[sea_orm(
        belongs_to = "super::reporting_period::Entity",
        from = "Column::PeriodId",
        to = "super::reporting_period::Column::Id"
    )]
    ReportingPeriod,
}

impl Related<super::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Item.def()
    }
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl Related<super::reporting_period::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ReportingPeriod.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
