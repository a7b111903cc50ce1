//! Imports run one way. This test reads the sources and holds them to the tables below.
//!
//! It sees every path in the code, in `use` trees and inline, in macros too; comments and strings
//! do not count. What needs types to be seen (a method through an alias) is clippy's to find, from
//! the disallowed methods in `clippy.toml`.

mod paths;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use self::paths::paths;

/// Which layer may name which. Below the entry points, nothing names what stands above it.
const LAYERS: &[Layer] = &[
    // The pure three: values in, values out.
    Layer { name: "domain", may_name: &[] },
    Layer { name: "intake", may_name: &["domain"] },
    Layer { name: "policy", may_name: &["domain"] },
    // Handed to the others as parameters.
    Layer { name: "clock", may_name: &[] },
    Layer { name: "config", may_name: &["domain", "store"] },
    // What touches the world.
    Layer { name: "store", may_name: &["domain", "policy", "clock"] },
    Layer { name: "error", may_name: &["domain", "store"] },
    Layer { name: "files", may_name: &["domain", "policy", "clock", "store"] },
    Layer {
        name: "auth",
        may_name: &["domain", "policy", "clock", "config", "error", "files", "store"],
    },
    Layer { name: "publish", may_name: &["domain", "policy", "clock", "store"] },
    Layer { name: "feed", may_name: &["domain", "policy", "clock", "store"] },
    Layer {
        name: "service",
        may_name: &["domain", "intake", "policy", "clock", "error", "store", "files", "auth"],
    },
    // The way in.
    Layer {
        name: "graphql",
        may_name: &[
            "domain", "policy", "clock", "error", "store", "files", "auth", "publish", "feed",
            "service",
        ],
    },
    Layer {
        name: "http",
        may_name: &["domain", "policy", "clock", "error", "files", "auth", "service", "graphql"],
    },
    // The entry points put everything together.
    Layer { name: "app", may_name: ALL },
    Layer { name: "demo", may_name: ALL },
    Layer { name: "cli", may_name: ALL },
    Layer { name: "main", may_name: ALL },
    Layer { name: "lib", may_name: &[] },
    // The crates beside this one.
    Layer { name: "entity", may_name: &[] },
    Layer { name: "migration", may_name: &[] },
];

/// What may be named in a few places only.
///
/// A pattern is a run of path segments found anywhere in a path, from its first segment when it
/// starts with `::`; `.name` is a call of a method.
const RESERVED: &[Reserved] = &[
    Reserved {
        patterns: &["::sea_orm"],
        to: &["store", "entity", "migration"],
        why: "only the store speaks to the database",
    },
    Reserved {
        patterns: &["::sqlx", "::sea_query"],
        to: &["store", "migration"],
        why: "only the store speaks to the database",
    },
    Reserved {
        patterns: &["::sea_orm_migration"],
        to: &["migration", "store"],
        why: "migrations have a crate of their own",
    },
    Reserved {
        patterns: &["::entity"],
        to: &["store"],
        why: "rows stay in the store; the others get domain values. A migration must not change when an entity does",
    },
    Reserved {
        patterns: &["::migration"],
        to: &["store", "cli", "main"],
        why: "the schema is changed by command",
    },
    Reserved {
        patterns: &["::duban"],
        to: &["main"],
        why: "the crates beside this one know nothing of it",
    },
    Reserved {
        patterns: &["::async_graphql"],
        to: &["graphql"],
        why: "only graphql knows the library; others get its execute",
    },
    Reserved {
        patterns: &[
            "::actix_web",
            "::actix_ws",
            "::actix_cors",
            "::actix_http",
            "::actix_multipart",
            "::actix_rt",
        ],
        to: &["http"],
        why: "only http knows the web framework",
    },
    Reserved {
        patterns: &[
            "::tokio",
            "::futures_util",
            "::tokio_stream",
            "::reqwest",
            "::object_store",
            "::indicatif",
            "::clap",
        ],
        to: IMPURE,
        why: "the pure three do no I/O",
    },
    Reserved {
        patterns: &[
            "std::fs",
            "std::net::TcpListener",
            "std::net::TcpStream",
            "std::net::UdpSocket",
            "std::process",
            "std::thread",
            "std::os",
        ],
        to: IMPURE,
        why: "the pure three do no I/O",
    },
    Reserved {
        patterns: &["Utc::now", "Local::now", "SystemTime::now", "Uuid::now_v7", "Uuid::new_v4"],
        to: &["clock"],
        why: "times and ids are passed in, from the clock",
    },
    Reserved {
        patterns: &["env::var", "env::vars", "env::var_os", "env::vars_os"],
        to: &["config"],
        why: "settings are read in one place",
    },
    Reserved {
        patterns: &["Scope::system"],
        to: &["policy", "store", "auth", "feed", "service", "cli", "main", "app", "demo"],
        why: "what answers a request reads with the scope of the one who asks",
    },
    Reserved {
        patterns: &["Store::write", "store::Transaction", "store::write"],
        to: &["store", "service", "auth", "feed"],
        why: "writes go through a service, which decides first",
    },
    Reserved {
        patterns: &[".begin", ".begin_with_config", ".begin_with_options"],
        to: &["store"],
        why: "a transaction that does not lock at its start fails under load on SQLite",
    },
];

const ALL: &[&str] = &[
    "domain", "intake", "policy", "clock", "config", "store", "files", "auth", "publish", "feed",
    "service", "graphql", "http", "cli", "app", "demo", "error",
];
const IMPURE: &[&str] = &[
    "clock",
    "config",
    "store",
    "files",
    "auth",
    "publish",
    "feed",
    "service",
    "graphql",
    "http",
    "app",
    "demo",
    "cli",
    "main",
    "lib",
    "migration",
];

struct Layer {
    name: &'static str,
    may_name: &'static [&'static str],
}

struct Reserved {
    patterns: &'static [&'static str],
    to: &'static [&'static str],
    why: &'static str,
}

#[test]
fn imports_run_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut report = String::new();
    for file in ["src", "entity/src", "migration/src"].iter().flat_map(|folder| {
        let files = sources(root, folder);
        assert!(!files.is_empty(), "{folder} has no sources to read");
        files
    }) {
        let source = std::fs::read_to_string(root.join(&file)).expect("a source file is readable");
        for violation in violations(&file, &source) {
            writeln!(report, "{violation}").expect("a string takes all");
        }
    }
    assert!(report.is_empty(), "the tables in {} do not allow:\n{report}", file!());
}

/// What a source file names against the tables.
fn violations(file: &Path, source: &str) -> Vec<String> {
    let (layer, module) = place(file);
    let Some(rules) = LAYERS.iter().find(|rules| rules.name == layer) else {
        return vec![format!("{}: no layer is called {layer}: give it a row", file.display())];
    };
    let mut found = Vec::new();
    for named in paths(source, &module) {
        let path = named.segments.join("::");
        let mut report = |why: &str| {
            found.push(format!("{}:{}: {path}: {why}", file.display(), named.line));
        };
        // In the crates beside this one, `crate` leads to no layer.
        let leads_to = named.layer().filter(|_| file.starts_with("src"));
        match leads_to {
            Some(other) if !LAYERS.iter().any(|rules| rules.name == other) => {
                report(&format!("{other} is no layer: name the layer something lives in"));
            }
            Some(other) if other != layer && !rules.may_name.contains(&other) => {
                report(&format!("{layer} does not name {other}"));
            }
            _ => {}
        }
        for reserved in RESERVED.iter().filter(|reserved| !reserved.to.contains(&layer.as_str())) {
            if reserved.patterns.iter().any(|pattern| named.matches(pattern)) {
                report(reserved.why);
            }
        }
    }
    found
}

/// A file's layer, and the module path of its code: `src/store/report.rs` is `crate::store::report`
/// of layer `store`, `entity/src/item.rs` is of layer `entity`.
fn place(file: &Path) -> (String, Vec<String>) {
    let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
    let (owner, below) = match parts.as_slice() {
        ["src", below @ ..] => (None, below),
        [owner, "src", below @ ..] => (Some(*owner), below),
        _ => panic!("{} is no source file of a crate", file.display()),
    };
    let mut module: Vec<String> = below.iter().map(ToString::to_string).collect();
    let last = module.pop().unwrap_or_default();
    match last.trim_end_matches(".rs") {
        "mod" => {}
        root @ ("lib" | "main") if module.is_empty() => {
            return (owner.unwrap_or(root).to_owned(), module);
        }
        name => module.push(name.to_owned()),
    }
    let layer = owner.map_or_else(|| module.first().cloned().unwrap_or_default(), str::to_owned);
    (layer, module)
}

/// The Rust files below a folder, relative to `root`.
fn sources(root: &Path, folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder)).into_iter().flatten().flatten() {
            let path = folder.join(entry.file_name());
            if root.join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

// The test of the test: what must be found is found, and nothing else.

fn found_in(file: &str, source: &str) -> Vec<String> {
    violations(Path::new(file), source)
}

#[test]
fn a_forbidden_import_is_found_however_it_is_written() {
    let forbidden = [
        ("src/domain/item.rs", "use crate::store::Reader;"),
        ("src/domain/item.rs", "use crate::{domain::Item, store::{self, Reader}};"),
        ("src/domain/item.rs", "use ::tokio::sync::Mutex;"),
        ("src/domain/item.rs", "use super::super::store::Reader;"),
        ("src/domain/item.rs", "mod tests { use super::super::super::store::Reader; }"),
        ("src/domain/mod.rs", "fn a() { let _ = super::store::find(); }"),
        ("src/domain/mod.rs", "fn a() -> Vec<crate::store::Row> { vec![] }"),
        ("src/domain/mod.rs", "fn a() { assert!(matches!(b, crate::store::Row { .. })); }"),
        ("src/domain/mod.rs", "fn a() -> ::tokio::task::Id { b }"),
        ("src/domain/mod.rs", "use crate::*;"),
        ("src/domain/mod.rs", "fn a() { std::fs::read(\"b\"); }"),
        ("src/domain/mod.rs", "use std::{fmt, fs};"),
        ("src/domain/mod.rs", "#[tokio::test] async fn a() {}"),
        ("src/policy/mod.rs", "use sea_orm as database;"),
        ("src/service/report.rs", "use entity::item;"),
        ("src/service/report.rs", "use crate::graphql::Report;"),
        ("src/http/mod.rs", "use async_graphql::Request;"),
        ("src/graphql/mod.rs", "use actix_web::web;"),
        ("src/graphql/item/query.rs", "let scope = Scope::system();"),
        ("src/graphql/item/query.rs", "let scope = crate::policy::Scope::system();"),
        ("src/graphql/item/query.rs", "use crate::{policy::Scope, config::Settings};"),
        ("src/service/report.rs", "let now = Utc::now();"),
        ("src/service/report.rs", "let now = chrono::DateTime::<Utc>::from(chrono::Utc::now());"),
        ("src/service/report.rs", "let id = uuid::Uuid::now_v7();"),
        ("src/http/mod.rs", "let port = std::env::var(\"PORT\");"),
        ("src/service/report.rs", "let transaction = connection.begin().await?;"),
        ("migration/src/lib.rs", "use entity::item::Column;"),
        ("entity/src/item.rs", "use async_graphql::SimpleObject;"),
        ("entity/src/item.rs", "use duban::domain::Item;"),
        ("src/helpers/mod.rs", "fn a() {}"),
    ];
    for (file, source) in forbidden {
        assert!(!found_in(file, source).is_empty(), "{file}: {source}");
    }
}

#[test]
fn what_the_tables_allow_is_left_alone() {
    let allowed = [
        ("src/domain/item.rs", "use super::unit::Unit; use self::inner::A; use crate::domain::B;"),
        ("src/domain/item.rs", "// use crate::store::Reader;\n/* crate::store */ fn a() {}"),
        ("src/domain/item.rs", "/// See [`crate::store::Reader`].\nfn a() {}"),
        (
            "src/domain/item.rs",
            "const A: &str = \"crate::store::Reader\"; const B: &str = r#\"tokio::sync\"#;",
        ),
        ("src/domain/item.rs", "mod tests { use super::*; use super::super::unit::Unit; }"),
        ("src/service/item.rs", "let a = (span.begin, 0..begin(), span.begin..span.end);"),
        ("src/domain/item.rs", "fn a(entity: u8, tokio: u8) -> u8 { entity + tokio }"),
        ("src/domain/item.rs", "fn a<'a>() -> impl Iterator<Item = u8> + use<'a> { b() }"),
        ("src/domain/item.rs", "use std::{collections::BTreeMap, fmt::{self, Display}};"),
        ("src/store/report.rs", "use sea_orm::{EntityTrait, QueryFilter}; use entity::item;"),
        ("src/store/report.rs", "use crate::{domain::Report, policy::Scope};"),
        ("src/graphql/report/mutation.rs", "use crate::service::report; use crate::store::Reader;"),
        ("src/auth/mod.rs", "let scope = crate::policy::Scope::system();"),
        ("src/clock.rs", "fn now() -> DateTime<Utc> { Utc::now() }"),
        ("src/config.rs", "let home = std::env::var(\"DUBAN_DATA\");"),
        ("src/main.rs", "use duban::{cli, config::Settings};"),
        ("src/lib.rs", "pub mod store; pub mod graphql;"),
        ("migration/src/lib.rs", "use sea_orm_migration::prelude::*;"),
        ("entity/src/item.rs", "use sea_orm::entity::prelude::*; use super::unit;"),
    ];
    for (file, source) in allowed {
        assert_eq!(found_in(file, source), Vec::<String>::new(), "{file}: {source}");
    }
}

#[test]
fn a_violation_names_its_file_its_line_and_the_reason() {
    let source = "use std::fmt;\n\nuse crate::store::Reader;\n";
    assert_eq!(
        found_in("src/domain/item.rs", source),
        ["src/domain/item.rs:3: crate::store::Reader: domain does not name store"]
    );
}
