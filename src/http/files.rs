//! `POST /files?name=…`: a file as the body of the request, for a later mutation to name.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING},
    },
    web::{Data, Payload, Query},
};
use serde::{Deserialize, Serialize};

use super::{
    body::{self, Limits},
    caller::{self, Identified, identify},
    negotiate::Media,
    refuse::Refused,
    state::Shared,
};
use crate::{
    domain::refusal::{Refusal, RefusalCode},
    error::Error,
    graphql::{Code, file_id},
    service::Upload,
};

/// A large file on a slow line: one MiB in this time is patient enough.
const TIME_PER_MIB: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// What the sender is told of the file.
#[derive(Serialize)]
struct Kept<'a> {
    id: String,
    name: &'a str,
    size: i32,
    sha256: &'a str,
}

/// Keeps a file. Only for those who have signed in; only the sender may name it later.
pub async fn post(request: HttpRequest, payload: Payload, shared: Data<Shared>) -> HttpResponse {
    match keep(&request, payload, &shared).await {
        Ok(upload) => {
            HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(Kept {
                id: file_id(upload.id),
                name: &upload.name,
                size: upload.size,
                sha256: &upload.digest,
            })
        }
        Err(refused) => refused.respond(Media::Json),
    }
}

async fn keep(request: &HttpRequest, payload: Payload, shared: &Shared) -> Result<Upload, Refused> {
    let language = caller::language(request);
    let identified = identify(request, shared).await.map_err(Refused::closing)?;
    let Identified { caller, token: _ } = identified;
    let actor = caller.actor.ok_or_else(|| Refused::unauthenticated(language).closing())?;
    if request.headers().contains_key(CONTENT_ENCODING) {
        let text = language.pick("不接受压缩的请求体", "An encoded body is not taken");
        let refused =
            Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::UnsupportedMediaType, text);
        return Err(refused.closing());
    }
    let named = Query::<Named>::from_query(request.query_string()).map_err(|_| {
        let text = language.pick("请在地址中给出文件名：?name=…", "Name the file: ?name=…");
        Refused::new(StatusCode::BAD_REQUEST, Code::BadUserInput, text).closing()
    })?;
    let uploads = &shared.state.uploads;
    let mebibytes = u32::try_from(uploads.limit() >> 20).unwrap_or(u32::MAX).max(1);
    let limits = Limits { bytes: uploads.limit(), time: TIME_PER_MIB.saturating_mul(mebibytes) };
    let bytes = body::read(request, payload, limits).await?;
    uploads.put(&actor, &named.name, bytes.into()).await.map_err(|error| match error {
        Error::Refused(refusal) => {
            Refused::new(status(&refusal), Code::BadUserInput, refusal.message().text(language))
        }
        Error::Failed(error) => {
            tracing::error!(%error, "a file could not be kept");
            Refused::unavailable(language)
        }
    })
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal.code() {
        RefusalCode::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}
