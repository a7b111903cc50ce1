//! `duban schema`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;

use super::tell;
use crate::graphql;

#[derive(Args)]
pub struct Schema {
    /// Write it to this file instead of printing it
    file: Option<PathBuf>,
    /// Change nothing; the exit status tells whether the file is what the code says [default: schema.graphql]
    #[arg(long)]
    check: bool,
}

impl Schema {
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let sdl = graphql::sdl();
        if self.check {
            return check(self.file.as_deref().unwrap_or(Path::new("schema.graphql")), &sdl);
        }
        match &self.file {
            Some(file) => {
                fs::write(file, sdl).with_context(|| format!("cannot write {}", file.display()))?;
            }
            None => std::io::stdout().write_all(sdl.as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn check(file: &Path, sdl: &str) -> anyhow::Result<ExitCode> {
    let held =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    if held == sdl {
        return Ok(ExitCode::SUCCESS);
    }
    let file = file.display();
    tell(&format!("{file} is not what the code says: write it with `duban schema {file}`"));
    Ok(ExitCode::FAILURE)
}
