//! Editions of published documents, what items said in earlier ones, and what a person said of the
//! matching of a newer one.

use sea_orm_migration::prelude::*;

use crate::columns::{
    create, day_null, drop, edition, id, index, instant, line_null, part_of, refer, reference,
    reference_null, span, text,
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
            vec![document_edition(), item_revision(), edition_match()],
            vec![
                index("document_edition", ["document_id", "number"], true),
                index("document_edition", ["source_digest"], false),
                index("item_revision", ["item_id", "edition"], true),
                index("edition_match", ["item_id"], true),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["edition_match", "item_revision", "document_edition"]).await
    }
}

/// What a document was in each edition; the document's row says what it is now.
fn document_edition() -> TableCreateStatement {
    Table::create()
        .table("document_edition")
        .col(id())
        .col(reference("document_id"))
        .col(ColumnDef::new("number").integer().not_null().check(Expr::col("number").gte(1)))
        // The draft that it was read as; none for the first, whose draft is the document itself.
        .col(reference_null("draft_id"))
        .col(text("title"))
        .col(line_null("document_number"))
        .col(day_null("issued_on"))
        .col(line_null("source_name"))
        .col(line_null("source_digest"))
        .col(reference_null("published_by"))
        .col(instant("published_at"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("draft_id", "document"))
        .foreign_key(&mut refer("published_by", "account"))
        .take()
}

/// What an item said up to an edition, kept when a newer one changed it.
fn item_revision() -> TableCreateStatement {
    Table::create()
        .table("item_revision")
        .col(id())
        .col(reference("item_id"))
        .col(edition())
        .col(reference_null("section_id"))
        .col(line_null("ordinal"))
        .col(text("text"))
        .col(day_null("deadline"))
        .col(ColumnDef::new("span_start").integer().not_null())
        .col(ColumnDef::new("span_end").integer().not_null())
        .col(instant("replaced_at"))
        .foreign_key(&mut part_of("item_id", "item"))
        .foreign_key(&mut refer("section_id", "section"))
        .check(span())
        .take()
}

/// What a person said of an item of a draft: which item of the published document it is, or that
/// it is none of them.
fn edition_match() -> TableCreateStatement {
    Table::create()
        .table("edition_match")
        .col(ColumnDef::new("draft_item_id").uuid().not_null().primary_key())
        .col(reference_null("item_id"))
        .foreign_key(&mut part_of("draft_item_id", "item"))
        .foreign_key(&mut part_of("item_id", "item"))
        .take()
}
