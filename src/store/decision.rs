//! Decisions on items.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{closing, extension, item_decision, objection};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, life::on_items};
use crate::domain::{
    decision::{DecisionKind, ItemDecision, ItemFacts},
    id::{AccountId, DecisionId, DocumentId, ItemId},
    page::{Cursor, Page, PageRequest},
};

impl TryFrom<item_decision::Model> for ItemDecision {
    type Error = StoreError;

    fn try_from(row: item_decision::Model) -> Result<Self> {
        let facts = |json: serde_json::Value| -> Result<ItemFacts> {
            serde_json::from_value(json).map_err(|error| corrupt("facts", &error.to_string()))
        };
        Ok(Self {
            id: DecisionId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            kind: DecisionKind::parse(&row.kind).ok_or_else(|| corrupt("kind", &row.kind))?,
            reason: row.reason,
            document_number: row.document_number,
            before: facts(row.before)?,
            after: facts(row.after)?,
            successor: row.successor_item_id.map(ItemId),
            separate_list: row.separate_list,
            decided: (row.decided_at, AccountId(row.decided_by)),
        })
    }
}

on_items! {
    ItemDecision (DecisionId) of item_decision, seen as item_decisions, by decided_at DecidedAt:
    decisions, decisions_of, decision_counts, |row| row.item_id
}

impl Reader<'_> {
    /// The days by which these items were to be done before any decision moved them; none for an
    /// item whose day was never moved, and none within for one that had no day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn original_deadlines(
        &self,
        items: &[ItemId],
    ) -> Result<HashMap<ItemId, Option<NaiveDate>>> {
        let rows = self
            .item_decisions()
            .filter(item_decision::Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))))
            .order_by_asc(item_decision::Column::DecidedAt)
            .order_by_asc(item_decision::Column::Id)
            .all(&self.db())
            .await?;
        let mut originals = HashMap::new();
        for row in rows {
            let decision = ItemDecision::try_from(row)?;
            if let Some(stated) = decision.before.deadline {
                originals.entry(decision.item).or_insert(stated.day);
            }
        }
        Ok(originals)
    }
}

impl Tx {
    /// Enters a decision.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_decision(&self, decision: &ItemDecision) -> Result<()> {
        let json = |facts: &ItemFacts| {
            serde_json::to_value(facts).map_err(|error| corrupt("facts", &error.to_string()))
        };
        item_decision::Entity::insert(item_decision::ActiveModel {
            id: Set(decision.id.into()),
            document_id: Set(decision.document.into()),
            item_id: Set(decision.item.into()),
            kind: Set(decision.kind.as_str().to_owned()),
            reason: Set(decision.reason.clone()),
            document_number: Set(decision.document_number.clone()),
            before: Set(json(&decision.before)?),
            after: Set(json(&decision.after)?),
            successor_item_id: Set(decision.successor.map(Uuid::from)),
            separate_list: Set(decision.separate_list),
            decided_by: Set(decision.decided.1.into()),
            decided_at: Set(decision.decided.0),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Lets what units still ask for on an item lapse: it has its outcome.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn lapse_requests(
        &self,
        item: ItemId,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        macro_rules! lapse {
            ($($entity:ident),+) => {$(
                $entity::Entity::update_many()
                    .col_expr($entity::Column::State, Expr::value("WITHDRAWN"))
                    .col_expr($entity::Column::DecidedBy, Expr::value(Uuid::from(by)))
                    .col_expr($entity::Column::DecidedAt, Expr::value(at))
                    .col_expr($entity::Column::Version, $entity::Column::Version.into_expr().add(1))
                    .filter($entity::Column::ItemId.eq(Uuid::from(item)))
                    .filter($entity::Column::State.eq("OPEN"))
                    .exec(&self.tx)
                    .await?;
            )+};
        }
        lapse!(extension, objection, closing);
        Ok(())
    }
}
