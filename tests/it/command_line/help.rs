//! `--help` of every command.

use crate::support::program::Program;

const COMMANDS: [&str; 15] = [
    "",
    "demo",
    "serve",
    "parse",
    "import",
    "schema",
    "migrate",
    "migrate up",
    "migrate down",
    "migrate status",
    "user",
    "user add",
    "user passwd",
    "user list",
    "help",
];

#[test]
fn every_command_says_what_it_does() {
    let program = Program::new();
    for command in COMMANDS {
        let words = if command == "help" { "help".into() } else { format!("{command} --help") };
        let help = program.run(&words).fine().out;
        assert!(help.contains("Usage: duban"), "{command}: {help}");
        let about = help.lines().next().expect("a line");
        assert!(about.chars().count() > 5 && !about.starts_with("Usage"), "{command}: {about}");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{command}: {line}");
        }
    }
}

/// What belongs to a command stands before what belongs to all of them.
#[test]
fn settings_stand_apart_from_the_options_of_a_command() {
    let help = Program::new().run("user add --help").fine().out;
    let (own, settings) = help.split_once("\nSettings:\n").expect("a heading");
    for option in ["--name", "--office", "--role", "--unit", "--post", "--password-stdin"] {
        assert!(own.contains(option) && !settings.contains(option), "{option}: {help}");
    }
    for option in ["--config", "--data", "--database-url", "--listen", "--log"] {
        assert!(settings.contains(option), "{option}: {help}");
    }
}

#[test]
fn the_version_is_the_packages() {
    let version = Program::new().run("--version").fine().out;
    assert_eq!(version.trim(), concat!("duban ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_command_line_is_told_apart_from_a_failure() {
    let program = Program::new();
    program.run("").misused(&["Usage: duban"]);
    program.run("supervise").misused(&["supervise", "--help"]);
    program.run("parse").misused(&["<FILE>"]);
    program.run("import").misused(&["<FILE>"]);
    program.run("user add x --name 某人 --office 督查室").misused(&["--role"]);
}
