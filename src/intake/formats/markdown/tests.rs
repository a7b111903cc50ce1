use super::*;

fn read(source: &str) -> String {
    text(source, 1 << 20).expect("no large table")
}

#[test]
fn signs_are_left_out_and_lines_stay() {
    assert_eq!(
        read(
            "## 一、任务\n\n**1.建桥。**修好\n责任单位：市水利局\n\n- 甲\n- 乙\n\n> ~~旧~~新 `码`\n"
        ),
        "一、任务\n\n1.建桥。修好\n责任单位：市水利局\n\n甲\n乙\n新 码\n\n"
    );
}

#[test]
fn numbers_stay_as_typed_unless_all_are_alike() {
    assert_eq!(read("1. 甲\n2. 乙\n5. 丙\n"), "1.甲\n2.乙\n5.丙\n");
    assert_eq!(read("1. 甲\n1. 乙\n1. 丙\n"), "1.甲\n2.乙\n3.丙\n");
    assert_eq!(read("3) 甲\n4) 乙\n"), "3)甲\n4)乙\n");
}

#[test]
fn tables_keep_their_rows() {
    assert_eq!(
        read("|序号|任务|责任单位|\n|--|:-:|--|\n|1|建**桥**。|市交通局<br>市财政局|\n"),
        "序号\t任务\t责任单位\n1\t建桥。\t市交通局\u{2028}市财政局\n"
    );
}

#[test]
fn markdown_is_told_from_text() {
    assert!(is_markdown("# 任务\n"));
    assert!(is_markdown("|序号|任务|\n|---|---|\n"));
    assert!(!is_markdown("1.建桥。（责任单位：市交通局）\n——坚持\n#1 桥\n"));
}
