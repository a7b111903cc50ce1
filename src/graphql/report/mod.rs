//! 进展报告.

mod mutation;
mod object;
mod subscription;

pub use mutation::ReportMutation;
pub use object::{ProgressReport, ProgressReportConnection};
pub use subscription::ReportSubscription;
