//! The field itself: values, typed ids, states and what may follow from what.
//!
//! Pure: no framework, no input or output, no clock. A new concept gets a file of its own with its
//! codes (see [`code`]), its plain struct, and the rules that need nothing but the values.

pub mod account;
pub mod assignment;
pub mod calendar;
pub mod code;
pub mod document;
pub mod duty;
pub mod event;
pub mod finding;
pub mod id;
pub mod item;
pub mod language;
pub mod leader;
pub mod office;
pub mod page;
pub mod receipt;
pub mod refusal;
pub mod regime;
pub mod report;
pub mod target;
pub mod unit;
