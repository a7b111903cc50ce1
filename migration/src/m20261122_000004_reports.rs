//! Periods, the duties that fall in them, and the reports that answer the duties.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day, day_null, drop, id, index, instant, instant_null, line, part_of, refer,
    reference, reference_null, text, text_null, version, whole, whole_null,
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
            vec![reporting_period(), duty(), progress_report(), progress_report_version()],
            vec![
                index("reporting_period", ["rule_id", "starts_on"], true),
                index("reporting_period", ["document_id", "due_on"], false),
                index("duty", ["item_id", "unit_id", "period_id"], true),
                index("duty", ["unit_id", "state", "due_on", "id"], false),
                index("duty", ["document_id", "due_on", "id"], false),
                index("duty", ["recipient_unit_id"], false),
                index("duty", ["due_on", "state"], false),
                index("duty", ["period_id"], false),
                index("progress_report", ["item_id", "submitted_at"], false),
                index("progress_report", ["unit_id", "item_id"], false),
                index("progress_report", ["deemed_on", "state"], false),
                index("progress_report_version", ["report_id", "number"], true),
                index("progress_report_version", ["unit_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["progress_report_version", "progress_report", "duty", "reporting_period"])
            .await
    }
}

fn reporting_period() -> TableCreateStatement {
    Table::create()
        .table("reporting_period")
        .col(id())
        .col(reference("document_id"))
        .col(reference("rule_id"))
        .col(line("label"))
        .col(day("starts_on"))
        .col(day("ends_on"))
        // The day that the rule states; holidays may have moved `due_on` away from it.
        .col(day("stated_on"))
        .col(day("due_on"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("rule_id", "reporting_rule"))
        .check(Expr::col("ends_on").gte(Expr::col("starts_on")))
        .take()
}

fn duty() -> TableCreateStatement {
    Table::create()
        .table("duty")
        .col(id())
        .col(reference("document_id"))
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(reference("period_id"))
        .col(code("role", ["LEAD", "SUPPORT"]))
        // None: the supervision office.
        .col(reference_null("recipient_unit_id"))
        .col(day("due_on"))
        .col(code("state", ["OPEN", "SUBMITTED", "RETURNED", "ACCEPTED", "CANCELLED"]))
        .col(
            ColumnDef::new("end_reason").string_len(32).null().check(
                Expr::col("end_reason").is_in(["REGIME", "ASSIGNMENT", "ITEM", "SUCCESSION"]),
            ),
        )
        .col(instant("created_at"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("period_id", "reporting_period"))
        .foreign_key(&mut refer("recipient_unit_id", "unit"))
        .check(Expr::col("state").eq("CANCELLED").eq(Expr::col("end_reason").is_not_null()))
        .take()
}

fn progress_report() -> TableCreateStatement {
    Table::create()
        .table("progress_report")
        .col(id())
        .col(reference("duty_id").unique_key())
        .col(reference("document_id"))
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(code("role", ["LEAD", "SUPPORT"]))
        .col(reference_null("recipient_unit_id"))
        .col(code("state", ["DRAFT", "SIGNING", "SUBMITTED", "RETURNED", "ACCEPTED"]))
        // The state in which the unit had it last: where a withdrawal leads.
        .col(code("before", ["DRAFT", "RETURNED", "ACCEPTED"]))
        .col(instant("created_at"))
        .col(instant_null("first_submitted_at"))
        .col(instant_null("submitted_at"))
        .col(instant_null("review_begun_at"))
        // Of the version that stands, while a correction is on its way too.
        .col(instant_null("accepted_at"))
        .col(day_null("resubmit_by"))
        // The day from which it counts as accepted, unless it is returned before.
        .col(day_null("deemed_on"))
        .col(version())
        .foreign_key(&mut refer("duty_id", "duty"))
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("recipient_unit_id", "unit"))
        .check(Expr::col("submitted_at").is_null().eq(Expr::col("first_submitted_at").is_null()))
        .check(Expr::col("state").ne("ACCEPTED").or(Expr::col("accepted_at").is_not_null()))
        .take()
}

/// What was written, kept for ever: a return opens the next number.
fn progress_report_version() -> TableCreateStatement {
    Table::create()
        .table("progress_report_version")
        .col(id())
        .col(reference("report_id"))
        .col(whole("number"))
        // The unit that submitted it, where another one has the report since.
        .col(reference_null("unit_id"))
        .col(text("progress"))
        .col(text("problems"))
        .col(text("next_steps"))
        .col(whole_null("percent"))
        // Why it corrects the accepted one before it.
        .col(text_null("correction"))
        .col(reference("written_by"))
        .col(instant("written_at"))
        .col(text_null("sent_back"))
        .col(ColumnDef::new("source").string_len(32).null().check(Expr::col("source").is_in([
            "PAPER",
            "TELEPHONE",
            "MAIL",
        ])))
        .col(text_null("source_note"))
        .col(day_null("received_on"))
        .col(reference_null("confirmed_by"))
        .col(instant_null("confirmed_at"))
        .col(reference_null("submitted_by"))
        .col(instant_null("submitted_at"))
        .col(instant_null("withdrawn_at"))
        .col(
            ColumnDef::new("decision")
                .string_len(32)
                .null()
                .check(Expr::col("decision").is_in(["ACCEPTED", "RETURNED"])),
        )
        // Nobody where it counts as accepted since it was not returned in time.
        .col(reference_null("decided_by"))
        .col(instant_null("decided_at"))
        .col(text_null("reason"))
        .foreign_key(&mut part_of("report_id", "progress_report"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("written_by", "account"))
        .foreign_key(&mut refer("submitted_by", "account"))
        .foreign_key(&mut refer("confirmed_by", "account"))
        .foreign_key(&mut refer("decided_by", "account"))
        .check(Expr::col("source").is_null().eq(Expr::col("received_on").is_null()))
        .check(Expr::col("withdrawn_at").is_null().or(Expr::col("submitted_at").is_not_null()))
        .check(Expr::col("number").gte(1))
        .check(Expr::col("percent").is_null().or(Expr::col("percent").between(0, 100)))
        .check(Expr::col("decision").is_null().eq(Expr::col("decided_at").is_null()))
        .check(
            Expr::col("decision")
                .ne("RETURNED")
                .or(Expr::col("decision").is_null())
                .or(Expr::col("reason").is_not_null()),
        )
        .take()
}
