//! Who sees parts that were handed on, and the reports on them: the unit that hands, the unit that
//! it hands to, and the office. "They see only that part."

use entity::{event, handing, handing_report, handing_report_version};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{ExprTrait, SelectStatement, SimpleExpr},
};

use super::{any, documents_of_offices, expr, ids_where, one_of};
use crate::{
    domain::{event::EventKind, handing::HandingState, handing_report::HandingReportState},
    policy::{Scope, View, Viewer},
};

/// By the unit that hands it on, and by the office.
fn above(viewer: &Viewer) -> [Option<SimpleExpr>; 2] {
    use handing::Column;
    [
        one_of(Column::UnitId, &viewer.units),
        documents_of_offices(&viewer.offices).map(|ids| Column::DocumentId.in_subquery(ids)),
    ]
}

fn below(viewer: &Viewer) -> Option<SimpleExpr> {
    one_of(handing::Column::ToUnitId, &viewer.units)
}

/// The unit that hands, the office, and the unit that it hands to: this one after the end, too, so
/// that it knows what its reports were about.
pub(in crate::store) fn handings(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    any([Some(expr(any(above(viewer)))), below(viewer)])
}

/// Handings of which the item's own words are shown: to the unit below while it has the part.
pub(in crate::store) fn handed_items(scope: &Scope) -> Condition {
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let open = handing::Column::State.eq(HandingState::Open.as_str());
    any([Some(expr(any(above(viewer)))), below(viewer).map(|below| below.and(open))])
}

fn reports_on(handings: Condition) -> SelectStatement {
    let ids = ids_where::<handing::Entity>(handing::Column::Id, handings);
    ids_where::<handing_report::Entity>(
        handing_report::Column::Id,
        Condition::all().add(handing_report::Column::HandingId.in_subquery(ids)),
    )
}

/// "Drafts belong to the unit that writes them", and so does what it took back; what was submitted
/// is seen by the unit that handed the part, and by the office.
pub(in crate::store) fn handing_report_versions(scope: &Scope) -> Condition {
    use handing_report_version::Column;
    let View::Viewer(viewer) = scope.view() else {
        return Condition::all();
    };
    let submitted =
        [HandingReportState::Submitted, HandingReportState::Returned, HandingReportState::Accepted]
            .map(HandingReportState::as_str);
    let above = reports_on(any(above(viewer)));
    any([
        below(viewer)
            .map(|own| Column::ReportId.in_subquery(reports_on(Condition::all().add(own)))),
        Some(Column::State.is_in(submitted).and(Column::ReportId.in_subquery(above))),
    ])
}

/// Reports of which a version may be seen.
pub(in crate::store) fn handing_reports(scope: &Scope) -> Condition {
    let seen = ids_where::<handing_report_version::Entity>(
        handing_report_version::Column::ReportId,
        handing_report_versions(scope),
    );
    Condition::all().add(handing_report::Column::Id.in_subquery(seen))
}

/// The units that handed a part to one of the viewer's.
pub(super) fn handed_by(viewer: &Viewer) -> Option<SelectStatement> {
    below(viewer)
        .map(|own| ids_where::<handing::Entity>(handing::Column::UnitId, Condition::all().add(own)))
}

/// What happened to handings and the reports on them, with the things that it happened to.
pub(super) fn history(scope: &Scope) -> Condition {
    use event::Column;
    let of = |kinds: &[EventKind]| Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()));
    let seen = ids_where::<handing::Entity>(handing::Column::Id, handings(scope));
    let versions = ids_where::<handing_report_version::Entity>(
        handing_report_version::Column::Id,
        handing_report_versions(scope),
    );
    any([
        Some(
            of(&[EventKind::HandedOn, EventKind::HandingChanged, EventKind::HandingEnded])
                .and(Column::SubjectId.in_subquery(seen)),
        ),
        Some(
            of(&[
                EventKind::HandingReportSubmitted,
                EventKind::HandingReportWithdrawn,
                EventKind::HandingReportReturned,
                EventKind::HandingReportAccepted,
            ])
            .and(Column::SubjectId.in_subquery(versions)),
        ),
    ])
}
