//! Files put to the server.

use chrono::{DateTime, Utc};
use entity::upload;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Reader, Result, Tx};
use crate::{
    domain::id::{AccountId, UploadId},
    policy::Actor,
};

/// A file put to the server; its bytes lie in object storage under its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Key.
    pub id: UploadId,
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub digest: String,
    /// Bytes.
    pub size: i32,
}

impl Reader<'_> {
    /// A file that this actor put.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn upload_of(&self, actor: &Actor, id: UploadId) -> Result<Option<Upload>> {
        let row = upload::Entity::find_by_id(Uuid::from(id))
            .filter(upload::Column::AccountId.eq(Uuid::from(actor.account.id)))
            .one(&self.db())
            .await?;
        Ok(row.map(|row| Upload {
            id: UploadId(row.id),
            name: row.name,
            digest: row.digest,
            size: row.size,
        }))
    }
}

impl Tx {
    /// Enters a file.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_upload(
        &self,
        upload: &Upload,
        account: AccountId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        upload::Entity::insert(upload::ActiveModel {
            id: Set(upload.id.into()),
            account_id: Set(account.into()),
            name: Set(upload.name.clone()),
            digest: Set(upload.digest.clone()),
            size: Set(upload.size),
            created_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Deletes a file's row, its name with it; whether there was one.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn delete_upload(&self, id: UploadId) -> Result<bool> {
        let deleted = upload::Entity::delete_by_id(Uuid::from(id)).exec(&self.tx).await?;
        Ok(deleted.rows_affected > 0)
    }
}
