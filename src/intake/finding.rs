//! Findings: everything guessed, restored, odd or missing, in words that a clerk understands.

use serde::Serialize;

use super::plan::Span;
use crate::domain::{code::codes, finding::Severity};

/// One thing that a person may want to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// How much it matters; follows from the code.
    pub severity: Severity,
    /// A Chinese sentence for a clerk.
    pub message: String,
    /// Where in the decoded text.
    pub span: Span,
}

impl Finding {
    /// A finding of the kind `code` at `span`; `message` is a Chinese sentence for a clerk.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), message: message.into(), span }
    }
}

codes! {
    /// The kinds of findings.
    pub enum Code {
        /// The document holds no task at all.
        NotAPlan = "NOT_A_PLAN",
        /// An item without any unit that answers for it.
        NoOwner = "NO_OWNER",
        /// An item with supporting units and no lead.
        NoLead = "NO_LEAD",
        /// An item without text.
        NoText = "NO_TEXT",
        /// Several units answer jointly, since none is said to lead.
        JointLead = "JOINT_LEAD",
        /// The first listed unit leads, since the document says so.
        FirstListedLeads = "FIRST_LISTED_LEADS",
        /// A shared suffix was restored (松岗、柳湾区人民政府).
        ElidedSuffix = "ELIDED_SUFFIX",
        /// A shared prefix was restored (区工信局、商务局).
        ElidedPrefix = "ELIDED_PREFIX",
        /// Units after a semicolon that have no label of their own.
        UnlabelledUnits = "UNLABELLED_UNITS",
        /// A list of units that ends in 等.
        OpenList = "OPEN_LIST",
        /// A group of units whose members must be confirmed (相关…, …成员单位).
        UnconfirmedGroup = "UNCONFIRMED_GROUP",
        /// A remark in a clause that may concern other items as well (以下各项均涉及…).
        RemarkInClause = "REMARK_IN_CLAUSE",
        /// A name that does not look like a unit's.
        OddName = "ODD_NAME",
        /// A clause whose bracket is never closed.
        UnclosedClause = "UNCLOSED_CLAUSE",
        /// Text of the item after its clause.
        TextAfterClause = "TEXT_AFTER_CLAUSE",
        /// Cells of a table row that could not be told apart.
        UnclearRow = "UNCLEAR_ROW",
        /// A number that is missing in a sequence.
        MissingNumber = "MISSING_NUMBER",
        /// A number that stands twice under one heading.
        RepeatedNumber = "REPEATED_NUMBER",
        /// The document states another number of items than was read.
        CountMismatch = "COUNT_MISMATCH",
        /// Two items say the same.
        DuplicateText = "DUPLICATE_TEXT",
        /// Two items promise the same figure.
        DuplicateTarget = "DUPLICATE_TARGET",
        /// The same sentence has two responsible leaders.
        TwoLeaders = "TWO_LEADERS",
        /// Line breaks were lost, and paragraphs were told by their numbers.
        LostLineBreaks = "LOST_LINE_BREAKS",
        /// A date that had lost characters was repaired (615日).
        RepairedDate = "REPAIRED_DATE",
        /// A date that cannot be a day of the calendar, or whose parts cannot be told apart.
        UnclearDate = "UNCLEAR_DATE",
        /// No year is stated; it was taken from a date.
        YearFromDate = "YEAR_FROM_DATE",
        /// A rule on reporting that says less than it should (who, to whom, or when).
        UnclearRule = "UNCLEAR_RULE",
    }
}

impl Code {
    /// How much findings of this kind matter.
    pub const fn severity(self) -> Severity {
        match self {
            Self::NotAPlan | Self::NoOwner | Self::NoText | Self::TwoLeaders | Self::UnclearRow => {
                Severity::Error
            }
            Self::NoLead
            | Self::UnlabelledUnits
            | Self::OddName
            | Self::UnclosedClause
            | Self::TextAfterClause
            | Self::MissingNumber
            | Self::CountMismatch
            | Self::DuplicateText
            | Self::LostLineBreaks
            | Self::RepairedDate
            | Self::UnclearDate
            | Self::UnclearRule => Severity::Warning,
            Self::JointLead
            | Self::FirstListedLeads
            | Self::ElidedSuffix
            | Self::ElidedPrefix
            | Self::OpenList
            | Self::UnconfirmedGroup
            | Self::RepeatedNumber
            | Self::RemarkInClause
            | Self::DuplicateTarget
            | Self::YearFromDate => Severity::Info,
        }
    }
}
