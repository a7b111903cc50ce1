//! Duban 督办: a `GraphQL` API backend for government supervision offices.

#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod feed;
pub mod files;
pub mod graphql;
pub mod http;
pub mod intake;
pub mod policy;
pub mod service;
pub mod store;
