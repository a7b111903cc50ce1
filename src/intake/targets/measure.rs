//! Units of measure.

use std::sync::LazyLock;

use super::{
    line::Line,
    words::{Ahead, Word},
};

/// What kind of thing a unit of measure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 个, 家, 户: things and persons.
    Count,
    /// 公里, 亩: length and area.
    Extent,
    /// 吨, 千瓦: amounts that also size a plant.
    Capacity,
    /// 元.
    Money,
    /// %, 倍.
    Rate,
    /// 天, 小时.
    Time,
}

/// A unit of measure as found: its name and the position after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) unit: String,
    pub(super) kind: Kind,
    pub(super) end: usize,
}

const COUNT: &[&str] = &[
    "人次",
    "人天",
    "人份",
    "场次",
    "班次",
    "批次",
    "架次",
    "车次",
    "列次",
    "户次",
    "家次",
    "台次",
    "台套",
    "件套",
    "课时",
    "学时",
    "标箱",
    "个",
    "家",
    "户",
    "人",
    "名",
    "位",
    "所",
    "座",
    "条",
    "处",
    "套",
    "间",
    "栋",
    "幢",
    "台",
    "辆",
    "架",
    "盏",
    "张",
    "份",
    "篇",
    "件",
    "项",
    "宗",
    "起",
    "例",
    "批",
    "场",
    "次",
    "种",
    "类",
    "款",
    "部",
    "集",
    "册",
    "本",
    "枚",
    "块",
    "片",
    "口",
    "只",
    "头",
    "羽",
    "株",
    "棵",
    "尾",
    "艘",
    "列",
    "班",
    "支",
    "组",
    "对",
    "门",
    "节",
    "床",
    "杆",
    "桩",
    "孔",
    "眼",
    "顶",
    "卷",
    "幅",
    "封",
    "箱",
    "瓶",
    "盒",
    "袋",
    "期",
    "标准箱",
    "TEU",
    "PFlops",
    "EFlops",
    "PFLOPS",
    "EFLOPS",
];
const EXTENT: &[&str] = &[
    "平方公里",
    "平方千米",
    "平方米",
    "公里",
    "千米",
    "延米",
    "米",
    "公顷",
    "亩",
    "毫米",
    "厘米",
    "微克",
    "毫克",
    "分贝",
    "km2",
    "km",
    "m2",
    "㎡",
    "平米",
    "平方",
];
const CAPACITY: &[&str] = &[
    "立方米",
    "立方",
    "万吨级",
    "吨标准煤",
    "吨标煤",
    "标准煤",
    "吨",
    "公斤",
    "千克",
    "斤",
    "担",
    "千瓦时",
    "千瓦",
    "兆瓦时",
    "兆瓦",
    "吉瓦",
    "千伏安",
    "兆伏安",
    "kWh",
    "MWh",
    "GWh",
    "kW",
    "MW",
    "GW",
    "m3",
    "m³",
    "升",
    "度电",
];
const MONEY: &[&str] = &["元", "美元", "欧元", "港元", "元人民币"];
const RATE: &[&str] = &["%", "‰", "个百分点", "百分点", "个基点", "基点", "倍"];
const TIME: &[&str] = &["个工作日", "工作日", "个小时", "小时", "分钟", "天", "岁"];
/// Words that begin like a unit of measure and are none.
const NO_MEASURE: &[&str] = &[
    "个月",
    "个季度",
    "个年度",
    "个星期",
    "个周",
    "个方面",
    "个环节",
    "个层面",
    "个阶段",
    "个维度",
    "个字",
    "个自信",
    "个意识",
    "个维护",
    "个确立",
    "家庭",
    "人均",
    "条例",
    "部门",
    "部分",
    "分之",
    "期工程",
    "期建设",
    "期改造",
    "期间",
    "期限",
    "期项目",
    "里程",
    "面向",
    "单位",
    "班子",
    "组织",
    "对口",
    "对标",
    "位于",
    "位数",
    "所有",
    "名单",
    "名录",
    "本级",
    "次元",
    "档次",
    "方面",
    "方案",
    "案例库",
    "单元",
    "具体",
    "度",
    "类似",
    "首位",
    "升级",
    "卡口",
    "批复",
    "起步",
    "头部",
    "节点",
    "门类",
    "口径",
    "支持",
    "集中",
    "米级",
    "吨级",
    "人民",
    "天然",
    "项目库",
];

const GROUPS: &[(&[&str], Option<Kind>)] = &[
    (NO_MEASURE, None),
    (COUNT, Some(Kind::Count)),
    (EXTENT, Some(Kind::Extent)),
    (CAPACITY, Some(Kind::Capacity)),
    (MONEY, Some(Kind::Money)),
    (RATE, Some(Kind::Rate)),
    (TIME, Some(Kind::Time)),
];

/// The longest unit of measure that the text goes on with.
fn plain(line: &Line<'_>, at: usize) -> Option<(&'static Word<Option<Kind>>, Kind)> {
    static WORDS: LazyLock<Ahead<Option<Kind>>> = LazyLock::new(|| {
        let groups = GROUPS.iter();
        Ahead::new(groups.flat_map(|(words, kind)| words.iter().map(|word| (*word, *kind))))
    });
    let word = WORDS.find(line, at)?;
    Some((word, word.means?))
}

/// The unit of measure at `at`: 户, 亿元, 套(间), 立方米/日.
pub(super) fn read(line: &Line<'_>, at: usize) -> Option<Measure> {
    let start = line.skip_space(at);
    let hundred_millions = line.at(start) == Some('亿');
    let begin = start + usize::from(hundred_millions);
    let (word, kind) = plain(line, begin)?;
    let mut unit = String::with_capacity(12);
    unit.push_str(if hundred_millions { "亿" } else { "" });
    unit.push_str(word.text);
    let mut end = begin + word.len();
    // A Latin unit must end where the Latin letters do.
    if word.text.ends_with(|c: char| c.is_ascii_alphabetic())
        && line.at(end).is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return None;
    }
    if let Some((twin, after)) = twin(line, end) {
        unit.push_str(&twin);
        end = after;
    }
    if let Some((per, after)) = per(line, end) {
        unit.push_str(&per);
        end = after;
    }
    Some(Measure { unit, kind, end })
}

/// A second unit in brackets, as in 套(间), and the position after it.
fn twin(line: &Line<'_>, at: usize) -> Option<(String, usize)> {
    if line.at(at) != Some('(') {
        return None;
    }
    let (word, _) = plain(line, at + 1)?;
    let close = at + 1 + word.len();
    (line.at(close) == Some(')')).then(|| (format!("({})", word.text), close + 1))
}

/// What the unit is counted by, as in 立方米/日, and the position after it.
fn per(line: &Line<'_>, at: usize) -> Option<(String, usize)> {
    if line.at(at) != Some('/') {
        return None;
    }
    let word = ["日", "天", "年", "月", "小时", "秒", "人", "户", "亩"]
        .into_iter()
        .find(|word| line.goes_on(at + 1, word))
        .or_else(|| plain(line, at + 1).map(|(word, _)| word.text))?;
    Some((format!("/{word}"), at + 1 + word.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Option<(String, Kind)> {
        read(&Line::new(text), 0).map(|m| (m.unit, m.kind))
    }

    #[test]
    fn the_longest_unit_wins() {
        for (text, name, kind) in [
            ("户以上", "户", Kind::Count),
            ("人次", "人次", Kind::Count),
            ("套(间)", "套(间)", Kind::Count),
            ("套（间）", "套(间)", Kind::Count),
            (" 个", "个", Kind::Count),
            ("平方米", "平方米", Kind::Extent),
            ("立方米/日", "立方米/日", Kind::Capacity),
            ("亿元", "亿元", Kind::Money),
            ("％", "%", Kind::Rate),
            ("个百分点", "个百分点", Kind::Rate),
            ("个工作日", "个工作日", Kind::Time),
        ] {
            assert_eq!(unit(text), Some((name.into(), kind)), "{text}");
        }
    }

    #[test]
    fn words_that_only_begin_like_a_unit_are_none() {
        for text in ["个月", "家庭", "条例", "部门", "年", "G", "kmh", "个方面", ""] {
            assert_eq!(unit(text), None, "{text}");
        }
    }
}
