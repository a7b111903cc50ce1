//! 报送制度.

mod holiday;
mod mutation;
mod object;
mod preview;

pub use holiday::{Holiday, HolidayMutation};
pub use mutation::{DutyChanges, RegimeInput, RegimeMutation};
pub use object::{Regime, ReportingRule};
pub use preview::{RegimePreview, preview};
