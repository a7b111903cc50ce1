//! Settings from a file, the environment and flags.

use crate::support::program::{Program, Ran};

/// It must say these words of a setting that cannot be.
fn named(ran: Ran, words: [&str; 2]) {
    ran.refused(&words);
}

#[test]
fn an_invalid_setting_is_named_with_its_value_and_what_was_expected() {
    for (name, value, words) in [
        ("DUBAN_LISTEN", "nowhere", ["`listen` is `nowhere`", "an address and port"]),
        ("DUBAN_SESSION_DAYS", "many", ["`session_days` is `many`", "a whole number"]),
        ("DUBAN_SESSION_DAYS", "0", ["`session_days` is `0`", "at least 1"]),
        ("DUBAN_SESSION_DAYS", "70000", ["`session_days` is `70000`", "a whole number"]),
        ("DUBAN_LOG_FORMAT", "xml", ["`log_format` is `xml`", "text or json"]),
        ("DUBAN_LOG", "a=b=c", ["`log` is `a=b=c`", "expected"]),
        ("DUBAN_ALLOW_INTERNAL", "perhaps", ["`allow_internal` is `perhaps`", "true or false"]),
        ("DUBAN_DATABASE_URL", "mysql://x", ["`database_url` is `mysql:", "sqlite:"]),
    ] {
        named(Program::new().with(name, value).run("serve"), words);
    }
    for (flag, words) in [
        ("--listen nowhere", ["`listen` is `nowhere`", "an address and port"]),
        ("--database-url mysql://x", ["`database_url` is `mysql:", "postgres:"]),
        ("--log a=b=c", ["`log` is `a=b=c`", "expected"]),
    ] {
        named(Program::new().run(&format!("serve {flag}")), words);
    }
    for (line, words) in [
        ("session_days = \"many\"", ["`session_days` is `many`", "a whole number"]),
        ("introspection = \"some\"", ["`introspection` is `some`", "signed_in, everyone"]),
        ("sesion_days = 3", ["`sesion_days`", "`session_days`"]),
        ("session_days =", ["duban.toml", "line 1"]),
    ] {
        let program = Program::new();
        program.put("duban.toml", line);
        named(program.run("serve"), words);
    }
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
        ran.refused(&["cannot make the folder", "taken/data"]);
    }
    let url = "--database-url sqlite:ledger.sqlite";
    program.run(&format!("migrate up {url}")).fine();
    program.run(&format!("serve --data taken/data {url}")).refused(&["taken/data"]);
}
