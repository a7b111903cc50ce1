//! From rules to duties: what a document states, what the office sets, and what changes after.

mod changes;
mod days;
mod holidays;
mod preview;
mod stated;

use duban::domain::id::{DocumentId, OfficeId};
use serde_json::{Value, json};

use crate::support::{Client, Server, global, world::PUBLISH};

/// Four items: two leads and a support; a town beside a department; a collective; one alone, due
/// in June.
fn plan(rules: &str) -> String {
    format!(
        "云溪市2026年专项工作责任分解方案

各区人民政府，市政府各部门：

现将《云溪市2026年专项工作责任分解方案》印发给你们，请认真组织实施，确保2026年11月底前各项目标任务全面完成。{rules}

云溪市人民政府办公室

2026年2月6日

一、项目建设

1.建设青年驿站6个。（牵头单位：市人社局、市教育局；责任单位：市财政局）

2.新建污水处理厂2座。（牵头单位：市住建局；责任单位：市水利局、白鹭镇人民政府）

二、改善民生

3.改造老旧小区80个。（牵头单位：市住建局；责任单位：各区人民政府）

4.开放公共场馆12处，6月底前完成。（责任单位：市文旅局）
"
    )
}

/// A draft as it was read, with a world around it; the office of the world.
async fn draft(server: &Server, rules: &str) -> (OfficeId, DocumentId) {
    let world = server.world().await;
    (world.office, server.import_as_read(world.office, &plan(rules)).await)
}

/// Publishes a draft.
async fn publish(server: &Server, document: DocumentId) {
    let input = json!({ "id": global("Document", document.into()), "version": 1 });
    server.sign_in("office").await.done(PUBLISH, input).await;
}

const OWED: &str = "query($id: ID!) { document(id: $id) { items(first: 20) { edges { node {
    ordinal duties(first: 100) { edges { node {
        dueOn role state endReason unit { name } recipient { name } period { label }
    } } }
} } } } }";

/// What is owed on a document: `item unit>recipient day`, in order.
async fn owed(client: &Client, document: DocumentId) -> Vec<String> {
    duties(client, document)
        .await
        .into_iter()
        .filter(|(_, duty)| duty["state"] != "CANCELLED")
        .map(|(ordinal, duty)| {
            let to = duty["recipient"]["name"].as_str().unwrap_or("督查室");
            format!("{ordinal} {}>{to} {}", text(&duty["unit"]["name"]), text(&duty["dueOn"]))
        })
        .collect()
}

/// Every duty on a document with its item's ordinal, by item, day and unit.
async fn duties(client: &Client, document: DocumentId) -> Vec<(String, Value)> {
    let id = global("Document", document.into());
    let data = client.run(OWED, json!({ "id": id })).await;
    let mut duties = Vec::new();
    for item in data["document"]["items"]["edges"].as_array().expect("items") {
        let ordinal = text(&item["node"]["ordinal"]);
        for duty in item["node"]["duties"]["edges"].as_array().expect("duties") {
            duties.push((ordinal.clone(), duty["node"].clone()));
        }
    }
    duties.sort_by_key(|(ordinal, duty)| {
        (ordinal.clone(), text(&duty["dueOn"]), text(&duty["unit"]["name"]))
    });
    duties
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The days on which anything is due, in order.
fn days(owed: &[String]) -> Vec<&str> {
    let mut days: Vec<&str> = owed.iter().filter_map(|line| line.rsplit(' ').next()).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Those of one item.
fn of<'a>(owed: &'a [String], ordinal: &str) -> Vec<&'a str> {
    let start = format!("{ordinal} ");
    owed.iter().filter_map(|line| line.strip_prefix(&start)).collect()
}

const REGIME: &str = "query($id: ID!) { document(id: $id) { regime { version rules {
    id text reporter cadence dueDay dueDates owedTo covers origin makesDuties copyOffice
    reporterScope bounds { words unitKinds } recipientUnit { name } integratesSupport
} } } }";

const SET: &str = "mutation($input: RegimeSetInput!) { regimeSet(input: $input) {
    document { id } dutyChanges { added moved ended } current { version }
    errors { code field message }
} }";

async fn regime(client: &Client, document: DocumentId) -> Value {
    let id = global("Document", document.into());
    client.run(REGIME, json!({ "id": id })).await["document"]["regime"].clone()
}

/// The input that sets these rules over what is there now.
async fn with_rules(client: &Client, document: DocumentId, rules: Value) -> Value {
    let version = regime(client, document).await["version"].clone();
    let id = global("Document", document.into());
    json!({ "regime": { "documentId": id, "rules": rules }, "version": version })
}

/// Sets rules, and answers what changed: added, moved, ended.
async fn set(client: &Client, document: DocumentId, rules: Value) -> [i64; 3] {
    let input = with_rules(client, document, rules).await;
    let changes = client.done(SET, input).await["dutyChanges"].clone();
    counts(&changes)
}

fn counts(changes: &Value) -> [i64; 3] {
    ["added", "moved", "ended"].map(|name| changes[name].as_i64().expect("a count"))
}

/// Moves the clock to nine in the morning of a day in Shanghai.
fn go_to(server: &Server, day: &str) {
    let then: chrono::DateTime<chrono::Utc> = format!("{day}T01:00:00Z").parse().expect("a time");
    server.clock.advance(then - server.clock.now());
}
