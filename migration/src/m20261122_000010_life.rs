//! The life of an item: decisions, extensions, closings, objections, instructions.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day, day_null, drop, flag, id, index, instant, instant_null, json, line,
    line_null, part_of, refer, reference, reference_null, text, text_null, version, whole,
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
            vec![
                item_decision(),
                extension(),
                closing(),
                verification(),
                awaited_figure(),
                objection(),
                instruction(),
                instruction_unit(),
                instruction_answer(),
            ],
            vec![
                index("item_decision", ["item_id", "decided_at", "id"], false),
                index("extension", ["item_id", "asked_at", "id"], false),
                index("extension", ["state", "document_id"], false),
                one_open("extension", ["item_id", "unit_id"]),
                index("closing", ["item_id", "applied_at", "id"], false),
                index("closing", ["state", "document_id"], false),
                one_open("closing", ["item_id"]),
                index("verification", ["closing_id", "verified_at", "id"], false),
                index("awaited_figure", ["item_id", "awaited_at", "id"], false),
                index("awaited_figure", ["target_id"], true)
                    .and_where(Expr::col("value").is_null())
                    .take(),
                index("objection", ["item_id", "raised_at", "id"], false),
                index("objection", ["state", "document_id"], false),
                one_open("objection", ["item_id", "unit_id"]),
                index("instruction", ["item_id", "entered_at", "id"], false),
                index("instruction", ["document_id", "entered_at", "id"], false),
                index("instruction", ["leader_id", "state"], false),
                index("instruction_unit", ["instruction_id", "unit_id"], true),
                index("instruction_unit", ["unit_id"], false),
                index("instruction_answer", ["instruction_id", "unit_id", "answered_at"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            [
                "instruction_answer",
                "instruction_unit",
                "instruction",
                "objection",
                "awaited_figure",
                "verification",
                "closing",
                "extension",
                "item_decision",
            ],
        )
        .await
    }
}

/// At most one open row for the same columns.
fn one_open<const N: usize>(
    table: &'static str,
    columns: [&'static str; N],
) -> IndexCreateStatement {
    index(table, columns, true).and_where(Expr::col("state").eq("OPEN")).take()
}

/// A table of what is on an item of a document.
fn on_item(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(id())
        .col(reference("document_id"))
        .col(reference("item_id"))
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .take()
}

/// Who decided and when, once it is no longer open.
fn decided(mut table: TableCreateStatement) -> TableCreateStatement {
    table
        .col(reference_null("decided_by"))
        .col(instant_null("decided_at"))
        .col(version())
        .foreign_key(&mut refer("decided_by", "account"))
        .check(Expr::col("decided_by").is_null().eq(Expr::col("decided_at").is_null()))
        .check(Expr::col("state").eq("OPEN").eq(Expr::col("decided_at").is_null()))
        .take()
}

fn item_decision() -> TableCreateStatement {
    on_item("item_decision")
        .col(code(
            "kind",
            [
                "SUSPENDED",
                "RESUMED",
                "CHANGED",
                "CANCELLED",
                "EXTENDED",
                "REASSIGNED",
                "SPLIT",
                "COMPLETED",
                "ROUTINE",
                "NOT_ACHIEVED",
                "CARRIED_OVER",
            ],
        ))
        .col(text("reason"))
        .col(line_null("document_number"))
        .col(json("before"))
        .col(json("after"))
        .col(reference_null("successor_item_id"))
        .col(flag("separate_list"))
        .col(reference("decided_by"))
        .col(instant("decided_at"))
        .foreign_key(&mut refer("successor_item_id", "item"))
        .foreign_key(&mut refer("decided_by", "account"))
        // What is carried over goes to a successor or on a list, and nothing else does.
        .check(Expr::col("kind").eq("CARRIED_OVER").eq(
            Expr::col("successor_item_id").is_not_null().or(Expr::col("separate_list").eq(true)),
        ))
        .check(Expr::col("successor_item_id").is_null().or(Expr::col("separate_list").eq(false)))
        .take()
}

fn extension() -> TableCreateStatement {
    decided(
        on_item("extension")
            .col(reference("unit_id"))
            .col(text("reason"))
            .col(text("plan"))
            .col(day("due_on"))
            .col(day("until"))
            .col(code("state", ["OPEN", "GRANTED", "REFUSED", "WITHDRAWN"]))
            .col(day_null("granted_until"))
            .col(text_null("answer"))
            .col(reference("asked_by"))
            .col(instant("asked_at"))
            .foreign_key(&mut refer("unit_id", "unit"))
            .foreign_key(&mut refer("asked_by", "account"))
            .check(Expr::col("until").gt(Expr::col("due_on")))
            .check(Expr::col("state").eq("GRANTED").eq(Expr::col("granted_until").is_not_null()))
            .take(),
    )
}

fn closing() -> TableCreateStatement {
    decided(
        on_item("closing")
            .col(reference("unit_id"))
            .col(text("evidence"))
            .col(json("figures"))
            .col(code("state", ["OPEN", "CLOSED", "RETURNED", "WITHDRAWN"]))
            .col(text_null("reason"))
            .col(reference("applied_by"))
            .col(instant("applied_at"))
            .foreign_key(&mut refer("unit_id", "unit"))
            .foreign_key(&mut refer("applied_by", "account"))
            .check(Expr::col("state").ne("RETURNED").or(Expr::col("reason").is_not_null()))
            .take(),
    )
}

fn verification() -> TableCreateStatement {
    Table::create()
        .table("verification")
        .col(id())
        .col(reference("closing_id"))
        .col(code("method", ["DOCUMENTS", "TELEPHONE", "ON_SITE"]))
        .col(json("figures"))
        .col(text("note"))
        .col(reference("verified_by"))
        .col(instant("verified_at"))
        .foreign_key(&mut part_of("closing_id", "closing"))
        .foreign_key(&mut refer("verified_by", "account"))
        .take()
}

fn awaited_figure() -> TableCreateStatement {
    on_item("awaited_figure")
        .col(reference_null("target_id"))
        .col(text("indicator"))
        .col(line("source"))
        .col(day("expected_on"))
        // A decimal as text: exact, and the same on both databases.
        .col(line_null("value"))
        .col(day_null("as_of"))
        .col(reference("awaited_by"))
        .col(instant("awaited_at"))
        .col(reference_null("entered_by"))
        .col(instant_null("entered_at"))
        .col(version())
        // A target goes when the item's text is changed; the figure stays.
        .foreign_key(&mut refer("target_id", "target").on_delete(ForeignKeyAction::SetNull).take())
        .foreign_key(&mut refer("awaited_by", "account"))
        .foreign_key(&mut refer("entered_by", "account"))
        .check(Expr::col("value").is_null().eq(Expr::col("entered_at").is_null()))
        .check(Expr::col("value").is_null().eq(Expr::col("as_of").is_null()))
        .take()
}

fn objection() -> TableCreateStatement {
    decided(
        on_item("objection")
            .col(reference("unit_id"))
            .col(code("kind", ["WRONG_UNIT", "WRONG_DEADLINE", "OTHER"]))
            .col(text("reason"))
            .col(text("wanted"))
            .col(code("state", ["OPEN", "UPHELD", "KEPT", "WITHDRAWN"]))
            .col(text_null("answer"))
            .col(reference("raised_by"))
            .col(instant("raised_at"))
            .foreign_key(&mut refer("unit_id", "unit"))
            .foreign_key(&mut refer("raised_by", "account"))
            .check(
                Expr::col("state")
                    .is_not_in(["UPHELD", "KEPT"])
                    .or(Expr::col("answer").is_not_null()),
            )
            .take(),
    )
}

fn instruction() -> TableCreateStatement {
    Table::create()
        .table("instruction")
        .col(id())
        .col(reference("document_id"))
        .col(reference_null("item_id"))
        .col(reference("leader_id"))
        .col(text("text"))
        .col(code("given", ["HERE", "ON_PAPER", "ORALLY"]))
        .col(day("given_on"))
        .col(reference("entered_by"))
        .col(instant("entered_at"))
        .col(code("state", ["OPEN", "ANSWERED", "CLOSED"]))
        .col(text_null("closing_note"))
        .col(reference_null("closed_by"))
        .col(instant_null("closed_at"))
        .col(flag("closed_by_office"))
        .col(version())
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("leader_id", "leader"))
        .foreign_key(&mut refer("entered_by", "account"))
        .foreign_key(&mut refer("closed_by", "account"))
        .check(Expr::col("state").eq("CLOSED").eq(Expr::col("closed_at").is_not_null()))
        .check(Expr::col("closed_by").is_null().eq(Expr::col("closed_at").is_null()))
        .check(Expr::col("closed_by_office").eq(false).or(Expr::col("state").eq("CLOSED")))
        .take()
}

fn instruction_unit() -> TableCreateStatement {
    Table::create()
        .table("instruction_unit")
        .col(id())
        .col(reference("instruction_id"))
        .col(reference("unit_id"))
        .col(whole("position"))
        .foreign_key(&mut part_of("instruction_id", "instruction"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .take()
}

/// What was answered stays; a later answer is a row of its own.
fn instruction_answer() -> TableCreateStatement {
    Table::create()
        .table("instruction_answer")
        .col(id())
        .col(reference("instruction_id"))
        .col(reference("unit_id"))
        .col(text("text"))
        .col(reference("answered_by"))
        .col(instant("answered_at"))
        .foreign_key(&mut part_of("instruction_id", "instruction"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("answered_by", "account"))
        .take()
}
