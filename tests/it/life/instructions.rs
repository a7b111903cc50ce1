//! Instructions: given or registered, answered, closed.

use serde_json::{Value, json};

use super::{count, mutation, refused};
use crate::support::{Client, on_both, world::World};

fn give() -> String {
    mutation("instructionGive", "instruction", "state given givenOn leader { post } units { name }")
}

fn answer() -> String {
    mutation("instructionAnswer", "instruction", "state answers { unit { name } text }")
}

fn close() -> String {
    mutation("instructionClose", "instruction", "state closedByOffice closedByName closingNote")
}

/// The id of a unit of an item.
fn unit(item: &Value, name: &str) -> Value {
    let parts = item["assignments"].as_array().expect("assignments").iter();
    let unit = parts.map(|part| &part["unit"]).find(|unit| unit["name"] == name);
    unit.unwrap_or_else(|| panic!("{name}: {item:#}"))["id"].clone()
}

async fn instruct(client: &Client, world: &World, units: &[&str], key: &str) -> Value {
    let item = client.item(world, "1").await;
    let units: Vec<Value> = units.iter().map(|name| unit(&item, name)).collect();
    json!({
        "itemId": item["id"], "text": "请抓紧推进", "unitIds": units, "given": "HERE", "idempotencyKey": key,
    })
}

on_both! {
    /// The leader instructs two units; each answers; the leader closes.
    async fn a_leader_instructs_and_closes(server: Server) {
        let world = server.published_world().await;
        let leader = server.sign_in("leader").await;
        let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
        let input = instruct(&leader, &world, &["市人社局", "市财政局"], "k").await;
        let given = leader.done(&give(), input.clone()).await["instruction"].clone();
        assert_eq!((&given["state"], &given["leader"]["post"]), (&json!("OPEN"), &json!("沈若川")));
        assert_eq!(given["givenOn"], "2026-03-02");
        assert_eq!(leader.done(&give(), input).await["instruction"], given);
        let to_answer = "{ viewer { instructionsToAnswer(first: 5) { totalCount } } }";
        let to_read = "{ viewer { instructionsToRead(first: 5) { totalCount } } }";
        assert_eq!(support.run(to_answer, json!({})).await["viewer"]["instructionsToAnswer"]["totalCount"], 1);
        assert_eq!(leader.run(to_read, json!({})).await["viewer"]["instructionsToRead"]["totalCount"], 0);
        let reply = |version: i32, text: &str| json!({
            "id": given["id"], "version": version, "text": text, "idempotencyKey": text,
        });
        for (who, code, field) in [("leader", "NOT_ALLOWED", ""), ("office", "NOT_ALLOWED", ""), ("songgang", "NOT_FOUND", "id")] {
            let client = server.sign_in(who).await;
            assert_eq!(client.refused(&answer(), reply(1, "甲")).await, refused(code, field), "{who}");
        }
        let read = |version: i32| json!({ "id": given["id"], "version": version, "read": true });
        let office = server.sign_in("office").await;
        assert_eq!(support.done(&answer(), reply(1, "正在办理")).await["instruction"]["state"], "OPEN");
        assert_eq!(support.run(to_answer, json!({})).await["viewer"]["instructionsToAnswer"]["totalCount"], 0);
        // The office cannot say for the leader that nothing is missing while an answer is.
        assert_eq!(office.refused(&close(), read(2)).await, refused("WRONG_STATE", ""));
        let answered = lead.done(&answer(), reply(2, "已部署")).await["instruction"].clone();
        assert_eq!((&answered["state"], answered["answers"].as_array().unwrap().len()), (&json!("ANSWERED"), 2));
        // Who supports sees its own answer only.
        let again = support.done(&answer(), reply(3, "已办结")).await["instruction"].clone();
        assert_eq!((&again["state"], again["answers"].as_array().unwrap().len()), (&json!("ANSWERED"), 2));
        assert_eq!(leader.run(to_read, json!({})).await["viewer"]["instructionsToRead"]["totalCount"], 1);
        let end = json!({ "id": given["id"], "version": 4, "note": "已阅" });
        assert_eq!(lead.refused(&close(), end.clone()).await, refused("NOT_ALLOWED", ""));
        assert_eq!(office.refused(&close(), end.clone()).await, refused("NOT_ALLOWED", ""));
        let closed = leader.done(&close(), end).await["instruction"].clone();
        assert_eq!((&closed["state"], &closed["closedByOffice"]), (&json!("CLOSED"), &json!(false)));
        assert_eq!(lead.refused(&answer(), reply(5, "补充")).await, refused("WRONG_STATE", ""));
        for (who, seen) in [("czj", 1), ("rsj", 1), ("office", 1), ("songgang", 0), ("fgw", 0)] {
            assert_eq!(count(&server.sign_in(who).await.item(&world, "1").await["instructions"]), seen, "{who}");
        }
    }

    /// The office registers one that was given on paper, and that the leader had nothing further.
    async fn the_office_registers_one_given_on_paper(server: Server) {
        let world = server.published_world().await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let post = office.run(
            "query($id: ID!) { item(id: $id) { leaders { id } } }",
            json!({ "id": office.item(&world, "1").await["id"] }),
        ).await["item"]["leaders"][0]["id"].clone();
        let mut input = instruct(&office, &world, &["市人社局"], "k").await;
        assert_eq!(office.refused(&give(), input.clone()).await, refused("NOT_ALLOWED", ""));
        input["given"] = "ON_PAPER".into();
        assert_eq!(office.refused(&give(), input.clone()).await, refused("REQUIRED", "leaderId"));
        input["leaderId"] = post;
        assert_eq!(office.refused(&give(), input.clone()).await, refused("REQUIRED", "givenOn"));
        input["givenOn"] = "2026-03-03".into();
        assert_eq!(office.refused(&give(), input.clone()).await, refused("INVALID_INPUT", "givenOn"));
        input["givenOn"] = "2026-02-27".into();
        assert_eq!(lead.refused(&give(), input.clone()).await, refused("NOT_ALLOWED", ""));
        let given = office.done(&give(), input).await["instruction"].clone();
        assert_eq!((&given["given"], &given["givenOn"]), (&json!("ON_PAPER"), &json!("2026-02-27")));
        // It is the post's: its holder sees it.
        assert_eq!(count(&server.sign_in("leader").await.item(&world, "1").await["instructions"]), 1);
        lead.done(&answer(), json!({ "id": given["id"], "version": 1, "text": "已办", "idempotencyKey": "k" })).await;
        let closed = office.done(&close(), json!({ "id": given["id"], "version": 2, "read": true })).await;
        assert_eq!(closed["instruction"]["closedByOffice"], true);
    }

    /// On a whole document; and to whom it cannot be addressed.
    async fn on_a_document_and_to_whom(server: Server) {
        let world = server.published_world().await;
        let leader = server.sign_in("leader").await;
        let input = instruct(&leader, &world, &["市人社局"], "k").await;
        let mut both = input.clone();
        both["documentId"] = world.document.clone().into();
        assert_eq!(leader.refused(&give(), both).await, refused("INVALID_INPUT", ""));
        let mut nobody = input.clone();
        nobody["unitIds"] = json!([]);
        assert_eq!(leader.refused(&give(), nobody).await, refused("REQUIRED", "unitIds"));
        // Of another item; and a collective, which answers nothing.
        for (item, name) in [("5", "市文旅局"), ("1", "各区人民政府")] {
            let item = server.sign_in("office").await.item(&world, item).await;
            let mut stranger = input.clone();
            stranger["unitIds"] = json!([unit(&item, name)]);
            assert_eq!(leader.refused(&give(), stranger).await, refused("NOT_FOUND", "unitIds"), "{name}");
        }
        let mut whole = input;
        whole["documentId"] = world.document.clone().into();
        whole.as_object_mut().unwrap().remove("itemId");
        leader.done(&give(), whole).await;
        let query = "query($id: ID!) { document(id: $id) { instructions(first: 5) { totalCount } } }";
        for (who, seen) in [("rsj", 1), ("leader", 1), ("office", 1), ("wlj", 0), ("zjj", 0)] {
            let data = server.sign_in(who).await.run(query, json!({ "id": world.document })).await;
            assert_eq!(data["document"]["instructions"]["totalCount"], seen, "{who}");
        }
    }
}
