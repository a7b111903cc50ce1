//! Objections.

use std::collections::HashMap;

use entity::objection;
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
    id::{AccountId, DocumentId, ItemId, ObjectionId, OfficeId, UnitId},
    objection::{Objection, ObjectionKind, ObjectionState},
    page::{Cursor, Page, PageRequest},
};

impl TryFrom<objection::Model> for Objection {
    type Error = StoreError;

    fn try_from(row: objection::Model) -> Result<Self> {
        Ok(Self {
            id: ObjectionId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            kind: ObjectionKind::parse(&row.kind).ok_or_else(|| corrupt("kind", &row.kind))?,
            reason: row.reason,
            wanted: row.wanted,
            state: ObjectionState::parse(&row.state)
                .ok_or_else(|| corrupt("objection state", &row.state))?,
            answer: row.answer,
            raised: (row.raised_at, AccountId(row.raised_by)),
            decided: row.decided_at.zip(row.decided_by.map(AccountId)),
            version: row.version,
        })
    }
}

on_items! {
    Objection (ObjectionId) of objection, seen as objections, by raised_at RaisedAt:
    objections_by_id, objections_of, objection_counts, |row| row.item_id
}

waiting! {
    Objection of objection, seen as objections:
    waiting_objections, waiting_objection_page, waiting_objection_count
}

impl Tx {
    /// Whether an objection of a unit to an item waits for the office.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn has_open_objection(&self, item: ItemId, unit: UnitId) -> Result<bool> {
        use objection::Column;
        let open = objection::Entity::find()
            .filter(Column::ItemId.eq(Uuid::from(item)))
            .filter(Column::UnitId.eq(Uuid::from(unit)))
            .filter(Column::State.eq(ObjectionState::Open.as_str()));
        Ok(open.count(&self.tx).await? > 0)
    }

    /// Enters an objection.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_objection(&self, objection: &Objection) -> Result<()> {
        objection::Entity::insert(objection::ActiveModel {
            id: Set(objection.id.into()),
            document_id: Set(objection.document.into()),
            item_id: Set(objection.item.into()),
            unit_id: Set(objection.unit.into()),
            kind: Set(objection.kind.as_str().to_owned()),
            reason: Set(objection.reason.clone()),
            wanted: Set(objection.wanted.clone()),
            state: Set(objection.state.as_str().to_owned()),
            answer: Set(objection.answer.clone()),
            raised_by: Set(objection.raised.1.into()),
            raised_at: Set(objection.raised.0),
            decided_by: Set(None),
            decided_at: Set(None),
            version: Set(objection.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes what was decided on an objection and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_objection(&self, objection: &Objection) -> Result<()> {
        use objection::Column;
        let (at, by) = objection.decided.unzip();
        objection::Entity::update_many()
            .col_expr(Column::State, Expr::value(objection.state.as_str()))
            .col_expr(Column::Answer, Expr::value(objection.answer.clone()))
            .col_expr(Column::DecidedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::DecidedAt, Expr::value(at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(objection.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
