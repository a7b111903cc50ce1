use super::*;

#[test]
fn markers_are_read() {
    for (line, style, number, ordinal) in [
        ("一、主要任务", Style::Chapter, 1, Some("一")),
        ("(十二) 提升供水品质", Style::Bracketed, 12, Some("十二")),
        ("（三）、做强产业", Style::Bracketed, 3, Some("三")),
        ("116.开展行动", Style::Arabic, 116, Some("116")),
        ("７．开展行动", Style::Arabic, 7, Some("７")),
        ("8、开展行动", Style::Arabic, 8, Some("8")),
        ("（2）建设", Style::BracketedArabic, 2, Some("2")),
        ("3）建设", Style::BracketedArabic, 3, Some("3")),
        ("②建设", Style::Circled, 2, Some("②")),
        ("——坚持绿色发展", Style::Dash, 0, None),
        ("第三条 本办法所称", Style::Article, 3, Some("第三条")),
        ("第二部分 民生", Style::Part, 2, Some("第二部分")),
    ] {
        let marker = Marker::read(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!((marker.style, marker.number), (style, number), "{line}");
        let printed = line.get(..marker.length).expect("a marker ends between characters");
        assert_eq!(marker.ordinal(printed).as_deref(), ordinal, "{line}");
    }
}

#[test]
fn what_looks_like_a_marker_is_none() {
    for line in [
        "2.5万户",
        "2026年",
        "一批项目",
        "（市、区）",
        "— 14 —",
        "--",
        "",
        "第一书记",
        "1",
        "十百千工程",
    ] {
        assert_eq!(Marker::read(line), None, "{line}");
    }
}
