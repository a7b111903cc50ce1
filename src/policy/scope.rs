//! Which rows someone may see, as data. `store::scope` turns it into SQL conditions, the same for
//! lists, counts, loaders and subscriptions.

use super::Actor;
use crate::domain::id::{LeaderId, OfficeId, UnitId};

/// Which rows may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(View);

/// What a scope says; only [`Scope`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// Everything: sign-in, the command line and background work.
    System,
    /// What a viewer may see.
    Viewer(Viewer),
}

/// What one viewer may see, as the visibility table has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// Supervision office: all of one's own office.
    pub offices: Vec<OfficeId>,
    /// System administrator: units and leaders of the office, and nothing of documents.
    pub registries: Vec<OfficeId>,
    /// A chief leader: everything published.
    pub chief_of: Vec<OfficeId>,
    /// Leader: items of the posts they hold or act for.
    pub posts: Vec<LeaderId>,
    /// Leader: items led by units that the post is in charge of (分管).
    pub charges: Vec<UnitId>,
    /// Lead and support units: the units acted for.
    pub units: Vec<UnitId>,
    /// The same and what they answer for today: collectives, bodies that they host, units that they
    /// succeeded.
    pub answered_units: Vec<UnitId>,
    /// The units that those acted for have succeeded: what these submitted.
    pub succeeded: Vec<UnitId>,
}

impl Scope {
    /// What an actor may see now.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        let posts = &actor.posts;
        // Of a unit that was succeeded the past is still seen.
        let memberships = || actor.memberships.iter().chain(&actor.former);
        Self(View::Viewer(Viewer {
            offices: actor.offices().collect(),
            registries: actor.registries().collect(),
            chief_of: posts.iter().filter(|post| post.chief).map(|post| post.office).collect(),
            posts: posts.iter().map(|post| post.leader).collect(),
            charges: posts.iter().flat_map(|post| post.charges.iter().copied()).collect(),
            succeeded: actor.succeeded.clone(),
            units: memberships().map(|own| own.unit).collect(),
            answered_units: memberships()
                .flat_map(|own| std::iter::once(own.unit).chain(own.answers_for.iter().copied()))
                .collect(),
        }))
    }

    /// Everything. Not for `graphql`, which has no store that would take it; a test holds the
    /// layer to that.
    #[must_use]
    pub const fn system() -> Self {
        Self(View::System)
    }

    /// What it says.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.0
    }
}
