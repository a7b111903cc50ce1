//! 落实方案, 阶段目标.

mod milestone;
mod mutation;
mod object;

pub use milestone::Milestone;
pub use mutation::ActionPlanMutation;
pub use object::{ActionPlan, ActionPlanConnection, ActionPlanFilter, ActionPlanVersionConnection};
