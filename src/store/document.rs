//! Documents with their headings.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{document, document_edition, document_source, section};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    NewItem, Reader, Result, StoreError, Tx, acknowledgement, corrupt,
    page::{Sorting, instant_key},
    rows::insert_all,
    scope, search,
};
use crate::{
    clock,
    domain::{
        document::{Document, DocumentKind, DocumentState, Section, Span},
        finding::Finding,
        id::{AccountId, DocumentId, OfficeId, SectionId, UnitId},
        page::{Cursor, Page, PageRequest},
        regime::ReportingRule,
    },
};

/// Which documents a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DocumentFilter {
    /// Words that the title or number holds.
    pub text: Option<String>,
    /// In this state.
    pub state: Option<DocumentState>,
    /// For this year.
    pub year: Option<i32>,
    /// With an item that waits for the acknowledgement of one of these units, each with the
    /// collectives of which it is a member.
    pub waiting_for: Option<Vec<(UnitId, Vec<UnitId>)>>,
}

/// A document to be entered, with everything that was read out of it.
pub struct NewDocument {
    /// The document.
    pub document: Document,
    /// SHA-256 of the text in hexadecimal; none for a ledger opened without a file.
    pub source_digest: Option<String>,
    /// The decoded text.
    pub source_text: String,
    /// Who imports it; none for the command line.
    pub imported_by: Option<AccountId>,
    /// Headings in order.
    pub sections: Vec<NewSection>,
    /// Items in order.
    pub items: Vec<NewItem>,
    /// Rules in order.
    pub rules: Vec<ReportingRule>,
    /// Findings in order.
    pub findings: Vec<Finding>,
}

/// A heading to be entered.
pub struct NewSection {
    /// The heading.
    pub section: Section,
    /// Where it stands.
    pub span: Span,
}

impl TryFrom<document::Model> for Document {
    type Error = StoreError;

    fn try_from(row: document::Model) -> Result<Self> {
        Ok(Self {
            id: DocumentId(row.id),
            office: OfficeId(row.office_id),
            kind: DocumentKind::parse(&row.kind)
                .ok_or_else(|| corrupt("document kind", &row.kind))?,
            title: row.title,
            region: row.region,
            year: row.year,
            issuer: row.issuer,
            document_number: row.document_number,
            issued_on: row.issued_on,
            released_on: row.released_on,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            deadline: row.deadline,
            state: DocumentState::parse(&row.state)
                .ok_or_else(|| corrupt("document state", &row.state))?,
            replaces: row.replaces_id.map(DocumentId),
            edition: row.edition,
            source_name: row.source_name,
            imported_at: row.imported_at,
            published_at: row.published_at,
            published_by: row.published_by.map(AccountId),
            version: row.version,
        })
    }
}

impl From<section::Model> for Section {
    fn from(row: section::Model) -> Self {
        Self {
            id: SectionId(row.id),
            document: DocumentId(row.document_id),
            parent: row.parent_id.map(SectionId),
            level: row.level,
            marker: row.marker,
            title: row.title,
        }
    }
}

/// What a document is found by.
pub(super) fn search_text(document: &Document) -> String {
    let number = document.document_number.as_deref().unwrap_or_default();
    search::fold(&format!("{} {number}", document.title))
}

pub(super) fn span(start: i32, end: i32) -> Span {
    Span(usize::try_from(start).unwrap_or_default(), usize::try_from(end).unwrap_or_default())
}

pub(super) fn stored(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

fn newest_first() -> Sorting<document::Entity> {
    Sorting {
        key: document::Column::ImportedAt.into_expr(),
        id: document::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.imported_at.to_rfc3339(), id: row.id },
        value: instant_key,
    }
}

impl Reader<'_> {
    fn visible_documents(&self, filter: &DocumentFilter) -> Select<document::Entity> {
        document::Entity::find()
            .filter(scope::documents(&self.scope))
            .apply_if(filter.text.as_ref(), |rows, text| {
                rows.filter(search::holds(document::Column::SearchText, text))
            })
            .apply_if(filter.state, |rows, state| {
                rows.filter(document::Column::State.eq(state.as_str()))
            })
            .apply_if(filter.year, |rows, year| rows.filter(document::Column::Year.eq(year)))
            .apply_if(filter.waiting_for.as_ref(), |rows, units| {
                rows.filter(acknowledgement::waits_for(units))
            })
    }

    /// The documents with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn documents(&self, ids: &[DocumentId]) -> Result<Vec<Document>> {
        self.visible_documents(&DocumentFilter::default())
            .filter(document::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Document::try_from)
            .collect()
    }

    /// A document, if it may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document(&self, id: DocumentId) -> Result<Option<Document>> {
        Ok(self.documents(&[id]).await?.pop())
    }

    /// The documents of a list: what was a draft and is no document any more is in none, unless it
    /// is asked for by its state.
    fn listed_documents(&self, filter: &DocumentFilter) -> Select<document::Entity> {
        let rows = self.visible_documents(filter);
        if filter.state.is_some() {
            return rows;
        }
        let gone = DocumentState::GONE.map(DocumentState::as_str);
        rows.filter(document::Column::State.is_not_in(gone))
    }

    /// A page of documents, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_page(
        &self,
        filter: &DocumentFilter,
        page: &PageRequest,
    ) -> Result<Page<Document>> {
        newest_first()
            .read(&self.db(), self.listed_documents(filter), page)
            .await?
            .try_map(Document::try_from)
    }

    /// How many documents there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_count(&self, filter: &DocumentFilter) -> Result<u64> {
        Ok(self.listed_documents(filter).count(&self.db()).await?)
    }

    /// The document of an office that was read from a text, in whichever edition.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_of_source(
        &self,
        office: OfficeId,
        digest: &str,
    ) -> Result<Option<Document>> {
        let of_edition = document_edition::Entity::find()
            .select_only()
            .column(document_edition::Column::DocumentId)
            .filter(document_edition::Column::SourceDigest.eq(digest))
            .into_query();
        let read = document::Column::SourceDigest
            .eq(digest)
            .or(document::Column::Id.in_subquery(of_edition));
        self.listed_documents(&DocumentFilter::default())
            .filter(document::Column::OfficeId.eq(Uuid::from(office)))
            .filter(read)
            .order_by_asc(document::Column::Id)
            .one(&self.db())
            .await?
            .map(Document::try_from)
            .transpose()
    }

    pub(super) fn of_visible_documents<E: EntityTrait>(
        &self,
        column: E::Column,
        ids: &[DocumentId],
    ) -> Select<E> {
        let visible = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(scope::documents(&self.scope))
            .filter(document::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .into_query();
        E::find().filter(column.in_subquery(visible))
    }

    /// The headings of each of these documents in order, as its edition has them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sections_of(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Vec<Section>>> {
        let of_edition = Expr::col((document::Entity, document::Column::Edition))
            .equals((section::Entity, section::Column::Edition));
        let rows = self
            .of_visible_documents::<section::Entity>(section::Column::DocumentId, documents)
            .join(JoinType::InnerJoin, section::Relation::Document.def())
            .filter(of_edition)
            .order_by_asc(section::Column::Position)
            .all(&self.db())
            .await?;
        let mut sections: HashMap<DocumentId, Vec<Section>> = HashMap::new();
        for row in rows {
            let section = Section::from(row);
            sections.entry(section.document).or_default().push(section);
        }
        Ok(sections)
    }

    /// The headings with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sections(&self, ids: &[SectionId]) -> Result<Vec<Section>> {
        let visible = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(scope::documents(&self.scope))
            .into_query();
        let rows = section::Entity::find()
            .filter(section::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .filter(section::Column::DocumentId.in_subquery(visible))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Section::from).collect())
    }
}

impl Tx {
    /// Enters a document with everything that was read out of it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_document(&self, new: &NewDocument) -> Result<()> {
        let document = &new.document;
        document::Entity::insert(document::ActiveModel {
            id: Set(document.id.into()),
            office_id: Set(document.office.into()),
            kind: Set(document.kind.as_str().to_owned()),
            title: Set(document.title.clone()),
            region: Set(document.region.clone()),
            year: Set(document.year),
            issuer: Set(document.issuer.clone()),
            document_number: Set(document.document_number.clone()),
            issued_on: Set(document.issued_on),
            released_on: Set(document.released_on),
            valid_from: Set(document.valid_from),
            valid_to: Set(document.valid_to),
            deadline: Set(document.deadline),
            state: Set(document.state.as_str().to_owned()),
            replaces_id: Set(document.replaces.map(Uuid::from)),
            edition: Set(document.edition),
            search_text: Set(search_text(document)),
            source_name: Set(document.source_name.clone()),
            source_digest: Set(new.source_digest.clone()),
            imported_by: Set(new.imported_by.map(Uuid::from)),
            imported_at: Set(document.imported_at),
            published_by: Set(None),
            published_at: Set(None),
            version: Set(document.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        document_source::Entity::insert(document_source::ActiveModel {
            document_id: Set(document.id.into()),
            edition: Set(document.edition),
            text: Set(new.source_text.clone()),
        })
        .exec_without_returning(&self.tx)
        .await?;
        self.insert_sections(0, &new.sections, document.edition).await?;
        self.insert_items(&new.items).await?;
        self.insert_regime(document.id, &new.rules).await?;
        self.insert_findings(0, &new.findings).await
    }

    /// Enters headings from a place on.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_sections(
        &self,
        first: i32,
        sections: &[NewSection],
        edition: i32,
    ) -> Result<()> {
        let rows = (first..).zip(sections).map(|(position, new)| section::ActiveModel {
            id: Set(new.section.id.into()),
            document_id: Set(new.section.document.into()),
            parent_id: Set(new.section.parent.map(Uuid::from)),
            edition: Set(edition),
            position: Set(position),
            level: Set(new.section.level),
            marker: Set(new.section.marker.clone()),
            title: Set(new.section.title.clone()),
            span_start: Set(stored(new.span.0)),
            span_end: Set(stored(new.span.1)),
        });
        insert_all!(&self.tx, section::Entity, rows);
        Ok(())
    }

    /// Marks a document as published, as its first edition, if it is still the version that was
    /// read; false if not.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn publish_document(
        &self,
        id: DocumentId,
        version: i32,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        let done = document::Entity::update_many()
            .col_expr(document::Column::State, Expr::value(DocumentState::Published.as_str()))
            .col_expr(document::Column::PublishedAt, Expr::value(at))
            .col_expr(document::Column::PublishedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(document::Column::Version, document::Column::Version.into_expr().add(1))
            .filter(document::Column::Id.eq(Uuid::from(id)))
            .filter(document::Column::Version.eq(version))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        self.insert_edition(clock::new_id(), id, None, by, at).await?;
        Ok(true)
    }
}
