//! Who reports what to whom by which day (报送制度).

use sea_orm::entity::prelude::*;

/// Who reports what to whom by which day (报送制度).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_rule")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// Place among the rules, from 0.
    pub position: i32,
    /// The sentence as printed.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Who owes the report, a code.
    pub reporter: String,
    /// What is said of the reporters beyond their role.
    #[sea_orm(column_type = "Text", nullable)]
    pub reporter_scope: Option<String>,
    /// How often, a code.
    pub cadence: Option<String>,
    /// Day of the month.
    pub due_day: Option<i32>,
    /// Days stated in full, a list of dates.
    pub due_dates: Json,
    /// To whom, as printed.
    pub recipient: Option<String>,
    /// The unit that the recipient is.
    pub recipient_unit_id: Option<Uuid>,
    /// Who gets a copy, a list of names.
    pub copies: Json,
    /// Whether the leads' report integrates the supports'.
    pub integrates_support: bool,
    /// The unit that a rule for one unit names.
    pub reporter_unit_id: Option<Uuid>,
    /// Whether each lead owes a report, or only the first.
    pub every_lead: bool,
    /// Kinds of units that it binds, a list of codes; with `bound_units` empty: all.
    pub bound_kinds: Json,
    /// Units that it binds, a list of ids.
    pub bound_units: Json,
    /// Headings whose items it is about, a list of ids; with `bound_items` empty: all.
    pub bound_sections: Json,
    /// Items that it is about, a list of ids.
    pub bound_items: Json,
    /// Which period a report covers: CURRENT or PREVIOUS.
    pub covers: String,
    /// Whom it is owed to: LEAD, UNIT or OFFICE.
    pub owed_to: String,
    /// Units that get a copy, a list of ids.
    pub copy_units: Json,
    /// Whether the supervision office gets a copy.
    pub copy_office: bool,
    /// Sections that a report must have, a list of codes.
    pub required: Json,
    /// What a holiday does to the day: NONE, NEXT or PREVIOUS.
    pub holiday_shift: String,
    /// IMPORTED or OFFICE.
    pub source: String,
    /// Who of the office decided it.
    pub decided_by: Option<Uuid>,
    /// When the office decided it; none for what was read.
    pub decided_at: Option<DateTimeUtc>,
    /// First day on which it is in force no longer.
    pub ended_on: Option<Date>,
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
    /// The unit that the recipient is.
    #[sea_orm(
        belongs_to = "super::unit::Entity",
        from = "Column::RecipientUnitId",
        to = "super::unit::Column::Id"
    )]
    Unit,
}

impl Related<super::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
