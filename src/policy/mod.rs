//! Who asks ([`Actor`]), what they may do ([`decide()`]) and which rows they may see ([`Scope`]).
//!
//! Pure, and the only place where rights are decided. A new rule gets its sentence from the
//! visibility table, a variant of [`Act`] or a condition in `store::scope`, and a test.

mod actor;
mod author;
mod decide;
mod scope;
mod standing;

pub use actor::{Actor, Membership, OfficeGrant, Post};
pub use author::Author;
pub use decide::{Act, decide, for_offices_only};
pub use scope::{Scope, View, Viewer};
