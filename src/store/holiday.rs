//! Days that are not what the week says.

use chrono::NaiveDate;
use entity::holiday;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};

use super::{Reader, Result, Tx, rows::ROWS};
use crate::domain::calendar::Holiday;

impl Reader<'_> {
    /// The days of `[from, to]` that the table knows, in order. They are nobody's secret.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn holidays(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Holiday>> {
        let rows = holiday::Entity::find()
            .filter(holiday::Column::Day.between(from, to))
            .order_by_asc(holiday::Column::Day)
            .all(&self.db())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| Holiday { day: row.day, name: row.name, working: row.working })
            .collect())
    }
}

impl Tx {
    /// Enters days; what the table said of them before is replaced.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn put_holidays(&self, holidays: &[Holiday]) -> Result<()> {
        let replaced = OnConflict::column(holiday::Column::Day)
            .update_columns([holiday::Column::Name, holiday::Column::Working])
            .to_owned();
        for holidays in holidays.chunks(ROWS) {
            let rows = holidays.iter().map(|new| holiday::ActiveModel {
                day: Set(new.day),
                name: Set(new.name.clone()),
                working: Set(new.working),
            });
            holiday::Entity::insert_many(rows)
                .on_conflict(replaced.clone())
                .exec_without_returning(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Takes away what the table says of `[from, to]`.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn delete_holidays(&self, from: NaiveDate, to: NaiveDate) -> Result<()> {
        holiday::Entity::delete_many()
            .filter(holiday::Column::Day.between(from, to))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
