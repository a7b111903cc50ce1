//! 需协调事项: a problem that a report states and the unit cannot solve alone.

use chrono::{DateTime, Utc};

use super::{
    assignment::Role,
    code::codes,
    id::{AccountId, CoordinationId, DocumentId, ItemId, LeaderId, ReportId, UnitId},
    transition::{
        Condition::{ItemOpen, NoneOpen, Published, Reported},
        Party::{Lead, Office, Post, Support, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far a wish for coordination is.
    pub enum CoordinationState {
        /// Waits for the office.
        Open = "OPEN",
        /// Waits for the leader to whom the office forwarded it.
        Forwarded = "FORWARDED",
        /// Was answered.
        Answered = "ANSWERED",
        /// Nothing further.
        Settled = "SETTLED",
    }
}

codes! {
    /// What can be done about coordination.
    pub enum CoordinationAction {
        /// Ask for it.
        Ask = "ASK",
        /// Put it before a leader.
        Forward = "FORWARD",
        /// Answer it.
        Answer = "ANSWER",
        /// Say that there is nothing further.
        Settle = "SETTLE",
    }
}

words! {
    CoordinationState {
        Open => "待协调",
        Forwarded => "已转请领导",
        Answered => "已答复",
        Settled => "已办结",
    }
    CoordinationAction {
        Ask => "提请协调",
        Forward => "转请领导协调",
        Answer => "答复协调事项",
        Settle => "办结协调事项",
    }
}

/// Who may do what about coordination. The unit that asked may settle it at any time, since the
/// problem may be gone; the office only what was answered.
#[rustfmt::skip]
pub const TRANSITIONS: &[Row<CoordinationState, CoordinationAction>] = {
    use CoordinationAction::{Answer, Ask, Forward, Settle};
    use CoordinationState::{Answered, Forwarded, Open, Settled};
    &[
        row(&[Lead, Support], None, Ask, Open, &[Published, ItemOpen, Reported, NoneOpen]),
        row(&[Office],       Some(Open),      Forward, Forwarded, &[]),
        row(&[Office],       Some(Forwarded), Forward, Forwarded, &[]),
        row(&[Office],       Some(Answered),  Forward, Forwarded, &[]),
        row(&[Office],       Some(Open),      Answer,  Answered,  &[]),
        row(&[Office, Post], Some(Forwarded), Answer,  Answered,  &[]),
        row(&[Office, Post], Some(Answered),  Answer,  Answered,  &[]),
        row(&[Unit],         Some(Open),      Settle,  Settled,   &[]),
        row(&[Unit],         Some(Forwarded), Settle,  Settled,   &[]),
        row(&[Office, Unit], Some(Answered),  Settle,  Settled,   &[]),
    ]
};

/// What a unit asks to be coordinated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordination {
    /// Key.
    pub id: CoordinationId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that asks.
    pub unit: UnitId,
    /// As what it asks.
    pub role: Role,
    /// The report that states the problem.
    pub report: ReportId,
    /// What is to be coordinated.
    pub text: String,
    /// How far it is.
    pub state: CoordinationState,
    /// The post that it was forwarded to last.
    pub leader: Option<LeaderId>,
    /// When it was asked, and by whom.
    pub asked: (DateTime<Utc>, AccountId),
    /// When it was marked settled, and by whom.
    pub settled: Option<(DateTime<Utc>, AccountId)>,
    /// Version to name in a change.
    pub version: i32,
}

codes! {
    /// What was done about coordination.
    pub enum StepKind {
        /// It was put before a leader.
        Forwarded = "FORWARDED",
        /// It was answered.
        Answered = "ANSWERED",
        /// It was marked settled.
        Settled = "SETTLED",
    }
}

/// Something that was done about it; kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinationStep {
    /// The wish.
    pub coordination: CoordinationId,
    /// What was done.
    pub kind: StepKind,
    /// The post that it was forwarded to, or that answered; none where the office or the unit acted.
    pub leader: Option<LeaderId>,
    /// What was said; may be empty.
    pub text: String,
    /// When, and by whom.
    pub done: (DateTime<Utc>, AccountId),
}
