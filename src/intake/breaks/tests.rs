use super::*;

fn pieces(line: &str) -> Vec<&str> {
    let cuts = find(line);
    let mut start = 0;
    let mut found = Vec::new();
    for end in cuts.into_iter().chain([line.len()]) {
        found.push(line.get(start..end).expect("a cut between characters").trim());
        start = end;
    }
    found
}

#[test]
fn one_line_becomes_paragraphs() {
    assert_eq!(
        pieces(
            "现提出如下意见。一、总体要求（一）指导思想。到2026年突破1.8万亿元。（二）目标。3.5万户。二、任务（一）建桥。（牵头单位：市交通局）（二）修路。（市交通局（公路处）负责）"
        ),
        [
            "现提出如下意见。",
            "一、总体要求",
            "（一）指导思想。到2026年突破1.8万亿元。",
            "（二）目标。3.5万户。",
            "二、任务",
            "（一）建桥。（牵头单位：市交通局）",
            "（二）修路。（市交通局（公路处）负责）",
        ]
    );
}

#[test]
fn a_heading_may_follow_a_clause_without_brackets() {
    assert_eq!(
        pieces(
            "各县： 措施： 一、减负 1.减租。 责任单位:市财政局、 国资委 2.减税。 责任单位：市税务局 二、增效 3.上云。 责任单位：市工信局 本政策执行三个月。"
        ),
        [
            "各县：",
            "措施：",
            "一、减负",
            "1.减租。",
            "责任单位:市财政局、 国资委",
            "2.减税。",
            "责任单位：市税务局",
            "二、增效",
            "3.上云。",
            "责任单位：市工信局",
            "本政策执行三个月。",
        ]
    );
}

#[test]
fn a_paragraph_with_its_own_list_stays_whole() {
    assert!(find("要做好：一是1.8万户；二是2.建桥。").is_empty());
}

#[test]
fn chapters_may_follow_a_title_or_a_colon() {
    assert_eq!(
        pieces("云溪市重点工作分解一、统一目标（一）增长8%。（二）增收。二、任务1.建桥。"),
        [
            "云溪市重点工作分解",
            "一、统一目标",
            "（一）增长8%。",
            "（二）增收。",
            "二、任务",
            "1.建桥。"
        ]
    );
    assert_eq!(pieces("措施：一、减负（一）减租。二、增效")[1], "一、减负");
}

#[test]
fn a_clause_with_spaces_inside_stays_whole() {
    assert_eq!(
        pieces(
            "一、任务 1.建桥。（牵头单位：市交通局 责任单位：市财政局） 2.修路。（市公路局负责）"
        )
        .len(),
        3
    );
}
