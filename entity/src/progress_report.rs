//! The report that answers a duty (进展报告).

use sea_orm::entity::prelude::*;

/// The report that answers a duty (进展报告).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_report")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The duty, one report each.
    pub duty_id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The unit that reports.
    pub unit_id: Uuid,
    /// As what it reports: LEAD or SUPPORT.
    pub role: String,
    /// The unit that decides on it; none for the supervision office.
    pub recipient_unit_id: Option<Uuid>,
    /// DRAFT, SIGNING, SUBMITTED, RETURNED or ACCEPTED.
    pub state: String,
    /// The state in which the unit had it last: DRAFT, RETURNED or ACCEPTED.
    pub before: String,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// When it was first submitted, which is what timeliness counts.
    pub first_submitted_at: Option<DateTimeUtc>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTimeUtc>,
    /// When the recipient opened it for decision.
    pub review_begun_at: Option<DateTimeUtc>,
    /// When the version that stands was accepted.
    pub accepted_at: Option<DateTimeUtc>,
    /// By when it is to be submitted again, being returned.
    pub resubmit_by: Option<Date>,
    /// The day from which it counts as accepted, unless it is returned before.
    pub deemed_on: Option<Date>,
    /// Version for optimistic locking.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The duty, one report each.
    #[sea_orm(
        belongs_to = "super::duty::Entity",
        from = "Column::DutyId",
        to = "super::duty::Column::Id"
    )]
    Duty,
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
    /// The unit that reports.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
}

impl Related<super::duty::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Duty.def()
    }
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

impl ActiveModelBehavior for ActiveModel {}
