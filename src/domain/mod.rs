//! The field itself: values, typed ids, states and what may follow from what.
//!
//! Pure: no framework, no input or output, no clock. A new concept gets a file of its own with its
//! codes (see [`code`]), its plain struct, and the rules that need nothing but the values.

pub mod account;
pub mod acknowledgement;
pub mod action_plan;
pub mod assignment;
pub mod calendar;
pub mod closing;
pub mod code;
pub mod coordination;
pub mod credit_code;
pub mod decision;
pub mod document;
pub mod duty;
pub mod edition;
pub mod event;
pub mod extension;
pub mod finding;
pub mod handing;
pub mod handing_report;
pub mod id;
pub mod instruction;
pub mod item;
pub mod language;
pub mod leader;
pub mod likeness;
pub mod milestone;
pub mod objection;
pub mod office;
pub mod opening;
pub mod page;
pub mod receipt;
pub mod refusal;
pub mod regime;
pub mod report;
pub mod succession;
pub mod target;
pub mod transition;
pub mod unit;
pub mod urge;
