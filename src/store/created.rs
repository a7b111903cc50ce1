//! Ledgers that were opened without a file: what is typed into them, and their growing source text.

use entity::{document_source, finding, item, reporting_period, section};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, SimpleExpr},
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, document::stored};
use crate::domain::{
    document::Span,
    finding::FindingState,
    id::{DocumentId, ItemId, SectionId},
    regime::Period,
};

/// The places after the last of a document's rows, where more of them go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPlaces {
    /// Of its headings.
    pub section: i32,
    /// Of its items.
    pub item: i32,
    /// Of its findings.
    pub finding: i32,
}

macro_rules! next_place {
    ($tx:expr, $table:ident, $document:expr) => {
        $table::Entity::find()
            .select_only()
            .column_as($table::Column::Position.max(), "last")
            .filter($table::Column::DocumentId.eq(Uuid::from($document)))
            .into_tuple::<Option<i32>>()
            .one(&$tx.tx)
            .await?
            .flatten()
            .map_or(0, |last| last.saturating_add(1))
    };
}

impl Reader<'_> {
    /// The source text of a document, if it may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn source_text(&self, document: DocumentId) -> Result<Option<String>> {
        let row = self
            .of_visible_documents::<document_source::Entity>(
                document_source::Column::DocumentId,
                &[document],
            )
            .one(&self.db())
            .await?;
        Ok(row.map(|row| row.text))
    }

    /// The period of a document that ends last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_period(&self, document: DocumentId) -> Result<Option<Period>> {
        let row = self
            .of_visible_documents::<reporting_period::Entity>(
                reporting_period::Column::DocumentId,
                &[document],
            )
            .order_by_desc(reporting_period::Column::EndsOn)
            .one(&self.db())
            .await?;
        Ok(row.map(Period::from))
    }
}

impl Tx {
    /// Where more rows of a document go.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn next_places(&self, document: DocumentId) -> Result<NextPlaces> {
        Ok(NextPlaces {
            section: next_place!(self, section, document),
            item: next_place!(self, item, document),
            finding: next_place!(self, finding, document),
        })
    }

    /// Appends a passage to a document's source text, and answers how many characters stand before
    /// it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn append_source(&self, document: DocumentId, passage: &str) -> Result<usize> {
        let mut text = self.source_of(document).await?;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let before = text.chars().count();
        text.push_str(passage);
        if !passage.ends_with('\n') {
            text.push('\n');
        }
        self.write_source(document, text).await?;
        Ok(before)
    }

    /// Puts other words in the place of a passage, or none; what stands after it moves along.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn replace_source(
        &self,
        document: DocumentId,
        passage: Span,
        words: &str,
    ) -> Result<()> {
        let text = self.source_of(document).await?;
        let before = text.chars().take(passage.0);
        let after = text.chars().skip(passage.1);
        let spliced: String = before.chain(words.chars()).chain(after).collect();
        self.write_source(document, spliced).await?;
        let end = passage.0 + words.chars().count();
        let moved = |place: SimpleExpr| moved(place, stored(passage.1), stored(end));
        macro_rules! move_spans {
            ($($table:ident),+) => {$({
                use $table::Column;
                $table::Entity::update_many()
                    .col_expr(Column::SpanStart, moved(Column::SpanStart.into_expr()))
                    .col_expr(Column::SpanEnd, moved(Column::SpanEnd.into_expr()))
                    .filter(Column::DocumentId.eq(Uuid::from(document)))
                    .filter(Column::SpanEnd.gt(stored(passage.0)))
                    .exec(&self.tx)
                    .await?;
            })+};
        }
        move_spans!(item, section, finding);
        Ok(())
    }

    async fn source_of(&self, document: DocumentId) -> Result<String> {
        let row = document_source::Entity::find()
            .filter(document_source::Column::DocumentId.eq(Uuid::from(document)))
            .one(&self.tx)
            .await?;
        row.map(|row| row.text)
            .ok_or_else(|| StoreError::Corrupt(format!("document {document} has no source text")))
    }

    async fn write_source(&self, document: DocumentId, text: String) -> Result<()> {
        document_source::Entity::update_many()
            .col_expr(document_source::Column::Text, Expr::value(text))
            .filter(document_source::Column::DocumentId.eq(Uuid::from(document)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Whether other items came from some of the same characters.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn shares_passage(
        &self,
        document: DocumentId,
        item: ItemId,
        passage: Span,
    ) -> Result<bool> {
        let others = item::Entity::find()
            .filter(item::Column::DocumentId.eq(Uuid::from(document)))
            .filter(item::Column::Id.ne(Uuid::from(item)))
            .filter(item::Column::SpanStart.lt(stored(passage.1)))
            .filter(item::Column::SpanEnd.gt(stored(passage.0)))
            .count(&self.tx)
            .await?;
        Ok(others > 0)
    }

    /// Takes away the findings of an item that nobody has settled.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn delete_open_findings(&self, item: ItemId) -> Result<()> {
        finding::Entity::delete_many()
            .filter(finding::Column::ItemId.eq(Uuid::from(item)))
            .filter(finding::Column::State.eq(FindingState::Open.as_str()))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Takes an item out of a draft with all that belongs to it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn delete_item(&self, item: ItemId) -> Result<()> {
        item::Entity::delete_by_id(Uuid::from(item)).exec(&self.tx).await?;
        Ok(())
    }

    /// Takes away a heading under which nothing stands any more.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn delete_section_if_empty(&self, section: SectionId) -> Result<()> {
        let id = Uuid::from(section);
        let items = item::Entity::find().filter(item::Column::SectionId.eq(id));
        let below = section::Entity::find().filter(section::Column::ParentId.eq(id));
        if items.count(&self.tx).await? == 0 && below.count(&self.tx).await? == 0 {
            section::Entity::delete_by_id(id).exec(&self.tx).await?;
        }
        Ok(())
    }
}

/// A place after a passage moves with its end; one inside it goes no further than its new end.
fn moved(place: SimpleExpr, old_end: i32, new_end: i32) -> SimpleExpr {
    CaseStatement::new()
        .case(place.clone().gte(old_end), place.clone().add(new_end - old_end))
        .case(place.clone().gt(new_end), Expr::value(new_end))
        .finally(place)
        .into()
}
