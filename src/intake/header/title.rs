//! Titles: of the plan, and of the notice that issues it.

use std::sync::LazyLock;

use regex::Regex;

use super::{Line, office};
use crate::intake::pattern::pattern;

/// The longest title, in characters.
const LONGEST: usize = 120;
/// The shortest.
const SHORTEST: usize = 6;
/// How many lines from the beginning may hold the notice's title.
const NOTICE_WITHIN: usize = 40;

/// The titles of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// Of the plan; of the notice where there is no other.
    pub(super) plan: String,
    /// Of the notice that issues the plan.
    pub(super) notice: Option<String>,
}

impl Title {
    /// The office that one of the titles begins with.
    pub(super) fn issuer(&self) -> Option<String> {
        self.notice
            .as_deref()
            .and_then(office::office_in_title)
            .or_else(|| office::office_in_title(&self.plan))
    }

    /// The place that one of the titles names.
    pub(super) fn place(&self) -> Option<String> {
        office::place_in_title(&self.plan)
            .or_else(|| self.notice.as_deref().and_then(office::place_in_title))
    }
}

/// The titles in the first lines; `signed` is the line with the date of the signature, behind which a plan follows.
pub(super) fn read(lines: &[Line], signed: Option<usize>) -> Option<Title> {
    let notice = notice(lines);
    let (at, notice) = match notice {
        Some((at, notice)) => (at + 1, Some(notice)),
        None => (0, None),
    };
    let issued = notice.as_deref().and_then(issued_by);
    let about = notice.as_deref().and_then(about);
    let standing = issued
        .as_deref()
        .or(about.as_deref())
        .and_then(|wanted| standing(lines, at, wanted))
        .or_else(|| signed.and_then(|line| plan_line(lines, line + 1)))
        .or_else(|| notice.is_none().then(|| plan_line(lines, 0)).flatten())
        .or_else(|| lines.first().filter(|_| notice.is_none()).and_then(run_together));
    let plan = standing
        .or(issued)
        .or_else(|| notice.clone())
        .or_else(|| named_in_text(lines))
        .or_else(|| annex(lines))?;
    Some(Title { plan, notice })
}

/// The notice's title and the last line that it stands in.
fn notice(lines: &[Line]) -> Option<(usize, String)> {
    static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:关于|印发|转发).*(?:的通知|的通报|的决定|的通告|的公告|的函|意见)$")
    });
    for (n, line) in lines.iter().enumerate().take(NOTICE_WITHIN) {
        let text = clean(&line.text);
        if text.chars().count() > LONGEST * 2 {
            if let Some(title) = run_together(line).filter(|title| NOTICE.is_match(title)) {
                return Some((n, title));
            }
            continue;
        }
        // A row of metadata repeats the title beside other things.
        if text.contains(['。', '|']) || !(text.contains("关于") || text.contains("印发")) {
            continue;
        }
        let mut joined = text;
        for more in 0..4 {
            if more > 0 {
                let Some(next) = lines.get(n + more) else {
                    break;
                };
                if next.text.contains('。') || next.text.ends_with(':') {
                    break;
                }
                joined.push_str(&clean(&next.text));
            }
            if joined.chars().count() > LONGEST {
                break;
            }
            if NOTICE.is_match(&joined) && joined.chars().count() >= SHORTEST {
                let above = n.checked_sub(1).and_then(|above| lines.get(above));
                let office = above.filter(|above| {
                    joined.starts_with(['关', '印', '转']) && office::is_office(&above.text)
                });
                let office = office.map(|above| join_words(&above.text)).unwrap_or_default();
                return Some((n + more, format!("{office}{joined}")));
            }
        }
    }
    None
}

/// The title at the beginning of a line that runs on: 某市人民政府关于…的意见 各县…
fn run_together(line: &Line) -> Option<String> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^([^。;:!?]{4,160}?(?:的通知|的意见|的决定|的通告|若干意见|实施意见|指导意见|若干措施|工作方案|实施方案|行动方案|责任分解|分工方案|分解方案))(?:\s|各|[\p{Han}]{1,10}[〔\[【])",
        )
    });
    let found = TITLE.captures(&line.text)?;
    Some(clean(found.get(1)?.as_str()))
}

/// What a notice issues: 关于印发《X》的通知.
fn issued_by(notice: &str) -> Option<String> {
    static ISSUED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:印发|转发|发布|下发)(.{4,110})的通知$"));
    let found = ISSUED.captures(notice)?;
    let issued = found.get(1)?.as_str();
    Some(unwrapped(issued).to_owned())
}

/// What a notice is about: 关于X的通知.
fn about(notice: &str) -> Option<String> {
    static ABOUT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"关于(.{4,110})的(?:通知|通告|意见)$"));
    Some(ABOUT.captures(notice)?.get(1)?.as_str().to_owned())
}

/// Without 《 》 that hold the whole.
fn unwrapped(title: &str) -> &str {
    title
        .strip_prefix('《')
        .and_then(|rest| rest.strip_suffix('》'))
        .filter(|inner| {
            // 《A》和《B》 are two.
            inner.find('》').is_none_or(|close| inner.find('《').is_some_and(|open| open < close))
        })
        .unwrap_or(title)
}

/// The line, or two lines, from `from` on that hold the wanted title.
fn standing(lines: &[Line], from: usize, wanted: &str) -> Option<String> {
    let key = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let wanted = key(wanted);
    lines
        .iter()
        .enumerate()
        .skip(from)
        .filter(|(_, line)| line.text.chars().count() <= LONGEST && !line.text.starts_with("附件:"))
        .find_map(|(n, line)| {
            let one = clean(&line.text);
            if key(&one) == wanted {
                return Some(one);
            }
            let next = lines.get(n + 1)?;
            if next.text.chars().count() > LONGEST {
                return None;
            }
            let two = format!("{one}{}", clean(&next.text));
            (key(&two) == wanted).then_some(two)
        })
}

/// The first line from `from` on that looks like the title of a plan, before the first numbered line.
fn plan_line(lines: &[Line], from: usize) -> Option<String> {
    static PLAN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x) (?:方案|分工|分解|分工表|分解表|任务表|措施|意见|办法|清单|计划|要点|安排|台账|目标任务|规划|细则|任务书|举措|一览表|汇总表|事项|重点任务|工作任务|重点工作)
              (?: \( (?:[一二三四五上中下]|试行|全文|节选|摘要|之[一二三四五]|第[一二三四五]部分|(?:19|20)\d{2}[^()]{0,10}) \) )?
              $",
        )
    });
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:[一二三四五六七八九十]{1,3}\s*、|\([一二三四五六七八九十]{1,3}\)|\d{1,3}\s*[.、．])",
        )
    });
    let texts: Vec<String> = lines
        .iter()
        .skip(from)
        .take_while(|line| !NUMBERED.is_match(&line.text))
        .map(|line| clean(&line.text))
        .collect();
    let is_plan = |text: &str| {
        (SHORTEST..=LONGEST).contains(&text.chars().count())
            && !text.contains(['。', ';', ':', '|'])
            && (PLAN.is_match(text) || text.ends_with("任务") && begins(text))
    };
    let n = texts.iter().position(|text| is_plan(text))?;
    let found = texts.get(n)?;
    let behind =
        texts.get(n + 1).filter(|next| ends_weakly(found) && is_plan(next) && !begins(next));
    if let Some(behind) = behind {
        return Some(format!("{found}{behind}"));
    }
    let above = n.checked_sub(1).and_then(|above| texts.get(above));
    let above = above.filter(|above| begins(above) && !begins(found) && goes_on(above));
    Some(format!("{}{found}", above.map(String::as_str).unwrap_or_default()))
}

/// Whether a title ends so that a second line may follow: 重点工作 | 任务分工方案.
fn ends_weakly(title: &str) -> bool {
    ["重点工作", "重点任务", "工作任务", "目标任务", "事项"].iter().any(|end| title.ends_with(end))
}

/// Whether a line begins as titles do: with a place or a year.
fn begins(line: &str) -> bool {
    office::place_in_title(line).is_some()
        || line.chars().take(4).filter(char::is_ascii_digit).count() == 4
}

/// Whether a line is the first half of a title: neither a sentence, an office, a date nor part of a site.
fn goes_on(line: &str) -> bool {
    !line.contains(['。', ':', ',', ';', '>', '|', '/', '-'])
        && line.chars().count() <= 40
        && !line.ends_with(['日', '号'])
        && !office::is_office(line)
}

/// What the text says it issues: 现将《X》印发给你们.
fn named_in_text(lines: &[Line]) -> Option<String> {
    static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"《([^《》]{4,100})》(?:\([^()]{0,30}\))?(?:已经[^。]{0,30}(?:同意|通过),?)?(?:现)?(?:转发|印发|分解下达|下发)",
        )
    });
    lines
        .iter()
        .take(NOTICE_WITHIN)
        .find_map(|line| Some(clean(ISSUES.captures(&line.text)?.get(1)?.as_str())))
}

/// The first annex that is a plan, where nothing else says what the document is.
fn annex(lines: &[Line]) -> Option<String> {
    let named: Vec<usize> = (0..lines.len())
        .filter(|n| lines.get(*n).is_some_and(|line| line.text.starts_with("附件")))
        .collect();
    named.into_iter().find_map(|n| plan_line(lines.get(n..=n)?, 0))
}

/// A title without what a site, an annex or a table puts around it, and without white space inside.
fn clean(text: &str) -> String {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\s*(?:(?:标\s*题|名\s*称|文件名称|信息名称|主\s*题)\s*[:】]\s*|附\s*件\s*\d*\s*[:.、]?\s*(?:\d\s*[.、]\s*)?|[\p{Han}]{2,10}[〔\[](?:19|20)\d{2}[〕\]]\s*\d{1,4}\s*号\s*|\([\p{Han}]{2,8}(?:省|市|自治区|区|县)\)\s*)",
        )
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\s*(?:[-_|—–]+\s*[^-_|—–]{0,24}(?:网|网站|门户|政府|平台)|发布(?:日期|时间)\s*:.*|\[(?:打印|关闭|字体)[^\]]*\]|浏览次数.*)\s*$",
        )
    });
    let mut text = text.trim();
    for _ in 0..3 {
        let Some(found) = BEFORE.find(text) else {
            break;
        };
        text = text.get(found.end()..).unwrap_or_default();
    }
    if let Some(found) = BEHIND.find(text) {
        text = text.get(..found.start()).unwrap_or_default();
    }
    join_words(text)
}

/// Without the white space that layout put between Chinese characters and figures; kept between Latin words.
fn join_words(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    chars
        .iter()
        .enumerate()
        .filter(|(n, c)| {
            !c.is_whitespace()
                || latin(n.checked_sub(1).and_then(|n| chars.get(n))) && latin(chars.get(n + 1))
        })
        .map(|(_, c)| *c)
        .collect()
}
