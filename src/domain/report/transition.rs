//! Who may bring a report from one state to the next, by what, and when.

use super::ReportState::{self, Accepted, Draft, Returned, Signing, Submitted};
use crate::domain::{
    code::codes,
    transition::{
        Condition::{
            Corrected, Entered, Lapsed, NoAccounts, NoSignOff, SignOff, Stands, Unopened,
            WasAccepted, WasDraft, WasReturned,
        },
        Party::{Day, Head, Office, Recipient, Unit},
        Row, row, words,
    },
};

codes! {
    /// What can be done to a report.
    pub enum ReportAction {
        /// Write or rewrite it.
        Save = "SAVE",
        /// Write a correction (更正) of an accepted one.
        Correct = "CORRECT",
        /// Hand it to the unit's head.
        Sign = "SIGN",
        /// Send it from the head's desk back to the operator.
        SendBack = "SEND_BACK",
        /// Hand it to the recipient.
        Submit = "SUBMIT",
        /// Take it back.
        Withdraw = "WITHDRAW",
        /// Open it for decision.
        Review = "REVIEW",
        /// Send it back with a reason.
        Return = "RETURN",
        /// Take it as the answer to the duty.
        Accept = "ACCEPT",
        /// Enter what was received on paper, by telephone or by mail.
        Enter = "ENTER",
        /// Confirm what the office entered.
        Confirm = "CONFIRM",
        /// Count it as accepted, since nobody returned it in time.
        Deem = "DEEM",
    }
}

words! {
    ReportState {
        Draft => "尚未提交",
        Signing => "正在签批",
        Submitted => "已提交，待审核",
        Returned => "已退回",
        Accepted => "已通过",
    }
    ReportAction {
        Save => "修改",
        Correct => "更正",
        Sign => "送签",
        SendBack => "退回修改",
        Submit => "提交",
        Withdraw => "撤回",
        Review => "开始审核",
        Return => "退回",
        Accept => "通过",
        Enter => "代录",
        Confirm => "确认",
        Deem => "视同通过",
    }
}

/// Who may do what to a report. A unit's head is of the unit, too. What is sent back or taken back
/// comes to the state in which the unit had it last.
#[rustfmt::skip]
pub const TRANSITIONS: &[Row<ReportState, ReportAction>] = {
    use ReportAction::{Accept, Confirm, Correct, Deem, Enter, Return, Review, Save, SendBack, Sign, Submit, Withdraw};
    &[
        row(&[Unit], Some(Draft),     Save,     Draft,     &[]),
        row(&[Unit], Some(Returned),  Save,     Returned,  &[]),
        row(&[Unit], Some(Accepted),  Correct,  Accepted,  &[]),
        row(&[Unit], Some(Draft),     Sign,     Signing,   &[SignOff]),
        row(&[Unit], Some(Returned),  Sign,     Signing,   &[SignOff]),
        row(&[Unit], Some(Accepted),  Sign,     Signing,   &[SignOff, Corrected]),
        row(&[Head], Some(Signing),   SendBack, Draft,     &[WasDraft]),
        row(&[Head], Some(Signing),   SendBack, Returned,  &[WasReturned]),
        row(&[Head], Some(Signing),   SendBack, Accepted,  &[WasAccepted]),
        row(&[Head], Some(Signing),   Submit,   Submitted, &[]),
        row(&[Head], Some(Draft),     Submit,   Submitted, &[SignOff]),
        row(&[Head], Some(Returned),  Submit,   Submitted, &[SignOff]),
        row(&[Head], Some(Accepted),  Submit,   Submitted, &[SignOff, Corrected]),
        row(&[Unit], Some(Draft),     Submit,   Submitted, &[NoSignOff]),
        row(&[Unit], Some(Returned),  Submit,   Submitted, &[NoSignOff]),
        row(&[Unit], Some(Accepted),  Submit,   Submitted, &[NoSignOff, Corrected]),
        row(&[Unit], Some(Signing),   Withdraw, Draft,     &[WasDraft]),
        row(&[Unit], Some(Signing),   Withdraw, Returned,  &[WasReturned]),
        row(&[Unit], Some(Signing),   Withdraw, Accepted,  &[WasAccepted]),
        row(&[Unit], Some(Submitted), Withdraw, Draft,     &[Unopened, WasDraft]),
        row(&[Unit], Some(Submitted), Withdraw, Returned,  &[Unopened, WasReturned]),
        row(&[Unit], Some(Submitted), Withdraw, Accepted,  &[Unopened, WasAccepted]),
        row(&[Unit], Some(Returned),  Withdraw, Accepted,  &[Stands]),
        row(&[Recipient, Office], Some(Submitted), Review, Submitted, &[Unopened]),
        row(&[Recipient, Office], Some(Submitted), Return, Returned,  &[]),
        row(&[Recipient, Office], Some(Submitted), Accept, Accepted,  &[]),
        row(&[Office], Some(Draft),    Enter,    Submitted, &[NoAccounts]),
        row(&[Office], Some(Returned), Enter,    Submitted, &[NoAccounts]),
        row(&[Unit], Some(Submitted), Confirm,  Submitted, &[Entered]),
        row(&[Unit], Some(Returned),  Confirm,  Returned,  &[Entered]),
        row(&[Unit], Some(Accepted),  Confirm,  Accepted,  &[Entered]),
        row(&[Day],  Some(Submitted), Deem,     Accepted,  &[Lapsed]),
    ]
};
