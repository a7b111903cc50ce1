//! The posts of an office: entered, changed, who holds them, and the units they are in charge of.

use chrono::NaiveDate;

use crate::{
    clock,
    domain::{
        event::{EventKind, Subjects},
        id::{AccountId, HolderId, LeaderId, OfficeId, UnitId},
        leader::{Charge, Leader, PostHolder, replaced},
        refusal::Refusal,
        unit::{UnitKind, overlap},
    },
    error::Result,
    policy::{Act, Author, Scope},
    store::Tx,
};

use super::{
    Service,
    life::{needed, optional},
    once::{self, Once},
    register::office_of_register,
};

/// A post to be entered.
#[derive(Clone, Debug)]
pub struct NewLeader {
    /// The office; the author's only one if none is named.
    pub office: Option<OfficeId>,
    /// Name of the post.
    pub post: String,
    /// Its full title.
    pub title: Option<String>,
    /// Its place among the office's posts.
    pub rank: Option<i32>,
    /// Whether it is the chief leader's.
    pub chief: bool,
    /// The units that it is in charge of.
    pub charges: Vec<ChargeSet>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// A change of what is said of a post; what is none stays as it is.
#[derive(Clone, Debug)]
pub struct LeaderChange {
    /// The post.
    pub leader: LeaderId,
    /// The version that was read.
    pub version: i32,
    /// Name of the post.
    pub post: Option<String>,
    /// Its full title, or none any more.
    pub title: Option<Option<String>>,
    /// Its place among the office's posts, or none any more.
    pub rank: Option<Option<i32>>,
    /// Whether it is the chief leader's.
    pub chief: Option<bool>,
    /// Units that it is in charge of: new ones, and known ones with another end.
    pub charges: Vec<ChargeSet>,
}

/// A unit that a post is in charge of on `[from, to)`.
#[derive(Clone, Copy, Debug)]
pub struct ChargeSet {
    /// The unit.
    pub unit: UnitId,
    /// First day.
    pub from: NaiveDate,
    /// First day it is no longer in charge; the first day itself takes it away altogether.
    pub to: Option<NaiveDate>,
}

/// Who is to hold a post, or act for its holder, on `[from, to)`.
#[derive(Clone, Debug)]
pub struct HolderSet {
    /// The post.
    pub leader: LeaderId,
    /// The account; none for who is known by name only.
    pub account: Option<HolderAccount>,
    /// The name; the account's if none is given.
    pub name: Option<String>,
    /// Whether acting for the holder.
    pub acting: bool,
    /// First day.
    pub from: NaiveDate,
    /// First day it no longer holds.
    pub to: Option<NaiveDate>,
    /// The key under which it is done once.
    pub once: Option<Once>,
}

/// How an account is named.
#[derive(Clone, Debug)]
pub enum HolderAccount {
    /// By its id.
    Id(AccountId),
    /// By the name to sign in with.
    Username(String),
}

/// Someone's time in a post to be ended.
#[derive(Clone, Copy, Debug)]
pub struct HolderEnd {
    /// Their time in the post.
    pub holder: HolderId,
    /// The version of the post that was read.
    pub version: i32,
    /// The first day on which they no longer hold it.
    pub on: NaiveDate,
}

/// The most characters of a post's name, title, or of a person's name.
const MAX_NAME: usize = 100;
/// The most charges set at once.
const MAX_CHARGES: usize = 200;
/// Whoever changes posts keeps everyone else out until the transaction ends.
pub(super) const POSTS: &str = "posts";

impl Service {
    /// Enters a post of an office.
    ///
    /// # Errors
    /// If its name is another's or cannot be, a unit is not there, or posts are not the author's to
    /// keep.
    pub async fn leader_create(&self, by: Author<'_>, new: NewLeader) -> Result<Leader> {
        let office = office_of_register(by, new.office)?;
        by.may(Act::KeepRegister { office })?;
        let leader = Leader {
            title: optional("title", &new.title.unwrap_or_default(), MAX_NAME)?,
            rank: new.rank,
            chief: new.chief,
            ..Leader::new(clock::new_id(), office, needed("post", &new.post, MAX_NAME)?)
        };
        let tx = self.store.write().await?;
        tx.serialize(POSTS).await?;
        if let Some(id) = once::done(new.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "idempotencyKey").await;
        }
        check(&tx, by, &leader).await?;
        tx.insert_leader(&leader, self.clock.now()).await?;
        set_charges(&tx, by, &leader, &new.charges).await?;
        once::keep(new.once.as_ref(), &tx, leader.id, &self.clock).await?;
        self.append_of_post(&tx, by, EventKind::LeaderCreated, &leader, vec![]).await?;
        tx.commit().await?;
        Ok(leader)
    }

    /// Changes what is said of a post.
    ///
    /// # Errors
    /// If there is no such post, it was changed in between, its name is another's or cannot be, a
    /// charge overlaps another, or posts are not the author's to keep.
    pub async fn leader_update(&self, by: Author<'_>, change: LeaderChange) -> Result<Leader> {
        let tx = self.store.write().await?;
        let old = leader_to_change(&tx, by, change.leader, "id").await?;
        if change.version != old.version {
            return Err(Refusal::Conflict.into());
        }
        let mut leader = old.clone();
        if let Some(post) = change.post {
            leader.post = needed("post", &post, MAX_NAME)?;
        }
        if let Some(title) = change.title {
            leader.title = optional("title", &title.unwrap_or_default(), MAX_NAME)?;
        }
        leader.rank = change.rank.unwrap_or(leader.rank);
        leader.chief = change.chief.unwrap_or(leader.chief);
        check(&tx, by, &leader).await?;
        let mut fields = changed(&old, &leader);
        if set_charges(&tx, by, &leader, &change.charges).await? {
            fields.push("charges");
        }
        if fields.is_empty() {
            return Ok(old);
        }
        let leader = self.tell_of_post(&tx, by, EventKind::LeaderChanged, leader, fields).await?;
        tx.commit().await?;
        Ok(leader)
    }

    /// Sets who holds a post from a day on, in the place of whoever holds it then, or who acts for
    /// its holder (AB角).
    ///
    /// # Errors
    /// If there is no such post or account, someone holds the post from that day or a later one on,
    /// the account is an administrator's, or posts are not the author's to keep.
    pub async fn post_holder_change(&self, by: Author<'_>, set: HolderSet) -> Result<Leader> {
        let tx = self.store.write().await?;
        let leader = leader_to_change(&tx, by, set.leader, "leaderId").await?;
        if let Some(id) = once::done(set.once.as_ref(), &tx).await? {
            return reread(&tx, by, id, "leaderId").await;
        }
        if set.to.is_some_and(|to| to <= set.from) {
            return Err(Refusal::Invalid { field: "to" }.into());
        }
        let account = match &set.account {
            Some(named) => Some(self.holder_account(&tx, leader.office, named).await?),
            None => None,
        };
        let name = set.name.or_else(|| account.as_ref().map(|(_, name)| name.clone()));
        let holder = PostHolder {
            acting: set.acting,
            valid_to: set.to,
            ..PostHolder::new(
                clock::new_id(),
                leader.id,
                account.map(|(id, _)| id),
                needed("name", &name.unwrap_or_default(), MAX_NAME)?,
                set.from,
            )
        };
        let known = tx.reader(Scope::system()).holders_of(&[leader.id]).await?.remove(&leader.id);
        take_post(&tx, &known.unwrap_or_default(), &holder).await?;
        once::keep(set.once.as_ref(), &tx, leader.id, &self.clock).await?;
        let fields = vec!["holders"];
        let leader = self.tell_of_post(&tx, by, EventKind::PostHolderSet, leader, fields).await?;
        tx.commit().await?;
        Ok(leader)
    }

    /// Ends someone's time in a post on a day.
    ///
    /// # Errors
    /// If there is no such time or it does not hold on the day, the post was changed in between, or
    /// posts are not the author's to keep.
    pub async fn post_holder_end(&self, by: Author<'_>, end: HolderEnd) -> Result<Leader> {
        let tx = self.store.write().await?;
        let not_found = Refusal::NotFound { field: "id" };
        let holder = tx.reader(by.scope()).post_holder(end.holder).await?;
        let post = holder.ok_or_else(|| not_found.clone())?.leader;
        let leader = leader_to_change(&tx, by, post, "id").await?;
        if end.version != leader.version {
            return Err(Refusal::Conflict.into());
        }
        let holder = tx.reader(by.scope()).post_holder(end.holder).await?.ok_or(not_found)?;
        if !holder.holds_on(end.on) {
            return Err(Refusal::Invalid { field: "on" }.into());
        }
        tx.end_post_holder(&holder, end.on).await?;
        let fields = vec!["holders"];
        let leader = self.tell_of_post(&tx, by, EventKind::PostHolderEnded, leader, fields).await?;
        tx.commit().await?;
        Ok(leader)
    }

    /// An account that may hold a post of an office: one that acts for the office, a unit or a post
    /// of it, or for nobody yet; no administrator's.
    async fn holder_account(
        &self,
        tx: &Tx,
        office: OfficeId,
        named: &HolderAccount,
    ) -> Result<(AccountId, String)> {
        let reader = tx.reader(Scope::system());
        let (field, account) = match named {
            HolderAccount::Id(id) => ("accountId", reader.account(*id).await?),
            HolderAccount::Username(name) => {
                let name = crate::domain::account::username(name);
                let found = match name {
                    Some(name) => reader.account_named(&name).await?,
                    None => None,
                };
                ("username", found.map(|(account, _)| account))
            }
        };
        let account = account.filter(|account| account.disabled_at.is_none());
        let account = account.ok_or(Refusal::NotFound { field })?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let grants = reader.grants_of(account.id, now).await?;
        let units = reader.memberships_at(account.id, now).await?;
        let posts = reader.posts_held_by(account.id, today).await?;
        let mut of = grants
            .iter()
            .map(|grant| grant.office)
            .chain(units.iter().map(|(_, office, _)| *office))
            .chain(posts.iter().map(|(_, office, _)| *office))
            .peekable();
        if of.peek().is_some() && !of.any(|known| known == office) {
            return Err(Refusal::NotFound { field }.into());
        }
        if grants.iter().any(|grant| grant.role.is_administrator()) {
            return Err(Refusal::RolesExclude.into());
        }
        Ok((account.id, account.name))
    }

    /// Raises a post's version and tells of what was changed.
    pub(super) async fn tell_of_post(
        &self,
        tx: &Tx,
        by: Author<'_>,
        kind: EventKind,
        mut leader: Leader,
        fields: Vec<&'static str>,
    ) -> Result<Leader> {
        if !tx.update_leader(&leader).await? {
            return Err(Refusal::Conflict.into());
        }
        leader.version += 1;
        self.append_of_post(tx, by, kind, &leader, fields).await?;
        Ok(leader)
    }

    async fn append_of_post(
        &self,
        tx: &Tx,
        by: Author<'_>,
        kind: EventKind,
        leader: &Leader,
        fields: Vec<&'static str>,
    ) -> Result<()> {
        let subjects = Subjects {
            office: Some(leader.office),
            other: Some(leader.id.into()),
            ..Subjects::default()
        };
        let mut told = self.event(by, kind, subjects);
        told.fields = fields;
        told.version = Some(leader.version);
        Ok(tx.append(told).await?)
    }
}

/// Enters who holds a post or acts for its holder, and ends whom they replace on their first day.
pub(super) async fn take_post(tx: &Tx, known: &[PostHolder], new: &PostHolder) -> Result<()> {
    for before in replaced(known, new)? {
        tx.end_post_holder(before, new.valid_from).await?;
    }
    Ok(tx.insert_post_holder(new).await?)
}

/// Sets the units that a post is in charge of; whether that changed anything. A charge of the same
/// unit and first day gets the end that is given.
async fn set_charges(
    tx: &Tx,
    by: Author<'_>,
    leader: &Leader,
    charges: &[ChargeSet],
) -> Result<bool> {
    const FIELD: &str = "charges";
    if charges.len() > MAX_CHARGES {
        return Err(Refusal::TooLong { field: FIELD, limit: MAX_CHARGES }.into());
    }
    let ids: Vec<UnitId> = charges.iter().map(|charge| charge.unit).collect();
    let units = tx.reader(by.scope()).units(&ids).await?;
    let mut known = tx.reader(Scope::system()).all_charges_of(&[leader.id]).await?;
    let mut known = known.remove(&leader.id).unwrap_or_default();
    let mut done = false;
    for set in charges {
        let unit = units.iter().find(|unit| unit.id == set.unit && unit.office == leader.office);
        unit.filter(|unit| unit.kind != UnitKind::Collective)
            .ok_or(Refusal::NotFound { field: FIELD })?;
        let charge =
            Charge { leader: leader.id, unit: set.unit, valid_from: set.from, valid_to: set.to };
        let same = known.iter().position(|one| one.unit == set.unit && one.valid_from == set.from);
        let old = same.map(|place| known.swap_remove(place));
        let meets = |one: &Charge| {
            one.unit == set.unit && overlap((one.valid_from, one.valid_to), (set.from, set.to))
        };
        if set.to.is_some_and(|to| to < set.from) || known.iter().any(meets) {
            return Err(Refusal::Invalid { field: FIELD }.into());
        }
        match old {
            Some(old) if old == charge => {}
            Some(old) => {
                tx.end_charge(&old, set.to).await?;
                done = true;
            }
            None if set.to == Some(set.from) => {
                return Err(Refusal::Invalid { field: FIELD }.into());
            }
            None => {
                tx.insert_charge(&charge).await?;
                done = true;
            }
        }
        if charge.valid_to != Some(charge.valid_from) {
            known.push(charge);
        }
    }
    Ok(done)
}

/// Whether a post may stand among the office's as it is.
async fn check(tx: &Tx, by: Author<'_>, leader: &Leader) -> Result<()> {
    if leader.rank.is_some_and(|rank| rank < 1) {
        return Err(Refusal::Invalid { field: "rank" }.into());
    }
    let names = [leader.post.clone()];
    let known = tx.reader(by.scope()).posts_named(leader.office, &names).await?;
    if known.into_values().any(|other| other != leader.id) {
        return Err(Refusal::NameTaken { field: "post" }.into());
    }
    Ok(())
}

/// A post that the author keeps, with everyone else kept out until the transaction ends.
async fn leader_to_change(
    tx: &Tx,
    by: Author<'_>,
    id: LeaderId,
    field: &'static str,
) -> Result<Leader> {
    tx.serialize(POSTS).await?;
    let leader = reread(tx, by, id, field).await?;
    by.may(Act::KeepRegister { office: leader.office })?;
    Ok(leader)
}

async fn reread(tx: &Tx, by: Author<'_>, id: LeaderId, field: &'static str) -> Result<Leader> {
    let leader = tx.reader(by.scope()).leaders(&[id]).await?.pop();
    Ok(leader.ok_or(Refusal::NotFound { field })?)
}

/// The names of the fields in which a post differs.
fn changed(old: &Leader, new: &Leader) -> Vec<&'static str> {
    [
        ("post", old.post != new.post),
        ("title", old.title != new.title),
        ("rank", old.rank != new.rank),
        ("chief", old.chief != new.chief),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}
