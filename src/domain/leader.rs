//! 责任领导: a post with a holder.

use super::id::{LeaderId, OfficeId};

/// A post (岗位) and who holds it today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// Key.
    pub id: LeaderId,
    /// The office it belongs to.
    pub office: OfficeId,
    /// The post; the printed name where the document gives no more.
    pub post: String,
    /// Who holds it today, acting holders last.
    pub holders: Vec<PostHolder>,
}

/// Who holds a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostHolder {
    /// Name.
    pub name: String,
    /// Whether acting for the holder (AB角).
    pub acting: bool,
}
