//! Properties of the whole reader: it returns on any text, its spans lie inside, nothing of a clause gets lost, and time is linear.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::plan::{Plan, Span};
use super::{Options, Reading, Refused, read};

fn reading(text: &str) -> Result<Reading, Refused> {
    read("plan.txt", text.as_bytes(), &Options { allow_internal: true, ..Options::default() })
}

/// All spans of a plan.
fn spans(plan: &Plan) -> Vec<Span> {
    let mut spans: Vec<Span> = plan.sections.iter().map(|section| section.span).collect();
    for item in &plan.items {
        spans.push(item.span);
        spans.extend(item.findings.iter().map(|finding| finding.span));
    }
    spans.extend(plan.findings.iter().map(|finding| finding.span));
    spans
}

/// Pieces that plans are made of, and some that break them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "一、",
            "二、",
            "(一)",
            "（二）",
            "1.",
            "2．",
            "12.",
            "——",
            "(1)",
            "①",
            "第三条",
            "(",
            "（",
            "〔",
            "[",
            ")",
            "）",
            "〕",
            "]",
            "“",
            "”",
            "\"",
            "《",
            "责任单位:",
            "牵头单位：",
            "责任领导:",
            "配合单位:",
            "完成时限:",
            "责任单位;",
            "牵头",
            "负责",
            "配合",
            "按职责分工负责",
            "市发改委",
            "市财政局",
            "松岗",
            "柳湾区人民政府",
            "各县（市、区）政府",
            "各市、州、县人民政府",
            "、",
            "，",
            "；",
            "。",
            ":",
            "等",
            "及",
            "和",
            "会同",
            "下同",
            "列第一位的为牵头单位",
            "序号\n任务\n牵头单位\n1\n",
            "\n2\n",
            "/\n",
            "— 3 —\n",
            "—\n4\n—\n",
            "\n",
            "\n\n",
            " ",
            "　",
            "\t",
            "|",
            "\r\n",
            "**",
            "# ",
            "- ",
            "新建公园10座。",
            "增长8%",
            "6月底前",
            "2026年",
            "陆知远",
            "<p>",
            "</p>",
            "<table><tr><td>",
            "</td></tr></table>",
            "&nbsp;",
            "共12项",
            "(3项)",
            "★",
            "\u{feff}",
            "０",
            "🌲",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_and_spans_lie_inside(pieces in prop::collection::vec(piece(), 0..120)) {
        if let Ok(Reading { plan, text }) = reading(&pieces.concat()) {
            let end = text.chars().count();
            for Span(start, stop) in spans(&plan) {
                prop_assert!(start <= stop && stop <= end, "{start}..{stop} of {end}");
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read("plan.txt", &bytes, &Options::default());
    }

    #[test]
    fn every_name_of_a_clause_is_kept(
        lead in prop::collection::vec("市[甲乙丙丁戊己庚辛]{2,4}局", 1..4),
        support in prop::collection::vec("市[子丑寅卯辰巳午未]{2,4}(局|委|中心|公司)", 1..9),
        open in prop::sample::select(vec!["(", "（", "〔", "【"]),
        separator in prop::sample::select(vec!["、", "，", ","]),
    ) {
        let text = format!("1.建桥修路办学。{open}牵头单位:{};责任单位：{})", lead.join("、"), support.join(separator));
        let plan = reading(&text).expect("text").plan;
        prop_assert_eq!(plan.items.len(), 1);
        let printed = |mentions: &[super::plan::UnitMention]| mentions.iter().map(|unit| unit.printed.clone()).collect::<Vec<_>>();
        let mut units: Vec<String> = Vec::new();
        for name in lead.iter().chain(&support) {
            if !units.contains(name) {
                units.push(name.clone());
            }
        }
        let item = &plan.items[0];
        prop_assert_eq!([printed(&item.lead), printed(&item.support)].concat(), units);
    }
}

/// Inputs that make careless readers slow.
fn nasty() -> Vec<(&'static str, String)> {
    const SIZE: usize = 200_000;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    vec![
        ("open brackets", fill("（")),
        ("nested brackets", format!("{}{}", fill("("), fill(")"))),
        ("nested clauses", format!("{}{}", fill("(责任单位:"), fill(")"))),
        ("nested verbs", format!("{}{}", fill("(市"), fill("局负责)"))),
        ("separators", format!("1.建桥。(责任单位:{})", fill("、"))),
        ("one clause", format!("1.建桥。(责任单位:{})", fill("市财政局、"))),
        ("bare clause", format!("1.建桥。\n责任单位:{}", fill("市财政局,"))),
        ("one line", fill("1.建桥。(责任单位:市财政局)2.修路。一、（一）")),
        ("colons", fill("责任单位:")),
        ("nouns", fill("单位:")),
        ("label words", fill("责任牵头配合")),
        ("digits", fill("1")),
        ("numbers", fill("1.")),
        ("numerals", fill("一")),
        ("spaces", format!("1.建{}桥", fill(" "))),
        ("ideographic spaces", fill("一　")),
        ("quotes", fill("“")),
        ("stars", fill("★")),
        ("levels", format!("1.建桥。(责任单位:{})", fill("各市、"))),
        ("joints", format!("1.建桥。(责任单位:{})", fill("和市局等"))),
        ("short lines", fill("1\n")),
        ("dashes", fill("—\n1\n")),
        ("open lines", fill("(责任单位:\n")),
        ("tables", fill("序号\n任务\n牵头单位\n1\n建桥。\n市局\n")),
        ("rows", format!("序号\n任务\n牵头单位\n责任单位\n1\n{}", fill("市局\n"))),
        ("tabs", format!("序号\t任务\t牵头单位\n{}", fill("1\t"))),
        ("tags", fill("<table><tr><td>")),
        ("markup", fill("<p>1.建桥。")),
        ("sections", fill("一、甲\n（一）乙\n")),
        ("counts", fill("共1项")),
        ("latin", fill("plan ")),
    ]
}

#[test]
fn time_is_linear() {
    // Ten times what the slowest of these takes without optimisation; a quadratic reader takes minutes.
    const LIMIT: Duration = Duration::from_secs(10);
    for (name, text) in nasty() {
        let start = Instant::now();
        let _ = reading(&text);
        let taken = start.elapsed();
        assert!(taken < LIMIT, "{name}: {taken:?}");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let options = Options { limit: 10, allow_internal: false };
    let refused = |bytes: &[u8]| read("plan.txt", bytes, &options).err();
    assert_eq!(refused(b" \n"), Some(Refused::Empty));
    assert_eq!(refused(b"a\0b"), Some(Refused::Undecodable));
    assert_eq!(refused(&[b'a'; 11]), Some(Refused::TooLarge { limit: 10 }));
    assert_eq!(refused("机密".as_bytes()), Some(Refused::Classified));
    assert_eq!(refused("内部".as_bytes()), Some(Refused::Internal));
    assert!(
        read("plan.txt", "内部".as_bytes(), &Options { allow_internal: true, ..options }).is_ok()
    );
}
