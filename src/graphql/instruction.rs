//! 批示.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use serde::Serialize;

use super::{
    Result,
    connection::connection,
    context::ContextExt,
    document::Document,
    id::GlobalId,
    item::Item,
    leader::Leader,
    life::{changed, made, payloads},
    loaders::{AddressedBy, AnswersTo, NameOf},
    scalars::{Date, DateTime},
    unit::{Unit, unit_id},
};
use crate::{
    domain::{
        self,
        id::{DocumentId, InstructionId, ItemId, LeaderId, UnitId},
        refusal::Refusal,
    },
    service::{InstructionClose, InstructionGive, InstructionReply, Once},
};

/// How an instruction was given (批示方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::instruction::Given")]
pub enum Given {
    /// 在线批示: by the leader, here.
    Here,
    /// 书面批示: on paper, registered by the office.
    OnPaper,
    /// 口头批示: by word of mouth, registered by the office.
    Orally,
}

/// How far an instruction is (批示状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::instruction::InstructionState")]
pub enum InstructionState {
    /// A unit has not answered yet (待反馈).
    Open,
    /// Every unit has answered (已反馈).
    Answered,
    /// Nothing further (已办结).
    Closed,
}

/// A leader's instruction on an item or a document (批示). It belongs to the post. Seen by the office, the
/// post, the chief leader, the units it is addressed to, and the item's leads.
#[derive(Clone)]
pub struct Instruction(pub domain::instruction::Instruction);

impl From<domain::instruction::Instruction> for Instruction {
    fn from(instruction: domain::instruction::Instruction) -> Self {
        Self(instruction)
    }
}

/// A leader's instruction on an item or a document (批示). It belongs to the post. Seen by the office, the
/// post, the chief leader, the units it is addressed to, and the item's leads.
#[Object]
impl Instruction {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// How far it is (状态).
    async fn state(&self) -> InstructionState {
        self.0.state.into()
    }

    /// What it says (批示内容).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The post (岗位).
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<Leader>> {
        Ok(ctx.loader()?.load_one(self.0.leader).await?.map(Leader))
    }

    /// The item; none if it is on the whole document (任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        let Some(item) = self.0.item else { return Ok(None) };
        Ok(ctx.loader()?.load_one(item).await?.map(Into::into))
    }

    /// The document (文件).
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        Ok(ctx.loader()?.load_one(self.0.document).await?.map(Into::into))
    }

    /// How it was given (方式).
    async fn given(&self) -> Given {
        self.0.given.into()
    }

    /// The day it was given (批示日期).
    async fn given_on(&self) -> Date {
        Date(self.0.given_on)
    }

    /// When it was written or registered here (录入时间).
    async fn entered_at(&self) -> DateTime {
        DateTime(self.0.entered.0)
    }

    /// The name of who wrote or registered it (录入人).
    async fn entered_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.entered.1)).await?)
    }

    /// The units that are to answer, in order, at most 100 (承办单位).
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let loader = ctx.loader()?;
        let units = loader.load_one(AddressedBy(self.0.id)).await?.unwrap_or_default();
        let mut known = loader.load_many(units.iter().copied()).await?;
        Ok(units.iter().filter_map(|unit| known.remove(unit)).map(Into::into).collect())
    }

    /// The answers that may be seen, in order; at most as many as the units gave (反馈). A unit that
    /// it is addressed to sees its own, unless it leads the item.
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<InstructionAnswer>> {
        let answers = ctx.loader()?.load_one(AnswersTo(self.0.id)).await?;
        Ok(answers.unwrap_or_default().into_iter().map(InstructionAnswer).collect())
    }

    /// A word on closing (办结意见).
    async fn closing_note(&self) -> Option<&str> {
        self.0.closing_note.as_deref()
    }

    /// When it was closed (办结时间).
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed.map(|(at, _)| DateTime(at))
    }

    /// The name of who closed it (办结人).
    async fn closed_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, account)) = self.0.closed else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// Whether the office recorded that the leader read the answers and had nothing further
    /// (督查室登记领导已阅).
    async fn closed_by_office(&self) -> bool {
        self.0.closed_by_office
    }
}

connection! {
    /// A page of instructions (批示列表).
    InstructionConnection,
    /// An instruction in a list.
    InstructionEdge, Instruction, domain::instruction::Instruction
}

/// What a unit answered to an instruction (批示反馈); kept for ever.
pub struct InstructionAnswer(domain::instruction::InstructionAnswer);

/// What a unit answered to an instruction (批示反馈); kept for ever.
#[Object]
impl InstructionAnswer {
    /// The unit (反馈单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// What it answered (反馈内容).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// When (反馈时间).
    async fn answered_at(&self) -> DateTime {
        DateTime(self.0.answered.0)
    }

    /// The name of who wrote it (反馈人).
    async fn answered_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(NameOf(self.0.answered.1)).await?)
    }
}

/// An instruction to be given or registered (作出或登记批示); give `itemId` or `documentId`.
#[derive(InputObject, Serialize)]
pub struct InstructionGiveInput {
    /// The item it is on (任务).
    item_id: Option<ID>,
    /// The document it is on as a whole (文件).
    document_id: Option<ID>,
    /// The post; yours, if only one of your posts sees the item. Needed where it is registered (岗位).
    leader_id: Option<ID>,
    /// What it says; at most 10,000 characters (批示内容).
    text: String,
    /// The units that are to answer, of those that answer for the item or document; at most 100
    /// (承办单位).
    unit_ids: Vec<ID>,
    /// How it was given: `HERE` by the leader; else it is registered by the office (方式).
    given: Given,
    /// The day it was given; needed where it is registered (批示日期).
    given_on: Option<Date>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// An answer to an instruction (反馈批示).
#[derive(InputObject, Serialize)]
pub struct InstructionAnswerInput {
    /// The instruction.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The unit that answers; yours, if only one of your units is addressed (反馈单位).
    unit_id: Option<ID>,
    /// The answer; at most 10,000 characters (反馈内容).
    text: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// An instruction to be closed (办结批示).
#[derive(InputObject, Serialize)]
pub struct InstructionCloseInput {
    /// The instruction.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Say `true` where the office records that the leader read the answers and had nothing further
    /// (登记领导已阅).
    #[graphql(default)]
    read: bool,
    /// A word on closing; at most 2,000 characters (办结意见).
    #[graphql(default)]
    note: String,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

payloads! {
    Instruction as instruction of domain::instruction::Instruction;
    makes {
        /// How an instruction was given.
        InstructionGivePayload,
    }
    changes {
        /// How an instruction was answered.
        InstructionAnswerPayload,
        /// How an instruction was closed.
        InstructionClosePayload,
    }
}

/// What can be done about instructions.
#[derive(Default)]
pub struct InstructionMutation;

#[Object]
impl InstructionMutation {
    /// Gives an instruction on an item or document (批示), or registers one that was given on paper
    /// or by word of mouth (登记批示). For the leaders who see the item; registering for the
    /// supervision office.
    async fn instruction_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is on, what it says, and who answers.")]
        input: InstructionGiveInput,
    ) -> Result<InstructionGivePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "instructionGive", key, &input)?;
            let missing = |field| Refusal::NotFound { field };
            let give = InstructionGive {
                item: input
                    .item_id
                    .map(|id| ItemId::parse(&id).ok_or(missing("itemId")))
                    .transpose()?,
                document: input
                    .document_id
                    .map(|id| DocumentId::parse(&id).ok_or(missing("documentId")))
                    .transpose()?,
                leader: input
                    .leader_id
                    .map(|id| LeaderId::parse(&id).ok_or(missing("leaderId")))
                    .transpose()?,
                text: input.text,
                units: input
                    .unit_ids
                    .iter()
                    .map(|id| UnitId::parse(id).ok_or(missing("unitIds")))
                    .collect::<std::result::Result<_, _>>()?,
                given: input.given.into(),
                given_on: input.given_on.map(|day| day.0),
                once,
            };
            service.instruction_give(author, give).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Answers an instruction; a unit may answer again until it is closed (反馈批示). For the units
    /// that it is addressed to.
    async fn instruction_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instruction, and the answer.")] input: InstructionAnswerInput,
    ) -> Result<InstructionAnswerPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = InstructionId::parse(&input.id);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "instructionAnswer", key, &input)?;
            let reply = InstructionReply {
                instruction: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                unit: unit_id(input.unit_id.as_ref(), "unitId")?,
                text: input.text,
                once,
            };
            service.instruction_answer(author, reply).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Closes an instruction (办结批示). For whoever holds or acts for the post; for the supervision
    /// office with `read`, once every unit has answered.
    async fn instruction_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instruction.")] input: InstructionCloseInput,
    ) -> Result<InstructionClosePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = InstructionId::parse(&input.id);
        let outcome = async {
            let key = input.idempotency_key.clone();
            let once = Once::new(author, "instructionClose", key, &input)?;
            let close = InstructionClose {
                instruction: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                read: input.read,
                note: input.note,
                once,
            };
            service.instruction_close(author, close).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }
}
