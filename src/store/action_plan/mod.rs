//! Action plans, their versions, and the milestones in them.

use std::collections::HashMap;

use entity::{action_plan, action_plan_version};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

mod milestone;
mod write;

use super::{
    Reader, Result, StoreError, corrupt,
    life::on_items,
    page::{Sorting, count_under, instant_key},
    scope,
};
use crate::domain::{
    action_plan::{ActionPlan, ActionPlanState, PlanVersion},
    id::{AccountId, ActionPlanId, DocumentId, ItemId, LeaderId, PlanVersionId, UnitId},
    page::{Cursor, Page, PageRequest},
};

impl TryFrom<action_plan::Model> for ActionPlan {
    type Error = StoreError;

    fn try_from(row: action_plan::Model) -> Result<Self> {
        Ok(Self {
            id: ActionPlanId(row.id),
            document: DocumentId(row.document_id),
            item: ItemId(row.item_id),
            unit: UnitId(row.unit_id),
            created_at: row.created_at,
            version: row.version,
        })
    }
}

impl TryFrom<action_plan_version::Model> for PlanVersion {
    type Error = StoreError;

    fn try_from(row: action_plan_version::Model) -> Result<Self> {
        Ok(Self {
            id: PlanVersionId(row.id),
            plan: ActionPlanId(row.plan_id),
            number: row.number,
            state: ActionPlanState::parse(&row.state)
                .ok_or_else(|| corrupt("plan state", &row.state))?,
            summary: row.summary,
            reason: row.reason,
            written: (row.written_at, AccountId(row.written_by)),
            submitted: row.submitted_at.zip(row.submitted_by.map(AccountId)),
            leader: row.leader_id.map(LeaderId),
            recorded: row.recorded,
            answer: row.answer,
            decided: row.decided_at.zip(row.decided_by.map(AccountId)),
        })
    }
}

on_items! {
    ActionPlan (ActionPlanId) of action_plan, seen as action_plans, by created_at CreatedAt:
    action_plans_by_id, action_plans_of, action_plan_counts, |row| row.item_id
}

/// Which plans a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanFilter {
    /// Of this document.
    pub document: Option<DocumentId>,
    /// Of this unit.
    pub unit: Option<UnitId>,
}

/// Versions of a plan by number.
fn by_number(descending: bool) -> Sorting<action_plan_version::Entity> {
    Sorting {
        key: action_plan_version::Column::Number.into_expr(),
        id: action_plan_version::Column::Id,
        descending,
        cursor: |row| Cursor { key: row.number.to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

/// Versions that were submitted, the one that waits longest first.
fn longest_first() -> Sorting<action_plan_version::Entity> {
    Sorting {
        key: action_plan_version::Column::SubmittedAt.into_expr(),
        id: action_plan_version::Column::Id,
        descending: false,
        cursor: |row| Cursor {
            key: row.submitted_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
            id: row.id,
        },
        value: instant_key,
    }
}

impl Reader<'_> {
    fn plan_versions(&self) -> Select<action_plan_version::Entity> {
        action_plan_version::Entity::find().filter(scope::plan_versions(&self.scope))
    }

    fn approved_versions(&self) -> Select<action_plan_version::Entity> {
        use action_plan_version::Column;
        self.plan_versions().filter(Column::State.eq(ActionPlanState::Approved.as_str()))
    }

    /// The plans for an item that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn plans_on(&self, item: ItemId) -> Result<Vec<ActionPlan>> {
        self.action_plans()
            .filter(action_plan::Column::ItemId.eq(Uuid::from(item)))
            .all(&self.db())
            .await?
            .into_iter()
            .map(ActionPlan::try_from)
            .collect()
    }

    /// A page of the versions of each of these plans, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn plan_versions_of(
        &self,
        plans: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<PlanVersion>>> {
        let under = (action_plan_version::Column::PlanId, plans);
        by_number(true)
            .read_under(&self.db(), self.plan_versions(), under, page, |row| row.plan_id)
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(PlanVersion::try_from)?)))
            .collect()
    }

    /// How many versions each of these plans has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn plan_version_counts(&self, plans: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let versions = self.plan_versions();
        count_under(&self.db(), versions, action_plan_version::Column::PlanId, plans).await
    }

    /// The newest version of each of these plans that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn newest_plans(
        &self,
        plans: &[ActionPlanId],
    ) -> Result<HashMap<ActionPlanId, PlanVersion>> {
        self.first_of(plans, self.plan_versions(), true).await
    }

    /// The version of each of these plans that is in force: the one approved last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn plans_in_force(
        &self,
        plans: &[ActionPlanId],
    ) -> Result<HashMap<ActionPlanId, PlanVersion>> {
        self.first_of(plans, self.approved_versions(), true).await
    }

    /// The version of each of these plans that was approved first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn baseline_plans(
        &self,
        plans: &[ActionPlanId],
    ) -> Result<HashMap<ActionPlanId, PlanVersion>> {
        self.first_of(plans, self.approved_versions(), false).await
    }

    async fn first_of(
        &self,
        plans: &[ActionPlanId],
        versions: Select<action_plan_version::Entity>,
        descending: bool,
    ) -> Result<HashMap<ActionPlanId, PlanVersion>> {
        let ids: Vec<Uuid> = plans.iter().map(|id| Uuid::from(*id)).collect();
        let under = (action_plan_version::Column::PlanId, ids.as_slice());
        by_number(descending)
            .read_under(&self.db(), versions, under, &PageRequest::first(1), |row| row.plan_id)
            .await?
            .into_iter()
            .filter_map(|(id, page)| Some((ActionPlanId(id), page.rows.into_iter().next()?.1)))
            .map(|(id, row)| Ok((id, row.try_into()?)))
            .collect()
    }

    fn waiting_plans(&self, filter: &PlanFilter) -> Select<action_plan_version::Entity> {
        use action_plan::Column;
        let plans = action_plan::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(scope::plans_to_decide(&self.scope))
            .apply_if(filter.document, |rows, id| {
                rows.filter(Column::DocumentId.eq(Uuid::from(id)))
            })
            .apply_if(filter.unit, |rows, id| rows.filter(Column::UnitId.eq(Uuid::from(id))));
        self.plan_versions()
            .filter(action_plan_version::Column::State.eq(ActionPlanState::Submitted.as_str()))
            .filter(action_plan_version::Column::PlanId.in_subquery(plans.into_query()))
    }

    /// A page of the versions that wait for the viewer's decision, longest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_plan_page(
        &self,
        filter: &PlanFilter,
        page: &PageRequest,
    ) -> Result<Page<PlanVersion>> {
        longest_first()
            .read(&self.db(), self.waiting_plans(filter), page)
            .await?
            .try_map(PlanVersion::try_from)
    }

    /// How many versions wait for the viewer's decision.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_plan_count(&self, filter: &PlanFilter) -> Result<u64> {
        Ok(self.waiting_plans(filter).count(&self.db()).await?)
    }
}
