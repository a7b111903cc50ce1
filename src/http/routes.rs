//! The one routing table.

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    guard::{self, Guard, GuardContext},
    http::header::{CACHE_CONTROL, ContentType, UPGRADE},
    web::{self, Data, ServiceConfig},
};

use super::{
    caller, files, graphql, negotiate::Media, page::page, refuse, refuse::Refused, state::Shared,
    websocket,
};

/// Every address of the server.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            only("/graphql", "GET, POST")
                .route(
                    web::route().guard(guard::All(guard::Get()).and(Upgrade)).to(websocket::open),
                )
                .route(web::get().to(graphql::get))
                .route(web::post().to(graphql::post)),
        )
        .service(only("/graphql/ws", "GET").route(web::get().to(websocket::open)))
        .service(readable("/schema.graphql").route(readers().to(schema)))
        .service(readable("/healthz").route(readers().to(healthz)))
        .service(readable("/readyz").route(readers().to(readyz)))
        .service(readable("/metrics").route(readers().to(metrics)))
        .service(readable("/").route(readers().to(page)))
        .service(only("/files", "POST").route(web::post().to(files::post)))
        .default_service(web::to(async |request: HttpRequest| refuse::not_found(&request)));
}

/// An address that takes some methods and says so to the others.
fn only(path: &str, allow: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move |request: HttpRequest| async move {
        refuse::method(&request, allow)
    }))
}

fn readable(path: &str) -> Resource {
    only(path, "GET, HEAD")
}

fn readers() -> actix_web::Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A request to turn the connection into a WebSocket.
struct Upgrade;

impl Guard for Upgrade {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let upgrade = context.head().headers().get(UPGRADE);
        upgrade.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
    }
}

async fn schema(shared: Data<Shared>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(shared.state.sdl.clone())
}

/// The process runs.
async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .insert_header((CACHE_CONTROL, "no-store"))
        .body("ok\n")
}

/// Requests can be answered.
async fn readyz(request: HttpRequest, shared: Data<Shared>) -> HttpResponse {
    let stopping = *shared.stopping.borrow();
    if !stopping && shared.state.ready.ready().await {
        healthz().await
    } else {
        Refused::unavailable(caller::language(&request)).respond(Media::Json)
    }
}

async fn metrics(shared: Data<Shared>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(shared.metrics.render((shared.state.statements)()))
}
