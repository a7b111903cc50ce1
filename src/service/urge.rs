//! Units are urged about what they have not submitted: by hand, and by the day's turn where the
//! regime asks for it. A unit receives at most one a day.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    clock,
    domain::{
        duty::Duty,
        event::{EventKind, Subjects},
        id::{AccountId, DutyId, OfficeId, UnitId, UrgeActId, UrgeId},
        refusal::{OneRefused, Refusal},
        transition::{self, Party},
        urge::{TRANSITIONS, Urge, UrgeAct, UrgeAction, UrgeKind},
    },
    error::Result,
    policy::{Author, Scope},
    store::{NewEvent, Tx},
};

use super::{
    Service,
    life::{MAX_REASON, needed},
    once::{self, Once},
};

/// Units to be urged.
#[derive(Clone, Debug)]
pub struct UnitsUrge {
    /// The duties about which their units are urged.
    pub duties: Vec<Option<DutyId>>,
    /// What is said.
    pub text: String,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// What became of urging a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urged {
    /// What the unit receives that day.
    pub urge: Urge,
    /// Whether it goes out by this act; else the unit had been urged that day already.
    pub sent: bool,
    /// Duties that this act named first.
    pub added: usize,
}

/// The most duties of one act.
const MAX_DUTIES: usize = 500;
/// The list of the input.
const LIST: &str = "dutyIds";

/// An act of urging: who says what to whichever units.
struct Call {
    id: Uuid,
    kind: UrgeKind,
    said: Option<(String, AccountId)>,
}

/// A duty about which its unit is urged.
struct Named {
    duty: DutyId,
    unit: UnitId,
    office: OfficeId,
    /// The unit that urges for what is owed to it; none for the office and the day's turn.
    recipient: Option<UnitId>,
}

impl Service {
    /// Urges the units of duties that were not submitted. A unit that was urged today gets the new
    /// duties added to that, and nothing else goes out.
    ///
    /// # Errors
    /// If nothing is said, or what is wrong with each duty: there is none, it is not the author's to
    /// urge about, or nothing waits to be submitted.
    pub async fn units_urge(&self, by: Author<'_>, act: UnitsUrge) -> Result<Vec<Urged>> {
        match act.duties.len() {
            0 => return Err(Refusal::Required { field: LIST }.into()),
            1..=MAX_DUTIES => {}
            _ => return Err(Refusal::TooLong { field: LIST, limit: MAX_DUTIES }.into()),
        }
        let text = needed("text", &act.text, MAX_REASON)?;
        let tx = self.store.write().await?;
        if let Some(call) = once::done::<Uuid>(act.once.as_ref(), &tx).await? {
            let duties: Vec<DutyId> = act.duties.into_iter().flatten().collect();
            return already_urged(&tx, by, &duties, call).await;
        }
        let named = self.urgeable(&tx, by, &act.duties).await?;
        let said = Some((text, by.person()?));
        let call = Call { id: clock::new_id(), kind: UrgeKind::ByHand, said };
        let urged = self.urge(&tx, by, &call, named).await?;
        once::keep(act.once.as_ref(), &tx, call.id, &self.clock).await?;
        tx.commit().await?;
        Ok(urged)
    }

    /// Urges as the regimes ask for on a day; what the unit receives is today's, so that days that
    /// are caught up with come as one. Answers how many units were urged.
    pub(super) async fn urge_by_rule(&self, tx: &Tx, day: NaiveDate) -> Result<usize> {
        let today = self.clock.today();
        let mut units: HashSet<UnitId> = HashSet::new();
        for kind in [UrgeKind::BeforeDue, UrgeKind::Late] {
            let reader = tx.reader(Scope::system());
            let duties = reader.duties_to_urge(kind, day, today).await?;
            let offices = offices_of(tx, &duties).await?;
            let named = duties.iter().filter_map(|duty| {
                let may = |state| {
                    transition::next(TRANSITIONS, &[Party::Day], state, UrgeAction::Urge, |_| true)
                };
                may(Some(duty.state)).ok()?;
                let office = *offices.get(&duty.id)?;
                Some(Named { duty: duty.id, unit: duty.unit, office, recipient: None })
            });
            let call = Call { id: clock::new_id(), kind, said: None };
            let urged = self.urge(tx, Author::Console, &call, named.collect()).await?;
            units.extend(urged.iter().filter(|one| one.added > 0).map(|one| one.urge.unit));
        }
        Ok(units.len())
    }

    /// The duties that an author may urge about, or what is wrong with each.
    async fn urgeable(
        &self,
        tx: &Tx,
        by: Author<'_>,
        duties: &[Option<DutyId>],
    ) -> Result<Vec<Named>> {
        let ids: Vec<DutyId> = duties.iter().copied().flatten().collect();
        let seen = tx.reader(by.scope()).duties(&ids).await?;
        let offices = offices_of(tx, &seen).await?;
        let seen: HashMap<DutyId, Duty> = seen.into_iter().map(|duty| (duty.id, duty)).collect();
        let (mut named, mut refused) = (Vec::new(), Vec::new());
        for (place, id) in duties.iter().enumerate() {
            let found = id.and_then(|id| seen.get(&id)).zip(id.and_then(|id| offices.get(&id)));
            let checked = found.ok_or(Refusal::NotFound { field: LIST }).and_then(|found| {
                let (duty, office) = (found.0, *found.1);
                let who = by.stands(office, duty.unit, duty.recipient);
                let from = Some(duty.state);
                transition::next(TRANSITIONS, &who, from, UrgeAction::Urge, |_| true)?;
                // The office urges as the office, also where its people are of a recipient.
                let recipient = duty.recipient.filter(|_| !who.contains(&Party::Office));
                Ok(Named { duty: duty.id, unit: duty.unit, office, recipient })
            });
            match checked {
                Ok(one) => named.push(one),
                Err(refusal) => {
                    let duty = found.map(|(duty, _)| duty.id);
                    refused.push(OneRefused { list: LIST, place, duty, refusal });
                }
            }
        }
        if refused.is_empty() { Ok(named) } else { Err(Refusal::Each(refused).into()) }
    }

    /// Adds duties to what urges their units today, which goes out if the unit was not urged yet.
    async fn urge(
        &self,
        tx: &Tx,
        by: Author<'_>,
        call: &Call,
        named: Vec<Named>,
    ) -> Result<Vec<Urged>> {
        let (now, today) = (self.clock.now(), self.clock.today());
        let mut of_units: BTreeMap<UnitId, Vec<Named>> = BTreeMap::new();
        for one in named {
            of_units.entry(one.unit).or_default().push(one);
        }
        let units: Vec<UnitId> = of_units.keys().copied().collect();
        for unit in &units {
            tx.serialize(&format!("urges of {unit}")).await?;
        }
        let reader = tx.reader(Scope::system());
        let known = reader.urges_on(&units, today).await?;
        let ids: Vec<UrgeId> = known.values().map(|urge| urge.id).collect();
        let mut listed: HashSet<(UrgeId, DutyId)> = HashSet::new();
        listed.extend(reader.named_by(&ids).await?.into_iter().map(|(urge, duty, _)| (urge, duty)));
        let mut new = New::default();
        let mut urged = Vec::new();
        for (unit, mut named) in of_units {
            let Some(office) = named.first().map(|one| one.office) else { continue };
            let before = known.get(&unit).copied();
            let urge = before.unwrap_or_else(|| Urge {
                id: clock::new_id(),
                office,
                unit,
                day: today,
                urged_at: now,
            });
            named.retain(|one| listed.insert((urge.id, one.duty)));
            new.add(call, &urge, &named, now);
            let sent = before.is_none() && !named.is_empty();
            if sent {
                new.urges.push(urge);
            }
            urged.push(Urged { urge, sent, added: named.len() });
        }
        tx.insert_urges(&new.urges, &new.acts, &new.duties).await?;
        let told = urged.iter().filter(|one| one.added > 0);
        let told = told.map(|one| self.urge_told(by, one)).collect();
        tx.append_all(told).await?;
        Ok(urged)
    }

    fn urge_told(&self, by: Author<'_>, one: &Urged) -> NewEvent {
        let kind = if one.sent { EventKind::UnitUrged } else { EventKind::UrgeExtended };
        let subjects = Subjects {
            office: Some(one.urge.office),
            other: Some(one.urge.id.into()),
            ..Subjects::default()
        };
        NewEvent { fields: vec!["duties"], ..self.event(by, kind, subjects) }
    }
}

/// What is to be entered.
#[derive(Default)]
struct New {
    urges: Vec<Urge>,
    acts: Vec<UrgeAct>,
    duties: Vec<(UrgeId, UrgeActId, DutyId)>,
}

impl New {
    /// The acts of a call on a unit: one for each in whose name it is urged.
    fn add(
        &mut self,
        call: &Call,
        urge: &Urge,
        named: &[Named],
        now: chrono::DateTime<chrono::Utc>,
    ) {
        let mut recipients: Vec<Option<UnitId>> = named.iter().map(|one| one.recipient).collect();
        recipients.sort_unstable();
        recipients.dedup();
        for recipient in recipients {
            let act = UrgeAct {
                id: clock::new_id(),
                urge: urge.id,
                call: call.id,
                kind: call.kind,
                recipient,
                said: call.said.clone(),
                urged_at: now,
            };
            let of_act = named.iter().filter(|one| one.recipient == recipient);
            self.duties.extend(of_act.map(|one| (urge.id, act.id, one.duty)));
            self.acts.push(act);
        }
    }
}

async fn offices_of(tx: &Tx, duties: &[Duty]) -> Result<HashMap<DutyId, OfficeId>> {
    let mut ids: Vec<_> = duties.iter().map(|duty| duty.document).collect();
    ids.sort_unstable();
    ids.dedup();
    let documents = tx.reader(Scope::system()).documents(&ids).await?;
    let offices: HashMap<_, _> =
        documents.into_iter().map(|document| (document.id, document.office)).collect();
    let office = |duty: &Duty| Some((duty.id, *offices.get(&duty.document)?));
    Ok(duties.iter().filter_map(office).collect())
}

/// What a repeated call is answered with: what it sent and added then, as may be seen now.
async fn already_urged(
    tx: &Tx,
    by: Author<'_>,
    duties: &[DutyId],
    call: Uuid,
) -> Result<Vec<Urged>> {
    let reader = tx.reader(by.scope());
    let mut of_units: BTreeMap<UnitId, Vec<UrgeAct>> = BTreeMap::new();
    let seen = reader.duties(duties).await?;
    let acts = reader.urges_of_duties(duties).await?;
    for duty in seen {
        let acts = acts.get(&duty.id).cloned().unwrap_or_default();
        of_units.entry(duty.unit).or_default().extend(acts);
    }
    // Those that the call made come before earlier ones, to which it had nothing to add.
    let best: Vec<UrgeId> = of_units
        .values()
        .filter_map(|acts| acts.iter().max_by_key(|act| (act.call == call, act.id)))
        .map(|act| act.urge)
        .collect();
    let found = reader.urges_by_id(&best).await?;
    let named = reader.named_by(&best).await?;
    let acts = tx.reader(Scope::system()).acts_of_urges(&best).await?;
    let mut urged: Vec<Urged> = found
        .into_iter()
        .map(|urge| Urged {
            urge,
            sent: acts
                .get(&urge.id)
                .and_then(|acts| acts.first())
                .is_some_and(|first| first.call == call),
            added: named.iter().filter(|(id, _, of)| *id == urge.id && *of == call).count(),
        })
        .collect();
    urged.sort_unstable_by_key(|one| one.urge.unit);
    Ok(urged)
}
