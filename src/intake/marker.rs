//! Numbers and dashes at the head of a paragraph.

use super::text::{chinese_number, closes, digit, opens};

/// How a paragraph is numbered, from the outermost to the innermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Style {
    /// 第一章, 第一部分.
    Part,
    /// 一、
    Chapter,
    /// (一)
    Bracketed,
    /// ——
    Dash,
    /// 1.
    Arabic,
    /// 1.1
    Dotted,
    /// (1)
    BracketedArabic,
    /// ①
    Circled,
    /// 第一条: the paragraph of a regulation.
    Article,
}

impl Style {
    /// The level of a heading so marked: 一、 is 1, (一) is 2, —— is 3.
    pub(super) const fn level(self) -> u8 {
        match self {
            Self::Part | Self::Chapter => 1,
            Self::Bracketed => 2,
            Self::Dash => 3,
            Self::Arabic => 4,
            Self::Dotted | Self::BracketedArabic | Self::Circled | Self::Article => 5,
        }
    }

    /// Whether paragraphs so marked mostly stand inside a task.
    pub(super) const fn is_inner(self) -> bool {
        matches!(self, Self::BracketedArabic | Self::Circled)
    }
}

/// The number or dash at the head of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub style: Style,
    /// 0 for a dash.
    pub number: u32,
    /// Bytes that the marker takes, with the white space after it.
    pub length: usize,
}

impl Marker {
    /// The marker at the head of `line`, which starts without white space.
    pub(super) fn read(line: &str) -> Option<Self> {
        let first = line.chars().next()?;
        let (style, number, length) = match first {
            '第' => ordinal(line)?,
            '一'..='龥' | '〇' => chapter(line)?,
            c if opens(c) => bracketed(line)?,
            c if digit(c).is_some() => arabic(line)?,
            '①'..='⑳' => {
                (Style::Circled, u32::from(first) - u32::from('①') + 1, first.len_utf8())
            }
            '—' | '―' | '─' | '－' | '-' => dash(line)?,
            _ => return None,
        };
        let rest = line.get(length..)?;
        Some(Self { style, number, length: length + (rest.len() - rest.trim_start().len()) })
    }

    /// The printed number in `marker`, without punctuation; `None` for a dash.
    pub(super) fn ordinal(self, marker: &str) -> Option<String> {
        if self.style == Style::Dotted {
            let stops = ['.', '．', '、', ' ', '\u{3000}', '\u{a0}'];
            return Some(marker.trim_end_matches(stops).to_owned());
        }
        let printed: String = marker
            .chars()
            .filter(|c| {
                !c.is_whitespace()
                    && !opens(*c)
                    && !closes(*c)
                    && !matches!(c, '.' | '．' | '、' | ',' | '，' | ':' | '：')
            })
            .collect();
        (self.style != Style::Dash && !printed.is_empty()).then_some(printed)
    }
}

fn is_chinese_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇'
    )
}

/// The head of `text` that `belongs`, at most `most` characters of it.
fn head(text: &str, most: usize, belongs: impl Fn(char) -> bool) -> &str {
    let end = text
        .char_indices()
        .take(most + 1)
        .find(|(_, c)| !belongs(*c))
        .map_or(text.len(), |(at, _)| at);
    let head = text.get(..end).unwrap_or_default();
    if head.chars().nth(most).is_some() { "" } else { head }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\u{3000}', '\u{a0}']).len()
}

/// 一、 or 一. at the head of a line.
fn chapter(line: &str) -> Option<(Style, u32, usize)> {
    let printed = head(line, 5, is_chinese_numeral);
    let number = chinese_number(printed)?;
    let rest = line.get(printed.len()..)?;
    let gap = spaces(rest);
    let stop = rest.get(gap..)?.chars().next().filter(|c| matches!(c, '、' | '.' | '．'))?;
    Some((Style::Chapter, number, printed.len() + gap + stop.len_utf8()))
}

/// 第一章, 第一部分 or 第一条 at the head of a line.
fn ordinal(line: &str) -> Option<(Style, u32, usize)> {
    let rest = line.strip_prefix('第')?;
    let printed = head(rest, 5, |c| is_chinese_numeral(c) || digit(c).is_some());
    let number = chinese_number(printed).or_else(|| arabic_number(printed))?;
    let after = rest.get(printed.len()..)?;
    let (style, word) = [
        (Style::Part, "部分"),
        (Style::Part, "章"),
        (Style::Part, "节"),
        (Style::Part, "篇"),
        (Style::Part, "编"),
        (Style::Article, "条"),
    ]
    .into_iter()
    .find(|(_, word)| after.starts_with(word))?;
    Some((style, number, '第'.len_utf8() + printed.len() + word.len()))
}

fn arabic_number(printed: &str) -> Option<u32> {
    let digits = printed.chars().map(digit).collect::<Option<Vec<u32>>>()?;
    (!digits.is_empty())
        .then(|| digits.into_iter().fold(0_u32, |sum, d| sum * 10 + d))
        .filter(|number| *number > 0)
}

/// (一) or (1) at the head of a line.
fn bracketed(line: &str) -> Option<(Style, u32, usize)> {
    let open = line.chars().next()?.len_utf8();
    let inner = line.get(open..)?;
    let gap = spaces(inner);
    let inner = inner.get(gap..)?;
    let chinese = head(inner, 5, is_chinese_numeral);
    let arabic = head(inner, 3, |c| digit(c).is_some());
    let (style, number, printed) = match (chinese_number(chinese), arabic_number(arabic)) {
        (Some(number), _) => (Style::Bracketed, number, chinese),
        (None, Some(number)) => (Style::BracketedArabic, number, arabic),
        (None, None) => return None,
    };
    let after = inner.get(printed.len()..)?;
    let gap_after = spaces(after);
    let after = after.get(gap_after..)?;
    let close = after.chars().next().filter(|c| closes(*c))?.len_utf8();
    let stop = after
        .get(close..)?
        .chars()
        .next()
        .filter(|c| matches!(c, '、' | '.' | '．'))
        .map_or(0, char::len_utf8);
    Some((style, number, open + gap + printed.len() + gap_after + close + stop))
}

/// 1. or 1、 or 1) at the head of a line; no decimal fraction.
fn arabic(line: &str) -> Option<(Style, u32, usize)> {
    let printed = head(line, 4, |c| digit(c).is_some());
    let number = arabic_number(printed)?;
    let rest = line.get(printed.len()..)?;
    let gap = spaces(rest);
    let mut after = rest.get(gap..)?.chars();
    let stop = after.next()?;
    let style = match stop {
        '.' | '．' | '、' => Style::Arabic,
        c if closes(c) => Style::BracketedArabic,
        _ => return None,
    };
    let length = printed.len() + gap + stop.len_utf8();
    let fraction = after.next().is_some_and(|c| digit(c).is_some());
    if !fraction || (gap == 0 && starts_date(line.get(length..)?)) {
        return Some((style, number, length));
    }
    dotted(line)
}

/// Whether a year, a month, or a day whose signs were lost stands at the head of `text` (2024年, 6月, 615日).
fn starts_date(text: &str) -> bool {
    let figures = head(text, 4, |c| digit(c).is_some());
    let sign = text.get(figures.len()..).and_then(|rest| rest.chars().next());
    matches!(
        (figures.chars().count(), sign),
        (1..=2, Some('月')) | (3..=4, Some('日')) | (4, Some('年'))
    )
}

/// 1.1 or 2.3.1 at the head of a line, with a gap, a stop or a word after it that is no measure; numbered by its last figure.
fn dotted(line: &str) -> Option<(Style, u32, usize)> {
    const MOST_LEVELS: usize = 4;
    let mut at = 0;
    let mut last = None;
    for level in 0..MOST_LEVELS {
        let rest = line.get(at..)?;
        let rest = if level == 0 {
            rest
        } else {
            match rest.strip_prefix(['.', '．']) {
                Some(next) if next.starts_with(|c| digit(c).is_some()) => {
                    at += rest.len() - next.len();
                    next
                }
                _ => break,
            }
        };
        let figures = head(rest, 2, |c| digit(c).is_some());
        last = Some(arabic_number(figures)?);
        at += figures.len();
    }
    let rest = line.get(at..)?;
    let stop = rest.chars().next()?;
    let length = match stop {
        '、' | '.' | '．' => at + stop.len_utf8(),
        c if c.is_whitespace() => at,
        _ => return None,
    };
    let next = line.get(length..)?.trim_start().chars().next()?;
    let measure = "万亿千百元倍个米公平吨亩户人家项度℃%％—-～~至到";
    let is_text = digit(next).is_none() && !next.is_ascii_punctuation() && !measure.contains(next);
    last.filter(|_| is_text).map(|number| (Style::Dotted, number, length))
}

/// —— at the head of a line; a single stroke is none.
fn dash(line: &str) -> Option<(Style, u32, usize)> {
    let printed = head(line, 4, |c| matches!(c, '—' | '―' | '─' | '－' | '-'));
    let text = line.get(printed.len()..)?.trim_start();
    let is_text = text.chars().next().is_some_and(|c| digit(c).is_none());
    (printed.chars().count() >= 2 && is_text).then_some((Style::Dash, 0, printed.len()))
}

#[cfg(test)]
mod tests;
