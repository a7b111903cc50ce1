//! Parts of items that were handed on.

use std::collections::HashMap;

use entity::{document, handing, item, unit};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryTrait,
    Select, sea_query::Expr,
};
use uuid::Uuid;

mod due;
mod report;

use super::{
    Reader, Result, StoreError, Tx, corrupt, life::on_items, page::Sorting, rows::insert_all, scope,
};
use crate::domain::{
    handing::{HandedItem, Handing, HandingAsks, HandingState, HandingTerms},
    id::{AccountId, DocumentId, HandingActId, HandingId, ItemId, UnitId},
    page::{Cursor, Page, PageRequest},
};

impl TryFrom<handing::Model> for Handing {
    type Error = StoreError;

    fn try_from(row: handing::Model) -> Result<Self> {
        Ok(Self {
            id: HandingId(row.id),
            act: HandingActId(row.act_id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            to: UnitId(row.to_unit_id),
            terms: HandingTerms {
                task: row.task,
                due_on: row.due_on,
                asks: HandingAsks::parse(&row.asks).ok_or_else(|| corrupt("asks", &row.asks))?,
                days_before: row.days_before,
            },
            state: HandingState::parse(&row.state)
                .ok_or_else(|| corrupt("handing state", &row.state))?,
            handed: (row.handed_at, AccountId(row.handed_by)),
            end_reason: row.end_reason,
            ended: row.ended_at.map(|at| (at, row.ended_by.map(AccountId))),
            version: row.version,
        })
    }
}

on_items! {
    Handing (HandingId) of handing, seen as handings, by handed_at HandedAt:
    handings_by_id, handings_of, handing_counts, |row| row.item_id
}

/// Which handings a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandingFilter {
    /// Handed on by one of these units.
    pub by: Option<Vec<UnitId>>,
    /// Handed to one of these units.
    pub to: Option<Vec<UnitId>>,
    /// The one or the other.
    pub with: Option<Vec<UnitId>>,
    /// In this state.
    pub state: Option<HandingState>,
    /// Of this document.
    pub document: Option<DocumentId>,
}

impl Reader<'_> {
    fn filtered_handings(&self, filter: &HandingFilter) -> Select<handing::Entity> {
        use handing::Column;
        let ids =
            |units: &[UnitId]| -> Vec<Uuid> { units.iter().map(|id| Uuid::from(*id)).collect() };
        self.handings()
            .apply_if(filter.by.as_ref(), |rows, by| rows.filter(Column::UnitId.is_in(ids(by))))
            .apply_if(filter.to.as_ref(), |rows, to| rows.filter(Column::ToUnitId.is_in(ids(to))))
            .apply_if(filter.with.as_ref(), |rows, with| {
                let from_them = Column::UnitId.is_in(ids(with));
                rows.filter(from_them.or(Column::ToUnitId.is_in(ids(with))))
            })
            .apply_if(filter.state, |rows, state| rows.filter(Column::State.eq(state.as_str())))
            .apply_if(filter.document, |rows, id| {
                rows.filter(Column::DocumentId.eq(Uuid::from(id)))
            })
    }

    /// A page of handings, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_page(
        &self,
        filter: &HandingFilter,
        page: &PageRequest,
    ) -> Result<Page<Handing>> {
        newest_first()
            .read(&self.db(), self.filtered_handings(filter), page)
            .await?
            .try_map(Handing::try_from)
    }

    /// How many handings there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_count(&self, filter: &HandingFilter) -> Result<u64> {
        Ok(self.filtered_handings(filter).count(&self.db()).await?)
    }

    /// What was handed on in one act.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_in(&self, act: HandingActId) -> Result<Vec<Handing>> {
        let rows = self.handings().filter(handing::Column::ActId.eq(Uuid::from(act)));
        rows.all(&self.db()).await?.into_iter().map(Handing::try_from).collect()
    }

    /// The open handings of a document.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open_handings(&self, document: DocumentId) -> Result<Vec<Handing>> {
        let filter = HandingFilter {
            state: Some(HandingState::Open),
            document: Some(document),
            ..HandingFilter::default()
        };
        let rows = self.filtered_handings(&filter).all(&self.db()).await?;
        rows.into_iter().map(Handing::try_from).collect()
    }

    /// What is shown of the item of each of these handings, to whom it is shown.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn items_of_handings(
        &self,
        handings: &[HandingId],
    ) -> Result<HashMap<HandingId, HandedItem>> {
        let rows = handing::Entity::find()
            .filter(scope::handed_items(&self.scope))
            .filter(handing::Column::Id.is_in(handings.iter().map(|id| Uuid::from(*id))))
            .find_also_related(item::Entity)
            .all(&self.db())
            .await?;
        let documents: HashMap<Uuid, document::Model> = document::Entity::find()
            .filter(document::Column::Id.is_in(rows.iter().map(|(row, _)| row.document_id)))
            .all(&self.db())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let shown = rows.into_iter().filter_map(|(handing, item)| {
            let (item, document) = (item?, documents.get(&handing.document_id)?);
            let shown = HandedItem {
                ordinal: item.ordinal,
                text: item.text,
                deadline: item.deadline.or(document.deadline),
                document_title: document.title.clone(),
                document_number: document.document_number.clone(),
            };
            Some((HandingId(handing.id), shown))
        });
        Ok(shown.collect())
    }

    /// The units below each of these, by name; at most 200 each.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn units_below(
        &self,
        units: &[UnitId],
        on: chrono::NaiveDate,
    ) -> Result<HashMap<UnitId, Vec<crate::domain::unit::Unit>>> {
        const MOST: u32 = 200;
        let ids: Vec<Uuid> = units.iter().map(|id| Uuid::from(*id)).collect();
        let rows = unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(super::unit::valid_on(unit::Column::ValidFrom, unit::Column::ValidTo, on));
        let by_name = Sorting {
            key: unit::Column::Name.into_expr(),
            id: unit::Column::Id,
            descending: false,
            cursor: |row: &unit::Model| Cursor { key: row.name.clone(), id: row.id },
            value: |key| Some(key.into()),
        };
        let under = (unit::Column::ParentId, ids.as_slice());
        by_name
            .read_under(&self.db(), rows, under, &PageRequest::first(MOST), |row| {
                row.parent_id.unwrap_or_default()
            })
            .await?
            .into_iter()
            .map(|(id, page)| {
                let units = page.rows.into_iter().map(|(_, row)| row.try_into());
                Ok((UnitId(id), units.collect::<Result<_>>()?))
            })
            .collect()
    }
}

impl Tx {
    /// Enters handings.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_handings(&self, handings: &[Handing]) -> Result<()> {
        let rows = handings.iter().map(|new| handing::ActiveModel {
            id: Set(new.id.into()),
            act_id: Set(new.act.into()),
            document_id: Set(new.document.into()),
            item_id: Set(new.item.into()),
            unit_id: Set(new.unit.into()),
            to_unit_id: Set(new.to.into()),
            task: Set(new.terms.task.clone()),
            due_on: Set(new.terms.due_on),
            asks: Set(new.terms.asks.as_str().to_owned()),
            days_before: Set(new.terms.days_before),
            state: Set(new.state.as_str().to_owned()),
            handed_by: Set(new.handed.1.into()),
            handed_at: Set(new.handed.0),
            end_reason: Set(None),
            ended_by: Set(None),
            ended_at: Set(None),
            version: Set(new.version),
        });
        insert_all!(&self.tx, handing::Entity, rows);
        Ok(())
    }

    /// Writes a handing anew and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_handing(&self, handing: &Handing) -> Result<()> {
        use handing::Column;
        let by = handing.ended.and_then(|(_, by)| by);
        handing::Entity::update_many()
            .col_expr(Column::Task, Expr::value(handing.terms.task.as_str()))
            .col_expr(Column::DueOn, Expr::value(handing.terms.due_on))
            .col_expr(Column::Asks, Expr::value(handing.terms.asks.as_str()))
            .col_expr(Column::DaysBefore, Expr::value(handing.terms.days_before))
            .col_expr(Column::State, Expr::value(handing.state.as_str()))
            .col_expr(Column::EndReason, Expr::value(handing.end_reason.clone()))
            .col_expr(Column::EndedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::EndedAt, Expr::value(handing.ended.map(|(at, _)| at)))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(handing.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
