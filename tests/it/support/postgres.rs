//! A private PostgreSQL for the tests: one cluster a test binary, one database a test.
//!
//! The first test that asks for it makes the cluster from the programs on the machine, in a
//! temporary folder, reached only through a socket in that folder. A small shell script
//! (`cluster.sh`) holds one end of a pipe to this process and stops and removes the cluster when
//! the pipe closes, which the kernel does however the process ends: statics are never dropped in
//! Rust, and a killed process runs no code.
//!
//! | variable | meaning |
//! | --- | --- |
//! | `DUBAN_REQUIRE_POSTGRES` | `1`: a machine without PostgreSQL fails the tests instead of leaving them out |
//! | `DUBAN_TEST_POSTGRES_BIN` | the folder with PostgreSQL's programs; nowhere else is looked |
//! | `DUBAN_TEST_POSTGRES_URL` | a running server to use instead of a private cluster; its user must be allowed to create databases. For runners that start a process a test |

#![expect(clippy::disallowed_methods, reason = "what the tests run on is the environment's to say")]

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

const WATCHER: &str = include_str!("cluster.sh");
const SUPERUSER: &str = "duban";
const PROGRAMS: [&str; 4] = ["initdb", "pg_ctl", "postgres", "psql"];

/// A running PostgreSQL server that the tests may create databases in.
pub struct Cluster {
    /// The folder of `psql`.
    bin: PathBuf,
    /// Where databases are created and dropped from.
    maintenance_url: String,
    /// The migrated database that others are copied from, made at first use.
    template: OnceLock<String>,
    /// Nothing is written to it: the cluster lives as long as this end of the pipe is open.
    /// `None` when the server is not ours to stop.
    lifeline: Option<ChildStdin>,
}

/// A database of one test, dropped with this value.
pub struct Database {
    /// For any client: `postgres://…`.
    pub url: String,
    name: String,
    cluster: &'static Cluster,
}

enum State {
    Running(Cluster),
    Absent(String),
    Broken(String),
}

/// The cluster of this test binary, started at the first call; `None` on a machine without
/// PostgreSQL, after saying so once where the test runner does not hide it.
///
/// # Panics
///
/// When there is a PostgreSQL and it does not start, and when there is none although
/// `DUBAN_REQUIRE_POSTGRES=1`.
pub fn cluster() -> Option<&'static Cluster> {
    static STATE: OnceLock<State> = OnceLock::new();
    let state = STATE.get_or_init(|| {
        let state = Cluster::reach();
        if let State::Absent(why) = &state {
            announce(why);
        }
        state
    });
    match state {
        State::Running(cluster) => Some(cluster),
        State::Broken(why) => panic!("PostgreSQL is there but cannot be used:\n{why}"),
        State::Absent(why) => {
            assert!(!required(), "DUBAN_REQUIRE_POSTGRES=1, but {why}");
            None
        }
    }
}

impl Cluster {
    /// A fresh database with nothing in it.
    pub fn empty_database(&'static self) -> Database {
        let name = fresh_name();
        self.create(&name, "template0");
        self.database(name)
    }

    /// A fresh database that `migrate`, given its URL, has brought to the current schema.
    ///
    /// `migrate` runs once, on the template that all these databases are copies of, and on a
    /// thread of its own, so that it may block on a runtime although the caller is inside one. It
    /// has to be the same at every call.
    pub fn migrated_database(&'static self, migrate: fn(&str)) -> Database {
        if self.lifeline.is_none() {
            // A template in a server that outlives us would stay behind.
            let database = self.empty_database();
            on_own_thread(migrate, &database.url);
            return database;
        }
        let template = self.template.get_or_init(|| {
            let name = fresh_name();
            self.create(&name, "template0");
            on_own_thread(migrate, &with_database(&self.maintenance_url, &name));
            // A copy fails while anyone is connected to what is copied.
            self.run(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
            self.run(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ));
            name
        });
        let name = fresh_name();
        self.create(&name, template);
        self.database(name)
    }

    fn database(&'static self, name: String) -> Database {
        Database { url: with_database(&self.maintenance_url, &name), name, cluster: self }
    }

    fn create(&self, name: &str, template: &str) {
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
    }

    /// Runs a statement on the maintenance database.
    fn run(&self, sql: &str) {
        if let Err(why) = self.try_run(sql) {
            panic!("{sql}: {why}");
        }
    }

    fn try_run(&self, sql: &str) -> Result<(), String> {
        let mut psql = program(self.bin.join("psql"));
        psql.args(["--no-psqlrc", "--no-password", "--quiet", "--output=/dev/null"]);
        psql.args(["--set=ON_ERROR_STOP=1", "--dbname", &self.maintenance_url]);
        psql.args(["--command", sql]);
        let output = psql.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    fn reach() -> State {
        let started = match setting("DUBAN_TEST_POSTGRES_URL") {
            Some(url) => match find_programs(&["psql"]) {
                Ok(bin) => Self::connect(bin, url),
                Err(why) => return State::Broken(why),
            },
            None => match find_programs(&PROGRAMS) {
                Ok(bin) => Self::start(bin),
                Err(why) => return State::Absent(why),
            },
        };
        started.map_or_else(State::Broken, State::Running)
    }

    fn connect(bin: PathBuf, url: String) -> Result<Self, String> {
        let cluster = Self { bin, maintenance_url: url, template: OnceLock::new(), lifeline: None };
        cluster.try_run("SELECT 1")?;
        Ok(cluster)
    }

    fn start(bin: PathBuf) -> Result<Self, String> {
        let home = tempfile::Builder::new()
            .prefix("duban-postgres-")
            .tempdir()
            .map_err(|error| format!("no temporary folder: {error}"))?;
        let mut watcher = spawn_watcher(&bin, home.path())?;
        // From here on the folder is the watcher's to remove.
        let home = home.keep();

        let lifeline = watcher.stdin.take();
        let mut answer = String::new();
        if let Some(mut stdout) = watcher.stdout.take() {
            stdout.read_to_string(&mut answer).map_err(|error| error.to_string())?;
        }
        if answer != "ready\n" {
            return Err(answer);
        }
        let maintenance_url =
            format!("postgres://{SUPERUSER}@localhost/postgres?host={}", home.display());
        Ok(Self { bin, maintenance_url, template: OnceLock::new(), lifeline })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        if let Err(why) = self.cluster.try_run(&drop) {
            say(&format!("{drop}: {why}"));
        }
    }
}

/// Starts the script that makes the cluster in `home` and sees it to its end.
fn spawn_watcher(bin: &Path, home: &Path) -> Result<Child, String> {
    let mut watcher = program("sh");
    watcher.arg("-c").arg(WATCHER).arg("cluster.sh").args([bin, home]).arg(SUPERUSER);
    watcher.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Ctrl-C in a terminal goes to the group of processes in front: the watcher has to outlive it.
    watcher.process_group(0).current_dir(home);

    let owner = home.metadata().map_err(|error| error.to_string())?.uid();
    if owner == 0 {
        // PostgreSQL refuses to run as root.
        let (uid, gid) = unprivileged_account()?;
        chown(home, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
        watcher.uid(uid).gid(gid);
    }
    watcher.spawn().map_err(|error| format!("sh does not start: {error}"))
}

/// A command in a plain environment: PostgreSQL's programs read a dozen variables of their own.
fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    for (key, _) in std::env::vars_os() {
        if key.to_str().is_some_and(|key| key.starts_with("PG")) {
            command.env_remove(key);
        }
    }
    command.env("LC_ALL", "C");
    command
}

fn unprivileged_account() -> Result<(u32, u32), String> {
    let accounts = std::fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    ["postgres", "nobody"].iter().find_map(|name| account(&accounts, name)).ok_or_else(|| {
        "PostgreSQL refuses to run as root, and there is no account postgres or nobody".to_owned()
    })
}

/// The user and group of an account in the text of `/etc/passwd`.
fn account(accounts: &str, name: &str) -> Option<(u32, u32)> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let found = fields.next()? == name;
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        found.then_some((uid, gid))
    })
}

/// The folder that holds all of `programs`: on `PATH`, else the newest of Debian's versions.
fn find_programs(programs: &[&str]) -> Result<PathBuf, String> {
    if let Some(folder) = setting("DUBAN_TEST_POSTGRES_BIN") {
        let folder = PathBuf::from(folder);
        return if holds(&folder, programs) {
            Ok(folder)
        } else {
            let (names, folder) = (programs.join(", "), folder.display());
            Err(format!("{names} are not all in DUBAN_TEST_POSTGRES_BIN={folder}"))
        };
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path);
    on_path.chain(debian_versions()).find(|folder| holds(folder, programs)).ok_or_else(|| {
        let names = programs.join(", ");
        format!("{names} are neither together in a folder of PATH nor in /usr/lib/postgresql/*/bin")
    })
}

/// Debian keeps each version's programs in a folder of its own, off `PATH`. Newest first.
fn debian_versions() -> Vec<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = folders
        .filter_map(|folder| {
            let version = folder.file_name().to_str()?.parse().ok()?;
            Some((version, folder.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

fn holds(folder: &Path, programs: &[&str]) -> bool {
    programs.iter().all(|program| folder.join(program).is_file())
}

/// Unique among the test binaries that may share a server.
fn fresh_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("duban_test_{}_{number}", std::process::id())
}

/// `url` with another database in its path.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let authority = rest.split('/').next().unwrap_or_default();
    let separator = if options.is_empty() { "" } else { "?" };
    format!("{scheme}://{authority}/{name}{separator}{options}")
}

fn on_own_thread(migrate: fn(&str), url: &str) {
    std::thread::scope(|scope| {
        let migration = scope.spawn(|| migrate(url));
        if let Err(panic) = migration.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

fn required() -> bool {
    match setting("DUBAN_REQUIRE_POSTGRES").as_deref() {
        None | Some("0") => false,
        Some("1") => true,
        Some(other) => panic!("DUBAN_REQUIRE_POSTGRES is {other:?}: expected 0 or 1"),
    }
}

/// A variable of the environment; an empty one counts as absent.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn announce(why: &str) {
    say(&format!(
        "\n\
         ======================================================================\n\
         POSTGRESQL IS MISSING: every test that runs on both databases runs on\n\
         SQLite alone, and those that need PostgreSQL are LEFT OUT.\n\
         {why}.\n\
         Install it (Debian: apt-get install postgresql). To make its absence\n\
         a failure, set DUBAN_REQUIRE_POSTGRES=1.\n\
         ======================================================================\n"
    ));
}

/// Writes past the test runner, which hides what `eprintln!` says in a test that passes.
fn say(text: &str) {
    // Standard error is the last resort: if it is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

#[test]
fn a_database_of_a_server_has_the_servers_url_but_for_the_name() {
    for (server, database) in [
        ("postgres://a:b@host:5433/postgres", "postgres://a:b@host:5433/x"),
        ("postgres://a@host/postgres?sslmode=disable", "postgres://a@host/x?sslmode=disable"),
        ("postgres://a@localhost/postgres?host=/tmp/b", "postgres://a@localhost/x?host=/tmp/b"),
        ("postgres://host", "postgres://host/x"),
    ] {
        assert_eq!(with_database(server, "x"), database);
    }
}

#[test]
fn an_account_is_found_by_its_whole_name() {
    let accounts = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:8:::\npostgres:x:101:104:::\n";
    assert_eq!(account(accounts, "postgres"), Some((101, 104)));
    assert_eq!(account(accounts, "nobody"), None);
}

#[test]
fn databases_are_apart_from_each_other() {
    let Some(cluster) = cluster() else { return };
    let (one, other) = (cluster.empty_database(), cluster.empty_database());
    assert_ne!(one.url, other.url);
    let gone = one.name.clone();
    drop(one);
    let exists = |name: &str| cluster.try_run(&format!("ALTER DATABASE {name} RESET ALL")).is_ok();
    assert!(exists(&other.name));
    assert!(!exists(&gone));
}
