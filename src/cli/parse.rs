//! `duban parse`.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;

use super::{file_name, print, tell};
use crate::intake::{self, Refused};

#[derive(Args)]
pub struct Parse {
    /// The documents
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read documents marked 内部 or 工作秘密 too
    #[arg(long)]
    allow_internal: bool,
}

impl Parse {
    /// Prints a JSON array, one object a file that could be read. What could not be read is told
    /// apart, and in the exit status.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let options =
            intake::Options { allow_internal: self.allow_internal, ..intake::Options::default() };
        let mut plans = Vec::new();
        let mut code = ExitCode::SUCCESS;
        for file in &self.files {
            let read = fs::read(file)
                .map_err(|error| format!("{}: {error}", file.display()))
                .and_then(|bytes| {
                    let name = file_name(file);
                    intake::read(&name, &bytes, &options).map_err(|refused| refusal(&name, refused))
                });
            match read {
                Ok(reading) => plans.push(reading.plan),
                Err(why) => {
                    tell(&format!("duban: {why}"));
                    code = ExitCode::FAILURE;
                }
            }
        }
        print(&serde_json::to_string_pretty(&plans)?)?;
        Ok(code)
    }
}

/// What is said of a file that was refused. One that bears a mark of secrecy is not named.
fn refusal(name: &str, refused: Refused) -> String {
    match refused {
        Refused::Classified | Refused::Internal => refused.to_string(),
        Refused::Empty
        | Refused::Undecodable
        | Refused::TooLarge { .. }
        | Refused::Unsupported
        | Refused::Encrypted
        | Refused::Scanned
        | Refused::Damaged
        | Refused::TooComplex => format!("{name}: {refused}"),
    }
}
