//! What one operation may cost before anybody looks at the schema, and the first look at the raw
//! text: the parser descends once for every bracket, so its stack must be guarded from outside.

use std::time::Duration;

use super::error::{Code, Problem};
use crate::domain::language::Language;

/// The limits of one operation. They apply to HTTP and to WebSocket alike. The defaults let every
/// usual introspection query through and are several times what a large screen asks for.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the document: 64 KiB. Long texts belong in variables.
    pub document_bytes: usize,
    /// Brackets of any kind that are open at once: 64.
    pub open_brackets: usize,
    /// Names, numbers, strings and signs: 5 000.
    pub tokens: usize,
    /// Selections, with every fragment counted each time it is spread: 2 000.
    pub selections: usize,
    /// Fields within fields: 16.
    pub depth: usize,
    /// Fields, inline fragments and spreads within one another: 32, as the
    /// library has it.
    pub nesting: usize,
    /// Aliases, with fragments counted each time: 60.
    pub aliases: usize,
    /// Directives at one place: 4.
    pub directives: usize,
    /// Fields of the operation itself: 30.
    pub root_fields: usize,
    /// Lists of fields, interfaces, types or input fields within one another in an introspection
    /// query: 2. Each multiplies the answer by the schema.
    pub introspection_lists: usize,
    /// How long an operation may run: 30 seconds. Subscriptions are not bound by it.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 64 * 1024,
            open_brackets: 64,
            tokens: 5_000,
            selections: 2_000,
            depth: 16,
            nesting: 32,
            aliases: 60,
            directives: 4,
            root_fields: 30,
            introspection_lists: 2,
            time: Duration::from_secs(30),
        }
    }
}

/// What is said of something that is larger than its limit.
pub(super) fn too_complex(language: Language, what: (&str, &str), limit: usize) -> Problem {
    let (chinese, english) = what;
    let message = match language {
        Language::Chinese => format!("查询过于复杂：{chinese}不得超过 {limit}"),
        Language::English => format!("The query is too complex: at most {limit} {english}"),
    };
    Problem::new(Code::QueryTooComplex, message)
}

/// Scans the raw text. What it takes for a string or a comment the parser must take for one too,
/// or brackets could hide there; so an unterminated string is refused here and now.
pub(super) fn check_text(text: &str, limits: &Limits, language: Language) -> Result<(), Problem> {
    if text.len() > limits.document_bytes {
        return Err(too_complex(
            language,
            ("文档字节数", "bytes of document"),
            limits.document_bytes,
        ));
    }
    let mut rest = text.as_bytes();
    let (mut open, mut tokens) = (0_usize, 0_usize);
    while let Some((&byte, tail)) = rest.split_first() {
        rest = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = tail;
                continue;
            }
            b'#' => {
                rest = tail
                    .iter()
                    .position(|byte| matches!(byte, b'\n' | b'\r'))
                    .and_then(|end| tail.get(end..))
                    .unwrap_or_default();
                continue;
            }
            b'"' => after_string(rest).ok_or_else(|| {
                Problem::new(
                    Code::ParseFailed,
                    language
                        .pick("文档中有未结束的字符串", "The document has a string without an end"),
                )
            })?,
            b'(' | b'[' | b'{' => {
                open += 1;
                if open > limits.open_brackets {
                    return Err(too_complex(
                        language,
                        ("同时打开的括号", "open brackets"),
                        limits.open_brackets,
                    ));
                }
                tail
            }
            b')' | b']' | b'}' => {
                open = open.saturating_sub(1);
                tail
            }
            _ if is_word(byte) => {
                let length = tail.iter().take_while(|byte| is_word(**byte)).count();
                tail.get(length..).unwrap_or_default()
            }
            _ => tail,
        };
        tokens += 1;
        if tokens > limits.tokens {
            return Err(too_complex(language, ("词元数", "tokens"), limits.tokens));
        }
    }
    Ok(())
}

/// Part of a name or a number. Bytes beyond ASCII are no GraphQL outside strings and comments,
/// except for the byte order mark; a run of them counts once.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// What follows the string that `text` begins with, or nothing if it does not end.
fn after_string(text: &[u8]) -> Option<&[u8]> {
    if let Some(mut rest) = text.strip_prefix(b"\"\"\"") {
        loop {
            if let Some(after) = rest.strip_prefix(b"\"\"\"") {
                return Some(after);
            }
            rest = match rest.strip_prefix(b"\\\"\"\"") {
                Some(after) => after,
                None => rest.get(1..)?,
            };
        }
    }
    let mut rest = text.get(1..)?;
    loop {
        let (byte, tail) = rest.split_first()?;
        rest = match byte {
            b'"' => return Some(tail),
            b'\n' | b'\r' => return None,
            b'\\' => match tail.split_first()? {
                (b'\n' | b'\r', _) => return None,
                (_, after) => after,
            },
            _ => tail,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), Code> {
        check_text(text, &Limits::default(), Language::Chinese).map_err(|problem| problem.code)
    }

    #[test]
    fn brackets_of_all_kinds_count_together() {
        assert_eq!(check(&"{".repeat(64)), Ok(()));
        assert_eq!(check(&"{".repeat(65)), Err(Code::QueryTooComplex));
        assert_eq!(check(&"([{".repeat(22)), Err(Code::QueryTooComplex));
        assert_eq!(check(&"{a(b:[1])}".repeat(100)), Ok(()));
    }

    #[test]
    fn brackets_in_strings_and_comments_are_text() {
        let many = "[".repeat(100);
        for text in [
            format!("{{a(b:\"{many}\")}}"),
            format!("{{a(b:\"\\\"{many}\")}}"),
            format!("{{a(b:\"\"\"{many}\n\\\"\"\" {many}\"\"\")}}"),
            format!("# {many}\n{{a}}"),
        ] {
            assert_eq!(check(&text), Ok(()), "{text}");
        }
    }

    #[test]
    fn nothing_hides_in_what_only_looks_like_text() {
        let many = "[".repeat(100);
        for text in [
            format!("{{a(b:\"\" {many}"),
            format!("{{a(b:\"\\\\\" {many}"),
            format!("#\r{many}"),
            format!("#\n{many}"),
            format!("\"\"\"\\\\\\\"\"\" \"\"\" {many}"),
        ] {
            assert_eq!(check(&text), Err(Code::QueryTooComplex), "{text}");
        }
        // The parser would fall back to an empty string and go on behind it.
        for text in [
            format!("{{a(b:[\"\"\"x\"{many}"),
            "{a(b:\"x\n\")}".to_owned(),
            "\"x\\\n\"".to_owned(),
            "\"x".to_owned(),
        ] {
            assert_eq!(check(&text), Err(Code::ParseFailed), "{text}");
        }
    }

    #[test]
    fn size_and_tokens_are_bounded() {
        assert_eq!(check(&"a ".repeat(5_000)), Ok(()));
        assert_eq!(check(&"a ".repeat(5_001)), Err(Code::QueryTooComplex));
        assert_eq!(check(&"@".repeat(5_001)), Err(Code::QueryTooComplex));
        assert_eq!(check(&" ".repeat(64 * 1024 + 1)), Err(Code::QueryTooComplex));
        assert_eq!(check("\u{feff}{ a }"), Ok(()));
        assert_eq!(check(""), Ok(()));
    }
}
