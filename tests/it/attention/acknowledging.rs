//! A unit acknowledges all its items of a document in one act, where the regime asks for it.

use duban::{domain::account::UnitRole, policy::Author, service::MembersConfirm};
use serde_json::{Value, json};

use super::{nodes, refused};
use crate::support::{
    Client, global, on_both,
    world::{ActsAs, World},
};

const ACKNOWLEDGE: &str = "mutation($input: DocumentAcknowledgeInput!) {
    documentAcknowledge(input: $input) {
        acknowledgement {
            state acknowledgedItems waitingItems acknowledgedAt acknowledgedByName
            unit { name } document { title }
        }
        errors { code field message }
    }
}";
const SEEN: &str = "query($id: ID!) { document(id: $id) {
    acknowledgements(first: 20) { totalCount edges { node {
        state acknowledgedItems waitingItems unit { name }
    } } }
    waiting: acknowledgements(first: 20, state: WAITING) { totalCount }
    history(first: 50) { edges { node { kind } } }
} }";

fn input(world: &World, key: &str) -> Value {
    json!({ "documentId": world.document, "idempotencyKey": key })
}

impl Client {
    /// What each unit acknowledged and what waits, as this client sees it, by unit.
    async fn acknowledged(&self, world: &World) -> Vec<(String, i64, i64)> {
        let data = self.run(SEEN, json!({ "id": world.document })).await;
        let number = |value: &Value| value.as_i64().expect("a number");
        let mut all: Vec<(String, i64, i64)> = nodes(&data["document"]["acknowledgements"])
            .iter()
            .map(|one| {
                let name = one["unit"]["name"].as_str().expect("a name").to_owned();
                (name, number(&one["acknowledgedItems"]), number(&one["waitingItems"]))
            })
            .collect();
        let waiting = all.iter().filter(|(.., waiting)| *waiting > 0).count();
        assert_eq!(data["document"]["waiting"]["totalCount"], waiting);
        all.sort();
        all
    }

    /// How many documents wait for the viewer's units.
    async fn to_acknowledge(&self) -> usize {
        let list = "documentsToAcknowledge(first: 5) { totalCount edges { node { id } } }";
        nodes(&self.viewer(list).await["documentsToAcknowledge"]).len()
    }
}

fn units(of: &[(&str, i64, i64)]) -> Vec<(String, i64, i64)> {
    let mut of: Vec<_> =
        of.iter().map(|(name, done, wait)| ((*name).to_owned(), *done, *wait)).collect();
    of.sort();
    of
}

on_both! {
    /// Only where it is asked for, in one act, once.
    async fn one_act_a_document(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        assert_eq!(lead.refused(ACKNOWLEDGE, input(&world, "off")).await, refused("WRONG_STATE", ""));
        assert_eq!((lead.to_acknowledge().await, office.acknowledged(&world).await), (0, vec![]));
        office.switch(&world, json!({ "acknowledge": true })).await;
        assert_eq!(lead.to_acknowledge().await, 1);
        for (who, code, field) in [
            ("office", "NOT_ALLOWED", ""), ("leader", "NOT_ALLOWED", ""), ("fgw", "NOT_ALLOWED", ""),
            ("nobody", "NOT_FOUND", "documentId"), ("other_office", "NOT_FOUND", "documentId"),
            ("sysadmin", "NOT_FOUND", "documentId"),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(ACKNOWLEDGE, input(&world, "k")).await, refused(code, field), "{who}");
            assert_eq!(client.to_acknowledge().await, 0, "{who}");
        }
        let done = lead.done(ACKNOWLEDGE, input(&world, "k")).await["acknowledgement"].clone();
        assert_eq!((&done["state"], &done["unit"]["name"]), (&json!("ACKNOWLEDGED"), &json!("市人社局")));
        assert_eq!((&done["acknowledgedItems"], &done["waitingItems"]), (&json!(2), &json!(0)));
        assert_eq!((&done["acknowledgedByName"], &done["acknowledgedAt"]), (&json!("rsj的姓名"), &json!("2026-03-02T01:00:00Z")));
        // The same again, by the same key, by another one, and by another clerk.
        server.clock.advance(chrono::TimeDelta::minutes(5));
        assert_eq!(lead.done(ACKNOWLEDGE, input(&world, "k")).await["acknowledgement"], done);
        assert_eq!(lead.done(ACKNOWLEDGE, input(&world, "k2")).await["acknowledgement"], done);
        let head = server.sign_in("rsj_head").await;
        assert_eq!(head.done(ACKNOWLEDGE, input(&world, "k")).await["acknowledgement"], done);
        assert_eq!((lead.to_acknowledge().await, head.to_acknowledge().await), (0, 0));
        let tables = server.tables().await;
        assert_eq!(tables.rows("acknowledgement").await.len(), 1);
        assert_eq!(tables.rows("acknowledgement_item").await.len(), 2);
        assert_eq!(tables.count("event", "kind = 'DOCUMENT_ACKNOWLEDGED'").await, 1);
    }

    /// Two clerks at once, and a member of a collective.
    async fn two_clerks_at_once(server: Server) {
        let world = server.published_world().await;
        server.sign_in("office").await.switch(&world, json!({ "acknowledge": true })).await;
        let (clerk, head) = (server.sign_in("rsj").await, server.sign_in("rsj_head").await);
        let (one, other) = tokio::join!(
            clerk.done(ACKNOWLEDGE, input(&world, "k")),
            head.done(ACKNOWLEDGE, input(&world, "k")),
        );
        assert_eq!(one, other);
        let member = server.sign_in("songgang").await;
        let done = member.done(ACKNOWLEDGE, input(&world, "k")).await["acknowledgement"].clone();
        assert_eq!((&done["acknowledgedItems"], &done["waitingItems"]), (&json!(2), &json!(0)));
        assert_eq!(server.tables().await.rows("acknowledgement").await.len(), 2);
    }

    /// The office sees all, a lead its own and its supports', a unit its own.
    async fn who_sees_what_waits(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        office.switch(&world, json!({ "acknowledge": true })).await;
        server.sign_in("czj").await.done(ACKNOWLEDGE, input(&world, "k")).await;
        let all = [
            ("市人社局", 0, 2), ("市教育局", 0, 2), ("市财政局", 2, 0), ("松岗区人民政府", 0, 2),
            ("市住建局", 0, 1), ("市文旅局", 0, 1),
        ];
        assert_eq!(office.acknowledged(&world).await, units(&all));
        for (who, seen, told) in [
            ("rsj", units(&[("市人社局", 0, 2), ("市财政局", 2, 0), ("松岗区人民政府", 0, 1)]), 1),
            // Item 2 alone.
            ("jyj", units(&[("市教育局", 0, 2), ("市财政局", 1, 0)]), 1),
            ("czj", units(&[("市财政局", 2, 0)]), 1),
            ("songgang", units(&[("松岗区人民政府", 0, 2)]), 0),
            ("leader", vec![], 0),
            ("fgw", vec![], 0),
        ] {
            let client = server.sign_in(who).await;
            assert_eq!(client.acknowledged(&world).await, seen, "{who}");
            let data = client.run(SEEN, json!({ "id": world.document })).await;
            let events = nodes(&data["document"]["history"]);
            let of = events.iter().filter(|event| event["kind"] == "DOCUMENT_ACKNOWLEDGED");
            assert_eq!(of.count(), told, "{who}");
        }
    }

    /// What a unit comes to answer for later waits again; the rest stays acknowledged.
    async fn later_items_wait_again(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        office.switch(&world, json!({ "acknowledge": true, "objectionDays": 5 })).await;
        for who in ["czj", "songgang", "jyj"] {
            server.sign_in(who).await.done(ACKNOWLEDGE, input(&world, "k")).await;
        }
        // A new member of the collective.
        let districts = server.unit(world.office, "各区人民政府").await;
        let archive = server.unit(world.office, "市档案馆").await;
        let confirm = MembersConfirm { collective: districts, members: vec![archive], from: None };
        server.app.service.members_confirm(Author::Console, confirm).await.unwrap();
        let member = server.sign_in("nobody").await;
        assert_eq!(member.to_acknowledge().await, 1);
        assert_eq!(member.acknowledged(&world).await, units(&[("市档案馆", 0, 2)]));
        assert_eq!(server.sign_in("songgang").await.to_acknowledge().await, 0);
        // An objection upheld: a support of item 2 leads it now, and nobody else does.
        let item = server.sign_in("jyj").await.numbered(&world, "2").await;
        let raise = "mutation($input: ObjectionRaiseInput!) { objectionRaise(input: $input) {
            objection { id version } errors { code field message }
        } }";
        let raised = server.sign_in("jyj").await.done(raise, json!({
            "itemId": item["id"], "kind": "WRONG_UNIT", "reason": "不属本单位职责", "wanted": "调整", "idempotencyKey": "o",
        })).await["objection"].clone();
        let decide = "mutation($input: ObjectionDecideInput!) { objectionDecide(input: $input) {
            objection { id } errors { code field message }
        } }";
        office.done(decide, json!({
            "id": raised["id"], "version": raised["version"], "reason": "经研究",
            "resolution": { "reassign": [{ "unitName": "市财政局", "role": "LEAD" }] },
        })).await;
        let support = server.sign_in("czj").await;
        assert_eq!(support.to_acknowledge().await, 1);
        let own = support.acknowledged(&world).await;
        assert_eq!(own[0], ("市财政局".to_owned(), 2, 1), "{own:#?}");
        let again = support.done(ACKNOWLEDGE, input(&world, "k2")).await["acknowledgement"].clone();
        assert_eq!((&again["acknowledgedItems"], &again["waitingItems"]), (&json!(2), &json!(0)));
        assert_eq!(server.sign_in("jyj").await.to_acknowledge().await, 0);
        // What is closed waits for nobody.
        assert_eq!(server.sign_in("wlj").await.to_acknowledge().await, 1);
        let item = office.numbered(&world, "5").await;
        let cancel = "mutation($input: ItemCancelInput!) { itemCancel(input: $input) {
            item { id } errors { code field message }
        } }";
        office.done(cancel, json!({ "id": item["id"], "version": item["version"], "reason": "取消" })).await;
        assert_eq!(server.sign_in("wlj").await.to_acknowledge().await, 0);
    }

    /// A body's host answers for it, and who succeeded the host for both: whoever owes sees the item
    /// and acknowledges it.
    async fn hosts_and_their_successors(server: Server) {
        let (mut world, office) = (server.world().await, server.sign_in("office").await);
        let text = "云溪市2026年防汛工作责任分解方案\n\n1.治理山洪隐患18处。（牵头单位：市防汛抗旱指挥部）\n\n2.清淤河道23公里。（牵头单位：市水利局）\n";
        world.document = server.import(world.office, text).await;
        office.publish(&world.document).await;
        office.switch(&world, json!({ "acknowledge": true })).await;
        let unit = async |name: &str| global("Unit", server.unit(world.office, name).await.into());
        let update = "mutation($input: UnitUpdateInput!) { unitUpdate(input: $input) { unit { id } errors { code } } }";
        let (body, host) = (unit("市防汛抗旱指挥部").await, unit("市水利局").await);
        office.done(update, json!({ "id": body, "version": 1, "hostId": host })).await;
        for (username, name) in [("slj", "市水利局"), ("successor", "市档案馆")] {
            server.account(username, world.office, ActsAs::Unit(name, UnitRole::Operator)).await;
        }
        let seen = "tasks(first: 9) { totalCount } duties(first: 9) { edges { node { item { ordinal } } } }";
        let of_both = json!({
            "tasks": { "totalCount": 2 },
            // The body's arose when it got its host.
            "duties": { "edges": [{ "node": { "item": { "ordinal": "2" } } }, { "node": { "item": { "ordinal": "1" } } }] },
        });
        let host = server.sign_in("slj").await;
        assert_eq!(host.viewer(seen).await, of_both);
        assert_eq!((host.to_acknowledge().await, office.acknowledged(&world).await), (1, units(&[("市水利局", 0, 2)])));
        host.done(ACKNOWLEDGE, input(&world, "k")).await;
        assert_eq!((host.to_acknowledge().await, office.acknowledged(&world).await), (0, units(&[("市水利局", 2, 0)])));
        // What the successor comes to answer for waits again.
        let succeed = "mutation($input: UnitSucceedInput!) { unitSucceed(input: $input) { unit { id } errors { code field message } } }";
        office.done(succeed, json!({
            "unitId": unit("市水利局").await, "successorId": unit("市档案馆").await, "kind": "MERGED",
            "on": "2026-03-02", "reason": "机构改革", "version": 1, "idempotencyKey": "s",
        })).await;
        let successor = server.sign_in("successor").await;
        assert_eq!(successor.viewer(seen).await, of_both);
        assert_eq!(successor.to_acknowledge().await, 1);
        successor.done(ACKNOWLEDGE, input(&world, "k")).await;
        assert_eq!(successor.to_acknowledge().await, 0);
        assert!(office.acknowledged(&world).await.contains(&("市档案馆".to_owned(), 2, 0)));
    }
}
