//! 导入疑点.

mod mutation;
mod object;

pub use mutation::{AssignmentInput, FindingMutation, answering};
pub use object::{Finding, FindingConnection, FindingFilter};
