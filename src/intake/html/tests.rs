use super::*;

fn text(page: &str) -> String {
    super::text(page, 1 << 20).expect("no large table")
}

#[test]
fn pages_are_told_from_text() {
    assert!(is_page("<!DOCTYPE html><html><body><p>甲</p></body></html>"));
    assert!(is_page("\n<div><p>甲</p></div>"));
    assert!(!is_page("一、主要任务\n1.建桥。(牵头单位:市交通局)"));
    assert!(!is_page(&"| 1 | 建桥<br>修路 |\n".repeat(9)));
    assert!(!is_page("<政府工作报告>重点任务"));
}

#[test]
fn only_what_a_reader_sees_is_kept() {
    let page = "<html><head><title>网站</title></head><body><nav><a>首页</a></nav><!-- 分享 --><script>var a='<p>'</script>\
                <p>（一）<span>建桥。</span>&nbsp;修路。</p><p>乙&lt;丙</p><footer>版权</footer></body></html>";
    assert_eq!(text(page), "（一）建桥。 修路。\n乙<丙\n");
}

#[test]
fn an_unclosed_frame_swallows_nothing() {
    assert!(text("<div><nav>导航<p>1.建桥。</p></div>").contains("1.建桥。"));
}

#[test]
fn layout_tables_dissolve_and_labels_keep_their_values() {
    let page = "<table><tr><td><table><tr><td>发文机关：</td><td>云溪市政府</td></tr></table><p>一、任务</p><p>1.建桥。</p></td></tr></table>";
    assert_eq!(text(page), "发文机关：云溪市政府\n一、任务\n1.建桥。\n");
}

#[test]
fn task_tables_keep_their_rows() {
    let page = "<table><tr><th>序号</th><th>类别</th><th>任务</th><th>责任<br>单位</th></tr>\
                <tr><td>1</td><td rowspan=2>交通</td><td><p>建桥。</p></td><td>市交通局</td></tr><tr><td>2</td><td>修路。</td><td>市公路局</td></tr></table>";
    assert_eq!(
        text(page),
        "序号\t类别\t任务\t责任\u{2028}单位\n1\t交通\t建桥。\t市交通局\n2\t交通\t修路。\t市公路局\n"
    );
}

#[test]
fn deep_nesting_is_linear() {
    let page = format!("{}深{}", "<table><tr><td>".repeat(5000), "</td></tr></table>".repeat(5000));
    assert_eq!(text(&page).trim(), "深");
}
