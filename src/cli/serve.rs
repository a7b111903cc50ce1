//! `duban serve`.

use std::process::ExitCode;

use super::clock;
use crate::{app::App, config::Settings, http::StopSignals};

pub async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let app = App::open(settings, clock()).await?;
    let stop = StopSignals::receive()?;
    let turning = tokio::spawn(app.service.clone().turn_days_forever());
    let server = app.serve(None).await?;
    tracing::info!(address = %server.address(), "listening");
    server.run(stop).await?;
    turning.abort();
    app.store.close().await?;
    Ok(ExitCode::SUCCESS)
}
