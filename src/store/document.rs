//! Documents with their headings, rules and findings.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{document, document_source, finding, reporting_period, reporting_rule, section};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    page::{Sorting, count_under, instant_key},
    scope, search,
};
use crate::{
    clock,
    domain::{
        document::{Document, DocumentState, Section, Span},
        finding::{Finding, Severity},
        id::{
            AccountId, DocumentId, FindingId, ItemId, OfficeId, PeriodId, ReportingRuleId,
            SectionId, UnitId,
        },
        page::{Cursor, Page, PageRequest},
        regime::{Cadence, Period, Reporter, ReportingRule},
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
}

/// A document to be entered, with everything that was read out of it.
pub struct NewDocument {
    /// The document.
    pub document: Document,
    /// SHA-256 of the text in hexadecimal.
    pub source_digest: String,
    /// The decoded text.
    pub source_text: String,
    /// Who imports it; none for the command line.
    pub imported_by: Option<AccountId>,
    /// Headings in order.
    pub sections: Vec<NewSection>,
    /// Items in order.
    pub items: Vec<NewItem>,
    /// Rules in order.
    pub rules: Vec<NewRule>,
    /// Findings in order.
    pub findings: Vec<NewFinding>,
}

/// A heading to be entered.
pub struct NewSection {
    /// The heading.
    pub section: Section,
    /// Where it stands.
    pub span: Span,
}

/// An item to be entered, with what belongs to it.
pub struct NewItem {
    /// The item.
    pub item: crate::domain::item::Item,
    /// Its targets in order.
    pub targets: Vec<crate::domain::target::Target>,
    /// Units, roles and printed names, leads first.
    pub assignments: Vec<(UnitId, crate::domain::assignment::Role, String)>,
    /// Leaders in order.
    pub leaders: Vec<crate::domain::id::LeaderId>,
}

/// A rule to be entered.
pub type NewRule = ReportingRule;

/// A finding to be entered.
pub type NewFinding = Finding;

impl TryFrom<document::Model> for Document {
    type Error = StoreError;

    fn try_from(row: document::Model) -> Result<Self> {
        Ok(Self {
            id: DocumentId(row.id),
            office: OfficeId(row.office_id),
            title: row.title,
            region: row.region,
            year: row.year,
            issuer: row.issuer,
            document_number: row.document_number,
            issued_on: row.issued_on,
            deadline: row.deadline,
            state: DocumentState::parse(&row.state)
                .ok_or_else(|| corrupt("document state", &row.state))?,
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

impl TryFrom<finding::Model> for Finding {
    type Error = StoreError;

    fn try_from(row: finding::Model) -> Result<Self> {
        Ok(Self {
            id: FindingId(row.id),
            document: DocumentId(row.document_id),
            item: row.item_id.map(ItemId),
            severity: Severity::parse(&row.severity)
                .ok_or_else(|| corrupt("severity", &row.severity))?,
            code: row.code,
            message: row.message,
            span: span(row.span_start, row.span_end),
        })
    }
}

impl TryFrom<reporting_rule::Model> for ReportingRule {
    type Error = StoreError;

    fn try_from(row: reporting_rule::Model) -> Result<Self> {
        let list = |json: serde_json::Value| -> Result<Vec<String>> {
            serde_json::from_value(json).map_err(|error| corrupt("list", &error.to_string()))
        };
        Ok(Self {
            id: ReportingRuleId(row.id),
            document: DocumentId(row.document_id),
            text: row.text,
            reporter: Reporter::parse(&row.reporter)
                .ok_or_else(|| corrupt("reporter", &row.reporter))?,
            reporter_scope: row.reporter_scope,
            cadence: row
                .cadence
                .map(|code| Cadence::parse(&code).ok_or_else(|| corrupt("cadence", &code)))
                .transpose()?,
            due_day: row.due_day,
            due_dates: list(row.due_dates)?
                .iter()
                .map(|day| day.parse().map_err(|_| corrupt("date", day)))
                .collect::<Result<_>>()?,
            recipient: row.recipient,
            recipient_unit: row.recipient_unit_id.map(UnitId),
            copies: list(row.copies)?,
            integrates_support: row.integrates_support,
        })
    }
}

impl From<reporting_period::Model> for Period {
    fn from(row: reporting_period::Model) -> Self {
        Self {
            id: PeriodId(row.id),
            document: DocumentId(row.document_id),
            label: row.label,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            due_on: row.due_on,
        }
    }
}

pub(super) fn span(start: i32, end: i32) -> Span {
    Span(usize::try_from(start).unwrap_or_default(), usize::try_from(end).unwrap_or_default())
}

fn stored(place: usize) -> i32 {
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

fn findings_in_order() -> Sorting<finding::Entity> {
    Sorting {
        key: finding::Column::Position.into_expr(),
        id: finding::Column::Id,
        descending: false,
        cursor: |row| Cursor { key: row.position.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
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
            .read(&self.db(), self.visible_documents(filter), page)
            .await?
            .try_map(Document::try_from)
    }

    /// How many documents there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_count(&self, filter: &DocumentFilter) -> Result<u64> {
        Ok(self.visible_documents(filter).count(&self.db()).await?)
    }

    /// The document of an office that was read from a text.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_of_source(
        &self,
        office: OfficeId,
        digest: &str,
    ) -> Result<Option<Document>> {
        self.visible_documents(&DocumentFilter::default())
            .filter(document::Column::OfficeId.eq(Uuid::from(office)))
            .filter(document::Column::SourceDigest.eq(digest))
            .one(&self.db())
            .await?
            .map(Document::try_from)
            .transpose()
    }

    fn of_visible_documents<E: EntityTrait>(
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

    /// The headings of each of these documents in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sections_of(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Vec<Section>>> {
        let rows = self
            .of_visible_documents::<section::Entity>(section::Column::DocumentId, documents)
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

    /// The reporting rules of each of these documents in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rules_of(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Vec<ReportingRule>>> {
        let rows = self
            .of_visible_documents::<reporting_rule::Entity>(
                reporting_rule::Column::DocumentId,
                documents,
            )
            .order_by_asc(reporting_rule::Column::Position)
            .all(&self.db())
            .await?;
        let mut rules: HashMap<DocumentId, Vec<ReportingRule>> = HashMap::new();
        for row in rows {
            let rule = ReportingRule::try_from(row)?;
            rules.entry(rule.document).or_default().push(rule);
        }
        Ok(rules)
    }

    /// The periods with these ids. Whoever sees a duty sees its period.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn periods(&self, ids: &[PeriodId]) -> Result<Vec<Period>> {
        let rows = reporting_period::Entity::find()
            .filter(reporting_period::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Period::from).collect())
    }

    fn visible_findings(&self, severity: Option<Severity>) -> Select<finding::Entity> {
        finding::Entity::find()
            .filter(scope::findings(&self.scope))
            .apply_if(severity, |rows, severity| {
                rows.filter(finding::Column::Severity.eq(severity.as_str()))
            })
    }

    /// A page of the findings of each of these documents in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn findings_of(
        &self,
        documents: &[Uuid],
        severity: Option<Severity>,
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Finding>>> {
        findings_in_order()
            .read_under(
                &self.db(),
                self.visible_findings(severity),
                (finding::Column::DocumentId, documents),
                page,
                |row| row.document_id,
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(Finding::try_from)?)))
            .collect()
    }

    /// How many findings each of these documents has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn finding_counts(
        &self,
        documents: &[Uuid],
        severity: Option<Severity>,
    ) -> Result<HashMap<Uuid, u64>> {
        count_under(
            &self.db(),
            self.visible_findings(severity),
            finding::Column::DocumentId,
            documents,
        )
        .await
    }
}

/// Rows of one statement: every row binds at most 20 values, and `SQLite` takes 32,766 of them.
const ROWS: usize = 1_000;

/// Inserts rows, many to a statement.
macro_rules! insert_all {
    ($tx:expr, $entity:ty, $rows:expr) => {{
        // Made before anything is awaited: a lazy row would borrow across the wait.
        let mut rows = $rows.collect::<Vec<_>>().into_iter().peekable();
        while rows.peek().is_some() {
            <$entity>::insert_many(rows.by_ref().take(ROWS)).exec_without_returning($tx).await?;
        }
    }};
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
            title: Set(document.title.clone()),
            region: Set(document.region.clone()),
            year: Set(document.year),
            issuer: Set(document.issuer.clone()),
            document_number: Set(document.document_number.clone()),
            issued_on: Set(document.issued_on),
            deadline: Set(document.deadline),
            state: Set(document.state.as_str().to_owned()),
            search_text: Set(search::fold(&format!(
                "{} {}",
                document.title,
                document.document_number.as_deref().unwrap_or_default()
            ))),
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
            text: Set(new.source_text.clone()),
        })
        .exec_without_returning(&self.tx)
        .await?;
        self.insert_sections(&new.sections).await?;
        self.insert_items(&new.items).await?;
        self.insert_rules(&new.rules).await?;
        self.insert_findings(&new.findings).await
    }

    async fn insert_sections(&self, sections: &[NewSection]) -> Result<()> {
        let rows = sections.iter().enumerate().map(|(position, new)| section::ActiveModel {
            id: Set(new.section.id.into()),
            document_id: Set(new.section.document.into()),
            parent_id: Set(new.section.parent.map(Uuid::from)),
            position: Set(stored(position)),
            level: Set(new.section.level),
            marker: Set(new.section.marker.clone()),
            title: Set(new.section.title.clone()),
            span_start: Set(stored(new.span.0)),
            span_end: Set(stored(new.span.1)),
        });
        insert_all!(&self.tx, section::Entity, rows);
        Ok(())
    }

    async fn insert_items(&self, items: &[NewItem]) -> Result<()> {
        use entity::{assignment, item, item_leader, target};
        let rows = items.iter().map(|NewItem { item, .. }| item::ActiveModel {
            id: Set(item.id.into()),
            document_id: Set(item.document.into()),
            section_id: Set(item.section.map(Uuid::from)),
            position: Set(item.position),
            ordinal: Set(item.ordinal.clone()),
            text: Set(item.text.clone()),
            search_text: Set(search::fold(&item.text)),
            deadline: Set(item.deadline),
            state: Set(item.state.as_str().to_owned()),
            span_start: Set(stored(item.span.0)),
            span_end: Set(stored(item.span.1)),
            version: Set(item.version),
        });
        insert_all!(&self.tx, item::Entity, rows);
        let rows = items.iter().flat_map(|new| {
            new.targets.iter().enumerate().map(|(position, target)| target::ActiveModel {
                id: Set(target.id.into()),
                item_id: Set(target.item.into()),
                position: Set(stored(position)),
                text: Set(target.text.clone()),
                indicator: Set(target.indicator.clone()),
                operator: Set(target.operator.as_str().to_owned()),
                value: Set(target.value.to_string()),
                value_max: Set(target.value_max.map(|value| value.to_string())),
                measure: Set(target.measure.clone()),
            })
        });
        insert_all!(&self.tx, target::Entity, rows);
        let rows = items.iter().flat_map(|new| {
            new.assignments.iter().enumerate().map(|(position, (unit, role, printed))| {
                assignment::ActiveModel {
                    id: Set(clock::new_id()),
                    item_id: Set(new.item.id.into()),
                    unit_id: Set((*unit).into()),
                    role: Set(role.as_str().to_owned()),
                    position: Set(stored(position)),
                    printed: Set(printed.clone()),
                }
            })
        });
        insert_all!(&self.tx, assignment::Entity, rows);
        let rows = items.iter().flat_map(|new| {
            new.leaders.iter().enumerate().map(|(position, leader)| item_leader::ActiveModel {
                id: Set(clock::new_id()),
                item_id: Set(new.item.id.into()),
                leader_id: Set((*leader).into()),
                position: Set(stored(position)),
            })
        });
        insert_all!(&self.tx, item_leader::Entity, rows);
        Ok(())
    }

    async fn insert_rules(&self, rules: &[NewRule]) -> Result<()> {
        let rows = rules.iter().enumerate().map(|(position, rule)| {
            let days: Vec<String> = rule.due_dates.iter().map(NaiveDate::to_string).collect();
            reporting_rule::ActiveModel {
                id: Set(rule.id.into()),
                document_id: Set(rule.document.into()),
                position: Set(stored(position)),
                text: Set(rule.text.clone()),
                reporter: Set(rule.reporter.as_str().to_owned()),
                reporter_scope: Set(rule.reporter_scope.clone()),
                cadence: Set(rule.cadence.map(|cadence| cadence.as_str().to_owned())),
                due_day: Set(rule.due_day),
                due_dates: Set(days.into()),
                recipient: Set(rule.recipient.clone()),
                recipient_unit_id: Set(rule.recipient_unit.map(Uuid::from)),
                copies: Set(rule.copies.clone().into()),
                integrates_support: Set(rule.integrates_support),
            }
        });
        insert_all!(&self.tx, reporting_rule::Entity, rows);
        Ok(())
    }

    async fn insert_findings(&self, findings: &[NewFinding]) -> Result<()> {
        let rows = findings.iter().enumerate().map(|(position, finding)| finding::ActiveModel {
            id: Set(finding.id.into()),
            document_id: Set(finding.document.into()),
            item_id: Set(finding.item.map(Uuid::from)),
            position: Set(stored(position)),
            code: Set(finding.code.clone()),
            severity: Set(finding.severity.as_str().to_owned()),
            message: Set(finding.message.clone()),
            span_start: Set(stored(finding.span.0)),
            span_end: Set(stored(finding.span.1)),
        });
        insert_all!(&self.tx, finding::Entity, rows);
        Ok(())
    }

    /// Marks a document as published if it is still the version that was read; false if not.
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
        Ok(done.rows_affected == 1)
    }

    /// Enters a period of a document.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_period(&self, period: &Period) -> Result<()> {
        reporting_period::Entity::insert(reporting_period::ActiveModel {
            id: Set(period.id.into()),
            document_id: Set(period.document.into()),
            rule_id: Set(None),
            label: Set(period.label.clone()),
            starts_on: Set(period.starts_on),
            ends_on: Set(period.ends_on),
            due_on: Set(period.due_on),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
}
