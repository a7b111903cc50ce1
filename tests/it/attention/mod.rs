//! What is looked at and asked for between two reports: acknowledging, urging, counting,
//! coordination, and what leads make of the supports' reports.

mod acknowledging;
mod coordination;
mod duties;
mod integrating;
mod urging;

use serde_json::{Value, json};

use crate::support::{Client, Server, world::World};

const REGIME: &str = "query($id: ID!) { document(id: $id) { regime { version } } }";
const SET: &str = "mutation($input: RegimeSetInput!) {
    regimeSet(input: $input) { document { id } errors { code field message } }
}";
const ITEM: &str = "query($id: ID!) { document(id: $id) { items(first: 10) { edges { node {
    id ordinal version leaders { id }
} } } } }";

impl Client {
    /// Sets the switches of the world's regime, its rules as they are.
    async fn switch(&self, world: &World, switches: Value) {
        let data = self.run(REGIME, json!({ "id": world.document })).await;
        let version = data["document"]["regime"]["version"].clone();
        let regime = json!({ "documentId": world.document, "switches": switches });
        self.done(SET, json!({ "regime": regime, "version": version })).await;
    }

    /// The item with this ordinal, as this client sees it.
    async fn numbered(&self, world: &World, ordinal: &str) -> Value {
        let data = self.run(ITEM, json!({ "id": world.document })).await;
        let edges = data["document"]["items"]["edges"].as_array().expect("items").clone();
        let item = edges.into_iter().find(|edge| edge["node"]["ordinal"] == ordinal);
        item.unwrap_or_else(|| panic!("no item {ordinal}"))["node"].clone()
    }

    /// What is under the viewer.
    async fn viewer(&self, fields: &str) -> Value {
        self.run(&format!("{{ viewer {{ {fields} }} }}"), json!({})).await["viewer"].clone()
    }
}

/// The nodes of a connection, which its count must agree with.
fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges").iter();
    let nodes: Vec<Value> = edges.map(|edge| edge["node"].clone()).collect();
    if let Some(count) = connection.get("totalCount") {
        assert_eq!(count, nodes.len(), "{nodes:#?}");
    }
    nodes
}

fn refused(code: &str, field: &str) -> (String, String) {
    let field = if field.is_empty() { String::new() } else { format!("input.{field}") };
    (code.to_owned(), field)
}

/// Moves the clock to nine in the morning of a day in Shanghai.
fn go_to(server: &Server, day: &str) {
    let then: chrono::DateTime<chrono::Utc> = format!("{day}T01:00:00Z").parse().expect("a time");
    server.clock.advance(then - server.clock.now());
}
