//! A list of units read into an office's register, all or nothing.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        credit_code::CreditCode,
        event::{EventKind, Subjects},
        id::{OfficeId, UnitId, UploadId},
        refusal::Refusal,
        unit::{ALWAYS, Unit, UnitAlias, UnitKind, holds_on, overlap},
    },
    error::Result,
    intake,
    policy::{Act, Author},
    store::Register,
};

use super::{
    Service,
    import::refusal,
    names::register,
    once::{self, Once},
    register::{changed, office_of_register, unit_name},
};

/// A list of units to be read into a register.
#[derive(Clone, Debug)]
pub struct UnitList {
    /// The office; the author's only one if none is named.
    pub office: Option<OfficeId>,
    /// Where the list is.
    pub source: UnitListSource,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// Where a list is.
#[derive(Clone, Debug)]
pub enum UnitListSource {
    /// Here.
    Text(String),
    /// In a file that the author put to the server.
    Upload(UploadId),
}

/// What a list changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitsImported {
    /// Units that were entered.
    pub created: u64,
    /// Units of which something was changed.
    pub updated: u64,
    /// Units that were as the list has them.
    pub unchanged: u64,
}

/// The most units of a list.
const MOST_UNITS: usize = 5_000;
/// The most lines that are named when a list is refused.
const MOST_REFUSALS: usize = 100;

/// What a line says of a unit.
struct Line {
    number: usize,
    name: String,
    credit_code: Option<CreditCode>,
    kind: Option<UnitKind>,
    aliases: Vec<String>,
}

impl Service {
    /// Reads a list of units into a register: new ones are entered, those of the same name get what
    /// the list adds. The same list again changes nothing; a line that cannot be changes nothing of
    /// the whole.
    ///
    /// # Errors
    /// If the list cannot be read, a line of it cannot be, or the register is not the author's.
    pub async fn units_import(&self, by: Author<'_>, list: UnitList) -> Result<UnitsImported> {
        let office = office_of_register(by, list.office)?;
        by.may(Act::KeepRegister { office })?;
        let (name, bytes) = match list.source {
            UnitListSource::Text(text) => ("单位.csv".to_owned(), text.into_bytes()),
            UnitListSource::Upload(id) => self.uploaded(by, id).await?,
        };
        let options = self.intake;
        let rows = tokio::task::spawn_blocking(move || intake::rows(&name, &bytes, &options))
            .await
            .map_err(anyhow::Error::from)?
            .map_err(refusal)?;
        let lines = lines(rows)?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let tx = self.store.write().await?;
        tx.serialize(&register(office)).await?;
        if once::done::<OfficeId>(list.once.as_ref(), &tx).await?.is_some() {
            let unchanged = u64::try_from(lines.len()).unwrap_or(u64::MAX);
            return Ok(UnitsImported { unchanged, ..UnitsImported::default() });
        }
        let known = tx.reader(by.scope()).register(office, None).await?;
        let mut entry = Entry::new(office, today, known);
        let refused: Vec<Refusal> = lines
            .into_iter()
            .filter_map(|line| {
                let number = line.number;
                entry.enter(line).err().map(|why| Refusal::Line { number, why: Box::new(why) })
            })
            .take(MOST_REFUSALS)
            .collect();
        if !refused.is_empty() {
            return Err(Refusal::Several(refused).into());
        }
        tx.insert_units(&entry.rows(&entry.new), now).await?;
        for unit in entry.rows(&entry.changed) {
            tx.update_unit(&unit).await?;
        }
        tx.insert_aliases(office, &entry.aliases).await?;
        once::keep(list.once.as_ref(), &tx, office, &self.clock).await?;
        if entry.done.created + entry.done.updated > 0 {
            let subjects = Subjects { office: Some(office), ..Subjects::default() };
            tx.append(self.event(by, EventKind::UnitsImported, subjects)).await?;
            self.reconcile_units(&tx, by, &entry.changed, today).await?;
        }
        tx.commit().await?;
        Ok(entry.done)
    }
}

/// A register with what the lines so far add to it.
struct Entry {
    office: OfficeId,
    today: NaiveDate,
    units: HashMap<UnitId, Unit>,
    /// What each name means, and when; whether as a unit's own name.
    meanings: HashMap<String, Vec<Meaning>>,
    codes: HashMap<CreditCode, UnitId>,
    new: Vec<UnitId>,
    changed: Vec<UnitId>,
    aliases: Vec<UnitAlias>,
    listed: HashSet<UnitId>,
    done: UnitsImported,
}

#[derive(Clone, Copy)]
struct Meaning {
    unit: UnitId,
    own: bool,
    validity: (NaiveDate, Option<NaiveDate>),
}

impl Entry {
    fn new(office: OfficeId, today: NaiveDate, known: Register) -> Self {
        let mut entry = Self {
            office,
            today,
            units: HashMap::new(),
            meanings: HashMap::new(),
            codes: HashMap::new(),
            new: Vec::new(),
            changed: Vec::new(),
            aliases: Vec::new(),
            listed: HashSet::new(),
            done: UnitsImported::default(),
        };
        for unit in known.units {
            entry.keep(unit);
        }
        for alias in known.aliases {
            let validity = (alias.valid_from, alias.valid_to);
            let meaning = Meaning { unit: alias.unit, own: false, validity };
            entry.meanings.entry(alias.name).or_default().push(meaning);
        }
        entry
    }

    fn keep(&mut self, unit: Unit) {
        let validity = (unit.valid_from, unit.valid_to);
        let meaning = Meaning { unit: unit.id, own: true, validity };
        self.meanings.entry(unit.name.clone()).or_default().push(meaning);
        if let Some(code) = unit.credit_code.clone().filter(|_| holds_on(validity, self.today)) {
            self.codes.insert(code, unit.id);
        }
        self.units.insert(unit.id, unit);
    }

    fn meanings(&self, name: &str) -> &[Meaning] {
        self.meanings.get(name).map_or(&[], Vec::as_slice)
    }

    /// Takes what a line says into the register.
    fn enter(&mut self, line: Line) -> std::result::Result<(), Refusal> {
        let meant = self.meanings(&line.name).iter().find(|one| holds_on(one.validity, self.today));
        let (unit, is_new) = match meant.copied() {
            Some(Meaning { unit, own: true, .. }) => (unit, false),
            Some(Meaning { unit, own: false, .. }) => return Err(self.taken("name", unit)),
            None => (clock::new_id(), true),
        };
        if !self.listed.insert(unit) {
            return Err(Refusal::NameKnown { field: "name" });
        }
        if let Some(code) = &line.credit_code
            && let Some(other) = self.codes.get(code).filter(|other| **other != unit)
        {
            let unit = self.name(*other);
            return Err(Refusal::CreditCodeTaken { field: "creditCode", unit });
        }
        let changed = if is_new {
            let kind = line.kind.unwrap_or_else(|| UnitKind::of_name(&line.name, false));
            // After whatever else the name meant before.
            let valid_from = self.free_from(&line.name);
            self.keep(Unit {
                credit_code: line.credit_code,
                valid_from,
                ..Unit::new(unit, self.office, kind, line.name.clone())
            });
            self.new.push(unit);
            false
        } else {
            self.update(unit, &line)
        };
        let named = self.add_aliases(unit, line.aliases)?;
        match (is_new, changed || named) {
            (true, _) => self.done.created += 1,
            (false, true) => self.done.updated += 1,
            (false, false) => self.done.unchanged += 1,
        }
        Ok(())
    }

    /// What a line adds to a known unit; whether that is anything.
    fn update(&mut self, id: UnitId, line: &Line) -> bool {
        let Some(old) = self.units.get(&id) else { return false };
        let unit = Unit {
            kind: line.kind.unwrap_or(old.kind),
            credit_code: line.credit_code.clone().or_else(|| old.credit_code.clone()),
            ..old.clone()
        };
        let differs = !changed(old, &unit).is_empty();
        if differs {
            if let Some(code) = unit.credit_code.clone() {
                self.codes.insert(code, id);
            }
            self.units.insert(id, unit);
            self.changed.push(id);
        }
        differs
    }

    fn add_aliases(
        &mut self,
        unit: UnitId,
        names: Vec<String>,
    ) -> std::result::Result<bool, Refusal> {
        let mut added = false;
        for name in names {
            let now =
                self.meanings(&name).iter().find(|one| overlap(one.validity, (self.today, None)));
            match now {
                Some(known) if known.unit == unit => continue,
                Some(other) => return Err(self.taken("aliases", other.unit)),
                None => {}
            }
            let valid_from = self.free_from(&name);
            let meaning = Meaning { unit, own: false, validity: (valid_from, None) };
            self.meanings.entry(name.clone()).or_default().push(meaning);
            self.aliases.push(UnitAlias { unit, name, valid_from, valid_to: None });
            added = true;
        }
        Ok(added)
    }

    /// The day from which a name means nothing any more.
    fn free_from(&self, name: &str) -> NaiveDate {
        let ends = self.meanings(name).iter().filter_map(|one| one.validity.1);
        ends.max().unwrap_or(ALWAYS)
    }

    fn taken(&self, field: &'static str, unit: UnitId) -> Refusal {
        Refusal::NameMeansAnother { field, unit: self.name(unit) }
    }

    fn name(&self, unit: UnitId) -> String {
        self.units.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default()
    }

    fn rows(&self, ids: &[UnitId]) -> Vec<Unit> {
        ids.iter().filter_map(|id| self.units.get(id).cloned()).collect()
    }
}

/// The columns of a list, by the words that head them.
#[derive(Clone, Copy)]
struct Columns {
    name: usize,
    credit_code: Option<usize>,
    kind: Option<usize>,
    aliases: Option<usize>,
}

const NAME: &[&str] = &["单位名称", "名称", "单位", "单位全称", "全称", "name"];
const CREDIT_CODE: &[&str] = &["统一社会信用代码", "信用代码", "creditcode"];
const KIND: &[&str] = &["单位类别", "类别", "kind"];
const ALIASES: &[&str] = &["别名", "简称", "曾用名", "aliases"];

impl Columns {
    /// Where a list has no head: name, credit code, kind, aliases.
    const BARE: Self = Self { name: 0, credit_code: Some(1), kind: Some(2), aliases: Some(3) };

    /// The columns that a row heads.
    fn of(head: &[String]) -> Option<Self> {
        let column = |words: &[&str]| {
            head.iter().position(|cell| {
                let cell = cell.replace(char::is_whitespace, "").to_lowercase();
                words.contains(&cell.as_str())
            })
        };
        Some(Self {
            name: column(NAME)?,
            credit_code: column(CREDIT_CODE),
            kind: column(KIND),
            aliases: column(ALIASES),
        })
    }

    fn line(self, number: usize, row: &[String]) -> std::result::Result<Line, Refusal> {
        let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
        let filled = |column: Option<usize>| column.map(cell).filter(|cell| !cell.is_empty());
        let code = filled(self.credit_code)
            .map(|code| CreditCode::parse(code).ok_or(Refusal::CreditCode { field: "creditCode" }));
        let kind = filled(self.kind)
            .map(|kind| kind_named(kind).ok_or(Refusal::Invalid { field: "kind" }));
        let aliases = filled(self.aliases).unwrap_or_default();
        let aliases = aliases.split(['、', '，', ',', '；', ';', '|', '\n']).map(str::trim);
        Ok(Line {
            number,
            name: unit_name("name", cell(self.name))?,
            credit_code: code.transpose()?,
            kind: kind.transpose()?,
            aliases: aliases
                .filter(|alias| !alias.is_empty())
                .map(|alias| unit_name("aliases", alias))
                .collect::<std::result::Result<_, _>>()?,
        })
    }
}

/// The kind that a cell says, in Chinese or as the API spells it.
fn kind_named(text: &str) -> Option<UnitKind> {
    const WORDS: &[(UnitKind, &[&str])] = &[
        (UnitKind::Department, &["部门", "直属单位", "工作部门"]),
        (UnitKind::Government, &["政府", "人民政府", "管委会"]),
        (UnitKind::Township, &["乡镇", "街道", "乡镇街道", "镇街"]),
        (UnitKind::Enterprise, &["企业"]),
        (UnitKind::Body, &["领导小组", "指挥部", "议事协调机构"]),
        (UnitKind::Collective, &["集合单位", "集合"]),
        (UnitKind::Other, &["其他"]),
    ];
    let by_word = WORDS.iter().find(|(_, words)| words.contains(&text)).map(|(kind, _)| *kind);
    by_word.or_else(|| UnitKind::parse(&text.to_uppercase()))
}

/// What the rows of a list say, or every line that cannot be.
fn lines(rows: Vec<(usize, Vec<String>)>) -> Result<Vec<Line>> {
    let head = rows.first().and_then(|(_, head)| Columns::of(head));
    let columns = head.unwrap_or(Columns::BARE);
    let rows = rows.into_iter().skip(usize::from(head.is_some()));
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    for (number, row) in rows {
        match columns.line(number, &row) {
            Ok(line) => lines.push(line),
            Err(why) => refused.push(Refusal::Line { number, why: Box::new(why) }),
        }
    }
    if !refused.is_empty() {
        refused.truncate(MOST_REFUSALS);
        return Err(Refusal::Several(refused).into());
    }
    if lines.is_empty() {
        return Err(Refusal::Required { field: "text" }.into());
    }
    if lines.len() > MOST_UNITS {
        return Err(Refusal::TooLong { field: "text", limit: MOST_UNITS }.into());
    }
    Ok(lines)
}
