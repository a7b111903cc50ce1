//! A lead's report says which support reports it integrates.

use duban::service::RuleSet;
use serde_json::{Value, json};

use super::refused;
use crate::support::{
    Client, Server, on_both,
    world::{PLAN, RETURN, SAVE, SUBMIT, World},
};

const OF_REPORT: &str = "query($id: ID!) { node(id: $id) { ... on ProgressReport {
    version state
    integrated { integrated leftOut progressReport { unit { name } } }
    supportReports { unit { name } missing integrated leftOut progressReport { state } }
    usedIn { integrated leftOut progressReport { unit { name } } }
} } }";
const OF_DUTY: &str = "query($id: ID!) { node(id: $id) { ... on Duty {
    supportReports { unit { name } missing integrated progressReport { id } duty { state } }
} } }";

impl Server {
    /// The world, whose rules ask leads to integrate the supports' reports.
    async fn integrating_world(&self) -> World {
        let world = self.world().await;
        self.change_rules(PLAN, |rule| RuleSet { integrates_support: true, ..rule }).await;
        self.sign_in("office").await.publish(&world.document).await;
        world
    }
}

impl Client {
    async fn report(&self, id: &Value) -> Value {
        self.run(OF_REPORT, json!({ "id": id })).await["node"].clone()
    }

    /// What is saved on item 1, with what it does with support reports.
    async fn saving(&self, key: &str, more: Value) -> Value {
        let duty = self.duty("1").await;
        let mut input = json!({
            "dutyId": duty["id"], "version": duty["report"]["version"], "progress": "已开工",
            "problems": "暂无", "nextSteps": "继续推进", "idempotencyKey": key,
        });
        input.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        input
    }
}

fn read(report: &Value) -> Value {
    json!({ "id": report["id"], "version": report["version"] })
}

on_both! {
    /// Each that was submitted is integrated or left out for a reason; what is missing holds nobody up.
    async fn a_lead_integrates_what_was_submitted(server: Server) {
        server.integrating_world().await;
        let (lead, support, member) =
            (server.sign_in("rsj").await, server.sign_in("czj").await, server.sign_in("songgang").await);
        let draft = member.save("1", "草稿").await;
        let used = support.submit("1", "已拨付资金").await;
        let duty = lead.duty("1").await;
        let asks = "query($id: ID!) { node(id: $id) { ... on Duty { integratesSupport } } }";
        for (client, asked) in [(&lead, true), (&support, false)] {
            let id = client.duty("1").await["id"].clone();
            let data = client.run(asks, json!({ "id": id })).await;
            assert_eq!(data["node"]["integratesSupport"], asked);
        }
        let parts = lead.run(OF_DUTY, json!({ "id": duty["id"] })).await["node"]["supportReports"].clone();
        let part = |parts: &Value, name: &str| {
            parts.as_array().unwrap().iter().find(|part| part["unit"]["name"] == name).unwrap().clone()
        };
        assert_eq!(parts.as_array().unwrap().len(), 2);
        let submitted = part(&parts, "市财政局");
        assert_eq!((&submitted["missing"], &submitted["progressReport"]["id"]), (&json!(false), &used["id"]));
        let missing = part(&parts, "松岗区人民政府");
        assert_eq!((&missing["missing"], &missing["progressReport"]), (&json!(true), &Value::Null));
        // Not listed: refused, in one act and in many.
        let saved = lead.done(SAVE, lead.saving("a", json!({})).await).await["progressReport"].clone();
        assert_eq!(lead.refused(SUBMIT, read(&saved)).await, refused("REQUIRED", "integrates"));
        for (key, more, code, field) in [
            ("b", json!({ "integrates": [draft["id"]] }), "INVALID_INPUT", "integrates"),
            ("c", json!({ "integrates": [used["id"], used["id"]] }), "INVALID_INPUT", "integrates"),
            ("d", json!({ "integrates": ["x"] }), "INVALID_INPUT", "integrates"),
            ("e", json!({ "leavesOut": [{ "reportId": used["id"], "reason": " " }] }), "REQUIRED", "leavesOut"),
        ] {
            assert_eq!(lead.refused(SAVE, lead.saving(key, more).await).await, refused(code, field), "{key}");
        }
        let own = support.saving("f", json!({ "integrates": [used["id"]] })).await;
        assert_eq!(support.refused(SAVE, own).await.0, "WRONG_STATE");
        let saved = lead.done(SAVE, lead.saving("g", json!({ "integrates": [used["id"]] })).await).await["progressReport"].clone();
        assert_eq!(support.report(&used["id"]).await["usedIn"], json!([]), "a draft says nothing");
        lead.done(SUBMIT, read(&saved)).await;
        let by = json!({ "unit": { "name": "市人社局" } });
        assert_eq!(support.report(&used["id"]).await["usedIn"], json!([{ "integrated": true, "leftOut": null, "progressReport": by }]));
        let report = lead.report(&saved["id"]).await;
        assert_eq!(report["integrated"], json!([{
            "integrated": true, "leftOut": null, "progressReport": { "unit": { "name": "市财政局" } },
        }]));
        assert_eq!(part(&report["supportReports"], "市财政局")["integrated"], true);
        assert_eq!(part(&report["supportReports"], "松岗区人民政府")["missing"], true);
    }

    /// What comes in between is accounted for in the next version; a support sees its own part only.
    async fn what_is_left_out_has_a_reason(server: Server) {
        server.integrating_world().await;
        let (office, lead, support, member) = (
            server.sign_in("office").await, server.sign_in("rsj").await,
            server.sign_in("czj").await, server.sign_in("songgang").await,
        );
        let used = support.submit("1", "已拨付资金").await;
        let saved = lead.done(SAVE, lead.saving("a", json!({ "integrates": [used["id"]] })).await).await["progressReport"].clone();
        let submitted = lead.done(SUBMIT, read(&saved)).await["progressReport"].clone();
        let other = member.submit("1", "与上期相同").await;
        let mut back = read(&submitted);
        back["reason"] = "请补充".into();
        let returned = office.done(RETURN, back).await["progressReport"].clone();
        assert_eq!(lead.refused(SUBMIT, read(&returned)).await, refused("REQUIRED", "integrates"));
        let duty = lead.duty("1").await;
        let many = "mutation($input: ProgressReportsSubmitInput!) { progressReportsSubmit(input: $input) {
            progressReports { id version } errors { code field message }
        } }";
        let content = json!({
            "progress": "已开工", "problems": "暂无", "nextSteps": "继续", "integrates": [used["id"]],
        });
        let mut input = json!({
            "act": "SUBMIT", "idempotencyKey": "m",
            "reports": [{ "dutyId": duty["id"], "version": duty["report"]["version"], "content": content }],
        });
        assert_eq!(lead.refused(many, input.clone()).await, refused("REQUIRED", "reports.0.integrates"));
        input["reports"][0]["content"]["leavesOut"] = json!([{ "reportId": other["id"], "reason": "与上期相同" }]);
        lead.done(many, input).await;
        let by = json!({ "unit": { "name": "市人社局" } });
        assert_eq!(
            member.report(&other["id"]).await["usedIn"],
            json!([{ "integrated": false, "leftOut": "与上期相同", "progressReport": by }])
        );
        let seen = |report: Value| report["integrated"].as_array().unwrap().len();
        assert_eq!(seen(office.report(&saved["id"]).await), 2);
        assert_eq!(seen(support.report(&saved["id"]).await), 1, "not another support's");
        assert_eq!(support.report(&saved["id"]).await["supportReports"].as_array().unwrap().len(), 1);
        let tables = server.tables().await;
        assert_eq!(tables.rows("report_integration").await.len(), 1 + 2, "each version keeps its own");
    }

    /// Where the rule does not ask for it, nothing is asked and nothing taken.
    async fn only_where_the_rule_asks(server: Server) {
        server.published_world().await;
        let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        let used = support.submit("1", "已拨付资金").await;
        let input = lead.saving("a", json!({ "integrates": [used["id"]] })).await;
        assert_eq!(lead.refused(SAVE, input).await, refused("INVALID_INPUT", "integrates"));
        lead.submit("1", "已开工").await;
        assert_eq!(support.report(&used["id"]).await["usedIn"], json!([]));
    }
}
