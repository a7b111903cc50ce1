//! What the register of units proposes where an import was unsure.

use sea_orm_migration::prelude::*;

use crate::columns::{create, drop, id, index, part_of, reference, text, whole};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let finding_proposal = Table::create()
            .table("finding_proposal")
            .col(id())
            .col(reference("finding_id"))
            .col(whole("position"))
            .col(reference("unit_id"))
            .col(
                ColumnDef::new("score")
                    .double()
                    .not_null()
                    .check(Expr::col("score").between(0.0, 1.0)),
            )
            .col(text("reason"))
            .foreign_key(&mut part_of("finding_id", "finding"))
            .foreign_key(&mut part_of("unit_id", "unit"))
            .take();
        create(
            manager,
            vec![finding_proposal],
            vec![
                index("finding_proposal", ["finding_id", "position"], true),
                index("finding_proposal", ["unit_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["finding_proposal"]).await
    }
}
