//! Accounts, what they may do where and from when to when, and their sessions.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day, day_null, drop, flag, id, index, instant, instant_null, line, line_null,
    part_of, refer, reference, reference_null, text_null, validity, version,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let account = Table::create()
            .table("account")
            .col(id())
            .col(line("username").unique_key())
            .col(line("name"))
            .col(text_null("password_hash"))
            .col(instant_null("disabled_at"))
            .col(instant("created_at"))
            .col(version())
            .take();

        let role_grant = Table::create()
            .table("role_grant")
            .col(id())
            .col(reference("account_id"))
            .col(reference("office_id"))
            .col(code(
                "role",
                [
                    "OFFICE_OPERATOR",
                    "OFFICE_HEAD",
                    "SYSTEM_ADMIN",
                    "SECURITY_ADMIN",
                    "AUDIT_ADMIN",
                    "SERVICE",
                ],
            ))
            .col(instant("valid_from"))
            .col(instant_null("valid_to"))
            .foreign_key(&mut part_of("account_id", "account"))
            .foreign_key(&mut refer("office_id", "office"))
            .check(validity("valid_from", "valid_to"))
            .take();

        let membership = Table::create()
            .table("membership")
            .col(id())
            .col(reference("account_id"))
            .col(reference("unit_id"))
            .col(code("role", ["OPERATOR", "HEAD", "SERVICE"]))
            .col(instant("valid_from"))
            .col(instant_null("valid_to"))
            .foreign_key(&mut part_of("account_id", "account"))
            .foreign_key(&mut refer("unit_id", "unit"))
            .check(validity("valid_from", "valid_to"))
            .take();

        let post_holder = Table::create()
            .table("post_holder")
            .col(id())
            .col(reference("leader_id"))
            .col(reference_null("account_id"))
            .col(line("name"))
            .col(flag("acting"))
            .col(day("valid_from"))
            .col(day_null("valid_to"))
            .foreign_key(&mut part_of("leader_id", "leader"))
            .foreign_key(&mut refer("account_id", "account"))
            .check(validity("valid_from", "valid_to"))
            .take();

        let session = Table::create()
            .table("session")
            .col(id())
            .col(reference("account_id"))
            .col(instant("created_at"))
            .col(instant("expires_at"))
            .col(instant_null("ended_at"))
            .col(line_null("device"))
            .col(line_null("address"))
            .foreign_key(&mut part_of("account_id", "account"))
            .take();

        let refresh_token = Table::create()
            .table("refresh_token")
            .col(id())
            .col(reference("session_id"))
            .col(line("digest").unique_key())
            .col(instant("created_at"))
            .col(instant("expires_at"))
            .col(instant_null("used_at"))
            .foreign_key(&mut part_of("session_id", "session"))
            .take();

        create(
            manager,
            vec![account, role_grant, membership, post_holder, session, refresh_token],
            vec![
                index("role_grant", ["account_id", "office_id", "role", "valid_from"], true),
                index("role_grant", ["office_id"], false),
                index("membership", ["account_id", "unit_id", "role", "valid_from"], true),
                index("membership", ["unit_id"], false),
                index("post_holder", ["leader_id"], false),
                // A post has one holder at a time; any number may act for them.
                index("post_holder", ["leader_id"], true)
                    .and_where(held().and(Expr::col("valid_to").is_null()))
                    .take(),
                index("post_holder", ["leader_id", "valid_from"], true).and_where(held()).take(),
                index("post_holder", ["leader_id", "valid_to"], true).and_where(held()).take(),
                index("post_holder", ["account_id"], false),
                index("session", ["account_id"], false),
                index("refresh_token", ["session_id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            ["refresh_token", "session", "post_holder", "membership", "role_grant", "account"],
        )
        .await
    }
}

/// Held in one's own right, not acted for.
fn held() -> SimpleExpr {
    Expr::col("acting").eq(false)
}
