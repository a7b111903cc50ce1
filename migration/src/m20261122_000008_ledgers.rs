//! How far items were when the office began to use the ledger, as an earlier one says.

use sea_orm_migration::prelude::*;

use crate::columns::{
    create, day, drop, id, index, instant, line, line_null, part_of, refer, reference,
    reference_null, text, text_null, whole, whole_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            vec![opening_status()],
            vec![index("opening_status", ["item_id", "id"], false)],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["opening_status"]).await
    }
}

/// History: rows are only added, and an item's last one counts.
fn opening_status() -> TableCreateStatement {
    const STATUSES: [&str; 5] = ["COMPLETED", "ON_TRACK", "BEHIND", "NOT_STARTED", "SUSPENDED"];
    Table::create()
        .table("opening_status")
        .col(id())
        .col(reference("item_id"))
        .col(day("as_of"))
        .col(line_null("status"))
        .col(text_null("printed_status"))
        .col(whole_null("percent"))
        .col(text("progress"))
        .col(text("problems"))
        .col(line("source_name"))
        .col(whole("source_row"))
        .col(reference_null("entered_by"))
        .col(instant("entered_at"))
        .foreign_key(&mut part_of("item_id", "item"))
        .foreign_key(&mut refer("entered_by", "account"))
        .check(Expr::col("status").is_null().or(Expr::col("status").is_in(STATUSES)))
        .check(Expr::col("percent").is_null().or(Expr::col("percent").between(0, 100)))
        .take()
}
