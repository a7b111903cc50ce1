//! Wishes for a later day.

use std::collections::HashMap;

use entity::extension;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    life::{on_items, waiting},
};
use crate::domain::{
    extension::{Extension, ExtensionState},
    id::{AccountId, DocumentId, ExtensionId, ItemId, OfficeId, UnitId},
    page::{Cursor, Page, PageRequest},
};

impl TryFrom<extension::Model> for Extension {
    type Error = StoreError;

    fn try_from(row: extension::Model) -> Result<Self> {
        Ok(Self {
            id: ExtensionId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            reason: row.reason,
            plan: row.plan,
            due_on: row.due_on,
            until: row.until,
            state: ExtensionState::parse(&row.state)
                .ok_or_else(|| corrupt("extension state", &row.state))?,
            granted_until: row.granted_until,
            answer: row.answer,
            asked: (row.asked_at, AccountId(row.asked_by)),
            decided: row.decided_at.zip(row.decided_by.map(AccountId)),
            version: row.version,
        })
    }
}

on_items! {
    Extension (ExtensionId) of extension, seen as extensions, by asked_at AskedAt:
    extensions_by_id, extensions_of, extension_counts, |row| row.item_id
}

waiting! {
    Extension of extension, seen as extensions:
    waiting_extensions, waiting_extension_page, waiting_extension_count
}

impl Tx {
    /// Whether a unit waits for a later day of an item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn has_open_extension(&self, item: ItemId, unit: UnitId) -> Result<bool> {
        use extension::Column;
        let open = extension::Entity::find()
            .filter(Column::ItemId.eq(Uuid::from(item)))
            .filter(Column::UnitId.eq(Uuid::from(unit)))
            .filter(Column::State.eq(ExtensionState::Open.as_str()));
        Ok(open.count(&self.tx).await? > 0)
    }

    /// Enters a wish for a later day.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_extension(&self, extension: &Extension) -> Result<()> {
        extension::Entity::insert(extension::ActiveModel {
            id: Set(extension.id.into()),
            document_id: Set(extension.document.into()),
            item_id: Set(extension.item.into()),
            unit_id: Set(extension.unit.into()),
            reason: Set(extension.reason.clone()),
            plan: Set(extension.plan.clone()),
            due_on: Set(extension.due_on),
            until: Set(extension.until),
            state: Set(extension.state.as_str().to_owned()),
            granted_until: Set(extension.granted_until),
            answer: Set(extension.answer.clone()),
            asked_by: Set(extension.asked.1.into()),
            asked_at: Set(extension.asked.0),
            decided_by: Set(None),
            decided_at: Set(None),
            version: Set(extension.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes what was decided on a wish and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_extension(&self, extension: &Extension) -> Result<()> {
        use extension::Column;
        let (at, by) = extension.decided.unzip();
        extension::Entity::update_many()
            .col_expr(Column::State, Expr::value(extension.state.as_str()))
            .col_expr(Column::GrantedUntil, Expr::value(extension.granted_until))
            .col_expr(Column::Answer, Expr::value(extension.answer.clone()))
            .col_expr(Column::DecidedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::DecidedAt, Expr::value(at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(extension.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
