//! A toy server: a few tokens, and a schema that does what the tests want.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use uuid::Uuid;

use super::{Authenticate, Authenticated, AuthenticationError, Page, Ready, State, Uploads};
use crate::{
    domain::refusal::Refusal,
    error,
    graphql::{
        Introspection, Limits,
        toy::{sdl, toy_engine},
    },
    policy::Actor,
    service::Upload,
};

/// Knows four tokens: `good`, `brief` (half a second), `once`, which is withdrawn after the first
/// look, and `broken`, which cannot be looked up.
#[derive(Default)]
struct Tokens {
    once: AtomicBool,
}

impl Authenticate for Tokens {
    fn actor<'a>(
        &'a self,
        bearer: &'a str,
        _: Option<IpAddr>,
    ) -> BoxFuture<'a, Result<Authenticated, AuthenticationError>> {
        let known = |expires_in| {
            Ok(Authenticated { actor: Arc::new(Actor::nobody("陆知远")), expires_in })
        };
        let result = match bearer {
            "good" => known(Duration::from_mins(15)),
            "brief" => known(Duration::from_millis(500)),
            "once" if !self.once.swap(true, Ordering::Relaxed) => known(Duration::from_mins(15)),
            "broken" => Err(AuthenticationError::Failed),
            _ => Err(AuthenticationError::Refused),
        };
        std::future::ready(result).boxed()
    }
}

fn new_id() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u64_pair(0, LAST.fetch_add(1, Ordering::Relaxed))
}

struct Always(bool);

impl Ready for Always {
    fn ready(&self) -> BoxFuture<'_, bool> {
        std::future::ready(self.0).boxed()
    }
}

/// Keeps no file.
struct Nowhere;

impl Uploads for Nowhere {
    fn limit(&self) -> usize {
        0
    }

    fn put<'a>(
        &'a self,
        _: &'a Actor,
        _: &'a str,
        _: Vec<u8>,
    ) -> BoxFuture<'a, error::Result<Upload>> {
        std::future::ready(Err(Refusal::Invalid { field: "file" }.into())).boxed()
    }
}

/// The state of the toy server.
#[must_use]
pub fn state(limits: Limits, ready: bool) -> State {
    State {
        engine: toy_engine(limits, Introspection::SignedIn),
        authenticate: Arc::new(Tokens::default()),
        ready: Arc::new(Always(ready)),
        uploads: Arc::new(Nowhere),
        page: Page::new(None),
        sdl: sdl(),
        statements: Arc::new(|| 0),
        new_id,
    }
}
