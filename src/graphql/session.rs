//! Signing in and out.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::{
    Result,
    context::ContextExt,
    payload::{Settled, UserError},
    scalars::DateTime,
    viewer::Account,
};
use crate::auth::SignedIn;

/// Who signs in (登录).
#[derive(InputObject)]
pub struct SignInInput {
    /// Name to sign in with (用户名).
    username: String,
    /// Password (密码).
    #[graphql(secret)]
    password: String,
    /// The client as it names itself, for the list of sessions (设备名称); at most 200 characters.
    #[graphql(validator(chars_max_length = 200))]
    device: Option<String>,
}

/// The tokens of a session (会话令牌).
#[derive(SimpleObject)]
pub struct Session {
    /// For requests, as `Authorization: Bearer …` (访问令牌).
    access_token: String,
    /// When the access token stops being accepted (访问令牌失效时间).
    expires_at: DateTime,
    /// For the next pair of tokens; good once (刷新令牌).
    refresh_token: String,
    /// Who signed in (账号).
    account: Account,
}

impl From<SignedIn> for Session {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            access_token: signed_in.access_token,
            expires_at: DateTime(signed_in.expires_at),
            refresh_token: signed_in.refresh_token,
            account: signed_in.actor.account.clone().into(),
        }
    }
}

/// How signing in went.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The session; none if it was refused.
    session: Option<Session>,
    /// Why not.
    errors: Vec<UserError>,
}

/// A refresh token to be exchanged (刷新会话).
#[derive(InputObject)]
pub struct SessionRefreshInput {
    /// The refresh token; shown a second time, it ends its session (刷新令牌).
    #[graphql(secret)]
    refresh_token: String,
}

/// How refreshing went.
#[derive(SimpleObject)]
pub struct SessionRefreshPayload {
    /// The session with its next tokens; none if it was refused.
    session: Option<Session>,
    /// Why not.
    errors: Vec<UserError>,
}

/// How signing out went.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Whether the session has ended.
    ended: bool,
    /// Why not.
    errors: Vec<UserError>,
}

/// What can be done with sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs someone in (登录). For everyone.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "User name and password.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let mut origin = ctx.origin()?;
        origin.device = input.device;
        let outcome = ctx.state()?.auth.sign_in(&input.username, input.password, &origin).await;
        let settled = Settled::from(outcome, ctx.language())?;
        Ok(SignInPayload { session: settled.done.map(Into::into), errors: settled.errors })
    }

    /// Exchanges a refresh token for the next pair of tokens (刷新会话). For everyone.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: SessionRefreshInput,
    ) -> Result<SessionRefreshPayload> {
        let outcome = ctx.state()?.auth.refresh(&input.refresh_token, &ctx.origin()?).await;
        let settled = Settled::from(outcome, ctx.language())?;
        Ok(SessionRefreshPayload { session: settled.done.map(Into::into), errors: settled.errors })
    }

    /// Ends the viewer's session: its tokens are accepted no longer (退出). For whoever is signed in.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let outcome = ctx.state()?.auth.sign_out(ctx.actor()?).await;
        let settled = Settled::from(outcome, ctx.language())?;
        Ok(SignOutPayload { ended: settled.done.is_some(), errors: settled.errors })
    }
}
