//! What a unit cannot solve alone: asked, forwarded, answered, settled.

use serde_json::{Value, json};

use super::{nodes, refused};
use crate::support::{Client, on_both, world::World};

const FIELDS: &str = "id version state text unit { name } item { ordinal } leader { post }
    progressReport { id } settledByName steps { kind text leader { post } doneByName }";

fn mutation(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    let camel = first.to_uppercase() + rest;
    format!(
        "mutation($input: {camel}Input!) {{ {name}(input: $input) {{
            coordination {{ {FIELDS} }} errors {{ code field message }}
        }} }}"
    )
}

fn act(of: &Value, version: i64, more: Value) -> Value {
    let Value::Object(mut input) = more else { panic!("fields, not {more}") };
    input.extend([("id".to_owned(), of["id"].clone()), ("version".to_owned(), json!(version))]);
    Value::Object(input)
}

const OF_ITEM: &str = "query($id: ID!) { item(id: $id) {
    coordinations(first: 5) { totalCount edges { node { id state } } }
    latestReport { id coordination { id } }
    history(first: 30) { edges { node { kind } } }
} }";

impl Client {
    /// How many wishes for coordination this client sees on an item, by list and by id.
    async fn coordinations(&self, item: &Value, id: &Value) -> usize {
        let data = self.run(OF_ITEM, json!({ "id": item["id"] })).await;
        let listed =
            if data["item"].is_null() { 0 } else { nodes(&data["item"]["coordinations"]).len() };
        let found = self.run("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(!found["node"].is_null(), listed > 0);
        if listed > 0 {
            let told = nodes(&data["item"]["history"]);
            assert!(told.iter().any(|event| event["kind"] == "COORDINATION_ASKED"));
        }
        listed
    }

    async fn to_answer(&self) -> usize {
        let list = "coordinationsToAnswer(first: 5) { totalCount edges { node { id } } }";
        nodes(&self.viewer(list).await["coordinationsToAnswer"]).len()
    }

    /// The post responsible for item 1.
    async fn post(&self, world: &World) -> Value {
        self.numbered(world, "1").await["leaders"][0]["id"].clone()
    }
}

on_both! {
    /// The office forwards it, the leader answers, it is settled; each step stays.
    async fn asked_forwarded_answered_settled(server: Server) {
        let world = server.published_world().await;
        let (office, lead, leader) =
            (server.sign_in("office").await, server.sign_in("zjj").await, server.sign_in("leader").await);
        let item = lead.numbered(&world, "4").await;
        let ask = mutation("coordinationAsk");
        let wish = |key: &str| json!({ "itemId": item["id"], "text": "征地受阻", "idempotencyKey": key });
        assert_eq!(lead.refused(&ask, wish("k")).await, refused("WRONG_STATE", ""), "nothing reported");
        lead.save("4", "草稿").await;
        assert_eq!(lead.refused(&ask, wish("k")).await, refused("WRONG_STATE", ""), "a draft");
        let report = lead.submit("4", "已进场").await;
        let asked = lead.done(&ask, wish("k")).await["coordination"].clone();
        assert_eq!((&asked["state"], &asked["progressReport"]["id"]), (&json!("OPEN"), &report["id"]));
        assert_eq!(lead.done(&ask, wish("k")).await["coordination"], asked);
        let again = json!({ "reportId": report["id"], "text": "再次", "idempotencyKey": "k2" });
        assert_eq!(lead.refused(&ask, again).await, refused("WRONG_STATE", ""), "one at a time");
        let of_report = lead.run(OF_ITEM, json!({ "id": item["id"] })).await;
        assert_eq!(of_report["item"]["latestReport"]["coordination"]["id"], asked["id"]);
        // The leader has nothing to do with item 4 before it is put before them.
        assert_eq!((office.to_answer().await, leader.to_answer().await), (1, 0));
        assert_eq!(leader.coordinations(&item, &asked["id"]).await, 0);
        let forward = mutation("coordinationForward");
        let post = office.post(&world).await;
        let to = |post: &Value| json!({ "leaderId": post, "text": "请阅示" });
        assert_eq!(office.refused(&forward, act(&asked, 1, to(&json!("x")))).await, refused("NOT_FOUND", "leaderId"));
        assert_eq!(office.refused(&forward, act(&asked, 7, to(&post))).await, refused("CONFLICT", "version"));
        let settle = mutation("coordinationSettle");
        assert_eq!(office.refused(&settle, act(&asked, 1, json!({}))).await, refused("WRONG_STATE", ""), "not answered");
        for (who, code, field) in [
            ("zjj", "NOT_ALLOWED", ""), ("leader", "NOT_FOUND", "id"), ("songgang", "NOT_FOUND", "id"),
            ("rsj", "NOT_FOUND", "id"), ("other_office", "NOT_FOUND", "id"), ("auditor", "NOT_FOUND", "id"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&forward, act(&asked, 1, to(&post))).await, refused(code, field), "{who}");
        }
        let forwarded = office.done(&forward, act(&asked, 1, to(&post))).await["coordination"].clone();
        assert_eq!((&forwarded["state"], &forwarded["leader"]["post"]), (&json!("FORWARDED"), &json!("沈若川")));
        assert_eq!((office.to_answer().await, leader.to_answer().await), (0, 1));
        assert_eq!(leader.coordinations(&item, &asked["id"]).await, 1, "sees item and report now");
        let seen = leader.run("query($id: ID!) { node(id: $id) { id } }", json!({ "id": report["id"] })).await;
        assert_eq!(seen["node"]["id"], report["id"]);
        let answer = mutation("coordinationAnswer");
        let saying = |text: &str| json!({ "text": text });
        assert_eq!(leader.refused(&answer, act(&asked, 2, saying(" "))).await, refused("REQUIRED", "text"));
        assert_eq!(lead.refused(&answer, act(&asked, 2, saying("x"))).await, refused("NOT_ALLOWED", ""));
        let answered = leader.done(&answer, act(&asked, 2, saying("由柳湾区牵头解决"))).await["coordination"].clone();
        assert_eq!(answered["state"], "ANSWERED");
        office.done(&answer, act(&asked, 3, saying("已会商"))).await;
        let settled = lead.done(&settle, act(&asked, 4, json!({}))).await["coordination"].clone();
        assert_eq!((&settled["state"], &settled["settledByName"]), (&json!("SETTLED"), &json!("zjj的姓名")));
        assert_eq!(settled["steps"], json!([
            { "kind": "FORWARDED", "text": "请阅示", "leader": { "post": "沈若川" }, "doneByName": "office的姓名" },
            { "kind": "ANSWERED", "text": "由柳湾区牵头解决", "leader": { "post": "沈若川" }, "doneByName": "leader的姓名" },
            { "kind": "ANSWERED", "text": "已会商", "leader": null, "doneByName": "office的姓名" },
            { "kind": "SETTLED", "text": "", "leader": null, "doneByName": "zjj的姓名" },
        ]));
        assert_eq!(office.refused(&answer, act(&asked, 5, saying("x"))).await, refused("WRONG_STATE", ""));
        // Settled, it may be asked for anew; the office settles what it answered itself.
        let asked = lead.done(&ask, wish("k3")).await["coordination"].clone();
        office.done(&answer, act(&asked, 1, saying("已协调"))).await;
        let settled = office.done(&settle, act(&asked, 2, json!({ "text": "已办结" }))).await;
        assert_eq!(settled["coordination"]["state"], "SETTLED");
        let of_report = lead.run(OF_ITEM, json!({ "id": item["id"] })).await;
        assert_eq!(of_report["item"]["latestReport"]["coordination"]["id"], asked["id"]);
    }

    /// Who may ask, and who sees what a lead and what a support asks.
    async fn who_asks_and_who_sees_it(server: Server) {
        let world = server.published_world().await;
        let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        let item = lead.numbered(&world, "2").await;
        let (of_lead, of_support) = (lead.submit("2", "已开工").await, support.submit("2", "已办").await);
        let ask = mutation("coordinationAsk");
        let wish = |report: &Value| json!({ "reportId": report["id"], "text": "缺少用地指标", "idempotencyKey": "k" });
        for (who, report, code, field) in [
            ("office", &of_lead, "NOT_ALLOWED", ""), ("leader", &of_lead, "NOT_FOUND", "reportId"),
            ("fgw", &of_lead, "NOT_ALLOWED", ""), ("jyj", &of_lead, "NOT_ALLOWED", ""),
            ("rsj", &of_support, "NOT_ALLOWED", ""), ("songgang", &of_lead, "NOT_FOUND", "reportId"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&ask, wish(report)).await, refused(code, field), "{who}");
        }
        let both = json!({ "reportId": of_lead["id"], "itemId": item["id"], "text": "x", "idempotencyKey": "b" });
        assert_eq!(lead.refused(&ask, both).await, refused("INVALID_INPUT", ""));
        let mut bare = wish(&of_lead);
        bare["text"] = "".into();
        assert_eq!(lead.refused(&ask, bare).await, refused("REQUIRED", "text"));
        let by_support = support.done(&ask, wish(&of_support)).await["coordination"].clone();
        for (who, seen) in
            [("office", 1), ("czj", 1), ("rsj", 1), ("jyj", 1), ("leader", 0), ("songgang", 0), ("fgw", 0), ("other_office", 0)]
        {
            assert_eq!(server.sign_in(who).await.coordinations(&item, &by_support["id"]).await, seen, "{who}");
        }
        // What a lead asks is not the others' to see.
        let of_item = server.sign_in("jyj").await;
        let by_lead = lead.done(&ask, wish(&of_lead)).await["coordination"].clone();
        for (who, id, seen) in [
            ("office", &by_lead["id"], 2), ("rsj", &by_lead["id"], 2), ("czj", &by_support["id"], 1), ("jyj", &by_support["id"], 1),
        ] {
            assert_eq!(server.sign_in(who).await.coordinations(&item, id).await, seen, "{who}");
        }
        let hidden = of_item.run("query($id: ID!) { node(id: $id) { id } }", json!({ "id": by_lead["id"] })).await;
        assert_eq!(hidden["node"], Value::Null);
        assert_eq!(server.sign_in("other_office").await.to_answer().await, 0);
        // The unit may settle what is not answered: the problem is gone.
        let settle = mutation("coordinationSettle");
        assert_eq!(support.done(&settle, act(&by_support, 1, json!({}))).await["coordination"]["state"], "SETTLED");
        assert_eq!(lead.refused(&settle, act(&by_support, 2, json!({}))).await, refused("NOT_ALLOWED", ""));
    }
}
