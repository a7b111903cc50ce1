//! `duban day`.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::{clock, print};
use crate::{app::App, config::Settings, service::DayTurn};

#[derive(Args)]
pub struct Day {
    /// Make the turn of this day alone [default: of every day up to today that was missed]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

impl Day {
    /// Makes the turns and says what they brought.
    pub async fn run(&self, settings: Settings) -> anyhow::Result<ExitCode> {
        let app = App::open(settings, clock()).await?;
        let turns = match self.on {
            Some(day) => app.service.turn_day(day).await?.into_iter().collect(),
            None => app.service.turn_days().await?,
        };
        for turn in &turns {
            print(&line(turn))?;
        }
        if turns.is_empty() {
            print("nothing to do: the day was turned before")?;
        }
        app.store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn line(turn: &DayTurn) -> String {
    let DayTurn { day, due, late, deemed, urged, changes } = turn;
    format!(
        "{day}  {due} due, {late} late, {deemed} deemed accepted, {urged} units urged; {} added, {} moved, {} ended",
        changes.added, changes.moved, changes.ended
    )
}
