//! The words by which a clause says what part someone has: labels (牵头单位:) and verbs (…牵头).

mod verbs;

pub(super) use self::verbs::{has_verb, is_time, verb};
use super::text::{closes, is_colon, opens};

/// What a label or verb says of those it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Tag {
    /// 责任领导, 分管领导, 责任人: persons.
    Leader,
    /// 牵头, 主办.
    Lead,
    /// 责任, 负责: lead or support, depending on what stands beside it.
    Responsible,
    /// 实施, 落实, 承办: the same, but support beside 责任, whose work they carry out.
    Executing,
    /// 配合, 参与, 协办.
    Support,
    /// 完成时限: no one, a time.
    Deadline,
    /// 联系人, 联系电话: no one; what stands under it is not kept.
    Contact,
    /// No one: a remark on the clause or on others (列首位的为牵头单位,下同).
    Remark,
}

const SUPPORT_WORDS: &[&str] =
    &["配合", "参与", "参加", "协办", "协同", "协助", "会办", "汇总", "督办", "督导", "督查"];
const LEAD_WORDS: &[&str] = &["牵头", "主办", "主责", "第一责任", "主要责任"];
const DUTY_WORDS: &[&str] = &["责任", "负责", "主管"];
const EXECUTING_WORDS: &[&str] = &["承办", "落实", "实施", "执行", "办理"];
const PERSON_WORDS: &[&str] = &["领导", "责任人", "负责人", "同志", "包保", "县级干部"];
const TIME_WORDS: &[&str] = &["时限", "时间", "期限", "节点", "时序"];
/// Words that a label may hold besides.
const OTHER_WORDS: &[&str] = &[
    "单位",
    "部门",
    "处室",
    "科室",
    "机构",
    "主体",
    "股室",
    "市级",
    "县级",
    "区级",
    "省级",
    "州级",
    "市直",
    "区直",
    "县直",
    "省直",
    "市领导",
    "县领导",
    "区领导",
    "省领导",
    "分管",
    "联系",
    "主要",
    "第一",
    "完成",
    "工作",
    "要求",
    "任务",
    "进度",
    "人",
    "总",
];
const JOINTS: &[&str] = &["及", "和", "与", "、", "/", "（", "）", "(", ")"];
const NOUNS: &[&str] = &[
    "单位",
    "部门",
    "领导",
    "责任人",
    "负责人",
    "同志",
    "处室",
    "科室",
    "机构",
    "主体",
    "股室",
    "时限",
    "时间",
    "期限",
    "节点",
    "人员",
];
/// The usual labels, and those without a noun.
const USUAL: &[(&str, Tag)] = &[
    ("责任单位", Tag::Responsible),
    ("牵头单位", Tag::Lead),
    ("责任领导", Tag::Leader),
    ("主办单位", Tag::Lead),
    ("协办单位", Tag::Support),
    ("配合单位", Tag::Support),
    ("责任部门", Tag::Responsible),
    ("牵头部门", Tag::Lead),
    ("完成时限", Tag::Deadline),
    ("联系人", Tag::Contact),
    ("联系电话", Tag::Contact),
    ("联系方式", Tag::Contact),
    ("电话", Tag::Contact),
    ("手机", Tag::Contact),
    ("邮箱", Tag::Contact),
    ("传真", Tag::Contact),
    ("牵头", Tag::Lead),
    ("主办", Tag::Lead),
    ("责任", Tag::Responsible),
    ("承办", Tag::Executing),
    ("配合", Tag::Support),
    ("协办", Tag::Support),
    ("参与", Tag::Support),
];
/// The longest label, in characters.
const LONGEST: usize = 14;

/// Whether a label may begin with `c`.
const fn may_begin(c: char) -> bool {
    matches!(
        c,
        '配' | '参'
            | '协'
            | '会'
            | '汇'
            | '督'
            | '牵'
            | '主'
            | '第'
            | '责'
            | '承'
            | '落'
            | '实'
            | '执'
            | '负'
            | '办'
            | '领'
            | '同'
            | '包'
            | '县'
            | '时'
            | '期'
            | '节'
            | '单'
            | '部'
            | '处'
            | '科'
            | '机'
            | '股'
            | '市'
            | '区'
            | '省'
            | '州'
            | '分'
            | '联'
            | '完'
            | '工'
            | '要'
            | '任'
            | '进'
            | '人'
            | '总'
            | '电'
            | '手'
            | '邮'
            | '传'
            | '及'
            | '和'
            | '与'
            | '）'
            | ')'
    )
}

/// Whether a label may end with `label`: most words do not.
fn may_end(label: &str) -> bool {
    label.trim_end_matches(|c: char| c.is_whitespace() || closes(c)).ends_with(|c| {
        matches!(
            c,
            '位' | '门'
                | '导'
                | '人'
                | '志'
                | '室'
                | '构'
                | '体'
                | '间'
                | '限'
                | '点'
                | '员'
                | '话'
                | '式'
                | '机'
                | '箱'
                | '真'
                | '头'
                | '办'
                | '任'
                | '合'
                | '与'
        )
    })
}

/// What one of the usual labels says.
fn usual(label: &str) -> Option<Tag> {
    USUAL.iter().find(|(usual, _)| *usual == label).map(|(_, tag)| *tag)
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// What `label` (without its colon) says, if it is one.
pub(super) fn classify(label: &str) -> Option<Tag> {
    if label.len() > LONGEST * 4
        || !label.trim_start().starts_with(may_begin)
        || !may_end(label)
        || label.chars().count() > LONGEST
    {
        return None;
    }
    let spaced = label.contains(char::is_whitespace);
    let joined: String;
    let label = if spaced {
        joined = label.split_whitespace().collect();
        joined.as_str()
    } else {
        label
    };
    if label.starts_with(|c: char| opens(c) || matches!(c, '、' | '/')) {
        return None;
    }
    let core = label.trim_end_matches(|c: char| closes(c));
    if let Some(tag) = usual(label) {
        return Some(tag);
    }
    if !NOUNS.iter().any(|noun| core.ends_with(noun)) || !consists_of_words(label) {
        return None;
    }
    if has(label, TIME_WORDS) {
        return (has(label, &["完成", "时限", "期限", "办理", "节点"])).then_some(Tag::Deadline);
    }
    if has(label, PERSON_WORDS) && !has(label, &["单位", "部门"]) {
        return Some(Tag::Leader);
    }
    if has(label, LEAD_WORDS) {
        return Some(Tag::Lead);
    }
    if has(label, SUPPORT_WORDS) {
        return Some(Tag::Support);
    }
    if has(label, DUTY_WORDS) {
        return Some(Tag::Responsible);
    }
    has(label, EXECUTING_WORDS).then_some(Tag::Executing)
}

fn consists_of_words(label: &str) -> bool {
    let mut rest = label;
    'words: while !rest.is_empty() {
        for list in [
            SUPPORT_WORDS,
            LEAD_WORDS,
            DUTY_WORDS,
            EXECUTING_WORDS,
            PERSON_WORDS,
            TIME_WORDS,
            OTHER_WORDS,
            JOINTS,
        ] {
            if let Some(next) = list.iter().find_map(|word| rest.strip_prefix(word)) {
                rest = next;
                continue 'words;
            }
        }
        return false;
    }
    true
}

impl Tag {
    /// Whether units or responsible leaders stand under it.
    pub(super) const fn names_someone(self) -> bool {
        matches!(self, Self::Leader) || self.names_units()
    }

    /// Whether units stand under it.
    pub(super) const fn names_units(self) -> bool {
        matches!(self, Self::Lead | Self::Responsible | Self::Executing | Self::Support)
    }
}

/// A label in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub tag: Tag,
    /// Where the label starts, in bytes.
    pub start: usize,
    /// Where what it labels starts, after the colon.
    pub end: usize,
}

/// The label that ends with the colon at `colon` and starts no earlier than `from`: the longest that makes sense, but only a
/// usual one where a name runs into it (有关部门完成时限:).
pub(super) fn before_colon(text: &str, from: usize, colon: usize) -> Option<Label> {
    let head = text.get(from..colon)?;
    let end = colon + text.get(colon..)?.chars().next()?.len_utf8();
    let glued = |at: usize| {
        head.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_some_and(|c| !may_precede(c))
    };
    let of_label =
        |(_, c): &(usize, char)| !matches!(c, '；' | ';' | '，' | ',' | '。' | '！' | '？');
    if !may_end(head) {
        return None;
    }
    let starts = head.char_indices().rev().take(LONGEST).take_while(of_label);
    let longest = starts.clone().last().filter(|(at, _)| !glued(*at));
    if let Some((at, tag)) = longest.and_then(|(at, _)| Some((at, usual(head.get(at..)?)?))) {
        return Some(Label { tag, start: from + at, end });
    }
    let labels = starts.filter(|(_, c)| may_begin(*c) || c.is_whitespace());
    let labels = labels.filter_map(|(at, _)| {
        let label = head.get(at..)?;
        let tag = classify(label)?;
        let usual = !glued(at) || usual(label).is_some();
        Some((usual, Label { tag, start: from + at, end }))
    });
    labels
        .max_by_key(|(usual, label)| (*usual, std::cmp::Reverse(label.start)))
        .map(|(_, label)| label)
}

/// The label at the head of `text`, with a colon, or a semicolon or white space printed instead of one.
pub(super) fn at_head(text: &str) -> Option<Label> {
    let start = text.len() - text.trim_start().len();
    let body = text.get(start..).filter(|body| body.starts_with(may_begin))?;
    let (at, mark) = body.char_indices().take(LONGEST + 4).find(|(at, c)| {
        is_colon(*c)
            || matches!(c, '；' | ';')
            || (c.is_whitespace() && body.get(..*at).is_some_and(|head| classify(head).is_some()))
    })?;
    let tag = classify(body.get(..at)?.trim_end())?;
    let mut end = start + at + mark.len_utf8();
    if mark.is_whitespace() {
        let rest = text.get(end..)?;
        let after = rest.trim_start();
        end += rest.len() - after.len();
        end += after.chars().next().filter(|c| is_colon(*c)).map_or(0, char::len_utf8);
    }
    Some(Label { tag, start, end })
}

/// Whether `text` is one of the usual labels that name units and nothing else.
pub(super) fn is_usual(text: &str) -> bool {
    if text.len() > LONGEST * 4 || !text.trim_end().ends_with(['位', '门']) {
        return false;
    }
    let label: String = text.split_whitespace().collect();
    usual(&label).is_some_and(Tag::names_units)
}

/// Whether `text` is the beginning of a label that a line break cut.
pub(super) fn begins(text: &str) -> bool {
    !text.is_empty() && USUAL.iter().any(|(usual, _)| usual.starts_with(text))
}

/// The label at the head of `text` that runs into the first name without any mark (责任单位市发改委).
pub(super) fn glued(text: &str) -> Option<Label> {
    USUAL.iter().find_map(|(usual, tag)| {
        let rest = text.strip_prefix(usual)?;
        let names = tag.names_units()
            && usual.len() > 6
            && rest.starts_with(['省', '市', '县', '区', '州'])
            && !rest.contains(['。', '要', '应']);
        names.then_some(Label { tag: *tag, start: 0, end: usual.len() })
    })
}

/// Whether a character may stand before a label that is not in brackets.
pub(super) fn may_precede(c: char) -> bool {
    c.is_whitespace()
        || closes(c)
        || opens(c)
        || matches!(
            c,
            '。' | '；' | ';' | '！' | '”' | '》' | '*' | '★' | '●' | '■' | '|' | '，' | '、'
        )
}

#[cfg(test)]
mod tests;
