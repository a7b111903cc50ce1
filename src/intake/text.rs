//! Plain handling of text: paragraphs, places in it, and characters that mean something to every stage.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memmem::Finder};

use super::plan::Span;

/// A line of the decoded text, trimmed, with where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph<'a> {
    /// The text of the line.
    pub text: &'a str,
    /// Where it stands in the decoded text, in characters.
    pub span: Span,
}

/// The part of `text` in `range` (bytes); empty where the range does not fit.
pub(super) fn cut(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// `range` without the white space at both ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = cut(text, range.clone());
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

/// Whether a character is one of the many that mean nothing by themselves; asked first, since most are.
const fn is_letter(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// Whether a character opens a bracket that may hold a clause or a gloss.
pub(super) const fn opens(c: char) -> bool {
    !is_letter(c) && matches!(c, '(' | '（' | '〔' | '[' | '［' | '【' | '〈' | '﹝' | '{' | '｛')
}

/// Whether a character closes such a bracket.
pub(super) const fn closes(c: char) -> bool {
    !is_letter(c) && matches!(c, ')' | '）' | '〕' | ']' | '］' | '】' | '〉' | '﹞' | '}' | '｝')
}

/// Whether a character ends a sentence.
pub(super) const fn ends_sentence(c: char) -> bool {
    !is_letter(c) && matches!(c, '。' | '；' | '！' | '？' | ';' | '!' | '?')
}

/// Whether a character is a colon of either width.
pub(super) const fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '∶')
}

/// The characters of `text` that are no Chinese ones, each with its place: signs, figures, gaps.
pub(super) fn signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // Most Chinese characters begin with one of these bytes, and nothing else does.
        while matches!(text.as_bytes().get(at)?, 0xE4..=0xE9) {
            at += '一'.len_utf8();
        }
        let here = at;
        let c = text.get(at..)?.chars().next()?;
        at += c.len_utf8();
        Some((here, c))
    })
}

/// Whether a colon stands in `text`.
pub(super) fn has_colon(text: &str) -> bool {
    static WIDE: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["：", "∶"].map(Finder::new));
    let bytes = text.as_bytes();
    memchr(b':', bytes).is_some() || WIDE.iter().any(|colon| colon.find(bytes).is_some())
}

/// Whether nothing but punctuation and white space stands in `text`.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || ends_sentence(c)
            || matches!(c, '，' | ',' | '、' | '.' | '．' | '·')
            || closes(c)
    })
}

/// The number of characters of `text`, white space left out.
pub(super) fn width(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The width of `text` in half characters.
pub(super) fn half_widths(text: &str) -> usize {
    let bytes = text.as_bytes();
    starts(bytes) * 2 - count(bytes, |byte| byte.is_ascii())
}

/// Whether a character belongs to Chinese script.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '〇')
}

/// The value of a decimal digit of either width.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

/// The value of a Chinese number up to 999 (十二, 二十, 一百零三).
pub(super) fn chinese_number(text: &str) -> Option<u32> {
    let (mut total, mut last) = (0_u32, None);
    for c in text.chars() {
        let value = match c {
            '一' => 1,
            '二' | '两' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            '零' | '〇' => 0,
            '十' => {
                total += last.take().unwrap_or(1) * 10;
                continue;
            }
            '百' => {
                total += last.take().unwrap_or(1) * 100;
                continue;
            }
            _ => return None,
        };
        if last.replace(value).is_some_and(|before| before != 0) {
            return None;
        }
    }
    let number = total + last.unwrap_or(0);
    (number > 0).then_some(number)
}

/// Turns byte offsets of a text into character offsets, each in constant time.
#[derive(Debug)]
pub(super) struct Offsets<'a> {
    bytes: &'a [u8],
    /// Characters before each block of [`BLOCK`] bytes.
    before: Vec<usize>,
}

const BLOCK: usize = 64;

impl<'a> Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut count = 0;
        for block in bytes.chunks(BLOCK) {
            before.push(count);
            count += starts(block);
        }
        before.push(count);
        Self { bytes, before }
    }

    /// The number of characters before the byte `at`.
    pub(super) fn character(&self, at: usize) -> usize {
        let at = at.min(self.bytes.len());
        let block = at / BLOCK;
        let rest = self.bytes.get(block * BLOCK..at).unwrap_or_default();
        self.before.get(block).copied().unwrap_or_default() + starts(rest)
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let start = self.character(range.start);
        Span(start, self.character(range.end).max(start))
    }
}

/// The number of characters that start in `bytes`.
fn starts(bytes: &[u8]) -> usize {
    count(bytes, |byte| (byte & 0xC0) != 0x80)
}

/// How many of `bytes` are `wanted`. A byte can hold the count of a block, so that many are counted at a time.
fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    let of_block = |block: &[u8]| block.iter().map(|byte| u8::from(wanted(*byte))).sum::<u8>();
    bytes.chunks(BLOCK).map(|block| usize::from(of_block(block))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_read() {
        for (text, number) in
            [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十七", 27), ("一百零三", 103)]
        {
            assert_eq!(chinese_number(text), Some(number), "{text}");
        }
        for text in ["", "零", "一二", "甲"] {
            assert_eq!(chinese_number(text), None, "{text}");
        }
    }

    #[test]
    fn offsets_count_characters() {
        let text = "云溪a市".repeat(50);
        let offsets = Offsets::new(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.character(at), n);
        }
        assert_eq!(offsets.character(usize::MAX), 200);
    }

    #[test]
    fn trimming_keeps_the_place() {
        let text = " 　松岗区 ";
        assert_eq!(cut(text, trimmed(text, 0..text.len())), "松岗区");
    }
}
