//! 责任分解方案, 工作方案.

mod mutation;
mod object;

pub use mutation::DocumentMutation;
pub use object::{
    Document, DocumentConnection, DocumentFilter, DocumentKind, Office, Section, Span,
};
