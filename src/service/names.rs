//! Names of units into units of an office's register, and what is doubtful about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    clock,
    domain::{
        credit_code::CreditCode,
        document::Span,
        finding::{Finding, FindingState, Proposal, RegisterFinding, Severity},
        id::{DocumentId, ItemId, OfficeId, UnitId},
        unit::{Unit, UnitKind, is_open_group},
    },
    error::Result,
    policy::Author,
    store::{Register, Tx},
};

use super::proposals;

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
    doubts: Vec<Doubt>,
}

/// What a person should look at, of one name in a document.
#[derive(Clone, Debug)]
pub(super) struct Doubt {
    /// The name, as it was mentioned.
    pub name: String,
    unit: UnitId,
    code: RegisterFinding,
    message: String,
    /// Units that may be the answer, the likeliest first.
    pub proposals: Vec<Proposal>,
}

impl Doubt {
    /// The finding in a document that tells of it.
    pub fn finding(
        &self,
        document: DocumentId,
        edition: i32,
        item: Option<ItemId>,
        span: Span,
    ) -> Finding {
        Finding {
            id: clock::new_id(),
            document,
            item,
            code: self.code.as_str().to_owned(),
            severity: Severity::Warning,
            message: self.message.clone(),
            span,
            state: FindingState::Open,
            unit: Some(self.unit),
            settled: None,
            edition,
            taken_from: None,
        }
    }

    /// Whether it is about the whole document rather than an item.
    pub fn of_document(&self) -> bool {
        self.code == RegisterFinding::CollectiveUnconfirmed
    }
}

impl Names {
    /// Finds the units of these names on a day and enters those that the register does not know.
    ///
    /// A name is looked for as a unit's own name, then as an alias, then by the credit code that
    /// stands in brackets behind it. What is merely like it is proposed, never taken. Others who do
    /// the same in this office wait until the transaction ends. The number of statements does not
    /// depend on the number of names.
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
        let reader = tx.reader(by.scope());
        let printed: Vec<Printed> = mentioned.keys().map(|name| Printed::of(name)).collect();
        let names: Vec<String> = printed.iter().map(|printed| printed.name.clone()).collect();
        let codes: Vec<CreditCode> =
            printed.iter().filter_map(|printed| printed.code.clone()).collect();
        let named = reader.units_named(office, &names, on).await?;
        let coded = reader.units_coded(office, &codes, on).await?;

        let mut found = Self::default();
        let mut collectives: BTreeMap<UnitId, String> = BTreeMap::new();
        let mut new: BTreeMap<String, (Unit, String)> = BTreeMap::new();
        for ((mention, unknown), printed) in mentioned.into_iter().zip(printed) {
            let by_code = printed.code.as_ref().and_then(|code| coded.get(code));
            let by_name = named.get(&printed.name);
            if let (Some(unit), Some(code)) = (by_name, &printed.code) {
                found.doubts.extend(mismatch(&mention, unit, code, by_code));
            }
            let unit = match (by_name.or(by_code), unknown) {
                (Some(known), _) => known,
                (None, Unknown::Leave) => continue,
                (None, unknown) => {
                    let collective = unknown == Unknown::EnterCollective;
                    let kind = UnitKind::of_name(&printed.name, collective);
                    let entered = new.entry(printed.name.clone()).or_insert_with(|| {
                        (Unit::new(clock::new_id(), office, kind, printed.name), mention.clone())
                    });
                    entered.0.credit_code = entered.0.credit_code.take().or(printed.code);
                    &entered.0
                }
            };
            if unit.kind == UnitKind::Collective && !is_open_group(&unit.name) {
                collectives.entry(unit.id).or_insert_with(|| mention.clone());
            }
            found.units.insert(mention, unit.id);
        }
        if new.values().any(|(unit, _)| unit.kind != UnitKind::Collective) {
            let register = reader.register(office, None).await?;
            // Where nothing was known, everything is new.
            if !register.units.is_empty() {
                let region = reader.offices(&[office]).await?.pop().and_then(|own| own.region);
                let region = region.as_deref();
                found.doubts.extend(
                    new.values().filter_map(|(unit, mention)| {
                        unknown(unit, mention, &register, region, on)
                    }),
                );
            }
        }
        let entered: Vec<Unit> = new.into_values().map(|(unit, _)| unit).collect();
        tx.insert_units(&entered, now).await?;
        if !collectives.is_empty() {
            let unconfirmed = proposals::unconfirmed(tx, by, office, &collectives, on).await?;
            found.doubts.extend(unconfirmed.into_iter().map(|(unit, name, proposals)| Doubt {
                message: format!("“{name}”在文件日期没有已确认的成员单位，确认前不产生报送任务。"),
                code: RegisterFinding::CollectiveUnconfirmed,
                name,
                unit,
                proposals,
            }));
        }
        Ok(found)
    }

    /// The unit of a name.
    pub fn unit(&self, name: &str) -> Option<UnitId> {
        self.units.get(name).copied()
    }

    /// Has a name mean a unit that was chosen.
    pub fn add(&mut self, name: String, unit: UnitId) {
        self.units.insert(name, unit);
    }

    /// What a person should look at.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

/// What changes of an office's register wait for each other on.
pub(super) fn register(office: OfficeId) -> String {
    format!("register of {office}")
}

/// A name as documents print it, perhaps with a credit code in brackets.
struct Printed {
    name: String,
    code: Option<CreditCode>,
}

impl Printed {
    fn of(name: &str) -> Self {
        let code = name
            .strip_suffix([')', '）', '〕', ']', '】'])
            .and_then(|rest| rest.rsplit_once(['(', '（', '〔', '[', '【']))
            .and_then(|(name, inside)| {
                let code = inside.rsplit([':', '：']).next().and_then(CreditCode::parse)?;
                Some((name.trim(), code))
            });
        match code {
            Some((bare, code)) if !bare.is_empty() => {
                Self { name: bare.to_owned(), code: Some(code) }
            }
            _ => Self { name: name.to_owned(), code: None },
        }
    }
}

/// A name that means one unit beside a code that the register has otherwise.
fn mismatch(name: &str, unit: &Unit, code: &CreditCode, of_code: Option<&Unit>) -> Option<Doubt> {
    let message = match (of_code, &unit.credit_code) {
        (Some(other), _) if other.id != unit.id => {
            format!("“{name}”的名称指“{}”，统一社会信用代码却属于“{}”。", unit.name, other.name)
        }
        (None, Some(known)) if known != code => {
            format!("“{name}”的统一社会信用代码与单位库中的“{known}”不一致。")
        }
        _ => return None,
    };
    let proposal = |other: &Unit| Proposal {
        unit: other.id,
        score: 1.0,
        reason: format!("统一社会信用代码属于“{}”", other.name),
    };
    Some(Doubt {
        name: name.to_owned(),
        unit: unit.id,
        code: RegisterFinding::CreditCodeMismatch,
        message,
        proposals: of_code.map(proposal).into_iter().collect(),
    })
}

/// A name that the register does not know, with the units whose names are like it.
fn unknown(
    unit: &Unit,
    mention: &str,
    register: &Register,
    region: Option<&str>,
    on: NaiveDate,
) -> Option<Doubt> {
    (unit.kind != UnitKind::Collective).then(|| Doubt {
        name: mention.to_owned(),
        unit: unit.id,
        code: RegisterFinding::UnknownUnit,
        message: format!(
            "单位库中没有“{}”，已暂作新单位；如是已有单位的其他名称，请选定。",
            unit.name
        ),
        proposals: proposals::nearest(&unit.name, register, region, on),
    })
}

/// The names that a list of mentions holds.
pub(super) fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}
