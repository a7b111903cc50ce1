//! Pages of long lists: by key, never by offset.

use super::refusal::Refusal;

/// The most rows of a page.
pub const MAX_ROWS: u32 = 100;
/// The rows of a page when nobody says.
pub const DEFAULT_ROWS: u32 = 20;

/// Where a row stands in its list: the value of the sort key, and its id to break ties.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The sort key as text.
    pub key: String,
    /// The row's id.
    pub id: uuid::Uuid,
}

/// Which end of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The first rows.
    Forward,
    /// The last rows.
    Backward,
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// Rows after this one only.
    pub after: Option<Cursor>,
    /// Rows before this one only.
    pub before: Option<Cursor>,
    /// Which end.
    pub direction: Direction,
    /// At most so many rows.
    pub rows: u32,
}

impl PageRequest {
    /// The first rows of a list.
    #[must_use]
    pub const fn first(rows: u32) -> Self {
        Self { after: None, before: None, direction: Direction::Forward, rows }
    }

    /// From the arguments of a connection.
    ///
    /// # Errors
    /// `first` and `last` together, or one of them outside `0..=100`.
    pub fn from_arguments(
        first: Option<i32>,
        after: Option<Cursor>,
        last: Option<i32>,
        before: Option<Cursor>,
    ) -> Result<Self, Refusal> {
        let (direction, rows, field) = match (first, last) {
            (Some(_), Some(_)) => return Err(Refusal::FirstAndLast),
            (None, Some(last)) => (Direction::Backward, last, "last"),
            (Some(first), None) => (Direction::Forward, first, "first"),
            (None, None) => (Direction::Forward, DEFAULT_ROWS.cast_signed(), "first"),
        };
        let rows = u32::try_from(rows)
            .ok()
            .filter(|rows| *rows <= MAX_ROWS)
            .ok_or(Refusal::PageSize { field, limit: MAX_ROWS })?;
        Ok(Self { after, before, direction, rows })
    }
}

/// A page: its rows with their cursors, and whether there are more either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows in the list's order.
    pub rows: Vec<(Cursor, T)>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// The page of a list that is at hand as a whole, each row with its id; none where a cursor is
    /// none of its own. The key of a row is its place.
    #[must_use]
    pub fn of_all(rows: Vec<(uuid::Uuid, T)>, request: &PageRequest) -> Option<Self> {
        let place = |cursor: &Option<Cursor>| match cursor {
            Some(cursor) => cursor.key.parse::<usize>().ok().map(Some),
            None => Some(None),
        };
        let (after, before) = (place(&request.after)?, place(&request.before)?);
        let start = after.map_or(0, |after| after.saturating_add(1));
        let end = before.unwrap_or(rows.len()).min(rows.len());
        let between = end.saturating_sub(start);
        let shown = between.min(request.rows as usize);
        let first = match request.direction {
            Direction::Forward => start,
            Direction::Backward => end - shown,
        };
        let has_next = match request.direction {
            Direction::Forward => shown < between,
            Direction::Backward => before.is_some(),
        };
        let has_previous = match request.direction {
            Direction::Forward => after.is_some(),
            Direction::Backward => shown < between,
        };
        let rows = rows
            .into_iter()
            .enumerate()
            .skip(first)
            .take(shown)
            .map(|(place, (id, row))| (Cursor { key: place.to_string(), id }, row))
            .collect();
        Some(Self { rows, has_next, has_previous })
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_next: false, has_previous: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_at_hand_is_paged_both_ways() {
        let cursor = |place: usize| Some(Cursor { key: place.to_string(), id: uuid::Uuid::nil() });
        let page = |request: &PageRequest| {
            let rows = (0..5).map(|row| (uuid::Uuid::nil(), row)).collect();
            let page = Page::of_all(rows, request).expect("a page");
            let rows: Vec<i32> = page.rows.into_iter().map(|(_, row)| row).collect();
            (rows, page.has_previous, page.has_next)
        };
        let first = PageRequest::first(2);
        assert_eq!(page(&first), (vec![0, 1], false, true));
        assert_eq!(
            page(&PageRequest { after: cursor(3), ..first.clone() }),
            (vec![4], true, false)
        );
        assert_eq!(page(&PageRequest { after: cursor(9), ..first.clone() }), (vec![], true, false));
        let last = PageRequest { direction: Direction::Backward, ..first.clone() };
        assert_eq!(page(&last), (vec![3, 4], true, false));
        assert_eq!(page(&PageRequest { before: cursor(1), ..last }), (vec![0], false, true));
        let other = Some(Cursor { key: "x".into(), id: uuid::Uuid::nil() });
        let other = PageRequest { after: other, ..first };
        assert_eq!(Page::of_all(vec![(uuid::Uuid::nil(), 1)], &other), None);
    }

    #[test]
    fn one_direction_and_a_bounded_size() {
        let page = |first, last| PageRequest::from_arguments(first, None, last, None);
        assert_eq!(page(None, None).map(|p| p.rows), Ok(DEFAULT_ROWS));
        assert_eq!(page(Some(100), None).map(|p| p.rows), Ok(100));
        assert_eq!(page(None, Some(3)).map(|p| p.direction), Ok(Direction::Backward));
        assert_eq!(page(Some(1), Some(1)), Err(Refusal::FirstAndLast));
        for bad in [-1, 101, i32::MAX] {
            assert_eq!(
                page(Some(bad), None),
                Err(Refusal::PageSize { field: "first", limit: MAX_ROWS })
            );
        }
    }
}
