//! Many rows in few statements.

/// Rows of one statement: every row binds at most 30 values, and `SQLite` takes 32,766 of them.
pub(super) const ROWS: usize = 1_000;

/// Inserts rows, many to a statement.
macro_rules! insert_all {
    ($tx:expr, $entity:ty, $rows:expr) => {{
        // Made before anything is awaited: a lazy row would borrow across the wait.
        let mut rows = $rows.collect::<Vec<_>>().into_iter().peekable();
        while rows.peek().is_some() {
            <$entity>::insert_many(rows.by_ref().take($crate::store::rows::ROWS))
                .exec_without_returning($tx)
                .await?;
        }
    }};
}

pub(super) use insert_all;
