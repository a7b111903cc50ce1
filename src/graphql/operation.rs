//! One operation as a client sends it, read strictly.

use serde_json::{Map, Value};
use thiserror::Error;

/// A document, which of its operations to run, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The document.
    pub query: String,
    /// Which operation of the document, where there are several.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: Map<String, Value>,
}

/// Why something is not an operation.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Malformed {
    /// Not JSON at all.
    #[error("not JSON")]
    NotJson,
    /// Several operations in one request.
    #[error("a batch")]
    Batch,
    /// JSON, but no object.
    #[error("not an object")]
    NotAnObject,
    /// `query` is absent or empty.
    #[error("no query")]
    NoQuery,
    /// A member of the wrong type.
    #[error("{0} has the wrong type")]
    WrongType(&'static str),
}

impl Malformed {
    /// Says it to a person.
    #[must_use]
    pub fn message(self, language: crate::domain::language::Language) -> String {
        match self {
            Self::NotJson => {
                language.pick("请求体不是有效的 JSON", "The body is not valid JSON").to_owned()
            }
            Self::Batch => language
                .pick(
                    "不支持批量请求，请逐个发送",
                    "Batches are not taken; send one operation at a time",
                )
                .to_owned(),
            Self::NotAnObject => {
                language.pick("请求应为 JSON 对象", "The request must be a JSON object").to_owned()
            }
            Self::NoQuery => language.pick("缺少 query", "query is missing").to_owned(),
            Self::WrongType(member) => match language {
                crate::domain::language::Language::Chinese => format!("{member} 的类型不正确"),
                crate::domain::language::Language::English => {
                    format!("{member} has the wrong type")
                }
            },
        }
    }
}

impl Operation {
    /// Reads the JSON body of a request.
    ///
    /// # Errors
    ///
    /// See [`Malformed`].
    pub fn from_json(body: &[u8]) -> Result<Self, Malformed> {
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        Self::from_value(serde_json::from_slice(body).map_err(|_| Malformed::NotJson)?)
    }

    /// Reads an operation that is already parsed JSON.
    ///
    /// # Errors
    ///
    /// See [`Malformed`].
    pub fn from_value(value: Value) -> Result<Self, Malformed> {
        let mut members = match value {
            Value::Object(members) => members,
            Value::Array(_) => return Err(Malformed::Batch),
            _ => return Err(Malformed::NotAnObject),
        };
        let query = match members.remove("query") {
            Some(Value::String(query)) if !query.trim().is_empty() => query,
            None | Some(Value::Null | Value::String(_)) => return Err(Malformed::NoQuery),
            Some(_) => return Err(Malformed::WrongType("query")),
        };
        let operation_name = match members.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(Malformed::WrongType("operationName")),
        };
        let variables = map(members.remove("variables"), "variables")?;
        // Nothing here reads extensions; the specification wants their type held all the same.
        map(members.remove("extensions"), "extensions")?;
        Ok(Self { query, operation_name, variables })
    }

    /// Reads the pairs of a query string; `variables` and `extensions` are JSON in there.
    ///
    /// # Errors
    ///
    /// See [`Malformed`].
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Malformed> {
        let mut members = Map::new();
        for (name, text) in pairs {
            let (member, value) = match name.as_str() {
                "query" => ("query", Value::String(text)),
                "operationName" => ("operationName", Value::String(text)),
                "variables" => ("variables", json_text("variables", &text)?),
                "extensions" => ("extensions", json_text("extensions", &text)?),
                _ => continue,
            };
            if members.insert(name, value).is_some() {
                return Err(Malformed::WrongType(member));
            }
        }
        Self::from_value(Value::Object(members))
    }
}

/// An empty parameter is one that was left out.
fn json_text(member: &'static str, text: &str) -> Result<Value, Malformed> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| Malformed::WrongType(member))
}

fn map(value: Option<Value>, member: &'static str) -> Result<Map<String, Value>, Malformed> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(Malformed::WrongType(member)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_strictly() {
        for (body, expected) in [
            ("", Malformed::NotJson),
            ("[]", Malformed::Batch),
            (r#"[{"query":"{a}"}]"#, Malformed::Batch),
            ("1", Malformed::NotAnObject),
            ("{}", Malformed::NoQuery),
            (r#"{"query":" "}"#, Malformed::NoQuery),
            (r#"{"query":1}"#, Malformed::WrongType("query")),
            (r#"{"query":"{a}","operationName":1}"#, Malformed::WrongType("operationName")),
            (r#"{"query":"{a}","variables":[]}"#, Malformed::WrongType("variables")),
            (r#"{"query":"{a}","extensions":"x"}"#, Malformed::WrongType("extensions")),
        ] {
            assert_eq!(Operation::from_json(body.as_bytes()), Err(expected), "{body}");
        }
        let body = "\u{feff}{\"query\":\"{a}\",\"variables\":null}";
        assert_eq!(Operation::from_json(body.as_bytes()).unwrap().query, "{a}");
    }

    #[test]
    fn nesting_in_the_body_is_bounded() {
        let deep = format!(r#"{{"query":"{{a}}","variables":{{"x":{}}}}}"#, "[".repeat(100_000));
        assert_eq!(Operation::from_json(deep.as_bytes()), Err(Malformed::NotJson));
    }

    #[test]
    fn a_query_string_names_each_thing_once() {
        let pairs = |pairs: &[(&str, &str)]| {
            Operation::from_pairs(
                pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
            )
        };
        let operation = pairs(&[
            ("query", "{a}"),
            ("operationName", "A"),
            ("variables", r#"{"x":1}"#),
            ("other", ""),
        ])
        .unwrap();
        assert_eq!(operation.operation_name.as_deref(), Some("A"));
        assert_eq!(operation.variables.get("x"), Some(&Value::from(1)));
        assert_eq!(
            pairs(&[("query", "{a}"), ("query", "{b}")]),
            Err(Malformed::WrongType("query"))
        );
        assert_eq!(
            pairs(&[("query", "{a}"), ("variables", "{")]),
            Err(Malformed::WrongType("variables"))
        );
        assert!(pairs(&[("query", "{a}"), ("variables", "")]).unwrap().variables.is_empty());
    }
}
