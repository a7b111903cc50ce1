//! Action plans: written, submitted, decided, changed; their milestones.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Client, Server, on_both, world::World};

/// What a plan shows of itself.
const PLAN: &str = "id version unit { name }
    current { number state } approved { number summary } baseline { number }
    versions(first: 9) { totalCount edges { node {
        number state reason answer recorded leader { post } submittedByName decidedByName
        milestones { id version title dueOn baselineDueOn person expected explanation state late doneOn }
    } } }";

const MILESTONE: &str =
    "id version state late doneOn dueOn baselineDueOn marks { doneOn word markedByName }";

fn mutation(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    let camel = first.to_uppercase() + rest;
    let (thing, fields) =
        if name.starts_with("milestone") { ("milestone", MILESTONE) } else { ("actionPlan", PLAN) };
    format!(
        "mutation($input: {camel}Input!) {{ {name}(input: $input) {{
            {thing} {{ {fields} }} current {{ {fields} }} errors {{ code field message }}
        }} }}"
    )
}

const ITEMS: &str = "query($document: ID!) { document(id: $document) {
    items(first: 10) { edges { node { id ordinal history(first: 50) { edges { node { kind } } } } } }
} }";

const WAITING: &str = "query($filter: ActionPlanFilter) { viewer {
    actionPlansToDecide(first: 5, filter: $filter) { totalCount edges { node {
        number plan { id unit { name } item { ordinal } }
    } } }
} }";

const REGIME: &str = "query($id: ID!) { document(id: $id) { regime { version } } }";

const REGIME_SET: &str = "mutation($input: RegimeSetInput!) { regimeSet(input: $input) {
    document { id } errors { code field message }
} }";

/// The world, published, with plans that are approved as the regime says.
async fn planned(server: &Server, switches: Value) -> World {
    let world = server.published_world().await;
    let office = server.sign_in("office").await;
    ask_for_plans(&office, &world, switches).await;
    world
}

async fn ask_for_plans(office: &Client, world: &World, switches: Value) {
    let regime = office.run(REGIME, json!({ "id": world.document })).await;
    let input = json!({
        "regime": { "documentId": world.document, "switches": switches },
        "version": regime["document"]["regime"]["version"],
        "idempotencyKey": switches.to_string(),
    });
    office.done(REGIME_SET, input).await;
}

async fn item_of(client: &Client, world: &World, ordinal: &str) -> Value {
    let data = client.run(ITEMS, json!({ "document": world.document })).await;
    let items = data["document"]["items"]["edges"].as_array().cloned().unwrap_or_default();
    let item = items.into_iter().find(|edge| edge["node"]["ordinal"] == ordinal);
    item.unwrap_or_else(|| panic!("no item {ordinal}"))["node"].clone()
}

/// The plans for an item that a client sees, and how many it counts.
async fn plans(client: &Client, item: &Value) -> (Vec<Value>, u64) {
    let query = format!(
        "query($id: ID!) {{ item(id: $id) {{ actionPlans(first: 9) {{
            totalCount edges {{ node {{ {PLAN} }} }}
        }} }} }}"
    );
    let data = client.run(&query, json!({ "id": item["id"] })).await;
    let list = &data["item"]["actionPlans"];
    let edges = list["edges"].as_array().cloned().unwrap_or_default();
    let nodes = edges.into_iter().map(|edge| edge["node"].clone()).collect();
    (nodes, list["totalCount"].as_u64().unwrap_or_default())
}

fn plan_on(item: &Value, version: Option<i64>, key: &str) -> Value {
    json!({
        "itemId": item["id"], "version": version, "summary": "分两批建设", "idempotencyKey": key,
        "milestones": [
            { "title": "完成选址", "dueOn": "2026-04-15", "person": "陆知远", "expected": "选址报告" },
            { "title": "建成6个", "dueOn": "2026-06-20", "person": "副局长", "expected": "挂牌投用" },
        ],
    })
}

fn of(plan: &Value) -> Value {
    json!({ "id": plan["id"], "version": plan["version"] })
}

fn with(plan: &Value, more: &Value) -> Value {
    let mut input = of(plan);
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

async fn act(client: &Client, name: &str, input: Value) -> Value {
    let payload = client.done(&mutation(name), input).await;
    let thing = if name.starts_with("milestone") { "milestone" } else { "actionPlan" };
    payload[thing].clone()
}

fn refused(code: &str, field: &str) -> (String, String) {
    let field = if field.is_empty() { String::new() } else { format!("input.{field}") };
    (code.to_owned(), field)
}

fn versions(plan: &Value) -> Vec<Value> {
    let edges = plan["versions"]["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// How many plans of how many versions someone sees of an item; `-` where not even the item.
async fn sees(server: &Server, who: &str, item: &Value, plan: &Value, milestone: &Value) -> String {
    let client = server.sign_in(who).await;
    let (found, count) = plans(&client, item).await;
    assert_eq!(found.len() as u64, count, "{who}");
    let nodes = client
        .run("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [plan, milestone] }))
        .await;
    let nodes = nodes["nodes"].as_array().unwrap().iter().filter(|node| !node.is_null()).count();
    assert_eq!(nodes > 0, count > 0, "{who}");
    let versions: u64 =
        found.iter().map(|plan| plan["versions"]["totalCount"].as_u64().unwrap()).sum();
    format!("{count}/{versions}")
}

on_both! {
    /// Written, submitted, returned, written anew, approved; then changed: the baseline stays.
    async fn a_plan_goes_its_way(server: Server) {
        let world = planned(&server, json!({ "planApproval": "OFFICE" })).await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = item_of(&lead, &world, "2").await;
        let saved = act(&lead, "actionPlanSave", plan_on(&item, None, "k")).await;
        assert_eq!(act(&lead, "actionPlanSave", plan_on(&item, None, "k")).await, saved);
        assert_eq!((&saved["current"]["state"], &saved["baseline"]), (&json!("DRAFT"), &Value::Null));
        let submitted = act(&lead, "actionPlanSubmit", of(&saved)).await;
        assert_eq!(submitted["current"], json!({ "number": 1, "state": "SUBMITTED" }));
        // What waits is not written.
        assert_eq!(
            lead.refused(&mutation("actionPlanSave"), plan_on(&item, submitted["version"].as_i64(), "k1")).await,
            refused("WRONG_STATE", ""),
        );
        let waiting = office.run(WAITING, json!({})).await;
        let waiting = &waiting["viewer"]["actionPlansToDecide"];
        assert_eq!(waiting["totalCount"], 1);
        assert_eq!(waiting["edges"][0]["node"]["plan"]["unit"]["name"], "市人社局");
        let returning = mutation("actionPlanReturn");
        assert_eq!(office.refused(&returning, with(&submitted, &json!({ "reason": " " }))).await, refused("REQUIRED", "reason"));
        let returned = act(&office, "actionPlanReturn", with(&submitted, &json!({ "reason": "阶段过粗" }))).await;
        assert_eq!(versions(&returned)[0]["answer"], "阶段过粗");
        assert_eq!(office.run(WAITING, json!({})).await["viewer"]["actionPlansToDecide"]["totalCount"], 0);
        // Written anew: the returned version stays.
        let milestones = versions(&returned)[0]["milestones"].clone();
        let mut again = plan_on(&item, returned["version"].as_i64(), "k2");
        for (place, milestone) in milestones.as_array().unwrap().iter().enumerate() {
            again["milestones"][place]["id"] = milestone["id"].clone();
        }
        let second = act(&lead, "actionPlanSave", again).await;
        assert_eq!(second["versions"]["totalCount"], 2);
        let second = act(&lead, "actionPlanSubmit", of(&second)).await;
        let approved = act(&office, "actionPlanApprove", with(&second, &json!({ "reason": "同意" }))).await;
        assert_eq!((&approved["approved"]["number"], &approved["baseline"]["number"]), (&json!(2), &json!(2)));
        assert_eq!(versions(&approved)[0]["decidedByName"], "office的姓名");
        // A later plan says why, moves one day, adds a milestone and drops one.
        let change = |reason: &str, version: &Value, key: &str| json!({
            "itemId": item["id"], "version": version, "summary": "分三批建设", "reason": reason, "idempotencyKey": key,
            "milestones": [
                { "id": milestones[0]["id"], "title": "完成选址", "dueOn": "2026-05-15", "person": "陆知远", "expected": "选址报告" },
                { "title": "建成3个", "dueOn": "2026-06-20", "person": "陆知远", "expected": "挂牌" },
            ],
        });
        let draft = act(&lead, "actionPlanSave", change("", &approved["version"], "k3")).await;
        assert_eq!(lead.refused(&mutation("actionPlanSubmit"), of(&draft)).await, refused("REQUIRED", "reason"));
        let draft = act(&lead, "actionPlanSave", change("一处选址变更", &draft["version"], "k4")).await;
        // In force meanwhile is what was approved.
        assert_eq!((&draft["approved"]["number"], &draft["current"]["number"]), (&json!(2), &json!(3)));
        let third = act(&lead, "actionPlanSubmit", of(&draft)).await;
        let third = act(&office, "actionPlanApprove", of(&third)).await;
        assert_eq!((&third["approved"]["number"], &third["baseline"]["number"]), (&json!(3), &json!(2)));
        let newest = &versions(&third)[0];
        let days = |place: usize| (&newest["milestones"][place]["dueOn"], &newest["milestones"][place]["baselineDueOn"]);
        assert_eq!(days(0), (&json!("2026-05-15"), &json!("2026-04-15")));
        assert_eq!(days(1), (&json!("2026-06-20"), &Value::Null));
        assert_eq!(newest["milestones"][0]["id"], milestones[0]["id"]);
        // What happened is told to those who see the plan, its writing to the unit.
        let told = |item: &Value, kind: &str| {
            item["history"]["edges"].as_array().unwrap().iter().filter(|edge| edge["node"]["kind"] == kind).count()
        };
        for (who, saved, approved) in [("rsj", 4, 2), ("office", 0, 2), ("jyj", 0, 2), ("czj", 0, 2), ("fgw", 0, 0)] {
            let item = item_of(&server.sign_in(who).await, &world, "2").await;
            assert_eq!((told(&item, "ACTION_PLAN_SAVED"), told(&item, "ACTION_PLAN_APPROVED")), (saved, approved), "{who}");
        }
    }

    /// Drafts are the unit's, what was submitted the office's, leaders' and leads', what was approved
    /// the supports' as well; in lists, counts and by id.
    async fn a_plan_is_seen_by_those_it_concerns(server: Server) {
        let world = planned(&server, json!({ "planApproval": "OFFICE" })).await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = item_of(&lead, &world, "1").await;
        let everyone = ["rsj", "rsj_head", "office", "leader", "czj", "songgang", "fgw", "zjj", "nobody", "other_office", "auditor"];
        let mut plan = act(&lead, "actionPlanSave", plan_on(&item, None, "k")).await;
        let milestone = versions(&plan)[0]["milestones"][0]["id"].clone();
        let mut shown = Vec::new();
        for act_of in ["", "actionPlanSubmit", "actionPlanApprove"] {
            plan = match act_of {
                "" => plan,
                "actionPlanSubmit" => act(&lead, act_of, of(&plan)).await,
                _ => act(&office, act_of, of(&plan)).await,
            };
            let mut row = Vec::new();
            for who in everyone {
                row.push(sees(&server, who, &item, &plan["id"], &milestone).await);
            }
            shown.push(row.join(" "));
        }
        // A next version: as a draft, the unit's; taken back, still.
        let mut again = plan_on(&item, plan["version"].as_i64(), "k2");
        again["reason"] = "调整".into();
        plan = act(&lead, "actionPlanSave", again).await;
        let mut row = Vec::new();
        for who in everyone {
            row.push(sees(&server, who, &item, &plan["id"], &milestone).await);
        }
        shown.push(row.join(" "));
        plan = act(&lead, "actionPlanSubmit", of(&plan)).await;
        let withdrawn = act(&lead, "actionPlanWithdraw", of(&plan)).await;
        assert_eq!(withdrawn["current"]["state"], "WITHDRAWN");
        let mut row = Vec::new();
        for who in everyone {
            row.push(sees(&server, who, &item, &plan["id"], &milestone).await);
        }
        shown.push(row.join(" "));
        assert_eq!(
            shown,
            [
                // rsj, its head, office, leader, czj, songgang, fgw, zjj, nobody, other office, auditor
                "1/1 1/1 0/0 0/0 0/0 0/0 0/0 0/0 0/0 0/0 0/0",
                "1/1 1/1 1/1 1/1 0/0 0/0 0/0 0/0 0/0 0/0 0/0",
                "1/1 1/1 1/1 1/1 1/1 1/1 0/0 0/0 0/0 0/0 0/0",
                "1/2 1/2 1/1 1/1 1/1 1/1 0/0 0/0 0/0 0/0 0/0",
                "1/2 1/2 1/1 1/1 1/1 1/1 0/0 0/0 0/0 0/0 0/0",
            ]
        );
        // Who sees it need not be who acts on it.
        for (who, name, code, field) in [
            ("czj", "actionPlanWithdraw", "NOT_ALLOWED", ""), ("leader", "actionPlanSubmit", "NOT_ALLOWED", ""),
            ("office", "actionPlanSubmit", "NOT_ALLOWED", ""), ("rsj", "actionPlanApprove", "NOT_ALLOWED", ""),
            ("zjj", "actionPlanSubmit", "NOT_FOUND", "id"), ("nobody", "actionPlanApprove", "NOT_FOUND", "id"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&mutation(name), of(&withdrawn)).await, refused(code, field), "{who}");
        }
        // Nor is a plan written by who does not lead.
        for (who, code, field) in [("czj", "NOT_ALLOWED", ""), ("office", "NOT_ALLOWED", ""), ("zjj", "NOT_FOUND", "itemId")] {
            let input = plan_on(&item, None, who);
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&mutation("actionPlanSave"), input).await, refused(code, field), "{who}");
        }
    }

    /// Each lead has its own plan; the other leads see it once it is submitted.
    async fn each_lead_plans(server: Server) {
        let world = planned(&server, json!({ "planApproval": "OFFICE" })).await;
        let (first, second) = (server.sign_in("rsj").await, server.sign_in("jyj").await);
        let item = item_of(&first, &world, "2").await;
        let one = act(&first, "actionPlanSave", plan_on(&item, None, "k")).await;
        act(&second, "actionPlanSave", plan_on(&item, None, "k")).await;
        assert_eq!((plans(&first, &item).await.1, plans(&second, &item).await.1), (1, 1));
        act(&first, "actionPlanSubmit", of(&one)).await;
        assert_eq!((plans(&first, &item).await.1, plans(&second, &item).await.1), (1, 2));
        // Nobody else's waits in a unit's list; the list can be narrowed.
        assert_eq!(second.run(WAITING, json!({})).await["viewer"]["actionPlansToDecide"]["totalCount"], 0);
        let office = server.sign_in("office").await;
        let unit = server.unit(world.office, "市教育局").await;
        let unit = crate::support::global("Unit", unit.into());
        let narrowed = |filter: Value| json!({ "filter": filter });
        let of_other = office.run(WAITING, narrowed(json!({ "unitId": unit }))).await;
        assert_eq!(of_other["viewer"]["actionPlansToDecide"]["totalCount"], 0);
        let of_this = office.run(WAITING, narrowed(json!({ "documentId": world.document }))).await;
        assert_eq!(of_this["viewer"]["actionPlansToDecide"]["totalCount"], 1);
    }

    /// Where the regime says so, the item's leader decides; the office records what was decided on
    /// paper.
    async fn a_leader_approves(server: Server) {
        let world = planned(&server, json!({ "planApproval": "LEADER" })).await;
        let (office, lead, leader) = (server.sign_in("office").await, server.sign_in("rsj").await, server.sign_in("leader").await);
        let item = item_of(&lead, &world, "1").await;
        let saved = act(&lead, "actionPlanSave", plan_on(&item, None, "k")).await;
        let submitted = act(&lead, "actionPlanSubmit", of(&saved)).await;
        assert_eq!(leader.run(WAITING, json!({})).await["viewer"]["actionPlansToDecide"]["totalCount"], 1);
        assert_eq!(office.run(WAITING, json!({})).await["viewer"]["actionPlansToDecide"]["totalCount"], 0);
        let approve = mutation("actionPlanApprove");
        assert_eq!(office.refused(&approve, of(&submitted)).await, refused("WRONG_STATE", ""));
        let recorded = with(&submitted, &json!({ "recorded": true }));
        assert_eq!(leader.refused(&approve, recorded.clone()).await, refused("NOT_ALLOWED", ""));
        assert_eq!(office.refused(&approve, recorded).await, refused("REQUIRED", "leaderId"));
        let approved = act(&leader, "actionPlanApprove", of(&submitted)).await;
        let version = &versions(&approved)[0];
        assert_eq!((&version["leader"]["post"], &version["recorded"]), (&json!("沈若川"), &json!(false)));
        // An item without a leader's account: on paper, and so recorded.
        let other = item_of(&lead, &world, "2").await;
        let saved = act(&lead, "actionPlanSave", plan_on(&other, None, "k2")).await;
        let submitted = act(&lead, "actionPlanSubmit", of(&saved)).await;
        assert_eq!(leader.refused(&approve, of(&submitted)).await, refused("NOT_FOUND", "id"));
        let post = office.run("query($id: ID!) { item(id: $id) { leaders { id } } }", json!({ "id": item["id"] })).await;
        let post = post["item"]["leaders"][0]["id"].clone();
        let paper = json!({ "recorded": true, "leaderId": post, "reason": "口头退回" });
        let returned = act(&office, "actionPlanReturn", with(&submitted, &paper)).await;
        let version = &versions(&returned)[0];
        assert_eq!((&version["state"], &version["recorded"], &version["leader"]["post"]), (&json!("RETURNED"), &json!(true), &json!("沈若川")));
        // The regime changes: the office decides.
        ask_for_plans(&office, &world, json!({ "planApproval": "OFFICE" })).await;
        let saved = act(&lead, "actionPlanSave", plan_on(&other, returned["version"].as_i64(), "k3")).await;
        let submitted = act(&lead, "actionPlanSubmit", of(&saved)).await;
        let recorded = with(&submitted, &json!({ "recorded": true, "leaderId": post }));
        assert_eq!(office.refused(&approve, recorded).await, refused("WRONG_STATE", ""));
        act(&office, "actionPlanApprove", of(&submitted)).await;
    }

    /// Where the regime asks for none, none is written; where it asks for the signature, the head
    /// submits; a closed item needs none.
    async fn plans_are_written_where_they_are_asked_for(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = item_of(&lead, &world, "2").await;
        let save = mutation("actionPlanSave");
        assert_eq!(lead.refused(&save, plan_on(&item, None, "k")).await, refused("WRONG_STATE", ""));
        ask_for_plans(&office, &world, json!({ "planApproval": "OFFICE", "signOff": true })).await;
        let saved = act(&lead, "actionPlanSave", plan_on(&item, None, "k")).await;
        assert_eq!(lead.refused(&mutation("actionPlanSubmit"), of(&saved)).await, refused("WRONG_STATE", ""));
        let head = server.sign_in("rsj_head").await;
        let submitted = act(&head, "actionPlanSubmit", of(&saved)).await;
        assert_eq!(versions(&submitted)[0]["submittedByName"], "rsj_head的姓名");
        // What waits when the item gets its outcome lapses.
        let outcome = "mutation($input: ItemCancelInput!) { itemCancel(input: $input) { item { id } errors { code field message } } }";
        let version = office.run("query($id: ID!) { item(id: $id) { version } }", json!({ "id": item["id"] })).await;
        office.done(outcome, json!({ "id": item["id"], "version": version["item"]["version"], "reason": "按会议决定" })).await;
        assert_eq!(office.run(WAITING, json!({})).await["viewer"]["actionPlansToDecide"]["totalCount"], 0);
        let (mine, _) = plans(&lead, &item).await;
        assert_eq!(mine[0]["current"]["state"], "WITHDRAWN");
        assert_eq!(lead.refused(&save, plan_on(&item, mine[0]["version"].as_i64(), "k2")).await, refused("WRONG_STATE", ""));
    }

    /// What a plan must say, and what it must not.
    async fn a_plan_says_enough(server: Server) {
        let world = planned(&server, json!({ "planApproval": "OFFICE" })).await;
        let lead = server.sign_in("rsj").await;
        let item = item_of(&lead, &world, "2").await;
        let (save, submit) = (mutation("actionPlanSave"), mutation("actionPlanSubmit"));
        let with_first = |name: &str, value: Value| {
            let mut input = plan_on(&item, None, "bad");
            input["milestones"][0][name] = value;
            input
        };
        for (input, code, field) in [
            (with_first("title", json!(" ")), "REQUIRED", "milestones.0.title"),
            (with_first("person", json!("陆知远 12345678")), "INVALID_INPUT", "milestones.0.person"),
            (with_first("person", json!("字".repeat(51))), "TOO_LONG", "milestones.0.person"),
            (with_first("id", item["id"].clone()), "NOT_FOUND", "milestones"),
            (with_first("id", json!(crate::support::global("Milestone", uuid::Uuid::from_u128(7)))), "NOT_FOUND", "milestones.0.id"),
        ] {
            assert_eq!(lead.refused(&save, input).await, refused(code, field), "{field}");
        }
        let mut long = plan_on(&item, None, "bad");
        long["milestones"] = json!(vec![long["milestones"][0].clone(); 51]);
        assert_eq!(lead.refused(&save, long).await, refused("TOO_LONG", "milestones"));
        // A draft may say little; a submission may not.
        let mut bare = plan_on(&item, None, "k0");
        bare["summary"] = "".into();
        let mut version = act(&lead, "actionPlanSave", bare).await;
        assert_eq!(lead.refused(&submit, of(&version)).await, refused("REQUIRED", "summary"));
        for (place, name, value, code, field) in [
            (0, "person", json!(""), "REQUIRED", "milestones.0.person"),
            (1, "expected", json!(""), "REQUIRED", "milestones.1.expected"),
            // The item is due on 2026-06-30.
            (1, "dueOn", json!("2026-07-01"), "REQUIRED", "milestones.1.explanation"),
        ] {
            let mut input = plan_on(&item, version["version"].as_i64(), field);
            input["milestones"][place][name] = value;
            version = act(&lead, "actionPlanSave", input).await;
            assert_eq!(lead.refused(&submit, of(&version)).await, refused(code, field));
        }
        let mut none = plan_on(&item, version["version"].as_i64(), "k1");
        none["milestones"] = json!([]);
        version = act(&lead, "actionPlanSave", none).await;
        assert_eq!(lead.refused(&submit, of(&version)).await, refused("REQUIRED", "milestones"));
        let mut later = plan_on(&item, version["version"].as_i64(), "k2");
        later["milestones"][1]["dueOn"] = "2026-07-01".into();
        later["milestones"][1]["explanation"] = "已申请延期".into();
        version = act(&lead, "actionPlanSave", later).await;
        assert_eq!(version["versions"]["totalCount"], 1, "a draft is rewritten");
        act(&lead, "actionPlanSubmit", of(&version)).await;
        let tables = server.tables().await;
        assert_eq!(tables.rows("milestone").await.len(), 2, "what no version has is no more");
    }

    /// Done on a day with a word, late otherwise, reopened if wrong; both dates stay.
    async fn milestones_are_reached(server: Server) {
        let world = planned(&server, json!({ "planApproval": "OFFICE" })).await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = item_of(&lead, &world, "2").await;
        let saved = act(&lead, "actionPlanSave", plan_on(&item, None, "k")).await;
        let milestone = versions(&saved)[0]["milestones"][0].clone();
        let complete = mutation("milestoneComplete");
        let done = |version: i32, on: &str| json!({ "id": milestone["id"], "version": version, "doneOn": on, "word": "已完成选址" });
        // Not before the plan is approved.
        assert_eq!(lead.refused(&complete, done(1, "2026-03-02")).await, refused("WRONG_STATE", ""));
        let plan = act(&lead, "actionPlanSubmit", of(&saved)).await;
        act(&office, "actionPlanApprove", of(&plan)).await;
        assert_eq!(lead.refused(&complete, done(1, "2026-03-03")).await, refused("INVALID_INPUT", "doneOn"));
        for (who, code, field) in [("office", "NOT_ALLOWED", ""), ("jyj", "NOT_ALLOWED", ""), ("czj", "NOT_ALLOWED", ""), ("zjj", "NOT_FOUND", "id")] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&complete, done(1, "2026-03-02")).await, refused(code, field), "{who}");
        }
        let mut silent = done(1, "2026-03-02");
        silent["word"] = " ".into();
        assert_eq!(lead.refused(&complete, silent).await, refused("REQUIRED", "word"));
        let reached = act(&lead, "milestoneComplete", done(1, "2026-03-02")).await;
        assert_eq!((&reached["state"], &reached["late"], &reached["version"]), (&json!("DONE"), &json!(false), &json!(2)));
        let (one, stale) = (done(1, "2026-03-01"), mutation("milestoneReopen"));
        assert_eq!(lead.refused(&complete, one).await, refused("CONFLICT", "version"));
        let reopen = json!({ "id": milestone["id"], "version": 2, "reason": "选址被否决" });
        assert_eq!(server.sign_in("jyj").await.refused(&stale, reopen.clone()).await, refused("NOT_ALLOWED", ""));
        let pending = act(&office, "milestoneReopen", reopen.clone()).await;
        assert_eq!((&pending["state"], &pending["doneOn"]), (&json!("PENDING"), &Value::Null));
        let mut again = reopen;
        again["version"] = 3.into();
        assert_eq!(office.refused(&stale, again).await, refused("WRONG_STATE", ""));
        let marks = pending["marks"].as_array().unwrap();
        assert_eq!((&marks[0]["word"], &marks[1]["word"], &marks[1]["doneOn"]), (&json!("选址被否决"), &json!("已完成选址"), &json!("2026-03-02")));
        // The day passes.
        server.clock.advance(TimeDelta::days(60));
        let lead = server.sign_in("rsj").await;
        let late = |plans: &[Value]| versions(&plans[0])[0]["milestones"][0]["late"].clone();
        assert_eq!(late(&plans(&lead, &item).await.0), true);
        let reached = act(&lead, "milestoneComplete", done(3, "2026-04-30")).await;
        assert_eq!((&reached["late"], &reached["doneOn"]), (&json!(true), &json!("2026-04-30")));
        assert_eq!(lead.refused(&complete, done(4, "2026-04-30")).await, refused("WRONG_STATE", ""));
    }

    /// Two clerks of one unit: one plan, and the other is shown what is there.
    async fn two_clerks_write_one_plan(server: Server) {
        let world = planned(&server, json!({ "planApproval": "OFFICE" })).await;
        let (clerk, head) = (server.sign_in("rsj").await, server.sign_in("rsj_head").await);
        let item = item_of(&clerk, &world, "2").await;
        let (save, input) = (mutation("actionPlanSave"), plan_on(&item, None, "k"));
        let (one, other) = tokio::join!(clerk.payload(&save, input.clone()), head.payload(&save, input.clone()));
        let lost = if one["errors"] == json!([]) { &other } else { &one };
        assert_eq!((&lost["errors"][0]["code"], &lost["current"]["current"]["number"]), (&json!("CONFLICT"), &json!(1)), "{one} {other}");
        assert_eq!(server.tables().await.rows("action_plan").await.len(), 1);
        let (mine, _) = plans(&clerk, &item).await;
        let submit = mutation("actionPlanSubmit");
        let stale = json!({ "id": mine[0]["id"], "version": 9 });
        assert_eq!(clerk.refused(&submit, stale).await, refused("CONFLICT", "version"));
    }
}
