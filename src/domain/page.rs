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

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_next: false, has_previous: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
