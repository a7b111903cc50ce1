//! Deadlines: the day by which something is to be done, where a text says so.

mod times;

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;
use chrono::NaiveDate;
use regex::Regex;

use self::times::number;
pub(super) use self::times::{Time, times};
use super::{
    dates::{end_of_month, half_width},
    pattern::{any_of, pattern},
    plan::Span,
};

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
    let labelled = folded
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '〔' | '[' | '【'))
        .starts_with([
            '完', '办', '落', '整', '推', '计', '预', '工', '时', '期', '节', '日', '进',
        ]);
    if labelled && let Some(label) = LABEL.find(&folded) {
        let value = folded.get(label.end()..)?;
        let shift = folded.get(..label.end())?.chars().count();
        return value_of(value, year)
            .map(|(date, Span(start, end))| (date, Span(start + shift, end + shift)));
    }
    let numeric = folded.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if numeric && NUMERIC.is_match(&folded) || is_bare(&folded, year) {
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
    if value.contains(['-', '.', '/'])
        && let Some(found) = NUMERIC.captures(value)
    {
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
    if text.len() > LONGEST * 4 || text.chars().count() > LONGEST {
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
    static DOING: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "完成", "实现", "建成", "投入", "开工", "启动", "达到", "达", "出台", "制定", "建立",
            "采用", "清零", "取得", "形成", "基本", "全面", "竣工", "通车", "开通", "上线", "落地",
            "推出", "覆盖", "培育", "打造", "改造", "新增", "新建", "组织", "发布", "印发", "报送",
            "上报", "整改", "销号", "办结", "见效", "到位", "验收", "交付", "投产", "运营", "运行",
            "开展", "引进", "突破", "超过", "确保", "力争", "争取", "编制", "提升", "解决", "消除",
            "完工", "启用", "开放", "拨付", "兑现", "举办", "创建", "建设", "推进", "推广", "实施",
            "淘汰", "关闭", "接入", "公布",
        ])
    });
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
    static TERM_AFTER: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
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
            "考核",
            "总结",
            "述职",
            "检查",
            "已",
            "新增的",
            "购置",
            "发生",
            "期间",
            "期满",
            "存量",
            "欠缴",
            "成立",
        ])
    });
    static FREE: LazyLock<AhoCorasick> =
        LazyLock::new(|| any_of(&["暂免", "免收", "免征", "减免", "减半", "缓缴"]));
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
        || at_once.starts_with('的')
        || TERM_AFTER.is_match(at_once)
        || FREE.is_match(sentence)
    {
        return false;
    }
    let said_before = tail(text, range.start, 20);
    let said_before = said_before.rsplit(['。', ';', '!']).next().unwrap_or_default();
    DOING.is_match(sentence) || DOING.is_match(said_before)
}

/// Up to `count` characters before the byte `end`.
fn tail(text: &str, end: usize, count: usize) -> &str {
    let before = text.get(..end).unwrap_or_default();
    let start = before.char_indices().rev().take(count).last().map_or(end, |(at, _)| at);
    before.get(start..).unwrap_or_default()
}

/// Up to `count` characters from the byte `start` on.
fn head(text: &str, start: usize, count: usize) -> &str {
    let after = text.get(start..).unwrap_or_default();
    let end = after.char_indices().nth(count).map_or(after.len(), |(at, _)| at);
    after.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
