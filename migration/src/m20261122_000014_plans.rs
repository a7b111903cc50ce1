//! Action plans: their versions, milestones, and when these were done.

use sea_orm_migration::prelude::*;

use crate::columns::{
    code, create, day, day_null, drop, flag, id, index, instant, instant_null, line, part_of,
    refer, reference, reference_null, text, text_null, version, whole,
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
                action_plan(),
                action_plan_version(),
                milestone(),
                milestone_line(),
                milestone_mark(),
            ],
            vec![
                index("action_plan", ["item_id", "unit_id"], true),
                index("action_plan", ["unit_id"], false),
                index("action_plan", ["document_id"], false),
                index("action_plan_version", ["plan_id", "number"], true),
                index("action_plan_version", ["state", "submitted_at", "id"], false),
                one_open(),
                index("milestone", ["plan_id"], false),
                index("milestone_line", ["version_id", "position"], true),
                index("milestone_line", ["version_id", "milestone_id"], true),
                index("milestone_line", ["milestone_id"], false),
                index("milestone_mark", ["milestone_id", "marked_at", "id"], false),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            ["milestone_mark", "milestone_line", "milestone", "action_plan_version", "action_plan"],
        )
        .await
    }
}

/// A plan has one version at most that is written or waits.
fn one_open() -> IndexCreateStatement {
    index("action_plan_version", ["plan_id"], true)
        .and_where(Expr::col("state").is_in(["DRAFT", "SUBMITTED"]))
        .take()
}

fn action_plan() -> TableCreateStatement {
    Table::create()
        .table("action_plan")
        .col(id())
        .col(reference("document_id"))
        .col(reference("item_id"))
        .col(reference("unit_id"))
        .col(instant("created_at"))
        .col(version())
        .foreign_key(&mut refer("document_id", "document"))
        .foreign_key(&mut refer("item_id", "item"))
        .foreign_key(&mut refer("unit_id", "unit"))
        .take()
}

/// What was submitted stays; a later plan is a row of its own.
fn action_plan_version() -> TableCreateStatement {
    Table::create()
        .table("action_plan_version")
        .col(id())
        .col(reference("plan_id"))
        .col(whole("number"))
        .col(code("state", ["DRAFT", "SUBMITTED", "RETURNED", "APPROVED", "WITHDRAWN"]))
        .col(text("summary"))
        .col(text_null("reason"))
        .col(reference("written_by"))
        .col(instant("written_at"))
        .col(reference_null("submitted_by"))
        .col(instant_null("submitted_at"))
        .col(reference_null("leader_id"))
        .col(flag("recorded"))
        .col(text_null("answer"))
        .col(reference_null("decided_by"))
        .col(instant_null("decided_at"))
        .foreign_key(&mut part_of("plan_id", "action_plan"))
        .foreign_key(&mut refer("written_by", "account"))
        .foreign_key(&mut refer("submitted_by", "account"))
        .foreign_key(&mut refer("leader_id", "leader"))
        .foreign_key(&mut refer("decided_by", "account"))
        .check(Expr::col("number").gte(1))
        .check(Expr::col("submitted_by").is_null().eq(Expr::col("submitted_at").is_null()))
        .check(Expr::col("state").eq("DRAFT").eq(Expr::col("submitted_at").is_null()))
        .check(Expr::col("decided_by").is_null().eq(Expr::col("decided_at").is_null()))
        .check(
            Expr::col("state").is_in(["DRAFT", "SUBMITTED"]).eq(Expr::col("decided_at").is_null()),
        )
        .check(Expr::col("state").ne("RETURNED").or(Expr::col("answer").is_not_null()))
        // What the office records is a leader's decision.
        .check(Expr::col("recorded").eq(false).or(Expr::col("leader_id").is_not_null()))
        .take()
}

/// What stays the same of a milestone through the versions of its plan.
fn milestone() -> TableCreateStatement {
    Table::create()
        .table("milestone")
        .col(id())
        .col(reference("plan_id"))
        .col(day_null("done_on"))
        .col(version())
        .foreign_key(&mut part_of("plan_id", "action_plan"))
        .take()
}

/// What a version of the plan says of a milestone.
fn milestone_line() -> TableCreateStatement {
    Table::create()
        .table("milestone_line")
        .col(id())
        .col(reference("version_id"))
        .col(reference("milestone_id"))
        .col(whole("position"))
        .col(line("title"))
        .col(day("due_on"))
        .col(line("person"))
        .col(text("expected"))
        .col(text_null("explanation"))
        .foreign_key(&mut part_of("version_id", "action_plan_version"))
        .foreign_key(&mut part_of("milestone_id", "milestone"))
        .take()
}

/// That a milestone was done, or is not after all; each stays.
fn milestone_mark() -> TableCreateStatement {
    Table::create()
        .table("milestone_mark")
        .col(id())
        .col(reference("milestone_id"))
        .col(day_null("done_on"))
        .col(text("word"))
        .col(reference("marked_by"))
        .col(instant("marked_at"))
        .foreign_key(&mut part_of("milestone_id", "milestone"))
        .foreign_key(&mut refer("marked_by", "account"))
        .take()
}
