//! What lists of units leave out: 松岗、柳湾区人民政府 is two governments, 区工信局、商务局 two bureaus of the district.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::names::is_collective;
use super::pattern::{head, heads};
use super::text::is_han;

/// Something that was left out of a name and put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restored {
    Suffix,
    Prefix,
}

/// Names of bodies that a place shares with the next place of the list.
const SHARED: &[&str] = &["人民政府", "管理委员会", "管委会", "办事处", "政府"];
/// Levels of places that can share one.
const PLACES: &[char] = &['区', '县', '市', '州', '旗', '镇', '乡', '省'];
const LEVELS: &[char] = &['省', '市', '县', '区', '州', '旗'];

/// Full names for the printed ones of one list, where a shared suffix (人民政府, 管委会) was printed once, at the end.
/// `joined[n]` says whether 、 alone stands before the name `n`.
pub(super) fn suffixes(printed: &[&str], joined: &[bool]) -> Vec<Option<String>> {
    let mut full: Vec<Option<String>> = vec![None; printed.len()];
    if !joined.contains(&true) {
        return full;
    }
    let mut shared: Option<(char, &str)> = None;
    for (n, name) in printed.iter().enumerate().rev() {
        let own = SHARED.iter().find(|body| name.ends_with(*body));
        if let Some(body) = own {
            let place = name.strip_suffix(body).unwrap_or(name);
            let level =
                place.chars().next_back().filter(|c| PLACES.contains(c) && !is_collective(name));
            shared = (!place.is_empty()).then_some((level.unwrap_or(' '), *body));
        } else if let Some((level, body)) = shared {
            match lacks_suffix(name, level, body) {
                Some(restored) => {
                    if let Some(slot) = full.get_mut(n) {
                        *slot = Some(restored);
                    }
                }
                None => shared = None,
            }
        }
        if !joined.get(n).copied().unwrap_or(false) {
            shared = None;
        }
    }
    full
}

/// `name` with `body` (and `level` 区, 县…), if it is a place that lacks it.
fn lacks_suffix(name: &str, level: char, body: &str) -> Option<String> {
    if is_collective(name) {
        return None;
    }
    let last = name.chars().next_back()?;
    if body.starts_with("管") {
        return (last == '区' || last == '园').then(|| format!("{name}{body}"));
    }
    if PLACES.contains(&last) || (body == "办事处" && name.ends_with("街道")) {
        return Some(format!("{name}{body}"));
    }
    let short = (2..=4).contains(&name.chars().count()) && name.chars().all(is_han);
    let unit = [
        '局', '委', '办', '厅', '部', '院', '会', '社', '室', '司', '团', '心', '联', '队', '行',
        '处', '协', '府', '地', '组', '关', '台', '校', '园', '位', '门',
    ];
    (short && level != ' ' && !unit.contains(&last)).then(|| format!("{name}{level}{body}"))
}

/// What departments of any government are called, by their first words.
const DEPARTMENTS: &[&str] = &[
    "发展和改革",
    "发展改革",
    "发改",
    "工业和信息化",
    "经济和信息化",
    "工信",
    "经信",
    "科信",
    "科技",
    "科学技术",
    "教育",
    "教体",
    "公安",
    "民政",
    "司法",
    "财政",
    "人社",
    "人力社保",
    "人力资源",
    "自然资源",
    "规划和自然",
    "自规",
    "资规",
    "生态环境",
    "环保",
    "住建",
    "住房",
    "建设局",
    "城管",
    "城市管理",
    "综合执法",
    "综合行政执法",
    "行政执法",
    "交通",
    "公路",
    "交警",
    "交管",
    "水利",
    "水务",
    "农业",
    "农业农村",
    "农委",
    "林业",
    "园林",
    "商务",
    "文化",
    "文旅",
    "文广",
    "文体",
    "旅游",
    "体育",
    "卫生",
    "卫健",
    "妇幼",
    "疾控",
    "退役军人",
    "应急",
    "审计",
    "市场监管",
    "市场监督",
    "市管局",
    "市监局",
    "市政园林",
    "市容",
    "统计",
    "医保",
    "医疗保障",
    "医疗保险",
    "税务",
    "地税",
    "国税",
    "气象局",
    "信访",
    "金融",
    "地方金融",
    "扶贫",
    "乡村振兴",
    "机关事务",
    "供销",
    "国资",
    "国有资产",
    "工商联",
    "总工会",
    "妇联",
    "残联",
    "团委",
    "科协",
    "文联",
    "红十字",
    "贸促会",
    "政务服务",
    "行政审批",
    "行政服务",
    "大数据",
    "数据局",
    "数据资源",
    "数管",
    "房管",
    "房产",
    "粮食",
    "粮储",
    "档案",
    "史志",
    "地方志",
    "地震局",
    "民宗",
    "民族宗教",
    "外事",
    "外办",
    "侨联",
    "侨办",
    "人防",
    "民防",
    "消防",
    "政府办",
    "政研室",
    "招商",
    "投促",
    "投资促进",
    "经济信息",
    "通信",
    "邮政",
    "广电",
    "物价",
];
/// Departments of the party committee.
const PARTY: &[&str] = &[
    "组织部",
    "宣传部",
    "统战部",
    "政法委",
    "网信办",
    "编办",
    "编委办",
    "老干部局",
    "社会工作部",
    "直属机关工委",
    "文明办",
    "巡察办",
    "党校",
];
const ENDS: &[&str] = &[
    "局",
    "委",
    "办",
    "厅",
    "部",
    "院",
    "会",
    "社",
    "队",
    "联",
    "校",
    "站",
    "室",
    "中心",
    "协",
    "工委",
    "办公室",
    "馆",
    "处",
    "所",
    "台",
    "支行",
];

/// What stands before the department in its printed name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix<'a> {
    /// The place or its level (市, 区, 云溪市), with 委 where the party committee is meant.
    Printed { place: &'a str, party: bool },
    /// A department and nothing before it.
    Missing { party: bool },
    /// No department that would have one.
    Unknown,
}

/// Departments whose own name starts as a level does.
const LOOK_LIKE_LEVELS: &[&str] = &[
    "市场",
    "市容",
    "市政公用",
    "市政园林",
    "市政管理",
    "市政局",
    "市管局",
    "市监局",
    "区划",
    "县域",
];

static OF_PARTY: LazyLock<AhoCorasick> = LazyLock::new(|| heads(PARTY));
static OF_GOVERNMENT: LazyLock<AhoCorasick> = LazyLock::new(|| heads(DEPARTMENTS));

fn looks_like_level(name: &str) -> bool {
    let second = name.chars().nth(1);
    second.is_some_and(|c| matches!(c, '场' | '容' | '政' | '管' | '监' | '划' | '域'))
        && LOOK_LIKE_LEVELS.iter().any(|word| name.starts_with(word))
}

/// How the printed `name` starts.
pub(super) fn prefix(name: &str) -> Prefix<'_> {
    let first = name.chars().next().filter(|c| LEVELS.contains(c));
    if let Some(first) = first
        && !looks_like_level(name)
    {
        let (place, rest) = name.split_at(first.len_utf8());
        return Prefix::Printed {
            place,
            party: rest.starts_with('委') && rest.chars().nth(1).is_some(),
        };
    }
    if !ENDS.iter().any(|end| name.ends_with(end)) {
        return Prefix::Unknown;
    }
    if head(&OF_PARTY, name).is_some() {
        return Prefix::Missing { party: true };
    }
    if head(&OF_GOVERNMENT, name).is_some() {
        return Prefix::Missing { party: false };
    }
    place(name).map_or(Prefix::Unknown, |place| Prefix::Printed { place, party: false })
}

/// The place that stands before a department (云溪市发改委).
fn place(name: &str) -> Option<&str> {
    let (at, c) = name.char_indices().take(6).skip(1).find(|(_, c)| LEVELS.contains(c))?;
    let (place, rest) = name.split_at_checked(at + c.len_utf8())?;
    head(&OF_GOVERNMENT, rest).map(|_| place)
}

/// `name` with the prefix that it lacks: the one of the names before it, else the document's usual one.
pub(super) fn with_prefix(name: &str, place: &str, party: bool) -> String {
    if party { format!("{place}委{name}") } else { format!("{place}{name}") }
}

#[cfg(test)]
mod tests;
