//! Who sees action plans and their milestones.

use entity::{action_plan, action_plan_version, event, milestone, milestone_line, regime};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait, SelectStatement},
};

use super::{
    any, documents_of_offices, expr, ids_where, items_assigned, items_of_posts, life::asked, one_of,
};
use crate::{
    domain::{action_plan::ActionPlanState, event::EventKind, regime::PlanApproval},
    policy::{Scope, View, Viewer},
};

fn plans_where(condition: impl Into<Condition>) -> SelectStatement {
    ids_where::<action_plan::Entity>(action_plan::Column::Id, condition)
}

fn own(viewer: &Viewer) -> Option<SelectStatement> {
    one_of(action_plan::Column::UnitId, &viewer.units)
        .map(|own| plans_where(Condition::all().add(own)))
}

/// "Drafts belong to the unit that writes them", and so does what it took back. What was submitted
/// is seen by the office, the item's leaders and its leads; what was approved by its support units,
/// too.
pub(in crate::store) fn plan_versions(scope: &Scope) -> Condition {
    use action_plan::Column as Plan;
    use action_plan_version::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let submitted =
        [ActionPlanState::Submitted, ActionPlanState::Returned, ActionPlanState::Approved]
            .map(ActionPlanState::as_str);
    let asked = plans_where(asked(viewer, [Plan::UnitId, Plan::ItemId, Plan::DocumentId]));
    let assigned = items_assigned(&viewer.answered_units, false)
        .map(|ids| plans_where(Condition::all().add(Plan::ItemId.in_subquery(ids))));
    any([
        own(viewer).map(|ids| Column::PlanId.in_subquery(ids)),
        Some(Column::State.is_in(submitted).and(Column::PlanId.in_subquery(asked))),
        assigned.map(|ids| {
            let approved = Column::State.eq(ActionPlanState::Approved.as_str());
            approved.and(Column::PlanId.in_subquery(ids))
        }),
    ])
}

/// Plans of which a version may be seen.
pub(in crate::store) fn action_plans(scope: &Scope) -> Condition {
    let seen = ids_where::<action_plan_version::Entity>(
        action_plan_version::Column::PlanId,
        plan_versions(scope),
    );
    Condition::all().add(action_plan::Column::Id.in_subquery(seen))
}

/// Milestones that stand in a version that may be seen.
pub(in crate::store) fn milestones(scope: &Scope) -> Condition {
    let versions = ids_where::<action_plan_version::Entity>(
        action_plan_version::Column::Id,
        plan_versions(scope),
    );
    let lines = ids_where::<milestone_line::Entity>(
        milestone_line::Column::MilestoneId,
        Condition::all().add(milestone_line::Column::VersionId.in_subquery(versions)),
    );
    Condition::all().add(milestone::Column::Id.in_subquery(lines))
}

/// Plans that are the viewer's to decide on, as the regime of their document says: the office's, or
/// those of items that the viewer is a leader of.
pub(in crate::store) fn plans_to_decide(scope: &Scope) -> Condition {
    use action_plan::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let asked_of = |approval: PlanApproval| {
        Column::DocumentId.in_subquery(ids_where::<regime::Entity>(
            regime::Column::DocumentId,
            Condition::all().add(regime::Column::Plan.eq(approval.as_str())),
        ))
    };
    let office =
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids));
    let leader = any([
        items_of_posts(viewer).map(|ids| Column::ItemId.in_subquery(ids)),
        items_assigned(&viewer.charges, true).map(|ids| Column::ItemId.in_subquery(ids)),
        documents_of_offices(&viewer.chief_of).map(|ids| Column::DocumentId.in_subquery(ids)),
    ]);
    any([
        office.map(|of| of.and(asked_of(PlanApproval::Office))),
        Some(expr(leader).and(asked_of(PlanApproval::Leader))),
    ])
}

/// What happened to plans: with the version that it happened to, its writing by the unit alone.
pub(super) fn history(scope: &Scope) -> Condition {
    use event::Column;
    let of = |kinds: &[EventKind]| Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()));
    let versions = |condition: Condition| {
        ids_where::<action_plan_version::Entity>(action_plan_version::Column::Id, condition)
    };
    let drafting = match scope.view() {
        View::System => Some(Condition::all()),
        View::Viewer(viewer) => own(viewer)
            .map(|ids| Condition::all().add(action_plan_version::Column::PlanId.in_subquery(ids))),
    };
    let seen = ids_where::<milestone::Entity>(milestone::Column::Id, milestones(scope));
    any([
        drafting.map(|own| {
            of(&[EventKind::ActionPlanSaved]).and(Column::SubjectId.in_subquery(versions(own)))
        }),
        Some(
            of(&[
                EventKind::ActionPlanSubmitted,
                EventKind::ActionPlanWithdrawn,
                EventKind::ActionPlanReturned,
                EventKind::ActionPlanApproved,
            ])
            .and(Column::SubjectId.in_subquery(versions(plan_versions(scope)))),
        ),
        Some(
            of(&[EventKind::MilestoneCompleted, EventKind::MilestoneReopened])
                .and(Column::SubjectId.in_subquery(seen)),
        ),
    ])
}
