//! What happens around every request: an id, a line in the log, metrics, security headers.

use std::sync::Arc;

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{
            CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    web::Data,
};

use super::{caller::RequestId, state::Shared};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Nothing but the page may be shown as a page.
const NO_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'";

pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = tokio::time::Instant::now();
    let shared = request.app_data::<Data<Shared>>().cloned();
    let id = request_id(&request, shared.as_ref());
    let method = method(request.method());
    request.extensions_mut().insert(RequestId(Arc::clone(&id)));

    let mut response = next.call(request).await?;

    let route = response.request().match_pattern();
    let route = route.as_deref().unwrap_or("unmatched");
    let (status, took) = (response.status().as_u16(), started.elapsed());
    if let Some(shared) = &shared {
        shared.metrics.request(route, method, status, took);
    }
    tracing::info!(request_id = &*id, method, route, status, took_ms = took.as_millis(), "request");

    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(NO_CONTENT));
    }
    Ok(response)
}

/// The id that the client or a proxy gave, if it can be trusted in a log, or a new one.
fn request_id(request: &ServiceRequest, shared: Option<&Data<Shared>>) -> Arc<str> {
    let given = request.headers().get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    match given {
        Some(id) if is_plain(id) => Arc::from(id),
        _ => shared
            .map_or_else(|| Arc::from(""), |shared| Arc::from((shared.state.new_id)().to_string())),
    }
}

fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Anybody can invent methods; a label may not grow with them.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn ids_from_outside_are_plain() {
        assert!(is_plain("0199-a_B.c"));
        for id in ["", "a b", "a\nb", "事", &"a".repeat(65)] {
            assert!(!is_plain(id), "{id}");
        }
    }
}
