//! Every actor × state × action of every table: allowed, or refused with what is missing.

use std::fmt::Write as _;

use super::*;
use crate::domain::{closing, extension, instruction, item, objection, refusal::RefusalCode};

/// A table as people read it: for each action and party, the state that follows from each state.
/// `.` the party may not at all, `-` not in this state.
fn picture<S: Word, A: Word>(
    name: &str,
    table: &[Row<S, A>],
    states: &[S],
    actions: &[A],
) -> String {
    let from: Vec<Option<S>> =
        std::iter::once(None).chain(states.iter().copied().map(Some)).collect();
    let mut text = format!("{name}\n{:<30}", "");
    for state in &from {
        write!(text, " {:<13}", state.map_or("(new)", S::code)).expect("text");
    }
    text.push('\n');
    for &action in actions {
        for &party in Party::ALL {
            let mut cells = Vec::new();
            for &state in &from {
                let answer = next(table, &[party], state, action, |_| true);
                hold(table, party, state, action, answer.as_ref());
                cells.push(match answer {
                    Ok(to) => to.code(),
                    Err(Refusal::NotAllowed { .. }) => ".",
                    Err(Refusal::State(_)) => "-",
                    Err(refusal) => panic!("{refusal:?}"),
                });
            }
            if cells.iter().any(|cell| *cell != ".") {
                write!(text, "{:<17} {:<12}", action.code(), party.as_str()).expect("text");
                for cell in cells {
                    write!(text, " {cell:<13}").expect("text");
                }
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
        }
        let of_action = table.iter().filter(|row| row.action == action);
        let mut when: Vec<Condition> = of_action.flat_map(|row| row.when).copied().collect();
        when.sort_unstable();
        when.dedup();
        if !when.is_empty() {
            let when: Vec<&str> = when.iter().map(|condition| condition.as_str()).collect();
            writeln!(text, "{:<17} when {}", action.code(), when.join(", ")).expect("text");
        }
    }
    text.push('\n');
    text
}

/// An answer is what the rows say; a refusal has words in both languages; each condition counts.
fn hold<S: Word, A: Word>(
    table: &[Row<S, A>],
    party: Party,
    from: Option<S>,
    action: A,
    answer: Result<&S, &Refusal>,
) {
    let fitting = |row: &&Row<S, A>| row.action == action && row.who.contains(&party);
    let theirs: Vec<&Row<S, A>> = table.iter().filter(fitting).collect();
    let row = theirs.iter().find(|row| row.from == from);
    match (answer, row) {
        (Ok(to), Some(row)) => {
            assert!(*to == row.to);
            for missing in row.when {
                let refused = next(table, &[party], from, action, |asked| asked != *missing);
                let Err(refusal) = refused else { panic!("{missing} does not count") };
                assert_eq!(refusal, Refusal::Unmet { condition: *missing });
                assert_eq!(refusal.code(), RefusalCode::WrongState);
                speaks(&refusal);
            }
        }
        (Err(refusal), None) => {
            let code =
                if theirs.is_empty() { RefusalCode::NotAllowed } else { RefusalCode::WrongState };
            assert_eq!(refusal.code(), code);
            speaks(refusal);
        }
        (answer, _) => panic!("{:?} is not what the rows say", answer.map(|to| to.code())),
    }
}

fn speaks(refusal: &Refusal) {
    let message = refusal.message();
    assert!(message.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", message.zh);
    assert!(message.en.is_ascii() && message.en.len() > 5, "{}", message.en);
}

#[test]
fn every_actor_in_every_state_is_answered() {
    let now = [
        picture("item", item::TRANSITIONS, item::ItemState::ALL, item::ItemAction::ALL),
        picture(
            "objection",
            objection::TRANSITIONS,
            objection::ObjectionState::ALL,
            objection::ObjectionAction::ALL,
        ),
        picture(
            "extension",
            extension::TRANSITIONS,
            extension::ExtensionState::ALL,
            extension::ExtensionAction::ALL,
        ),
        picture(
            "instruction",
            instruction::TRANSITIONS,
            instruction::InstructionState::ALL,
            instruction::InstructionAction::ALL,
        ),
        picture(
            "closing",
            closing::TRANSITIONS,
            closing::ClosingState::ALL,
            closing::ClosingAction::ALL,
        ),
    ]
    .concat();
    assert!(now.trim_end() == include_str!("table.txt").trim_end(), "table.txt should be:\n{now}");
}

/// Someone who is several things at once may what any of them may.
#[test]
fn the_office_that_also_leads_asks_and_grants() {
    use extension::{ExtensionAction, ExtensionState, TRANSITIONS};
    let both = [Party::Office, Party::Lead];
    let asked = next(TRANSITIONS, &both, None, ExtensionAction::Ask, |_| true);
    assert_eq!(asked, Ok(ExtensionState::Open));
    let granted = next(TRANSITIONS, &both, asked.ok(), ExtensionAction::Grant, |_| true);
    assert_eq!(granted, Ok(ExtensionState::Granted));
}

#[test]
fn a_refusal_says_what_is_missing() {
    use closing::{ClosingAction, ClosingState, TRANSITIONS};
    let refused = |party, from, missing| {
        next(TRANSITIONS, &[party], from, ClosingAction::Close, |condition| condition != missing)
            .expect_err("refused")
            .message()
            .zh
    };
    let none = Condition::Published;
    let open = Some(ClosingState::Open);
    assert_eq!(refused(Party::Lead, open, none), "您不能执行此操作：只有督查室可以。");
    assert_eq!(
        refused(Party::Office, Some(ClosingState::Returned), none),
        "现为“已退回”，不能办结；须为：待核实。"
    );
    assert_eq!(refused(Party::Office, open, Condition::Verified), "请先复核。");
}
