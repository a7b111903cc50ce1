//! How many duties there are in each state, what became of each, and with what a first report
//! begins.

use duban::domain::{
    id::ItemId,
    opening::{Opening, OpeningStatus},
};
use serde_json::{Value, json};

use super::{go_to, nodes};
use crate::support::{on_both, world::ACCEPT};

const COUNTS: &str = "query($document: ID!, $unit: ID!) {
    document(id: $document) { dutyCounts { open submitted returned accepted cancelled late }
        dutyChanges(first: 20) { totalCount edges { node { changes { added moved ended } changedByName } } }
        items(first: 10) { edges { node { duties(first: 50) { edges { node { state } } } } } }
    }
    unit(id: $unit) { dutyCounts { open submitted returned accepted cancelled late } }
}";
const CHANGES: &str = "query($id: ID!) { node(id: $id) { ... on Duty { changes {
    kind endReason changedByName before { dueOn role recipient { name } } after { dueOn role }
} } } }";
const PREFILL: &str = "query($id: ID!) { node(id: $id) { ... on Duty { prefill {
    progress problems nextSteps percent opening { asOf status } progressReport { id }
} } } }";

fn counts(open: u64, submitted: u64, accepted: u64, cancelled: u64, late: u64) -> Value {
    json!({
        "open": open, "submitted": submitted, "returned": 0, "accepted": accepted,
        "cancelled": cancelled, "late": late,
    })
}

on_both! {
    /// What is counted is what is listed, for each who asks.
    async fn duties_are_counted_as_they_are_seen(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        lead.submit("1", "已开工").await;
        let report = server.sign_in("jyj").await.submit("3", "已开工").await;
        office.done(ACCEPT, json!({ "id": report["id"], "version": report["version"] })).await;
        let item = office.numbered(&world, "5").await;
        let cancel = "mutation($input: ItemCancelInput!) { itemCancel(input: $input) {
            item { id } errors { code field message }
        } }";
        office.done(cancel, json!({ "id": item["id"], "version": item["version"], "reason": "取消" })).await;
        go_to(&server, "2026-07-02");
        let unit = crate::support::global("Unit", server.unit(world.office, "市财政局").await.into());
        for (who, of_document, of_unit) in [
            // 1: three; 2: three, due in June; 3: one; 4: two; 5: one.
            ("office", counts(7, 1, 1, 1, 3), counts(2, 0, 0, 0, 1)),
            ("fgw", counts(7, 1, 1, 1, 3), counts(2, 0, 0, 0, 1)),
            ("rsj", counts(5, 1, 0, 0, 3), counts(2, 0, 0, 0, 1)),
            ("jyj", counts(3, 0, 1, 0, 3), counts(1, 0, 0, 0, 1)),
            ("czj", counts(2, 1, 0, 0, 1), counts(2, 0, 0, 0, 1)),
            ("zjj", counts(2, 0, 0, 0, 0), Value::Null),
            ("leader", counts(0, 1, 0, 0, 0), counts(0, 0, 0, 0, 0)),
        ] {
            let client = server.sign_in(who).await;
            let data = client.run(COUNTS, json!({ "document": world.document, "unit": unit })).await;
            assert_eq!(data["document"]["dutyCounts"], of_document, "{who}");
            let of = if data["unit"].is_null() { &data["unit"] } else { &data["unit"]["dutyCounts"] };
            assert_eq!(of, &of_unit, "{who}");
            let items = nodes(&data["document"]["items"]);
            let listed: usize = items.iter().map(|item| nodes(&item["duties"]).len()).sum();
            let states = ["open", "submitted", "returned", "accepted", "cancelled"];
            let counted = states.map(|state| of_document[state].as_u64().unwrap()).iter().sum::<u64>();
            assert_eq!(listed as u64, counted, "{who}");
            let changes = nodes(&data["document"]["dutyChanges"]).len();
            assert_eq!(changes, if matches!(who, "office" | "fgw") { 2 } else { 0 }, "{who}");
        }
    }

    /// What moved, from which day to which, what ended and why, and by whom.
    async fn what_became_of_a_duty(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let duty = lead.duty("2").await;
        let changes = |data: Value| data["node"]["changes"].clone();
        assert_eq!(changes(lead.run(CHANGES, json!({ "id": duty["id"] })).await), json!([]));
        let item = office.numbered(&world, "2").await;
        let change = "mutation($input: ItemChangeInput!) { itemChange(input: $input) {
            item { id version } errors { code field message }
        } }";
        let moved = office.done(change, json!({
            "id": item["id"], "version": item["version"], "reason": "顺延", "deadline": "2026-07-31",
        })).await["item"].clone();
        let cancel = "mutation($input: ItemCancelInput!) { itemCancel(input: $input) {
            item { id } errors { code field message }
        } }";
        office.done(cancel, json!({ "id": moved["id"], "version": moved["version"], "reason": "取消" })).await;
        let by = "office的姓名";
        assert_eq!(
            changes(lead.run(CHANGES, json!({ "id": duty["id"] })).await),
            json!([
                {
                    "kind": "ENDED", "endReason": "ITEM", "changedByName": by,
                    "before": { "dueOn": "2026-07-31", "role": "LEAD", "recipient": null }, "after": null,
                },
                {
                    "kind": "MOVED", "endReason": null, "changedByName": by,
                    "before": { "dueOn": "2026-06-30", "role": "LEAD", "recipient": null },
                    "after": { "dueOn": "2026-07-31", "role": "LEAD" },
                },
            ])
        );
        let hidden = server.sign_in("zjj").await.run(CHANGES, json!({ "id": duty["id"] })).await;
        assert_eq!(hidden["node"], Value::Null);
    }

    /// A lead that has reported nothing begins with the opening status; a support does not.
    async fn a_first_report_begins_with_the_opening(server: Server) {
        let world = server.published_world().await;
        let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        let item = lead.numbered(&world, "1").await;
        let item: ItemId = decoded(item["id"].as_str().unwrap()).into();
        let tx = server.app.store.write().await.unwrap();
        let opening = Opening {
            id: uuid::Uuid::from_u128(77),
            item,
            as_of: "2026-02-28".parse().unwrap(),
            status: Some(OpeningStatus::OnTrack),
            printed_status: None,
            percent: Some(23),
            progress: "已新增6000人。".into(),
            problems: "岗位不足".into(),
            source_name: "旧台账.xlsx".into(),
            row: 3,
            entered_by: None,
            entered_at: server.clock.now(),
        };
        tx.insert_openings(&[opening]).await.unwrap();
        tx.commit().await.unwrap();
        let duty = lead.duty("1").await;
        let prefill = lead.run(PREFILL, json!({ "id": duty["id"] })).await["node"]["prefill"].clone();
        assert_eq!(prefill, json!({
            "progress": "已新增6000人。", "problems": "岗位不足", "nextSteps": "", "percent": null,
            "opening": { "asOf": "2026-02-28", "status": "ON_TRACK" }, "progressReport": null,
        }));
        for (client, id) in [(&support, support.duty("1").await["id"].clone()), (&server.sign_in("office").await, duty["id"].clone())] {
            assert_eq!(client.run(PREFILL, json!({ "id": id })).await["node"]["prefill"], Value::Null);
        }
        assert_eq!(lead.run(PREFILL, json!({ "id": lead.duty("2").await["id"] })).await["node"]["prefill"], Value::Null);
    }
}

/// The id within a global id.
fn decoded(id: &str) -> uuid::Uuid {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).unwrap()).unwrap();
    text.split_once(':').unwrap().1.parse().unwrap()
}
