//! Every setting in one place, from a file, the environment and flags, the later before the
//! earlier. The only reader of the environment.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use config::{Config, File, FileFormat, Map, Value, ValueKind};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::store::Store;

/// The settings of a process.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Folder of the embedded database, uploaded files and the token key.
    pub data: PathBuf,
    /// `postgres://…` or `sqlite:PATH`; the embedded database in the data folder if none.
    pub database_url: Option<SecretString>,
    /// What is logged: `info`, `debug`, or directives such as `duban=debug,warn`.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// Minutes that an access token is good for.
    pub access_token_minutes: u16,
    /// Days that a session may last at the most.
    pub session_days: u16,
    /// Ed25519 keys in PEM: the first signs, all verify; in the data folder if none.
    pub token_key_file: Option<PathBuf>,
    /// Memory of a password hash in KiB (Argon2id).
    pub password_memory_kib: u32,
    /// Passes of a password hash.
    pub password_iterations: u32,
    /// Lanes of a password hash.
    pub password_parallelism: u32,
    /// Largest document or upload in MiB.
    pub file_limit_mib: u16,
    /// Whether documents marked 内部 or 工作秘密 may be imported.
    pub allow_internal: bool,
    /// Who may ask for the schema by introspection.
    pub introspection: Introspection,
    /// Proxies of ours in front, whose `X-Forwarded-For` is believed.
    pub proxies: u8,
    /// Seconds that an operation may take.
    pub operation_seconds: u16,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// JSON lines.
    Json,
}

/// Who may ask for the schema by introspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Introspection {
    /// Whoever is signed in.
    SignedIn,
    /// Anyone.
    Everyone,
    /// Nobody.
    Nobody,
}

/// Every setting with its default, if it has one, and what is expected.
const SETTINGS: [(&str, &str, &str); 16] = [
    ("listen", "127.0.0.1:8080", "an address and port such as 127.0.0.1:8080"),
    ("data", "./data", "a folder"),
    ("database_url", "", "postgres://… or sqlite:PATH"),
    ("log", "info,sqlx=warn,sea_orm_migration=warn,actix_server=warn", "a log filter such as info"),
    ("log_format", "text", "text or json"),
    ("access_token_minutes", "10", "a whole number of minutes, at least 1"),
    ("session_days", "7", "a whole number of days, at least 1"),
    ("token_key_file", "", "a file"),
    ("password_memory_kib", "19456", "a whole number of KiB, at least 8 for each lane"),
    ("password_iterations", "2", "a whole number, at least 1"),
    ("password_parallelism", "1", "a whole number, at least 1"),
    ("file_limit_mib", "32", "a whole number of MiB, at least 1"),
    ("allow_internal", "false", "true or false"),
    ("introspection", "signed_in", "signed_in, everyone or nobody"),
    ("proxies", "0", "a whole number"),
    ("operation_seconds", "20", "a whole number of seconds, at least 1"),
];

/// Names the setting, its value and what was expected.
fn invalid(name: &str, value: &str) -> anyhow::Error {
    let expected = SETTINGS.iter().find(|(known, ..)| *known == name);
    let expected = expected.map_or("", |(.., expected)| expected);
    anyhow!("a setting is invalid: `{name}` is `{value}`, expected {expected}")
}

impl Settings {
    /// The settings of this process: defaults, then `file` (else `duban.toml` if there is one),
    /// then `DUBAN_*` of the environment, then `flags`.
    ///
    /// # Errors
    /// Names the setting, its value and what was expected.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn load(file: Option<&Path>, flags: &[(&str, String)]) -> anyhow::Result<Self> {
        Self::from_sources(file, |name| std::env::var(name).ok(), flags)
    }

    fn from_sources(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
        flags: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let mut builder = Config::builder();
        for (name, default, _) in SETTINGS {
            if !default.is_empty() {
                builder = builder.set_default(name, default)?;
            }
        }
        builder = builder.add_source(match file {
            Some(file) => File::from(file).format(FileFormat::Toml).required(true),
            None => File::new("duban.toml", FileFormat::Toml).required(false),
        });
        builder = builder.add_source(Environment(
            SETTINGS
                .iter()
                .filter_map(|(name, ..)| {
                    let variable = format!("DUBAN_{}", name.to_uppercase());
                    Some((*name, (environment(&variable)?, variable)))
                })
                .filter(|(_, (value, _))| !value.is_empty())
                .collect(),
        ));
        for (name, value) in flags {
            builder = builder.set_override(name, value.as_str())?;
        }
        let read = builder.build().context("the settings cannot be read")?;
        let settings: Self = read.clone().try_deserialize().map_err(|error| {
            let text = error.to_string();
            let wrong = SETTINGS.iter().find(|(name, ..)| text.contains(&format!("key `{name}`")));
            let named =
                wrong.and_then(|(name, ..)| Some(invalid(name, &read.get_string(name).ok()?)));
            named.unwrap_or_else(|| anyhow!("a setting is invalid: {text}"))
        })?;
        settings.check()
    }

    fn check(self) -> anyhow::Result<Self> {
        let at_least = [
            ("access_token_minutes", u32::from(self.access_token_minutes), 1),
            ("session_days", u32::from(self.session_days), 1),
            ("file_limit_mib", u32::from(self.file_limit_mib), 1),
            ("operation_seconds", u32::from(self.operation_seconds), 1),
            ("password_iterations", self.password_iterations, 1),
            ("password_parallelism", self.password_parallelism, 1),
            (
                "password_memory_kib",
                self.password_memory_kib,
                self.password_parallelism.saturating_mul(8),
            ),
        ];
        for (name, value, least) in at_least {
            if value < least {
                return Err(invalid(name, &value.to_string()));
            }
        }
        let url = self.database_url();
        let scheme = url.expose_secret().split(':').next().unwrap_or_default();
        if !["sqlite", "postgres", "postgresql"].contains(&scheme) {
            // The rest may hold a password.
            return Err(invalid("database_url", &format!("{scheme}:…")));
        }
        Ok(self)
    }

    /// The address of the database.
    #[must_use]
    pub fn database_url(&self) -> SecretString {
        self.database_url.clone().unwrap_or_else(|| Store::embedded(&self.data).into())
    }

    /// The file of the keys that sign tokens.
    #[must_use]
    pub fn token_key_file(&self) -> PathBuf {
        self.token_key_file.clone().unwrap_or_else(|| self.data.join("token-key.pem"))
    }

    /// Bytes of the largest document or upload.
    #[must_use]
    pub fn file_limit(&self) -> usize {
        usize::from(self.file_limit_mib) * 1024 * 1024
    }
}

/// `DUBAN_*`, of the settings that are known: other programs may use the prefix for their own.
#[derive(Clone, Debug)]
struct Environment(BTreeMap<&'static str, (String, String)>);

impl config::Source for Environment {
    fn clone_into_box(&self) -> Box<dyn config::Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self
            .0
            .iter()
            .map(|(name, (value, variable))| {
                let value = Value::new(Some(variable), ValueKind::String(value.clone()));
                ((*name).to_owned(), value)
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)], flags: &[(&str, String)]) -> anyhow::Result<Settings> {
        let environment: BTreeMap<&str, &str> = environment.iter().copied().collect();
        Settings::from_sources(
            None,
            |name| environment.get(name).map(|value| (*value).to_owned()),
            flags,
        )
    }

    #[test]
    fn flags_go_before_the_environment_and_that_before_the_defaults() {
        let settings = load(&[], &[]).expect("defaults");
        assert_eq!(settings.listen.port(), 8080);
        assert!(settings.database_url().expose_secret().ends_with("data/duban.sqlite"));
        let environment = [("DUBAN_LISTEN", "0.0.0.0:1"), ("DUBAN_SESSION_DAYS", "3")];
        let settings = load(&environment, &[("listen", "127.0.0.1:2".into())]).expect("settings");
        assert_eq!((settings.listen.port(), settings.session_days), (2, 3));
    }

    #[test]
    fn a_file_is_read_and_a_wrong_name_in_it_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("d.toml");
        std::fs::write(&file, "session_days = 9\n").expect("written");
        let settings = Settings::from_sources(Some(&file), |_| None, &[]).expect("settings");
        assert_eq!(settings.session_days, 9);
        std::fs::write(&file, "sesion_days = 9\n").expect("written");
        let error = Settings::from_sources(Some(&file), |_| None, &[]).expect_err("a wrong name");
        assert!(format!("{error:#}").contains("sesion_days"), "{error:#}");
    }

    /// An invalid setting is named with its value and what was expected.
    #[test]
    fn an_invalid_setting_is_named() {
        for (name, value, words) in [
            ("DUBAN_LISTEN", "nowhere", ["`listen` is `nowhere`", "an address and port"]),
            ("DUBAN_SESSION_DAYS", "many", ["`session_days` is `many`", "days"]),
            ("DUBAN_LOG_FORMAT", "xml", ["`log_format` is `xml`", "text or json"]),
            ("DUBAN_ALLOW_INTERNAL", "perhaps", ["`allow_internal` is `perhaps`", "true or false"]),
            (
                "DUBAN_DATABASE_URL",
                "mysql://u:hush@h",
                ["`database_url` is `mysql:…`", "postgres://"],
            ),
            ("DUBAN_SESSION_DAYS", "0", ["`session_days` is `0`", "at least 1"]),
            ("DUBAN_PASSWORD_MEMORY_KIB", "4", ["`password_memory_kib` is `4`", "at least 8"]),
        ] {
            let error = format!("{:#}", load(&[(name, value)], &[]).expect_err(value));
            for word in words {
                assert!(error.contains(word), "{name}={value}: {error}");
            }
            assert!(!error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn the_password_of_the_database_is_not_printed() {
        let settings = load(&[("DUBAN_DATABASE_URL", "postgres://u:hush@h/d")], &[]);
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
