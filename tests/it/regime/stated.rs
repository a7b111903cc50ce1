//! What documents state becomes duties without anyone's help.

use serde_json::json;

use super::{days, draft, duties, go_to, of, owed, publish, regime, set};
use crate::support::on_both;

on_both! {
    /// Leads to a unit that sums up, by the 3rd of each month, for the month before.
    async fn monthly_by_the_3rd_to_a_summing_up_unit(server: Server) {
        let (_, document) =
            draft(&server, "各牵头单位于每月3日前将进展情况报市发改委汇总。").await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        let owed = owed(&office, document).await;
        // Published on 2 March: February's is due tomorrow, January's is history.
        assert_eq!(
            days(&owed),
            ["2026-03-03", "2026-04-03", "2026-05-03", "2026-06-03", "2026-06-30", "2026-07-03",
             "2026-08-03", "2026-09-03", "2026-10-03", "2026-11-03", "2026-12-03"]
        );
        assert_eq!(of(&owed, "1")[..2], ["市人社局>市发改委 2026-03-03", "市教育局>市发改委 2026-03-03"]);
        assert_eq!(of(&owed, "1").len(), 20, "two leads, ten months; no support owes anything");
        assert_eq!(of(&owed, "2").len(), 10);
        // The last report on an item is due on the item's own day.
        assert_eq!(
            of(&owed, "4"),
            ["市文旅局>市发改委 2026-03-03", "市文旅局>市发改委 2026-04-03", "市文旅局>市发改委 2026-05-03",
             "市文旅局>市发改委 2026-06-03", "市文旅局>市发改委 2026-06-30"]
        );
        let (_, first) = duties(&office, document).await.remove(0);
        assert_eq!(first["period"]["label"], "2026年2月");
        let rule = regime(&office, document).await["rules"][0].clone();
        assert_eq!(rule["origin"], "IMPORTED");
        assert_eq!(rule["owedTo"], "UNIT");
        assert_eq!(rule["covers"], "PREVIOUS");
    }

    /// The recipient accepts and returns; another lead does not.
    async fn the_unit_that_sums_up_decides(server: Server) {
        use crate::support::world::{ACCEPT, RETURN};
        let (_, document) =
            draft(&server, "各牵头单位于每月3日前将进展情况报市发改委汇总。").await;
        publish(&server, document).await;
        let lead = server.sign_in("rsj").await;
        let report = lead.submit("1", "已选址").await;
        let sums_up = server.sign_in("fgw").await;
        let input = json!({ "id": report["id"], "version": report["version"], "reason": "请补充" });
        let (code, _) = server.sign_in("jyj").await.refused(RETURN, input.clone()).await;
        assert_eq!(code, "NOT_ALLOWED");
        sums_up.done(RETURN, input).await;
        let again = lead.submit("1", "已选址3处").await;
        let input = json!({ "id": again["id"], "version": again["version"] });
        sums_up.done(ACCEPT, input).await;
    }

    /// Supports of the city's own departments to the lead, then the leads to the office.
    async fn supports_first_and_then_the_leads(server: Server) {
        let (_, document) = draft(
            &server,
            "市直各责任单位于6月15日、12月15日前将工作进展报牵头单位，同时抄送市政府督查室；各牵头单位综合责任单位情况，于6月25日、12月25日前报市政府督查室。",
        ).await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        let owed = owed(&office, document).await;
        assert_eq!(
            of(&owed, "1"),
            ["市财政局>市人社局 2026-06-15", "市人社局>督查室 2026-06-25", "市教育局>督查室 2026-06-25",
             "市财政局>市人社局 2026-12-15", "市人社局>督查室 2026-12-25", "市教育局>督查室 2026-12-25"]
        );
        // The town and the district governments are outside the first rule's scope.
        assert_eq!(
            of(&owed, "2"),
            ["市水利局>市住建局 2026-06-15", "市住建局>督查室 2026-06-25",
             "市水利局>市住建局 2026-12-15", "市住建局>督查室 2026-12-25"]
        );
        assert_eq!(of(&owed, "3"), ["市住建局>督查室 2026-06-25", "市住建局>督查室 2026-12-25"]);
        assert!(server.sign_in("songgang").await.run("{ viewer { duties { totalCount } } }", json!({}))
            .await["viewer"]["duties"]["totalCount"] == 0);
        let rules = regime(&office, document).await["rules"].clone();
        assert_eq!(rules[0]["bounds"], json!({ "words": "市直", "unitKinds": ["DEPARTMENT"] }));
        assert_eq!(rules[0]["copyOffice"], true);
        assert_eq!(rules[0]["owedTo"], "LEAD");
        assert_eq!(rules[1]["integratesSupport"], true);
    }

    async fn monthly_by_the_25th(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        let owed = owed(&server.sign_in("office").await, document).await;
        assert_eq!(of(&owed, "2")[..2], ["市住建局>督查室 2026-03-25", "市住建局>督查室 2026-04-25"]);
        assert_eq!(of(&owed, "2").len(), 9, "March to November");
    }

    async fn monthly_by_the_28th(server: Server) {
        let (_, document) = draft(&server, "各单位于每月28日前将进展情况报市政府督查室。").await;
        go_to(&server, "2026-09-29");
        publish(&server, document).await;
        let owed = owed(&server.sign_in("office").await, document).await;
        assert_eq!(days(&owed), ["2026-10-28", "2026-11-28"], "September's day has passed");
        assert_eq!(
            of(&owed, "2")[..3],
            ["市住建局>督查室 2026-10-28", "市水利局>督查室 2026-10-28", "白鹭镇人民政府>督查室 2026-10-28"]
        );
    }

    async fn every_two_months(server: Server) {
        let (_, document) = draft(&server, "各牵头单位每两个月20日前将落实情况报送市政府督查室。").await;
        publish(&server, document).await;
        let owed = owed(&server.sign_in("office").await, document).await;
        assert_eq!(days(&owed), ["2026-04-20", "2026-06-20", "2026-08-20", "2026-10-20", "2026-12-20"]);
    }

    async fn at_quarter_ends(server: Server) {
        let (_, document) = draft(&server, "各牵头单位每季度末前将完成情况上报市政府督查室。").await;
        publish(&server, document).await;
        let owed = owed(&server.sign_in("office").await, document).await;
        assert_eq!(days(&owed), ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]);
    }

    /// Without a day nothing is owed, until the office decides one.
    async fn without_a_day_nothing_is_owed(server: Server) {
        let (_, document) = draft(&server, "市政府督查室每季度通报一次。").await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        assert!(owed(&office, document).await.is_empty());
        let rule = json!({ "text": "每季度末月25日前报", "reporter": "LEAD", "cadence": "QUARTERLY", "dueDay": 25, "owedTo": "OFFICE" });
        assert_eq!(set(&office, document, json!([rule])).await, [18, 0, 0]);
        let owed = owed(&office, document).await;
        assert_eq!(days(&owed), ["2026-03-25", "2026-06-25", "2026-09-25", "2026-12-25"]);
        let rules = regime(&office, document).await["rules"].clone();
        assert_eq!(rules[0]["origin"], "OFFICE");
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'REGIME_SET' AND actor_id IS NOT NULL AND document_id IS NOT NULL").await, 1);
    }
}
