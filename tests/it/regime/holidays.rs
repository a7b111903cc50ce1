//! Holidays move due days where a rule says so.

use serde_json::{Value, json};

use super::{counts, draft, of, owed, publish, set};
use crate::support::on_both;

const LOAD: &str = "mutation($input: HolidaysLoadInput!) { holidaysLoad(input: $input) {
    dutyChanges { added moved ended } errors { code field message }
} }";

fn national_day() -> Value {
    let off: Vec<Value> = (1..=7)
        .map(|day| json!({ "day": format!("2026-10-0{day}"), "name": "国庆节" }))
        .chain([json!({ "day": "2026-10-10", "name": "国庆节调休", "working": true })])
        .collect();
    json!({ "holidays": off })
}

on_both! {
    async fn a_due_day_goes_to_a_working_day(server: Server) {
        let (_, document) = draft(&server, "").await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        let rule = |shift: &str| json!([{
            "reporter": "LEAD", "cadence": "MONTHLY", "dueDay": 3, "covers": "PREVIOUS",
            "owedTo": "OFFICE", "holidayShift": shift,
        }]);
        set(&office, document, rule("NEXT")).await;
        let admin = server.sign_in("sysadmin").await;
        // 3 October 2026 is a Saturday: the 5th, until the holiday is known.
        assert!(of(&owed(&office, document).await, "2").contains(&"市住建局>督查室 2026-10-05"));
        let changes = admin.done(LOAD, national_day()).await["dutyChanges"].clone();
        assert_eq!(counts(&changes), [0, 4, 0], "two leads of 1, one of 2 and 3");
        assert!(of(&owed(&office, document).await, "2").contains(&"市住建局>督查室 2026-10-08"));
        let again = admin.done(LOAD, national_day()).await["dutyChanges"].clone();
        assert_eq!(counts(&again), [0, 0, 0]);
        let known = office.run("{ holidays(year: 2026) { day working } }", json!({})).await;
        assert_eq!(known["holidays"].as_array().unwrap().len(), 8);
        set(&office, document, rule("PREVIOUS")).await;
        let owed = owed(&office, document).await;
        assert!(of(&owed, "2").contains(&"市住建局>督查室 2026-09-30"));
    }

    async fn only_a_system_administrator_loads_them(server: Server) {
        server.world().await;
        for account in ["office", "head", "secadmin", "auditor", "rsj"] {
            let (code, _) = server.sign_in(account).await.refused(LOAD, national_day()).await;
            assert_eq!(code, "NOT_ALLOWED", "{account}");
        }
        let admin = server.sign_in("sysadmin").await;
        for (holidays, code) in [
            (json!([]), "REQUIRED"),
            (json!([{ "day": "2026-10-01", "name": " " }]), "INVALID_INPUT"),
            (json!([{ "day": "2026-10-01", "name": "国庆" }, { "day": "2026-10-01", "name": "国庆" }]), "INVALID_INPUT"),
        ] {
            assert_eq!(admin.refused(LOAD, json!({ "holidays": holidays })).await.0, code);
        }
    }
}
