use super::super::flow;
use super::super::text::cut;
use super::read;

/// Each task as "number|heading|text".
fn tasks(source: &str) -> Vec<String> {
    let flow = flow::read(source);
    let outline = read(&flow);
    outline
        .tasks
        .iter()
        .map(|task| {
            let heading = task.heading.and_then(|n| outline.headings.get(n));
            let heading = heading.map_or("", |heading| cut(&flow.text, heading.title.clone()));
            let text: Vec<&str> =
                task.text.iter().map(|piece| cut(&flow.text, piece.clone())).collect();
            let ordinal = task.ordinal.as_deref().unwrap_or_default();
            format!("{ordinal}|{heading}|{}", text.join("/"))
        })
        .collect()
}

/// Each heading as "level marker title parent".
fn headings(source: &str) -> Vec<String> {
    let flow = flow::read(source);
    read(&flow)
        .headings
        .iter()
        .map(|heading| {
            let marker = cut(&flow.text, heading.marker.clone());
            let title = cut(&flow.text, heading.title.clone());
            let parent = heading.parent.map_or(String::new(), |n| n.to_string());
            format!("{} {marker} {title} {parent}", heading.level)
        })
        .collect()
}

#[test]
fn headings_and_items_may_be_numbered_alike() {
    let source = "一、预期目标(2项)\n(一)总量增长8%。(牵头单位:市发改委)\n(二)投资增长9%。(牵头单位:市统计局)\n\
                  二、产业13项)\n(一)做强产业\n1.建园区。(牵头单位:市工信局)\n(二)做优服务\n2.建商圈。(牵头单位:市商务局)";
    assert_eq!(
        tasks(source),
        [
            "一|预期目标|总量增长8%。",
            "二|预期目标|投资增长9%。",
            "1|做强产业|建园区。",
            "2|做优服务|建商圈。"
        ]
    );
    assert_eq!(
        headings(source),
        ["1 一、 预期目标 ", "1 二、 产业 ", "2 (一) 做强产业 1", "2 (二) 做优服务 1"]
    );
}

#[test]
fn headings_may_be_dashed_or_bare() {
    let source = "(六)绿色转型\n——治水护水\n1.护岸。(牵头单位:市水利局)\n(七)增进福祉。\n科学防控疾病。\n\
                  2.查病。(牵头单位:市卫健委)\n稳岗就业增收。\n3.培训。(牵头单位:市人社局)";
    assert_eq!(
        tasks(source),
        ["1|治水护水|护岸。", "2|科学防控疾病|查病。", "3|稳岗就业增收|培训。"]
    );
    assert_eq!(
        headings(source),
        [
            "2 (六) 绿色转型 ",
            "3 —— 治水护水 0",
            "2 (七) 增进福祉 ",
            "4  科学防控疾病 2",
            "4  稳岗就业增收 2"
        ]
    );
}

#[test]
fn a_heading_may_run_into_its_text() {
    let source = "（一）产业计划。围绕主导产业，实施如下项目：\n1.引才。（牵头单位：市人社局）\n（二）说明。本计划由市政府解释。";
    assert_eq!(tasks(source), ["1|产业计划|引才。"]);
}

#[test]
fn each_clause_governs_the_text_since_the_one_before() {
    let source = "1.扩大出口。（市海关负责）巩固优势。（市商务局牵头）\n2.建桥。\n(牵头单位:市交通局)\n\n3.修路(市公路局负责)。";
    assert_eq!(tasks(source), ["1||扩大出口。", "1||巩固优势。", "2||建桥。", "3||修路"]);
}

#[test]
fn lines_of_labels_are_one_clause() {
    let source = "1．建桥。\n牵头部门：市交通局\n参与部门：市财政局\n完成时限：持续推进\n2．修路。\n责任单位：市公路局";
    assert_eq!(tasks(source), ["1||建桥。", "2||修路。"]);
}

#[test]
fn one_clause_may_close_a_whole_section() {
    let source = "一、稳定岗位\n落实缓缴政策。\n发放补贴。（市人社局、市财政局负责）\n二、开发岗位\n挖掘内需。（市发改委负责）";
    assert_eq!(
        tasks(source),
        ["一||稳定岗位/落实缓缴政策。/发放补贴。", "二||开发岗位/挖掘内需。"]
    );
}

#[test]
fn titles_over_several_tasks_are_headings() {
    let source = "一、财政支持\n对企业给予奖补。（责任单位：市财政局）\n鼓励银行放贷。（责任单位：市金融办）\n二、用地支持\n保障项目用地。（责任单位：市资规局）";
    assert_eq!(
        tasks(source),
        ["|财政支持|对企业给予奖补。", "|财政支持|鼓励银行放贷。", "|用地支持|保障项目用地。"]
    );
}

#[test]
fn the_text_may_follow_a_title_with_its_clause() {
    let source = "1.建园区（牵头单位：市工信局）\n建设厂房20万平方米。\n2.建港口（牵头单位：市交通局）\n新增泊位3个。";
    assert_eq!(tasks(source), ["1||建园区/建设厂房20万平方米。", "2||建港口/新增泊位3个。"]);
}

#[test]
fn parts_of_a_task_stay_with_it() {
    let source = "1.培训三类人员：\n（1）干部；\n（2）企业家。\n（责任单位：市人社局）\n2.建校。（责任单位：市教育局）";
    assert_eq!(tasks(source), ["1||培训三类人员：/（1）干部；/（2）企业家。", "2||建校。"]);
    assert_eq!(
        tasks("(1)建托位。(责任单位:市卫健委)\n(2)建学位。(责任单位:市教育局)"),
        ["1||建托位。", "2||建学位。"]
    );
}

#[test]
fn parents_and_children_may_both_have_clauses() {
    let source = "（一）推动升级（牵头单位：市工信局）\n1.新增企业。（责任单位：市工信局）\n（二）扩大开放（牵头单位：市商务局）\n2.扩大出口。（责任单位：市商务局）";
    assert_eq!(
        tasks(source),
        ["一||推动升级", "1|推动升级|新增企业。", "二||扩大开放", "2|扩大开放|扩大出口。"]
    );
}

#[test]
fn a_task_that_lost_its_clause_is_read() {
    let source = "1.建桥。(责任单位:市交通局)\n2.推进社会治理现代化。\n3.修路。(责任单位:市公路局)\n三、保障措施\n（一）加强领导。各单位要落实责任。\n（二）强化督查。";
    assert_eq!(tasks(source), ["1||建桥。", "2||推进社会治理现代化。", "3||修路。"]);
}

#[test]
fn tasks_may_lack_numbers_altogether() {
    let source =
        "云溪市民生实事\n新建公园10座。（市园林局负责）\n改造小区。\n（市住建局牵头）\n扫一扫";
    assert_eq!(tasks(source), ["||新建公园10座。", "||改造小区。"]);
}

#[test]
fn lists_of_departments_are_clauses_where_there_are_several() {
    let source = "1.建规则。（市发改委、市住建局）\n2.改财税。（市财政局等）\n3.建园区（含松岗）。（市工信局）";
    assert_eq!(tasks(source), ["1||建规则。", "2||改财税。", "3||建园区（含松岗）。"]);
    assert!(tasks("1.建规则（市发改委、市住建局）。\n2.改财税。").is_empty());
}

#[test]
fn a_regulation_holds_no_task() {
    let source = "第一条　为规范管理，制定本办法。\n第二条　市数据局负责统筹。各部门负责本领域。\n第三条　下列事项由市数据局牵头：\n\
                  （一）跨部门的，由市财政局负责，相关部门配合；\n（二）其他事项，由主管部门负责。\n第四条　市财政局负责。";
    assert!(tasks(source).is_empty(), "{:?}", tasks(source));
}

#[test]
fn the_title_of_the_plan_is_no_heading() {
    let source =
        "一、加强领导。各单位要落实责任。\n附件\n2026年重点任务分解表\n1.建桥。(责任单位:市交通局)";
    assert_eq!(tasks(source), ["1||建桥。"]);
}

#[test]
fn a_clause_may_stand_before_its_task() {
    assert_eq!(
        tasks(
            "（牵头单位：市交通局）完成跨江大桥建设。\n（牵头单位：市水利局）整治河道。（牵头单位：市住建局）改造管网。"
        ),
        ["||完成跨江大桥建设。", "||整治河道。", "||改造管网。"]
    );
    assert_eq!(
        tasks("1.（牵头单位：市交通局）完成大桥。\n2.（牵头单位：市水利局）整治河道。"),
        ["1||完成大桥。", "2||整治河道。"]
    );
    // Where one clause stands behind its task, all do.
    assert_eq!(
        tasks("1.完成大桥。（牵头单位：市交通局）\n2.（牵头单位：市水利局）整治河道。"),
        ["1||完成大桥。", "2||整治河道。"]
    );
}
