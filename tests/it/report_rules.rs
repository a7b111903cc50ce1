//! Who may do what to a report in which state, and what happens to those who may not.

use serde_json::{Value, json};

use crate::support::{
    Client, Server, global, on_both,
    world::{ACCEPT, RETURN, SAVE, SUBMIT, World},
};

/// A plan of `count` alike tasks, each with a leader, two leads and two supports.
fn alike(count: usize) -> String {
    let head = "云溪市2026年民生实事责任分解方案\n\n各牵头单位于每月3日前将进展情况报市发改委汇总。\n\n一、民生实事\n\n";
    let clause =
        "责任领导：沈若川；牵头单位：市人社局、市教育局；责任单位：市财政局、松岗区人民政府";
    let task = |number| format!("{number}.办好第{number}件民生实事。（{clause}）\n");
    let tasks = (1..=count).map(task).collect::<Vec<_>>().concat();
    let next = count + 1;
    format!("{head}{tasks}{next}.汇总进展情况。（牵头单位：市发改委）\n")
}

impl Server {
    async fn alike_world(&self, count: usize) -> World {
        let world = self.world().await;
        let document = self.import(world.office, &alike(count)).await;
        self.sign_in("office").await.publish(&document).await;
        World { document, ..world }
    }
}

const STATES: [&str; 4] = ["DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED"];
const ACTIONS: [&str; 4] = ["save", "submit", "return", "accept"];

/// Who writes a report and who decides on it, with what everyone is answered: first to a save
/// before there is a report, then in each state to save, submit, return and accept.
///
/// `x` it is done, `-` `NOT_FOUND`, `n` `NOT_ALLOWED`, `w` `WRONG_STATE`.
struct Rules {
    writer: &'static str,
    decider: &'static str,
    answers: &'static [(&'static str, &'static str)],
}

const SUPPORT: Rules = Rules {
    writer: "czj",
    decider: "rsj",
    answers: &[
        ("czj", "x xxnn wwnn xxnn wwnn"),
        // The first lead is the recipient.
        ("rsj", "n n--- nnxx nnww nnww"),
        ("rsj_head", "n n--- nnxx nnww nnww"),
        ("office", "n n--- nnxx nnww nnww"),
        ("head", "n n--- nnxx nnww nnww"),
        // The other lead, and who sums up, see who owes what; they are not the recipient.
        ("jyj", "n n--- nnnn nnnn nnnn"),
        ("fgw", "n n--- nnnn nnnn nnnn"),
        ("leader", "- ---- nnnn nnnn nnnn"),
        // Supports do not see each other's.
        ("songgang", "- ---- ---- ---- ----"),
        ("zjj", "- ---- ---- ---- ----"),
        ("nobody", "- ---- ---- ---- ----"),
        ("other_office", "- ---- ---- ---- ----"),
        ("sysadmin", "- ---- ---- ---- ----"),
        ("secadmin", "- ---- ---- ---- ----"),
        ("auditor", "- ---- ---- ---- ----"),
    ],
};

const LEAD: Rules = Rules {
    writer: "rsj",
    decider: "office",
    answers: &[
        ("rsj", "x xxnn wwnn xxnn wwnn"),
        ("rsj_head", "x xxnn wwnn xxnn wwnn"),
        ("office", "n n--- nnxx nnww nnww"),
        ("head", "n n--- nnxx nnww nnww"),
        ("jyj", "n n--- nnnn nnnn nnnn"),
        ("fgw", "n n--- nnnn nnnn nnnn"),
        ("leader", "- ---- nnnn nnnn nnnn"),
        ("czj", "- ---- nnnn nnnn nnnn"),
        ("songgang", "- ---- nnnn nnnn nnnn"),
        ("zjj", "- ---- ---- ---- ----"),
        ("nobody", "- ---- ---- ---- ----"),
        ("other_office", "- ---- ---- ---- ----"),
        ("sysadmin", "- ---- ---- ---- ----"),
        ("secadmin", "- ---- ---- ---- ----"),
        ("auditor", "- ---- ---- ---- ----"),
    ],
};

/// Tasks whose every lead report, or whose every support report, is in a state of its own, and
/// fresh ones for what is done.
struct Stage {
    writer: Client,
    decider: Client,
    used: usize,
}

impl Stage {
    /// A duty whose report is in a state; none where it is not begun.
    async fn fresh(&mut self, state: Option<&str>) -> Value {
        self.used += 1;
        let ordinal = self.used.to_string();
        match state {
            None => {}
            Some("DRAFT") => {
                self.writer.save(&ordinal, "已开工").await;
            }
            Some(decided) => {
                let report = self.writer.submit(&ordinal, "已开工").await;
                let mut input = json!({ "id": report["id"], "version": report["version"] });
                match decided {
                    "RETURNED" => {
                        input["reason"] = "请补充数据".into();
                        self.decider.done(RETURN, input).await;
                    }
                    "ACCEPTED" => {
                        self.decider.done(ACCEPT, input).await;
                    }
                    _ => {}
                }
            }
        }
        self.writer.duty(&ordinal).await
    }
}

/// Tries an action on a duty's report, and answers the letter of what came of it.
async fn attempt(client: &Client, action: &str, duty: &Value) -> (String, Value) {
    let report = &duty["report"];
    let mut input = json!({ "id": report["id"], "version": report["version"] });
    let mutation = match action {
        "save" => {
            let duty = &duty["id"];
            input = json!({
                "dutyId": duty,
                "version": report["version"],
                "progress": "改写",
                "idempotencyKey": format!("attempt {duty}"),
            });
            SAVE
        }
        "submit" => SUBMIT,
        "return" => {
            input["reason"] = "不够".into();
            RETURN
        }
        _ => ACCEPT,
    };
    let payload = client.payload(mutation, input).await;
    let Some(error) = payload["errors"].get(0) else {
        return ("x".into(), payload["progressReport"].clone());
    };
    assert_eq!(payload["progressReport"], Value::Null);
    assert_eq!(payload["current"], Value::Null, "only a conflict shows the other side");
    let letter = match error["code"].as_str().unwrap_or_default() {
        "NOT_FOUND" => "-",
        "NOT_ALLOWED" => "n",
        "WRONG_STATE" => "w",
        other => other,
    };
    (letter.into(), Value::Null)
}

async fn hold_to(server: &Server, rules: &Rules) {
    let mut stage = Stage {
        writer: server.sign_in(rules.writer).await,
        decider: server.sign_in(rules.decider).await,
        used: 0,
    };
    let unbegun = stage.fresh(None).await;
    let mut shared = Vec::new();
    for state in STATES {
        shared.push(stage.fresh(Some(state)).await);
    }
    let mut clients = Vec::new();
    for (account, _) in rules.answers {
        clients.push(server.sign_in(account).await);
    }
    let tables = server.tables().await;
    let before = tables.everything().await;
    // What is done is tried on a task of its own, after everything that must change nothing.
    let mut told = Vec::new();
    let mut doable = Vec::new();
    for (client, (account, answers)) in clients.iter().zip(rules.answers) {
        let mut expected = answers.split(' ');
        let first = expected.next().unwrap();
        let mut got = String::from("x");
        if first == "x" {
            doable.push((client, None, "save"));
        } else {
            got = attempt(client, "save", &unbegun).await.0;
        }
        for ((state, duty), expected) in STATES.iter().zip(&shared).zip(expected) {
            got.push(' ');
            for (action, expected) in ACTIONS.iter().zip(expected.chars()) {
                if expected == 'x' {
                    doable.push((client, Some(*state), *action));
                    got.push('x');
                } else {
                    got += &attempt(client, action, duty).await.0;
                }
            }
        }
        told.push((*account, got));
    }
    let told: Vec<(&str, &str)> = told.iter().map(|(who, got)| (*who, got.as_str())).collect();
    assert_eq!(told, rules.answers);
    tables.assert_unchanged(&before, "a refusal changes nothing").await;

    for (client, state, action) in doable {
        let duty = stage.fresh(state).await;
        let events = tables.rows("event").await.len();
        let (letter, report) = attempt(client, action, &duty).await;
        assert_eq!(letter, "x", "{action} in {state:?}");
        let leads_to = match action {
            "save" => state.unwrap_or("DRAFT"),
            "submit" => "SUBMITTED",
            "return" => "RETURNED",
            _ => "ACCEPTED",
        };
        assert_eq!(report["state"], leads_to, "{action} in {state:?}");
        let version = duty["report"]["version"].as_i64().unwrap_or(0);
        assert_eq!(report["version"], version + 1);
        let ordinal = duty["item"]["ordinal"].as_str().unwrap();
        let duty_is = if leads_to == "DRAFT" { "OPEN" } else { leads_to };
        assert_eq!(stage.writer.duty(ordinal).await["state"], duty_is);
        assert_eq!(tables.rows("event").await.len(), events + 1);
    }
}

on_both! {
    /// A support unit's report, which is owed to the first lead.
    async fn a_supports_report(server: Server) {
        server.alike_world(20).await;
        hold_to(&server, &SUPPORT).await;
    }

    /// A lead's report, which is owed to the office.
    async fn a_leads_report(server: Server) {
        server.alike_world(20).await;
        hold_to(&server, &LEAD).await;
    }

    /// What cannot be is refused with the name of its field, and nothing is changed.
    async fn what_cannot_be_is_refused(server: Server) {
        server.published_world().await;
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        let third = server.sign_in("zjj").await;
        let first = lead.duty("1").await;
        let draft = lead.save("1", "　").await;
        let submitted = lead.submit("2", "已建成2个").await;
        let tables = server.tables().await;
        let before = tables.everything().await;
        let save = |changed: Value| {
            let mut input = json!({
                "dutyId": first["id"], "version": draft["version"], "progress": "已开工",
                "idempotencyKey": changed.to_string().chars().take(100).collect::<String>(),
            });
            for (name, value) in changed.as_object().unwrap() {
                input[name] = value.clone();
            }
            input
        };
        let long = "长".repeat(10_001);
        let mut cases = vec![
            (save(json!({ "percent": -1 })), "INVALID_INPUT", "percent"),
            (save(json!({ "percent": 101 })), "INVALID_INPUT", "percent"),
            (save(json!({ "version": null })), "CONFLICT", "version"),
            (save(json!({ "version": 2 })), "CONFLICT", "version"),
            (save(json!({ "version": 0 })), "CONFLICT", "version"),
        ];
        for field in ["progress", "problems", "nextSteps"] {
            cases.push((save(json!({ field: long })), "TOO_LONG", field));
            cases.push((save(json!({ field: "已开\0工" })), "INVALID_INPUT", field));
        }
        for (input, code, field) in cases {
            let refused = lead.refused(SAVE, input).await;
            assert_eq!(refused, (code.into(), format!("input.{field}")));
        }
        // A version of a report that is not there.
        let duty = third.duty("4").await;
        let mut input = save(json!({ "dutyId": duty["id"], "version": 1 }));
        let payload = third.payload(SAVE, input.clone()).await;
        assert_eq!((&payload["errors"][0]["code"], &payload["current"]), (&json!("CONFLICT"), &Value::Null));
        input["percent"] = json!(1.5);
        let answer = third.send(SAVE, json!({ "input": input })).await;
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("percent"), "{answer}");

        let of_draft = json!({ "id": draft["id"], "version": draft["version"] });
        assert_eq!(lead.refused(SUBMIT, of_draft).await, ("REQUIRED".into(), "input.progress".into()));

        for (reason, code) in [
            (String::new(), "REQUIRED"),
            (" \n　\t".into(), "REQUIRED"),
            ("长".repeat(2_001), "TOO_LONG"),
            ("请补\0充".into(), "INVALID_INPUT"),
        ] {
            let input = json!({ "id": submitted["id"], "version": submitted["version"], "reason": reason });
            assert_eq!(office.refused(RETURN, input).await, (code.into(), "input.reason".into()));
        }
        for version in [0, 1, 3] {
            for (client, mutation) in [(&lead, SUBMIT), (&office, RETURN), (&office, ACCEPT)] {
                let mut input = json!({ "id": submitted["id"], "version": version });
                if mutation == RETURN {
                    input["reason"] = "请补充".into();
                }
                let payload = client.payload(mutation, input).await;
                assert_eq!(payload["errors"][0]["code"], "CONFLICT", "{mutation}");
                assert_eq!(payload["errors"][0]["field"], "input.version");
                assert_eq!(payload["current"]["version"], submitted["version"]);
                assert_eq!(payload["current"]["state"], "SUBMITTED");
            }
        }
        tables.assert_unchanged(&before, "a refusal changes nothing").await;

        // Up to the limits it is taken.
        let most = "长".repeat(10_000);
        for key in ["once", "again"] {
            let version = lead.duty("1").await["report"]["version"].clone();
            let input = json!({
                "dutyId": first["id"], "version": version, "progress": most, "problems": most,
                "nextSteps": most, "idempotencyKey": key,
            });
            lead.done(SAVE, input).await;
        }
        let input = json!({
            "id": submitted["id"], "version": submitted["version"], "reason": "长".repeat(2_000),
        });
        office.done(RETURN, input).await;
    }

    /// Ids that are nothing, of another kind, or not there.
    async fn unknown_ids_are_not_found(server: Server) {
        let world = server.published_world().await;
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        let duty = lead.duty("1").await;
        let report = lead.submit("1", "已新增1万人").await;
        let unknown = uuid::Uuid::from_u128(7);
        let tables = server.tables().await;
        let before = tables.everything().await;
        let (nothing, empty) = (json!("nothing"), json!(""));
        let document = json!(world.document);
        for id in [&nothing, &empty, &document, &duty["item"]["id"], &report["id"], &json!(global("Duty", unknown))] {
            let input = json!({ "dutyId": id, "progress": "已开工", "idempotencyKey": "k" });
            assert_eq!(lead.refused(SAVE, input).await, ("NOT_FOUND".into(), "input.dutyId".into()), "{id}");
        }
        for id in [&nothing, &empty, &document, &duty["item"]["id"], &duty["id"], &json!(global("ProgressReport", unknown))] {
            for (client, mutation) in [(&lead, SUBMIT), (&office, RETURN), (&office, ACCEPT)] {
                let mut input = json!({ "id": id, "version": 1 });
                if mutation == RETURN {
                    input["reason"] = "请补充".into();
                }
                assert_eq!(client.refused(mutation, input).await, ("NOT_FOUND".into(), "input.id".into()), "{id}");
            }
        }
        tables.assert_unchanged(&before, "a refusal changes nothing").await;
    }

    /// Nobody who has not signed in is told anything.
    async fn who_is_not_signed_in_writes_nothing(server: Server) {
        server.published_world().await;
        let lead = server.sign_in("rsj").await;
        let duty = lead.duty("1").await;
        let tables = server.tables().await;
        let before = tables.everything().await;
        let input = json!({ "dutyId": duty["id"], "progress": "已开工", "idempotencyKey": "k" });
        let answer = server.anonymous().send(SAVE, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        tables.assert_unchanged(&before, "a refusal changes nothing").await;
    }

    /// Every return keeps its version with the reason, whether the unit rewrites it or not, and
    /// timeliness keeps the first submission.
    async fn every_version_stays(server: Server) {
        server.published_world().await;
        let tell = async |client: &Client, id: &Value| client.run(VERSIONS, json!({ "id": id })).await["node"].clone();
        let lead = server.sign_in("rsj").await;
        let first = lead.submit("1", "新增1万人").await;
        let id = first["id"].clone();
        let decide = async |mutation: &str, version: &Value, reason: Option<&str>| {
            let office = server.sign_in("office").await;
            let mut input = json!({ "id": id, "version": version });
            if let Some(reason) = reason {
                input["reason"] = reason.into();
            }
            office.done(mutation, input).await["progressReport"].clone()
        };
        let returned = decide(RETURN, &first["version"], Some("  请补充分区数据 ")).await;

        // Submitted again as it was.
        server.clock.advance(chrono::TimeDelta::days(1));
        let lead = server.sign_in("rsj").await;
        let again = lead.done(SUBMIT, json!({ "id": id, "version": returned["version"] })).await;
        let again = again["progressReport"].clone();
        assert_eq!(again["firstSubmittedAt"], first["firstSubmittedAt"]);
        assert_ne!(again["submittedAt"], first["submittedAt"]);
        let returned = decide(RETURN, &again["version"], Some("仍缺数据")).await;

        // Rewritten twice: one version, which the office does not see before it is submitted.
        lead.save("1", "新增1万人，松岗区").await;
        let saved = lead.save("1", "新增1万人，松岗区4000人").await;
        assert_eq!(saved["state"], "RETURNED");
        assert_eq!(saved["content"]["number"], 3);
        let office = server.sign_in("office").await;
        let seen = tell(&office, &id).await;
        assert_eq!(seen["versions"]["totalCount"], 2);
        assert_eq!(seen["content"]["reason"], "仍缺数据");
        assert_eq!(tell(&lead, &id).await["versions"]["totalCount"], 3);
        assert_ne!(saved["version"], returned["version"]);

        let last = lead.done(SUBMIT, json!({ "id": id, "version": saved["version"] })).await;
        decide(ACCEPT, &last["progressReport"]["version"], None).await;
        let seen = tell(&office, &id).await;
        assert_eq!(seen["firstSubmittedAt"], first["firstSubmittedAt"]);
        let versions: Vec<Value> =
            seen["versions"]["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect();
        let decided = |number: i32, progress: &str, decision: &str, reason: Option<&str>| {
            json!({
                "number": number, "progress": progress, "decision": decision, "reason": reason,
                "writtenByName": "rsj的姓名", "submittedByName": "rsj的姓名", "decidedByName": "office的姓名",
            })
        };
        assert_eq!(
            versions,
            [
                decided(3, "新增1万人，松岗区4000人", "ACCEPTED", None),
                decided(2, "新增1万人", "RETURNED", Some("仍缺数据")),
                decided(1, "新增1万人", "RETURNED", Some("请补充分区数据")),
            ]
        );
    }

    /// The fields of one mutation see what those before them wrote.
    async fn mutations_of_one_request_see_each_other(server: Server) {
        server.published_world().await;
        let lead = server.sign_in("rsj").await;
        let duty = lead.duty("1").await;
        let input = |key: &str, version: Value, progress: &str| json!({
            "dutyId": duty["id"], "version": version, "progress": progress, "idempotencyKey": key,
        });
        let data = lead
            .run(
                "mutation($a: ProgressReportSaveInput!, $b: ProgressReportSaveInput!) {
                    a: progressReportSave(input: $a) { progressReport { content { progress } duty { report { version } } } }
                    b: progressReportSave(input: $b) { progressReport { content { progress } duty { report { version } } } }
                }",
                json!({ "a": input("a", Value::Null, "一"), "b": input("b", json!(1), "二") }),
            )
            .await;
        let told = |progress: &str, version: i32| json!({
            "progressReport": { "content": { "progress": progress }, "duty": { "report": { "version": version } } },
        });
        assert_eq!(data, json!({ "a": told("一", 1), "b": told("二", 2) }));
    }
}

const VERSIONS: &str = "query($id: ID!) { node(id: $id) { ... on ProgressReport {
    firstSubmittedAt
    content { number reason }
    versions(first: 10) { totalCount edges { node {
        number progress decision reason writtenByName submittedByName decidedByName
    } } }
} } }";
