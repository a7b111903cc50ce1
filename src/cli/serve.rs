//! `duban serve`.

use std::process::ExitCode;

use super::clock;
use crate::{app::App, config::Settings};

pub async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let app = App::open(settings, clock()).await?;
    let server = app.serve(None).await?;
    tracing::info!(address = %server.address(), "listening");
    server.run().await?;
    app.store.close().await?;
    Ok(ExitCode::SUCCESS)
}
