//! Words that lists are narrowed by.

use crate::domain::refusal::Refusal;

/// The most characters of what is searched for: more would be a document, and costs one.
const MAX_CHARACTERS: usize = 200;

/// What an argument searches for, if it can be searched for.
///
/// # Errors
/// If it is too long, or holds what no text holds.
pub fn words(field: &'static str, text: Option<String>) -> Result<Option<String>, Refusal> {
    match text {
        Some(text) if text.chars().count() > MAX_CHARACTERS => {
            Err(Refusal::TooLong { field, limit: MAX_CHARACTERS })
        }
        Some(text) if text.contains('\0') => Err(Refusal::Invalid { field }),
        text => Ok(text),
    }
}
