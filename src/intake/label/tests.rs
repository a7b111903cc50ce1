use super::*;

#[test]
fn labels_are_told_apart() {
    for (label, tag) in [
        ("责任领导", Tag::Leader),
        ("责任市领导", Tag::Leader),
        ("责任人", Tag::Leader),
        ("牵头单位", Tag::Lead),
        ("牵头责任单位", Tag::Lead),
        ("主办单位", Tag::Lead),
        ("责任单位", Tag::Responsible),
        ("市级责任单位", Tag::Responsible),
        ("责 任 单 位", Tag::Responsible),
        ("落实部门", Tag::Executing),
        ("实施单位", Tag::Executing),
        ("承办单位", Tag::Executing),
        ("责任落实单位", Tag::Responsible),
        ("配合单位", Tag::Support),
        ("参与部门", Tag::Support),
        ("汇总单位", Tag::Support),
        ("完成时限", Tag::Deadline),
        ("完成时间", Tag::Deadline),
    ] {
        assert_eq!(classify(label), Some(tag), "{label}");
    }
    assert_eq!(classify("责任单位及责任人"), Some(Tag::Responsible));
    assert_eq!(glued("责任单位市水利局").map(|label| label.end), Some(12));
    for label in ["各责任单位", "单位", "有关部门", "工作时间", "市直各单位", ""]
    {
        assert_eq!(classify(label), None, "{label}");
    }
}

#[test]
fn a_label_may_lose_its_colon() {
    assert_eq!(at_head("责任单位;市水利局").map(|label| label.end), Some("责任单位;".len()));
    assert_eq!(at_head("责任单位 市水利局").map(|label| label.end), Some("责任单位 ".len()));
    assert_eq!(at_head("责任单位要密切配合"), None);
}

#[test]
fn times_are_known() {
    for piece in [
        "6月底前完成",
        "持续推进",
        "2026年12月取得阶段性成果并持续推进",
        "六月底",
        "到2027年底",
        "12 月底前",
    ] {
        assert!(is_time(&piece.replace(' ', "")), "{piece}");
    }
    for piece in ["市发改委", "2026年工作专班", "各县区", "1月报送市政府"] {
        assert!(!is_time(piece), "{piece}");
    }
}

#[test]
fn verbs_leave_the_names() {
    for (segment, tag, names) in [
        ("市商务局牵头", Tag::Lead, "市商务局"),
        ("市外办、市贸促会按职责分工配合", Tag::Support, "市外办、市贸促会"),
        ("市专班牵头单位按职责分工负责", Tag::Responsible, "市专班牵头单位"),
        ("市专班牵头单位牵头", Tag::Lead, "市专班牵头单位"),
        ("市民政局牵头负责。", Tag::Lead, "市民政局"),
    ] {
        assert_eq!(verb(segment), Some((tag, names.len())), "{segment}");
    }
    assert_eq!(verb("牵头负责"), None);
    assert_eq!(verb("到2026年"), None);
}
