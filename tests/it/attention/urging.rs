//! Units are urged: by hand, by rule, at most once a day.

use serde_json::{Value, json};

use super::{SET, go_to, nodes, refused};
use crate::support::{Client, on_both};

const URGE: &str = "mutation($input: UnitsUrgeInput!) { unitsUrge(input: $input) {
    urged { sent added urge { id unit { name } duties { item { ordinal } } } }
    errors { code field message dutyId }
} }";
const OF_DUTY: &str = "query($id: ID!) { node(id: $id) { ... on Duty {
    urgedAt urges { kind text byUnit { name } urgedByName urgedAt urge { day } }
} } }";
const OF_UNIT: &str =
    "query($id: ID!) { unit(id: $id) { urges(first: 5) { totalCount edges { node {
    day acts { kind text byUnit { name } } duties { item { ordinal } }
} } } } }";
const MINE: &str = "urges(first: 10) { totalCount edges { node {
    id day unit { name } acts { kind text urgedByName byUnit { name } } duties { item { ordinal } dueOn }
} } }";

fn urge(duties: &[&Value], key: &str) -> Value {
    let ids: Vec<&Value> = duties.iter().map(|duty| &duty["id"]).collect();
    json!({ "dutyIds": ids, "text": "请尽快报送", "idempotencyKey": key })
}

/// What became of each unit: name, whether it was sent, what was added, and the items listed.
fn told(payload: &Value) -> Vec<(String, bool, i64, usize)> {
    let mut told: Vec<_> = payload["urged"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (
                one["urge"]["unit"]["name"].as_str().expect("a name").to_owned(),
                one["sent"] == true,
                one["added"].as_i64().expect("a number"),
                one["urge"]["duties"].as_array().expect("duties").len(),
            )
        })
        .collect();
    told.sort();
    told
}

fn one(name: &str, sent: bool, added: i64, listed: usize) -> (String, bool, i64, usize) {
    (name.to_owned(), sent, added, listed)
}

impl Client {
    /// The items of the duties that a filter finds under the viewer.
    async fn due(&self, due: &str) -> Vec<String> {
        let list = format!(
            "duties(first: 50, filter: {{ due: {due} }}) {{ totalCount edges {{ node {{ item {{ ordinal }} }} }} }}"
        );
        let mut items: Vec<String> = nodes(&self.viewer(&list).await["duties"])
            .iter()
            .map(|duty| duty["item"]["ordinal"].as_str().expect("an ordinal").to_owned())
            .collect();
        items.sort();
        items
    }
}

on_both! {
    /// A unit receives one a day: what is new is added to it.
    async fn at_most_one_a_day(server: Server) {
        server.published_world().await;
        let (office, lead, support) =
            (server.sign_in("office").await, server.sign_in("rsj").await, server.sign_in("czj").await);
        let (first, second, other) = (lead.duty("1").await, lead.duty("2").await, support.duty("1").await);
        let sent = office.done(URGE, urge(&[&first, &other], "a")).await;
        assert_eq!(told(&sent), [one("市人社局", true, 1, 1), one("市财政局", true, 1, 1)]);
        assert_eq!(told(&office.done(URGE, urge(&[&first, &other], "a")).await), told(&sent), "the same key");
        let added = office.done(URGE, urge(&[&first, &second], "b")).await;
        assert_eq!(told(&added), [one("市人社局", false, 1, 2)]);
        let nothing = office.done(URGE, urge(&[&second], "c")).await;
        assert_eq!(told(&nothing), [one("市人社局", false, 0, 2)]);
        assert_eq!(told(&office.done(URGE, urge(&[&second], "c")).await), told(&nothing));
        let mine = nodes(&lead.viewer(MINE).await["urges"]);
        assert_eq!(mine.len(), 1);
        assert_eq!((&mine[0]["day"], &mine[0]["acts"][0]["text"]), (&json!("2026-03-02"), &json!("请尽快报送")));
        assert_eq!(mine[0]["acts"].as_array().unwrap().len(), 2);
        assert_eq!(mine[0]["acts"][0]["urgedByName"], "office的姓名");
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'UNIT_URGED'").await, 2);
        assert_eq!(tables.count("event", "kind = 'URGE_EXTENDED'").await, 1);
        assert_eq!((lead.due("URGED").await, support.due("URGED").await), (vec!["1".into(), "2".into()], vec!["1".into()]));
        // The day after, it goes out anew.
        go_to(&server, "2026-03-03");
        let office = server.sign_in("office").await;
        assert_eq!(told(&office.done(URGE, urge(&[&first], "d")).await), [one("市人社局", true, 1, 1)]);
        let lead = server.sign_in("rsj").await;
        assert_eq!(nodes(&lead.viewer(MINE).await["urges"]).len(), 2);
        let duty = lead.run(OF_DUTY, json!({ "id": first["id"] })).await["node"].clone();
        assert_eq!((&duty["urgedAt"], duty["urges"].as_array().unwrap().len()), (&json!("2026-03-03T01:00:00Z"), 2));
        // Two at once: one urge.
        go_to(&server, "2026-03-04");
        let (office, head) = (server.sign_in("office").await, server.sign_in("head").await);
        tokio::join!(office.done(URGE, urge(&[&first], "e")), head.done(URGE, urge(&[&first, &second], "e")));
        assert_eq!(tables.count("urge", "day = '2026-03-04'").await, 1);
        assert_eq!(tables.rows("urge_duty").await.len(), 3 + 1 + 2);
    }

    /// Who may urge about what, and what of it others see.
    async fn who_urges_and_who_sees_it(server: Server) {
        let world = server.published_world().await;
        let (office, lead, support) =
            (server.sign_in("office").await, server.sign_in("rsj").await, server.sign_in("czj").await);
        let (own, owed, other) = (lead.duty("1").await, support.duty("1").await, support.duty("2").await);
        let second_lead = server.sign_in("jyj").await.duty("2").await;
        for (who, duty, code) in [
            ("rsj", &second_lead, "NOT_ALLOWED"), ("jyj", &other, "NOT_ALLOWED"), ("fgw", &owed, "NOT_ALLOWED"),
            ("czj", &owed, "NOT_ALLOWED"), ("czj", &own, "NOT_FOUND"), ("leader", &owed, "NOT_FOUND"),
            ("songgang", &owed, "NOT_FOUND"), ("other_office", &owed, "NOT_FOUND"), ("sysadmin", &owed, "NOT_FOUND"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(URGE, urge(&[duty], "k")).await, refused(code, "dutyIds.0"), "{who}");
        }
        let mut bare = urge(&[&owed], "k");
        bare["text"] = " ".into();
        assert_eq!(lead.refused(URGE, bare).await, refused("REQUIRED", "text"));
        assert_eq!(lead.refused(URGE, urge(&[], "k")).await, refused("REQUIRED", "dutyIds"));
        // What was submitted waits for nobody; all or none.
        support.submit("2", "已办").await;
        let payload = office.payload(URGE, urge(&[&owed, &other, &json!({ "id": "x" })], "k")).await;
        let errors = payload["errors"].as_array().unwrap();
        let of: Vec<_> = errors.iter().map(|error| (error["code"].as_str().unwrap(), error["field"].as_str().unwrap())).collect();
        assert_eq!(of, [("WRONG_STATE", "input.dutyIds.1"), ("NOT_FOUND", "input.dutyIds.2")]);
        assert_eq!((&errors[0]["dutyId"], &payload["urged"]), (&other["id"], &json!([])));
        assert_eq!(server.tables().await.rows("urge").await.len(), 0);
        // The recipient urges about what is owed to it, and the office about more: the recipient sees its own.
        let sent = lead.done(URGE, urge(&[&owed], "k")).await;
        assert_eq!(told(&sent), [one("市财政局", true, 1, 1)]);
        lead.submit("1", "已开工").await;
        let returned = support.duty("2").await;
        let back = json!({ "id": returned["report"]["id"], "version": returned["report"]["version"], "reason": "补充" });
        lead.done(crate::support::world::RETURN, back).await;
        assert_eq!(told(&office.done(URGE, urge(&[&other], "k")).await), [one("市财政局", false, 1, 2)]);
        let unit = crate::support::global("Unit", server.unit(world.office, "市财政局").await.into());
        for (who, acts, items) in [
            ("office", 2, 2), ("czj", 2, 2), ("rsj", 1, 1), ("jyj", 0, 0), ("songgang", 0, 0), ("leader", 0, 0), ("fgw", 0, 0),
        ] {
            let data = server.sign_in(who).await.run(OF_UNIT, json!({ "id": unit })).await;
            let urges = if data["unit"].is_null() { vec![] } else { nodes(&data["unit"]["urges"]) };
            let count = |name: &str| urges.iter().map(|urge| urge[name].as_array().unwrap().len()).sum::<usize>();
            assert_eq!((count("acts"), count("duties")), (acts, items), "{who}");
        }
        let duty = server.sign_in("jyj").await.run(OF_DUTY, json!({ "id": other["id"] })).await["node"].clone();
        assert_eq!((&duty["urgedAt"], &duty["urges"]), (&Value::Null, &json!([])));
        let duty = support.run(OF_DUTY, json!({ "id": owed["id"] })).await["node"].clone();
        assert_eq!((&duty["urges"][0]["byUnit"]["name"], &duty["urges"][0]["kind"]), (&json!("市人社局"), &json!("BY_HAND")));
        let found = "query($id: ID!) { node(id: $id) { id } }";
        let id = sent["urged"][0]["urge"]["id"].clone();
        assert_eq!(support.run(found, json!({ "id": id })).await["node"]["id"], id);
        assert_eq!(server.sign_in("jyj").await.run(found, json!({ "id": id })).await["node"], Value::Null);
    }

    /// Before the day and on the first late one, exactly once, caught up with as one.
    async fn by_rule(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let regime = json!({ "urgeDaysBefore": 0 });
        let input = json!({ "regime": { "documentId": world.document, "switches": regime }, "version": 2 });
        assert_eq!(office.refused(SET, input).await.1, "input.regime.switches.urgeDaysBefore");
        go_to(&server, "2026-06-26");
        let service = &server.app.service;
        // Off unless asked.
        assert_eq!(service.turn_days().await.unwrap()[0].urged, 0);
        let office = server.sign_in("office").await;
        office.switch(&world, json!({ "urgeDaysBefore": 3, "urgeLate": true })).await;
        // Item 2 is due on 30 June: of 市人社局 and 市教育局, and of 市财政局.
        go_to(&server, "2026-06-27");
        assert_eq!(service.turn_days().await.unwrap()[0].urged, 3);
        assert!(service.turn_days().await.unwrap().is_empty());
        let lead = server.sign_in("rsj").await;
        let mine = nodes(&lead.viewer(MINE).await["urges"]);
        assert_eq!(mine.len(), 1);
        assert_eq!(mine[0]["acts"], json!([{ "kind": "BEFORE_DUE", "text": null, "urgedByName": null, "byUnit": null }]));
        assert_eq!(mine[0]["duties"], json!([{ "item": { "ordinal": "2" }, "dueOn": "2026-06-30" }]));
        // By hand on the same day nothing goes out.
        let office = server.sign_in("office").await;
        let duty = lead.duty("2").await;
        assert_eq!(told(&office.done(URGE, urge(&[&duty], "k")).await), [one("市人社局", false, 0, 1)]);
        // One submits; the server sleeps over the day on which the others are late.
        lead.submit("2", "已建成").await;
        go_to(&server, "2026-07-03");
        let turns = service.turn_days().await.unwrap();
        assert_eq!(turns.iter().map(|turn| turn.urged).sum::<usize>(), 2);
        let late = nodes(&server.sign_in("jyj").await.viewer(MINE).await["urges"]);
        assert_eq!((late.len(), &late[0]["day"], &late[0]["acts"][0]["kind"]), (2, &json!("2026-07-03"), &json!("LATE")));
        assert_eq!(nodes(&server.sign_in("rsj").await.viewer(MINE).await["urges"]).len(), 1);
        go_to(&server, "2026-07-04");
        assert_eq!(service.turn_days().await.unwrap()[0].urged, 0, "once");
        assert_eq!(server.tables().await.count("event", "kind = 'UNIT_URGED'").await, 5);
    }

    /// What the phone shows beside this week and late.
    async fn what_is_to_be_looked_at(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let (lead, head, support) =
            (server.sign_in("rsj").await, server.sign_in("rsj_head").await, server.sign_in("czj").await);
        office.switch(&world, json!({ "signOff": false })).await;
        support.submit("1", "已办").await;
        support.submit("2", "已办").await;
        assert_eq!(lead.due("TO_REVIEW").await, ["1", "2"]);
        assert!(office.due("TO_REVIEW").await.is_empty(), "owed to the lead");
        assert!(support.due("TO_REVIEW").await.is_empty());
        let report = support.duty("2").await["report"].clone();
        lead.done(crate::support::world::RETURN, json!({ "id": report["id"], "version": report["version"], "reason": "补充" })).await;
        assert_eq!((support.due("RETURNED").await, lead.due("RETURNED").await), (vec!["2".to_owned()], vec![]));
        office.switch(&world, json!({ "signOff": true })).await;
        let saved = lead.save("1", "已开工").await;
        let sign = "mutation($input: ProgressReportSignInput!) { progressReportSign(input: $input) {
            progressReport { id version } errors { code field message }
        } }";
        let signing = lead.done(sign, json!({ "id": saved["id"], "version": saved["version"] })).await["progressReport"].clone();
        assert_eq!((head.due("TO_SIGN").await, lead.due("TO_SIGN").await), (vec!["1".to_owned()], vec![]));
        assert!(office.due("TO_SIGN").await.is_empty());
        head.done(crate::support::world::SUBMIT, json!({ "id": signing["id"], "version": signing["version"] })).await;
        assert!(head.due("TO_SIGN").await.is_empty());
        assert_eq!(office.due("TO_REVIEW").await, ["1"]);
        assert!(server.sign_in("other_office").await.due("TO_REVIEW").await.is_empty());
    }
}
