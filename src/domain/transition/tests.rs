//! Every actor × state × action of every table: allowed, or refused with what is missing.

use std::fmt::Write as _;

use super::*;
use crate::domain::{
    acknowledgement, action_plan, closing, coordination, duty, extension, handing, handing_report,
    instruction, item, milestone, objection, refusal::RefusalCode, report, urge,
};

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
            let cells: Vec<String> =
                from.iter().map(|state| answer(table, party, *state, action)).collect();
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

/// The states that follow, held against the rows: each row leads where it says when its conditions
/// are met and no others, and each of its conditions counts; a refusal has words in both languages.
fn answer<S: Word, A: Word>(
    table: &[Row<S, A>],
    party: Party,
    from: Option<S>,
    action: A,
) -> String {
    let fitting = |row: &&Row<S, A>| row.action == action && row.who.contains(&party);
    let theirs: Vec<&Row<S, A>> = table.iter().filter(fitting).collect();
    let rows: Vec<&Row<S, A>> = theirs.iter().filter(|row| row.from == from).copied().collect();
    for row in &rows {
        let met = |asked| row.when.contains(&asked);
        assert!(next(table, &[party], from, action, met).is_ok_and(|to| to == row.to));
        for missing in row.when {
            let refused =
                next(table, &[party], from, action, |asked| met(asked) && asked != *missing);
            let Err(refusal) = refused else { panic!("{missing} does not count") };
            assert!(matches!(refusal, Refusal::Unmet { .. }), "{refusal:?}");
            assert_eq!(refusal.code(), RefusalCode::WrongState);
            speaks(&refusal);
        }
    }
    match next(table, &[party], from, action, |_| true) {
        Ok(_) => rows.iter().map(|row| row.to.code()).collect::<Vec<_>>().join("|"),
        Err(refusal) => {
            let (code, cell) = if theirs.is_empty() {
                (RefusalCode::NotAllowed, ".")
            } else {
                (RefusalCode::WrongState, "-")
            };
            assert!(rows.is_empty() && refusal.code() == code, "{refusal:?}");
            speaks(&refusal);
            cell.to_owned()
        }
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
        picture("report", report::TRANSITIONS, report::ReportState::ALL, report::ReportAction::ALL),
        picture(
            "acknowledgement",
            acknowledgement::TRANSITIONS,
            acknowledgement::AcknowledgementState::ALL,
            acknowledgement::AcknowledgementAction::ALL,
        ),
        picture("urge", urge::TRANSITIONS, duty::DutyState::ALL, urge::UrgeAction::ALL),
        picture(
            "coordination",
            coordination::TRANSITIONS,
            coordination::CoordinationState::ALL,
            coordination::CoordinationAction::ALL,
        ),
        picture(
            "action plan",
            action_plan::TRANSITIONS,
            action_plan::ActionPlanState::ALL,
            action_plan::ActionPlanAction::ALL,
        ),
        picture(
            "milestone",
            milestone::TRANSITIONS,
            milestone::MilestoneState::ALL,
            milestone::MilestoneAction::ALL,
        ),
        picture(
            "handing",
            handing::TRANSITIONS,
            handing::HandingState::ALL,
            handing::HandingAction::ALL,
        ),
        picture(
            "handing report",
            handing_report::TRANSITIONS,
            handing_report::HandingReportState::ALL,
            handing_report::HandingReportAction::ALL,
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
