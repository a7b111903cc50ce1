//! The tests of Duban: most go through HTTP as a client would, on `SQLite` and on `PostgreSQL`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and so do its helpers"
)]

mod command_line;
mod layers;
mod migrations;
mod report_path;
mod schema;
mod support;
mod transport;
