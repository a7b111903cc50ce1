//! The program as a person runs it.

mod accounts;
mod demo;
mod help;
mod importing;
mod migrating;
mod reading;
mod reviewing;
mod serving;
mod settings;

/// A plan of the tests, by the name of its file.
fn fixture(name: &str) -> Vec<u8> {
    crate::support::fixture(name)
}

/// The office of the plan in `twin_leaders.txt`.
const OFFICE: &str = "雁回市人民政府督查室";
