//! Writes that are done once, however often they are sent.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    clock::Clock,
    domain::{id::AccountId, refusal::Refusal},
    error::Result,
    files,
    policy::Author,
    store::{Replay, Tx},
};

/// The most characters of a key.
const MAX_KEY: usize = 128;

/// The key under which a write is done once; unique by account and mutation.
#[derive(Clone, Debug)]
pub struct Once {
    account: AccountId,
    mutation: &'static str,
    key: String,
    digest: String,
}

impl Once {
    /// The key of a client, with the input that it stands for. None where the client gave none.
    ///
    /// # Errors
    /// If the key is empty or too long.
    pub fn new(
        by: Author<'_>,
        mutation: &'static str,
        key: Option<String>,
        input: &impl Serialize,
    ) -> Result<Option<Self>> {
        let (Some(account), Some(key)) = (by.account(), key) else {
            return Ok(None);
        };
        if key.trim().is_empty() || key.chars().count() > MAX_KEY || key.contains('\0') {
            return Err(Refusal::Invalid { field: "idempotencyKey" }.into());
        }
        let input = serde_json::to_vec(input).map_err(anyhow::Error::from)?;
        Ok(Some(Self { account, mutation, key, digest: files::digest(&input) }))
    }
}

/// What the write of this key made or changed, if it was done before.
pub(super) async fn done<I: From<Uuid>>(once: Option<&Once>, tx: &Tx) -> Result<Option<I>> {
    let Some(once) = once else { return Ok(None) };
    match tx.replay(once.account, once.mutation, &once.key, &once.digest).await? {
        Replay::New => Ok(None),
        Replay::Done(id) => Ok(Some(id.into())),
        Replay::OtherInput => Err(Refusal::KeyReused.into()),
    }
}

/// Keeps what the write of this key made or changed, in its own transaction.
pub(super) async fn keep(
    once: Option<&Once>,
    tx: &Tx,
    result: impl Into<Uuid>,
    clock: &Clock,
) -> Result<()> {
    let Some(once) = once else { return Ok(()) };
    tx.insert_idempotency_key(
        once.account,
        once.mutation,
        &once.key,
        &once.digest,
        result.into(),
        clock.now(),
    )
    .await?;
    Ok(())
}
