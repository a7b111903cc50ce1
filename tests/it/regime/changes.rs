//! What changes afterwards changes only what is not reported yet.

use futures_util::future::join_all;
use serde_json::json;

use super::{SET, counts, days, draft, duties, go_to, of, owed, publish, regime, set, with_rules};
use crate::support::{
    Client, global, on_both,
    world::{ACCEPT, ActsAs},
};
use duban::domain::account::UnitRole;

const MONTHLY: &str = "各牵头单位于每月25日前将进展情况报市政府督查室。";

const CONFIRM: &str = "mutation($input: CollectiveMembersConfirmInput!) {
    collectiveMembersConfirm(input: $input) {
        dutyChanges { added moved ended } errors { code field message }
    }
}";

const UPDATE: &str = "mutation($input: UnitUpdateInput!) {
    unitUpdate(input: $input) { unit { id version } errors { code field message } }
}";

on_both! {
    /// What was reported stays and is not asked again; the rest moves to the new day.
    async fn a_new_day_moves_what_is_not_reported(server: Server) {
        let (_, document) = draft(&server, MONTHLY).await;
        publish(&server, document).await;
        go_to(&server, "2026-04-10");
        let lead = server.sign_in("zjj").await;
        // March's is late; it is reported. April's of item 3 is reported early.
        lead.submit("2", "三月进展").await;
        let report = lead.submit("3", "三月进展").await;
        let office = server.sign_in("office").await;
        office.done(ACCEPT, json!({ "id": report["id"], "version": report["version"] })).await;
        let rule = regime(&office, document).await["rules"][0].clone();
        let rules = json!([{ "id": rule["id"], "reporter": "LEAD", "cadence": "MONTHLY", "dueDay": 28, "owedTo": "OFFICE" }]);
        // Eight months of four leads, three of the one due in June: its June was capped.
        let changes = set(&office, document, rules.clone()).await;
        assert_eq!((changes[0], changes[2]), (0, 0));
        let owed = owed(&office, document).await;
        assert_eq!(of(&owed, "2")[..2], ["市住建局>督查室 2026-03-25", "市住建局>督查室 2026-04-28"]);
        assert_eq!(days(&owed)[..2], ["2026-03-25", "2026-04-28"], "what was late stays late");
        let input = with_rules(&office, document, rules).await;
        let again = office.done(SET, input).await;
        assert_eq!(counts(&again["dutyChanges"]), [0, 0, 0], "the same again changes nothing");
    }

    /// Another cadence ends what lay ahead and keeps what fell due before.
    async fn another_rule_ends_what_lies_ahead(server: Server) {
        let (_, document) = draft(&server, MONTHLY).await;
        publish(&server, document).await;
        go_to(&server, "2026-04-10");
        let office = server.sign_in("office").await;
        set(&office, document, json!([{ "reporter": "SUPPORT", "cadence": "QUARTERLY", "dueDay": 31 }])).await;
        let owed = owed(&office, document).await;
        assert_eq!(of(&owed, "1"), [
            "市人社局>督查室 2026-03-25", "市教育局>督查室 2026-03-25", "市财政局>市人社局 2026-06-30",
            "市财政局>市人社局 2026-09-30", "市财政局>市人社局 2026-12-31",
        ]);
        let all = duties(&office, document).await;
        let ended: Vec<_> = all.iter().filter(|(_, duty)| duty["state"] == "CANCELLED").collect();
        assert!(!ended.is_empty());
        assert!(ended.iter().all(|(_, duty)| duty["endReason"] == "REGIME"));
        // A unit is shown only what it owes, unless it asks.
        let lead = server.sign_in("rsj").await;
        let count = |filter| { let lead = lead.clone(); async move {
            lead.run("query($f: DutyFilter) { viewer { duties(filter: $f) { totalCount } } }", json!({ "f": filter })).await["viewer"]["duties"]["totalCount"].as_i64().unwrap()
        } };
        assert_eq!(count(json!({})).await, 1);
        assert_eq!(count(json!({ "states": ["CANCELLED"] })).await, 8);
    }

    /// A draft on a duty that has ended cannot be submitted any more.
    async fn an_ended_duty_takes_no_report(server: Server) {
        use crate::support::world::SUBMIT;
        let (_, document) = draft(&server, MONTHLY).await;
        publish(&server, document).await;
        let lead = server.sign_in("rsj").await;
        let saved = lead.save("1", "草稿").await;
        let office = server.sign_in("office").await;
        set(&office, document, json!([])).await;
        let input = json!({ "id": saved["id"], "version": saved["version"] });
        assert_eq!(lead.refused(SUBMIT, input).await.0, "WRONG_STATE");
    }

    /// A member that a collective gains in mid-year owes from the first period that begins with it.
    async fn a_member_gained_in_mid_year(server: Server) {
        let (office_id, document) = draft(&server, "各单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        go_to(&server, "2026-05-12");
        let office = server.sign_in("office").await;
        let collective = server.unit(office_id, "各区人民政府").await;
        let new = server.unit(office_id, "市档案馆").await;
        let input = json!({
            "collectiveId": global("Unit", collective.into()), "memberIds": [global("Unit", new.into())],
            "from": "2026-05-12",
        });
        let changes = office.done(CONFIRM, input.clone()).await["dutyChanges"].clone();
        // June to November on item 3.
        assert_eq!(counts(&changes), [6, 0, 0]);
        let owed = owed(&office, document).await;
        let of_new: Vec<&str> = of(&owed, "3").into_iter().filter(|line| line.starts_with("市档案馆")).collect();
        assert_eq!(of_new[0], "市档案馆>督查室 2026-06-25");
        assert_eq!(of_new.len(), 6);
        let again = office.done(CONFIRM, input).await["dutyChanges"].clone();
        assert_eq!(counts(&again), [0, 0, 0]);
    }

    /// A body owes nothing until a unit hosts its office; a closed item owes nothing more.
    async fn hosts_and_closed_items(server: Server) {
        let world = server.world().await;
        let text = "云溪市2026年防汛工作责任分解方案\n\n各单位于每月25日前将进展情况报市政府督查室。\n\n一、防汛\n\n1.治理山洪隐患18处。（牵头单位：市防汛抗旱指挥部）\n\n2.清淤河道23公里。（牵头单位：市水利局）\n";
        let document = server.import_as_read(world.office, text).await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        assert!(of(&owed(&office, document).await, "1").is_empty());
        // Once it has one, that unit owes at once.
        let unit = async |name: &str| global("Unit", server.unit(world.office, name).await.into());
        let (body, host) = (unit("市防汛抗旱指挥部").await, unit("市水利局").await);
        office.done(UPDATE, json!({ "id": body, "version": 1, "hostId": host })).await;
        assert_eq!(of(&owed(&office, document).await, "1")[0], "市水利局>督查室 2026-03-25");
        // What it answers for is among its tasks.
        server.account("slj", world.office, ActsAs::Unit("市水利局", UnitRole::Operator)).await;
        let host = server.sign_in("slj").await;
        let tasks = host.run("{ viewer { tasks(first: 5) { edges { node { ordinal } } } } }", json!({})).await;
        let tasks = tasks["viewer"]["tasks"]["edges"].as_array().unwrap().clone();
        let ordinals: Vec<&str> = tasks.iter().map(|edge| edge["node"]["ordinal"].as_str().unwrap()).collect();
        assert_eq!(ordinals, ["1", "2"]);
        let tables = server.tables().await;
        tables.run("UPDATE item SET state = 'COMPLETED' WHERE text LIKE '清淤%'").await;
        let rules = regime(&office, document).await["rules"].clone();
        let rule = json!([{ "id": rules[0]["id"], "reporter": "ALL", "cadence": "MONTHLY", "dueDay": 25, "owedTo": "OFFICE", "copyOffice": true }]);
        let changes = set(&office, document, rule).await;
        assert_eq!(changes, [0, 0, 10]);
        let owed = owed(&office, document).await;
        assert!(of(&owed, "2").is_empty());
        assert!(duties(&office, document).await.iter().filter(|(ordinal, _)| ordinal == "2").all(|(_, duty)| duty["endReason"] == "ITEM"));
    }

    /// Two processes set, publish and turn days at once: one set of duties.
    async fn two_processes_make_one_set(server: Server) {
        let (_, document) = draft(&server, MONTHLY).await;
        let second = server.another_app().await;
        let running = second.serve(None).await.expect("a second server");
        let here = server.sign_in("office").await;
        let there = Client { base: format!("http://{}", running.address()), ..here.clone() };
        publish(&server, document).await;
        let before = owed(&here, document).await.len();
        let rule = json!([{ "reporter": "ALL", "cadence": "BIMONTHLY", "dueDay": 20 }]);
        let input = with_rules(&here, document, rule).await;
        let sent = [&here, &there, &here, &there].map(|client| client.payload(SET, input.clone()));
        let payloads = join_all(sent).await;
        let done = payloads.iter().filter(|payload| payload["errors"] == json!([])).count();
        assert_eq!(done, 1, "{payloads:#?}");
        let turns = [&server.app, &second, &server.app, &second].map(|app| app.service.turn_days());
        let turned: usize = join_all(turns).await.into_iter().map(|turns| turns.expect("turned").len()).sum();
        assert_eq!(turned, 1);
        let tables = server.tables().await;
        let twice = "duty.state <> 'CANCELLED' AND EXISTS (SELECT 1 FROM duty other
            WHERE other.id <> duty.id AND other.item_id = duty.item_id AND other.unit_id = duty.unit_id
              AND other.due_on = duty.due_on AND other.state <> 'CANCELLED')";
        assert_eq!(tables.count("duty", twice).await, 0, "nothing is owed twice");
        assert!(before > 0);
        running.stop().await.expect("the second server stops");
        second.store.close().await.expect("closed");
    }
}
