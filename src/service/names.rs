//! Names of units into units of an office's register.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    clock,
    domain::{
        id::{OfficeId, UnitId},
        unit::{Unit, UnitKind},
    },
    error::Result,
    policy::Author,
    store::Tx,
};

/// A name by which a document means a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mention {
    /// The full name.
    pub name: String,
    /// What is done where the register does not know it.
    pub unknown: Unknown,
}

/// What is done with a name that the register does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unknown {
    /// A unit is entered.
    Enter,
    /// A collective is entered.
    EnterCollective,
    /// Nothing: it need not be a unit.
    Leave,
}

impl Mention {
    /// A unit that answers for something; `collective` where the clause said so.
    pub fn answering(name: impl Into<String>, collective: bool) -> Self {
        let unknown = if collective { Unknown::EnterCollective } else { Unknown::Enter };
        Self { name: name.into(), unknown }
    }

    /// Someone who need not be a unit, as the recipient of reports.
    pub fn perhaps(name: impl Into<String>) -> Self {
        Self { name: name.into(), unknown: Unknown::Leave }
    }
}

/// The units that an office means by some names.
#[derive(Debug, Default)]
pub(super) struct Names {
    units: HashMap<String, UnitId>,
}

impl Names {
    /// Finds the units of these names on a day and enters those that the register does not know.
    /// Others who do the same in this office wait until the transaction ends. The number of
    /// statements does not depend on the number of names.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn resolve(
        tx: &Tx,
        by: Author<'_>,
        office: OfficeId,
        mentions: Vec<Mention>,
        on: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        // Whoever answers somewhere is entered, though elsewhere it is only reported to.
        let mut mentioned: BTreeMap<String, Unknown> = BTreeMap::new();
        for mention in mentions {
            let unknown = mentioned.entry(mention.name).or_insert(mention.unknown);
            *unknown = (*unknown).min(mention.unknown);
        }
        tx.serialize(&register(office)).await?;
        let names: Vec<String> = mentioned.keys().cloned().collect();
        let known = tx.reader(by.scope()).units_named(office, &names, on).await?;
        let mut units: HashMap<String, UnitId> =
            known.into_iter().map(|(name, unit)| (name, unit.id)).collect();
        let new: Vec<Unit> = mentioned
            .into_iter()
            .filter(|(name, _)| !units.contains_key(name))
            .filter_map(|(name, unknown)| {
                let collective = match unknown {
                    Unknown::Enter => false,
                    Unknown::EnterCollective => true,
                    Unknown::Leave => return None,
                };
                let kind = UnitKind::of_name(&name, collective);
                Some(Unit::new(clock::new_id(), office, kind, name))
            })
            .collect();
        tx.insert_units(&new, now).await?;
        units.extend(new.into_iter().map(|unit| (unit.name, unit.id)));
        Ok(Self { units })
    }

    /// The unit of a name.
    pub fn unit(&self, name: &str) -> Option<UnitId> {
        self.units.get(name).copied()
    }

    /// Has a name mean a unit that was chosen.
    pub fn add(&mut self, name: String, unit: UnitId) {
        self.units.insert(name, unit);
    }
}

/// What changes of an office's register wait for each other on.
pub(super) fn register(office: OfficeId) -> String {
    format!("register of {office}")
}
