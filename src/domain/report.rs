//! 进展报告: its states, and who may bring it from one to the next.

use chrono::{DateTime, Utc};

use super::{
    assignment::Role,
    code::codes,
    duty::DutyState,
    id::{AccountId, DocumentId, DutyId, ItemId, ReportId, ReportVersionId, UnitId},
    refusal::Refusal,
};

codes! {
    /// How far a report is.
    pub enum ReportState {
        /// Being written; only its unit sees it.
        Draft = "DRAFT",
        /// Waiting for the unit's head.
        Signing = "SIGNING",
        /// Waiting for the recipient.
        Submitted = "SUBMITTED",
        /// Returned with a reason.
        Returned = "RETURNED",
        /// Accepted.
        Accepted = "ACCEPTED",
    }
}

codes! {
    /// What can be done to a report.
    pub enum ReportAction {
        /// Write or rewrite it.
        Save = "SAVE",
        /// Hand it to the recipient.
        Submit = "SUBMIT",
        /// Send it back with a reason.
        Return = "RETURN",
        /// Take it as the answer to the duty.
        Accept = "ACCEPT",
    }
}

codes! {
    /// What was decided on a submitted version.
    pub enum Decision {
        /// Taken.
        Accepted = "ACCEPTED",
        /// Sent back.
        Returned = "RETURNED",
    }
}

/// The table of allowed transitions: from a state, by an action, to a state.
pub const TRANSITIONS: &[(ReportState, ReportAction, ReportState)] = &[
    (ReportState::Draft, ReportAction::Save, ReportState::Draft),
    (ReportState::Draft, ReportAction::Submit, ReportState::Submitted),
    (ReportState::Returned, ReportAction::Save, ReportState::Returned),
    (ReportState::Returned, ReportAction::Submit, ReportState::Submitted),
    (ReportState::Submitted, ReportAction::Return, ReportState::Returned),
    (ReportState::Submitted, ReportAction::Accept, ReportState::Accepted),
];

/// The state that follows.
///
/// # Errors
/// A refusal that says what the report would have to be.
pub fn next(from: ReportState, action: ReportAction) -> Result<ReportState, Refusal> {
    TRANSITIONS
        .iter()
        .find(|(state, act, _)| (*state, *act) == (from, action))
        .map(|(.., to)| *to)
        .ok_or(Refusal::ReportState { is: from, action })
}

impl ReportState {
    /// The state of the duty that a report in this state answers.
    #[must_use]
    pub const fn duty(self) -> DutyState {
        match self {
            Self::Draft | Self::Signing => DutyState::Open,
            Self::Submitted => DutyState::Submitted,
            Self::Returned => DutyState::Returned,
            Self::Accepted => DutyState::Accepted,
        }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressReport {
    /// Key.
    pub id: ReportId,
    /// The duty it answers.
    pub duty: DutyId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that reports.
    pub unit: UnitId,
    /// As what it reports.
    pub role: Role,
    /// The unit that decides on it; none for the supervision office.
    pub recipient: Option<UnitId>,
    /// How far it is.
    pub state: ReportState,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Version to name in a change.
    pub version: i32,
}

/// What a report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportContent {
    /// 进展情况.
    pub progress: String,
    /// 存在问题.
    pub problems: String,
    /// 下一步打算.
    pub next_steps: String,
    /// How far, 0 to 100.
    pub percent: Option<i32>,
}

impl ReportContent {
    /// The most characters of one section.
    pub const MAX_CHARACTERS: usize = 10_000;

    /// Whether it can be kept at all.
    ///
    /// # Errors
    /// Names the field that cannot.
    pub fn check(&self) -> Result<(), Refusal> {
        let sections = [
            ("progress", &self.progress),
            ("problems", &self.problems),
            ("nextSteps", &self.next_steps),
        ];
        for (field, text) in sections {
            if text.chars().count() > Self::MAX_CHARACTERS {
                return Err(Refusal::TooLong { field, limit: Self::MAX_CHARACTERS });
            }
            if text.contains('\0') {
                return Err(Refusal::Invalid { field });
            }
        }
        match self.percent {
            Some(percent) if !(0..=100).contains(&percent) => {
                Err(Refusal::Invalid { field: "percent" })
            }
            _ => Ok(()),
        }
    }

    /// Whether it says enough to be submitted.
    ///
    /// # Errors
    /// Names what is missing.
    pub fn check_complete(&self) -> Result<(), Refusal> {
        if self.progress.trim().is_empty() {
            return Err(Refusal::Required { field: "progress" });
        }
        self.check()
    }
}

/// A version of a report: what was written, submitted and decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportVersion {
    /// Key.
    pub id: ReportVersionId,
    /// The report.
    pub report: ReportId,
    /// From 1.
    pub number: i32,
    /// What it says.
    pub content: ReportContent,
    /// Who wrote it last.
    pub written_by: AccountId,
    /// When it was written last.
    pub written_at: DateTime<Utc>,
    /// When it was submitted, and by whom.
    pub submitted: Option<(DateTime<Utc>, AccountId)>,
    /// What was decided, when and by whom.
    pub decided: Option<(Decision, DateTime<Utc>, AccountId)>,
    /// Why it was returned.
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every state and action is either in the table or refused with the state it is in.
    #[test]
    fn what_the_table_does_not_allow_is_refused() {
        let mut allowed = 0;
        for &state in ReportState::ALL {
            for &action in ReportAction::ALL {
                match next(state, action) {
                    Ok(to) => {
                        allowed += 1;
                        assert!(TRANSITIONS.contains(&(state, action, to)));
                    }
                    Err(refusal) => assert_eq!(refusal, Refusal::ReportState { is: state, action }),
                }
            }
        }
        assert_eq!(allowed, TRANSITIONS.len());
    }

    #[test]
    fn an_accepted_report_stays_as_it_is() {
        for &action in ReportAction::ALL {
            assert!(next(ReportState::Accepted, action).is_err());
        }
    }

    #[test]
    fn a_report_needs_progress_and_a_percent_within_bounds() {
        let mut content = ReportContent::default();
        assert_eq!(content.check(), Ok(()));
        assert_eq!(content.check_complete(), Err(Refusal::Required { field: "progress" }));
        content.progress = "已开工3个项目".into();
        assert_eq!(content.check_complete(), Ok(()));
        content.percent = Some(101);
        assert_eq!(content.check(), Err(Refusal::Invalid { field: "percent" }));
        content.percent = None;
        content.problems = "长".repeat(ReportContent::MAX_CHARACTERS + 1);
        assert!(matches!(content.check(), Err(Refusal::TooLong { field: "problems", .. })));
    }
}
