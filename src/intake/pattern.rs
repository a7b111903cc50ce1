//! Patterns, compiled once.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use regex::Regex;

/// Finds any of `words` in one pass over a text.
#[expect(
    clippy::expect_used,
    reason = "only constant lists of words come here, and the tests use every one"
)]
pub(super) fn any_of(words: &[&str]) -> AhoCorasick {
    // Of this kind alone, many bytes are looked at at once.
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(words)
        .expect("a constant list of words compiles")
}

/// Finds out which of `words` a text begins with, the longest first.
#[expect(
    clippy::expect_used,
    reason = "only constant lists of words come here, and the tests use every one"
)]
pub(super) fn heads(words: &[&str]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .start_kind(StartKind::Anchored)
        .build(words)
        .expect("a constant list of words compiles")
}

/// The one of `words` that `text` begins with, as long as it can be.
pub(super) fn head<'a>(words: &AhoCorasick, text: &'a str) -> Option<&'a str> {
    text.get(words.find(Input::new(text).anchored(Anchored::Yes))?.range())
}

/// Compiles a pattern that stands as a constant in this crate.
#[expect(
    clippy::expect_used,
    reason = "only constant patterns come here, and the tests use every one"
)]
pub(super) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("a constant pattern compiles")
}
