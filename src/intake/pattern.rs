//! Patterns, compiled once.

use regex::Regex;

/// Compiles a pattern that stands as a constant in this crate.
#[expect(
    clippy::expect_used,
    reason = "only constant patterns come here, and the tests use every one"
)]
pub(super) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}
