//! A unit that another one succeeds from a day on.

use sea_orm::entity::prelude::*;

/// A unit that another one succeeds from a day on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_succession")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office it belongs to.
    pub office_id: Uuid,
    /// The unit that is succeeded.
    pub unit_id: Uuid,
    /// Its successor.
    pub successor_id: Uuid,
    /// MERGED, RENAMED or ABOLISHED.
    pub kind: String,
    /// The first day on which the successor stands in its place.
    pub succeeded_on: Date,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// 文号 of what decided it.
    pub document_number: Option<String>,
    /// Who entered it; none for the command line.
    pub entered_by: Option<Uuid>,
    /// When.
    pub entered_at: DateTimeUtc,
    /// Who answers today; none until it was carried out.
    pub answering_unit_id: Option<Uuid>,
    /// When it was carried out.
    pub carried_out_at: Option<DateTimeUtc>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
