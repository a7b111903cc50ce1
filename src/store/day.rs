//! Days that were turned, and the duties that a day concerns.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{day_turn, document, duty, reporting_rule};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait, Select,
};
use uuid::Uuid;

use super::{Reader, Result, Tx, scope};
use crate::domain::{
    document::DocumentState,
    duty::DutyState,
    id::{DocumentId, DutyId, ItemId, OfficeId},
    regime::{HolidayShift, ReportingRule},
};

/// A duty that waits for its first report on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDuty {
    /// The duty.
    pub duty: DutyId,
    /// The office of its document.
    pub office: OfficeId,
    /// The document.
    pub document: DocumentId,
    /// The item.
    pub item: ItemId,
}

impl Reader<'_> {
    /// Whether a day's turn was made.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn day_was_turned(&self, day: NaiveDate) -> Result<bool> {
        Ok(day_turn::Entity::find_by_id(day).count(&self.db()).await? > 0)
    }

    /// The last day whose turn was made.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn last_day_turned(&self) -> Result<Option<NaiveDate>> {
        let last: Option<Option<NaiveDate>> = day_turn::Entity::find()
            .select_only()
            .column_as(day_turn::Column::Day.max(), "last")
            .into_tuple()
            .one(&self.db())
            .await?;
        Ok(last.flatten())
    }

    /// The duties due on a day that wait for their first report.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duties_due(&self, on: NaiveDate) -> Result<Vec<DueDuty>> {
        let rows: Vec<(Uuid, Uuid, Uuid, Uuid)> = duty::Entity::find()
            .select_only()
            .column(duty::Column::Id)
            .column(document::Column::OfficeId)
            .column(duty::Column::DocumentId)
            .column(duty::Column::ItemId)
            .join(JoinType::InnerJoin, duty::Relation::Document.def())
            .filter(duty::Column::DueOn.eq(on))
            .filter(duty::Column::State.eq(DutyState::Open.as_str()))
            .filter(scope::duties(&self.scope))
            .order_by_asc(duty::Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(duty, office, document, item)| DueDuty {
                duty: DutyId(duty),
                office: OfficeId(office),
                document: DocumentId(document),
                item: ItemId(item),
            })
            .collect())
    }

    fn rules_in_force(&self) -> Select<reporting_rule::Entity> {
        let published = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(document::Column::State.eq(DocumentState::Published.as_str()))
            .filter(scope::documents(&self.scope));
        reporting_rule::Entity::find()
            .filter(reporting_rule::Column::DocumentId.in_subquery(published.into_query()))
            .filter(reporting_rule::Column::EndedOn.is_null())
    }

    /// The rules in force of all published documents.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn published_rules(&self) -> Result<Vec<ReportingRule>> {
        let rows = self.rules_in_force().all(&self.db()).await?;
        rows.into_iter().map(ReportingRule::try_from).collect()
    }

    /// The published documents with a rule that holidays move.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn documents_that_shift(&self) -> Result<Vec<DocumentId>> {
        let ids: Vec<Uuid> = self
            .rules_in_force()
            .select_only()
            .column(reporting_rule::Column::DocumentId)
            .distinct()
            .filter(reporting_rule::Column::HolidayShift.ne(HolidayShift::None.as_str()))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(ids.into_iter().map(DocumentId).collect())
    }
}

impl Tx {
    /// Records that a day's turn was made, and how many duties it concerned.
    ///
    /// # Errors
    /// If the database does not take it, as when it was recorded before.
    pub async fn insert_day_turn(
        &self,
        day: NaiveDate,
        at: DateTime<Utc>,
        due: usize,
        late: usize,
    ) -> Result<()> {
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        day_turn::Entity::insert(day_turn::ActiveModel {
            day: Set(day),
            turned_at: Set(at),
            due: Set(count(due)),
            late: Set(count(late)),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
}
