//! 责任领导.

mod mutation;
mod object;

pub use mutation::LeaderMutation;
pub use object::{Leader, LeaderConnection};
