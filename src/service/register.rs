//! The register of an office's units: entered, changed, and their other names.

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        credit_code::CreditCode,
        event::{EventKind, Subjects},
        id::{OfficeId, UnitId},
        refusal::Refusal,
        unit::{ALWAYS, Unit, UnitAlias, UnitKind, overlap},
    },
    error::Result,
    policy::{self, Act, Author},
    store::{Reader, Register, Tx},
};

use super::{
    Service,
    names::register,
    once::{self, Once},
};

/// A unit to be entered.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// The office; the author's only one if none is named.
    pub office: Option<OfficeId>,
    /// Full name.
    pub name: String,
    /// What sort of unit; what the name tells of if none is given.
    pub kind: Option<UnitKind>,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// The unit that hosts the office of a body.
    pub host: Option<UnitId>,
    /// The unit that it belongs to.
    pub parent: Option<UnitId>,
    /// First day it exists; since ever if none is given.
    pub from: Option<NaiveDate>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A change of what the register says of a unit; what is none stays as it is.
#[derive(Clone, Debug)]
pub struct UnitChange {
    /// The unit.
    pub unit: UnitId,
    /// The version that was read.
    pub version: i32,
    /// Full name.
    pub name: Option<String>,
    /// What sort of unit.
    pub kind: Option<UnitKind>,
    /// 统一社会信用代码, or none any more.
    pub credit_code: Option<Option<String>>,
    /// The unit that hosts the office of a body, or none any more.
    pub host: Option<Option<UnitId>>,
    /// The unit that it belongs to, or none any more.
    pub parent: Option<Option<UnitId>>,
    /// The first day on which the unit no longer exists, or that it goes on.
    pub valid_to: Option<Option<NaiveDate>>,
}

/// Another name of a unit to be entered.
#[derive(Clone, Debug)]
pub struct AliasAdd {
    /// The unit.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// First day; since ever if none is given.
    pub from: Option<NaiveDate>,
    /// First day it no longer holds.
    pub to: Option<NaiveDate>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// Another name of a unit to be ended.
#[derive(Clone, Debug)]
pub struct AliasEnd {
    /// The unit.
    pub unit: UnitId,
    /// The version that was read.
    pub version: i32,
    /// The name.
    pub name: String,
    /// First day it no longer holds.
    pub on: NaiveDate,
}

/// The most characters of a unit's name.
const MAX_NAME: usize = 100;

impl Service {
    /// Enters a unit in an office's register.
    ///
    /// # Errors
    /// If its name or code is another's or cannot be, or the register is not the author's to keep.
    pub async fn unit_create(&self, by: Author<'_>, new: NewUnit) -> Result<Unit> {
        let office = office_of_register(by, new.office)?;
        by.may(Act::KeepRegister { office })?;
        let name = unit_name("name", &new.name)?;
        let credit_code = new.credit_code.as_deref().map(credit_code).transpose()?;
        let tx = self.store.write().await?;
        tx.serialize(&register(office)).await?;
        if let Some(id) = once::done::<UnitId>(new.once.as_ref(), &tx).await? {
            let unit = tx.reader(by.scope()).units(&[id]).await?.pop();
            return Ok(unit.ok_or(Refusal::NotFound { field: "idempotencyKey" })?);
        }
        let kind = new.kind.unwrap_or_else(|| UnitKind::of_name(&name, false));
        let unit = Unit {
            credit_code,
            host: new.host,
            parent: new.parent,
            valid_from: new.from.unwrap_or(ALWAYS),
            ..Unit::new(clock::new_id(), office, kind, name)
        };
        check(&tx, by, &unit).await?;
        tx.insert_units(std::slice::from_ref(&unit), self.clock.now()).await?;
        once::keep(new.once.as_ref(), &tx, unit.id, &self.clock).await?;
        self.tell_of_unit(&tx, by, EventKind::UnitCreated, &unit, vec![]).await?;
        tx.commit().await?;
        Ok(unit)
    }

    /// Changes what the register says of a unit.
    ///
    /// # Errors
    /// If there is no such unit, it was changed in between, its name or code is another's or cannot
    /// be, or the register is not the author's to keep.
    pub async fn unit_update(&self, by: Author<'_>, change: UnitChange) -> Result<Unit> {
        let tx = self.store.write().await?;
        let old = self.unit_to_change(&tx, by, change.unit, "id").await?;
        if change.version != old.version {
            return Err(Refusal::Conflict.into());
        }
        let mut unit = old.clone();
        if let Some(name) = change.name {
            unit.name = unit_name("name", &name)?;
        }
        unit.kind = change.kind.unwrap_or(unit.kind);
        if let Some(code) = change.credit_code {
            unit.credit_code = code.as_deref().map(credit_code).transpose()?;
        }
        unit.host = change.host.unwrap_or(unit.host);
        unit.parent = change.parent.unwrap_or(unit.parent);
        unit.valid_to = change.valid_to.unwrap_or(unit.valid_to);
        let fields = changed(&old, &unit);
        if fields.is_empty() {
            return Ok(old);
        }
        check(&tx, by, &unit).await?;
        if !tx.update_unit(&unit).await? {
            return Err(Refusal::Conflict.into());
        }
        unit.version += 1;
        self.tell_of_unit(&tx, by, EventKind::UnitChanged, &unit, fields).await?;
        // Who hosts a body's office, and what kind a unit is of, decides who owes what.
        self.reconcile_units(&tx, by, &[unit.id], self.clock.today()).await?;
        tx.commit().await?;
        Ok(unit)
    }

    /// Enters another name of a unit.
    ///
    /// # Errors
    /// If there is no such unit, the name means another at that time or cannot be, or the register
    /// is not the author's to keep.
    pub async fn unit_alias_add(&self, by: Author<'_>, add: AliasAdd) -> Result<Unit> {
        let alias = UnitAlias {
            unit: add.unit,
            name: unit_name("name", &add.name)?,
            valid_from: add.from.unwrap_or(ALWAYS),
            valid_to: add.to,
        };
        let tx = self.store.write().await?;
        let unit = self.unit_to_change(&tx, by, add.unit, "unitId").await?;
        if once::done::<UnitId>(add.once.as_ref(), &tx).await?.is_some() {
            return Ok(unit);
        }
        let unit = self.add_alias(&tx, by, unit, alias, "name").await?;
        once::keep(add.once.as_ref(), &tx, unit.id, &self.clock).await?;
        tx.commit().await?;
        Ok(unit)
    }

    /// Enters another name in a transaction that does more and holds the register; `field` is where
    /// the name was given.
    pub(super) async fn add_alias(
        &self,
        tx: &Tx,
        by: Author<'_>,
        mut unit: Unit,
        alias: UnitAlias,
        field: &'static str,
    ) -> Result<Unit> {
        if alias.valid_to.is_some_and(|to| to <= alias.valid_from) {
            return Err(Refusal::Invalid { field: "to" }.into());
        }
        let names = [alias.name.clone()];
        let known = tx.reader(by.scope()).register(unit.office, Some(&names)).await?;
        let validity = (alias.valid_from, alias.valid_to);
        if let Some(other) = means(&known, &alias.name, validity, None) {
            if other == unit.id {
                return Err(Refusal::NameKnown { field }.into());
            }
            return Err(
                Refusal::NameMeansAnother { field, unit: name_of(tx, by, other).await? }.into()
            );
        }
        tx.insert_aliases(unit.office, std::slice::from_ref(&alias)).await?;
        tx.update_unit(&unit).await?;
        unit.version += 1;
        self.tell_of_unit(tx, by, EventKind::UnitAliasAdded, &unit, vec!["aliases"]).await?;
        Ok(unit)
    }

    /// Ends another name of a unit on a day.
    ///
    /// # Errors
    /// If there is no such unit, it was changed in between, it has no such name on that day, or the
    /// register is not the author's to keep.
    pub async fn unit_alias_end(&self, by: Author<'_>, end: AliasEnd) -> Result<Unit> {
        let tx = self.store.write().await?;
        let mut unit = self.unit_to_change(&tx, by, end.unit, "unitId").await?;
        if end.version != unit.version {
            return Err(Refusal::Conflict.into());
        }
        let aliases = tx.reader(by.scope()).aliases_of(&[unit.id]).await?.remove(&unit.id);
        let alias = aliases.into_iter().flatten().find(|alias| {
            alias.name == end.name.trim()
                && alias.valid_from <= end.on
                && alias.valid_to.is_none_or(|to| end.on < to)
        });
        let alias = alias.ok_or(Refusal::NotFound { field: "name" })?;
        tx.end_alias(&alias, end.on).await?;
        tx.update_unit(&unit).await?;
        unit.version += 1;
        self.tell_of_unit(&tx, by, EventKind::UnitAliasEnded, &unit, vec!["aliases"]).await?;
        tx.commit().await?;
        Ok(unit)
    }

    /// A unit whose register the author keeps, with everyone else kept out until the transaction
    /// ends.
    pub(super) async fn unit_to_change(
        &self,
        tx: &Tx,
        by: Author<'_>,
        id: UnitId,
        field: &'static str,
    ) -> Result<Unit> {
        let not_found = Refusal::NotFound { field };
        let unit = tx.reader(by.scope()).units(&[id]).await?.pop();
        let unit = unit.ok_or_else(|| not_found.clone())?;
        by.may(Act::KeepRegister { office: unit.office })?;
        tx.serialize(&register(unit.office)).await?;
        // Read again: whoever changed it at the same time has committed by now.
        Ok(tx.reader(by.scope()).units(&[id]).await?.pop().ok_or(not_found)?)
    }

    pub(super) async fn tell_of_unit(
        &self,
        tx: &Tx,
        by: Author<'_>,
        kind: EventKind,
        unit: &Unit,
        fields: Vec<&'static str>,
    ) -> Result<()> {
        let subjects = Subjects {
            office: Some(unit.office),
            other: Some(unit.id.into()),
            ..Subjects::default()
        };
        let mut told = self.event(by, kind, subjects);
        told.fields = fields;
        told.version = Some(unit.version);
        Ok(tx.append(told).await?)
    }
}

/// The office meant: the one named, else the only one whose register the author keeps.
pub(super) fn office_of_register(by: Author<'_>, named: Option<OfficeId>) -> Result<OfficeId> {
    if let Some(office) = named {
        return Ok(office);
    }
    let Author::Person(actor) = by else {
        return Err(Refusal::OfficeUnclear.into());
    };
    let mut offices: Vec<OfficeId> = actor.offices().chain(actor.registries()).collect();
    offices.sort_unstable();
    offices.dedup();
    match offices.as_slice() {
        [only] => Ok(*only),
        [] => Err(policy::for_offices_only().into()),
        _ => Err(Refusal::OfficeUnclear.into()),
    }
}

/// Whether a unit may stand in the register as it is: its name and its code mean no other unit at
/// the same time, its host is one of the office.
pub(super) async fn check(tx: &Tx, by: Author<'_>, unit: &Unit) -> Result<()> {
    if unit.valid_to.is_some_and(|to| to <= unit.valid_from) {
        return Err(Refusal::Invalid { field: "validTo" }.into());
    }
    let reader = tx.reader(by.scope());
    let names = [unit.name.clone()];
    let known = reader.register(unit.office, Some(&names)).await?;
    let validity = (unit.valid_from, unit.valid_to);
    if let Some(other) = means(&known, &unit.name, validity, Some(unit.id)) {
        let other = name_of(tx, by, other).await?;
        return Err(Refusal::NameMeansAnother { field: "name", unit: other }.into());
    }
    if let Some(code) = &unit.credit_code {
        let coded = reader.units_with_code(unit.office, code).await?;
        let other = coded.into_iter().find(|other| {
            other.id != unit.id && overlap((other.valid_from, other.valid_to), validity)
        });
        if let Some(other) = other {
            return Err(Refusal::CreditCodeTaken { field: "creditCode", unit: other.name }.into());
        }
    }
    if let Some(host) = unit.host {
        let known = reader.units(&[host]).await?.pop();
        known
            .filter(|host| host.office == unit.office && host.id != unit.id)
            .filter(|host| host.kind != UnitKind::Collective)
            .ok_or(Refusal::NotFound { field: "hostId" })?;
    }
    check_parent(&reader, unit).await
}

/// The most levels of units above one.
const MAX_LEVELS: usize = 10;

/// Whether the unit that one belongs to is one of the office, and none of those below it.
async fn check_parent(reader: &Reader<'_>, unit: &Unit) -> Result<()> {
    let mut above = unit.parent;
    for _ in 0..MAX_LEVELS {
        let Some(parent) = above else { return Ok(()) };
        let known = reader.units(&[parent]).await?.pop();
        let known = known
            .filter(|parent| parent.office == unit.office && parent.id != unit.id)
            .filter(|parent| parent.kind != UnitKind::Collective)
            .ok_or(Refusal::NotFound { field: "parentId" })?;
        above = known.parent;
    }
    Err(Refusal::Invalid { field: "parentId" }.into())
}

/// The unit that a name means at some time within a validity, as its own name or as an alias; any
/// but `own`, if that is given.
pub(super) fn means(
    known: &Register,
    name: &str,
    validity: (NaiveDate, Option<NaiveDate>),
    own: Option<UnitId>,
) -> Option<UnitId> {
    let units = known
        .units
        .iter()
        .filter(|unit| unit.name == name && overlap((unit.valid_from, unit.valid_to), validity));
    let aliases = known.aliases.iter().filter(|alias| {
        alias.name == name && overlap((alias.valid_from, alias.valid_to), validity)
    });
    let mut meant = units.map(|unit| unit.id).chain(aliases.map(|alias| alias.unit));
    meant.find(|unit| Some(*unit) != own)
}

async fn name_of(tx: &Tx, by: Author<'_>, id: UnitId) -> Result<String> {
    let unit = tx.reader(by.scope()).units(&[id]).await?.pop();
    Ok(unit.map(|unit| unit.name).unwrap_or_default())
}

/// The names of the fields in which a unit differs.
pub(super) fn changed(old: &Unit, new: &Unit) -> Vec<&'static str> {
    [
        ("name", old.name != new.name),
        ("kind", old.kind != new.kind),
        ("creditCode", old.credit_code != new.credit_code),
        ("host", old.host != new.host),
        ("parent", old.parent != new.parent),
        ("validTo", old.valid_to != new.valid_to),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}

/// A name that a unit may have.
pub(super) fn unit_name(field: &'static str, name: &str) -> std::result::Result<String, Refusal> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::Required { field });
    }
    if name.chars().count() > MAX_NAME {
        return Err(Refusal::TooLong { field, limit: MAX_NAME });
    }
    if name.chars().any(char::is_control) {
        return Err(Refusal::Invalid { field });
    }
    Ok(name.to_owned())
}

fn credit_code(code: &str) -> Result<CreditCode> {
    Ok(CreditCode::parse(code).ok_or(Refusal::CreditCode { field: "creditCode" })?)
}
