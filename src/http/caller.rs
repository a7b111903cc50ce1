//! Who sends a request: from the token, the headers and the connection.

use std::{net::IpAddr, sync::Arc, time::Duration};

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{ACCEPT_LANGUAGE, AUTHORIZATION},
};

use super::{
    refuse::Refused,
    state::{Authenticate, Authenticated, AuthenticationError, Shared},
};
use crate::{domain::language::Language, graphql::Caller};

/// The id that [`super::observe`] gave a request.
#[derive(Clone)]
pub struct RequestId(pub Arc<str>);

/// A caller, and the token that proves who it is.
pub struct Identified {
    pub caller: Caller,
    pub token: Option<Token>,
}

/// A token that was good when it was looked at.
pub struct Token {
    pub bearer: String,
    pub expires_in: Duration,
}

/// Nobody without a token; a token that is not good is an error, never nobody.
pub async fn identify(request: &HttpRequest, shared: &Shared) -> Result<Identified, Refused> {
    let caller = anonymous(request, shared);
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let Some(header) = headers.next() else {
        return Ok(Identified { caller, token: None });
    };
    let bearer = header.to_str().ok().and_then(bearer).filter(|_| headers.next().is_none());
    let bearer = bearer.ok_or_else(|| Refused::unauthenticated(caller.language))?;
    sign_in(caller, bearer, &*shared.state.authenticate).await
}

/// Gives a caller the identity that a token proves.
pub async fn sign_in(
    caller: Caller,
    bearer: &str,
    authenticate: &dyn Authenticate,
) -> Result<Identified, Refused> {
    match authenticate.actor(bearer, caller.address).await {
        Ok(Authenticated { actor, expires_in }) => Ok(Identified {
            caller: Caller { actor: Some(actor), ..caller },
            token: Some(Token { bearer: bearer.to_owned(), expires_in }),
        }),
        Err(AuthenticationError::Refused) => Err(Refused::unauthenticated(caller.language)),
        Err(AuthenticationError::Failed) => Err(Refused::unavailable(caller.language)),
    }
}

/// The token of `Bearer …`.
pub fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn anonymous(request: &HttpRequest, shared: &Shared) -> Caller {
    let id = request.extensions().get::<RequestId>().map(|id| Arc::clone(&id.0));
    Caller {
        actor: None,
        language: language(request),
        address: address(request, shared.settings.proxies),
        request_id: id.unwrap_or_else(|| Arc::from("")),
    }
}

/// The language that a request asks for.
pub fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map_or_else(Language::default, Language::from_accept_language)
}

/// The address that the outermost proxy of ours saw; what stands before it anybody can write.
pub fn address(request: &HttpRequest, proxies: usize) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    if proxies == 0 {
        return peer;
    }
    let headers = request.headers().get_all("x-forwarded-for");
    let seen: Vec<&str> = headers
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .collect();
    seen.iter().rev().nth(proxies - 1).map_or(peer, |address| address.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn bearers() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for header in ["", "Bearer", "Bearer ", "Basic abc", "abc"] {
            assert_eq!(bearer(header), None, "{header}");
        }
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        let request = TestRequest::default()
            .peer_addr("192.0.2.1:80".parse().unwrap())
            .insert_header(("x-forwarded-for", "198.51.100.1, 203.0.113.7"))
            .to_http_request();
        let seen = |proxies| address(&request, proxies).map(|address| address.to_string());
        assert_eq!(seen(0).as_deref(), Some("192.0.2.1"));
        assert_eq!(seen(1).as_deref(), Some("203.0.113.7"));
        assert_eq!(seen(2).as_deref(), Some("198.51.100.1"));
        assert_eq!(seen(3).as_deref(), Some("192.0.2.1"));
    }
}
