use super::*;

fn lines(source: &str) -> Vec<String> {
    let flow = read(source);
    flow.lines.iter().map(|line| cut(&flow.text, line.clone()).to_owned()).collect()
}

#[test]
fn page_marks_are_left_out() {
    assert_eq!(
        lines("甲\n— 14 —\n乙\n- 15 -\n丙\n—\n１\n６\n—\n丁\n第 3 页 共 9 页\n戊"),
        ["甲", "乙", "丙", "丁", "戊"]
    );
    assert_eq!(lines("甲\n——坚持\n14\n—\n乙"), ["甲", "——坚持", "14", "—", "乙"]);
}

#[test]
fn wrapped_lines_are_joined_over_pages() {
    let long = "云溪市坚持以人民为中心推动高质量发展建设现代化新城";
    let mut source = String::new();
    for n in ["一", "二", "三", "四"] {
        let item = format!(
            "（{n}）{long}\n{long}{n}次\n— 2 —\n\n{long}步步\n{long}踏实\n走到底。（责任单位：市水\n利局）\n"
        );
        source.push_str(&item);
    }
    let read = lines(&source);
    assert_eq!(read.len(), 4, "{read:#?}");
    assert!(read[0].ends_with("走到底。（责任单位：市水利局）"), "{}", read[0]);
}

#[test]
fn a_clause_that_a_line_break_cuts_is_joined() {
    assert_eq!(
        lines("1.建桥。(牵头单位:市交通局;\n责任单位:市财政局、\n市水利局)\n2.修路。"),
        ["1.建桥。(牵头单位:市交通局;责任单位:市财政局、市水利局)", "2.修路。"]
    );
    assert_eq!(lines("1.建桥。(牵头单位:市交通局\n2.修路。(牵头单位:市交通局)").len(), 2);
}

#[test]
fn page_numbers_and_running_heads_inside_paragraphs_are_left_out() {
    let long = "云溪市坚持以人民为中心推动高质量发展建设现代化新城";
    let mut source = String::new();
    for n in 1..5 {
        let item = format!(
            "{n}.{long}\n{long}\n{n}\n{long}\n— {n} —\n云溪市人民政府公报\n{long}\n走到底。（责任单位：市水利局）\n"
        );
        source.push_str(&item);
    }
    let read = lines(&source);
    assert_eq!(read.len(), 4, "{read:#?}");
    assert!(!read.concat().contains("公报"));
}

#[test]
fn a_list_that_goes_on_in_the_next_line_is_joined() {
    assert_eq!(
        lines("1.建桥。\n责任单位：市水利局、\n市财政局\n2.修路。"),
        ["1.建桥。", "责任单位：市水利局、市财政局", "2.修路。"]
    );
}

#[test]
fn markdown_is_undone() {
    assert_eq!(
        lines("## 一、主要任务\n- **牵头单位**：市水利局\n**1.建桥。**修好。"),
        ["一、主要任务", "牵头单位：市水利局", "1.建桥。修好。"]
    );
}

#[test]
fn places_are_traced_to_the_source() {
    let source = "甲\n— 1 —\n**乙丙**丁";
    let flow = read(source);
    let line = flow.lines[1].clone();
    assert_eq!(cut(&flow.text, line.clone()), "乙丙丁");
    assert_eq!(cut(source, flow.source(&line)), "乙丙**丁");
}

#[test]
fn wrapped_clauses_are_joined_inside_labels_and_end_their_paragraph() {
    let long = "云溪市坚持以人民为中心的发展思想推动高质量发展建设现代化新城区";
    let mut source = String::new();
    for n in 1..6 {
        let item = format!(
            "{n}.{long}\n{long}完成。(责任\n领导:陆知远;牵头单位:市发展改革委、市自然资源局;责任\n单位:市财政局、市生态环境局、市住房城乡建设局、市水利局)\n科学防控疾病。\n"
        );
        source.push_str(&item);
    }
    let read = lines(&source);
    assert_eq!(read.len(), 10, "{read:#?}");
    assert!(read[0].ends_with("市水利局)"), "{}", read[0]);
    assert_eq!(read[1], "科学防控疾病。");
}

#[test]
fn page_marks_inside_a_line_are_left_out() {
    let source = format!(
        "一、任务 （一）建 — 3 — 桥。{} （二）修路。 （三）通车。",
        "全力推进。".repeat(80)
    );
    let read = lines(&source);
    assert!(read.concat().contains("（一）建桥。"), "{read:#?}");
}
