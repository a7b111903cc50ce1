//! 单位.

use chrono::NaiveDate;

use super::{
    code::codes,
    id::{OfficeId, UnitId},
};

codes! {
    /// What sort of unit it is; rules may bind some sorts only.
    pub enum UnitKind {
        /// 部门, 直属单位.
        Department = "DEPARTMENT",
        /// 下级人民政府, 管委会.
        Government = "GOVERNMENT",
        /// 乡镇, 街道.
        Township = "TOWNSHIP",
        /// 企业.
        Enterprise = "ENTERPRISE",
        /// 领导小组, 指挥部: answers through its office's host unit.
        Body = "BODY",
        /// 各…, 相关…, …成员单位: stands for its members.
        Collective = "COLLECTIVE",
        /// Anything else.
        Other = "OTHER",
    }
}

impl UnitKind {
    /// The kind that a name tells of; `collective` where the clause said so.
    #[must_use]
    pub fn of_name(name: &str, collective: bool) -> Self {
        const SUFFIXES: &[(UnitKind, &[&str])] = &[
            (UnitKind::Body, &["领导小组", "指挥部", "委员会办公室", "联席会议"]),
            (UnitKind::Enterprise, &["公司", "集团", "银行", "企业"]),
            (UnitKind::Township, &["镇人民政府", "乡人民政府", "街道办事处", "街道", "镇", "乡"]),
            (
                UnitKind::Government,
                &["人民政府", "政府", "管委会", "管理委员会", "开发区", "高新区"],
            ),
            (
                UnitKind::Department,
                &["局", "委", "办", "厅", "室", "院", "会", "中心", "部", "署", "站", "所", "处"],
            ),
        ];
        if collective {
            return Self::Collective;
        }
        SUFFIXES
            .iter()
            .find(|(_, suffixes)| suffixes.iter().any(|suffix| name.ends_with(suffix)))
            .map_or(Self::Other, |(kind, _)| *kind)
    }
}

/// A unit of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Key.
    pub id: UnitId,
    /// The office it belongs to.
    pub office: OfficeId,
    /// Full name.
    pub name: String,
    /// What sort of unit.
    pub kind: UnitKind,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// First day it no longer exists.
    pub valid_to: Option<NaiveDate>,
}

impl Unit {
    /// A unit of which nothing but its name is known.
    #[must_use]
    pub const fn new(id: UnitId, office: OfficeId, kind: UnitKind, name: String) -> Self {
        Self { id, office, name, kind, credit_code: None, valid_to: None }
    }
}

#[cfg(test)]
mod tests {
    use super::UnitKind;

    #[test]
    fn a_name_tells_the_kind() {
        for (name, kind) in [
            ("市教育局", UnitKind::Department),
            ("松岗区人民政府", UnitKind::Government),
            ("白鹭镇人民政府", UnitKind::Township),
            ("云溪城投集团", UnitKind::Enterprise),
            ("市防汛抗旱指挥部", UnitKind::Body),
            ("临江新区管委会", UnitKind::Government),
            ("某某", UnitKind::Other),
        ] {
            assert_eq!(UnitKind::of_name(name, false), kind, "{name}");
        }
        assert_eq!(UnitKind::of_name("各区人民政府", true), UnitKind::Collective);
    }
}
