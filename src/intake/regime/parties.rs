//! Who reports, to whom, and who gets a copy.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::{domain::regime::Reporter, intake::pattern::pattern};

/// Who a clause says reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) reporter: Reporter,
    pub(super) scope: Option<String>,
    /// Where the words that name it begin, in bytes of the clause.
    pub(super) start: usize,
}

/// The reporters that a clause begins with; `alone` says that the document knows no 牵头 or 主办, so that 责任单位 lead.
pub(super) fn subject(clause: &str, alone: bool) -> Option<Subject> {
    let start = clause.len() - after_connectives(clause).len();
    let begins = clause.get(start..)?;
    office(begins)
        .map(|()| Subject { reporter: Reporter::Office, scope: None, start })
        .or_else(|| group(clause, alone))
        .or_else(|| unit(begins).map(|()| Subject { reporter: Reporter::Unit, scope: None, start }))
}

/// The clause without 一是, 同时, 由 and a schedule at its beginning.
fn after_connectives(clause: &str) -> &str {
    static CONNECTIVES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:\s|[一二三四五六七八九十]{1,3}[是、]|\d{1,2}[.、]|第[一二三四五]|\([一二三四五六七八九十\d]+\)|即|:|其中|同时|并|由|请|要求|原则上|(?:从|自)[^,]{1,10}起|每[^,将由各]{1,10}?(?:前|末|底|月|季度|半年|年))*",
        )
    });
    let end = CONNECTIVES.find(clause).map_or(0, |found| found.end());
    clause.get(end..).unwrap_or_default()
}

/// Whether a clause begins with the supervision office.
fn office(clause: &str) -> Option<()> {
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^([\p{Han}()、]{0,24}?(?:(?:督查|督办|督考|督导|目标|绩效|考核)[\p{Han}]{0,4}?(?:室|办公室|办|局|科|股|组|中心|处)|政府办公室|政府办公厅|政府办|府办|党政办|两办))",
        )
    });
    let name = OFFICE.captures(clause)?.get(1)?.as_str();
    (!name.contains(['报', '送', '将', '各', '向', '对', '把'])).then_some(())
}

/// 各牵头单位, 区直各责任单位, 各单位: the reporters by their part.
fn group(clause: &str, alone: bool) -> Option<Subject> {
    static GROUP: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?P<scope>(?:(?:省|市|县|区|州|旗)(?:直|级)|乡镇(?:街道|\(街道\))?|镇街|街道|驻[省市县区州]|中央驻[\p{Han}])*)
              (?P<each>各)? (?P<inner>(?:(?:省|市|县|区|州|旗)(?:直|级)|乡镇(?:街道)?|镇街)*)
              (?:有关|相关|项目)?
              (?: (?P<part>第一责任|牵头|主办|主责|责任|协办|配合|参与|参加|承办|成员|落实|实施|任务|协同)? (?:责任)? (?:单位|部门)
                | (?P<places>地区?|县市区|区县市|县区|区县|县\(市、?区\)|区\(县、?市\)|市州|乡镇|镇街|区|县|镇|街道|旗)
                  (?:\(街道\))?(?:人民政府|政府|办事处)?(?P<others>(?:、|和)?各?(?:有关|相关|级)?(?:单位|部门))? )",
        )
    });
    const NOT_BEFORE: &[char] = &[
        '报', '送', '至', '向', '给', '到', '对', '将', '把', '同', '合', '为', '含', '括', '的',
        '总',
    ];
    let mut found = GROUP.captures_iter(clause).filter(|found| {
        let start = found.get(0).map_or(0, |whole| whole.start());
        let before = clause.get(..start).and_then(|text| text.chars().next_back());
        let named = found.name("part").is_some()
            || found.name("each").is_some()
            || found.name("scope").is_some_and(|scope| !scope.is_empty());
        named && !before.is_some_and(|c| NOT_BEFORE.contains(&c))
    });
    let first = found.next()?;
    let whole = first.get(0)?;
    let part = |found: &Captures<'_>| match found.name("part").map(|part| part.as_str()) {
        Some("牵头" | "主办" | "主责" | "第一责任" | "承办") => Reporter::Lead,
        Some("责任" | "落实" | "实施") if alone => Reporter::Lead,
        Some("责任" | "协办" | "配合" | "参与" | "参加" | "落实" | "实施" | "协同") => {
            Reporter::Support
        }
        _ => Reporter::All,
    };
    let mut reporter = part(&first);
    // 各牵头单位、责任单位: both.
    let rest = clause.get(whole.end()..)?;
    if rest.starts_with(['、', '和', '及', '与'])
        && found.next().is_some_and(|next| part(&next) != reporter)
    {
        reporter = Reporter::All;
    }
    let scope = ["scope", "inner"]
        .iter()
        .filter_map(|name| first.name(name))
        .map(|scope| scope.as_str())
        .find(|scope| !scope.is_empty())
        .map(str::to_owned)
        .or_else(|| places_alone(&first, rest));
    Some(Subject { reporter, scope, start: whole.start() })
}

/// 各县市区人民政府: the places, where nobody else is named beside them.
fn places_alone(found: &Captures<'_>, rest: &str) -> Option<String> {
    let places = found.name("places")?.as_str();
    let alone = found.name("others").is_none() && !rest.starts_with(['、', '和', '及', '与', '(']);
    (alone && !places.starts_with('地')).then(|| places.to_owned())
}

/// Whether a clause begins with one named unit that acts.
fn unit(clause: &str) -> Option<()> {
    static UNIT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^([\p{Han}]{2,18}?(?:委|局|厅|办|办公室|中心|专班|小组|指挥部|公司|处|科|联|会))(?:\([^()]{0,20}\))?(?:负责|牵头|将|应|要|须|需|于|每|汇总|统一|按|会同)",
        )
    });
    let name = UNIT.captures(clause)?.get(1)?.as_str();
    (!name.contains(['报', '送', '将', '各', '向', '对', '把', '要'])).then_some(())
}

/// What makes another word of 报: 申报, 填报.
const OTHER_REPORTS: &[char] =
    &['申', '汇', '填', '预', '警', '简', '公', '海', '电', '举', '播', '月', '年', '季', '周'];

/// To whom a clause says that something is reported.
pub(super) fn recipient(clause: &str) -> Option<String> {
    static TOWARDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"向([\p{Han}“”、()]{2,30}?)(?:书面|专题|定期|分别|统一|集中|作|进行|及时|提交|提出)*(?:报告|汇报|报送|通报|反馈|专报|上报|呈报|报备)",
        )
    });
    static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:报送至|报送到|报送给|报送|上报至|上报到|上报|呈报|报至|报给|报到|反馈至|反馈给|反馈到|提交至|提交给|提交|送至|送达|专报|通报|报)([\p{Han}“”、]{2,40})",
        )
    });
    static AMONG: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"在(全[省市县区州旗])(?:范围)?(?:内|进行|予以)*通报"));
    if let Some(found) = AMONG.captures(clause) {
        return found.get(1).map(|name| name.as_str().to_owned());
    }
    if let Some(found) = TOWARDS.captures(clause) {
        return found.get(1).and_then(|name| body(name.as_str()));
    }
    let mut from = 0;
    while let Some(found) = clause.get(from..).and_then(|rest| REPORTED.captures(rest)) {
        let name = found.get(1)?;
        let before = clause.get(..from + found.get(0)?.start())?;
        let alone = clause.get(before.len()..from + name.start()) == Some("报");
        let another_word = before.ends_with(['抄', '并'])
            || before.ends_with("同时")
            || alone && before.ends_with(OTHER_REPORTS);
        if !another_word && let Some(name) = body(name.as_str()) {
            return Some(name);
        }
        from += name.start();
    }
    None
}

/// Who a clause says gets a copy.
pub(super) fn copies(clause: &str) -> Vec<String> {
    static COPIED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:抄送|抄报|抄告|同时报送|同时报|并报送|并报)(?:至|给|到)?([\p{Han}“”、]{2,40})")
    });
    COPIED
        .captures_iter(clause)
        .filter_map(|found| body(found.get(1)?.as_str()))
        .flat_map(|names| names.split('、').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// The name of a body at the beginning of `text`, without what is done there.
fn body(text: &str) -> Option<String> {
    static STOP: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"汇总|备案|备查|审阅|审核|审定|审议|审签|审批|统一|同意|研究[审同决后批]|批准|联系|邮箱|电话|传真|以便|作为|并|后|一次|各一|（|\(|书面|存档|归档|掌握|知悉|阅",
        )
    });
    static BODY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:单位|部门|室|办|局|委|厅|府|中心|领导|领导同志|小组|专班|公司|科|处|股|组|指挥部|全省|全市|全县|全区|全州|联席会议|党组|常委会|会议)$",
        )
    });
    let end = STOP.find(text).map_or(text.len(), |stop| stop.start());
    let name = text.get(..end)?.trim_matches(['、', ' ']);
    let name = name.strip_prefix(['至', '到', '给']).unwrap_or(name);
    (BODY.is_match(name) && name.chars().count() >= 2 && !name.contains("情况"))
        .then(|| name.to_owned())
}
