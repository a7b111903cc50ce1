//! The second look: the parsed document, before validation. Validation walks a document with its
//! fragments expanded, so a short text can cost without end; here each fragment is measured once.

use std::collections::{HashMap, hash_map::Entry};

use async_graphql::{
    Name, Positioned,
    parser::types::{
        Directive, DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition,
        OperationType, Selection, SelectionSet,
    },
};
use serde_json::{Map, Value};

use super::{
    error::{Code, Problem},
    limits::{Limits, too_complex},
};
use crate::domain::language::Language;

/// What a selection set amounts to, its fragments expanded.
#[derive(Clone, Copy, Default)]
struct Shape {
    /// Fields, spreads and inline fragments.
    selections: usize,
    aliases: usize,
    /// Fields at this level.
    fields: usize,
    /// Fields within fields below.
    depth: usize,
    /// Selections of any kind within one another below.
    nesting: usize,
    /// Lists of the introspection system within one another below.
    lists: usize,
    /// Whether it asks for the schema.
    introspects: bool,
}

impl Shape {
    /// Puts another selection beside those already counted.
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.lists = self.lists.max(other.lists);
        self.introspects |= other.introspects;
    }
}

/// The operation of a document that will run.
pub(super) struct Chosen<'a> {
    pub operation: &'a OperationDefinition,
    pub introspects: bool,
}

/// Measures every operation of a document, and finds the one to run.
pub(super) fn check_document<'a>(
    document: &'a ExecutableDocument,
    operation_name: Option<&str>,
    limits: &Limits,
    language: Language,
) -> Result<Chosen<'a>, Problem> {
    let mut measure = Measure { document, limits, language, fragments: HashMap::new() };
    let mut total = Shape::default();
    for (_, operation) in document.operations.iter() {
        let shape = measure.operation(&operation.node)?;
        total.add(shape);
        measure.hold(&total)?;
    }
    // Fragments that no operation spreads are validated as well.
    for (name, fragment) in &document.fragments {
        measure.fragment(name, fragment, 0)?;
    }
    let operation = choose(document, operation_name, language)?;
    Ok(Chosen { operation, introspects: total.introspects })
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    language: Language,
    /// The shape of each fragment; nothing while it is being measured.
    fragments: HashMap<&'a str, Option<Shape>>,
}

impl<'a> Measure<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Shape, Problem> {
        self.directives(&operation.directives)?;
        for variable in &operation.variable_definitions {
            self.directives(&variable.node.directives)?;
        }
        let shape = self.set(&operation.selection_set, 0)?;
        if shape.fields > self.limits.root_fields {
            return Err(self.too_complex(("根字段数", "root fields"), self.limits.root_fields));
        }
        // The library ignores what a fragment selects here, so the one field stands by itself.
        let direct = matches!(operation.selection_set.node.items.as_slice(), [selection] if matches!(selection.node, Selection::Field(_)));
        if operation.ty == OperationType::Subscription && !direct {
            let text = self.language.pick(
                "订阅须直接选择且仅选择一个字段",
                "A subscription selects exactly one field, and directly",
            );
            return Err(Problem::new(Code::ValidationFailed, text).at(operation.selection_set.pos));
        }
        Ok(shape)
    }

    fn set(&mut self, set: &'a Positioned<SelectionSet>, nesting: usize) -> Result<Shape, Problem> {
        let mut sum = Shape::default();
        for selection in &set.node.items {
            let shape = self.selection(&selection.node, nesting + 1)?;
            sum.add(shape);
            self.hold(&sum)?;
        }
        Ok(sum)
    }

    fn selection(&mut self, selection: &'a Selection, nesting: usize) -> Result<Shape, Problem> {
        if nesting > self.limits.nesting {
            return Err(self.too_complex(("嵌套层数", "levels of nesting"), self.limits.nesting));
        }
        self.directives(selection.directives())?;
        let mut shape = match selection {
            Selection::Field(field) => {
                let inner = self.set(&field.node.selection_set, nesting)?;
                let name = field.node.name.node.as_str();
                let introspects = matches!(name, "__schema" | "__type");
                if introspects && inner.lists > self.limits.introspection_lists {
                    return Err(self.too_complex(
                        ("自省列表嵌套", "nested introspection lists"),
                        self.limits.introspection_lists,
                    ));
                }
                Shape {
                    aliases: inner.aliases.saturating_add(usize::from(field.node.alias.is_some())),
                    fields: 1,
                    depth: inner.depth + 1,
                    lists: inner.lists
                        + usize::from(matches!(
                            name,
                            "fields" | "inputFields" | "interfaces" | "possibleTypes"
                        )),
                    introspects: introspects || inner.introspects,
                    ..inner
                }
            }
            Selection::InlineFragment(inline) => self.set(&inline.node.selection_set, nesting)?,
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                match self.document.fragments.get_key_value(name) {
                    Some((name, fragment)) => self.fragment(name, fragment, nesting)?,
                    // Validation says which fragment is unknown.
                    None => Shape::default(),
                }
            }
        };
        shape.selections = shape.selections.saturating_add(1);
        shape.nesting += 1;
        // A fragment measured elsewhere may lie deeper here.
        if nesting + shape.nesting > self.limits.nesting + 1 {
            return Err(self.too_complex(("嵌套层数", "levels of nesting"), self.limits.nesting));
        }
        Ok(shape)
    }

    fn fragment(
        &mut self,
        name: &'a Name,
        fragment: &'a Positioned<FragmentDefinition>,
        nesting: usize,
    ) -> Result<Shape, Problem> {
        match self.fragments.entry(name.as_str()) {
            Entry::Occupied(known) => known.get().ok_or_else(|| {
                let text = self.language.pick("片段循环引用自身", "A fragment spreads itself");
                Problem::new(Code::ValidationFailed, text).at(fragment.pos)
            }),
            Entry::Vacant(unknown) => {
                unknown.insert(None);
                self.directives(&fragment.node.directives)?;
                let shape = self.set(&fragment.node.selection_set, nesting)?;
                self.fragments.insert(name.as_str(), Some(shape));
                Ok(shape)
            }
        }
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<(), Problem> {
        if directives.len() > self.limits.directives {
            return Err(self.too_complex(
                ("同一处的指令数", "directives at one place"),
                self.limits.directives,
            ));
        }
        Ok(())
    }

    /// Holds what has been counted so far against the limits.
    fn hold(&self, shape: &Shape) -> Result<(), Problem> {
        let limits = self.limits;
        for (count, limit, what) in [
            (
                shape.selections,
                limits.selections,
                ("展开后的选择数", "selections, fragments expanded"),
            ),
            (shape.aliases, limits.aliases, ("别名数", "aliases")),
            (shape.depth, limits.depth, ("字段深度", "levels of fields")),
        ] {
            if count > limit {
                return Err(self.too_complex(what, limit));
            }
        }
        Ok(())
    }

    fn too_complex(&self, what: (&str, &str), limit: usize) -> Problem {
        too_complex(self.language, what, limit)
    }
}

fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
    language: Language,
) -> Result<&'a OperationDefinition, Problem> {
    let refuse = |chinese, english| {
        Problem::new(Code::OperationResolutionFailure, language.pick(chinese, english))
    };
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => {
            Err(refuse("文档中没有该名称的操作", "The document has no operation of that name"))
        }
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node).ok_or_else(|| {
                refuse("文档中没有该名称的操作", "The document has no operation of that name")
            })
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(&only.node),
                _ => Err(refuse(
                    "文档含多个操作，请用 operationName 指明",
                    "The document has several operations; name one in operationName",
                )),
            }
        }
    }
}

/// A variable that must have a value has one. The library would find out field by field.
pub(super) fn check_variables(
    operation: &OperationDefinition,
    variables: &Map<String, Value>,
    language: Language,
) -> Result<(), Problem> {
    for definition in &operation.variable_definitions {
        let name = definition.node.name.node.as_str();
        let missing = match variables.get(name) {
            None => definition.node.default_value.is_none(),
            Some(value) => value.is_null(),
        };
        if missing && !definition.node.var_type.node.nullable {
            let message = match language {
                Language::Chinese => format!("变量 ${name} 必须有值"),
                Language::English => format!("The variable ${name} needs a value"),
            };
            return Err(Problem::new(Code::BadUserInput, message).at(definition.pos));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn check(text: &str) -> Result<(), Code> {
        let document = parse_query(text).unwrap();
        check_document(&document, None, &Limits::default(), Language::English)
            .map(|_| ())
            .map_err(|problem| problem.code)
    }

    fn each(count: usize, write: impl Fn(usize) -> String) -> String {
        (0..count).map(write).collect()
    }

    fn nested(open: &str, times: usize) -> String {
        format!("{{{}a{}}}", open.repeat(times), "}".repeat(times))
    }

    #[test]
    fn depth_and_nesting() {
        assert_eq!(check(&nested("a{", 15)), Ok(()));
        assert_eq!(check(&nested("a{", 16)), Err(Code::QueryTooComplex));
        assert_eq!(check(&nested("...{", 31)), Ok(()));
        assert_eq!(check(&nested("...{", 32)), Err(Code::QueryTooComplex));
    }

    #[test]
    fn chains_of_fragments_nest_whatever_the_order_of_measuring() {
        let chain = |length: usize| {
            let fragments: String =
                each(length, |i| format!("fragment f{i} on Q{{...f{}}}", i + 1));
            format!("{{...f0}}{fragments}fragment f{length} on Q{{a}}")
        };
        for _ in 0..20 {
            assert_eq!(check(&chain(30)), Ok(()));
            assert_eq!(check(&chain(31)), Err(Code::QueryTooComplex));
            assert_eq!(check(&chain(480)), Err(Code::QueryTooComplex));
        }
        // Measured where it fits, then spread where it does not.
        let twice = chain(28).replacen("{...f0}", "{...f0 ...{...{...f0}}}", 1);
        assert_eq!(check(&twice), Ok(()));
        let twice = chain(28).replacen("{...f0}", "{...f0 ...{...{...{...f0}}}}", 1);
        assert_eq!(check(&twice), Err(Code::QueryTooComplex));
        let unused = chain(60).replacen("{...f0}", "{a}", 1);
        assert_eq!(check(&unused), Err(Code::QueryTooComplex));
    }

    #[test]
    fn fragments_count_each_time_they_are_spread() {
        let levels = |spreads: usize, levels: usize| {
            let fragments = each(levels, |i| {
                format!("fragment f{i} on Q{{{}}}", format!("...f{} ", i + 1).repeat(spreads))
            });
            format!("{{q{{...f0}}}}{fragments}fragment f{levels} on Q{{a}}")
        };
        assert_eq!(check(&levels(10, 2)), Ok(()));
        assert_eq!(check(&levels(10, 8)), Err(Code::QueryTooComplex));
        assert_eq!(check(&levels(2, 40)), Err(Code::QueryTooComplex));
    }

    #[test]
    fn cycles_of_fragments_are_refused() {
        assert_eq!(check("{...a} fragment a on Q{...a}"), Err(Code::ValidationFailed));
        assert_eq!(
            check("{x} fragment a on Q{b{...b}} fragment b on Q{...a}"),
            Err(Code::ValidationFailed)
        );
    }

    #[test]
    fn aliases_directives_and_root_fields() {
        let aliases = |count: usize| format!("{{a{{{}}}}}", each(count, |i| format!("a{i}:a ")));
        assert_eq!(check(&aliases(60)), Ok(()));
        assert_eq!(check(&aliases(61)), Err(Code::QueryTooComplex));
        assert_eq!(check("{a @x @x @x @x}"), Ok(()));
        assert_eq!(check("{a @x @x @x @x @x}"), Err(Code::QueryTooComplex));
        assert_eq!(check("query @x @x @x @x @x {a}"), Err(Code::QueryTooComplex));
        assert_eq!(check("query($a:Int @x @x @x @x @x) {a}"), Err(Code::QueryTooComplex));
        assert_eq!(check("{...f} fragment f on Q @x @x @x @x @x {a}"), Err(Code::QueryTooComplex));
        assert_eq!(check(&format!("{{{}}}", "a ".repeat(30))), Ok(()));
        assert_eq!(
            check(&format!("{{...f}} fragment f on Q {{{}}}", "a ".repeat(31))),
            Err(Code::QueryTooComplex)
        );
        assert_eq!(check(&"{a}".replace('a', &"a ".repeat(31))), Err(Code::QueryTooComplex));
    }

    #[test]
    fn several_operations_count_together() {
        let body = format!("{{a{{{}}}}}", "a ".repeat(700));
        let document = |count: usize| each(count, |i| format!("query q{i} {body}"));
        let check = |count| {
            let text = document(count);
            let document = parse_query(text).unwrap();
            check_document(&document, Some("q0"), &Limits::default(), Language::English).is_ok()
        };
        assert!(check(2));
        assert!(!check(3));
    }

    #[test]
    fn introspection_does_not_multiply() {
        assert_eq!(check("{__schema{types{fields{type{fields{name}}}}}}"), Ok(()));
        assert_eq!(
            check("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"),
            Err(Code::QueryTooComplex)
        );
        assert_eq!(
            check(
                "{__type(name:\"Q\"){...f}} fragment f on __Type{fields{type{possibleTypes{interfaces{name}}}}}"
            ),
            Err(Code::QueryTooComplex)
        );
        assert_eq!(check("{a{fields{fields{fields{name}}}}}"), Ok(()));
    }

    #[test]
    fn a_subscription_has_one_field() {
        assert_eq!(check("subscription{a}"), Ok(()));
        for text in
            ["subscription{a b}", "subscription{...f} fragment f on S{a}", "subscription{...{a}}"]
        {
            assert_eq!(check(text), Err(Code::ValidationFailed), "{text}");
        }
    }

    #[test]
    fn the_operation_is_the_one_that_was_named() {
        let choice = |text: &str, name: Option<&str>| {
            let document = parse_query(text).unwrap();
            let chosen = check_document(&document, name, &Limits::default(), Language::English)
                .map_err(|problem| problem.code)?;
            Ok(chosen.operation.ty)
        };
        let two = "query a{a} mutation b{b}";
        assert_eq!(choice(two, Some("b")), Ok(OperationType::Mutation));
        assert_eq!(choice("query a{a}", None), Ok(OperationType::Query));
        for (text, name) in [(two, None), (two, Some("c")), ("{a}", Some("a"))] {
            assert_eq!(choice(text, name), Err(Code::OperationResolutionFailure));
        }
    }

    #[test]
    fn required_variables_have_values() {
        let check = |text: &str, variables: Value| {
            let document = parse_query(text).unwrap();
            let chosen =
                check_document(&document, None, &Limits::default(), Language::English).unwrap();
            let Value::Object(variables) = variables else { panic!("an object") };
            check_variables(chosen.operation, &variables, Language::English).is_ok()
        };
        assert!(check("query($a:Int!){a}", json!({"a": 1})));
        assert!(check("query($a:Int!=1){a}", json!({})));
        assert!(check("query($a:Int){a}", json!({})));
        assert!(!check("query($a:Int!){a}", json!({})));
        assert!(!check("query($a:Int!){a}", json!({"a": null})));
        assert!(!check("query($a:Int!=1){a}", json!({"a": null})));
    }
}
