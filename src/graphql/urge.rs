//! 催办.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    duty::Duty,
    id::GlobalId,
    loaders::{ActsOfUrge, DutiesOfUrge, NameOf},
    payload::{Settled, UserError},
    scalars::{Date, DateTime},
    unit::Unit,
};
use crate::{
    domain::{self, id::DutyId},
    service::{Once, UnitsUrge, Urged},
};

/// Why a unit is urged (催办方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::urge::UrgeKind")]
pub enum UrgeKind {
    /// Somebody did it (人工催办).
    ByHand,
    /// The regime asks for it, some days before the duty is due (到期前自动催办).
    BeforeDue,
    /// The regime asks for it, on the first day on which the duty is late (逾期自动催办).
    Late,
}

/// What a unit receives on a day about what it has not submitted (催办); at most one a day.
#[derive(Clone)]
pub struct Urge(pub domain::urge::Urge);

impl From<domain::urge::Urge> for Urge {
    fn from(urge: domain::urge::Urge) -> Self {
        Self(urge)
    }
}

/// What a unit receives on a day about what it has not submitted (催办); at most one a day. Seen by the
/// unit and its office; a recipient that urged sees what it urged about.
#[Object]
impl Urge {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The unit that is urged (被催办单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// The day (催办日期).
    async fn day(&self) -> Date {
        Date(self.0.day)
    }

    /// When it went out (催办时间).
    async fn urged_at(&self) -> DateTime {
        DateTime(self.0.urged_at)
    }

    /// Who urged and what was said, in order (催办内容): the first went out, later ones of the day were
    /// added to it. At most one for each call of a day.
    #[graphql(complexity = "child_complexity * 5 + 1")]
    async fn acts(&self, ctx: &Context<'_>) -> Result<Vec<UrgeAct>> {
        let acts = ctx.loader()?.load_one(ActsOfUrge(self.0.id)).await?;
        Ok(acts.unwrap_or_default().into_iter().map(UrgeAct).collect())
    }

    /// All the duties that it is about, each once, by the day they are due (催办的报送任务); at most what
    /// the unit owes.
    #[graphql(complexity = "child_complexity * 20 + 1")]
    async fn duties(&self, ctx: &Context<'_>) -> Result<Vec<Duty>> {
        let duties = ctx.loader()?.load_one(DutiesOfUrge(self.0.id)).await?;
        Ok(duties.unwrap_or_default().into_iter().map(Into::into).collect())
    }
}

connection! {
    /// A page of what urged units, the newest first (催办列表).
    UrgeConnection,
    /// What urged a unit on a day, in a list.
    UrgeEdge, Urge, domain::urge::Urge
}

/// Who urged a unit, and what was said (催办内容).
pub struct UrgeAct(pub domain::urge::UrgeAct);

/// Who urged a unit, and what was said (催办内容).
#[Object]
impl UrgeAct {
    /// Why (方式).
    async fn kind(&self) -> UrgeKind {
        self.0.kind.into()
    }

    /// What was said; none by rule (催办意见).
    async fn text(&self) -> Option<&str> {
        self.0.said.as_ref().map(|(text, _)| text.as_str())
    }

    /// The unit that urged for what is owed to it; none for the office and by rule (催办单位).
    async fn by_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(recipient) = self.0.recipient else { return Ok(None) };
        Ok(ctx.loader()?.load_one(recipient).await?.map(Into::into))
    }

    /// The name of who urged; none by rule (催办人).
    async fn urged_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.said else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// When (催办时间).
    async fn urged_at(&self) -> DateTime {
        DateTime(self.0.urged_at)
    }

    /// What the unit received that day, this included (当日催办).
    async fn urge(&self, ctx: &Context<'_>) -> Result<Option<Urge>> {
        Ok(ctx.loader()?.load_one(self.0.urge).await?.map(Into::into))
    }
}

/// Units to be urged (催办).
#[derive(InputObject, Serialize)]
pub struct UnitsUrgeInput {
    /// The duties about which their units are urged, 1 to 500, of any units; none of them submitted
    /// (报送任务).
    duty_ids: Vec<ID>,
    /// What is said to the units; at most 2,000 characters (催办意见).
    text: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// What became of urging a unit (催办结果).
#[derive(SimpleObject)]
pub struct UnitUrged {
    /// What the unit receives that day (催办).
    urge: Urge,
    /// Whether it goes out by this act; else the unit was urged that day already, and what is new was
    /// added to that (是否新发出).
    sent: bool,
    /// How many duties this act named first that day (新增报送任务数).
    added: usize,
}

impl From<Urged> for UnitUrged {
    fn from(urged: Urged) -> Self {
        Self { urge: urged.urge.into(), sent: urged.sent, added: urged.added }
    }
}

/// How units were urged.
#[derive(SimpleObject)]
pub struct UnitsUrgePayload {
    /// What became of each unit, at most one for each duty; none if any duty was refused.
    urged: Vec<UnitUrged>,
    /// Why nothing was changed: of each duty that was refused.
    errors: Vec<UserError>,
}

/// What can be done about units that have not submitted.
#[derive(Default)]
pub struct UrgeMutation;

#[Object]
impl UrgeMutation {
    /// Urges the units of duties that were not submitted (催办): all of them or none. A unit receives
    /// at most one a day: what is new is added to it, and nothing else goes out. For the supervision
    /// office, and for a unit about what is owed to it.
    async fn units_urge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The duties, and what is said.")] input: UnitsUrgeInput,
    ) -> Result<UnitsUrgePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "unitsUrge", key, &input)?;
            let duties = input.duty_ids.iter().map(DutyId::parse).collect();
            service.units_urge(author, UnitsUrge { duties, text: input.text, once }).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(UnitsUrgePayload {
            urged: settled.done.unwrap_or_default().into_iter().map(Into::into).collect(),
            errors: settled.errors,
        })
    }
}
