//! Findings, and which of them a list holds.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::{
    domain,
    graphql::{
        Result,
        connection::connection,
        context::ContextExt,
        document::Span,
        id::GlobalId,
        item::Item,
        loaders::{NameOf, ProposalsOf},
        scalars::DateTime,
        unit::Unit,
    },
    store,
};

/// How much a finding matters (疑点级别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::finding::Severity")]
pub enum Severity {
    /// Done as any reader would; named so that it can be checked (提示).
    Info,
    /// Probably right; a person should look (警告).
    Warning,
    /// Must be settled by a person (错误).
    Error,
}

/// What the importer guessed, restored or found odd (导入疑点).
#[derive(Clone)]
pub struct Finding(pub domain::finding::Finding);

impl From<domain::finding::Finding> for Finding {
    fn from(finding: domain::finding::Finding) -> Self {
        Self(finding)
    }
}

/// What the importer guessed, restored or found odd (导入疑点). Only the office sees any.
#[Object]
impl Finding {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// What became of it (处理状态).
    async fn state(&self) -> FindingState {
        self.0.state.into()
    }

    /// When it was settled (处理时间).
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled.map(|(at, _)| DateTime(at))
    }

    /// The name of who settled it; none for the command line (处理人).
    async fn settled_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, Some(account))) = self.0.settled else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// What kind of thing, as `ELIDED_SUFFIX` (类型).
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// How much it matters (级别).
    async fn severity(&self) -> Severity {
        self.0.severity.into()
    }

    /// A sentence for a clerk, in Chinese (说明).
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// The finding of the edition before that was settled so, and this one with it; none where a
    /// person settled this one (沿用的上一版本疑点).
    async fn taken_from(&self, ctx: &Context<'_>) -> Result<Option<Finding>> {
        let Some(earlier) = self.0.taken_from else { return Ok(None) };
        Ok(ctx.loader()?.load_one(earlier).await?.map(Into::into))
    }

    /// The edition of the document in which it was found (版本序号).
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// Where in the text of its edition (位置).
    async fn span(&self) -> Span {
        self.0.span.into()
    }

    /// The unit it is about (相关单位): the one that was entered for a name that the register did not
    /// know, or the group or collective whose members are in question.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(unit) = self.0.unit else { return Ok(None) };
        Ok(ctx.loader()?.load_one(unit).await?.map(Into::into))
    }

    /// Units that may be the answer, the likeliest first (建议单位): at most 3 for a name, and at most
    /// 500 for a group. Nothing follows from them until someone chooses with `findingResolve`.
    async fn proposals(&self, ctx: &Context<'_>) -> Result<Vec<UnitProposal>> {
        let loader = ctx.loader()?;
        let proposals = loader.load_one(ProposalsOf(self.0.id)).await?.unwrap_or_default();
        let units = loader.load_many(proposals.iter().map(|proposal| proposal.unit)).await?;
        Ok(proposals
            .into_iter()
            .filter_map(|proposal| {
                let unit = units.get(&proposal.unit)?.clone().into();
                Some(UnitProposal { unit, score: proposal.score, reason: proposal.reason })
            })
            .collect())
    }

    /// The item it is about; none for the whole document (相关任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        let Some(item) = self.0.item else { return Ok(None) };
        Ok(ctx.loader()?.load_one(item).await?.map(Into::into))
    }
}

/// A unit that may be the answer to a finding (建议单位).
#[derive(SimpleObject)]
pub struct UnitProposal {
    /// The unit (单位).
    unit: Unit,
    /// How sure, from 0 to 1: the likeness of the names, or of the items (相似度).
    score: f64,
    /// Why, in a sentence for a clerk, in Chinese (理由).
    reason: String,
}

connection! {
    /// A page of findings (疑点列表).
    FindingConnection,
    /// A finding in a list.
    FindingEdge, Finding, domain::finding::Finding
}

/// What became of a finding (疑点处理状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::finding::FindingState")]
pub enum FindingState {
    /// Nobody has looked yet (待处理).
    Open,
    /// What was read stands (已接受).
    Accepted,
    /// It was put right (已更正).
    Resolved,
}

/// Which findings a list is to hold (疑点筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct FindingFilter {
    /// Of this severity (级别).
    severity: Option<Severity>,
    /// In this state (处理状态).
    state: Option<FindingState>,
    /// Of this kind, as `ELIDED_SUFFIX` (类型).
    code: Option<String>,
    /// Of this edition; of the one that the document is in if none is named (版本序号).
    edition: Option<i32>,
}

impl From<FindingFilter> for store::FindingFilter {
    fn from(filter: FindingFilter) -> Self {
        Self {
            severity: filter.severity.map(Into::into),
            state: filter.state.map(Into::into),
            code: filter.code,
            edition: filter.edition,
        }
    }
}
