//! Supervision offices, and the units and leaders that belong to them.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day, day_null, drop, flag, id, index, instant, line, line_null, part_of, refer,
    reference, reference_null, text, validity, version, whole_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let office = Table::create()
            .table("office")
            .col(id())
            .col(line("name").unique_key())
            .col(line_null("region"))
            .col(instant("created_at"))
            .take();

        let unit = Table::create()
            .table("unit")
            .col(id())
            .col(reference("office_id"))
            .col(line("name"))
            .col(text("search_text"))
            .col(code(
                "kind",
                [
                    "DEPARTMENT",
                    "GOVERNMENT",
                    "TOWNSHIP",
                    "ENTERPRISE",
                    "BODY",
                    "COLLECTIVE",
                    "OTHER",
                ],
            ))
            .col(line_null("credit_code"))
            .col(reference_null("host_unit_id"))
            .col(reference_null("parent_id"))
            .col(day("valid_from"))
            .col(day_null("valid_to"))
            .col(instant("created_at"))
            .col(version())
            .foreign_key(&mut refer("office_id", "office"))
            .foreign_key(&mut refer("host_unit_id", "unit"))
            .foreign_key(&mut refer("parent_id", "unit"))
            .check(Expr::col("parent_id").is_null().or(Expr::col("parent_id").ne(Expr::col("id"))))
            .check(validity("valid_from", "valid_to"))
            .take();

        let unit_alias = Table::create()
            .table("unit_alias")
            .col(id())
            .col(reference("office_id"))
            .col(reference("unit_id"))
            .col(line("name"))
            .col(day("valid_from"))
            .col(day_null("valid_to"))
            .foreign_key(&mut refer("office_id", "office"))
            .foreign_key(&mut part_of("unit_id", "unit"))
            .check(validity("valid_from", "valid_to"))
            .take();

        let collective_member = Table::create()
            .table("collective_member")
            .col(id())
            .col(reference("collective_id"))
            .col(reference("member_id"))
            .col(day("valid_from"))
            .col(day_null("valid_to"))
            .foreign_key(&mut part_of("collective_id", "unit"))
            .foreign_key(&mut refer("member_id", "unit"))
            .check(validity("valid_from", "valid_to"))
            .check(Expr::col("collective_id").ne(Expr::col("member_id")))
            .take();

        let leader = Table::create()
            .table("leader")
            .col(id())
            .col(reference("office_id"))
            .col(line("post"))
            .col(line_null("title"))
            .col(whole_null("rank"))
            .col(flag("chief"))
            .col(instant("created_at"))
            .col(version())
            .foreign_key(&mut refer("office_id", "office"))
            .check(Expr::col("rank").is_null().or(Expr::col("rank").gte(1)))
            .take();

        let leader_charge = Table::create()
            .table("leader_charge")
            .col(id())
            .col(reference("leader_id"))
            .col(reference("unit_id"))
            .col(day("valid_from"))
            .col(day_null("valid_to"))
            .foreign_key(&mut part_of("leader_id", "leader"))
            .foreign_key(&mut refer("unit_id", "unit"))
            .check(validity("valid_from", "valid_to"))
            .take();

        create(
            manager,
            vec![office, unit, unit_alias, collective_member, leader, leader_charge],
            indexes(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            ["leader_charge", "leader", "collective_member", "unit_alias", "unit", "office"],
        )
        .await
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("unit", ["office_id", "name", "valid_from"], true),
        index("unit", ["office_id", "credit_code"], false),
        index("unit", ["host_unit_id"], false),
        index("unit", ["parent_id"], false),
        index("unit_alias", ["office_id", "name", "valid_from"], true),
        index("unit_alias", ["unit_id"], false),
        index("collective_member", ["collective_id", "member_id", "valid_from"], true),
        index("collective_member", ["member_id"], false),
        index("leader", ["office_id", "post"], true),
        index("leader_charge", ["leader_id", "unit_id", "valid_from"], true),
        index("leader_charge", ["unit_id"], false),
    ]
}
