//! Collectives and their confirmed members.

use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{
        duty::DutyChanges,
        event::{EventKind, Subjects},
        id::UnitId,
        refusal::Refusal,
        unit::{Unit, UnitKind},
    },
    error::Result,
    policy::{Act, Author},
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
        let today = self.clock.today();
        let from =
            confirm.from.or_else(|| NaiveDate::from_yo_opt(today.year(), 1)).unwrap_or(today);
        let tx = self.store.write().await?;
        tx.serialize(&format!("members of {}", confirm.collective)).await?;
        let reader = tx.reader(by.scope());
        let collective = reader.units(&[confirm.collective]).await?.pop();
        let collective = collective
            .filter(|unit| unit.kind == UnitKind::Collective)
            .ok_or(Refusal::NotFound { field: "collectiveId" })?;
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
            return Err(Refusal::NotFound { field: "memberIds" }.into());
        }
        let known = reader.members(&[collective.id], from).await?.remove(&collective.id);
        let known = known.unwrap_or_default();
        let mut new = confirm.members;
        new.sort_unstable();
        new.dedup();
        new.retain(|member| known.iter().all(|unit| unit.id != *member));
        if new.is_empty() {
            return Ok((collective, DutyChanges::default()));
        }
        tx.insert_members(collective.id, &new, from).await?;
        let subjects = Subjects {
            office: Some(collective.office),
            other: Some(collective.id.into()),
            ..Subjects::default()
        };
        tx.append(self.event(by, EventKind::MembersConfirmed, subjects)).await?;
        let changes = self.reconcile_units(&tx, by, &[collective.id], today).await?;
        tx.commit().await?;
        Ok((collective, changes))
    }
}
