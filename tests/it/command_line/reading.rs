//! `parse` and `schema`: without a database.

use serde_json::Value;

use super::fixture;
use crate::support::program::Program;

fn array(out: &str) -> Vec<Value> {
    serde_json::from_str(out).expect("a JSON array")
}

#[test]
fn parse_prints_one_object_a_file() {
    let program = Program::new();
    program.put("one.txt", fixture("twin_leaders.txt"));
    program.put("two.txt", fixture("twin_first_listed.txt"));
    let ran = program.run("parse one.txt two.txt").fine();
    assert_eq!(ran.told, "");
    let plans = array(&ran.out);
    assert_eq!(plans.len(), 2);
    assert_eq!((&plans[0]["source"], &plans[1]["source"]), (&"one.txt".into(), &"two.txt".into()));
    assert_eq!(plans[0]["region"], "雁回市");
    assert_eq!(plans[0]["items"].as_array().expect("items").len(), 16);
    // No database and no data folder came to be.
    assert_eq!(std::fs::read_dir(program.folder()).expect("a folder").count(), 2);
}

#[test]
fn parse_prints_what_could_be_read_and_tells_what_could_not() {
    let program = Program::new();
    program.put("good.txt", fixture("twin_leaders.txt"));
    program.put("empty.txt", " \n\n");
    program.put("picture.png", [0x89, b'P', b'N', b'G', 0, 0xff, 0xfe, 0, 1]);
    let ran = program.run("parse missing.txt empty.txt good.txt picture.png");
    let ran = ran.refused(&["missing.txt: ", "empty.txt: 文件是空的", "picture.png: "]);
    let plans = array(&ran.out);
    assert_eq!(plans.len(), 1);
    assert_eq!(plans[0]["source"], "good.txt");
    assert_eq!(array(&program.run("parse missing.txt").refused(&["missing.txt"]).out).len(), 0);
}

#[test]
fn parse_names_nothing_of_a_classified_document() {
    let program = Program::new();
    program.put("重要设施.txt", fixture("classified.txt"));
    program.put("good.txt", fixture("twin_leaders.txt"));
    let ran = program.run("parse 重要设施.txt good.txt").refused(&["密级"]);
    assert_eq!(array(&ran.out).len(), 1);
    for kept in ["重要设施", "云溪市", "云政办密发", "防护"] {
        assert!(!ran.out.contains(kept) && !ran.told.contains(kept), "{kept}: {}", ran.told);
    }
}

#[test]
fn parse_reads_internal_documents_only_where_that_is_said() {
    let program = Program::new();
    let mut text = "内部资料 注意保存\n\n".as_bytes().to_vec();
    text.extend(fixture("twin_leaders.txt"));
    program.put("内参.txt", text);
    let ran = program.run("parse 内参.txt").refused(&["内部资料"]);
    assert!(!ran.told.contains("内参"), "{}", ran.told);
    assert_eq!(array(&program.run("parse --allow-internal 内参.txt").fine().out).len(), 1);
}

#[test]
fn parse_of_what_is_no_plan_says_that_it_holds_no_task() {
    let program = Program::new();
    program.put("regulation.txt", fixture("regulation.txt"));
    let plans = array(&program.run("parse regulation.txt").fine().out);
    assert_eq!(plans[0]["items"], Value::Array(vec![]));
    assert_ne!(plans[0]["findings"], Value::Array(vec![]), "nobody is told");
}

#[test]
fn schema_is_written_and_held_to_the_code() {
    let program = Program::new();
    program.run("schema --check").refused(&["schema.graphql"]);
    let printed = program.run("schema").fine();
    assert_eq!(printed.out, include_str!("../../../schema.graphql"));
    program.run("schema schema.graphql").fine();
    program.run("schema --check").fine();
    let file = program.folder().join("schema.graphql");
    let written = std::fs::read_to_string(&file).expect("a schema");
    assert_eq!(written, include_str!("../../../schema.graphql"));
    program.put("schema.graphql", written + "\n");
    program.run("schema --check").refused(&["schema.graphql", "duban schema"]);
    program.run("schema other.graphql").fine();
    program.run("schema --check other.graphql").fine();
    program.run("schema nowhere/schema.graphql").refused(&["nowhere/schema.graphql"]);
}
