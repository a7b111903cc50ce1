//! Files in object storage: one folder of the data folder now, any object store later.

use std::{path::Path, sync::Arc};

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
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder of files {}", folder.display()))?;
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
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
