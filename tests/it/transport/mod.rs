//! The transport as clients see it.

mod over_http;
mod over_socket;
mod support;
