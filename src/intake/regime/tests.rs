use super::*;
use crate::domain::{finding::Severity, regime::Cadence};

fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split('\n') {
        let length = line.chars().count();
        out.push(Paragraph { text: line, span: Span(at, at + length) });
        at += length + 1;
    }
    out
}

fn rules(text: &str) -> Vec<ReportingRule> {
    read(&paragraphs(text), Some(2026)).0
}

fn only(text: &str) -> ReportingRule {
    let mut found = rules(text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found.remove(0)
}

/// Text, reporter, cadence, day, recipient.
fn check(
    text: &str,
    reporter: Reporter,
    cadence: Option<Cadence>,
    day: Option<u8>,
    recipient: Option<&str>,
) {
    let rule = only(text);
    assert_eq!(
        (rule.reporter, rule.cadence, rule.day, rule.recipient.as_deref()),
        (reporter, cadence, day, recipient),
        "{text}: {rule:#?}"
    );
}

fn dates(text: &str) -> Vec<String> {
    only(text).dates.iter().map(ToString::to_string).collect()
}

#[test]
fn who_reports_how_often_by_which_day_to_whom() {
    use Cadence::{Bimonthly, HalfYearly, Monthly, Quarterly};
    use Reporter::{All, Lead, Support};
    for (text, reporter, cadence, day, recipient) in [
        ("各牵头单位每月5日前将进展情况报市发改委汇总。", Lead, Monthly, Some(5), "市发改委"),
        (
            "各牵头单位要明确专人负责，每月25日前将工作进展情况报送市政府督查室。",
            Lead,
            Monthly,
            Some(25),
            "市政府督查室",
        ),
        (
            "各责任单位于每月28日前向区政府督查室报送进展情况，牵头单位做好统筹。",
            Support,
            Monthly,
            Some(28),
            "区政府督查室",
        ),
        (
            "各单位每两个月20日前将落实情况报送市政府办公室。",
            All,
            Bimonthly,
            Some(20),
            "市政府办公室",
        ),
        (
            "请各单位于每季度末月25日前将进展情况报至县政府督查室。",
            All,
            Quarterly,
            Some(25),
            "县政府督查室",
        ),
        (
            "各有关单位每季度末前将完成情况上报市政府督查室。",
            All,
            Quarterly,
            Some(31),
            "市政府督查室",
        ),
        ("各牵头部门每半年将推进情况书面报市政府办公室。", Lead, HalfYearly, None, "市政府办公室"),
        ("每月底前，各牵头单位将台账报市政府督查室备案。", Lead, Monthly, Some(31), "市政府督查室"),
        (
            "各牵头单位、责任单位每月3日前将情况报市政府督查室。",
            All,
            Monthly,
            Some(3),
            "市政府督查室",
        ),
    ] {
        check(text, reporter, Some(cadence), day, Some(recipient));
    }
}

#[test]
fn the_text_is_the_rule_and_nothing_before_it() {
    let rule =
        only("要建立通报机制，各牵头单位每月5日前将工作进展报市发改委汇总，市财政局保障经费。");
    assert_eq!(rule.text, "各牵头单位每月5日前将工作进展报市发改委汇总");
    let rule = only("请各牵头单位于每月5日前将进展情况报市政府研究室。");
    assert_eq!(rule.text, "各牵头单位于每月5日前将进展情况报市政府研究室");
    assert_eq!(rule.recipient.as_deref(), Some("市政府研究室"));
    let rule = only("每月5日前，请各牵头单位将进展情况报市政府督查室。");
    assert!(rule.text.starts_with("每月5日前"), "{}", rule.text);
    let rule = only("即：一是各牵头单位于6月20日前将半年情况报市政府督查室。");
    assert_eq!(rule.text, "各牵头单位于6月20日前将半年情况报市政府督查室");
}

#[test]
fn fixed_dates_keep_scope_copies_and_what_is_integrated() {
    let text = "区直各协办单位须分别于6月10日、12月10日前将进展情况报至牵头单位，并抄送区政府督查室。\
                各牵头单位须分别于6月20日、12月20日前将完成情况（须综合协办单位情况）报区政府督查室。";
    let found = rules(text);
    let [support, lead] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(support.reporter, Reporter::Support);
    assert_eq!(support.reporter_scope.as_deref(), Some("区直"));
    assert_eq!(support.cadence, Some(Cadence::FixedDates));
    assert_eq!(support.recipient.as_deref(), Some("牵头单位"));
    assert_eq!(support.copy_to, ["区政府督查室"]);
    assert!(!support.integrates_support);
    assert!(support.text.ends_with("并抄送区政府督查室"), "{}", support.text);
    assert_eq!(lead.reporter, Reporter::Lead);
    assert_eq!(lead.recipient.as_deref(), Some("区政府督查室"));
    assert!(lead.copy_to.is_empty());
    assert!(lead.integrates_support);
    assert_eq!(
        lead.dates.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["2026-06-20", "2026-12-20"]
    );
}

#[test]
fn dates_may_share_a_day_or_stand_for_a_months_end() {
    assert_eq!(
        dates("各牵头单位于6月、12月25日前将情况报市政府督查室。"),
        ["2026-06-25", "2026-12-25"]
    );
    assert_eq!(
        dates("各牵头单位于6月底和12月底前将情况报市政府督查室。"),
        ["2026-06-30", "2026-12-31"]
    );
    assert_eq!(
        dates("各单位要在每季度末（分别在6月、9月和12月底）将情况报市政府督查室。"),
        ["2026-06-30", "2026-09-30", "2026-12-31"]
    );
    assert_eq!(dates("各牵头单位于2027年1月10日前将总结报市政府督查室。"), ["2027-01-10"]);
}

#[test]
fn lost_month_signs_are_restored_with_a_finding_where_they_stand() {
    let text = "工作要求\n各牵头单位分别于620日、1220日前将情况报市政府督查室。";
    let (rules, findings) = read(&paragraphs(text), Some(2026));
    assert_eq!(
        rules[0].dates.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["2026-06-20", "2026-12-20"]
    );
    let found: Vec<(Code, String)> = findings
        .iter()
        .map(|finding| {
            let Span(start, end) = finding.span;
            (finding.code, text.chars().skip(start).take(end - start).collect())
        })
        .collect();
    assert_eq!(
        found,
        [(Code::RepairedDate, "620日".to_owned()), (Code::RepairedDate, "1220日".to_owned())]
    );
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn what_can_be_read_two_ways_is_not_guessed() {
    let (rules, findings) =
        read(&paragraphs("各牵头单位于125日前将情况报市政府督查室。"), Some(2026));
    assert!(rules[0].dates.is_empty());
    assert_eq!(findings[0].code, Code::UnclearDate);
    let (rules, findings) = read(&paragraphs("各牵头单位于6月20日前将情况报市政府督查室。"), None);
    assert!(rules[0].dates.is_empty());
    assert_eq!(findings[0].code, Code::UnclearDate);
    let (rules, findings) =
        read(&paragraphs("各单位每周五前将进展情况报市政府督查室。"), Some(2026));
    assert_eq!(rules[0].cadence, None);
    assert_eq!(findings[0].code, Code::UnclearRule);
    let (rules, findings) =
        read(&paragraphs("各单位每季度结束后5日内将情况报市政府督查室。"), Some(2026));
    assert_eq!((rules[0].cadence, rules[0].day), (Some(Cadence::Quarterly), None));
    assert_eq!(findings[0].code, Code::UnclearRule);
}

#[test]
fn the_text_keeps_its_punctuation() {
    let text = "区直各协办单位于６月１０日前将情况（含附表）报牵头单位，并抄送区政府督查室。";
    assert_eq!(format!("{}。", only(text).text), text);
}

#[test]
fn what_a_rule_leaves_open_is_named() {
    let open = |text: &str| {
        let (_, findings) = read(&paragraphs(text), Some(2026));
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect::<Vec<_>>()
    };
    assert_eq!(open("各牵头单位每月5日前将情况报市政府督查室。"), []);
    for (text, gap) in [
        ("每月25日前将进展情况报市政府督查室。", "由谁报送（按各单位处理）"),
        ("各牵头单位每半年将进展情况报市政府督查室。", "哪一天报送"),
        ("各牵头单位每月25日前报送进展情况。", "报给谁"),
    ] {
        let found = open(text);
        let [(Code::UnclearRule, message)] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert!(message.contains(gap), "{message}");
    }
}

#[test]
fn two_days_a_month_are_left_to_a_person() {
    let (rules, findings) =
        read(&paragraphs("各单位每月5日、20日前将情况报市政府督查室。"), Some(2026));
    assert_eq!((rules[0].cadence, rules[0].day), (Some(Cadence::Monthly), None));
    assert_eq!(findings[0].code, Code::UnclearRule);
}

#[test]
fn the_office_and_named_units_have_rules_too() {
    let found = rules("市政府督查室负责跟踪，每季度向全市通报，每半年专报市委主要领导。");
    let [bulletin, special] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(
        (bulletin.reporter, bulletin.cadence, bulletin.recipient.as_deref()),
        (Reporter::Office, Some(Cadence::Quarterly), Some("全市"))
    );
    assert_eq!(
        (special.reporter, special.cadence, special.recipient.as_deref()),
        (Reporter::Office, Some(Cadence::HalfYearly), Some("市委主要领导"))
    );
    let found =
        rules("市效能办、市政府督查室要适时督查，督查情况向市委、市政府报告，并在全市通报。");
    let [report, bulletin] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(
        (report.reporter, report.recipient.as_deref()),
        (Reporter::Office, Some("市委、市政府"))
    );
    assert_eq!(bulletin.recipient.as_deref(), Some("全市"));
    check(
        "市政府督查室对《政府工作报告》任务开展督办，并向市政府报告。",
        Reporter::Office,
        None,
        None,
        Some("市政府"),
    );
    check(
        "市发改委负责汇总后于每月8日前报送市政府督查室。",
        Reporter::Unit,
        Some(Cadence::Monthly),
        Some(8),
        Some("市政府督查室"),
    );
}

#[test]
fn places_are_a_scope() {
    let rule = only("各县市区人民政府每月25日前将进展情况报市政府督查室。");
    assert_eq!((rule.reporter, rule.reporter_scope.as_deref()), (Reporter::All, Some("县市区")));
    let rule = only("各县市区、各部门每月25日前将进展情况报市政府督查室。");
    assert_eq!((rule.reporter, rule.reporter_scope), (Reporter::All, None));
    let rule = only("市直各责任单位每月25日前将进展情况报牵头单位。");
    assert_eq!(rule.reporter_scope.as_deref(), Some("市直"));
}

#[test]
fn a_sentence_without_a_subject_goes_on_with_the_one_before() {
    let rule = only("各牵头单位要建立台账、明确专人。每月25日前将进展情况报送市政府督查室。");
    assert_eq!(rule.reporter, Reporter::Lead);
    let rule = only("每月25日前将进展情况报送市政府督查室。");
    assert_eq!(rule.reporter, Reporter::All);
}

#[test]
fn responsible_units_lead_where_the_document_knows_no_others() {
    let rule = only("各责任单位每月25日前将进展情况报送市政府督查室。");
    assert_eq!(rule.reporter, Reporter::Lead);
}

#[test]
fn contact_persons_get_into_no_field() {
    for text in [
        "各牵头单位每月5日前将进展情况报市政府督查室（联系人：陆知远，电话：13800000000，邮箱：abc@example.com）。",
        "各牵头单位每月5日前将进展情况报市政府督查室，联系人：陆知远，电话0700-1234567。",
        "各牵头单位每月5日前将进展情况报送至市政府督查室邮箱 abc@example.com，联系人陆知远 13800000000。",
    ] {
        let (found, findings) = read(&paragraphs(text), Some(2026));
        assert!(!found.is_empty(), "{text}");
        let shown = format!("{found:?}{findings:?}");
        for secret in ["陆知远", "138", "0700", "example", "1234567"] {
            assert!(!shown.contains(secret), "{text}: {shown}");
        }
        assert_eq!(found[0].recipient.as_deref(), Some("市政府督查室"), "{text}");
    }
}

#[test]
fn tasks_titles_and_prose_are_no_rules() {
    for text in [
        "市人民政府办公室关于印发2026年政府工作报告重点工作分工方案的通知",
        "12.自觉接受监督，定期报告工作、通报情况。（牵头单位：市政府办公室；责任单位：市政府各部门）",
        "建立督办通报机制，健全情况通报制度。",
        "各单位要积极申报省级示范项目，做好预报预警。",
        "各牵头单位要切实履行牵头责任，积极沟通协调。",
        "对工作不力的单位予以通报批评。",
        "市政府办公室将实行“逐月查账”制度，对办理不力的单位予以通报。",
        "",
    ] {
        assert_eq!(rules(text), [], "{text}");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;
    use crate::intake::wordy::wordy;

    fn holds(text: &str) {
        let length = text.chars().count();
        for year in [None, Some(2026)] {
            let (rules, findings) = read(&paragraphs(text), year);
            for finding in findings {
                let Span(start, end) = finding.span;
                assert!(start <= end && end <= length, "{text:?}: {finding:?}");
            }
            for rule in rules {
                assert!(
                    !rule.text.contains('@') && rule.day.is_none_or(|day| (1..=31).contains(&day)),
                    "{text:?}: {rule:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            holds(&text);
        }

        #[test]
        fn any_words_are_read(text in wordy()) {
            holds(&text);
        }
    }
}
