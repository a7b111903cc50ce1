//! Writes that were done once under a key.

use chrono::{DateTime, Utc};
use entity::idempotency_key;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Result, Tx};
use crate::{clock, domain::id::AccountId};

/// What is known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// It was not used: the write is to be done.
    New,
    /// The write was done and made or changed this.
    Done(Uuid),
    /// It was used for another input.
    OtherInput,
}

impl Tx {
    /// What is known of an account's key for a mutation. On `PostgreSQL` a second transaction with
    /// the same key waits here for the first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn replay(
        &self,
        account: AccountId,
        mutation: &str,
        key: &str,
        digest: &str,
    ) -> Result<Replay> {
        self.serialize(&format!("{account}/{mutation}/{key}")).await?;
        let row = idempotency_key::Entity::find()
            .filter(idempotency_key::Column::AccountId.eq(Uuid::from(account)))
            .filter(idempotency_key::Column::Mutation.eq(mutation))
            .filter(idempotency_key::Column::Key.eq(key))
            .one(&self.tx)
            .await?;
        Ok(match row {
            None => Replay::New,
            Some(row) if row.input_digest == digest => Replay::Done(row.result_id),
            Some(_) => Replay::OtherInput,
        })
    }

    /// Keeps what a write under a key made or changed.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_idempotency_key(
        &self,
        account: AccountId,
        mutation: &str,
        key: &str,
        digest: &str,
        result: Uuid,
        at: DateTime<Utc>,
    ) -> Result<()> {
        idempotency_key::Entity::insert(idempotency_key::ActiveModel {
            id: Set(clock::new_id()),
            account_id: Set(account.into()),
            mutation: Set(mutation.to_owned()),
            key: Set(key.to_owned()),
            input_digest: Set(digest.to_owned()),
            result_id: Set(result),
            created_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
}
