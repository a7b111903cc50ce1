use proptest::prelude::*;

use super::*;
use crate::intake::Options;

const TODAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 7, 5) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

fn sheet(csv: &str) -> Sheet {
    read("台账.csv", csv.as_bytes(), TODAY, &Options::default()).expect("read").expect("a sheet")
}

#[test]
fn columns_are_told_by_their_heads_and_cells() {
    let sheet = sheet(
        "云溪市重点工作台账（截至2026年6月30日）\n\
         序号,工作任务,牵头单位,责任领导,完成时限,进展情况,完成情况,进度,存在问题,更新时间,下一步工作,备注\n\
         1,新增学位3000个,市教育局,沈若川,12月,已新增2000个。,正常推进,67%,用地紧张,2026-06-28,继续推进,\n\
         2,改造泵站3座,市水利局,沈若川,12月,全部完工。,已完成,100%,,2026年6月20日,,\n",
    );
    let roles: Vec<&str> = sheet.columns.iter().map(|column| column.role.as_str()).collect();
    assert_eq!(
        roles,
        [
            "ORDINAL", "TASK", "UNITS", "LEADERS", "DEADLINE", "PROGRESS", "STATUS", "PERCENT",
            "PROBLEMS", "AS_OF", "OTHER", "NOTE",
        ]
    );
    assert_eq!(sheet.as_of, NaiveDate::from_ymd_opt(2026, 6, 30));
    let [first, second] = sheet.rows.as_slice() else { panic!("{sheet:?}") };
    assert_eq!((first.number, first.ordinal.as_deref()), (3, Some("1")));
    assert_eq!((first.status, first.percent), (Some(OpeningStatus::OnTrack), Some(67)));
    assert_eq!((first.progress.as_str(), first.problems.as_str()), ("已新增2000个。", "用地紧张"));
    assert_eq!(first.as_of, NaiveDate::from_ymd_opt(2026, 6, 28));
    assert_eq!(first.issues, []);
    assert_eq!((second.status, second.percent), (Some(OpeningStatus::Completed), Some(100)));
}

#[test]
fn of_several_columns_the_newest_progress_and_the_wordiest_task_are_read() {
    let sheet = sheet(
        "序号,工作类别,工作任务,一季度进展情况,二季度进展情况\n\
         1,教育,新增公办幼儿园学位3000个,已开工,已新增2000个\n",
    );
    let roles: Vec<&str> = sheet.columns.iter().map(|column| column.role.as_str()).collect();
    assert_eq!(roles, ["ORDINAL", "OTHER", "TASK", "OTHER", "PROGRESS"]);
    assert_eq!(sheet.rows[0].progress, "已新增2000个");
}

#[test]
fn what_is_odd_in_a_row_is_named() {
    use OpeningIssue::{Contradiction, NothingSaid, OddDate, OddPercent, UnknownStatus};
    let sheet = sheet(
        "序号,工作任务,状态,完成率,进展情况,更新时间\n\
         一、教育\n\
         1,甲,基本完成,50%,在建,2026-06-01\n\
         2,乙,正常推进,150%,在建,2026-06-01\n\
         3,丙,正常推进,50%,在建,2026年2月30日\n\
         4,丁,正常推进,50%,在建,2027-01-01\n\
         5,戊,已完成,50%,在建,2026-06-01\n\
         6,己,,,,\n",
    );
    let issues: Vec<&[OpeningIssue]> = sheet.rows.iter().map(|row| row.issues.as_slice()).collect();
    assert_eq!(
        issues,
        [
            &[UnknownStatus][..],
            &[OddPercent],
            &[OddDate],
            &[OddDate],
            &[Contradiction],
            &[NothingSaid],
        ]
    );
    assert_eq!(sheet.rows[0].number, 3, "the heading between is no row");
    assert!(sheet.rows[0].needs_decision() && !sheet.rows[5].needs_decision());
}

#[test]
fn status_words_and_figures() {
    for (printed, status) in [
        ("已完成", Some(OpeningStatus::Completed)),
        (" 已 办 结。", Some(OpeningStatus::Completed)),
        ("正常推进", Some(OpeningStatus::OnTrack)),
        ("未达序时进度", Some(OpeningStatus::Behind)),
        ("（滞后）", Some(OpeningStatus::Behind)),
        ("尚未启动", Some(OpeningStatus::NotStarted)),
        ("暂缓", Some(OpeningStatus::Suspended)),
        // Not guessed.
        ("未完成", None),
        ("基本完成", None),
        ("完成80%", None),
        ("", None),
    ] {
        assert_eq!(words::status(printed), status, "{printed}");
    }
    for (printed, percent) in [
        ("67%", Some(67)),
        ("６７％", Some(67)),
        ("66.6%", Some(67)),
        ("0.45", Some(45)),
        ("45", Some(45)),
        ("0", Some(0)),
        ("100", Some(100)),
        ("1%", Some(1)),
        ("1", None),
        ("101%", None),
        ("-1", None),
        ("过半", None),
    ] {
        assert_eq!(words::percent(printed), percent, "{printed}");
    }
}

#[test]
fn what_is_no_ledger_or_marked_is_not_read() {
    let read = |csv: &str| read("a.csv", csv.as_bytes(), TODAY, &Options::default());
    assert_eq!(read("姓名,电话\n甲,1\n"), Ok(None));
    assert_eq!(read("序号,工作任务,牵头单位\n1,甲,乙\n"), Ok(None), "a plan says no progress");
    assert_eq!(read("密级：秘密\n序号,工作任务,进展情况\n1,甲,乙\n"), Err(Refused::Classified));
}

fn row(ordinal: Option<&str>, text: &str) -> OpeningRow {
    OpeningRow {
        ordinal: ordinal.map(str::to_owned),
        text: text.to_owned(),
        ..OpeningRow::default()
    }
}

fn candidate(ordinal: &str, text: &str) -> Candidate {
    Candidate { ordinal: Some(ordinal.to_owned()), text: text.to_owned() }
}

#[test]
fn a_row_is_matched_by_its_words_and_never_silently_when_unsure() {
    let items = [
        candidate("1", "新增城镇就业2.6万人以上。"),
        candidate("2", "新增公办幼儿园学位3000个。"),
        candidate("3", "完成老旧小区改造80个，加装电梯100部。"),
        candidate("4", "完成老旧小区改造80个，更新管网40公里。"),
    ];
    let found = |ordinal, text: &str| {
        matches(&[row(ordinal, text)], &items)[0].map(|found| (found.candidate, found.sure))
    };
    assert_eq!(found(Some("1"), "新增城镇就业2.6万人"), Some((0, true)), "abridged");
    assert_eq!(found(None, "新增公办幼儿园学位3000个"), Some((1, true)), "without a number");
    assert_eq!(found(Some("三"), "完成老旧小区改造80个，加装电梯"), Some((2, true)));
    assert_eq!(found(None, "完成老旧小区改造80个"), Some((2, false)), "two alike");
    assert_eq!(found(Some("4"), "完成老旧小区改造80个"), Some((3, true)), "the number parts them");
    assert_eq!(found(Some("2"), "举办读书月"), None, "a number alone is no match");
    assert_eq!(found(Some("2"), ""), None);
}

proptest! {
    /// Whatever the order, each item's own words find it.
    #[test]
    fn items_find_themselves(seed in proptest::collection::hash_set("[甲乙丙丁戊己庚辛壬癸子丑寅卯]{12,30}", 1..20)) {
        let texts: Vec<String> = seed.into_iter().collect();
        let items: Vec<Candidate> = texts.iter().map(|text| Candidate { ordinal: None, text: text.clone() }).collect();
        let rows: Vec<OpeningRow> = texts.iter().rev().map(|text| row(None, text)).collect();
        for (n, found) in matches(&rows, &items).into_iter().rev().enumerate() {
            let found = found.expect("it looks like itself");
            prop_assert!(found.score == 100);
            prop_assert!(found.candidate == n || !found.sure);
        }
    }

    /// Nothing that a file holds ends the program, and a row that is sure of its status says so.
    #[test]
    fn any_sheet_is_read(csv in "(序号|工作任务|进展情况|状态|进度|更新时间|[,\n0-9%.年月日一二完成推进滞后]){0,80}") {
        if let Ok(Some(sheet)) = read("a.csv", csv.as_bytes(), TODAY, &Options::default()) {
            for row in &sheet.rows {
                prop_assert!(row.number >= 1);
                prop_assert!(row.percent.is_none_or(|part| (0..=100).contains(&part)));
                prop_assert!(row.as_of.is_none_or(|day| day <= TODAY));
            }
        }
    }
}
