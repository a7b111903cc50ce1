//! Collectives and their confirmed members.

use crate::{
    domain::{
        event::{EventKind, Subjects},
        id::UnitId,
    },
    error::Result,
    policy::{Author, Scope},
};

use super::Service;

impl Service {
    /// Confirms members of a collective from the beginning of this year on; those it has stay.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn members_confirm(&self, collective: UnitId, members: &[UnitId]) -> Result<()> {
        let today = self.clock.today();
        let from =
            chrono::NaiveDate::from_yo_opt(chrono::Datelike::year(&today), 1).unwrap_or(today);
        let tx = self.store.write().await?;
        tx.serialize(&format!("members of {collective}")).await?;
        let known = tx
            .reader(Scope::system())
            .members(&[collective], today)
            .await?
            .remove(&collective)
            .unwrap_or_default();
        let new: Vec<UnitId> = members
            .iter()
            .copied()
            .filter(|member| known.iter().all(|unit| unit.id != *member))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        tx.insert_members(collective, &new, from).await?;
        let subjects = Subjects { other: Some(collective.into()), ..Subjects::default() };
        tx.append(self.event(Author::Console, EventKind::MembersConfirmed, subjects)).await?;
        tx.commit().await?;
        Ok(())
    }
}
