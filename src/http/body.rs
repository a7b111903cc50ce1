//! Reads a request's body, within its size and its time.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::{StatusCode, header::CONTENT_LENGTH},
    rt,
    web::{Bytes, BytesMut, Payload},
};
use futures_util::StreamExt;

use super::{caller, refuse::Refused, state::Settings};
use crate::graphql::Code;

const HOLD: Duration = Duration::from_secs(2);

/// How large a body may be, and how long it may take to arrive.
#[derive(Clone, Copy)]
pub struct Limits {
    pub bytes: usize,
    pub time: Duration,
}

impl From<&Settings> for Limits {
    fn from(settings: &Settings) -> Self {
        Self { bytes: settings.body_bytes, time: settings.body_time }
    }
}

/// The whole body. A length that is announced is refused before the first byte is read.
pub async fn read(
    request: &HttpRequest,
    mut payload: Payload,
    limits: Limits,
) -> Result<Bytes, Refused> {
    let body = read_within(request, &mut payload, limits).await;
    if body.is_err() {
        // A chunked body that nobody holds is read to its end, however long that takes; one that is
        // still held when the refusal goes out makes the server close the connection.
        rt::spawn(async move {
            tokio::time::sleep(HOLD).await;
            drop(payload);
        });
    }
    body
}

async fn read_within(
    request: &HttpRequest,
    payload: &mut Payload,
    limits: Limits,
) -> Result<Bytes, Refused> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.bytes) {
        return Err(too_large(request, limits));
    }
    match tokio::time::timeout(limits.time, collect(request, payload, limits)).await {
        Ok(result) => result,
        Err(_elapsed) => {
            let text = caller::language(request)
                .pick("请求体传输超时", "The body took too long to arrive");
            Err(Refused::new(StatusCode::REQUEST_TIMEOUT, Code::Timeout, text).closing())
        }
    }
}

async fn collect(
    request: &HttpRequest,
    payload: &mut Payload,
    limits: Limits,
) -> Result<Bytes, Refused> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| {
            let text = caller::language(request).pick("请求体不完整", "The body is not complete");
            Refused::new(StatusCode::BAD_REQUEST, Code::BadUserInput, text).closing()
        })?;
        if body.len() + chunk.len() > limits.bytes {
            return Err(too_large(request, limits));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(request: &HttpRequest, limits: Limits) -> Refused {
    let limit = limits.bytes;
    let message = caller::language(request).pick(
        format!("请求体不得超过 {limit} 字节"),
        format!("The body may have at most {limit} bytes"),
    );
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, Code::PayloadTooLarge, message).closing()
}
