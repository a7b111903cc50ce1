//! What a unit answered to an instruction; kept for ever.

use sea_orm::entity::prelude::*;

/// What a unit answered to an instruction; kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instruction_answer")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The instruction.
    pub instruction_id: Uuid,
    /// The unit.
    pub unit_id: Uuid,
    /// What it answered.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Who wrote it.
    pub answered_by: Uuid,
    /// When.
    pub answered_at: DateTimeUtc,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The instruction.
    #[sea_orm(
        belongs_to = "super::instruction::Entity",
        from = "Column::InstructionId",
        to = "super::instruction::Column::Id"
    )]
    Instruction,
    /// The unit.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::UnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
}

impl Related<super::instruction::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Instruction.def()
    }
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
