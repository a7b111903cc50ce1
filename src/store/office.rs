//! Offices.

use entity::office;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Reader, Result, Tx};
use crate::{
    clock,
    domain::{id::OfficeId, office::Office},
};
use chrono::{DateTime, Utc};

impl From<office::Model> for Office {
    fn from(row: office::Model) -> Self {
        Self { id: OfficeId(row.id), name: row.name, region: row.region }
    }
}

impl Reader<'_> {
    /// The offices with these ids. Their names are no secret to whoever knows the id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn offices(&self, ids: &[OfficeId]) -> Result<Vec<Office>> {
        let rows = office::Entity::find()
            .filter(office::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Office::from).collect())
    }

    /// The office of this name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn office_named(&self, name: &str) -> Result<Option<Office>> {
        let row =
            office::Entity::find().filter(office::Column::Name.eq(name)).one(&self.db()).await?;
        Ok(row.map(Office::from))
    }
}

impl Tx {
    /// Sets up an office.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_office(
        &self,
        name: &str,
        region: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<OfficeId> {
        let id: OfficeId = clock::new_id();
        office::Entity::insert(office::ActiveModel {
            id: Set(id.into()),
            name: Set(name.to_owned()),
            region: Set(region.map(str::to_owned)),
            created_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(id)
    }
}
