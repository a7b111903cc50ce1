//! Pages by key: of one list, or of the lists under many parents at once.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseExecutor, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{
        Expr, ExprTrait, Func, Order, OverStatement, Query, SimpleExpr, Value, WindowStatement,
    },
};
use uuid::Uuid;

use super::{Result, StoreError};
use crate::domain::page::{Cursor, Direction, Page, PageRequest};

/// By what a list is ordered: a key that is never null, then the id.
pub(super) struct Sorting<E: EntityTrait> {
    /// The key in SQL.
    pub key: SimpleExpr,
    /// The column of the id.
    pub id: E::Column,
    /// Whether the greatest key comes first.
    pub descending: bool,
    /// The key of a row as text, and its id.
    pub cursor: fn(&E::Model) -> Cursor,
    /// The SQL value of a key's text.
    pub value: fn(&str) -> Option<Value>,
}

impl<E: EntityTrait> Sorting<E> {
    /// Rows beyond a cursor in the list's order (`after`), or short of it.
    fn beyond(&self, cursor: &Cursor, after: bool) -> Result<SimpleExpr> {
        let value = (self.value)(&cursor.key).ok_or(StoreError::Cursor)?;
        let id = self.id.into_expr();
        let key = self.key.clone();
        let tie = key.clone().eq(value.clone());
        Ok(if after == self.descending {
            key.lt(value).or(tie.and(id.lt(cursor.id)))
        } else {
            key.gt(value).or(tie.and(id.gt(cursor.id)))
        })
    }

    fn between(&self, page: &PageRequest) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(cursor) = &page.after {
            condition = condition.add(self.beyond(cursor, true)?);
        }
        if let Some(cursor) = &page.before {
            condition = condition.add(self.beyond(cursor, false)?);
        }
        Ok(condition)
    }

    /// The order in which rows are read: from the end that is asked for.
    fn order(&self, page: &PageRequest) -> Order {
        if self.descending == (page.direction == Direction::Forward) {
            Order::Desc
        } else {
            Order::Asc
        }
    }

    /// A page of rows read from the end that is asked for, one more than wanted if there are more.
    fn page(&self, mut models: Vec<E::Model>, page: &PageRequest) -> Page<E::Model> {
        let rows = page.rows as usize;
        let more = models.len() > rows;
        models.truncate(rows);
        let (has_next, has_previous) = match page.direction {
            Direction::Forward => (more, page.after.is_some()),
            Direction::Backward => {
                models.reverse();
                (page.before.is_some(), more)
            }
        };
        Page {
            rows: models.into_iter().map(|model| ((self.cursor)(&model), model)).collect(),
            has_next,
            has_previous,
        }
    }

    /// One page of a list.
    pub async fn read(
        &self,
        db: &DatabaseExecutor<'_>,
        rows: Select<E>,
        page: &PageRequest,
    ) -> Result<Page<E::Model>> {
        let order = self.order(page);
        let models = rows
            .filter(self.between(page)?)
            .order_by(self.key.clone(), order.clone())
            .order_by(self.id, order)
            .limit(u64::from(page.rows) + 1)
            .all(db)
            .await?;
        Ok(self.page(models, page))
    }

    /// The same page of the list under each of many parents, in one statement.
    pub async fn read_under(
        &self,
        db: &DatabaseExecutor<'_>,
        rows: Select<E>,
        parents: (E::Column, &[Uuid]),
        page: &PageRequest,
        parent_of: fn(&E::Model) -> Uuid,
    ) -> Result<HashMap<Uuid, Page<E::Model>>> {
        let (column, parents) = parents;
        let order = self.order(page);
        let mut ranked =
            rows.filter(column.is_in(parents.iter().copied())).filter(self.between(page)?);
        sea_orm::QueryTrait::query(&mut ranked).expr_window_as(
            Func::cust("ROW_NUMBER"),
            WindowStatement::new()
                .add_partition_by(column.into_expr())
                .order_by_expr(self.key.clone(), order.clone())
                .order_by_expr(self.id.into_expr(), order)
                .take(),
            "rank",
        );
        let statement = Query::select()
            .expr(Expr::cust("*"))
            .from_subquery(sea_orm::QueryTrait::into_query(ranked), "ranked")
            .and_where(Expr::col("rank").lte(i64::from(page.rows) + 1))
            .order_by("rank", Order::Asc)
            .take();
        let statement = db.get_database_backend().build(&statement);
        let mut lists: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
        for model in E::Model::find_by_statement(statement).all(db).await? {
            lists.entry(parent_of(&model)).or_default().push(model);
        }
        Ok(lists.into_iter().map(|(parent, models)| (parent, self.page(models, page))).collect())
    }
}

/// The value of a key that is a civil date: of the years that both databases know.
pub(super) fn day_key(key: &str) -> Option<Value> {
    let day = key.parse::<NaiveDate>().ok()?;
    (1..=9999).contains(&day.year()).then(|| day.into())
}

/// The value of a key that is an instant.
pub(super) fn instant_key(key: &str) -> Option<Value> {
    let at = DateTime::parse_from_rfc3339(key).ok()?.with_timezone(&Utc);
    (1..=9999).contains(&at.year()).then(|| at.into())
}

/// How many rows there are under each of many parents, in one statement.
pub(super) async fn count_under<E: EntityTrait>(
    db: &DatabaseExecutor<'_>,
    rows: Select<E>,
    column: E::Column,
    parents: &[Uuid],
) -> Result<HashMap<Uuid, u64>> {
    let counts: Vec<(Uuid, i64)> = rows
        .filter(column.is_in(parents.iter().copied()))
        .select_only()
        .column(column)
        .column_as(column.count(), "rows")
        .group_by(column)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().map(|(parent, rows)| (parent, rows.unsigned_abs())).collect())
}

impl<M> Page<M> {
    /// The same page with rows of another type.
    pub(super) fn try_map<T>(self, map: impl Fn(M) -> Result<T>) -> Result<Page<T>> {
        Ok(Page {
            rows: self
                .rows
                .into_iter()
                .map(|(cursor, row)| Ok((cursor, map(row)?)))
                .collect::<Result<_>>()?,
            has_next: self.has_next,
            has_previous: self.has_previous,
        })
    }
}
