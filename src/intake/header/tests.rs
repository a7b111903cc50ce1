use super::*;
use crate::domain::finding::Severity;

fn of(text: &str) -> Header {
    let mut at = 0;
    let mut paragraphs = Vec::new();
    for line in text.split('\n') {
        let length = line.chars().count();
        if !line.trim().is_empty() {
            paragraphs.push(Paragraph { text: line.trim(), span: Span(at, at + length) });
        }
        at += length + 1;
    }
    read(&paragraphs, "plan.txt")
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

const NOTICE: &str = "登录 注册
市人民政府办公室关于印发云溪市2026年为民实事工作方案的通知
栏目：政策文件 发布时间：2026-03-09 加入收藏
云政办发〔2026〕8号
各县（市、区）人民政府，市政府各部门：
《云溪市2026年为民实事工作方案》已经市人民政府同意，现印发给你们，请认真组织实施。
云溪市人民政府办公室
2026年3月6日
（此件公开发布）
云溪市2026年为民实事工作方案
一、工作目标
坚持尽力而为，力争在2026年11月底前完成各项任务。
二、主要任务
1.新建口袋公园12个，10月底前完成全部施工任务。（牵头单位：市住建局）
云溪市人民政府办公室 2026年3月9日印发";

#[test]
fn a_notice_that_issues_a_plan() {
    let header = of(NOTICE);
    assert_eq!(header.title.as_deref(), Some("云溪市2026年为民实事工作方案"));
    assert_eq!(header.region.as_deref(), Some("云溪市"));
    assert_eq!(header.year, Some(2026));
    assert_eq!(header.issuer.as_deref(), Some("云溪市人民政府办公室"));
    assert_eq!(header.document_number.as_deref(), Some("云政办发〔2026〕8号"));
    assert_eq!(header.issued_on, day(2026, 3, 6));
    assert_eq!(header.deadline, day(2026, 11, 30));
    assert_eq!(header.findings, []);
}

#[test]
fn a_plan_without_its_notice_loses_the_sites_mark() {
    let header = of(
        "导航菜单\n(东江省)2026年云溪市《政府工作报告》部署的主要任务责任分解方案\n1.建设公园。(责任单位:市住建局)",
    );
    assert_eq!(
        header.title.as_deref(),
        Some("2026年云溪市《政府工作报告》部署的主要任务责任分解方案")
    );
    assert_eq!(header.region.as_deref(), Some("云溪市"));
    assert_eq!(header.year, Some(2026));
    assert_eq!((header.issuer, header.issued_on, header.document_number), (None, None, None));
}

#[test]
fn the_office_in_the_title_issues_where_nobody_signs() {
    let header = of(
        "云溪市人民政府2026年《政府工作报告》目标任务责任分解方案(上)\n(一)推动发展\n1.建设公园。",
    );
    assert_eq!(header.issuer.as_deref(), Some("云溪市人民政府"));
    assert_eq!(header.region.as_deref(), Some("云溪市"));
    assert_eq!(
        header.title.as_deref(),
        Some("云溪市人民政府2026年《政府工作报告》目标任务责任分解方案(上)")
    );
}

#[test]
fn an_annex_bears_the_title_that_the_notice_is_about() {
    let header = of("关于《政府工作报告》部署的2026年重点任务责任分解的通知
索引号：0700/2026-1 文 号：无
发布机构：石桥县人民政府办公室
发布日期：2026年07月07日
各乡镇人民政府：
请认真贯彻执行。
附件：《政府工作报告》部署的2026年重点任务责任分解
石桥县人民政府办公室
2026年1月27日
附件
《政府工作报告》部署的2026年重点任务责任分解
一、主要目标");
    assert_eq!(header.title.as_deref(), Some("《政府工作报告》部署的2026年重点任务责任分解"));
    assert_eq!(header.issuer.as_deref(), Some("石桥县人民政府办公室"));
    assert_eq!(header.issued_on, day(2026, 1, 27));
    assert_eq!(header.document_number, None);
    assert_eq!(header.region.as_deref(), Some("石桥县"));
}

#[test]
fn metadata_stands_in_for_a_missing_signature() {
    let header = of(
        "石桥县2026年重点工作任务分解表\n发 布 机 构：石桥县人民政府办公室 \n发布日期：2026年07月07日\n1.建设公园。",
    );
    assert_eq!(header.issuer.as_deref(), Some("石桥县人民政府办公室"));
    assert_eq!(header.issued_on, day(2026, 7, 7));
}

#[test]
fn a_damaged_signing_date_is_restored_and_named() {
    let text = "区政府办公室关于印发2026年重点工作责任分工的通知\n各单位：\n云溪市松岗区人民政府办公室\n2026325\n2026年重点工作责任分工";
    let header = of(text);
    assert_eq!(header.issued_on, day(2026, 3, 25));
    assert_eq!(header.region.as_deref(), Some("云溪市松岗区"));
    let [finding] = header.findings.as_slice() else { panic!("{header:#?}") };
    assert_eq!((finding.code, finding.severity), (Code::RepairedDate, Severity::Warning));
    let Span(start, end) = finding.span;
    assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), "2026325");

    let header = of(&text.replace("2026325", "2026111"));
    assert_eq!(header.issued_on, None);
    assert_eq!(header.findings[0].code, Code::UnclearDate);
}

#[test]
fn lost_line_breaks_do_not_matter() {
    let header = of(
        "云溪市人民政府关于支持企业稳定发展若干措施的通知 云政发〔2026〕3号 各县（市、区）人民政府： 现将有关措施通知如下。 一、减税降费。 责任单位：市税务局 云溪市人民政府 2026年2月6日",
    );
    assert_eq!(header.title.as_deref(), Some("云溪市人民政府关于支持企业稳定发展若干措施的通知"));
    assert_eq!(header.issuer.as_deref(), Some("云溪市人民政府"));
    assert_eq!(header.document_number.as_deref(), Some("云政发〔2026〕3号"));
    assert_eq!(header.issued_on, day(2026, 2, 6));
    let header = of(
        "云溪市人民政府关于加快电商发展的意见云府发〔2026〕17号各区县人民政府：现提出如下意见。",
    );
    assert_eq!(header.title.as_deref(), Some("云溪市人民政府关于加快电商发展的意见"));
    assert_eq!(header.document_number.as_deref(), Some("云府发〔2026〕17号"));
}

#[test]
fn titles_and_numbers_broken_over_lines_are_joined() {
    let header = of(
        "云溪市人民政府文件\n云政发〔２０２６〕１０\n号\n云溪市人民政府印发关于支持智能\n产业发展若干措施的通知\n各县：\n云溪市人民政府\n２０２６年４月１７日\n关于支持智能产业发展的若干措施\n一、目标",
    );
    assert_eq!(header.document_number.as_deref(), Some("云政发〔2026〕10号"));
    assert_eq!(header.title.as_deref(), Some("关于支持智能产业发展的若干措施"));
    assert_eq!(header.issued_on, day(2026, 4, 17));
}

#[test]
fn cited_numbers_and_printing_stamps_are_not_the_documents_own() {
    let header = of(
        "云溪市就业工作要点\n根据《通知》（东政发〔2025〕9号）精神，制定本要点。\n1.稳岗。\n云溪市人民政府办公室 2026年4月3日印发",
    );
    assert_eq!(header.document_number, None);
    assert_eq!(header.issuer.as_deref(), Some("云溪市人民政府办公室"));
    assert_eq!(header.issued_on, day(2026, 4, 3));
    assert_eq!(header.year, Some(2026));
    assert_eq!(header.findings[0].code, Code::YearFromDate);
}

#[test]
fn chinese_numerals_in_the_date() {
    let header = of("石桥县重点工作分工方案\n一、目标\n石桥县人民政府\n二〇二六年三月二十五日");
    assert_eq!(header.issued_on, day(2026, 3, 25));
}

#[test]
fn a_span_of_years_is_no_year() {
    let header = of("云溪市数字经济三年行动方案(2026—2028年)\n云溪市人民政府\n2026年2月1日");
    assert_eq!(header.year, Some(2026));
    assert_eq!(header.findings[0].code, Code::YearFromDate);
    assert_eq!(of("云溪市数字经济三年行动方案(2026—2028年)\n一、目标").year, None);
}

#[test]
fn what_the_text_issues_or_annexes_gives_the_title_where_no_line_does() {
    let header = of(
        "各有关单位：\n现将《2026年市〈政府工作报告〉目标任务责任分解方案》印发给你们，请贯彻执行。\n一、强化统筹。",
    );
    assert_eq!(header.title.as_deref(), Some("2026年市〈政府工作报告〉目标任务责任分解方案"));
    assert_eq!(header.year, Some(2026));
    let header = of(
        "各镇政府：\n现将有关事项通知如下：\n一、抓好落实。\n附件：2026年松岗区政府工作主要任务分解表\n二○二六年四月十三日",
    );
    assert_eq!(header.title.as_deref(), Some("2026年松岗区政府工作主要任务分解表"));
    assert_eq!(header.region.as_deref(), Some("松岗区"));
    assert_eq!(header.issued_on, day(2026, 4, 13));
}

#[test]
fn an_office_above_the_title_belongs_to_it() {
    let header = of(
        "石桥县人民政府办公室\n关于印发2026年《政府工作报告》\n重点任务分工的通知\n各乡镇：\n请贯彻执行。\n2026年2月21日",
    );
    assert_eq!(header.issuer.as_deref(), Some("石桥县人民政府办公室"));
    assert_eq!(header.title.as_deref(), Some("2026年《政府工作报告》重点任务分工"));
    assert_eq!(header.issued_on, day(2026, 2, 21));
}

#[test]
fn rows_of_metadata_are_not_titles() {
    let header = of(
        "文 号 | 云政办〔2026〕2 号 | 发文日期 | 2026-04-19 00:00 |\n标 题 | 区人民政府办公室关于印发2026年区政府工作任务分解方案的通知 |\n云政办〔2026〕2 号 区人民政府办公室关于印发 2026 年区政府工作任务分解方案的通知\n各街道：",
    );
    assert_eq!(header.title.as_deref(), Some("2026年区政府工作任务分解方案"));
    assert_eq!(header.document_number.as_deref(), Some("云政办〔2026〕2号"));
    assert_eq!(header.issued_on, day(2026, 4, 19));
}

#[test]
fn a_title_keeps_its_punctuation_but_not_its_wide_figures() {
    let header = of("云溪市２０２６年重点工作\n任务分工方案（试行）\n一、目标");
    assert_eq!(header.title.as_deref(), Some("云溪市2026年重点工作任务分工方案（试行）"));
    let header = of("云溪市2026年政府工作报告\n重点任务分工方案\n一、目标");
    assert_eq!(header.title.as_deref(), Some("云溪市2026年政府工作报告重点任务分工方案"));
    let header = of("云溪市人民政府\n2026年2月1日\n重点任务分工方案\n一、目标");
    assert_eq!(header.title.as_deref(), Some("重点任务分工方案"));
    let header = of("云溪市２０２６年重点工作任务分工方案（试行）\n一、目标");
    assert_eq!(header.title.as_deref(), Some("云溪市2026年重点工作任务分工方案（试行）"));
}

#[test]
fn two_offices_may_sign() {
    let header = of(
        "关于印发《石桥县2026年度重点工作任务清单》的通知\n石办发〔2026〕5号\n中共石桥县委办公室\n石桥县人民政府办公室\n2026年2月5日\n附件1.石桥县2026年度重点工作任务清单",
    );
    assert_eq!(header.issuer.as_deref(), Some("中共石桥县委办公室、石桥县人民政府办公室"));
    assert_eq!(header.region.as_deref(), Some("石桥县"));
    assert_eq!(header.title.as_deref(), Some("石桥县2026年度重点工作任务清单"));
}

#[test]
fn the_deadline_of_the_whole_may_follow_its_subject() {
    let header = of(
        "石桥县2026年重点工作方案\n为确保2026年10月底前各项目标任务全面完成，制定本方案。\n1.新建公园，6月底前全部完成。（牵头单位：县住建局）",
    );
    assert_eq!(header.deadline, day(2026, 10, 31));
    let header = of("石桥县2026年重点工作方案\n一、老旧小区改造6月底前全部完成。");
    assert_eq!(header.deadline, None);
    let header = of("石桥县2026年重点工作方案\n全部任务于2026年11月底前完成。");
    assert_eq!(header.deadline, day(2026, 11, 30));
    let header = of("石桥县2026年重点工作方案\n各项改革试点任务6月底前完成。");
    assert_eq!(header.deadline, None);
}

#[test]
fn nothing_is_read_out_of_nothing() {
    assert_eq!(of(""), Header::default());
    assert_eq!(of("今天天气很好。").title, None);
}

mod properties {
    use proptest::prelude::*;

    use super::*;
    use crate::intake::wordy::wordy;

    fn holds(text: &str) {
        let length = text.chars().count();
        for finding in of(text).findings {
            let Span(start, end) = finding.span;
            assert!(start <= end && end <= length, "{text:?}: {finding:?}");
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
