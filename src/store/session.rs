//! Sessions and their refresh tokens.

use chrono::{DateTime, Utc};
use entity::{account, refresh_token, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Reader, Result, Tx};
use crate::{
    clock,
    domain::{
        account::Account,
        id::{AccountId, SessionId},
    },
};

/// A session with its account.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Key.
    pub id: SessionId,
    /// Who signed in.
    pub account: Account,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl SessionRow {
    /// Whether requests may still be made in it.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && at < self.expires_at && self.account.disabled_at.is_none()
    }
}

impl Reader<'_> {
    /// A session with its account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn session(&self, id: SessionId) -> Result<Option<SessionRow>> {
        let row = session::Entity::find_by_id(Uuid::from(id))
            .find_also_related(account::Entity)
            .one(&self.db())
            .await?;
        Ok(row.and_then(|(session, account)| {
            Some(SessionRow {
                id: SessionId(session.id),
                account: account?.into(),
                expires_at: session.expires_at,
                ended_at: session.ended_at,
            })
        }))
    }

    /// The session of a refresh token, and whether the token can still be exchanged. Inside a
    /// transaction the token is locked until its end.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn refresh_token(
        &self,
        digest: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<(SessionId, RefreshState)>> {
        let row = refresh_token::Entity::find()
            .filter(refresh_token::Column::Digest.eq(digest))
            .one(&self.db())
            .await?;
        Ok(row.map(|row| {
            let state = if row.used_at.is_some() {
                RefreshState::Used
            } else if row.expires_at <= at {
                RefreshState::Expired
            } else {
                RefreshState::Fresh
            };
            (SessionId(row.session_id), state)
        }))
    }
}

/// What has become of a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshState {
    /// It can be exchanged.
    Fresh,
    /// It was exchanged before: whoever shows it now, one of two has stolen it.
    Used,
    /// It is too old.
    Expired,
}

impl Tx {
    /// Begins a session.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_session(
        &self,
        account: AccountId,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        device: Option<&str>,
        address: Option<&str>,
    ) -> Result<SessionId> {
        let id: SessionId = clock::new_id();
        session::Entity::insert(session::ActiveModel {
            id: Set(id.into()),
            account_id: Set(account.into()),
            created_at: Set(at),
            expires_at: Set(expires_at),
            ended_at: Set(None),
            device: Set(device.map(str::to_owned)),
            address: Set(address.map(str::to_owned)),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(id)
    }

    /// Keeps the digest of a refresh token.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_refresh_token(
        &self,
        session: SessionId,
        digest: &str,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        refresh_token::Entity::insert(refresh_token::ActiveModel {
            id: Set(clock::new_id()),
            session_id: Set(session.into()),
            digest: Set(digest.to_owned()),
            created_at: Set(at),
            expires_at: Set(expires_at),
            used_at: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Marks a refresh token as exchanged; false if it already was.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn use_refresh_token(&self, digest: &str, at: DateTime<Utc>) -> Result<bool> {
        let done = refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::UsedAt, Expr::value(at))
            .filter(refresh_token::Column::Digest.eq(digest))
            .filter(refresh_token::Column::UsedAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Ends a session; false if it had ended.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_session(&self, session: SessionId, at: DateTime<Utc>) -> Result<bool> {
        let done = session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(at))
            .filter(session::Column::Id.eq(Uuid::from(session)))
            .filter(session::Column::EndedAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_sessions_of(&self, account: AccountId, at: DateTime<Utc>) -> Result<()> {
        session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(at))
            .filter(session::Column::AccountId.eq(Uuid::from(account)))
            .filter(session::Column::EndedAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
