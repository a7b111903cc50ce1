//! What a use case can end with other than done.

use crate::{domain::refusal::Refusal, store::StoreError};

/// Why a use case was not carried out.
#[derive(Debug)]
pub enum Error {
    /// Because of what was asked: the person is told.
    Refused(Refusal),
    /// Because something of ours failed: the log is told, the person only that it failed.
    Failed(anyhow::Error),
}

/// Outcomes of use cases.
pub type Result<T> = std::result::Result<T, Error>;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Error> for anyhow::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::msg(refusal.message().zh),
            Error::Failed(error) => error,
        }
    }
}
