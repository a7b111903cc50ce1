//! Deadlines: the day by which something is to be done, where a text says so.

use std::{ops::Range, sync::LazyLock};

use chrono::NaiveDate;
use regex::{Captures, Regex};

use super::{
    dates::{end_of_month, end_of_year, half_width},
    pattern::pattern,
    plan::Span,
};

/// A time that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Time {
    /// The last day of it.
    pub(super) last: NaiveDate,
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// Whether it says by when (前, 底, 末), not only when.
    pub(super) by: bool,
}

/// A time in figures alone, as cells of tables hold it.
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*((?:19|20)\d{2})[-./](\d{1,2})(?:[-./](\d{1,2}))?\s*(?:日|月|前)?\s*$")
});

/// The deadline that an item's text, a part of its clause or a label with its value states, with where it stands, in
/// characters of `text`. Of several the last day counts: only then is the whole done. `year` is the plan's own, for
/// phrases that name none (年底前). 全年, 持续推进 and the like state none, nor do terms of entitlement (到期, 有效期至).
#[must_use]
pub fn read(text: &str, year: Option<i32>) -> Option<(NaiveDate, Span)> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[\s(〔\[【]*(?:完成|办理|办结|落实|整改|推进|计划|预计|工作){0,3}(?:时限|时间|期限|时间节点|节点|日期|进度)(?:要求|安排)?\s*[:;]\s*",
        )
    });
    if !text.contains(['年', '月', '季', '末', '-', '.', '/']) {
        return None;
    }
    let folded = half_width(text);
    if let Some(label) = LABEL.find(&folded) {
        let value = folded.get(label.end()..)?;
        let shift = folded.get(..label.end())?.chars().count();
        return value_of(value, year)
            .map(|(date, Span(start, end))| (date, Span(start + shift, end + shift)));
    }
    if NUMERIC.is_match(&folded) || is_bare(&folded, year) {
        return value_of(&folded, year);
    }
    let times = times(&folded, year);
    let promised = times.iter().filter(|time| time.by && is_a_deadline(&folded, &time.range));
    latest(&folded, promised)
}

/// The deadline in the value of a label or the cell of a table, where a bare month or year is one.
#[must_use]
pub fn read_value(value: &str, year: Option<i32>) -> Option<(NaiveDate, Span)> {
    value_of(&half_width(value), year)
}

fn value_of(value: &str, year: Option<i32>) -> Option<(NaiveDate, Span)> {
    if let Some(found) = NUMERIC.captures(value) {
        let (year, month) = (number(&found, 1)?, number(&found, 2)?);
        let date = match number::<u32>(&found, 3) {
            Some(day) => NaiveDate::from_ymd_opt(year, month, day)?,
            None => end_of_month(year, month)?,
        };
        return Some((date, Span(0, value.chars().count())));
    }
    let times = times(value, year);
    latest(
        value,
        times
            .iter()
            .filter(|time| !recurs(value, time.range.start) && !spans_year(value, time.range.end)),
    )
}

/// Whether the whole text is the value of a label: a time, and at most how far things are then.
fn is_bare(text: &str, year: Option<i32>) -> bool {
    const LONGEST: usize = 40;
    if text.chars().count() > LONGEST {
        return false;
    }
    let rest_of = |text: &str| -> Option<String> {
        let start = text.trim_start_matches([' ', '(', '于', '在']);
        let offset = text.len() - start.len();
        let first = times(text, year)
            .into_iter()
            .filter(|time| time.range.start == offset)
            .max_by_key(|time| time.range.end)?;
        Some(text.get(first.range.end..)?.trim_start().to_owned())
    };
    rest_of(text).is_some_and(|rest| {
        rest.is_empty()
            || [
                "完成", "取得", "办结", "并", ",以后", ",并", ",持续", ",长期", ";", "。", ")",
                "、", "—", "-", "至",
            ]
            .iter()
            .any(|word| rest.starts_with(word))
    })
}

/// The last of the times, as a deadline.
fn latest<'a>(text: &str, times: impl Iterator<Item = &'a Time>) -> Option<(NaiveDate, Span)> {
    let last = times.max_by_key(|time| time.last)?;
    let start = text.get(..last.range.start)?.chars().count();
    let length = text.get(last.range.clone())?.chars().count();
    Some((last.last, Span(start, start + length)))
}

/// All times that a text names, in order; a month without a year is of the year named before it, else of `year`.
pub(super) fn times(text: &str, year: Option<i32>) -> Vec<Time> {
    let mut found = Vec::new();
    months(text, year, &mut found);
    if text.contains("季度") || text.contains("半年") {
        quarters(text, year, &mut found);
    }
    years(text, year, &mut found);
    found.sort_by_key(|time| (time.range.start, std::cmp::Reverse(time.range.end)));
    // A year inside a month's phrase is part of it.
    let mut covered = 0;
    found.retain(|time| {
        let free = time.range.start >= covered;
        covered = covered.max(time.range.end);
        free
    });
    found
}

fn months(text: &str, year: Option<i32>, out: &mut Vec<Time>) {
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: (?P<year>(?:19|20)\d{2}) \s* 年 \s* | (?P<this>今年|本年|当年) \s* | (?P<next>明年|次年) \s* )?
              (?P<month>\d{1,2}) \s* 月 份? \s* (?: (?P<day>\d{1,2}) \s* [日号] | (?P<third>[上中下]旬) )?
              \s* (?P<by> (?:底|末) \s* (?:之前|以前|前)? | 之前 | 以前 | 前 )?",
        )
    });
    let mut named = None;
    for found in MONTH.captures_iter(text) {
        let explicit = number::<i32>(&found, 1).or_else(|| relative(&found, year));
        named = explicit.or(named);
        let Some(year) = explicit.or(named).or(year) else { continue };
        let Some(month) = named_number(&found, "month") else { continue };
        let last = match (named_number(&found, "day"), found.name("third")) {
            (Some(day), _) => NaiveDate::from_ymd_opt(year, month, day),
            (None, Some(third)) => match third.as_str() {
                "上旬" => NaiveDate::from_ymd_opt(year, month, 10),
                "中旬" => NaiveDate::from_ymd_opt(year, month, 20),
                _ => valid_end(year, month),
            },
            (None, None) => valid_end(year, month),
        };
        push(out, &found, last, found.name("by").is_some());
    }
}

fn quarters(text: &str, year: Option<i32>, out: &mut Vec<Time>) {
    static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: (?P<year>(?:19|20)\d{2}) \s* 年 \s* | (?P<this>今年|本年|当年) \s* | (?P<next>明年|次年) \s* )?
              (?: 第? \s* (?P<quarter>[一二三四1-4]) \s* 季度 | (?P<half>上半年|下半年) )
              \s* (?P<by> (?:底|末) \s* (?:之前|以前|前)? | 之前 | 以前 | 前 )?",
        )
    });
    for found in QUARTER.captures_iter(text) {
        let Some(year) = number::<i32>(&found, 1).or_else(|| relative(&found, year)).or(year)
        else {
            continue;
        };
        let month = match (found.name("quarter"), found.name("half")) {
            (Some(quarter), _) => match quarter.as_str() {
                "一" | "1" => 3,
                "二" | "2" => 6,
                "三" | "3" => 9,
                _ => 12,
            },
            (None, Some(half)) if half.as_str() == "上半年" => 6,
            _ => 12,
        };
        let done = found
            .get(0)
            .and_then(|whole| text.get(whole.end()..))
            .is_some_and(|rest| rest.starts_with("完成"));
        push(out, &found, end_of_month(year, month), done || found.name("by").is_some());
    }
}

fn years(text: &str, year: Option<i32>, out: &mut Vec<Time>) {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: (?P<year>(?:19|20)\d{2}) \s* 年 度? \s* 年? | (?P<this>今年|本年度?|当年) 年? | (?P<next>明年|次年) 年? | (?P<bare>年) )
              (?P<by> (?:底|末|终|内) \s* (?:之前|以前|前)? | 之前 | 以前 | 前 )?",
        )
    });
    static FIVE_YEARS: LazyLock<Regex> = LazyLock::new(|| {
        pattern("[“\"]?十(?P<plan>[二三四五六七])五[”\"]?(?:规划)?(?:时?期)?(?P<by>末|底)前?")
    });
    for found in YEAR.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let by = found.name("by");
        if found.name("year").is_none() {
            // 年底前 is of the plan's year; 五年内 and 上年末 are no deadlines.
            let edge = by.is_some_and(|by| by.as_str().starts_with(['底', '末', '终', '内']));
            let before = text.get(..whole.start()).and_then(|text| text.chars().next_back());
            let part_of_a_word = before.is_some_and(|c| {
                c.is_ascii_digit()
                    || "一二三四五六七八九十两几半数多上去每近往历学全周百千前后次同某整余"
                        .contains(c)
            });
            if !edge || found.name("bare").is_some() && part_of_a_word {
                continue;
            }
        }
        let year = number::<i32>(&found, 1).or_else(|| relative(&found, year)).or(year);
        push(out, &found, year.and_then(end_of_year), by.is_some());
    }
    for found in FIVE_YEARS.captures_iter(text) {
        let plan = found.name("plan").and_then(|m| m.as_str().chars().next());
        let year = match plan {
            Some('二') => 2015,
            Some('三') => 2020,
            Some('四') => 2025,
            Some('五') => 2030,
            Some('六') => 2035,
            _ => 2040,
        };
        push(out, &found, end_of_year(year), true);
    }
}

fn push(out: &mut Vec<Time>, found: &Captures<'_>, last: Option<NaiveDate>, by: bool) {
    if let (Some(whole), Some(last)) = (found.get(0), last) {
        out.push(Time { last, range: whole.range(), by });
    }
}

fn valid_end(year: i32, month: u32) -> Option<NaiveDate> {
    (1..=12).contains(&month).then(|| end_of_month(year, month)).flatten()
}

fn relative(found: &Captures<'_>, year: Option<i32>) -> Option<i32> {
    if found.name("next").is_some() {
        return year?.checked_add(1);
    }
    found.name("this").and(year)
}

fn number<T: std::str::FromStr>(found: &Captures<'_>, group: usize) -> Option<T> {
    found.get(group)?.as_str().parse().ok()
}

fn named_number(found: &Captures<'_>, group: &str) -> Option<u32> {
    found.name(group)?.as_str().parse().ok()
}

/// Whether the time at `start` comes again and again: 每月25日, 每年12月底.
fn recurs(text: &str, start: usize) -> bool {
    tail(text, start, 3).contains(['每', '逐', '隔'])
}

/// 2024年全年: the year as a whole, not its end.
fn spans_year(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|rest| rest.trim_start().starts_with("全年"))
}

/// Whether a time in running text says when something is to be done.
fn is_a_deadline(text: &str, range: &Range<usize>) -> bool {
    const DOING: &[&str] = &[
        "完成", "实现", "建成", "投入", "开工", "启动", "达到", "达", "出台", "制定", "建立",
        "采用", "清零", "取得", "形成", "基本", "全面", "竣工", "通车", "开通", "上线", "落地",
        "推出", "覆盖", "培育", "打造", "改造", "新增", "新建", "组织", "发布", "印发", "报送",
        "上报", "整改", "销号", "办结", "见效", "到位", "验收", "交付", "投产", "运营", "运行",
        "开展", "引进", "突破", "超过", "确保", "力争", "争取", "编制", "提升", "解决", "消除",
        "完工", "启用", "开放", "拨付", "兑现", "举办", "创建", "建设", "推进", "推广", "实施",
        "淘汰", "关闭", "接入", "公布",
    ];
    const TERM_BEFORE: &[&str] = &[
        "延长至",
        "延期至",
        "期限至",
        "截至",
        "截止",
        "截止至",
        "有效期至",
        "实施至",
        "执行至",
        "保留至",
        "自",
        "从",
        "延续至",
        "顺延至",
        "期限为",
        "适用至",
        "缓缴至",
        "截止到",
        "截至到",
        "不晚于当",
    ];
    const TERM_AFTER: &[&str] = &[
        "的",
        "到期",
        "暂免",
        "免收",
        "免征",
        "免缴",
        "减免",
        "减半",
        "缴纳",
        "申报",
        "延期",
        "出生",
        "入职",
        "登记",
        "注册",
        "签订",
        "已",
        "新增的",
        "购置",
        "发生",
        "期间",
        "期满",
        "存量",
        "欠缴",
        "成立",
    ];
    if recurs(text, range.start) {
        return false;
    }
    let before = tail(text, range.start, 8);
    let before = before.trim_end();
    let after = head(text, range.end, 40);
    let sentence = after.split(['。', ';', '!']).next().unwrap_or_default().trim_start();
    let at_once = head(sentence, 0, 10);
    let at_once = at_once.split([',', '、']).next().unwrap_or_default();
    if TERM_BEFORE.iter().any(|word| before.ends_with(word))
        || TERM_AFTER.iter().any(|word| {
            if *word == "的" { at_once.starts_with('的') } else { at_once.contains(word) }
        })
        || ["暂免", "免收", "免征", "减免", "减半", "缓缴"]
            .iter()
            .any(|word| sentence.contains(word))
    {
        return false;
    }
    let said_before = tail(text, range.start, 20);
    let said_before = said_before.rsplit(['。', ';', '!']).next().unwrap_or_default();
    DOING.iter().any(|word| sentence.contains(word) || said_before.contains(word))
}

/// Up to `count` characters before the byte `end`.
fn tail(text: &str, end: usize, count: usize) -> String {
    let before = text.get(..end).unwrap_or_default();
    let start = before.char_indices().rev().take(count).last().map_or(end, |(at, _)| at);
    before.get(start..).unwrap_or_default().to_owned()
}

/// Up to `count` characters from the byte `start` on.
fn head(text: &str, start: usize, count: usize) -> String {
    text.get(start..).unwrap_or_default().chars().take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        read(text, Some(2026)).map(|(date, _)| date.to_string())
    }

    #[test]
    fn deadlines_in_a_task() {
        for (text, date) in [
            ("确保年底前正式上线运行。", "2026-12-31"),
            ("年底前实现社区服务全覆盖。", "2026-12-31"),
            ("6月底前完成管网改造。", "2026-06-30"),
            ("2024年11月底前完成全部任务", "2024-11-30"),
            ("于6月30日前建成投用", "2026-06-30"),
            ("2月底前完成排查", "2026-02-28"),
            ("三季度末前完成招标", "2026-09-30"),
            ("上半年完成选址", "2026-06-30"),
            ("年内开工建设水厂", "2026-12-31"),
            ("2027年底前全面建成", "2027-12-31"),
            ("6月底前完成设计，12月底前开工建设", "2026-12-31"),
            ("２０２６年９月底前完成", "2026-09-30"),
            ("明年3月底前完成验收", "2027-03-31"),
            ("到“十四五”末，实现全覆盖", "2025-12-31"),
        ] {
            assert_eq!(found(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn labels_and_cells() {
        for (text, date) in [
            ("完成时限：2026年6月", "2026-06-30"),
            ("完成时限:6月底前", "2026-06-30"),
            ("完成时限:2026年", "2026-12-31"),
            ("12 月", "2026-12-31"),
            ("2026年12月取得阶段性成果并持续推进", "2026-12-31"),
            ("2026年7月底前，以后每年持续实施", "2026-07-31"),
            ("2026.9", "2026-09-30"),
            ("2026-09-15", "2026-09-15"),
            ("6月底完成", "2026-06-30"),
            ("2026年3月-10月", "2026-10-31"),
        ] {
            assert_eq!(found(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn what_is_no_deadline() {
        for text in [
            "持续推进",
            "完成时限:持续推进",
            "完成时限:全年",
            "完成时限:2026年全年",
            "全年新增就业3万人",
            "五年内建成十个基地",
            "为毕业5年内的大学生提供住宿",
            "对6月30日前到期的贷款予以展期，推进服务",
            "政策实施期限延长至12月31日前，推进落实",
            "3月31日前，邮政寄递发票暂免收取费用",
            "每月25日前报送进展",
            "完成2025年度建设任务",
            "2026年新建道路三条",
            "长期坚持",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn without_a_year_nothing_is_guessed() {
        assert_eq!(read("6月底前完成", None), None);
        assert_eq!(read("年底前完成", None), None);
        assert!(read("2026年6月底前完成", None).is_some());
    }

    #[test]
    fn the_span_holds_the_phrase() {
        let text = "加快建设，确保年底前建成。";
        let (_, Span(start, end)) = read(text, Some(2026)).unwrap();
        let phrase: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(phrase, "年底前");
        let (_, span) = read("完成时限：6月底", Some(2026)).unwrap();
        assert_eq!(span, Span(5, 8));
    }
}
