//! Lists of words, found by the character that they begin or end with: a figure has hundreds of
//! words that may stand beside it.

use super::line::Line;

/// A word and what it means.
#[derive(Debug)]
pub(super) struct Word<T> {
    letters: Vec<char>,
    pub(super) text: &'static str,
    pub(super) means: T,
}

impl<T> Word<T> {
    /// The number of characters.
    pub(super) const fn len(&self) -> usize {
        self.letters.len()
    }
}

/// Words that the text goes on with, the longest first.
#[derive(Debug)]
pub(super) struct Ahead<T>(Vec<Word<T>>);

impl<T> Ahead<T> {
    pub(super) fn new(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self(sorted(words, <[char]>::first))
    }

    /// The longest word that begins at `at`.
    pub(super) fn find(&self, line: &Line<'_>, at: usize) -> Option<&Word<T>> {
        let first = line.at(at)?;
        let mut words = run(&self.0, first, <[char]>::first);
        words.find(|word| line.has(at, &word.letters))
    }
}

/// Words that the text before a place ends with, the longest first.
#[derive(Debug)]
pub(super) struct Behind<T>(Vec<Word<T>>);

impl<T> Behind<T> {
    pub(super) fn new(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self(sorted(words, <[char]>::last))
    }

    /// The longest word that ends at `end`.
    pub(super) fn find(&self, line: &Line<'_>, end: usize) -> Option<&Word<T>> {
        let last = line.before(end)?;
        let mut words = run(&self.0, last, <[char]>::last);
        words.find(|word| end.checked_sub(word.len()).is_some_and(|at| line.has(at, &word.letters)))
    }
}

type Key = fn(&[char]) -> Option<&char>;

fn sorted<T>(words: impl IntoIterator<Item = (&'static str, T)>, key: Key) -> Vec<Word<T>> {
    let mut words: Vec<Word<T>> = words
        .into_iter()
        .map(|(text, means)| Word { letters: text.chars().collect(), text, means })
        .collect();
    words.sort_by(|a, b| {
        key(&a.letters).cmp(&key(&b.letters)).then(b.letters.len().cmp(&a.letters.len()))
    });
    words
}

/// The words whose key is `c`.
fn run<T>(words: &[Word<T>], c: char, key: Key) -> impl Iterator<Item = &Word<T>> {
    let start = words.partition_point(|word| key(&word.letters) < Some(&c));
    words.get(start..).into_iter().flatten().take_while(move |word| key(&word.letters) == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [(&str, u8); 4] = [("个", 1), ("个月", 2), ("百个", 3), ("月", 4)];

    #[test]
    fn the_longest_word_that_begins_here_is_found() {
        let (words, line) = (Ahead::new(WORDS), Line::new("百个月百"));
        let found = |at| words.find(&line, at).map(|word| word.means);
        assert_eq!(
            [found(0), found(1), found(2), found(3), found(4)],
            [Some(3), Some(2), Some(4), None, None]
        );
    }

    #[test]
    fn the_longest_word_that_ends_here_is_found() {
        let (words, line) = (Behind::new(WORDS), Line::new("百个月"));
        let found = |end| words.find(&line, end).map(|word| word.means);
        assert_eq!([found(0), found(1), found(2), found(3)], [None, None, Some(3), Some(2)]);
    }
}
