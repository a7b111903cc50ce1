//! 政府督查室.

use super::id::OfficeId;

/// A supervision office; documents, units, leaders and roles belong to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Key.
    pub id: OfficeId,
    /// Name, unique.
    pub name: String,
    /// The place it supervises.
    pub region: Option<String>,
}
