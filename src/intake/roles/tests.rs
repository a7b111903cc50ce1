use super::*;

fn read(parts: &[(Tag, &str)], first_listed: bool) -> (Vec<String>, Vec<String>) {
    let text: String = parts.iter().map(|(_, list)| *list).collect();
    let mut at = 0;
    let parts: Vec<Part> = parts
        .iter()
        .map(|(tag, list)| {
            at += list.len();
            Part { tag: *tag, range: at - list.len()..at, unlabelled: false }
        })
        .collect();
    let (lead, support): (Vec<_>, Vec<_>) = assign(&text, &parts, first_listed)
        .units
        .into_iter()
        .partition(|unit| unit.role == Role::Lead);
    let names = |units: Vec<Assigned>| units.into_iter().map(|unit| unit.name).collect();
    (names(lead), names(support))
}

fn both(lead: &[&str], support: &[&str]) -> (Vec<String>, Vec<String>) {
    let own = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    (own(lead), own(support))
}

#[test]
fn responsible_units_support_beside_a_lead() {
    assert_eq!(
        read(&[(Tag::Lead, "市商务局"), (Tag::Responsible, "市财政局、市税务局")], false),
        both(&["市商务局"], &["市财政局", "市税务局"])
    );
}

#[test]
fn responsible_units_lead_beside_support() {
    assert_eq!(
        read(&[(Tag::Responsible, "市商务局"), (Tag::Support, "市财政局")], false),
        both(&["市商务局"], &["市财政局"])
    );
}

#[test]
fn lone_responsible_units_lead_jointly() {
    assert_eq!(
        read(&[(Tag::Responsible, "市商务局、市财政局")], false),
        both(&["市商务局", "市财政局"], &[])
    );
}

#[test]
fn the_first_listed_leads_where_the_document_says_so() {
    assert_eq!(
        read(&[(Tag::Responsible, "市商务局、市财政局")], true),
        both(&["市商务局"], &["市财政局"])
    );
    assert_eq!(
        read(&[(Tag::Lead, "市商务局、市外办"), (Tag::Support, "市财政局")], true),
        both(&["市商务局", "市外办"], &["市财政局"])
    );
}

#[test]
fn the_rule_is_found_wherever_it_stands() {
    for text in [
        "（责任单位：市经信局。列第一位的为牵头单位，下同）",
        "任务分工中列首位的为牵头单位",
        "责任单位中第一个单位为牵头单位",
        "排名第一的责任单位作为主办单位",
        "牵头单位为列首位的责任单位",
    ] {
        assert!(first_listed_leads(text), "{text}");
    }
    for text in [
        "把稳就业放在首位，由市人社局牵头",
        "力争全省第一位。市商务局为牵头单位",
        "第一个为民办实事项目",
    ] {
        assert!(!first_listed_leads(text), "{text}");
    }
}

#[test]
fn a_unit_that_is_both_leads() {
    assert_eq!(
        read(&[(Tag::Lead, "市商务局"), (Tag::Support, "市商务局、市财政局")], false),
        both(&["市商务局"], &["市财政局"])
    );
}

#[test]
fn contacts_after_names_are_not_kept() {
    assert_eq!(
        read(&[(Tag::Lead, "市商务局(陆知远,0000-0000000)、市数据局(算力局)")], false),
        both(&["市商务局", "市数据局(算力局)"], &[])
    );
}

#[test]
fn a_mark_after_a_name_makes_it_lead() {
    assert_eq!(
        read(&[(Tag::Support, "市商务局(牵头)、市财政局")], false),
        both(&["市商务局"], &["市财政局"])
    );
}

#[test]
fn who_carries_out_supports_who_is_responsible() {
    assert_eq!(
        read(&[(Tag::Responsible, "市水利局"), (Tag::Executing, "市城投公司")], false),
        both(&["市水利局"], &["市城投公司"])
    );
    assert_eq!(
        read(&[(Tag::Executing, "市城投公司"), (Tag::Support, "市水利局")], false),
        both(&["市城投公司"], &["市水利局"])
    );
    assert_eq!(
        read(&[(Tag::Lead, "市水利局"), (Tag::Executing, "市城投公司")], false),
        both(&["市水利局"], &["市城投公司"])
    );
}

#[test]
fn persons_beside_names_are_no_units() {
    assert_eq!(
        read(&[(Tag::Responsible, "市水利局 陆知远、市财政局 沈若川 0000-0000000")], false),
        both(&["市水利局", "市财政局"], &[])
    );
    assert_eq!(
        read(&[(Tag::Responsible, "市卫健委 疾控中心、市财政局 各区")], false),
        both(&["市卫健委疾控中心", "市财政局", "各区"], &[])
    );
}

#[test]
fn numbers_before_names_are_no_part_of_them() {
    for list in [
        "1.市水利局；2.市财政局",
        "1、市水利局、2、市财政局",
        "（1）市水利局，（2）市财政局",
        "①市水利局 ②市财政局",
    ] {
        let names = read(&[(Tag::Responsible, list)], false);
        assert_eq!(names, both(&["市水利局", "市财政局"], &[]), "{list}");
    }
    assert_eq!(
        read(&[(Tag::Responsible, "12345热线办、市财政局")], false),
        both(&["12345热线办", "市财政局"], &[])
    );
}
