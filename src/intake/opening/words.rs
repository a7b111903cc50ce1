//! Words for how far a task is, and figures in per cent.

use crate::domain::opening::OpeningStatus;

const WORDS: &[(OpeningStatus, &[&str])] = &[
    (
        OpeningStatus::Completed,
        &[
            "已完成",
            "完成",
            "全面完成",
            "全部完成",
            "提前完成",
            "按期完成",
            "如期完成",
            "已办结",
            "办结",
            "已销号",
            "销号",
            "已落实",
            "已建成",
        ],
    ),
    (
        OpeningStatus::OnTrack,
        &[
            "正常推进",
            "正常",
            "推进中",
            "正在推进",
            "进行中",
            "有序推进",
            "顺利推进",
            "稳步推进",
            "加快推进",
            "持续推进",
            "按计划推进",
            "按序时推进",
            "序时推进",
            "达到序时进度",
            "达序时进度",
            "达序时",
            "符合序时进度",
            "快于序时进度",
            "超序时进度",
            "长期坚持",
            "在建",
            "已启动",
            "已开工",
        ],
    ),
    (
        OpeningStatus::Behind,
        &[
            "滞后",
            "进度滞后",
            "进展滞后",
            "推进滞后",
            "进展缓慢",
            "推进缓慢",
            "缓慢",
            "慢于序时进度",
            "未达序时进度",
            "未达到序时进度",
            "未达序时",
            "逾期",
            "已逾期",
            "逾期未完成",
            "超期",
            "超期未完成",
        ],
    ),
    (
        OpeningStatus::NotStarted,
        &[
            "未启动",
            "尚未启动",
            "未开始",
            "尚未开始",
            "未开工",
            "尚未开工",
            "未动工",
            "待启动",
            "未开展",
        ],
    ),
    (OpeningStatus::Suspended, &["暂停", "暂缓", "暂缓实施", "已暂停", "中止"]),
];

/// The status that words say and nothing more; none where they are not known.
pub(super) fn status(words: &str) -> Option<OpeningStatus> {
    let plain: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    let known = |(status, words): &(OpeningStatus, &[&str])| {
        words.contains(&plain.as_str()).then_some(*status)
    };
    WORDS.iter().find_map(known)
}

/// A figure in per cent, from 0 to 100; a share such as 0.45 is one as well.
pub(super) fn percent(words: &str) -> Option<i32> {
    let plain: String = super::super::dates::half_width(words);
    let plain = plain.trim();
    let (figure, signed) = match plain.strip_suffix('%') {
        Some(figure) => (figure.trim(), true),
        None => (plain, false),
    };
    let value: rust_decimal::Decimal = figure.parse().ok()?;
    let one = rust_decimal::Decimal::ONE;
    // A bare 1 may be all or one in a hundred: it is not guessed.
    if !signed && value == one {
        return None;
    }
    let is_share = !signed && value > rust_decimal::Decimal::ZERO && value < one;
    let value = if is_share { value * rust_decimal::Decimal::ONE_HUNDRED } else { value };
    let whole: i32 = value.round().to_string().parse().ok()?;
    (0..=100).contains(&whole).then_some(whole)
}
