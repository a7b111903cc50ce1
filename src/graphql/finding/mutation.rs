//! Settling findings before the document counts.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, SimpleObject};
use serde::Serialize;

use super::Finding;
use crate::{
    domain::{
        id::{DocumentId, FindingId, UnitId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        context::ContextExt,
        document::Document,
        id::GlobalId,
        item::{Item, Role},
        payload::{Settled, UserError},
        scalars::Date,
    },
    service::{Answering, FindingsAccept, Once, Resolution, Resolve},
};

/// A unit that is to answer for an item (责任单位); give `unitId` or `unitName`.
#[derive(InputObject, Serialize)]
pub struct AssignmentInput {
    /// A unit of the register (单位).
    unit_id: Option<ID>,
    /// A unit's full name; entered in the register if it is new (单位全称).
    unit_name: Option<String>,
    /// Its part (角色).
    role: Role,
}

/// How a finding is settled (处理方式); exactly one.
#[derive(OneofObject, Serialize)]
pub enum FindingResolution {
    /// What was read stands; say `true` (接受).
    Accept(bool),
    /// The item's text as it should be; its targets are read anew (更正任务内容).
    Text(String),
    /// The units that answer for the item, all of them in their order (更正责任单位).
    Assignments(Vec<AssignmentInput>),
    /// The item's deadline (更正完成时限).
    Deadline(Date),
    /// The texts of the items that the item should be, two or more; each gets the units and leaders
    /// of this one (拆分任务).
    Split(Vec<String>),
    /// The item belongs to the one before it; say `true` (并入上一项任务).
    MergeIntoPrevious(bool),
}

/// A finding to be settled (处理疑点).
#[derive(InputObject, Serialize)]
pub struct FindingResolveInput {
    /// The finding.
    id: ID,
    /// The version of its item that you read; none where the finding is about the whole document
    /// (所读任务版本号).
    item_version: Option<i32>,
    /// How (处理方式).
    resolution: FindingResolution,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// How a finding was settled.
#[derive(SimpleObject)]
pub struct FindingResolvePayload {
    /// The finding; none if it was refused.
    finding: Option<Finding>,
    /// The item as it is now: on `CONFLICT` too.
    item: Option<Item>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// Findings to be accepted together (批量接受疑点).
#[derive(InputObject, Serialize)]
pub struct FindingsAcceptInput {
    /// The document.
    document_id: ID,
    /// The kind, as `ELIDED_SUFFIX` (类型).
    code: String,
}

/// How findings were accepted.
#[derive(SimpleObject)]
pub struct FindingsAcceptPayload {
    /// The document; none if it was refused.
    document: Option<Document>,
    /// How many open findings were accepted.
    accepted: u64,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with findings.
#[derive(Default)]
pub struct FindingMutation;

#[Object]
impl FindingMutation {
    /// Settles a finding of a draft: what was read stands, or the item is put right (处理疑点). For
    /// the supervision office.
    async fn finding_resolve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The finding, and how it is settled.")] input: FindingResolveInput,
    ) -> Result<FindingResolvePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = FindingId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "findingResolve", key, &input)?;
            let resolve = Resolve {
                finding: id.ok_or(Refusal::NotFound { field: "id" })?,
                item_version: input.item_version,
                resolution: resolution(input.resolution)?,
                once,
            };
            service.finding_resolve(author, resolve).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let loader = ctx.loader()?;
        let of = match (&settled.done, id.filter(|_| settled.conflict)) {
            (Some(finding), _) => finding.item,
            (None, Some(id)) => loader.load_one(id).await?.and_then(|finding| finding.item),
            (None, None) => None,
        };
        let item = match of {
            Some(item) => loader.load_one(item).await?,
            None => None,
        };
        Ok(FindingResolvePayload {
            finding: settled.done.map(Into::into),
            item: item.map(Into::into),
            errors: settled.errors,
        })
    }

    /// Accepts all open findings of a kind in a draft (批量接受疑点). For the supervision office.
    async fn findings_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document and the kind.")] input: FindingsAcceptInput,
    ) -> Result<FindingsAcceptPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let document = DocumentId::parse(&input.document_id);
        let outcome = async {
            let document = document.ok_or(Refusal::NotFound { field: "documentId" })?;
            service.findings_accept(author, FindingsAccept { document, code: input.code }).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let (document, accepted) = settled.done.unzip();
        Ok(FindingsAcceptPayload {
            document: document.map(Into::into),
            accepted: accepted.unwrap_or_default(),
            errors: settled.errors,
        })
    }
}

fn resolution(input: FindingResolution) -> std::result::Result<Resolution, Refusal> {
    Ok(match input {
        FindingResolution::Accept(true) => Resolution::Accept,
        FindingResolution::Text(text) => Resolution::Text(text),
        FindingResolution::Assignments(units) => Resolution::Assignments(
            units
                .into_iter()
                .map(|unit| answering(unit, "resolution.assignments.unitId"))
                .collect::<std::result::Result<_, _>>()?,
        ),
        FindingResolution::Deadline(day) => Resolution::Deadline(day.0),
        FindingResolution::Split(texts) => Resolution::Split(texts),
        FindingResolution::MergeIntoPrevious(true) => Resolution::MergeIntoPrevious,
        FindingResolution::Accept(false) | FindingResolution::MergeIntoPrevious(false) => {
            return Err(Refusal::Invalid { field: "resolution" });
        }
    })
}

/// A unit that is to answer for an item. `field` is the one of the input that names it.
pub fn answering(
    input: AssignmentInput,
    field: &'static str,
) -> std::result::Result<(Answering, crate::domain::assignment::Role), Refusal> {
    let unit = match (input.unit_id, input.unit_name) {
        (Some(id), None) => {
            Answering::Known(UnitId::parse(&id).ok_or(Refusal::NotFound { field })?)
        }
        (None, Some(name)) => Answering::Named(name),
        _ => return Err(Refusal::ExactlyOne { fields: "unitId, unitName" }),
    };
    Ok((unit, input.role.into()))
}
