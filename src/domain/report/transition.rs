//! Who may bring a report from one state to the next, by what, and when: one table.

use super::ReportState::{self, Accepted, Draft, Returned, Signing, Submitted};
use crate::domain::{code::codes, language::Message, refusal::Refusal};

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

codes! {
    /// As what someone stands to a report.
    pub enum Who {
        /// Writes for the unit that reports.
        Operator = "OPERATOR",
        /// Signs for the unit that reports.
        Head = "HEAD",
        /// Works for the unit that it is owed to.
        Recipient = "RECIPIENT",
        /// Works for the supervision office.
        Office = "OFFICE",
        /// The day's turn.
        Day = "DAY",
    }
}

codes! {
    /// What must hold beside.
    pub enum Condition {
        /// The regime asks for the head's signature.
        SignOff = "SIGN_OFF",
        /// It does not.
        NoSignOff = "NO_SIGN_OFF",
        /// The recipient has not opened it for decision.
        Unopened = "UNOPENED",
        /// A correction was written and not submitted yet.
        Corrected = "CORRECTED",
        /// An earlier version stands, being accepted.
        Stands = "STANDS",
        /// The office entered it, and the unit has not confirmed it yet.
        Entered = "ENTERED",
        /// Nobody has an account of the unit.
        NoAccounts = "NO_ACCOUNTS",
        /// The days in which it could be returned are over.
        Overdue = "OVERDUE",
    }
}

/// Where a transition leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// To this state.
    Is(ReportState),
    /// To the state in which the unit had it last.
    Before,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Who may.
    pub who: &'static [Who],
    /// In which state.
    pub from: ReportState,
    /// What.
    pub action: ReportAction,
    /// What it comes to.
    pub to: To,
    /// What must hold beside.
    pub when: &'static [Condition],
}

const fn row(
    who: &'static [Who],
    from: ReportState,
    action: ReportAction,
    to: To,
    when: &'static [Condition],
) -> Transition {
    Transition { who, from, action, to, when }
}

const UNIT: &[Who] = &[Who::Operator, Who::Head];
const HEAD: &[Who] = &[Who::Head];
const DECIDER: &[Who] = &[Who::Recipient, Who::Office];
const OFFICE: &[Who] = &[Who::Office];
const DAY: &[Who] = &[Who::Day];

/// The table of allowed transitions: who, from a state, by an action, to a state, on what
/// conditions.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &{
    use Condition::{Corrected, Entered, NoAccounts, NoSignOff, Overdue, SignOff, Stands, Unopened};
    use ReportAction::{Accept, Confirm, Correct, Deem, Enter, Return, Review, Save, SendBack, Sign, Submit, Withdraw};
    use To::{Before, Is};
    [
        row(UNIT,    Draft,     Save,     Is(Draft),     &[]),
        row(UNIT,    Returned,  Save,     Is(Returned),  &[]),
        row(UNIT,    Accepted,  Correct,  Is(Accepted),  &[]),
        row(UNIT,    Draft,     Sign,     Is(Signing),   &[SignOff]),
        row(UNIT,    Returned,  Sign,     Is(Signing),   &[SignOff]),
        row(UNIT,    Accepted,  Sign,     Is(Signing),   &[SignOff, Corrected]),
        row(HEAD,    Signing,   SendBack, Before,        &[]),
        row(HEAD,    Signing,   Submit,   Is(Submitted), &[]),
        row(HEAD,    Draft,     Submit,   Is(Submitted), &[SignOff]),
        row(HEAD,    Returned,  Submit,   Is(Submitted), &[SignOff]),
        row(HEAD,    Accepted,  Submit,   Is(Submitted), &[SignOff, Corrected]),
        row(UNIT,    Draft,     Submit,   Is(Submitted), &[NoSignOff]),
        row(UNIT,    Returned,  Submit,   Is(Submitted), &[NoSignOff]),
        row(UNIT,    Accepted,  Submit,   Is(Submitted), &[NoSignOff, Corrected]),
        row(UNIT,    Signing,   Withdraw, Before,        &[]),
        row(UNIT,    Submitted, Withdraw, Before,        &[Unopened]),
        row(UNIT,    Returned,  Withdraw, Is(Accepted),  &[Stands]),
        row(DECIDER, Submitted, Review,   Is(Submitted), &[Unopened]),
        row(DECIDER, Submitted, Return,   Is(Returned),  &[]),
        row(DECIDER, Submitted, Accept,   Is(Accepted),  &[]),
        row(OFFICE,  Draft,     Enter,    Is(Submitted), &[NoAccounts]),
        row(OFFICE,  Returned,  Enter,    Is(Submitted), &[NoAccounts]),
        row(UNIT,    Submitted, Confirm,  Is(Submitted), &[Entered]),
        row(UNIT,    Returned,  Confirm,  Is(Returned),  &[Entered]),
        row(UNIT,    Accepted,  Confirm,  Is(Accepted),  &[Entered]),
        row(DAY,     Submitted, Deem,     Is(Accepted),  &[Overdue]),
    ]
};

/// The row that allows something, for someone who stands to the report as all of these, where
/// these conditions hold.
///
/// # Errors
/// A refusal that says who may, in which state the report is, or what is missing.
pub fn allowed(
    who: &[Who],
    from: ReportState,
    action: ReportAction,
    holds: impl Fn(Condition) -> bool,
) -> Result<&'static Transition, Refusal> {
    let rows = || TRANSITIONS.iter().filter(move |row| row.action == action);
    let theirs = |row: &&Transition| row.who.iter().any(|one| who.contains(one));
    if !rows().any(|row| theirs(&row)) {
        return Err(not_allowed(rows()));
    }
    if !rows().any(|row| row.from == from) {
        return Err(Refusal::ReportState { is: from, action });
    }
    let mut missing = None;
    for row in rows().filter(|row| row.from == from).filter(theirs) {
        match row.when.iter().find(|condition| !holds(**condition)) {
            None => return Ok(row),
            Some(condition) => missing = missing.or(Some(*condition)),
        }
    }
    match missing {
        Some(condition) => Err(Refusal::ReportCondition { condition }),
        None => Err(not_allowed(rows().filter(|row| row.from == from))),
    }
}

fn not_allowed(rows: impl Iterator<Item = &'static Transition>) -> Refusal {
    let who: Vec<Who> = rows.flat_map(|row| row.who.iter().copied()).collect();
    let who = match () {
        () if who.contains(&Who::Operator) => {
            Message::new("只有承担该报送任务的单位可以", "only the unit that owes the report may")
        }
        () if who.contains(&Who::Head) => {
            Message::new("只有报送单位负责人可以", "only the head of the unit that reports may")
        }
        () if who.contains(&Who::Recipient) => Message::new(
            "只有接收报告的单位或督查室可以",
            "only the recipient of the report or the office may",
        ),
        () if who.contains(&Who::Office) => {
            Message::new("只有督查室可以", "only the supervision office may")
        }
        () => Message::new("到期由系统自动执行", "the day's turn does it by itself"),
    };
    Refusal::NotAllowed { who }
}

impl Condition {
    /// What is said where it does not hold.
    #[must_use]
    pub fn missing(self) -> Message {
        match self {
            Self::SignOff => Message::new(
                "该文件未启用单位内部签批，请直接报送。",
                "The regime asks for no signature: submit it.",
            ),
            Self::NoSignOff => Message::new(
                "该文件启用了单位内部签批，须由单位负责人报送，请先送签。",
                "The regime asks for the head's signature: hand it to the head.",
            ),
            Self::Unopened => {
                Message::new("接收单位已开始审核。", "The recipient has opened it for decision.")
            }
            Self::Corrected => Message::new(
                "报告已通过，且没有待报送的更正。",
                "The report is accepted, and no correction was written.",
            ),
            Self::Stands => Message::new(
                "没有已通过的版本，不能撤回。",
                "No accepted version stands: there is nothing to go back to.",
            ),
            Self::Entered => Message::new(
                "没有待单位确认的代录内容。",
                "Nothing that the office entered waits for confirmation.",
            ),
            Self::NoAccounts => Message::new(
                "该单位有账号，应由其自行报送。",
                "The unit has accounts: it reports itself.",
            ),
            Self::Overdue => Message::new(
                "尚未到视同通过之日。",
                "The days in which it could be returned are not over.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everyone × every state × every action, with all conditions that can hold at once: `x` is
    /// allowed, `n` not theirs, `w` not in this state, `c` a condition is missing.
    #[test]
    fn every_actor_state_and_action() {
        let letters = |who: Who, state, holds: &[Condition]| -> String {
            let letter =
                |action: &ReportAction| match allowed(&[who], state, *action, |condition| {
                    holds.contains(&condition)
                }) {
                    Ok(_) => 'x',
                    Err(Refusal::NotAllowed { .. }) => 'n',
                    Err(Refusal::ReportState { is, action: asked }) => {
                        assert_eq!((is, asked), (state, *action));
                        'w'
                    }
                    Err(Refusal::ReportCondition { .. }) => 'c',
                    Err(other) => panic!("{other:?}"),
                };
            ReportAction::ALL.iter().map(letter).collect()
        };
        // Save Correct Sign SendBack Submit Withdraw Review Return Accept Enter Confirm Deem
        let plain: &[Condition] = &[Condition::NoSignOff];
        let signed: &[Condition] = &[Condition::SignOff];
        let all: Vec<Condition> = Condition::ALL.to_vec();
        let table = [
            (Who::Operator, Draft, plain, "xwcnxwnnnnwn"),
            (Who::Operator, Draft, signed, "xwxncwnnnnwn"),
            (Who::Operator, Draft, &all, "xwxnxwnnnnwn"),
            (Who::Operator, Signing, plain, "wwwnnxnnnnwn"),
            (Who::Operator, Signing, &all, "wwwnnxnnnnwn"),
            (Who::Operator, Submitted, plain, "wwwnwcnnnncn"),
            (Who::Operator, Submitted, &all, "wwwnwxnnnnxn"),
            (Who::Operator, Returned, plain, "xwcnxcnnnncn"),
            (Who::Operator, Returned, signed, "xwxnccnnnncn"),
            (Who::Operator, Returned, &all, "xwxnxxnnnnxn"),
            (Who::Operator, Accepted, plain, "wxcncwnnnncn"),
            (Who::Operator, Accepted, &all, "wxxnxwnnnnxn"),
            (Who::Head, Draft, plain, "xwcwxwnnnnwn"),
            (Who::Head, Draft, signed, "xwxwxwnnnnwn"),
            (Who::Head, Signing, plain, "wwwxxxnnnnwn"),
            (Who::Head, Submitted, &all, "wwwwwxnnnnxn"),
            (Who::Head, Returned, signed, "xwxwxcnnnncn"),
            (Who::Head, Accepted, signed, "wxcwcwnnnncn"),
            (Who::Head, Accepted, &all, "wxxwxwnnnnxn"),
            (Who::Recipient, Draft, &all, "nnnnnnwwwnnn"),
            (Who::Recipient, Signing, &all, "nnnnnnwwwnnn"),
            (Who::Recipient, Submitted, plain, "nnnnnncxxnnn"),
            (Who::Recipient, Submitted, &all, "nnnnnnxxxnnn"),
            (Who::Recipient, Returned, &all, "nnnnnnwwwnnn"),
            (Who::Recipient, Accepted, &all, "nnnnnnwwwnnn"),
            (Who::Office, Draft, plain, "nnnnnnwwwcnn"),
            (Who::Office, Draft, &all, "nnnnnnwwwxnn"),
            (Who::Office, Signing, &all, "nnnnnnwwwwnn"),
            (Who::Office, Submitted, &all, "nnnnnnxxxwnn"),
            (Who::Office, Returned, &all, "nnnnnnwwwxnn"),
            (Who::Office, Accepted, &all, "nnnnnnwwwwnn"),
            (Who::Day, Draft, &all, "nnnnnnnnnnnw"),
            (Who::Day, Signing, &all, "nnnnnnnnnnnw"),
            (Who::Day, Submitted, plain, "nnnnnnnnnnnc"),
            (Who::Day, Submitted, &all, "nnnnnnnnnnnx"),
            (Who::Day, Returned, &all, "nnnnnnnnnnnw"),
            (Who::Day, Accepted, &all, "nnnnnnnnnnnw"),
        ];
        for (who, state, holds, expected) in table {
            assert_eq!(letters(who, state, holds), expected, "{who} in {state} with {holds:?}");
        }
        // Nobody is left out of the table above.
        for &who in Who::ALL {
            for &state in ReportState::ALL {
                assert!(table.iter().any(|row| (row.0, row.1) == (who, state)), "{who} in {state}");
            }
        }
        assert_eq!(
            allowed(&[], Draft, ReportAction::Save, |_| true).map(|row| row.to),
            Err(not_allowed(TRANSITIONS.iter().filter(|row| row.action == ReportAction::Save))),
        );
    }

    /// Whoever is several at once may what any of them may.
    #[test]
    fn an_office_that_reports_itself() {
        let both = [Who::Operator, Who::Office];
        assert!(allowed(&both, Draft, ReportAction::Save, |_| false).is_ok());
        assert!(allowed(&both, Submitted, ReportAction::Accept, |_| false).is_ok());
    }

    #[test]
    fn what_is_missing_is_said() {
        let by = |who, from, action, holds: &[Condition]| {
            allowed(&[who], from, action, |condition| holds.contains(&condition)).map(|row| row.to)
        };
        let missing = |condition| Err(Refusal::ReportCondition { condition });
        assert_eq!(
            by(Who::Operator, Draft, ReportAction::Submit, &[Condition::SignOff]),
            missing(Condition::NoSignOff)
        );
        assert_eq!(
            by(Who::Operator, Submitted, ReportAction::Withdraw, &[]),
            missing(Condition::Unopened)
        );
        assert_eq!(
            by(Who::Operator, Accepted, ReportAction::Submit, &[Condition::NoSignOff]),
            missing(Condition::Corrected)
        );
        assert_eq!(
            by(Who::Office, Draft, ReportAction::Enter, &[]),
            missing(Condition::NoAccounts)
        );
        for condition in Condition::ALL {
            assert!(!condition.missing().zh.is_empty() && !condition.missing().en.is_empty());
        }
    }
}
