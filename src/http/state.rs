//! What the transport is given: its settings, and the rest of the program behind small interfaces.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::sync::watch;
use uuid::Uuid;

use super::{metrics::Metrics, page::Page};
use crate::{
    auth::{Auth, Unauthenticated},
    clock::Clock,
    error,
    graphql::Engine,
    policy::Actor,
    service::{Service, Upload},
};

/// Settings of the transport.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen. Port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Threads that answer requests; one for each core if not given.
    pub workers: Option<usize>,
    /// How many proxies of ours stand in front: as many addresses at the end of `X-Forwarded-For`
    /// are believed. 0 believes the connection alone.
    pub proxies: usize,
    /// Bytes of a request's body: 256 KiB.
    pub body_bytes: usize,
    /// How long a body may take to arrive: 10 seconds.
    pub body_time: Duration,
    /// How long requests may take to end after the signal to stop: 10 seconds.
    pub stop_time: Duration,
    /// WebSocket.
    pub socket: SocketSettings,
}

/// Settings of a WebSocket connection.
#[derive(Clone, Debug)]
pub struct SocketSettings {
    /// How long to wait for `connection_init`: 10 seconds.
    pub init_time: Duration,
    /// How often to ping, and to look whether the token is still good: 20 seconds. Who is not heard
    /// of for twice as long is gone.
    pub ping_every: Duration,
    /// How long a message may wait for a slow reader: 10 seconds.
    pub write_time: Duration,
    /// Subscriptions at once: 50.
    pub subscriptions: usize,
}

impl Settings {
    /// The defaults, for an address.
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            workers: None,
            proxies: 0,
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            stop_time: Duration::from_secs(10),
            socket: SocketSettings {
                init_time: Duration::from_secs(10),
                ping_every: Duration::from_secs(20),
                write_time: Duration::from_secs(10),
                subscriptions: 50,
            },
        }
    }
}

/// Someone whose token is good.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who it is.
    pub actor: Arc<Actor>,
    /// How much longer the token is good.
    pub expires_in: Duration,
}

/// Why nobody was authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationError {
    /// The token is not, or no longer, good.
    Refused,
    /// It could not be found out; the cause is logged where it arose.
    Failed,
}

/// Turns access tokens into actors.
pub trait Authenticate: Send + Sync {
    /// Who bears this token.
    fn actor<'a>(
        &'a self,
        bearer: &'a str,
        address: Option<IpAddr>,
    ) -> BoxFuture<'a, Result<Authenticated, AuthenticationError>>;
}

/// Tells whether requests can be answered.
pub trait Ready: Send + Sync {
    /// Whether what the server stands on (the database) is there.
    fn ready(&self) -> BoxFuture<'_, bool>;
}

/// Keeps files for their senders to name in a later mutation.
pub trait Uploads: Send + Sync {
    /// Bytes of the largest file.
    fn limit(&self) -> usize;

    /// Keeps a file.
    fn put<'a>(
        &'a self,
        actor: &'a Actor,
        name: &'a str,
        bytes: Vec<u8>,
    ) -> BoxFuture<'a, error::Result<Upload>>;
}

impl Authenticate for (Auth, Clock) {
    fn actor<'a>(
        &'a self,
        bearer: &'a str,
        address: Option<IpAddr>,
    ) -> BoxFuture<'a, Result<Authenticated, AuthenticationError>> {
        let (auth, clock) = self;
        Box::pin(async move {
            match auth.actor(bearer, address).await {
                Ok(known) => Ok(Authenticated {
                    actor: known.actor,
                    expires_in: (known.expires_at - clock.now()).to_std().unwrap_or_default(),
                }),
                Err(Unauthenticated::BadToken) => Err(AuthenticationError::Refused),
                Err(Unauthenticated::Failed(error)) => {
                    tracing::error!(%error, "a token could not be looked at");
                    Err(AuthenticationError::Failed)
                }
            }
        })
    }
}

impl Ready for Service {
    fn ready(&self) -> BoxFuture<'_, bool> {
        Box::pin(self.is_ready())
    }
}

impl Uploads for Service {
    fn limit(&self) -> usize {
        self.file_limit()
    }

    fn put<'a>(
        &'a self,
        actor: &'a Actor,
        name: &'a str,
        bytes: Vec<u8>,
    ) -> BoxFuture<'a, error::Result<Upload>> {
        Box::pin(self.upload(actor, name, bytes))
    }
}

/// The rest of the program, as the transport sees it.
#[derive(Clone)]
pub struct State {
    /// Answers operations.
    pub engine: Engine,
    /// Knows tokens.
    pub authenticate: Arc<dyn Authenticate>,
    /// Knows whether the database is there.
    pub ready: Arc<dyn Ready>,
    /// The contract, for `/schema.graphql`.
    pub sdl: String,
    /// How many statements were sent to the database so far.
    pub statements: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// Keeps uploaded files.
    pub uploads: Arc<dyn Uploads>,
    /// The page at `/`.
    pub page: Page,
    /// Makes the ids of requests.
    pub new_id: fn() -> Uuid,
}

/// What every handler finds: the state, the settings, the metrics, and the signal to stop.
pub(super) struct Shared {
    pub state: State,
    pub settings: Settings,
    pub metrics: Metrics,
    pub stopping: watch::Receiver<bool>,
}
