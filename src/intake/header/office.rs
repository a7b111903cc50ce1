//! Offices that issue, and the places that they govern.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::intake::{dates::full_date, pattern::pattern};

const LONGEST: usize = 45;

/// Whether a line is the name of an office and nothing else.
pub(super) fn is_office(line: &str) -> bool {
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[\p{Han}“”()·、\s]{2,45}(?:人民政府|政府|办公室|办公厅|委员会|管委会|厅|局|委|领导小组|指挥部|联席会议|工作专班|督查室|办)$",
        )
    });
    let line = line.trim();
    line.chars().count() <= LONGEST
        && OFFICE.is_match(line)
        && ![
            "关于",
            "印发",
            "转发",
            "各县",
            "各市",
            "各区",
            "各乡",
            "各镇",
            "各有关",
            "责任单位",
            "牵头单位",
        ]
        .iter()
        .any(|word| line.contains(word))
        && !line.starts_with('各')
}

/// The office and date that sign inside or at the end of a line: …贯彻执行。某市人民政府 2026年2月20日
pub(super) fn signed_inside(text: &str) -> Option<(String, NaiveDate)> {
    static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?: ^ | [。;!”》)] \s* | \s )
              ([\p{Han}“”]{2,40} (?:人民政府|政府|办公室|办公厅|委员会|管委会|厅|局|委|领导小组|指挥部))
              \s* ( (?:(?:19|20)\d{2}|[二一][〇○零\p{Han}]{3}) \s* 年 \s* [\d一二三四五六七八九十]{1,3} \s* 月 \s* [\d一二三四五六七八九十]{1,3} \s* 日 )",
        )
    });
    SIGNED.captures_iter(text).find_map(|found| {
        let office = found.get(1)?.as_str();
        let date = found.get(2)?;
        let rest = text.get(date.end()..)?.trim_start();
        // 2026年4月3日印发 says when it was printed.
        let signs = !rest.starts_with("印发")
            && (rest.is_empty()
                || rest.starts_with(['(', '附'])
                || text.get(date.end()..)?.starts_with(char::is_whitespace));
        if !signs || !is_office(office) {
            return None;
        }
        Some((office.to_owned(), full_date(date.as_str())?.0))
    })
}

/// 省, 市, 县 and the like, as they end the names of places.
const PLACE: &str = r"(?:[\p{Han}]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|新区|地区|省|市|州|盟|县|区|旗)|[\p{Han}]县)";

/// The place that an office's name begins with: 云溪市松岗区 of 云溪市松岗区人民政府办公室.
pub(super) fn place(office: &str) -> Option<String> {
    static GOVERNMENT: LazyLock<Regex> =
        LazyLock::new(|| pattern(&format!("^(?:中共)?((?:{PLACE}){{1,3}})(?:人民)?政府")));
    static OTHER: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^(?:中共)?({PLACE})")));
    let found = GOVERNMENT.captures(office).or_else(|| OTHER.captures(office))?;
    let place = found.get(1)?.as_str();
    is_place(place).then(|| place.to_owned())
}

/// The place that a title begins with, behind the year.
pub(super) fn place_in_title(title: &str) -> Option<String> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(r"^(?:《)?(?:(?:19|20)\d{{2}}\s*年度?)?((?:{PLACE}){{1,2}}?)"))
    });
    let found = TITLE.captures(title)?;
    let place = found.get(1)?.as_str();
    (is_place(place) && place.chars().count() <= 9).then(|| place.to_owned())
}

/// The office that a title begins with: 云溪市人民政府办公室关于…, 云溪市人民政府2026年….
pub(super) fn office_in_title(title: &str) -> Option<String> {
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^([\p{Han}“”]{2,40}?(?:人民政府办公厅|人民政府办公室|政府办公室|人民政府|委员会办公室|领导小组办公室|小组办公室|领导小组|委员会|办公厅|办公室|厅|局))(?:关于|印发|转发|\s|《|(?:19|20)\d{2}年)",
        )
    });
    let found = OFFICE.captures(title)?;
    let office = found.get(1)?.as_str();
    // 市人民政府办公室 alone does not say whose.
    let named = place(office).is_some() || office.starts_with("国务院");
    named.then(|| office.to_owned())
}

/// Whether what looks like a place is no piece of a sentence.
fn is_place(text: &str) -> bool {
    const SAID: &[&str] = &[
        "关于",
        "支持",
        "加快",
        "推进",
        "促进",
        "进一步",
        "全面",
        "建设",
        "落实",
        "发展",
        "印发",
        "工作",
        "加强",
        "深化",
        "打造",
        "实施",
        "年",
        "政府",
        "创建",
        "重点",
        "任务",
        "提升",
        "优化",
        "贯彻",
        "本",
        "我",
        "各",
    ];
    let administers =
        ["开发区", "示范区", "高新区", "经开区"].iter().any(|end| text.ends_with(end));
    administers && !["关于", "支持", "加快", "推进"].iter().any(|word| text.contains(word))
        || !SAID.iter().any(|word| text.contains(word))
            && !text.starts_with(['省', '市', '县', '区', '州'])
}
