//! The program itself, run as a person runs it: in a folder of its own, with an environment of its
//! own, on either database.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread::JoinHandle,
};

use super::{Client, Engine, postgres};

/// Runs a test with the program on each database, empty and not yet migrated.
macro_rules! program_on_both {
    ($($(#[$doc:meta])* fn $name:ident($program:ident: $type:ty) $body:block)+) => {
        $(
            $(#[$doc])*
            fn $name($program: $type) $body

            mod $name {
                #[test]
                fn on_sqlite() {
                    $crate::support::program::on($crate::support::Engine::Sqlite, super::$name);
                }

                #[test]
                fn on_postgres() {
                    $crate::support::program::on($crate::support::Engine::Postgres, super::$name);
                }
            }
        )+
    };
}

pub(crate) use program_on_both;

/// Runs a test with the program on an empty database that its settings name; does nothing, after
/// a loud word, where `PostgreSQL` is missing.
pub fn on(engine: Engine, test: impl FnOnce(Program)) {
    match engine {
        Engine::Sqlite => test(Program::new().with("DUBAN_DATABASE_URL", "sqlite:ledger.sqlite")),
        Engine::Postgres => {
            let Some(cluster) = postgres::cluster() else { return };
            let database = cluster.empty_database();
            test(Program::new().with("DUBAN_DATABASE_URL", &database.url));
        }
    }
}

/// The program in a folder and an environment of its own.
pub struct Program {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    status: ExitStatus,
    /// What a program reads.
    pub out: String,
    /// What a person reads.
    pub told: String,
}

impl Program {
    /// With nothing in its folder. Nothing that it is not told is inherited.
    pub fn new() -> Self {
        let environment = [
            // Hashing is not what the tests are about.
            ("DUBAN_PASSWORD_MEMORY_KIB", "8"),
            ("DUBAN_PASSWORD_ITERATIONS", "1"),
            ("DUBAN_LISTEN", "127.0.0.1:0"),
        ];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            environment: environment.map(owned).into(),
        }
    }

    /// With a variable in its environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder that it runs in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its database, from wherever it is looked at.
    pub fn database_url(&self) -> String {
        let url = self.environment.iter().find(|(name, _)| name == "DUBAN_DATABASE_URL");
        let url = &url.expect("a database").1;
        match url.strip_prefix("sqlite:") {
            Some(file) => format!("sqlite:{}", self.folder().join(file).display()),
            None => url.clone(),
        }
    }

    /// Puts a file into its folder.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.folder().join(name), bytes).expect("written");
    }

    /// Runs a command to its end. Words are parted by spaces.
    pub fn run(&self, words: &str) -> Ran {
        self.run_with(words, "")
    }

    /// The same, with text on standard input.
    pub fn run_with(&self, words: &str, input: &str) -> Ran {
        let mut child = self.start(words).stdin(Stdio::piped()).spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("standard input");
        // A command that does not read it may have ended already.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("it ends").into()
    }

    /// Starts a command that serves, and waits until it says where.
    pub fn serve(&self, words: &str) -> Serving {
        let mut child = self.start(words).stdin(Stdio::null()).spawn().expect("it starts");
        let mut told = BufReader::new(child.stderr.take().expect("standard error"));
        let (mut heard, mut base) = (String::new(), None);
        while base.is_none() {
            let mut line = String::new();
            let count = told.read_line(&mut line).expect("text");
            assert_ne!(count, 0, "it ended: {heard}");
            base = address(&line);
            heard += &line;
        }
        // Read to the end, or it would stop when the pipe is full.
        let listening = std::thread::spawn(move || {
            let mut rest = String::new();
            told.read_to_string(&mut rest).expect("text");
            rest
        });
        let base = base.expect("an address");
        Serving { child: Some(child), base, heard, listening: Some(listening) }
    }

    fn start(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        command.args(words.split_whitespace()).current_dir(self.folder()).env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// The address in `… address=127.0.0.1:8080` or `… at http://127.0.0.1:8080`.
fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("127.0.0.1:")?;
    Some(format!("http://127.0.0.1:{}", rest.split_whitespace().next()?))
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status,
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            told: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Ran {
    /// It must have succeeded.
    pub fn fine(self) -> Self {
        assert_eq!(self.status.code(), Some(0), "{self:#?}");
        self
    }

    /// It must have said that it failed, with these words, and not have panicked.
    pub fn refused(self, words: &[&str]) -> Self {
        assert_eq!(self.status.code(), Some(1), "{self:#?}");
        self.says(words)
    }

    /// The command line must have been refused as such.
    pub fn misused(self, words: &[&str]) -> Self {
        assert_eq!(self.status.code(), Some(2), "{self:#?}");
        self.says(words)
    }

    /// It must have told a person these words.
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.told.contains(word), "{word}: {self:#?}");
        }
        self
    }

    /// It must have printed these words.
    pub fn prints(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.out.contains(word), "{word}: {self:#?}");
        }
        self
    }
}

/// The program while it serves. Killed when dropped.
pub struct Serving {
    child: Option<Child>,
    /// `http://127.0.0.1:…`
    pub base: String,
    heard: String,
    listening: Option<JoinHandle<String>>,
}

impl Serving {
    /// A client that is not signed in.
    pub fn client(&self) -> Client {
        Client {
            base: self.base.clone(),
            token: None,
            language: "zh",
            http: reqwest::Client::new(),
        }
    }

    /// Asks it to stop, as a service manager does, and answers what became of it.
    pub fn stop(mut self) -> Ran {
        let child = self.child.take().expect("it runs");
        let kill = Command::new("kill").arg(child.id().to_string()).status().expect("kill");
        assert!(kill.success());
        let output = child.wait_with_output().expect("it ends");
        let rest = self.listening.take().expect("it is listened to").join().expect("text");
        let told = std::mem::take(&mut self.heard) + &rest;
        Ran { told, ..output.into() }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits for a future, for tests that mostly run commands.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}
