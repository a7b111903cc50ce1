//! Since when and until when a document is in force.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use chrono::{Months, NaiveDate};
use regex::{Captures, Regex};

use crate::intake::{
    dates::{below_hundred, full_date, half_width},
    pattern::{any_of, pattern},
    text::Paragraph,
};

/// A half-open time `[from, to)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
}

/// The longest paragraph that is looked into, in bytes.
const LONGEST: usize = 3000;

/// Reads the validity that a document states of itself: 自…起施行, 有效期三年, 有效期至…. `signed` and `printed` are the
/// days that 自成文之日 and 自印发之日 mean.
pub(super) fn read(
    paragraphs: &[Paragraph<'_>],
    signed: Option<NaiveDate>,
    printed: Option<NaiveDate>,
) -> Validity {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(&["起", "有效期", "执行至"]));
    static CLAUSE: LazyLock<AhoCorasick> =
        LazyLock::new(|| any_of(&["责任单位", "牵头", "负责)", "负责）"]));
    let mut validity = Validity::default();
    for paragraph in paragraphs {
        let text = paragraph.text;
        let candidate = text.len() <= LONGEST && WORDS.is_match(text) && !CLAUSE.is_match(text);
        if !candidate {
            continue;
        }
        let text = half_width(text);
        let from = start(&text, signed, printed);
        validity.from = validity.from.or(from);
        validity.to = validity.to.or_else(|| end(&text, validity.from.or(printed)));
    }
    validity.to = validity.to.filter(|to| validity.from.is_none_or(|from| *to > from));
    validity
}

/// 自2024年6月1日起施行, 自印发之日起施行.
fn start(text: &str, signed: Option<NaiveDate>, printed: Option<NaiveDate>) -> Option<NaiveDate> {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^|[。;,\s本]|(?:办法|方案|措施|通知|意见|规定|政策|细则|计划|规划|条款?))\s*自\s*(?P<day>[^。;,]{2,20}?)\s*(?:之日)?\s*起\s*(?:正式|开始)?(?:施行|实施|执行|生效|试行)",
        )
    });
    let found = START.captures(text)?;
    let day = found.name("day")?.as_str();
    if let Some((date, _)) = full_date(day) {
        return Some(date);
    }
    if day.contains("签发") || day.contains("成文") {
        signed
    } else if ["印发", "发布", "公布", "下发", "发文"].iter().any(|word| day.contains(word))
    {
        printed
    } else {
        None
    }
}

/// 有效期至2026年12月31日, 有效期3年; the day after the last.
fn end(text: &str, from: Option<NaiveDate>) -> Option<NaiveDate> {
    static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:有效期限?|有效时间|执行期限?|实施期限?)\s*(?:截?至|截止[到至]?|到|:\s*至?)\s*(?P<day>[^。;,]{6,20})|(?:施行|实施|执行)(?:至|到)(?P<to>[^。;,]{6,20})",
        )
    });
    static TERM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:有效期限?|试行期限?|暂行期限?)\s*(?:为|是|:)?\s*(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个)?\s*(?P<unit>年|月)",
        )
    });
    if let Some(found) = UNTIL.captures(text) {
        let day = found.name("day").or_else(|| found.name("to"))?.as_str();
        if let Some((date, range)) = full_date(day)
            && range.start <= "截至".len()
        {
            return date.succ_opt();
        }
    }
    let found = TERM.captures(text)?;
    let months = count(&found)? * if found.name("unit")?.as_str() == "年" { 12 } else { 1 };
    from?.checked_add_months(Months::new(months))
}

fn count(found: &Captures<'_>) -> Option<u32> {
    let printed = found.name("count")?.as_str();
    printed.parse().ok().or_else(|| below_hundred(&printed.replace('两', "二")).map(u32::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::plan::Span;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn validity_is_half_open() {
        let printed = day(2024, 5, 8);
        for (text, from, to) in [
            ("本措施自2024年6月1日起施行，有效期3年。", day(2024, 6, 1), day(2027, 6, 1)),
            ("本办法自印发之日起施行,有效期至2025年12月31日。", printed, day(2026, 1, 1)),
            ("本方案自发布之日起实施，有效期为两年。", printed, day(2026, 5, 8)),
            ("本意见自发布之日起实施，有效期十二个月。", printed, day(2025, 5, 8)),
            ("有效期：18个月", None, day(2025, 11, 8)),
            ("执行至2026年3月31日", None, day(2026, 4, 1)),
            ("有效性：有效", None, None),
            ("延长许可证有效期3年（责任单位：市市场监管局）", None, None),
            ("从今年起施行新规", None, None),
        ] {
            let paragraph = Paragraph { text, span: Span(0, 0) };
            let found = read(&[paragraph], printed, printed);
            assert_eq!((found.from, found.to), (from, to), "{text}");
        }
    }
}
