//! Marks of secrecy in their place: a 密级 field, 秘密★…, a line that says 机密 and nothing more. Words in prose do not matter.

/// How a document is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// 绝密, 机密, 秘密: a state secret.
    Classified,
    /// 内部, 工作秘密.
    Internal,
}

const SECRET: &[&str] = &["绝密", "机密", "秘密"];
const INTERNAL: &[&str] = &[
    "内部",
    "工作秘密",
    "内部资料",
    "内部文件",
    "内部使用",
    "内部掌握",
    "内部资料注意保存",
    "内部文件不得外传",
    "内部事项",
];
/// So many lines at the head of a document can hold a mark.
const HEAD: usize = 60;
/// So many bytes of a line are looked at.
const LINE: usize = 600;

/// The strictest mark of `text`.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let marks = text.lines().enumerate().filter_map(|(n, line)| line_mark(line, n < HEAD));
    marks.max_by_key(|mark| *mark == Mark::Classified)
}

fn line_mark(line: &str, at_head: bool) -> Option<Mark> {
    if !line.contains('密') && !line.contains('内') {
        return None;
    }
    let starred = line.contains(['★', '☆']);
    if !at_head && !starred && !line.contains('级') {
        return None;
    }
    let end =
        line.char_indices().map(|(at, _)| at).take_while(|at| *at <= LINE).last().unwrap_or(0);
    let head = if line.len() > LINE { line.get(..end).unwrap_or(line) } else { line };
    let plain: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(mark) = field_mark(&plain) {
        return Some(mark);
    }
    if starred && let Some(mark) = star_mark(&plain) {
        return Some(mark);
    }
    if !at_head {
        return None;
    }
    // The number of the copy (份号) may stand on the same line.
    let alone = plain.trim_matches(|c: char| c.is_numeric() || !c.is_alphanumeric());
    whole(alone)
}

/// What `word` says if it is a mark and nothing more; a term may follow (机密10年).
fn whole(word: &str) -> Option<Mark> {
    let is_term = |rest: &str| {
        rest.is_empty() || (rest.chars().count() <= 4 && rest.ends_with(['年', '月', '期']))
    };
    if SECRET.iter().any(|secret| word.strip_prefix(secret).is_some_and(is_term)) {
        return Some(Mark::Classified);
    }
    INTERNAL.contains(&word).then_some(Mark::Internal)
}

/// 密级:机密.
fn field_mark(plain: &str) -> Option<Mark> {
    let (before, rest) = plain.split_once("密级").or_else(|| plain.split_once("秘密等级"))?;
    if before.chars().count() > 40 && !before.ends_with(['：', ':', '|']) {
        return None;
    }
    let separated = rest.trim_start_matches([':', '：', '|', '-']);
    let colon = separated.len() < rest.len();
    let says = |word: &str| {
        separated
            .strip_prefix(word)
            .is_some_and(|after| colon || after.is_empty() || after.starts_with(['★', '☆', '|']))
    };
    if SECRET.iter().any(|word| says(word)) {
        return Some(Mark::Classified);
    }
    INTERNAL.iter().any(|word| says(word)).then_some(Mark::Internal)
}

/// 秘密★一年.
fn star_mark(plain: &str) -> Option<Mark> {
    let (before, _) = plain.split_once(['★', '☆'])?;
    if before.ends_with("工作秘密") || before.ends_with("内部") {
        return Some(Mark::Internal);
    }
    SECRET.iter().any(|secret| before.ends_with(secret)).then_some(Mark::Classified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_their_place_are_seen() {
        for text in [
            "机密\n云溪市2026年重点工作",
            "机密   000012\n云溪市2026年重点工作",
            "000012 绝密\n云溪市2026年重点工作",
            "秘密★一年\n云溪市",
            "000012  机密 ★ 10年\n云溪市",
            "索引号：1 密级：秘密\n云溪市",
            "密 级： 机 密\n正文",
            "绝　密\n正文",
            "云溪市人民政府 秘密★3年",
        ] {
            assert_eq!(mark(text), Some(Mark::Classified), "{text}");
        }
        for text in ["内部资料 注意保存\n正文", "工作秘密★1年\n正文", "密级：内部\n正文"]
        {
            assert_eq!(mark(text), Some(Mark::Internal), "{text}");
        }
    }

    #[test]
    fn words_in_prose_do_not_matter() {
        for text in [
            "1.加强商业秘密保护。(责任单位:市市场监管局)",
            "涉及国家秘密的，按有关规定执行。",
            "2.落实机密文件管理制度,内部审计全覆盖。",
            "密级：公开\n正文",
            "3.打造★级酒店,保守秘密。",
            "加强定密管理,规范密级标注。",
        ] {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
