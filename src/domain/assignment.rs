//! Who answers for an item (牵头/主办 and 责任/协办/配合).

use super::{
    code::codes,
    id::{AssignmentId, ItemId},
    unit::Unit,
};

codes! {
    /// The part that a unit has in an item.
    pub enum Role {
        /// 牵头/主办: answers for the item.
        Lead = "LEAD",
        /// 责任/协办/配合: does its part of it.
        Support = "SUPPORT",
    }
}

/// A unit's part in an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Key.
    pub id: AssignmentId,
    /// The item.
    pub item: ItemId,
    /// The unit.
    pub unit: Unit,
    /// Its part.
    pub role: Role,
    /// The name as printed in the clause.
    pub printed: String,
    /// The group (相关…) on the same item for which the office confirmed the unit.
    pub confirmed_from: Option<AssignmentId>,
}
