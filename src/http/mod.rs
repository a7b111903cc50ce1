//! The transport: GraphQL over HTTP and over WebSocket, and what a server needs besides.

mod body;
mod caller;
mod files;
mod graphql;
mod metrics;
mod negotiate;
mod observe;
mod page;
mod refuse;
mod routes;
mod server;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod toy;
mod websocket;

pub use page::Page;
pub use server::{ServerHandle, StopSignals, serve};
pub use state::{
    Authenticate, Authenticated, AuthenticationError, Ready, Settings, SocketSettings, State,
    Uploads,
};
