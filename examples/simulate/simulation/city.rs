//! A city of one document: its server, its clock, and an account for everyone.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use duban::{
    app::{App, Running},
    clock::Clock,
    config::Settings,
    domain::{
        account::{OfficeRole, UnitRole},
        id::{LeaderId, UnitId},
    },
    service::NewAccount,
};
use serde_json::json;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::client::{Client, text};

const PASSWORD: &str = "a year goes by 8";

/// A server with its own clock and database.
pub struct City {
    pub app: App,
    running: Running,
    // Seconds since 1970.
    now: Arc<AtomicI64>,
    http: reqwest::Client,
    // Those who signed in, and in which month.
    signed_in: Mutex<HashMap<String, (u32, Client)>>,
    _folder: tempfile::TempDir,
}

impl City {
    /// Starts a server on a day, with an office and its accounts.
    pub async fn found(
        name: &str,
        database_url: Option<String>,
        day: NaiveDate,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let now = Arc::new(AtomicI64::new(nine_o_clock(day).timestamp()));
        let told = Arc::clone(&now);
        let clock = Clock::set_by(move || {
            DateTime::from_timestamp(told.load(Ordering::SeqCst), 0).unwrap_or_default()
        });
        let mut settings = Settings::load(None, &[])?;
        settings.data = folder.path().to_owned();
        settings.database_url = database_url.map(Into::into);
        settings.listen = "127.0.0.1:0".parse()?;
        // Signing in is not what is looked at: once a month is enough, and hashing is cheap.
        settings.access_token_minutes = u16::MAX;
        settings.session_days = 365;
        settings.password_memory_kib = 8;
        settings.password_iterations = 1;
        let app = App::open(settings, clock).await?;
        let office = app.service.office_ensure(name, None).await?.id;
        let running = app.serve(None).await?;
        let city = Self {
            running,
            now,
            http: reqwest::Client::new(),
            signed_in: Mutex::default(),
            app,
            _folder: folder,
        };
        for (username, role) in
            [("office", OfficeRole::OfficeOperator), ("sysadmin", OfficeRole::SystemAdmin)]
        {
            let grants = vec![(office, role)];
            city.account(username, NewAccount { grants, ..NewAccount::default() }).await?;
        }
        Ok(city)
    }

    /// Stops the server.
    pub async fn close(self) -> anyhow::Result<()> {
        self.running.stop().await?;
        Ok(self.app.store.close().await?)
    }

    /// What day it is.
    pub fn today(&self) -> NaiveDate {
        self.app.clock.today()
    }

    /// Moves the clock to nine o'clock of a day; the days in between have their turns, as the
    /// server's own task would make them.
    pub async fn go_to(&self, day: NaiveDate) -> anyhow::Result<()> {
        self.now.store(nine_o_clock(day).timestamp(), Ordering::SeqCst);
        self.app.service.turn_days().await?;
        Ok(())
    }

    /// Makes the accounts of a unit: who writes, and who signs.
    pub async fn unit_accounts(&self, id: &str) -> anyhow::Result<()> {
        let unit = UnitId(key(id)?);
        for (username, role) in [(operator(id), UnitRole::Operator), (head(id), UnitRole::Head)] {
            let memberships = vec![(unit, role)];
            self.account(&username, NewAccount { memberships, ..NewAccount::default() }).await?;
        }
        Ok(())
    }

    /// Makes the account of a post's holder.
    pub async fn post_account(&self, id: &str) -> anyhow::Result<()> {
        let posts = vec![LeaderId(key(id)?)];
        self.account(&holder(id), NewAccount { posts, ..NewAccount::default() }).await
    }

    /// Makes an account that is nothing yet.
    pub async fn person(&self, username: &str) -> anyhow::Result<()> {
        self.account(username, NewAccount::default()).await
    }

    /// There is no public way to make accounts but the command line's, which does this.
    async fn account(&self, username: &str, new: NewAccount) -> anyhow::Result<()> {
        let new = NewAccount {
            username: username.to_owned(),
            name: username.to_owned(),
            password: PASSWORD.to_owned(),
            ..new
        };
        self.app.service.account_create(self.app.auth.passwords(), new).await?;
        Ok(())
    }

    /// Someone, signed in this month.
    pub async fn seat(&self, username: &str) -> anyhow::Result<Client> {
        let month = self.today().month();
        let known = self.signed_in.lock().await.get(username).cloned();
        if let Some((_, client)) = known.filter(|(last, _)| *last == month) {
            return Ok(client);
        }
        let base = format!("http://{}", self.running.address());
        let stranger = Client { base, http: self.http.clone(), token: None };
        let input = json!({ "username": username, "password": PASSWORD });
        let payload = stranger.act("signIn", "session { accessToken }", input).await;
        let payload = payload.with_context(|| format!("{username} signs in"))?;
        let client = Client { token: Some(text(&payload["session"]["accessToken"])), ..stranger };
        let seat = (month, client.clone());
        self.signed_in.lock().await.insert(username.to_owned(), seat);
        Ok(client)
    }

    /// The supervision office.
    pub async fn office(&self) -> anyhow::Result<Client> {
        self.seat("office").await
    }
}

/// Who writes for a unit.
pub fn operator(unit: &str) -> String {
    format!("o{unit}")
}

/// Who signs for a unit.
pub fn head(unit: &str) -> String {
    format!("h{unit}")
}

/// Who holds a post when the year begins.
pub fn holder(post: &str) -> String {
    format!("p{post}")
}

fn nine_o_clock(day: NaiveDate) -> DateTime<Utc> {
    duban::clock::beginning_of(day) + TimeDelta::hours(9)
}

/// The key inside an id of the API: the command line makes accounts by it.
pub fn key(id: &str) -> anyhow::Result<Uuid> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let id = String::from_utf8(URL_SAFE_NO_PAD.decode(id)?)?;
    let (_, key) = id.split_once(':').context("a global id")?;
    Ok(key.parse()?)
}
