//! Tokens: short access tokens signed with Ed25519, and opaque refresh tokens kept as digests.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, anyhow, ensure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    jwk::{Jwk, ThumbprintHash},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{domain::id::SessionId, policy::Actor};

const ISSUER: &str = "duban";
const AUDIENCE: &str = "duban";
const PEM_TAG: &str = "PRIVATE KEY";

/// The keys of this deployment: the first signs, all verify.
pub struct KeySet {
    signing: (String, EncodingKey),
    verifying: Vec<(String, DecodingKey)>,
}

impl KeySet {
    /// From a file of Ed25519 keys in PEM; made with one key if there is none.
    ///
    /// # Errors
    /// If the file cannot be read or made, or holds anything else.
    pub fn load_or_create(file: &Path) -> anyhow::Result<Self> {
        if !file.exists() {
            create(file).with_context(|| format!("making the token key {}", file.display()))?;
        }
        let text = fs::read(file).with_context(|| format!("the token key {}", file.display()))?;
        Self::parse(&text).with_context(|| format!("the token key {}", file.display()))
    }

    fn parse(text: &[u8]) -> anyhow::Result<Self> {
        let mut signing = None;
        let mut verifying = Vec::new();
        for block in pem::parse_many(text)? {
            ensure!(block.tag() == PEM_TAG, "expected {PEM_TAG}, found {}", block.tag());
            let key = EncodingKey::from_ed_der(block.contents());
            let public = Jwk::from_encoding_key(&key, Algorithm::EdDSA)
                .context("expected an Ed25519 key")?;
            let kid = public.thumbprint(ThumbprintHash::SHA256)?;
            verifying.push((kid.clone(), DecodingKey::from_jwk(&public)?));
            signing.get_or_insert((kid, key));
        }
        Ok(Self { signing: signing.context("it holds no key")?, verifying })
    }
}

/// Makes the file readable by its owner alone; a second process that does the same at once loses.
fn create(file: &Path) -> anyhow::Result<()> {
    use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let key = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new())
        .map_err(|_| anyhow!("no random key could be made"))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = tempfile_beside(file, &options)?;
    written.1.write_all(pem::encode(&pem::Pem::new(PEM_TAG, key.as_ref())).as_bytes())?;
    written.1.sync_all()?;
    // A link fails where the name exists, so that nobody reads a half-written or replaced key.
    let linked = fs::hard_link(&written.0, file);
    fs::remove_file(&written.0)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

fn tempfile_beside(
    file: &Path,
    options: &fs::OpenOptions,
) -> anyhow::Result<(std::path::PathBuf, fs::File)> {
    let path = file.with_extension(crate::clock::new_id::<Uuid>().to_string());
    let open = options.open(&path)?;
    Ok((path, open))
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Makes and reads access tokens.
pub struct Tokens {
    keys: KeySet,
    time: TimeDelta,
}

impl Tokens {
    /// With keys, and tokens good for a time.
    #[must_use]
    pub const fn new(keys: KeySet, time: TimeDelta) -> Self {
        Self { keys, time }
    }

    /// An access token for an actor's session, and when it stops being accepted.
    ///
    /// # Errors
    /// If the key cannot sign.
    pub fn make(
        &self,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> anyhow::Result<(String, DateTime<Utc>)> {
        let (kid, key) = &self.keys.signing;
        let header = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::EdDSA) };
        let expires_at = now + self.time;
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: actor.account.id.into(),
            sid: actor.session.into(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        Ok((encode(&header, &claims, key)?, expires_at))
    }

    /// The session of an access token and when the token stops being accepted; none if it is not
    /// good.
    #[must_use]
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Option<(SessionId, DateTime<Utc>)> {
        let kid = decode_header(token).ok()?.kid?;
        let (_, key) = self.keys.verifying.iter().find(|(known, _)| *known == kid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        // The clock is ours, so that the library's own is not asked.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = decode::<Claims>(token, key, &validation).ok()?.claims;
        let good = (claims.nbf..claims.exp).contains(&now.timestamp());
        let expires_at = DateTime::from_timestamp(claims.exp, 0)?;
        good.then_some((SessionId(claims.sid), expires_at))
    }
}

/// A refresh token as given out, and as kept.
pub struct RefreshToken {
    /// For the client.
    pub secret: String,
    /// For the database.
    pub digest: String,
}

impl RefreshToken {
    /// 256 random bits.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn new() -> anyhow::Result<Self> {
        let mut bytes = [0_u8; 32];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| anyhow!("no random token could be made"))?;
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        Ok(Self { digest: digest(&secret), secret })
    }
}

/// What is kept of a refresh token.
#[must_use]
pub fn digest(secret: &str) -> String {
    crate::files::hex(&Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn keys() -> KeySet {
        let folder = tempfile::tempdir().expect("a folder");
        KeySet::load_or_create(&folder.path().join("k.pem")).expect("keys")
    }

    #[test]
    fn a_token_is_good_for_its_time_and_under_its_key() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let tokens = Tokens::new(keys(), TimeDelta::minutes(10));
        let (token, expires_at) = tokens.make(&Actor::nobody("甲"), now).expect("a token");
        assert_eq!(expires_at, now + TimeDelta::minutes(10));
        assert_eq!(tokens.read(&token, now), Some((SessionId(Uuid::from_u128(2)), expires_at)));
        assert_eq!(tokens.read(&token, expires_at), None, "too old");
        assert_eq!(tokens.read(&token, now - TimeDelta::seconds(1)), None, "too early");
        let others = Tokens::new(keys(), TimeDelta::minutes(10));
        assert_eq!(others.read(&token, now), None, "another key");
        let mut forged = token.clone();
        let signature = token.rfind('.').expect("a signature") + 1;
        let other =
            if token.get(signature..).expect("a signature").starts_with('A') { "B" } else { "A" };
        forged.replace_range(signature..=signature, other);
        assert_eq!(tokens.read(&forged, now), None, "another signature");
    }

    #[test]
    fn an_old_key_still_verifies_after_a_new_one_was_put_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let time = TimeDelta::minutes(10);
        let before = Tokens::new(KeySet::load_or_create(&old).expect("keys"), time);
        let (token, _) = before.make(&Actor::nobody("甲"), now).expect("a token");
        KeySet::load_or_create(&new).expect("keys");
        let both = [fs::read(&new).expect("new"), fs::read(&old).expect("old")].concat();
        let after = Tokens::new(KeySet::parse(&both).expect("keys"), time);
        assert!(after.read(&token, now).is_some());
        let (next, _) = after.make(&Actor::nobody("甲"), now).expect("a token");
        assert!(before.read(&next, now).is_none(), "signed with the new key");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert!(KeySet::parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("k.pem");
        KeySet::load_or_create(&file).expect("keys");
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
