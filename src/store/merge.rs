//! A draft of a newer edition becomes what a published document is, row by row.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{
    assignment, document, document_source, finding, item, item_leader, item_revision, section,
    target,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Result, Tx,
    document::{search_text, stored},
    rows::insert_all,
    search,
};
use crate::{
    clock,
    domain::{
        document::{Document, DocumentState},
        edition::{Comparison, ItemChange, ItemField, Revision},
        id::{AccountId, DocumentId, ItemId},
        item::{DeadlineSource, Item, ItemState},
    },
};

impl Tx {
    /// Makes of a published document what a draft of its newer edition says. Items that stay keep
    /// their ids, and what they said before; new ones come over; those that it drops are cancelled
    /// where they were open. The draft keeps nothing but its name.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn merge_edition(
        &self,
        comparison: &Comparison,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (published, draft) = (comparison.published.id, comparison.draft.id);
        self.keep_wordings(&comparison.changes, at).await?;
        self.set_aside(published).await?;
        let with_findings = self.items_with_findings(draft).await?;
        let standing =
            comparison.changes.iter().filter_map(|change| Some((change, change.after()?)));
        for (position, (change, after)) in standing.enumerate() {
            let now = match change {
                ItemChange::Stays { before, fields, .. } => {
                    self.move_parts(after.id, before.id, fields).await?;
                    if with_findings.contains(&after.id) {
                        self.move_findings(after.id, before.id).await?;
                    }
                    before.id
                }
                _ => after.id,
            };
            let item =
                Item { id: now, document: published, position: stored(position), ..after.clone() };
            self.stand(&item).await?;
        }
        self.put_last(comparison).await?;
        self.hand_over(draft, published).await?;
        self.become_edition(&comparison.draft, published).await?;
        self.bury(draft, by, at).await?;
        self.insert_edition(clock::new_id(), published, Some(draft), by, at).await
    }

    /// Keeps what the items said that change.
    async fn keep_wordings(&self, changes: &[ItemChange], at: DateTime<Utc>) -> Result<()> {
        let kept = changes.iter().filter_map(|change| match change {
            ItemChange::Stays { before, fields, .. } if !fields.is_empty() => {
                Some(Revision::of(before, clock::new_id(), at))
            }
            _ => None,
        });
        let rows = kept.map(|kept| item_revision::ActiveModel {
            id: Set(kept.id.into()),
            item_id: Set(kept.item.into()),
            edition: Set(kept.edition),
            section_id: Set(kept.section.map(Uuid::from)),
            ordinal: Set(kept.ordinal),
            text: Set(kept.text),
            deadline: Set(kept.deadline),
            span_start: Set(stored(kept.span.0)),
            span_end: Set(stored(kept.span.1)),
            replaced_at: Set(kept.replaced_at),
        });
        insert_all!(&self.tx, item_revision::Entity, rows);
        Ok(())
    }

    /// Frees the places of a document's items: a place is taken once at any moment.
    async fn set_aside(&self, document: DocumentId) -> Result<()> {
        let aside = Expr::value(-1).sub(item::Column::Position.into_expr());
        item::Entity::update_many()
            .col_expr(item::Column::Position, aside)
            .filter(item::Column::DocumentId.eq(Uuid::from(document)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    async fn items_with_findings(&self, draft: DocumentId) -> Result<HashSet<ItemId>> {
        let items: Vec<Option<Uuid>> = finding::Entity::find()
            .select_only()
            .column(finding::Column::ItemId)
            .filter(finding::Column::DocumentId.eq(Uuid::from(draft)))
            .distinct()
            .into_tuple()
            .all(&self.tx)
            .await?;
        Ok(items.into_iter().flatten().map(ItemId).collect())
    }

    /// Gives an item the parts of another that differ from its own.
    async fn move_parts(&self, from: ItemId, to: ItemId, fields: &[ItemField]) -> Result<()> {
        macro_rules! move_rows {
            ($table:ident) => {{
                $table::Entity::delete_many()
                    .filter($table::Column::ItemId.eq(Uuid::from(to)))
                    .exec(&self.tx)
                    .await?;
                $table::Entity::update_many()
                    .col_expr($table::Column::ItemId, Expr::value(Uuid::from(to)))
                    .filter($table::Column::ItemId.eq(Uuid::from(from)))
                    .exec(&self.tx)
                    .await?;
            }};
        }
        for field in fields {
            match field {
                ItemField::Targets => move_rows!(target),
                ItemField::Units => move_rows!(assignment),
                ItemField::Leaders => move_rows!(item_leader),
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes an item as it stands in a newer edition.
    async fn stand(&self, item: &Item) -> Result<()> {
        use item::Column;
        item::Entity::update_many()
            .col_expr(Column::DocumentId, Expr::value(Uuid::from(item.document)))
            .col_expr(Column::SectionId, Expr::value(item.section.map(Uuid::from)))
            .col_expr(Column::Edition, Expr::value(item.edition))
            .col_expr(Column::Position, Expr::value(item.position))
            .col_expr(Column::Place, Expr::value(clock::new_id::<Uuid>()))
            .col_expr(Column::Ordinal, Expr::value(item.ordinal.clone()))
            .col_expr(Column::Text, Expr::value(item.text.as_str()))
            .col_expr(Column::SearchText, Expr::value(search::fold(&item.text)))
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
            .col_expr(Column::SpanStart, Expr::value(stored(item.span.0)))
            .col_expr(Column::SpanEnd, Expr::value(stored(item.span.1)))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(item.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Puts what a document no longer holds after what it holds, in the order of old, and cancels
    /// what this edition dropped and was open.
    async fn put_last(&self, comparison: &Comparison) -> Result<()> {
        use item::Column;
        let published = Uuid::from(comparison.published.id);
        let dropped: HashSet<Uuid> = comparison
            .changes
            .iter()
            .filter_map(|change| match change {
                ItemChange::Dropped(item) => Some(item.id.into()),
                _ => None,
            })
            .collect();
        let standing = comparison.changes.len() - dropped.len();
        let open = [ItemState::Open.as_str(), ItemState::Suspended.as_str()];
        item::Entity::update_many()
            .col_expr(Column::State, Expr::value(ItemState::Cancelled.as_str()))
            .filter(Column::Id.is_in(dropped.iter().copied()))
            .filter(Column::State.is_in(open))
            .exec(&self.tx)
            .await?;
        item::Entity::update_many()
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.is_in(dropped))
            .exec(&self.tx)
            .await?;
        let last: Vec<Uuid> = item::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::DocumentId.eq(published))
            .filter(Column::Position.lt(0))
            .order_by_desc(Column::Position)
            .into_tuple()
            .all(&self.tx)
            .await?;
        for (position, id) in (standing..).zip(last) {
            item::Entity::update_many()
                .col_expr(Column::Position, Expr::value(stored(position)))
                .col_expr(Column::Place, Expr::value(clock::new_id::<Uuid>()))
                .filter(Column::Id.eq(id))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// What is left of a draft's items went over already; its text, headings and findings go now.
    async fn hand_over(&self, draft: DocumentId, published: DocumentId) -> Result<()> {
        macro_rules! move_rows {
            ($($table:ident),+) => {$(
                $table::Entity::update_many()
                    .col_expr($table::Column::DocumentId, Expr::value(Uuid::from(published)))
                    .filter($table::Column::DocumentId.eq(Uuid::from(draft)))
                    .exec(&self.tx)
                    .await?;
            )+};
        }
        move_rows!(document_source, section, finding);
        item::Entity::delete_many()
            .filter(item::Column::DocumentId.eq(Uuid::from(draft)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Writes what a document is by its newer edition.
    async fn become_edition(&self, edition: &Document, published: DocumentId) -> Result<()> {
        use document::Column;
        let digest: Option<String> = document::Entity::find_by_id(Uuid::from(edition.id))
            .select_only()
            .column(Column::SourceDigest)
            .into_tuple()
            .one(&self.tx)
            .await?;
        let found = search_text(edition);
        document::Entity::update_many()
            .col_expr(Column::Title, Expr::value(edition.title.as_str()))
            .col_expr(Column::Region, Expr::value(edition.region.clone()))
            .col_expr(Column::Year, Expr::value(edition.year))
            .col_expr(Column::Issuer, Expr::value(edition.issuer.clone()))
            .col_expr(Column::DocumentNumber, Expr::value(edition.document_number.clone()))
            .col_expr(Column::IssuedOn, Expr::value(edition.issued_on))
            .col_expr(Column::Deadline, Expr::value(edition.deadline))
            .col_expr(Column::SearchText, Expr::value(found))
            .col_expr(Column::ReleasedOn, Expr::value(edition.released_on))
            .col_expr(Column::ValidFrom, Expr::value(edition.valid_from))
            .col_expr(Column::ValidTo, Expr::value(edition.valid_to))
            .col_expr(Column::SourceName, Expr::value(edition.source_name.clone()))
            .col_expr(Column::SourceDigest, Expr::value(digest))
            .col_expr(Column::Edition, Expr::value(edition.edition))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(published)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// A draft that was merged is no document any more; its row is what its events name.
    async fn bury(
        &self,
        draft: DocumentId,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use document::Column;
        document::Entity::update_many()
            .col_expr(Column::State, Expr::value(DocumentState::Merged.as_str()))
            .col_expr(Column::PublishedAt, Expr::value(at))
            .col_expr(Column::PublishedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(draft)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
