//! Suspend, resume, change, cancel, and the outcome of items.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{count, decide, refused, with};
use crate::support::{
    on_both,
    world::{RETURN, SAVE, SUBMIT},
};

const OUTCOME: &str = "mutation($input: ItemsOutcomeInput!) { itemsOutcome(input: $input) {
    items { ordinal state } refused { ordinal } errors { code field message }
} }";

on_both! {
    /// A suspended item owes nothing and takes no report; resumed, it owes what is still to come.
    async fn suspending_ends_duties_and_resuming_brings_them_back(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let duty = lead.duty("2").await;
        let save = json!({ "dutyId": duty["id"], "progress": "已开工", "idempotencyKey": "k" });
        let suspended = office.decide(&world, "itemSuspend", "2", json!({})).await;
        assert_eq!(suspended["state"], "SUSPENDED");
        assert_eq!(lead.duty("2").await["state"], "CANCELLED");
        assert_eq!(lead.refused(SAVE, save.clone()).await, refused("WRONG_STATE", ""));
        let resumed = office.decide(&world, "itemResume", "2", json!({ "documentNumber": "云政督〔2026〕1号" })).await;
        assert_eq!(resumed["state"], "OPEN");
        assert_eq!(lead.duty("2").await["state"], "OPEN");
        lead.done(SAVE, save).await;
        let item = lead.item(&world, "2").await;
        let newest = &item["decisions"]["edges"][0]["node"];
        assert_eq!((&newest["kind"], &newest["documentNumber"]), (&json!("RESUMED"), &json!("云政督〔2026〕1号")));
        assert_eq!((&newest["before"]["state"], &newest["after"]["state"]), (&json!("SUSPENDED"), &json!("OPEN")));
        // The newest is the saved report.
        assert_eq!(item["history"]["edges"][1]["node"]["kind"], "ITEM_DECIDED");
    }

    /// A returned report of a suspended item is not asked for again before the item is resumed; then
    /// it is as it was.
    async fn a_returned_report_waits_with_its_item(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let report = lead.submit("2", "已开工").await;
        let back = json!({ "id": report["id"], "version": report["version"], "reason": "请补充" });
        let report = office.done(RETURN, back).await["progressReport"].clone();
        let submit = json!({ "id": report["id"], "version": report["version"] });
        office.decide(&world, "itemSuspend", "2", json!({})).await;
        assert_eq!(lead.duty("2").await["state"], "CANCELLED");
        assert_eq!(lead.refused(SUBMIT, submit.clone()).await, refused("WRONG_STATE", ""));
        office.decide(&world, "itemResume", "2", json!({})).await;
        assert_eq!(lead.duty("2").await["state"], "RETURNED");
        lead.done(SUBMIT, submit).await;
        assert_eq!(lead.duty("2").await["state"], "SUBMITTED");
    }

    /// What fell due while an item was suspended is never owed.
    async fn nothing_is_owed_for_the_time_between(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        office.decide(&world, "itemSuspend", "2", json!({})).await;
        server.clock.advance(TimeDelta::days(150));
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        office.decide(&world, "itemResume", "2", json!({})).await;
        assert_eq!(lead.duty("2").await["state"], "CANCELLED");
    }

    /// A change keeps what was before; duties follow the units and the day.
    async fn a_change_keeps_what_was_before(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let before = office.item(&world, "2").await;
        let change = json!({
            "text": "建设青年驿站8个", "deadline": "2026-08-31",
            "assignments": [{ "unitName": "市住建局", "role": "LEAD" }, { "unitName": "市教育局", "role": "SUPPORT" }],
        });
        office.decide(&world, "itemChange", "2", change).await;
        let after = office.item(&world, "2").await;
        assert_eq!((&after["deadline"], &after["originalDeadline"]), (&json!("2026-08-31"), &json!("2026-06-30")));
        assert_eq!(after["text"], "建设青年驿站8个");
        assert_ne!(after["targets"], before["targets"]);
        let decision = &after["decisions"]["edges"][0]["node"];
        assert_eq!(decision["fields"], json!(["text", "deadline", "assignments"]));
        assert_eq!(decision["before"]["text"], before["text"]);
        assert_eq!(decision["before"]["deadline"], "2026-06-30");
        assert_eq!(decision["before"]["assignments"].as_array().unwrap().len(), 3);
        let duty = server.sign_in("zjj").await.duty("2").await;
        assert_eq!((&duty["state"], &duty["dueOn"]), (&json!("OPEN"), &json!("2026-08-31")));
        let filter = json!({ "filter": { "states": ["CANCELLED"] } });
        let gone = server.sign_in("rsj").await.run(crate::support::world::DUTIES, filter).await;
        assert_eq!(gone["viewer"]["duties"]["totalCount"], 1);
        // A change of nothing, and of two minds about the day.
        let nothing = with(&after, "无", json!({ "deadline": "2026-08-31" }));
        assert_eq!(office.refused(&decide("itemChange"), nothing).await, refused("REQUIRED", "text"));
        let both = with(&after, "无", json!({ "deadline": "2026-09-30", "withoutDeadline": true }));
        assert_eq!(office.refused(&decide("itemChange"), both).await, refused("INVALID_INPUT", ""));
    }

    /// Who may not, what may not, and that it changes nothing.
    async fn decisions_are_refused(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let draft = office.item(&world, "1").await;
        let cancel = decide("itemCancel");
        assert_eq!(office.refused(&cancel, with(&draft, "因故", json!({}))).await, refused("WRONG_STATE", ""));
        office.publish(&world.document).await;
        let item = office.item(&world, "1").await;
        let tables = server.tables().await;
        let kept = tables.everything().await;
        let input = with(&item, "因故", json!({}));
        for (who, code, field) in [
            ("rsj", "NOT_ALLOWED", ""), ("czj", "NOT_ALLOWED", ""), ("leader", "NOT_ALLOWED", ""),
            ("fgw", "NOT_ALLOWED", ""), ("nobody", "NOT_FOUND", "id"), ("wlj", "NOT_FOUND", "id"),
            ("other_office", "NOT_FOUND", "id"), ("sysadmin", "NOT_FOUND", "id"), ("auditor", "NOT_FOUND", "id"),
        ] {
            for name in ["itemSuspend", "itemResume", "itemChange", "itemCancel"] {
                let client = server.sign_in(who).await;
                assert_eq!(client.refused(&decide(name), input.clone()).await, refused(code, field), "{who} {name}");
            }
        }
        assert_eq!(office.refused(&decide("itemResume"), input.clone()).await, refused("WRONG_STATE", ""));
        assert_eq!(office.refused(&cancel, with(&item, " ", json!({}))).await, refused("REQUIRED", "reason"));
        assert_eq!(office.refused(&cancel, with(&item, "因", json!({ "version": 9 }))).await, refused("CONFLICT", "version"));
        let now = tables.everything().await;
        for table in ["item", "item_decision", "duty", "idempotency_key"] {
            assert_eq!(kept[table], now[table], "{table}");
        }
    }

    /// Two at once: one stands, and the other is told; a key answers again.
    async fn one_decision_stands(server: Server) {
        let world = server.published_world().await;
        let (office, head) = (server.sign_in("office").await, server.sign_in("head").await);
        let item = office.item(&world, "3").await;
        let (suspend, cancel) = (decide("itemSuspend"), decide("itemCancel"));
        let input = with(&item, "因故", json!({ "idempotencyKey": "k" }));
        let (one, other) = tokio::join!(
            office.payload(&suspend, input.clone()),
            head.payload(&cancel, input.clone()),
        );
        let codes = [&one["errors"][0]["code"], &other["errors"][0]["code"]];
        assert!(codes.contains(&&Value::Null) && codes.contains(&&json!("CONFLICT")), "{one} {other}");
        assert_eq!(count(&office.item(&world, "3").await["decisions"]), 1);
        let (client, mutation, first) =
            if one["item"].is_null() { (&head, &cancel, other) } else { (&office, &suspend, one) };
        assert_eq!(client.payload(mutation, input).await, first);
        assert_eq!(count(&office.item(&world, "3").await["decisions"]), 1);
    }

    /// At the year's end every open item gets its outcome, all or none.
    async fn items_get_their_outcome(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let items = office.items(&world).await;
        let of = |index: usize| json!({ "id": items[index]["id"], "version": items[index]["version"] });
        let input = |items: Value, outcome: &str, key: &str| json!({
            "items": items, "outcome": outcome, "reason": "年终盘点", "idempotencyKey": key,
        });
        assert_eq!(lead.refused(OUTCOME, input(json!([of(0)]), "ROUTINE", "a")).await, refused("NOT_ALLOWED", ""));
        // One of them was changed in between: none gets an outcome, and it is named.
        let mut stale = of(1);
        stale["version"] = json!(7);
        let payload = office.payload(OUTCOME, input(json!([of(0), stale]), "ROUTINE", "a")).await;
        assert_eq!((&payload["refused"]["ordinal"], &payload["errors"][0]["code"]), (&json!("2"), &json!("CONFLICT")));
        assert_eq!(office.item(&world, "1").await["state"], "OPEN");
        let done = input(json!([of(1), of(0)]), "ROUTINE", "b");
        let payload = office.done(OUTCOME, done.clone()).await;
        assert_eq!(payload["items"], json!([{ "ordinal": "2", "state": "ROUTINE" }, { "ordinal": "1", "state": "ROUTINE" }]));
        assert_eq!(office.done(OUTCOME, done).await, payload);
        // What is carried over goes to a successor, or on a list.
        let alone = office.refused(OUTCOME, input(json!([of(2)]), "CARRIED_OVER", "c")).await;
        assert_eq!(alone, refused("REQUIRED", "items.successorId"));
        let mut own = of(2);
        own["successorId"] = items[2]["id"].clone();
        let itself = office.refused(OUTCOME, input(json!([own.clone()]), "CARRIED_OVER", "c")).await;
        assert_eq!(itself, refused("INVALID_INPUT", "items.successorId"));
        own["successorId"] = items[3]["id"].clone();
        office.done(OUTCOME, input(json!([own]), "CARRIED_OVER", "d")).await;
        let decision = office.item(&world, "3").await["decisions"]["edges"][0]["node"].clone();
        assert_eq!((&decision["kind"], &decision["successor"]["ordinal"]), (&json!("CARRIED_OVER"), &json!("4")));
        let mut list = input(json!([of(3)]), "CARRIED_OVER", "e");
        list["separateList"] = true.into();
        office.done(OUTCOME, list).await;
        assert_eq!(office.item(&world, "4").await["decisions"]["edges"][0]["node"]["separateList"], true);
        office.done(OUTCOME, input(json!([of(4)]), "NOT_ACHIEVED", "f")).await;
        let item = office.item(&world, "5").await;
        let again = input(json!([{ "id": item["id"], "version": item["version"] }]), "CANCELLED", "g");
        assert_eq!(office.refused(OUTCOME, again).await, refused("WRONG_STATE", ""));
        assert_eq!(office.refused(OUTCOME, input(json!([]), "ROUTINE", "h")).await, refused("REQUIRED", "items"));
        let open = server.tables().await.count("duty", "state = 'OPEN'").await;
        assert_eq!(open, 0, "an item that has its outcome owes nothing");
    }
}
