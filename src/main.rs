//! The command line of Duban.

use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    duban::cli::run().await
}
