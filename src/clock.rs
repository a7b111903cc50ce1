//! The only caller of the system's clock. Ids are made beside it.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

/// What time it is, as the rest of the program is told.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that a test sets.
    pub fn set_by(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Now, to the microsecond: `PostgreSQL` keeps no more, and both databases must agree.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(6)
    }

    /// Today's civil date in `Asia/Shanghai`.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        civil_date(self.now())
    }
}

/// The civil date in `Asia/Shanghai`, which has had no daylight saving time since 1991.
#[must_use]
pub fn civil_date(at: DateTime<Utc>) -> NaiveDate {
    (at.naive_utc() + TimeDelta::hours(8)).date()
}

/// When a civil date begins in `Asia/Shanghai`.
#[must_use]
pub fn beginning_of(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(NaiveTime::MIN) - TimeDelta::hours(8)).and_utc()
}

/// The offset of `Asia/Shanghai`, for people to read.
#[must_use]
pub fn shanghai() -> Option<FixedOffset> {
    FixedOffset::east_opt(8 * 3600)
}

/// A new id: a `UUIDv7`, ordered by the time of its making within this process.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new_id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_turns_at_midnight_in_shanghai() {
        let at = |text: &str| civil_date(text.parse().expect("a time"));
        assert_eq!(at("2026-06-14T15:59:59.999999Z").to_string(), "2026-06-14");
        assert_eq!(at("2026-06-14T16:00:00Z").to_string(), "2026-06-15");
        let day = at("2026-06-14T16:00:00Z");
        assert_eq!(beginning_of(day).to_rfc3339(), "2026-06-14T16:00:00+00:00");
    }

    #[test]
    fn times_are_cut_to_the_microsecond() {
        let clock = Clock::set_by(|| "2026-06-14T00:00:00.123456789Z".parse().expect("a time"));
        assert_eq!(clock.now().timestamp_subsec_nanos(), 123_456_000);
    }

    #[test]
    fn ids_are_in_order() {
        let ids: Vec<Uuid> = (0..1000).map(|_| new_id()).collect();
        assert!(ids.is_sorted());
    }
}
