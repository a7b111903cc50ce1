//! The database: the only user of `sea_orm` and of the tables.
//!
//! A [`Reader`] is the only way to read, and takes a [`Scope`]; a [`Tx`] the only way to write.
//! `graphql` is given [`Reads`], which makes readers for viewers and nothing else. A new finder is
//! a method of [`Reader`] in its concept's file and filters by its condition in [`scope`]; a new
//! write is a method of [`Tx`].

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use migration::{Migrator, MigratorTrait, SchemaManager};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseExecutor,
    DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
    sea_query::Query,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::Notify;

use crate::policy::{Actor, Scope};

mod account;
mod acknowledgement;
mod action_plan;
mod closing;
mod coordination;
mod created;
mod day;
mod decision;
mod document;
mod duty;
mod duty_change;
mod edition;
mod event;
mod extension;
mod figure;
mod finding;
mod handing;
mod handover;
mod holiday;
mod idempotency;
mod instruction;
mod item;
mod leader;
mod life;
mod merge;
mod objection;
mod office;
mod opening;
mod page;
mod receipt;
mod reconcile;
mod regime;
mod register;
mod report;
mod rows;
mod scope;
pub mod search;
mod session;
mod succession;
mod target;
mod unit;
mod upload;
mod urge;

pub use account::NewAccount;
pub use action_plan::PlanFilter;
pub use coordination::CoordinationsFor;
pub use created::NextPlaces;
pub use day::DueDuty;
pub use document::{DocumentFilter, NewDocument, NewSection};
pub use duty::{DutyFilter, NewDuty};
pub use event::{HistoryOf, NewEvent, PlacedEvent};
pub use finding::{FindingFilter, Settle};
pub use handing::HandingFilter;
pub use handover::{Handed, HandedItems};
pub use idempotency::Replay;
pub use instruction::InstructionsOf;
pub use item::{Assigned, ItemFilter, ItemOrder, NewItem};
pub use receipt::ReceiptFilter;
pub use reconcile::Terms;
pub use register::{Confirmed, Register};
pub use report::{Accepted, Offered, Prefill, PrefillFrom, Use};
pub use session::{RefreshState, SessionRow};
pub use unit::UnitFilter;
pub use upload::Upload;

/// Why the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database or the way to it failed.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A row holds what no row should.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    /// A cursor whose key is no key of its list.
    #[error("a cursor of another list")]
    Cursor,
    /// The database is of another version than the program.
    #[error("the database lacks {0} migrations: run `duban migrate up`")]
    NotMigrated(usize),
    /// The address of the database is of no kind that is known.
    #[error("DUBAN_DATABASE_URL must begin with sqlite: or postgres:")]
    UnknownDatabase,
}

/// Where the migrator keeps what it applied.
const MIGRATIONS: &str = "seaql_migrations";

/// Answers of the database.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The database.
#[derive(Clone)]
pub struct Store {
    reads: DatabaseConnection,
    writes: DatabaseConnection,
    committed: Arc<Notify>,
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Connects to `sqlite:PATH` or `postgres://…`, without migrating.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let (reads, writes) = match url.split_once(':') {
            Some(("sqlite", _)) => (
                connect(sqlite(url, 4), &statements).await?,
                connect(sqlite(url, 1), &statements).await?,
            ),
            Some(("postgres" | "postgresql", _)) => {
                let pool = connect(postgres(url), &statements).await?;
                (pool.clone(), pool)
            }
            _ => return Err(StoreError::UnknownDatabase),
        };
        Ok(Self { reads, writes, committed: Arc::new(Notify::new()), statements })
    }

    /// The address of the embedded database in a folder.
    #[must_use]
    pub fn embedded(folder: &Path) -> String {
        format!("sqlite:{}", folder.join("duban.sqlite").display())
    }

    /// Applies the migrations that the database lacks.
    ///
    /// # Errors
    /// If one fails; it then left nothing behind.
    pub async fn migrate_up(&self) -> Result<()> {
        Ok(Migrator::up(&self.writes, None).await?)
    }

    /// Reverts the last `steps` migrations.
    ///
    /// # Errors
    /// If one fails.
    pub async fn migrate_down(&self, steps: u32) -> Result<()> {
        Ok(Migrator::down(&self.writes, Some(steps)).await?)
    }

    /// Every migration and whether it is applied.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn migrations(&self) -> Result<Vec<(String, bool)>> {
        // Asked without the migrator, which would make its table: a server may have no right to.
        let kept = SchemaManager::new(&self.reads).has_table(MIGRATIONS).await?;
        let applied: Vec<String> = if kept {
            let versions = Query::select().column("version").from(MIGRATIONS).take();
            let rows = self.reads.query_all(&versions).await?;
            rows.iter()
                .map(|row| row.try_get("", "version"))
                .collect::<std::result::Result<_, _>>()?
        } else {
            Vec::new()
        };
        Ok(Migrator::migrations()
            .iter()
            .map(|migration| {
                let name = migration.name().to_owned();
                let applied = applied.contains(&name);
                (name, applied)
            })
            .collect())
    }

    /// Whether the database answers and is of the program's version.
    ///
    /// # Errors
    /// If it does not or is not.
    pub async fn check(&self) -> Result<()> {
        let lacking = self.migrations().await?.iter().filter(|(_, applied)| !applied).count();
        if lacking > 0 {
            return Err(StoreError::NotMigrated(lacking));
        }
        Ok(())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.reads.ping().await?)
    }

    /// Reads what a scope allows.
    #[must_use]
    pub fn reader(&self, scope: Scope) -> Reader<'static> {
        Reader { source: Source::Pool(self.reads.clone()), scope }
    }

    /// What `graphql` may have of the store.
    #[must_use]
    pub fn reads(&self) -> Reads {
        Reads(self.clone())
    }

    /// Begins a transaction. Nothing is kept unless it is committed.
    ///
    /// On `SQLite` it takes the one writer at once: a transaction that began by reading could not
    /// become a writing one when another wrote in between.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub async fn write(&self) -> Result<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx {
            tx: self.writes.begin_with_options(options).await?,
            committed: Arc::clone(&self.committed),
        })
    }

    /// Resolves after a transaction of this process was committed; one call may answer several.
    pub async fn committed(&self) {
        self.committed.notified().await;
    }

    /// How many statements were sent so far, those of [`following`] apart.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Closes the connections.
    ///
    /// # Errors
    /// If one cannot be closed.
    pub async fn close(self) -> Result<()> {
        self.reads.close().await?;
        Ok(self.writes.close().await?)
    }
}

tokio::task_local! {
    static FOLLOWING: bool;
}

/// Does what follows from the event log by itself, whose statements are no request's cost.
pub async fn following<F: Future>(work: F) -> F::Output {
    FOLLOWING.scope(true, work).await
}

/// Readers for viewers, and nothing else: what `graphql` is given of the store.
#[derive(Clone)]
pub struct Reads(Store);

impl Reads {
    /// Reads what an actor may see.
    #[must_use]
    pub fn of(&self, actor: &Actor) -> Reader<'static> {
        self.0.reader(Scope::of(actor))
    }
}

enum Source<'c> {
    Pool(DatabaseConnection),
    Transaction(&'c DatabaseTransaction),
}

/// Reads what its scope allows; everything else is not there.
pub struct Reader<'c> {
    source: Source<'c>,
    scope: Scope,
}

impl Reader<'_> {
    fn db(&self) -> DatabaseExecutor<'_> {
        match &self.source {
            Source::Pool(pool) => DatabaseExecutor::Connection(pool),
            Source::Transaction(tx) => DatabaseExecutor::Transaction(tx),
        }
    }
}

/// A transaction; rolled back when dropped.
#[must_use = "nothing is kept unless it is committed"]
pub struct Tx {
    tx: DatabaseTransaction,
    committed: Arc<Notify>,
}

impl Tx {
    /// Reads inside the transaction what a scope allows.
    #[must_use]
    pub const fn reader(&self, scope: Scope) -> Reader<'_> {
        Reader { source: Source::Transaction(&self.tx), scope }
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// If the database could not keep it; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await?;
        self.committed.notify_one();
        Ok(())
    }

    /// Keeps what was written, without telling those who wait for it: for what follows from
    /// another commit.
    ///
    /// # Errors
    /// If the database could not keep it; then nothing was written.
    pub async fn commit_quietly(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    fn is_postgres(&self) -> bool {
        self.tx.get_database_backend() == DbBackend::Postgres
    }
}

async fn connect(
    options: ConnectOptions,
    statements: &Arc<AtomicU64>,
) -> Result<DatabaseConnection> {
    let mut connection = Database::connect(options).await?;
    let statements = Arc::clone(statements);
    connection.set_metric_callback(move |info| {
        if !FOLLOWING.try_with(|following| *following).unwrap_or(false) {
            statements.fetch_add(1, Ordering::Relaxed);
        }
        if info.failed {
            tracing::debug!(elapsed_ms = info.elapsed.as_millis(), "a statement failed");
        }
    });
    Ok(connection)
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // FULL: a power cut must not lose what was acknowledged.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
        });
    options
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(5))
        .statement_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
    options
}

/// A code that a check constraint should have kept out.
fn corrupt(what: &str, value: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} {value:?}"))
}
