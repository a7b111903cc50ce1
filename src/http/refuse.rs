//! Refusals as HTTP responses. Every one has a JSON body in the form of a GraphQL answer.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, CACHE_CONTROL, WWW_AUTHENTICATE},
    },
};

use super::{caller, negotiate::Media};
use crate::{
    domain::language::Language,
    graphql::{Code, Problem},
};

/// A refusal before any operation was read.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    problem: Problem,
    allow: Option<&'static str>,
    /// What follows on the connection cannot be told from the rest of the body.
    close: bool,
}

impl Refused {
    pub fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self { status, problem: Problem::new(code, message), allow: None, close: false }
    }

    pub fn closing(mut self) -> Self {
        self.close = true;
        self
    }

    pub fn allowing(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    pub fn unauthenticated(language: Language) -> Self {
        let text = language.pick(
            "登录凭证无效或已过期，请重新登录",
            "The token is not, or no longer, good; please sign in again",
        );
        Self::new(StatusCode::UNAUTHORIZED, Code::Unauthenticated, text)
    }

    pub fn unavailable(language: Language) -> Self {
        let text = language.pick(
            "服务暂不可用，请稍后再试",
            "The service is not available now; please try again later",
        );
        Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, text)
    }

    pub fn is_unauthenticated(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    pub fn respond(&self, media: Media) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.content_type(media.content_type()).insert_header((CACHE_CONTROL, "no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#));
        }
        if let Some(methods) = self.allow {
            response.insert_header((ALLOW, methods));
        }
        if self.close {
            response.force_close();
        }
        response.body(self.problem.to_json())
    }
}

/// Answers whatever method an address does not take.
pub fn method(request: &HttpRequest, allow: &'static str) -> HttpResponse {
    let text = caller::language(request)
        .pick("此地址不接受该请求方法", "This address does not take that method");
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, text)
        .allowing(allow)
        .closing()
        .respond(Media::Json)
}

/// Answers an address where there is nothing.
pub fn not_found(request: &HttpRequest) -> HttpResponse {
    let text = caller::language(request).pick("此地址不存在", "There is nothing at this address");
    Refused::new(StatusCode::NOT_FOUND, Code::NotFound, text).closing().respond(Media::Json)
}
