//! Files put to the server.

use crate::{
    clock,
    domain::{
        event::{EventKind, Subjects},
        id::UploadId,
        refusal::Refusal,
    },
    error::Result,
    files,
    policy::{Actor, Author},
    store::Upload,
};

use super::Service;

/// The most characters of a file's name.
const MAX_NAME: usize = 255;

impl Service {
    /// Bytes of the largest file.
    #[must_use]
    pub const fn file_limit(&self) -> usize {
        self.intake.limit
    }

    /// Keeps a file for its sender to name in a later mutation.
    ///
    /// # Errors
    /// If it is empty, too large, or its name cannot be.
    pub async fn upload(&self, by: &Actor, name: &str, bytes: Vec<u8>) -> Result<Upload> {
        let name = file_name(name)?;
        if bytes.is_empty() {
            return Err(Refusal::Required { field: "file" }.into());
        }
        let too_long = Refusal::TooLong { field: "file", limit: self.intake.limit };
        if bytes.len() > self.intake.limit {
            return Err(too_long.into());
        }
        let upload = Upload {
            id: clock::new_id(),
            name,
            digest: files::digest(&bytes),
            size: i32::try_from(bytes.len()).map_err(|_| too_long)?,
        };
        // The bytes first: a row without its bytes would be a promise that cannot be kept, bytes
        // without a row are only space.
        self.files.put(upload.id, bytes).await?;
        let author = Author::Person(by);
        let subjects = Subjects { other: Some(upload.id.into()), ..Subjects::default() };
        let tx = self.store.write().await?;
        tx.insert_upload(&upload, by.account.id, self.clock.now()).await?;
        tx.append(self.event(author, EventKind::FileUploaded, subjects)).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// The bytes of a file that the author put, with its name.
    pub(super) async fn uploaded(&self, by: Author<'_>, id: UploadId) -> Result<(String, Vec<u8>)> {
        let Author::Person(actor) = by else {
            return Err(Refusal::NotFound { field: "fileId" }.into());
        };
        let upload = self
            .reader(by)
            .upload_of(actor, id)
            .await?
            .ok_or(Refusal::NotFound { field: "fileId" })?;
        Ok((upload.name, self.files.get(id).await?))
    }

    /// Removes a file that must not be kept, and its name.
    pub(super) async fn discard(&self, by: Author<'_>, id: UploadId) -> Result<()> {
        let subjects = Subjects { other: Some(id.into()), ..Subjects::default() };
        let tx = self.store.write().await?;
        if tx.delete_upload(id).await? {
            tx.append(self.event(by, EventKind::FileDiscarded, subjects)).await?;
        }
        // Before the row is gone for good: bytes that no row names would never be found again.
        self.files.remove(id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A file's name without folders.
pub(super) fn file_name(name: &str) -> Result<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let fits =
        !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(Refusal::Invalid { field: "name" }.into()) }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_name_has_no_folders_and_no_control_characters() {
        assert_eq!(file_name("a/b\\方案.txt").ok().as_deref(), Some("方案.txt"));
        for bad in ["", " ", "a/", "a\nb", &"长".repeat(256)] {
            assert!(file_name(bad).is_err(), "{bad:?}");
        }
    }
}
