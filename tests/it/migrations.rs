//! The tables: up and down on both databases, in agreement with the models, and keeping out what
//! must not be.

mod constraints;

use std::collections::BTreeSet;

use duban::store::Store;
use entity::*;
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, Iterable, Statement,
};

use crate::support::{postgres, program::wait};

/// Runs a test on an empty database of each engine.
macro_rules! empty_database_on_both {
    ($($(#[$doc:meta])* async fn $name:ident($url:ident: &str) $body:block)+) => {
        $(
            $(#[$doc])*
            async fn $name($url: &str) $body

            mod $name {
                #[test]
                fn on_sqlite() {
                    $crate::migrations::on_sqlite(async |url| super::$name(&url).await);
                }

                #[test]
                fn on_postgres() {
                    $crate::migrations::on_postgres(async |url| super::$name(&url).await);
                }
            }
        )+
    };
}

pub(crate) use empty_database_on_both;

fn on_sqlite(test: impl AsyncFnOnce(String)) {
    let folder = tempfile::tempdir().expect("a folder");
    wait(test(Store::embedded(folder.path())));
}

fn on_postgres(test: impl AsyncFnOnce(String)) {
    let Some(cluster) = postgres::cluster() else { return };
    let database = cluster.empty_database();
    wait(test(database.url.clone()));
}

/// Every table of the models.
const TABLES: [&str; 70] = [
    "account",
    "acknowledgement",
    "acknowledgement_item",
    "action_plan",
    "action_plan_version",
    "assignment",
    "awaited_figure",
    "closing",
    "collective_member",
    "coordination",
    "coordination_step",
    "day_turn",
    "document",
    "document_edition",
    "document_source",
    "duty",
    "duty_change",
    "duty_change_line",
    "edition_match",
    "event",
    "event_pending",
    "event_position",
    "extension",
    "finding",
    "finding_proposal",
    "handing",
    "handing_report",
    "handing_report_version",
    "holiday",
    "idempotency_key",
    "instruction",
    "instruction_answer",
    "instruction_unit",
    "item",
    "item_decision",
    "item_leader",
    "item_revision",
    "leader",
    "leader_charge",
    "membership",
    "milestone",
    "milestone_line",
    "milestone_mark",
    "objection",
    "office",
    "opening_status",
    "post_holder",
    "progress_report",
    "progress_report_version",
    "refresh_token",
    "regime",
    "report_copy",
    "report_integration",
    "report_value",
    "reporting_period",
    "reporting_rule",
    "role_grant",
    "section",
    "session",
    "submission_receipt",
    "submission_receipt_line",
    "target",
    "unit",
    "unit_alias",
    "unit_succession",
    "upload",
    "urge",
    "urge_act",
    "urge_duty",
    "verification",
];

async fn open(url: &str) -> (Store, DatabaseConnection) {
    let store = Store::connect(url).await.expect("the database");
    (store, Database::connect(url).await.expect("the database"))
}

async fn strings(database: &DatabaseConnection, sql: &str) -> BTreeSet<String> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.expect(sql);
    rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

/// What is there beside the list of migrations: tables, and indexes of ours.
async fn relations(database: &DatabaseConnection) -> BTreeSet<String> {
    let sql = match database.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE tbl_name NOT IN ('seaql_migrations', 'sqlite_sequence')"
        }
        _ => {
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
             AND relname NOT LIKE 'seaql_migrations%'"
        }
    };
    strings(database, sql).await
}

/// Names of a table's columns.
async fn columns(database: &DatabaseConnection, table: &str) -> BTreeSet<String> {
    let sql = match database.get_database_backend() {
        DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        _ => format!(
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    };
    strings(database, &sql).await
}

empty_database_on_both! {
    /// Down takes away all that up has made, and up makes the same again.
    async fn up_down_and_up_again(url: &str) {
        let (store, database) = open(url).await;
        store.migrate_up().await.expect("up");
        let made = relations(&database).await;
        for table in TABLES {
            assert!(made.contains(table), "{table}");
        }
        let count = store.migrations().await.expect("migrations").len();
        store.migrate_down(u32::try_from(count).expect("few")).await.expect("down");
        assert_eq!(relations(&database).await, BTreeSet::new());
        store.migrate_up().await.expect("up again");
        assert_eq!(relations(&database).await, made);
        database.close().await.expect("closed");
        store.close().await.expect("closed");
    }

    /// Each migration can be taken back alone, and applied again.
    async fn one_step_at_a_time(url: &str) {
        let (store, database) = open(url).await;
        store.migrate_up().await.expect("up");
        let made = relations(&database).await;
        let count = store.migrations().await.expect("migrations").len();
        for step in 1..=count {
            store.migrate_down(1).await.expect("down");
            let applied = store.migrations().await.expect("migrations");
            assert_eq!(applied.iter().filter(|(_, applied)| *applied).count(), count - step);
        }
        store.migrate_up().await.expect("up again");
        assert_eq!(relations(&database).await, made);
        database.close().await.expect("closed");
        store.close().await.expect("closed");
    }

    /// Each table has the columns of its model and no others, of types that can be read.
    async fn tables_and_models_agree(url: &str) {
        let (store, database) = open(url).await;
        store.migrate_up().await.expect("up");
        let mut modelled = BTreeSet::new();
        macro_rules! agree {
            ($($table:ident),+) => {$(
                let names = |column: $table::Column| sea_orm::IdenStatic::as_str(&column).to_owned();
                let of_model: BTreeSet<String> = $table::Column::iter().map(names).collect();
                assert_eq!(columns(&database, stringify!($table)).await, of_model, stringify!($table));
                let rows = $table::Entity::find().all(&database).await;
                assert_eq!(rows.expect(stringify!($table)), []);
                modelled.insert(stringify!($table));
            )+};
        }
        agree!(
            account, acknowledgement, acknowledgement_item, action_plan, action_plan_version, assignment, awaited_figure, closing, collective_member, coordination, coordination_step, day_turn, document, document_edition, document_source, duty, duty_change, duty_change_line, edition_match, event, event_pending, event_position, extension, finding, finding_proposal, handing, handing_report, handing_report_version, holiday, idempotency_key, instruction, instruction_answer, instruction_unit, item, item_decision, item_leader, item_revision, leader, leader_charge, membership, milestone, milestone_line, milestone_mark, objection, office, opening_status, post_holder, progress_report, progress_report_version, refresh_token, regime, report_copy, report_integration, report_value, reporting_period, reporting_rule, role_grant, section, session, submission_receipt, submission_receipt_line, target, unit, unit_alias, unit_succession, upload, urge, urge_act, urge_duty, verification
        );
        assert_eq!(modelled, TABLES.into());
        database.close().await.expect("closed");
        store.close().await.expect("closed");
    }
}
