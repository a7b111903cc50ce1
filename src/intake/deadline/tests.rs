use super::*;

fn found(text: &str) -> Option<String> {
    read(text, Some(2026)).map(|(date, _)| date.to_string())
}

#[test]
fn deadlines_in_a_task() {
    for (text, date) in [
        ("确保年底前正式上线运行。", "2026-12-31"),
        ("年底前实现社区服务全覆盖。", "2026-12-31"),
        ("6月底前完成管网改造。", "2026-06-30"),
        ("2024年11月底前完成既定任务", "2024-11-30"),
        ("于6月30日前建成投用", "2026-06-30"),
        ("2月底前完成排查", "2026-02-28"),
        ("三季度末前完成招标", "2026-09-30"),
        ("上半年完成选址", "2026-06-30"),
        ("年内开工建设水厂", "2026-12-31"),
        ("2027年底前全面建成", "2027-12-31"),
        ("6月底前完成设计，12月底前开工建设", "2026-12-31"),
        ("２０２６年９月底前完成", "2026-09-30"),
        ("明年3月底前完成验收", "2027-03-31"),
        ("力争3月份开工、年底前完工。", "2026-12-31"),
        ("5月31日前投入使用。", "2026-05-31"),
        ("到2027年底建成三个中心。", "2027-12-31"),
        ("到“十四五”末，实现全覆盖", "2025-12-31"),
    ] {
        assert_eq!(found(text).as_deref(), Some(date), "{text}");
    }
}

#[test]
fn labels_and_cells() {
    for (text, date) in [
        ("完成时限：2026年6月", "2026-06-30"),
        ("完成时限:6月底前", "2026-06-30"),
        ("完成时限:2026年", "2026-12-31"),
        ("12 月", "2026-12-31"),
        ("2026年12月取得阶段性成果并持续推进", "2026-12-31"),
        ("2026年7月底前，以后每年持续实施", "2026-07-31"),
        ("2026.9", "2026-09-30"),
        ("2026-09-15", "2026-09-15"),
        ("6月底完成", "2026-06-30"),
        ("2026年3月-10月", "2026-10-31"),
    ] {
        assert_eq!(found(text).as_deref(), Some(date), "{text}");
    }
}

#[test]
fn what_is_no_deadline() {
    for text in [
        "持续推进",
        "完成时限:持续推进",
        "完成时限:全年",
        "完成时限:2026年全年",
        "全年新增就业3万人",
        "五年内建成十个基地",
        "为毕业5年内的大学生提供住宿",
        "对6月30日前到期的贷款予以展期，推进服务",
        "政策实施期限延长至12月31日前，推进落实",
        "3月31日前，邮政寄递发票暂免收取费用",
        "每月25日前报送进展",
        "完成2025年度建设任务",
        "2026年新建道路三条",
        "长期坚持",
        "推进落实情况纳入年底考核",
        "截至2025年底，已完成改造",
        "每年6月底前完成检修",
        "",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn without_a_year_nothing_is_guessed() {
    assert_eq!(read("6月底前完成", None), None);
    assert_eq!(read("年底前完成", None), None);
    assert!(read("2026年6月底前完成", None).is_some());
}

#[test]
fn the_span_holds_the_phrase() {
    let text = "加快建设，确保年底前建成。";
    let (_, Span(start, end)) = read(text, Some(2026)).unwrap();
    let phrase: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(phrase, "年底前");
    let (_, span) = read("完成时限：6月底", Some(2026)).unwrap();
    assert_eq!(span, Span(5, 8));
}

mod properties {
    use proptest::prelude::*;

    use super::*;
    use crate::intake::wordy::wordy;

    fn holds(text: &str) {
        let length = text.chars().count();
        for year in [None, Some(2026), Some(i32::MAX)] {
            for (_, Span(start, end)) in read(text, year).into_iter().chain(read_value(text, year))
            {
                assert!(start <= end && end <= length, "{text:?}");
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
