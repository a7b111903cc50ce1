//! 分办.

mod mutation;
mod object;
mod report;

pub use mutation::{HandOnPreview, HandingInput, HandingMutation, preview};
pub use object::{Handing, HandingConnection, HandingFilter};
pub use report::{HandingReport, HandingReportMutation, HandingReportVersionConnection};
