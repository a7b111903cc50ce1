//! What an office decides on an item of a published document: it is kept with what it changed, as
//! it was and as it became.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    assignment::Role,
    code::codes,
    id::{AccountId, DecisionId, DocumentId, ItemId, UnitId},
    item::ItemState,
};

codes! {
    /// What was decided.
    pub enum DecisionKind {
        /// 暂停.
        Suspended = "SUSPENDED",
        /// 恢复.
        Resumed = "RESUMED",
        /// 变更.
        Changed = "CHANGED",
        /// 取消.
        Cancelled = "CANCELLED",
        /// 延期.
        Extended = "EXTENDED",
        /// 调整责任单位.
        Reassigned = "REASSIGNED",
        /// 拆分.
        Split = "SPLIT",
        /// 办结/销号.
        Completed = "COMPLETED",
        /// 转入常态.
        Routine = "ROUTINE",
        /// 未完成.
        NotAchieved = "NOT_ACHIEVED",
        /// 结转.
        CarriedOver = "CARRIED_OVER",
    }
}

/// A day that may be missing, where that it is missing says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The day.
    pub day: Option<NaiveDate>,
}

/// A unit's part in an item at the time of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The unit.
    pub unit: UnitId,
    /// Its part.
    pub role: Role,
    /// The name as printed, or as the register had it.
    pub printed: String,
}

/// Of an item what a decision changed, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ItemState>,
    /// The task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Day by which it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Stated>,
    /// The units that answer for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignments: Option<Vec<Part>>,
}

impl ItemFacts {
    /// The names of what it tells.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        [
            ("state", self.state.is_some()),
            ("text", self.text.is_some()),
            ("deadline", self.deadline.is_some()),
            ("assignments", self.assignments.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, told)| told.then_some(name))
        .collect()
    }
}

/// A decision on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDecision {
    /// Key.
    pub id: DecisionId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// What was decided.
    pub kind: DecisionKind,
    /// Why.
    pub reason: String,
    /// 文号 of the decision's document.
    pub document_number: Option<String>,
    /// What it changed, as it was.
    pub before: ItemFacts,
    /// The same as it became.
    pub after: ItemFacts,
    /// The item that carries it on.
    pub successor: Option<ItemId>,
    /// Whether it was put on a separate list (另行建账).
    pub separate_list: bool,
    /// When, and by whom.
    pub decided: (DateTime<Utc>, AccountId),
}
