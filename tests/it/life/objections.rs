//! Objections: raised in their days, settled by the office.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{count, mutation, refused};
use crate::support::on_both;

fn raise() -> String {
    mutation("objectionRaise", "objection", "state kind unit { name }")
}

fn settle() -> String {
    mutation("objectionDecide", "objection", "state answer")
}

fn objection(item: &Value, key: &str) -> Value {
    json!({
        "itemId": item["id"], "kind": "WRONG_UNIT", "reason": "不属本单位职责",
        "wanted": "改由市住建局牵头", "idempotencyKey": key,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "made where it is passed, by json!")]
fn decision(of: &Value, resolution: Value) -> Value {
    json!({ "id": of["id"], "version": of["version"], "resolution": resolution, "reason": "经研究" })
}

on_both! {
    /// The units are changed; the earlier ones stay with the decision, and duties follow.
    async fn an_item_is_reassigned(server: Server) {
        let world = server.published_world().await;
        let (office, support) = (server.sign_in("office").await, server.sign_in("czj").await);
        let item = support.item(&world, "1").await;
        let raised = support.done(&raise(), objection(&item, "k")).await["objection"].clone();
        assert_eq!(support.done(&raise(), objection(&item, "k")).await["objection"], raised);
        assert_eq!(support.refused(&raise(), objection(&item, "k2")).await, refused("WRONG_STATE", ""));
        let waiting = "{ viewer { objectionsToDecide(first: 5) { totalCount } } }";
        assert_eq!(office.run(waiting, json!({})).await["viewer"]["objectionsToDecide"]["totalCount"], 1);
        // Its lead and leader see it; another support unit does not.
        for (who, seen) in [("czj", 1), ("rsj", 1), ("leader", 1), ("songgang", 0), ("fgw", 0)] {
            assert_eq!(count(&server.sign_in(who).await.item(&world, "1").await["objections"]), seen, "{who}");
        }
        let to = json!({ "reassign": [{ "unitName": "市住建局", "role": "LEAD" }] });
        for (who, code, field) in [
            ("czj", "NOT_ALLOWED", ""), ("rsj", "NOT_ALLOWED", ""), ("leader", "NOT_ALLOWED", ""),
            ("songgang", "NOT_FOUND", "id"), ("other_office", "NOT_FOUND", "id"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&settle(), decision(&raised, to.clone())).await, refused(code, field), "{who}");
        }
        assert_eq!(office.done(&settle(), decision(&raised, to)).await["objection"]["state"], "UPHELD");
        let item = office.item(&world, "1").await;
        assert_eq!(item["assignments"].as_array().unwrap().len(), 1);
        let decided = &item["decisions"]["edges"][0]["node"];
        assert_eq!(decided["kind"], "REASSIGNED");
        assert_eq!(decided["before"]["assignments"].as_array().unwrap().len(), 3);
        assert_eq!(server.sign_in("zjj").await.duty("1").await["state"], "OPEN");
        let tables = server.tables().await;
        assert_eq!(tables.count("duty", "state = 'CANCELLED'").await, 3);
    }

    /// Another day, several items, or as it was.
    async fn an_objection_is_settled_otherwise(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = lead.item(&world, "2").await;
        let raised = lead.done(&raise(), objection(&item, "a")).await["objection"].clone();
        let kept = office.done(&settle(), decision(&raised, json!({ "keep": true }))).await;
        assert_eq!(kept["objection"]["state"], "KEPT");
        assert_eq!(count(&lead.item(&world, "2").await["decisions"]), 0);
        let raised = lead.done(&raise(), objection(&item, "b")).await["objection"].clone();
        office.done(&settle(), decision(&raised, json!({ "deadline": "2026-09-30" }))).await;
        let item = lead.item(&world, "2").await;
        assert_eq!((&item["deadline"], &item["originalDeadline"]), (&json!("2026-09-30"), &json!("2026-06-30")));
        let raised = lead.done(&raise(), objection(&item, "c")).await["objection"].clone();
        let one = decision(&raised, json!({ "split": ["建设青年驿站3个"] }));
        assert_eq!(office.refused(&settle(), one).await, refused("REQUIRED", "resolution.split"));
        let two = json!({ "split": ["建设青年驿站3个", "改造青年驿站3个"] });
        office.done(&settle(), decision(&raised, two)).await;
        let items = lead.items(&world).await;
        let texts: Vec<&str> = items.iter().filter(|item| item["ordinal"] == "2").map(|item| item["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["建设青年驿站3个", "改造青年驿站3个"]);
        let tables = server.tables().await;
        assert_eq!(tables.count("item_decision", "kind = 'SPLIT'").await, 2);
        // Three units of item 2 owe a report on the new item too.
        let all = tables.rows("duty").await.len();
        assert_eq!(tables.count("duty", "state = 'OPEN'").await, all);
        let raised = lead.done(&raise(), objection(&items[0], "d")).await["objection"].clone();
        let withdraw = mutation("objectionWithdraw", "objection", "state");
        let back = json!({ "id": raised["id"], "version": 1 });
        assert_eq!(lead.done(&withdraw, back.clone()).await["objection"]["state"], "WITHDRAWN");
        assert_eq!(lead.refused(&withdraw, back).await, refused("CONFLICT", "version"));
    }

    /// Five working days from publishing on; then it is too late. Only for units of the item.
    async fn objections_have_their_days(server: Server) {
        let world = server.published_world().await;
        let item = server.sign_in("rsj").await.item(&world, "1").await;
        for (who, code, field) in [
            ("office", "NOT_ALLOWED", ""), ("leader", "NOT_ALLOWED", ""), ("fgw", "NOT_ALLOWED", ""),
            ("nobody", "NOT_FOUND", "itemId"), ("zjj", "NOT_FOUND", "itemId"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&raise(), objection(&item, "k")).await, refused(code, field), "{who}");
        }
        server.clock.advance(TimeDelta::days(7));
        // Through its collective, on the last day.
        server.sign_in("songgang").await.done(&raise(), objection(&item, "k")).await;
        server.clock.advance(TimeDelta::days(1));
        let late = server.sign_in("rsj").await;
        assert_eq!(late.refused(&raise(), objection(&item, "k")).await, refused("WRONG_STATE", ""));
    }

    /// A document whose regime gives no days for them takes no objections.
    async fn without_days_nobody_objects(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let read = "query($id: ID!) { document(id: $id) { regime { version } } }";
        let regime = office.run(read, json!({ "id": world.document })).await["document"]["regime"].clone();
        let set = "mutation($input: RegimeSetInput!) { regimeSet(input: $input) { errors { code field message } } }";
        let off = json!({ "regime": { "documentId": world.document, "switches": {} }, "version": regime["version"] });
        office.done(set, off).await;
        let lead = server.sign_in("rsj").await;
        let item = lead.item(&world, "1").await;
        assert_eq!(lead.refused(&raise(), objection(&item, "k")).await, refused("WRONG_STATE", ""));
    }
}
