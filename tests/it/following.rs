//! Following reports over WebSocket, and the order of events.

use futures_util::future::join_all;
use serde_json::json;

use duban::{domain::account::UnitRole, policy::Scope, service::NewAccount};

use crate::support::{
    Client, on_both,
    socket::Socket,
    world::{ACCEPT, PASSWORD, RETURN},
};

const CHANGED: &str = "subscription($document: ID) { progressReportChanged(documentId: $document) {
    kind refetch progressReportId progressReport { id state unit { name } content { progress } }
} }";

impl Client {
    /// Follows all reports that may be seen.
    async fn follow_all(&self) -> Socket {
        self.follow(CHANGED, json!({})).await
    }
}

/// The next change: its kind, the reporting unit, the state and what the report says.
async fn change(socket: &mut Socket) -> [String; 4] {
    let message = socket.hear().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!("1")), "{message}");
    assert!(message["payload"].get("errors").is_none(), "{message}");
    let change = &message["payload"]["data"]["progressReportChanged"];
    assert_eq!(change["refetch"], false);
    let report = &change["progressReport"];
    assert_eq!(change["progressReportId"], report["id"]);
    [&change["kind"], &report["unit"]["name"], &report["state"], &report["content"]["progress"]]
        .map(|value| value.as_str().unwrap_or_default().to_owned())
}

fn told(kind: &str, unit: &str, state: &str, progress: &str) -> [String; 4] {
    [kind, unit, state, progress].map(str::to_owned)
}

on_both! {
    /// The lead hears what a support submits and not what it drafts; what each change shows is
    /// what the report says by then.
    async fn the_lead_hears_submissions_not_drafts(server: Server) {
        server.published_world().await;
        let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        let (mut leads, mut own) = (lead.follow_all().await, support.follow_all().await);
        support.save("1", "资金正在下达").await;
        let report = support.submit("1", "资金已下达").await;
        assert_eq!(change(&mut leads).await, told("REPORT_SUBMITTED", "市财政局", "SUBMITTED", "资金已下达"));
        let heard = change(&mut own).await;
        assert_eq!((heard[0].as_str(), heard[1].as_str()), ("REPORT_SAVED", "市财政局"));
        assert_eq!(change(&mut own).await[0], "REPORT_SAVED");
        assert_eq!(change(&mut own).await, told("REPORT_SUBMITTED", "市财政局", "SUBMITTED", "资金已下达"));

        let input = json!({ "id": report["id"], "version": report["version"], "reason": "请补充" });
        lead.done(RETURN, input).await;
        let returned = told("REPORT_RETURNED", "市财政局", "RETURNED", "资金已下达");
        assert_eq!(change(&mut leads).await, returned);
        assert_eq!(change(&mut own).await, returned);
        // The second version while it is written is the unit's alone.
        let again = support.submit("1", "资金已全部下达").await;
        let submitted = told("REPORT_SUBMITTED", "市财政局", "SUBMITTED", "资金已全部下达");
        assert_eq!(change(&mut leads).await, submitted);
        assert_eq!(change(&mut own).await[0], "REPORT_SAVED");
        assert_eq!(change(&mut own).await, submitted);
        lead.done(ACCEPT, json!({ "id": again["id"], "version": again["version"] })).await;
        assert_eq!(change(&mut leads).await[0], "REPORT_ACCEPTED");
    }

    /// Who has nothing to do with a report hears nothing of it: the next they hear is their own.
    async fn others_hear_nothing(server: Server) {
        server.published_world().await;
        let unrelated = server.sign_in("zjj").await;
        let mut heard = unrelated.follow_all().await;
        let mut other_support = server.sign_in("songgang").await.follow_all().await;
        server.sign_in("czj").await.submit("1", "资金已下达").await;
        server.sign_in("rsj").await.submit("1", "新增1万人").await;
        unrelated.submit("4", "已改造20个").await;
        assert_eq!(change(&mut heard).await[0..2], ["REPORT_SAVED", "市住建局"]);
        // A support hears the leads of its items, and not another support.
        let expected = told("REPORT_SUBMITTED", "市人社局", "SUBMITTED", "新增1万人");
        assert_eq!(change(&mut other_support).await, expected);
        let expected = told("REPORT_SUBMITTED", "市住建局", "SUBMITTED", "已改造20个");
        assert_eq!(change(&mut other_support).await, expected);
    }

    /// Another city's office and the administrators hear nothing, the office everything submitted.
    async fn the_office_hears_what_is_submitted(server: Server) {
        server.published_world().await;
        let office = server.sign_in("office").await;
        let mut heard = office.follow_all().await;
        let elsewhere_client = server.sign_in("other_office").await;
        let auditor_client = server.sign_in("auditor").await;
        let mut elsewhere = elsewhere_client.follow_all().await;
        let mut auditor = auditor_client.follow_all().await;
        server.sign_in("czj").await.submit("1", "资金已下达").await;
        server.sign_in("wlj").await.submit("5", "已举办").await;
        assert_eq!(change(&mut heard).await[1], "市财政局");
        assert_eq!(change(&mut heard).await[1], "市文旅局");
        // They were told nothing: the next they hear, after signing out, is that it is over.
        for client in [&elsewhere_client, &auditor_client] {
            client.run("mutation { signOut { ended } }", json!({})).await;
        }
        server.sign_in("zjj").await.submit("4", "已改造20个").await;
        for socket in [&mut elsewhere, &mut auditor] {
            assert_eq!(socket.hear().await, json!({ "id": "1", "type": "complete" }));
        }
    }

    /// Only reports of one document.
    async fn one_document_is_followed(server: Server) {
        let world = server.world().await;
        let text = "云溪市2026年体育工作方案\n\n9.建设健身步道10公里。（牵头单位：市文旅局）\n";
        let other = server.import(world.office, text).await;
        let office = server.sign_in("office").await;
        office.publish(&world.document).await;
        office.publish(&other).await;
        let mut followed = office.follow(CHANGED, json!({ "document": other })).await;
        let unit = server.sign_in("wlj").await;
        unit.submit("5", "已举办").await;
        unit.submit("9", "已建成2公里").await;
        assert_eq!(change(&mut followed).await[3], "已建成2公里");

        for id in [json!("nothing"), unit.duty("9").await["id"].clone()] {
            let mut refused = office.follow(CHANGED, json!({})).await;
            refused.subscribe_with("2", &json!({ "query": CHANGED, "variables": { "document": id } })).await;
            let message = refused.hear().await;
            let code = &message["payload"][0]["extensions"]["code"];
            let code = if code.is_null() { &message["payload"]["errors"][0]["extensions"]["code"] } else { code };
            assert_eq!((&message["id"], code), (&json!("2"), &json!("BAD_USER_INPUT")), "{message}");
        }
    }

    /// After sign-out the stream ends, and tells nothing of what made it end.
    async fn the_stream_ends_with_the_session(server: Server) {
        server.published_world().await;
        let office = server.sign_in("office").await;
        let mut heard = office.follow_all().await;
        let unit = server.sign_in("wlj").await;
        unit.submit("5", "已举办").await;
        assert_eq!(change(&mut heard).await[1], "市文旅局");
        let out = office.run("mutation { signOut { ended errors { code } } }", json!({})).await;
        assert_eq!(out["signOut"]["ended"], true);
        server.sign_in("zjj").await.submit("4", "已改造20个").await;
        assert_eq!(heard.hear().await, json!({ "id": "1", "type": "complete" }));
    }

    /// After a membership ended nothing more of that unit is heard.
    async fn rights_are_asked_anew(server: Server) {
        server.published_world().await;
        let lead = server.sign_in("rsj").await;
        let mut heard = lead.follow_all().await;
        let mut heads = server.sign_in("rsj_head").await.follow_all().await;
        let support = server.sign_in("czj").await;
        let first = support.submit("1", "资金已下达").await;
        assert_eq!(change(&mut heard).await[3], "资金已下达");
        assert_eq!(change(&mut heads).await[3], "资金已下达");
        server.end_memberships("rsj").await;
        support.submit("2", "资金已安排").await;
        assert_eq!(change(&mut heads).await[3], "资金已安排");
        let office = server.sign_in("office").await;
        let input = json!({ "id": first["id"], "version": first["version"] });
        office.done(ACCEPT, input).await;
        assert_eq!(change(&mut heads).await[0], "REPORT_ACCEPTED");
        // The other connection was asked about both by now: the answer to a ping is all it says.
        lead.run("mutation { signOut { ended } }", json!({})).await;
        server.sign_in("wlj").await.submit("5", "已举办").await;
        assert_eq!(heard.hear().await, json!({ "id": "1", "type": "complete" }));
    }

    /// What hangs on a change is read with the rights of that moment, not with those that the viewer
    /// had when the subscription began.
    async fn what_hangs_on_a_change_is_seen_with_todays_rights(server: Server) {
        let world = server.published_world().await;
        let jyj = server.unit(world.office, "市教育局").await;
        let rsj = server.unit(world.office, "市人社局").await;
        let new = NewAccount {
            username: "both".into(),
            name: "两处".into(),
            password: PASSWORD.into(),
            memberships: vec![(jyj, UnitRole::Operator), (rsj, UnitRole::Operator)],
            ..NewAccount::default()
        };
        let app = &server.app;
        let account = app.service.account_create(app.auth.passwords(), new).await.expect("account");
        let counted = "subscription { progressReportChanged {
            progressReport { item { document { items { totalCount } } } }
        } }";
        let mut socket = server.sign_in("both").await.follow(counted, json!({})).await;
        let support = server.sign_in("czj").await;
        let place = "/payload/data/progressReportChanged/progressReport/item/document/items/totalCount";

        support.submit("1", "资金已下达").await;
        assert_eq!(socket.hear().await.pointer(place), Some(&json!(3)), "items 1, 2 and 3");
        server.clock.advance(chrono::TimeDelta::seconds(1));
        let tx = app.store.write().await.expect("a transaction");
        tx.end_membership(account, jyj, server.clock.now()).await.expect("ended");
        tx.commit().await.expect("committed");
        support.submit("2", "资金已安排").await;
        assert_eq!(socket.hear().await.pointer(place), Some(&json!(2)), "items 1 and 2");
    }

    /// Events have positions from 1 without gaps, each once, however many commit at once.
    async fn positions_have_no_gaps(server: Server) {
        server.published_world().await;
        let second = server.another_app().await;
        let running = second.serve(None).await.expect("a second server");
        let accounts = ["rsj", "jyj", "czj", "songgang", "zjj", "wlj", "office", "auditor"];
        let sent = (0..6).flat_map(|_| accounts).enumerate().map(|(number, account)| {
            let mut client = server.anonymous();
            if number % 2 == 1 {
                client.base = format!("http://{}", running.address());
            }
            async move { client.start_session(account, crate::support::world::PASSWORD).await }
        });
        join_all(sent).await;
        let tables = server.tables().await;
        let written = tables.rows("event").await.len();
        let reader = server.app.store.reader(Scope::system());
        // The relays place what is committed at their own pace.
        let follow = async {
            while reader.has_pending_events().await.expect("an answer") {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), follow).await.expect("all placed");
        let mut positions = Vec::new();
        let mut ids = Vec::new();
        loop {
            let after = positions.last().copied().unwrap_or(0);
            let events = reader.events_after(after, 10).await.expect("events");
            if events.is_empty() {
                break;
            }
            positions.extend(events.iter().map(|placed| placed.position));
            ids.extend(events.iter().map(|placed| placed.event.id));
        }
        let all: Vec<i64> = (1..).take(written).collect();
        assert_eq!(positions, all);
        ids.sort_by_key(|id| uuid::Uuid::from(*id));
        ids.dedup();
        assert_eq!(ids.len(), written);
        assert_eq!(reader.last_position().await.expect("a position"), *all.last().expect("events"));
        running.stop().await.expect("the second server stops");
        second.store.close().await.expect("closed");
    }
}
