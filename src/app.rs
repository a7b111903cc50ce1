//! Puts the parts together, from the settings of a process.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::task::AbortHandle;

use crate::{
    auth::{Auth, KeySet},
    clock::{self, Clock},
    config::{self, Settings},
    feed::Feed,
    files::{Files, private_folder},
    graphql::{self, Introspection, Limits},
    http, intake,
    service::Service,
    store::Store,
};

/// The parts of a process that is not serving yet.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The database.
    pub store: Store,
    /// The use cases.
    pub service: Service,
    /// Signs people in.
    pub auth: Auth,
    /// What time it is.
    pub clock: Clock,
}

impl App {
    /// Opens the database and what lies beside it. An embedded database that was not there is made.
    ///
    /// # Errors
    /// If something cannot be opened, or the database is of another version than the program.
    pub async fn open(settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        let store = open_store(&settings).await?;
        store.check().await?;
        let files = Files::in_folder(&settings.data.join("files"))?;
        let keys = KeySet::load_or_create(&settings.token_key_file())?;
        let reading = intake::Options {
            limit: settings.file_limit(),
            allow_internal: settings.allow_internal,
        };
        Ok(Self {
            service: Service::new(store.clone(), files, clock.clone(), reading),
            auth: Auth::new(store.clone(), clock.clone(), &settings, keys),
            settings: Arc::new(settings),
            store,
            clock,
        })
    }

    /// Serves. `demo` is what the page at `/` is told of demo accounts, as JSON.
    ///
    /// # Errors
    /// If the address is taken, or the database does not answer.
    pub async fn serve(&self, demo: Option<&str>) -> anyhow::Result<Running> {
        let mut settings = http::Settings::new(self.settings.listen);
        settings.proxies = self.settings.proxies.into();
        self.serve_on(&settings, demo).await
    }

    /// The same, with settings of the transport that are not for deployers.
    ///
    /// # Errors
    /// If the address is taken, or the database does not answer.
    pub async fn serve_on(
        &self,
        settings: &http::Settings,
        demo: Option<&str>,
    ) -> anyhow::Result<Running> {
        let (feed, following) = Feed::start(self.store.clone()).await?;
        let state = graphql::State {
            service: self.service.clone(),
            auth: self.auth.clone(),
            reads: self.store.reads(),
            feed,
            clock: self.clock.clone(),
        };
        let store = self.store.clone();
        let limits = Limits {
            time: std::time::Duration::from_secs(self.settings.operation_seconds.into()),
            ..Limits::default()
        };
        let introspection = match self.settings.introspection {
            config::Introspection::SignedIn => Introspection::SignedIn,
            config::Introspection::Everyone => Introspection::Everyone,
            config::Introspection::Nobody => Introspection::Nobody,
        };
        let state = http::State {
            engine: graphql::engine(state, limits, introspection),
            authenticate: Arc::new((self.auth.clone(), self.clock.clone())),
            ready: Arc::new(self.service.clone()),
            uploads: Arc::new(self.service.clone()),
            page: http::Page::new(demo),
            sdl: graphql::sdl(),
            statements: Arc::new(move || store.statements()),
            new_id: clock::new_id,
        };
        let server = http::serve(settings, state)
            .with_context(|| format!("cannot listen on {}", settings.listen))?;
        Ok(Running { server, following: following.abort_handle() })
    }
}

/// A process that serves.
pub struct Running {
    server: http::ServerHandle,
    following: AbortHandle,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Serves until the process is asked to stop.
    ///
    /// # Errors
    /// If the server ends with an error.
    pub async fn run(self, asked: http::StopSignals) -> anyhow::Result<()> {
        let ended = self.server.run(asked).await;
        self.following.abort();
        Ok(ended?)
    }

    /// Stops, after what is being answered.
    ///
    /// # Errors
    /// If the server had ended with an error.
    pub async fn stop(self) -> anyhow::Result<()> {
        let ended = self.server.stop().await;
        self.following.abort();
        Ok(ended?)
    }
}

/// Opens the database as it is. The folder of the embedded one is made if there is none.
///
/// # Errors
/// If it cannot be opened.
pub async fn connect(settings: &Settings) -> anyhow::Result<Store> {
    if settings.database_url.is_none() {
        private_folder(&settings.data)?;
    }
    Store::connect(settings.database_url().expose_secret())
        .await
        .context("cannot open the database")
}

/// Opens the database. The embedded one is migrated when it is new: one folder is one deployment.
/// A server of many processes is migrated by command.
///
/// # Errors
/// If it cannot be opened.
pub async fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    let store = connect(settings).await?;
    let untouched = store.migrations().await?.iter().all(|(_, applied)| !applied);
    if settings.database_url.is_none() && untouched {
        store.migrate_up().await?;
    }
    Ok(store)
}
