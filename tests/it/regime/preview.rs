//! What the office is shown is what comes about.

use serde_json::{Value, json};

use super::{SET, counts, draft, duties, owed, publish, regime, set, text, with_rules};
use crate::support::{Client, global, on_both};

const PREVIEW: &str = "query($input: RegimeInput!) { regimePreview(input: $input) {
    duties changes { added moved ended } unanswered { name }
    periods { label startsOn endsOn statedOn dueOn onHoliday holidayName duties rule { reporter } }
    units { unit { name } duties byPeriod { duties period { dueOn } } }
} }";

async fn preview(client: &Client, regime: Value) -> Value {
    client.run(PREVIEW, json!({ "input": regime })).await["regimePreview"].clone()
}

on_both! {
    /// A draft's preview, and then what publishing makes of it.
    async fn a_draft_comes_about_as_shown(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月3日前将进展情况报市发改委汇总。").await;
        let office = server.sign_in("office").await;
        let id = global("Document", document.into());
        let shown = preview(&office, json!({ "documentId": id })).await;
        assert_eq!(counts(&shown["changes"]), [shown["duties"].as_i64().unwrap(), 0, 0]);
        let tables = server.tables().await;
        assert_eq!(tables.rows("duty").await.len(), 0, "a preview changes nothing");
        publish(&server, document).await;
        let made = duties(&office, document).await;
        assert_eq!(shown["duties"], made.len());
        for owes in shown["units"].as_array().unwrap() {
            let name = &owes["unit"]["name"];
            let of_unit = made.iter().filter(|(_, duty)| duty["unit"]["name"] == *name).count();
            assert_eq!(owes["duties"], of_unit, "{name}");
            let sum: i64 = owes["byPeriod"].as_array().unwrap().iter().map(|of| of["duties"].as_i64().unwrap()).sum();
            assert_eq!(sum, i64::try_from(of_unit).unwrap());
        }
        for period in shown["periods"].as_array().unwrap() {
            let of_period = made.iter().filter(|(_, duty)| duty["period"]["label"] == period["label"]).count();
            assert_eq!(period["duties"], of_period, "{period}");
        }
        // 5 April 2026 is a Sunday, but 3 April a Friday; 3 May is a Sunday.
        let on_holiday: Vec<String> = shown["periods"].as_array().unwrap().iter()
            .filter(|period| period["onHoliday"] == true).map(|period| text(&period["statedOn"])).collect();
        assert_eq!(on_holiday, ["2026-05-03", "2026-10-03"]);
    }

    /// The preview of a change to a published document, and then its effect.
    async fn a_change_comes_about_as_shown(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        let rule = regime(&office, document).await["rules"][0].clone();
        for rules in [
            json!([{ "id": rule["id"], "reporter": "LEAD", "cadence": "MONTHLY", "dueDay": 28, "owedTo": "OFFICE" }]),
            json!([{ "reporter": "ALL", "cadence": "QUARTERLY", "dueDay": 31 }]),
            json!([]),
        ] {
            let input = with_rules(&office, document, rules.clone()).await;
            let shown = preview(&office, input["regime"].clone()).await;
            assert_eq!(set(&office, document, rules).await, counts(&shown["changes"]));
            let owed = owed(&office, document).await.len();
            assert_eq!(shown["duties"], owed);
        }
    }

    /// Who may not set it is shown nothing, and what cannot be is refused by name.
    async fn previews_are_the_offices(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        let id = global("Document", document.into());
        for account in ["rsj", "other_office", "sysadmin", "leader"] {
            let shown = preview(&server.sign_in(account).await, json!({ "documentId": id })).await;
            assert_eq!(shown, Value::Null, "{account}");
        }
        let office = server.sign_in("office").await;
        for (rule, code, field) in [
            (json!({ "reporter": "LEAD", "cadence": "MONTHLY", "dueDay": 32 }), "INVALID_INPUT", "input.regime.rules.dueDay"),
            (json!({ "reporter": "LEAD", "cadence": "FIXED_DATES" }), "REQUIRED", "input.regime.rules.dueDates"),
            (json!({ "reporter": "LEAD", "cadence": "MONTHLY", "dueDates": ["2026-06-01"] }), "INVALID_INPUT", "input.regime.rules.dueDates"),
            (json!({ "reporter": "UNIT", "cadence": "MONTHLY", "dueDay": 3 }), "REQUIRED", "input.regime.rules.reporterUnitId"),
            (json!({ "reporter": "LEAD", "owedTo": "UNIT" }), "REQUIRED", "input.regime.rules.recipientUnitId"),
            (json!({ "reporter": "LEAD", "recipientUnitId": id, "owedTo": "UNIT" }), "NOT_FOUND", "input.regime.rules.recipientUnitId"),
            (json!({ "id": id, "reporter": "LEAD" }), "NOT_FOUND", "input.regime.rules.id"),
        ] {
            let input = with_rules(&office, document, json!([rule])).await;
            let refused = office.refused(SET, input.clone()).await;
            assert_eq!(refused, (code.into(), field.into()), "{rule}");
            let answer = office.send(PREVIEW, json!({ "input": input["regime"] })).await;
            assert!(answer["errors"].is_array() || answer["data"]["regimePreview"].is_null());
        }
        let input = with_rules(&office, document, json!([])).await;
        for account in ["rsj", "fgw", "sysadmin"] {
            let (code, _) = server.sign_in(account).await.refused(SET, input.clone()).await;
            assert!(["NOT_ALLOWED", "NOT_FOUND"].contains(&code.as_str()), "{account}: {code}");
        }
        let mut stale = input;
        stale["version"] = 7.into();
        let payload = office.payload(SET, stale).await;
        assert_eq!(payload["errors"][0]["code"], "CONFLICT");
        assert_eq!(payload["current"]["version"], 1);
    }
}
