use super::super::flow;
use super::*;

fn rows(source: &str) -> Vec<(String, String, Vec<String>)> {
    let flow = flow::read(source);
    let text = |range: &Range<usize>| cut(&flow.text, range.clone()).to_owned();
    flow.rows
        .iter()
        .map(|(_, row)| {
            (
                row.ordinal.as_ref().map(text).unwrap_or_default(),
                text(&row.task),
                row.cells.iter().map(|(_, cell)| text(cell)).collect(),
            )
        })
        .collect()
}

fn row(ordinal: &str, task: &str, cells: &[&str]) -> (String, String, Vec<String>) {
    (ordinal.to_owned(), task.to_owned(), cells.iter().map(ToString::to_string).collect())
}

#[test]
fn a_flattened_table_is_read_over_pages() {
    let source = "序\n号\n具体任务\n牵头部门\n1\n建设云溪算力中心，力争2026 年\n3 月建成。\n市发展改革委\n— 3 —\n序\n号\n具体任务\n牵头部门\n2\n开放场景10 个。\n松岗区\n";
    assert_eq!(
        rows(source),
        [
            row("1", "建设云溪算力中心，力争2026 年3 月建成。", &["市发展改革委"]),
            row("2", "开放场景10 个。", &["松岗区"])
        ]
    );
}

#[test]
fn cells_are_told_apart_by_whole_names() {
    let source = "序号\n工作任务\n牵头领导\n牵头单位\n责任单位\n完成时限\n1\n建公园。\n陆知远\n市数据局（市算\n力局）\n市财政局\n松岗区政府\n6月\n2\n修路。\n沈若川\n市公路局\n/\n2026年12月底前\n";
    assert_eq!(
        rows(source),
        [
            row(
                "1",
                "建公园。",
                &["陆知远", "市数据局（市算力局）", "市财政局\n松岗区政府", "6月"]
            ),
            row("2", "修路。", &["沈若川", "市公路局", "/", "2026年12月底前"]),
        ]
    );
}

#[test]
fn what_a_page_cuts_off_goes_back_to_its_cell() {
    let head = "序号\n实施路径\n完成时限\n责任单位\n配合单位\n";
    let source = format!(
        "{head}1\n建成专区（松岗、柳湾各\n6月\n市数据局\n相关县（市、区）\n- 2 -\n{head}两个）。\n2\n建成中心。\n9月\n市数据局\n相关县（市、区）\n- 3 -\n{head}政府\n3\n验收。\n12月\n市数据局\n/\n"
    );
    assert_eq!(
        rows(&source),
        [
            row("1", "建成专区（松岗、柳湾各两个）。", &["6月", "市数据局", "相关县（市、区）"]),
            row("2", "建成中心。", &["9月", "市数据局", "相关县（市、区）政府"]),
            row("3", "验收。", &["12月", "市数据局", "/"]),
        ]
    );
}

#[test]
fn a_shared_cell_before_the_task_is_a_heading() {
    let source = "序号\n重点举措\n实施路径\n责任单位\n配合单位\n1\n攻坚绿电算力\n（2 项）\n争取项目。\n市数据局\n/\n2\n启动建设。\n市发改委\n/\n";
    let flow = flow::read(source);
    let groups: Vec<Option<&str>> = flow
        .rows
        .iter()
        .map(|(_, row)| row.group.clone().map(|group| cut(&flow.text, group)))
        .collect();
    assert_eq!(groups, [Some("攻坚绿电算力（2 项）"), None]);
}

#[test]
fn a_kept_table_is_read() {
    let source = "| 序号 | 类别 | 重点任务 | 牵头单位 | 完成时限 |\n|---|---|---|---|---|\n| 1 | 交通 | 建桥 | 市交通局 | 6月 |\n| 2 | 交通 | 修路 | 无 | |\n正文\n";
    assert_eq!(rows(source), [row("1", "建桥", &["市交通局", "6月"]), row("2", "修路", &[])]);
    assert_eq!(flow::read(source).lines.len(), 1);
}

#[test]
fn a_task_without_a_stop_ends_before_the_first_name() {
    let source = "序号\n重点任务\n责任单位\n1\n推动惠企政策直达快享，力争2026\n年新增主体2万户\n市发展改革委、市工商\n联\n2\n开放场景\n市商务局\n市文旅局\n";
    assert_eq!(
        rows(source),
        [
            row("1", "推动惠企政策直达快享，力争2026年新增主体2万户", &["市发展改革委、市工商联"]),
            row("2", "开放场景", &["市商务局\n市文旅局"]),
        ]
    );
}

#[test]
fn a_header_without_units_is_no_table() {
    assert!(rows("序号\n项目\n数量\n1\n公园\n3\n").is_empty());
}

#[test]
fn the_first_of_several_task_columns_groups_where_it_is_merged() {
    let grouped = "序号\t类别\t任务\t责任单位\n1\t交通\t建桥\t市交通局\n2\t\t修路\t市公路局\n\t环保\t护岸\t市水利局\n";
    assert_eq!(
        rows(grouped),
        [
            row("1", "建桥", &["市交通局"]),
            row("2", "修路", &["市公路局"]),
            row("", "护岸", &["市水利局"])
        ]
    );
    let plain = "序号\t项目名称\t建设内容\t责任单位\n1\t大桥\t全长8公里\t市交通局\n2\t公园\t占地9亩\t市园林局\n";
    assert_eq!(
        rows(plain),
        [row("1", "大桥\n全长8公里", &["市交通局"]), row("2", "公园\n占地9亩", &["市园林局"])]
    );
}

#[test]
fn headings_between_the_rows_of_a_kept_table_are_read() {
    let source = "序号\t重点任务\t责任单位\n一、产业\n1\t建桥。\t市交通局\n民生类\n2\t建园。\t市教育局\n\t修路。\t\n正文\n";
    let flow = flow::read(source);
    let lines: Vec<&str> = flow.lines.iter().map(|line| cut(&flow.text, line.clone())).collect();
    assert_eq!(lines, ["一、产业", "正文"]);
    let groups: Vec<(usize, Option<&str>)> = flow
        .rows
        .iter()
        .map(|(before, row)| (*before, row.group.clone().map(|group| cut(&flow.text, group))))
        .collect();
    assert_eq!(groups, [(1, None), (1, Some("民生类")), (1, None)]);
    assert_eq!(rows(source)[2], row("", "修路。", &[]));
}

#[test]
fn heads_that_are_parted_once_more_give_way_to_the_lower_ones() {
    let source = "序号\t重点任务\t责任单位\t责任单位\n序号\t重点任务\t牵头单位\t配合单位\n1\t建桥。\t市交通局\t市财政局\n";
    let flow = flow::read(source);
    let tags: Vec<Tag> = flow.rows[0].1.cells.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(tags.len(), 2);
    assert_ne!(tags[0], tags[1]);
}

#[test]
fn lines_inside_a_cell_are_names_of_their_own_or_wrapped() {
    let source =
        "序号\t任务\t责任单位\n1\t建成\u{2028}大桥。\t市交通局\u{2028}市农业农\u{2028}村局\n";
    assert_eq!(rows(source), [row("1", "建成大桥。", &["市交通局\n市农业农村局"])]);
}
