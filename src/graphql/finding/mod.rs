//! 导入疑点.

mod mutation;
mod object;

pub use mutation::FindingMutation;
pub use object::{Finding, FindingConnection, FindingFilter};
