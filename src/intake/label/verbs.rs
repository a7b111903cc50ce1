//! Verbs of responsibility (…牵头), and pieces of clauses that say by when.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::pattern::any_of;
use super::super::text::{closes, digit, opens};
use super::Tag;

const VERBS: &[(&str, Tag)] = &[
    ("牵头组织实施", Tag::Lead),
    ("牵头负责", Tag::Lead),
    ("负责牵头", Tag::Lead),
    ("牵头落实", Tag::Lead),
    ("牵头实施", Tag::Lead),
    ("牵头组织", Tag::Lead),
    ("牵头推进", Tag::Lead),
    ("牵头抓总", Tag::Lead),
    ("牵头主办", Tag::Lead),
    ("总牵头", Tag::Lead),
    ("牵头", Tag::Lead),
    ("主办", Tag::Lead),
    ("协同配合", Tag::Support),
    ("协助配合", Tag::Support),
    ("参与配合", Tag::Support),
    ("配合落实", Tag::Support),
    ("配合实施", Tag::Support),
    ("协助落实", Tag::Support),
    ("参与落实", Tag::Support),
    ("分工配合", Tag::Support),
    ("配合", Tag::Support),
    ("参与", Tag::Support),
    ("参加", Tag::Support),
    ("协助", Tag::Support),
    ("协办", Tag::Support),
    ("组织实施", Tag::Responsible),
    ("组织落实", Tag::Responsible),
    ("负责落实", Tag::Responsible),
    ("负责实施", Tag::Responsible),
    ("分工落实", Tag::Responsible),
    ("分工负责", Tag::Responsible),
    ("负责", Tag::Responsible),
    ("落实", Tag::Responsible),
    ("承办", Tag::Responsible),
];

/// How they do it: stands between the names and the verb.
const MANNERS: &[&str] = &[
    "按照各自职责分工",
    "按照职责分工",
    "根据职责分工",
    "按各自职责分工",
    "按照各自职责",
    "依职责分工",
    "按职责分工",
    "按照职责",
    "按各自职责",
    "按照分工",
    "按职责",
    "按分工",
    "依职责",
    "分别",
    "共同",
    "具体",
    "各自",
    "密切",
    "积极",
    "联合",
    "协同",
    "全力",
];

/// Whether a verb of responsibility stands anywhere in `text`.
pub(in super::super) fn has_verb(text: &str) -> bool {
    // Each verb holds one of these.
    static CORES: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "牵头", "主办", "配合", "参与", "参加", "协助", "协办", "组织", "负责", "落实", "承办",
        ])
    });
    CORES.is_match(text)
}

/// Whether `segment` ends with a verb of responsibility: what it says, and the length of what stands before it.
pub(in super::super) fn verb(segment: &str) -> Option<(Tag, usize)> {
    let body = segment.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '。' | '.' | '，' | ',' | '；' | ';')
    });
    if !body.ends_with(['施', '责', '头', '实', '织', '进', '总', '办', '合', '与', '加', '助'])
    {
        return None;
    }
    let (tag, mut rest) =
        VERBS.iter().find_map(|(verb, tag)| Some((*tag, body.strip_suffix(verb)?)))?;
    loop {
        let trimmed = rest.trim_end();
        match MANNERS.iter().find_map(|manner| trimmed.strip_suffix(manner)) {
            Some(shorter) => rest = shorter,
            None => return (!trimmed.is_empty()).then_some((tag, trimmed.len())),
        }
    }
}

/// Whether a piece of a clause says by when, and nothing else: 6月底前完成, 持续推进.
pub(in super::super) fn is_time(piece: &str) -> bool {
    const OPEN: &[&str] = &[
        "持续推进",
        "持续实施",
        "持续开展",
        "持续",
        "长期坚持",
        "长期",
        "全年",
        "年底前",
        "年底",
        "年内",
        "年内完成",
        "年底前完成",
        "常态化推进",
        "常态化",
    ];
    const ENDS: &[&str] = &[
        "前", "底", "末", "月", "年", "日", "旬", "季度", "完成", "办结", "到位", "推进", "实施",
        "落实", "见效", "启动", "建成", "份", "开展",
    ];
    let piece = piece.trim_matches(|c: char| {
        c.is_whitespace()
            || opens(c)
            || closes(c)
            || matches!(c, '。' | '.' | '，' | ',' | '；' | ';')
    });
    if !piece.ends_with([
        '推', '进', '施', '开', '展', '续', '持', '期', '年', '底', '前', '内', '成', '化', '末',
        '月', '日', '旬', '度', '结', '位', '实', '效', '动', '份',
    ]) {
        return false;
    }
    if OPEN.contains(&piece) {
        return true;
    }
    let numeral = |c: char| {
        digit(c).is_some()
            || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
    };
    let dated = piece.char_indices().any(|(at, c)| {
        matches!(c, '年' | '月' | '季' | '日')
            && piece.get(..at).is_some_and(|head| head.ends_with(numeral))
    });
    dated
        && piece.chars().count() <= 24
        && piece.starts_with(|c| numeral(c) || matches!(c, '到' | '至' | '每' | '于' | '在'))
        && ENDS.iter().any(|end| piece.ends_with(end))
}
