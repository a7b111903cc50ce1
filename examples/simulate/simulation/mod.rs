//! A year of one document, from its import to the outcome of every item.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use anyhow::Context;
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

mod check;
mod city;
mod client;
mod issue;
mod life;
mod model;
mod reporting;

use city::City;
use client::{list, text};
use issue::{ITEMS, Issued};
use model::{Model, State};

/// A document, and what decides by chance how its year goes.
pub struct Year {
    /// The name of its file.
    pub name: String,
    /// Its file.
    pub bytes: Vec<u8>,
    /// What happens by chance; ids differ from run to run, and with them the order of things.
    pub seed: u64,
    /// An empty database; an embedded one if none is given.
    pub database_url: Option<String>,
}

/// What was done in a year.
#[derive(Debug, Default)]
pub struct Tally {
    pub items: usize,
    pub units: usize,
    pub duties: usize,
    pub reports: usize,
    pub accepted: usize,
    pub returned: usize,
    pub deemed: usize,
    pub late: usize,
    pub extensions: usize,
    pub objections: usize,
    pub reassigned: usize,
    pub instructions: usize,
    pub suspended: usize,
    pub cancelled: usize,
    pub joined: usize,
    pub handed_over: usize,
    pub acknowledged: usize,
    pub urged: usize,
    pub closed: usize,
}

/// A year that was lived, and what was wrong at its end.
#[derive(Debug)]
pub struct Lived {
    pub title: String,
    pub days: (NaiveDate, NaiveDate),
    pub tally: Tally,
    /// What is not as it should be; empty where all is well.
    pub wrong: Vec<String>,
}

impl fmt::Display for Lived {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { title, days: (from, until), tally, wrong } = self;
        writeln!(to, "{title}\n  {from} – {until}\n  {tally:?}")?;
        match wrong.as_slice() {
            [] => write!(to, "  all is as it should be"),
            wrong => write!(to, "  WRONG:\n    {}", wrong.join("\n    ")),
        }
    }
}

/// What someone will do on a day.
enum Step {
    /// A unit reports on what is due by a day.
    Report { unit: String, due_on: NaiveDate },
    /// A recipient, or the office, decides on reports of a unit.
    Decide { recipient: Option<String>, unit: String, reports: Vec<Value> },
    /// Nobody decided on them.
    Forgotten { reports: Vec<Value> },
    /// The first of a month: whoever owes something new finds it.
    Month,
    /// Everyone acknowledges the document.
    Acknowledge,
    /// The office urges whoever is late.
    Urge,
    /// A post changes hands.
    HandOver { post: String },
    /// A unit thinks that it is not its matter.
    Object { item: String },
    /// A lead asks for more time.
    Extend { item: String },
    /// A leader gives an instruction, units answer, a successor closes it.
    Instruct { item: String },
    /// A leader reads what was answered.
    Read { instruction: Value, post: String },
    /// A collective gains a member.
    Join,
    /// The office suspends an item.
    Suspend { item: String },
    /// It goes on; these were owed on it.
    Resume { item: String, ended: Vec<(String, State)> },
    /// The office cancels an item.
    Cancel { item: String },
    /// A lead applies for closing.
    Close { item: String },
}

/// The year as it goes on.
struct Life<'a> {
    city: &'a City,
    issued: &'a Issued,
    chance: fastrand::Rng,
    agenda: BTreeMap<NaiveDate, Vec<Step>>,
    until: NaiveDate,
    model: Model,
    /// Duties that nobody will ever report on.
    silent: BTreeSet<String>,
    units: BTreeSet<String>,
    /// Posts, and who holds them.
    holders: BTreeMap<String, String>,
    acts: usize,
    tally: Tally,
}

impl Year {
    /// Lives through it, saying where it is.
    ///
    /// # Errors
    /// If something that must be possible is refused, or a server fails.
    pub async fn live(self, say: impl Fn(String)) -> anyhow::Result<Lived> {
        let published = self.day_of_publishing()?;
        let until = NaiveDate::from_ymd_opt(published.year() + 1, 2, 10).context("a day")?;
        let city = City::found("督查室", self.database_url, published).await?;
        let issued = issue::issue(&city, &self.name, self.bytes).await?;
        say(format!("{}: {} duties from {published}", issued.title, issued.promised));
        let mut life = Life {
            chance: fastrand::Rng::with_seed(self.seed),
            agenda: BTreeMap::new(),
            model: Model::default(),
            silent: BTreeSet::new(),
            units: BTreeSet::new(),
            holders: BTreeMap::new(),
            acts: 0,
            tally: Tally::default(),
            city: &city,
            issued: &issued,
            until,
        };
        life.begin().await?;
        let mut month = published.month();
        while let Some((day, steps)) = life.agenda.pop_first() {
            city.go_to(day).await?;
            if day.month() != month {
                month = day.month();
                say(format!("  {day}: {} reports so far", life.tally.reports));
            }
            for step in steps {
                life.go(step).await?;
            }
        }
        city.go_to(until).await?;
        let mut wrong = issued.wrong.clone();
        wrong.extend(life.check("before the outcomes").await?);
        life.give_outcomes().await?;
        wrong.extend(life.check("at the end").await?);
        life.tally.duties = life.model.duties.len();
        let lived = Lived {
            title: issued.title.clone(),
            days: (published, until),
            tally: life.tally,
            wrong,
        };
        city.close().await?;
        Ok(lived)
    }

    /// The day after the document was signed, else the first of March of its year.
    fn day_of_publishing(&self) -> anyhow::Result<NaiveDate> {
        let reading =
            duban::intake::read(&self.name, &self.bytes, &duban::intake::Options::default())?;
        let plan = reading.plan;
        let first = plan.year.and_then(|year| NaiveDate::from_ymd_opt(year, 3, 1));
        let day = plan.issued_on.or(plan.released_on).and_then(|day| day.succ_opt()).or(first);
        day.context("the document has no day")
    }
}

impl Life<'_> {
    fn later(&mut self, day: NaiveDate, step: Step) {
        if day <= self.until {
            self.agenda.entry(day).or_default().push(step);
        }
    }

    /// Gives everyone an account, and decides what will happen.
    async fn begin(&mut self) -> anyhow::Result<()> {
        let office = self.city.office().await?;
        let id = json!({ "id": self.issued.id });
        let items = office.all(ITEMS, id, "/document/items").await?;
        self.tally.items = items.len();
        for part in items.iter().flat_map(|item| list(&item["assignments"])) {
            let unit = &part["unit"];
            let members = list(&unit["memberships"]).map(|one| text(&one["unit"]["id"]));
            self.units.extend(members.chain([text(&unit["id"])]));
            self.units.extend(unit["host"]["id"].as_str().map(str::to_owned));
        }
        self.units.extend(self.issued.members.iter().cloned());
        self.tally.units = self.units.len();
        for post in
            items.iter().flat_map(|item| list(&item["leaders"])).map(|post| text(&post["id"]))
        {
            if !self.holders.contains_key(&post) {
                self.city.post_account(&post).await?;
                self.holders.insert(post.clone(), city::holder(&post));
            }
        }
        self.find_duties().await?;
        self.foresee(&items);
        Ok(())
    }

    /// Every unit looks what it owes.
    async fn find_duties(&mut self) -> anyhow::Result<()> {
        for unit in self.units.clone() {
            self.plan_unit(&unit).await?;
        }
        Ok(())
    }

    async fn go(&mut self, step: Step) -> anyhow::Result<()> {
        match step {
            Step::Report { unit, due_on } => self.report(&unit, due_on).await,
            Step::Decide { recipient, unit, reports } => {
                self.decide(recipient.as_deref(), &unit, &reports).await
            }
            Step::Forgotten { reports } => {
                self.forgotten(&reports);
                Ok(())
            }
            Step::Month => self.find_duties().await,
            Step::Acknowledge => self.acknowledge().await,
            Step::Urge => self.urge().await,
            Step::HandOver { post } => self.hand_over(&post).await,
            Step::Object { item } => self.object(&item).await,
            Step::Extend { item } => self.extend(&item).await,
            Step::Instruct { item } => self.instruct(&item).await,
            Step::Join => self.join().await,
            Step::Suspend { item } => self.suspend(&item).await,
            Step::Resume { item, ended } => self.resume(&item, ended).await,
            Step::Read { instruction, post } => self.read(&instruction, &post).await,
            Step::Cancel { item } => self.cancel(&item).await,
            Step::Close { item } => self.close(&item).await,
        }
    }

    /// A key for one act, and for its repetition.
    fn key(&mut self) -> String {
        self.acts += 1;
        format!("act {}", self.acts)
    }

    fn day(&self, month: u32, day: u32) -> NaiveDate {
        let year = self.city.today().year();
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap_or(self.until);
        day.max(self.city.today() + Days::new(1))
    }
}
