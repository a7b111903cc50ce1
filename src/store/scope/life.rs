//! Who sees what happens in the life of an item.

use entity::{
    awaited_figure, closing, event, extension, instruction, instruction_answer, instruction_unit,
    item_decision, objection, verification,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait, SimpleExpr},
};

use super::{
    any, documents_of_offices, expr, ids_where, item_ids, items_assigned, items_of_posts, one_of,
};
use crate::{
    domain::event::EventKind,
    policy::{Scope, View, Viewer},
};

/// Whoever sees the item sees what was decided on it.
pub(in crate::store) fn item_decisions(scope: &Scope) -> Condition {
    Condition::all().add(item_decision::Column::ItemId.in_subquery(item_ids(scope)))
}

/// As a lead's submitted report: by whoever sees the item.
pub(in crate::store) fn closings(scope: &Scope) -> Condition {
    Condition::all().add(closing::Column::ItemId.in_subquery(item_ids(scope)))
}

/// With the application.
pub(in crate::store) fn verifications(scope: &Scope) -> Condition {
    let visible = ids_where::<closing::Entity>(closing::Column::Id, closings(scope));
    Condition::all().add(verification::Column::ClosingId.in_subquery(visible))
}

/// Whoever sees the item sees that its figure is awaited.
pub(in crate::store) fn awaited_figures(scope: &Scope) -> Condition {
    Condition::all().add(awaited_figure::Column::ItemId.in_subquery(item_ids(scope)))
}

/// What a unit asks of its office: seen by the unit, the office, the item's leaders, and its leads.
/// A support unit does not see another's.
pub(super) fn asked(viewer: &Viewer, [unit, item, document]: [impl ColumnTrait; 3]) -> Condition {
    any([
        one_of(unit, &viewer.units),
        one_of(unit, &viewer.succeeded),
        documents_of_offices(&viewer.offices).map(|ids| document.in_subquery(ids)),
        documents_of_offices(&viewer.chief_of).map(|ids| document.in_subquery(ids)),
        items_of_posts(viewer).map(|ids| item.in_subquery(ids)),
        items_assigned(&viewer.charges, true).map(|ids| item.in_subquery(ids)),
        items_assigned(&viewer.answered_units, true).map(|ids| item.in_subquery(ids)),
    ])
}

/// The unit, the office, the item's leaders and leads.
pub(in crate::store) fn extensions(scope: &Scope) -> Condition {
    use extension::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    asked(viewer, [Column::UnitId, Column::ItemId, Column::DocumentId])
}

/// The unit, the office, the item's leaders and leads.
pub(in crate::store) fn objections(scope: &Scope) -> Condition {
    use objection::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    asked(viewer, [Column::UnitId, Column::ItemId, Column::DocumentId])
}

/// Of whom an instruction is seen beside the units it is addressed to: the office, the chief
/// leader, the post, and the item's leads.
fn instructed(viewer: &Viewer) -> [Option<SimpleExpr>; 4] {
    use instruction::Column;
    [
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
        documents_of_offices(&viewer.chief_of).map(|ids| Column::DocumentId.in_subquery(ids)),
        one_of(Column::LeaderId, &viewer.posts),
        items_assigned(&viewer.answered_units, true).map(|ids| Column::ItemId.in_subquery(ids)),
    ]
}

/// The office, the chief leader, the post, the item's leads, and the units it is addressed to.
pub(in crate::store) fn instructions(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let addressed = one_of(instruction_unit::Column::UnitId, &viewer.units).map(|own| {
        instruction::Column::Id.in_subquery(ids_where::<instruction_unit::Entity>(
            instruction_unit::Column::InstructionId,
            Condition::all().add(own),
        ))
    });
    any([Some(expr(any(instructed(viewer)))), addressed])
}

/// As the instruction, but of the units it is addressed to each sees its own answer only.
pub(in crate::store) fn instruction_answers(scope: &Scope) -> Condition {
    use instruction_answer::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let seen = ids_where::<instruction::Entity>(instruction::Column::Id, any(instructed(viewer)));
    any([one_of(Column::UnitId, &viewer.units), Some(Column::InstructionId.in_subquery(seen))])
}

/// What happened in the life of an item, with the things that it happened to.
pub(super) fn history(scope: &Scope) -> Condition {
    use event::Column;
    let of = |kinds: &[EventKind], seen: SimpleExpr| {
        Some(Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())).and(seen))
    };
    let on_item = Column::ItemId.in_subquery(item_ids(scope));
    any([
        of(
            &[
                EventKind::ItemDecided,
                EventKind::FigureAwaited,
                EventKind::FigureEntered,
                EventKind::ClosingApplied,
                EventKind::ClosingVerified,
                EventKind::ClosingDecided,
            ],
            on_item,
        ),
        of(
            &[EventKind::ExtensionAsked, EventKind::ExtensionDecided],
            Column::SubjectId.in_subquery(ids_where::<extension::Entity>(
                extension::Column::Id,
                extensions(scope),
            )),
        ),
        of(
            &[EventKind::ObjectionRaised, EventKind::ObjectionDecided],
            Column::SubjectId.in_subquery(ids_where::<objection::Entity>(
                objection::Column::Id,
                objections(scope),
            )),
        ),
        of(
            &[EventKind::InstructionGiven, EventKind::InstructionClosed],
            Column::SubjectId.in_subquery(ids_where::<instruction::Entity>(
                instruction::Column::Id,
                instructions(scope),
            )),
        ),
        of(
            &[EventKind::InstructionAnswered],
            Column::SubjectId.in_subquery(ids_where::<instruction_answer::Entity>(
                instruction_answer::Column::Id,
                instruction_answers(scope),
            )),
        ),
    ])
}
