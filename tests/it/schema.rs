//! The public contract: what it holds, and that it can be read by people.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use async_graphql::{
    Positioned,
    parser::{
        parse_schema,
        types::{BaseType, FieldDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition},
    },
};

/// The types of the contract by name.
fn types() -> BTreeMap<String, TypeDefinition> {
    let document = parse_schema(duban::graphql::sdl()).expect("a schema");
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    types.map(|definition| (definition.name.node.to_string(), definition)).collect()
}

fn fields(definition: &TypeDefinition) -> &[Positioned<FieldDefinition>] {
    match &definition.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        _ => &[],
    }
}

/// Every place of a type with its description: the type, fields, arguments, values.
fn places(definition: &TypeDefinition) -> Vec<(String, Option<&str>)> {
    fn text(description: Option<&Positioned<String>>) -> Option<&str> {
        description.map(|text| text.node.as_str())
    }
    let name = definition.name.node.as_str();
    let mut places = vec![(name.to_owned(), text(definition.description.as_ref()))];
    for field in fields(definition) {
        let path = format!("{name}.{}", field.node.name.node);
        for argument in &field.node.arguments {
            let path = format!("{path}({})", argument.node.name.node);
            places.push((path, text(argument.node.description.as_ref())));
        }
        places.push((path, text(field.node.description.as_ref())));
    }
    match &definition.kind {
        TypeKind::InputObject(input) => {
            places.extend(input.fields.iter().map(|field| {
                let path = format!("{name}.{}", field.node.name.node);
                (path, text(field.node.description.as_ref()))
            }));
        }
        TypeKind::Enum(values) => places.extend(values.values.iter().map(|value| {
            let path = format!("{name}.{}", value.node.value.node);
            (path, text(value.node.description.as_ref()))
        })),
        _ => {}
    }
    places
}

/// The name at the heart of a type, and whether it is a list.
fn named(of: &Type) -> (&str, bool) {
    match &of.base {
        BaseType::Named(name) => (name, false),
        BaseType::List(element) => (named(element).0, true),
    }
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What the transport needs has no term of the field's own.
fn is_plumbing(name: &str) -> bool {
    ["Connection", "Edge", "Payload"].iter().any(|end| name.ends_with(end)) || name == "PageInfo"
}

#[test]
fn schema_graphql_is_what_the_code_says() {
    assert!(
        include_str!("../../schema.graphql") == duban::graphql::sdl(),
        "write it with `duban schema`"
    );
}

#[test]
fn everything_is_described() {
    for definition in types().values() {
        for (place, description) in places(definition) {
            let text = description.unwrap_or_default().trim();
            assert!(text.len() > 2, "{place} has no description");
            assert!(!text.contains("Implement the"), "{place} is described by a library: {text}");
        }
    }
}

#[test]
fn every_concept_has_its_chinese_term() {
    for (name, definition) in types() {
        let concept = matches!(
            definition.kind,
            TypeKind::Object(_) | TypeKind::Enum(_) | TypeKind::InputObject(_)
        );
        if concept && !is_plumbing(&name) {
            let mut places = places(&definition).into_iter();
            assert!(places.any(|(_, text)| text.is_some_and(has_chinese)), "{name}");
        }
        if let TypeKind::Enum(_) = definition.kind {
            for (place, text) in places(&definition) {
                assert!(text.is_some_and(has_chinese), "{place}");
            }
        }
    }
}

#[test]
fn every_connection_pages_both_ways() {
    let types = types();
    let mut seen = 0;
    for definition in types.values() {
        for field in fields(definition) {
            if !named(&field.node.ty.node).0.ends_with("Connection") {
                continue;
            }
            let place = format!("{}.{}", definition.name.node, field.node.name.node);
            let arguments: BTreeSet<&str> = field
                .node
                .arguments
                .iter()
                .map(|argument| argument.node.name.node.as_str())
                .collect();
            for argument in ["first", "after", "last", "before"] {
                assert!(arguments.contains(argument), "{place} has no {argument}");
            }
            let text = field.node.description.as_ref().map_or("", |text| text.node.as_str());
            assert!(text.replace('\n', " ").contains("At most "), "{place}: {text}");
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen}");
    for (name, definition) in types.iter().filter(|(name, _)| name.ends_with("Connection")) {
        let names: Vec<&str> =
            fields(definition).iter().map(|field| field.node.name.node.as_str()).collect();
        assert_eq!(names, ["edges", "pageInfo", "totalCount"], "{name}");
    }
}

/// A list of objects is a connection, or short by its nature: what one document, item, unit or
/// person has.
#[test]
fn no_list_is_without_a_bound() {
    const SHORT: [&str; 23] = [
        "Document.reportingRules",
        "Document.sections",
        "Item.assignments",
        "Item.leaders",
        "Item.targets",
        "Leader.actingHolders",
        "Leader.charges",
        "Leader.holders",
        "Unit.aliases",
        "PreviewUnit.byPeriod",
        "Regime.rules",
        "RegimePreview.periods",
        "RegimePreview.unanswered",
        "ReportingRule.copyUnits",
        "RuleBounds.items",
        "RuleBounds.sections",
        "RuleBounds.units",
        "Unit.members",
        "Unit.memberships",
        "Unit.predecessors",
        "Viewer.posts",
        "Viewer.roles",
        "Viewer.units",
    ];
    let types = types();
    let is_object = |name: &str| {
        types.get(name).is_some_and(|of| {
            matches!(of.kind, TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
        })
    };
    for definition in types.values() {
        for field in fields(definition) {
            let (of, list) = named(&field.node.ty.node);
            let place = format!("{}.{}", definition.name.node, field.node.name.node);
            let edges = place.ends_with("Connection.edges") && of.ends_with("Edge");
            let errors = place.ends_with("Payload.errors") && of == "UserError";
            if !list || !is_object(of) || edges || errors || SHORT.contains(&place.as_str()) {
                continue;
            }
            let text = field.node.description.as_ref().map_or("", |text| text.node.as_str());
            assert!(text.replace('\n', " ").contains("t most "), "{place}: {text}");
        }
    }
}

#[test]
fn every_mutation_has_one_input_and_a_payload_with_errors() {
    let types = types();
    let mutations = fields(&types["Mutation"]);
    assert!(mutations.len() >= 7, "{}", mutations.len());
    for field in mutations {
        let name = field.node.name.node.as_str();
        let arguments: Vec<(&str, String)> = field
            .node
            .arguments
            .iter()
            .map(|argument| (argument.node.name.node.as_str(), argument.node.ty.node.to_string()))
            .collect();
        let (first, rest) = name.split_at(1);
        let camel = first.to_uppercase() + rest;
        if name == "signOut" {
            assert_eq!(arguments, []);
        } else {
            assert_eq!(arguments, [("input", format!("{camel}Input!"))], "{name}");
        }
        assert_eq!(field.node.ty.node.to_string(), format!("{camel}Payload!"), "{name}");
        let payload = &types[&format!("{camel}Payload")];
        let errors = fields(payload).iter().find(|field| field.node.name.node == "errors");
        let errors = errors.unwrap_or_else(|| panic!("{name} reports no errors"));
        assert_eq!(errors.node.ty.node.to_string(), "[UserError!]!", "{name}");
    }
}

/// Writes that change a thing take the version that was read; those that make one take a key.
#[test]
fn writes_are_safe_on_a_weak_network() {
    let types = types();
    for (name, definition) in &types {
        let TypeKind::InputObject(input) = &definition.kind else { continue };
        let is_write = ["Document", "ProgressReport"].iter().any(|of| name.starts_with(of));
        if !is_write || !name.ends_with("Input") {
            continue;
        }
        let has = |wanted: &str| input.fields.iter().any(|field| field.node.name.node == wanted);
        assert!(has("idempotencyKey"), "{name}");
        // Of many things each has its own.
        let each = input.fields.iter().find(|field| field.node.name.node == "reports");
        let each = each.and_then(|field| match &types[named(&field.node.ty.node).0].kind {
            TypeKind::InputObject(one) => Some(one),
            _ => None,
        });
        let each_has = each
            .is_some_and(|one| one.fields.iter().any(|field| field.node.name.node == "version"));
        assert!(
            has("version")
                || each_has
                || ["DocumentAcknowledgeInput", "DocumentCreateInput", "DocumentImportInput"]
                    .contains(&name.as_str()),
            "{name}"
        );
    }
}

/// The text of the sources in a folder, without their tests, by path.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.display().to_string();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !["tests.rs", "toy.rs"].iter().any(|but| name.ends_with(but))
        {
            let text = std::fs::read_to_string(&path).expect("text");
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            found.push((name, code.to_owned()));
        }
    }
}

/// The names of an enum's variants in the text of a source.
fn variants(text: &str, head: &str) -> Vec<String> {
    let body = text.split_once(head).expect(head).1;
    let body = body.split("\n}").next().unwrap_or_default();
    let starts = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = starts.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    names.map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect()).collect()
}

/// A code that nothing answers with would be a promise that nobody keeps.
#[test]
fn every_code_is_produced_somewhere() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    sources(&source, &mut all);
    let text = |end: &str| &all.iter().find(|(name, _)| name.ends_with(end)).expect(end).1;
    let used = |word: &str, but: &[&str]| {
        all.iter().filter(|(name, _)| !but.iter().any(|but| name.contains(but))).any(|(_, code)| {
            code.split(word)
                .skip(1)
                .any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
    };
    let refusals = variants(text("domain/refusal.rs"), "pub enum Refusal {");
    assert!(refusals.len() > 15, "{refusals:?}");
    for refusal in refusals {
        assert!(used(&format!("Refusal::{refusal}"), &["domain/refusal.rs", "/cli/"]), "{refusal}");
    }
    let codes = variants(text("graphql/error.rs"), "pub enum Code {");
    assert!(codes.len() > 10, "{codes:?}");
    for code in codes {
        assert!(used(&format!("Code::{code}"), &["/intake/"]), "{code}");
    }
    let refusal_codes: Vec<&str> = text("domain/refusal.rs")
        .split_once("pub enum RefusalCode {")
        .and_then(|(_, rest)| rest.split_once("\n    }"))
        .expect("the codes")
        .0
        .lines()
        .filter_map(|line| line.trim().split_once(" = \"").map(|(name, _)| name))
        .collect();
    assert!(refusal_codes.len() > 10, "{refusal_codes:?}");
    for code in refusal_codes {
        let answers = [
            format!("=> RefusalCode::{code},"),
            format!("=> {{\n                RefusalCode::{code}\n"),
        ];
        let refusals = text("domain/refusal.rs");
        assert!(answers.iter().any(|answers| refusals.contains(answers)), "{code}");
    }
}
