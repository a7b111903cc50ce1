//! The calendar of a rule: its periods, the days by which reports are due, and what holidays do
//! to them.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::regime::{Covers, HolidayShift};

/// A day that is not what the week says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// What it is called.
    pub name: String,
    /// Whether people work on it (调休上班).
    pub working: bool,
}

/// Which days are worked on: weekdays, but for what the table says.
#[derive(Clone, Debug, Default)]
pub struct Holidays(BTreeMap<NaiveDate, Holiday>);

/// The longest run of days off that is looked over; a table with a longer one is no calendar.
const LONGEST_BREAK: usize = 60;

impl Holidays {
    /// From the table.
    pub fn new(holidays: impl IntoIterator<Item = Holiday>) -> Self {
        Self(holidays.into_iter().map(|holiday| (holiday.day, holiday)).collect())
    }

    /// Whether a day is worked on.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.0.get(&day) {
            Some(holiday) => holiday.working,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// What a day off is called in the table; none for a plain weekend.
    #[must_use]
    pub fn name(&self, day: NaiveDate) -> Option<&str> {
        self.0.get(&day).map(|holiday| holiday.name.as_str())
    }

    /// Where a due day goes.
    #[must_use]
    pub fn shifted(&self, day: NaiveDate, shift: HolidayShift) -> NaiveDate {
        let worked_on = |day: &NaiveDate| self.is_working(*day);
        match shift {
            HolidayShift::None => None,
            HolidayShift::Next => day.iter_days().take(LONGEST_BREAK).find(worked_on),
            HolidayShift::Previous => day.iter_days().rev().take(LONGEST_BREAK).find(worked_on),
        }
        .unwrap_or(day)
    }

    /// The day that lies so many working days after a day.
    #[must_use]
    pub fn working_days_after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let worked_on = |day: &NaiveDate| self.is_working(*day);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let following = day.iter_days().skip(1).filter(worked_on);
        // One window of days for each working day: weeks have two days off, holidays few more.
        following.take(count).last().unwrap_or(day)
    }
}

/// When a rule asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// In periods of so many months, counted from January, at a day of a month.
    Every {
        /// 1, 2, 3, 6 or 12.
        months: u32,
        /// Day of the month; the last day where the month is shorter.
        day: u32,
        /// `Current`: due in the period's last month; `Previous`: in the month after it.
        covers: Covers,
    },
    /// On days listed, in order: each ends the period since the one before.
    On(Vec<NaiveDate>),
}

/// One period of a rule, before it is a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Name, as 2026年3月.
    pub label: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// The day that the rule states.
    pub stated_on: NaiveDate,
    /// Day by which reports are due.
    pub due_on: NaiveDate,
}

impl Schedule {
    /// On these days, in whatever order they were stated.
    #[must_use]
    pub fn on(mut dates: Vec<NaiveDate>) -> Self {
        dates.sort_unstable();
        dates.dedup();
        Self::On(dates)
    }

    /// The periods that begin by `until` and whose reports are due on `from` or later, in order.
    #[must_use]
    pub fn slots(
        &self,
        from: NaiveDate,
        until: NaiveDate,
        shift: HolidayShift,
        holidays: &Holidays,
    ) -> Vec<Slot> {
        let stated = match self {
            Self::Every { months, day, covers } => recurring(*months, *day, *covers, from, until),
            Self::On(dates) => listed(dates),
        };
        stated
            .into_iter()
            .map(|slot| Slot { due_on: holidays.shifted(slot.stated_on, shift), ..slot })
            .filter(|slot| slot.due_on >= from && slot.starts_on <= until)
            .collect()
    }
}

fn recurring(
    months: u32,
    day: u32,
    covers: Covers,
    from: NaiveDate,
    until: NaiveDate,
) -> Vec<Slot> {
    // A period that is reported on after its end may have begun in the year before.
    let first = NaiveDate::from_ymd_opt(from.year() - 1, 1, 1);
    std::iter::successors(first, |start| start.checked_add_months(Months::new(months)))
        .take_while(|start| *start <= until)
        .filter_map(|starts_on| {
            let after = starts_on.checked_add_months(Months::new(months))?;
            let ends_on = after.pred_opt()?;
            let due_in = match covers {
                Covers::Current => ends_on,
                Covers::Previous => after,
            };
            let stated_on = day_of_month(due_in, day)?;
            let label = label(months, starts_on);
            Some(Slot { label, starts_on, ends_on, stated_on, due_on: stated_on })
        })
        .collect()
}

/// The first period begins with the year of the first day.
fn listed(dates: &[NaiveDate]) -> Vec<Slot> {
    let Some(first) = dates.first() else { return vec![] };
    let begin = NaiveDate::from_yo_opt(first.year(), 1).unwrap_or(*first);
    let begins = std::iter::once(begin)
        .chain(dates.iter().filter_map(|day| day.checked_add_days(Days::new(1))));
    begins
        .zip(dates)
        .map(|(starts_on, day)| Slot {
            label: format!("截至{}年{}月{}日", day.year(), day.month(), day.day()),
            starts_on,
            ends_on: *day,
            stated_on: *day,
            due_on: *day,
        })
        .collect()
}

/// That day of a day's month, or its last.
fn day_of_month(of: NaiveDate, day: u32) -> Option<NaiveDate> {
    (1..=day).rev().find_map(|day| of.with_day(day))
}

fn label(months: u32, starts_on: NaiveDate) -> String {
    let (year, month) = (starts_on.year(), starts_on.month());
    match months {
        1 => format!("{year}年{month}月"),
        3 => format!("{year}年第{}季度", month.div_ceil(3)),
        6 if month == 1 => format!("{year}年上半年"),
        6 => format!("{year}年下半年"),
        12 => format!("{year}年"),
        _ => format!("{year}年{month}—{}月", month + months - 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn due(schedule: &Schedule, from: &str, until: &str) -> Vec<String> {
        let slots = schedule.slots(day(from), day(until), HolidayShift::None, &Holidays::default());
        slots.iter().map(|slot| format!("{} {}", slot.label, slot.due_on)).collect()
    }

    #[test]
    fn every_cadence_has_its_days() {
        let every = |months, day, covers| Schedule::Every { months, day, covers };
        let (current, previous) = (Covers::Current, Covers::Previous);
        let monthly = due(&every(1, 3, previous), "2026-09-03", "2026-11-30");
        assert_eq!(
            monthly,
            [
                "2026年8月 2026-09-03",
                "2026年9月 2026-10-03",
                "2026年10月 2026-11-03",
                "2026年11月 2026-12-03"
            ]
        );
        assert_eq!(
            due(&every(1, 31, current), "2027-12-05", "2028-03-01"),
            [
                "2027年12月 2027-12-31",
                "2028年1月 2028-01-31",
                "2028年2月 2028-02-29",
                "2028年3月 2028-03-31"
            ]
        );
        assert_eq!(
            due(&every(2, 28, current), "2026-03-02", "2026-07-01"),
            ["2026年3—4月 2026-04-28", "2026年5—6月 2026-06-28", "2026年7—8月 2026-08-28"]
        );
        assert_eq!(
            due(&every(3, 31, current), "2026-06-30", "2026-12-31"),
            ["2026年第2季度 2026-06-30", "2026年第3季度 2026-09-30", "2026年第4季度 2026-12-31"]
        );
        assert_eq!(
            due(&every(6, 10, previous), "2026-01-01", "2026-12-31"),
            ["2025年下半年 2026-01-10", "2026年上半年 2026-07-10", "2026年下半年 2027-01-10"]
        );
        assert_eq!(due(&every(12, 20, current), "2026-12-20", "2026-12-31"), ["2026年 2026-12-20"]);
        let listed = Schedule::on(vec![day("2026-12-15"), day("2026-06-15")]);
        assert_eq!(
            due(&listed, "2026-06-15", "2026-12-31"),
            ["截至2026年6月15日 2026-06-15", "截至2026年12月15日 2026-12-15"]
        );
        assert_eq!(due(&listed, "2026-06-16", "2026-12-31").len(), 1);
    }

    #[test]
    fn a_holiday_moves_the_day_where_the_rule_says_so() {
        let off =
            |text: &str, working| Holiday { day: day(text), name: "国庆节".into(), working };
        let holidays = Holidays::new([
            off("2026-10-01", false),
            off("2026-10-02", false),
            // 2026-10-10 is a Saturday on which people work.
            off("2026-10-10", true),
        ]);
        let shifted = |text: &str, shift| holidays.shifted(day(text), shift).to_string();
        assert_eq!(shifted("2026-10-01", HolidayShift::None), "2026-10-01");
        assert_eq!(shifted("2026-10-01", HolidayShift::Next), "2026-10-05");
        assert_eq!(shifted("2026-10-02", HolidayShift::Previous), "2026-09-30");
        assert_eq!(shifted("2026-10-10", HolidayShift::Next), "2026-10-10");
        assert_eq!(shifted("2026-10-11", HolidayShift::Previous), "2026-10-10");
        assert_eq!(holidays.working_days_after(day("2026-09-30"), 1), day("2026-10-05"));
        assert_eq!(holidays.working_days_after(day("2026-10-08"), 3), day("2026-10-12"));
        assert_eq!(holidays.name(day("2026-10-01")), Some("国庆节"));
        assert_eq!(holidays.name(day("2026-10-03")), None);
    }

    fn schedules() -> impl Strategy<Value = Schedule> {
        let months = prop_oneof![Just(1_u32), Just(2), Just(3), Just(6), Just(12)];
        let covers = prop_oneof![Just(Covers::Current), Just(Covers::Previous)];
        let every = (months, 1_u32..=31, covers)
            .prop_map(|(months, day, covers)| Schedule::Every { months, day, covers });
        let dates = proptest::collection::vec(1_u32..=365, 1..8).prop_map(|days| {
            days.iter().filter_map(|day| NaiveDate::from_yo_opt(2028, *day)).collect()
        });
        prop_oneof![every, dates.prop_map(Schedule::on)]
    }

    proptest! {
        /// Whatever the rule and whenever it begins: periods follow each other without a gap and
        /// without an overlap, due days ascend, and none lies before the beginning.
        #[test]
        fn periods_follow_each_other(
            schedule in schedules(),
            from in 0_u64..1_500,
            length in 0_u64..900,
            off in proptest::collection::btree_set(0_u64..2_400, 0..60),
            shift in prop_oneof![Just(HolidayShift::None), Just(HolidayShift::Next), Just(HolidayShift::Previous)],
        ) {
            let begin = day("2026-01-01");
            let from = begin + Days::new(from);
            let until = from + Days::new(length);
            let holidays = Holidays::new(off.iter().map(|after| Holiday {
                day: begin + Days::new(*after), name: String::new(), working: after % 5 == 0,
            }));
            let slots = schedule.slots(from, until, shift, &holidays);
            for slot in &slots {
                prop_assert!(slot.starts_on <= slot.ends_on);
                prop_assert!(slot.due_on >= from && slot.starts_on <= until);
                prop_assert!(shift == HolidayShift::None || holidays.is_working(slot.due_on));
                prop_assert!(shift != HolidayShift::Next || slot.due_on >= slot.stated_on);
                prop_assert!(shift != HolidayShift::Previous || slot.due_on <= slot.stated_on);
            }
            for pair in slots.windows(2) {
                let [one, next] = pair else { unreachable!("windows of two") };
                prop_assert_eq!(one.ends_on.succ_opt(), Some(next.starts_on));
                prop_assert!(one.stated_on < next.stated_on);
                prop_assert!(one.due_on <= next.due_on);
            }
        }

        /// A longer look ahead only adds periods: what was generated stays as it is.
        #[test]
        fn looking_further_changes_nothing(schedule in schedules(), from in 0_u64..1_500, length in 0_u64..400) {
            let from = day("2026-01-01") + Days::new(from);
            let slots = |days| schedule.slots(
                from, from + Days::new(days), HolidayShift::None, &Holidays::default(),
            );
            let (near, far) = (slots(length), slots(length + 400));
            prop_assert_eq!(&near[..], &far[..near.len()]);
        }
    }
}
