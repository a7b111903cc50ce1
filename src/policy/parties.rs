//! What someone is to a thing: the parties that tables of transitions speak of.

use super::{Actor, Author, Membership};
use crate::domain::{
    account::UnitRole,
    id::{LeaderId, OfficeId, UnitId},
    transition::Party,
};

/// Whose a thing is, and who has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The office that it belongs to.
    pub office: OfficeId,
    /// Units and collectives that lead the item.
    pub leads: Vec<UnitId>,
    /// Units and collectives that support it.
    pub supports: Vec<UnitId>,
    /// The posts responsible for the item.
    pub posts: Vec<LeaderId>,
    /// The units whose very thing it is.
    pub units: Vec<UnitId>,
    /// The post whose very thing it is.
    pub post: Option<LeaderId>,
}

impl Author<'_> {
    /// What the author is to a thing; the command line is everything.
    #[must_use]
    pub fn parties(&self, standing: &Standing) -> Vec<Party> {
        match self {
            Self::Person(actor) => {
                Party::ALL.iter().copied().filter(|party| is(actor, *party, standing)).collect()
            }
            Self::Console => Party::ALL.to_vec(),
        }
    }

    /// All that the author is to a report of a unit, owed to a recipient, on an office's document.
    #[must_use]
    pub fn stands(&self, office: OfficeId, unit: UnitId, recipient: Option<UnitId>) -> Vec<Party> {
        let Author::Person(actor) = self else { return vec![] };
        let heads = |own: &Membership| own.unit == unit && own.role == UnitRole::Head;
        let is = [
            (Party::Unit, actor.is_of_unit(unit)),
            (Party::Head, actor.memberships.iter().any(heads)),
            (Party::Recipient, recipient.is_some_and(|unit| actor.is_of_unit(unit))),
            (Party::Office, actor.is_office(office)),
        ];
        is.into_iter().filter(|(_, is)| *is).map(|(party, _)| party).collect()
    }
}

fn is(actor: &Actor, party: Party, standing: &Standing) -> bool {
    // Directly, or through a collective of which the unit is a member today.
    let through = |units: &[UnitId]| {
        actor.memberships.iter().any(|own| {
            units.contains(&own.unit) || own.answers_for.iter().any(|of| units.contains(of))
        })
    };
    let of = |units: &[UnitId]| units.iter().any(|unit| actor.is_of_unit(*unit));
    match party {
        Party::Office => actor.is_office(standing.office),
        Party::Leader => actor.posts.iter().any(|post| {
            standing.posts.contains(&post.leader)
                || (post.chief && post.office == standing.office)
                || post.charges.iter().any(|unit| standing.leads.contains(unit))
        }),
        Party::Post => actor.posts.iter().any(|post| standing.post == Some(post.leader)),
        Party::Lead => through(&standing.leads),
        Party::Support => through(&standing.supports),
        Party::Unit => of(&standing.units),
        Party::Head | Party::Recipient | Party::Day => false,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::account::{OfficeRole, UnitRole},
        policy::{Membership, OfficeGrant, Post},
    };

    const OFFICE: OfficeId = OfficeId(Uuid::from_u128(1));
    const OTHER: OfficeId = OfficeId(Uuid::from_u128(2));
    const POST: LeaderId = LeaderId(Uuid::from_u128(3));
    const UNIT: UnitId = UnitId(Uuid::from_u128(4));
    const ALL: UnitId = UnitId(Uuid::from_u128(5));

    fn grant(office: OfficeId, role: OfficeRole) -> Actor {
        Actor { grants: vec![OfficeGrant { office, role }], ..Actor::nobody("甲") }
    }

    fn unit(answers_for: Vec<UnitId>) -> Actor {
        let own = Membership { unit: UNIT, office: OFFICE, role: UnitRole::Operator, answers_for };
        Actor { memberships: vec![own], ..Actor::nobody("甲") }
    }

    fn post(leader: LeaderId, office: OfficeId, chief: bool, charges: Vec<UnitId>) -> Actor {
        Actor { posts: vec![Post { leader, office, chief, charges }], ..Actor::nobody("甲") }
    }

    /// Every kind of actor: what they are to an item led by a collective and supported by a unit.
    #[test]
    fn who_is_what() {
        let standing = Standing {
            office: OFFICE,
            leads: vec![ALL],
            supports: vec![UNIT],
            posts: vec![POST],
            units: vec![UNIT],
            post: Some(POST),
        };
        let no_post = LeaderId(Uuid::from_u128(9));
        let cases: [(&str, Actor, &[Party]); 11] = [
            ("office", grant(OFFICE, OfficeRole::OfficeOperator), &[Party::Office]),
            ("office head", grant(OFFICE, OfficeRole::OfficeHead), &[Party::Office]),
            ("another office", grant(OTHER, OfficeRole::OfficeHead), &[]),
            ("administrator", grant(OFFICE, OfficeRole::SystemAdmin), &[]),
            ("unit", unit(vec![]), &[Party::Support, Party::Unit]),
            (
                "member of the collective",
                unit(vec![ALL]),
                &[Party::Lead, Party::Support, Party::Unit],
            ),
            ("post", post(POST, OFFICE, false, vec![]), &[Party::Leader, Party::Post]),
            ("in charge of the lead", post(no_post, OFFICE, false, vec![ALL]), &[Party::Leader]),
            ("in charge of the support", post(no_post, OFFICE, false, vec![UNIT]), &[]),
            ("chief", post(no_post, OFFICE, true, vec![]), &[Party::Leader]),
            ("chief elsewhere", post(no_post, OTHER, true, vec![]), &[]),
        ];
        for (name, actor, expected) in cases {
            assert_eq!(Author::Person(&actor).parties(&standing), expected, "{name}");
        }
        assert_eq!(Author::Console.parties(&standing), Party::ALL);
    }

    /// What an actor is to a report of the unit that is owed to another one.
    #[test]
    fn who_is_what_to_a_report() {
        let other = UnitId(Uuid::from_u128(6));
        let head =
            Membership { unit: UNIT, office: OFFICE, role: UnitRole::Head, answers_for: vec![] };
        let cases: [(&str, Actor, &[Party]); 5] = [
            ("operator", unit(vec![]), &[Party::Unit]),
            ("member of a collective", unit(vec![other]), &[Party::Unit]),
            (
                "head",
                Actor { memberships: vec![head], ..Actor::nobody("甲") },
                &[Party::Unit, Party::Head],
            ),
            ("office", grant(OFFICE, OfficeRole::OfficeHead), &[Party::Office]),
            ("another office", grant(OTHER, OfficeRole::OfficeHead), &[]),
        ];
        for (name, actor, expected) in cases {
            let is = Author::Person(&actor).stands(OFFICE, UNIT, Some(other));
            assert_eq!(is, expected, "{name}");
        }
        let owed = Author::Person(&unit(vec![])).stands(OFFICE, other, Some(UNIT));
        assert_eq!(owed, [Party::Recipient]);
    }
}
