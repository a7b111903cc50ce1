//! 分办: a unit of an item hands a part of it to one of its own bureaux or towns. The issued text
//! stays as it is, and the unit alone answers upward.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    code::codes,
    id::{AccountId, DocumentId, HandingActId, HandingId, ItemId, UnitId},
    transition::{
        Condition::{ItemOpen, NoneOpen, Published},
        Party::{Lead, Support, Unit},
        Row, row, words,
    },
};

codes! {
    /// How far a handing is.
    pub enum HandingState {
        /// In the hands of the unit below.
        Open = "OPEN",
        /// Ended, by the unit that handed it or with its part in the item.
        Ended = "ENDED",
    }
}

codes! {
    /// What can be done about a handing.
    pub enum HandingAction {
        /// Hand a part on.
        HandOn = "HAND_ON",
        /// Change what was handed.
        Change = "CHANGE",
        /// End it.
        End = "END",
    }
}

codes! {
    /// Which reports a handing asks for.
    pub enum HandingAsks {
        /// None: a report is welcome at any time.
        Nothing = "NOTHING",
        /// One, by the day of the handing.
        Once = "ONCE",
        /// One for each report that the handing unit owes on the item, some days before it.
        EachPeriod = "EACH_PERIOD",
    }
}

words! {
    HandingState {
        Open => "办理中",
        Ended => "已终止",
    }
    HandingAction {
        HandOn => "分办",
        Change => "调整分办",
        End => "终止分办",
    }
}

/// Who may do what about a handing: the unit that has the part.
pub const TRANSITIONS: &[Row<HandingState, HandingAction>] = {
    use HandingAction::{Change, End, HandOn};
    use HandingState::{Ended, Open};
    &[
        row(&[Lead, Support], None, HandOn, Open, &[Published, ItemOpen, NoneOpen]),
        row(&[Unit], Some(Open), Change, Open, &[ItemOpen]),
        row(&[Unit], Some(Open), End, Ended, &[]),
    ]
};

/// What is handed: the part, by when, and which reports are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandingTerms {
    /// The part, in words.
    pub task: String,
    /// By which day.
    pub due_on: Option<NaiveDate>,
    /// Which reports are asked for.
    pub asks: HandingAsks,
    /// How many days before the handing unit's own report one of each period is due.
    pub days_before: Option<i32>,
}

impl HandingTerms {
    /// The day by which a report is due that goes into one due on a day.
    #[must_use]
    pub fn before(&self, day: NaiveDate) -> NaiveDate {
        let days = self.days_before.and_then(|days| u64::try_from(days).ok()).unwrap_or_default();
        day.checked_sub_days(Days::new(days)).unwrap_or(day)
    }
}

/// A part of an item in the hands of a unit below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handing {
    /// Key.
    pub id: HandingId,
    /// The act in which it was handed, with others or alone.
    pub act: HandingActId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
    /// The unit that hands it on.
    pub unit: UnitId,
    /// The unit that it is handed to.
    pub to: UnitId,
    /// What is handed.
    pub terms: HandingTerms,
    /// How far it is.
    pub state: HandingState,
    /// When it was handed, and by whom.
    pub handed: (DateTime<Utc>, AccountId),
    /// Why it was ended; none where it ended with the item or the unit's part in it.
    pub end_reason: Option<String>,
    /// When it ended, and by whom; by nobody where it ended by itself.
    pub ended: Option<(DateTime<Utc>, Option<AccountId>)>,
    /// Version to name in a change.
    pub version: i32,
}

/// What a unit below is shown of the item that it has a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedItem {
    /// The number as printed.
    pub ordinal: Option<String>,
    /// The task.
    pub text: String,
    /// Day by which it is to be done: its own, else the document's.
    pub deadline: Option<NaiveDate>,
    /// The title of the document.
    pub document_title: String,
    /// 文号.
    pub document_number: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_goes_in_some_days_before_the_one_that_it_goes_into() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a date") };
        let terms = |days_before| HandingTerms {
            task: String::new(),
            due_on: None,
            asks: HandingAsks::EachPeriod,
            days_before,
        };
        assert_eq!(terms(Some(5)).before(day("2026-07-03")), day("2026-06-28"));
        assert_eq!(terms(Some(0)).before(day("2026-07-03")), day("2026-07-03"));
    }
}
