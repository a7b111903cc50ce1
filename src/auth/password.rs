//! Passwords: Argon2id, never hashed on a thread that answers requests.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{config::Settings, domain::refusal::Refusal};

/// The fewest characters of a password.
pub const MIN_PASSWORD: usize = 10;
/// The most bytes of a password: a longer one costs more to hash than it is worth.
const MAX_PASSWORD: usize = 1024;
/// Hashes made at once, so that many sign-ins do not take the memory of the machine.
const AT_ONCE: usize = 4;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords {
    params: (u32, u32, u32),
    permits: Arc<Semaphore>,
}

impl Passwords {
    /// With the parameters of the settings.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self {
            params: (
                settings.password_memory_kib,
                settings.password_iterations,
                settings.password_parallelism,
            ),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    fn argon2(&self) -> anyhow::Result<Argon2<'static>> {
        let (memory, passes, lanes) = self.params;
        let params = Params::new(memory, passes, lanes, None)
            .map_err(|error| anyhow!("password parameters: {error}"))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// Whether a password may be set.
    ///
    /// # Errors
    /// If it is too short, too long, or the user name.
    pub fn check(username: &str, password: &str) -> Result<(), Refusal> {
        let weak = password.chars().count() < MIN_PASSWORD
            || password.len() > MAX_PASSWORD
            || password.to_lowercase() == username;
        if weak {
            return Err(Refusal::WeakPassword { least: MIN_PASSWORD });
        }
        Ok(())
    }

    /// Hashes a password, in PHC form.
    ///
    /// # Errors
    /// If the machine cannot.
    pub async fn hash(&self, password: String) -> anyhow::Result<String> {
        let argon2 = self.argon2()?;
        self.compute(move || {
            argon2
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|error| anyhow!("hashing a password: {error}"))
        })
        .await
    }

    /// Whether a password is the one that was hashed. Takes as long when there is no hash.
    ///
    /// # Errors
    /// If the machine cannot.
    pub async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let argon2 = self.argon2()?;
        self.compute(move || {
            if password.len() > MAX_PASSWORD {
                return Ok(false);
            }
            let Some(hash) = hash else {
                let made = argon2.hash_password(password.as_bytes());
                return made.map(|_| false).map_err(|error| anyhow!("hashing a password: {error}"));
            };
            let hash =
                PasswordHash::new(&hash).map_err(|error| anyhow!("a password hash: {error}"))?;
            Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .context("the hashing thread")?
    }
}
