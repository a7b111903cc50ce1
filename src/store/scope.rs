//! The visibility table as SQL conditions. Each function answers which rows of one table a scope
//! may see; every finder, count and loader uses the one of its table.

use entity::{
    assignment, collective_member, coordination, document, duty, duty_change, event, finding, item,
    item_leader, leader, progress_report, progress_report_version, report_copy, reporting_rule,
    submission_receipt, submission_receipt_line, unit, unit_succession,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    domain::{assignment::Role, document::DocumentState, event::EventKind},
    policy::{Scope, View, Viewer},
};

mod action_plan;
mod attention;
mod handing;
mod life;

pub(super) use action_plan::{action_plans, milestones, plan_versions, plans_to_decide};
pub(super) use attention::{
    acknowledged_items, acknowledging, coordination_steps, coordinations, urge_acts, urge_duties,
    urges,
};
pub(super) use handing::{handed_items, handing_report_versions, handing_reports, handings};
pub(super) use life::{
    awaited_figures, closings, extensions, instruction_answers, instructions, item_decisions,
    objections, verifications,
};

/// `column` is one of `ids`; nothing where there are none.
fn one_of<I: Copy + Into<Uuid>>(column: impl ColumnTrait, ids: &[I]) -> Option<SimpleExpr> {
    (!ids.is_empty()).then(|| column.is_in(ids.iter().map(|id| (*id).into())))
}

/// Any of the branches that are there; nobody sees anything where none is.
fn any<const N: usize>(branches: [Option<SimpleExpr>; N]) -> Condition {
    let mut branches = branches.into_iter().flatten().peekable();
    if branches.peek().is_none() {
        return Condition::all().add(Expr::value(false));
    }
    branches.fold(Condition::any(), Condition::add)
}

fn expr(condition: Condition) -> SimpleExpr {
    condition.into()
}

fn ids_where<E: EntityTrait>(
    column: E::Column,
    condition: impl Into<Condition>,
) -> SelectStatement {
    E::find().select_only().column(column).filter(condition.into()).into_query()
}

fn documents_of_offices<I: Copy + Into<Uuid>>(offices: &[I]) -> Option<SelectStatement> {
    one_of(document::Column::OfficeId, offices)
        .map(|own| ids_where::<document::Entity>(document::Column::Id, Condition::all().add(own)))
}

/// Documents in which a rule in force names one of the viewer's units as recipient (汇总单位).
fn summed_up(viewer: &Viewer) -> Option<SelectStatement> {
    let units: Vec<_> = viewer.units.iter().chain(&viewer.succeeded).copied().collect();
    one_of(reporting_rule::Column::RecipientUnitId, &units).map(|own| {
        ids_where::<reporting_rule::Entity>(
            reporting_rule::Column::DocumentId,
            Condition::all().add(own).add(reporting_rule::Column::EndedOn.is_null()),
        )
    })
}

/// Items of the posts held or acted for.
fn items_of_posts(viewer: &Viewer) -> Option<SelectStatement> {
    one_of(item_leader::Column::LeaderId, &viewer.posts).map(|own| {
        ids_where::<item_leader::Entity>(item_leader::Column::ItemId, Condition::all().add(own))
    })
}

/// Items assigned to some units, as leads only or in any part.
fn items_assigned<I: Copy + Into<Uuid>>(units: &[I], lead_only: bool) -> Option<SelectStatement> {
    one_of(assignment::Column::UnitId, units).map(|own| {
        let role = lead_only.then(|| assignment::Column::Role.eq(Role::Lead.as_str()));
        ids_where::<assignment::Entity>(
            assignment::Column::ItemId,
            Condition::all().add(own).add_option(role),
        )
    })
}

/// Published items that a viewer has to do with, other than through an office: as a leader, as a
/// lead or support unit, or as the unit that sums up.
fn items_of_persons(viewer: &Viewer) -> Condition {
    any([
        items_of_posts(viewer).map(|ids| item::Column::Id.in_subquery(ids)),
        items_assigned(&viewer.charges, true).map(|ids| item::Column::Id.in_subquery(ids)),
        items_assigned(&viewer.answered_units, false).map(|ids| item::Column::Id.in_subquery(ids)),
        summed_up(viewer).map(|ids| item::Column::DocumentId.in_subquery(ids)),
        documents_of_offices(&viewer.chief_of).map(|ids| item::Column::DocumentId.in_subquery(ids)),
        copied(viewer, progress_report::Column::ItemId)
            .map(|ids| item::Column::Id.in_subquery(ids)),
        attention::coordinated(viewer, coordination::Column::ItemId)
            .map(|ids| item::Column::Id.in_subquery(ids)),
    ])
}

/// What submitted reports are about of which the viewer's units get a copy.
fn copied(viewer: &Viewer, of: progress_report::Column) -> Option<SelectStatement> {
    one_of(report_copy::Column::UnitId, &viewer.units).map(|own| {
        let reports = ids_where::<report_copy::Entity>(
            report_copy::Column::ReportId,
            Condition::all().add(own),
        );
        let submitted = Condition::all()
            .add(progress_report::Column::Id.in_subquery(reports))
            .add(progress_report::Column::SubmittedAt.is_not_null());
        ids_where::<progress_report::Entity>(of, submitted)
    })
}

fn is_published() -> SimpleExpr {
    let [merged, discarded] = DocumentState::GONE;
    let hidden = [DocumentState::Draft, merged, discarded].map(DocumentState::as_str);
    document::Column::State.is_not_in(hidden)
}

/// Office: all of its own. Others: published, with an item of theirs.
pub(super) fn documents(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let with_an_item = any([
        Some(document::Column::Id.in_subquery(ids_where::<item::Entity>(
            item::Column::DocumentId,
            items_of_persons(viewer),
        ))),
        summed_up(viewer).map(|ids| document::Column::Id.in_subquery(ids)),
        one_of(document::Column::OfficeId, &viewer.chief_of),
    ]);
    any([
        one_of(document::Column::OfficeId, &viewer.offices),
        Some(is_published().and(expr(with_an_item))),
    ])
}

/// Documents whose whole text may be read: by those who see every item in it.
pub(super) fn whole_documents(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    any([
        one_of(document::Column::OfficeId, &viewer.offices),
        one_of(document::Column::OfficeId, &viewer.chief_of).map(|chief| is_published().and(chief)),
    ])
}

/// Office: all of its own. Others: theirs in published documents.
pub(super) fn items(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let published = item::Column::DocumentId.in_subquery(ids_where::<document::Entity>(
        document::Column::Id,
        Condition::all().add(is_published()),
    ));
    any([
        documents_of_offices(&viewer.offices).map(|ids| item::Column::DocumentId.in_subquery(ids)),
        Some(published.and(expr(items_of_persons(viewer)))),
    ])
}

/// The ids of the items that may be seen.
pub(super) fn item_ids(scope: &Scope) -> SelectStatement {
    ids_where::<item::Entity>(item::Column::Id, items(scope))
}

/// Findings are the office's alone.
pub(super) fn findings(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    any([documents_of_offices(&viewer.offices)
        .map(|ids| finding::Column::DocumentId.in_subquery(ids))])
}

/// "Drafts belong to the unit that writes them." Submitted ones are seen by the office, by the
/// item's leaders, by its leads, by the recipient and by who gets a copy; the leads' also by its
/// support units.
pub(super) fn reports(scope: &Scope) -> Condition {
    use progress_report::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let leads_report = items_assigned(&viewer.answered_units, false)
        .map(|ids| Column::Role.eq(Role::Lead.as_str()).and(Column::ItemId.in_subquery(ids)));
    let submitted = any([
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
        documents_of_offices(&viewer.chief_of).map(|ids| Column::DocumentId.in_subquery(ids)),
        items_of_posts(viewer).map(|ids| Column::ItemId.in_subquery(ids)),
        items_assigned(&viewer.charges, true).map(|ids| Column::ItemId.in_subquery(ids)),
        one_of(Column::RecipientUnitId, &viewer.units),
        summed_up(viewer).map(|ids| Column::DocumentId.in_subquery(ids)),
        items_assigned(&viewer.answered_units, true).map(|ids| Column::ItemId.in_subquery(ids)),
        leads_report,
        copied(viewer, Column::Id).map(|ids| Column::Id.in_subquery(ids)),
        attention::coordinated_report(viewer),
        one_of(Column::UnitId, &viewer.succeeded),
        submitted_before(viewer).map(|ids| Column::Id.in_subquery(ids)),
    ]);
    any([
        one_of(Column::UnitId, &viewer.units),
        Some(Column::SubmittedAt.is_not_null().and(expr(submitted))),
    ])
}

/// Reports that units submitted and that others have since.
fn submitted_before(viewer: &Viewer) -> Option<SelectStatement> {
    use progress_report_version::Column;
    one_of(Column::UnitId, &viewer.units).map(|own| {
        ids_where::<progress_report_version::Entity>(Column::ReportId, Condition::all().add(own))
    })
}

/// Successions are the register's; those that were carried out are seen with the unit.
pub(super) fn successions(scope: &Scope) -> Condition {
    use unit_succession::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let seen = ids_where::<unit::Entity>(unit::Column::Id, units(scope));
    any([
        one_of(Column::OfficeId, &viewer.offices),
        one_of(Column::OfficeId, &viewer.registries),
        Some(Column::AnsweringUnitId.is_not_null().and(Column::UnitId.in_subquery(seen))),
    ])
}

/// Versions of reports that may be seen: submitted ones that were not taken back, and whatever
/// one's own unit wrote.
pub(super) fn report_versions(scope: &Scope) -> Condition {
    use progress_report_version::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let visible = Column::ReportId.in_subquery(ids_where::<progress_report::Entity>(
        progress_report::Column::Id,
        reports(scope),
    ));
    Condition::all().add(visible).add(any([
        Some(Column::SubmittedAt.is_not_null().and(Column::WithdrawnAt.is_null())),
        own_reports(viewer).map(|ids| Column::ReportId.in_subquery(ids)),
    ]))
}

/// Receipts belong to the unit that submitted; the office sees those of its documents, a recipient
/// those of what is owed to it.
pub(super) fn receipts(scope: &Scope) -> Condition {
    use submission_receipt::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let received = one_of(progress_report::Column::RecipientUnitId, &viewer.units).map(|own| {
        let reports = ids_where::<progress_report::Entity>(
            progress_report::Column::Id,
            Condition::all().add(own),
        );
        let versions = ids_where::<progress_report_version::Entity>(
            progress_report_version::Column::Id,
            Condition::all()
                .add(progress_report_version::Column::ReportId.in_subquery(reports))
                .add(progress_report_version::Column::WithdrawnAt.is_null()),
        );
        ids_where::<submission_receipt_line::Entity>(
            submission_receipt_line::Column::ReceiptId,
            Condition::all().add(submission_receipt_line::Column::VersionId.in_subquery(versions)),
        )
    });
    any([
        one_of(Column::UnitId, &viewer.units),
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
        received.map(|ids| Column::Id.in_subquery(ids)),
    ])
}

fn own_reports(viewer: &Viewer) -> Option<SelectStatement> {
    one_of(progress_report::Column::UnitId, &viewer.units).map(|own| {
        ids_where::<progress_report::Entity>(progress_report::Column::Id, Condition::all().add(own))
    })
}

/// The duties of one's own units: what is for those alone who write.
pub(super) fn own_duties(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    any([one_of(duty::Column::UnitId, &viewer.units)])
}

/// "Who has not reported is seen by the leads, the recipient and the office only"; a duty whose
/// report may be seen is no secret.
pub(super) fn duties(scope: &Scope) -> Condition {
    use duty::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let reported =
        ids_where::<progress_report::Entity>(progress_report::Column::DutyId, reports(scope));
    any([
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
        one_of(Column::UnitId, &viewer.units),
        one_of(Column::RecipientUnitId, &viewer.units),
        summed_up(viewer).map(|ids| Column::DocumentId.in_subquery(ids)),
        items_assigned(&viewer.answered_units, true).map(|ids| Column::ItemId.in_subquery(ids)),
        Some(Column::Id.in_subquery(reported)),
    ])
}

/// What became of a document's duties as a whole: by whoever sees all of them.
pub(super) fn duty_changes(scope: &Scope) -> Condition {
    use duty_change::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    any([
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
        summed_up(viewer).map(|ids| Column::DocumentId.in_subquery(ids)),
    ])
}

/// "Whoever sees an item sees its units, roles and leaders": the office's own registry, one's own
/// units with those below them, and those of the items and reports that may be seen, members of
/// collectives included; whoever has a part of an item sees who handed it.
pub(super) fn units(scope: &Scope) -> Condition {
    use unit::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let assigned = || {
        ids_where::<assignment::Entity>(
            assignment::Column::UnitId,
            Condition::all().add(assignment::Column::ItemId.in_subquery(item_ids(scope))),
        )
    };
    let members = ids_where::<collective_member::Entity>(
        collective_member::Column::MemberId,
        Condition::all().add(collective_member::Column::CollectiveId.in_subquery(assigned())),
    );
    let reporting =
        ids_where::<progress_report::Entity>(progress_report::Column::UnitId, reports(scope));
    // Whoever answers today in the place of these.
    let answering = |of: SelectStatement| {
        let answering = unit_succession::Column::AnsweringUnitId;
        let succeeded = Condition::all()
            .add(answering.is_not_null())
            .add(unit_succession::Column::UnitId.in_subquery(of));
        Some(Column::Id.in_subquery(ids_where::<unit_succession::Entity>(answering, succeeded)))
    };
    let own = one_of(Column::Id, &viewer.units)
        .map(|own| ids_where::<unit::Entity>(Column::Id, Condition::all().add(own)));
    any([
        answering(assigned()),
        answering(members.clone()),
        own.and_then(answering),
        one_of(Column::OfficeId, &viewer.offices),
        one_of(Column::OfficeId, &viewer.registries),
        one_of(Column::Id, &viewer.answered_units),
        one_of(Column::Id, &viewer.charges),
        Some(Column::Id.in_subquery(assigned())),
        Some(Column::Id.in_subquery(members)),
        Some(Column::Id.in_subquery(reporting)),
        one_of(Column::ParentId, &viewer.units),
        handing::handed_by(viewer).map(|ids| Column::Id.in_subquery(ids)),
    ])
}

/// The office's own registry, one's own posts, those of the items that may be seen, and those that
/// coordinate what may be seen.
pub(super) fn leaders(scope: &Scope) -> Condition {
    use leader::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let responsible = ids_where::<item_leader::Entity>(
        item_leader::Column::LeaderId,
        Condition::all().add(item_leader::Column::ItemId.in_subquery(item_ids(scope))),
    );
    any([
        one_of(Column::OfficeId, &viewer.offices),
        one_of(Column::OfficeId, &viewer.registries),
        one_of(Column::Id, &viewer.posts),
        Some(Column::Id.in_subquery(responsible)),
        Some(Column::Id.in_subquery(attention::coordinating_posts(scope))),
    ])
}

/// "History follows the same scope as the thing itself": what happened to a report is seen by
/// those who see the report, but its drafting by its own unit alone; what happened to a document
/// by those who see the document, but its import by the office alone; what an edition did to an item
/// by those who see the item.
pub(super) fn history(scope: &Scope) -> Condition {
    use event::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let of_report = Column::ReportId
        .in_subquery(ids_where::<progress_report::Entity>(
            progress_report::Column::Id,
            reports(scope),
        ))
        .and(expr(any([
            Some(Column::Kind.is_not_in(EventKind::DRAFTING.map(EventKind::as_str))),
            own_reports(viewer).map(|ids| Column::ReportId.in_subquery(ids)),
        ])));
    let of_document = Column::ReportId
        .is_null()
        .and(
            Column::DocumentId
                .in_subquery(ids_where::<document::Entity>(document::Column::Id, documents(scope))),
        )
        .and(expr(any([
            Some(Column::Kind.is_in(
                [EventKind::DocumentPublished, EventKind::EditionPublished].map(EventKind::as_str),
            )),
            documents_of_offices(&viewer.offices).map(|ids| {
                let drafting = EventKind::DRAFTING.map(EventKind::as_str);
                Column::DocumentId.in_subquery(ids).and(Column::Kind.is_not_in(drafting))
            }),
        ])));
    let of_item = Column::Kind
        .is_in(
            [
                EventKind::EditionItemAdded,
                EventKind::EditionItemChanged,
                EventKind::EditionItemDropped,
            ]
            .map(EventKind::as_str),
        )
        .and(Column::ItemId.in_subquery(item_ids(scope)));
    any([
        Some(of_report),
        Some(of_document),
        Some(of_item),
        Some(expr(life::history(scope))),
        Some(expr(attention::history(scope))),
        Some(expr(action_plan::history(scope))),
        Some(expr(handing::history(scope))),
    ])
}
