//! 进展报告.

mod integration;
mod many;
mod mutation;
mod object;
mod prefill;
mod receipt;
mod subscription;

pub use integration::{SupportReport, support_reports};
pub use many::ReportsMutation;
pub use mutation::ReportMutation;
pub use object::{ProgressReport, ProgressReportConnection};
pub use prefill::Prefill;
pub use receipt::SubmissionReceiptConnection;
pub use subscription::ReportSubscription;
