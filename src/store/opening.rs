//! How far items were when the office began to use the ledger.

use std::collections::HashMap;

use entity::{item, opening_status};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, rows::insert_all, scope};
use crate::domain::{
    id::{AccountId, DocumentId, ItemId},
    item::Item,
    opening::{Opening, OpeningStatus},
};

impl TryFrom<opening_status::Model> for Opening {
    type Error = StoreError;

    fn try_from(row: opening_status::Model) -> Result<Self> {
        let status = |code: &String| {
            OpeningStatus::parse(code).ok_or_else(|| corrupt("opening status", code))
        };
        Ok(Self {
            id: row.id,
            item: ItemId(row.item_id),
            as_of: row.as_of,
            status: row.status.as_ref().map(status).transpose()?,
            printed_status: row.printed_status,
            percent: row.percent,
            progress: row.progress,
            problems: row.problems,
            source_name: row.source_name,
            row: row.source_row,
            entered_by: row.entered_by.map(AccountId),
            entered_at: row.entered_at,
        })
    }
}

impl Reader<'_> {
    /// How far each of these items was, as entered last. Whoever sees an item sees it: it is what
    /// the units of the item had reported elsewhere.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn openings_of(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Opening>> {
        use opening_status::Column;
        let rows = opening_status::Entity::find()
            .filter(Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))))
            .filter(Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        rows.into_iter().map(|row| Ok((ItemId(row.item_id), row.try_into()?))).collect()
    }

    /// The items of a document as they stand there, all of them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn all_items(&self, document: DocumentId) -> Result<Vec<Item>> {
        item::Entity::find()
            .filter(scope::items(&self.scope))
            .filter(item::Column::DocumentId.eq(Uuid::from(document)))
            .order_by_asc(item::Column::Position)
            .all(&self.db())
            .await?
            .into_iter()
            .map(Item::try_from)
            .collect()
    }
}

impl Tx {
    /// Enters how far items were.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_openings(&self, openings: &[Opening]) -> Result<()> {
        let rows = openings.iter().map(|opening| opening_status::ActiveModel {
            id: Set(opening.id),
            item_id: Set(opening.item.into()),
            as_of: Set(opening.as_of),
            status: Set(opening.status.map(|status| status.as_str().to_owned())),
            printed_status: Set(opening.printed_status.clone()),
            percent: Set(opening.percent),
            progress: Set(opening.progress.clone()),
            problems: Set(opening.problems.clone()),
            source_name: Set(opening.source_name.clone()),
            source_row: Set(opening.row),
            entered_by: Set(opening.entered_by.map(Uuid::from)),
            entered_at: Set(opening.entered_at),
        });
        insert_all!(&self.tx, opening_status::Entity, rows);
        Ok(())
    }
}
