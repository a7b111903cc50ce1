//! What follows from the event log. One relay gives committed events their positions; every
//! process follows the positions and tells its subscribers.

use std::{sync::Arc, time::Duration};

use tokio::{sync::broadcast, task::JoinHandle};

use crate::{
    policy::Scope,
    store::{self, PlacedEvent, Result, Store},
};

/// Events that a slow subscriber may fall behind before it is told to read again.
const BACKLOG: usize = 1024;
/// Events that are read or placed at once.
const BATCH: u64 = 500;
/// How long an event of another process may wait at the most.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells what happens, in the order of positions.
#[derive(Clone)]
pub struct Feed(broadcast::Sender<Arc<PlacedEvent>>);

impl Feed {
    /// Starts to follow the log from its present end.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn start(store: Store) -> Result<(Self, JoinHandle<()>)> {
        let (sender, _) = broadcast::channel(BACKLOG);
        let from = store.reader(Scope::system()).last_position().await?;
        let feed = Self(sender);
        let task = tokio::spawn(store::following(follow(store, feed.clone(), from)));
        Ok((feed, task))
    }

    /// What happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<PlacedEvent>> {
        self.0.subscribe()
    }
}

async fn follow(store: Store, feed: Feed, mut position: i64) {
    loop {
        match turn(&store, &feed, position).await {
            Ok(last) => position = last,
            Err(error) => tracing::error!(%error, "the event log could not be followed"),
        }
        // Whichever comes first: a commit of this process, or time to look for another's.
        let _ = tokio::time::timeout(PAUSE, store.committed()).await;
    }
}

async fn turn(store: &Store, feed: &Feed, mut position: i64) -> Result<i64> {
    while store.reader(Scope::system()).has_pending_events().await? {
        let tx = store.write().await?;
        tx.place_events(BATCH).await?;
        tx.commit_quietly().await?;
    }
    loop {
        let events = store.reader(Scope::system()).events_after(position, BATCH).await?;
        let Some(last) = events.last() else {
            return Ok(position);
        };
        position = last.position;
        for event in events {
            // An error means that nobody listens.
            let _ = feed.0.send(Arc::new(event));
        }
    }
}
