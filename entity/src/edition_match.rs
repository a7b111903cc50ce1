//! What a person said of the matching of a newer edition.

use sea_orm::entity::prelude::*;

/// What a person said of the matching of a newer edition.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_match")]
pub struct Model {
    /// Key: the item of the draft.
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft_item_id: Uuid,
    /// The item of the published document that it is; none where it is a new one.
    pub item_id: Option<Uuid>,
}

/// The tables that a row refers to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The item of the draft.
    #[sea_orm(
        belongs_to = "super::item::Entity",
        from = "Column::DraftItemId",
        to = "super::item::Column::Id"
    )]
    DraftItem,
}

impl Related<super::item::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::DraftItem.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
