//! The tests of Duban: most go through HTTP as a client would, on `SQLite` and on `PostgreSQL`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and so do its helpers"
)]

mod action_plans;
mod attention;
mod command_line;
mod created;
mod editions;
mod following;
mod handings;
mod importing;
mod layers;
mod life;
mod migrations;
mod once;
mod opening;
mod paging;
mod posts;
mod races;
mod reading;
mod regime;
mod registry;
mod report_life;
mod report_path;
mod report_rules;
mod review;
mod schema;
mod sessions;
mod simulate;
mod statements;
mod succession;
mod support;
mod transport;
mod visibility;
