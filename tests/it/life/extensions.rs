//! A later day: asked before the day, decided, both days visible.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{count, mutation, refused};
use crate::support::on_both;

const WAITING: &str =
    "{ viewer { extensionsToDecide(first: 5) { totalCount edges { node { unit { name } } } } } }";

fn ask() -> String {
    mutation("extensionAsk", "extension", "state dueOn until unit { name }")
}

fn settle() -> String {
    mutation("extensionDecide", "extension", "state grantedUntil answer decidedByName")
}

fn wish(item: &Value, until: &str, key: &str) -> Value {
    json!({
        "itemId": item["id"], "until": until, "reason": "施工受阻", "plan": "七月完成主体", "idempotencyKey": key,
    })
}

on_both! {
    /// Asked, granted: the item has the new day, and the old one stays.
    async fn a_later_day_is_granted(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = lead.item(&world, "2").await;
        let asked = lead.done(&ask(), wish(&item, "2026-07-31", "k")).await["extension"].clone();
        assert_eq!((&asked["dueOn"], &asked["unit"]["name"]), (&json!("2026-06-30"), &json!("市人社局")));
        assert_eq!(lead.done(&ask(), wish(&item, "2026-07-31", "k")).await["extension"], asked);
        assert_eq!(lead.refused(&ask(), wish(&item, "2026-08-31", "k2")).await, refused("WRONG_STATE", ""));
        assert_eq!(office.run(WAITING, json!({})).await["viewer"]["extensionsToDecide"]["totalCount"], 1);
        // The other lead sees it, who supports does not.
        for (who, seen) in [("jyj", 1), ("office", 1), ("czj", 0), ("fgw", 0)] {
            let item = server.sign_in(who).await.item(&world, "2").await;
            assert_eq!(count(&item["extensions"]), seen, "{who}");
            let told = item["history"]["edges"].as_array().unwrap().iter();
            assert_eq!(told.filter(|edge| edge["node"]["kind"] == "EXTENSION_ASKED").count() as u64, seen, "{who}");
        }
        let decision = json!({ "id": asked["id"], "version": 1, "grant": true });
        for (who, code, field) in [("rsj", "NOT_ALLOWED", ""), ("czj", "NOT_FOUND", "id"), ("nobody", "NOT_FOUND", "id")] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&settle(), decision.clone()).await, refused(code, field), "{who}");
        }
        let stale = json!({ "id": asked["id"], "version": 5, "grant": true });
        assert_eq!(office.refused(&settle(), stale).await, refused("CONFLICT", "version"));
        let granted = office.done(&settle(), decision).await["extension"].clone();
        assert_eq!((&granted["state"], &granted["grantedUntil"]), (&json!("GRANTED"), &json!("2026-07-31")));
        let item = lead.item(&world, "2").await;
        assert_eq!((&item["deadline"], &item["originalDeadline"]), (&json!("2026-07-31"), &json!("2026-06-30")));
        assert_eq!(item["decisions"]["edges"][0]["node"]["kind"], "EXTENDED");
        assert_eq!(lead.duty("2").await["dueOn"], "2026-07-31");
        let again = json!({ "id": asked["id"], "version": 2, "grant": false, "reason": "不妥" });
        assert_eq!(office.refused(&settle(), again).await, refused("WRONG_STATE", ""));
        assert_eq!(office.run(WAITING, json!({})).await["viewer"]["extensionsToDecide"]["totalCount"], 0);
        // Moved again: the first day is still the original one.
        let asked = lead.done(&ask(), wish(&item, "2026-08-31", "k3")).await["extension"].clone();
        office.done(&settle(), json!({ "id": asked["id"], "version": 1, "grant": true, "until": "2026-08-15" })).await;
        let item = lead.item(&world, "2").await;
        assert_eq!((&item["deadline"], &item["originalDeadline"]), (&json!("2026-08-15"), &json!("2026-06-30")));
    }

    /// Refused with a word, taken back, and what cannot be asked.
    async fn a_later_day_is_refused_or_taken_back(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let item = lead.item(&world, "2").await;
        for (who, code, field) in [
            ("czj", "NOT_ALLOWED", ""), ("office", "NOT_ALLOWED", ""), ("fgw", "NOT_ALLOWED", ""),
            ("nobody", "NOT_FOUND", "itemId"), ("zjj", "NOT_FOUND", "itemId"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&ask(), wish(&item, "2026-07-31", "k")).await, refused(code, field), "{who}");
        }
        assert_eq!(lead.refused(&ask(), wish(&item, "2026-06-30", "k")).await, refused("INVALID_INPUT", "until"));
        let mut bare = wish(&item, "2026-07-31", "k");
        bare["plan"] = " ".into();
        assert_eq!(lead.refused(&ask(), bare).await, refused("REQUIRED", "plan"));
        let asked = lead.done(&ask(), wish(&item, "2026-07-31", "k")).await["extension"].clone();
        let no = json!({ "id": asked["id"], "version": 1, "grant": false });
        assert_eq!(office.refused(&settle(), no).await, refused("REQUIRED", "reason"));
        office.done(&settle(), json!({ "id": asked["id"], "version": 1, "grant": false, "reason": "理由不足" })).await;
        assert_eq!(lead.item(&world, "2").await["deadline"], "2026-06-30");
        let asked = lead.done(&ask(), wish(&item, "2026-07-31", "k2")).await["extension"].clone();
        let withdraw = mutation("extensionWithdraw", "extension", "state");
        let back = json!({ "id": asked["id"], "version": 1 });
        assert_eq!(server.sign_in("jyj").await.refused(&withdraw, back.clone()).await, refused("NOT_ALLOWED", ""));
        assert_eq!(lead.done(&withdraw, back).await["extension"]["state"], "WITHDRAWN");
        // The day has come.
        server.clock.advance(TimeDelta::days(120));
        let lead = server.sign_in("rsj").await;
        assert_eq!(lead.refused(&ask(), wish(&item, "2026-07-31", "k3")).await, refused("WRONG_STATE", ""));
    }

    /// Two clerks of one unit ask at once: one wish.
    async fn one_wish_a_unit(server: Server) {
        let world = server.published_world().await;
        let (clerk, head) = (server.sign_in("rsj").await, server.sign_in("rsj_head").await);
        let item = clerk.item(&world, "2").await;
        let (ask, input) = (ask(), wish(&item, "2026-07-31", "k"));
        let (one, other) = tokio::join!(clerk.payload(&ask, input.clone()), head.payload(&ask, input.clone()));
        let codes = [&one["errors"][0]["code"], &other["errors"][0]["code"]];
        assert!(codes.contains(&&Value::Null) && codes.contains(&&json!("WRONG_STATE")), "{one} {other}");
        assert_eq!(server.tables().await.rows("extension").await.len(), 1);
    }
}
