//! Posts: kept by the office, changing hands on a day, and what is handed over with them.

use duban::{domain::id::AccountId, service::NewAccount};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Client, Server, on_both,
    world::{PASSWORD, World},
};

const LEADER: &str = "id version post title rank chief
    holders { id name acting validFrom validTo hasAccount }
    holder { name } actingHolders { name }
    charges { unit { name } validFrom validTo }";

fn mutation(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    let camel = first.to_uppercase() + rest;
    let current =
        if name.ends_with("Create") || name.ends_with("Set") { "" } else { "current { version }" };
    format!(
        "mutation($input: {camel}Input!) {{ {name}(input: $input) {{
            leader {{ {LEADER} }} {current} errors {{ code field message }}
        }} }}"
    )
}

/// An account that acts as nothing yet.
async fn bare_account(server: &Server, username: &str) -> AccountId {
    let new = NewAccount {
        username: username.into(),
        name: format!("{username}的姓名"),
        password: PASSWORD.into(),
        ..NewAccount::default()
    };
    server.app.service.account_create(server.app.auth.passwords(), new).await.unwrap()
}

fn refused(code: &str, field: &str) -> (String, String) {
    let field = if field.is_empty() { String::new() } else { format!("input.{field}") };
    (code.to_owned(), field)
}

fn nodes(connection: &Value) -> Vec<Value> {
    connection["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

/// Moves the clock to an instant.
fn go_to(server: &Server, at: &str) {
    let then: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    server.clock.advance(then - server.clock.now());
}

impl Client {
    /// The post of 沈若川, who is responsible for the first item.
    async fn shen(&self) -> Value {
        let query = format!("{{ leaders(first: 50) {{ edges {{ node {{ {LEADER} }} }} }} }}");
        let leaders = nodes(&self.run(&query, json!({})).await["leaders"]);
        let shen = leaders.iter().find(|leader| leader["post"] == "沈若川");
        shen.unwrap_or_else(|| panic!("{leaders:#?}")).clone()
    }

    async fn ordinals(&self, world: &World) -> Vec<Value> {
        let query = "query($id: ID!) { document(id: $id) { items(first: 9) { edges { node { ordinal } } } } }";
        let data = self.run(query, json!({ "id": world.document })).await;
        if data["document"].is_null() {
            return vec![];
        }
        nodes(&data["document"]["items"]).iter().map(|item| item["ordinal"].clone()).collect()
    }

    /// The first item with what is needed to instruct on it.
    async fn first_item(&self, world: &World) -> Value {
        let query = "query($id: ID!) { document(id: $id) { items(first: 1) { edges { node {
            id version assignments { unit { id name } }
        } } } } }";
        let data = self.run(query, json!({ "id": world.document })).await;
        data["document"]["items"]["edges"][0]["node"].clone()
    }
}

const GIVE: &str = "mutation($input: InstructionGiveInput!) { instructionGive(input: $input) {
    instruction { id version state } errors { code field message }
} }";
const ANSWER: &str =
    "mutation($input: InstructionAnswerInput!) { instructionAnswer(input: $input) {
    instruction { id version state } errors { code field message }
} }";
const CLOSE: &str = "mutation($input: InstructionCloseInput!) { instructionClose(input: $input) {
    instruction { id version state } errors { code field message }
} }";

/// An instruction on the first item to the unit that leads it.
async fn instruct(leader: &Client, world: &World, key: &str) -> Value {
    let item = leader.first_item(world).await;
    let units = item["assignments"].as_array().unwrap().iter().map(|part| &part["unit"]);
    let lead = units.clone().find(|unit| unit["name"] == "市人社局").unwrap();
    let input = json!({
        "itemId": item["id"], "text": "请抓紧推进", "unitIds": [lead["id"]], "given": "HERE",
        "idempotencyKey": key,
    });
    leader.done(GIVE, input).await["instruction"].clone()
}

const HANDOVER: &str = "on posts { post } itemCounts { state items }
    items(first: 50) { totalCount edges { node { ordinal latestReport { unit { name } } } } }
    open: items(first: 50, state: OPEN) { totalCount }
    dueItems(first: 50) { totalCount edges { node { ordinal deadline } } }
    duties(first: 50) { totalCount edges { node { dueOn } } }
    instructions(first: 50) { totalCount edges { node { state } } }
    answered: instructions(first: 50, state: ANSWERED) { totalCount edges { node { state } } }
    extensions(first: 50) { totalCount edges { node { state until grantedUntil } } }";

on_both! {
    /// The office enters a post with the units that it is in charge of, and changes it.
    async fn posts_are_entered_and_changed(server: Server) {
        let world = server.published_world().await;
        let (office, sysadmin) = (server.sign_in("office").await, server.sign_in("sysadmin").await);
        let unit = async |name: &str| {
            crate::support::global("Unit", server.unit(world.office, name).await.into())
        };
        let (housing, finance) = (unit("市住建局").await, unit("市财政局").await);
        let input = json!({
            "post": "副市长", "title": "市委常委、副市长", "rank": 2, "idempotencyKey": "k",
            "charges": [{ "unitId": housing, "from": "2026-01-01" }],
        });
        let create = mutation("leaderCreate");
        let leader = office.done(&create, input.clone()).await["leader"].clone();
        assert_eq!((&leader["title"], &leader["rank"], &leader["chief"]), (&json!("市委常委、副市长"), &json!(2), &json!(false)));
        assert_eq!(leader["charges"], json!([{ "unit": { "name": "市住建局" }, "validFrom": "2026-01-01", "validTo": null }]));
        assert_eq!(office.done(&create, input.clone()).await["leader"], leader, "once");
        let again = json!({ "post": "副市长", "idempotencyKey": "again" });
        assert_eq!(office.refused(&create, again).await, refused("INVALID_INPUT", "post"));
        for (field, value, code) in [("post", json!(" "), "REQUIRED"), ("rank", json!(0), "INVALID_INPUT")] {
            let mut wrong = json!({ "post": "市长", "idempotencyKey": field });
            wrong[field] = value;
            assert_eq!(office.refused(&create, wrong).await, refused(code, field));
        }
        let districts = unit("各区人民政府").await;
        let wrong = json!({ "post": "市长", "idempotencyKey": "c", "charges": [{ "unitId": districts, "from": "2026-01-01" }] });
        assert_eq!(office.refused(&create, wrong).await, refused("NOT_FOUND", "charges"));
        assert_eq!(server.sign_in("rsj").await.refused(&create, input.clone()).await.0, "NOT_ALLOWED");

        let update = mutation("leaderUpdate");
        let change = json!({
            "id": leader["id"], "version": 1, "rank": null, "chief": true,
            "charges": [
                { "unitId": housing, "from": "2026-01-01", "to": "2026-03-01" },
                { "unitId": finance, "from": "2026-03-01" },
            ],
        });
        let changed = sysadmin.done(&update, change.clone()).await["leader"].clone();
        assert_eq!((&changed["version"], &changed["rank"], &changed["chief"]), (&json!(2), &Value::Null, &json!(true)));
        assert_eq!(changed["title"], "市委常委、副市长", "what is left out stays");
        assert_eq!(changed["charges"].as_array().unwrap().len(), 2);
        let payload = office.payload(&update, change).await;
        assert_eq!((&payload["errors"][0]["code"], &payload["current"]["version"]), (&json!("CONFLICT"), &json!(2)));
        for charge in [
            json!({ "unitId": finance, "from": "2026-05-01" }),
            json!({ "unitId": housing, "from": "2026-06-01", "to": "2026-05-01" }),
            json!({ "unitId": housing, "from": "2026-06-01", "to": "2026-06-01" }),
        ] {
            let input = json!({ "id": leader["id"], "version": 2, "charges": [charge] });
            assert_eq!(office.refused(&update, input).await, refused("INVALID_INPUT", "charges"));
        }
        // Its own first day takes a charge away; a change that changes nothing is none.
        let away = json!({ "id": leader["id"], "version": 2, "charges": [{ "unitId": finance, "from": "2026-03-01", "to": "2026-03-01" }] });
        let away = office.done(&update, away).await["leader"].clone();
        assert_eq!((&away["version"], away["charges"].as_array().unwrap().len()), (&json!(3), 1));
        let same = office.done(&update, json!({ "id": leader["id"], "version": 3, "chief": true })).await;
        assert_eq!(same["leader"]["version"], 3);
        // Whoever sees an item sees its leader, and may not change it; another office sees none.
        let shen = office.shen().await;
        let input = json!({ "id": shen["id"], "version": shen["version"], "chief": true });
        assert_eq!(server.sign_in("rsj").await.refused(&update, input.clone()).await, refused("NOT_ALLOWED", ""));
        let other = server.sign_in("other_office").await;
        assert_eq!(other.refused(&update, input).await, refused("NOT_FOUND", "id"));
        let posts = |leaders: Value| -> Vec<String> {
            nodes(&leaders["leaders"]).iter().map(|leader| leader["post"].as_str().unwrap().to_owned()).collect()
        };
        let query = "{ leaders(first: 9) { totalCount edges { node { post } } } }";
        assert_eq!(posts(other.run(query, json!({})).await), Vec::<String>::new());
        assert_eq!(posts(server.sign_in("rsj").await.run(query, json!({})).await), ["沈若川"]);
        office.done(&create, json!({ "post": "市长", "rank": 1, "idempotencyKey": "z" })).await;
        assert_eq!(posts(office.run(query, json!({})).await)[0], "市长");
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'LEADER_CREATED'").await, 2);
        assert_eq!(tables.count("event", "kind = 'LEADER_CHANGED'").await, 2);
    }

    /// From the very day, in Asia/Shanghai, the successor sees and decides and the predecessor no
    /// longer; what the predecessor instructed stays with the post.
    async fn a_successor_sees_and_decides_from_the_very_day(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        bare_account(&server, "gu").await;
        let given = instruct(&server.sign_in("leader").await, &world, "k").await;
        let shen = office.shen().await;
        let set = json!({
            "leaderId": shen["id"], "username": "gu", "name": "顾明舒", "from": "2026-03-10", "idempotencyKey": "k",
        });
        let query = mutation("postHolderSet");
        let leader = office.done(&query, set.clone()).await["leader"].clone();
        assert_eq!(leader["version"], shen["version"].as_i64().unwrap() + 1);
        assert_eq!(office.done(&query, set).await["leader"], leader, "once");
        let holders: Vec<_> = leader["holders"].as_array().unwrap().iter()
            .map(|holder| [&holder["name"], &holder["validFrom"], &holder["validTo"]]).collect();
        assert_eq!(json!(holders), json!([["顾明舒", "2026-03-10", null], ["沈若川", "2026-01-01", "2026-03-10"]]));
        assert_eq!(leader["holder"]["name"], "沈若川", "today");

        let posts = "{ viewer { posts { post } instructionsToRead(first: 5) { totalCount } handover { on } } }";
        let nothing = json!({ "viewer": { "posts": [], "instructionsToRead": { "totalCount": 0 }, "handover": null } });
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let close = json!({ "id": given["id"], "version": given["version"], "note": "已阅" });
        // A second before midnight in Shanghai.
        go_to(&server, "2026-03-09T15:59:59Z");
        let (before, after) = (server.sign_in("leader").await, server.sign_in("gu").await);
        assert_eq!(before.ordinals(&world).await, ["1"]);
        assert_eq!(after.ordinals(&world).await, Vec::<Value>::new());
        assert_eq!(after.run(posts, json!({})).await, nothing);
        assert_eq!(after.refused(CLOSE, close.clone()).await, refused("NOT_FOUND", "id"));
        // And at midnight, in the same sessions.
        go_to(&server, "2026-03-09T16:00:00Z");
        assert_eq!(before.ordinals(&world).await, Vec::<Value>::new());
        assert_eq!(before.run(posts, json!({})).await, nothing);
        assert_eq!(before.run(node, json!({ "id": given["id"] })).await["node"], Value::Null);
        assert_eq!(before.refused(CLOSE, close.clone()).await, refused("NOT_FOUND", "id"));
        assert_eq!(after.ordinals(&world).await, ["1"]);
        assert_eq!(after.run(posts, json!({})).await["viewer"]["posts"], json!([{ "post": "沈若川" }]));
        assert_eq!(after.done(CLOSE, close).await["instruction"]["state"], "CLOSED");
        instruct(&after, &world, "next").await;

        let of_days = "query($id: ID!) { node(id: $id) { ... on Leader {
            then: holder(on: \"2026-03-09\") { name } day: holder(on: \"2026-03-10\") { name } long: holder(on: \"2025-12-31\") { name }
        } } }";
        let office = server.sign_in("office").await;
        let of_days = office.run(of_days, json!({ "id": shen["id"] })).await["node"].clone();
        assert_eq!(of_days, json!({ "then": { "name": "沈若川" }, "day": { "name": "顾明舒" }, "long": null }));
    }

    /// Whoever acts for the holder sees what the holder sees; several may, beside the holder.
    async fn those_who_act_stand_beside_the_holder(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let ids = [bare_account(&server, "lu").await, bare_account(&server, "gu").await];
        let shen = office.shen().await;
        let set = mutation("postHolderSet");
        let mut version = shen["version"].as_i64().unwrap();
        for (account, to) in [(ids[0], json!("2026-03-05")), (ids[1], Value::Null)] {
            let input = json!({
                "leaderId": shen["id"], "accountId": crate::support::global("Account", account.into()),
                "from": "2026-03-02", "to": to, "acting": true, "idempotencyKey": account.to_string(),
            });
            let leader = office.done(&set, input).await["leader"].clone();
            version += 1;
            assert_eq!(leader["version"], version);
        }
        let leader = office.shen().await;
        assert_eq!(leader["holder"]["name"], "沈若川", "who acts replaces nobody");
        assert_eq!(leader["actingHolders"], json!([{ "name": "gu的姓名" }, { "name": "lu的姓名" }]));
        for username in ["leader", "lu", "gu"] {
            assert_eq!(server.sign_in(username).await.ordinals(&world).await, ["1"], "{username}");
        }
        let again = json!({ "leaderId": shen["id"], "username": "gu", "from": "2026-04-01", "acting": true, "idempotencyKey": "a" });
        assert_eq!(office.refused(&set, again).await, refused("INVALID_INPUT", "from"));
        go_to(&server, "2026-03-04T16:00:00Z");
        let office = server.sign_in("office").await;
        assert_eq!(server.sign_in("lu").await.ordinals(&world).await, Vec::<Value>::new());
        // One is ended, the next second.
        let end = mutation("postHolderEnd");
        let acting = leader["holders"].as_array().unwrap().iter().find(|holder| holder["name"] == "gu的姓名").unwrap();
        let gu = server.sign_in("gu").await;
        for (version, on, code, field) in [(1, "2026-03-05", "CONFLICT", "version"), (version, "2026-03-01", "INVALID_INPUT", "on")] {
            let input = json!({ "id": acting["id"], "version": version, "on": on });
            assert_eq!(office.refused(&end, input).await, refused(code, field));
        }
        let input = json!({ "id": acting["id"], "version": version, "on": "2026-03-05" });
        assert_eq!(server.sign_in("rsj").await.refused(&end, input.clone()).await, refused("NOT_ALLOWED", ""));
        assert_eq!(server.sign_in("other_office").await.refused(&end, input.clone()).await, refused("NOT_FOUND", "id"));
        let ended = office.done(&end, input).await["leader"].clone();
        assert_eq!(ended["actingHolders"], json!([]));
        assert_eq!(gu.ordinals(&world).await, Vec::<Value>::new());
        assert_eq!(server.sign_in("leader").await.ordinals(&world).await, ["1"]);
    }

    /// Never two holders at once, nobody who may not hold a post, nobody of another office.
    async fn who_cannot_hold_a_post(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        bare_account(&server, "gu").await;
        let shen = office.shen().await;
        let set = mutation("postHolderSet");
        let input = |more: Value| {
            let mut input = json!({ "leaderId": shen["id"], "from": "2026-04-01", "idempotencyKey": more.to_string() });
            for (name, value) in more.as_object().unwrap() {
                input[name] = value.clone();
            }
            input
        };
        for (more, code, field) in [
            (json!({ "username": "nobody at all" }), "NOT_FOUND", "username"),
            (json!({ "username": "other_office" }), "NOT_FOUND", "username"),
            (json!({ "username": "auditor" }), "INVALID_INPUT", ""),
            (json!({ "accountId": "x" }), "NOT_FOUND", "accountId"),
            (json!({ "accountId": shen["id"], "username": "gu" }), "INVALID_INPUT", ""),
            (json!({}), "REQUIRED", "name"),
            (json!({ "name": "顾明舒", "to": "2026-04-01" }), "INVALID_INPUT", "to"),
            (json!({ "name": "顾明舒", "from": "2026-01-01" }), "INVALID_INPUT", "from"),
            (json!({ "leaderId": world.document, "name": "顾明舒" }), "NOT_FOUND", "leaderId"),
        ] {
            assert_eq!(office.refused(&set, input(more.clone())).await, refused(code, field), "{more}");
        }
        office.done(&set, input(json!({ "name": "顾明舒" }))).await;
        // Someone holds it from then on: nobody can before, unless their time ends by then.
        assert_eq!(office.refused(&set, input(json!({ "name": "陆知远", "from": "2026-03-15" }))).await, refused("INVALID_INPUT", "from"));
        let between = input(json!({ "name": "陆知远", "from": "2026-03-15", "to": "2026-04-01" }));
        let leader = office.done(&set, between).await["leader"].clone();
        assert_eq!(leader["holders"].as_array().unwrap().len(), 3);
        // A day of one's own that was entered by mistake is taken away altogether.
        let wrong = &leader["holders"][1];
        assert_eq!((&wrong["name"], &wrong["hasAccount"]), (&json!("陆知远"), &json!(false)));
        let input = json!({ "id": wrong["id"], "version": leader["version"], "on": "2026-03-15" });
        let leader = office.done(&mutation("postHolderEnd"), input).await["leader"].clone();
        assert_eq!(leader["holders"].as_array().unwrap().len(), 2);
        assert_eq!(server.tables().await.count("event", "kind = 'POST_HOLDER_ENDED'").await, 1);
    }

    /// Many who set a holder from the same day at once: one does.
    async fn at_once_there_is_one_holder(server: Server) {
        server.published_world().await;
        let office = server.sign_in("office").await;
        let shen = office.shen().await;
        let set = mutation("postHolderSet");
        let requests = (0..6).map(|n| {
            let input = json!({
                "leaderId": shen["id"], "name": format!("某{n}"), "from": "2026-03-10", "idempotencyKey": n.to_string(),
            });
            office.payload(&set, input)
        });
        let done = join_all(requests).await;
        assert_eq!(done.iter().filter(|payload| payload["errors"] == json!([])).count(), 1);
        assert_eq!(office.shen().await["holders"].as_array().unwrap().len(), 2);
    }

    /// A document that names the holder of its day means the post, whoever held it before.
    async fn documents_name_the_holder_of_their_day(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let shen = office.shen().await;
        let set = json!({ "leaderId": shen["id"], "name": "顾明舒", "from": "2026-03-10", "idempotencyKey": "k" });
        office.done(&mutation("postHolderSet"), set).await;
        let plan = |day: &str| format!(
            "云溪市{day}专项责任分解方案\n\n1.新建公园5个。（责任领导：顾明舒；牵头单位：市住建局）\n\n云溪市人民政府办公室\n\n{day}\n"
        );
        for (day, same) in [("2026年3月20日", true), ("2026年3月5日", false)] {
            let document = server.import(world.office, &plan(day)).await;
            let query = "query($id: ID!) { document(id: $id) { items(first: 1) { edges { node { leaders { id } } } } } }";
            let data = office.run(query, json!({ "id": document })).await;
            let named = &data["document"]["items"]["edges"][0]["node"]["leaders"][0]["id"];
            assert_eq!(*named == shen["id"], same, "{day}");
        }
    }

    /// A successor finds what is open, promised, reported last and due soon.
    async fn a_post_is_handed_over(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let (leader, lead) = (server.sign_in("leader").await, server.sign_in("rsj").await);
        let given = instruct(&leader, &world, "one").await;
        instruct(&leader, &world, "two").await;
        let answer = json!({ "id": given["id"], "version": 1, "text": "月底前完成", "idempotencyKey": "k" });
        lead.done(ANSWER, answer).await;
        lead.submit("1", "新增就业1万人").await;
        let item = office.first_item(&world).await;
        let change = "mutation($input: ItemChangeInput!) { itemChange(input: $input) {
            item { version } errors { code field message }
        } }";
        let sooner = json!({ "id": item["id"], "version": item["version"], "reason": "按会议决定", "deadline": "2026-04-05" });
        office.done(change, sooner).await;
        let ask = "mutation($input: ExtensionAskInput!) { extensionAsk(input: $input) {
            extension { id } errors { code field message }
        } }";
        let asked = json!({ "itemId": item["id"], "reason": "天气", "plan": "加班", "until": "2026-05-20", "idempotencyKey": "k" });
        lead.done(ask, asked).await;

        bare_account(&server, "gu").await;
        let shen = office.shen().await;
        let set = json!({ "leaderId": shen["id"], "username": "gu", "from": "2026-03-10", "idempotencyKey": "k" });
        office.done(&mutation("postHolderSet"), set).await;
        go_to(&server, "2026-03-10T01:00:00Z");
        let gu = server.sign_in("gu").await;
        let viewer = format!("query($on: Date) {{ viewer {{ handover(on: $on) {{ {HANDOVER} }} }} }}");
        let handed = gu.run(&viewer, json!({})).await["viewer"]["handover"].clone();
        assert_eq!((&handed["on"], &handed["posts"]), (&json!("2026-03-10"), &json!([{ "post": "沈若川" }])));
        assert_eq!(handed["itemCounts"], json!([{ "state": "OPEN", "items": 1 }]));
        assert_eq!((&handed["items"]["totalCount"], &handed["open"]["totalCount"]), (&json!(1), &json!(1)));
        assert_eq!(nodes(&handed["items"]), [json!({ "ordinal": "1", "latestReport": { "unit": { "name": "市人社局" } } })]);
        assert_eq!((&handed["instructions"]["totalCount"], &handed["answered"]["totalCount"]), (&json!(2), &json!(1)));
        assert_eq!(nodes(&handed["extensions"]), [json!({ "state": "OPEN", "until": "2026-05-20", "grantedUntil": null })]);
        assert_eq!(nodes(&handed["dueItems"]), [json!({ "ordinal": "1", "deadline": "2026-04-05" })]);
        let sooner = gu.run(&viewer, json!({ "on": "2026-03-06" })).await["viewer"]["handover"].clone();
        assert_eq!(sooner["dueItems"]["totalCount"], 0, "the thirtieth day is the last");
        // Who has not reported is not for leaders to see.
        let later = gu.run(&viewer, json!({ "on": "2026-11-20" })).await["viewer"]["handover"].clone();
        assert_eq!(later["duties"]["totalCount"], 0);

        // The office sees what it hands over, and who owes; nobody else does.
        let office = server.sign_in("office").await;
        let query = format!("query($id: ID!, $on: Date) {{ handover(leaderId: $id, on: $on) {{ {HANDOVER} }} }}");
        let of = |on: Value| json!({ "id": shen["id"], "on": on });
        let owing = office.run(&query, of(json!("2026-11-20"))).await["handover"].clone();
        assert_eq!(owing["duties"]["totalCount"], 2, "市财政局 and 松岗区 have not reported");
        assert_eq!(gu.run(&query, of(Value::Null)).await["handover"], handed);
        for username in ["leader", "rsj", "sysadmin", "other_office", "nobody"] {
            let client = server.sign_in(username).await;
            assert_eq!(client.run(&query, of(Value::Null)).await["handover"], Value::Null, "{username}");
            assert_eq!(client.run(&viewer, json!({})).await["viewer"]["handover"], Value::Null, "{username}");
        }
    }

    /// A hand-over takes as many statements for many rows as for few.
    async fn statements_of_a_handover_do_not_grow(server: Server) {
        use std::fmt::Write;
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let mut counts = Vec::new();
        let query = format!("{{ viewer {{ handover {{ {HANDOVER} }} }} }}");
        for items in [3, 30] {
            let mut text = format!("云溪市2026年第{items}批责任分解方案\n\n");
            for number in 1..=items {
                writeln!(text, "{number}.建设第{items}批项目{number}0个，3月底前完成。（责任领导：沈若川；牵头单位：市人社局）\n").unwrap();
            }
            let document = server.import(world.office, &text).await;
            office.publish(&document).await;
            let leader = server.sign_in("leader").await;
            let mut fewest = u64::MAX;
            for _ in 0..8 {
                let before = server.statements();
                let data = leader.run(&query, json!({})).await;
                fewest = fewest.min(server.statements() - before);
                assert!(data["viewer"]["handover"]["dueItems"]["totalCount"].as_u64().unwrap() >= items);
            }
            counts.push(fewest);
        }
        assert_eq!(counts[0], counts[1]);
    }
}
