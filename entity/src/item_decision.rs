//! What an office decided on an item.

use sea_orm::entity::prelude::*;

/// What an office decided on an item.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_decision")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// `SUSPENDED` and the like, a code.
    pub kind: String,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// 文号 of the decision's document.
    pub document_number: Option<String>,
    /// What the decision changed, as it was.
    pub before: Json,
    /// The same as it became.
    pub after: Json,
    /// The item that carries it on.
    pub successor_item_id: Option<Uuid>,
    /// Whether it was put on a separate list (另行建账).
    pub separate_list: bool,
    /// Who entered the decision.
    pub decided_by: Uuid,
    /// When.
    pub decided_at: DateTimeUtc,
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

impl ActiveModelBehavior for ActiveModel {}
