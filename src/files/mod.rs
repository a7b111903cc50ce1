//! Files in object storage: one folder of the data folder now, any object store later.

use std::{fmt::Write, path::Path, sync::Arc};

use anyhow::Context;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Key};
use sha2::{Digest, Sha256};

use crate::domain::id::UploadId;

/// Where uploaded files lie.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// In a folder, which is made if there is none.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn in_folder(folder: &Path) -> anyhow::Result<Self> {
        private_folder(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Keeps a file.
    ///
    /// # Errors
    /// If it cannot be kept whole; then nothing is.
    pub async fn put(&self, id: UploadId, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.0.put(&key(id), bytes.into()).await?;
        Ok(())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is not there or cannot be read.
    pub async fn get(&self, id: UploadId) -> anyhow::Result<Vec<u8>> {
        Ok(self.0.get(&key(id)).await?.bytes().await?.into())
    }

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// If it is still there.
    pub async fn remove(&self, id: UploadId) -> anyhow::Result<()> {
        match self.0.delete(&key(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Makes a folder, if there is none, that is its owner's alone: what lies in it is the business of
/// government.
///
/// # Errors
/// If it cannot be made.
pub fn private_folder(folder: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}

fn key(id: UploadId) -> Key {
    Key::from(format!("uploads/{id}"))
}

/// SHA-256 of bytes in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
