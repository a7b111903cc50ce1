//! Milestones, as the versions of their plan have them.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{action_plan_version, milestone, milestone_line, milestone_mark};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result};
use crate::{
    clock,
    domain::{
        action_plan::ActionPlanState,
        id::{AccountId, ActionPlanId, MilestoneId, PlanVersionId},
        milestone::{Milestone, MilestoneLine, MilestoneMark},
        page::{Cursor, PageRequest},
    },
    store::{
        Tx,
        page::{Sorting, instant_key},
        scope,
    },
};

/// The most marks of a milestone that are read: it is rarely reopened.
const MOST_MARKS: u32 = 50;

/// The day that the first approved version of a plan gives each of its milestones.
type Baselines = HashMap<(ActionPlanId, MilestoneId), NaiveDate>;

impl Reader<'_> {
    /// The milestones of each of these versions in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn milestones_of(
        &self,
        versions: &[PlanVersionId],
    ) -> Result<HashMap<PlanVersionId, Vec<Milestone>>> {
        use milestone_line::Column;
        let visible = scope::plan_versions(&self.scope);
        let rows = milestone_line::Entity::find()
            .inner_join(action_plan_version::Entity)
            .find_also_related(milestone::Entity)
            .filter(Column::VersionId.is_in(versions.iter().map(|id| Uuid::from(*id))))
            .filter(visible)
            .order_by_asc(Column::Position)
            .all(&self.db())
            .await?;
        let mut of: HashMap<PlanVersionId, Vec<Milestone>> = HashMap::new();
        for milestone in self.with_baselines(rows).await? {
            of.entry(milestone.in_version).or_default().push(milestone);
        }
        Ok(of)
    }

    /// The milestones with these ids that may be seen, each as the version in force has it, or
    /// where that does not have it, as the newest one does that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn milestones(&self, ids: &[MilestoneId]) -> Result<Vec<Milestone>> {
        use milestone_line::Column;
        let rows = milestone_line::Entity::find()
            .inner_join(action_plan_version::Entity)
            .find_also_related(milestone::Entity)
            .filter(Column::MilestoneId.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .filter(scope::plan_versions(&self.scope))
            .order_by_asc(action_plan_version::Column::State.eq(ActionPlanState::Approved.as_str()))
            .order_by_asc(action_plan_version::Column::Number)
            .all(&self.db())
            .await?;
        // The last of each is the one.
        let last: HashMap<Uuid, _> =
            rows.into_iter().map(|row| (row.0.milestone_id, row)).collect();
        self.with_baselines(last.into_values().collect()).await
    }

    async fn with_baselines(
        &self,
        rows: Vec<(milestone_line::Model, Option<milestone::Model>)>,
    ) -> Result<Vec<Milestone>> {
        let mut plans: Vec<ActionPlanId> = rows
            .iter()
            .filter_map(|(_, milestone)| Some(ActionPlanId(milestone.as_ref()?.plan_id)))
            .collect();
        plans.sort_unstable();
        plans.dedup();
        let baselines = self.baselines(&plans).await?;
        let milestones = rows.into_iter().filter_map(|(line, milestone)| {
            let milestone = milestone?;
            let (id, plan) = (MilestoneId(milestone.id), ActionPlanId(milestone.plan_id));
            Some(Milestone {
                id,
                plan,
                in_version: PlanVersionId(line.version_id),
                line: MilestoneLine {
                    title: line.title,
                    due_on: line.due_on,
                    person: line.person,
                    expected: line.expected,
                    explanation: line.explanation,
                },
                baseline_due_on: baselines.get(&(plan, id)).copied(),
                done_on: milestone.done_on,
                version: milestone.version,
            })
        });
        Ok(milestones.collect())
    }

    async fn baselines(&self, plans: &[ActionPlanId]) -> Result<Baselines> {
        let first = self.baseline_plans(plans).await?;
        let plan_of: HashMap<Uuid, ActionPlanId> =
            first.into_iter().map(|(plan, version)| (version.id.into(), plan)).collect();
        let lines = milestone_line::Entity::find()
            .filter(milestone_line::Column::VersionId.is_in(plan_of.keys().copied()))
            .all(&self.db())
            .await?;
        let known = lines.into_iter().filter_map(|line| {
            let plan = *plan_of.get(&line.version_id)?;
            Some(((plan, MilestoneId(line.milestone_id)), line.due_on))
        });
        Ok(known.collect())
    }

    /// When each of these milestones was said to be reached, or not after all, the newest first; at
    /// most 50.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn marks_of(
        &self,
        milestones: &[MilestoneId],
    ) -> Result<HashMap<MilestoneId, Vec<MilestoneMark>>> {
        use milestone_mark::Column;
        let ids: Vec<Uuid> = milestones.iter().map(|id| Uuid::from(*id)).collect();
        let visible = milestone::Entity::find()
            .select_only()
            .column(milestone::Column::Id)
            .filter(scope::milestones(&self.scope));
        let marks = milestone_mark::Entity::find()
            .filter(Column::MilestoneId.in_subquery(visible.into_query()));
        let newest_first = Sorting {
            key: Column::MarkedAt.into_expr(),
            id: Column::Id,
            descending: true,
            cursor: |row: &milestone_mark::Model| Cursor {
                key: row.marked_at.to_rfc3339(),
                id: row.id,
            },
            value: instant_key,
        };
        let under = (Column::MilestoneId, ids.as_slice());
        let page = PageRequest::first(MOST_MARKS);
        let pages = newest_first
            .read_under(&self.db(), marks, under, &page, |row| row.milestone_id)
            .await?;
        let of = pages.into_iter().map(|(id, page)| {
            let marks = page.rows.into_iter().map(|(_, row)| MilestoneMark {
                done_on: row.done_on,
                word: row.word,
                marked: (row.marked_at, AccountId(row.marked_by)),
            });
            (MilestoneId(id), marks.collect())
        });
        Ok(of.collect())
    }
}

impl Tx {
    /// Says that a milestone was reached, or is not after all, and raises its version.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn mark_milestone(&self, id: MilestoneId, mark: &MilestoneMark) -> Result<()> {
        use milestone::Column;
        let (at, by) = mark.marked;
        milestone_mark::Entity::insert(milestone_mark::ActiveModel {
            id: Set(clock::new_id()),
            milestone_id: Set(id.into()),
            done_on: Set(mark.done_on),
            word: Set(mark.word.clone()),
            marked_by: Set(by.into()),
            marked_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        milestone::Entity::update_many()
            .col_expr(Column::DoneOn, Expr::value(mark.done_on))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
