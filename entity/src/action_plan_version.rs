//! A version of an action plan.

use sea_orm::entity::prelude::*;

/// A version of an action plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_plan_version")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// Number, from 1.
    pub number: i32,
    /// DRAFT, SUBMITTED, RETURNED, APPROVED or WITHDRAWN.
    pub state: String,
    /// How the item is to be carried out.
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// Why the plan changes.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Who wrote it.
    pub written_by: Uuid,
    /// When.
    pub written_at: DateTimeUtc,
    /// Who submitted it.
    pub submitted_by: Option<Uuid>,
    /// When.
    pub submitted_at: Option<DateTimeUtc>,
    /// The post that decided, where a leader did.
    pub leader_id: Option<Uuid>,
    /// Whether the office recorded a leader's decision.
    pub recorded: bool,
    /// What the decision says.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    /// Who decided or withdrew.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The plan.
    #[sea_orm(
        belongs_to = "super::action_plan::Entity",
        from = "Column::PlanId",
        to = "super::action_plan::Column::Id"
    )]
    Plan,
}

impl Related<super::action_plan::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Plan.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
