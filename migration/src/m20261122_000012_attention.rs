//! What units acknowledge, what they are urged about, and what became of each duty in a change.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, code_null, create, day, day_null, drop, id, index, instant, part_of, refer, reference,
    reference_null, text_null,
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
                acknowledgement(),
                acknowledgement_item(),
                urge(),
                urge_act(),
                urge_duty(),
                duty_change_line(),
            ],
            vec![
                index("acknowledgement", ["document_id", "unit_id"], false),
                index("acknowledgement_item", ["item_id", "unit_id", "role"], true),
                index("acknowledgement_item", ["acknowledgement_id"], false),
                // At most one a day.
                index("urge", ["unit_id", "day"], true),
                index("urge", ["office_id", "day", "id"], false),
                index("urge_act", ["urge_id"], false),
                index("urge_act", ["recipient_unit_id"], false),
                index("urge_act", ["call_id"], false),
                index("urge_duty", ["urge_id", "duty_id"], true),
                index("urge_duty", ["duty_id"], false),
                index("urge_duty", ["act_id"], false),
                index("duty_change_line", ["duty_id", "change_id"], true),
                index("duty_change_line", ["change_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            [
                "duty_change_line",
                "urge_duty",
                "urge_act",
                "urge",
                "acknowledgement_item",
                "acknowledgement",
            ],
        )
        .await
    }
}

fn acknowledgement() -> TableCreateStatement {
    Table::create()
        .table("acknowledgement")
        .col(id())
        .col(reference("document_id"))
        .col(reference("unit_id"))
        .col(reference("acknowledged_by"))
        .col(instant("acknowledged_at"))
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .foreign_key(&mut refer("acknowledged_by", "account"))
        .take()
}

/// The unit stands here too, so that nothing is acknowledged twice.
fn acknowledgement_item() -> TableCreateStatement {
    Table::create()
        .table("acknowledgement_item")
        .col(id())
        .col(reference("acknowledgement_id"))
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(code("role", ["LEAD", "SUPPORT"]))
        .foreign_key(&mut part_of("acknowledgement_id", "acknowledgement"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .take()
}

fn urge() -> TableCreateStatement {
    Table::create()
        .table("urge")
        .col(id())
        .col(reference("office_id"))
        .col(reference("unit_id"))
        .col(day("day"))
        .col(instant("urged_at"))
        .foreign_key(&mut refer("office_id", "office"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .take()
}

/// By hand somebody says something; the day's turn says nothing.
fn urge_act() -> TableCreateStatement {
    Table::create()
        .table("urge_act")
        .col(id())
        .col(reference("urge_id"))
        // One act of urging may concern several units.
        .col(reference("call_id"))
        .col(code("kind", ["BY_HAND", "BEFORE_DUE", "LATE"]))
        .col(reference_null("recipient_unit_id"))
        .col(text_null("text"))
        .col(reference_null("urged_by"))
        .col(instant("urged_at"))
        .foreign_key(&mut part_of("urge_id", "urge"))
        .foreign_key(&mut refer("recipient_unit_id", "unit"))
        .foreign_key(&mut refer("urged_by", "account"))
        .check(Expr::col("kind").eq("BY_HAND").eq(Expr::col("urged_by").is_not_null()))
        .check(Expr::col("urged_by").is_null().eq(Expr::col("text").is_null()))
        .check(Expr::col("recipient_unit_id").is_null().or(Expr::col("kind").eq("BY_HAND")))
        .take()
}

/// A duty stands once in what a unit receives on a day.
fn urge_duty() -> TableCreateStatement {
    Table::create()
        .table("urge_duty")
        .col(id())
        .col(reference("urge_id"))
        .col(reference("act_id"))
        .col(reference("duty_id"))
        .foreign_key(&mut part_of("urge_id", "urge"))
        .foreign_key(&mut part_of("act_id", "urge_act"))
        .foreign_key(&mut refer("duty_id", "duty"))
        .take()
}

fn duty_change_line() -> TableCreateStatement {
    Table::create()
        .table("duty_change_line")
        .col(id())
        .col(reference("change_id"))
        .col(reference("duty_id"))
        .col(code("kind", ["REVIVED", "MOVED", "ENDED"]))
        .col(day("due_before"))
        .col(day_null("due_after"))
        .col(reference_null("recipient_before_id"))
        .col(reference_null("recipient_after_id"))
        .col(code("role_before", ["LEAD", "SUPPORT"]))
        .col(code_null("role_after", ["LEAD", "SUPPORT"]))
        .col(code_null("end_reason", ["REGIME", "ASSIGNMENT", "ITEM", "SUCCESSION"]))
        .foreign_key(&mut part_of("change_id", "duty_change"))
        .foreign_key(&mut part_of("duty_id", "duty"))
        .foreign_key(&mut refer("recipient_before_id", "unit"))
        .foreign_key(&mut refer("recipient_after_id", "unit"))
        .check(Expr::col("kind").eq("ENDED").eq(Expr::col("end_reason").is_not_null()))
        .check(Expr::col("kind").eq("ENDED").eq(Expr::col("due_after").is_null()))
        .check(Expr::col("due_after").is_null().eq(Expr::col("role_after").is_null()))
        .take()
}
