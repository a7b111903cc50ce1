//! The register of units.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::Unit;
use crate::{
    domain::{id::UnitId, refusal::Refusal},
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        payload::{Settled, UserError},
        regime::DutyChanges,
        scalars::Date,
    },
    service::{MemberEnd, MembersConfirm},
};

/// Members of a collective to be confirmed (确认成员单位).
#[derive(InputObject)]
pub struct CollectiveMembersConfirmInput {
    /// The collective, as 各区人民政府 (集合单位).
    collective_id: ID,
    /// Units that are its members, at most 500; those it has stay (成员单位).
    member_ids: Vec<ID>,
    /// From this day on; from the first of January of this year if none is given (起始日期).
    from: Option<Date>,
}

/// How members were confirmed.
#[derive(SimpleObject)]
pub struct CollectiveMembersConfirmPayload {
    /// The collective; none if it was refused.
    unit: Option<Unit>,
    /// What that changed of the duties of published documents (报送任务变动); none if it was refused.
    duty_changes: Option<DutyChanges>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A member of a collective to be ended (终止成员单位).
#[derive(InputObject)]
pub struct CollectiveMemberEndInput {
    /// The collective, as 各区人民政府 (集合单位).
    collective_id: ID,
    /// The member, which must be one on `on` (成员单位).
    member_id: ID,
    /// The first day on which it no longer is one; its own first day takes the membership away
    /// altogether (终止日期).
    on: Date,
}

/// How a member was ended.
#[derive(SimpleObject)]
pub struct CollectiveMemberEndPayload {
    /// The collective; none if it was refused.
    unit: Option<Unit>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with units.
#[derive(Default)]
pub struct UnitMutation;

#[Object]
impl UnitMutation {
    /// Confirms members of a collective (确认成员单位): they answer for its items in the periods that begin
    /// while they are members, those of published documents included. Doing it again changes nothing. For the supervision office.
    async fn collective_members_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collective and its members.")] input: CollectiveMembersConfirmInput,
    ) -> Result<CollectiveMembersConfirmPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let unit = |id: &ID, field| UnitId::parse(id).ok_or(Refusal::NotFound { field });
            let members = input.member_ids.iter().map(|id| unit(id, "memberIds"));
            let confirm = MembersConfirm {
                collective: unit(&input.collective_id, "collectiveId")?,
                members: members.collect::<std::result::Result<_, _>>()?,
                from: input.from.map(|day| day.0),
            };
            service.members_confirm(author, confirm).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let (unit, changes) = settled.done.unzip();
        Ok(CollectiveMembersConfirmPayload {
            unit: unit.map(Into::into),
            duty_changes: changes.map(Into::into),
            errors: settled.errors,
        })
    }

    /// Ends a member of a collective on a day (终止成员单位): what it owes already it owes still. For
    /// the supervision office.
    async fn collective_member_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collective, the member, and the day.")]
        input: CollectiveMemberEndInput,
    ) -> Result<CollectiveMemberEndPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let unit = |id: &ID, field| UnitId::parse(id).ok_or(Refusal::NotFound { field });
            let end = MemberEnd {
                collective: unit(&input.collective_id, "collectiveId")?,
                member: unit(&input.member_id, "memberId")?,
                on: input.on.0,
            };
            service.member_end(author, end).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(CollectiveMemberEndPayload {
            unit: settled.done.map(Into::into),
            errors: settled.errors,
        })
    }
}
