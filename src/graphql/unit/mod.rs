//! 单位.

mod mutation;
mod object;
mod register;

pub use mutation::UnitMutation;
pub use object::{Unit, UnitConnection, UnitFilter, UnitKind, unit_id};
pub use register::RegisterMutation;
