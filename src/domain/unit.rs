//! 单位.

use chrono::NaiveDate;

use super::{
    code::codes,
    credit_code::CreditCode,
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

/// Whether a collective means other units on each item (相关…, 有关…), so that no list of members
/// could stand for it.
#[must_use]
pub fn is_open_group(name: &str) -> bool {
    ["相关", "有关"].iter().any(|word| name.contains(word))
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
    pub credit_code: Option<CreditCode>,
    /// The unit that hosts the office of a body (领导小组办公室所在单位).
    pub host: Option<UnitId>,
    /// The unit that it belongs to, as a bureau or town (上级单位).
    pub parent: Option<UnitId>,
    /// First day it exists.
    pub valid_from: NaiveDate,
    /// First day it no longer exists.
    pub valid_to: Option<NaiveDate>,
    /// Version to name in a change.
    pub version: i32,
}

/// The first day of what is valid since nobody knows when.
pub const ALWAYS: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Another name of a unit, valid on `[from, to)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitAlias {
    /// The unit it means.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

/// A confirmed member of a collective, on `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The collective.
    pub collective: UnitId,
    /// The member.
    pub unit: UnitId,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day it is none any more.
    pub valid_to: Option<NaiveDate>,
}

/// Whether two half-open validities have a day in common.
#[must_use]
pub fn overlap(
    (from, to): (NaiveDate, Option<NaiveDate>),
    (other_from, other_to): (NaiveDate, Option<NaiveDate>),
) -> bool {
    to.is_none_or(|to| other_from < to) && other_to.is_none_or(|other_to| from < other_to)
}

/// Whether a half-open validity holds on a day.
#[must_use]
pub fn holds_on((from, to): (NaiveDate, Option<NaiveDate>), day: NaiveDate) -> bool {
    from <= day && to.is_none_or(|to| day < to)
}

impl Unit {
    /// A unit of which nothing but its name is known.
    #[must_use]
    pub const fn new(id: UnitId, office: OfficeId, kind: UnitKind, name: String) -> Self {
        Self {
            id,
            office,
            name,
            kind,
            credit_code: None,
            host: None,
            parent: None,
            valid_from: ALWAYS,
            valid_to: None,
            version: 1,
        }
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
