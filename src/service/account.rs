//! Offices, accounts and what they may act as: from the command line.

use crate::{
    auth::Passwords,
    clock,
    domain::{
        account::{self, Account, OfficeRole, UnitRole},
        event::{EventKind, Subjects},
        id::{AccountId, LeaderId, OfficeId, UnitId},
        leader::PostHolder,
        office::Office,
        refusal::Refusal,
    },
    error::Result,
    policy::{Author, OfficeGrant, Scope},
    store::{self, Tx},
};

use super::{
    Service,
    leader::{POSTS, take_post},
};

/// An account to be made.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    /// Name to sign in with.
    pub username: String,
    /// Name of the person or system.
    pub name: String,
    /// The password.
    pub password: String,
    /// Roles at offices.
    pub grants: Vec<(OfficeId, OfficeRole)>,
    /// Units to act for.
    pub memberships: Vec<(UnitId, UnitRole)>,
    /// Leaders' posts to hold, from today on.
    pub posts: Vec<LeaderId>,
}

/// A post to be given to an account.
#[derive(Clone, Copy, Debug)]
pub struct NewPost {
    /// The post.
    pub leader: LeaderId,
    /// Its holder.
    pub holder: AccountId,
}

impl Service {
    /// The office of a name; set up if there is none.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn office_ensure(&self, name: &str, region: Option<&str>) -> Result<Office> {
        let tx = self.store.write().await?;
        tx.serialize("offices").await?;
        if let Some(office) = tx.reader(Scope::system()).office_named(name).await? {
            return Ok(office);
        }
        let id = tx.insert_office(name, region, self.clock.now()).await?;
        let subjects = Subjects { office: Some(id), ..Subjects::default() };
        tx.append(self.event(Author::Console, EventKind::OfficeCreated, subjects)).await?;
        tx.commit().await?;
        Ok(Office { id, name: name.to_owned(), region: region.map(str::to_owned) })
    }

    /// Makes an account.
    ///
    /// # Errors
    /// If the user name cannot be or is taken, the password is weak, or an administrator role
    /// stands beside another.
    pub async fn account_create(
        &self,
        passwords: &Passwords,
        new: NewAccount,
    ) -> Result<AccountId> {
        let username =
            account::username(&new.username).ok_or(Refusal::Invalid { field: "username" })?;
        if new.name.trim().is_empty() {
            return Err(Refusal::Required { field: "name" }.into());
        }
        Passwords::check(&username, &new.password)?;
        let administers = new.grants.iter().any(|(_, role)| role.is_administrator());
        let parts = new.grants.len() + new.memberships.len() + new.posts.len();
        if administers && parts > 1 {
            return Err(Refusal::RolesExclude.into());
        }
        let password_hash = passwords.hash(new.password).await?;
        let now = self.clock.now();
        let tx = self.store.write().await?;
        tx.serialize("accounts").await?;
        let taken = tx.reader(Scope::system()).account_named(&username).await?;
        if taken.is_some() {
            return Err(Refusal::NameTaken { field: "username" }.into());
        }
        let row = store::NewAccount { username, name: new.name.trim().to_owned(), password_hash };
        let id = tx.insert_account(&row, now).await?;
        for (office, role) in new.grants {
            tx.insert_grant(id, OfficeGrant { office, role }, now).await?;
        }
        for (unit, role) in new.memberships {
            tx.insert_membership(id, unit, role, now).await?;
        }
        let subjects = Subjects { other: Some(id.into()), ..Subjects::default() };
        tx.append(self.event(Author::Console, EventKind::AccountCreated, subjects)).await?;
        if !new.posts.is_empty() {
            tx.serialize(POSTS).await?;
        }
        for leader in new.posts {
            self.hold_post(&tx, NewPost { leader, holder: id }, &row.name).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Sets an account's password and ends its sessions.
    ///
    /// # Errors
    /// If there is no such account, or the password is weak.
    pub async fn password_set(
        &self,
        passwords: &Passwords,
        username: &str,
        password: String,
    ) -> Result<()> {
        let account = self.account_of(username).await?;
        Passwords::check(&account.username, &password)?;
        let hash = passwords.hash(password).await?;
        let tx = self.store.write().await?;
        tx.set_password(account.id, &hash).await?;
        tx.end_sessions_of(account.id, self.clock.now()).await?;
        let subjects = Subjects { other: Some(account.id.into()), ..Subjects::default() };
        tx.append(self.event(Author::Console, EventKind::PasswordChanged, subjects)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The account of a user name.
    ///
    /// # Errors
    /// If there is none.
    pub async fn account_of(&self, username: &str) -> Result<Account> {
        let reader = self.store.reader(Scope::system());
        let known = match account::username(username) {
            Some(username) => reader.account_named(&username).await?,
            None => None,
        };
        Ok(known.map(|(account, _)| account).ok_or(Refusal::NotFound { field: "username" })?)
    }

    /// Gives a post to an account from today on.
    ///
    /// # Errors
    /// If it is an administrator's account.
    pub async fn post_holder_set(&self, new: NewPost, name: &str) -> Result<()> {
        let tx = self.store.write().await?;
        tx.serialize(POSTS).await?;
        let reader = tx.reader(Scope::system());
        let held = reader.posts_held_by(new.holder, self.clock.today()).await?;
        if held.iter().any(|(leader, ..)| *leader == new.leader) {
            return Ok(());
        }
        let grants = reader.grants_of(new.holder, self.clock.now()).await?;
        if grants.iter().any(|grant| grant.role.is_administrator()) {
            return Err(Refusal::RolesExclude.into());
        }
        self.hold_post(&tx, new, name).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets an account hold a post from today on, in the place of whoever held it; the one who stands
    /// there by that name only gets the account.
    async fn hold_post(&self, tx: &Tx, new: NewPost, name: &str) -> Result<()> {
        let reader = tx.reader(Scope::system());
        let post = reader.leaders(&[new.leader]).await?.pop();
        let post = post.ok_or(Refusal::NotFound { field: "leader" })?;
        let known = reader.holders_of(&[new.leader]).await?.remove(&new.leader);
        let known = known.unwrap_or_default();
        let today = self.clock.today();
        let nameless = |one: &&PostHolder| {
            !one.acting && one.account.is_none() && one.name == name && one.holds_on(today)
        };
        if let Some(holder) = known.iter().find(nameless) {
            tx.link_post_holder(holder.id, new.holder).await?;
        } else {
            let (id, name) = (clock::new_id(), name.to_owned());
            let holder = PostHolder::new(id, new.leader, Some(new.holder), name, today);
            take_post(tx, &known, &holder).await?;
        }
        self.tell_of_post(tx, Author::Console, EventKind::PostHolderSet, post, vec!["holders"])
            .await?;
        Ok(())
    }
}
