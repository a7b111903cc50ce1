//! What the API answers, held against what was done and against the event log.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Life,
    client::text,
    issue::{DUTIES, ITEMS},
    model::State,
};

const HISTORY: &str = "query($id: ID!, $after: String) { document(id: $id) {
    history(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
        kind state item { id } report { id }
    } } }
} }";

const CHANGES: &str = "query($id: ID!, $after: String) { document(id: $id) {
    dutyChanges(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
        changes { added ended }
    } } }
} }";

const COUNTS: &str = "query($id: ID!) { document(id: $id) {
    dutyCounts { open submitted returned accepted cancelled late }
} }";

/// So many differences are enough to see what is wrong.
const ENOUGH: usize = 5;

impl Life<'_> {
    /// What is not as it should be at a time.
    pub(super) async fn check(&self, when: &str) -> anyhow::Result<Vec<String>> {
        let office = self.city.office().await?;
        let id = json!({ "id": self.issued.id });
        let items = office.all(ITEMS, id.clone(), "/document/items").await?;
        let mut duties = Vec::new();
        for item in &items {
            duties.extend(office.all(DUTIES, json!({ "id": item["id"] }), "/item/duties").await?);
        }
        let log = office.all(HISTORY, id.clone(), "/document/history").await?;
        let changes = office.all(CHANGES, id.clone(), "/document/dutyChanges").await?;
        let answered = office.ask(COUNTS, id).await?["document"]["dutyCounts"].take();
        let mut wrong = Vec::new();
        wrong.extend(twice(&duties));
        wrong.extend(self.forgotten_duties(&duties));
        wrong.extend(recounted(&items, &duties, &log, &changes));
        let counts = count(duties.iter().map(|duty| text(&duty["state"])));
        for (state, there) in &counts {
            let said = &answered[state.to_lowercase()];
            if said != there {
                wrong.push(format!("there are {there} duties {state}, the document says {said}"));
            }
        }
        Ok(wrong.into_iter().map(|one| format!("{when}: {one}")).collect())
    }

    /// Duties that are not as those who acted on them believe, and those of which nobody knew.
    fn forgotten_duties(&self, duties: &[Value]) -> Vec<String> {
        let mut wrong = Vec::new();
        for duty in duties {
            let id = text(&duty["id"]);
            let is = text(&duty["state"]);
            let believed = self.model.duties.get(&id).map_or("unknown", |known| known.state.code());
            // What ended before its unit looked was never known.
            if is != believed && !(is == "CANCELLED" && believed == "unknown") {
                let unit = &duty["unit"]["name"];
                wrong.push(format!("{unit}, due {}: {is}, but is {believed}", duty["dueOn"]));
            }
            if (is == "CANCELLED") != duty["endReason"].is_string() {
                wrong.push(format!("a duty is {is} and ended by {}", duty["endReason"]));
            }
        }
        let there: BTreeSet<String> = duties.iter().map(|duty| text(&duty["id"])).collect();
        let gone = self.model.duties.keys().filter(|id| !there.contains(*id)).count();
        if gone > 0 {
            wrong.push(format!("{gone} duties are gone"));
        }
        let more = wrong.len().saturating_sub(ENOUGH);
        wrong.truncate(ENOUGH);
        wrong.extend((more > 0).then(|| format!("and {more} more")));
        wrong
    }
}

/// One unit, one item, one period: one duty.
fn twice(duties: &[Value]) -> Option<String> {
    let owed = duties.iter().filter(|duty| duty["state"] != "CANCELLED");
    let mut seen = BTreeSet::new();
    let key = |duty: &Value| {
        format!("{} {} {}", duty["item"]["id"], duty["unit"]["id"], duty["period"]["startsOn"])
    };
    let again = owed.map(key).filter(|key| !seen.insert(key.clone())).count();
    (again > 0).then(|| format!("{again} duties are owed twice"))
}

/// Not submitted, or returned.
const WAITING: &str = "WAITING";

/// Items and duties by state, as the API answers, against a recount from the log, which holds the
/// newest first.
fn recounted(items: &[Value], duties: &[Value], log: &[Value], changes: &[Value]) -> Vec<String> {
    let mut item_states: BTreeMap<String, String> = BTreeMap::new();
    let mut report_states: BTreeMap<String, String> = BTreeMap::new();
    for event in log {
        let Some(state) = event["state"].as_str() else { continue };
        if let Some(report) = event["report"]["id"].as_str() {
            report_states.entry(report.to_owned()).or_insert(state.to_owned());
        } else if let Some(item) = event["item"]["id"].as_str() {
            item_states.entry(item.to_owned()).or_insert(state.to_owned());
        }
    }
    let state_of = |item: &str| item_states.get(item).map_or("OPEN", String::as_str);
    let mut wrong = Vec::new();
    let mut compare = |what: &str,
                       answered: BTreeMap<String, usize>,
                       logged: BTreeMap<String, usize>| {
        if answered != logged {
            wrong.push(format!("{what}: the API answers {answered:?}, the log says {logged:?}"));
        }
    };
    compare(
        "items",
        count(items.iter().map(|item| text(&item["state"]))),
        count(items.iter().map(|item| state_of(&text(&item["id"])).to_owned())),
    );
    let answered =
        |state: &String| state == State::Submitted.code() || state == State::Accepted.code();
    let mut logged = count(report_states.into_values().filter(answered));
    let sum = |field: &str| {
        let counts = changes.iter().filter_map(|change| change["changes"][field].as_u64());
        usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX)
    };
    // What arose and neither ended nor was answered still waits.
    let answered_for: usize = logged.values().sum();
    let waiting = (sum("added")).saturating_sub(sum("ended") + answered_for);
    logged.extend((waiting > 0).then(|| (WAITING.to_owned(), waiting)));
    let there = duties.iter().map(|duty| text(&duty["state"])).filter(|state| state != "CANCELLED");
    let there = there.map(|state| if answered(&state) { state } else { WAITING.to_owned() });
    compare("duties", count(there), logged);
    wrong
}

fn count(states: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for state in states {
        *counts.entry(state).or_default() += 1;
    }
    counts
}
