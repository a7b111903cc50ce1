//! The tables themselves, past the API: for what no answer would betray.

use std::collections::BTreeMap;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use secrecy::ExposeSecret;

use super::Server;

/// A connection of the test's own to the server's database.
pub struct Tables(DatabaseConnection);

impl Server {
    /// Opens the tables.
    pub async fn tables(&self) -> Tables {
        let url = self.app.settings.database_url();
        let mut options = ConnectOptions::new(url.expose_secret());
        options.max_connections(1).sqlx_logging(false);
        Tables(Database::connect(options).await.expect("the database"))
    }

    /// Lets an account no longer act for its units, from now on.
    pub async fn end_memberships(&self, username: &str) {
        // The time of a sign-in is now, written as the database writes times.
        self.clock.advance(chrono::TimeDelta::seconds(1));
        self.sign_in("nobody").await;
        let sql = format!(
            "UPDATE membership SET valid_to = (SELECT MAX(created_at) FROM session) \
             WHERE account_id = (SELECT id FROM account WHERE username = '{username}')"
        );
        self.tables().await.run(&sql).await;
    }
}

impl Tables {
    /// Runs statements.
    pub async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    async fn column(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let rows = self.0.query_all_raw(statement).await;
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
    }

    fn is_postgres(&self) -> bool {
        self.0.get_database_backend() == DbBackend::Postgres
    }

    /// The names of all tables.
    pub async fn names(&self) -> Vec<String> {
        self.column(if self.is_postgres() {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        })
        .await
    }

    /// The rows of a table as text, in an order of their own.
    pub async fn rows(&self, table: &str) -> Vec<String> {
        if self.is_postgres() {
            return self
                .column(&format!("SELECT row_to_json(t)::text FROM {table} t ORDER BY 1"))
                .await;
        }
        let columns = self.column(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let columns: Vec<String> =
            columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        self.column(&format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || ',' || ")))
            .await
    }

    /// How many rows of a table meet a condition.
    pub async fn count(&self, table: &str, condition: &str) -> usize {
        let sql = format!("SELECT 'x' FROM {table} WHERE {condition}");
        self.column(&sql).await.len()
    }

    /// Everything that is kept. Left out are the places of events, which follow in their own time.
    pub async fn everything(&self) -> BTreeMap<String, Vec<String>> {
        let mut everything = BTreeMap::new();
        for table in self.names().await {
            if !matches!(table.as_str(), "event_pending" | "event_position") {
                let rows = self.rows(&table).await;
                everything.insert(table, rows);
            }
        }
        everything
    }

    /// Holds what is kept now to what was kept before, and names the rows that differ.
    pub async fn assert_unchanged(&self, before: &BTreeMap<String, Vec<String>>, why: &str) {
        let now = self.everything().await;
        for (table, rows) in &now {
            let new: Vec<&String> =
                rows.iter().filter(|row| !before[table].contains(row)).collect();
            let gone: Vec<&String> =
                before[table].iter().filter(|row| !rows.contains(row)).collect();
            assert!(
                new.is_empty() && gone.is_empty(),
                "{why}: {table}: {new:#?} instead of {gone:#?}"
            );
            assert_eq!(rows.len(), before[table].len(), "{why}: {table}");
        }
    }

    /// Lets the database refuse every row that is put into a table, until [`Tables::allow`].
    pub async fn refuse(&self, table: &str) {
        let sql = if self.is_postgres() {
            format!(
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'refused by the test'; END $$; \
                 CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        } else {
            format!(
                "CREATE TRIGGER refuse BEFORE INSERT ON {table} \
                 BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
            )
        };
        self.run(&sql).await;
    }

    /// Ends what [`Tables::refuse`] began.
    pub async fn allow(&self, table: &str) {
        let on = if self.is_postgres() { format!(" ON {table}") } else { String::new() };
        self.run(&format!("DROP TRIGGER refuse{on}")).await;
    }
}
