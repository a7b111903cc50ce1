//! What the tests stand on: a server of each test's own on each database, a small world in its
//! ledger, and clients that read like prose.

pub mod postgres;
pub mod program;
pub mod socket;
pub mod tables;
pub mod world;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use chrono::{DateTime, TimeDelta, Utc};
use duban::{
    app::{App, Running},
    clock::Clock,
    config::Settings,
    store::Store,
};
use serde_json::{Value, json};

/// Runs a test on `SQLite` and on `PostgreSQL`, each with a server and a database of its own.
///
/// ```ignore
/// on_both! {
///     /// What must be true.
///     async fn a_unit_reports(server: Server) { … }
/// }
/// ```
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($server:ident: Server) $body:block)+) => {
        $(
            $(#[$doc])*
            mod $name {
                use super::*;

                async fn test($server: $crate::support::Server) $body

                #[test]
                fn on_sqlite() {
                    $crate::support::run($crate::support::Engine::Sqlite, test);
                }

                #[test]
                fn on_postgres() {
                    $crate::support::run($crate::support::Engine::Postgres, test);
                }
            }
        )+
    };
}

pub(crate) use on_both;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Runs a test with a server; does nothing, after a loud word, where `PostgreSQL` is missing.
pub fn run<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Server) -> F) {
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => match postgres::cluster() {
            Some(cluster) => Some(cluster.migrated_database(migrate)),
            None => return,
        },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let server = Server::start(database.as_ref().map(|database| database.url.clone())).await;
        let running = server.running.clone();
        let app = server.app.clone();
        test(server).await;
        let running = running.lock().expect("not poisoned").take();
        if let Some(running) = running {
            running.stop().await.expect("the server stops");
        }
        app.store.close().await.expect("the database closes");
    });
    drop(runtime);
    drop(database);
}

/// Opens an app on a folder and a database; the embedded one if none is given.
pub async fn open(folder: &Path, database_url: Option<String>, clock: Clock) -> App {
    let mut settings = Settings::load(None, &[]).expect("the defaults");
    settings.data = folder.to_owned();
    settings.database_url = database_url.map(Into::into);
    settings.listen = "127.0.0.1:0".parse().expect("an address");
    // Hashing is not what the tests are about.
    settings.password_memory_kib = 8;
    settings.password_iterations = 1;
    settings.file_limit_mib = 1;
    App::open(settings, clock).await.expect("the app opens")
}

/// Brings a `PostgreSQL` database to the current schema.
pub fn migrate(url: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let store = Store::connect(url).await.expect("the database");
        store.migrate_up().await.expect("the migrations");
        store.close().await.expect("closed");
    });
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new("2026-03-02T01:00:00Z".parse().expect("a time"))))
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("not poisoned")
    }

    /// Moves it.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().expect("not poisoned") += by;
    }

    /// The same as the app has it.
    pub fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::set_by(move || time.now())
    }
}

/// A server of one test, on a database of its own.
pub struct Server {
    /// The parts behind it, for what has no place in the API.
    pub app: App,
    /// Its clock: 2026-03-02, nine o'clock in Shanghai, until it is moved.
    pub clock: TestClock,
    /// `http://127.0.0.1:…`
    pub base: String,
    /// Its data folder.
    pub folder: Arc<tempfile::TempDir>,
    http: reqwest::Client,
    running: Arc<Mutex<Option<Running>>>,
}

impl Server {
    async fn start(database_url: Option<String>) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let clock = TestClock::new();
        let app = open(folder.path(), database_url, clock.clock()).await;
        let running = app.serve(None).await.expect("the server starts");
        Self {
            base: format!("http://{}", running.address()),
            running: Arc::new(Mutex::new(Some(running))),
            http: reqwest::Client::new(),
            app,
            clock,
            folder,
        }
    }

    /// A client that is not signed in.
    pub fn anonymous(&self) -> Client {
        Client { base: self.base.clone(), token: None, language: "zh", http: self.http.clone() }
    }

    /// Signs in with the password of the tests' accounts.
    pub async fn sign_in(&self, username: &str) -> Client {
        let anonymous = self.anonymous();
        let session = anonymous.start_session(username, world::PASSWORD).await;
        let token = session["accessToken"].as_str().expect("a token").to_owned();
        Client { token: Some(token), ..anonymous }
    }

    /// Opens another app beside this server's, on the same folder and database.
    pub async fn another_app(&self) -> App {
        let url = self.app.settings.database_url.as_ref();
        let url = url.map(|url| secrecy::ExposeSecret::expose_secret(url).to_owned());
        open(self.folder.path(), url, self.clock.clock()).await
    }

    /// Statements sent to the database since the last call of this function began.
    pub fn statements(&self) -> u64 {
        self.app.store.statements()
    }
}

/// Someone who sends requests.
#[derive(Clone)]
pub struct Client {
    pub base: String,
    pub token: Option<String>,
    pub language: &'static str,
    pub http: reqwest::Client,
}

impl Client {
    /// The same client, spoken to in English.
    pub fn in_english(&self) -> Self {
        Self { language: "en", ..self.clone() }
    }

    /// The whole answer to an operation.
    pub async fn send(&self, query: &str, variables: Value) -> Value {
        let mut request = self
            .http
            .post(format!("{}/graphql", self.base))
            .header("accept-language", self.language)
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The data of an operation that must run without an error.
    pub async fn run(&self, query: &str, variables: Value) -> Value {
        let answer = self.send(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer:#}");
        answer["data"].clone()
    }

    /// The payload of a mutation with one root field, which must report no error.
    pub async fn done(&self, mutation: &str, input: Value) -> Value {
        let payload = self.payload(mutation, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation}");
        payload
    }

    /// The errors of a mutation that must be refused: codes and fields.
    pub async fn refused(&self, mutation: &str, input: Value) -> (String, String) {
        let payload = self.payload(mutation, input).await;
        let errors = payload["errors"].as_array().expect("errors").clone();
        assert_eq!(errors.len(), 1, "{mutation}: {payload:#}");
        let text = |name: &str| errors[0][name].as_str().unwrap_or_default().to_owned();
        assert!(!text("message").is_empty(), "{payload:#}");
        (text("code"), text("field"))
    }

    /// The payload of a mutation with one root field named like the operation.
    pub async fn payload(&self, mutation: &str, input: Value) -> Value {
        let data = self.run(mutation, json!({ "input": input })).await;
        let payload = data.as_object().expect("an object").values().next();
        payload.expect("a payload").clone()
    }

    /// The session that signing in makes.
    pub async fn start_session(&self, username: &str, password: &str) -> Value {
        let input = json!({ "username": username, "password": password });
        self.done(SIGN_IN, input).await["session"].clone()
    }
}

pub const SIGN_IN: &str = "mutation($input: SignInInput!) {
    signIn(input: $input) {
        session { accessToken expiresAt refreshToken account { id username name } }
        errors { code field message }
    }
}";

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A global id as the API has it.
pub fn global(kind: &str, id: uuid::Uuid) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(format!("{kind}:{}", id.simple()))
}
