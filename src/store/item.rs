//! Items with their units, targets and the passage they came from.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{assignment, document, document_source, item, item_leader, target, unit};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    document::{span, stored},
    page::{Sorting, count_under, day_key},
    rows::insert_all,
    scope, search,
    target::target_rows,
};
use crate::{
    clock,
    domain::{
        assignment::{Assignment, Role},
        code::codes,
        document::DocumentState,
        id::{AssignmentId, DocumentId, ItemId, LeaderId, SectionId, UnitId},
        item::{DeadlineSource, Item, ItemState},
        page::{Cursor, Page, PageRequest},
        target::Target,
    },
};

codes! {
    /// By what items are ordered.
    pub enum ItemOrder {
        /// As they stand in their documents.
        Position = "POSITION",
        /// By the day they are due, those without one last.
        Deadline = "DEADLINE",
    }
}

/// Which items a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ItemFilter {
    /// Words that the text holds.
    pub text: Option<String>,
    /// In this state.
    pub state: Option<ItemState>,
    /// Of this document.
    pub document: Option<DocumentId>,
    /// Of documents in this state.
    pub document_state: Option<DocumentState>,
    /// Assigned to one of these units, or under one of these leaders.
    pub assigned: Option<Assigned>,
}

/// To whom items are assigned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Assigned {
    /// To one of these units.
    pub units: Vec<UnitId>,
    /// In this part only.
    pub role: Option<Role>,
    /// Or, where no part is asked for, to one of these leaders.
    pub leaders: Vec<LeaderId>,
}

impl TryFrom<item::Model> for Item {
    type Error = StoreError;

    fn try_from(row: item::Model) -> Result<Self> {
        Ok(Self {
            id: ItemId(row.id),
            document: DocumentId(row.document_id),
            section: row.section_id.map(SectionId),
            edition: row.edition,
            position: row.position,
            ordinal: row.ordinal,
            text: row.text,
            source: row.source,
            deadline: row.deadline,
            deadline_source: row
                .deadline_source
                .map(|code| DeadlineSource::parse(&code).ok_or_else(|| corrupt("source", &code)))
                .transpose()?,
            deadline_span: row.deadline_start.zip(row.deadline_end).map(|(a, b)| span(a, b)),
            state: ItemState::parse(&row.state).ok_or_else(|| corrupt("item state", &row.state))?,
            span: span(row.span_start, row.span_end),
            version: row.version,
        })
    }
}

/// What stands for a missing deadline where items are ordered by it.
const NO_DEADLINE: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

pub(super) fn sorting(order: ItemOrder) -> Sorting<item::Entity> {
    match order {
        // Places are made in the order of the document, and a document's one after another, so that
        // they keep documents apart where positions would mix them.
        ItemOrder::Position => Sorting {
            key: item::Column::Place.into_expr(),
            id: item::Column::Id,
            descending: false,
            cursor: |row| Cursor { key: row.place.to_string(), id: row.id },
            value: |key| key.parse::<Uuid>().ok().map(Into::into),
        },
        ItemOrder::Deadline => Sorting {
            key: Func::coalesce([item::Column::Deadline.into_expr(), Expr::value(NO_DEADLINE)])
                .into(),
            id: item::Column::Id,
            descending: false,
            cursor: |row| Cursor {
                key: row.deadline.unwrap_or(NO_DEADLINE).to_string(),
                id: row.id,
            },
            value: day_key,
        },
    }
}

fn in_document() -> Sorting<item::Entity> {
    Sorting {
        key: item::Column::Position.into_expr(),
        id: item::Column::Id,
        descending: false,
        cursor: |row| Cursor { key: row.position.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

fn assigned(rows: Select<item::Entity>, to: &Assigned) -> Select<item::Entity> {
    let units = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::ItemId)
        .filter(assignment::Column::UnitId.is_in(to.units.iter().map(|id| Uuid::from(*id))))
        .apply_if(to.role, |rows, role| rows.filter(assignment::Column::Role.eq(role.as_str())))
        .into_query();
    let mut condition = sea_orm::Condition::any().add(item::Column::Id.in_subquery(units));
    if to.role.is_none() {
        let leaders = item_leader::Entity::find()
            .select_only()
            .column(item_leader::Column::ItemId)
            .filter(
                item_leader::Column::LeaderId.is_in(to.leaders.iter().map(|id| Uuid::from(*id))),
            )
            .into_query();
        condition = condition.add(item::Column::Id.in_subquery(leaders));
    }
    rows.filter(condition)
}

impl Reader<'_> {
    pub(super) fn visible_items(&self, filter: &ItemFilter) -> Select<item::Entity> {
        item::Entity::find()
            .filter(scope::items(&self.scope))
            .apply_if(filter.text.as_ref(), |rows, text| {
                rows.filter(search::holds(item::Column::SearchText, text))
            })
            .apply_if(filter.state, |rows, state| {
                rows.filter(item::Column::State.eq(state.as_str()))
            })
            .apply_if(filter.document, |rows, document| {
                rows.filter(item::Column::DocumentId.eq(Uuid::from(document)))
            })
            .apply_if(filter.document_state, |rows, state| {
                let documents = document::Entity::find()
                    .select_only()
                    .column(document::Column::Id)
                    .filter(document::Column::State.eq(state.as_str()))
                    .into_query();
                rows.filter(item::Column::DocumentId.in_subquery(documents))
            })
            .apply_if(filter.assigned.as_ref(), assigned)
    }

    /// The items with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn items(&self, ids: &[ItemId]) -> Result<Vec<Item>> {
        self.visible_items(&ItemFilter::default())
            .filter(item::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Item::try_from)
            .collect()
    }

    /// The item that stands before another in its document.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn item_before(&self, item: &Item) -> Result<Option<Item>> {
        self.visible_items(&ItemFilter::default())
            .filter(item::Column::DocumentId.eq(Uuid::from(item.document)))
            .filter(item::Column::Position.lt(item.position))
            .order_by_desc(item::Column::Position)
            .one(&self.db())
            .await?
            .map(Item::try_from)
            .transpose()
    }

    /// A page of items.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn item_page(
        &self,
        filter: &ItemFilter,
        order: ItemOrder,
        page: &PageRequest,
    ) -> Result<Page<Item>> {
        sorting(order)
            .read(&self.db(), self.visible_items(filter), page)
            .await?
            .try_map(Item::try_from)
    }

    /// How many items there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn item_count(&self, filter: &ItemFilter) -> Result<u64> {
        Ok(self.visible_items(filter).count(&self.db()).await?)
    }

    /// A page of the items of each of these documents, as they stand there.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn items_of(
        &self,
        documents: &[Uuid],
        filter: &ItemFilter,
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Item>>> {
        in_document()
            .read_under(
                &self.db(),
                self.visible_items(filter),
                (item::Column::DocumentId, documents),
                page,
                |row| row.document_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(Item::try_from)?)))
            .collect()
    }

    /// How many items each of these documents has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn item_counts(
        &self,
        documents: &[Uuid],
        filter: &ItemFilter,
    ) -> Result<HashMap<Uuid, u64>> {
        count_under(&self.db(), self.visible_items(filter), item::Column::DocumentId, documents)
            .await
    }

    /// The units that answer for each of these items in the order of the clause, leads first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn assignments_of(
        &self,
        items: &[ItemId],
    ) -> Result<HashMap<ItemId, Vec<Assignment>>> {
        let rows = assignment::Entity::find()
            .filter(assignment::Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))))
            .filter(assignment::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .order_by_asc(assignment::Column::Position)
            .find_also_related(unit::Entity)
            .all(&self.db())
            .await?;
        let mut assignments: HashMap<ItemId, Vec<Assignment>> = HashMap::new();
        for (row, unit) in rows {
            let Some(unit) = unit else { continue };
            assignments.entry(ItemId(row.item_id)).or_default().push(Assignment {
                id: AssignmentId(row.id),
                item: ItemId(row.item_id),
                unit: unit.try_into()?,
                role: Role::parse(&row.role).ok_or_else(|| corrupt("role", &row.role))?,
                printed: row.printed,
                confirmed_from: row.confirmed_from_id.map(AssignmentId),
            });
        }
        Ok(assignments)
    }

    /// The passage from which each of these items was read, in the last edition in which it stands.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn passages_of(&self, items: &[ItemId]) -> Result<HashMap<ItemId, String>> {
        let passage = Func::cust("substr").args([
            document_source::Column::Text.into_expr(),
            item::Column::SpanStart.into_expr().add(1),
            item::Column::SpanEnd.into_expr().sub(item::Column::SpanStart.into_expr()),
        ]);
        let of_edition = Expr::col((document_source::Entity, document_source::Column::Edition))
            .equals((item::Entity, item::Column::Edition));
        let rows: Vec<(Uuid, String)> = self
            .visible_items(&ItemFilter::default())
            .filter(item::Column::Id.is_in(items.iter().map(|id| Uuid::from(*id))))
            .join(JoinType::InnerJoin, item::Relation::Document.def())
            .join(JoinType::InnerJoin, document_source::Relation::Document.def().rev())
            .filter(of_edition)
            .select_only()
            .column(item::Column::Id)
            .expr_as(passage, "passage")
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|(id, passage)| (ItemId(id), passage)).collect())
    }
}

/// An item to be entered, with what belongs to it.
pub struct NewItem {
    /// The item.
    pub item: Item,
    /// Its targets in order.
    pub targets: Vec<Target>,
    /// Units, roles and printed names, leads first.
    pub assignments: Vec<(UnitId, Role, String)>,
    /// Leaders in order.
    pub leaders: Vec<LeaderId>,
}

fn assignment_rows(
    item: ItemId,
    assignments: &[(UnitId, Role, String)],
) -> impl Iterator<Item = assignment::ActiveModel> {
    assignments.iter().enumerate().map(move |(position, (unit, role, printed))| {
        assignment::ActiveModel {
            id: Set(clock::new_id()),
            item_id: Set(item.into()),
            unit_id: Set((*unit).into()),
            role: Set(role.as_str().to_owned()),
            position: Set(stored(position)),
            printed: Set(printed.clone()),
            confirmed_from_id: Set(None),
        }
    })
}

fn leader_rows(
    item: ItemId,
    leaders: &[LeaderId],
) -> impl Iterator<Item = item_leader::ActiveModel> {
    leaders.iter().enumerate().map(move |(position, leader)| item_leader::ActiveModel {
        id: Set(clock::new_id()),
        item_id: Set(item.into()),
        leader_id: Set((*leader).into()),
        position: Set(stored(position)),
    })
}

impl Tx {
    /// Enters items with what belongs to them.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_items(&self, items: &[NewItem]) -> Result<()> {
        let rows = items.iter().map(|NewItem { item, .. }| item::ActiveModel {
            id: Set(item.id.into()),
            document_id: Set(item.document.into()),
            section_id: Set(item.section.map(Uuid::from)),
            edition: Set(item.edition),
            place: Set(item.id.into()),
            position: Set(item.position),
            ordinal: Set(item.ordinal.clone()),
            text: Set(item.text.clone()),
            search_text: Set(search::fold(&item.text)),
            source: Set(item.source.clone()),
            deadline: Set(item.deadline),
            deadline_source: Set(item.deadline_source.map(|source| source.as_str().to_owned())),
            deadline_start: Set(item.deadline_span.map(|span| stored(span.0))),
            deadline_end: Set(item.deadline_span.map(|span| stored(span.1))),
            state: Set(item.state.as_str().to_owned()),
            span_start: Set(stored(item.span.0)),
            span_end: Set(stored(item.span.1)),
            version: Set(item.version),
        });
        insert_all!(&self.tx, item::Entity, rows);
        let rows = items.iter().flat_map(|new| target_rows(&new.targets));
        insert_all!(&self.tx, target::Entity, rows);
        let rows = items.iter().flat_map(|new| assignment_rows(new.item.id, &new.assignments));
        insert_all!(&self.tx, assignment::Entity, rows);
        let rows = items.iter().flat_map(|new| leader_rows(new.item.id, &new.leaders));
        insert_all!(&self.tx, item_leader::Entity, rows);
        Ok(())
    }

    /// Locks an item until the end of the transaction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_item(&self, id: ItemId) -> Result<()> {
        item::Entity::find_by_id(Uuid::from(id)).lock_exclusive().one(&self.tx).await?;
        Ok(())
    }

    /// Writes an item's row anew and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_item(&self, item: &Item) -> Result<()> {
        use item::Column;
        item::Entity::update_many()
            .col_expr(Column::Text, Expr::value(item.text.as_str()))
            .col_expr(Column::SearchText, Expr::value(search::fold(&item.text)))
            .col_expr(Column::Source, Expr::value(item.source.as_deref()))
            .col_expr(Column::Ordinal, Expr::value(item.ordinal.as_deref()))
            .col_expr(Column::SectionId, Expr::value(item.section.map(Uuid::from)))
            .col_expr(Column::Deadline, Expr::value(item.deadline))
            .col_expr(
                Column::DeadlineSource,
                Expr::value(item.deadline_source.map(DeadlineSource::as_str)),
            )
            .col_expr(
                Column::DeadlineStart,
                Expr::value(item.deadline_span.map(|span| stored(span.0))),
            )
            .col_expr(
                Column::DeadlineEnd,
                Expr::value(item.deadline_span.map(|span| stored(span.1))),
            )
            .col_expr(Column::State, Expr::value(item.state.as_str()))
            .col_expr(Column::SpanStart, Expr::value(stored(item.span.0)))
            .col_expr(Column::SpanEnd, Expr::value(stored(item.span.1)))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(item.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Replaces the units that answer for an item.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn replace_assignments(
        &self,
        item: ItemId,
        assignments: &[(UnitId, Role, String)],
    ) -> Result<()> {
        assignment::Entity::delete_many()
            .filter(assignment::Column::ItemId.eq(Uuid::from(item)))
            .exec(&self.tx)
            .await?;
        insert_all!(&self.tx, assignment::Entity, assignment_rows(item, assignments));
        Ok(())
    }

    /// Replaces an item's leaders.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn replace_leaders(&self, item: ItemId, leaders: &[LeaderId]) -> Result<()> {
        item_leader::Entity::delete_many()
            .filter(item_leader::Column::ItemId.eq(Uuid::from(item)))
            .exec(&self.tx)
            .await?;
        insert_all!(&self.tx, item_leader::Entity, leader_rows(item, leaders));
        Ok(())
    }

    /// Makes room for `count` items after a place in a document.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn shift_items(&self, document: DocumentId, after: i32, count: i32) -> Result<()> {
        use item::Column;
        // By way of negative places: a place is taken once at any moment.
        let of_document =
            || item::Entity::update_many().filter(Column::DocumentId.eq(Uuid::from(document)));
        of_document()
            .col_expr(Column::Position, Expr::value(0).sub(Column::Position.into_expr()).sub(count))
            .filter(Column::Position.gt(after))
            .exec(&self.tx)
            .await?;
        of_document()
            .col_expr(Column::Position, Expr::value(0).sub(Column::Position.into_expr()))
            .filter(Column::Position.lt(0))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Takes an item out of a draft; its findings go to another.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn absorb_item(&self, item: ItemId, into: ItemId) -> Result<()> {
        self.move_findings(item, into).await?;
        item::Entity::delete_by_id(Uuid::from(item)).exec(&self.tx).await?;
        Ok(())
    }
}
