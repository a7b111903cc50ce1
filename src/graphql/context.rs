//! What resolvers find in their context.

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::{
    Context,
    dataloader::{DataLoader, HashMapCache},
};

use super::{
    Caller, Code, Problem, Result,
    error::bad_input,
    loaders::{Batch, batches},
};
use crate::{
    auth::{Auth, Origin},
    clock::Clock,
    domain::{language::Language, refusal::Refusal},
    feed::Feed,
    policy::{Actor, Author},
    service::Service,
    store::{Reader, Reads},
};

/// What every resolver may use: the use cases to write, and readers for viewers to read.
#[derive(Clone)]
pub struct State {
    /// The use cases.
    pub service: Service,
    /// Signs people in.
    pub auth: Auth,
    /// Makes readers for viewers.
    pub reads: Reads,
    /// Tells what happens.
    pub feed: Feed,
    /// What time it is.
    pub clock: Clock,
}

/// What one operation of someone who signed in reads with: one reader for a query or a mutation, a
/// new one for each event of a subscription, since rights change while it lasts.
#[derive(Clone)]
pub struct Reading(Arc<RwLock<Means>>);

/// A reader, and the loader over it.
#[derive(Clone)]
struct Means {
    reader: Arc<Reader<'static>>,
    loader: Arc<DataLoader<Batch, HashMapCache>>,
}

impl Means {
    fn of(state: &State, actor: &Actor, cached: bool) -> Self {
        let reader = Arc::new(state.reads.of(actor));
        let loader = batches(Arc::clone(&reader), state.clock.today());
        loader.enable_all_cache(cached);
        Self { reader, loader: Arc::new(loader) }
    }
}

impl Reading {
    /// For one operation of an actor. Only a query keeps what it has read: in a mutation and a
    /// subscription it would grow old.
    pub fn of(state: &State, actor: &Actor, cached: bool) -> Self {
        Self(Arc::new(RwLock::new(Means::of(state, actor, cached))))
    }

    /// Reads from now on what the actor may see now.
    pub fn renew(&self, state: &State, actor: &Actor) {
        let means = Means::of(state, actor, false);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = means;
    }

    /// Reads what the viewer may see.
    pub fn reader(&self) -> Arc<Reader<'static>> {
        self.means().reader
    }

    /// The same, many keys at once.
    pub fn loader(&self) -> Arc<DataLoader<Batch, HashMapCache>> {
        self.means().loader
    }

    fn means(&self) -> Means {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Shorthands for what is in the context.
pub trait ContextExt {
    /// What every resolver may use.
    fn state(&self) -> Result<&State>;
    /// Who sent the operation.
    fn caller(&self) -> Result<&Caller>;
    /// Who has signed in; `UNAUTHENTICATED` if nobody has.
    fn actor(&self) -> Result<&Actor>;
    /// What this operation reads with.
    fn reading(&self) -> Result<&Reading>;

    /// The language of messages.
    fn language(&self) -> Language {
        self.caller().map(|caller| caller.language).unwrap_or_default()
    }

    /// The person who writes.
    fn author(&self) -> Result<Author<'_>> {
        Ok(Author::Person(self.actor()?))
    }

    /// Reads what the viewer may see.
    fn reader(&self) -> Result<Arc<Reader<'static>>> {
        Ok(self.reading()?.reader())
    }

    /// The same, many keys at once.
    fn loader(&self) -> Result<Arc<DataLoader<Batch, HashMapCache>>> {
        Ok(self.reading()?.loader())
    }

    /// `BAD_USER_INPUT` where an argument cannot be.
    fn check<T>(&self, checked: std::result::Result<T, Refusal>) -> Result<T> {
        checked.map_err(|refusal| bad_input(&refusal, self.language()))
    }

    /// Where the operation came from.
    fn origin(&self) -> Result<Origin> {
        Ok(Origin { address: self.caller()?.address, device: None })
    }
}

impl ContextExt for Context<'_> {
    fn state(&self) -> Result<&State> {
        self.data()
    }

    fn caller(&self) -> Result<&Caller> {
        self.data()
    }

    fn actor(&self) -> Result<&Actor> {
        let caller = self.caller()?;
        caller.actor.as_deref().ok_or_else(|| {
            let text = caller.language.pick("请先登录", "Sign in first");
            Problem::new(Code::Unauthenticated, text).into()
        })
    }

    fn reading(&self) -> Result<&Reading> {
        self.actor()?;
        self.data()
    }
}
