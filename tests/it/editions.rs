//! A newer edition of a published document: compared, corrected, put in its place. What was
//! reported stays with the items that stayed, and what was said before stays readable.

use serde_json::{Value, json};

use crate::support::{
    Client, Server, global, on_both,
    world::{ACCEPT, PLAN, PUBLISH, SAVE, SUBMIT, World},
};

const IMPORT: &str = "mutation($input: DocumentImportInput!) {
    documentImport(input: $input) {
        document { id version state edition replaces { id } }
        alreadyImported
        errors { code field message }
    }
}";

const MATCH: &str = "mutation($input: EditionMatchInput!) {
    editionMatch(input: $input) {
        document { id version }
        current { id version }
        errors { code field message }
    }
}";

const DISCARD: &str = "mutation($input: EditionDiscardInput!) {
    editionDiscard(input: $input) {
        document { id version state }
        current { id version state }
        errors { code field message }
    }
}";

const CHANGES: &str = "query($id: ID!, $filter: ItemChangeFilter) { document(id: $id) {
    version state edition replaces { id version }
    changeSummary { added changed dropped unchanged documentFields comparison }
    changes(first: 100, filter: $filter) { totalCount edges { node {
        kind fields similarity byHand
        before { id ordinal text section { title } }
        after { id version ordinal text section { title } }
    } } }
} }";

const LEDGER: &str = "query($id: ID!) { document(id: $id) {
    version state title edition replacedBy { id }
    sections { title }
    items(first: 100) { totalCount edges { node {
        id ordinal position text state deadline edition sourceText section { title }
        assignments { role unit { name } }
        leaders { post }
        targets { value measure }
        reports(first: 10) { totalCount edges { node { id state unit { name } content { progress } } } }
        duties(first: 20) { edges { node { state dueOn role unit { name } recipient { name } } } }
        revisions(first: 5) { totalCount edges { node {
            edition ordinal text deadline sourceText section { title }
        } } }
    } } }
    editions(first: 5) { totalCount edges { node {
        number title sourceName sourceDigest text publishedByName publishedAt draft { id state }
    } } }
    history(first: 50) { edges { node { kind fields } } }
} }";

const ITEM: &str = "query($id: ID!) { item(id: $id) {
    ordinal text state sourceText section { title }
    document { title }
    revisions(first: 5) { totalCount edges { node { text } } }
    reports(first: 5) { totalCount edges { node { id content { progress } } } }
    history(first: 20) { edges { node { kind fields } } }
} }";

const DOCUMENTS: &str = "{ documents(first: 50) { totalCount edges { node { id title state } } } }";

const TASKS: &str = "{ viewer { tasks(first: 50, orderBy: POSITION) { totalCount edges { node { id ordinal state } } } } }";

const OWED: &str = "{ viewer { duties(first: 50) { totalCount edges { node {
    state dueOn role item { ordinal } recipient { name }
} } } } }";

const ENDED: &str = "{ viewer { duties(first: 5, filter: { states: [CANCELLED] }) { edges { node {
    state report { content { progress } }
} } } } }";

const FINDINGS: &str = "query($id: ID!) { document(id: $id) {
    version
    findings(first: 50) { edges { node {
        id code state settledByName edition takenFrom { id } item { id version ordinal }
    } } }
    items(first: 10) { edges { node { ordinal text assignments { unit { name } } } } }
} }";

const RESOLVE: &str = "mutation($input: FindingResolveInput!) {
    findingResolve(input: $input) { finding { id state } errors { code field message } }
}";

/// The newer text of [`PLAN`]: item 1 is reworded, its figure raised; item 2's day moves and 市财政局
/// leaves it for 市民政局; item 3 moves to the first chapter; item 4 stays but for its number; item 5 is
/// dropped; one is new.
const NEWER: &str = "云溪市2026年重点工作责任分解方案

云政办发〔2026〕3号

各区人民政府，市政府各部门：

现将《云溪市2026年重点工作责任分解方案》（修订）印发给你们，请认真组织实施，确保2026年11月底前全面完成。各牵头单位于每月3日前将进展情况报市发改委汇总。

云溪市人民政府办公室

2026年2月6日

云溪市2026年重点工作责任分解方案

一、稳定就业

1.新增城镇就业3万人以上。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局、各区人民政府）

2.新增公办幼儿园学位3000个。（责任单位：市教育局）

3.建设青年驿站6个，9月底前建成。（牵头单位：市人社局、市教育局；责任单位：市民政局）

二、改善民生

4.完成老旧小区改造80个。（牵头单位：市住建局；责任单位：各区人民政府）

5.新建社区食堂15个。（牵头单位：市民政局；责任单位：市财政局）
";

fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// A change in words: `CHANGED 3>2 ORDINAL,SECTION`.
fn words(change: &Value) -> String {
    let side = |side: &str| change[side]["ordinal"].as_str().unwrap_or("-").to_owned();
    let fields = change["fields"].as_array().expect("fields");
    let fields: Vec<&str> = fields.iter().filter_map(Value::as_str).collect();
    let kind = change["kind"].as_str().expect("a kind");
    format!("{kind} {}>{} {}", side("before"), side("after"), fields.join(","))
        .trim_end()
        .to_owned()
}

impl Client {
    async fn changes(&self, draft: &Value) -> Value {
        self.run(CHANGES, json!({ "id": draft })).await["document"].clone()
    }

    async fn ledger(&self, document: &Value) -> Value {
        self.run(LEDGER, json!({ "id": document })).await["document"].clone()
    }

    /// Imports a text as the newer edition of a document, and answers the draft's id.
    async fn import_edition(&self, of: &str, text: &str) -> Value {
        let input =
            json!({ "text": text, "replaces": of, "idempotencyKey": text.len().to_string() });
        self.done(IMPORT, input).await["document"]["id"].clone()
    }

    /// What a publication of a draft takes.
    async fn publishing(&self, draft: &Value) -> Value {
        let read = self.changes(draft).await;
        json!({
            "id": draft, "version": read["version"],
            "comparison": read["changeSummary"]["comparison"], "idempotencyKey": "publish",
        })
    }
}

/// The plan published, with reports of item 5 accepted, item 2 submitted by 市财政局, item 1 a draft.
async fn reported(server: &Server) -> World {
    let world = server.published_world().await;
    let (office, wlj) = (server.sign_in("office").await, server.sign_in("wlj").await);
    let report = wlj.submit("5", "读书月已启动").await;
    office.done(ACCEPT, json!({ "id": report["id"], "version": report["version"] })).await;
    server.sign_in("czj").await.submit("2", "资金已拨付").await;
    server.sign_in("rsj").await.submit("1", "新增就业一万人").await;
    server.sign_in("zjj").await.save("4", "草稿").await;
    world
}

fn item<'a>(ledger: &'a [Value], text: &str) -> &'a Value {
    let found = ledger.iter().find(|item| item["text"].as_str().unwrap_or_default().contains(text));
    found.unwrap_or_else(|| panic!("no {text}: {ledger:#?}"))
}

fn duties_of(item: &Value) -> Vec<String> {
    let mut duties: Vec<String> = nodes(&item["duties"])
        .iter()
        .map(|duty| {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            [
                text(&duty["unit"]["name"]),
                text(&duty["role"]),
                text(&duty["recipient"]["name"]),
                text(&duty["dueOn"]),
                text(&duty["state"]),
            ]
            .join(" ")
        })
        .collect();
    duties.sort();
    duties
}

on_both! {
    /// What the newer edition adds, changes and drops is shown before it counts, and changes nothing.
    async fn a_draft_shows_what_it_changes(server: Server) {
        let world = reported(&server).await;
        let office = server.sign_in("office").await;
        let before = office.ledger(&json!(world.document)).await;
        let input = json!({ "text": NEWER, "replaces": world.document, "idempotencyKey": "k" });
        let imported = office.done(IMPORT, input.clone()).await;
        assert_eq!(imported["alreadyImported"], false);
        let draft = imported["document"].clone();
        assert_eq!(draft["state"], "DRAFT");
        assert_eq!(draft["edition"], 2);
        assert_eq!(draft["replaces"]["id"], json!(world.document));
        assert_eq!(office.done(IMPORT, input).await["document"], draft, "once");

        let read = office.changes(&draft["id"]).await;
        let changes = nodes(&read["changes"]);
        assert_eq!(read["changes"]["totalCount"], 6);
        assert_eq!(
            changes.iter().map(words).collect::<Vec<_>>(),
            [
                "CHANGED 1>1 TEXT,TARGETS",
                "CHANGED 3>2 ORDINAL,SECTION",
                "CHANGED 2>3 TEXT,ORDINAL,DEADLINE,UNITS",
                "UNCHANGED 4>4",
                "ADDED ->5",
                "DROPPED 5>-",
            ]
        );
        let summary = &read["changeSummary"];
        for (kind, count) in [("added", 1), ("changed", 3), ("dropped", 1), ("unchanged", 1)] {
            assert_eq!(summary[kind], count, "{kind}");
        }
        // The office has set rules of its own since; those of the text are as they were.
        assert_eq!(summary["documentFields"], json!([]));
        assert_eq!(changes[3]["similarity"], 1.0);
        let alike = changes[0]["similarity"].as_f64().expect("a likeness");
        assert!((0.5..1.0).contains(&alike), "{alike}");
        assert_eq!(changes[4]["similarity"], Value::Null);
        assert_eq!(changes[4]["before"], Value::Null);
        let dropped = json!({ "id": draft["id"], "filter": { "kind": "DROPPED" } });
        let dropped = office.run(CHANGES, dropped).await["document"]["changes"].clone();
        assert_eq!(dropped["totalCount"], 1);

        let mut after = office.ledger(&json!(world.document)).await;
        assert_eq!(after["replacedBy"]["id"], draft["id"]);
        after["replacedBy"] = Value::Null;
        assert_eq!(after, before, "a draft changes nothing");
        for account in ["rsj", "leader", "fgw", "other_office", "sysadmin", "auditor"] {
            let client = server.sign_in(account).await;
            let seen = client.run(CHANGES, json!({ "id": draft["id"] })).await;
            assert_eq!(seen["document"], Value::Null, "{account}");
            let replaced = client.run(LEDGER, json!({ "id": world.document })).await;
            assert!(replaced["document"]["replacedBy"].is_null(), "{account}");
            let node = "query($id: ID!) { node(id: $id) { id } }";
            let item = client.run(node, json!({ "id": changes[4]["after"]["id"] })).await;
            assert_eq!(item["node"], Value::Null, "{account}");
        }
    }

    /// The pages of the changes join to the whole, both ways; a cursor of another list is refused.
    async fn changes_are_paged(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let draft = office.import_edition(&world.document, NEWER).await;
        let query = "query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
            document(id: $id) { changes(first: $first, after: $after, last: $last, before: $before) {
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                edges { node { kind } }
            } }
        }";
        let mut kinds = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = json!({ "id": draft, "first": 4, "after": after });
            let page = office.run(query, page).await["document"]["changes"].clone();
            kinds.extend(nodes(&page));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(kinds.len(), 6);
        let last = json!({ "id": draft, "last": 2, "before": after });
        let page = office.run(query, last).await["document"]["changes"].clone();
        assert_eq!(nodes(&page), kinds[3..5]);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], true);
        let wrong = json!({ "id": draft, "first": 1, "after": "MR9kb2N1bWVudHM" });
        let answer = office.send(query, wrong).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }

    /// Published, it is the document: ids, reports and duties stay, what was dropped is cancelled,
    /// and earlier wordings and texts stay readable.
    async fn it_takes_the_documents_place(server: Server) {
        let world = reported(&server).await;
        let document = json!(world.document);
        let office = server.sign_in("office").await;
        let before = office.ledger(&document).await;
        let old = nodes(&before["items"]);
        let draft = office.import_edition(&world.document, NEWER).await;
        let input = office.publishing(&draft).await;
        let published = office.done(PUBLISH, input.clone()).await["document"].clone();
        assert_eq!(published["id"], document);
        assert_eq!(published["state"], "PUBLISHED");
        assert_eq!(published["version"], 3);
        let told_before = server.tables().await.count("event", "kind LIKE 'EDITION%'").await;
        assert_eq!(office.done(PUBLISH, input).await["document"], published, "once");

        let after = office.ledger(&document).await;
        assert_eq!((&after["edition"], &after["replacedBy"]), (&json!(2), &Value::Null));
        let titles: Vec<&Value> = after["sections"].as_array().unwrap().iter().map(|s| &s["title"]).collect();
        assert_eq!(titles, ["稳定就业", "改善民生"]);
        let new = nodes(&after["items"]);
        let ordinals: Vec<&Value> = new.iter().map(|item| &item["ordinal"]).collect();
        assert_eq!(ordinals, ["1", "2", "3", "4", "5", "5"]);
        for (position, item) in new.iter().enumerate() {
            assert_eq!(item["position"], json!(position));
        }
        let id = |items: &[Value], text: &str| item(items, text)["id"].clone();
        for text in ["城镇就业", "青年驿站", "幼儿园", "老旧小区", "读书月"] {
            assert_eq!(id(&new, text), id(&old, text), "{text}");
        }

        let jobs = item(&new, "城镇就业");
        assert_eq!(jobs["text"], "新增城镇就业3万人以上。");
        assert_eq!(jobs["targets"], json!([{ "value": "30000", "measure": "人" }]));
        assert!(jobs["sourceText"].as_str().unwrap().contains("3万人以上"));
        assert_eq!(nodes(&jobs["reports"]), nodes(&item(&old, "城镇就业")["reports"]));
        let earlier = nodes(&jobs["revisions"]);
        assert_eq!(earlier.len(), 1);
        assert_eq!(earlier[0]["text"], "新增城镇就业2.6万人以上。");
        assert_eq!(earlier[0]["edition"], 1);
        assert!(earlier[0]["sourceText"].as_str().unwrap().starts_with("1.新增城镇就业2.6万人以上。（责任领导"));

        let moved = item(&new, "幼儿园");
        assert_eq!((&moved["section"]["title"], &moved["ordinal"]), (&json!("稳定就业"), &json!("2")));
        assert_eq!(nodes(&moved["revisions"])[0]["section"]["title"], "改善民生");
        assert_eq!(item(&new, "老旧小区")["revisions"]["totalCount"], 0);
        assert_eq!(item(&new, "老旧小区")["section"]["title"], "改善民生");
        assert!(item(&new, "老旧小区")["sourceText"].as_str().unwrap().starts_with("4.完成"));

        let stops = item(&new, "青年驿站");
        assert_eq!(stops["deadline"], "2026-09-30");
        assert_eq!(nodes(&stops["revisions"])[0]["deadline"], "2026-06-30");
        assert_eq!(
            duties_of(stops),
            [
                "市人社局 LEAD - 2026-09-30 OPEN",
                "市教育局 LEAD - 2026-09-30 OPEN",
                "市民政局 SUPPORT 市人社局 2026-09-30 OPEN",
                // It had reported before it left: that stays.
                "市财政局 SUPPORT 市人社局 2026-06-30 SUBMITTED",
            ]
        );
        assert_eq!(nodes(&stops["reports"])[0]["unit"]["name"], "市财政局");

        let dropped = item(&new, "读书月");
        assert_eq!((&dropped["state"], &dropped["edition"]), (&json!("CANCELLED"), &json!(1)));
        assert_eq!(dropped["section"]["title"], "改善民生");
        assert!(dropped["sourceText"].as_str().unwrap().starts_with("5.办好第4届"));
        assert_eq!(duties_of(dropped), ["市文旅局 LEAD - 2026-11-30 ACCEPTED"]);
        assert_eq!(nodes(&dropped["reports"])[0]["content"]["progress"], "读书月已启动");

        let added = item(&new, "社区食堂");
        assert_eq!((&added["state"], &added["edition"]), (&json!("OPEN"), &json!(2)));
        assert_eq!(
            duties_of(added),
            ["市民政局 LEAD - 2026-11-30 OPEN", "市财政局 SUPPORT 市民政局 2026-11-30 OPEN"]
        );

        let editions = nodes(&after["editions"]);
        let numbers: Vec<&Value> = editions.iter().map(|edition| &edition["number"]).collect();
        assert_eq!(numbers, [2, 1]);
        assert_eq!((&editions[0]["text"], &editions[1]["text"]), (&json!(NEWER), &json!(PLAN)));
        assert_eq!(editions[0]["draft"], json!({ "id": draft, "state": "MERGED" }));
        assert_eq!(editions[1]["draft"], Value::Null);
        assert_ne!(editions[0]["sourceDigest"], editions[1]["sourceDigest"]);
        assert_eq!(editions[0]["publishedByName"], "office的姓名");

        let mut told: Vec<String> = nodes(&after["history"])
            .iter()
            .filter(|event| event["kind"].as_str().unwrap().starts_with("EDITION"))
            .map(|event| format!("{} {}", event["kind"].as_str().unwrap(), event["fields"]))
            .collect();
        told.sort();
        assert_eq!(told.len(), told_before);
        assert_eq!(
            told,
            [
                "EDITION_ITEM_ADDED []",
                r#"EDITION_ITEM_CHANGED ["ordinal","section"]"#,
                r#"EDITION_ITEM_CHANGED ["text","ordinal","deadline","assignments"]"#,
                r#"EDITION_ITEM_CHANGED ["text","targets"]"#,
                r#"EDITION_ITEM_DROPPED ["state"]"#,
                "EDITION_PUBLISHED []",
            ]
        );
    }

    /// The draft is no second document: in no list and no count; its row answers by its id, to the
    /// office alone, with the history of its review.
    async fn the_draft_is_no_document_any_more(server: Server) {
        let world = reported(&server).await;
        let office = server.sign_in("office").await;
        let before = office.run(DOCUMENTS, json!({})).await;
        let draft = office.import_edition(&world.document, NEWER).await;
        assert_eq!(office.run(DOCUMENTS, json!({})).await["documents"]["totalCount"], 3);
        office.done(PUBLISH, office.publishing(&draft).await).await;
        assert_eq!(office.run(DOCUMENTS, json!({})).await, before);
        let merged = office.ledger(&draft).await;
        assert_eq!(merged["state"], "MERGED");
        assert_eq!(merged["items"]["totalCount"], 0);
        assert_eq!(nodes(&merged["history"])[0]["kind"], "DOCUMENT_IMPORTED");
        assert_eq!(office.changes(&draft).await["changes"], Value::Null);
        for account in ["rsj", "fgw", "leader", "other_office"] {
            let client = server.sign_in(account).await;
            let seen = client.run(LEDGER, json!({ "id": draft })).await;
            assert_eq!(seen["document"], Value::Null, "{account}");
            let lists = client.run(DOCUMENTS, json!({})).await["documents"].clone();
            assert!(nodes(&lists).iter().all(|document| document["id"] != draft), "{account}");
        }
        // Nothing is done with it any more.
        let publish = json!({ "id": draft, "version": 2, "comparison": "x" });
        assert_eq!(office.refused(PUBLISH, publish).await.0, "WRONG_STATE");
        let discard = json!({ "id": draft, "version": 2 });
        assert_eq!(office.refused(DISCARD, discard).await.0, "WRONG_STATE");
        // The same key, the same text: what became of it.
        let again = json!({ "text": NEWER, "replaces": world.document, "idempotencyKey": NEWER.len().to_string() });
        assert_eq!(office.done(IMPORT, again).await["document"]["state"], "MERGED");
        let anew = json!({ "text": NEWER, "replaces": world.document, "idempotencyKey": "anew" });
        let unchanged = office.done(IMPORT, anew).await;
        assert_eq!(unchanged["alreadyImported"], true);
        assert_eq!(unchanged["document"]["id"], json!(world.document));
    }

    /// Lists and counts of lead, support and leader before and after; who left an item keeps what
    /// it reported and sees no more of it; the lead of a dropped one still reads all.
    async fn everyone_sees_what_is_theirs(server: Server) {
        let world = reported(&server).await;
        let office = server.sign_in("office").await;
        let old = nodes(&office.ledger(&json!(world.document)).await["items"]);
        let (czj, wlj) = (server.sign_in("czj").await, server.sign_in("wlj").await);
        let tasks = async |client: &Client| -> Vec<String> {
            let list = client.run(TASKS, json!({})).await["viewer"]["tasks"].clone();
            let seen: Vec<String> =
                nodes(&list).iter().map(|item| item["ordinal"].as_str().unwrap().to_owned()).collect();
            assert_eq!(list["totalCount"], seen.len());
            seen
        };
        assert_eq!(tasks(&czj).await, ["1", "2"]);
        let draft = office.import_edition(&world.document, NEWER).await;
        assert_eq!(tasks(&czj).await, ["1", "2"]);
        office.done(PUBLISH, office.publishing(&draft).await).await;
        // In the order of the newer edition, though the ids of what stayed are older.
        assert_eq!(tasks(&czj).await, ["1", "5"]);
        assert_eq!(tasks(&server.sign_in("rsj").await).await, ["1", "3"]);
        assert_eq!(tasks(&server.sign_in("jyj").await).await, ["2", "3"]);
        assert_eq!(tasks(&server.sign_in("songgang").await).await, ["1", "4"]);
        assert_eq!(tasks(&server.sign_in("leader").await).await, ["1"]);
        assert_eq!(tasks(&wlj).await, ["5"]);
        // The unit that sums up has no task of its own, and sees all.
        let all = server.sign_in("fgw").await.ledger(&json!(world.document)).await;
        assert_eq!(all["items"]["totalCount"], 6);

        let left = item(&old, "青年驿站")["id"].clone();
        assert_eq!(czj.run(ITEM, json!({ "id": left })).await["item"], Value::Null);
        let duties = nodes(&czj.run(OWED, json!({})).await["viewer"]["duties"]);
        let kept = duties.iter().find(|duty| duty["state"] == "SUBMITTED").expect("kept");
        assert_eq!(kept["item"], Value::Null);
        let report = nodes(&item(&old, "青年驿站")["reports"])[0]["id"].clone();
        let own = "query($id: ID!) { node(id: $id) { ... on ProgressReport { content { progress } } } }";
        let read = czj.run(own, json!({ "id": report })).await;
        assert_eq!(read["node"]["content"]["progress"], "资金已拨付");

        let dropped = json!({ "id": item(&old, "读书月")["id"] });
        let read = wlj.run(ITEM, dropped.clone()).await["item"].clone();
        assert_eq!(read["state"], "CANCELLED");
        assert_eq!(read["section"]["title"], "改善民生");
        assert_eq!(read["document"]["title"], "云溪市2026年重点工作责任分解方案");
        assert!(read["sourceText"].as_str().unwrap().contains("读书月"));
        assert_eq!(nodes(&read["reports"])[0]["content"]["progress"], "读书月已启动");
        let kinds: Vec<Value> = nodes(&read["history"]).iter().map(|event| event["kind"].clone()).collect();
        assert!(kinds.contains(&json!("EDITION_ITEM_DROPPED")), "{kinds:?}");
        assert!(!kinds.contains(&json!("EDITION_ITEM_ADDED")), "{kinds:?}");
        assert_eq!(czj.run(ITEM, dropped).await["item"], Value::Null);

        // Earlier wordings go with the item, the whole text with the whole document.
        let jobs = json!({ "id": item(&old, "城镇就业")["id"] });
        let read = czj.run(ITEM, jobs.clone()).await["item"].clone();
        assert_eq!(nodes(&read["revisions"])[0]["text"], "新增城镇就业2.6万人以上。");
        assert_eq!(wlj.run(ITEM, jobs).await["item"], Value::Null);
        let seen = czj.ledger(&json!(world.document)).await;
        let editions = nodes(&seen["editions"]);
        assert_eq!(editions.len(), 2);
        for edition in editions {
            assert_eq!((&edition["text"], &edition["draft"]), (&Value::Null, &Value::Null));
        }
        // Of other units' items no event is told.
        let told: Vec<Value> = nodes(&seen["history"]).iter().map(|event| event["kind"].clone()).collect();
        let of_kind = |kind: &str| told.iter().filter(|told| **told == kind).count();
        assert_eq!((of_kind("EDITION_PUBLISHED"), of_kind("EDITION_ITEM_DROPPED")), (1, 0));
        assert_eq!((of_kind("EDITION_ITEM_CHANGED"), of_kind("EDITION_ITEM_ADDED")), (1, 1));
    }

    /// A duty that is owed no longer takes no report, though it was begun.
    async fn what_is_owed_no_longer_takes_no_report(server: Server) {
        let world = server.published_world().await;
        let (office, wlj) = (server.sign_in("office").await, server.sign_in("wlj").await);
        let duty = wlj.duty("5").await;
        let saved = wlj.save("5", "草稿").await;
        let draft = office.import_edition(&world.document, NEWER).await;
        office.done(PUBLISH, office.publishing(&draft).await).await;
        let ended = async |wlj: &Client| {
            nodes(&wlj.run(ENDED, json!({})).await["viewer"]["duties"]).remove(0)
        };
        assert_eq!(ended(&wlj).await["state"], "CANCELLED");
        let submit = json!({ "id": saved["id"], "version": saved["version"] });
        assert_eq!(wlj.refused(SUBMIT, submit).await.0, "WRONG_STATE");
        let save = json!({
            "dutyId": duty["id"], "version": saved["version"], "progress": "新", "idempotencyKey": "k2",
        });
        assert_eq!(wlj.refused(SAVE, save).await.0, "WRONG_STATE");
        assert_eq!(ended(&wlj).await["report"]["content"]["progress"], "草稿");
    }

    /// A third edition that goes back to the first text: the duties come back, and so on.
    async fn an_edition_may_go_back(server: Server) {
        let world = reported(&server).await;
        let office = server.sign_in("office").await;
        let draft = office.import_edition(&world.document, NEWER).await;
        office.done(PUBLISH, office.publishing(&draft).await).await;
        let back = office.import_edition(&world.document, PLAN).await;
        assert_eq!(office.changes(&back).await["edition"], 3);
        let mut input = office.publishing(&back).await;
        input["idempotencyKey"] = "back".into();
        office.done(PUBLISH, input).await;
        let ledger = office.ledger(&json!(world.document)).await;
        let items = nodes(&ledger["items"]);
        assert_eq!(ledger["editions"]["totalCount"], 3);
        let stops = items.iter().find(|item| item["text"].as_str().unwrap().contains("青年驿站")).unwrap();
        assert_eq!(stops["edition"], 3);
        assert_eq!(
            duties_of(stops),
            [
                "市人社局 LEAD - 2026-06-30 OPEN",
                "市教育局 LEAD - 2026-06-30 OPEN",
                "市民政局 SUPPORT 市人社局 2026-09-30 CANCELLED",
                "市财政局 SUPPORT 市人社局 2026-06-30 SUBMITTED",
            ]
        );
        assert_eq!(stops["revisions"]["totalCount"], 2);
        let states: Vec<&Value> = items.iter().map(|item| &item["state"]).collect();
        assert_eq!(states, ["OPEN", "OPEN", "OPEN", "OPEN", "OPEN", "CANCELLED", "CANCELLED"]);
    }

    /// A person says which item is which; the comparison follows, and so does the publication.
    async fn the_matching_can_be_corrected(server: Server) {
        let world = reported(&server).await;
        let office = server.sign_in("office").await;
        let draft = office.import_edition(&world.document, NEWER).await;
        let read = office.changes(&draft).await;
        let changes = nodes(&read["changes"]);
        let (added, dropped) = (changes[4]["after"]["id"].clone(), changes[5]["before"]["id"].clone());
        let reworded = changes[0]["after"]["id"].clone();
        let one = json!({
            "itemId": added, "publishedItemId": dropped, "version": read["version"], "idempotencyKey": "m",
        });
        let matched = office.done(MATCH, one.clone()).await["document"].clone();
        assert_eq!(matched["version"], 2);
        assert_eq!(office.done(MATCH, one.clone()).await["document"], matched, "once");
        let stale = json!({ "itemId": added, "publishedItemId": null, "version": 1 });
        let payload = office.payload(MATCH, stale).await;
        assert_eq!((&payload["errors"][0]["code"], &payload["current"]["version"]), (&json!("CONFLICT"), &json!(2)));
        // And the first one is a new one.
        office.done(MATCH, json!({ "itemId": reworded, "version": 2 })).await;
        let read = office.changes(&draft).await;
        let changes = nodes(&read["changes"]);
        assert_eq!(
            changes.iter().map(words).collect::<Vec<_>>(),
            [
                "ADDED ->1",
                "CHANGED 3>2 ORDINAL,SECTION",
                "CHANGED 2>3 TEXT,ORDINAL,DEADLINE,UNITS",
                "UNCHANGED 4>4",
                "CHANGED 5>5 TEXT,TARGETS,UNITS",
                "DROPPED 1>-",
            ]
        );
        assert_eq!((&changes[4]["byHand"], &changes[3]["byHand"]), (&json!(true), &json!(false)));
        let published = nodes(&office.ledger(&json!(world.document)).await["items"]);
        let foreign = json!(global("Item", uuid::Uuid::from_u128(7)));
        for (item, other, field) in [
            (&added, &added, "input.publishedItemId"),
            (&added, &foreign, "input.publishedItemId"),
            (&foreign, &dropped, "input.itemId"),
            (&json!("nothing"), &dropped, "input.itemId"),
        ] {
            let input = json!({ "itemId": item, "publishedItemId": other, "version": 3 });
            assert_eq!(office.refused(MATCH, input).await, ("NOT_FOUND".into(), field.into()));
        }
        let no_draft = json!({ "itemId": published[0]["id"], "version": 2 });
        assert_eq!(office.refused(MATCH, no_draft).await.0, "WRONG_STATE");
        for account in ["rsj", "leader", "other_office", "sysadmin"] {
            let client = server.sign_in(account).await;
            let input = json!({ "itemId": added, "publishedItemId": dropped, "version": 3 });
            assert_eq!(client.refused(MATCH, input).await, ("NOT_FOUND".into(), "input.itemId".into()), "{account}");
            let input = json!({ "id": draft, "version": 3 });
            assert_eq!(client.refused(DISCARD, input).await, ("NOT_FOUND".into(), "input.id".into()), "{account}");
        }

        office.done(PUBLISH, office.publishing(&draft).await).await;
        let ledger = nodes(&office.ledger(&json!(world.document)).await["items"]);
        let canteens = item(&ledger, "社区食堂");
        assert_eq!(canteens["id"], dropped);
        assert_eq!(nodes(&canteens["reports"])[0]["content"]["progress"], "读书月已启动");
        assert_eq!(item(&ledger, "2.6万")["state"], "CANCELLED");
    }

    /// Whoever publishes must have seen what is published: an item put right in the draft, another
    /// edition, another matching in between are a conflict.
    async fn two_clerks_publish_what_was_read(server: Server) {
        let world = reported(&server).await;
        let (office, head) = (server.sign_in("office").await, server.sign_in("head").await);
        let draft = office.import_edition(&world.document, NEWER).await;
        let mut read = office.publishing(&draft).await;
        let bare = json!({ "id": draft, "version": read["version"] });
        assert_eq!(office.refused(PUBLISH, bare).await, ("REQUIRED".into(), "input.comparison".into()));
        let tables = server.tables().await;
        tables.run("UPDATE item SET version = version + 1 WHERE state = 'OPEN' AND edition = 1").await;
        let before = tables.everything().await;
        let payload = office.payload(PUBLISH, read.clone()).await;
        assert_eq!(payload["errors"][0]["code"], "CONFLICT");
        assert_eq!(payload["errors"][0]["field"], "input.comparison");
        assert_eq!(payload["current"]["id"], draft);
        tables.assert_unchanged(&before, "a conflict changes nothing").await;

        read = office.publishing(&draft).await;
        read["idempotencyKey"] = Value::Null;
        let sent = [&office, &head, &office].map(|client| client.payload(PUBLISH, read.clone()));
        let payloads = futures_util::future::join_all(sent).await;
        let done = payloads.iter().filter(|payload| payload["errors"] == json!([])).count();
        assert_eq!(done, 1, "{payloads:#?}");
        for lost in payloads.iter().filter(|payload| payload["errors"] != json!([])) {
            assert_eq!(lost["errors"][0]["code"], "CONFLICT", "{lost}");
        }
        assert_eq!(tables.count("event", "kind = 'EDITION_PUBLISHED'").await, 1);
        assert_eq!(tables.rows("document_edition").await.len(), 2);
    }

    /// What cannot be imported as a newer edition, and what is there already.
    async fn what_cannot_be_replaced_is_refused(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let import = |text: &str, of: &Value, key: &str| {
            json!({ "text": text, "replaces": of, "idempotencyKey": key })
        };
        let document = json!(world.document);
        let refused = |code: &str| (code.to_owned(), "input.replaces".to_owned());
        assert_eq!(office.refused(IMPORT, import(NEWER, &document, "1")).await, refused("WRONG_STATE"));
        office.publish(&world.document).await;
        for bad in [json!("nothing"), json!(global("Document", uuid::Uuid::from_u128(7)))] {
            assert_eq!(office.refused(IMPORT, import(NEWER, &bad, "2")).await, refused("NOT_FOUND"));
        }
        for (account, code) in [("rsj", "NOT_ALLOWED"), ("fgw", "NOT_ALLOWED")] {
            let client = server.sign_in(account).await;
            assert_eq!(client.refused(IMPORT, import(NEWER, &document, "3")).await.0, code, "{account}");
        }
        for account in ["other_office", "nobody", "sysadmin"] {
            let client = server.sign_in(account).await;
            assert_eq!(client.refused(IMPORT, import(NEWER, &document, "3")).await, refused("NOT_FOUND"), "{account}");
        }
        let other = server.app.service.office_ensure("泽宁市人民政府督查室", None).await.unwrap().id;
        let mut elsewhere = import(NEWER, &document, "4");
        elsewhere["officeId"] = json!(global("Office", other.into()));
        assert_eq!(office.refused(IMPORT, elsewhere).await, refused("INVALID_INPUT"));

        let same = office.done(IMPORT, import(PLAN, &document, "5")).await;
        assert_eq!((&same["document"]["id"], &same["alreadyImported"]), (&document, &json!(true)));

        // Read by itself first: it becomes the draft of the newer edition.
        let apart = server.import(world.office, NEWER).await;
        let adopted = office.done(IMPORT, import(NEWER, &document, "6")).await;
        assert_eq!(adopted["document"]["id"], json!(apart));
        assert_eq!(adopted["document"]["replaces"]["id"], document);
        assert_eq!(adopted["document"]["edition"], 2);
        assert_eq!(nodes(&office.changes(&json!(apart)).await["changes"]).len(), 6);

        // One open draft; the same text again is that draft.
        let third = NEWER.replace("15个", "16个");
        assert_eq!(office.refused(IMPORT, import(&third, &document, "7")).await, refused("WRONG_STATE"));
        let again = office.done(IMPORT, import(NEWER, &document, "8")).await;
        assert_eq!((&again["document"]["id"], &again["alreadyImported"]), (&json!(apart), &json!(true)));

        // Given up, it leaves the way free, and is in no list.
        let version = adopted["document"]["version"].clone();
        let stale = office.payload(DISCARD, json!({ "id": apart, "version": 99 })).await;
        assert_eq!((&stale["errors"][0]["code"], &stale["current"]["version"]), (&json!("CONFLICT"), &version));
        let discarded = office.done(DISCARD, json!({ "id": apart, "version": version })).await;
        assert_eq!(discarded["document"]["state"], "DISCARDED");
        let listed = office.run(DOCUMENTS, json!({})).await["documents"].clone();
        assert!(nodes(&listed).iter().all(|document| document["id"] != json!(apart)));
        assert_eq!(listed["totalCount"], 2);
        let new = office.done(IMPORT, import(&third, &document, "9")).await;
        assert_eq!(new["alreadyImported"], false);

        // A published document is no edition of another.
        let published = server.import(world.office, &NEWER.replace("3号", "8号")).await;
        office.publish(&published).await;
        let draft = json!({ "id": new["document"]["id"], "version": 1 });
        office.done(DISCARD, draft).await;
        let text = NEWER.replace("3号", "8号");
        assert_eq!(office.refused(IMPORT, import(&text, &document, "10")).await, refused("WRONG_STATE"));
    }

    /// A draft with an open error is not published; it is reviewed as any draft. What was settled in
    /// the edition before is settled again, and says so.
    async fn settled_findings_are_taken_over(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let old = "云溪市2026年补充任务分工方案

1.新建口袋公园12个。

2.改造泵站3座。更新供水管网40公里。（责任单位：市水利局、市财政局）

3.建成停车泊位2000个。（牵头单位：市城管局）
";
        let import = async |text: &str, replaces: Option<&Value>| -> Value {
            let input = json!({ "text": text, "replaces": replaces, "idempotencyKey": text.len().to_string() });
            office.done(IMPORT, input).await["document"]["id"].clone()
        };
        let findings = async |id: &Value| -> Value {
            office.run(FINDINGS, json!({ "id": id })).await["document"].clone()
        };
        let of_code = |document: &Value, code: &str| -> Value {
            let found = nodes(&document["findings"]);
            found.iter().find(|f| f["code"] == code).unwrap_or_else(|| panic!("{code}: {found:#?}")).clone()
        };
        let document = import(old, None).await;
        let read = findings(&document).await;
        let (owner, joint) = (of_code(&read, "NO_OWNER"), of_code(&read, "JOINT_LEAD"));
        office.done(RESOLVE, json!({
            "id": owner["id"], "itemVersion": owner["item"]["version"],
            "resolution": { "assignments": [{ "unitName": "市园林局", "role": "LEAD" }] },
        })).await;
        office.done(RESOLVE, json!({ "id": joint["id"], "resolution": { "accept": true } })).await;
        office.publish(document.as_str().unwrap()).await;

        let newer = format!("{}\n4.新建绿道20公里。\n", old.replace("2000个", "2500个"));
        let draft = import(&newer, Some(&document)).await;
        let read = findings(&draft).await;
        let taken = nodes(&read["findings"]);
        let owners: Vec<&Value> = taken.iter().filter(|f| f["code"] == "NO_OWNER").collect();
        assert_eq!(owners.len(), 2);
        assert_eq!((&owners[0]["state"], &owners[0]["takenFrom"]["id"]), (&json!("RESOLVED"), &owner["id"]));
        assert_eq!(owners[0]["settledByName"], "office的姓名");
        assert_eq!((&owners[1]["state"], &owners[1]["takenFrom"]), (&json!("OPEN"), &Value::Null));
        let again = of_code(&read, "JOINT_LEAD");
        assert_eq!((&again["state"], &again["takenFrom"]["id"]), (&json!("ACCEPTED"), &joint["id"]));
        assert_eq!(nodes(&read["items"])[0]["assignments"], json!([{ "unit": { "name": "市园林局" } }]));

        let publish = office.publishing(&draft).await;
        assert_eq!(office.refused(PUBLISH, publish).await.0, "WRONG_STATE", "an error is open");
        let owner = owners[1].clone();
        office.done(RESOLVE, json!({
            "id": owner["id"], "itemVersion": owner["item"]["version"],
            "resolution": { "assignments": [{ "unitName": "市园林局", "role": "LEAD" }] },
        })).await;
        let changes = office.changes(&draft).await;
        assert_eq!(
            nodes(&changes["changes"]).iter().map(words).collect::<Vec<_>>(),
            ["UNCHANGED 1>1", "UNCHANGED 2>2", "CHANGED 3>3 TEXT,TARGETS", "ADDED ->4"]
        );
        office.done(PUBLISH, office.publishing(&draft).await).await;
        // The findings of the edition that it is in; earlier ones by its number.
        let after = findings(&document).await;
        assert!(nodes(&after["findings"]).iter().all(|finding| finding["edition"] == 2));
        assert_eq!(of_code(&after, "JOINT_LEAD")["item"]["id"], joint["item"]["id"]);
        let earlier = "query($id: ID!) { document(id: $id) {
            findings(first: 50, filter: { edition: 1, code: \"JOINT_LEAD\" }) { totalCount edges { node { id } } }
        } }";
        let earlier = office.run(earlier, json!({ "id": document })).await;
        assert_eq!(nodes(&earlier["document"]["findings"]), [json!({ "id": joint["id"] })]);
    }

    /// A publication that fails half-way leaves nothing behind.
    async fn it_is_all_or_nothing(server: Server) {
        let world = reported(&server).await;
        let office = server.sign_in("office").await;
        let draft = office.import_edition(&world.document, NEWER).await;
        let input = office.publishing(&draft).await;
        let tables = server.tables().await;
        let before = tables.everything().await;
        for table in ["item_revision", "document_edition", "duty", "idempotency_key", "event", "event_pending"] {
            tables.refuse(table).await;
            let answer = office.send(PUBLISH, json!({ "input": input })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{table}: {answer}");
            tables.allow(table).await;
            tables.assert_unchanged(&before, table).await;
        }
        office.done(PUBLISH, input).await;
        let log = tables.rows("event").await.concat();
        for text in ["城镇就业", "食堂", "读书月"] {
            assert!(!log.contains(text), "the log holds no text");
        }
    }

    /// Statements of the comparison are a constant, whatever the items.
    async fn statements_do_not_grow(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let plan = |title: &str, items: usize, figure: usize| -> String {
            let head = format!("云溪市2026年{title}责任分解方案\n\n一、项目建设\n\n");
            let task = |number| format!(
                "{number}.建设{title}项目{number}{figure}个以上。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）\n\n",
            );
            head + &(1..=items).map(task).collect::<String>()
        };
        let query = "query($id: ID!) { document(id: $id) {
            changeSummary { changed comparison }
            changes(first: 100) { totalCount edges { node {
                kind fields
                before { text section { title } assignments { unit { name } } revisions(first: 2) { totalCount } }
                after { text sourceText targets { value } leaders { post } }
            } } }
            editions(first: 5) { edges { node { number text } } }
        } }";
        let mut counts = Vec::new();
        for (title, items) in [("小", 5), ("大", 50)] {
            let document = server.import(world.office, &plan(title, items, 1)).await;
            office.publish(&document).await;
            let draft = office.import_edition(&document, &plan(title, items, 2)).await;
            let mut fewest = u64::MAX;
            for _ in 0..8 {
                let before = server.statements();
                let data = office.run(query, json!({ "id": draft })).await;
                fewest = fewest.min(server.statements() - before);
                assert_eq!(data["document"]["changeSummary"]["changed"], items);
            }
            counts.push(fewest);
        }
        assert_eq!(counts[0], counts[1]);
    }
}
