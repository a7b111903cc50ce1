//! `serve`.

use std::net::TcpListener;

use crate::support::program::{Program, program_on_both, wait};

program_on_both! {
    /// A server of many processes is migrated by command, never by itself.
    fn a_database_that_lacks_migrations_is_not_served(program: Program) {
        let ran = program.run("serve").refused(&["lacks", "duban migrate up"]);
        assert_eq!(ran.out, "");
        program.run("migrate up").fine();
        program.run("migrate down").fine();
        program.run("serve").refused(&["lacks 1 migration", "duban migrate up"]);
    }

    /// It says where it listens, answers, and stops when the service manager asks it to.
    fn it_serves_until_it_is_asked_to_stop(program: Program) {
        program.run("migrate up").fine();
        let serving = program.serve("serve");
        wait(async {
            for path in ["readyz", "healthz", "metrics", "schema.graphql", ""] {
                let answer = reqwest::get(format!("{}/{path}", serving.base)).await;
                assert_eq!(answer.expect("an answer").status(), 200, "{path}");
            }
        });
        let metrics = async || reqwest::get(format!("{}/metrics", serving.base)).await?.text().await;
        let metrics = wait(metrics()).expect("metrics");
        let statements = metrics.lines().find_map(|line| line.strip_prefix("sql_statements_total "));
        assert!(statements.is_some_and(|count| count != "0"), "{metrics}");
        let base = serving.base.clone();
        let ran = serving.stop().fine().says(&["listening", "stopping"]);
        assert!(!ran.told.contains('\u{1b}'), "no colours outside a terminal: {}", ran.told);
        assert_eq!(ran.out, "");
        assert!(wait(reqwest::get(format!("{base}/healthz"))).is_err());
    }
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let program = Program::new().with("DUBAN_LISTEN", &address);
    program.run("serve").refused(&[&format!("cannot listen on {address}")]);
    program.run("demo").refused(&[&format!("cannot listen on {address}")]);
}

/// The folder of the embedded database is a deployment: it is made and migrated when it is new.
#[test]
fn the_embedded_database_is_made_where_there_is_none() {
    let program = Program::new();
    program.serve("serve").stop().fine();
    for file in ["data/duban.sqlite", "data/token-key.pem"] {
        assert!(program.folder().join(file).is_file(), "{file}");
    }
    program.serve("serve").stop().fine();
    program.run("migrate down").fine();
    program.run("serve").refused(&["duban migrate up"]);
}

/// The log is for machines where that is wanted.
#[test]
fn the_log_can_be_json() {
    let program = Program::new().with("DUBAN_LOG_FORMAT", "json");
    let ran = program.serve("serve --log info").stop().fine();
    for line in ran.told.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(entry["level"].is_string(), "{line}");
    }
}
