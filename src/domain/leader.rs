//! 责任领导: a post with a holder.

use chrono::NaiveDate;

use super::{
    id::{AccountId, HolderId, LeaderId, OfficeId, UnitId},
    refusal::Refusal,
    unit::{holds_on, overlap},
};

/// A post (岗位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// Key.
    pub id: LeaderId,
    /// The office it belongs to.
    pub office: OfficeId,
    /// The post; the printed name where the document gives no more.
    pub post: String,
    /// What else is said of it, as its full title.
    pub title: Option<String>,
    /// Its place among the office's posts, from 1.
    pub rank: Option<i32>,
    /// Whether it is the chief leader's, who sees everything published.
    pub chief: bool,
    /// Version to name in a change.
    pub version: i32,
}

impl Leader {
    /// A post of which nothing but its name is known.
    #[must_use]
    pub const fn new(id: LeaderId, office: OfficeId, post: String) -> Self {
        Self { id, office, post, title: None, rank: None, chief: false, version: 1 }
    }
}

/// Who holds a post, or acts for its holder (AB角), on `[from, to)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostHolder {
    /// Key.
    pub id: HolderId,
    /// The post.
    pub leader: LeaderId,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// Name.
    pub name: String,
    /// Whether acting for the holder.
    pub acting: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

impl PostHolder {
    /// Someone who holds a post from a day on.
    #[must_use]
    pub const fn new(
        id: HolderId,
        leader: LeaderId,
        account: Option<AccountId>,
        name: String,
        from: NaiveDate,
    ) -> Self {
        Self { id, leader, account, name, acting: false, valid_from: from, valid_to: None }
    }

    /// From when to when.
    #[must_use]
    pub const fn validity(&self) -> (NaiveDate, Option<NaiveDate>) {
        (self.valid_from, self.valid_to)
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        holds_on(self.validity(), day)
    }
}

/// A unit that a post is in charge of (分管), on `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The post.
    pub leader: LeaderId,
    /// The unit.
    pub unit: UnitId,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day it is no longer in charge.
    pub valid_to: Option<NaiveDate>,
}

/// Of those who hold a post or act for its holder, those whom a new one replaces: they end on the
/// first day of the new one. A new holder replaces the holder of that day; whoever acts replaces
/// nobody.
///
/// # Errors
/// If someone holds the post from that day or a later one on, before the new one would end; or if
/// whoever is to act acts already.
pub fn replaced<'a>(
    known: &'a [PostHolder],
    new: &PostHolder,
) -> Result<Vec<&'a PostHolder>, Refusal> {
    let meets =
        |one: &&PostHolder| one.acting == new.acting && overlap(one.validity(), new.validity());
    if new.acting {
        let same = |one: &&PostHolder| match (one.account, new.account) {
            (Some(one), Some(new)) => one == new,
            _ => one.name == new.name,
        };
        return match known.iter().filter(meets).find(same) {
            Some(one) => Err(Refusal::HeldFrom { field: "from", from: one.valid_from }),
            None => Ok(vec![]),
        };
    }
    let (later, before): (Vec<_>, Vec<_>) =
        known.iter().filter(meets).partition(|one| one.valid_from >= new.valid_from);
    match later.first() {
        Some(one) => Err(Refusal::HeldFrom { field: "from", from: one.valid_from }),
        None => Ok(before),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn holder(name: &str, acting: bool, from: &str, to: Option<&str>) -> PostHolder {
        PostHolder {
            id: HolderId(Uuid::from_u128(1)),
            leader: LeaderId(Uuid::from_u128(2)),
            account: None,
            name: name.into(),
            acting,
            valid_from: day(from),
            valid_to: to.map(day),
        }
    }

    #[test]
    fn a_successor_replaces_the_holder_and_nobody_who_comes_later() {
        let known = [
            holder("甲", false, "2024-01-01", Some("2025-01-01")),
            holder("乙", false, "2025-01-01", None),
            holder("丙", true, "2025-01-01", None),
        ];
        let names = |new: PostHolder| {
            let found = replaced(&known, &new)?;
            Ok::<_, Refusal>(found.iter().map(|one| one.name.clone()).collect::<Vec<_>>())
        };
        let refused = |from| Err(Refusal::HeldFrom { field: "from", from: day(from) });
        assert_eq!(names(holder("丁", false, "2026-03-01", None)), Ok(vec!["乙".to_owned()]));
        assert_eq!(names(holder("丁", false, "2025-01-01", None)), refused("2025-01-01"));
        assert_eq!(names(holder("丁", false, "2024-06-01", None)), refused("2025-01-01"));
        assert_eq!(
            names(holder("丁", false, "2024-06-01", Some("2025-01-01"))),
            Ok(vec!["甲".to_owned()])
        );
        assert_eq!(names(holder("丁", false, "2023-01-01", Some("2024-01-01"))), Ok(vec![]));
        assert_eq!(names(holder("丁", true, "2025-06-01", None)), Ok(vec![]));
        assert_eq!(names(holder("丙", true, "2026-01-01", None)), refused("2025-01-01"));
    }
}
