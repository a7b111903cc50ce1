//! Issued documents as ledgers: headings, items, targets, who answers for them, and what the
//! importer was unsure of.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, code_null, create, day_null, drop, edition, flag, id, index, instant, instant_null, json,
    line, line_null, part_of, refer, reference, reference_null, span, text, text_null, validity,
    version, whole, whole_null,
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
                document(),
                document_source(),
                section(),
                item(),
                target(),
                assignment(),
                item_leader(),
                finding(),
                reporting_rule(),
                upload(),
            ],
            vec![
                // A newer edition may go back to a text that was there before.
                index("document", ["office_id", "source_digest"], true)
                    .and_where(Expr::col("replaces_id").is_null())
                    .take(),
                // A published document has one open draft of a newer edition.
                index("document", ["replaces_id"], true)
                    .and_where(Expr::col("state").eq("DRAFT"))
                    .take(),
                index("document", ["office_id", "id"], false),
                index("section", ["document_id", "edition", "position"], true),
                index("item", ["document_id", "position"], true),
                index("item", ["section_id"], false),
                index("item", ["place"], false),
                index("target", ["item_id", "position"], true),
                index("target", ["same_as_id"], false),
                index("assignment", ["item_id", "unit_id"], true),
                index("assignment", ["unit_id", "role", "item_id"], false),
                index("assignment", ["confirmed_from_id"], false),
                index("item_leader", ["item_id", "leader_id"], true),
                index("item_leader", ["leader_id"], false),
                index("finding", ["document_id", "edition", "position"], true),
                index("finding", ["item_id"], false),
                index("finding", ["unit_id"], false),
                index("reporting_rule", ["document_id", "position"], true),
                index("reporting_rule", ["recipient_unit_id"], false),
                index("upload", ["account_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            [
                "upload",
                "reporting_rule",
                "finding",
                "item_leader",
                "assignment",
                "target",
                "item",
                "section",
                "document_source",
                "document",
            ],
        )
        .await
    }
}

fn document() -> TableCreateStatement {
    Table::create()
        .table("document")
        .col(id())
        .col(reference("office_id"))
        .col(code("kind", ["PLAN", "MEETING_MINUTES", "INSTRUCTION", "SUPERIOR", "OTHER"]))
        .col(text("title"))
        .col(line_null("region"))
        .col(whole_null("year"))
        .col(line_null("issuer"))
        .col(line_null("document_number"))
        .col(day_null("issued_on"))
        .col(day_null("released_on"))
        .col(day_null("valid_from"))
        .col(day_null("valid_to"))
        .col(day_null("deadline"))
        .col(code("state", ["DRAFT", "PUBLISHED", "CLOSED", "MERGED", "DISCARDED"]))
        // The published document of which this one is the draft of a newer edition.
        .col(reference_null("replaces_id"))
        .col(edition())
        .col(text("search_text"))
        // None for a ledger that was opened without a file.
        .col(line_null("source_name"))
        .col(line_null("source_digest"))
        .col(reference_null("imported_by"))
        .col(instant("imported_at"))
        .col(reference_null("published_by"))
        .col(instant_null("published_at"))
        .col(version())
        .foreign_key(&mut refer("office_id", "office"))
        .foreign_key(&mut refer("imported_by", "account"))
        .foreign_key(&mut refer("published_by", "account"))
        .check(Expr::col("source_name").is_null().eq(Expr::col("source_digest").is_null()))
        .check(Expr::col("valid_from").is_null().or(validity("valid_from", "valid_to")))
        .foreign_key(&mut refer("replaces_id", "document"))
        .check(
            Expr::col("state")
                .is_in(["DRAFT", "DISCARDED"])
                .eq(Expr::col("published_at").is_null()),
        )
        .check(
            Expr::col("state")
                .is_not_in(["MERGED", "DISCARDED"])
                .or(Expr::col("replaces_id").is_not_null()),
        )
        .take()
}

/// Apart from the document, so that lists do not read the text; one row an edition.
fn document_source() -> TableCreateStatement {
    Table::create()
        .table("document_source")
        .col(reference("document_id"))
        .col(edition())
        .col(text("text"))
        .primary_key(Index::create().col("document_id").col("edition"))
        .foreign_key(&mut part_of("document_id", "document"))
        .take()
}

fn section() -> TableCreateStatement {
    Table::create()
        .table("section")
        .col(id())
        .col(reference("document_id"))
        .col(reference_null("parent_id"))
        .col(edition())
        .col(whole("position"))
        .col(whole("level"))
        .col(line("marker"))
        .col(text("title"))
        .col(whole("span_start"))
        .col(whole("span_end"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut part_of("parent_id", "section"))
        .check(span())
        .take()
}

fn item() -> TableCreateStatement {
    Table::create()
        .table("item")
        .col(id())
        .col(reference("document_id"))
        .col(reference_null("section_id"))
        // The last edition in which it stands.
        .col(edition())
        .col(whole("position"))
        // Orders items of all documents: made anew, in the order of the document, by each edition.
        .col(reference("place"))
        .col(line_null("ordinal"))
        .col(text("text"))
        .col(text("search_text"))
        .col(line_null("source"))
        .col(day_null("deadline"))
        .col(code_null("deadline_source", ["ITEM_TEXT", "CLAUSE", "SECTION", "DOCUMENT"]))
        .col(whole_null("deadline_start"))
        .col(whole_null("deadline_end"))
        .col(code(
            "state",
            [
                "OPEN",
                "SUSPENDED",
                "COMPLETED",
                "ROUTINE",
                "NOT_ACHIEVED",
                "CANCELLED",
                "CARRIED_OVER",
            ],
        ))
        .col(whole("span_start"))
        .col(whole("span_end"))
        .col(version())
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("section_id", "section"))
        .check(span())
        .take()
}

fn target() -> TableCreateStatement {
    Table::create()
        .table("target")
        .col(id())
        .col(reference("item_id"))
        .col(whole("position"))
        .col(text("text"))
        .col(text("indicator"))
        .col(code("operator", ["AT_LEAST", "AT_MOST", "EXACTLY", "ABOUT", "GROWTH_AT_LEAST"]))
        // Decimals as text: exact, and the same on both databases.
        .col(line("value"))
        .col(line_null("value_max"))
        .col(line("measure"))
        .col(reference_null("same_as_id"))
        .foreign_key(&mut part_of("item_id", "item"))
        .foreign_key(refer("same_as_id", "target").on_delete(ForeignKeyAction::SetNull))
        .take()
}

fn assignment() -> TableCreateStatement {
    Table::create()
        .table("assignment")
        .col(id())
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(code("role", ["LEAD", "SUPPORT"]))
        .col(whole("position"))
        .col(text("printed"))
        .col(reference_null("confirmed_from_id"))
        .foreign_key(&mut part_of("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut part_of("confirmed_from_id", "assignment"))
        .take()
}

fn item_leader() -> TableCreateStatement {
    Table::create()
        .table("item_leader")
        .col(id())
        .col(reference("item_id"))
        .col(reference("leader_id"))
        .col(whole("position"))
        .foreign_key(&mut part_of("item_id", "item"))
        .foreign_key(&mut refer("leader_id", "leader"))
        .take()
}

fn finding() -> TableCreateStatement {
    Table::create()
        .table("finding")
        .col(id())
        .col(reference("document_id"))
        .col(reference_null("item_id"))
        .col(edition())
        .col(whole("position"))
        .col(line("code"))
        .col(code("severity", ["INFO", "WARNING", "ERROR"]))
        .col(text("message"))
        .col(whole("span_start"))
        .col(whole("span_end"))
        .col(code("state", ["OPEN", "ACCEPTED", "RESOLVED"]))
        .col(reference_null("unit_id"))
        .col(reference_null("settled_by"))
        .col(instant_null("settled_at"))
        // The finding of the edition before that was settled, and this one with it.
        .col(reference_null("taken_from"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut part_of("item_id", "item"))
        .foreign_key(refer("unit_id", "unit").on_delete(ForeignKeyAction::SetNull))
        .foreign_key(&mut refer("settled_by", "account"))
        .foreign_key(&mut refer("taken_from", "finding"))
        .check(span())
        .check(Expr::col("state").eq("OPEN").eq(Expr::col("settled_at").is_null()))
        .take()
}

fn reporting_rule() -> TableCreateStatement {
    Table::create()
        .table("reporting_rule")
        .col(id())
        .col(reference("document_id"))
        .col(whole("position"))
        .col(text("text"))
        .col(code("reporter", ["LEAD", "SUPPORT", "ALL", "OFFICE", "UNIT"]))
        .col(text_null("reporter_scope"))
        .col(line_null("cadence"))
        .col(whole_null("due_day"))
        .col(json("due_dates"))
        .col(line_null("recipient"))
        .col(reference_null("recipient_unit_id"))
        .col(json("copies"))
        .col(flag("integrates_support"))
        .col(reference_null("reporter_unit_id"))
        .col(flag("every_lead"))
        .col(json("bound_kinds"))
        .col(json("bound_units"))
        .col(json("bound_sections"))
        .col(json("bound_items"))
        .col(code("covers", ["CURRENT", "PREVIOUS"]))
        .col(code("owed_to", ["LEAD", "UNIT", "OFFICE"]))
        .col(json("copy_units"))
        .col(flag("copy_office"))
        .col(json("required"))
        .col(code("holiday_shift", ["NONE", "NEXT", "PREVIOUS"]))
        .col(code("source", ["IMPORTED", "OFFICE"]))
        .col(reference_null("decided_by"))
        .col(instant_null("decided_at"))
        .col(day_null("ended_on"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("recipient_unit_id", "unit"))
        .foreign_key(&mut refer("reporter_unit_id", "unit"))
        .foreign_key(&mut refer("decided_by", "account"))
        .check(Expr::col("due_day").is_null().or(Expr::col("due_day").between(1, 31)))
        .check(Expr::col("source").eq("OFFICE").eq(Expr::col("decided_at").is_not_null()))
        .check(Expr::col("owed_to").ne("UNIT").or(Expr::col("recipient_unit_id").is_not_null()))
        .take()
}

/// A file put to the server for a later mutation to name; its bytes lie in object storage.
fn upload() -> TableCreateStatement {
    Table::create()
        .table("upload")
        .col(id())
        .col(reference("account_id"))
        .col(line("name"))
        .col(line("digest"))
        .col(whole("size"))
        .col(instant("created_at"))
        .foreign_key(&mut refer("account_id", "account"))
        .take()
}
