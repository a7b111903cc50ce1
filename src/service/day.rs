//! The day's turn: what a civil day in `Asia/Shanghai` brings by itself, once, whichever process
//! makes it and however late.

use std::time::Duration;

use chrono::{Days, NaiveDate};

use crate::{
    domain::{
        calendar::Holidays,
        duty::DutyChanges,
        event::{EventKind, Subjects},
        refusal::Refusal,
        regime::{HolidayShift, ReportingRule},
    },
    error::Result,
    policy::{Author, Scope},
    store::{DueDuty, NewEvent, Tx},
};

use super::Service;

/// How often the clock task looks whether a day has turned.
const LOOK: Duration = Duration::from_mins(1);

/// What a day brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTurn {
    /// The day.
    pub day: NaiveDate,
    /// Duties that fell due on it.
    pub due: usize,
    /// Duties that became late on it.
    pub late: usize,
    /// Reports that count as accepted from it on, since nobody returned them in time.
    pub deemed: usize,
    /// Units that were urged, as regimes ask for it.
    pub urged: usize,
    /// Duties that arose, moved or ended since periods began or units were succeeded.
    pub changes: DutyChanges,
}

impl Service {
    /// Makes the turn of a day; nothing, if it was made before.
    ///
    /// # Errors
    /// If the day is still to come, or the database fails.
    pub async fn turn_day(&self, day: NaiveDate) -> Result<Option<DayTurn>> {
        if day > self.clock.today() {
            return Err(Refusal::Invalid { field: "day" }.into());
        }
        let tx = self.store.write().await?;
        tx.serialize("the day's turn").await?;
        if tx.reader(Scope::system()).day_was_turned(day).await? {
            return Ok(None);
        }
        let mut documents = self.carry_out_successions(&tx, day).await?;
        documents.extend(begin_on(&tx, day).await?);
        documents.sort_unstable();
        documents.dedup();
        let changes = self.reconcile_all(&tx, Author::Console, &documents, day).await?;
        let reader = tx.reader(Scope::system());
        let due = reader.duties_due(day).await?;
        let deemed = self.deem_reports(&tx, day).await?;
        let late = match day.pred_opt() {
            Some(before) => reader.duties_due(before).await?,
            None => vec![],
        };
        self.tell_of_duties(&tx, EventKind::DutyDue, &due).await?;
        self.tell_of_duties(&tx, EventKind::DutyLate, &late).await?;
        let urged = self.urge_by_rule(&tx, day).await?;
        tx.insert_day_turn(day, self.clock.now(), due.len(), late.len()).await?;
        tx.commit().await?;
        Ok(Some(DayTurn { day, due: due.len(), late: late.len(), deemed, urged, changes }))
    }

    /// Makes the turns of all days up to today that were missed, in their order; of today alone
    /// where none was ever made.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn turn_days(&self) -> Result<Vec<DayTurn>> {
        let today = self.clock.today();
        let last = self.store.reader(Scope::system()).last_day_turned().await?;
        let first = last.and_then(|last| last.checked_add_days(Days::new(1))).unwrap_or(today);
        let mut turns = Vec::new();
        for day in first.iter_days().take_while(|day| *day <= today) {
            turns.extend(self.turn_day(day).await?);
        }
        Ok(turns)
    }

    /// Makes each day's turn as the clock reaches it, for as long as the process serves.
    pub async fn turn_days_forever(self) {
        loop {
            match self.turn_days().await {
                Ok(turns) => {
                    for turn in turns {
                        tracing::info!(day = %turn.day, due = turn.due, late = turn.late, "a day has turned");
                    }
                }
                Err(error) => {
                    let error = anyhow::Error::from(error);
                    tracing::error!(error = format!("{error:#}"), "the day could not be turned");
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn tell_of_duties(&self, tx: &Tx, kind: EventKind, duties: &[DueDuty]) -> Result<()> {
        let told: Vec<NewEvent> = duties
            .iter()
            .map(|duty| {
                let subjects = Subjects {
                    office: Some(duty.office),
                    document: Some(duty.document),
                    item: Some(duty.item),
                    other: Some(duty.duty.into()),
                    ..Subjects::default()
                };
                self.event(Author::Console, kind, subjects)
            })
            .collect();
        Ok(tx.append_all(told).await?)
    }
}

/// The published documents in which a period begins on a day.
async fn begin_on(tx: &Tx, day: NaiveDate) -> Result<Vec<crate::domain::id::DocumentId>> {
    let rules = tx.reader(Scope::system()).published_rules().await?;
    let begins = |rule: &ReportingRule| {
        let none = Holidays::default();
        rule.schedule().is_some_and(|schedule| {
            let slots = schedule.slots(day, day, HolidayShift::None, &none);
            slots.iter().any(|slot| slot.starts_on == day)
        })
    };
    let mut documents: Vec<_> =
        rules.iter().filter(|rule| begins(rule)).map(|rule| rule.document).collect();
    documents.sort_unstable();
    documents.dedup();
    Ok(documents)
}
