//! `duban migrate`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{print, tell};
use crate::{app::connect, config::Settings};

#[derive(Args)]
pub struct Migrate {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Apply what the database lacks
    Up,
    /// Revert the last migrations: what their tables hold is lost
    Down {
        /// How many
        #[arg(default_value_t = 1)]
        steps: u32,
    },
    /// Show which are applied; the exit status is 1 if the database lacks any
    Status,
}

impl Migrate {
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let store = connect(settings).await?;
        match self.command {
            Command::Up => store.migrate_up().await?,
            Command::Down { steps } => store.migrate_down(steps).await?,
            Command::Status => {}
        }
        let migrations = store.migrations().await?;
        for (name, applied) in &migrations {
            print(&format!("{} {name}", if *applied { "applied" } else { "lacking" }))?;
        }
        store.close().await?;
        let lacking = migrations.iter().any(|(_, applied)| !applied);
        if lacking && matches!(self.command, Command::Status) {
            tell("the database lacks migrations: run `duban migrate up`");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}
