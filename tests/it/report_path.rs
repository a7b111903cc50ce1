//! The main path: import, publish, report, return, resubmit, accept, and who did what.

use serde_json::{Value, json};

use crate::support::{
    on_both,
    world::{ACCEPT, RETURN, SUBMIT},
};

const IMPORT: &str = "mutation($input: DocumentImportInput!) {
    documentImport(input: $input) {
        alreadyImported
        document { id version state title documentNumber deadline items { totalCount } }
        errors { code field message }
    }
}";

const ITEM: &str = "query($id: ID!) { item(id: $id) {
    ordinal sourceText
    progress { unit { name } content { progress percent } }
    reports(first: 10) { totalCount edges { node { unit { name } role state content { progress } } } }
    history(first: 50) { edges { node { kind actorName } } }
} }";

fn kinds(history: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let edges = history["edges"].as_array().expect("edges").iter();
    edges.map(|edge| (text(&edge["node"]["kind"]), text(&edge["node"]["actorName"]))).collect()
}

on_both! {
    /// The whole path of the README, on a twin of a real document.
    async fn from_an_issued_document_to_an_accepted_report(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let text = String::from_utf8(crate::support::fixture("twin_leaders.txt")).unwrap();
        let input = json!({ "text": text, "name": "twin.txt", "idempotencyKey": "import" });
        let imported = office.done(IMPORT, input.clone()).await;
        assert_eq!(imported["document"]["state"], "DRAFT");
        assert_eq!(imported["document"]["items"]["totalCount"], 16);
        let again = office.done(IMPORT, json!({ "text": text, "idempotencyKey": "2" })).await;
        assert_eq!(again["alreadyImported"], true);
        assert_eq!(again["document"]["id"], imported["document"]["id"]);

        office.publish(&world.document).await;

        // The support unit reports to the lead, who sees it and not before.
        let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        let item = lead.duty("1").await["item"]["id"].clone();
        support.save("1", "资金已下达").await;
        let seen = lead.run(ITEM, json!({ "id": item })).await;
        assert_eq!(seen["item"]["reports"]["totalCount"], 0);
        support.submit("1", "资金已全部下达").await;
        let seen = lead.run(ITEM, json!({ "id": item })).await;
        assert_eq!(
            seen["item"]["reports"]["edges"][0]["node"],
            json!({
                "unit": { "name": "市财政局" },
                "role": "SUPPORT",
                "state": "SUBMITTED",
                "content": { "progress": "资金已全部下达" },
            })
        );

        // The lead reports; the office returns it with a reason.
        let report = lead.submit("1", "新增就业1万人").await;
        assert_eq!(report["state"], "SUBMITTED");
        let id = report["id"].clone();
        let input = json!({ "id": id, "version": report["version"], "reason": "请补充分区数据" });
        let returned = office.done(RETURN, input).await["progressReport"].clone();
        assert_eq!(returned["state"], "RETURNED");
        assert_eq!(returned["content"]["reason"], "请补充分区数据");
        let duty = lead.duty("1").await;
        assert_eq!(duty["state"], "RETURNED");
        assert_eq!(duty["report"]["content"]["reason"], "请补充分区数据");

        // The lead writes a new version and submits it; the office accepts.
        let first = report["firstSubmittedAt"].clone();
        server.clock.advance(chrono::TimeDelta::days(1));
        let lead = server.sign_in("rsj").await;
        let resubmitted = lead.submit("1", "新增就业1万人，其中松岗区4000人").await;
        assert_eq!(resubmitted["firstSubmittedAt"], first, "timeliness counts the first");
        assert_ne!(resubmitted["submittedAt"], first);
        let office = server.sign_in("head").await;
        let input = json!({ "id": id, "version": resubmitted["version"] });
        let accepted = office.done(ACCEPT, input.clone()).await["progressReport"].clone();
        assert_eq!(accepted["state"], "ACCEPTED");

        // The item's progress is that report's, and the history says who did what.
        let seen = office.run(ITEM, json!({ "id": item })).await;
        assert_eq!(
            seen["item"]["progress"],
            json!({
                "unit": { "name": "市人社局" },
                "content": { "progress": "新增就业1万人，其中松岗区4000人", "percent": null },
            })
        );
        assert!(seen["item"]["sourceText"].as_str().unwrap().starts_with("1.新增城镇就业"));
        let told = kinds(&seen["item"]["history"]);
        let told: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            told,
            [
                ("REPORT_ACCEPTED", "head的姓名"),
                ("REPORT_SUBMITTED", "rsj的姓名"),
                ("REPORT_RETURNED", "office的姓名"),
                ("REPORT_SUBMITTED", "rsj的姓名"),
                ("REPORT_SUBMITTED", "czj的姓名"),
            ],
            "drafts are their unit's alone"
        );
        let (code, _) = office.refused(ACCEPT, input).await;
        assert_eq!(code, "CONFLICT");
    }

    /// A support unit sees the lead's submitted report, and not another support unit's.
    async fn supports_see_the_leads_reports_only(server: Server) {
        server.published_world().await;
        let support = server.sign_in("czj").await;
        let other = server.sign_in("songgang").await;
        let lead = server.sign_in("rsj").await;
        let item = support.duty("1").await["item"]["id"].clone();
        other.submit("1", "松岗区已新增4000人").await;
        lead.submit("1", "全市新增1万人").await;
        let seen = support.run(ITEM, json!({ "id": item })).await;
        let reports = &seen["item"]["reports"];
        assert_eq!(reports["totalCount"], 1);
        assert_eq!(reports["edges"][0]["node"]["unit"]["name"], "市人社局");
    }

    /// An empty report is refused, and stays a draft.
    async fn an_empty_report_is_not_submitted(server: Server) {
        server.published_world().await;
        let lead = server.sign_in("rsj").await;
        let saved = lead.save("1", " ").await;
        let input = json!({ "id": saved["id"], "version": saved["version"] });
        let refused = lead.refused(SUBMIT, input).await;
        assert_eq!(refused, ("REQUIRED".into(), "input.progress".into()));
        assert_eq!(lead.duty("1").await["report"]["state"], "DRAFT");
    }
}
