//! An item's text as characters, full-width forms folded, so that offsets stay those of the text.

use crate::intake::text::cut;

/// The characters of a text, as printed and folded.
pub(super) struct Line<'a> {
    printed: &'a str,
    folded: String,
    letters: Vec<Letter>,
}

/// A character as folded, and where it starts, in bytes.
struct Letter {
    folded: char,
    printed_at: usize,
    folded_at: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut letters = Vec::with_capacity(text.len() / 2);
        // How many bytes shorter the folded text is so far.
        let (mut from, mut shorter) = (0, 0);
        for (printed_at, c) in text.char_indices() {
            let letter = Letter { folded: fold(c), printed_at, folded_at: printed_at - shorter };
            if letter.folded != c {
                folded.push_str(cut(text, from..printed_at));
                folded.push(letter.folded);
                from = printed_at + c.len_utf8();
                shorter += c.len_utf8() - letter.folded.len_utf8();
            }
            letters.push(letter);
        }
        folded.push_str(cut(text, from..text.len()));
        Self { printed: text, folded, letters }
    }

    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The folded character at `at`.
    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|letter| letter.folded)
    }

    /// The first position from `at` on whose folded character is `wanted`.
    pub(super) fn find(&self, at: usize, wanted: impl Fn(char) -> bool) -> Option<usize> {
        let rest = self.letters.get(at..)?;
        rest.iter().position(|letter| wanted(letter.folded)).map(|n| at + n)
    }

    /// The folded character before `at`.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|last| self.at(last))
    }

    /// Whether these characters stand, folded, at `at`.
    pub(super) fn has(&self, at: usize, letters: &[char]) -> bool {
        self.letters.get(at..at + letters.len()).is_some_and(|here| {
            here.iter().zip(letters).all(|(letter, expected)| letter.folded == *expected)
        })
    }

    /// Whether the folded text goes on with `word` at `at`.
    pub(super) fn goes_on(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, c)| self.at(at + n) == Some(c))
    }

    /// Whether the folded text before `end` ends with `word`.
    pub(super) fn ends_with(&self, end: usize, word: &str) -> bool {
        end.checked_sub(word.chars().count()).is_some_and(|start| self.goes_on(start, word))
    }

    /// Whether the folded text before `end` ends with one of `words`.
    pub(super) fn ends_with_any(&self, end: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.ends_with(end, word))
    }

    /// Whether `word` stands in the same phrase, a few characters before `end`.
    pub(super) fn near_before(&self, end: usize, word: &str) -> bool {
        const NEAR: usize = 8;
        let length = word.chars().count();
        (end.saturating_sub(NEAR)..end)
            .rev()
            .take_while(|at| !self.breaks(*at))
            .any(|at| at + length <= end && self.goes_on(at, word))
    }

    /// The first position from `at` on that holds no white space.
    pub(super) fn skip_space(&self, mut at: usize) -> usize {
        while self.at(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        at
    }

    /// The last position up to `end` with no white space before it.
    pub(super) fn skip_space_back(&self, mut end: usize) -> usize {
        while self.before(end).is_some_and(char::is_whitespace) {
            end -= 1;
        }
        end
    }

    /// The folded characters in `[start, end)`.
    pub(super) fn folded(&self, start: usize, end: usize) -> &str {
        let place = |at: usize| self.letters.get(at).map(|letter| letter.folded_at);
        let end = place(end).unwrap_or(self.folded.len());
        place(start).and_then(|start| self.folded.get(start..end)).unwrap_or_default()
    }

    /// The printed characters in `[start, end)`.
    pub(super) fn printed(&self, start: usize, end: usize) -> &'a str {
        let place = |at: usize| self.letters.get(at).map(|letter| letter.printed_at);
        let end = place(end).unwrap_or(self.printed.len());
        place(start).and_then(|start| self.printed.get(start..end)).unwrap_or_default()
    }

    /// Whether a phrase ends at `at`: a comma or anything stronger, or the text's end.
    pub(super) fn breaks(&self, at: usize) -> bool {
        self.at(at).is_none_or(|c| matches!(c, ',' | ';' | ':' | '。' | '!' | '?' | '\n'))
    }
}

/// A full-width character as its half-width twin; any other as it is.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '〔' | '〈' => '(',
        '〕' | '〉' => ')',
        '•' => '·',
        _ => c,
    }
}
