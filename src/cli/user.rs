//! `duban user`.

use std::{io::Read, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::{clock, print};
use crate::{
    app::App,
    config::Settings,
    domain::{
        account::{OfficeRole, UnitRole},
        id::LeaderId,
        office::Office,
        refusal::Refusal,
    },
    error::Error,
    policy::Scope,
    service::NewAccount,
};

#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an account
    Add(Add),
    /// Set an account's password and end its sessions
    Passwd {
        /// Name to sign in with
        username: String,
        /// Read the password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts and what they may act as now
    List,
}

#[derive(Args)]
struct Add {
    /// Name to sign in with
    username: String,
    /// Name of the person or system
    #[arg(long)]
    name: String,
    /// The supervision office
    #[arg(long)]
    office: String,
    #[arg(
        long,
        required_unless_present = "post",
        help = "At the office: OFFICE_OPERATOR, OFFICE_HEAD, SYSTEM_ADMIN, SECURITY_ADMIN, \
                AUDIT_ADMIN or SERVICE; with --unit: OPERATOR, HEAD or SERVICE"
    )]
    role: Option<String>,
    /// A unit of the office to act for
    #[arg(long, requires = "role")]
    unit: Option<String>,
    /// A leader's post of the office to hold
    #[arg(long)]
    post: Option<String>,
    /// Read the password from standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub async fn run(self, settings: Settings) -> anyhow::Result<ExitCode> {
        let app = App::open(settings, clock()).await?;
        match self.command {
            Command::Add(add) => add.run(&app).await?,
            Command::Passwd { username, password_stdin } => {
                let password = password(password_stdin)?;
                let set = app.service.password_set(app.auth.passwords(), &username, password);
                set.await.map_err(|error| match error {
                    Error::Refused(Refusal::NotFound { .. }) => {
                        anyhow::anyhow!("there is no account named {username}")
                    }
                    error => error.into(),
                })?;
                print(&format!("the password of {username} is set, its sessions have ended"))?;
            }
            Command::List => list(&app).await?,
        }
        app.store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    async fn run(self, app: &App) -> anyhow::Result<()> {
        let reader = app.store.reader(Scope::system());
        let office = reader
            .office_named(&self.office)
            .await?
            .with_context(|| format!("there is no office named {}", self.office))?;
        let mut new = NewAccount {
            username: self.username.clone(),
            name: self.name.clone(),
            ..NewAccount::default()
        };
        match (&self.unit, &self.role) {
            (Some(unit), Some(role)) => {
                let role = UnitRole::parse(role).with_context(|| {
                    format!("--role is {role}, expected one of {}", spell(UnitRole::ALL))
                })?;
                let names = [unit.clone()];
                let found = reader.units_named(office.id, &names, app.clock.today()).await?;
                let unit = found
                    .get(unit)
                    .with_context(|| format!("{} has no unit named {unit}", office.name))?;
                new.memberships.push((unit.id, role));
            }
            (None, Some(role)) => {
                let role = OfficeRole::parse(role).with_context(|| {
                    format!("--role is {role}, expected one of {}", spell(OfficeRole::ALL))
                })?;
                new.grants.push((office.id, role));
            }
            (_, None) => {}
        }
        if let Some(post) = &self.post {
            new.posts.push(find_post(app, &office, post).await?);
        }
        new.password = password(self.password_stdin)?;
        app.service.account_create(app.auth.passwords(), new).await?;
        print(&format!("made {}", self.username))?;
        Ok(())
    }
}

async fn find_post(app: &App, office: &Office, post: &str) -> anyhow::Result<LeaderId> {
    let reader = app.store.reader(Scope::system());
    let posts = reader.posts_named(office.id, &[post.to_owned()]).await?;
    let found = posts.get(post).copied();
    found.with_context(|| format!("{} has no post named {post}", office.name))
}

async fn list(app: &App) -> anyhow::Result<()> {
    let reader = app.store.reader(Scope::system());
    let (now, today) = (app.clock.now(), app.clock.today());
    for account in reader.accounts().await? {
        let mut acts_as = Vec::new();
        let grants = reader.grants_of(account.id, now).await?;
        let offices: Vec<_> = grants.iter().map(|grant| grant.office).collect();
        let offices = reader.offices(&offices).await?;
        for grant in grants {
            let office = offices.iter().find(|office| office.id == grant.office);
            acts_as.push(format!("{} @ {}", grant.role, office.map_or("", |office| &office.name)));
        }
        let memberships = reader.memberships_at(account.id, now).await?;
        let units: Vec<_> = memberships.iter().map(|(unit, ..)| *unit).collect();
        let units = reader.units(&units).await?;
        for (id, _, role) in memberships {
            let unit = units.iter().find(|unit| unit.id == id);
            acts_as.push(format!("{role} @ {}", unit.map_or("", |unit| &unit.name)));
        }
        let posts = reader.posts_held_by(account.id, today).await?;
        let posts: Vec<_> = posts.iter().map(|(leader, ..)| *leader).collect();
        for leader in reader.leaders(&posts).await? {
            acts_as.push(format!("LEADER {}", leader.post));
        }
        let disabled = if account.disabled_at.is_some() { " (disabled)" } else { "" };
        print(&format!(
            "{}\t{}\t{}{disabled}",
            account.username,
            account.name,
            acts_as.join(", ")
        ))?;
    }
    Ok(())
}

fn spell<T: std::fmt::Display>(codes: &[T]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The password: asked for twice, or the first line of standard input.
fn password(stdin: bool) -> anyhow::Result<String> {
    if stdin {
        let mut text = String::new();
        std::io::stdin().take(4096).read_to_string(&mut text)?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    let first = rpassword::prompt_password("Password: ")
        .context("no terminal to ask at; use --password-stdin")?;
    let again = rpassword::prompt_password("Again: ")?;
    anyhow::ensure!(first == again, "the two are not the same");
    Ok(first)
}
