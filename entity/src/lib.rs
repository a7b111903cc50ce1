//! The tables of Duban as `SeaORM` models: one file a table, nothing of `GraphQL`, no behaviour
//! beyond the row. Codes are plain strings here; `store` turns rows into the types of the domain.

pub mod account;
pub mod assignment;
pub mod collective_member;
pub mod document;
pub mod document_edition;
pub mod document_source;
pub mod duty;
pub mod edition_match;
pub mod event;
pub mod event_pending;
pub mod event_position;
pub mod finding;
pub mod idempotency_key;
pub mod item;
pub mod item_leader;
pub mod item_revision;
pub mod leader;
pub mod leader_charge;
pub mod membership;
pub mod office;
pub mod post_holder;
pub mod progress_report;
pub mod progress_report_version;
pub mod refresh_token;
pub mod reporting_period;
pub mod reporting_rule;
pub mod role_grant;
pub mod section;
pub mod session;
pub mod target;
pub mod unit;
pub mod unit_alias;
pub mod upload;
