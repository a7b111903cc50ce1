//! Handing on: parts of items that units hand to their own bureaux and towns, and what these report.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day_null, drop, id, index, instant, instant_null, part_of, refer, reference,
    reference_null, text, text_null, version, whole, whole_null,
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
            vec![handing(), handing_report(), handing_report_version()],
            vec![
                index("handing", ["item_id", "handed_at", "id"], false),
                index("handing", ["unit_id", "state"], false),
                index("handing", ["to_unit_id", "state"], false),
                index("handing", ["document_id", "state"], false),
                index("handing", ["act_id"], false),
                index("handing", ["item_id", "unit_id", "to_unit_id"], true)
                    .and_where(Expr::col("state").eq("OPEN"))
                    .take(),
                index("handing_report", ["handing_id", "period_id"], true),
                index("handing_report", ["handing_id"], true)
                    .and_where(Expr::col("period_id").is_null())
                    .take(),
                index("handing_report_version", ["report_id", "number"], true),
                index("handing_report_version", ["state", "submitted_at", "id"], false),
                index("handing_report_version", ["report_id"], true)
                    .and_where(Expr::col("state").is_in(["DRAFT", "SUBMITTED"]))
                    .take(),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["handing_report_version", "handing_report", "handing"]).await
    }
}

/// A part of an item in the hands of one unit below; those of one act have the same `act_id`.
fn handing() -> TableCreateStatement {
    Table::create()
        .table("handing")
        .col(id())
        .col(reference("act_id"))
        .col(reference("document_id"))
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(reference("to_unit_id"))
        .col(text("task"))
        .col(day_null("due_on"))
        .col(code("asks", ["NOTHING", "ONCE", "EACH_PERIOD"]))
        .col(whole_null("days_before"))
        .col(code("state", ["OPEN", "ENDED"]))
        .col(reference("handed_by"))
        .col(instant("handed_at"))
        .col(text_null("end_reason"))
        .col(reference_null("ended_by"))
        .col(instant_null("ended_at"))
        .col(version())
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("to_unit_id", "unit"))
        .foreign_key(&mut refer("handed_by", "account"))
        .foreign_key(&mut refer("ended_by", "account"))
        .check(Expr::col("unit_id").ne(Expr::col("to_unit_id")))
        .check(Expr::col("asks").ne("ONCE").or(Expr::col("due_on").is_not_null()))
        .check(Expr::col("asks").eq("EACH_PERIOD").eq(Expr::col("days_before").is_not_null()))
        .check(Expr::col("days_before").is_null().or(Expr::col("days_before").between(0, 30)))
        .check(Expr::col("state").eq("ENDED").eq(Expr::col("ended_at").is_not_null()))
        // What ends by itself, with the item, has no reason and nobody who ended it.
        .check(Expr::col("end_reason").is_null().or(Expr::col("ended_by").is_not_null()))
        .check(Expr::col("ended_by").is_null().or(Expr::col("ended_at").is_not_null()))
        .take()
}

fn handing_report() -> TableCreateStatement {
    Table::create()
        .table("handing_report")
        .col(id())
        .col(reference("handing_id"))
        .col(reference_null("period_id"))
        .col(instant("created_at"))
        .col(instant_null("first_submitted_at"))
        .col(version())
        .foreign_key(&mut refer("handing_id", "handing"))
        .foreign_key(&mut refer("period_id", "reporting_period"))
        .take()
}

/// What was submitted stays; a later report is a row of its own.
fn handing_report_version() -> TableCreateStatement {
    Table::create()
        .table("handing_report_version")
        .col(id())
        .col(reference("report_id"))
        .col(whole("number"))
        .col(code("state", ["DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED", "WITHDRAWN"]))
        .col(text("progress"))
        .col(text("problems"))
        .col(reference("written_by"))
        .col(instant("written_at"))
        .col(reference_null("submitted_by"))
        .col(instant_null("submitted_at"))
        .col(text_null("answer"))
        .col(reference_null("decided_by"))
        .col(instant_null("decided_at"))
        .foreign_key(&mut part_of("report_id", "handing_report"))
        .foreign_key(&mut refer("written_by", "account"))
        .foreign_key(&mut refer("submitted_by", "account"))
        .foreign_key(&mut refer("decided_by", "account"))
        .check(Expr::col("number").gte(1))
        .check(Expr::col("submitted_by").is_null().eq(Expr::col("submitted_at").is_null()))
        .check(Expr::col("state").eq("DRAFT").eq(Expr::col("submitted_at").is_null()))
        .check(Expr::col("decided_by").is_null().eq(Expr::col("decided_at").is_null()))
        .check(
            Expr::col("state").is_in(["DRAFT", "SUBMITTED"]).eq(Expr::col("decided_at").is_null()),
        )
        .check(Expr::col("state").ne("RETURNED").or(Expr::col("answer").is_not_null()))
        .take()
}
