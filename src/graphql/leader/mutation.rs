//! Keeping the posts of an office.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use serde::Serialize;

use super::Leader;
use crate::{
    domain::{
        self,
        id::{AccountId, HolderId, LeaderId, OfficeId, UnitId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        life::{changed, made, payloads},
        scalars::Date,
    },
    service::{ChargeSet, HolderAccount, HolderEnd, HolderSet, LeaderChange, NewLeader, Once},
};

/// A unit that a post is in charge of (分管单位).
#[derive(InputObject, Serialize)]
pub struct LeaderChargeInput {
    /// The unit; no collective (单位).
    unit_id: ID,
    /// First day (起始日期).
    from: Date,
    /// The first day on which it is no longer in charge; none if it goes on. The first day itself takes
    /// a charge away altogether (终止日期).
    to: Option<Date>,
}

/// A post to be entered (登记岗位).
#[derive(InputObject, Serialize)]
pub struct LeaderCreateInput {
    /// The office; yours, if you keep the register of only one (督查室).
    office_id: Option<ID>,
    /// Name of the post, at most 100 characters; no other post of the office has it (岗位).
    post: String,
    /// Its full title, at most 100 characters (职务).
    title: Option<String>,
    /// Its place among the office's posts, from 1 (排名).
    rank: Option<i32>,
    /// Whether it is the chief leader's, who sees everything published (主要领导).
    #[graphql(default)]
    chief: bool,
    /// The units that it is in charge of, at most 200 (分管单位).
    #[graphql(default)]
    charges: Vec<LeaderChargeInput>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// A change of what is said of a post (变更岗位); what is left out stays as it is.
#[derive(InputObject)]
pub struct LeaderUpdateInput {
    /// The post.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Name of the post. Documents name it by this, or by whoever holds it on their day of issue (岗位).
    post: Option<String>,
    /// Its full title; `null` takes it away (职务).
    title: MaybeUndefined<String>,
    /// Its place among the office's posts, from 1; `null` takes it away (排名).
    rank: MaybeUndefined<i32>,
    /// Whether it is the chief leader's, who sees everything published (主要领导).
    chief: Option<bool>,
    /// Units that it is in charge of, at most 200: a charge of the same unit and first day gets this
    /// end, others are added, those not named stay (分管单位).
    #[graphql(default)]
    charges: Vec<LeaderChargeInput>,
}

/// Who is to hold a post or to act for its holder (任职); name the account by `accountId` or `username`,
/// or nobody's, by `name` alone.
#[derive(InputObject, Serialize)]
pub struct PostHolderSetInput {
    /// The post (岗位).
    leader_id: ID,
    /// The account of someone of the office, its units and posts, or of nobody yet (账号).
    account_id: Option<ID>,
    /// The name that they sign in with (用户名).
    username: Option<String>,
    /// Their name, at most 100 characters; the account's if none is given (姓名).
    name: Option<String>,
    /// First day, in Asia/Shanghai: from its very beginning the post is theirs (任职日期).
    from: Date,
    /// The first day on which they no longer hold it; none if it goes on (免职日期).
    to: Option<Date>,
    /// Whether acting for the holder, who stays; else whoever holds the post on `from` holds it up to
    /// the day before (AB角).
    #[graphql(default)]
    acting: bool,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// Someone's time in a post to be ended (免职).
#[derive(InputObject)]
pub struct PostHolderEndInput {
    /// Their time in the post, as in `Leader.holders`.
    id: ID,
    /// The version of the post that you read (所读版本号).
    version: i32,
    /// The first day on which they no longer hold it; their own first day takes it away altogether
    /// (免职日期).
    on: Date,
}

payloads! {
    Leader as leader of domain::leader::Leader;
    makes {
        /// How a post was entered.
        LeaderCreatePayload,
        /// How a post got its holder.
        PostHolderSetPayload,
    }
    changes {
        /// How a post was changed.
        LeaderUpdatePayload,
        /// How someone's time in a post was ended.
        PostHolderEndPayload,
    }
}

/// What can be done with posts.
#[derive(Default)]
pub struct LeaderMutation;

#[Object]
impl LeaderMutation {
    /// Enters a post of an office (登记岗位). For the supervision office and the system administrator.
    async fn leader_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: LeaderCreateInput,
    ) -> Result<LeaderCreatePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "leaderCreate", key, &input)?;
            let office = input
                .office_id
                .map(|id| OfficeId::parse(&id).ok_or(Refusal::NotFound { field: "officeId" }));
            let new = NewLeader {
                office: office.transpose()?,
                post: input.post,
                title: input.title,
                rank: input.rank,
                chief: input.chief,
                charges: charges(&input.charges)?,
                once,
            };
            service.leader_create(author, new).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Changes what is said of a post, and the units that it is in charge of (变更岗位). For the
    /// supervision office and the system administrator.
    async fn leader_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post, and what is to be changed.")] input: LeaderUpdateInput,
    ) -> Result<LeaderUpdatePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = LeaderId::parse(&input.id);
        let outcome = async {
            let change = LeaderChange {
                leader: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                post: input.post,
                title: input.title.into(),
                rank: input.rank.into(),
                chief: input.chief,
                charges: charges(&input.charges)?,
            };
            service.leader_update(author, change).await
        };
        Ok(changed(ctx, id, outcome.await).await?.into())
    }

    /// Sets who holds a post from a day on, or who acts for its holder (任职、AB角): from that day they
    /// see and decide, and whom they replace no longer does. For the supervision office and the
    /// system administrator.
    async fn post_holder_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post, who is to hold it, and from when.")] input: PostHolderSetInput,
    ) -> Result<PostHolderSetPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "postHolderSet", key, &input)?;
            let account = match (input.account_id, input.username) {
                (Some(id), None) => Some(HolderAccount::Id(
                    AccountId::parse(&id).ok_or(Refusal::NotFound { field: "accountId" })?,
                )),
                (None, Some(name)) => Some(HolderAccount::Username(name)),
                (None, None) => None,
                (Some(_), Some(_)) => {
                    return Err(Refusal::ExactlyOne { fields: "accountId, username" }.into());
                }
            };
            let leader = LeaderId::parse(&input.leader_id);
            let set = HolderSet {
                leader: leader.ok_or(Refusal::NotFound { field: "leaderId" })?,
                account,
                name: input.name,
                acting: input.acting,
                from: input.from.0,
                to: input.to.map(|day| day.0),
                once,
            };
            service.post_holder_change(author, set).await
        };
        Ok(made(ctx, outcome.await)?.into())
    }

    /// Ends someone's time in a post (免职); what was on the post stays with it. For the supervision
    /// office and the system administrator.
    async fn post_holder_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their time in the post, and the day.")] input: PostHolderEndInput,
    ) -> Result<PostHolderEndPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = HolderId::parse(&input.id);
        let leader = match id {
            Some(id) => ctx.reader()?.post_holder(id).await?.map(|holder| holder.leader),
            None => None,
        };
        let outcome = async {
            let end = HolderEnd {
                holder: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                on: input.on.0,
            };
            service.post_holder_end(author, end).await
        };
        Ok(changed(ctx, leader, outcome.await).await?.into())
    }
}

fn charges(inputs: &[LeaderChargeInput]) -> std::result::Result<Vec<ChargeSet>, Refusal> {
    let read = |input: &LeaderChargeInput| {
        let unit = UnitId::parse(&input.unit_id).ok_or(Refusal::NotFound { field: "charges" })?;
        Ok(ChargeSet { unit, from: input.from.0, to: input.to.map(|day| day.0) })
    };
    inputs.iter().map(read).collect()
}
