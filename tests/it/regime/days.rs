//! What a day brings: due, late, this week; once, however late the server is.

use serde_json::{Value, json};

use super::{draft, go_to, owed, publish};
use crate::support::{Client, on_both};

const MINE: &str = "query($filter: DutyFilter) { viewer { duties(first: 100, filter: $filter) {
    totalCount edges { node { dueOn late state item { ordinal } } }
} } }";

async fn mine(client: &Client, filter: Value) -> Vec<(String, bool)> {
    let data = client.run(MINE, json!({ "filter": filter })).await;
    let edges = data["viewer"]["duties"]["edges"].as_array().expect("edges").clone();
    edges
        .iter()
        .map(|edge| (super::text(&edge["node"]["dueOn"]), edge["node"]["late"] == true))
        .collect()
}

on_both! {
    /// The phone's lists follow the clock in Shanghai; nothing has to run for that.
    async fn this_week_and_late(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        // 25 March 2026 is a Wednesday.
        let this_week = json!({ "due": "THIS_WEEK" });
        let late = json!({ "due": "LATE" });
        go_to(&server, "2026-03-22");
        let lead = server.sign_in("rsj").await;
        assert!(mine(&lead, this_week.clone()).await.is_empty(), "Sunday is last week");
        go_to(&server, "2026-03-23");
        let lead = server.sign_in("rsj").await;
        assert_eq!(mine(&lead, this_week.clone()).await, [("2026-03-25".to_owned(), false)]);
        assert!(mine(&lead, late.clone()).await.is_empty());
        // One second before and at midnight in Shanghai.
        server.clock.advance("2026-03-25T15:59:59Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() - server.clock.now());
        let lead = server.sign_in("rsj").await;
        assert!(mine(&lead, late.clone()).await.is_empty());
        server.clock.advance(chrono::TimeDelta::seconds(1));
        assert_eq!(mine(&lead, late.clone()).await, [("2026-03-25".to_owned(), true)]);
        // Reported late it is no longer waiting, and was late for ever.
        lead.submit("1", "三月进展").await;
        assert!(mine(&lead, late).await.is_empty());
        assert!(mine(&lead, this_week).await.is_empty());
        assert_eq!(mine(&lead, json!({ "states": ["SUBMITTED"] })).await, [("2026-03-25".to_owned(), true)]);
    }

    /// Days that nobody turned are turned in their order, each once.
    async fn missed_days_are_caught_up_with_once(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        let service = &server.app.service;
        go_to(&server, "2026-03-24");
        assert_eq!(service.turn_days().await.expect("turned").len(), 1);
        assert!(service.turn_days().await.expect("turned").is_empty());
        go_to(&server, "2026-03-27");
        let turns = service.turn_days().await.expect("turned");
        let told: Vec<_> = turns.iter().map(|turn| (turn.day.to_string(), turn.due, turn.late)).collect();
        // Leads: two on 1, one each on 2, 3 and 4.
        assert_eq!(told, [
            ("2026-03-25".to_owned(), 5, 0), ("2026-03-26".to_owned(), 0, 5), ("2026-03-27".to_owned(), 0, 0),
        ]);
        assert_eq!(service.turn_day("2026-03-25".parse().unwrap()).await.expect("turned"), None);
        assert!(service.turn_day("2026-03-28".parse().unwrap()).await.is_err(), "a day to come");
        let tables = server.tables().await;
        for kind in ["DUTY_DUE", "DUTY_LATE"] {
            assert_eq!(tables.count("event", &format!("kind = '{kind}'")).await, 5);
        }
    }

    /// An item that is open beyond its day goes on being reported, period by period.
    async fn an_open_item_goes_on(server: Server) {
        let (_, document) = draft(&server, "各牵头单位于每月25日前将进展情况报市政府督查室。").await;
        publish(&server, document).await;
        let office = server.sign_in("office").await;
        let count = |owed: Vec<String>| owed.iter().filter(|line| line.starts_with("4 ")).count();
        assert_eq!(count(owed(&office, document).await), 4, "March to June");
        go_to(&server, "2026-06-30");
        server.app.service.turn_days().await.expect("turned");
        go_to(&server, "2026-07-02");
        let turns = server.app.service.turn_days().await.expect("turned");
        assert_eq!(turns[0].changes.added, 1);
        let office = server.sign_in("office").await;
        let owed = owed(&office, document).await;
        assert!(owed.contains(&"4 市文旅局>督查室 2026-07-25".to_owned()), "{owed:#?}");
    }
}
