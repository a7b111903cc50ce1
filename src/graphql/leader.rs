//! 责任领导.

use async_graphql::{ID, Object, SimpleObject};

use super::id::GlobalId;
use crate::domain;

/// A responsible leader (责任领导): a post, with who holds it.
#[derive(Clone)]
pub struct Leader(pub domain::leader::Leader);

impl From<domain::leader::Leader> for Leader {
    fn from(leader: domain::leader::Leader) -> Self {
        Self(leader)
    }
}

/// Who holds a post today (任职人).
#[derive(SimpleObject)]
pub struct PostHolder {
    /// Name (姓名).
    name: String,
    /// Whether acting for the holder (AB角).
    acting: bool,
}

/// A responsible leader (责任领导): a post, with who holds it.
#[Object]
impl Leader {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The post (岗位); the printed name where the document gives no more.
    async fn post(&self) -> &str {
        &self.0.post
    }

    /// Who holds the post today, acting holders last.
    async fn holders(&self) -> Vec<PostHolder> {
        let holders = self.0.holders.iter();
        holders
            .map(|holder| PostHolder { name: holder.name.clone(), acting: holder.acting })
            .collect()
    }
}
