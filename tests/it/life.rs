//! The life of an item: what the office decides, what units ask for, what leaders instruct.

mod closing;
mod decisions;
mod extensions;
mod instructions;
mod objections;

use serde_json::{Value, json};

use crate::support::{Client, world::World};

/// A mutation that answers a thing with some fields.
fn mutation(name: &str, thing: &str, fields: &str) -> String {
    let (first, rest) = name.split_at(1);
    let camel = first.to_uppercase() + rest;
    format!(
        "mutation($input: {camel}Input!) {{ {name}(input: $input) {{
            {thing} {{ id version {fields} }}
            errors {{ code field message }}
        }} }}"
    )
}

/// The decisions on items.
fn decide(name: &str) -> String {
    mutation(name, "item", "state")
}

const ITEMS: &str = "query($document: ID!) { document(id: $document) {
    items(first: 10) { edges { node {
        id ordinal version state text deadline originalDeadline
        targets { id text }
        assignments { role unit { id name } }
        decisions(first: 5) { totalCount edges { node {
            kind reason documentNumber fields separateList decidedByName successor { ordinal }
            before { state text deadline assignments { printed role } }
            after { state text deadline assignments { printed role unit { name } } }
        } } }
        extensions(first: 5) { totalCount edges { node { state dueOn until grantedUntil } } }
        objections(first: 5) { totalCount edges { node { state answer } } }
        closings(first: 5) { totalCount edges { node { state } } }
        instructions(first: 5) { totalCount edges { node { state } } }
        history(first: 10) { edges { node { kind } } }
    } } }
} }";

impl Client {
    /// The items of the world's document, as this client sees them.
    async fn items(&self, world: &World) -> Vec<Value> {
        let data = self.run(ITEMS, json!({ "document": world.document })).await;
        let edges = data["document"]["items"]["edges"].as_array().cloned().unwrap_or_default();
        edges.into_iter().map(|edge| edge["node"].clone()).collect()
    }

    /// The item with this ordinal.
    async fn item(&self, world: &World, ordinal: &str) -> Value {
        let items = self.items(world).await;
        let item = items.iter().find(|item| item["ordinal"] == ordinal);
        item.unwrap_or_else(|| panic!("no item {ordinal}: {items:#?}")).clone()
    }

    /// A decision of the office on an item as it is now.
    async fn decide(&self, world: &World, name: &str, ordinal: &str, more: Value) -> Value {
        let item = self.item(world, ordinal).await;
        self.done(&decide(name), with(&item, "按会议决定", more)).await["item"].clone()
    }
}

/// The input of a decision on an item.
#[expect(clippy::needless_pass_by_value, reason = "made where it is passed, by json!")]
fn with(item: &Value, reason: &str, more: Value) -> Value {
    let mut input = json!({ "id": item["id"], "version": item["version"], "reason": reason });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

fn refused(code: &str, field: &str) -> (String, String) {
    let field = if field.is_empty() { String::new() } else { format!("input.{field}") };
    (code.to_owned(), field)
}

/// How many rows a list has.
fn count(list: &Value) -> u64 {
    list["totalCount"].as_u64().expect("a count")
}
