//! Units that another one succeeds: what waits goes to the successor from the day on, what was
//! reported stays as it was.

use serde_json::{Value, json};

use crate::support::{
    Client, Server, global, on_both,
    world::{ACCEPT, ActsAs, RETURN, SAVE, SUBMIT, World},
};
use duban::domain::account::UnitRole;

const SUCCEED: &str = "mutation($input: UnitSucceedInput!) { unitSucceed(input: $input) {
    unit {
        id version name validTo succeededOn aliases { name validTo }
        successor { id name aliases { name validFrom } predecessors { name } }
        succession { kind on reason documentNumber enteredByName carriedOutAt answering { name } }
    }
    dutyChanges { added moved ended } current { version } errors { code field message }
} }";

const OWED: &str = "query($id: ID!) { document(id: $id) { items(first: 20) { edges { node {
    ordinal duties(first: 100) { edges { node {
        dueOn role state endReason unit { name } recipient { name }
        report { id version state unit { name } }
    } } }
} } } } }";

fn refused(code: &str, field: &str) -> (String, String) {
    let field = if field.is_empty() { String::new() } else { format!("input.{field}") };
    (code.to_owned(), field)
}

fn nodes(connection: &Value) -> Vec<Value> {
    connection["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

fn go_to(server: &Server, at: &str) {
    let then: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    server.clock.advance(then - server.clock.now());
}

/// Every duty of a document that is not ended: `item unit>recipient state`, in order.
async fn owed(client: &Client, document: &str) -> Vec<String> {
    let data = client.run(OWED, json!({ "id": document })).await;
    let mut lines = Vec::new();
    for item in nodes(&data["document"]["items"]) {
        for duty in nodes(&item["duties"]) {
            if duty["state"] != "CANCELLED" {
                let text = |value: &Value| value.as_str().unwrap_or("督查室").to_owned();
                lines.push(format!(
                    "{} {}>{} {}",
                    text(&item["ordinal"]),
                    text(&duty["unit"]["name"]),
                    text(&duty["recipient"]["name"]),
                    text(&duty["state"])
                ));
            }
        }
    }
    lines.sort();
    lines
}

async fn unit(server: &Server, world: &World, name: &str) -> String {
    global("Unit", server.unit(world.office, name).await.into())
}

/// The input by which a unit is succeeded by another on a day.
async fn input(server: &Server, world: &World, [old, new]: [&str; 2], on: &str) -> Value {
    let office = server.sign_in("office").await;
    let id = unit(server, world, old).await;
    let found =
        office.run("query($id: ID!) { unit(id: $id) { version } }", json!({ "id": id })).await;
    json!({
        "unitId": id, "version": found["unit"]["version"], "successorId": unit(server, world, new).await,
        "kind": "MERGED", "on": on, "reason": "机构改革", "documentNumber": "云编发〔2026〕2号",
        "idempotencyKey": format!("{old}{new}"),
    })
}

async fn succeed(server: &Server, world: &World, units: [&str; 2], on: &str) -> Value {
    let input = input(server, world, units, on).await;
    server.sign_in("office").await.done(SUCCEED, input).await
}

on_both! {
    /// What waits goes to the successor with its drafts, what was submitted stays, and nothing is
    /// owed twice; done again it changes nothing.
    async fn open_duties_go_to_the_successor(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let (rsj, czj) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        rsj.save("1", "草稿").await;
        rsj.submit("2", "已选址").await;
        czj.submit("2", "资金已下达").await;
        let query = "query($unit: ID!, $to: ID!) { unitSuccessionPreview(unitId: $unit, successorId: $to) {
            openDuties alreadyOwed submittedDuties instructions items(first: 9) { totalCount } collectives { name }
        } }";
        let both = json!({ "unit": unit(&server, &world, "市人社局").await, "to": unit(&server, &world, "市教育局").await });
        let preview = office.run(query, both.clone()).await["unitSuccessionPreview"].clone();
        assert_eq!(preview, json!({
            "openDuties": 1, "alreadyOwed": 0, "submittedDuties": 1, "instructions": 0,
            "items": { "totalCount": 2 }, "collectives": [],
        }));
        for username in ["rsj", "sysadmin", "other_office"] {
            let seen = server.sign_in(username).await.run(query, both.clone()).await;
            assert_eq!(seen["unitSuccessionPreview"], Value::Null, "{username}");
        }

        let input = input(&server, &world, ["市人社局", "市教育局"], "2026-03-02").await;
        let done = office.done(SUCCEED, input.clone()).await;
        assert_eq!(done["dutyChanges"], json!({ "added": 0, "moved": 3, "ended": 0 }), "the supports of item 1 report to another");
        let old = &done["unit"];
        assert_eq!((&old["validTo"], &old["succeededOn"]), (&json!("2026-03-02"), &json!("2026-03-02")));
        assert_eq!(old["successor"]["name"], "市教育局");
        assert_eq!(old["successor"]["aliases"], json!([{ "name": "市人社局", "validFrom": "2026-03-02" }]));
        assert_eq!(old["successor"]["predecessors"], json!([{ "name": "市人社局" }]));
        let told = &old["succession"];
        assert_eq!((&told["kind"], &told["reason"], &told["answering"]["name"]), (&json!("MERGED"), &json!("机构改革"), &json!("市教育局")));
        assert_eq!(told["carriedOutAt"], "2026-03-02T01:00:00Z");
        assert_eq!(owed(&office, &world.document).await, [
            "1 市教育局>督查室 OPEN",
            "1 市财政局>市教育局 OPEN",
            "1 松岗区人民政府>市教育局 OPEN",
            "2 市人社局>督查室 SUBMITTED",
            "2 市教育局>督查室 OPEN",
            "2 市财政局>市教育局 SUBMITTED",
            "3 市教育局>督查室 OPEN",
            "4 市住建局>督查室 OPEN",
            "4 松岗区人民政府>市住建局 OPEN",
            "5 市文旅局>督查室 OPEN",
        ]);
        let again = office.done(SUCCEED, input).await;
        assert_eq!((&again["unit"]["version"], &again["dutyChanges"]["moved"]), (&old["version"], &json!(0)));

        // The successor's people go on with the draft, and decide what was sent to the unit.
        let jyj = server.sign_in("jyj").await;
        let duty = jyj.duty("1").await;
        assert_eq!(duty["report"]["content"]["progress"], "草稿");
        jyj.submit("1", "新增就业1万人").await;
        let data = jyj.run(OWED, json!({ "id": world.document })).await;
        let second = nodes(&data["document"]["items"])[1].clone();
        let report = nodes(&second["duties"]).into_iter().find(|duty| duty["unit"]["name"] == "市财政局").unwrap()["report"].clone();
        jyj.done(ACCEPT, json!({ "id": report["id"], "version": report["version"] })).await;

        // The unit's people see their past, and owe nothing.
        let rsj = server.sign_in("rsj").await;
        let mine = "{ viewer { units { unit { name } } duties(first: 9) { totalCount } tasks(first: 9) { totalCount } } }";
        assert_eq!(rsj.run(mine, json!({})).await["viewer"], json!({ "units": [], "duties": { "totalCount": 0 }, "tasks": { "totalCount": 0 } }));
        let past = rsj.run(OWED, json!({ "id": world.document })).await;
        let own = nodes(&nodes(&past["document"]["items"])[1]["duties"]).into_iter().find(|duty| duty["unit"]["name"] == "市人社局").unwrap();
        let report = own["report"].clone();
        assert_eq!(report["unit"]["name"], "市人社局", "the old name");
        assert_eq!(rsj.refused(SAVE, json!({ "dutyId": duty["id"], "progress": "x", "idempotencyKey": "x" })).await.0, "NOT_ALLOWED");
        assert_eq!(rsj.refused(SUBMIT, json!({ "id": report["id"], "version": report["version"] })).await.0, "NOT_ALLOWED");
        // A regime that changes later, or a turn of the day, asks nothing of it again.
        let turned = server.app.service.turn_days().await.unwrap();
        assert!(turned.iter().all(|turn| turn.changes.is_empty()));
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'UNIT_SUCCEEDED'").await, 1);
        assert_eq!(tables.count("event", "kind = 'UNIT_SUCCESSION_SET'").await, 1);
    }

    /// A report that is returned after the day goes to the successor; what was submitted keeps the
    /// name of who submitted it.
    async fn a_return_goes_to_the_successor(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let wlj = server.sign_in("wlj").await;
        let report = wlj.submit("5", "已启动").await;
        succeed(&server, &world, ["市文旅局", "市档案馆"], "2026-03-02").await;
        let input = json!({ "id": report["id"], "version": report["version"], "reason": "请补充数据" });
        office.done(RETURN, input).await;
        let of = |lines: Vec<String>| lines.into_iter().filter(|line| line.starts_with('5')).collect::<Vec<_>>();
        assert_eq!(of(owed(&office, &world.document).await), ["5 市档案馆>督查室 RETURNED"]);
        let successor = server.sign_in("nobody").await;
        successor.submit("5", "已办3场").await;
        let query = "query($id: ID!) { node(id: $id) { ... on ProgressReport {
            unit { name } versions(first: 5) { edges { node { number progress submittedByUnit { name } } } }
        } } }";
        for client in [&office, &successor, &server.sign_in("wlj").await] {
            let seen = client.run(query, json!({ "id": report["id"] })).await["node"].clone();
            assert_eq!(seen["unit"]["name"], "市档案馆");
            assert_eq!(nodes(&seen["versions"]), [
                json!({ "number": 2, "progress": "已办3场", "submittedByUnit": null }),
                json!({ "number": 1, "progress": "已启动", "submittedByUnit": { "name": "市文旅局" } }),
            ]);
        }
    }

    /// A unit that leads and one that supports the same item become one that leads; what both owe is
    /// owed once.
    async fn nothing_is_owed_twice_and_lead_wins(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let preview = "query($unit: ID!, $to: ID!) { unitSuccessionPreview(unitId: $unit, successorId: $to) { openDuties alreadyOwed } }";
        let both = json!({ "unit": unit(&server, &world, "市财政局").await, "to": unit(&server, &world, "市人社局").await });
        let preview = office.run(preview, both).await["unitSuccessionPreview"].clone();
        assert_eq!(preview, json!({ "openDuties": 2, "alreadyOwed": 2 }));
        let done = succeed(&server, &world, ["市财政局", "市人社局"], "2026-03-01").await;
        assert_eq!(done["dutyChanges"], json!({ "added": 0, "moved": 0, "ended": 2 }));
        let owed = owed(&office, &world.document).await;
        assert_eq!(owed.iter().filter(|line| line.contains("市人社局>")).count(), 2);
        assert!(owed.iter().all(|line| !line.contains("市财政局")), "{owed:?}");
        let tables = server.tables().await;
        assert_eq!(tables.count("duty", "end_reason = 'SUCCESSION'").await, 2);
        // The other way round: the one that leads goes, the one that supports leads.
        let done = succeed(&server, &world, ["市住建局", "松岗区人民政府"], "2026-03-01").await;
        assert_eq!(done["dutyChanges"], json!({ "added": 0, "moved": 1, "ended": 1 }));
        let data = office.run(OWED, json!({ "id": world.document })).await;
        let fourth = nodes(&nodes(&data["document"]["items"])[3]["duties"]);
        let open: Vec<_> = fourth.iter().filter(|duty| duty["state"] == "OPEN").collect();
        assert_eq!(open.len(), 1);
        assert_eq!((&open[0]["role"], &open[0]["unit"]["name"], &open[0]["recipient"]), (&json!("LEAD"), &json!("松岗区人民政府"), &Value::Null));
    }

    /// Nothing moves before the day; the day's turn carries it out once.
    async fn a_day_to_come_moves_nothing_before(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        server.app.service.turn_days().await.unwrap();
        let before = owed(&office, &world.document).await;
        let done = succeed(&server, &world, ["市文旅局", "市档案馆"], "2026-03-05").await;
        assert_eq!(done["dutyChanges"], json!({ "added": 0, "moved": 0, "ended": 0 }));
        assert_eq!((&done["unit"]["validTo"], &done["unit"]["succession"]["carriedOutAt"]), (&Value::Null, &Value::Null));
        // What is to come is seen by those alone who keep the register.
        let query = "query($id: ID!) { unit(id: $id) { succeededOn succession { on } successor { name } } }";
        let id = json!({ "id": done["unit"]["id"] });
        let seen = server.sign_in("wlj").await.run(query, id.clone()).await["unit"].clone();
        assert_eq!(seen, json!({ "succeededOn": null, "succession": null, "successor": null }));
        go_to(&server, "2026-03-04T15:59:00Z");
        server.app.service.turn_days().await.unwrap();
        let office = server.sign_in("office").await;
        assert_eq!(owed(&office, &world.document).await, before);
        assert_eq!(server.sign_in("wlj").await.duty("5").await["state"], "OPEN");
        // A server that was down makes the turns that it missed, each once.
        go_to(&server, "2026-03-06T16:00:00Z");
        let turns = server.app.service.turn_days().await.unwrap();
        let moved: Vec<_> = turns.iter().map(|turn| (turn.day.to_string(), turn.changes.moved)).collect();
        assert_eq!(moved, [("2026-03-05".to_owned(), 1), ("2026-03-06".to_owned(), 0), ("2026-03-07".to_owned(), 0)]);
        assert_eq!(server.sign_in("nobody").await.duty("5").await["state"], "OPEN");
        let seen = server.sign_in("wlj").await.run(query, id).await["unit"].clone();
        assert_eq!(seen, json!({ "succeededOn": "2026-03-05", "succession": { "on": "2026-03-05" }, "successor": { "name": "市档案馆" } }));
        assert_eq!(server.tables().await.count("event", "kind = 'UNIT_SUCCEEDED'").await, 1);
    }

    /// A chain has an end, and no circle closes; who was succeeded is not succeeded again.
    async fn chains_have_an_end_and_circles_are_refused(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let circle = input(&server, &world, ["市发改委", "市文旅局"], "2026-04-01").await;
        succeed(&server, &world, ["市文旅局", "市档案馆"], "2026-03-01").await;
        let second = succeed(&server, &world, ["市档案馆", "市发改委"], "2026-03-02").await;
        assert_eq!(second["dutyChanges"]["moved"], 1);
        let data = office.run("query($id: ID!) { unit(id: $id) { successor { name } succession { answering { name } } } }",
            json!({ "id": unit(&server, &world, "市发改委").await })).await;
        assert_eq!(data["unit"]["successor"], Value::Null);
        assert!(owed(&office, &world.document).await.contains(&"5 市发改委>督查室 OPEN".to_owned()));
        server.sign_in("fgw").await.submit("5", "已启动").await;
        assert_eq!(office.refused(SUCCEED, circle).await, refused("NOT_FOUND", "successorId"), "it is no more");
        // Two that are still to come.
        succeed(&server, &world, ["市住建局", "市教育局"], "2026-04-01").await;
        let back = input(&server, &world, ["市教育局", "市住建局"], "2026-03-20").await;
        assert_eq!(office.refused(SUCCEED, back).await, refused("INVALID_INPUT", "successorId"));
        let again = input(&server, &world, ["市住建局", "市财政局"], "2026-04-01").await;
        assert_eq!(office.refused(SUCCEED, again).await, refused("WRONG_STATE", ""));
    }

    /// The successor takes the unit's place among the members of a collective.
    async fn the_successor_takes_the_place_of_a_member(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let done = succeed(&server, &world, ["松岗区人民政府", "市档案馆"], "2026-03-02").await;
        assert_eq!(done["dutyChanges"], json!({ "added": 0, "moved": 2, "ended": 0 }));
        let query = "query($id: ID!) { unit(id: $id) { members { name } memberships { unit { name } validFrom validTo } } }";
        let districts = json!({ "id": unit(&server, &world, "各区人民政府").await });
        let data = office.run(query, districts).await["unit"].clone();
        assert_eq!(data["members"], json!([{ "name": "市档案馆" }]));
        assert_eq!(data["memberships"], json!([
            { "unit": { "name": "松岗区人民政府" }, "validFrom": "2026-01-01", "validTo": "2026-03-02" },
            { "unit": { "name": "市档案馆" }, "validFrom": "2026-03-02", "validTo": null },
        ]));
        let successor = server.sign_in("nobody").await;
        successor.submit("4", "已改造5个").await;
        let seen = successor.run(OWED, json!({ "id": world.document })).await;
        let ordinals: Vec<_> = nodes(&seen["document"]["items"]).iter().map(|item| item["ordinal"].clone()).collect();
        assert_eq!(ordinals, ["1", "4"]);
    }

    /// A renamed unit is a new one of the same kind; imports mean by the old name the one of their day.
    async fn a_renamed_unit_keeps_its_names_by_the_day(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let mut renamed = input(&server, &world, ["市文旅局", "市档案馆"], "2026-03-02").await;
        renamed["successorId"] = Value::Null;
        renamed["newName"] = "市文体旅局".into();
        renamed["kind"] = "RENAMED".into();
        let done = office.done(SUCCEED, renamed).await;
        assert_eq!(done["unit"]["successor"]["name"], "市文体旅局");
        assert_eq!(done["dutyChanges"]["moved"], 1);
        server.account("new", world.office, ActsAs::Unit("市文体旅局", UnitRole::Operator)).await;
        assert_eq!(server.sign_in("new").await.duty("5").await["state"], "OPEN");
        for (day, name) in [("2026年3月20日", "市文体旅局"), ("2026年2月20日", "市文旅局")] {
            let text = format!("云溪市{day}专项责任分解方案\n\n1.新建公园5个。（牵头单位：市文旅局）\n\n云溪市人民政府办公室\n\n{day}\n");
            let document = server.import(world.office, &text).await;
            let query = "query($id: ID!) { document(id: $id) { items(first: 1) { edges { node { assignments { printed unit { name } } } } } } }";
            let data = office.run(query, json!({ "id": document })).await;
            let part = &data["document"]["items"]["edges"][0]["node"]["assignments"][0];
            assert_eq!((&part["unit"]["name"], &part["printed"]), (&json!(name), &json!("市文旅局")), "{day}");
            // Whichever it means, the one that is there owes the report.
            office.publish(&document).await;
            assert_eq!(owed(&office, &document).await, ["1 市文体旅局>督查室 OPEN"]);
        }
    }

    /// Open instructions wait for the successor, and what it takes over is shown to it.
    async fn the_successor_answers_and_is_handed_over_to(server: Server) {
        let world = server.published_world().await;
        let (office, leader) = (server.sign_in("office").await, server.sign_in("leader").await);
        let query = "query($id: ID!) { document(id: $id) { items(first: 1) { edges { node { id } } } } }";
        let item = leader.run(query, json!({ "id": world.document })).await["document"]["items"]["edges"][0]["node"]["id"].clone();
        let give = "mutation($input: InstructionGiveInput!) { instructionGive(input: $input) {
            instruction { id version units { name } } errors { code field message }
        } }";
        let old = unit(&server, &world, "市人社局").await;
        let new = unit(&server, &world, "市档案馆").await;
        let instruct = |unit: &str, key: &str| json!({
            "itemId": item, "text": "请抓紧", "unitIds": [unit], "given": "HERE", "idempotencyKey": key,
        });
        let given = leader.done(give, instruct(&old, "a")).await["instruction"].clone();
        succeed(&server, &world, ["市人社局", "市档案馆"], "2026-03-02").await;
        let successor = server.sign_in("nobody").await;
        let viewer = "{ viewer { instructionsToAnswer(first: 5) { totalCount } handover {
            units { name } posts { post } itemCounts { state items }
            items(first: 9) { totalCount } duties(first: 9) { totalCount } instructions(first: 9) { totalCount }
        } } }";
        let seen = successor.run(viewer, json!({})).await["viewer"].clone();
        assert_eq!(seen["instructionsToAnswer"]["totalCount"], 1);
        assert_eq!(seen["handover"], json!({
            "units": [{ "name": "市人社局" }], "posts": [], "itemCounts": [{ "state": "OPEN", "items": 2 }],
            "items": { "totalCount": 2 }, "duties": { "totalCount": 0 }, "instructions": { "totalCount": 1 },
        }));
        let answer = "mutation($input: InstructionAnswerInput!) { instructionAnswer(input: $input) {
            instruction { state } errors { code field message }
        } }";
        let reply = json!({ "id": given["id"], "version": given["version"], "text": "已部署", "idempotencyKey": "k" });
        assert_eq!(server.sign_in("rsj").await.payload(answer, reply.clone()).await["instruction"], Value::Null);
        assert_eq!(successor.done(answer, reply).await["instruction"]["state"], "ANSWERED");
        // New ones are for the successor, no longer for the unit.
        assert_eq!(leader.refused(give, instruct(&old, "b")).await, refused("NOT_FOUND", "unitIds"));
        leader.done(give, instruct(&new, "c")).await;
        let handover = "query($id: ID!, $on: Date) { handover(unitId: $id, on: $on) { duties(first: 9) { totalCount edges { node { unit { name } } } } } }";
        let of = json!({ "id": old, "on": "2026-11-20" });
        let seen = office.run(handover, of.clone()).await["handover"].clone();
        assert_eq!(nodes(&seen["duties"]), [json!({ "unit": { "name": "市档案馆" } }), json!({ "unit": { "name": "市档案馆" } })]);
        assert_eq!(successor.run(handover, of.clone()).await["handover"], seen);
        for username in ["rsj", "jyj", "leader", "other_office"] {
            let client = server.sign_in(username).await;
            assert_eq!(client.run(handover, of.clone()).await["handover"], Value::Null, "{username}");
        }
    }

    /// Who may not, and what cannot be.
    async fn what_cannot_be_succeeded_is_refused(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let good = input(&server, &world, ["市文旅局", "市档案馆"], "2026-03-02").await;
        for (username, code, field) in [
            ("wlj", "NOT_ALLOWED", ""), ("sysadmin", "NOT_ALLOWED", ""), ("other_office", "NOT_FOUND", "unitId"),
        ] {
            assert_eq!(server.sign_in(username).await.refused(SUCCEED, good.clone()).await, refused(code, field), "{username}");
        }
        let collective = unit(&server, &world, "各区人民政府").await;
        for (field, value, code, at) in [
            ("reason", json!(" "), "REQUIRED", "reason"),
            ("version", json!(9), "CONFLICT", "version"),
            ("successorId", Value::Null, "INVALID_INPUT", ""),
            ("newName", json!("市文体旅局"), "INVALID_INPUT", ""),
            ("successorId", good["unitId"].clone(), "INVALID_INPUT", "successorId"),
            ("successorId", json!(collective), "NOT_FOUND", "successorId"),
            ("on", json!("1900-01-01"), "INVALID_INPUT", "on"),
        ] {
            let mut wrong = good.clone();
            wrong[field] = value;
            assert_eq!(office.refused(SUCCEED, wrong).await, refused(code, at), "{field}");
        }
        let mut taken = good.clone();
        taken["successorId"] = Value::Null;
        taken["newName"] = "市财政局".into();
        assert_eq!(office.refused(SUCCEED, taken).await, refused("INVALID_INPUT", "newName"));
        assert_eq!(server.tables().await.count("unit_succession", "TRUE").await, 0);
    }
}
