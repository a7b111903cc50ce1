//! The schema and the engine that answers operations on it. Nothing outside this module names the
//! library that it is built on.
//!
//! A concept has a file of its own (or a folder: object, mutation, subscription). An object wraps
//! the domain's value and loads what belongs to it through [`loaders`]; a mutation calls its use
//! case in `service`, and what a person can mend goes into `errors` of its payload. Every field has
//! a description in English with the Chinese term. A list is a connection ([`connection`]) with
//! its cost.

use async_graphql::{MergedObject, SDLExportOptions, Schema};

mod acknowledgement;
mod action_plan;
mod caller;
mod closing;
mod connection;
mod context;
mod coordination;
mod created;
mod decision;
mod document;
mod duty;
mod duty_change;
mod edition;
mod engine;
mod error;
mod event;
mod extension;
mod figure;
mod finding;
mod handing;
mod handover;
mod id;
mod instruction;
mod item;
mod leader;
mod life;
mod limits;
mod loaders;
mod node;
mod objection;
mod opening;
mod operation;
mod order;
mod payload;
mod query;
mod regime;
mod report;
mod scalars;
mod session;
mod shape;
#[cfg(test)]
pub mod toy;
mod unit;
mod urge;
mod viewer;
mod words;

pub use caller::Caller;
pub use context::State;
pub use edition::document_id;
pub use engine::{Answer, Engine, Introspection, OperationKind, Outcome};
pub use error::{Code, Problem};
pub use limits::Limits;
pub use operation::{Malformed, Operation};

use self::{
    acknowledgement::AcknowledgementMutation,
    action_plan::ActionPlanMutation,
    closing::ClosingMutation,
    context::Reading,
    coordination::CoordinationMutation,
    created::CreatedMutation,
    decision::DecisionMutation,
    document::DocumentMutation,
    edition::EditionMutation,
    extension::ExtensionMutation,
    figure::FigureMutation,
    finding::FindingMutation,
    handing::{HandingMutation, HandingReportMutation},
    instruction::InstructionMutation,
    leader::LeaderMutation,
    objection::ObjectionMutation,
    opening::OpeningMutation,
    query::Query,
    regime::{HolidayMutation, RegimeMutation},
    report::{ReportMutation, ReportSubscription, ReportsMutation},
    session::SessionMutation,
    unit::{RegisterMutation, SuccessionMutation, UnitMutation},
    urge::UrgeMutation,
};
use crate::domain::id::UploadId;

type Result<T> = std::result::Result<T, async_graphql::Error>;

/// The most that an operation may cost: fields, multiplied by the rows asked for.
const MAX_COST: usize = 50_000;

/// Everything that can be done. What a person can mend stands in `errors` of the payload; then
/// nothing was changed.
#[derive(MergedObject, Default)]
struct Mutation(
    SessionMutation,
    UnitMutation,
    RegisterMutation,
    SuccessionMutation,
    DocumentMutation,
    CreatedMutation,
    OpeningMutation,
    FindingMutation,
    EditionMutation,
    RegimeMutation,
    HolidayMutation,
    ReportMutation,
    DecisionMutation,
    ExtensionMutation,
    ClosingMutation,
    FigureMutation,
    ObjectionMutation,
    InstructionMutation,
    LeaderMutation,
    ReportsMutation,
    AcknowledgementMutation,
    UrgeMutation,
    ActionPlanMutation,
    CoordinationMutation,
    HandingMutation,
    HandingReportMutation,
);

type DubanSchema = Schema<Query, Mutation, ReportSubscription>;

fn schema() -> DubanSchema {
    Schema::build(Query, Mutation::default(), ReportSubscription)
        .disable_suggestions()
        .limit_complexity(MAX_COST)
        .finish()
}

/// The contract in the schema definition language, as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    schema().sdl_with_options(options).replace('\t', "  ")
}

/// An engine for the real schema.
#[must_use]
pub fn engine(state: State, limits: Limits, introspection: Introspection) -> Engine {
    Engine::new(schema(), limits, introspection, move |caller, kind, request| {
        let request = request.data(state.clone());
        match &caller.actor {
            Some(actor) => request.data(Reading::of(&state, actor, kind == OperationKind::Query)),
            None => request,
        }
    })
}

/// The id of an uploaded file as clients see it.
#[must_use]
pub fn file_id(id: UploadId) -> String {
    id::GlobalId::global(id).to_string()
}
