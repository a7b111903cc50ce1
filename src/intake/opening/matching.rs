//! Which item a row is about: by its words, and by its number beside them. Never by its number alone.

use std::collections::{HashMap, HashSet};

use super::super::text::{chinese_number, digit};
use crate::domain::{likeness, opening::OpeningRow};

/// An item that a row may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its number as printed.
    pub ordinal: Option<String>,
    /// Its text.
    pub text: String,
}

/// The item that a row looks like most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which of the candidates.
    pub candidate: usize,
    /// How alike their words are, in per cent.
    pub score: u8,
    /// Whether nobody needs to look.
    pub sure: bool,
}

/// So alike that the words alone tell.
const ALIKE: f64 = 0.85;
/// So alike that the same number tells.
const LIKE: f64 = 0.6;
/// Less alike is not worth proposing.
const LEAST: f64 = 0.3;
/// What the same number adds.
const SAME_NUMBER: f64 = 0.1;
/// So much must the best be ahead of the next.
const AHEAD: f64 = 0.08;
/// The fewest pairs of characters of which one text may be a part of the other.
const PART: usize = 6;

type Pairs = HashSet<(char, char)>;

/// The item that each of these rows is about, if any looks like it.
#[must_use]
pub fn matches(rows: &[OpeningRow], candidates: &[Candidate]) -> Vec<Option<Match>> {
    let pairs_of: Vec<Pairs> =
        candidates.iter().map(|candidate| likeness::pairs(&candidate.text)).collect();
    let mut holders: HashMap<(char, char), Vec<usize>> = HashMap::new();
    for (n, pairs) in pairs_of.iter().enumerate() {
        for pair in pairs {
            holders.entry(*pair).or_default().push(n);
        }
    }
    rows.iter()
        .map(|row| {
            let own = likeness::pairs(&row.text);
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for holder in own.iter().filter_map(|pair| holders.get(pair)).flatten() {
                *shared.entry(*holder).or_default() += 1;
            }
            let ordinal = row.ordinal.as_deref().map(number);
            let mut best: Option<(f64, f64, usize, bool)> = None;
            let mut next = 0.0_f64;
            let mut found: Vec<(usize, usize)> = shared.into_iter().collect();
            found.sort_unstable();
            for (n, count) in found {
                let Some((candidate, other)) = candidates.get(n).zip(pairs_of.get(n)) else {
                    continue;
                };
                let score = alike(own.len(), other.len(), count);
                let same = ordinal.is_some() && ordinal == candidate.ordinal.as_deref().map(number);
                let total = score + if same { SAME_NUMBER } else { 0.0 };
                match best {
                    Some((most, ..)) if total <= most => next = next.max(total),
                    _ => {
                        next = best.map_or(next, |(most, ..)| next.max(most));
                        best = Some((total, score, n, same));
                    }
                }
            }
            let (total, score, candidate, same) = best.filter(|(_, score, ..)| *score >= LEAST)?;
            let sure = (score >= ALIKE || (same && score >= LIKE)) && total - next >= AHEAD;
            Some(Match { candidate, score: per_cent(score), sure })
        })
        .collect()
}

/// How alike two texts are that share so many pairs: a text that is a part of the other is nearly the same.
fn alike(own: usize, other: usize, shared: usize) -> f64 {
    let share = |of: usize| {
        f64::from(u32::try_from(shared).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(of.max(1)).unwrap_or(u32::MAX))
    };
    let dice = likeness::shared(shared, own, other);
    let fewer = own.min(other);
    if fewer >= PART { dice.max(0.95 * share(fewer)) } else { dice }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share between 0 and 1, in per cent"
)]
fn per_cent(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// A printed number, whether 3, ３、 or 三.
fn number(printed: &str) -> String {
    let plain: String = printed.chars().filter(|c| c.is_alphanumeric()).collect();
    let digits: Option<String> =
        plain.chars().map(|c| digit(c).and_then(|value| char::from_digit(value, 10))).collect();
    match (digits, chinese_number(&plain)) {
        (Some(digits), _) => digits.trim_start_matches('0').to_owned(),
        (None, Some(number)) => number.to_string(),
        (None, None) => plain,
    }
}
