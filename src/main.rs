//! The command line of Duban.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    duban::cli::run().await
}
