//! The office imports a document, settles what was doubtful, says who reports when, and publishes.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::{
    city::City,
    client::{Client, list, text},
};

/// Members that every collective is given, by their invented names.
const MEMBERS: [&str; 3] = ["青禾区人民政府", "望舒区人民政府", "临溪区人民政府"];
/// The unit in which bodies have their office, where the document does not say.
const HOST: &str = "综合服务办公室";

/// A published document.
pub struct Issued {
    pub id: String,
    pub title: String,
    /// Duties that the preview promised.
    pub promised: usize,
    /// What was found to be wrong on the way.
    pub wrong: Vec<String>,
    /// The members that collectives were given.
    pub members: Vec<String>,
    /// The collectives that were confirmed.
    pub collectives: Vec<String>,
}

/// Brings a document from its file to its units.
pub async fn issue(city: &City, name: &str, bytes: Vec<u8>) -> anyhow::Result<Issued> {
    let office = city.office().await?;
    let file = office.put(name, bytes).await?;
    let input = json!({ "fileId": file, "idempotencyKey": "import" });
    let imported = office.act("documentImport", "document { id title }", input).await?;
    let id = text(&imported["document"]["id"]);
    accept_findings(&office, &id).await?;
    let members = make_members(city, &office).await?;
    let collectives = confirm_members(city, &office, &id, &members).await?;
    let promised = settle_regime(&office, &id).await?;
    let version = version_of(&office, &id).await?;
    let input = json!({ "id": id, "version": version, "idempotencyKey": "publish" });
    office.act("documentPublish", "document { id }", input).await?;
    let wrong = owed_as_stated(&office, &id, &promised, city.today()).await?;
    Ok(Issued {
        title: text(&imported["document"]["title"]),
        promised: usize::try_from(promised["duties"].as_u64().context("duties")?)?,
        id,
        wrong,
        members,
        collectives,
    })
}

async fn version_of(office: &Client, document: &str) -> anyhow::Result<Value> {
    let query = "query($id: ID!) { document(id: $id) { version } }";
    Ok(office.ask(query, json!({ "id": document })).await?["document"]["version"].take())
}

/// What kept the reader in doubt stays as it was read.
async fn accept_findings(office: &Client, document: &str) -> anyhow::Result<()> {
    let query = "query($id: ID!, $after: String) { document(id: $id) {
        findings(first: 100, after: $after, filter: { state: OPEN }) {
            pageInfo { hasNextPage endCursor } edges { node { code } }
        }
    } }";
    let open = office.all(query, json!({ "id": document }), "/document/findings").await?;
    let codes: BTreeSet<String> = open.iter().map(|finding| text(&finding["code"])).collect();
    for code in codes {
        let input = json!({ "documentId": document, "code": code });
        let payload = office.try_to("findingsAccept", "accepted", input).await?;
        // Of some kinds each wants a look; they hinder nothing that is tried here.
        for error in list(&payload["errors"]) {
            ensure!(error["code"] != "INTERNAL", "{error}");
        }
    }
    Ok(())
}

async fn make_members(city: &City, office: &Client) -> anyhow::Result<Vec<String>> {
    let mut members = Vec::new();
    let names = MEMBERS.iter().map(|name| (*name, "GOVERNMENT"));
    for (name, kind) in names.chain([(HOST, "DEPARTMENT")]) {
        let input = json!({ "name": name, "kind": kind, "idempotencyKey": name });
        let made = office.act("unitCreate", "unit { id }", input).await?;
        let id = text(&made["unit"]["id"]);
        city.unit_accounts(&id).await?;
        members.push(id);
    }
    Ok(members)
}

const UNITS: &str = "query($id: ID!, $after: String) { document(id: $id) {
    items(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
        assignments { unit { id name kind version host { id } } }
    } } }
} }";

/// Collectives get members from the beginning of the year, bodies a host.
async fn confirm_members(
    city: &City,
    office: &Client,
    document: &str,
    members: &[String],
) -> anyhow::Result<Vec<String>> {
    let [districts @ .., host] = members else { anyhow::bail!("members") };
    let items = office.all(UNITS, json!({ "id": document }), "/document/items").await?;
    let from = NaiveDate::from_yo_opt(city.today().year() - 1, 1).context("a year")?;
    let mut seen = BTreeSet::new();
    let mut collectives = Vec::new();
    for unit in items.iter().flat_map(|item| list(&item["assignments"])).map(|part| &part["unit"]) {
        let id = text(&unit["id"]);
        if !seen.insert(id.clone()) {
            continue;
        }
        if unit["kind"] == "COLLECTIVE" {
            // The last one joins later.
            let first: Vec<_> = districts.iter().take(2).collect();
            let input = json!({ "collectiveId": id, "memberIds": first, "from": from });
            office.act("collectiveMembersConfirm", "unit { id }", input).await?;
            collectives.push(id.clone());
        } else if unit["kind"] == "BODY" && unit["host"].is_null() {
            let input = json!({ "id": id, "version": unit["version"], "hostId": host });
            office.act("unitUpdate", "unit { id }", input).await?;
        }
        city.unit_accounts(&id).await?;
    }
    Ok(collectives)
}

const PREVIEW: &str = "query($input: RegimeInput!) { regimePreview(input: $input) {
    duties
    periods { startsOn endsOn dueOn rule {
        reporter everyLead reporterUnit { id }
        bounds { words unitKinds units { id } sections { id } items { id } }
    } }
} }";

/// What the document says; where it says nothing that can be owed, quarterly, as offices do.
/// Answers what the preview promises.
async fn settle_regime(office: &Client, document: &str) -> anyhow::Result<Value> {
    let preview = async |regime: &Value| -> anyhow::Result<Value> {
        Ok(office.ask(PREVIEW, json!({ "input": regime })).await?["regimePreview"].take())
    };
    let switches =
        json!({ "acknowledge": true, "objectionDays": 10, "signOff": true, "deemedDays": 15 });
    let mut regime = json!({ "documentId": document, "switches": switches });
    let mut promised = preview(&regime).await?;
    if promised["duties"] == 0 {
        regime["rules"] = json!([{
            "reporter": "ALL", "cadence": "QUARTERLY", "dueDay": 10, "covers": "PREVIOUS", "owedTo": "LEAD",
        }]);
        promised = preview(&regime).await?;
    }
    let version = office
        .ask(
            "query($id: ID!) { document(id: $id) { regime { version } } }",
            json!({ "id": document }),
        )
        .await?["document"]["regime"]["version"]
        .take();
    let input = json!({ "version": version, "regime": regime, "idempotencyKey": "regime" });
    office.act("regimeSet", "document { id }", input).await?;
    Ok(promised)
}

/// The units of an item, as far as duties follow from them.
pub const ITEMS: &str = "query($id: ID!, $after: String) { document(id: $id) {
    items(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
        id version state deadline text
        leaders { id }
        targets { id }
        section { id parent { id parent { id parent { id } } } }
        assignments { role unit { id kind host { id } memberships {
            unit { id kind host { id } } validFrom validTo
        } } }
    } } }
} }";

/// The duties of an item.
pub const DUTIES: &str = "query($id: ID!, $after: String) { item(id: $id) {
    duties(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
        id state dueOn late endReason role unit { id name } recipient { id }
        period { id startsOn endsOn } item { id } report { id version state }
    } } }
} }";

/// Holds the duties that arose against a plain reading of the rules, and the promise of the preview.
async fn owed_as_stated(
    office: &Client,
    document: &str,
    preview: &Value,
    today: NaiveDate,
) -> anyhow::Result<Vec<String>> {
    let items = office.all(ITEMS, json!({ "id": document }), "/document/items").await?;
    let (mut stated, mut owed) = (Vec::new(), Vec::new());
    for item in &items {
        for duty in office.all(DUTIES, json!({ "id": item["id"] }), "/item/duties").await? {
            owed.push(format!(
                "{} {} {}",
                duty["item"]["id"], duty["unit"]["id"], duty["period"]["startsOn"]
            ));
        }
        for period in list(&preview["periods"]) {
            let starts_on: NaiveDate = text(&period["startsOn"]).parse()?;
            let deadline = text(&item["deadline"]).parse::<NaiveDate>().ok();
            if deadline.is_some_and(|deadline| starts_on > deadline.max(today)) {
                continue;
            }
            let starts = &period["startsOn"];
            for unit in reporters(item, &period["rule"], starts_on) {
                stated.push(format!("{} \"{unit}\" {starts}", item["id"]));
            }
        }
    }
    let mut wrong = Vec::new();
    if preview["duties"] != owed.len() {
        wrong.push(format!(
            "the preview promised {} duties, {} arose",
            preview["duties"],
            owed.len()
        ));
    }
    stated.sort_unstable();
    owed.sort_unstable();
    let missing: Vec<_> = stated.iter().filter(|one| owed.binary_search(one).is_err()).collect();
    let beyond: Vec<_> = owed.iter().filter(|one| stated.binary_search(one).is_err()).collect();
    if !missing.is_empty() || !beyond.is_empty() || stated.len() != owed.len() {
        wrong.push(format!(
            "the rules state {} duties, {} arose; missing {missing:?}, beyond {beyond:?}",
            stated.len(),
            owed.len()
        ));
    }
    Ok(wrong)
}

/// Who reports on an item under a rule in a period that begins on a day.
fn reporters(item: &Value, rule: &Value, day: NaiveDate) -> Vec<String> {
    let bounds = &rule["bounds"];
    let ids = |list_of: &Value| list(list_of).map(|one| text(&one["id"])).collect::<BTreeSet<_>>();
    let (sections, items) = (ids(&bounds["sections"]), ids(&bounds["items"]));
    let mut headings = Vec::new();
    let mut heading = &item["section"];
    while heading["id"].is_string() {
        headings.push(text(&heading["id"]));
        heading = &heading["parent"];
    }
    let covered = (sections.is_empty() && items.is_empty())
        || items.contains(&text(&item["id"]))
        || headings.iter().any(|heading| sections.contains(heading));
    if !covered {
        return vec![];
    }
    let mut owing: Vec<String> = Vec::new();
    let leads = parties(item, "LEAD", day, false);
    for role in ["LEAD", "SUPPORT"] {
        let asked = match rule["reporter"].as_str() {
            Some("LEAD") => role == "LEAD",
            Some("SUPPORT") => role == "SUPPORT",
            Some("OFFICE") => false,
            _ => true,
        };
        for unit in parties(item, role, day, role == "LEAD" && rule["everyLead"] == false) {
            let also_leads = role == "SUPPORT" && leads.contains(&unit);
            if !asked || also_leads || owing.contains(&unit) {
                continue;
            }
            let named = rule["reporter"] != "UNIT" || rule["reporterUnit"]["id"] == unit.as_str();
            let (kinds, units) = (&bounds["unitKinds"], ids(&bounds["units"]));
            let kind = kind_of(item, &unit);
            let said =
                list(kinds).next().is_some() || !units.is_empty() || bounds["words"].is_string();
            let bound = !said || units.contains(&unit) || list(kinds).any(|one| *one == kind);
            if named && bound {
                owing.push(unit);
            }
        }
    }
    owing
}

/// The units that answer for a part of an item on a day; those of the first assignment only.
fn parties(item: &Value, role: &str, day: NaiveDate, first: bool) -> Vec<String> {
    let parts = list(&item["assignments"]).filter(|part| part["role"] == role);
    let mut units = Vec::new();
    for part in parts.take(if first { 1 } else { usize::MAX }) {
        let unit = &part["unit"];
        if unit["kind"] == "COLLECTIVE" {
            let on = |membership: &&Value| {
                let date = |value: &Value| text(value).parse::<NaiveDate>().ok();
                date(&membership["validFrom"]).is_some_and(|from| from <= day)
                    && date(&membership["validTo"]).is_none_or(|to| day < to)
            };
            let members = list(&unit["memberships"]).filter(on);
            units.extend(members.filter_map(|one| itself_or_host(&one["unit"])));
        } else {
            units.extend(itself_or_host(unit));
        }
    }
    units
}

fn itself_or_host(unit: &Value) -> Option<String> {
    let answers = if unit["kind"] == "BODY" { &unit["host"]["id"] } else { &unit["id"] };
    answers.as_str().map(str::to_owned)
}

/// A host is a department, as it was made.
fn kind_of(item: &Value, unit: &str) -> Value {
    let units = list(&item["assignments"]).flat_map(|part| {
        let members = list(&part["unit"]["memberships"]).map(|one| &one["unit"]);
        std::iter::once(&part["unit"]).chain(members)
    });
    let mut kinds = units.filter(|one| one["id"] == unit).map(|one| one["kind"].clone());
    kinds.next().unwrap_or_else(|| json!("DEPARTMENT"))
}
