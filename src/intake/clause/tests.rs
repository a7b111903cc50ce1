use super::*;

const ALL: Manner = Manner { bare_verbs: true };

fn read_all(text: &str) -> Vec<Vec<(Tag, &str)>> {
    find(text, &(0..text.len()), ALL)
        .into_iter()
        .map(|clause| {
            clause.parts.into_iter().map(|part| (part.tag, cut(text, part.range))).collect()
        })
        .collect()
}

#[test]
fn labelled_clauses_are_read() {
    assert_eq!(
        read_all("建设公园3个。(责任领导:陆知远;牵头单位:市园林局;责任单位:市财政局,各区人民政府)"),
        [[
            (Tag::Leader, "陆知远"),
            (Tag::Lead, "市园林局"),
            (Tag::Responsible, "市财政局,各区人民政府")
        ]]
    );
    assert_eq!(
        read_all("抓好禁渔。〔责任单位：市农业农村局，各县（市、区）政府〕"),
        [[(Tag::Responsible, "市农业农村局，各县（市、区）政府")]]
    );
    assert_eq!(read_all("牵头部门：市审改办"), [[(Tag::Lead, "市审改办")]]);
    assert_eq!(
        read_all("抓好就业。 责任单位:市人社局、财政局"),
        [[(Tag::Responsible, "市人社局、财政局")]]
    );
    assert_eq!(
        read_all("护渔。(牵头单位:市公安局;责任单位;市禁捕工作领导小组成员单位)"),
        [[(Tag::Lead, "市公安局"), (Tag::Responsible, "市禁捕工作领导小组成员单位")]]
    );
    assert_eq!(
        read_all("护渔。(牵头单位:市公安局责任单位:市水利局)"),
        [[(Tag::Lead, "市公安局"), (Tag::Responsible, "市水利局")]]
    );
}

#[test]
fn verbal_clauses_are_read() {
    assert_eq!(
        read_all("扩大出口。（市商务局牵头，海关、市贸促会按职责分工配合）"),
        [[(Tag::Lead, "市商务局"), (Tag::Support, "海关、市贸促会")]]
    );
    assert_eq!(
        read_all("扩大出口。（市商务局、市外办，各县政府负责）"),
        [[(Tag::Responsible, "市商务局、市外办，各县政府")]]
    );
    assert_eq!(
        read_all("扩大出口。市商务局牵头，市财政局配合。"),
        [[(Tag::Lead, "市商务局"), (Tag::Support, "市财政局")]]
    );
    assert_eq!(
        read_all("（由市商务局牵头、市财政局配合）"),
        [[(Tag::Lead, "由市商务局"), (Tag::Support, "市财政局")]]
    );
    assert_eq!(
        read_all("（市商务局会同市财政局负责）"),
        [[(Tag::Lead, "市商务局"), (Tag::Support, "市财政局")]]
    );
    assert_eq!(
        read_all("（市专班牵头单位牵头，市专班成员单位配合）"),
        [[(Tag::Lead, "市专班牵头单位"), (Tag::Support, "市专班成员单位")]]
    );
}

#[test]
fn times_inside_clauses_are_read() {
    assert_eq!(
        read_all("建桥。（市交通局牵头，持续推进）"),
        [[(Tag::Lead, "市交通局"), (Tag::Deadline, "持续推进")]]
    );
    assert_eq!(
        read_all("建桥。（责任单位：市交通局；6月底完成）"),
        [[(Tag::Responsible, "市交通局"), (Tag::Deadline, "6月底完成")]]
    );
    assert_eq!(
        read_all("建桥。（主办:市交通局,6月底前完成）"),
        [[(Tag::Lead, "市交通局,"), (Tag::Deadline, "6月底前完成")]]
    );
    assert_eq!(
        read_all("建桥。（责任单位：市交通局，完成时限：2026年6月底）"),
        [[(Tag::Responsible, "市交通局，"), (Tag::Deadline, "2026年6月底")]]
    );
}

#[test]
fn brackets_and_prose_are_no_clauses() {
    for text in [
        "开辟专线（联系电话：0000—0000000），提供咨询。",
        "老年学校(含社区、村)不少于100个。",
        "市民政局负责全市养老服务的指导和监督工作。",
        "各责任单位：要密切配合，落实责任。",
        "各部门要负责落实。",
        "由牵头部门负责，形成协同推进的工作机制。",
        "本办法自2026年5月1日起实施，由市发展改革委负责牵头组织实施。",
        "（具体办法另行制定，由市财政局会商后负责印发）",
    ] {
        assert_eq!(read_all(text), Vec::<Vec<(Tag, &str)>>::new(), "{text}");
    }
}

#[test]
fn contacts_are_no_part_of_the_names() {
    assert_eq!(
        read_all("建桥。责任单位：市交通局 联系人：陆知远 电话：0000-0000000"),
        [[
            (Tag::Responsible, "市交通局"),
            (Tag::Contact, "陆知远"),
            (Tag::Contact, "0000-0000000")
        ]]
    );
    assert_eq!(read_all("联系人：陆知远（电话：0000-0000000）"), Vec::<Vec<(Tag, &str)>>::new());
}

#[test]
fn damaged_brackets_are_read() {
    assert_eq!(
        read_all("建设绿道。(主办单位:市园林局;协办单位:各乡镇(街道)"),
        [[(Tag::Lead, "市园林局"), (Tag::Support, "各乡镇(街道)")]]
    );
    assert_eq!(
        read_all("建设绿道。责任单位:市园林局、市水利局)"),
        [[(Tag::Responsible, "市园林局、市水利局)")]].map(|mut parts| {
            parts[0].1 = "市园林局、市水利局)";
            parts
        })
    );
    assert_eq!(
        read_all("建设绿道。(主办单位:市水利局、林业局;各乡镇(街道))"),
        [[(Tag::Lead, "市水利局、林业局"), (Tag::Support, "各乡镇(街道)")]]
    );
}

#[test]
fn damaged_clauses_without_labels_are_read() {
    assert_eq!(
        read_all("扩大出口。（市商务局牵头，海关配合"),
        [[(Tag::Lead, "市商务局"), (Tag::Support, "海关")]]
    );
    assert_eq!(
        read_all("建校。市教育局牵头，松岗市、未成年人保护委员会配合。"),
        [[(Tag::Lead, "市教育局"), (Tag::Support, "松岗市、未成年人保护委员会")]]
    );
}

#[test]
fn a_label_may_follow_a_name_without_a_mark() {
    assert_eq!(
        read_all("参与部门：市级有关部门完成时限：持续推进"),
        [[(Tag::Support, "市级有关部门"), (Tag::Deadline, "持续推进")]]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// Whatever a clause prints is in one of its parts, or is a label, a verb or a mark.
    #[test]
    fn every_character_of_a_clause_is_accounted_for(
        lead in proptest::collection::vec("市[甲乙丙丁戊己庚辛]{1,4}局", 1..5),
        support in proptest::collection::vec("市[子丑寅卯辰巳午未]{1,4}(局|中心|局（子丑、寅卯）)", 1..9),
        form in 0..5,
    ) {
        let (lead, support) = (lead.join("、"), support.join("，"));
        let clause = match form {
            0 => format!("（牵头单位：{lead}；责任单位：{support}）"),
            1 => format!("[责任单位:{lead},配合单位:{support}]"),
            2 => format!("（{lead}牵头，{support}按职责分工负责）"),
            3 => format!("(责任单位：{lead}；{support})"),
            _ => format!("牵头单位：{lead}责任单位：{support}"),
        };
        let text = format!("建桥修路。{clause}");
        let found = find(&text, &(0..text.len()), ALL);
        proptest::prop_assert_eq!(found.len(), 1);
        let clause = &found[0];
        proptest::prop_assert_eq!(clause.range.clone(), "建桥修路。".len()..text.len());
        let covered = |at: usize| clause.parts.iter().any(|part| part.range.contains(&at));
        let rest: String = text
            .char_indices()
            .filter(|(at, _)| clause.range.contains(at) && !covered(*at))
            .map(|(_, c)| c)
            .collect();
        let known = |c: char| "牵头责任配合单位按职责分工负责（）()[]：:；，,".contains(c);
        proptest::prop_assert!(rest.chars().all(known), "{}", rest);
    }
}

#[test]
fn counted_names_stay_under_their_label() {
    assert_eq!(
        read_all("建桥。（牵头单位：1.市交通局；2.市财政局；配合单位：市水利局）"),
        [[(Tag::Lead, "1.市交通局；2.市财政局；"), (Tag::Support, "市水利局")]]
    );
}

#[test]
fn cells_may_hold_labels_of_their_own() {
    let parts = |cell: &'static str| -> Vec<(Tag, &str)> {
        let parts = in_cell(cell, Tag::Responsible, &(0..cell.len()));
        parts.into_iter().map(|part| (part.tag, cut(cell, part.range))).collect()
    };
    assert_eq!(
        parts("牵头单位：市交通局；配合单位：市财政局"),
        [(Tag::Lead, "市交通局"), (Tag::Support, "市财政局")]
    );
    assert_eq!(
        parts("市交通局牵头，市财政局配合"),
        [(Tag::Lead, "市交通局"), (Tag::Support, "市财政局")]
    );
    assert_eq!(parts("市交通局；市财政局"), [(Tag::Responsible, "市交通局；市财政局")]);
}
