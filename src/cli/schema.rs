//! `duban schema`.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;

use super::tell;
use crate::graphql;

#[derive(Args)]
pub struct Schema {
    /// The file
    #[arg(default_value = "schema.graphql")]
    file: PathBuf,
    /// Change nothing; the exit status tells whether the file is what the code says
    #[arg(long)]
    check: bool,
}

impl Schema {
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let sdl = graphql::sdl();
        if !self.check {
            fs::write(&self.file, sdl)
                .with_context(|| format!("cannot write {}", self.file.display()))?;
            return Ok(ExitCode::SUCCESS);
        }
        let held = fs::read_to_string(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))?;
        if held == sdl {
            return Ok(ExitCode::SUCCESS);
        }
        tell(&format!(
            "{} is not what the code says: write it with `duban schema`",
            self.file.display()
        ));
        Ok(ExitCode::FAILURE)
    }
}
