//! Handing on: parts of items in the hands of bureaux and towns, and what these report.

use chrono::TimeDelta;
use duban::domain::account::UnitRole;
use serde_json::{Value, json};

use crate::support::{
    Client, Server, global, on_both,
    world::{ActsAs, World},
};

const HANDING: &str = "id version state task dueOn asks daysBefore endReason endedAt
    unit { name } toUnit { name } item { id } of { ordinal text deadline documentTitle documentNumber }
    dues { dueOn late period { id label } report { id } }
    reports(first: 9) { totalCount edges { node { id current { progress } } } }";

const REPORT: &str = "id version firstSubmittedAt period { label } handing { id }
    current { number state progress problems answer decidedByName }
    versions(first: 9) { totalCount edges { node { number state progress } } }";

const UNIT_CREATE: &str = "mutation($input: UnitCreateInput!) { unitCreate(input: $input) {
    unit { id version parent { name } } errors { code field message }
} }";

const UNIT_UPDATE: &str = "mutation($input: UnitUpdateInput!) { unitUpdate(input: $input) {
    unit { id parent { name } children { name } } current { id } errors { code field message }
} }";

const ITEMS: &str = "query($document: ID!) { document(id: $document) {
    items(first: 10) { edges { node { id ordinal version } } }
} }";

const PREVIEW: &str =
    "query($input: HandingInput!) { itemHandOnPreview(input: $input) { units reports dueOn } }";

fn mutation(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    let camel = first.to_uppercase() + rest;
    let (thing, fields, current) = match name {
        "itemHandOn" => ("handings", HANDING, String::new()),
        "handingChange" | "handingEnd" => ("handing", HANDING, format!("current {{ {HANDING} }}")),
        _ => ("handingReport", REPORT, format!("current {{ {REPORT} }}")),
    };
    format!(
        "mutation($input: {camel}Input!) {{ {name}(input: $input) {{
            {thing} {{ {fields} }} {current} errors {{ code field message }}
        }} }}"
    )
}

/// The world, published, with what lies below two of its units: `center`, of 市人社局; `town`, of
/// 松岗区人民政府; and `other_center`, of 市人社局 too.
struct Below {
    world: World,
    center: Value,
    other_center: Value,
    town: Value,
}

async fn below(server: &Server) -> Below {
    let world = server.published_world().await;
    let office = server.sign_in("office").await;
    let mut made = Vec::new();
    for (username, name, parent) in [
        ("center", "市就业服务中心", "市人社局"),
        ("other_center", "市人才服务中心", "市人社局"),
        ("town", "柳湾街道办事处", "松岗区人民政府"),
    ] {
        let parent = global("Unit", server.unit(world.office, parent).await.into());
        let input = json!({ "name": name, "parentId": parent, "idempotencyKey": name });
        made.push(office.done(UNIT_CREATE, input).await["unit"]["id"].clone());
        let name: &'static str = name;
        server.account(username, world.office, ActsAs::Unit(name, UnitRole::Operator)).await;
    }
    let [center, other_center, town] = made.try_into().expect("three");
    Below { world, center, other_center, town }
}

async fn item(client: &Client, world: &World, ordinal: &str) -> Value {
    let data = client.run(ITEMS, json!({ "document": world.document })).await;
    let items = data["document"]["items"]["edges"].as_array().cloned().unwrap_or_default();
    let item = items.into_iter().find(|edge| edge["node"]["ordinal"] == ordinal);
    item.unwrap_or_else(|| panic!("no item {ordinal}"))["node"].clone()
}

#[expect(clippy::needless_pass_by_value, reason = "made where it is passed, by json!")]
fn part(item: &Value, to: &[&Value], more: Value) -> Value {
    let mut input = json!({ "itemId": item["id"], "toUnitIds": to, "task": "办好驿站运营" });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

fn keyed(mut input: Value, key: &str) -> Value {
    input["idempotencyKey"] = key.into();
    input
}

async fn hand_on(client: &Client, input: Value, key: &str) -> Vec<Value> {
    let done = client.done(&mutation("itemHandOn"), keyed(input, key)).await;
    done["handings"].as_array().expect("handings").clone()
}

async fn act(client: &Client, name: &str, input: Value) -> Value {
    let payload = client.done(&mutation(name), input).await;
    let thing = if name.starts_with("handingReport") { "handingReport" } else { "handing" };
    payload[thing].clone()
}

fn of(thing: &Value) -> Value {
    json!({ "id": thing["id"], "version": thing["version"] })
}

fn refused(code: &str, field: &str) -> (String, String) {
    let field = if field.is_empty() { String::new() } else { format!("input.{field}") };
    (code.to_owned(), field)
}

fn report(handing: &Value, version: Option<i64>, progress: &str) -> Value {
    json!({
        "handingId": handing["id"], "version": version, "progress": progress, "problems": "",
        "idempotencyKey": progress,
    })
}

/// What someone sees of handings: handed by them, to them, on the item, by id.
async fn sees(server: &Server, who: &str, item: &Value, ids: &[&Value]) -> String {
    let query = format!(
        "query($item: ID!, $ids: [ID!]!) {{
            viewer {{
                by: handings(first: 9, filter: {{ direction: BY_US }}) {{ totalCount edges {{ node {{ id }} }} }}
                to: handings(first: 9, filter: {{ direction: TO_US }}) {{ totalCount edges {{ node {{ {HANDING} }} }} }}
                waiting: handingReportsToDecide(first: 9) {{ totalCount edges {{ node {{ number }} }} }}
            }}
            item(id: $item) {{ handings(first: 9) {{ totalCount edges {{ node {{ id reports {{ totalCount }} }} }} }} }}
            nodes(ids: $ids) {{ id }}
        }}"
    );
    let data =
        server.sign_in(who).await.run(&query, json!({ "item": item["id"], "ids": ids })).await;
    let count = |list: &Value| {
        let edges = list["edges"].as_array().map_or(0, Vec::len);
        assert_eq!(list["totalCount"], edges, "{who}");
        edges
    };
    let on_item = match &data["item"] {
        Value::Null => "·".to_owned(),
        item => count(&item["handings"]).to_string(),
    };
    let viewer = &data["viewer"];
    let nodes = data["nodes"].as_array().unwrap().iter().filter(|node| !node.is_null()).count();
    format!(
        "{} {} {} {on_item} {nodes}",
        count(&viewer["by"]),
        count(&viewer["to"]),
        count(&viewer["waiting"]),
    )
}

on_both! {
    /// A part is handed on, reported on, returned and accepted; nothing arises that was not asked for.
    async fn a_part_is_handed_on(server: Server) {
        let below = below(&server).await;
        let (lead, center) = (server.sign_in("rsj").await, server.sign_in("center").await);
        let item = item(&lead, &below.world, "2").await;
        let input = part(&item, &[&below.center, &below.other_center], json!({}));
        let cost = lead.run(PREVIEW, json!({ "input": input })).await;
        assert_eq!(cost["itemHandOnPreview"], json!({ "units": 2, "reports": 0, "dueOn": [] }));
        assert_eq!(server.tables().await.rows("handing").await.len(), 0, "a preview hands nothing on");
        let handings = hand_on(&lead, input.clone(), "k").await;
        assert_eq!(handings.len(), 2);
        let again = hand_on(&lead, input.clone(), "k").await;
        assert_eq!((again.len(), server.tables().await.rows("handing").await.len()), (2, 2));
        assert_eq!(lead.refused(&mutation("itemHandOn"), keyed(input, "k2")).await, refused("WRONG_STATE", ""));
        // The unit below sees its part and the item's words.
        let query = format!("{{ viewer {{ handings(first: 5) {{ edges {{ node {{ {HANDING} }} }} }} duties(first: 5) {{ totalCount }} tasks(first: 5) {{ totalCount }} }} documents {{ totalCount }} }}");
        let data = center.run(&query, json!({})).await;
        let mine = data["viewer"]["handings"]["edges"][0]["node"].clone();
        assert_eq!((&mine["unit"]["name"], &mine["toUnit"]["name"]), (&json!("市人社局"), &json!("市就业服务中心")));
        assert_eq!((&mine["of"]["ordinal"], &mine["of"]["text"]), (&json!("2"), &json!("建设青年驿站6个，6月底前建成。")));
        assert_eq!((&mine["of"]["documentNumber"], &mine["item"], &mine["dues"]), (&json!("云政办发〔2026〕3号"), &Value::Null, &json!([])));
        assert_eq!((&data["viewer"]["duties"]["totalCount"], &data["viewer"]["tasks"]["totalCount"], &data["documents"]["totalCount"]), (&json!(0), &json!(0), &json!(0)));
        // It reports to the unit, which decides.
        let saved = act(&center, "handingReportSave", report(&mine, None, "已开门三家")).await;
        assert_eq!(act(&center, "handingReportSave", report(&mine, None, "已开门三家")).await, saved);
        assert_eq!(sees(&server, "rsj", &item, &[&saved["id"]]).await, "2 0 0 2 0", "a draft is its unit's");
        let submitted = act(&center, "handingReportSubmit", of(&saved)).await;
        assert_eq!(sees(&server, "rsj", &item, &[&saved["id"]]).await, "2 0 1 2 1");
        let back = |reason: &str| json!({ "id": submitted["id"], "version": submitted["version"], "reason": reason });
        let returning = mutation("handingReportReturn");
        assert_eq!(lead.refused(&returning, back(" ")).await, refused("REQUIRED", "reason"));
        for (who, code, field) in [("center", "NOT_ALLOWED", ""), ("office", "NOT_ALLOWED", ""), ("other_center", "NOT_FOUND", "id"), ("jyj", "NOT_FOUND", "id"), ("town", "NOT_FOUND", "id")] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&returning, back("补充")).await, refused(code, field), "{who}");
        }
        let returned = act(&lead, "handingReportReturn", back("请补充数字")).await;
        assert_eq!(returned["current"]["answer"], "请补充数字");
        let saved = act(&center, "handingReportSave", report(&mine, returned["version"].as_i64(), "已开门三家，服务40人")).await;
        assert_eq!(saved["versions"]["totalCount"], 2);
        let submitted = act(&center, "handingReportSubmit", of(&saved)).await;
        let accepted = act(&lead, "handingReportAccept", of(&submitted)).await;
        assert_eq!((&accepted["current"]["state"], &accepted["current"]["decidedByName"]), (&json!("ACCEPTED"), &json!("rsj的姓名")));
        assert_eq!(accepted["firstSubmittedAt"], returned["firstSubmittedAt"]);
        // Upward nothing has changed: the unit's own duty is still its own.
        assert_eq!(lead.duty("2").await["state"], "OPEN");
    }

    /// Another town sees nothing, nor do the other units of the item; the office sees what was handed.
    async fn a_part_is_seen_by_two_and_the_office(server: Server) {
        let below = below(&server).await;
        let lead = server.sign_in("rsj").await;
        let item = item(&lead, &below.world, "1").await;
        let handings = hand_on(&lead, part(&item, &[&below.center], json!({})), "k").await;
        let center = server.sign_in("center").await;
        let saved = act(&center, "handingReportSave", report(&handings[0], None, "已摸底")).await;
        let submitted = act(&center, "handingReportSubmit", of(&saved)).await;
        let ids = [&handings[0]["id"], &saved["id"]];
        // Handed by them, to them, waiting for them, on the item, by id (the handing, the report).
        for (who, expected) in [
            ("rsj", "1 0 1 1 2"), ("rsj_head", "1 0 1 1 2"), ("center", "0 1 0 · 2"), ("office", "0 0 0 1 2"),
            ("other_center", "0 0 0 · 0"), ("town", "0 0 0 · 0"), ("songgang", "0 0 0 0 0"), ("czj", "0 0 0 0 0"),
            ("leader", "0 0 0 0 0"), ("fgw", "0 0 0 0 0"), ("nobody", "0 0 0 · 0"), ("other_office", "0 0 0 · 0"), ("auditor", "0 0 0 · 0"),
        ] {
            assert_eq!(sees(&server, who, &item, &ids).await, expected, "{who}");
        }
        // The unit below finds neither the item nor its document by id.
        let query = "query($item: ID!, $document: ID!) { item(id: $item) { id } document(id: $document) { id } }";
        let data = center.run(query, json!({ "item": item["id"], "document": below.world.document })).await;
        assert_eq!(data, json!({ "item": null, "document": null }));
        // Who has a part of the item hands its own on: of one's part nobody else sees anything.
        let songgang = server.sign_in("songgang").await;
        hand_on(&songgang, part(&item, &[&below.town], json!({})), "k").await;
        assert_eq!(sees(&server, "rsj", &item, &ids).await, "1 0 1 1 2");
        assert_eq!(sees(&server, "songgang", &item, &ids).await, "1 0 0 1 0");
        assert_eq!(sees(&server, "town", &item, &ids).await, "0 1 0 · 0");
        // Taken back, it was never submitted.
        let withdrawn = act(&center, "handingReportWithdraw", of(&submitted)).await;
        assert_eq!((&withdrawn["current"]["state"], &withdrawn["firstSubmittedAt"]), (&json!("WITHDRAWN"), &Value::Null));
        assert_eq!(sees(&server, "rsj", &item, &ids).await, "1 0 0 1 1");
        let told = "query($id: ID!) { item(id: $id) { history(first: 50) { edges { node { kind } } } } }";
        for (who, handed, saved) in [("rsj", 1, 0), ("office", 2, 0), ("czj", 0, 0)] {
            let data = server.sign_in(who).await.run(told, json!({ "id": item["id"] })).await;
            let kinds = data["item"]["history"]["edges"].as_array().unwrap().clone();
            let count = |kind: &str| kinds.iter().filter(|edge| edge["node"]["kind"] == kind).count();
            assert_eq!((count("HANDED_ON"), count("HANDING_REPORT_SAVED")), (handed, saved), "{who}");
        }
    }

    /// Reports are owed below only where they are asked for: once, or before each of the unit's own.
    async fn reports_are_owed_where_they_are_asked_for(server: Server) {
        let below = below(&server).await;
        let (lead, center) = (server.sign_in("rsj").await, server.sign_in("center").await);
        let item = item(&lead, &below.world, "2").await;
        let once = part(&item, &[&below.center], json!({ "asks": "ONCE", "dueOn": "2026-05-20" }));
        let cost = lead.run(PREVIEW, json!({ "input": once })).await;
        assert_eq!(cost["itemHandOnPreview"], json!({ "units": 1, "reports": 1, "dueOn": ["2026-05-20"] }));
        let handing = hand_on(&lead, once, "k").await[0].clone();
        assert_eq!((&handing["dues"][0]["dueOn"], &handing["dues"][0]["late"]), (&json!("2026-05-20"), &json!(false)));
        // The unit's own report is due on 2026-06-30, with the item.
        let due = lead.duty("2").await["dueOn"].clone();
        assert_eq!(due, "2026-06-30");
        let each = json!({ "asks": "EACH_PERIOD", "daysBefore": 5 });
        let both = part(&item, &[&below.center, &below.other_center], each.clone());
        assert_eq!(lead.run(PREVIEW, json!({ "input": part(&item, &[&below.other_center], each.clone()) })).await["itemHandOnPreview"], json!({ "units": 1, "reports": 1, "dueOn": ["2026-06-25"] }));
        assert_eq!(lead.refused(&mutation("itemHandOn"), keyed(both, "k1")).await, refused("WRONG_STATE", ""));
        let mut change = of(&handing);
        change["task"] = "办好驿站运营并按期报送".into();
        change["asks"] = "EACH_PERIOD".into();
        change["daysBefore"] = 5.into();
        for (who, code, field) in [("center", "NOT_ALLOWED", ""), ("office", "NOT_ALLOWED", ""), ("jyj", "NOT_FOUND", "id")] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&mutation("handingChange"), change.clone()).await, refused(code, field), "{who}");
        }
        let changed = act(&lead, "handingChange", change.clone()).await;
        assert_eq!((&changed["task"], &changed["dues"][0]["dueOn"]), (&json!("办好驿站运营并按期报送"), &json!("2026-06-25")));
        assert_eq!(lead.refused(&mutation("handingChange"), change).await, refused("CONFLICT", "version"));
        let period = changed["dues"][0]["period"]["id"].clone();
        assert_eq!(center.refused(&mutation("handingReportSave"), report(&changed, None, "甲")).await, refused("REQUIRED", "periodId"));
        let mut saved = report(&changed, None, "乙");
        saved["periodId"] = period;
        let saved = act(&center, "handingReportSave", saved).await;
        assert_eq!(saved["period"]["label"], changed["dues"][0]["period"]["label"]);
        // It is late once its day has passed, and owed no more once the item needs no report.
        server.clock.advance(TimeDelta::days(116));
        let center = server.sign_in("center").await;
        let dues = "query($id: ID!) { node(id: $id) { ... on Handing { state of { text } dues { late report { id } } } } }";
        let seen = center.run(dues, json!({ "id": handing["id"] })).await["node"].clone();
        assert_eq!((&seen["dues"][0]["late"], &seen["dues"][0]["report"]["id"]), (&json!(true), &saved["id"]));
        let office = server.sign_in("office").await;
        let cancel = "mutation($input: ItemCancelInput!) { itemCancel(input: $input) { item { id } errors { code field message } } }";
        let version = office.run("query($id: ID!) { item(id: $id) { version } }", json!({ "id": item["id"] })).await;
        office.done(cancel, json!({ "id": item["id"], "version": version["item"]["version"], "reason": "按会议决定" })).await;
        let seen = center.run(dues, json!({ "id": handing["id"] })).await["node"].clone();
        assert_eq!((&seen["state"], &seen["of"]), (&json!("ENDED"), &Value::Null));
        assert_eq!(center.refused(&mutation("handingReportSubmit"), of(&saved)).await, refused("WRONG_STATE", ""));
    }

    /// A handing ends: the unit below keeps what it reported, and reads the item no more.
    async fn a_handing_ends(server: Server) {
        let below = below(&server).await;
        let (lead, center) = (server.sign_in("rsj").await, server.sign_in("center").await);
        let item = item(&lead, &below.world, "2").await;
        let handing = hand_on(&lead, part(&item, &[&below.center], json!({ "asks": "ONCE", "dueOn": "2026-05-20" })), "k").await[0].clone();
        let saved = act(&center, "handingReportSave", report(&handing, None, "已开门三家")).await;
        act(&center, "handingReportSubmit", of(&saved)).await;
        let mut end = of(&handing);
        end["reason"] = " ".into();
        assert_eq!(lead.refused(&mutation("handingEnd"), end.clone()).await, refused("REQUIRED", "reason"));
        end["reason"] = "任务调整".into();
        assert_eq!(center.refused(&mutation("handingEnd"), end.clone()).await, refused("NOT_ALLOWED", ""));
        let ended = act(&lead, "handingEnd", end.clone()).await;
        assert_eq!((&ended["state"], &ended["endReason"]), (&json!("ENDED"), &json!("任务调整")));
        end["version"] = ended["version"].clone();
        assert_eq!(lead.refused(&mutation("handingEnd"), end).await, refused("WRONG_STATE", ""));
        let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Handing {{ {HANDING} }} }} }}");
        let seen = |data: Value| (data["node"]["task"].clone(), data["node"]["of"]["ordinal"].clone(), data["node"]["reports"]["totalCount"].clone());
        let at_center = center.run(&query, json!({ "id": handing["id"] })).await;
        assert_eq!(seen(at_center), (json!("办好驿站运营"), Value::Null, json!(1)));
        let at_lead = lead.run(&query, json!({ "id": handing["id"] })).await;
        assert_eq!(seen(at_lead), (json!("办好驿站运营"), json!("2"), json!(1)));
        let again = report(&handing, Some(2), "还有一家");
        assert_eq!(center.refused(&mutation("handingReportSave"), again).await, refused("WRONG_STATE", ""));
        // It can be handed on anew.
        assert_eq!(hand_on(&lead, part(&item, &[&below.center], json!({})), "k2").await.len(), 1);
    }

    /// A unit that has no part in the item any more has handed nothing on.
    async fn a_handing_ends_with_the_units_part(server: Server) {
        let below = below(&server).await;
        let songgang = server.sign_in("songgang").await;
        let item = item(&songgang, &below.world, "4").await;
        let handing = hand_on(&songgang, part(&item, &[&below.town], json!({})), "k").await[0].clone();
        let office = server.sign_in("office").await;
        let unit = global("Unit", server.unit(below.world.office, "松岗区人民政府").await.into());
        let districts = global("Unit", server.unit(below.world.office, "各区人民政府").await.into());
        let end = "mutation($input: CollectiveMemberEndInput!) { collectiveMemberEnd(input: $input) { unit { id } errors { code field message } } }";
        office.done(end, json!({ "collectiveId": districts, "memberId": unit, "on": "2026-03-02" })).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Handing { state endReason of { text } } } }";
        let seen = server.sign_in("town").await.run(query, json!({ "id": handing["id"] })).await;
        assert_eq!(seen["node"], json!({ "state": "ENDED", "endReason": null, "of": null }));
    }

    /// To whom, what and by when a part cannot be handed.
    async fn what_cannot_be_handed_on(server: Server) {
        let below = below(&server).await;
        let lead = server.sign_in("rsj").await;
        let item = item(&lead, &below.world, "2").await;
        let hand = mutation("itemHandOn");
        let strangers = global("Unit", server.unit(below.world.office, "市财政局").await.into());
        for (input, code, field) in [
            (part(&item, &[], json!({})), "REQUIRED", "toUnitIds"),
            (part(&item, &[&below.town], json!({})), "NOT_FOUND", "toUnitIds"),
            (part(&item, &[&json!(strangers)], json!({})), "NOT_FOUND", "toUnitIds"),
            (part(&item, &[&below.center], json!({ "task": " " })), "REQUIRED", "task"),
            (part(&item, &[&below.center], json!({ "dueOn": "2026-03-01" })), "INVALID_INPUT", "dueOn"),
            (part(&item, &[&below.center], json!({ "asks": "ONCE" })), "REQUIRED", "dueOn"),
            (part(&item, &[&below.center], json!({ "asks": "EACH_PERIOD", "daysBefore": 31 })), "INVALID_INPUT", "daysBefore"),
            (part(&item, &[&below.center], json!({ "daysBefore": 3 })), "INVALID_INPUT", "daysBefore"),
        ] {
            assert_eq!(lead.refused(&hand, keyed(input, field)).await, refused(code, field), "{field}");
        }
        let input = part(&item, &[&below.center], json!({}));
        for (who, code, field) in [("office", "NOT_ALLOWED", ""), ("center", "NOT_FOUND", "itemId"), ("zjj", "NOT_FOUND", "itemId"), ("czj", "NOT_FOUND", "toUnitIds")] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&hand, keyed(input.clone(), "k")).await, refused(code, field), "{who}");
            assert_eq!(client.run(PREVIEW, json!({ "input": input })).await["itemHandOnPreview"], Value::Null, "{who}");
        }
    }

    /// The register keeps which unit belongs to which: of one office, in no circle.
    async fn units_belong_to_units(server: Server) {
        let below = below(&server).await;
        let office = server.sign_in("office").await;
        let lead = server.sign_in("rsj").await;
        let unit = global("Unit", server.unit(below.world.office, "市人社局").await.into());
        let query = "query($id: ID!) { unit(id: $id) { version parent { id } children { name } } }";
        let seen = lead.run(query, json!({ "id": unit })).await["unit"].clone();
        assert_eq!(seen["children"], json!([{ "name": "市人才服务中心" }, { "name": "市就业服务中心" }]));
        let change = |parent: &Value| json!({ "id": unit, "version": seen["version"], "parentId": parent });
        assert_eq!(office.refused(UNIT_UPDATE, change(&json!(unit))).await, refused("NOT_FOUND", "parentId"));
        assert_eq!(office.refused(UNIT_UPDATE, change(&below.center)).await, refused("NOT_FOUND", "parentId"));
        let districts = global("Unit", server.unit(below.world.office, "各区人民政府").await.into());
        assert_eq!(office.refused(UNIT_UPDATE, change(&json!(districts))).await, refused("NOT_FOUND", "parentId"));
        let other = server.unit(below.world.office, "市财政局").await;
        let done = office.done(UNIT_UPDATE, change(&json!(global("Unit", other.into())))).await;
        assert_eq!(done["unit"]["parent"]["name"], "市财政局");
        // Who has no such unit below sees none.
        assert_eq!(server.sign_in("jyj").await.run(query, json!({ "id": below.center })).await["unit"], Value::Null);
    }
}
