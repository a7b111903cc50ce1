//! 批示: a leader's word on an item or a document, answered by units. It belongs to the post.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, AnswerId, DocumentId, InstructionId, ItemId, LeaderId, UnitId},
    transition::{
        Condition::Published,
        Party::{Leader, Office, Post, Unit},
        Row, row, words,
    },
};

codes! {
    /// How an instruction was given.
    pub enum Given {
        /// 在本系统写: by the leader, here.
        Here = "HERE",
        /// 书面: on paper, registered by the office.
        OnPaper = "ON_PAPER",
        /// 口头: by word of mouth, registered by the office.
        Orally = "ORALLY",
    }
}

codes! {
    /// How far an instruction is.
    pub enum InstructionState {
        /// A unit has not answered yet.
        Open = "OPEN",
        /// Every unit has answered.
        Answered = "ANSWERED",
        /// Nothing further.
        Closed = "CLOSED",
    }
}

impl InstructionState {
    /// Someone still has to answer it, or to read the answers.
    pub const RUNNING: [Self; 2] = [Self::Open, Self::Answered];
}

codes! {
    /// What can be done about an instruction.
    pub enum InstructionAction {
        /// Write it.
        Give = "GIVE",
        /// Enter one that was given on paper or by word of mouth.
        Register = "REGISTER",
        /// Answer it.
        Answer = "ANSWER",
        /// Say that there is nothing further.
        Close = "CLOSE",
        /// Record that the leader read the answers and had nothing further.
        RecordRead = "RECORD_READ",
    }
}

words! {
    InstructionState {
        Open => "待反馈",
        Answered => "已反馈",
        Closed => "已办结",
    }
    InstructionAction {
        Give => "作出批示",
        Register => "登记批示",
        Answer => "反馈批示",
        Close => "办结批示",
        RecordRead => "登记领导已阅",
    }
}

/// Who may do what about an instruction. The state after an answer is `Answered` only once every
/// unit has answered; until then it stays `Open`.
pub const TRANSITIONS: &[Row<InstructionState, InstructionAction>] = {
    use InstructionAction::{Answer, Close, Give, RecordRead, Register};
    use InstructionState::{Answered, Closed, Open};
    &[
        row(&[Leader], None, Give, Open, &[Published]),
        row(&[Office], None, Register, Open, &[Published]),
        row(&[Unit], Some(Open), Answer, Answered, &[]),
        row(&[Unit], Some(Answered), Answer, Answered, &[]),
        row(&[Post], Some(Open), Close, Closed, &[]),
        row(&[Post], Some(Answered), Close, Closed, &[]),
        row(&[Office], Some(Answered), RecordRead, Closed, &[]),
    ]
};

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Key.
    pub id: InstructionId,
    /// The document.
    pub document: DocumentId,
    /// The item; none if it is on the whole document.
    pub item: Option<ItemId>,
    /// The post.
    pub leader: LeaderId,
    /// What it says.
    pub text: String,
    /// How it was given.
    pub given: Given,
    /// The day it was given.
    pub given_on: NaiveDate,
    /// When it was written or registered, and by whom.
    pub entered: (DateTime<Utc>, AccountId),
    /// How far it is.
    pub state: InstructionState,
    /// A word on closing.
    pub closing_note: Option<String>,
    /// When it was closed, and by whom.
    pub closed: Option<(DateTime<Utc>, AccountId)>,
    /// Whether the office recorded that the leader had nothing further.
    pub closed_by_office: bool,
    /// Version to name in a change.
    pub version: i32,
}

/// What a unit answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstructionAnswer {
    /// Key.
    pub id: AnswerId,
    /// The instruction.
    pub instruction: InstructionId,
    /// The unit.
    pub unit: UnitId,
    /// What it answered.
    pub text: String,
    /// When, and by whom.
    pub answered: (DateTime<Utc>, AccountId),
}
