//! Properties of the whole reader: it returns on any text, its spans lie inside, and nothing of a clause gets lost.
//! `cargo bench --bench reader` says that its time is linear.

#[path = "../../benches/reader/nasty.rs"]
mod nasty;

use proptest::prelude::*;

use super::finding::Code;
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
        spans.extend(item.deadline_span);
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
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

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

#[test]
fn the_nastiest_is_read() {
    for (name, text) in nasty::of(10_000) {
        let refused = reading(&text).err();
        // Tags alone leave no text.
        assert!(matches!(refused, None | Some(Refused::Empty)), "{name}: {refused:?}");
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

/// The codes of an item's findings.
fn codes(text: &str, item: usize) -> Vec<Code> {
    let plan = reading(text).expect("text").plan;
    plan.items[item].findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn what_was_guessed_or_odd_is_found() {
    for (text, item, code) in [
        (
            "1.建桥。(责任单位:市交通局)\n2.推进治理。\n3.修路。(责任单位:市公路局)",
            1,
            Code::NoOwner,
        ),
        ("1.建桥。(配合单位:市交通局)", 0, Code::NoLead),
        ("1.(责任单位:市交通局)", 0, Code::NoText),
        ("1.建桥。(责任单位:市交通局、市财政局)", 0, Code::JointLead),
        (
            "1.建桥。(责任单位:市交通局、市财政局。列第一位的为牵头单位,下同)",
            0,
            Code::FirstListedLeads,
        ),
        ("1.建桥。(责任单位:市交通局,以下各项均涉及各县区)", 0, Code::RemarkInClause),
        ("1.建桥。(牵头单位:市交通局;责任单位:松岗、柳湾区人民政府)", 0, Code::ElidedSuffix),
        ("1.建桥。(牵头单位:区交通局、财政局)", 0, Code::ElidedPrefix),
        ("1.建桥。(牵头单位:市交通局;市财政局)", 0, Code::UnlabelledUnits),
        ("1.建桥。(牵头单位:市交通局、市财政局等)", 0, Code::OpenList),
        ("1.建桥。(牵头单位:相关部门)", 0, Code::UnconfirmedGroup),
        ("1.建桥。(牵头单位:局)", 0, Code::OddName),
        ("1.建桥。(牵头单位:市交通局", 0, Code::UnclosedClause),
        ("1.建桥。(牵头单位:市交通局)全长8公里。", 0, Code::TextAfterClause),
        ("1.建桥。(责任单位:市交通局)\n3.修路。(责任单位:市公路局)", 1, Code::MissingNumber),
        ("1.建桥。(市交通局负责)修路。(市公路局负责)", 1, Code::RepeatedNumber),
        (
            "1.新建跨江大桥一座。(责任单位:市交通局)\n2.新建跨江大桥一座。(责任单位:市住建局)",
            1,
            Code::DuplicateText,
        ),
        (
            "1.新建跨江大桥一座。(责任领导:陆知远;责任单位:市交通局)\n2.新建跨江大桥一座。(责任领导:沈若川;责任单位:市交通局)",
            1,
            Code::TwoLeaders,
        ),
        (
            "1.城镇新增就业4万人。(责任单位:市人社局)\n2.强化培训,城镇新增就业4万人。(责任单位:市教育局)",
            1,
            Code::DuplicateTarget,
        ),
        ("序号\n任务\n牵头单位\n1\n建桥\n修路\n", 0, Code::UnclearRow),
    ] {
        let found = codes(text, item);
        assert!(found.contains(&code), "{code:?} in {found:?} of {text}");
    }
}

#[test]
fn what_is_odd_in_the_whole_is_found() {
    let found = |text: &str| -> Vec<Code> {
        let plan = reading(text).expect("text").plan;
        plan.findings.iter().map(|finding| finding.code).collect()
    };
    assert!(found("云溪市人民政府工作报告。各部门要负责落实。").contains(&Code::NotAPlan));
    assert!(found("一、交通(3项)\n1.建桥。(责任单位:市交通局)").contains(&Code::CountMismatch));
    assert!(!found("一、交通(1项)\n1.建桥。(责任单位:市交通局)").contains(&Code::CountMismatch));
    assert!(
        found("现将任务(共12项)印发。\n1.建桥。(责任单位:市交通局)").contains(&Code::CountMismatch)
    );
    let lost = format!(
        "一、交通（一）建桥。{}（责任单位：市交通局）（二）修路。（责任单位：市公路局）",
        "全力推进。".repeat(99)
    );
    assert!(found(&lost).contains(&Code::LostLineBreaks));
}

#[test]
fn a_missing_prefix_is_the_documents_own_where_the_clause_has_none() {
    let text = "1.建桥。(牵头单位:市交通局)\n2.修路。(牵头单位:市公路局;责任单位:市财政局)\n3.安置。(牵头单位:退役军人事务局)";
    let plan = reading(text).expect("text").plan;
    assert_eq!(plan.items[2].lead[0].printed, "退役军人事务局");
    assert_eq!(plan.items[2].lead[0].units, ["市退役军人事务局"]);
}

#[test]
fn a_day_that_lost_its_signs_is_restored_only_where_it_can_be_one() {
    let read = |text: &str| {
        let item = reading(text).expect("text").plan.items.remove(0);
        let codes: Vec<Code> = item.findings.iter().map(|finding| finding.code).collect();
        (item.deadline.map(|day| day.to_string()), codes)
    };
    let (day, codes) = read("云溪市2024年任务\n1.615日前完成检修。(责任单位:市交通局)");
    assert_eq!((day.as_deref(), codes.contains(&Code::RepairedDate)), (Some("2024-06-15"), true));
    let (day, codes) = read("云溪市2024年任务\n1.111日前完成检修。(责任单位:市交通局)");
    assert_eq!((day, codes.contains(&Code::UnclearDate)), (None, true));
    let (day, codes) = read("云溪市2024年任务\n1.6月15日前完成检修。(责任单位:市交通局)");
    assert_eq!((day.as_deref(), codes.contains(&Code::RepairedDate)), (Some("2024-06-15"), false));
}

#[test]
fn traditional_characters_are_kept_as_printed() {
    let text =
        "一、經濟發展\n1.新建橋樑。（責任領導：陸知遠；牽頭單位：市國資委；責任單位：市財政局）";
    let Reading { plan, .. } = reading(text).expect("text");
    assert_eq!(plan.sections[0].title, "經濟發展");
    let item = &plan.items[0];
    assert_eq!(
        (item.text.as_str(), item.leaders.as_slice()),
        ("新建橋樑。", &["陸知遠".to_owned()][..])
    );
    assert_eq!(
        (item.lead[0].printed.as_str(), item.lead[0].units[0].as_str()),
        ("市國資委", "市国资委")
    );
    assert_eq!(item.support[0].printed, "市財政局");
}

#[test]
fn spans_show_the_passage() {
    let text = "一、交通\n1.建桥。\n(牵头单位:市交通局;责任单位:松岗、柳湾区政府)\n";
    let Reading { plan, text } = reading(text).expect("text");
    let passage = |Span(start, end)| text.chars().skip(start).take(end - start).collect::<String>();
    assert_eq!(passage(plan.sections[0].span), "一、交通");
    assert_eq!(
        passage(plan.items[0].span),
        "1.建桥。\n(牵头单位:市交通局;责任单位:松岗、柳湾区政府)"
    );
    assert_eq!(passage(plan.items[0].findings[0].span), "松岗");
}
