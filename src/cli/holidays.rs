//! `duban holidays`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::Deserialize;

use super::{clock, print};
use crate::{
    app::App, config::Settings, domain::calendar::Holiday, policy::Author, service::HolidaysLoad,
};

#[derive(Args)]
pub struct Holidays {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load the holidays of whole years from a CSV file, and move due days where rules say so
    ///
    /// The file has the columns day (2026-10-01), name (国庆节) and working (true for 调休上班, else
    /// false), with a line of these names first. What was known of its years is replaced.
    Load {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    day: NaiveDate,
    name: String,
    working: bool,
}

impl Holidays {
    /// Loads the file, all or nothing.
    pub async fn run(&self, settings: Settings) -> anyhow::Result<ExitCode> {
        let Command::Load { file } = &self.command;
        let shown = file.display();
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_path(file)
            .with_context(|| format!("cannot read {shown}"))?;
        let holidays = reader
            .deserialize::<Line>()
            .map(|line| line.map(|Line { day, name, working }| Holiday { day, name, working }))
            .collect::<Result<Vec<_>, _>>()
            .with_context(|| format!("{shown} is not as expected"))?;
        let count = holidays.len();
        let app = App::open(settings, clock()).await?;
        let load = HolidaysLoad { holidays };
        let changes = app.service.holidays_load(Author::Console, load).await?;
        print(&format!("loaded {count} days; {} duties moved", changes.moved))?;
        app.store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}
