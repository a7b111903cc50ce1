//! The event log: appended to in the transaction of the change, given positions by the relay.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use entity::{event, event_pending, event_position};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Statement,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    page::{Sorting, count_under, instant_key},
    rows::insert_all,
    scope,
};
use crate::{
    clock,
    domain::{
        event::{Event, EventKind, EventResult, Subjects},
        id::{AccountId, DocumentId, EventId, ItemId, OfficeId, ReportId, SessionId},
        page::{Cursor, Page, PageRequest},
    },
};
use std::collections::HashMap;

/// An event to be appended.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What kind of thing happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// The account; none for the command line and the system.
    pub actor: Option<AccountId>,
    /// The session.
    pub session: Option<SessionId>,
    /// The address that the request came from.
    pub address: Option<IpAddr>,
    /// What it is about.
    pub subjects: Subjects,
    /// Names of the fields that changed.
    pub fields: Vec<&'static str>,
    /// The version that the change made.
    pub version: Option<i32>,
    /// The state that the change brought the item or report to.
    pub state: Option<&'static str>,
    /// How it ended.
    pub result: EventResult,
}

/// An event in the order that readers follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEvent {
    /// From 1, without gaps.
    pub position: i64,
    /// The event.
    pub event: Event,
}

impl TryFrom<event::Model> for Event {
    type Error = StoreError;

    fn try_from(row: event::Model) -> Result<Self> {
        let fields = row
            .fields
            .as_array()
            .map(|fields| {
                fields.iter().filter_map(|field| field.as_str().map(str::to_owned)).collect()
            })
            .unwrap_or_default();
        Ok(Self {
            id: EventId(row.id),
            kind: EventKind::parse(&row.kind).ok_or_else(|| corrupt("event kind", &row.kind))?,
            occurred_at: row.occurred_at,
            actor: row.actor_id.map(AccountId),
            session: row.session_id.map(SessionId),
            subjects: Subjects {
                office: row.office_id.map(OfficeId),
                document: row.document_id.map(DocumentId),
                item: row.item_id.map(ItemId),
                report: row.report_id.map(ReportId),
                other: row.subject_id,
            },
            fields,
            version: row.subject_version,
            state: row.subject_state,
            result: EventResult::parse(&row.result)
                .ok_or_else(|| corrupt("event result", &row.result))?,
        })
    }
}

/// Whose history is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryOf {
    /// Of documents.
    Documents,
    /// Of items, their reports included.
    Items,
    /// Of progress reports.
    Reports,
}

impl HistoryOf {
    const fn column(self) -> event::Column {
        match self {
            Self::Documents => event::Column::DocumentId,
            Self::Items => event::Column::ItemId,
            Self::Reports => event::Column::ReportId,
        }
    }

    const fn parent_of(self) -> fn(&event::Model) -> Uuid {
        match self {
            Self::Documents => |row| row.document_id.unwrap_or_default(),
            Self::Items => |row| row.item_id.unwrap_or_default(),
            Self::Reports => |row| row.report_id.unwrap_or_default(),
        }
    }
}

fn newest_first() -> Sorting<event::Entity> {
    Sorting {
        // Ids are in the order of their making; a key of its own would only repeat that.
        key: event::Column::OccurredAt.into_expr(),
        id: event::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.occurred_at.to_rfc3339(), id: row.id },
        value: instant_key,
    }
}

impl Reader<'_> {
    fn visible_history(&self) -> Select<event::Entity> {
        event::Entity::find().filter(scope::history(&self.scope))
    }

    /// A page of what happened to each of these things, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn history_of(
        &self,
        of: HistoryOf,
        ids: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Event>>> {
        newest_first()
            .read_under(
                &self.db(),
                self.visible_history(),
                (of.column(), ids),
                page,
                of.parent_of(),
            )
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(Event::try_from)?)))
            .collect()
    }

    /// How much happened to each of these things.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn history_counts(&self, of: HistoryOf, ids: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        count_under(&self.db(), self.visible_history(), of.column(), ids).await
    }

    /// Whether what happened may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sees_event(&self, id: EventId) -> Result<bool> {
        let seen = self.visible_history().filter(event::Column::Id.eq(Uuid::from(id)));
        Ok(seen.count(&self.db()).await? > 0)
    }

    /// The position of the last event that has one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_position(&self) -> Result<i64> {
        let last: Option<Option<i64>> = event_position::Entity::find()
            .select_only()
            .column_as(event_position::Column::Position.max(), "last")
            .into_tuple()
            .one(&self.db())
            .await?;
        Ok(last.flatten().unwrap_or(0))
    }

    /// The events after a position, at most `limit`, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn events_after(&self, position: i64, limit: u64) -> Result<Vec<PlacedEvent>> {
        let rows = event_position::Entity::find()
            .filter(event_position::Column::Position.gt(position))
            .order_by_asc(event_position::Column::Position)
            .limit(limit)
            .find_also_related(event::Entity)
            .all(&self.db())
            .await?;
        rows.into_iter()
            .filter_map(|(place, event)| event.map(|event| (place, event)))
            .map(|(place, event)| {
                Ok(PlacedEvent { position: place.position, event: event.try_into()? })
            })
            .collect()
    }

    /// Whether events wait for a position.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn has_pending_events(&self) -> Result<bool> {
        Ok(event_pending::Entity::find().count(&self.db()).await? > 0)
    }
}

fn row_of(new: NewEvent) -> event::ActiveModel {
    let id: EventId = clock::new_id();
    event::ActiveModel {
        id: Set(id.into()),
        kind: Set(new.kind.as_str().to_owned()),
        occurred_at: Set(new.at),
        actor_id: Set(new.actor.map(Uuid::from)),
        session_id: Set(new.session.map(Uuid::from)),
        address: Set(new.address.map(|address| address.to_string())),
        office_id: Set(new.subjects.office.map(Uuid::from)),
        document_id: Set(new.subjects.document.map(Uuid::from)),
        item_id: Set(new.subjects.item.map(Uuid::from)),
        report_id: Set(new.subjects.report.map(Uuid::from)),
        subject_id: Set(new.subjects.other),
        fields: Set(new.fields.into()),
        subject_version: Set(new.version),
        subject_state: Set(new.state.map(str::to_owned)),
        result: Set(new.result.as_str().to_owned()),
    }
}

/// The advisory lock of the one relay.
const RELAY: &str = "duban relay";

impl Tx {
    /// Appends an event to the log.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn append(&self, new: NewEvent) -> Result<()> {
        self.append_all(vec![new]).await
    }

    /// Appends events to the log, in their order.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn append_all(&self, new: Vec<NewEvent>) -> Result<()> {
        let rows: Vec<event::ActiveModel> = new.into_iter().map(row_of).collect();
        let pending: Vec<event_pending::ActiveModel> = rows
            .iter()
            .map(|row| event_pending::ActiveModel { event_id: row.id.clone() })
            .collect();
        insert_all!(&self.tx, event::Entity, rows.into_iter());
        insert_all!(&self.tx, event_pending::Entity, pending.into_iter());
        Ok(())
    }

    /// Gives positions to events that have none, at most `limit`, and answers how many.
    ///
    /// Positions are given after the events were committed, by one relay at a time, so that a
    /// reader who follows positions misses none that committed late.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn place_events(&self, limit: u64) -> Result<usize> {
        self.serialize(RELAY).await?;
        let pending: Vec<Uuid> = event_pending::Entity::find()
            .order_by_asc(event_pending::Column::EventId)
            .limit(limit)
            .all(&self.tx)
            .await?
            .into_iter()
            .map(|row| row.event_id)
            .collect();
        if pending.is_empty() {
            return Ok(0);
        }
        let last = self.reader(crate::policy::Scope::system()).last_position().await?;
        let places = (last + 1..).zip(&pending).map(|(position, event)| {
            event_position::ActiveModel { position: Set(position), event_id: Set(*event) }
        });
        event_position::Entity::insert_many(places).exec_without_returning(&self.tx).await?;
        event_pending::Entity::delete_many()
            .filter(event_pending::Column::EventId.is_in(pending.iter().copied()))
            .exec(&self.tx)
            .await?;
        Ok(pending.len())
    }

    /// Waits until no other transaction that asked for the same name is under way. `SQLite` has one
    /// writer anyway.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn serialize(&self, name: &str) -> Result<()> {
        if self.is_postgres() {
            self.lock(name).await?;
        }
        Ok(())
    }

    async fn lock(&self, name: &str) -> Result<()> {
        let digest = Sha256::digest(name);
        let key = digest.first_chunk().copied().map_or(0, i64::from_be_bytes);
        let statement = Statement::from_sql_and_values(
            self.tx.get_database_backend(),
            "SELECT pg_advisory_xact_lock($1)",
            [key.into()],
        );
        self.tx.execute_raw(statement).await?;
        Ok(())
    }
}
