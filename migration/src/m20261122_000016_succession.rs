//! Units that another one succeeds: merged, renamed or abolished on a day.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day, drop, id, index, instant, instant_null, line_null, refer, reference,
    reference_null, text,
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
            vec![unit_succession()],
            vec![
                index("unit_succession", ["unit_id"], true),
                index("unit_succession", ["successor_id"], false),
                index("unit_succession", ["answering_unit_id"], false),
                index("unit_succession", ["office_id", "succeeded_on"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["unit_succession"]).await
    }
}

fn unit_succession() -> TableCreateStatement {
    Table::create()
        .table("unit_succession")
        .col(id())
        .col(reference("office_id"))
        .col(reference("unit_id"))
        .col(reference("successor_id"))
        .col(code("kind", ["MERGED", "RENAMED", "ABOLISHED"]))
        .col(day("succeeded_on"))
        .col(text("reason"))
        .col(line_null("document_number"))
        .col(reference_null("entered_by"))
        .col(instant("entered_at"))
        // Who answers today: the last of the chain of successors; none until it was carried out.
        .col(reference_null("answering_unit_id"))
        .col(instant_null("carried_out_at"))
        .foreign_key(&mut refer("office_id", "office"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("successor_id", "unit"))
        .foreign_key(&mut refer("entered_by", "account"))
        .foreign_key(&mut refer("answering_unit_id", "unit"))
        .check(Expr::col("unit_id").ne(Expr::col("successor_id")))
        .check(
            Expr::col("answering_unit_id")
                .is_null()
                .or(Expr::col("answering_unit_id").ne(Expr::col("unit_id"))),
        )
        .check(Expr::col("answering_unit_id").is_null().eq(Expr::col("carried_out_at").is_null()))
        .take()
}
