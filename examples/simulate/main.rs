//! A simulated year through the public API, of any documents:
//!
//! ```sh
//! cargo run --release --example simulate -- FILE...
//! ```
//!
//! Each document gets a city of its own: a server with an empty database, an account for every
//! unit and post. Its office imports and publishes it; from then on the clock goes through the
//! year, and everyone does what people do: report in time, late or never, return, accept, ask for
//! more time, object, instruct, suspend, change hands, close. At the end what the API answers is
//! held against what was done and against the event log.

#![expect(clippy::indexing_slicing, reason = "of JSON: what is not there is null")]

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Parser;

mod simulation;

/// Lives through a year of documents.
#[derive(Parser)]
struct Cli {
    /// Plans, in any form that can be imported
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Decides what happens by chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// An empty postgres:// database, for one file; an embedded one for each if none is given
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    anyhow::ensure!(
        cli.database_url.is_none() || cli.files.len() == 1,
        "a database is for one file"
    );
    let mut good = true;
    for file in &cli.files {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let year = simulation::Year {
            name: name.unwrap_or_default(),
            bytes,
            seed: cli.seed,
            database_url: cli.database_url.clone(),
        };
        let lived = year.live(|line| println!("{line}")).await;
        let lived = lived.with_context(|| file.display().to_string())?;
        println!("{lived}");
        good &= lived.wrong.is_empty();
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
