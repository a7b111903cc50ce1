//! Findings about units, settled: whom a name means, and for whom a group (相关…, 各…) stands.

use crate::{
    domain::{
        assignment::Role,
        document::Document,
        finding::{Finding, RegisterFinding},
        id::{ItemId, UnitId},
        refusal::Refusal,
        unit::{Unit, UnitAlias, UnitKind},
    },
    error::Result,
    intake::finding::Code,
    policy::Author,
    store::Tx,
};

use super::{
    MembersConfirm, Service,
    names::register,
    review::{MAX_PARTS, item_to_change},
    unit::first_day,
};

const UNIT: &str = "resolution.unit.unitId";
const UNITS: &str = "resolution.units";

impl Service {
    /// Puts a unit in the place of the one that was entered for an unknown name, in the whole draft.
    /// The latter goes if nothing else refers to it.
    pub(super) async fn choose(
        &self,
        tx: &Tx,
        by: Author<'_>,
        finding: &Finding,
        chosen: UnitId,
        remember: bool,
    ) -> Result<()> {
        let of_unit = [RegisterFinding::UnknownUnit, RegisterFinding::CreditCodeMismatch];
        if !of_unit.iter().any(|code| code.as_str() == finding.code) {
            return Err(Refusal::NotForFinding.into());
        }
        let reader = tx.reader(by.scope());
        let document = document_of(tx, by, finding).await?;
        tx.serialize(&register(document.office)).await?;
        let printed = finding.unit.ok_or(Refusal::NotForFinding)?;
        let printed = reader.units(&[printed]).await?.pop().ok_or(Refusal::NotForFinding)?;
        let chosen = reader.units(&[chosen]).await?.pop();
        let chosen = chosen
            .filter(|unit| unit.office == document.office && unit.id != printed.id)
            .ok_or(Refusal::NotFound { field: UNIT })?;
        tx.replace_unit(document.id, printed.id, chosen.id).await?;
        tx.remove_unused_unit(printed.id).await?;
        if remember {
            let alias = UnitAlias {
                unit: chosen.id,
                name: printed.name,
                valid_from: document.issued_on.unwrap_or_else(|| self.clock.today()),
                valid_to: None,
            };
            self.add_alias(tx, by, chosen, alias, "resolution.unit.remember").await?;
        }
        Ok(())
    }

    /// Confirms for which units a group stands: 相关… for its item alone, any other collective for
    /// as long as its members are not ended. Answers the names of the fields that changed.
    pub(super) async fn expand(
        &self,
        tx: &Tx,
        by: Author<'_>,
        finding: &Finding,
        version: Option<i32>,
        units: &[UnitId],
    ) -> Result<&'static [&'static str]> {
        if units.is_empty() {
            return Err(Refusal::Required { field: UNITS }.into());
        }
        if finding.code == RegisterFinding::CollectiveUnconfirmed.as_str() {
            let document = document_of(tx, by, finding).await?;
            let on = document.issued_on.unwrap_or_else(|| self.clock.today());
            let confirm = MembersConfirm {
                collective: finding.unit.ok_or(Refusal::NotForFinding)?,
                members: units.to_vec(),
                from: Some(first_day(on)),
            };
            self.confirm(tx, by, confirm, UNITS).await?;
            return Ok(&["members"]);
        }
        let group = finding.unit.filter(|_| finding.code == Code::UnconfirmedGroup.as_str());
        let group = group.ok_or(Refusal::NotForFinding)?;
        let item = item_to_change(tx, by, finding, version).await?;
        let document = document_of(tx, by, finding).await?;
        let units = units_of_group(tx, by, &document, units).await?;
        confirm_on_item(tx, by, item.id, group, &units).await?;
        tx.update_item(&item).await?;
        Ok(&["assignments"])
    }
}

async fn document_of(tx: &Tx, by: Author<'_>, finding: &Finding) -> Result<Document> {
    let document = tx.reader(by.scope()).document(finding.document).await?;
    Ok(document.ok_or(Refusal::NotFound { field: "id" })?)
}

/// Units of the document's office that can stand behind a group, in the order given.
async fn units_of_group(
    tx: &Tx,
    by: Author<'_>,
    document: &Document,
    ids: &[UnitId],
) -> Result<Vec<UnitId>> {
    let mut units: Vec<UnitId> = Vec::new();
    for id in ids {
        if !units.contains(id) {
            units.push(*id);
        }
    }
    if units.len() > MAX_PARTS {
        return Err(Refusal::TooLong { field: UNITS, limit: MAX_PARTS }.into());
    }
    let known: Vec<Unit> = tx.reader(by.scope()).units(&units).await?;
    let fits = |unit: &Unit| unit.office == document.office && unit.kind != UnitKind::Collective;
    if known.len() < units.len() || !known.iter().all(fits) {
        return Err(Refusal::NotFound { field: UNITS }.into());
    }
    Ok(units)
}

/// Gives an item the units for which a group on it stands, with the group's part and printed name,
/// behind the group. The group stays. A unit that has a part already keeps it, but is a lead if the
/// group is.
async fn confirm_on_item(
    tx: &Tx,
    by: Author<'_>,
    item: ItemId,
    group: UnitId,
    units: &[UnitId],
) -> Result<()> {
    let assignments = tx.reader(by.scope()).assignments_of(&[item]).await?.remove(&item);
    let assignments = assignments.unwrap_or_default();
    let before = Confirmed::of(&assignments);
    let own = assignments.iter().find(|assignment| assignment.unit.id == group);
    let own = own.ok_or(Refusal::NotForFinding)?;
    let has_part = |unit: &UnitId| {
        assignments.iter().any(|assignment| {
            assignment.unit.id == *unit
                && (assignment.role == Role::Lead || own.role == Role::Support)
        })
    };
    let new: Vec<UnitId> = units.iter().copied().filter(|unit| !has_part(unit)).collect();
    let mut rows: Vec<(UnitId, Role, String)> = Vec::new();
    for assignment in &assignments {
        let id = assignment.unit.id;
        if !new.contains(&id) {
            rows.push((id, assignment.role, assignment.printed.clone()));
        }
        if id == group {
            rows.extend(new.iter().map(|unit| (*unit, own.role, own.printed.clone())));
        }
    }
    tx.replace_assignments(item, &rows).await?;
    before.without(&new).mark(tx, &[item]).await?;
    tx.mark_confirmed(&[item], group, &new).await?;
    Ok(())
}

/// Which units of an item were confirmed for which group on it.
pub(super) struct Confirmed(Vec<(UnitId, Vec<UnitId>)>);

impl Confirmed {
    /// Those of an item as it is.
    pub(super) async fn on(tx: &Tx, by: Author<'_>, item: ItemId) -> Result<Self> {
        let assignments = tx.reader(by.scope()).assignments_of(&[item]).await?.remove(&item);
        Ok(Self::of(&assignments.unwrap_or_default()))
    }

    fn of(assignments: &[crate::domain::assignment::Assignment]) -> Self {
        let groups = assignments.iter().map(|group| {
            let units = assignments.iter().filter(|unit| unit.confirmed_from == Some(group.id));
            (group.unit.id, units.map(|unit| unit.unit.id).collect::<Vec<_>>())
        });
        Self(groups.filter(|(_, units)| !units.is_empty()).collect())
    }

    fn without(mut self, others: &[UnitId]) -> Self {
        for (_, units) in &mut self.0 {
            units.retain(|unit| !others.contains(unit));
        }
        self
    }

    /// Marks the same on items that have the same units.
    pub(super) async fn mark(&self, tx: &Tx, items: &[ItemId]) -> Result<()> {
        for (group, units) in &self.0 {
            tx.mark_confirmed(items, *group, units).await?;
        }
        Ok(())
    }
}
