//! Who sends an operation, as far as the door could tell.

use std::{net::IpAddr, sync::Arc};

use crate::{domain::language::Language, policy::Actor};

/// The sender of one operation. Every resolver finds it in its context.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who has signed in; nobody for an anonymous request.
    pub actor: Option<Arc<Actor>>,
    /// The language for messages.
    pub language: Language,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// Names the request in logs and in the `x-request-id` header.
    pub request_id: Arc<str>,
}
