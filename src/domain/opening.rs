//! 期初进展: how far items were when the office began to use the ledger, as an earlier one says.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, ItemId},
    language::Message,
};

codes! {
    /// How far an item was.
    pub enum OpeningStatus {
        /// 已完成, 已办结, 已销号.
        Completed = "COMPLETED",
        /// 正常推进, 达到序时进度.
        OnTrack = "ON_TRACK",
        /// 滞后, 未达序时进度.
        Behind = "BEHIND",
        /// 未启动.
        NotStarted = "NOT_STARTED",
        /// 暂停, 暂缓.
        Suspended = "SUSPENDED",
    }
}

codes! {
    /// What a column of an earlier ledger holds.
    pub enum ColumnRole {
        /// 序号.
        Ordinal = "ORDINAL",
        /// 工作任务.
        Task = "TASK",
        /// 进展情况.
        Progress = "PROGRESS",
        /// 完成状态.
        Status = "STATUS",
        /// 完成进度, in per cent.
        Percent = "PERCENT",
        /// 存在问题.
        Problems = "PROBLEMS",
        /// 更新时间.
        AsOf = "AS_OF",
        /// 牵头单位, 责任单位.
        Units = "UNITS",
        /// 责任领导.
        Leaders = "LEADERS",
        /// 完成时限.
        Deadline = "DEADLINE",
        /// 备注.
        Note = "NOTE",
        /// Anything else; not read.
        Other = "OTHER",
    }
}

codes! {
    /// What is doubtful about a row of an earlier ledger.
    pub enum OpeningIssue {
        /// It looks like none of the items.
        Unmatched = "UNMATCHED",
        /// It may be the item that is proposed.
        UnsureMatch = "UNSURE_MATCH",
        /// Another row looks like the same item.
        SameItem = "SAME_ITEM",
        /// Words for the status that are not known.
        UnknownStatus = "UNKNOWN_STATUS",
        /// No number between 0 and 100.
        OddPercent = "ODD_PERCENT",
        /// No day of the calendar, or one that is still to come.
        OddDate = "ODD_DATE",
        /// Completed, but not to 100 per cent.
        Contradiction = "CONTRADICTION",
        /// It says nothing of how far the item is, and is left out.
        NothingSaid = "NOTHING_SAID",
    }
}

impl OpeningIssue {
    /// Whether a person must decide before the row is taken over.
    #[must_use]
    pub const fn needs_decision(self) -> bool {
        !matches!(self, Self::NothingSaid)
    }

    /// The sentence for a clerk.
    #[must_use]
    pub fn message(self) -> Message {
        let (zh, en) = match self {
            Self::Unmatched => (
                "没有找到对应的任务，请指定或跳过。",
                "It looks like none of the items: name one, or skip it.",
            ),
            Self::UnsureMatch => {
                ("对应的任务不能确定，请核对。", "It may be the item that is proposed: check it.")
            }
            Self::SameItem => (
                "有多行对应同一任务，请选定一行。",
                "Several rows look like the same item: choose one.",
            ),
            Self::UnknownStatus => (
                "状态用语无法识别，请选定状态。",
                "The words for the status are not known: choose one.",
            ),
            Self::OddPercent => (
                "进度不是0至100之间的数，未采用。",
                "The progress is no number from 0 to 100 and was left out.",
            ),
            Self::OddDate => (
                "更新日期无法识别或晚于今天，未采用。",
                "The date cannot be read or is still to come, and was left out.",
            ),
            Self::Contradiction => (
                "状态为已完成，进度却不足100%，请核对。",
                "It is completed, but not to 100 per cent: check it.",
            ),
            Self::NothingSaid => (
                "这一行没有进展，不予录入。",
                "The row says nothing of how far the item is, and is left out.",
            ),
        };
        Message::new(zh, en)
    }
}

/// A column as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningColumn {
    /// Its place, from 1.
    pub number: usize,
    /// Its head as printed.
    pub head: String,
    /// What it holds.
    pub role: ColumnRole,
}

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningRow {
    /// Its place in the sheet, from 1.
    pub number: u32,
    /// The number of the item as printed.
    pub ordinal: Option<String>,
    /// The item as printed.
    pub text: String,
    /// How far it was.
    pub status: Option<OpeningStatus>,
    /// The words for it as printed.
    pub printed_status: Option<String>,
    /// The same in per cent.
    pub percent: Option<i32>,
    /// The progress as printed.
    pub progress: String,
    /// The problems as printed.
    pub problems: String,
    /// When that was, if the row says so.
    pub as_of: Option<NaiveDate>,
    /// What is doubtful.
    pub issues: Vec<OpeningIssue>,
}

impl OpeningRow {
    /// Whether it says how far the item is.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.printed_status.is_some()
            || self.percent.is_some()
            || !self.progress.is_empty()
            || !self.problems.is_empty()
    }

    /// Whether a person must decide before it is taken over.
    #[must_use]
    pub fn needs_decision(&self) -> bool {
        self.says_something() && self.issues.iter().any(|issue| issue.needs_decision())
    }
}

/// How far an item was: history, no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Key.
    pub id: uuid::Uuid,
    /// The item.
    pub item: ItemId,
    /// When that was.
    pub as_of: NaiveDate,
    /// How far.
    pub status: Option<OpeningStatus>,
    /// The words for it as printed.
    pub printed_status: Option<String>,
    /// The same in per cent.
    pub percent: Option<i32>,
    /// The progress as printed.
    pub progress: String,
    /// The problems as printed.
    pub problems: String,
    /// The file that said so.
    pub source_name: String,
    /// The row of its sheet, from 1.
    pub row: i32,
    /// Who entered it.
    pub entered_by: Option<AccountId>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
}
