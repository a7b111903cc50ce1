//! Who asks: passwords, tokens, sessions.
//!
//! An [`Actor`] is made here and nowhere else, from a token whose session is open and from the
//! roles that the database says are valid now.

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    clock::Clock,
    config::Settings,
    domain::{
        account,
        event::{EventKind, EventResult, Subjects},
        id::{AccountId, SessionId, UnitId},
        refusal::Refusal,
    },
    error::Result,
    policy::{Actor, Membership, Post, Scope},
    store::{NewEvent, RefreshState, SessionRow, Store, StoreError},
};

mod password;
mod token;

pub use password::{MIN_PASSWORD, Passwords};
pub use token::{KeySet, Tokens};

/// Signs people in and tells who they are.
#[derive(Clone)]
pub struct Auth {
    store: Store,
    clock: Clock,
    passwords: Passwords,
    tokens: Arc<Tokens>,
    session_time: TimeDelta,
}

/// What a client gets when it signs in, or shows its refresh token.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// For requests, as `Authorization: Bearer …`.
    pub access_token: String,
    /// When the access token stops being accepted.
    pub expires_at: DateTime<Utc>,
    /// For the next pair of tokens; good once.
    pub refresh_token: String,
    /// Who signed in.
    pub actor: Arc<Actor>,
}

/// Who a good access token belongs to.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who.
    pub actor: Arc<Actor>,
    /// When the token stops being accepted.
    pub expires_at: DateTime<Utc>,
}

/// Why a token was not accepted.
#[derive(Debug)]
pub enum Unauthenticated {
    /// It is not ours, too old, or its session has ended.
    BadToken,
    /// The database could not be asked.
    Failed(StoreError),
}

impl From<StoreError> for Unauthenticated {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The address.
    pub address: Option<IpAddr>,
    /// The client as it names itself.
    pub device: Option<String>,
}

impl Auth {
    /// With the keys and parameters of the settings.
    #[must_use]
    pub fn new(store: Store, clock: Clock, settings: &Settings, keys: KeySet) -> Self {
        Self {
            passwords: Passwords::new(settings),
            tokens: Arc::new(Tokens::new(
                keys,
                TimeDelta::minutes(settings.access_token_minutes.into()),
            )),
            session_time: TimeDelta::days(settings.session_days.into()),
            store,
            clock,
        }
    }

    /// Hashes passwords as this process does.
    #[must_use]
    pub const fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// Signs someone in.
    ///
    /// # Errors
    /// `BAD_CREDENTIALS`, whether the user name is unknown, the account disabled or the password
    /// wrong; each takes the time of one password hash.
    pub async fn sign_in(
        &self,
        username: &str,
        password: String,
        origin: &Origin,
    ) -> Result<SignedIn> {
        let known = match account::username(username) {
            Some(username) => self.system().account_named(&username).await?,
            None => None,
        };
        let (account, hash) = known.unzip();
        let right = self.passwords.verify(password, hash.flatten()).await?;
        let allowed = account.as_ref().filter(|account| right && account.disabled_at.is_none());
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let Some(account) = allowed else {
            let of = account.map(|account| account.id);
            tx.append(event(EventKind::SessionRefused, of, None, origin, now)).await?;
            tx.commit().await?;
            return Err(Refusal::BadCredentials.into());
        };
        let address = origin.address.map(|address| address.to_string());
        let session = tx
            .insert_session(
                account.id,
                now,
                now + self.session_time,
                origin.device.as_deref(),
                address.as_deref(),
            )
            .await?;
        let refresh = token::RefreshToken::new()?;
        tx.insert_refresh_token(session, &refresh.digest, now, now + self.session_time).await?;
        tx.append(event(EventKind::SessionStarted, Some(account.id), Some(session), origin, now))
            .await?;
        tx.commit().await?;
        self.signed_in(session, refresh.secret, origin).await
    }

    /// Exchanges a refresh token for the next pair. Shown a second time, it ends its session: one
    /// of the two who showed it has stolen it.
    ///
    /// # Errors
    /// `SESSION_ENDED` for a token that is unknown, used, too old, or of an ended session.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Result<SignedIn> {
        let digest = token::digest(refresh_token);
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let reader = tx.reader(Scope::system());
        let Some((session, state)) = reader.refresh_token(&digest, now).await? else {
            return Err(Refusal::SessionEnded.into());
        };
        let open = reader.session(session).await?.filter(|session| session.is_open(now));
        let Some(open) = open else {
            return Err(Refusal::SessionEnded.into());
        };
        let fresh = state == RefreshState::Fresh && tx.use_refresh_token(&digest, now).await?;
        if !fresh {
            if state != RefreshState::Expired {
                tx.end_session(session, now).await?;
                let told = event(
                    EventKind::TokenReused,
                    Some(open.account.id),
                    Some(session),
                    origin,
                    now,
                );
                tx.append(told).await?;
                tx.commit().await?;
            }
            return Err(Refusal::SessionEnded.into());
        }
        let next = token::RefreshToken::new()?;
        tx.insert_refresh_token(session, &next.digest, now, open.expires_at).await?;
        tx.commit().await?;
        self.signed_in(session, next.secret, origin).await
    }

    /// Ends the actor's session.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sign_out(&self, actor: &Actor) -> Result<()> {
        let now = self.clock.now();
        let origin = Origin { address: actor.address, device: None };
        let tx = self.store.write().await?;
        if tx.end_session(actor.session, now).await? {
            let told = event(
                EventKind::SessionEnded,
                Some(actor.account.id),
                Some(actor.session),
                &origin,
                now,
            );
            tx.append(told).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Who an access token belongs to.
    ///
    /// # Errors
    /// If it is not good, or the database does not answer.
    pub async fn actor(
        &self,
        access_token: &str,
        address: Option<IpAddr>,
    ) -> std::result::Result<Authenticated, Unauthenticated> {
        let (session, expires_at) =
            self.tokens.read(access_token, self.clock.now()).ok_or(Unauthenticated::BadToken)?;
        let actor =
            self.actor_of_session(session, address).await?.ok_or(Unauthenticated::BadToken)?;
        Ok(Authenticated { actor: Arc::new(actor), expires_at })
    }

    /// Who a session belongs to and what they may act as now; none if it has ended.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn actor_of_session(
        &self,
        session: SessionId,
        address: Option<IpAddr>,
    ) -> std::result::Result<Option<Actor>, StoreError> {
        let open = self
            .system()
            .session(session)
            .await?
            .filter(|session| session.is_open(self.clock.now()));
        match open {
            Some(session) => Ok(Some(self.load(session, address).await?)),
            None => Ok(None),
        }
    }

    async fn load(
        &self,
        session: SessionRow,
        address: Option<IpAddr>,
    ) -> std::result::Result<Actor, StoreError> {
        let reader = self.system();
        let (now, today) = (self.clock.now(), self.clock.today());
        let account = session.account.id;
        let grants = reader.grants_of(account, now).await?;
        let units = reader.memberships_at(account, now).await?;
        let posts = reader.posts_held_by(account, today).await?;
        let leaders: Vec<_> = posts.iter().map(|(leader, ..)| *leader).collect();
        let charges = reader.charges_of(&leaders, today).await?;
        let members: Vec<_> = units
            .iter()
            .map(|(unit, ..)| *unit)
            .chain(charges.values().flatten().copied())
            .collect();
        let answered = reader.answered_by(&members, today).await?;
        let heirs = reader.heirs(&members).await?;
        let succeeded_by = |unit: UnitId| {
            heirs.iter().filter(move |(_, heir)| *heir == unit).map(|(before, _)| *before)
        };
        let answers_for = |unit: UnitId| answered.get(&unit).cloned().unwrap_or_default();
        let (former, memberships): (Vec<_>, Vec<_>) = units
            .into_iter()
            .map(|(unit, office, role)| Membership {
                unit,
                office,
                role,
                answers_for: answers_for(unit),
            })
            .partition(|own| heirs.iter().any(|(unit, _)| *unit == own.unit));
        Ok(Actor {
            account: session.account,
            session: session.id,
            address,
            grants,
            succeeded: memberships.iter().flat_map(|own| succeeded_by(own.unit)).collect(),
            memberships,
            former,
            posts: posts
                .into_iter()
                .map(|(leader, office, chief)| Post {
                    leader,
                    office,
                    chief,
                    charges: charges
                        .get(&leader)
                        .into_iter()
                        .flatten()
                        .flat_map(|unit| std::iter::once(*unit).chain(answers_for(*unit)))
                        .collect(),
                })
                .collect(),
        })
    }

    async fn signed_in(
        &self,
        session: SessionId,
        refresh_token: String,
        origin: &Origin,
    ) -> Result<SignedIn> {
        let actor =
            self.actor_of_session(session, origin.address).await?.ok_or(Refusal::SessionEnded)?;
        let (access_token, expires_at) = self.tokens.make(&actor, self.clock.now())?;
        Ok(SignedIn { access_token, expires_at, refresh_token, actor: Arc::new(actor) })
    }

    fn system(&self) -> crate::store::Reader<'static> {
        self.store.reader(Scope::system())
    }
}

fn event(
    kind: EventKind,
    actor: Option<AccountId>,
    session: Option<SessionId>,
    origin: &Origin,
    at: DateTime<Utc>,
) -> NewEvent {
    let refused = matches!(kind, EventKind::SessionRefused | EventKind::TokenReused);
    NewEvent {
        kind,
        at,
        actor,
        session,
        address: origin.address,
        subjects: Subjects::default(),
        fields: vec![],
        version: None,
        state: None,
        result: if refused { EventResult::Refused } else { EventResult::Done },
    }
}
