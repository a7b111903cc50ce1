//! The tables of Duban, one file a migration, the same for `SQLite` and `PostgreSQL`.
//!
//! How to add one: a new file `mYYYYMMDD_NNNNNN_subject.rs` with `up` and `down`, its line in
//! [`Migrator::migrations`], and columns from [`columns`], so that types stay portable. A migration
//! that was released is never edited.

pub use sea_orm_migration::prelude::*;

mod columns;
mod m20261122_000001_offices;
mod m20261122_000002_accounts;
mod m20261122_000003_documents;
mod m20261122_000004_reports;
mod m20261122_000005_events;
mod m20261122_000006_registry;
mod m20261122_000007_editions;
mod m20261122_000008_ledgers;
mod m20261122_000009_regime;
mod m20261122_000010_life;
mod m20261122_000011_reporting;
mod m20261122_000012_attention;
mod m20261122_000013_coordination;
mod m20261122_000014_plans;
mod m20261122_000015_parts;
mod m20261122_000016_succession;

/// Applies and reverts the migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_offices::Migration),
            Box::new(m20261122_000002_accounts::Migration),
            Box::new(m20261122_000003_documents::Migration),
            Box::new(m20261122_000004_reports::Migration),
            Box::new(m20261122_000005_events::Migration),
            Box::new(m20261122_000006_registry::Migration),
            Box::new(m20261122_000007_editions::Migration),
            Box::new(m20261122_000008_ledgers::Migration),
            Box::new(m20261122_000009_regime::Migration),
            Box::new(m20261122_000010_life::Migration),
            Box::new(m20261122_000011_reporting::Migration),
            Box::new(m20261122_000012_attention::Migration),
            Box::new(m20261122_000013_coordination::Migration),
            Box::new(m20261122_000014_plans::Migration),
            Box::new(m20261122_000015_parts::Migration),
            Box::new(m20261122_000016_succession::Migration),
        ]
    }
}
