//! Applications to close items, their verifications, and figures that are awaited.

use std::collections::HashMap;

use entity::{awaited_figure, closing, verification};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    life::{on_items, waiting},
    scope,
};
use crate::domain::{
    closing::{Closing, ClosingState, Figure, Verification, VerificationMethod},
    id::{AccountId, ClosingId, DocumentId, ItemId, OfficeId, UnitId, VerificationId},
    page::{Cursor, Page, PageRequest},
};

fn figures(json: serde_json::Value) -> Result<Vec<Figure>> {
    serde_json::from_value(json).map_err(|error| corrupt("figures", &error.to_string()))
}

fn json(figures: &[Figure]) -> Result<serde_json::Value> {
    serde_json::to_value(figures).map_err(|error| corrupt("figures", &error.to_string()))
}

impl TryFrom<closing::Model> for Closing {
    type Error = StoreError;

    fn try_from(row: closing::Model) -> Result<Self> {
        Ok(Self {
            id: ClosingId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            evidence: row.evidence,
            figures: figures(row.figures)?,
            state: ClosingState::parse(&row.state)
                .ok_or_else(|| corrupt("closing state", &row.state))?,
            reason: row.reason,
            applied: (row.applied_at, AccountId(row.applied_by)),
            decided: row.decided_at.zip(row.decided_by.map(AccountId)),
            version: row.version,
        })
    }
}

impl TryFrom<verification::Model> for Verification {
    type Error = StoreError;

    fn try_from(row: verification::Model) -> Result<Self> {
        Ok(Self {
            id: VerificationId(row.id),
            closing: ClosingId(row.closing_id),
            method: VerificationMethod::parse(&row.method)
                .ok_or_else(|| corrupt("method", &row.method))?,
            figures: figures(row.figures)?,
            note: row.note,
            verified: (row.verified_at, AccountId(row.verified_by)),
        })
    }
}

on_items! {
    Closing (ClosingId) of closing, seen as closings, by applied_at AppliedAt:
    closings_by_id, closings_of, closing_counts, |row| row.item_id
}

waiting! {
    Closing of closing, seen as closings:
    waiting_closings, waiting_closing_page, waiting_closing_count
}

impl Reader<'_> {
    /// The verifications of each of these applications in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn verifications_of(
        &self,
        closings: &[ClosingId],
    ) -> Result<HashMap<ClosingId, Vec<Verification>>> {
        use verification::Column;
        let rows = verification::Entity::find()
            .filter(scope::verifications(&self.scope))
            .filter(Column::ClosingId.is_in(closings.iter().map(|id| Uuid::from(*id))))
            .order_by_asc(Column::VerifiedAt)
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        let mut of: HashMap<ClosingId, Vec<Verification>> = HashMap::new();
        for row in rows {
            let verification = Verification::try_from(row)?;
            of.entry(verification.closing).or_default().push(verification);
        }
        Ok(of)
    }
}

impl Tx {
    /// Whether an application to close an item waits for the office.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn has_open_closing(&self, item: ItemId) -> Result<bool> {
        let open = closing::Entity::find()
            .filter(closing::Column::ItemId.eq(Uuid::from(item)))
            .filter(closing::Column::State.eq(ClosingState::Open.as_str()));
        Ok(open.count(&self.tx).await? > 0)
    }

    /// How often an application was verified.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn verification_count(&self, closing: ClosingId) -> Result<u64> {
        let of = verification::Entity::find()
            .filter(verification::Column::ClosingId.eq(Uuid::from(closing)));
        Ok(of.count(&self.tx).await?)
    }

    /// Whether a figure of an item is awaited.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn awaits_figure(&self, item: ItemId) -> Result<bool> {
        let awaited = awaited_figure::Entity::find()
            .filter(awaited_figure::Column::ItemId.eq(Uuid::from(item)))
            .filter(awaited_figure::Column::Value.is_null());
        Ok(awaited.count(&self.tx).await? > 0)
    }

    /// Enters an application to close an item.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_closing(&self, closing: &Closing) -> Result<()> {
        closing::Entity::insert(closing::ActiveModel {
            id: Set(closing.id.into()),
            document_id: Set(closing.document.into()),
            item_id: Set(closing.item.into()),
            unit_id: Set(closing.unit.into()),
            evidence: Set(closing.evidence.clone()),
            figures: Set(json(&closing.figures)?),
            state: Set(closing.state.as_str().to_owned()),
            reason: Set(closing.reason.clone()),
            applied_by: Set(closing.applied.1.into()),
            applied_at: Set(closing.applied.0),
            decided_by: Set(None),
            decided_at: Set(None),
            version: Set(closing.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes what was decided on an application and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_closing(&self, closing: &Closing) -> Result<()> {
        use closing::Column;
        let (at, by) = closing.decided.unzip();
        closing::Entity::update_many()
            .col_expr(Column::State, Expr::value(closing.state.as_str()))
            .col_expr(Column::Reason, Expr::value(closing.reason.clone()))
            .col_expr(Column::DecidedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::DecidedAt, Expr::value(at))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(closing.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Enters a verification.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_verification(&self, verification: &Verification) -> Result<()> {
        verification::Entity::insert(verification::ActiveModel {
            id: Set(verification.id.into()),
            closing_id: Set(verification.closing.into()),
            method: Set(verification.method.as_str().to_owned()),
            figures: Set(json(&verification.figures)?),
            note: Set(verification.note.clone()),
            verified_by: Set(verification.verified.1.into()),
            verified_at: Set(verification.verified.0),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
}
