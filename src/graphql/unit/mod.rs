//! 单位.

mod mutation;
mod object;
mod register;
mod succession;

pub use mutation::UnitMutation;
pub use object::{Unit, UnitConnection, UnitFilter, UnitKind, unit_id};
pub use register::RegisterMutation;
pub use succession::{SuccessionMutation, UnitSuccessionPreview};
