//! 版本: newer editions of published documents.

mod mutation;
mod object;

pub use mutation::EditionMutation;
pub use object::{
    ChangeSummary, EditionConnection, ItemChangeConnection, ItemChangeFilter,
    ItemRevisionConnection, document_id,
};
