//! GraphQL over HTTP.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, CACHE_CONTROL, VARY},
    },
    web::{Data, Payload, Query},
};

use super::{
    body,
    caller::{self, Identified, identify},
    negotiate::{Media, takes_body},
    refuse::Refused,
    state::Shared,
};
use crate::graphql::{Answer, Code, Operation, Outcome};

/// `POST /graphql`
pub async fn post(request: HttpRequest, payload: Payload, shared: Data<Shared>) -> HttpResponse {
    respond(&request, &shared, async |identified: Identified| {
        if !takes_body(request.headers()) {
            let text = caller::language(&request).pick(
                "请求体须为未压缩的 application/json（UTF-8）",
                "The body must be application/json in UTF-8, not compressed",
            );
            return Err(Refused::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::UnsupportedMediaType,
                text,
            )
            .closing());
        }
        let body = body::read(&request, payload, (&shared.settings).into()).await?;
        let operation = Operation::from_json(&body).map_err(|malformed| {
            Refused::new(
                StatusCode::BAD_REQUEST,
                Code::BadUserInput,
                malformed.message(identified.caller.language),
            )
        })?;
        Ok(shared.state.engine.execute(identified.caller, operation, false).await)
    })
    .await
}

/// `GET /graphql`: queries only.
pub async fn get(request: HttpRequest, shared: Data<Shared>) -> HttpResponse {
    respond(&request, &shared, async |identified: Identified| {
        let language = identified.caller.language;
        let bad =
            |message: String| Refused::new(StatusCode::BAD_REQUEST, Code::BadUserInput, message);
        let pairs =
            Query::<Vec<(String, String)>>::from_query(request.query_string()).map_err(|_| {
                bad(language
                    .pick("查询字符串无法解析", "The query string cannot be read")
                    .to_owned())
            })?;
        let operation = Operation::from_pairs(pairs.into_inner())
            .map_err(|malformed| bad(malformed.message(language)))?;
        Ok(shared.state.engine.execute(identified.caller, operation, true).await)
    })
    .await
}

async fn respond(
    request: &HttpRequest,
    shared: &Shared,
    run: impl AsyncFnOnce(Identified) -> Result<Answer, Refused>,
) -> HttpResponse {
    let Some(media) = Media::negotiate(request.headers()) else {
        let text = caller::language(request).pick(
            "只能以 application/graphql-response+json 或 application/json 应答",
            "Answers come as application/graphql-response+json or application/json only",
        );
        return Refused::new(StatusCode::NOT_ACCEPTABLE, Code::NotAcceptable, text)
            .closing()
            .respond(Media::Json);
    };
    let started = tokio::time::Instant::now();
    let result = match identify(request, shared).await {
        Ok(identified) => run(identified).await,
        // The body has not been read.
        Err(refused) => Err(refused.closing()),
    };
    match result {
        Ok(answer) => {
            shared.metrics.operation(&answer, started.elapsed());
            respond_with(answer, media)
        }
        Err(refused) => refused.respond(media),
    }
}

fn respond_with(answer: Answer, media: Media) -> HttpResponse {
    let status = match (answer.outcome, media) {
        (Outcome::Executed, _) | (Outcome::Refused, Media::Json) => StatusCode::OK,
        (Outcome::Refused, Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
        (Outcome::WrongMethod, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Outcome::TimedOut, _) => StatusCode::GATEWAY_TIMEOUT,
        (Outcome::Failed, _) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = HttpResponse::build(status);
    response
        .content_type(media.content_type())
        .insert_header((VARY, "accept, accept-language, authorization"))
        .insert_header((CACHE_CONTROL, "no-store"));
    if answer.outcome == Outcome::WrongMethod {
        response.insert_header((ALLOW, "POST"));
    }
    response.body(answer.body)
}
