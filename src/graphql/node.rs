//! `Node`: anything with an id, found by it.

use async_graphql::{Context, ID, Interface};

use super::{
    Result,
    action_plan::{ActionPlan, Milestone},
    closing::Closing,
    context::ContextExt,
    coordination::Coordination,
    document::Document,
    duty::Duty,
    extension::Extension,
    finding::Finding,
    handing::{Handing, HandingReport},
    id::{GlobalId, parts},
    instruction::Instruction,
    item::Item,
    leader::Leader,
    objection::Objection,
    report::ProgressReport,
    unit::Unit,
    urge::Urge,
};
use crate::domain::id::{
    ActionPlanId, ClosingId, CoordinationId, DocumentId, DutyId, ExtensionId, FindingId, HandingId,
    HandingReportId, InstructionId, ItemId, LeaderId, MilestoneId, ObjectionId, ReportId, UnitId,
    UrgeId,
};

/// Anything that has an id of its own (有全局标识的对象).
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Opaque id, unique over all types; stays the same for ever."
))]
pub enum Node {
    Document(Document),
    Item(Item),
    Unit(Unit),
    Leader(Leader),
    Duty(Duty),
    ProgressReport(ProgressReport),
    Finding(Finding),
    Extension(Extension),
    Closing(Closing),
    Objection(Objection),
    Instruction(Instruction),
    Urge(Urge),
    ActionPlan(ActionPlan),
    Milestone(Milestone),
    Coordination(Coordination),
    Handing(Handing),
    HandingReport(HandingReport),
}

/// What has this id, if there is such a thing and the viewer may see it.
pub async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let loader = ctx.loader()?;
    let Some((kind, id)) = parts(id) else { return Ok(None) };
    Ok(match kind.as_str() {
        DocumentId::TYPE => {
            loader.load_one(DocumentId(id)).await?.map(|thing| Node::Document(thing.into()))
        }
        ItemId::TYPE => loader.load_one(ItemId(id)).await?.map(|thing| Node::Item(thing.into())),
        UnitId::TYPE => loader.load_one(UnitId(id)).await?.map(|thing| Node::Unit(thing.into())),
        LeaderId::TYPE => {
            loader.load_one(LeaderId(id)).await?.map(|thing| Node::Leader(thing.into()))
        }
        DutyId::TYPE => loader.load_one(DutyId(id)).await?.map(|thing| Node::Duty(thing.into())),
        ReportId::TYPE => {
            loader.load_one(ReportId(id)).await?.map(|thing| Node::ProgressReport(thing.into()))
        }
        FindingId::TYPE => {
            loader.load_one(FindingId(id)).await?.map(|thing| Node::Finding(thing.into()))
        }
        ExtensionId::TYPE => {
            loader.load_one(ExtensionId(id)).await?.map(|thing| Node::Extension(thing.into()))
        }
        ClosingId::TYPE => {
            loader.load_one(ClosingId(id)).await?.map(|thing| Node::Closing(thing.into()))
        }
        ObjectionId::TYPE => {
            loader.load_one(ObjectionId(id)).await?.map(|thing| Node::Objection(thing.into()))
        }
        InstructionId::TYPE => {
            loader.load_one(InstructionId(id)).await?.map(|thing| Node::Instruction(thing.into()))
        }
        CoordinationId::TYPE => {
            loader.load_one(CoordinationId(id)).await?.map(|thing| Node::Coordination(thing.into()))
        }
        UrgeId::TYPE => loader.load_one(UrgeId(id)).await?.map(|thing| Node::Urge(thing.into())),
        ActionPlanId::TYPE => {
            loader.load_one(ActionPlanId(id)).await?.map(|thing| Node::ActionPlan(thing.into()))
        }
        MilestoneId::TYPE => {
            loader.load_one(MilestoneId(id)).await?.map(|thing| Node::Milestone(thing.into()))
        }
        HandingId::TYPE => {
            loader.load_one(HandingId(id)).await?.map(|thing| Node::Handing(thing.into()))
        }
        HandingReportId::TYPE => {
            let report = loader.load_one(HandingReportId(id)).await?;
            report.map(|thing| Node::HandingReport(thing.into()))
        }
        _ => None,
    })
}
