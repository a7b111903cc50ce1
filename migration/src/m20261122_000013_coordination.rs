//! What units ask to be coordinated, and what leads' reports make of the supports'.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, drop, id, index, instant, instant_null, part_of, refer, reference,
    reference_null, text, text_null, version,
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
            vec![coordination(), coordination_step(), report_integration()],
            vec![
                index("coordination", ["item_id", "asked_at", "id"], false),
                index("coordination", ["state", "document_id"], false),
                index("coordination", ["leader_id", "state"], false),
                index("coordination", ["unit_id"], false),
                // One at a time for a report.
                index("coordination", ["report_id"], true)
                    .and_where(Expr::col("state").ne("SETTLED"))
                    .take(),
                index("coordination_step", ["coordination_id", "done_at", "id"], false),
                index("coordination_step", ["leader_id"], false),
                index("report_integration", ["version_id", "report_id"], true),
                index("report_integration", ["report_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["report_integration", "coordination_step", "coordination"]).await
    }
}

fn coordination() -> TableCreateStatement {
    Table::create()
        .table("coordination")
        .col(id())
        .col(reference("document_id"))
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(code("role", ["LEAD", "SUPPORT"]))
        .col(reference("report_id"))
        .col(text("text"))
        .col(code("state", ["OPEN", "FORWARDED", "ANSWERED", "SETTLED"]))
        .col(reference_null("leader_id"))
        .col(reference("asked_by"))
        .col(instant("asked_at"))
        .col(reference_null("settled_by"))
        .col(instant_null("settled_at"))
        .col(version())
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("report_id", "progress_report"))
        .foreign_key(&mut refer("leader_id", "leader"))
        .foreign_key(&mut refer("asked_by", "account"))
        .foreign_key(&mut refer("settled_by", "account"))
        .check(Expr::col("state").ne("FORWARDED").or(Expr::col("leader_id").is_not_null()))
        .check(Expr::col("state").eq("SETTLED").eq(Expr::col("settled_at").is_not_null()))
        .check(Expr::col("settled_by").is_null().eq(Expr::col("settled_at").is_null()))
        .take()
}

/// What was done stays; what follows is a row of its own.
fn coordination_step() -> TableCreateStatement {
    Table::create()
        .table("coordination_step")
        .col(id())
        .col(reference("coordination_id"))
        .col(code("kind", ["FORWARDED", "ANSWERED", "SETTLED"]))
        .col(reference_null("leader_id"))
        .col(text("text"))
        .col(reference("done_by"))
        .col(instant("done_at"))
        .foreign_key(&mut part_of("coordination_id", "coordination"))
        .foreign_key(&mut refer("leader_id", "leader"))
        .foreign_key(&mut refer("done_by", "account"))
        .check(Expr::col("kind").ne("FORWARDED").or(Expr::col("leader_id").is_not_null()))
        .take()
}

/// None of `left_out`: it is integrated.
fn report_integration() -> TableCreateStatement {
    Table::create()
        .table("report_integration")
        .col(id())
        .col(reference("version_id"))
        .col(reference("report_id"))
        .col(text_null("left_out"))
        .foreign_key(&mut part_of("version_id", "progress_report_version"))
        .foreign_key(&mut refer("report_id", "progress_report"))
        .take()
}
