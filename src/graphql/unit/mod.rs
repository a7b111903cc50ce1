//! 单位.

mod mutation;
mod object;

pub use mutation::UnitMutation;
pub use object::{Unit, UnitConnection, UnitFilter, unit_id};
