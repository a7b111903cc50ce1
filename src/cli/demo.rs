//! `duban demo`.

use std::process::ExitCode;

use super::{clock, tell};
use crate::{
    app::{App, open_store},
    config::Settings,
    demo,
    http::StopSignals,
};

pub async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    // The demo owns its database: it is brought to this program's version without being asked.
    let store = open_store(&settings).await?;
    store.migrate_up().await?;
    store.close().await?;
    let app = App::open(settings, clock()).await?;
    demo::prepare(&app).await?;
    let stop = StopSignals::receive()?;
    let turning = tokio::spawn(app.service.clone().turn_days_forever());
    let server = app.serve(Some(&demo::page()?)).await?;
    tell(&demo::greeting(&format!("http://{}", server.address())));
    server.run(stop).await?;
    turning.abort();
    app.store.close().await?;
    Ok(ExitCode::SUCCESS)
}
