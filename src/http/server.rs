//! Starts the server, and stops it without cutting anybody off.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    middleware::{Compress, from_fn},
    web::Data,
};
use tokio::{
    sync::watch,
    task::{AbortHandle, JoinHandle},
};

use super::{
    metrics::Metrics,
    observe::observe,
    routes::routes,
    state::{Settings, Shared, State},
};

/// A server that runs.
pub struct ServerHandle {
    address: SocketAddr,
    server: actix_web::dev::ServerHandle,
    running: JoinHandle<io::Result<()>>,
    stopping: watch::Sender<bool>,
    tidying: AbortHandle,
}

/// Starts to listen and to serve. The listener is bound before this returns.
///
/// # Errors
///
/// When the address cannot be bound.
pub fn serve(settings: &Settings, state: State) -> io::Result<ServerHandle> {
    let listener = TcpListener::bind(settings.listen)?;
    let address = listener.local_addr()?;
    let (stopping, observed) = watch::channel(false);
    let metrics = Metrics::new().map_err(io::Error::other)?;
    let shared =
        Data::new(Shared { state, settings: settings.clone(), metrics, stopping: observed });

    let tidied = shared.clone();
    let tidying = tokio::spawn(async move {
        let mut every = tokio::time::interval(Duration::from_secs(5));
        loop {
            every.tick().await;
            tidied.metrics.tidy();
        }
    });
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .wrap(Compress::default())
            .wrap(from_fn(observe))
            .configure(routes)
    })
    .disable_signals()
    .client_request_timeout(settings.body_time)
    .shutdown_timeout(settings.stop_time.as_secs());
    if let Some(workers) = settings.workers {
        server = server.workers(workers);
    }
    let server = server.listen(listener)?.run();
    Ok(ServerHandle {
        address,
        server: server.handle(),
        running: tokio::spawn(server),
        stopping,
        tidying: tidying.abort_handle(),
    })
}

impl ServerHandle {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections, closes the sockets with a word, and waits for what is being answered.
    ///
    /// # Errors
    ///
    /// When the server had already ended with an error.
    pub async fn stop(self) -> io::Result<()> {
        self.stopping.send_replace(true);
        self.server.stop(true).await;
        self.tidying.abort();
        self.running.await.map_err(io::Error::other)?
    }

    /// Serves until the process is asked to stop.
    ///
    /// # Errors
    ///
    /// When the server ends with an error.
    pub async fn run(mut self, mut asked: StopSignals) -> io::Result<()> {
        tokio::select! {
            () = asked.wait() => {
                tracing::info!("stopping");
                self.stop().await
            }
            ended = &mut self.running => {
                self.tidying.abort();
                ended.map_err(io::Error::other)?
            }
        }
    }
}

/// What asks a process to stop: SIGTERM, or Ctrl-C.
#[derive(Debug)]
pub struct StopSignals {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl StopSignals {
    /// From now on the process is not ended by them, but asked. To be called before anyone is told
    /// that it serves.
    ///
    /// # Errors
    ///
    /// When signals cannot be received.
    pub fn receive() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
            Ok(Self { signals })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn wait(&mut self) {
        #[cfg(unix)]
        {
            let [terminate, interrupt] = &mut self.signals;
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
