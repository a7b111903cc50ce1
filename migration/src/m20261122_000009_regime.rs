//! What a document asks of its units beside reports, the holidays, what became of duties when
//! something changed, and the days that were turned.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, drop, flag, id, index, instant, instant_null, line, part_of, refer, reference,
    reference_null, version, whole, whole_null,
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
            vec![regime(), holiday(), duty_change(), day_turn()],
            vec![index("duty_change", ["document_id", "id"], false)],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, ["day_turn", "duty_change", "holiday", "regime"]).await
    }
}

/// One row a document: what is off unless the office asks for it, and the version of the whole.
fn regime() -> TableCreateStatement {
    Table::create()
        .table("regime")
        .col(ColumnDef::new("document_id").uuid().not_null().primary_key())
        .col(flag("acknowledge"))
        // Working days in which a unit may object; none: no window.
        .col(whole_null("objection_days"))
        .col(code("plan", ["NONE", "OFFICE", "LEADER"]))
        .col(flag("sign_off"))
        .col(flag("percent"))
        // Working days after which what was not returned counts as accepted; none: never.
        .col(whole_null("deemed_days"))
        // Days before a duty is due on which its unit is urged; none: not before.
        .col(whole_null("urge_days_before"))
        .col(flag("urge_late"))
        .col(reference_null("decided_by"))
        .col(instant_null("decided_at"))
        .col(version())
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("decided_by", "account"))
        .check(Expr::col("objection_days").is_null().or(Expr::col("objection_days").gte(1)))
        .check(Expr::col("deemed_days").is_null().or(Expr::col("deemed_days").gte(1)))
        .check(Expr::col("urge_days_before").is_null().or(Expr::col("urge_days_before").gte(1)))
        .take()
}

/// Days that are not what the week says: of the whole deployment.
fn holiday() -> TableCreateStatement {
    Table::create()
        .table("holiday")
        .col(ColumnDef::new("day").date().not_null().primary_key())
        .col(line("name"))
        .col(flag("working"))
        .take()
}

fn duty_change() -> TableCreateStatement {
    Table::create()
        .table("duty_change")
        .col(id())
        .col(reference("document_id"))
        .col(instant("changed_at"))
        .col(reference_null("changed_by"))
        .col(whole("added"))
        .col(whole("moved"))
        .col(whole("ended"))
        .foreign_key(&mut part_of("document_id", "document"))
        .foreign_key(&mut refer("changed_by", "account"))
        .take()
}

fn day_turn() -> TableCreateStatement {
    Table::create()
        .table("day_turn")
        .col(ColumnDef::new("day").date().not_null().primary_key())
        .col(instant("turned_at"))
        .col(whole("due"))
        .col(whole("late"))
        .take()
}
