//! 阶段目标: what a plan is to have reached by a day.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, ActionPlanId, MilestoneId, PlanVersionId},
    refusal::Refusal,
    transition::{
        Condition::{InForce, ItemOpen},
        Party::{Office, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far a milestone is.
    pub enum MilestoneState {
        /// Not reached yet.
        Pending = "PENDING",
        /// Reached.
        Done = "DONE",
    }
}

codes! {
    /// What can be done about a milestone.
    pub enum MilestoneAction {
        /// Say that it was reached.
        Complete = "COMPLETE",
        /// Say that it was not after all.
        Reopen = "REOPEN",
    }
}

words! {
    MilestoneState {
        Pending => "推进中",
        Done => "已完成",
    }
    MilestoneAction {
        Complete => "完成阶段目标",
        Reopen => "重新打开阶段目标",
    }
}

/// Who may do what about a milestone: the unit says that it was reached; what was said wrongly the
/// unit takes back, or the office.
pub const TRANSITIONS: &[Row<MilestoneState, MilestoneAction>] = {
    use MilestoneAction::{Complete, Reopen};
    use MilestoneState::{Done, Pending};
    &[
        row(&[Unit], Some(Pending), Complete, Done, &[ItemOpen, InForce]),
        row(&[Unit, Office], Some(Done), Reopen, Pending, &[ItemOpen, InForce]),
    ]
};

/// What a version of a plan says of a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneLine {
    /// What is to be reached.
    pub title: String,
    /// By which day.
    pub due_on: NaiveDate,
    /// Who answers for it: a name or a post.
    pub person: String,
    /// What is expected.
    pub expected: String,
    /// Why it lies after the item's own day.
    pub explanation: Option<String>,
}

impl MilestoneLine {
    /// Whether it says enough to be submitted, for an item that is to be done by a day.
    ///
    /// # Errors
    /// The refusal that names what is missing.
    pub fn check_complete(&self, item_due: Option<NaiveDate>) -> Result<(), Refusal> {
        if self.person.is_empty() {
            return Err(Refusal::Required { field: "person" });
        }
        if self.expected.is_empty() {
            return Err(Refusal::Required { field: "expected" });
        }
        let later = item_due.is_some_and(|day| self.due_on > day);
        if later && self.explanation.is_none() {
            return Err(Refusal::AfterDeadline);
        }
        Ok(())
    }
}

/// Whether a text names a person or a post and gives no number to reach them at: a plan is read by
/// many, and no name needs so many digits.
#[must_use]
pub fn names_someone(text: &str) -> bool {
    const DIGITS: usize = 5;
    text.chars().filter(|c| c.is_numeric()).count() < DIGITS
}

/// A milestone as a version of its plan has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Key, the same through the versions.
    pub id: MilestoneId,
    /// The plan.
    pub plan: ActionPlanId,
    /// The version of the plan.
    pub in_version: PlanVersionId,
    /// What that version says of it.
    pub line: MilestoneLine,
    /// The day that the first approved version gave it; none where that does not have it.
    pub baseline_due_on: Option<NaiveDate>,
    /// The day on which it was reached.
    pub done_on: Option<NaiveDate>,
    /// Version to name in a change.
    pub version: i32,
}

impl Milestone {
    /// How far it is.
    #[must_use]
    pub const fn state(&self) -> MilestoneState {
        match self.done_on {
            Some(_) => MilestoneState::Done,
            None => MilestoneState::Pending,
        }
    }

    /// Whether its day passed before it was reached, as of a day.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.done_on.unwrap_or(today) > self.line.due_on
    }
}

/// That a milestone was reached, or is not after all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneMark {
    /// The day it was reached; none where it is not after all.
    pub done_on: Option<NaiveDate>,
    /// How, or why not.
    pub word: String,
    /// When it was said, and by whom.
    pub marked: (DateTime<Utc>, AccountId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_to_reach_someone_at_is_no_name() {
        for name in ["陆知远", "副局长", "第3科科长", "2026年专班"] {
            assert!(names_someone(name), "{name}");
        }
        for name in ["陆知远 0000-1234567", "１２３４５６７"] {
            assert!(!names_someone(name), "{name}");
        }
    }
}
