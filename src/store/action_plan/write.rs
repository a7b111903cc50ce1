//! Writing action plans.

use chrono::{DateTime, Utc};
use entity::{action_plan, action_plan_version, milestone, milestone_line};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::Result;
use crate::{
    clock,
    domain::{
        action_plan::{ActionPlan, ActionPlanState, PlanVersion},
        id::{AccountId, ActionPlanId, ItemId, MilestoneId, PlanVersionId},
        milestone::MilestoneLine,
    },
    store::{Tx, document::stored, rows::insert_all},
};

impl Tx {
    /// Enters a plan.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_action_plan(&self, plan: &ActionPlan) -> Result<()> {
        action_plan::Entity::insert(action_plan::ActiveModel {
            id: Set(plan.id.into()),
            document_id: Set(plan.document.into()),
            item_id: Set(plan.item.into()),
            unit_id: Set(plan.unit.into()),
            created_at: Set(plan.created_at),
            version: Set(plan.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Raises the version of a plan.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn touch_action_plan(&self, id: ActionPlanId) -> Result<()> {
        use action_plan::Column;
        action_plan::Entity::update_many()
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Enters a version of a plan, without its milestones.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_plan_version(&self, version: &PlanVersion) -> Result<()> {
        action_plan_version::Entity::insert(action_plan_version::ActiveModel {
            id: Set(version.id.into()),
            plan_id: Set(version.plan.into()),
            number: Set(version.number),
            state: Set(version.state.as_str().to_owned()),
            summary: Set(version.summary.clone()),
            reason: Set(version.reason.clone()),
            written_by: Set(version.written.1.into()),
            written_at: Set(version.written.0),
            submitted_by: Set(None),
            submitted_at: Set(None),
            leader_id: Set(None),
            recorded: Set(false),
            answer: Set(None),
            decided_by: Set(None),
            decided_at: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Writes a version of a plan anew, without its milestones.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_plan_version(&self, version: &PlanVersion) -> Result<()> {
        use action_plan_version::Column;
        let (written_at, written_by) = version.written;
        let (submitted_at, submitted_by) = version.submitted.unzip();
        let (decided_at, decided_by) = version.decided.unzip();
        action_plan_version::Entity::update_many()
            .col_expr(Column::State, Expr::value(version.state.as_str()))
            .col_expr(Column::Summary, Expr::value(version.summary.as_str()))
            .col_expr(Column::Reason, Expr::value(version.reason.clone()))
            .col_expr(Column::WrittenBy, Expr::value(Uuid::from(written_by)))
            .col_expr(Column::WrittenAt, Expr::value(written_at))
            .col_expr(Column::SubmittedBy, Expr::value(submitted_by.map(Uuid::from)))
            .col_expr(Column::SubmittedAt, Expr::value(submitted_at))
            .col_expr(Column::LeaderId, Expr::value(version.leader.map(Uuid::from)))
            .col_expr(Column::Recorded, Expr::value(version.recorded))
            .col_expr(Column::Answer, Expr::value(version.answer.clone()))
            .col_expr(Column::DecidedBy, Expr::value(decided_by.map(Uuid::from)))
            .col_expr(Column::DecidedAt, Expr::value(decided_at))
            .filter(Column::Id.eq(Uuid::from(version.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// The milestones of a plan, in whatever version.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn milestone_ids(&self, plan: ActionPlanId) -> Result<Vec<MilestoneId>> {
        let ids: Vec<Uuid> = milestone::Entity::find()
            .select_only()
            .column(milestone::Column::Id)
            .filter(milestone::Column::PlanId.eq(Uuid::from(plan)))
            .into_tuple()
            .all(&self.tx)
            .await?;
        Ok(ids.into_iter().map(MilestoneId).collect())
    }

    /// Gives a version of a plan its milestones, in order, in the place of those that it had; of
    /// each whether it is new. Milestones that no version has any more are no more.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn replace_milestones(
        &self,
        plan: ActionPlanId,
        version: PlanVersionId,
        lines: &[(MilestoneId, bool, MilestoneLine)],
    ) -> Result<()> {
        milestone_line::Entity::delete_many()
            .filter(milestone_line::Column::VersionId.eq(Uuid::from(version)))
            .exec(&self.tx)
            .await?;
        let new = lines.iter().filter(|(_, is_new, _)| *is_new);
        let rows = new.map(|(id, ..)| milestone::ActiveModel {
            id: Set((*id).into()),
            plan_id: Set(plan.into()),
            done_on: Set(None),
            version: Set(1),
        });
        insert_all!(&self.tx, milestone::Entity, rows);
        let rows =
            lines.iter().enumerate().map(|(position, (id, _, line))| milestone_line::ActiveModel {
                id: Set(clock::new_id()),
                version_id: Set(version.into()),
                milestone_id: Set((*id).into()),
                position: Set(stored(position)),
                title: Set(line.title.clone()),
                due_on: Set(line.due_on),
                person: Set(line.person.clone()),
                expected: Set(line.expected.clone()),
                explanation: Set(line.explanation.clone()),
            });
        insert_all!(&self.tx, milestone_line::Entity, rows);
        milestone::Entity::delete_many()
            .filter(milestone::Column::PlanId.eq(Uuid::from(plan)))
            .filter(milestone::Column::Id.not_in_subquery(lined()))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Takes back whatever waits for a decision on plans for an item.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn lapse_plans(&self, item: ItemId, by: AccountId, at: DateTime<Utc>) -> Result<()> {
        use action_plan_version::Column;
        let plans = action_plan::Entity::find()
            .select_only()
            .column(action_plan::Column::Id)
            .filter(action_plan::Column::ItemId.eq(Uuid::from(item)))
            .into_query();
        let waiting = action_plan_version::Entity::find()
            .select_only()
            .column(Column::PlanId)
            .filter(Column::State.eq(ActionPlanState::Submitted.as_str()))
            .filter(Column::PlanId.in_subquery(plans.clone()))
            .into_query();
        action_plan::Entity::update_many()
            .col_expr(action_plan::Column::Version, action_plan::Column::Version.into_expr().add(1))
            .filter(action_plan::Column::Id.in_subquery(waiting))
            .exec(&self.tx)
            .await?;
        action_plan_version::Entity::update_many()
            .col_expr(Column::State, Expr::value(ActionPlanState::Withdrawn.as_str()))
            .col_expr(Column::DecidedBy, Expr::value(Uuid::from(by)))
            .col_expr(Column::DecidedAt, Expr::value(at))
            .filter(Column::State.eq(ActionPlanState::Submitted.as_str()))
            .filter(Column::PlanId.in_subquery(plans))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

fn lined() -> SelectStatement {
    milestone_line::Entity::find()
        .select_only()
        .column(milestone_line::Column::MilestoneId)
        .into_query()
}
