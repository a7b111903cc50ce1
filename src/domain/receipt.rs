//! 报送回执: what a unit submitted in one act.

use chrono::{DateTime, NaiveDate, Utc};

use super::id::{AccountId, DocumentId, PeriodId, ReceiptId, UnitId};

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Key.
    pub id: ReceiptId,
    /// Unique within the unit.
    pub number: String,
    /// The unit that submitted.
    pub unit: UnitId,
    /// The document.
    pub document: DocumentId,
    /// The period.
    pub period: PeriodId,
    /// Who submitted.
    pub submitted_by: AccountId,
    /// When.
    pub submitted_at: DateTime<Utc>,
}

impl Receipt {
    /// The number of a unit's receipt of a day on which it was given so many before.
    #[must_use]
    pub fn number_of(day: NaiveDate, before: u64) -> String {
        format!("{}-{:03}", day.format("%Y%m%d"), before + 1)
    }
}
