//! What follows from a change for duties, and what the regime decides. Both are asked in one place
//! each.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::{
    clock::{self, civil_date},
    domain::{
        duty::{Duty, DutyState, owed},
        id::{DocumentId, DutyId, UnitId},
        item::{Item, ItemState},
        refusal::Refusal,
        regime::Period,
        transition::Condition,
        unit::UnitKind,
    },
    error::Result,
    policy::Scope,
    store::Tx,
};

use super::{Service, document::answering};

/// What the regime of a document says about acts of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Switches {
    /// Working days after publishing in which a unit may object.
    pub objection_days: u32,
    /// Whether the responsible leader decides on later days, as the office always may.
    pub leader_extends: bool,
}

/// The switches of a document's regime: those of a document that says nothing.
#[expect(clippy::unused_async, reason = "the regime stands in the database")]
pub(super) async fn switches(_tx: &Tx, _document: DocumentId) -> Result<Switches> {
    Ok(Switches { objection_days: 5, leader_extends: false })
}

/// The last of so many working days after a day: Saturdays and Sundays do not count.
pub(super) fn working_days_after(day: NaiveDate, mut count: u32) -> NaiveDate {
    let mut last = day;
    while count > 0 {
        let Some(next) = last.checked_add_days(Days::new(1)) else { return last };
        last = next;
        if !matches!(last.weekday(), Weekday::Sat | Weekday::Sun) {
            count -= 1;
        }
    }
    last
}

/// Refuses a report on what is owed no longer.
pub(super) async fn still_owed(tx: &Tx, duty: DutyId) -> Result<()> {
    let duty = tx.reader(Scope::system()).duty(duty).await?;
    if duty.is_some_and(|duty| duty.state == DutyState::Cancelled) {
        return Err(Refusal::Unmet { condition: Condition::ItemOpen }.into());
    }
    Ok(())
}

impl Service {
    /// Holds an item's duties to what the item is now. What was reported stays. An item that is not
    /// worked on owes nothing; one that is owes what is due from today on: what fell due while it
    /// was suspended is never owed.
    pub(super) async fn duties_follow(&self, tx: &Tx, item: &Item) -> Result<()> {
        let known = tx.lock_duties_on(item.id).await?;
        let wanted =
            if item.state == ItemState::Open { self.wanted(tx, item).await? } else { Vec::new() };
        let reported = tx.report_states_on(item.id).await?;
        for duty in &known {
            let same = wanted.iter().find(|new| (new.unit, new.period) == (duty.unit, duty.period));
            let state = reported.get(&duty.id).map_or(DutyState::Open, |state| state.duty());
            match (duty.state, same) {
                (DutyState::Open | DutyState::Returned, None) => {
                    tx.move_duty(duty.id, DutyState::Cancelled, duty.due_on).await?;
                }
                (DutyState::Open, Some(new)) if new.due_on != duty.due_on => {
                    tx.move_duty(duty.id, DutyState::Open, new.due_on).await?;
                }
                (DutyState::Cancelled, Some(new)) if new.due_on >= self.clock.today() => {
                    tx.move_duty(duty.id, state, new.due_on).await?;
                }
                _ => {}
            }
        }
        let new: Vec<Duty> = wanted
            .into_iter()
            .filter(|new| new.due_on >= self.clock.today())
            .filter(|new| {
                known.iter().all(|duty| (new.unit, new.period) != (duty.unit, duty.period))
            })
            .collect();
        tx.insert_duties(&new, self.clock.now()).await?;
        Ok(())
    }

    /// What an item that is worked on owes in the periods of its document.
    async fn wanted(&self, tx: &Tx, item: &Item) -> Result<Vec<Duty>> {
        let reader = tx.reader(Scope::system());
        let assignments = reader.assignments_of(&[item.id]).await?;
        let assignments = assignments.get(&item.id).map_or(&[][..], Vec::as_slice);
        let collectives: Vec<UnitId> = assignments
            .iter()
            .filter(|part| part.unit.kind == UnitKind::Collective)
            .map(|part| part.unit.id)
            .collect();
        let mut wanted = Vec::new();
        for period in tx.periods_of(item.document).await? {
            let members = reader.members(&collectives, period.starts_on).await?;
            let parts: Vec<_> =
                assignments.iter().flat_map(|part| answering(part, &members)).collect();
            let duties = owed(&parts).into_iter().map(|(unit, role, recipient)| Duty {
                id: clock::new_id(),
                document: item.document,
                item: item.id,
                unit,
                period: period.id,
                role,
                recipient,
                due_on: due_on(item, &period),
                state: DutyState::Open,
            });
            wanted.extend(duties);
        }
        Ok(wanted)
    }

    /// Whether objections to a document's items may still be raised.
    pub(super) async fn in_window(
        &self,
        tx: &Tx,
        document: &crate::domain::document::Document,
    ) -> Result<bool> {
        let days = switches(tx, document.id).await?.objection_days;
        Ok(document
            .published_at
            .is_some_and(|at| self.clock.today() <= working_days_after(civil_date(at), days)))
    }
}

/// The day by which a report on an item is due in a period: the item's, where it falls in it.
fn due_on(item: &Item, period: &Period) -> NaiveDate {
    item.deadline
        .filter(|day| *day >= period.starts_on)
        .map_or(period.due_on, |day| day.min(period.due_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_are_no_working_days() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        for (from, count, last) in [
            // A Monday.
            ("2026-03-02", 5, "2026-03-09"),
            ("2026-03-06", 1, "2026-03-09"),
            ("2026-03-07", 1, "2026-03-09"),
            ("2026-03-02", 0, "2026-03-02"),
        ] {
            assert_eq!(working_days_after(day(from), count), day(last), "{from} {count}");
        }
    }
}
