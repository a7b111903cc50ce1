//! The administrator loads the holidays, and due days move where rules say so.

use std::collections::HashSet;

use chrono::Datelike;

use crate::{
    domain::{
        calendar::Holiday,
        duty::DutyChanges,
        event::{EventKind, Subjects},
        refusal::Refusal,
    },
    error::Result,
    policy::{Act, Author, Scope},
};

use super::Service;

/// Holidays to be loaded.
#[derive(Clone, Debug)]
pub struct HolidaysLoad {
    /// The days; what the table said of the years in which they fall is replaced.
    pub holidays: Vec<Holiday>,
}

/// The most days loaded at once, and characters of a name.
const MAX_DAYS: usize = 1_000;
const MAX_NAME: usize = 50;

impl Service {
    /// Replaces what is known of the years of these days, and moves the due days that are not
    /// reported yet, where their rules say so. Answers what that changed.
    ///
    /// # Errors
    /// If it is not the author's to do, or a day is given twice or cannot be.
    pub async fn holidays_load(&self, by: Author<'_>, load: HolidaysLoad) -> Result<DutyChanges> {
        by.may(Act::LoadHolidays)?;
        check(&load.holidays)?;
        let tx = self.store.write().await?;
        tx.serialize("holidays").await?;
        let years: HashSet<i32> = load.holidays.iter().map(|holiday| holiday.day.year()).collect();
        for year in years {
            let first = chrono::NaiveDate::from_ymd_opt(year, 1, 1);
            let last = chrono::NaiveDate::from_ymd_opt(year, 12, 31);
            if let (Some(first), Some(last)) = (first, last) {
                tx.delete_holidays(first, last).await?;
            }
        }
        tx.put_holidays(&load.holidays).await?;
        tx.append(self.event(by, EventKind::HolidaysLoaded, Subjects::default())).await?;
        let documents = tx.reader(Scope::system()).documents_that_shift().await?;
        let changes = self.reconcile_all(&tx, by, &documents, self.clock.today()).await?;
        tx.commit().await?;
        Ok(changes)
    }
}

fn check(holidays: &[Holiday]) -> Result<()> {
    if holidays.is_empty() {
        return Err(Refusal::Required { field: "holidays" }.into());
    }
    if holidays.len() > MAX_DAYS {
        return Err(Refusal::TooLong { field: "holidays", limit: MAX_DAYS }.into());
    }
    let mut days = HashSet::new();
    for holiday in holidays {
        let named = !holiday.name.trim().is_empty()
            && holiday.name.chars().count() <= MAX_NAME
            && !holiday.name.contains(char::is_control);
        if !named {
            return Err(Refusal::Invalid { field: "holidays.name" }.into());
        }
        if !(1949..=2200).contains(&holiday.day.year()) || !days.insert(holiday.day) {
            return Err(Refusal::Invalid { field: "holidays.day" }.into());
        }
    }
    Ok(())
}
