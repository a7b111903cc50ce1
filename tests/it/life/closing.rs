//! Closing: applied for, verified, closed or sent back; figures that are awaited.

use serde_json::{Value, json};

use super::{mutation, refused};
use crate::support::{Client, on_both};

const WAITING: &str = "{ viewer { closingsToDecide(first: 5) { totalCount } } }";

fn apply() -> String {
    mutation("closingApply", "closing", "state figures { indicator measure value }")
}

fn verify() -> String {
    let fields =
        "state figures { value } verifications { method note figures { value } verifiedByName }";
    mutation("closingVerify", "closing", fields)
}

fn settle() -> String {
    mutation("closingDecide", "closing", "state reason decidedByName")
}

fn application(item: &Value, value: &str, key: &str) -> Value {
    json!({
        "itemId": item["id"], "evidence": "驿站均已挂牌", "idempotencyKey": key,
        "figures": [{ "targetId": item["targets"][0]["id"], "value": value }],
    })
}

async fn verified(office: &Client, closing: &Value, value: Value, version: i32) -> Value {
    let input = json!({
        "id": closing["id"], "version": version, "method": "ON_SITE", "note": "实地查看",
        "figures": value, "idempotencyKey": format!("v{version}"),
    });
    office.done(&verify(), input).await["closing"].clone()
}

on_both! {
    /// From the application to the closed item; what was verified stands beside what was reported.
    async fn an_item_is_closed(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = lead.item(&world, "2").await;
        let bare = json!({ "itemId": item["id"], "evidence": "已挂牌", "idempotencyKey": "k" });
        assert_eq!(lead.refused(&apply(), bare).await, refused("REQUIRED", "figures"));
        let closing = lead.done(&apply(), application(&item, "6.50", "k")).await["closing"].clone();
        assert_eq!(closing["figures"][0]["value"], "6.5");
        assert_eq!(lead.done(&apply(), application(&item, "6.50", "k")).await["closing"], closing);
        let second = server.sign_in("jyj").await;
        assert_eq!(second.refused(&apply(), application(&item, "6", "k")).await, refused("WRONG_STATE", ""));
        assert_eq!(office.run(WAITING, json!({})).await["viewer"]["closingsToDecide"]["totalCount"], 1);
        let close = |version: i32| json!({ "id": closing["id"], "version": version, "close": true });
        assert_eq!(lead.refused(&settle(), close(1)).await, refused("NOT_ALLOWED", ""));
        // Not before it was verified.
        assert_eq!(office.refused(&settle(), close(1)).await, refused("WRONG_STATE", ""));
        let figures = json!([{ "targetId": item["targets"][0]["id"], "value": "6" }]);
        let checked = verified(&office, &closing, figures, 1).await;
        assert_eq!((&checked["figures"][0]["value"], &checked["verifications"][0]["figures"][0]["value"]), (&json!("6.5"), &json!("6")));
        assert_eq!(office.refused(&settle(), close(1)).await, refused("CONFLICT", "version"));
        assert_eq!(office.done(&settle(), close(2)).await["closing"]["state"], "CLOSED");
        // Whoever sees the item sees it; it owes nothing more.
        let seen = server.sign_in("czj").await.item(&world, "2").await;
        assert_eq!((&seen["state"], &seen["closings"]["totalCount"]), (&json!("COMPLETED"), &json!(1)));
        assert_eq!(lead.duty("2").await["state"], "CANCELLED");
        assert_eq!(lead.refused(&apply(), application(&item, "6", "k2")).await, refused("WRONG_STATE", ""));
    }

    /// Sent back with a reason, applied for again, taken back.
    async fn an_application_is_sent_back(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = lead.item(&world, "2").await;
        for (who, code, field) in [
            ("czj", "NOT_ALLOWED", ""), ("office", "NOT_ALLOWED", ""), ("fgw", "NOT_ALLOWED", ""),
            ("nobody", "NOT_FOUND", "itemId"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&apply(), application(&item, "6", "k")).await, refused(code, field), "{who}");
        }
        let closing = lead.done(&apply(), application(&item, "6", "k")).await["closing"].clone();
        let back = |reason: &str| json!({ "id": closing["id"], "version": 1, "close": false, "reason": reason });
        assert_eq!(office.refused(&settle(), back("")).await, refused("REQUIRED", "reason"));
        let returned = office.done(&settle(), back("缺少验收材料")).await["closing"].clone();
        assert_eq!((&returned["state"], &returned["reason"]), (&json!("RETURNED"), &json!("缺少验收材料")));
        assert_eq!(lead.item(&world, "2").await["state"], "OPEN");
        let again = server.sign_in("jyj").await;
        let closing = again.done(&apply(), application(&item, "6", "k")).await["closing"].clone();
        let withdraw = mutation("closingWithdraw", "closing", "state");
        let back = json!({ "id": closing["id"], "version": 1 });
        assert_eq!(lead.refused(&withdraw, back.clone()).await, refused("NOT_ALLOWED", ""));
        assert_eq!(again.done(&withdraw, back).await["closing"]["state"], "WITHDRAWN");
        // Another's target, and one twice.
        let other = server.sign_in("office").await.item(&world, "4").await;
        let mut foreign = application(&item, "6", "k3");
        foreign["figures"][0]["targetId"] = other["targets"][0]["id"].clone();
        assert_eq!(lead.refused(&apply(), foreign).await, refused("NOT_FOUND", "figures"));
        let mut twice = application(&item, "6", "k3");
        twice["figures"] = json!([twice["figures"][0], twice["figures"][0]]);
        assert_eq!(lead.refused(&apply(), twice).await, refused("INVALID_INPUT", "figures"));
    }

    /// While the statistics bureau's figure is awaited, nobody says whether a promise was kept.
    async fn a_figure_is_awaited(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = lead.item(&world, "2").await;
        let (wait, enter) = (mutation("figureAwait", "figure", "value expectedOn"), mutation("figureEnter", "figure", "value asOf"));
        let input = |key: &str| json!({
            "itemId": item["id"], "targetId": item["targets"][0]["id"], "source": "市统计局",
            "expectedOn": "2027-01-20", "idempotencyKey": key,
        });
        assert_eq!(lead.refused(&wait, input("k")).await, refused("NOT_ALLOWED", ""));
        assert_eq!(server.sign_in("nobody").await.refused(&wait, input("k")).await, refused("NOT_FOUND", "itemId"));
        let figure = office.done(&wait, input("k")).await["figure"].clone();
        assert_eq!(office.done(&wait, input("k")).await["figure"], figure);
        assert_eq!(office.refused(&wait, input("k2")).await, refused("WRONG_STATE", ""));
        // The unit need not report it; the office closes only once it is there.
        let bare = json!({ "itemId": item["id"], "evidence": "已挂牌", "idempotencyKey": "k" });
        let closing = lead.done(&apply(), bare).await["closing"].clone();
        verified(&office, &closing, json!([]), 1).await;
        let close = json!({ "id": closing["id"], "version": 2, "close": true });
        assert_eq!(office.refused(&settle(), close.clone()).await, refused("WRONG_STATE", ""));
        let given = json!({ "id": figure["id"], "version": 1, "value": "6", "asOf": "2026-12-31" });
        assert_eq!(lead.refused(&enter, given.clone()).await, refused("NOT_ALLOWED", ""));
        assert_eq!(office.done(&enter, given.clone()).await["figure"]["value"], "6");
        assert_eq!(office.refused(&enter, given).await, refused("CONFLICT", "version"));
        office.done(&settle(), close).await;
        assert_eq!(lead.item(&world, "2").await["state"], "COMPLETED");
    }
}
