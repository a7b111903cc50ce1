//! Writes from a weak network: sent again under the same key, they are done once.

use serde_json::{Value, json};

use crate::support::{
    Client, on_both,
    tables::Tables,
    world::{ACCEPT, PLAN, PUBLISH, RETURN, SAVE, SUBMIT},
};

pub const IMPORT: &str = "mutation($input: DocumentImportInput!) {
    documentImport(input: $input) {
        alreadyImported
        document { id version state title }
        errors { code field message }
    }
}";

const REUSED: (&str, &str) = ("IDEMPOTENCY_KEY_REUSED", "input.idempotencyKey");

fn under(key: &str, mut input: Value) -> Value {
    input["idempotencyKey"] = key.into();
    input
}

/// Does a write, and holds its key to the rules: the same again gives the same answer and changes
/// nothing, nor does the key with another input.
async fn once(
    client: &Client,
    tables: &Tables,
    mutation: &str,
    input: Value,
    (field, other): (&str, Value),
) -> Value {
    let first = client.done(mutation, under("a key", input.clone())).await;
    let kept = tables.everything().await;
    let again = client.done(mutation, under("a key", input.clone())).await;
    assert_eq!(again, first);
    let mut changed = input;
    changed[field] = other;
    let (code, of) = client.refused(mutation, under("a key", changed)).await;
    assert_eq!((code.as_str(), of.as_str()), REUSED, "{mutation}");
    tables.assert_unchanged(&kept, mutation).await;
    first
}

on_both! {
    /// Every mutation of the main path, each under the same key: a key is of one mutation.
    async fn the_same_key_again_changes_nothing(server: Server) {
        server.world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let tables = server.tables().await;
        let text = PLAN.replace("云政办发〔2026〕3号", "云政办发〔2026〕4号");
        let input = json!({ "text": text, "name": "方案.txt" });
        let imported = once(&office, &tables, IMPORT, input, ("text", PLAN.into())).await;
        let document = imported["document"]["id"].clone();

        let input = json!({ "id": document, "version": 1 });
        once(&office, &tables, PUBLISH, input, ("version", json!(2))).await;
        // February's to December's: what fell due before publishing is history.
        assert_eq!(tables.rows("reporting_period").await.len(), 11);

        let duty = lead.duty("1").await;
        let input = json!({ "dutyId": duty["id"], "progress": "新增1万人", "problems": "暂无" });
        let saved = once(&lead, &tables, SAVE, input, ("problems", json!("缺资金"))).await;
        let report = &saved["progressReport"]["id"];
        assert_eq!(tables.rows("progress_report").await.len(), 1);

        let input = json!({ "id": report, "version": 1 });
        once(&lead, &tables, SUBMIT, input, ("version", json!(2))).await;
        let input = json!({ "id": report, "version": 2, "reason": "请补充" });
        once(&office, &tables, RETURN, input, ("reason", "不够".into())).await;
        let resubmitted = lead.done(SUBMIT, json!({ "id": report, "version": 3 })).await;
        assert_eq!(resubmitted["progressReport"]["version"], 4);
        let input = json!({ "id": report, "version": 4 });
        once(&office, &tables, ACCEPT, input, ("version", json!(5))).await;

        for (kind, times) in [
            ("REPORT_SAVED", 1), ("REPORT_SUBMITTED", 2), ("REPORT_RETURNED", 1), ("REPORT_ACCEPTED", 1),
            ("DOCUMENT_PUBLISHED", 1),
        ] {
            assert_eq!(tables.count("event", &format!("kind = '{kind}'")).await, times, "{kind}");
        }
        // A replay reads anew what has become of the report.
        let input = under("a key", json!({ "id": report, "version": 1 }));
        assert_eq!(lead.done(SUBMIT, input).await["progressReport"]["state"], "ACCEPTED");
    }

    /// Two accounts may make the same key.
    async fn a_key_is_of_one_account(server: Server) {
        server.published_world().await;
        for account in ["rsj", "jyj"] {
            let client = server.sign_in(account).await;
            let duty = client.duty("2").await;
            let input = json!({ "dutyId": duty["id"], "progress": account, "idempotencyKey": "k" });
            let saved = client.done(SAVE, input).await;
            assert_eq!(saved["progressReport"]["content"]["progress"], account);
        }
        // Nor does a colleague's key stand for one's own.
        let colleague = server.sign_in("rsj_head").await;
        let duty = colleague.duty("2").await;
        let input = json!({ "dutyId": duty["id"], "progress": "rsj", "idempotencyKey": "k" });
        assert_eq!(colleague.refused(SAVE, input).await.0, "CONFLICT");
    }

    /// What was refused left no key behind: mended, it may be sent under the same one.
    async fn a_refusal_keeps_no_key(server: Server) {
        server.published_world().await;
        let lead = server.sign_in("rsj").await;
        let duty = lead.duty("1").await;
        let input = |problems: &str| json!({
            "dutyId": duty["id"], "progress": "已开工", "problems": problems, "idempotencyKey": "k",
        });
        assert_eq!(lead.refused(SAVE, input("\0")).await.0, "INVALID_INPUT");
        lead.done(SAVE, input("暂无")).await;
    }

    /// A replay shows what its sender may see today, and nothing after the right was lost.
    async fn a_replay_has_todays_rights(server: Server) {
        let world = server.published_world().await;
        let support = server.sign_in("czj").await;
        let duty = support.duty("1").await;
        let save = json!({ "dutyId": duty["id"], "progress": "已下达", "idempotencyKey": "k" });
        let report = support.done(SAVE, save.clone()).await["progressReport"]["id"].clone();
        let submit = json!({ "id": report, "version": 1, "idempotencyKey": "k" });
        support.done(SUBMIT, submit.clone()).await;
        let lead = server.sign_in("rsj").await;
        let give_back = json!({ "id": report, "version": 2, "reason": "请补充", "idempotencyKey": "k" });
        lead.done(RETURN, give_back.clone()).await;
        support.done(SUBMIT, json!({ "id": report, "version": 3 })).await;
        let accept = json!({ "id": report, "version": 4, "idempotencyKey": "k" });
        lead.done(ACCEPT, accept.clone()).await;
        let office = server.sign_in("office").await;
        let publish = json!({ "id": world.document, "version": 1, "idempotencyKey": "k" });
        // Published by another request: what has this key is not it.
        assert_eq!(office.refused(PUBLISH, publish).await.0, "CONFLICT");

        server.end_memberships("czj").await;
        server.end_memberships("rsj").await;
        let not_found = |field: &str| ("NOT_FOUND".to_owned(), format!("input.{field}"));
        assert_eq!(support.refused(SAVE, save).await, not_found("dutyId"));
        assert_eq!(support.refused(SUBMIT, submit).await, not_found("id"));
        assert_eq!(lead.refused(RETURN, give_back).await, not_found("id"));
        assert_eq!(lead.refused(ACCEPT, accept).await, not_found("id"));
    }

    /// Keys that cannot be.
    async fn a_key_has_1_to_128_characters(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let report = lead.submit("1", "新增1万人").await;
        let duty = lead.duty("2").await;
        let tables = server.tables().await;
        let before = tables.everything().await;
        let decision = json!({ "id": report["id"], "version": report["version"], "reason": "请补充" });
        let mut plain = decision.clone();
        plain.as_object_mut().unwrap().remove("reason");
        let import = json!({ "text": PLAN.replace("3号", "5号") });
        let save = json!({ "dutyId": duty["id"], "progress": "已开工" });
        let publish = json!({ "id": world.document, "version": 1 });
        for key in [String::new(), " ".into(), "长".repeat(129), "k\0".into()] {
            for (client, mutation, input) in [
                (&lead, SAVE, &save),
                (&lead, SUBMIT, &plain),
                (&office, RETURN, &decision),
                (&office, ACCEPT, &plain),
                (&office, PUBLISH, &publish),
                (&office, IMPORT, &import),
            ] {
                let refused = client.refused(mutation, under(&key, input.clone())).await;
                assert_eq!(refused, ("INVALID_INPUT".into(), "input.idempotencyKey".into()), "{mutation}");
            }
        }
        tables.assert_unchanged(&before, "a refusal changes nothing").await;
        lead.done(SAVE, under(&"长".repeat(128), save)).await;
    }

    /// Ten requests at once with one key: one report, one event.
    async fn at_once_it_is_done_once(server: Server) {
        server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let tables = server.tables().await;
        let at_once = async |client: &Client, mutation: &str, input: Value| {
            let sent = (0..10).map(|_| client.done(mutation, under("k", input.clone())));
            let answers = futures_util::future::join_all(sent).await;
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
            answers[0].clone()
        };
        let duty = lead.duty("1").await;
        let saved = at_once(&lead, SAVE, json!({ "dutyId": duty["id"], "progress": "已开工" })).await;
        let report = saved["progressReport"]["id"].clone();
        at_once(&lead, SUBMIT, json!({ "id": report, "version": 1 })).await;
        at_once(&office, RETURN, json!({ "id": report, "version": 2, "reason": "请补充" })).await;
        lead.done(SUBMIT, json!({ "id": report, "version": 3 })).await;
        at_once(&office, ACCEPT, json!({ "id": report, "version": 4 })).await;
        let imported = at_once(&office, IMPORT, json!({ "text": PLAN.replace("3号", "6号") })).await;
        let document = imported["document"]["id"].clone();
        at_once(&office, PUBLISH, json!({ "id": document, "version": 1 })).await;

        assert_eq!(tables.rows("progress_report").await.len(), 1);
        assert_eq!(tables.rows("progress_report_version").await.len(), 2);
        assert_eq!(tables.rows("idempotency_key").await.len(), 6);
        for (kind, times) in [
            ("REPORT_SAVED", 1), ("REPORT_SUBMITTED", 2), ("REPORT_RETURNED", 1), ("REPORT_ACCEPTED", 1),
            // The world's own two imports and its publication.
            ("DOCUMENT_IMPORTED", 3), ("DOCUMENT_PUBLISHED", 2),
        ] {
            assert_eq!(tables.count("event", &format!("kind = '{kind}'")).await, times, "{kind}");
        }
    }
}
