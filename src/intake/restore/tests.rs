use super::*;

fn full(printed: &[&str]) -> Vec<String> {
    let joined: Vec<bool> = (0..printed.len()).map(|n| n > 0).collect();
    suffixes(printed, &joined)
        .into_iter()
        .zip(printed)
        .map(|(full, name)| full.unwrap_or_else(|| (*name).to_owned()))
        .collect()
}

#[test]
fn a_shared_suffix_is_restored() {
    assert_eq!(full(&["松岗", "柳湾区人民政府"]), ["松岗区人民政府", "柳湾区人民政府"]);
    assert_eq!(
        full(&["市财政局", "松岗区", "石桥县政府"]),
        ["市财政局", "松岗区政府", "石桥县政府"]
    );
    assert_eq!(full(&["松岗区", "各新城区人民政府"]), ["松岗区人民政府", "各新城区人民政府"]);
    assert_eq!(full(&["临江新区", "望湖开发区管委会"]), ["临江新区管委会", "望湖开发区管委会"]);
}

#[test]
fn nothing_is_restored_where_nothing_lacks() {
    for list in [
        &["市城管执法委", "松岗区人民政府"][..],
        &["临江高新区", "各乡镇(街道)"],
        &["人行", "各县（市、区）人民政府"],
        &["各县区", "市政府"],
    ] {
        assert_eq!(full(list), list);
    }
}

#[test]
fn a_comma_ends_the_sharing() {
    assert_eq!(suffixes(&["松岗区", "柳湾区人民政府"], &[false, false]), [None, None]);
}

#[test]
fn missing_prefixes_are_seen() {
    for name in ["商务局", "市场监督管理局", "供销社", "交警大队", "妇幼保健院", "总工会"]
    {
        assert_eq!(prefix(name), Prefix::Missing { party: false }, "{name}");
    }
    assert_eq!(prefix("宣传部"), Prefix::Missing { party: true });
    assert_eq!(prefix("市商务局"), Prefix::Printed { place: "市", party: false });
    assert_eq!(prefix("市委组织部"), Prefix::Printed { place: "市", party: true });
    assert_eq!(prefix("市委"), Prefix::Printed { place: "市", party: false });
    assert_eq!(prefix("云溪市商务局"), Prefix::Printed { place: "云溪市", party: false });
    for name in ["望湖集团", "临江街道", "云溪银保监分局", "移动公司", "临江高新区", "防汛指挥部"]
    {
        assert_eq!(prefix(name), Prefix::Unknown, "{name}");
    }
}
