//! Who sees what: the visibility table of the design, asked through the API as every actor.
//!
//! Each table has the accounts as rows. `·` is what the account may not see, which answers `null`
//! or is absent; `-` is seen and empty.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use duban::{
    clock::new_id,
    domain::{
        account::OfficeRole,
        id::{AccountId, LeaderId, UnitId},
        leader::{Charge, Leader, PostHolder},
    },
    policy::{OfficeGrant, Scope},
    service::NewAccount,
};
use serde_json::{Value, json};

use crate::support::{
    Client, Server, global, on_both,
    world::{ACCEPT, PASSWORD, PLAN, PUBLISH, RETURN, SAVE, SUBMIT, World},
};

/// Everyone, in the order of the tables. Beside the world's: `chief`, the chief leader; `charge`,
/// whose post is in charge of 市住建局, which leads, and 市财政局, which only supports; `acting`,
/// who acts for 沈若川.
const EVERYONE: [&str; 18] = [
    "office", "head", "chief", "leader", "acting", "charge", "rsj", "rsj_head", "jyj", "czj",
    "songgang", "zjj", "wlj", "fgw", "nobody", "sysadmin", "secadmin", "auditor",
];

const LISTS: &str = "query($plan: ID!, $draft: ID!) {
    documents(first: 10) { totalCount edges { node { id } } }
    drafts: documents(first: 10, filter: { state: DRAFT }) { totalCount edges { node { id } } }
    published: documents(first: 10, filter: { state: PUBLISHED, text: \"重点工作\", year: 2026 }) {
        totalCount edges { node { id } }
    }
    plan: document(id: $plan) {
        items(first: 10) { totalCount edges { node { id ordinal } } }
        worded: items(first: 10, filter: { text: \"新增\" }) { totalCount edges { node { id ordinal } } }
        history(first: 30) { totalCount edges { node { kind } } }
    }
    draft: document(id: $draft) { items(first: 10) { totalCount edges { node { id ordinal } } } }
    viewer {
        tasks(first: 10) { totalCount edges { node { id ordinal } } }
        inOrder: tasks(first: 10, orderBy: POSITION) { totalCount edges { node { id ordinal } } }
        lead: tasks(first: 10, filter: { role: LEAD }) { totalCount edges { node { id ordinal } } }
        support: tasks(first: 10, filter: { role: SUPPORT }) {
            totalCount edges { node { id ordinal } }
        }
        worded: tasks(first: 10, filter: { text: \"新增\", documentId: $plan, state: OPEN }) {
            totalCount edges { node { id ordinal } }
        }
        ofDraft: tasks(first: 10, filter: { documentId: $draft }) {
            totalCount edges { node { id ordinal } }
        }
        closed: tasks(first: 10, filter: { state: COMPLETED }) {
            totalCount edges { node { id ordinal } }
        }
        duties(first: 20) { totalCount edges { node { id state item { ordinal } } } }
        due: duties(first: 20, filter: { states: [OPEN, RETURNED], dueBy: \"2026-06-30\" }) {
            totalCount edges { node { id state item { ordinal } } }
        }
    }
    units(first: 50) { totalCount edges { node { id name } } }
}";

const ITEMS: &str = "query($items: [ID!]!, $duties: [ID!]!, $reports: [ID!]!) {
    items: nodes(ids: $items) { ... on Item {
        id ordinal
        assignments { unit { name } }
        leaders { post }
        duties(first: 10) { totalCount edges { node {
            id state unit { name } report { id }
        } } }
        reports(first: 10) { totalCount edges { node {
            id state unit { name }
            content { number }
            versions(first: 5) { totalCount edges { node { number } } }
        } } }
        latestReport { id unit { name } }
        progress { id unit { name } }
        history(first: 20) { totalCount edges { node { kind } } }
    } }
    duties: nodes(ids: $duties) { id }
    reports: nodes(ids: $reports) { id ... on ProgressReport {
        history(first: 20) { totalCount edges { node { kind } } }
    } }
}";

const OWN_REPORTS: &str =
    "{ viewer { duties(first: 100) { totalCount edges { node { report { id } } } } } }";

/// The world with reports in every state, and the ids of all that there is.
struct Ledger {
    world: World,
    /// The document that is not published.
    draft: String,
    items: Vec<String>,
    duties: Vec<String>,
    reports: Vec<String>,
    /// A document, an item, a duty and a unit of the other city.
    foreign: [Value; 4],
}

/// The whole of a list, which its count must agree with.
fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges");
    let nodes: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
    assert_eq!(connection["totalCount"], nodes.len(), "a count counts what is listed: {nodes:#?}");
    nodes
}

fn texts(nodes: &[Value], field: &str) -> Vec<String> {
    nodes.iter().map(|node| node[field].as_str().expect("text").to_owned()).collect()
}

/// Reports in every state:
///
/// | item | reports |
/// | --- | --- |
/// | 1 | 人社 returned, a new draft begun; 财政 draft; 松岗 submitted |
/// | 2 | 人社 accepted; 教育 draft; 财政 submitted |
/// | 3 | 教育 accepted |
/// | 4 | 住建 submitted; 松岗 returned |
/// | 5 | none |
///
/// Beside it, a plan of the office that is a draft, and the same plan published in another city.
async fn ledger(server: &Server) -> Ledger {
    let world = server.published_world().await;
    leaders(server, &world).await;
    let other = server.app.service.office_ensure("泽宁市人民政府督查室", None).await.unwrap().id;
    let foreign = server.import(other, PLAN).await;
    server.sign_in("other_office").await.publish(&foreign).await;

    let office = server.sign_in("office").await;
    let rsj = server.sign_in("rsj").await;
    let jyj = server.sign_in("jyj").await;
    let czj = server.sign_in("czj").await;
    let songgang = server.sign_in("songgang").await;
    let zjj = server.sign_in("zjj").await;
    decide(&office, RETURN, &rsj.submit("1", "新增就业1万人").await).await;
    rsj.save("1", "新增就业1.2万人").await;
    czj.save("1", "资金正在下达").await;
    songgang.submit("1", "新增4000人").await;
    decide(&office, ACCEPT, &rsj.submit("2", "已建成6个").await).await;
    jyj.save("2", "正在选址").await;
    czj.submit("2", "资金已下达").await;
    decide(&office, ACCEPT, &jyj.submit("3", "新增3000个").await).await;
    zjj.submit("4", "已改造40个").await;
    decide(&zjj, RETURN, &songgang.submit("4", "已改造5个").await).await;

    let (items, duties) = ids_of_office(&office, &world.document).await;
    assert_eq!((items.len(), duties.len()), (5, 10));
    let mut reports = BTreeSet::new();
    for client in [&rsj, &jyj, &czj, &songgang, &zjj] {
        for node in nodes(&client.run(OWN_REPORTS, json!({})).await["viewer"]["duties"]) {
            reports.extend(node["report"]["id"].as_str().map(str::to_owned));
        }
    }
    assert_eq!(reports.len(), 9);
    let query = "{ documents(filter: { state: DRAFT }) { totalCount edges { node { id } } } }";
    let drafts = nodes(&office.run(query, json!({})).await["documents"]);
    let query = "query($id: ID!) { document(id: $id) {
        items(first: 1) { edges { node { id duties(first: 1) { edges { node { id } } } } } }
    } }";
    let other_office = server.sign_in("other_office").await;
    let data = other_office.run(query, json!({ "id": foreign })).await;
    let item = data["document"]["items"]["edges"][0]["node"].clone();
    let duty = item["duties"]["edges"][0]["node"]["id"].clone();
    let unit = server.unit(other, "市人社局").await;
    Ledger {
        draft: drafts[0]["id"].as_str().unwrap().to_owned(),
        items,
        duties,
        reports: reports.into_iter().collect(),
        foreign: [json!(foreign), item["id"].clone(), duty, json!(global("Unit", unit.into()))],
        world,
    }
}

/// Ids of a document's items and of the duties on them, as the office sees them.
async fn ids_of_office(office: &Client, document: &str) -> (Vec<String>, Vec<String>) {
    let query =
        "query($id: ID!) { document(id: $id) { items(first: 100) { totalCount edges { node {
        id duties(first: 10) { totalCount edges { node { id } } }
    } } } } }";
    let data = office.run(query, json!({ "id": document })).await;
    let items = nodes(&data["document"]["items"]);
    let duties = items.iter().flat_map(|item| texts(&nodes(&item["duties"]), "id")).collect();
    (texts(&items, "id"), duties)
}

async fn decide(client: &Client, mutation: &str, report: &Value) {
    let mut input = json!({ "id": report["id"], "version": report["version"] });
    if mutation == RETURN {
        input["reason"] = json!("请补充数据");
    }
    client.done(mutation, input).await;
}

/// An account that may do nothing yet.
async fn bare_account(server: &Server, username: &str) -> AccountId {
    let app = &server.app;
    let new = NewAccount {
        username: username.into(),
        name: username.into(),
        password: PASSWORD.into(),
        ..NewAccount::default()
    };
    app.service.account_create(app.auth.passwords(), new).await.unwrap()
}

async fn shen(server: &Server, world: &World) -> LeaderId {
    let reader = server.app.store.reader(Scope::system());
    reader.posts_named(world.office, &["沈若川".to_owned()]).await.unwrap()["沈若川"]
}

async fn account(server: &Server, username: &str) -> AccountId {
    server.app.service.account_of(username).await.unwrap().id
}

/// The posts of `chief` and `charge`, and the units that the latter is in charge of.
struct Posts {
    chief: LeaderId,
    charge: LeaderId,
    units: [UnitId; 2],
}

/// A chief leader, a leader in charge of units, and one who acts for another; all since January.
async fn leaders(server: &Server, world: &World) -> Posts {
    let since = "2026-01-01".parse().unwrap();
    let chief = bare_account(server, "chief").await;
    let charge = bare_account(server, "charge").await;
    let acting = bare_account(server, "acting").await;
    let shen = shen(server, world).await;
    let units =
        [server.unit(world.office, "市住建局").await, server.unit(world.office, "市财政局").await];
    let now = server.clock.now();
    let tx = server.app.store.write().await.unwrap();
    let mayor = Leader { chief: true, ..Leader::new(new_id(), world.office, "市长".into()) };
    tx.insert_leader(&mayor, now).await.unwrap();
    let mayor = mayor.id;
    let deputy = tx.insert_post(world.office, "副市长", now).await.unwrap();
    for (post, account, name) in
        [(mayor, chief, "chief"), (deputy, charge, "charge"), (shen, acting, "acting")]
    {
        let holder = PostHolder::new(new_id(), post, Some(account), name.into(), since);
        let holder = PostHolder { acting: name == "acting", ..holder };
        tx.insert_post_holder(&holder).await.unwrap();
    }
    for unit in units {
        let charge = Charge { leader: deputy, unit, valid_from: since, valid_to: None };
        tx.insert_charge(&charge).await.unwrap();
    }
    tx.commit().await.unwrap();
    Posts { chief: mayor, charge: deputy, units }
}

/// Units, items and kinds of events in the words of the tables.
fn short(text: &str) -> &str {
    match text {
        "市人社局" => "人社",
        "市教育局" => "教育",
        "市财政局" => "财政",
        "市住建局" => "住建",
        "市文旅局" => "文旅",
        "市发改委" => "发改",
        "市档案馆" => "档案",
        "松岗区人民政府" => "松岗",
        "各区人民政府" => "各区",
        "DRAFT" | "DOCUMENT_IMPORTED" => "d",
        "OPEN" => "o",
        "REPORT_SAVED" => "w",
        "SUBMITTED" | "REPORT_SUBMITTED" => "s",
        "RETURNED" | "REPORT_RETURNED" => "r",
        "ACCEPTED" | "REPORT_ACCEPTED" => "a",
        "DOCUMENT_PUBLISHED" => "p",
        "DUTIES_CHANGED" => "c",
        "REGIME_SET" => "g",
        text => panic!("no short word for {text}"),
    }
}

fn joined(parts: impl IntoIterator<Item = String>, by: &str) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(by) }
}

fn ordinals(connection: &Value) -> String {
    joined(texts(&nodes(connection), "ordinal"), "")
}

fn kinds(connection: &Value) -> String {
    joined(nodes(connection).iter().map(|event| short(event["kind"].as_str().unwrap()).into()), "")
}

/// Rows under their heads; Chinese characters are two places wide.
fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widths: Vec<usize> = (0..heads.len())
        .map(|at| rows.iter().map(|row| width(&row[at])).chain([width(heads[at])]).max().unwrap())
        .collect();
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).map(|(cell, most)| {
            // The only mark that is no wide character.
            let own = if *cell == "·" { 1 } else { width(cell) };
            format!("{cell}{}", " ".repeat(most - own))
        });
        padded.collect::<Vec<_>>().join(" | ").trim_end().to_owned() + "\n"
    };
    let head = line(heads.to_vec());
    rows.iter().fold(head, |text, row| text + &line(row.iter().map(String::as_str).collect()))
}

fn same(title: &str, found: &str, expected: &str) {
    let trimmed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let (found, expected) = (trimmed(found), trimmed(expected.trim()));
    assert!(found.trim() == expected, "{title}; found:\n\n{found}\n");
}

/// What an account is shown in lists, as a row; each list must agree with its count and with what
/// is found by id.
async fn lists(client: &Client, ledger: &Ledger) -> Vec<String> {
    let plan = &ledger.world.document;
    let data = client.run(LISTS, json!({ "plan": plan, "draft": ledger.draft })).await;
    let named = |connection: &Value| {
        let name = |id: String| match id {
            id if id == *plan => "plan".to_owned(),
            id if id == ledger.draft => "draft".to_owned(),
            id => panic!("a foreign document: {id}"),
        };
        joined(texts(&nodes(connection), "id").into_iter().map(name), " ")
    };
    let documents = named(&data["documents"]);
    assert_eq!(documents.contains("plan"), !data["plan"].is_null());
    assert_eq!(documents.contains("draft"), !data["draft"].is_null());
    assert_eq!(named(&data["drafts"]) == "draft", !data["draft"].is_null());
    assert_eq!(named(&data["published"]) == "plan", !data["plan"].is_null());
    let of = |thing: &str, list: &str, shown: fn(&Value) -> String| match &data[thing] {
        Value::Null => "·".to_owned(),
        thing => shown(&thing[list]),
    };
    let viewer = &data["viewer"];
    assert_eq!(ordinals(&viewer["closed"]), "-");
    assert_eq!(ordinals(&viewer["ofDraft"]), "-", "a draft is nobody's task");
    let mut tasks = texts(&nodes(&viewer["tasks"]), "ordinal");
    tasks.sort();
    assert_eq!(joined(tasks, ""), ordinals(&viewer["inOrder"]));
    let owed = |connection: &Value| {
        let duties = nodes(connection);
        joined(
            duties.iter().map(|duty| {
                let ordinal = duty["item"]["ordinal"].as_str().unwrap();
                format!("{ordinal}{}", short(duty["state"].as_str().unwrap()))
            }),
            " ",
        )
    };
    let units = texts(&nodes(&data["units"]), "name");
    let mut units: Vec<String> = units.iter().map(|name| short(name).to_owned()).collect();
    units.sort();
    vec![
        documents,
        of("plan", "items", ordinals),
        of("plan", "worded", ordinals),
        of("draft", "items", ordinals),
        of("plan", "history", kinds),
        ordinals(&viewer["tasks"]),
        ordinals(&viewer["lead"]),
        ordinals(&viewer["support"]),
        ordinals(&viewer["worded"]),
        owed(&viewer["duties"]),
        owed(&viewer["due"]),
        joined(units, " "),
    ]
}

/// The unit that owes a duty or a report, and its state.
fn of(node: &Value) -> String {
    let unit = short(node["unit"]["name"].as_str().unwrap());
    format!("{unit}{}", short(node["state"].as_str().unwrap()))
}

/// What an account is shown of each item; found by id must be what is found in lists.
async fn items(client: &Client, ledger: &Ledger) -> [Vec<String>; 5] {
    let ids = json!({ "items": ledger.items, "duties": ledger.duties, "reports": ledger.reports });
    let data = client.run(ITEMS, ids).await;
    let items = data["items"].as_array().unwrap();
    let listed: Vec<Vec<Value>> =
        items.iter().filter(|item| !item.is_null()).map(|item| nodes(&item["reports"])).collect();
    let listed: BTreeSet<String> = listed.iter().flat_map(|nodes| texts(nodes, "id")).collect();
    let found = |list: &str| -> BTreeSet<String> {
        let things = data[list].as_array().unwrap().iter();
        things.filter_map(|thing| thing["id"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(found("reports"), listed);
    let duties =
        items.iter().filter(|item| !item.is_null()).flat_map(|item| nodes(&item["duties"]));
    assert_eq!(found("duties"), texts(&duties.collect::<Vec<_>>(), "id").into_iter().collect());
    let by_item = |shown: fn(&Value) -> String| {
        let cells = items.iter();
        cells.map(|item| if item.is_null() { "·".into() } else { shown(item) }).collect()
    };
    [
        by_item(|item| {
            let units = item["assignments"].as_array().unwrap().iter();
            let units = units.map(|part| short(part["unit"]["name"].as_str().unwrap()).into());
            let leaders = texts(item["leaders"].as_array().unwrap(), "post");
            joined(units.chain(leaders), " ")
        }),
        by_item(|item| joined(nodes(&item["duties"]).iter().map(of), " ")),
        by_item(|item| {
            let reports = nodes(&item["reports"]);
            joined(
                reports.iter().rev().map(|report| {
                    let versions = nodes(&report["versions"]);
                    assert_eq!(report["content"]["number"], versions[0]["number"]);
                    let numbers = versions.iter().map(|version| version["number"].to_string());
                    format!("{}{}", of(report), joined(numbers, ""))
                }),
                " ",
            )
        }),
        by_item(|item| {
            let unit = |report: &Value| {
                let name = report["unit"]["name"].as_str();
                name.map_or("-".to_owned(), |name| short(name).to_owned())
            };
            let (latest, progress) = (unit(&item["latestReport"]), unit(&item["progress"]));
            if latest == "-" && progress == "-" {
                "-".into()
            } else {
                format!("{latest} {progress}")
            }
        }),
        by_item(|item| kinds(&item["history"])),
    ]
}

on_both! {
    /// Lists, counts and filters.
    async fn lists_show_what_is_theirs(server: Server) {
        let ledger = ledger(&server).await;
        let mut rows = Vec::new();
        for username in EVERYONE {
            let client = server.sign_in(username).await;
            rows.push([vec![username.to_owned()], lists(&client, &ledger).await].concat());
        }
        let heads = [
            "account", "documents", "items", "新增", "draft's", "history", "tasks", "lead",
            "support", "新增", "duties", "due", "units",
        ];
        same("lists", &table(&heads, &rows), LISTS_SHOW);
    }

    /// What each item shows: itself, duties, reports with their versions, the latest report and
    /// the progress, the history.
    async fn items_show_what_is_theirs(server: Server) {
        let ledger = ledger(&server).await;
        let mut tables: [Vec<Vec<String>>; 5] = Default::default();
        for username in EVERYONE {
            let client = server.sign_in(username).await;
            for (rows, cells) in tables.iter_mut().zip(items(&client, &ledger).await) {
                rows.push([vec![username.to_owned()], cells].concat());
            }
        }
        let titles = ["assigned", "duties", "reports", "latest and progress", "history"];
        let found = titles.iter().zip(&tables).map(|(title, rows)| {
            format!("{title}\n{}\n", table(&["account", "1", "2", "3", "4", "5"], rows))
        });
        same("items", &found.collect::<String>(), ITEMS_SHOW);
    }

    /// What the importer was unsure of is the office's alone, with its count.
    async fn findings_are_the_offices_alone(server: Server) {
        let world = server.world().await;
        let text = "云溪市2026年项目方案\n\n各牵头单位于每月3日前将进展情况报市发改委汇总。\n\n\
            1.建设项目甲。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）\n\n\
            2.建设项目乙。（责任领导：沈若川；牵头单位：人社局；责任单位：市财政局）\n";
        let document = server.import(world.office, text).await;
        server.sign_in("office").await.publish(&document).await;
        let query = "query($id: ID!) { document(id: $id) {
            findings { totalCount edges { node { code item { ordinal } } } }
            informed: findings(filter: { severity: INFO }) { totalCount edges { node { code } } }
        } }";
        for username in ["office", "head", "leader", "rsj", "czj", "fgw"] {
            let client = server.sign_in(username).await;
            let data = client.run(query, json!({ "id": document })).await;
            let found = nodes(&data["document"]["findings"]);
            assert_eq!(nodes(&data["document"]["informed"]).len(), found.len());
            if matches!(username, "office" | "head") {
                let finding = json!({ "code": "ELIDED_PREFIX", "item": { "ordinal": "2" } });
                assert_eq!(found, [finding]);
            } else {
                assert_eq!(found, [Value::Null; 0], "{username}");
            }
        }
    }

    /// What is another's, what is not there and what is no id answer alike, in queries and in
    /// mutations.
    async fn foreign_and_bad_ids_answer_alike(server: Server) {
        let ledger = ledger(&server).await;
        let missing = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        let kinds = ["Document", "Item", "Duty", "Unit", "ProgressReport", "Leader", "Account"];
        let mut ids: Vec<Value> = kinds.map(|kind| json!(global(kind, missing))).to_vec();
        ids.extend(ledger.foreign.clone());
        ids.extend(["", "x", "VW5pdDp4", "单位", "RG9jdW1lbnQ6\0"].map(|id| json!(id)));
        let query = "query($id: ID!, $ids: [ID!]!) {
            document(id: $id) { id } item(id: $id) { id } unit(id: $id) { id } node(id: $id) { id }
            nodes(ids: $ids) { id }
            viewer {
                tasks(filter: { documentId: $id }) { totalCount edges { node { id } } }
                duties(filter: { documentId: $id }) { totalCount edges { node { id } } }
            }
        }";
        for username in ["office", "rsj", "nobody", "auditor"] {
            let client = server.sign_in(username).await;
            for id in &ids {
                let answer = client.send(query, json!({ "id": id, "ids": [id, id] })).await;
                let data = &answer["data"];
                let nothing = json!([null, null]);
                if let Some(errors) = answer.get("errors") {
                    // What is no id of a document at all cannot be a filter's.
                    assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{errors}");
                    continue;
                }
                for field in ["document", "item", "unit", "node"] {
                    assert_eq!(data[field], Value::Null, "{username} {field} {id}");
                }
                assert_eq!(data["nodes"], nothing);
                for list in ["tasks", "duties"] {
                    let found = json!({ "totalCount": 0, "edges": [] });
                    assert_eq!(data["viewer"][list], found, "{username} {id}");
                }
            }
            let strange = ids.iter().cloned().chain([json!(ledger.draft)]);
            for id in strange.filter(|id| username != "office" || *id != ledger.draft) {
                let input = json!({ "id": id, "version": 1, "reason": "r" });
                let refused = client.refused(RETURN, input).await;
                assert_eq!(refused, ("NOT_FOUND".into(), "input.id".into()), "{username} {id}");
                let input = json!({ "id": id, "version": 1 });
                for mutation in [SUBMIT, ACCEPT, PUBLISH] {
                    let refused = client.refused(mutation, input.clone()).await;
                    assert_eq!(refused, ("NOT_FOUND".into(), "input.id".into()), "{username} {id}");
                }
                let input = json!({ "dutyId": id, "progress": "x", "idempotencyKey": "k" });
                let refused = client.refused(SAVE, input).await;
                assert_eq!(refused, ("NOT_FOUND".into(), "input.dutyId".into()), "{username} {id}");
            }
        }
    }

    /// What may be seen is not always theirs to change: the refusal says so, and nothing changes.
    async fn what_is_seen_is_not_always_theirs_to_do(server: Server) {
        let ledger = ledger(&server).await;
        // The leads see each other's and the supports' submitted reports; only the recipient and
        // the office decide, and only the unit writes.
        let (rsj, jyj) = (server.sign_in("rsj").await, server.sign_in("jyj").await);
        let before = items(&server.sign_in("office").await, &ledger).await;
        let reports = "query($id: ID!) { item(id: $id) { reports(first: 9) { totalCount edges { node {
            id version state unit { name } duty { id }
        } } } } }";
        let seen = jyj.run(reports, json!({ "id": ledger.items[1] })).await;
        let seen = nodes(&seen["item"]["reports"]);
        let of = |name: &str| seen.iter().find(|report| report["unit"]["name"] == name).unwrap();
        for name in ["市人社局", "市财政局"] {
            let report = of(name);
            let input = json!({ "id": report["id"], "version": report["version"], "reason": "r" });
            assert_eq!(jyj.refused(RETURN, input).await.0, "NOT_ALLOWED", "{name}");
            let input = json!({ "id": report["id"], "version": report["version"] });
            for mutation in [ACCEPT, SUBMIT] {
                assert_eq!(jyj.refused(mutation, input.clone()).await.0, "NOT_ALLOWED", "{name}");
            }
            let input = json!({
                "dutyId": report["duty"]["id"], "version": report["version"],
                "progress": "x", "idempotencyKey": name,
            });
            assert_eq!(jyj.refused(SAVE, input).await.0, "NOT_ALLOWED", "{name}");
        }
        // Nor does a lead decide on its own report, or a leader or an operator of the plan publish.
        let own = of("市财政局");
        let input = json!({ "id": ledger.world.document, "version": 2 });
        assert_eq!(rsj.refused(PUBLISH, input.clone()).await.0, "NOT_ALLOWED");
        assert_eq!(server.sign_in("leader").await.refused(PUBLISH, input).await.0, "NOT_ALLOWED");
        assert_eq!(items(&server.sign_in("office").await, &ledger).await, before);
        // The first lead is the recipient.
        let input = json!({ "id": own["id"], "version": own["version"] });
        rsj.done(ACCEPT, input).await;
    }

    /// Who is not signed in sees nothing of anything.
    async fn nobody_sees_nothing(server: Server) {
        let ledger = ledger(&server).await;
        let data = server.anonymous().run("{ viewer { account { id } } }", json!({})).await;
        assert_eq!(data, json!({ "viewer": null }));
        for id in [&ledger.world.document, &ledger.items[0], &ledger.duties[0], &ledger.reports[0]] {
            for field in ["document", "item", "unit", "node"] {
                let query = format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}");
                let answer = server.anonymous().send(&query, json!({ "id": id })).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
                assert!(answer["data"].is_null() || answer["data"][field].is_null(), "{answer}");
            }
        }
    }

    /// A membership ends: the next request sees nothing, and writes nothing.
    async fn a_membership_ends_at_once(server: Server) {
        let ledger = ledger(&server).await;
        let client = server.sign_in("songgang").await;
        let before = Sees::ask(&client, &ledger).await;
        assert_eq!((before.documents, before.tasks, before.duties), (1, 2, 2));
        let duty = client.duty("4").await;
        let unit = server.unit(ledger.world.office, "松岗区人民政府").await;
        let account = account(&server, "songgang").await;
        server.clock.advance(TimeDelta::seconds(1));
        let tx = server.app.store.write().await.unwrap();
        tx.end_membership(account, unit, server.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Sees::ask(&client, &ledger).await, Sees::default());
        let input = json!({ "dutyId": duty["id"], "progress": "x", "idempotencyKey": "late" });
        assert_eq!(client.refused(SAVE, input).await.0, "NOT_FOUND");
        let report = &duty["report"];
        let input = json!({ "id": report["id"], "version": report["version"] });
        assert_eq!(client.refused(SUBMIT, input).await.0, "NOT_FOUND");
    }

    /// A unit leaves a collective: it keeps its own reports and duties, and sees the items no more.
    async fn a_unit_leaves_a_collective_at_once(server: Server) {
        let ledger = ledger(&server).await;
        let client = server.sign_in("songgang").await;
        let office = ledger.world.office;
        let unit = server.unit(office, "松岗区人民政府").await;
        let collective = server.unit(office, "各区人民政府").await;
        let tx = server.app.store.write().await.unwrap();
        tx.end_member(collective, unit, server.app.clock.today()).await.unwrap();
        tx.commit().await.unwrap();
        let after = Sees::ask(&client, &ledger).await;
        // Its unit; the unit that its duties are owed to is not its to see any more.
        let own = Sees { duties: 2, all_duties: 2, reports: 2, units: 1, ..Sees::default() };
        assert_eq!(after, own);
    }

    /// A role at the office ends.
    async fn a_role_ends_at_once(server: Server) {
        let ledger = ledger(&server).await;
        let client = server.sign_in("office").await;
        assert_eq!(Sees::ask(&client, &ledger).await.items, 5);
        let account = account(&server, "office").await;
        let grant = OfficeGrant { office: ledger.world.office, role: OfficeRole::OfficeOperator };
        server.clock.advance(TimeDelta::seconds(1));
        let tx = server.app.store.write().await.unwrap();
        tx.end_grant(account, grant, server.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Sees::ask(&client, &ledger).await, Sees::default());
        let input = json!({ "id": ledger.draft, "version": 1 });
        assert_eq!(client.refused(PUBLISH, input).await.0, "NOT_FOUND");
    }

    /// An account is disabled: its token is worth nothing.
    async fn a_disabled_account_is_out_at_once(server: Server) {
        server.published_world().await;
        let client = server.sign_in("rsj").await;
        let account = account(&server, "rsj").await;
        let tx = server.app.store.write().await.unwrap();
        tx.disable_account(account, server.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let answer = client.send("{ viewer { account { id } } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert!(answer["data"].is_null(), "{answer}");
    }

    /// Posts end: of a chief leader, of one in charge of units, of one who acts for another.
    async fn posts_end_at_once(server: Server) {
        let world = server.published_world().await;
        let posts = leaders(&server, &world).await;
        let (items, duties) = ids_of_office(&server.sign_in("office").await, &world.document).await;
        let [draft, reports] = [String::new(), String::new()];
        let ledger = Ledger {
            world, draft, items, duties, reports: vec![reports], foreign: Default::default(),
        };
        let (chief, charge, acting) = (
            server.sign_in("chief").await,
            server.sign_in("charge").await,
            server.sign_in("acting").await,
        );
        assert_eq!(Sees::ask(&chief, &ledger).await.items, 5);
        assert_eq!(Sees::ask(&charge, &ledger).await.items, 1);
        assert_eq!(Sees::ask(&acting, &ledger).await.items, 1);
        let today = server.app.clock.today();
        let shen = shen(&server, &ledger.world).await;
        let reader = server.app.store.reader(Scope::system());
        let mayor = reader.leaders(&[posts.chief]).await.unwrap().remove(0);
        let charges = reader.all_charges_of(&[posts.charge]).await.unwrap();
        let charge_of_lead = charges[&posts.charge].iter().find(|one| one.unit == posts.units[0]);
        let charge_of_lead = *charge_of_lead.unwrap();
        let holders = reader.holders_of(&[shen]).await.unwrap();
        let acts = holders[&shen].iter().find(|holder| holder.acting).unwrap().clone();
        let tx = server.app.store.write().await.unwrap();
        tx.update_leader(&Leader { chief: false, ..mayor }).await.unwrap();
        tx.end_charge(&charge_of_lead, Some(today)).await.unwrap();
        tx.end_post_holder(&acts, today).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Sees::ask(&chief, &ledger).await, Sees::default());
        // The charge of 市财政局, which only supports, goes on.
        assert_eq!(Sees::ask(&charge, &ledger).await, Sees { units: 1, ..Sees::default() });
        assert_eq!(Sees::ask(&acting, &ledger).await, Sees::default());
    }
}

/// How much someone sees, by every way there is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sees {
    documents: usize,
    items: usize,
    tasks: usize,
    duties: usize,
    all_duties: usize,
    reports: usize,
    units: usize,
}

impl Sees {
    async fn ask(client: &Client, ledger: &Ledger) -> Self {
        let query = "query($items: [ID!]!, $duties: [ID!]!, $reports: [ID!]!, $plan: ID!) {
            documents { totalCount edges { node { id } } }
            document(id: $plan) { id }
            viewer {
                tasks { totalCount edges { node { id } } }
                duties { totalCount edges { node { id } } }
            }
            units { totalCount edges { node { id } } }
            items: nodes(ids: $items) { id }
            duties: nodes(ids: $duties) { id }
            reports: nodes(ids: $reports) { id }
        }";
        let ids = json!({
            "items": ledger.items, "duties": ledger.duties, "reports": ledger.reports,
            "plan": ledger.world.document,
        });
        let data = client.run(query, ids).await;
        let found = |list: &str| {
            data[list].as_array().unwrap().iter().filter(|node| !node.is_null()).count()
        };
        let documents = nodes(&data["documents"]).len();
        assert_eq!(documents > 0, !data["document"].is_null());
        Self {
            documents,
            items: found("items"),
            tasks: nodes(&data["viewer"]["tasks"]).len(),
            duties: nodes(&data["viewer"]["duties"]).len(),
            all_duties: found("duties"),
            reports: found("reports"),
            units: nodes(&data["units"]).len(),
        }
    }
}

/// Lists and their filters: documents; the plan's items, and those with 新增; the draft's items; the
/// plan's history; tasks by day, those led, those supported, those with 新增; duties with their
/// states, and those due by the end of June; units.
const LISTS_SHOW: &str = "
account  | documents  | items | 新增 | draft's | history         | tasks | lead | support | 新增 | duties | due | units
office   | plan draft | 12345 | 13   | 1       | rssassassrscpgd | -     | -    | -       | -    | -      | -   | 人社 住建 发改 各区 教育 文旅 松岗 档案 财政
head     | plan draft | 12345 | 13   | 1       | rssassassrscpgd | -     | -    | -       | -    | -      | -   | 人社 住建 发改 各区 教育 文旅 松岗 档案 财政
chief    | plan       | 12345 | 13   | ·       | rssassassrsp    | -     | -    | -       | -    | -      | -   | 人社 住建 各区 教育 文旅 松岗 财政
leader   | plan       | 1     | 1    | ·       | srsp            | 1     | -    | -       | 1    | -      | -   | 人社 各区 松岗 财政
acting   | plan       | 1     | 1    | ·       | srsp            | 1     | -    | -       | 1    | -      | -   | 人社 各区 松岗 财政
charge   | plan       | 4     | -    | ·       | rssp            | -     | -    | -       | -    | -      | -   | 住建 各区 松岗 财政
rsj      | plan       | 12    | 1    | ·       | saswswrswp      | 21    | 21   | -       | 1    | 2a 1r  | -   | 人社 各区 教育 松岗 财政
rsj_head | plan       | 12    | 1    | ·       | saswswrswp      | 21    | 21   | -       | 1    | 2a 1r  | -   | 人社 各区 教育 松岗 财政
jyj      | plan       | 23    | 3    | ·       | aswswasp        | 23    | 23   | -       | 3    | 2o 3a  | 2o  | 人社 教育 财政
czj      | plan       | 12    | 1    | ·       | swaswrsp        | 21    | -    | 21      | 1    | 2s 1o  | -   | 人社 各区 教育 松岗 财政
songgang | plan       | 14    | 1    | ·       | rswsswrsp       | 14    | -    | 14      | 1    | 1s 4r  | -   | 人社 住建 各区 松岗 财政
zjj      | plan       | 4     | -    | ·       | rsswp           | 4     | 4    | -       | -    | 4s     | -   | 住建 各区 松岗
wlj      | plan       | 5     | -    | ·       | p               | 5     | 5    | -       | -    | 5o     | -   | 文旅
fgw      | plan       | 12345 | 13   | ·       | rssassassrsp    | -     | -    | -       | -    | -      | -   | 人社 住建 发改 各区 教育 文旅 松岗 财政
nobody   | -          | ·     | ·    | ·       | ·               | -     | -    | -       | -    | -      | -   | 档案
sysadmin | -          | ·     | ·    | ·       | ·               | -     | -    | -       | -    | -      | -   | 人社 住建 发改 各区 教育 文旅 松岗 档案 财政
secadmin | -          | ·     | ·    | ·       | ·               | -     | -    | -       | -    | -      | -   | -
auditor  | -          | ·     | ·    | ·       | ·               | -     | -    | -       | -    | -      | -   | -
";

/// Duties and reports with their states: `d` draft, `o` open, `s` submitted, `r` returned, `a`
/// accepted; reports with the numbers of their versions, the newest first. History, the newest
/// first, has the same letters for what happened, `w` for what was written and `p` for what was
/// published.
const ITEMS_SHOW: &str = "
assigned
account  | 1                     | 2              | 3    | 4         | 5
office   | 人社 财政 各区 沈若川 | 人社 教育 财政 | 教育 | 住建 各区 | 文旅
head     | 人社 财政 各区 沈若川 | 人社 教育 财政 | 教育 | 住建 各区 | 文旅
chief    | 人社 财政 各区 沈若川 | 人社 教育 财政 | 教育 | 住建 各区 | 文旅
leader   | 人社 财政 各区 沈若川 | ·              | ·    | ·         | ·
acting   | 人社 财政 各区 沈若川 | ·              | ·    | ·         | ·
charge   | ·                     | ·              | ·    | 住建 各区 | ·
rsj      | 人社 财政 各区 沈若川 | 人社 教育 财政 | ·    | ·         | ·
rsj_head | 人社 财政 各区 沈若川 | 人社 教育 财政 | ·    | ·         | ·
jyj      | ·                     | 人社 教育 财政 | 教育 | ·         | ·
czj      | 人社 财政 各区 沈若川 | 人社 教育 财政 | ·    | ·         | ·
songgang | 人社 财政 各区 沈若川 | ·              | ·    | 住建 各区 | ·
zjj      | ·                     | ·              | ·    | 住建 各区 | ·
wlj      | ·                     | ·              | ·    | ·         | 文旅
fgw      | 人社 财政 各区 沈若川 | 人社 教育 财政 | 教育 | 住建 各区 | 文旅
nobody   | ·                     | ·              | ·    | ·         | ·
sysadmin | ·                     | ·              | ·    | ·         | ·
secadmin | ·                     | ·              | ·    | ·         | ·
auditor  | ·                     | ·              | ·    | ·         | ·

duties
account  | 1                 | 2                 | 3     | 4           | 5
office   | 人社r 财政o 松岗s | 人社a 教育o 财政s | 教育a | 住建s 松岗r | 文旅o
head     | 人社r 财政o 松岗s | 人社a 教育o 财政s | 教育a | 住建s 松岗r | 文旅o
chief    | 人社r 松岗s       | 人社a 财政s       | 教育a | 住建s 松岗r | -
leader   | 人社r 松岗s       | ·                 | ·     | ·           | ·
acting   | 人社r 松岗s       | ·                 | ·     | ·           | ·
charge   | ·                 | ·                 | ·     | 住建s 松岗r | ·
rsj      | 人社r 财政o 松岗s | 人社a 教育o 财政s | ·     | ·           | ·
rsj_head | 人社r 财政o 松岗s | 人社a 教育o 财政s | ·     | ·           | ·
jyj      | ·                 | 人社a 教育o 财政s | 教育a | ·           | ·
czj      | 人社r 财政o       | 人社a 财政s       | ·     | ·           | ·
songgang | 人社r 松岗s       | ·                 | ·     | 住建s 松岗r | ·
zjj      | ·                 | ·                 | ·     | 住建s 松岗r | ·
wlj      | ·                 | ·                 | ·     | ·           | 文旅o
fgw      | 人社r 财政o 松岗s | 人社a 教育o 财政s | 教育a | 住建s 松岗r | 文旅o
nobody   | ·                 | ·                 | ·     | ·           | ·
sysadmin | ·                 | ·                 | ·     | ·           | ·
secadmin | ·                 | ·                 | ·     | ·           | ·
auditor  | ·                 | ·                 | ·     | ·           | ·

reports
account  | 1              | 2                    | 3      | 4             | 5
office   | 人社r1 松岗s1  | 人社a1 财政s1        | 教育a1 | 住建s1 松岗r1 | -
head     | 人社r1 松岗s1  | 人社a1 财政s1        | 教育a1 | 住建s1 松岗r1 | -
chief    | 人社r1 松岗s1  | 人社a1 财政s1        | 教育a1 | 住建s1 松岗r1 | -
leader   | 人社r1 松岗s1  | ·                    | ·      | ·             | ·
acting   | 人社r1 松岗s1  | ·                    | ·      | ·             | ·
charge   | ·              | ·                    | ·      | 住建s1 松岗r1 | ·
rsj      | 人社r21 松岗s1 | 人社a1 财政s1        | ·      | ·             | ·
rsj_head | 人社r21 松岗s1 | 人社a1 财政s1        | ·      | ·             | ·
jyj      | ·              | 人社a1 教育d1 财政s1 | 教育a1 | ·             | ·
czj      | 人社r1 财政d1  | 人社a1 财政s1        | ·      | ·             | ·
songgang | 人社r1 松岗s1  | ·                    | ·      | 住建s1 松岗r1 | ·
zjj      | ·              | ·                    | ·      | 住建s1 松岗r1 | ·
wlj      | ·              | ·                    | ·      | ·             | -
fgw      | 人社r1 松岗s1  | 人社a1 财政s1        | 教育a1 | 住建s1 松岗r1 | -
nobody   | ·              | ·                    | ·      | ·             | ·
sysadmin | ·              | ·                    | ·      | ·             | ·
secadmin | ·              | ·                    | ·      | ·             | ·
auditor  | ·              | ·                    | ·      | ·             | ·

latest and progress
account  | 1      | 2         | 3         | 4      | 5
office   | 松岗 - | 财政 人社 | 教育 教育 | 松岗 - | -
head     | 松岗 - | 财政 人社 | 教育 教育 | 松岗 - | -
chief    | 松岗 - | 财政 人社 | 教育 教育 | 松岗 - | -
leader   | 松岗 - | ·         | ·         | ·      | ·
acting   | 松岗 - | ·         | ·         | ·      | ·
charge   | ·      | ·         | ·         | 松岗 - | ·
rsj      | 松岗 - | 财政 人社 | ·         | ·      | ·
rsj_head | 松岗 - | 财政 人社 | ·         | ·      | ·
jyj      | ·      | 财政 人社 | 教育 教育 | ·      | ·
czj      | 人社 - | 财政 人社 | ·         | ·      | ·
songgang | 松岗 - | ·         | ·         | 松岗 - | ·
zjj      | ·      | ·         | ·         | 松岗 - | ·
wlj      | ·      | ·         | ·         | ·      | -
fgw      | 松岗 - | 财政 人社 | 教育 教育 | 松岗 - | -
nobody   | ·      | ·         | ·         | ·      | ·
sysadmin | ·      | ·         | ·         | ·      | ·
secadmin | ·      | ·         | ·         | ·      | ·
auditor  | ·      | ·         | ·         | ·      | ·

history
account  | 1     | 2    | 3   | 4    | 5
office   | srs   | sas  | as  | rss  | -
head     | srs   | sas  | as  | rss  | -
chief    | srs   | sas  | as  | rss  | -
leader   | srs   | ·    | ·   | ·    | ·
acting   | srs   | ·    | ·   | ·    | ·
charge   | ·     | ·    | ·   | rss  | ·
rsj      | swrsw | sasw | ·   | ·    | ·
rsj_head | swrsw | sasw | ·   | ·    | ·
jyj      | ·     | swas | asw | ·    | ·
czj      | wrs   | swas | ·   | ·    | ·
songgang | swrs  | ·    | ·   | rsws | ·
zjj      | ·     | ·    | ·   | rssw | ·
wlj      | ·     | ·    | ·   | ·    | -
fgw      | srs   | sas  | as  | rss  | -
nobody   | ·     | ·    | ·   | ·    | ·
sysadmin | ·     | ·    | ·   | ·    | ·
secadmin | ·     | ·    | ·   | ·    | ·
auditor  | ·     | ·    | ·   | ·    | ·
";
