//! Editions of published documents: comparing a newer one, and what stays of earlier ones.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{
    assignment, document, document_edition, document_source, edition_match, finding, item,
    item_leader, item_revision, section, target,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait, Select,
    sea_query::{Expr, Func, SelectStatement},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    document::span,
    page::{Sorting, count_under},
    scope,
};
use crate::domain::{
    assignment::Role,
    document::{Document, DocumentState},
    edition::{
        ByHand, Compared, Comparison, DocumentField, Edition, Revision, changed_fields, compare,
    },
    finding::{Finding, FindingState},
    id::{AccountId, DocumentId, EditionId, ItemId, LeaderId, RevisionId, SectionId, UnitId},
    item::Item,
    page::{Cursor, Page, PageRequest},
    regime::{ReportingRule, RuleSource},
    target::Target,
};

impl From<document_edition::Model> for Edition {
    fn from(row: document_edition::Model) -> Self {
        Self {
            id: EditionId(row.id),
            document: DocumentId(row.document_id),
            number: row.number,
            draft: row.draft_id.map(DocumentId),
            title: row.title,
            document_number: row.document_number,
            issued_on: row.issued_on,
            source_name: row.source_name,
            source_digest: row.source_digest,
            published_at: row.published_at,
            published_by: row.published_by.map(AccountId),
        }
    }
}

impl From<item_revision::Model> for Revision {
    fn from(row: item_revision::Model) -> Self {
        Self {
            id: RevisionId(row.id),
            item: ItemId(row.item_id),
            edition: row.edition,
            section: row.section_id.map(SectionId),
            ordinal: row.ordinal,
            text: row.text,
            deadline: row.deadline,
            span: span(row.span_start, row.span_end),
            replaced_at: row.replaced_at,
        }
    }
}

fn newest_edition_first() -> Sorting<document_edition::Entity> {
    Sorting {
        key: document_edition::Column::Number.into_expr(),
        id: document_edition::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.number.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

fn newest_revision_first() -> Sorting<item_revision::Entity> {
    Sorting {
        key: item_revision::Column::Edition.into_expr(),
        id: item_revision::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.edition.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

fn uuids<I: Copy + Into<Uuid>>(ids: &[I]) -> impl Iterator<Item = Uuid> {
    ids.iter().map(|id| (*id).into())
}

impl Reader<'_> {
    fn visible_editions(&self) -> Select<document_edition::Entity> {
        let visible = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(scope::documents(&self.scope))
            .into_query();
        document_edition::Entity::find()
            .filter(document_edition::Column::DocumentId.in_subquery(visible))
    }

    /// A page of the editions of each of these documents, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn editions_of(
        &self,
        documents: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Edition>>> {
        newest_edition_first()
            .read_under(
                &self.db(),
                self.visible_editions(),
                (document_edition::Column::DocumentId, documents),
                page,
                |row| row.document_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(|row| Ok(Edition::from(row)))?)))
            .collect()
    }

    /// How many editions each of these documents had.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn edition_counts(&self, documents: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let column = document_edition::Column::DocumentId;
        count_under(&self.db(), self.visible_editions(), column, documents).await
    }

    /// The whole text of each of these editions, for those who may read every item in it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn edition_texts(&self, ids: &[EditionId]) -> Result<HashMap<EditionId, String>> {
        let same_edition = Expr::col((document_source::Entity, document_source::Column::Edition))
            .equals((document_edition::Entity, document_edition::Column::Number));
        let rows: Vec<(Uuid, String)> = self
            .visible_editions()
            .filter(document_edition::Column::Id.is_in(uuids(ids)))
            .join(JoinType::InnerJoin, document_edition::Relation::Document.def())
            .join(JoinType::InnerJoin, document_source::Relation::Document.def().rev())
            .filter(same_edition)
            .filter(scope::whole_documents(&self.scope))
            .select_only()
            .column(document_edition::Column::Id)
            .column(document_source::Column::Text)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|(id, text)| (EditionId(id), text)).collect())
    }

    fn visible_revisions(&self) -> Select<item_revision::Entity> {
        item_revision::Entity::find()
            .filter(item_revision::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
    }

    /// A page of the earlier wordings of each of these items, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revisions_of(
        &self,
        items: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Revision>>> {
        newest_revision_first()
            .read_under(
                &self.db(),
                self.visible_revisions(),
                (item_revision::Column::ItemId, items),
                page,
                |row| row.item_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(|row| Ok(Revision::from(row)))?)))
            .collect()
    }

    /// How many earlier wordings each of these items has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revision_counts(&self, items: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let column = item_revision::Column::ItemId;
        count_under(&self.db(), self.visible_revisions(), column, items).await
    }

    /// The passage from which each of these earlier wordings was read.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revision_passages(
        &self,
        ids: &[RevisionId],
    ) -> Result<HashMap<RevisionId, String>> {
        use item_revision::Column::{Edition, SpanEnd, SpanStart};
        let passage = Func::cust("substr").args([
            document_source::Column::Text.into_expr(),
            SpanStart.into_expr().add(1),
            SpanEnd.into_expr().sub(SpanStart.into_expr()),
        ]);
        let same_edition = Expr::col((document_source::Entity, document_source::Column::Edition))
            .equals((item_revision::Entity, Edition));
        let rows: Vec<(Uuid, String)> = self
            .visible_revisions()
            .filter(item_revision::Column::Id.is_in(uuids(ids)))
            .join(JoinType::InnerJoin, item_revision::Relation::Item.def())
            .join(JoinType::InnerJoin, item::Relation::Document.def())
            .join(JoinType::InnerJoin, document_source::Relation::Document.def().rev())
            .filter(same_edition)
            .select_only()
            .column(item_revision::Column::Id)
            .expr_as(passage, "passage")
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|(id, passage)| (RevisionId(id), passage)).collect())
    }

    /// SHA-256 of the text that a document was read from, in the edition that it is in.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn source_digest(&self, document: DocumentId) -> Result<Option<String>> {
        Ok(document::Entity::find()
            .select_only()
            .column(document::Column::SourceDigest)
            .filter(scope::documents(&self.scope))
            .filter(document::Column::Id.eq(Uuid::from(document)))
            .into_tuple()
            .one(&self.db())
            .await?)
    }

    /// The open draft of a newer edition of each of these documents.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn replaced_by(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Document>> {
        let rows = document::Entity::find()
            .filter(scope::documents(&self.scope))
            .filter(document::Column::ReplacesId.is_in(uuids(documents)))
            .filter(document::Column::State.eq(DocumentState::Draft.as_str()))
            .all(&self.db())
            .await?;
        let drafts = rows.into_iter().map(|row| {
            let draft = Document::try_from(row)?;
            Ok(draft.replaces.map(|replaced| (replaced, draft)))
        });
        drafts.filter_map(Result::transpose).collect()
    }

    /// What each of these drafts would change of the document that it replaces.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn comparisons(
        &self,
        drafts: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Arc<Comparison>>> {
        let mut drafts = self.documents(drafts).await?;
        drafts.retain(|draft| draft.state == DocumentState::Draft && draft.replaces.is_some());
        if drafts.is_empty() {
            return Ok(HashMap::new());
        }
        let replaced: Vec<DocumentId> = drafts.iter().filter_map(|draft| draft.replaces).collect();
        let published = self.documents(&replaced).await?;
        let all: Vec<&Document> = drafts.iter().chain(&published).collect();
        let ids: Vec<DocumentId> = all.iter().map(|document| document.id).collect();
        let mut compared = self.compared(&all).await?;
        let by_hand = self.matched_by_hand(&ids).await?;
        let rules = self.rules_of(&ids).await?;
        // What the office set instead of what it read is no change of the text.
        let read_anew = |published: &DocumentId, draft: &DocumentId| {
            let [old, new] =
                [published, draft].map(|id| rules.get(id).map_or(&[][..], Vec::as_slice));
            let lacks = |rules: &[ReportingRule], rule: &ReportingRule| {
                rules.iter().all(|other| other.text != rule.text)
            };
            new.iter().any(|rule| lacks(old, rule))
                || old.iter().any(|rule| rule.source == RuleSource::Imported && lacks(new, rule))
        };
        let published: HashMap<DocumentId, Document> =
            published.into_iter().map(|document| (document.id, document)).collect();
        let comparisons = drafts.into_iter().filter_map(|draft| {
            let published = published.get(&draft.replaces?)?.clone();
            let mut fields = changed_fields(&published, &draft);
            if read_anew(&published.id, &draft.id) {
                fields.push(DocumentField::ReportingRules);
            }
            let old = compared.remove(&published.id).unwrap_or_default();
            let new = compared.remove(&draft.id).unwrap_or_default();
            let changes = compare(&old, &new, &by_hand);
            Some((draft.id, Arc::new(Comparison { draft, published, changes, fields })))
        });
        Ok(comparisons.collect())
    }

    /// The items that stand in each of these documents, in order, with all that is compared.
    async fn compared(
        &self,
        documents: &[&Document],
    ) -> Result<HashMap<DocumentId, Vec<Compared>>> {
        let ids: Vec<DocumentId> = documents.iter().map(|document| document.id).collect();
        let edition_of: HashMap<DocumentId, i32> =
            documents.iter().map(|document| (document.id, document.edition)).collect();
        let mut units = self.units_in(&ids).await?;
        let mut leaders = self.leaders_in(&ids).await?;
        let mut targets = self.targets_in(&ids).await?;
        let headings = self.headings_in(&ids).await?;
        let rows = item::Entity::find()
            .filter(scope::items(&self.scope))
            .filter(item::Column::DocumentId.is_in(uuids(&ids)))
            .order_by_asc(item::Column::Position)
            .all(&self.db())
            .await?;
        let mut compared: HashMap<DocumentId, Vec<Compared>> = HashMap::new();
        for row in rows {
            let item = Item::try_from(row)?;
            if edition_of.get(&item.document) != Some(&item.edition) {
                continue;
            }
            compared.entry(item.document).or_default().push(Compared {
                headings: titles(&headings, item.section),
                units: units.remove(&item.id).unwrap_or_default(),
                leaders: leaders.remove(&item.id).unwrap_or_default(),
                targets: targets.remove(&item.id).unwrap_or_default(),
                item,
            });
        }
        Ok(compared)
    }

    fn items_in(&self, documents: &[DocumentId]) -> SelectStatement {
        item::Entity::find()
            .select_only()
            .column(item::Column::Id)
            .filter(scope::items(&self.scope))
            .filter(item::Column::DocumentId.is_in(uuids(documents)))
            .into_query()
    }

    async fn units_in(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<ItemId, Vec<(UnitId, Role)>>> {
        let rows: Vec<(Uuid, Uuid, String)> = assignment::Entity::find()
            .select_only()
            .columns([
                assignment::Column::ItemId,
                assignment::Column::UnitId,
                assignment::Column::Role,
            ])
            .filter(assignment::Column::ItemId.in_subquery(self.items_in(documents)))
            .order_by_asc(assignment::Column::Position)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut units: HashMap<ItemId, Vec<(UnitId, Role)>> = HashMap::new();
        for (item, unit, role) in rows {
            let role = Role::parse(&role).ok_or_else(|| corrupt("role", &role))?;
            units.entry(ItemId(item)).or_default().push((UnitId(unit), role));
        }
        Ok(units)
    }

    async fn leaders_in(&self, documents: &[DocumentId]) -> Result<HashMap<ItemId, Vec<LeaderId>>> {
        let rows: Vec<(Uuid, Uuid)> = item_leader::Entity::find()
            .select_only()
            .columns([item_leader::Column::ItemId, item_leader::Column::LeaderId])
            .filter(item_leader::Column::ItemId.in_subquery(self.items_in(documents)))
            .order_by_asc(item_leader::Column::Position)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut leaders: HashMap<ItemId, Vec<LeaderId>> = HashMap::new();
        for (item, leader) in rows {
            leaders.entry(ItemId(item)).or_default().push(LeaderId(leader));
        }
        Ok(leaders)
    }

    async fn targets_in(&self, documents: &[DocumentId]) -> Result<HashMap<ItemId, Vec<Target>>> {
        let rows = target::Entity::find()
            .filter(target::Column::ItemId.in_subquery(self.items_in(documents)))
            .order_by_asc(target::Column::Position)
            .all(&self.db())
            .await?;
        let mut targets: HashMap<ItemId, Vec<Target>> = HashMap::new();
        for row in rows {
            let target = Target::try_from(row)?;
            targets.entry(target.item).or_default().push(target);
        }
        Ok(targets)
    }

    async fn headings_in(&self, documents: &[DocumentId]) -> Result<Headings> {
        let rows: Vec<(Uuid, Option<Uuid>, String)> = self
            .of_visible_documents::<section::Entity>(section::Column::DocumentId, documents)
            .select_only()
            .columns([section::Column::Id, section::Column::ParentId, section::Column::Title])
            .into_tuple()
            .all(&self.db())
            .await?;
        let heading = |(id, parent, title): (Uuid, Option<Uuid>, String)| {
            (SectionId(id), (parent.map(SectionId), title))
        };
        Ok(rows.into_iter().map(heading).collect())
    }

    async fn matched_by_hand(&self, documents: &[DocumentId]) -> Result<ByHand> {
        let rows = edition_match::Entity::find()
            .filter(edition_match::Column::DraftItemId.in_subquery(self.items_in(documents)))
            .all(&self.db())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (ItemId(row.draft_item_id), row.item_id.map(ItemId)))
            .collect())
    }

    /// What was settled of the items that stand in a document: the item with the passage it was
    /// read from, and the finding.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn settled_in(&self, document: &Document) -> Result<Vec<(Item, String, Finding)>> {
        let rows = finding::Entity::find()
            .filter(scope::findings(&self.scope))
            .filter(finding::Column::DocumentId.eq(Uuid::from(document.id)))
            .filter(finding::Column::Edition.eq(document.edition))
            .filter(finding::Column::State.ne(FindingState::Open.as_str()))
            .order_by_asc(finding::Column::Position)
            .find_also_related(item::Entity)
            .all(&self.db())
            .await?;
        // Items that one was split into have its passage in common: what was put right there is not
        // for one of them alone.
        let spans: Vec<(i32, i32)> = item::Entity::find()
            .select_only()
            .columns([item::Column::SpanStart, item::Column::SpanEnd])
            .filter(scope::items(&self.scope))
            .filter(item::Column::DocumentId.eq(Uuid::from(document.id)))
            .filter(item::Column::Edition.eq(document.edition))
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut items_at: HashMap<(i32, i32), usize> = HashMap::new();
        for span in spans {
            *items_at.entry(span).or_default() += 1;
        }
        let ids: Vec<ItemId> =
            rows.iter().filter_map(|(_, item)| item.as_ref()).map(|row| ItemId(row.id)).collect();
        let passages = self.passages_of(&ids).await?;
        let settled = rows.into_iter().filter_map(|(finding, item)| Some((item?, finding)));
        let settled = settled.filter(|(item, finding)| {
            finding.state == FindingState::Accepted.as_str()
                || items_at.get(&(item.span_start, item.span_end)) == Some(&1)
        });
        settled
            .map(|(item, finding)| {
                let item = Item::try_from(item)?;
                let passage = passages.get(&item.id).cloned().unwrap_or_default();
                Ok((item, passage, Finding::try_from(finding)?))
            })
            .collect()
    }
}

type Headings = HashMap<SectionId, (Option<SectionId>, String)>;

/// The titles of a heading and of those above it, from the top.
fn titles(headings: &Headings, of: Option<SectionId>) -> Vec<String> {
    let mut titles = Vec::new();
    let mut at = of;
    while let Some((above, title)) = at.and_then(|id| headings.get(&id)) {
        titles.push(title.clone());
        at = *above;
        if titles.len() > headings.len() {
            break;
        }
    }
    titles.reverse();
    titles
}

impl Tx {
    /// Keeps what a document is as the edition that it is in.
    ///
    /// # Errors
    /// If the database does not take it.
    pub(super) async fn insert_edition(
        &self,
        id: EditionId,
        document: DocumentId,
        draft: Option<DocumentId>,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let row = document::Entity::find_by_id(Uuid::from(document)).one(&self.tx).await?;
        let row = row.ok_or_else(|| StoreError::Corrupt(format!("no document {document}")))?;
        document_edition::Entity::insert(document_edition::ActiveModel {
            id: Set(id.into()),
            document_id: Set(row.id),
            number: Set(row.edition),
            draft_id: Set(draft.map(Uuid::from)),
            title: Set(row.title),
            document_number: Set(row.document_number),
            issued_on: Set(row.issued_on),
            source_name: Set(row.source_name),
            source_digest: Set(row.source_digest),
            published_by: Set(by.map(Uuid::from)),
            published_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Locks documents and their items until the end of the transaction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn lock_items_of(&self, documents: &[DocumentId]) -> Result<()> {
        document::Entity::find()
            .filter(document::Column::Id.is_in(uuids(documents)))
            .order_by_asc(document::Column::Id)
            .lock_exclusive()
            .all(&self.tx)
            .await?;
        item::Entity::find()
            .filter(item::Column::DocumentId.is_in(uuids(documents)))
            .order_by_asc(item::Column::Id)
            .lock_exclusive()
            .all(&self.tx)
            .await?;
        Ok(())
    }

    /// Keeps what a person said of an item of a draft: which item of the published document it is,
    /// or that it is none. What was said of another item of the draft to be the same goes.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn set_match(&self, draft_item: ItemId, item: Option<ItemId>) -> Result<()> {
        use edition_match::Column;
        let same = item.map(|item| Column::ItemId.eq(Uuid::from(item)));
        let own = Column::DraftItemId.eq(Uuid::from(draft_item));
        edition_match::Entity::delete_many()
            .filter(sea_orm::Condition::any().add(own).add_option(same))
            .exec(&self.tx)
            .await?;
        edition_match::Entity::insert(edition_match::ActiveModel {
            draft_item_id: Set(draft_item.into()),
            item_id: Set(item.map(Uuid::from)),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Raises the version of a document if it is still the one that was read; false if not.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn touch_document(&self, id: DocumentId, version: i32) -> Result<bool> {
        use document::Column;
        let done = document::Entity::update_many()
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(id)))
            .filter(Column::Version.eq(version))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Gives up a draft of a newer edition.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn discard_draft(&self, id: DocumentId) -> Result<()> {
        document::Entity::update_many()
            .col_expr(document::Column::State, Expr::value(DocumentState::Discarded.as_str()))
            .filter(document::Column::Id.eq(Uuid::from(id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Makes a draft of a document's own the draft of a newer edition of another.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn turn_into_edition(
        &self,
        draft: DocumentId,
        replaces: DocumentId,
        edition: i32,
    ) -> Result<()> {
        use document::Column;
        macro_rules! in_edition {
            ($($table:ident . $column:ident),+) => {$(
                $table::Entity::update_many()
                    .col_expr($table::Column::Edition, Expr::value(edition))
                    .filter($table::Column::$column.eq(Uuid::from(draft)))
                    .exec(&self.tx)
                    .await?;
            )+};
        }
        in_edition!(
            document_source.DocumentId,
            section.DocumentId,
            item.DocumentId,
            finding.DocumentId,
            document.Id
        );
        document::Entity::update_many()
            .col_expr(Column::ReplacesId, Expr::value(Uuid::from(replaces)))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(draft)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
