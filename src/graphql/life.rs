//! What the acts on an item have in common: payloads, and the thing as it is now on a conflict.

use std::hash::Hash;

use async_graphql::{Context, dataloader::Loader};

use super::{
    Result,
    context::ContextExt,
    loaders::{Batch, LoadError},
    payload::{Settled, UserError},
};
use crate::error;

/// What an act came to.
pub struct Outcome<T> {
    /// The changed thing.
    pub done: Option<T>,
    /// On a conflict, the thing as it is now.
    pub current: Option<T>,
    /// Why nothing was changed.
    pub errors: Vec<UserError>,
}

/// An act that made a thing.
pub fn made<T>(ctx: &Context<'_>, outcome: error::Result<T>) -> Result<Outcome<T>> {
    let settled = Settled::from(outcome, ctx.language())?;
    Ok(Outcome { done: settled.done, current: None, errors: settled.errors })
}

/// An act on a thing that is there.
pub async fn changed<I, T>(
    ctx: &Context<'_>,
    id: Option<I>,
    outcome: error::Result<T>,
) -> Result<Outcome<T>>
where
    I: Copy + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
    Batch: Loader<I, Value = T, Error = LoadError>,
{
    let settled = Settled::from(outcome, ctx.language())?;
    let current = match id.filter(|_| settled.conflict) {
        Some(id) => ctx.loader()?.load_one(id).await?,
        None => None,
    };
    Ok(Outcome { done: settled.done, current, errors: settled.errors })
}

/// The payloads of acts that make a thing (`makes`) or change it (`changes`).
macro_rules! payloads {
    ($thing:ident as $field:ident of $row:ty;
        makes { $($(#[$made_doc:meta])* $made:ident,)* }
        changes { $($(#[$doc:meta])* $payload:ident,)* }) => {
        $(
            $(#[$made_doc])*
            #[derive(async_graphql::SimpleObject)]
            pub struct $made {
                /// The thing; none if it was refused.
                $field: Option<$thing>,
                /// Why nothing was changed.
                errors: Vec<$crate::graphql::payload::UserError>,
            }

            impl From<$crate::graphql::life::Outcome<$row>> for $made {
                fn from(outcome: $crate::graphql::life::Outcome<$row>) -> Self {
                    Self { $field: outcome.done.map(Into::into), errors: outcome.errors }
                }
            }
        )*
        $(
            $(#[$doc])*
            #[derive(async_graphql::SimpleObject)]
            pub struct $payload {
                /// The thing; none if it was refused.
                $field: Option<$thing>,
                /// On `CONFLICT`, the thing as it is now.
                current: Option<$thing>,
                /// Why nothing was changed.
                errors: Vec<$crate::graphql::payload::UserError>,
            }

            impl From<$crate::graphql::life::Outcome<$row>> for $payload {
                fn from(outcome: $crate::graphql::life::Outcome<$row>) -> Self {
                    Self {
                        $field: outcome.done.map(Into::into),
                        current: outcome.current.map(Into::into),
                        errors: outcome.errors,
                    }
                }
            }
        )*
    };
}

pub(super) use payloads;
