//! What should be: what the people of the city did, told by themselves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::client::text;

/// How far a duty is, as those who acted on it believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Open,
    Submitted,
    Returned,
    Accepted,
    Cancelled,
}

impl State {
    /// The code of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Submitted => "SUBMITTED",
            Self::Returned => "RETURNED",
            Self::Accepted => "ACCEPTED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A duty that someone knows of.
#[derive(Clone, Debug)]
pub struct Known {
    pub item: String,
    pub unit: String,
    pub due_on: NaiveDate,
    pub state: State,
}

/// Every duty that someone knows of, by id.
#[derive(Debug, Default)]
pub struct Model {
    pub duties: BTreeMap<String, Known>,
    /// Items on which nothing more is owed.
    ended: BTreeSet<String>,
}

impl Model {
    /// Notes a duty that was found; whether it was new or got another day.
    pub fn find(&mut self, duty: &Value) -> anyhow::Result<bool> {
        anyhow::ensure!(duty["item"]["id"].is_string(), "whoever owes it sees the item: {duty}");
        let due_on = text(&duty["dueOn"]).parse()?;
        let known = self.duties.entry(text(&duty["id"]));
        let mut new = false;
        let known = known.or_insert_with(|| {
            new = true;
            Known {
                item: text(&duty["item"]["id"]),
                unit: text(&duty["unit"]["id"]),
                due_on,
                state: State::Open,
            }
        });
        let moved = std::mem::replace(&mut known.due_on, due_on) != due_on;
        // One that it owed before and does not any more comes back as it was taken away.
        let again = known.state == State::Cancelled;
        if again {
            known.state = State::Open;
        }
        Ok(new || moved || again)
    }

    /// Notes what became of a duty.
    pub fn came_to(&mut self, duty: &str, state: State) {
        if let Some(known) = self.duties.get_mut(duty) {
            known.state = state;
        }
    }

    /// Nothing more is owed on an item: what was not taken is owed no longer. Answers that.
    pub fn end_item(&mut self, item: &str) -> Vec<(String, State)> {
        self.ended.insert(item.to_owned());
        self.end(|known| known.item == item && matches!(known.state, State::Open | State::Returned))
    }

    /// An item goes on: what was owed on it and is not due yet is owed again. Answers that.
    pub fn resume_item(
        &mut self,
        item: &str,
        ended: Vec<(String, State)>,
        today: NaiveDate,
    ) -> Vec<Known> {
        self.ended.remove(item);
        let mut again = Vec::new();
        for (duty, state) in ended {
            if let Some(known) = self.duties.get_mut(&duty).filter(|known| known.due_on >= today) {
                known.state = state;
                again.push(known.clone());
            }
        }
        again
    }

    /// Whether the item of a duty still owes something.
    pub fn is_owed(&self, duty: &str) -> bool {
        self.duties.get(duty).is_some_and(|known| !self.ended.contains(&known.item))
    }

    /// A unit answers for an item no longer: what it did not begin to report is owed no longer.
    pub fn leaves(&mut self, unit: &str, item: &str) {
        self.end(|known| known.item == item && known.unit == unit && known.state == State::Open);
    }

    fn end(&mut self, which: impl Fn(&Known) -> bool) -> Vec<(String, State)> {
        let mut ended = Vec::new();
        for (id, known) in self.duties.iter_mut().filter(|(_, known)| which(known)) {
            ended.push((id.clone(), std::mem::replace(&mut known.state, State::Cancelled)));
        }
        ended
    }

    /// Every unit that owes something.
    pub fn units(&self) -> BTreeSet<String> {
        let owed = self.duties.values().filter(|known| known.state == State::Open);
        owed.map(|known| known.unit.clone()).collect()
    }

    /// What is late and was never submitted.
    pub fn late(&self, today: NaiveDate) -> impl Iterator<Item = String> + '_ {
        let late = move |known: &Known| known.state == State::Open && known.due_on < today;
        self.duties.iter().filter(move |(_, known)| late(known)).map(|(id, _)| id.clone())
    }
}
