//! A matter as someone types it.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    domain::{
        assignment::Role,
        document::{Document, Span},
        id::{LeaderId, UnitId},
        refusal::Refusal,
        unit::Unit,
    },
    error::Result,
    intake::{
        matters,
        plan::{self, Plan, UnitMention},
    },
    policy::Author,
    store::Tx,
};

use super::{
    super::{Answering, Service},
    Known, MAX_LINE, MAX_TITLE, line, names_as_of, optional_line, prose,
};

/// A matter: all that is said of it.
#[derive(Clone, Debug)]
pub struct Matter {
    /// Its number.
    pub ordinal: Option<String>,
    /// What is to be done.
    pub text: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// The heading that it stands under.
    pub section: Option<String>,
    /// By when; as the text says if no day is given.
    pub deadline: Option<NaiveDate>,
    /// The units that answer for it, in their order.
    pub assignments: Vec<(Answering, Role)>,
    /// Its leaders, in their order.
    pub leaders: Vec<Led>,
}

/// A leader under whom a matter is to be.
#[derive(Clone, Debug)]
pub enum Led {
    /// One of the register.
    Known(LeaderId),
    /// By name; entered in the register if new.
    Named(String),
}

/// The most characters of a text.
const MAX_TEXT: usize = 10_000;
/// The most units, and leaders, of a matter.
const MAX_PARTS: usize = 100;
/// The most characters of a name.
const MAX_NAME: usize = 100;
/// The most characters of a number.
const MAX_ORDINAL: usize = 20;

const ASSIGNMENTS: &str = "item.assignments";
const LEADERS: &str = "item.leaders";

impl Matter {
    /// The same without white space around its words, if it can be.
    pub(super) fn checked(mut self) -> Result<Self> {
        self.text = prose("item.text", &self.text, MAX_TEXT)?;
        self.ordinal = optional_line("item.ordinal", self.ordinal.as_deref(), MAX_ORDINAL)?;
        self.source = optional_line("item.source", self.source.as_deref(), MAX_LINE)?;
        self.section = optional_line("item.section", self.section.as_deref(), MAX_TITLE)?;
        for (field, count) in [(ASSIGNMENTS, self.assignments.len()), (LEADERS, self.leaders.len())]
        {
            if count > MAX_PARTS {
                return Err(Refusal::TooLong { field, limit: MAX_PARTS }.into());
            }
        }
        for (answering, _) in &mut self.assignments {
            if let Answering::Named(name) = answering {
                *name = line(ASSIGNMENTS, name, MAX_NAME)?;
            }
        }
        for led in &mut self.leaders {
            if let Led::Named(name) = led {
                *name = line(LEADERS, name, MAX_NAME)?;
            }
        }
        Ok(self)
    }

    /// Its words, any of which may bear a mark of secrecy.
    pub(super) fn words(&self) -> [Option<&str>; 3] {
        [Some(&self.text), self.source.as_deref(), self.section.as_deref()]
    }
}

impl Service {
    /// A matter as if it had been read: one item, perhaps a heading, and what its names mean.
    pub(super) async fn read_matter(
        &self,
        tx: &Tx,
        by: Author<'_>,
        ledger: &Document,
        matter: &Matter,
    ) -> Result<(Plan, Known)> {
        let mut item = matters::typed(&matter.text, ledger.year);
        item.ordinal.clone_from(&matter.ordinal);
        if matter.deadline.is_some() {
            item.deadline = matter.deadline;
            (item.deadline_source, item.deadline_span) = (None, None);
        }
        for (answering, role) in &matter.assignments {
            if let Answering::Named(name) = answering {
                mention(&mut item, name, *role);
            }
        }
        for led in &matter.leaders {
            if let Led::Named(name) = led {
                item.leaders.push(name.clone());
            }
        }
        let mut plan = Plan { issued_on: names_as_of(ledger), ..Plan::default() };
        if let Some(title) = &matter.section {
            item.section = Some(0);
            plan.sections.push(plan::Section {
                level: 1,
                marker: String::new(),
                title: title.clone(),
                parent: None,
                span: Span(0, 0),
            });
        }
        plan.items.push(item);
        let mut known = self.resolve(tx, by, ledger, &plan).await?;
        if let Some(item) = plan.items.first_mut() {
            self.add_known(tx, by, ledger, matter, item, &mut known).await?;
        }
        matters::check_owners(&mut plan.items);
        Ok((plan, known))
    }

    /// Puts units and leaders of the register among those that were named, in their order.
    async fn add_known(
        &self,
        tx: &Tx,
        by: Author<'_>,
        ledger: &Document,
        matter: &Matter,
        item: &mut plan::Item,
        known: &mut Known,
    ) -> Result<()> {
        let chosen = |answering: &Answering| match answering {
            Answering::Known(id) => Some(*id),
            Answering::Named(_) => None,
        };
        let ids: Vec<UnitId> = matter.assignments.iter().filter_map(|(of, _)| chosen(of)).collect();
        let units = tx.reader(by.scope()).units(&ids).await?;
        let units: HashMap<UnitId, Unit> = units
            .into_iter()
            .filter(|unit| unit.office == ledger.office)
            .map(|unit| (unit.id, unit))
            .collect();
        item.lead.clear();
        item.support.clear();
        let mut answer: Vec<UnitId> = Vec::new();
        for (answering, role) in &matter.assignments {
            let name = match answering {
                Answering::Named(name) => name,
                Answering::Known(id) => {
                    let unit = units.get(id).ok_or(Refusal::NotFound { field: ASSIGNMENTS })?;
                    known.units.add(unit.name.clone(), unit.id);
                    &unit.name
                }
            };
            let id = known.units.unit(name).ok_or(Refusal::Invalid { field: ASSIGNMENTS })?;
            if answer.contains(&id) {
                return Err(Refusal::Invalid { field: ASSIGNMENTS }.into());
            }
            answer.push(id);
            mention(item, name, *role);
        }

        let ids: Vec<LeaderId> = matter
            .leaders
            .iter()
            .filter_map(|led| if let Led::Known(id) = led { Some(*id) } else { None })
            .collect();
        let posts = tx.reader(by.scope()).leaders(&ids).await?;
        item.leaders.clear();
        for led in &matter.leaders {
            let post = match led {
                Led::Named(name) => name,
                Led::Known(id) => {
                    let post = posts.iter().find(|post| post.id == *id);
                    let post = post.filter(|post| post.office == ledger.office);
                    let post = post.ok_or(Refusal::NotFound { field: LEADERS })?;
                    known.leaders.insert(post.post.clone(), post.id);
                    &post.post
                }
            };
            item.leaders.push(post.clone());
        }
        Ok(())
    }
}

fn mention(item: &mut plan::Item, name: &str, role: Role) {
    let mention = UnitMention {
        printed: name.to_owned(),
        units: vec![name.to_owned()],
        collective: matters::is_collective(name),
    };
    match role {
        Role::Lead => item.lead.push(mention),
        Role::Support => item.support.push(mention),
    }
}
