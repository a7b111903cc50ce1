//! What someone may do. What they may not even see was answered with `NOT_FOUND` before.

use super::Actor;
use crate::domain::{account::OfficeRole, id::OfficeId, language::Message, refusal::Refusal};

/// Something that an actor wants to do, with what decides whether they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Read a document into an office's ledger.
    ImportDocument {
        /// The office.
        office: OfficeId,
    },
    /// Confirm the members of an office's collective.
    ConfirmMembers {
        /// The office.
        office: OfficeId,
    },
    /// Say which unit of an office succeeds another.
    SucceedUnit {
        /// The office.
        office: OfficeId,
    },
    /// Change the register of an office's units.
    KeepRegister {
        /// The office.
        office: OfficeId,
    },
    /// Settle the findings of an office's document.
    ReviewDocument {
        /// The office.
        office: OfficeId,
    },
    /// Publish a document of an office.
    PublishDocument {
        /// The office.
        office: OfficeId,
    },
    /// Set the regime of an office's document, or be shown what it would ask.
    SetRegime {
        /// The office.
        office: OfficeId,
    },
    /// Load the holidays of the deployment.
    LoadHolidays,
}

/// Whether the actor may.
///
/// # Errors
/// A refusal that says who may.
pub fn decide(actor: &Actor, act: Act) -> Result<(), Refusal> {
    let (allowed, who) = match act {
        // "Supervision office: import, confirm, publish, set the regime."
        Act::ImportDocument { office }
        | Act::ConfirmMembers { office }
        | Act::SucceedUnit { office }
        | Act::ReviewDocument { office }
        | Act::PublishDocument { office }
        | Act::SetRegime { office } => (actor.is_office(office), office_only()),
        // "System administrator: accounts, units, settings."
        Act::LoadHolidays => (
            actor.grants.iter().any(|grant| grant.role == OfficeRole::SystemAdmin),
            Message::new("只有系统管理员可以", "only a system administrator may"),
        ),
        Act::KeepRegister { office } => (
            actor.is_office(office) || actor.administers(office),
            Message::new(
                "只有督查室或系统管理员可以",
                "only the supervision office or the system administrator may",
            ),
        ),
    };
    if allowed { Ok(()) } else { Err(Refusal::NotAllowed { who }) }
}

/// The refusal of what is an office's to do, for someone who works for none.
#[must_use]
pub fn for_offices_only() -> Refusal {
    Refusal::NotAllowed { who: office_only() }
}

fn office_only() -> Message {
    Message::new("只有督查室可以", "only the supervision office may")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{account::UnitRole, id::UnitId};
    use crate::policy::{Membership, OfficeGrant};

    const OFFICE: OfficeId = OfficeId(Uuid::from_u128(1));
    const OTHER_OFFICE: OfficeId = OfficeId(Uuid::from_u128(2));
    const UNIT: UnitId = UnitId(Uuid::from_u128(3));
    const OTHER_UNIT: UnitId = UnitId(Uuid::from_u128(4));

    fn nobody() -> Actor {
        Actor::nobody("甲")
    }

    fn with_grant(role: OfficeRole) -> Actor {
        Actor { grants: vec![OfficeGrant { office: OFFICE, role }], ..nobody() }
    }

    fn with_unit(role: UnitRole) -> Actor {
        Actor {
            memberships: vec![Membership {
                unit: UNIT,
                office: OFFICE,
                role,
                answers_for: vec![OTHER_UNIT],
            }],
            ..nobody()
        }
    }

    /// Every kind of actor against every act: `x` is allowed.
    #[test]
    fn who_may_do_what() {
        let acts = [
            Act::ImportDocument { office: OFFICE },
            Act::ConfirmMembers { office: OFFICE },
            Act::KeepRegister { office: OFFICE },
            Act::KeepRegister { office: OTHER_OFFICE },
            Act::ReviewDocument { office: OFFICE },
            Act::PublishDocument { office: OFFICE },
            Act::PublishDocument { office: OTHER_OFFICE },
            Act::SetRegime { office: OFFICE },
            Act::SetRegime { office: OTHER_OFFICE },
            Act::LoadHolidays,
            Act::SucceedUnit { office: OFFICE },
        ];
        let actors = [
            ("office operator", with_grant(OfficeRole::OfficeOperator), "xxx.xx.x..x"),
            ("office head", with_grant(OfficeRole::OfficeHead), "xxx.xx.x..x"),
            ("system admin", with_grant(OfficeRole::SystemAdmin), "..x......x."),
            ("security admin", with_grant(OfficeRole::SecurityAdmin), "..........."),
            ("audit admin", with_grant(OfficeRole::AuditAdmin), "..........."),
            ("office service", with_grant(OfficeRole::Service), "..........."),
            ("unit operator", with_unit(UnitRole::Operator), "..........."),
            ("unit head", with_unit(UnitRole::Head), "..........."),
            ("unit service", with_unit(UnitRole::Service), "..........."),
            ("nobody", nobody(), "..........."),
        ];
        for (name, actor, expected) in actors {
            let allowed: String = acts
                .iter()
                .map(|act| if decide(&actor, *act).is_ok() { 'x' } else { '.' })
                .collect();
            assert_eq!(allowed, expected, "{name}");
        }
    }
}
