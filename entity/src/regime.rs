//! What a document asks of its units beside reports (报送制度的开关).

use sea_orm::entity::prelude::*;

/// What a document asks of its units beside reports (报送制度的开关).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "regime")]
#[expect(clippy::struct_excessive_bools, reason = "switches, each by itself")]
pub struct Model {
    /// The document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: Uuid,
    /// Whether units acknowledge (签收).
    pub acknowledge: bool,
    /// Working days in which a unit may object; none: no window.
    pub objection_days: Option<i32>,
    /// Who approves action plans: NONE, OFFICE or LEADER.
    pub plan: String,
    /// Whether a unit's head signs its reports.
    pub sign_off: bool,
    /// Whether reports state a percentage.
    pub percent: bool,
    /// Working days after which what was not returned counts as accepted; none: never.
    pub deemed_days: Option<i32>,
    /// Days before a duty is due on which its unit is urged; none: not before.
    pub urge_days_before: Option<i32>,
    /// Whether a unit is urged on the first day on which a duty is late.
    pub urge_late: bool,
    /// Who of the office decided it last; none for the command line and for what was read.
    pub decided_by: Option<Uuid>,
    /// When; none while it is as it was read.
    pub decided_at: Option<DateTimeUtc>,
    /// Version for optimistic locking, of the rules too.
    pub version: i32,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
