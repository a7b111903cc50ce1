//! Who sees what units acknowledged, what they were urged about, and what they ask to be
//! coordinated.

use entity::{
    acknowledgement, acknowledgement_item, coordination, coordination_step, event, item,
    progress_report, urge, urge_act, urge_duty,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait, SelectStatement, SimpleExpr},
};

use super::{any, documents_of_offices, ids_where, items_assigned, items_of_posts, one_of};
use crate::{
    domain::{assignment::Role, event::EventKind},
    policy::{Scope, View, Viewer},
};

/// Whether a unit acknowledged an item is seen by the unit, by the office, and, of a unit that
/// supports, by the item's leads. The columns are those of unit, item and role.
pub(in crate::store) fn acknowledging(
    scope: &Scope,
    [unit, item, role]: [SimpleExpr; 3],
) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let own = (!viewer.units.is_empty())
        .then(|| unit.is_in(viewer.units.iter().map(|id| uuid::Uuid::from(*id))));
    any([
        own,
        items_of_offices(viewer).map(|ids| item.clone().in_subquery(ids)),
        items_assigned(&viewer.answered_units, true)
            .map(|ids| item.in_subquery(ids).and(role.eq(Role::Support.as_str()))),
    ])
}

fn items_of_offices(viewer: &Viewer) -> Option<SelectStatement> {
    documents_of_offices(&viewer.offices).map(|ids| {
        let own = Condition::all().add(item::Column::DocumentId.in_subquery(ids));
        ids_where::<item::Entity>(item::Column::Id, own)
    })
}

/// With any of the items that it is about.
pub(in crate::store) fn acknowledged_items(scope: &Scope) -> Condition {
    use acknowledgement_item::Column;
    acknowledging(scope, [Column::UnitId, Column::ItemId, Column::Role].map(ColumnTrait::into_expr))
}

fn acknowledgements(scope: &Scope) -> Condition {
    let seen = ids_where::<acknowledgement_item::Entity>(
        acknowledgement_item::Column::AcknowledgementId,
        acknowledged_items(scope),
    );
    Condition::all().add(acknowledgement::Column::Id.in_subquery(seen))
}

/// The unit that is urged, its office, and of its own acts the recipient that urged.
pub(in crate::store) fn urge_acts(scope: &Scope) -> Condition {
    use urge_act::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let whole = any([
        one_of(urge::Column::UnitId, &viewer.units),
        one_of(urge::Column::OfficeId, &viewer.offices),
    ]);
    any([
        Some(Column::UrgeId.in_subquery(ids_where::<urge::Entity>(urge::Column::Id, whole))),
        one_of(Column::RecipientUnitId, &viewer.units),
    ])
}

/// With any of its acts.
pub(in crate::store) fn urges(scope: &Scope) -> Condition {
    let seen = ids_where::<urge_act::Entity>(urge_act::Column::UrgeId, urge_acts(scope));
    Condition::all().add(urge::Column::Id.in_subquery(seen))
}

/// With the act that named it.
pub(in crate::store) fn urge_duties(scope: &Scope) -> Condition {
    let seen = ids_where::<urge_act::Entity>(urge_act::Column::Id, urge_acts(scope));
    Condition::all().add(urge_duty::Column::ActId.in_subquery(seen))
}

/// What was forwarded to posts that the viewer holds or acts for.
fn forwarded(viewer: &Viewer) -> Option<SelectStatement> {
    one_of(coordination_step::Column::LeaderId, &viewer.posts).map(|own| {
        ids_where::<coordination_step::Entity>(
            coordination_step::Column::CoordinationId,
            Condition::all().add(own),
        )
    })
}

/// What a coordination is about that was forwarded to the viewer's posts: whoever is to answer sees
/// the item and the report that states the problem.
pub(super) fn coordinated(viewer: &Viewer, of: coordination::Column) -> Option<SelectStatement> {
    forwarded(viewer).map(|ids| {
        let own = Condition::all().add(coordination::Column::Id.in_subquery(ids));
        ids_where::<coordination::Entity>(of, own)
    })
}

/// The unit that asks, the office, the leaders of the item and those it was forwarded to; what a
/// unit asks that supports, the item's leads too.
pub(in crate::store) fn coordinations(scope: &Scope) -> Condition {
    use coordination::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    any([
        one_of(Column::UnitId, &viewer.units),
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
        documents_of_offices(&viewer.chief_of).map(|ids| Column::DocumentId.in_subquery(ids)),
        items_of_posts(viewer).map(|ids| Column::ItemId.in_subquery(ids)),
        items_assigned(&viewer.charges, true).map(|ids| Column::ItemId.in_subquery(ids)),
        forwarded(viewer).map(|ids| Column::Id.in_subquery(ids)),
        items_assigned(&viewer.answered_units, true)
            .map(|ids| Column::ItemId.in_subquery(ids))
            .map(|of| of.and(Column::Role.eq(Role::Support.as_str()))),
    ])
}

/// With the thing that it was done about.
pub(in crate::store) fn coordination_steps(scope: &Scope) -> Condition {
    let seen = ids_where::<coordination::Entity>(coordination::Column::Id, coordinations(scope));
    Condition::all().add(coordination_step::Column::CoordinationId.in_subquery(seen))
}

/// The posts to which it was forwarded.
pub(super) fn coordinating_posts(scope: &Scope) -> SelectStatement {
    ids_where::<coordination_step::Entity>(
        coordination_step::Column::LeaderId,
        coordination_steps(scope),
    )
}

/// The reports that may be seen since coordination of them was forwarded to one's posts.
pub(super) fn coordinated_report(viewer: &Viewer) -> Option<SimpleExpr> {
    coordinated(viewer, coordination::Column::ReportId)
        .map(|ids| progress_report::Column::Id.in_subquery(ids))
}

/// What happened, with the things that it happened to.
pub(super) fn history(scope: &Scope) -> Condition {
    use event::Column;
    let of = |kinds: &[EventKind], seen: SelectStatement| {
        let kinds = Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()));
        Some(kinds.and(Column::SubjectId.in_subquery(seen)))
    };
    any([
        of(
            &[EventKind::DocumentAcknowledged],
            ids_where::<acknowledgement::Entity>(
                acknowledgement::Column::Id,
                acknowledgements(scope),
            ),
        ),
        of(
            &[EventKind::UnitUrged, EventKind::UrgeExtended],
            ids_where::<urge::Entity>(urge::Column::Id, urges(scope)),
        ),
        of(
            &[
                EventKind::CoordinationAsked,
                EventKind::CoordinationForwarded,
                EventKind::CoordinationAnswered,
                EventKind::CoordinationSettled,
            ],
            ids_where::<coordination::Entity>(coordination::Column::Id, coordinations(scope)),
        ),
    ])
}
