//! What goes with reports: the values of targets, copies and receipts.

use sea_orm_migration::prelude::*;

use crate::columns::{
    create, day, drop, id, index, instant, line, part_of, refer, reference, text_null,
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
            vec![report_value(), report_copy(), submission_receipt(), submission_receipt_line()],
            vec![
                index("report_value", ["version_id", "target_id"], true),
                index("report_copy", ["report_id", "unit_id"], true),
                index("report_copy", ["unit_id", "report_id"], false),
                index("submission_receipt", ["unit_id", "number"], true),
                index("submission_receipt", ["document_id"], false),
                index("submission_receipt_line", ["receipt_id", "version_id"], true),
                index("submission_receipt_line", ["version_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            ["submission_receipt_line", "submission_receipt", "report_copy", "report_value"],
        )
        .await
    }
}

fn report_value() -> TableCreateStatement {
    Table::create()
        .table("report_value")
        .col(id())
        .col(reference("version_id"))
        .col(reference("target_id"))
        // A decimal as text: exact, and the same on both databases.
        .col(line("value"))
        .col(day("as_of"))
        .col(text_null("explanation"))
        .foreign_key(&mut part_of("version_id", "progress_report_version"))
        .foreign_key(&mut refer("target_id", "target"))
        .take()
}

/// A unit that gets a copy of a report by the rule of its duty.
fn report_copy() -> TableCreateStatement {
    Table::create()
        .table("report_copy")
        .col(id())
        .col(reference("report_id"))
        .col(reference("unit_id"))
        .col(instant("copied_at"))
        .foreign_key(&mut part_of("report_id", "progress_report"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .take()
}

fn submission_receipt() -> TableCreateStatement {
    Table::create()
        .table("submission_receipt")
        .col(id())
        // Of the unit: its day and a count.
        .col(line("number"))
        .col(reference("unit_id"))
        .col(reference("document_id"))
        .col(reference("period_id"))
        .col(reference("submitted_by"))
        .col(instant("submitted_at"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("period_id", "reporting_period"))
        .foreign_key(&mut refer("submitted_by", "account"))
        .take()
}

fn submission_receipt_line() -> TableCreateStatement {
    Table::create()
        .table("submission_receipt_line")
        .col(id())
        .col(reference("receipt_id"))
        .col(reference("version_id"))
        .foreign_key(&mut part_of("receipt_id", "submission_receipt"))
        .foreign_key(&mut refer("version_id", "progress_report_version"))
        .take()
}
