//! Error codes, and the one form in which errors leave the engine.

use async_graphql::{ErrorExtensionValues, PathSegment, Pos, ServerError, Value};
use serde::Serialize;

use super::loaders::LoadError;
use crate::{
    domain::{language::Language, refusal::Refusal},
    store::StoreError,
};

/// The stable `extensions.code` of a top-level error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Nobody has signed in, or the token is no longer good.
    Unauthenticated,
    /// Signed in, but not allowed.
    Forbidden,
    /// The request or a value in it is wrong.
    BadUserInput,
    /// Too much in too short a time, or too much at once.
    RateLimited,
    /// The document is larger than one request may be.
    QueryTooComplex,
    /// The document is not GraphQL.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// The document does not hold the operation that was named, or none was named of several.
    OperationResolutionFailure,
    /// It took too long.
    Timeout,
    /// Our fault; the log says more.
    Internal,
    /// There is nothing at this address.
    NotFound,
    /// The address does not take this method.
    MethodNotAllowed,
    /// None of the media types that the client accepts can be had.
    NotAcceptable,
    /// The body is of a kind that is not taken.
    UnsupportedMediaType,
    /// The body is too large.
    PayloadTooLarge,
    /// Something that is needed is out of reach for now.
    Unavailable,
}

impl Code {
    /// The code as clients see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}

/// A top-level error in words: a code for programs, a message for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of error.
    pub code: Code,
    /// Says what is wrong, in the caller's language; never internal text.
    pub message: String,
    /// Line and column in the document, both from 1, where that helps.
    pub location: Option<(usize, usize)>,
}

impl Problem {
    /// One without a place in the document.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), location: None }
    }

    /// The one for a fault of ours.
    #[must_use]
    pub fn internal(language: Language) -> Self {
        let text = language.pick(
            "服务器内部错误，请稍后再试",
            "Something went wrong on our side; please try again later",
        );
        Self::new(Code::Internal, text)
    }

    pub(super) fn at(mut self, pos: Pos) -> Self {
        self.location = Some((pos.line, pos.column));
        self
    }

    /// The whole answer `{"errors":[…]}`, without `data`.
    #[must_use]
    pub fn to_json(&self) -> String {
        body(&[self.to_error()], None)
    }

    /// The error alone, as the element of an `errors` array.
    fn to_error(&self) -> ServerError {
        let position = self.location.map(|(line, column)| Pos { line, column });
        let mut error = ServerError::new(self.message.clone(), position);
        set_code(&mut error, self.code);
        error
    }
}

impl From<Problem> for async_graphql::Error {
    fn from(problem: Problem) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", problem.code.as_str());
        Self { message: problem.message, source: None, extensions: Some(extensions) }
    }
}

/// More errors than this help nobody, and would make a long answer to a short question.
const MAX_ERRORS: usize = 20;
/// Characters of a message: the library quotes names and values of the document in its own.
const MAX_MESSAGE: usize = 300;

/// Gives every error of the library a code and takes from it what is nobody's business.
pub(super) fn publish(
    errors: Vec<ServerError>,
    language: Language,
    request_id: &str,
) -> Vec<ServerError> {
    errors
        .into_iter()
        .take(MAX_ERRORS)
        .map(|error| publish_one(error, language, request_id))
        .collect()
}

fn publish_one(mut error: ServerError, language: Language, request_id: &str) -> ServerError {
    let coded = error.extensions.as_ref().is_some_and(|values| values.get("code").is_some());
    if coded {
        return error;
    }
    let code = if error.path.is_empty() {
        code_of_request_error(&error.message)
    } else {
        code_of_field_error(&error.message)
    };
    match code {
        Code::Internal => {
            tracing::error!(request_id, path = %Path(&error.path), message = error.message, "an error without a code");
            error.message = Problem::internal(language).message;
        }
        Code::QueryTooComplex => {
            let text = language
                .pick("查询过于复杂，请拆分后再试", "The query is too complex; please split it");
            text.clone_into(&mut error.message);
        }
        _ => error.message = clip(without_value(&error.message)),
    }
    set_code(&mut error, code);
    error
}

/// Errors before execution come from the library's validation alone.
fn code_of_request_error(message: &str) -> Code {
    const LIMITS: [&str; 4] = [
        "Query is too complex.",
        "Query is nested too deep.",
        "The recursion depth of the query",
        "The number of directives on the field",
    ];
    if LIMITS.iter().any(|limit| message.starts_with(limit)) {
        Code::QueryTooComplex
    } else {
        Code::ValidationFailed
    }
}

/// Errors of ours carry a code. Without one it is the library's on an input value, or unforeseen.
fn code_of_field_error(message: &str) -> Code {
    const INPUT: [&str; 2] = ["Failed to parse \"", "Expected input type \""];
    if INPUT.iter().any(|input| message.starts_with(input)) {
        Code::BadUserInput
    } else {
        Code::Internal
    }
}

/// `Expected input type "Int", found {the whole value}.` without the value.
fn without_value(message: &str) -> &str {
    match message.strip_prefix("Expected input type \"") {
        Some(_) => message.split_once(", found ").map_or(message, |(expected, _)| expected),
        None => message,
    }
}

fn clip(message: &str) -> String {
    match message.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => message.get(..end).unwrap_or_default().to_owned() + "…",
        None => message.to_owned(),
    }
}

fn set_code(error: &mut ServerError, code: Code) {
    error.extensions.get_or_insert_default().set("code", code.as_str());
}

/// The answer in JSON. Keys keep the order of the selection.
pub(super) fn body(errors: &[ServerError], data: Option<&Value>) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'a [ServerError],
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a Value>,
    }
    serde_json::to_string(&Body { errors, data }).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer that is not JSON");
        r#"{"errors":[{"message":"INTERNAL","extensions":{"code":"INTERNAL"}}]}"#.to_owned()
    })
}

struct Path<'a>(&'a [PathSegment]);

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, segment) in self.0.iter().enumerate() {
            let dot = if place == 0 { "" } else { "." };
            match segment {
                PathSegment::Field(name) => write!(f, "{dot}{name}")?,
                PathSegment::Index(index) => write!(f, "{dot}{index}")?,
            }
        }
        Ok(())
    }
}

/// A refusal of an argument.
pub(super) fn bad_input(refusal: &Refusal, language: Language) -> async_graphql::Error {
    Problem::new(Code::BadUserInput, refusal.message().text(language)).into()
}

// Errors of ours carry no code: `publish` logs them and answers that it failed.
impl From<StoreError> for async_graphql::Error {
    fn from(error: StoreError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<LoadError> for async_graphql::Error {
    fn from(error: LoadError) -> Self {
        Self::new(error.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(message: &str, path: &[&str]) -> (String, String) {
        let mut error = ServerError::new(message, None);
        error.path = path.iter().map(|name| PathSegment::Field((*name).to_owned())).collect();
        let error = publish(vec![error], Language::English, "r").remove(0);
        let code = error.extensions.unwrap().get("code").unwrap().to_string();
        (code, error.message)
    }

    #[test]
    fn internal_text_stays_inside() {
        let (code, message) = published("FOREIGN KEY constraint failed", &["item"]);
        assert_eq!(code, "\"INTERNAL\"");
        assert!(!message.contains("FOREIGN"));
    }

    #[test]
    fn a_value_is_not_sent_back() {
        let (code, message) =
            published("Expected input type \"Int\", found \"secret\".", &["item"]);
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("\"BAD_USER_INPUT\"", "Expected input type \"Int\"")
        );
    }

    #[test]
    fn long_messages_and_long_lists_are_cut() {
        let (code, message) = published(&"名".repeat(10_000), &[]);
        assert_eq!(code, "\"GRAPHQL_VALIDATION_FAILED\"");
        assert_eq!(message.chars().count(), MAX_MESSAGE + 1);
        let many = vec![ServerError::new("x", None); 500];
        assert_eq!(publish(many, Language::Chinese, "r").len(), MAX_ERRORS);
    }

    #[test]
    fn limits_of_the_schema_have_their_code() {
        assert_eq!(published("Query is too complex.", &[]).0, "\"QUERY_TOO_COMPLEX\"");
    }

    #[test]
    fn a_code_of_ours_is_kept() {
        let problem = Problem::new(Code::Forbidden, "no");
        let error = publish(vec![problem.to_error()], Language::Chinese, "r").remove(0);
        assert_eq!(error.message, "no");
        assert_eq!(error.extensions.unwrap().get("code"), Some(&Value::from("FORBIDDEN")));
    }
}
