//! Findings, and what became of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{document, finding, finding_proposal};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    document::{span, stored},
    page::{Sorting, count_under},
    rows::insert_all,
    scope,
};
use crate::{
    clock,
    domain::{
        finding::{Finding, FindingState, Proposal, RegisterFinding, Severity},
        id::{AccountId, DocumentId, FindingId, ItemId, UnitId},
        page::{Cursor, Page, PageRequest},
    },
};

/// Which findings a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FindingFilter {
    /// Of this severity.
    pub severity: Option<Severity>,
    /// In this state.
    pub state: Option<FindingState>,
    /// Of this kind.
    pub code: Option<String>,
    /// Of this edition of the document; of the one that it is in if none is named.
    pub edition: Option<i32>,
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
            state: FindingState::parse(&row.state)
                .ok_or_else(|| corrupt("finding state", &row.state))?,
            unit: row.unit_id.map(UnitId),
            edition: row.edition,
            taken_from: row.taken_from.map(FindingId),
            settled: row.settled_at.map(|at| (at, row.settled_by.map(AccountId))),
        })
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
    fn visible_findings(&self, filter: &FindingFilter) -> Select<finding::Entity> {
        finding::Entity::find()
            .filter(scope::findings(&self.scope))
            .apply_if(filter.severity, |rows, severity| {
                rows.filter(finding::Column::Severity.eq(severity.as_str()))
            })
            .apply_if(filter.state, |rows, state| {
                rows.filter(finding::Column::State.eq(state.as_str()))
            })
            .apply_if(filter.code.as_ref(), |rows, code| {
                rows.filter(finding::Column::Code.eq(code.as_str()))
            })
    }

    fn findings_in_edition(&self, filter: &FindingFilter) -> Select<finding::Entity> {
        let rows = self.visible_findings(filter);
        if let Some(edition) = filter.edition {
            return rows.filter(finding::Column::Edition.eq(edition));
        }
        let current = document::Entity::find()
            .select_only()
            .column(document::Column::Edition)
            .filter(
                Expr::col((document::Entity, document::Column::Id))
                    .equals((finding::Entity, finding::Column::DocumentId)),
            )
            .into_query();
        rows.filter(finding::Column::Edition.in_subquery(current))
    }

    /// A page of the findings of each of these documents in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn findings_of(
        &self,
        documents: &[Uuid],
        filter: &FindingFilter,
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Finding>>> {
        findings_in_order()
            .read_under(
                &self.db(),
                self.findings_in_edition(filter),
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
        filter: &FindingFilter,
    ) -> Result<HashMap<Uuid, u64>> {
        count_under(
            &self.db(),
            self.findings_in_edition(filter),
            finding::Column::DocumentId,
            documents,
        )
        .await
    }

    /// The findings with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn findings(&self, ids: &[FindingId]) -> Result<Vec<Finding>> {
        self.visible_findings(&FindingFilter::default())
            .filter(finding::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Finding::try_from)
            .collect()
    }

    /// What is proposed for each of these findings, the likeliest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn proposals_of(
        &self,
        findings: &[FindingId],
    ) -> Result<HashMap<FindingId, Vec<Proposal>>> {
        let visible = self
            .visible_findings(&FindingFilter::default())
            .select_only()
            .column(finding::Column::Id)
            .filter(finding::Column::Id.is_in(findings.iter().map(|id| Uuid::from(*id))))
            .into_query();
        let rows = finding_proposal::Entity::find()
            .filter(finding_proposal::Column::FindingId.in_subquery(visible))
            .order_by_asc(finding_proposal::Column::Position)
            .all(&self.db())
            .await?;
        let mut proposals: HashMap<FindingId, Vec<Proposal>> = HashMap::new();
        for row in rows {
            proposals.entry(FindingId(row.finding_id)).or_default().push(Proposal {
                unit: UnitId(row.unit_id),
                score: row.score,
                reason: row.reason,
            });
        }
        Ok(proposals)
    }

    /// How many findings of severity `ERROR` nobody has settled.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open_errors(&self, document: DocumentId) -> Result<u64> {
        let filter = FindingFilter {
            severity: Some(Severity::Error),
            state: Some(FindingState::Open),
            code: None,
            edition: None,
        };
        let open = self
            .visible_findings(&filter)
            .filter(finding::Column::DocumentId.eq(Uuid::from(document)));
        Ok(open.count(&self.db()).await?)
    }
}

impl Tx {
    /// Enters findings from a place on.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_findings(&self, first: i32, findings: &[Finding]) -> Result<()> {
        let rows = (first..).zip(findings).map(|(position, finding)| finding::ActiveModel {
            id: Set(finding.id.into()),
            document_id: Set(finding.document.into()),
            item_id: Set(finding.item.map(Uuid::from)),
            position: Set(position),
            code: Set(finding.code.clone()),
            severity: Set(finding.severity.as_str().to_owned()),
            message: Set(finding.message.clone()),
            span_start: Set(stored(finding.span.0)),
            span_end: Set(stored(finding.span.1)),
            state: Set(finding.state.as_str().to_owned()),
            unit_id: Set(finding.unit.map(Uuid::from)),
            edition: Set(finding.edition),
            settled_by: Set(finding.settled.and_then(|(_, by)| by).map(Uuid::from)),
            settled_at: Set(finding.settled.map(|(at, _)| at)),
            taken_from: Set(finding.taken_from.map(Uuid::from)),
        });
        insert_all!(&self.tx, finding::Entity, rows);
        Ok(())
    }

    /// Enters what is proposed for findings, the likeliest first.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_proposals(&self, proposals: &[(FindingId, Vec<Proposal>)]) -> Result<()> {
        let rows = proposals.iter().flat_map(|(finding, proposals)| {
            proposals.iter().enumerate().map(|(position, proposal)| finding_proposal::ActiveModel {
                id: Set(clock::new_id()),
                finding_id: Set((*finding).into()),
                position: Set(stored(position)),
                unit_id: Set(proposal.unit.into()),
                score: Set(proposal.score),
                reason: Set(proposal.reason.clone()),
            })
        });
        insert_all!(&self.tx, finding_proposal::Entity, rows);
        Ok(())
    }

    /// Settles open findings of a document, all of a kind or one; answers how many.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn settle_findings(
        &self,
        document: DocumentId,
        which: &Settle,
        state: FindingState,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<u64> {
        use finding::Column;
        let one_or_kind = match which {
            Settle::One(id) => Column::Id.eq(Uuid::from(*id)),
            Settle::Kind(code) => Column::Code.eq(code.as_str()),
        };
        let done = finding::Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::SettledBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::SettledAt, Expr::value(at))
            .filter(Column::DocumentId.eq(Uuid::from(document)))
            .filter(Column::State.eq(FindingState::Open.as_str()))
            .filter(one_or_kind)
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected)
    }

    /// Settles what asks for the members of a collective, in whatever document; answers how many.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn settle_unconfirmed(
        &self,
        collective: UnitId,
        by: Option<AccountId>,
        at: DateTime<Utc>,
    ) -> Result<u64> {
        use finding::Column;
        let done = finding::Entity::update_many()
            .col_expr(Column::State, Expr::value(FindingState::Resolved.as_str()))
            .col_expr(Column::SettledBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::SettledAt, Expr::value(at))
            .filter(Column::Code.eq(RegisterFinding::CollectiveUnconfirmed.as_str()))
            .filter(Column::UnitId.eq(Uuid::from(collective)))
            .filter(Column::State.eq(FindingState::Open.as_str()))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected)
    }

    /// Moves the findings of an item to another.
    ///
    /// # Errors
    /// If the database does not take it.
    pub(super) async fn move_findings(&self, from: ItemId, to: ItemId) -> Result<()> {
        finding::Entity::update_many()
            .col_expr(finding::Column::ItemId, Expr::value(Uuid::from(to)))
            .filter(finding::Column::ItemId.eq(Uuid::from(from)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

/// Which findings are settled.
#[derive(Clone, Debug)]
pub enum Settle {
    /// This one.
    One(FindingId),
    /// All of a kind.
    Kind(String),
}
