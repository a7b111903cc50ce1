//! Figures that the statistics bureau is still to give.

use std::collections::HashMap;

use entity::awaited_figure;
use rust_decimal::Decimal;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, life::on_items};
use crate::domain::{
    closing::AwaitedFigure,
    id::{AccountId, DocumentId, FigureId, ItemId, TargetId},
    page::{Cursor, Page, PageRequest},
};

impl TryFrom<awaited_figure::Model> for AwaitedFigure {
    type Error = StoreError;

    fn try_from(row: awaited_figure::Model) -> Result<Self> {
        let value = row
            .value
            .map(|text| text.parse::<Decimal>().map_err(|_| corrupt("decimal", &text)))
            .transpose()?;
        Ok(Self {
            id: FigureId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            target: row.target_id.map(TargetId),
            indicator: row.indicator,
            source: row.source,
            expected_on: row.expected_on,
            given: value.zip(row.as_of),
            awaited: (row.awaited_at, AccountId(row.awaited_by)),
            entered: row.entered_at.zip(row.entered_by.map(AccountId)),
            version: row.version,
        })
    }
}

on_items! {
    AwaitedFigure (FigureId) of awaited_figure, seen as awaited_figures, by awaited_at AwaitedAt:
    figures_by_id, figures_of, figure_counts, |row| row.item_id
}

impl Tx {
    /// The targets of an item whose figure is, or was, awaited: the unit does not report them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn awaited_targets(&self, item: ItemId) -> Result<Vec<TargetId>> {
        let rows = awaited_figure::Entity::find()
            .filter(awaited_figure::Column::ItemId.eq(Uuid::from(item)))
            .all(&self.tx)
            .await?;
        Ok(rows.into_iter().filter_map(|row| row.target_id.map(TargetId)).collect())
    }

    /// Whether the figure of a target is awaited.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn awaits_figure_of(&self, target: TargetId) -> Result<bool> {
        let awaited = awaited_figure::Entity::find()
            .filter(awaited_figure::Column::TargetId.eq(Uuid::from(target)))
            .filter(awaited_figure::Column::Value.is_null());
        Ok(awaited.count(&self.tx).await? > 0)
    }

    /// Enters that a figure is awaited.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_awaited_figure(&self, figure: &AwaitedFigure) -> Result<()> {
        awaited_figure::Entity::insert(awaited_figure::ActiveModel {
            id: Set(figure.id.into()),
            document_id: Set(figure.document.into()),
            item_id: Set(figure.item.into()),
            target_id: Set(figure.target.map(Uuid::from)),
            indicator: Set(figure.indicator.clone()),
            source: Set(figure.source.clone()),
            expected_on: Set(figure.expected_on),
            value: Set(None),
            as_of: Set(None),
            awaited_by: Set(figure.awaited.1.into()),
            awaited_at: Set(figure.awaited.0),
            entered_by: Set(None),
            entered_at: Set(None),
            version: Set(figure.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes an awaited figure's value and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_awaited_figure(&self, figure: &AwaitedFigure) -> Result<()> {
        use awaited_figure::Column;
        let (value, as_of) = figure.given.unzip();
        let (at, by) = figure.entered.unzip();
        awaited_figure::Entity::update_many()
            .col_expr(Column::Value, Expr::value(value.map(|value| value.to_string())))
            .col_expr(Column::AsOf, Expr::value(as_of))
            .col_expr(Column::EnteredBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::EnteredAt, Expr::value(at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(figure.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
