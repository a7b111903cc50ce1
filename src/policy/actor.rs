//! Who asks: an account with everything that it may act as at this moment.

use std::net::IpAddr;

use crate::domain::{
    account::{Account, OfficeRole, UnitRole},
    id::{LeaderId, OfficeId, SessionId, UnitId},
};

/// A role at an office, valid now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeGrant {
    /// The office.
    pub office: OfficeId,
    /// The role.
    pub role: OfficeRole,
}

/// Acting for a unit, valid now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The unit.
    pub unit: UnitId,
    /// The office that the unit belongs to.
    pub office: OfficeId,
    /// As what.
    pub role: UnitRole,
    /// What the unit answers for today beside itself: collectives of which it is a member, bodies
    /// whose office it hosts, and units that it succeeded.
    pub answers_for: Vec<UnitId>,
}

/// A post held or acted for, valid today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The post.
    pub leader: LeaderId,
    /// The office that the post belongs to.
    pub office: OfficeId,
    /// Whether it is the chief leader's.
    pub chief: bool,
    /// The units that the post is in charge of (分管) today.
    pub charges: Vec<UnitId>,
}

/// Who asks. Made only by `auth`, from what the database says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: Account,
    /// The session.
    pub session: SessionId,
    /// The address that the request came from.
    pub address: Option<IpAddr>,
    /// Roles at offices.
    pub grants: Vec<OfficeGrant>,
    /// Units acted for.
    pub memberships: Vec<Membership>,
    /// Units that another one has succeeded since: the actor sees their past, and acts for them no
    /// longer.
    pub former: Vec<Membership>,
    /// The units that those acted for have succeeded.
    pub succeeded: Vec<UnitId>,
    /// Posts held.
    pub posts: Vec<Post>,
}

impl Actor {
    /// The offices whose own work the actor does.
    pub fn offices(&self) -> impl Iterator<Item = OfficeId> {
        self.grants.iter().filter(|grant| grant.role.is_office()).map(|grant| grant.office)
    }

    /// Whether the actor does the own work of this office.
    #[must_use]
    pub fn is_office(&self, office: OfficeId) -> bool {
        self.offices().any(|own| own == office)
    }

    /// The offices whose accounts and units the actor administers.
    pub fn registries(&self) -> impl Iterator<Item = OfficeId> {
        let own = self.grants.iter().filter(|grant| grant.role == OfficeRole::SystemAdmin);
        own.map(|grant| grant.office)
    }

    /// Whether the actor administers the accounts and units of this office.
    #[must_use]
    pub fn administers(&self, office: OfficeId) -> bool {
        self.registries().any(|own| own == office)
    }

    /// Whether the actor may be shown what is handed over with a post of an office: who holds or
    /// acts for it now, and the office.
    #[must_use]
    pub fn takes_over_post(&self, post: LeaderId, office: OfficeId) -> bool {
        self.is_office(office) || self.posts.iter().any(|own| own.leader == post)
    }

    /// Whether the actor may be shown what is handed over with a unit of an office: who acts for the
    /// one that succeeded it, and the office.
    #[must_use]
    pub fn takes_over_unit(&self, unit: UnitId, office: OfficeId) -> bool {
        self.is_office(office) || self.succeeded.contains(&unit)
    }

    /// Whether the actor acts for this unit.
    #[must_use]
    pub fn is_of_unit(&self, unit: UnitId) -> bool {
        self.memberships.iter().any(|own| own.unit == unit)
    }
}

#[cfg(test)]
impl Actor {
    /// Someone without any right, for tests.
    pub fn nobody(name: &str) -> Self {
        use crate::domain::id::AccountId;
        let account = Account {
            id: AccountId(uuid::Uuid::from_u128(1)),
            username: "nobody".into(),
            name: name.into(),
            disabled_at: None,
        };
        Self {
            account,
            session: SessionId(uuid::Uuid::from_u128(2)),
            address: None,
            grants: vec![],
            memberships: vec![],
            former: vec![],
            succeeded: vec![],
            posts: vec![],
        }
    }
}
