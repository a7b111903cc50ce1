//! `migrate`.

use crate::support::program::{Program, program_on_both};

/// How many migrations are applied, and how many there are.
fn applied(out: &str) -> (usize, usize) {
    (out.lines().filter(|line| line.starts_with("applied ")).count(), out.lines().count())
}

program_on_both! {
    /// The exit status of `status` tells whether the database is of the program's version.
    fn up_down_and_status(program: Program) {
        let ran = program.run("migrate status").refused(&["duban migrate up"]);
        let (none, all) = applied(&ran.out);
        assert!(none == 0 && all >= 5, "{ran:?}");
        assert_eq!(applied(&program.run("migrate up").fine().out), (all, all));
        assert_eq!(applied(&program.run("migrate status").fine().out), (all, all));
        assert_eq!(applied(&program.run("migrate up").fine().out), (all, all), "nothing to do");
        assert_eq!(applied(&program.run("migrate down").fine().out), (all - 1, all));
        program.run("migrate status").refused(&["lacks"]);
        assert_eq!(applied(&program.run("migrate down 100").fine().out), (0, all));
        assert_eq!(applied(&program.run("migrate up").fine().out), (all, all));
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_told_without_its_password() {
    let program = Program::new();
    let program = program.with("DUBAN_DATABASE_URL", "postgres://duban:hush@127.0.0.1:1/duban");
    let ran = program.run("migrate status").refused(&["cannot open the database"]);
    assert!(!ran.told.contains("hush"), "{}", ran.told);
}
