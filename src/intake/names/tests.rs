use super::*;

fn list(text: &str) -> Vec<&str> {
    split(text, 0..text.len()).list.into_iter().map(|name| cut(text, name.range)).collect()
}

#[test]
fn lists_are_split_outside_brackets_and_quotes() {
    assert_eq!(
        list("市发改委、市财政局，各县（市、区）人民政府"),
        ["市发改委", "市财政局", "各县（市、区）人民政府"]
    );
    assert_eq!(
        list("市“街长、片长”制领导小组成员单位、市妇联"),
        ["市“街长、片长”制领导小组成员单位", "市妇联"]
    );
    assert_eq!(
        list("市数据局(人工智能局、算力局),市科协;"),
        ["市数据局(人工智能局、算力局)", "市科协"]
    );
    assert_eq!(list("市民政局、市残联“夕阳红、办公室"), ["市民政局", "市残联“夕阳红", "办公室"]);
}

#[test]
fn a_collective_may_hold_enumeration_marks() {
    assert_eq!(list("市水利局，各市、州、县人民政府"), ["市水利局", "各市、州、县人民政府"]);
    assert_eq!(list("各市、县〔市、区〕政府"), ["各市、县〔市、区〕政府"]);
    assert_eq!(list("各乡镇、街道、市残联"), ["各乡镇、街道", "市残联"]);
    assert_eq!(list("各县、市直各部门"), ["各县", "市直各部门"]);
    assert_eq!(list("各地区、各有关部门"), ["各地区", "各有关部门"]);
    assert_eq!(list("松岗区、各新城区人民政府"), ["松岗区", "各新城区人民政府"]);
}

#[test]
fn joints_inside_names_stay() {
    assert_eq!(
        list("市自然资源和规划局、市招商和投资促进中心"),
        ["市自然资源和规划局", "市招商和投资促进中心"]
    );
    assert_eq!(list("市发改委和市财政局"), ["市发改委", "市财政局"]);
    assert_eq!(list("公安部及各地区"), ["公安部", "各地区"]);
    assert_eq!(list("市水利局 市财政局/市商务局"), ["市水利局", "市财政局", "市商务局"]);
    assert_eq!(list("市财政局等市级相关部门"), ["市财政局", "市级相关部门"]);
    assert_eq!(
        list("水利厅、能源局等省有关部门和各地级以上市人民政府"),
        ["水利厅", "能源局", "省有关部门", "各地级以上市人民政府"]
    );
    assert_eq!(list("市司法局、市公安局等"), ["市司法局", "市公安局"]);
    assert_eq!(list("市教育局，及各县政府"), ["市教育局", "各县政府"]);
}

#[test]
fn remarks_are_no_names() {
    let text = "市经信局、市科技局。列第一位的为牵头单位，下同";
    let names = split(text, 0..text.len());
    assert_eq!(names.list.len(), 2);
    assert_eq!(names.remark.map(|remark| cut(text, remark)), Some("列第一位的为牵头单位，下同"));
}

#[test]
fn collectives_are_known() {
    for name in [
        "各区人民政府",
        "相关乡镇(街道)",
        "市安委会成员单位",
        "市政府各部门",
        "市属各国有企业",
        "省级有关部门",
        "各县（市、区）政府",
    ] {
        assert!(is_collective(name), "{name}");
    }
    for name in ["市发改委", "临江新区管委会", "市一港五谷（各区政府）"] {
        assert!(!is_collective(name), "{name}");
    }
}

#[test]
fn a_remark_may_say_more_than_who_leads() {
    assert!(only_ranks("列第一位的为牵头单位，下同"));
    assert!(!only_ranks("列首位的为牵头单位，下同。以下各项均涉及各县区"));
}
