//! Units that another one succeeds from a day on: open duties go to the successor, what was reported
//! stays as it was.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        duty::{DutyChanges, EndReason},
        event::EventKind,
        id::{DocumentId, DutyId, UnitId},
        refusal::Refusal,
        report::{ProgressReport, ReportState},
        succession::{Succession, SuccessionKind, is_circle, last_of_chain},
        unit::{Member, Unit, UnitAlias, UnitKind, holds_on},
    },
    error::Result,
    policy::{Act, Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::{Grounds, checked},
    names::register,
    once::{self, Once},
    register::{check, means, unit_name},
    unit::free,
};

/// A unit to be succeeded.
#[derive(Clone, Debug)]
pub struct Succeed {
    /// The unit.
    pub unit: UnitId,
    /// The version that was read.
    pub version: i32,
    /// Its successor; else the name of a new one.
    pub successor: Option<UnitId>,
    /// The name of a new successor.
    pub new_name: Option<String>,
    /// What becomes of it.
    pub kind: SuccessionKind,
    /// The first day on which the successor stands in its place.
    pub on: NaiveDate,
    /// On what it rests.
    pub grounds: Grounds,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

impl Service {
    /// Names the successor of a unit, and the day; carries it out at once if that day has come.
    /// Answers the unit, and what it changed of the duties of published documents.
    ///
    /// # Errors
    /// If there is no such unit or successor, the unit was changed in between or is succeeded
    /// already, the successors would make a circle, or it is not the author's to say.
    pub async fn unit_succeed(
        &self,
        by: Author<'_>,
        succeed: Succeed,
    ) -> Result<(Unit, DutyChanges)> {
        let tx = self.store.write().await?;
        let mut unit = self.unit_to_change(&tx, by, succeed.unit, "unitId").await?;
        by.may(Act::SucceedUnit { office: unit.office })?;
        if once::done::<UnitId>(succeed.once.as_ref(), &tx).await?.is_some() {
            return Ok((unit, DutyChanges::default()));
        }
        if succeed.version != unit.version {
            return Err(Refusal::Conflict.into());
        }
        let validity = (unit.valid_from, unit.valid_to);
        let before = succeed.on.pred_opt().unwrap_or(succeed.on);
        if unit.kind == UnitKind::Collective {
            return Err(Refusal::Invalid { field: "unitId" }.into());
        }
        if !holds_on(validity, before) {
            return Err(Refusal::Invalid { field: "on" }.into());
        }
        let known = tx.reader(Scope::system()).successions_in(unit.office).await?;
        if known.iter().any(|one| one.unit == unit.id) {
            return Err(Refusal::UnitSucceeded.into());
        }
        let grounds = checked(succeed.grounds.clone())?;
        let successor = self.successor(&tx, by, &unit, &succeed).await?;
        if is_circle(&known, unit.id, successor) {
            return Err(Refusal::SuccessionCircle.into());
        }
        let succession = Succession {
            id: clock::new_id(),
            office: unit.office,
            unit: unit.id,
            successor,
            kind: succeed.kind,
            on: succeed.on,
            reason: grounds.reason,
            document_number: grounds.document_number,
            entered: (self.clock.now(), by.account()),
            answering: None,
        };
        tx.insert_succession(&succession).await?;
        tx.update_unit(&unit).await?;
        unit.version += 1;
        let fields = vec!["successor"];
        self.tell_of_unit(&tx, by, EventKind::UnitSuccessionSet, &unit, fields).await?;
        once::keep(succeed.once.as_ref(), &tx, unit.id, &self.clock).await?;
        let today = self.clock.today();
        let mut changes = DutyChanges::default();
        if succession.on <= today {
            let documents = self.stand_in_place(&tx, by, &succession).await?;
            changes = self.reconcile_all(&tx, by, &documents, today).await?;
        }
        let unit = tx.reader(by.scope()).units(&[unit.id]).await?.pop().unwrap_or(unit);
        tx.commit().await?;
        Ok((unit, changes))
    }

    /// The successor that is meant: a unit of the office that exists on the day, or a new one.
    async fn successor(
        &self,
        tx: &Tx,
        by: Author<'_>,
        unit: &Unit,
        succeed: &Succeed,
    ) -> Result<UnitId> {
        match (succeed.successor, &succeed.new_name) {
            (Some(id), None) => {
                let known = tx.reader(by.scope()).units(&[id]).await?.pop();
                let fits = |one: &Unit| {
                    one.office == unit.office
                        && one.kind != UnitKind::Collective
                        && holds_on((one.valid_from, one.valid_to), succeed.on)
                };
                Ok(known.filter(fits).ok_or(Refusal::NotFound { field: "successorId" })?.id)
            }
            (None, Some(name)) => {
                let new = Unit {
                    host: unit.host,
                    valid_from: succeed.on,
                    ..Unit::new(
                        clock::new_id(),
                        unit.office,
                        unit.kind,
                        unit_name("newName", name)?,
                    )
                };
                check(tx, by, &new).await.map_err(at_new_name)?;
                tx.insert_units(std::slice::from_ref(&new), self.clock.now()).await?;
                self.tell_of_unit(tx, by, EventKind::UnitCreated, &new, vec![]).await?;
                Ok(new.id)
            }
            _ => Err(Refusal::ExactlyOne { fields: "successorId, newName" }.into()),
        }
    }

    /// Carries out the successions whose day has come by a day, and answers the documents whose
    /// duties are to be reconciled.
    pub(super) async fn carry_out_successions(
        &self,
        tx: &Tx,
        day: NaiveDate,
    ) -> Result<Vec<DocumentId>> {
        let mut documents = Vec::new();
        for due in tx.reader(Scope::system()).successions_due(day).await? {
            tx.serialize(&register(due.office)).await?;
            // Read again: whoever kept the register at the same time has committed by now.
            let known = tx.reader(Scope::system()).successions_of(&[due.unit]).await?;
            if known.get(&due.unit).is_some_and(|one| one.answering.is_none()) {
                documents.extend(self.stand_in_place(tx, Author::Console, &due).await?);
            }
        }
        Ok(documents)
    }

    /// Puts the successor in the place of a unit, in the register and in all that waits for it but
    /// its duties, which follow where their documents are reconciled: those that are answered.
    async fn stand_in_place(
        &self,
        tx: &Tx,
        by: Author<'_>,
        succession: &Succession,
    ) -> Result<Vec<DocumentId>> {
        let reader = tx.reader(Scope::system());
        let known = reader.successions_in(succession.office).await?;
        let carried: Vec<Succession> =
            known.into_iter().filter(|one| one.answering.is_some()).collect();
        let answering = last_of_chain(&carried, succession.successor);
        let not_found = Refusal::NotFound { field: "unitId" };
        let old = reader.units(&[succession.unit]).await?.pop().ok_or(not_found.clone())?;
        let new = reader.units(&[succession.successor]).await?.pop().ok_or(not_found)?;
        let members = self.take_memberships(tx, succession, answering).await?;
        take_names(tx, succession, &old, &new).await?;
        tx.carry_out(succession, answering, self.clock.now()).await?;
        tx.hand_receiving(old.id, answering).await?;
        tx.hand_instructions(old.id, answering).await?;
        let kind = EventKind::UnitSucceeded;
        let old = reader.units(&[succession.unit]).await?.pop().unwrap_or(old);
        self.tell_of_unit(tx, by, kind, &old, vec!["successor", "validTo", "aliases"]).await?;
        let mut units: Vec<UnitId> =
            reader.heirs(&[answering]).await?.into_iter().map(|(unit, _)| unit).collect();
        units.push(answering);
        let mut documents = reader.documents_of_duties(&units).await?;
        units.extend(members);
        documents.extend(reader.documents_assigned(&units).await?);
        documents.sort_unstable();
        documents.dedup();
        Ok(documents)
    }

    /// Gives the successor the unit's places in collectives, and answers these.
    async fn take_memberships(
        &self,
        tx: &Tx,
        succession: &Succession,
        answering: UnitId,
    ) -> Result<Vec<UnitId>> {
        let on = succession.on;
        let known = tx.reader(Scope::system()).memberships_in(succession.office).await?;
        let lasts =
            |one: &&Member| one.unit == succession.unit && one.valid_to.is_none_or(|to| to > on);
        let mut left: Vec<Member> = known.values().flatten().filter(lasts).copied().collect();
        left.sort_by_key(|one| (one.collective, one.valid_from));
        for member in &left {
            tx.serialize(&format!("members of {}", member.collective)).await?;
            let from = member.valid_from.max(on);
            tx.end_member(member.collective, member.unit, from).await?;
            let taken = known.get(&member.collective).into_iter().flatten();
            let taken = taken.filter(|one| one.unit == answering);
            let Some((valid_from, valid_to)) =
                free(taken.map(|one| (one.valid_from, one.valid_to)), from)
            else {
                continue;
            };
            let valid_to = [valid_to, member.valid_to].into_iter().flatten().min();
            if valid_to.is_none_or(|to| valid_from < to) {
                let place =
                    Member { collective: member.collective, unit: answering, valid_from, valid_to };
                tx.insert_members(&[place]).await?;
            }
        }
        Ok(left.iter().map(|member| member.collective).collect())
    }

    /// What was returned to a unit that was succeeded since goes to whoever answers in its place; it
    /// ends where that one owes the same already.
    pub(super) async fn hand_returned(
        &self,
        tx: &Tx,
        reports: &mut [ProgressReport],
    ) -> Result<()> {
        let returned: Vec<UnitId> = reports
            .iter()
            .filter(|report| report.state == ReportState::Returned)
            .map(|report| report.unit)
            .collect();
        let reader = tx.reader(Scope::system());
        let heirs: HashMap<UnitId, UnitId> = reader.heirs(&returned).await?.into_iter().collect();
        for (from, to) in heirs {
            let of_unit = |report: &&mut ProgressReport| {
                report.unit == from && report.state == ReportState::Returned
            };
            let both = reader.owed_by_both(from, to).await?;
            let mut handed: Vec<DutyId> = Vec::new();
            let mut ended: Vec<DutyId> = Vec::new();
            for report in reports.iter_mut().filter(of_unit) {
                if both.contains(&report.duty) {
                    ended.push(report.duty);
                } else {
                    handed.push(report.duty);
                    report.unit = to;
                }
            }
            tx.hand_duties(&handed, from, to).await?;
            tx.end_duties(&ended, EndReason::Succession).await?;
        }
        Ok(())
    }
}

/// From the day on the unit is no more, and its names mean the successor; documents of before mean
/// the unit by them still.
async fn take_names(tx: &Tx, succession: &Succession, old: &Unit, new: &Unit) -> Result<()> {
    let on = succession.on;
    let reader = tx.reader(Scope::system());
    let aliases = reader.aliases_of(&[old.id]).await?.remove(&old.id).unwrap_or_default();
    let ended = Unit { valid_to: Some(old.valid_to.map_or(on, |to| to.min(on))), ..old.clone() };
    tx.update_unit(&ended).await?;
    let mut names: Vec<(String, Option<NaiveDate>)> = vec![(old.name.clone(), None)];
    for alias in aliases.iter().filter(|alias| alias.valid_to.is_none_or(|to| to > on)) {
        tx.end_alias(alias, alias.valid_from.max(on)).await?;
        names.push((alias.name.clone(), alias.valid_to));
    }
    let asked: Vec<String> = names.iter().map(|(name, _)| name.clone()).collect();
    let known = reader.register(succession.office, Some(&asked)).await?;
    let taken: Vec<UnitAlias> = names
        .into_iter()
        .filter(|(name, to)| means(&known, name, (on, *to), None).is_none())
        .map(|(name, valid_to)| UnitAlias { unit: new.id, name, valid_from: on, valid_to })
        .collect();
    tx.insert_aliases(succession.office, &taken).await?;
    // The same unit under another name keeps its code.
    if succession.kind == SuccessionKind::Renamed
        && new.credit_code.is_none()
        && new.valid_from >= on
    {
        let coded = Unit { credit_code: old.credit_code.clone(), ..new.clone() };
        tx.update_unit(&coded).await?;
    }
    Ok(())
}

/// A refusal of a name, at the field in which it was given here.
fn at_new_name(error: crate::error::Error) -> crate::error::Error {
    match error {
        crate::error::Error::Refused(Refusal::NameMeansAnother { unit, .. }) => {
            Refusal::NameMeansAnother { field: "newName", unit }.into()
        }
        other => other,
    }
}
