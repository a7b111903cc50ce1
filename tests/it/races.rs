//! Two at once: one result, and whoever was second is told.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    once::IMPORT,
    support::{
        Client, on_both,
        world::{ACCEPT, ActsAs, PLAN, PUBLISH, RETURN, SAVE, SUBMIT},
    },
};

/// Of two payloads the one that was done and the one that came second, which must be told of a
/// conflict and shown what is there now.
fn won_and_lost(payloads: [Value; 2]) -> (Value, Value) {
    let codes = payloads.clone().map(|payload| payload["errors"][0]["code"].clone());
    let [first, second] = payloads;
    match codes {
        [Value::Null, code] if code == "CONFLICT" => (first, second),
        [code, Value::Null] if code == "CONFLICT" => (second, first),
        _ => panic!("not one of each: {first:#} {second:#}"),
    }
}

async fn at_once(
    one: impl Future<Output = Value>,
    other: impl Future<Output = Value>,
) -> [Value; 2] {
    let (one, other) = tokio::join!(one, other);
    [one, other]
}

on_both! {
    /// Two clerks of one unit begin the same report, and then rewrite it.
    async fn two_clerks_write_one_draft(server: Server) {
        server.published_world().await;
        let (clerk, head) = (server.sign_in("rsj").await, server.sign_in("rsj_head").await);
        let duty = clerk.duty("1").await;
        for version in [Value::Null, json!(1), json!(2), json!(3)] {
            let input = |progress: &str| json!({
                "dutyId": duty["id"], "version": version, "progress": progress,
                "idempotencyKey": format!("{version}"),
            });
            let payloads = at_once(clerk.payload(SAVE, input("甲")), head.payload(SAVE, input("乙"))).await;
            let (won, lost) = won_and_lost(payloads);
            let written = &won["progressReport"];
            assert_eq!(lost["current"]["id"], written["id"]);
            assert_eq!(lost["current"]["version"], written["version"]);
            assert_eq!(lost["current"]["content"]["progress"], written["content"]["progress"]);
            assert_eq!(clerk.duty("1").await["report"]["version"], written["version"]);
        }
        let tables = server.tables().await;
        assert_eq!(tables.rows("progress_report").await.len(), 1);
        assert_eq!(tables.rows("progress_report_version").await.len(), 1);
        assert_eq!(tables.count("event", "kind = 'REPORT_SAVED'").await, 4);
    }

    /// A report is accepted and returned at once, and twice accepted.
    async fn one_decision_stands(server: Server) {
        server.published_world().await;
        let (office, head) = (server.sign_in("office").await, server.sign_in("head").await);
        let tables = server.tables().await;
        for (account, ordinal, twice) in [("rsj", "1", false), ("rsj", "2", true), ("jyj", "3", false), ("zjj", "4", true)] {
            let report = server.sign_in(account).await.submit(ordinal, "已完成").await;
            let accept = json!({ "id": report["id"], "version": report["version"] });
            let mut give_back = accept.clone();
            give_back["reason"] = "请补充".into();
            let other = async {
                if twice { head.payload(ACCEPT, accept.clone()).await } else { head.payload(RETURN, give_back).await }
            };
            let (won, lost) = won_and_lost(at_once(office.payload(ACCEPT, accept.clone()), other).await);
            assert_eq!(lost["current"]["state"], won["progressReport"]["state"]);
            assert_eq!(lost["current"]["version"], won["progressReport"]["version"]);
        }
        let decided = tables.count("event", "kind IN ('REPORT_ACCEPTED', 'REPORT_RETURNED')").await;
        assert_eq!(decided, 4);
        assert_eq!(tables.count("progress_report_version", "decision IS NOT NULL").await, 4);
    }

    /// A draft is submitted while it is rewritten: what was submitted is what was read.
    async fn nothing_is_submitted_unread(server: Server) {
        server.published_world().await;
        let (clerk, head) = (server.sign_in("rsj").await, server.sign_in("rsj_head").await);
        for ordinal in ["1", "2"] {
            let saved = clerk.save(ordinal, "甲").await;
            let duty = clerk.duty(ordinal).await;
            let rewrite = json!({
                "dutyId": duty["id"], "version": saved["version"], "progress": "乙", "idempotencyKey": ordinal,
            });
            let submit = json!({ "id": saved["id"], "version": saved["version"] });
            let (won, lost) = won_and_lost(
                at_once(clerk.payload(SUBMIT, submit), head.payload(SAVE, rewrite)).await,
            );
            let state = won["progressReport"]["state"].as_str().unwrap();
            let now = clerk.duty(ordinal).await["report"].clone();
            assert_eq!(lost["current"]["version"], now["version"]);
            assert_eq!(now["state"], state);
            assert_eq!(now["content"]["progress"], if state == "SUBMITTED" { "甲" } else { "乙" });
        }
    }

    /// A document is published by several at once.
    async fn one_set_of_duties(server: Server) {
        let world = server.world().await;
        let (office, head) = (server.sign_in("office").await, server.sign_in("head").await);
        let input = json!({ "id": world.document, "version": 1 });
        let sent = [&office, &head, &office, &head].map(|client| client.payload(PUBLISH, input.clone()));
        let payloads = join_all(sent).await;
        let done = payloads.iter().filter(|payload| payload["errors"] == json!([])).count();
        assert_eq!(done, 1, "{payloads:#?}");
        for lost in payloads.iter().filter(|payload| payload["errors"] != json!([])) {
            assert_eq!(lost["errors"][0]["code"], "CONFLICT");
            assert_eq!(lost["current"]["version"], 2);
        }
        let tables = server.tables().await;
        assert_eq!(tables.rows("reporting_period").await.len(), 1);
        // 1: a lead, a support, a member; 2: two leads, a support; 3: one; 4: a lead, a member; 5: one.
        assert_eq!(tables.rows("duty").await.len(), 10);
        assert_eq!(tables.count("event", "kind = 'DOCUMENT_PUBLISHED'").await, 1);
    }

    /// Two processes on one database import the same text, and texts that name the same units.
    async fn one_document_and_one_of_each_unit(server: Server) {
        server.world().await;
        let second = server.another_app().await;
        let running = second.serve(None).await.expect("a second server");
        let here = server.sign_in("office").await;
        let there = Client { base: format!("http://{}", running.address()), ..here.clone() };
        let text = |number: &str| {
            PLAN.replace("3号", number)
                .replace("市文旅局", "市体育局、市科协")
                .replace("沈若川", "顾明舒")
        };
        let (one, other) = (text("7号"), text("8号"));
        let sent = [(&here, &one), (&there, &one), (&here, &other), (&there, &other), (&here, &one), (&there, &one)];
        let sent = sent.iter().enumerate().map(|(key, (client, text))| {
            client.done(IMPORT, json!({ "text": text, "idempotencyKey": format!("k{key}") }))
        });
        let imported = join_all(sent).await;
        let ids = |places: &[usize]| {
            let mut ids: Vec<String> =
                places.iter().map(|at| imported[*at]["document"]["id"].to_string()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let (ones, others) = (ids(&[0, 1, 4, 5]), ids(&[2, 3]));
        assert_eq!((ones.len(), others.len()), (1, 1));
        assert_ne!(ones, others);
        let new = imported.iter().filter(|done| done["alreadyImported"] == false).count();
        assert_eq!(new, 2);
        let tables = server.tables().await;
        for unit in ["市体育局", "市科协", "市人社局", "各区人民政府"] {
            assert_eq!(tables.count("unit", &format!("name = '{unit}'")).await, 1, "{unit}");
        }
        assert_eq!(tables.count("post_holder", "name = '顾明舒'").await, 1);
        running.stop().await.expect("the second server stops");
        second.store.close().await.expect("closed");
    }

    /// Many units report at once, through two processes, and nothing acknowledged is lost.
    async fn many_reports_at_once(server: Server) {
        let world = server.world().await;
        let names = ["市人社局", "市教育局", "市财政局", "市住建局", "市发改委"];
        let mut text = String::from("云溪市2026年专项行动责任分解方案\n\n一、专项行动\n\n");
        for number in 1..=16 {
            text += &format!("{number}.开展第{number}项行动。（责任单位：{}）\n", names.join("、"));
        }
        let document = server.import(world.office, &text).await;
        server.sign_in("office").await.publish(&document).await;
        for (number, name) in names.iter().enumerate() {
            let acts_as = ActsAs::Unit(name, duban::domain::account::UnitRole::Operator);
            server.account(&format!("clerk{number}"), world.office, acts_as).await;
        }
        let second = server.another_app().await;
        let running = second.serve(None).await.expect("a second server");
        let mut sent = Vec::new();
        for number in 0..names.len() {
            let mut client = server.sign_in(&format!("clerk{number}")).await;
            if number % 2 == 1 {
                client.base = format!("http://{}", running.address());
            }
            let data = client.run(crate::support::world::DUTIES, json!({})).await;
            for duty in data["viewer"]["duties"]["edges"].as_array().unwrap() {
                let (client, duty) = (client.clone(), duty["node"]["id"].clone());
                sent.push(async move {
                    let input = json!({ "dutyId": duty, "progress": "已完成", "idempotencyKey": duty });
                    let saved = client.done(SAVE, input).await["progressReport"].clone();
                    let input = json!({ "id": saved["id"], "version": saved["version"] });
                    client.done(SUBMIT, input).await["progressReport"]["state"].clone()
                });
            }
        }
        assert_eq!(sent.len(), 16 * 5);
        let states = join_all(sent).await;
        assert!(states.iter().all(|state| state == "SUBMITTED"));
        let tables = server.tables().await;
        assert_eq!(tables.count("progress_report", "state = 'SUBMITTED'").await, 80);
        assert_eq!(tables.count("duty", "state = 'SUBMITTED'").await, 80);
        assert_eq!(tables.count("event", "kind = 'REPORT_SUBMITTED'").await, 80);
        running.stop().await.expect("the second server stops");
        second.store.close().await.expect("closed");
    }
}
