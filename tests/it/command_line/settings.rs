//! Settings from a file, the environment and flags.

use crate::support::program::Program;

#[test]
fn an_invalid_setting_is_named_with_its_value_and_what_was_expected() {
    let in_environment = |name: &str, value: &str| Program::new().with(name, value).run("serve");
    in_environment("DUBAN_LISTEN", "nowhere").refused(&["DUBAN_LISTEN", "nowhere", "address"]);
    in_environment("DUBAN_SESSION_DAYS", "many").refused(&[
        "DUBAN_SESSION_DAYS",
        "many",
        "whole number",
    ]);
    in_environment("DUBAN_SESSION_DAYS", "0").refused(&["session_days", "0", "at least 1"]);
    in_environment("DUBAN_SESSION_DAYS", "70000").refused(&["DUBAN_SESSION_DAYS", "70000"]);
    in_environment("DUBAN_LOG_FORMAT", "xml").refused(&["xml", "text", "json"]);
    in_environment("DUBAN_LOG", "a=b=c").refused(&["`log`", "a=b=c"]);
    in_environment("DUBAN_ALLOW_INTERNAL", "perhaps").refused(&["DUBAN_ALLOW_INTERNAL", "perhaps"]);
    in_environment("DUBAN_DATABASE_URL", "mysql://x").refused(&[
        "database_url",
        "mysql",
        "sqlite:",
    ]);

    let in_flag = |words: &str| Program::new().run(words);
    in_flag("serve --listen nowhere").refused(&["listen", "nowhere", "address"]);
    in_flag("serve --database-url mysql://x").refused(&["database_url", "mysql", "postgres:"]);
    in_flag("serve --log a=b=c").refused(&["`log`", "a=b=c"]);

    let in_file = |line: &str| {
        let program = Program::new();
        program.put("duban.toml", line);
        program.run("serve")
    };
    in_file("session_days = \"many\"").refused(&["session_days", "many", "duban.toml"]);
    in_file("introspection = \"some\"").refused(&["introspection", "some", "signed_in"]);
    in_file("sesion_days = 3").refused(&["sesion_days", "session_days"]);
    in_file("session_days =").refused(&["duban.toml", "session_days"]);
}

#[test]
fn a_settings_file_that_is_named_must_be_there() {
    Program::new().run("serve --config other.toml").refused(&["other.toml"]);
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let program = Program::new().with("DUBAN_DATA", "from-environment");
    program.put("duban.toml", "data = \"from-file\"\n");
    let made = |program: &Program, name: &str| program.folder().join(name).is_dir();
    program.run("user list --data from-flag").fine();
    assert!(made(&program, "from-flag") && !made(&program, "from-environment"));
    program.run("user list").fine();
    assert!(made(&program, "from-environment") && !made(&program, "from-file"));
    let program = program.with("DUBAN_DATA", "");
    program.run("user list").fine();
    assert!(made(&program, "from-file"), "an empty variable counts as absent");
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let program = Program::new();
    program.put("taken", "a file");
    for command in ["serve", "demo", "user list", "migrate up"] {
        let ran = program.run(&format!("{command} --data taken/data"));
        ran.refused(&["cannot make the data folder", "taken/data"]);
    }
    let url = "--database-url sqlite:ledger.sqlite";
    program.run(&format!("migrate up {url}")).fine();
    program.run(&format!("serve --data taken/data {url}")).refused(&["taken/data"]);
}
