//! Who writes: a person who signed in, or whoever may run the command line.

use super::{Act, Actor, Scope, decide};
use crate::domain::{
    id::{AccountId, SessionId},
    refusal::Refusal,
};

/// Who a change is made by.
#[derive(Clone, Copy, Debug)]
pub enum Author<'a> {
    /// Someone who signed in.
    Person(&'a Actor),
    /// The command line: whoever may run it has the database in hand.
    Console,
}

impl Author<'_> {
    /// Which rows the author may see.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Self::Person(actor) => Scope::of(actor),
            Self::Console => Scope::system(),
        }
    }

    /// Whether the author may.
    ///
    /// # Errors
    /// A refusal that says who may.
    pub fn may(&self, act: Act) -> Result<(), Refusal> {
        match self {
            Self::Person(actor) => decide(actor, act),
            Self::Console => Ok(()),
        }
    }

    /// The account, if there is one.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Person(actor) => Some(actor.account.id),
            Self::Console => None,
        }
    }

    /// The account of the person who answers for what is written; the command line has none.
    ///
    /// # Errors
    /// A refusal that asks for an account.
    pub fn person(&self) -> Result<AccountId, Refusal> {
        self.account().ok_or(Refusal::Required { field: "account" })
    }

    /// The session, if there is one.
    #[must_use]
    pub const fn session(&self) -> Option<SessionId> {
        match self {
            Self::Person(actor) => Some(actor.session),
            Self::Console => None,
        }
    }
}
