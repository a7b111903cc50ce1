//! The order of keys in an answer: that of the selection, as the specification has it. The library
//! answers them in the order in which their resolvers finish.

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

/// The keys of an object in order, each with those of what stands under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order(IndexMap<Name, Order>);

impl Order {
    /// The order that a selection asks for. The document was checked: no fragment spreads itself,
    /// and what fragments expand to is bounded.
    pub fn of(document: &ExecutableDocument, selection: &SelectionSet) -> Self {
        let mut order = Self::default();
        order.add(document, selection);
        order
    }

    fn add(&mut self, document: &ExecutableDocument, selection: &SelectionSet) {
        for selected in &selection.items {
            match &selected.node {
                Selection::Field(field) => {
                    let under = self.0.entry(field.node.response_key().node.clone()).or_default();
                    under.add(document, &field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => {
                    self.add(document, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment {
                        self.add(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    /// A value with its keys in this order.
    pub fn apply(&self, value: Value) -> Value {
        match value {
            Value::Object(mut fields) => {
                let mut ordered = IndexMap::with_capacity(fields.len());
                for (name, under) in &self.0 {
                    if let Some((name, value)) = fields.swap_remove_entry(name) {
                        ordered.insert(name, under.apply(value));
                    }
                }
                // A scalar may be an object of its own: its keys were not selected.
                ordered.extend(fields);
                Value::Object(ordered)
            }
            Value::List(values) => {
                Value::List(values.into_iter().map(|value| self.apply(value)).collect())
            }
            scalar => scalar,
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{parser::parse_query, value};

    use super::*;

    #[test]
    fn keys_stand_as_they_were_selected() {
        let document = parse_query(
            "{ b { z y: x ...F } a list { c d } ... { b { w } } } fragment F on T { v z }",
        )
        .expect("a document");
        let (_, operation) = document.operations.iter().next().expect("an operation");
        let order = Order::of(&document, &operation.node.selection_set.node);
        let value = value!({
            "list": [{ "d": 1, "c": { "free": 1 } }, null],
            "a": 1,
            "b": { "v": 1, "w": 2, "y": 3, "z": 4 },
        });
        assert_eq!(
            serde_json::to_string(&order.apply(value)).expect("JSON"),
            r#"{"b":{"z":4,"y":3,"v":1,"w":2},"a":1,"list":[{"c":{"free":1},"d":1},null]}"#
        );
    }
}
