//! Relay connections: pages of long lists, one kind for the whole API.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{
    Result,
    context::ContextExt,
    loaders::{CountUnder, List, LoadError, PageUnder, WholeList},
};
use crate::{
    domain::{
        page::{Cursor, DEFAULT_ROWS, MAX_ROWS, Page, PageRequest},
        refusal::Refusal,
    },
    store::StoreError,
};

/// Where a page stands in its list (分页信息).
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow this page.
    has_next_page: bool,
    /// Whether rows precede this page.
    has_previous_page: bool,
    /// Cursor of the first row; none if there is none.
    start_cursor: Option<String>,
    /// Cursor of the last row; none if there is none.
    end_cursor: Option<String>,
}

/// The arguments of a connection, as clients give them.
pub struct Arguments {
    /// The first so many rows.
    pub first: Option<i32>,
    /// Rows after this cursor.
    pub after: Option<String>,
    /// The last so many rows.
    pub last: Option<i32>,
    /// Rows before this cursor.
    pub before: Option<String>,
}

impl Arguments {
    /// The argument that names a place in the list.
    fn place(&self) -> &'static str {
        if self.after.is_some() { "after" } else { "before" }
    }

    /// The page that is asked for of a list, whose name its cursors carry.
    fn page(self, list: &str) -> std::result::Result<PageRequest, Refusal> {
        let read = |cursor: Option<String>, field| {
            cursor.map(|text| decode(list, &text).ok_or(Refusal::Invalid { field })).transpose()
        };
        let after = read(self.after, "after")?;
        let before = read(self.before, "before")?;
        PageRequest::from_arguments(self.first, after, self.last, before)
    }
}

const VERSION: &str = "1";
const SEPARATOR: char = '\u{1f}';

fn encode(list: &str, cursor: &Cursor) -> String {
    let parts = [VERSION, list, &cursor.id.simple().to_string(), &cursor.key];
    URL_SAFE_NO_PAD.encode(parts.join(&SEPARATOR.to_string()))
}

fn decode(list: &str, text: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let mut parts = text.splitn(4, SEPARATOR);
    let fits = parts.next()? == VERSION && parts.next()? == list;
    let id = Uuid::try_parse(parts.next()?).ok()?;
    let key = parts.next()?.to_owned();
    fits.then_some(Cursor { key, id })
}

type Count = Box<dyn Fn() -> BoxFuture<'static, Result<u64>> + Send + Sync>;

/// A page of a list, and the way to count the whole of it.
pub struct Listed<T> {
    page: Page<T>,
    list: &'static str,
    count: Count,
}

impl<T: Clone + Send + Sync> Listed<T> {
    /// A page of a list that hangs under nothing.
    pub async fn whole<L: WholeList<Row = T>>(
        ctx: &Context<'_>,
        filter: L::Filter,
        arguments: Arguments,
    ) -> Result<Self> {
        let list = L::name(&filter);
        let place = arguments.place();
        let request = ctx.check(arguments.page(list))?;
        let (reader, filter) = (ctx.reader()?, Arc::new(filter));
        let page = match L::page(&reader, &filter, &request).await {
            Err(StoreError::Cursor) => ctx.check(Err(Refusal::Invalid { field: place }))?,
            page => page?,
        };
        Ok(Self {
            page,
            list,
            count: Box::new(move || {
                let (reader, filter) = (Arc::clone(&reader), Arc::clone(&filter));
                Box::pin(async move { Ok(L::count(&reader, &filter).await?) })
            }),
        })
    }

    /// A page of the list under a thing.
    pub async fn under<L: List<Row = T>>(
        ctx: &Context<'_>,
        list: &'static str,
        parent: impl Into<Uuid>,
        filter: L::Filter,
        arguments: Arguments,
    ) -> Result<Self> {
        let parent = parent.into();
        let place = arguments.place();
        let page = ctx.check(arguments.page(list))?;
        let loader = ctx.loader()?;
        let key = PageUnder::<L> { parent, filter: filter.clone(), page };
        let page = match loader.load_one(key).await {
            Err(LoadError(error)) if matches!(*error, StoreError::Cursor) => {
                ctx.check(Err(Refusal::Invalid { field: place }))?
            }
            page => page?.unwrap_or_default(),
        };
        Ok(Self {
            page,
            list,
            count: Box::new(move || {
                let key = CountUnder::<L> { parent, filter: filter.clone() };
                let loader = Arc::clone(&loader);
                Box::pin(async move { Ok(loader.load_one(key).await?.unwrap_or_default()) })
            }),
        })
    }

    /// A page of a list that is at hand as a whole.
    pub fn of_all(
        ctx: &Context<'_>,
        list: &'static str,
        rows: Vec<(Uuid, T)>,
        arguments: Arguments,
    ) -> Result<Self> {
        let place = arguments.place();
        let request = ctx.check(arguments.page(list))?;
        let count = rows.len() as u64;
        let page = Page::of_all(rows, &request);
        let page = ctx.check(page.ok_or(Refusal::Invalid { field: place }))?;
        Ok(Self { page, list, count: Box::new(move || Box::pin(async move { Ok(count) })) })
    }

    /// Where the page stands.
    pub fn page_info(&self) -> PageInfo {
        let cursor = |row: Option<&(Cursor, T)>| row.map(|(cursor, _)| encode(self.list, cursor));
        PageInfo {
            has_next_page: self.page.has_next,
            has_previous_page: self.page.has_previous,
            start_cursor: cursor(self.page.rows.first()),
            end_cursor: cursor(self.page.rows.last()),
        }
    }

    /// The rows with their cursors.
    pub fn edges(&self) -> impl Iterator<Item = (String, T)> {
        self.page.rows.iter().map(|(cursor, row)| (encode(self.list, cursor), row.clone()))
    }

    /// How long the whole list is.
    pub async fn total_count(&self) -> Result<u64> {
        (self.count)().await
    }
}

/// What a list costs: what each of its rows costs, times the rows asked for.
pub fn listed(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let rows = first.or(last).and_then(|rows| u32::try_from(rows).ok()).unwrap_or(DEFAULT_ROWS);
    child.saturating_mul(rows.clamp(1, MAX_ROWS) as usize).saturating_add(1)
}

/// Makes the connection and edge types of a list, whose nodes are made of the domain's values.
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $(#[$edge_doc:meta])* $edge:ident, $node:ident, $row:ty) => {
        $(#[$edge_doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// Names this place in the list, for `after` and `before`.
            cursor: String,
            /// The thing itself.
            node: $node,
        }

        $(#[$doc])*
        pub struct $connection(pub $crate::graphql::connection::Listed<$row>);

        $(#[$doc])*
        #[async_graphql::Object]
        impl $connection {
            /// The rows of this page with their cursors.
            async fn edges(&self) -> Vec<$edge> {
                self.0.edges().map(|(cursor, row)| $edge { cursor, node: row.into() }).collect()
            }

            /// Where this page stands in its list.
            async fn page_info(&self) -> $crate::graphql::connection::PageInfo {
                self.0.page_info()
            }

            /// How many rows the whole list has; counted only when asked for.
            async fn total_count(&self) -> $crate::graphql::Result<u64> {
                self.0.total_count().await
            }
        }
    };
}

pub(super) use connection;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let cursor = Cursor { key: "2026-06-30".into(), id: Uuid::from_u128(9) };
        let text = encode("tasks/DEADLINE", &cursor);
        assert_eq!(decode("tasks/DEADLINE", &text), Some(cursor));
        assert_eq!(decode("tasks/POSITION", &text), None);
        for bad in ["", "!", "MQ", "MR9hH2I"] {
            assert_eq!(decode("tasks/DEADLINE", bad), None, "{bad}");
        }
    }

    #[test]
    fn the_cost_of_lists_within_lists_does_not_overflow() {
        assert_eq!(listed(None, None, 3), 61);
        assert_eq!(listed(Some(i32::MAX), None, 3), 301);
        let deep = (0..40).fold(1, |child, _| listed(Some(100), None, child));
        assert_eq!(deep, usize::MAX);
    }
}
