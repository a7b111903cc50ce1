//! 承接: a unit that another one succeeds.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::{Unit, object::unit_id};
use crate::{
    domain::{self, document::DocumentState, duty::DutyState, id::UnitId, refusal::Refusal},
    graphql::{
        Result,
        connection::{Arguments, Listed, listed},
        context::ContextExt,
        id::GlobalId,
        item::ItemConnection,
        loaders::{Items, NameOf},
        payload::{Settled, UserError},
        regime::DutyChanges,
        scalars::{Date, DateTime},
    },
    service::{Grounds, Once, Succeed},
    store::{Assigned, DutyFilter, InstructionsOf, ItemFilter, ItemOrder},
};

/// What became of a unit that was succeeded (承接方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::succession::SuccessionKind")]
pub enum SuccessionKind {
    /// 合并: it was merged into its successor.
    Merged,
    /// 更名: its successor is the same under another name.
    Renamed,
    /// 撤销: it was abolished, and its successor takes its duties.
    Abolished,
}

/// A unit that another one succeeds from a day on (单位承接). One that is still to come is seen by those
/// alone who keep the register.
pub struct UnitSuccession(pub domain::succession::Succession);

/// A unit that another one succeeds from a day on (单位承接). One that is still to come is seen by those
/// alone who keep the register.
#[Object]
impl UnitSuccession {
    /// The successor (承接单位).
    async fn successor(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.successor).await?.map(Into::into))
    }

    /// Who answers today in the unit's place: the last of the chain of successors; none until the day
    /// has come (现承担单位).
    async fn answering(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some((unit, _)) = self.0.answering else { return Ok(None) };
        Ok(ctx.loader()?.load_one(unit).await?.map(Into::into))
    }

    /// What became of the unit (承接方式).
    async fn kind(&self) -> SuccessionKind {
        self.0.kind.into()
    }

    /// The first day on which the successor stands in its place (承接日期).
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// Why (理由).
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// 文号 of what decided it.
    async fn document_number(&self) -> Option<&str> {
        self.0.document_number.as_deref()
    }

    /// The name of who entered it; none for the command line (录入人).
    async fn entered_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(account) = self.0.entered.1 else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// When it was carried out; none while it is to come (生效时间).
    async fn carried_out_at(&self) -> Option<DateTime> {
        self.0.answering.map(|(_, at)| DateTime(at))
    }
}

/// A unit to be succeeded (指定承接单位); give `successorId` or `newName`.
#[derive(InputObject, Serialize)]
pub struct UnitSucceedInput {
    /// The unit that is merged, renamed or abolished; no collective (原单位).
    unit_id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Its successor, which exists on that day (承接单位).
    successor_id: Option<ID>,
    /// The name of a successor to be entered, of the same kind and host, which exists from that day
    /// on (新单位名称).
    new_name: Option<String>,
    /// What becomes of it (承接方式).
    kind: SuccessionKind,
    /// The first day on which the successor stands in its place, past or to come: nothing moves before
    /// (承接日期).
    on: Date,
    /// Why; at most 2,000 characters (理由).
    reason: String,
    /// 文号 of what decided it; at most 100 characters.
    document_number: Option<String>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a unit was succeeded.
#[derive(SimpleObject)]
pub struct UnitSucceedPayload {
    /// The unit that is succeeded; none if it was refused.
    unit: Option<Unit>,
    /// What that changed of the duties of published documents: none yet where the day is to come, or
    /// if it was refused (报送任务变动).
    duty_changes: Option<DutyChanges>,
    /// On `CONFLICT`, the unit as it is now.
    current: Option<Unit>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done where units are succeeded.
#[derive(Default)]
pub struct SuccessionMutation;

#[Object]
impl SuccessionMutation {
    /// Names the successor of a unit, and the day (指定承接单位). From that day the successor owes what
    /// waits for a report, and drafts go along; what was submitted keeps the unit that submitted it,
    /// and goes to the successor if it is returned. The unit's names mean the successor, which takes
    /// its places in collectives. For the supervision office.
    async fn unit_succeed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit, its successor, and the day.")] input: UnitSucceedInput,
    ) -> Result<UnitSucceedPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = UnitId::parse(&input.unit_id);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "unitSucceed", key, &input)?;
            let succeed = Succeed {
                unit: id.ok_or(Refusal::NotFound { field: "unitId" })?,
                version: input.version,
                successor: unit_id(input.successor_id.as_ref(), "successorId")?,
                new_name: input.new_name,
                kind: input.kind.into(),
                on: input.on.0,
                grounds: Grounds { reason: input.reason, document_number: input.document_number },
                once,
            };
            service.unit_succeed(author, succeed).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = match id.filter(|_| settled.conflict) {
            Some(id) => ctx.loader()?.load_one(id).await?,
            None => None,
        };
        let (unit, changes) = settled.done.unzip();
        Ok(UnitSucceedPayload {
            unit: unit.map(Into::into),
            duty_changes: changes.map(Into::into),
            current: current.map(Into::into),
            errors: settled.errors,
        })
    }
}

/// What would go to a unit's successor (承接预览): what waits today.
pub struct UnitSuccessionPreview {
    unit: UnitId,
    successor: Option<UnitId>,
}

impl UnitSuccessionPreview {
    /// Of a unit of the viewer's office; none of any other.
    pub async fn of(ctx: &Context<'_>, unit: &ID, successor: Option<&ID>) -> Result<Option<Self>> {
        let (actor, loader) = (ctx.actor()?, ctx.loader()?);
        let Some(id) = UnitId::parse(unit) else { return Ok(None) };
        let found = loader.load_one(id).await?.filter(|unit| actor.is_office(unit.office));
        let successor = ctx.check(unit_id(successor, "successorId"))?;
        Ok(found.map(|unit| Self { unit: unit.id, successor }))
    }

    async fn duties(&self, ctx: &Context<'_>, states: Vec<DutyState>) -> Result<u64> {
        let units = Some(vec![self.unit]);
        let filter = DutyFilter { units, states: Some(states), ..DutyFilter::default() };
        Ok(ctx.reader()?.duty_count(&filter).await?)
    }
}

/// What would go to a unit's successor (承接预览): what waits today.
#[Object]
impl UnitSuccessionPreview {
    /// Duties that wait for a report and would go to the successor, those of `alreadyOwed` included
    /// (待移交的报送任务数).
    async fn open_duties(&self, ctx: &Context<'_>) -> Result<u64> {
        self.duties(ctx, vec![DutyState::Open, DutyState::Returned]).await
    }

    /// Of these, how many would end, since the successor owes or has reported the same already
    /// (重复而终止数).
    async fn already_owed(&self, ctx: &Context<'_>) -> Result<u64> {
        let Some(successor) = self.successor else { return Ok(0) };
        Ok(ctx.reader()?.owed_by_both_count(self.unit, successor).await?)
    }

    /// Reports that were submitted and stay the unit's, unless they are returned (已报送待审数).
    async fn submitted_duties(&self, ctx: &Context<'_>) -> Result<u64> {
        self.duties(ctx, vec![DutyState::Submitted]).await
    }

    /// Instructions that wait for the unit's answer (待反馈批示数).
    async fn instructions(&self, ctx: &Context<'_>) -> Result<u64> {
        let of = InstructionsOf::Units(vec![self.unit]);
        Ok(ctx.reader()?.waiting_instruction_count(&of).await?)
    }

    /// The published items that name the unit, by the day they are due: they keep naming it, and the
    /// successor answers (涉及的任务). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ItemFilter {
            document_state: Some(DocumentState::Published),
            assigned: Some(Assigned { units: vec![self.unit], ..Assigned::default() }),
            ..ItemFilter::default()
        };
        let filter = (filter, ItemOrder::Deadline);
        Listed::whole::<Items>(ctx, filter, arguments).await.map(ItemConnection)
    }

    /// What the unit answers for today beside itself: collectives of which it is a member, bodies whose
    /// office it hosts; at most as many as there are (所属集合单位、所承担的议事协调机构).
    async fn collectives(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let today = ctx.state()?.clock.today();
        let found = ctx.reader()?.answered_by(&[self.unit], today).await?;
        let ids: Vec<UnitId> = found.into_values().flatten().collect();
        let mut known = ctx.loader()?.load_many(ids.iter().copied()).await?;
        Ok(ids.iter().filter_map(|id| known.remove(id)).map(Into::into).collect())
    }
}
