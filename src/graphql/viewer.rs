//! The viewer: who asks, and what is theirs to do.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::{
    Result,
    action_plan::{ActionPlanFilter, ActionPlanVersionConnection},
    closing::ClosingConnection,
    connection::{Arguments, Listed, listed},
    context::ContextExt,
    coordination::CoordinationConnection,
    document::{DocumentConnection, Office},
    duty::{DutyConnection, DutyFilter},
    extension::ExtensionConnection,
    handing::{HandingConnection, HandingFilter, HandingReportVersionConnection},
    handover::Handover,
    id::GlobalId,
    instruction::InstructionConnection,
    item::{ItemConnection, ItemOrder, ItemState, Role},
    leader::Leader,
    loaders::{
        DocumentsToAcknowledge, Duties, Handings, Items, Receipts, Urges, WaitingBelow,
        WaitingClosings, WaitingCoordinations, WaitingExtensions, WaitingInstructions,
        WaitingObjections, WaitingPlans,
    },
    objection::ObjectionConnection,
    report::SubmissionReceiptConnection,
    scalars::Date,
    unit::Unit,
    urge::UrgeConnection,
    words::words,
};
use crate::{
    domain::{
        self,
        document::DocumentState,
        id::{DocumentId, LeaderId, UnitId},
        refusal::Refusal,
    },
    policy::{self, Actor},
    store::{self, InstructionsOf},
};

/// Someone who signs in (账号).
#[derive(SimpleObject, Clone)]
pub struct Account {
    /// Opaque id.
    id: ID,
    /// Name to sign in with (用户名).
    username: String,
    /// Name of the person or system (姓名).
    name: String,
}

impl From<domain::account::Account> for Account {
    fn from(account: domain::account::Account) -> Self {
        Self { id: account.id.global(), username: account.username, name: account.name }
    }
}

/// A role at a supervision office (督查室角色).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::account::OfficeRole")]
pub enum OfficeRole {
    /// 督查室经办: does the office's work.
    OfficeOperator,
    /// 督查室负责人: heads the office.
    OfficeHead,
    /// 系统管理员: accounts, units, settings.
    SystemAdmin,
    /// 安全管理员: rights, sessions, locks.
    SecurityAdmin,
    /// 审计管理员: the event log.
    AuditAdmin,
    /// Another system (服务账号).
    Service,
}

/// A role in a unit (单位内角色).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::account::UnitRole")]
pub enum UnitRole {
    /// 单位经办: writes.
    Operator,
    /// 单位负责人: heads the unit.
    Head,
    /// Another system that acts for the unit (服务账号).
    Service,
}

/// A role at an office (督查室任职).
pub struct RoleGrant(policy::OfficeGrant);

/// A role at an office (督查室任职).
#[Object]
impl RoleGrant {
    /// The role (角色).
    async fn role(&self) -> OfficeRole {
        self.0.role.into()
    }

    /// The office (督查室).
    async fn office(&self, ctx: &Context<'_>) -> Result<Option<Office>> {
        Ok(ctx.loader()?.load_one(self.0.office).await?.map(Into::into))
    }
}

/// A unit that the viewer acts for (所属单位).
pub struct Membership(policy::Membership);

/// A unit that the viewer acts for (所属单位).
#[Object]
impl Membership {
    /// As what (角色).
    async fn role(&self) -> UnitRole {
        self.0.role.into()
    }

    /// The unit (单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }
}

/// Who asks, and what is theirs (当前用户).
pub struct Viewer;

/// Which tasks a list is to hold (任务筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct TaskFilter {
    /// Where one's unit has this part (角色).
    role: Option<Role>,
    /// Of this document (文件).
    document_id: Option<ID>,
    /// In this state (状态).
    state: Option<ItemState>,
    /// Words that the text holds, apart by spaces (任务内容包含的词).
    text: Option<String>,
}

/// Who asks, and what is theirs (当前用户).
#[Object]
impl Viewer {
    /// The account (账号).
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Ok(ctx.actor()?.account.clone().into())
    }

    /// Roles at supervision offices, valid now (督查室角色).
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<RoleGrant>> {
        Ok(ctx.actor()?.grants.iter().copied().map(RoleGrant).collect())
    }

    /// Units that the viewer acts for now (所属单位).
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        Ok(ctx.actor()?.memberships.iter().cloned().map(Membership).collect())
    }

    /// Posts that the viewer holds or acts for today (岗位).
    async fn posts(&self, ctx: &Context<'_>) -> Result<Vec<Leader>> {
        let posts = ctx.actor()?.posts.iter().map(|post| post.leader);
        let mut leaders = ctx.loader()?.load_many(posts.clone()).await?;
        Ok(posts.filter_map(|post| leaders.remove(&post)).map(Leader).collect())
    }

    /// What the viewer took over with the posts that they hold or act for today, and from the units that
    /// theirs succeeded (交接清单); none without any.
    async fn handover(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What is due within 30 days is counted from this day; today if none is given."
        )]
        on: Option<Date>,
    ) -> Result<Option<Handover>> {
        Handover::of_viewer(ctx, on)
    }

    /// What is assigned to us: published items of the viewer's units, their collectives and posts
    /// (我的任务). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tasks.")] filter: Option<TaskFilter>,
        #[graphql(desc = "In which order.", default_with = "ItemOrder::Deadline")]
        order_by: ItemOrder,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ctx.check(tasks_of(ctx.actor()?, filter.unwrap_or_default()))?;
        let filter = (filter, order_by.into());
        Listed::whole::<Items>(ctx, filter, arguments).await.map(ItemConnection)
    }

    /// What the viewer's units owe: reports, by the day they are due (我的报送任务). Duties that are owed
    /// no longer are shown only to whoever asks for that state. With `due: TO_REVIEW`, what is owed
    /// to the viewer's units and offices. At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which duties.")] filter: Option<DutyFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<DutyConnection> {
        let arguments = Arguments { first, after, last, before };
        let today = ctx.state()?.clock.today();
        let mut filter = ctx.check(filter.unwrap_or_default().on(ctx.actor()?, today))?;
        // What is owed no longer is shown to whoever asks for it.
        filter.states.get_or_insert_with(|| {
            let states = domain::duty::DutyState::ALL.iter().copied();
            states.filter(|state| *state != domain::duty::DutyState::Cancelled).collect()
        });
        // What is to be reviewed is owed to the viewer, by whichever units.
        if filter.owed_to.is_none() {
            filter.units = Some(ctx.actor()?.memberships.iter().map(|own| own.unit).collect());
        }
        Listed::whole::<Duties>(ctx, filter, arguments).await.map(DutyConnection)
    }

    /// Receipts of what was submitted: the viewer's units' own, and of what is owed to them or to
    /// their office (报送回执). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn receipts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this document.")] document_id: Option<ID>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<SubmissionReceiptConnection> {
        let arguments = Arguments { first, after, last, before };
        let document = document_id
            .map(|id| DocumentId::parse(&id).ok_or(Refusal::Invalid { field: "documentId" }))
            .transpose();
        let filter = store::ReceiptFilter { document: ctx.check(document)? };
        Listed::whole::<Receipts>(ctx, filter, arguments).await.map(SubmissionReceiptConnection)
    }

    /// Documents with an item that waits for the acknowledgement of one of the viewer's units, the
    /// newest first (待签收文件). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn documents_to_acknowledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<DocumentConnection> {
        let arguments = Arguments { first, after, last, before };
        let units = ctx.actor()?.memberships.iter();
        let units = units.map(|own| (own.unit, own.answers_for.clone())).collect();
        let filter =
            store::DocumentFilter { waiting_for: Some(units), ..store::DocumentFilter::default() };
        Listed::whole::<DocumentsToAcknowledge>(ctx, filter, arguments)
            .await
            .map(DocumentConnection)
    }

    /// What urged the viewer's units, the newest first (收到的催办). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn urges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<UrgeConnection> {
        let arguments = Arguments { first, after, last, before };
        let units = ctx.actor()?.memberships.iter().map(|own| own.unit).collect();
        Listed::whole::<Urges>(ctx, units, arguments).await.map(UrgeConnection)
    }

    /// Later days that wait for the decision of the viewer's offices, longest first (待审批延期). At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn extensions_to_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ExtensionConnection> {
        let arguments = Arguments { first, after, last, before };
        let offices = ctx.actor()?.offices().collect();
        Listed::whole::<WaitingExtensions>(ctx, offices, arguments).await.map(ExtensionConnection)
    }

    /// Applications for closing that wait for the viewer's offices, longest first (待核实办结申请). At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn closings_to_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ClosingConnection> {
        let arguments = Arguments { first, after, last, before };
        let offices = ctx.actor()?.offices().collect();
        Listed::whole::<WaitingClosings>(ctx, offices, arguments).await.map(ClosingConnection)
    }

    /// Objections that wait for the viewer's offices, longest first (待处理异议). At most 100 at once, 20
    /// unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn objections_to_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ObjectionConnection> {
        let arguments = Arguments { first, after, last, before };
        let of = ctx.actor()?.offices().collect();
        Listed::whole::<WaitingObjections>(ctx, of, arguments).await.map(ObjectionConnection)
    }

    /// Action plans that wait for the viewer's decision, longest first (待审批落实方案): as the regime says, the
    /// office's, or those of items that the viewer is a leader of. At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn action_plans_to_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plans.")] filter: Option<ActionPlanFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ActionPlanVersionConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ctx.check(filter.unwrap_or_default().try_into())?;
        Listed::whole::<WaitingPlans>(ctx, filter, arguments).await.map(ActionPlanVersionConnection)
    }

    /// What units ask to be coordinated and the viewer's offices, or, where it was forwarded, the
    /// viewer's posts have not answered, longest first (待答复协调事项). At most 100 at once, 20 unless
    /// said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn coordinations_to_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<CoordinationConnection> {
        let arguments = Arguments { first, after, last, before };
        let actor = ctx.actor()?;
        let of = store::CoordinationsFor {
            offices: actor.offices().collect(),
            posts: actor.posts.iter().map(|post| post.leader).collect(),
        };
        Listed::whole::<WaitingCoordinations>(ctx, of, arguments).await.map(CoordinationConnection)
    }

    /// Parts of items that the viewer's units handed on, or were handed, the newest first (分办). At most 100
    /// at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn handings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which handings.")] filter: Option<HandingFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<HandingConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ctx.check(filter.unwrap_or_default().of(ctx.actor()?))?;
        Listed::whole::<Handings>(ctx, filter, arguments).await.map(HandingConnection)
    }

    /// Reports on parts that wait for the viewer's units, which handed them on, longest first
    /// (待审核分办进展). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn handing_reports_to_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<HandingReportVersionConnection> {
        let arguments = Arguments { first, after, last, before };
        let units = ctx.actor()?.memberships.iter().map(|own| own.unit).collect();
        Listed::whole::<WaitingBelow>(ctx, units, arguments)
            .await
            .map(HandingReportVersionConnection)
    }

    /// Instructions that the viewer's units have not answered yet, longest first (待反馈批示). At most 100
    /// at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn instructions_to_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<InstructionConnection> {
        let arguments = Arguments { first, after, last, before };
        let units = ctx.actor()?.memberships.iter().map(|own| own.unit);
        let of = InstructionsOf::Units(units.collect());
        Listed::whole::<WaitingInstructions>(ctx, of, arguments).await.map(InstructionConnection)
    }

    /// Instructions of the viewer's posts that every unit has answered, longest first (待阅批示反馈). At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn instructions_to_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<InstructionConnection> {
        let arguments = Arguments { first, after, last, before };
        let posts = ctx.actor()?.posts.iter().map(|post| post.leader);
        let of = InstructionsOf::Posts(posts.collect());
        Listed::whole::<WaitingInstructions>(ctx, of, arguments).await.map(InstructionConnection)
    }
}

fn tasks_of(actor: &Actor, filter: TaskFilter) -> std::result::Result<store::ItemFilter, Refusal> {
    let units = actor.memberships.iter();
    let units: Vec<UnitId> =
        units.flat_map(|own| std::iter::once(own.unit).chain(own.answers_for.clone())).collect();
    let leaders: Vec<LeaderId> = actor.posts.iter().map(|post| post.leader).collect();
    let document = filter
        .document_id
        .map(|id| DocumentId::parse(&id).ok_or(Refusal::Invalid { field: "documentId" }))
        .transpose()?;
    Ok(store::ItemFilter {
        text: words("text", filter.text)?,
        state: filter.state.map(Into::into),
        document,
        document_state: Some(DocumentState::Published),
        assigned: Some(store::Assigned { units, role: filter.role.map(Into::into), leaders }),
    })
}
