//! Collectives and their confirmed members.

use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{
        duty::DutyChanges,
        event::{EventKind, Subjects},
        id::UnitId,
        refusal::Refusal,
        unit::{Member, Unit, UnitKind, holds_on},
    },
    error::Result,
    policy::{Act, Author},
    store::{Reader, Tx},
};

use super::Service;

/// Members of a collective to be confirmed.
#[derive(Clone, Debug)]
pub struct MembersConfirm {
    /// The collective.
    pub collective: UnitId,
    /// Units that are its members.
    pub members: Vec<UnitId>,
    /// From this day on; from the first of January if none is given.
    pub from: Option<NaiveDate>,
}

/// A member of a collective to be ended.
#[derive(Clone, Debug)]
pub struct MemberEnd {
    /// The collective.
    pub collective: UnitId,
    /// The member.
    pub member: UnitId,
    /// The first day on which it no longer is one.
    pub on: NaiveDate,
}

/// The most members confirmed at once.
const MAX_MEMBERS: usize = 500;

impl Service {
    /// Confirms members of a collective; those it has stay. Answers what that changed of the duties
    /// of published documents.
    ///
    /// # Errors
    /// If there is no such collective or unit, or it is not the author's to confirm.
    pub async fn members_confirm(
        &self,
        by: Author<'_>,
        confirm: MembersConfirm,
    ) -> Result<(Unit, DutyChanges)> {
        if confirm.members.len() > MAX_MEMBERS {
            return Err(Refusal::TooLong { field: "memberIds", limit: MAX_MEMBERS }.into());
        }
        let tx = self.store.write().await?;
        let confirmed = self.confirm(&tx, by, confirm, "memberIds").await?;
        let collective = &confirmed.0;
        if tx.settle_unconfirmed(collective.id, by.account(), self.clock.now()).await? > 0 {
            let subjects = Subjects {
                office: Some(collective.office),
                other: Some(collective.id.into()),
                ..Subjects::default()
            };
            tx.append(self.event(by, EventKind::FindingSettled, subjects)).await?;
        }
        tx.commit().await?;
        Ok(confirmed)
    }

    /// Confirms members in a transaction that does more; `field` is where they were named.
    pub(super) async fn confirm(
        &self,
        tx: &Tx,
        by: Author<'_>,
        confirm: MembersConfirm,
        field: &'static str,
    ) -> Result<(Unit, DutyChanges)> {
        let today = self.clock.today();
        let from = confirm.from.unwrap_or_else(|| first_day(today));
        tx.serialize(&format!("members of {}", confirm.collective)).await?;
        let reader = tx.reader(by.scope());
        let collective = collective(&reader, confirm.collective).await?;
        by.may(Act::ConfirmMembers { office: collective.office })?;
        let units = reader.units(&confirm.members).await?;
        let fits = |id: &UnitId| {
            units.iter().any(|unit| {
                unit.id == *id
                    && unit.office == collective.office
                    && unit.kind != UnitKind::Collective
            })
        };
        if !confirm.members.iter().all(fits) {
            return Err(Refusal::NotFound { field }.into());
        }
        let known = reader.memberships(&[collective.id]).await?.remove(&collective.id);
        let known = known.unwrap_or_default();
        let mut ids = confirm.members;
        ids.sort_unstable();
        ids.dedup();
        let new: Vec<Member> = ids
            .into_iter()
            .filter_map(|unit| {
                let own = known.iter().filter(|member| member.unit == unit);
                let validity = free(own.map(|member| (member.valid_from, member.valid_to)), from)?;
                let (valid_from, valid_to) = validity;
                Some(Member { collective: collective.id, unit, valid_from, valid_to })
            })
            .collect();
        if new.is_empty() {
            return Ok((collective, DutyChanges::default()));
        }
        tx.insert_members(&new).await?;
        let subjects = Subjects {
            office: Some(collective.office),
            other: Some(collective.id.into()),
            ..Subjects::default()
        };
        tx.append(self.event(by, EventKind::MembersConfirmed, subjects)).await?;
        let changes = self.reconcile_units(tx, by, &[collective.id], today).await?;
        Ok((collective, changes))
    }

    /// Ends a member of a collective on a day.
    ///
    /// # Errors
    /// If there is no such collective, the unit is no member of it on the day, or it is not the
    /// author's to confirm.
    pub async fn member_end(&self, by: Author<'_>, end: MemberEnd) -> Result<Unit> {
        let tx = self.store.write().await?;
        tx.serialize(&format!("members of {}", end.collective)).await?;
        let reader = tx.reader(by.scope());
        let collective = collective(&reader, end.collective).await?;
        by.may(Act::ConfirmMembers { office: collective.office })?;
        let members = reader.memberships(&[collective.id]).await?.remove(&collective.id);
        let is_member = members.into_iter().flatten().any(|member| {
            member.unit == end.member && holds_on((member.valid_from, member.valid_to), end.on)
        });
        if !is_member {
            return Err(Refusal::NotFound { field: "memberId" }.into());
        }
        tx.end_member(collective.id, end.member, end.on).await?;
        let subjects = Subjects {
            office: Some(collective.office),
            other: Some(collective.id.into()),
            ..Subjects::default()
        };
        tx.append(self.event(by, EventKind::MemberEnded, subjects)).await?;
        self.reconcile_units(&tx, by, &[collective.id], self.clock.today()).await?;
        tx.commit().await?;
        Ok(collective)
    }
}

async fn collective(reader: &Reader<'_>, id: UnitId) -> Result<Unit> {
    let unit = reader.units(&[id]).await?.pop();
    let unit = unit.filter(|unit| unit.kind == UnitKind::Collective);
    Ok(unit.ok_or(Refusal::NotFound { field: "collectiveId" })?)
}

/// The first time from a day on that none of these validities takes; none where one goes on for ever.
pub(super) fn free(
    taken: impl Iterator<Item = (NaiveDate, Option<NaiveDate>)>,
    from: NaiveDate,
) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let mut taken: Vec<_> = taken.collect();
    taken.sort_unstable();
    let mut start = from;
    for (from, to) in taken {
        if from > start {
            return Some((start, Some(from)));
        }
        match to {
            None => return None,
            Some(to) => start = start.max(to),
        }
    }
    Some((start, None))
}

/// The first of January of a day's year.
pub(super) fn first_day(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_yo_opt(day.year(), 1).unwrap_or(day)
}
