//! Figures: Arabic with 万 and the like multiplied out, and Chinese numerals.

use rust_decimal::Decimal;

use super::line::Line;

/// More digits than any promise has; longer runs are numbers of telephones and accounts.
const MOST_DIGITS: usize = 15;

/// A figure and the position after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) value: Decimal,
    pub(super) end: usize,
}

/// The position after the run of digits, points and thousands separators at `at`.
pub(super) fn end_of_run(line: &Line<'_>, mut at: usize) -> usize {
    while line.at(at).is_some_and(|c| c.is_ascii_digit())
        || (matches!(line.at(at), Some('.' | ','))
            && line.at(at + 1).is_some_and(|c| c.is_ascii_digit()))
    {
        at += 1;
    }
    at
}

/// The Arabic figure at `at`, without 万 or the like.
pub(super) fn arabic(line: &Line<'_>, at: usize) -> Option<Figure> {
    let digits = |from: usize| {
        (from..line.len())
            .take(MOST_DIGITS + 1)
            .take_while(|n| line.at(*n).is_some_and(|c| c.is_ascii_digit()))
            .count()
    };
    let first = digits(at);
    if first == 0 {
        return None;
    }
    let mut end = at + first;
    // Without the commas that part thousands.
    let mut length = first;
    if first <= 3 {
        while line.at(end) == Some(',') && digits(end + 1) == 3 && length < MOST_DIGITS {
            length += 3;
            end += 4;
        }
    }
    if line.at(end) == Some('.') {
        let decimals = digits(end + 1);
        if decimals > 0 {
            length += 1 + decimals;
            end += 1 + decimals;
        }
    }
    if length > MOST_DIGITS {
        return None;
    }
    let printed = line.folded(at, end);
    let value = if length == end - at {
        Decimal::from_str_exact(printed)
    } else {
        Decimal::from_str_exact(&printed.replace(',', ""))
    };
    let value = value.ok()?;
    Some(Figure { value, end })
}

/// What 万 or the like after a figure multiplies it by, and the position after it.
/// 亿 is left standing: it belongs to the unit of measure.
pub(super) fn scale(line: &Line<'_>, at: usize) -> Option<(Decimal, usize)> {
    let start = line.skip_space(at);
    let found =
        [("千万", 10_000_000), ("百万", 1_000_000), ("万", 10_000), ("千", 1_000), ("百", 100)]
            .into_iter()
            .find(|(word, _)| line.goes_on(start, word))?;
    let end = start + found.0.chars().count();
    let measure = match found.0 {
        "千" => matches!(line.at(end), Some('瓦' | '伏' | '米' | '克' | '卡')),
        "百" => line.at(end) == Some('分'),
        _ => false,
    };
    (!measure).then(|| (Decimal::from(found.1), end))
}

/// Whether a character is part of a Chinese numeral.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '一'
            | '二'
            | '两'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
    )
}

/// The position after the Chinese numeral at `at`; a last 亿 is left to the unit of measure.
pub(super) fn end_of_chinese(line: &Line<'_>, at: usize) -> usize {
    let mut end = at;
    while line.at(end).is_some_and(is_chinese) {
        end += 1;
    }
    if end > at && line.before(end) == Some('亿') {
        end -= 1;
    }
    end
}

/// The value of a Chinese numeral such as 三, 十五, 两百, 一千二百, 三万; bare scales (千) count as one of them.
pub(super) fn chinese(numeral: &str) -> Option<Decimal> {
    let (mut total, mut part, mut digit) = (0_i64, 0_i64, None::<i64>);
    for c in numeral.chars() {
        let value = match c {
            '〇' | '零' => 0,
            '一' => 1,
            '二' | '两' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => {
                let by = match c {
                    '十' => 10,
                    '百' => 100,
                    '千' => 1_000,
                    '万' => 10_000,
                    '亿' => 100_000_000,
                    _ => return None,
                };
                if by >= 10_000 {
                    let counted = part.checked_add(digit.take().unwrap_or(0))?;
                    total = total.checked_add(counted.max(1).checked_mul(by)?)?;
                    part = 0;
                } else {
                    part = part.checked_add(digit.take().unwrap_or(1).checked_mul(by)?)?;
                }
                continue;
            }
        };
        digit = match digit {
            // 一五 is no numeral that counts; 零 inside one only fills a place.
            Some(0) | None => Some(value),
            Some(_) => return None,
        };
    }
    let value = total.checked_add(part)?.checked_add(digit.unwrap_or(0))?;
    (value > 0).then(|| Decimal::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, usize)> {
        arabic(&Line::new(text), 0).map(|f| (f.value.to_string(), f.end))
    }

    #[test]
    fn arabic_figures_keep_their_exact_value() {
        assert_eq!(read("1.67万"), Some(("1.67".into(), 4)));
        assert_eq!(read("１２．５％"), Some(("12.5".into(), 4)));
        assert_eq!(read("1,200人"), Some(("1200".into(), 5)));
        assert_eq!(read("3,4号楼"), Some(("3".into(), 1)));
        assert_eq!(read("12345678901234567890"), None);
        assert_eq!(read("人"), None);
    }

    #[test]
    fn chinese_numerals_are_counted() {
        for (numeral, value) in [
            ("三", 3),
            ("十", 10),
            ("十五", 15),
            ("二十", 20),
            ("两百", 200),
            ("一百零五", 105),
            ("一千二百", 1200),
            ("三万", 30_000),
            ("千", 1000),
            ("八", 8),
        ] {
            assert_eq!(chinese(numeral), Some(Decimal::from(value)), "{numeral}");
        }
        assert_eq!(chinese("三五"), None);
        assert_eq!(chinese("零"), None);
        assert_eq!(chinese("亿亿亿亿亿亿亿亿"), Some(Decimal::from(800_000_000_i64)));
    }

    #[test]
    fn scales_multiply_and_units_that_begin_like_them_do_not() {
        let by = |text: &str| scale(&Line::new(text), 0).map(|(by, end)| (by.to_string(), end));
        assert_eq!(by("万人"), Some(("10000".into(), 1)));
        assert_eq!(by(" 万人"), Some(("10000".into(), 2)));
        assert_eq!(by("百万人"), Some(("1000000".into(), 2)));
        assert_eq!(by("千瓦"), None);
        assert_eq!(by("百分点"), None);
        assert_eq!(by("亿元"), None);
    }
}
