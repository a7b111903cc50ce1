//! A year of every kind of document, lived through as `examples/simulate` does.

use crate::support::{Engine, fixture, migrate, postgres};

#[path = "../../examples/simulate/simulation/mod.rs"]
mod simulation;

/// Lives through the year of a document; does nothing where `PostgreSQL` is missing.
fn live(engine: Engine, name: &str) {
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => match postgres::cluster() {
            Some(cluster) => Some(cluster.migrated_database(migrate)),
            None => return,
        },
    };
    let name = format!("{name}.txt");
    let year = simulation::Year {
        bytes: fixture(&name),
        name,
        seed: 7,
        database_url: database.as_ref().map(|database| database.url.clone()),
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let lived = runtime.block_on(year.live(|_| {})).expect("the year is lived through");
    assert!(lived.wrong.is_empty(), "{lived}");
    // It was no quiet year.
    let tally = &lived.tally;
    let happened = [tally.reports, tally.accepted, tally.returned, tally.late, tally.suspended];
    assert!(happened.iter().all(|count| *count > 0), "{lived}");
}

macro_rules! years {
    ($($name:ident)+) => {
        $(mod $name {
            use super::*;

            #[test]
            fn on_sqlite() {
                live(Engine::Sqlite, stringify!($name));
            }

            #[test]
            fn on_postgres() {
                live(Engine::Postgres, stringify!($name));
            }
        })+
    };
}

years! {
    deadlines
    twin_bare_headings
    twin_dashed_headings
    twin_first_listed
    twin_leaders
    twin_sponsor_support
}
