//! Review before it counts: findings are settled, and a draft with open errors is not published.

use serde_json::{Value, json};

use crate::support::{fixture, on_both, world::PUBLISH};

const IMPORT: &str = "mutation($input: DocumentImportInput!) {
    documentImport(input: $input) { document { id version } errors { code field message } }
}";

const DRAFT: &str = "query($id: ID!) { document(id: $id) {
    version
    findings(first: 100) { totalCount edges { node {
        id code severity state settledByName item { id version ordinal }
    } } }
    items(first: 100) { totalCount edges { node {
        id version position ordinal text deadline
        assignments { role unit { name } }
        targets { value measure }
    } } }
    history(first: 20) { edges { node { kind fields } } }
} }";

const RESOLVE: &str = "mutation($input: FindingResolveInput!) {
    findingResolve(input: $input) {
        finding { id state settledByName }
        item { id version text }
        errors { code field message }
    }
}";

const ACCEPT_ALL: &str = "mutation($input: FindingsAcceptInput!) {
    findingsAccept(input: $input) { accepted document { id } errors { code field message } }
}";

/// An item without an owner, an item whose clause is never closed, and a figure.
const ODD: &str = "云溪市2026年补充任务分工方案

1.新建口袋公园12个。

2.改造泵站3座。更新供水管网40公里。（牵头单位：市水利局；责任单位：市财政局）

3.建成停车泊位2000个。（牵头单位：市城管局）
";

async fn draft(client: &crate::support::Client, id: &Value) -> Value {
    client.run(DRAFT, json!({ "id": id })).await["document"].clone()
}

fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn error(draft: &Value, code: &str) -> Value {
    let findings = nodes(&draft["findings"]);
    let found = findings.iter().find(|finding| finding["code"] == code);
    found.unwrap_or_else(|| panic!("no {code}: {findings:#?}")).clone()
}

async fn import(client: &crate::support::Client, text: &str) -> Value {
    let input =
        json!({ "text": text, "idempotencyKey": text.chars().take(20).collect::<String>() });
    client.done(IMPORT, input).await["document"]["id"].clone()
}

on_both! {
    /// A draft with an open error is not published; once a unit was chosen, it is.
    async fn open_errors_keep_a_draft_from_being_published(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = import(&office, ODD).await;
        let before = draft(&office, &id).await;
        let finding = error(&before, "NO_OWNER");
        assert_eq!((&finding["severity"], &finding["state"]), (&json!("ERROR"), &json!("OPEN")));
        let publish = json!({ "id": id, "version": 1 });
        assert_eq!(office.refused(PUBLISH, publish.clone()).await.0, "WRONG_STATE");

        let input = json!({
            "id": finding["id"],
            "itemVersion": finding["item"]["version"],
            "resolution": { "assignments": [
                { "unitName": "市园林局", "role": "SUPPORT" },
                { "unitName": "市住建局", "role": "LEAD" },
            ] },
            "idempotencyKey": "choose",
        });
        let done = office.done(RESOLVE, input.clone()).await;
        assert_eq!(done["finding"]["state"], "RESOLVED");
        assert_eq!(done["finding"]["settledByName"], "office的姓名");
        assert_eq!(office.done(RESOLVE, input).await["finding"], done["finding"], "once");

        let after = draft(&office, &id).await;
        assert_eq!(
            nodes(&after["items"])[0]["assignments"],
            json!([
                { "role": "LEAD", "unit": { "name": "市住建局" } },
                { "role": "SUPPORT", "unit": { "name": "市园林局" } },
            ])
        );
        let told = nodes(&after["history"]);
        assert_eq!(told[0], json!({ "kind": "FINDING_SETTLED", "fields": ["assignments"] }));
        for finding in nodes(&after["findings"]) {
            let open_error = finding["state"] == "OPEN" && finding["severity"] == "ERROR";
            assert!(!open_error, "another error: {finding}");
        }
        office.done(PUBLISH, publish).await;
        let again = json!({ "id": finding["id"], "resolution": { "accept": true } });
        assert_eq!(office.refused(RESOLVE, again).await.0, "WRONG_STATE", "it is published");
    }

    /// A text is corrected, an item split and merged back; figures are read anew, places stay whole.
    async fn items_are_put_right(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        // One finding on each item that is to be changed.
        let text = String::from_utf8(fixture("twin_sponsor_support.txt")).expect("text");
        let id = import(&office, &text).await;
        let before = draft(&office, &id).await;
        let items = nodes(&before["items"]);
        let on_items: Vec<Value> = nodes(&before["findings"])
            .into_iter()
            .filter(|finding| !finding["item"].is_null() && finding["item"]["id"] != items[0]["id"])
            .collect();
        let finding = &on_items[0];
        let place = items.iter().position(|item| item["id"] == finding["item"]["id"]).expect("it");
        let resolve = |finding: &Value, version: &Value, resolution: Value| {
            json!({ "id": finding["id"], "itemVersion": version, "resolution": resolution })
        };

        // Split into three: the two new ones stand after it with its units.
        let parts = json!({ "split": ["新建泵站3座。", "改造管网40公里。", "清淤12万立方米。"] });
        let done = office.done(RESOLVE, resolve(finding, &finding["item"]["version"], parts)).await;
        assert_eq!(done["item"]["text"], "新建泵站3座。");
        let split = nodes(&draft(&office, &id).await["items"]);
        assert_eq!(split.len(), items.len() + 2);
        for (position, item) in split.iter().enumerate() {
            assert_eq!(item["position"], json!(position));
        }
        assert_eq!(split[place + 2]["text"], "清淤12万立方米。");
        assert_eq!(split[place + 2]["targets"], json!([{ "value": "120000", "measure": "立方米" }]));
        assert_eq!(split[place + 2]["assignments"], split[place]["assignments"]);
        assert_eq!(split[place + 3]["text"], items[place + 1]["text"]);

        // A stale version is a conflict that shows the item as it is.
        let other = on_items.iter().find(|other| other["item"]["id"] != finding["item"]["id"]);
        let other = other.expect("a finding on another item").clone();
        let stale = json!({ "id": other["id"], "itemVersion": 99, "resolution": { "text": "新" } });
        let payload = office.payload(RESOLVE, stale).await;
        assert_eq!(payload["errors"][0]["code"], "CONFLICT");
        assert_eq!(payload["item"]["id"], other["item"]["id"]);

        // Merged into the one before it, with its units.
        let merge = resolve(&other, &other["item"]["version"], json!({ "mergeIntoPrevious": true }));
        office.done(RESOLVE, merge).await;
        let merged = nodes(&draft(&office, &id).await["items"]);
        assert_eq!(merged.len(), split.len() - 1);
        assert!(merged.iter().all(|item| item["id"] != other["item"]["id"]));
    }

    /// What cannot be: nothing, two ways at once, an unknown unit, another office's finding, a unit.
    async fn what_cannot_be_is_refused(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let id = import(&office, ODD).await;
        let before = draft(&office, &id).await;
        let finding = error(&before, "NO_OWNER");
        let version = &finding["item"]["version"];
        let known = server.unit(world.office, "市教育局").await;
        let known = crate::support::global("Unit", known.into());
        for (resolution, code) in [
            (json!({ "assignments": [] }), "REQUIRED"),
            (json!({ "assignments": [{ "role": "LEAD" }] }), "INVALID_INPUT"),
            (
                json!({ "assignments": [{ "unitId": known, "unitName": "x", "role": "LEAD" }] }),
                "INVALID_INPUT",
            ),
            (json!({ "assignments": [{ "unitId": id, "role": "LEAD" }] }), "NOT_FOUND"),
            (
                json!({ "assignments": [
                    { "unitId": known, "role": "LEAD" },
                    { "unitName": "市教育局", "role": "SUPPORT" },
                ] }),
                "INVALID_INPUT",
            ),
            (json!({ "text": " " }), "REQUIRED"),
            (json!({ "text": "长".repeat(10_001) }), "TOO_LONG"),
            (json!({ "split": ["一"] }), "REQUIRED"),
            (json!({ "accept": false }), "INVALID_INPUT"),
            // The first item has none before it.
            (json!({ "mergeIntoPrevious": true }), "INVALID_INPUT"),
        ] {
            let input =
                json!({ "id": finding["id"], "itemVersion": version, "resolution": resolution });
            assert_eq!(office.refused(RESOLVE, input).await.0, code, "{resolution}");
        }
        let both = json!({ "id": finding["id"], "resolution": { "accept": true, "text": "x" } });
        let answer = office.send(RESOLVE, json!({ "input": both })).await;
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
        let accept = json!({ "id": finding["id"], "resolution": { "accept": true } });
        for stranger in ["other_office", "rsj", "leader", "sysadmin"] {
            let client = server.sign_in(stranger).await;
            let refused = client.refused(RESOLVE, accept.clone()).await;
            assert_eq!(refused, ("NOT_FOUND".into(), "input.id".into()), "{stranger}");
            let all = json!({ "documentId": id, "code": "NO_OWNER" });
            assert_eq!(client.refused(ACCEPT_ALL, all).await.0, "NOT_FOUND", "{stranger}");
        }
        assert_eq!(draft(&office, &id).await, before, "nothing was changed");
    }

    /// All findings of a kind are accepted together; others stay open.
    async fn findings_of_a_kind_are_accepted_together(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let text = String::from_utf8(fixture("twin_sponsor_support.txt")).expect("text");
        let id = import(&office, &text).await;
        let findings = nodes(&draft(&office, &id).await["findings"]);
        let code = findings[0]["code"].as_str().expect("a code").to_owned();
        let of_kind = findings.iter().filter(|finding| finding["code"] == *code).count();
        let input = json!({ "documentId": id, "code": code });
        assert_eq!(office.done(ACCEPT_ALL, input.clone()).await["accepted"], json!(of_kind));
        assert_eq!(office.done(ACCEPT_ALL, input).await["accepted"], 0, "again");
        for finding in nodes(&draft(&office, &id).await["findings"]) {
            let expected = if finding["code"] == *code { "ACCEPTED" } else { "OPEN" };
            assert_eq!(finding["state"], expected, "{finding}");
        }
    }
}
