//! The event log with its positions, and the keys that make retried writes safe.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, drop, id, index, instant, json, line, line_null, part_of, refer, reference,
    reference_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Subjects are ids without foreign keys: the log outlives what it tells of.
        let event = Table::create()
            .table("event")
            .col(id())
            .col(line("kind"))
            .col(instant("occurred_at"))
            .col(reference_null("actor_id"))
            .col(reference_null("session_id"))
            .col(line_null("address"))
            .col(reference_null("office_id"))
            .col(reference_null("document_id"))
            .col(reference_null("item_id"))
            .col(reference_null("report_id"))
            .col(reference_null("subject_id"))
            .col(json("fields"))
            .col(ColumnDef::new("subject_version").integer().null())
            .col(line_null("subject_state"))
            .col(code("result", ["DONE", "REFUSED"]))
            .take();

        // Written with the event, taken away by the relay: what has no position yet.
        let event_pending = Table::create()
            .table("event_pending")
            .col(ColumnDef::new("event_id").uuid().not_null().primary_key())
            .foreign_key(&mut refer("event_id", "event"))
            .take();

        let event_position = Table::create()
            .table("event_position")
            .col(ColumnDef::new("position").big_integer().not_null().primary_key())
            .col(reference("event_id").unique_key())
            .foreign_key(&mut refer("event_id", "event"))
            .take();

        let idempotency_key = Table::create()
            .table("idempotency_key")
            .col(id())
            .col(reference("account_id"))
            .col(line("mutation"))
            .col(line("key"))
            .col(line("input_digest"))
            .col(reference("result_id"))
            .col(instant("created_at"))
            .foreign_key(&mut part_of("account_id", "account"))
            .take();

        create(
            manager,
            vec![event, event_pending, event_position, idempotency_key],
            vec![
                index("event", ["document_id", "id"], false),
                index("event", ["item_id", "id"], false),
                index("event", ["report_id", "id"], false),
                index("event", ["actor_id", "id"], false),
                index("idempotency_key", ["account_id", "mutation", "key"], true),
                index("idempotency_key", ["created_at"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["idempotency_key", "event_position", "event_pending", "event"]).await
    }
}
