//! What urges units.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use entity::{document, duty, progress_report, regime, urge, urge_act, urge_duty};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{ExprTrait, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt,
    page::{Sorting, count_under, day_key},
    rows::insert_all,
    scope,
};
use crate::{
    clock,
    domain::{
        document::DocumentState,
        duty::{Duty, DutyState},
        id::{AccountId, DutyId, OfficeId, UnitId, UrgeActId, UrgeId},
        page::{Cursor, Page, PageRequest},
        urge::{Urge, UrgeAct, UrgeKind},
    },
    policy::Scope,
};

impl From<urge::Model> for Urge {
    fn from(row: urge::Model) -> Self {
        Self {
            id: UrgeId(row.id),
            office: OfficeId(row.office_id),
            unit: UnitId(row.unit_id),
            day: row.day,
            urged_at: row.urged_at,
        }
    }
}

impl TryFrom<urge_act::Model> for UrgeAct {
    type Error = StoreError;

    fn try_from(row: urge_act::Model) -> Result<Self> {
        Ok(Self {
            id: UrgeActId(row.id),
            urge: UrgeId(row.urge_id),
            call: row.call_id,
            kind: UrgeKind::parse(&row.kind).ok_or_else(|| corrupt("urge kind", &row.kind))?,
            recipient: row.recipient_unit_id.map(UnitId),
            said: row.text.zip(row.urged_by.map(AccountId)),
            urged_at: row.urged_at,
        })
    }
}

fn newest_first() -> Sorting<urge::Entity> {
    Sorting {
        key: urge::Column::Day.into_expr(),
        id: urge::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.day.to_string(), id: row.id },
        value: day_key,
    }
}

fn uuids<I: Copy + Into<Uuid>>(ids: &[I]) -> impl Iterator<Item = Uuid> + '_ {
    ids.iter().map(|id| (*id).into())
}

/// Duties that wait to be submitted and about which their units were urged, as far as a scope sees.
pub(super) fn urged(scope: &Scope) -> SelectStatement {
    urge_duty::Entity::find()
        .select_only()
        .column(urge_duty::Column::DutyId)
        .filter(scope::urge_duties(scope))
        .into_query()
}

impl Reader<'_> {
    fn visible_urges(&self, units: Option<&[UnitId]>) -> Select<urge::Entity> {
        urge::Entity::find()
            .filter(scope::urges(&self.scope))
            .apply_if(units, |rows, units| rows.filter(urge::Column::UnitId.is_in(uuids(units))))
    }

    fn visible_urge_acts(&self) -> Select<urge_act::Entity> {
        urge_act::Entity::find().filter(scope::urge_acts(&self.scope))
    }

    /// The urges with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urges_by_id(&self, ids: &[UrgeId]) -> Result<Vec<Urge>> {
        let rows = self.visible_urges(None).filter(urge::Column::Id.is_in(uuids(ids)));
        Ok(rows.all(&self.db()).await?.into_iter().map(Into::into).collect())
    }

    /// A page of what urges these units, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urge_page(&self, units: &[UnitId], page: &PageRequest) -> Result<Page<Urge>> {
        newest_first()
            .read(&self.db(), self.visible_urges(Some(units)), page)
            .await?
            .try_map(|row| Ok(row.into()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urge_count(&self, units: &[UnitId]) -> Result<u64> {
        Ok(self.visible_urges(Some(units)).count(&self.db()).await?)
    }

    /// A page of what urges each of these units, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urges_of(
        &self,
        units: &[Uuid],
        page: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<Urge>>> {
        let rows = self.visible_urges(None);
        newest_first()
            .read_under(&self.db(), rows, (urge::Column::UnitId, units), page, |row| row.unit_id)
            .await?
            .into_iter()
            .map(|(id, page)| Ok((id, page.try_map(|row| Ok(row.into()))?)))
            .collect()
    }

    /// How much urges each of these units.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urge_counts(&self, units: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        count_under(&self.db(), self.visible_urges(None), urge::Column::UnitId, units).await
    }

    /// The acts of each of these urges, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn acts_of_urges(&self, urges: &[UrgeId]) -> Result<HashMap<UrgeId, Vec<UrgeAct>>> {
        let rows = self
            .visible_urge_acts()
            .filter(urge_act::Column::UrgeId.is_in(uuids(urges)))
            .order_by_asc(urge_act::Column::Id)
            .all(&self.db())
            .await?;
        let mut acts: HashMap<UrgeId, Vec<UrgeAct>> = HashMap::new();
        for row in rows {
            acts.entry(UrgeId(row.urge_id)).or_default().push(row.try_into()?);
        }
        Ok(acts)
    }

    /// The duties that each of these urges is about, of those that may be seen, by the day they are
    /// due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duties_of_urges(&self, urges: &[UrgeId]) -> Result<HashMap<UrgeId, Vec<Duty>>> {
        let rows: Vec<(Uuid, Uuid)> = urge_duty::Entity::find()
            .select_only()
            .column(urge_duty::Column::UrgeId)
            .column(urge_duty::Column::DutyId)
            .filter(urge_duty::Column::UrgeId.is_in(uuids(urges)))
            .filter(scope::urge_duties(&self.scope))
            .into_tuple()
            .all(&self.db())
            .await?;
        let ids: Vec<DutyId> = rows.iter().map(|(_, duty)| DutyId(*duty)).collect();
        let mut duties = self.duties(&ids).await?;
        duties.sort_unstable_by_key(|duty| (duty.due_on, duty.id));
        let mut of: HashMap<Uuid, Vec<UrgeId>> = HashMap::new();
        for (urge, duty) in rows {
            of.entry(duty).or_default().push(UrgeId(urge));
        }
        let mut found: HashMap<UrgeId, Vec<Duty>> = HashMap::new();
        for duty in duties {
            for urge in of.get(&duty.id.into()).into_iter().flatten() {
                found.entry(*urge).or_default().push(duty.clone());
            }
        }
        Ok(found)
    }

    /// The acts by which units were urged about each of these duties, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urges_of_duties(
        &self,
        duties: &[DutyId],
    ) -> Result<HashMap<DutyId, Vec<UrgeAct>>> {
        let rows = urge_duty::Entity::find()
            .filter(urge_duty::Column::DutyId.is_in(uuids(duties)))
            .filter(scope::urge_duties(&self.scope))
            .find_also_related(urge_act::Entity)
            .order_by_desc(urge_act::Column::Id)
            .all(&self.db())
            .await?;
        let mut acts: HashMap<DutyId, Vec<UrgeAct>> = HashMap::new();
        for (row, act) in rows {
            let Some(act) = act else { continue };
            acts.entry(DutyId(row.duty_id)).or_default().push(act.try_into()?);
        }
        Ok(acts)
    }

    /// What urges each of these units on a day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn urges_on(
        &self,
        units: &[UnitId],
        day: NaiveDate,
    ) -> Result<HashMap<UnitId, Urge>> {
        let rows = self.visible_urges(Some(units)).filter(urge::Column::Day.eq(day));
        let rows = rows.all(&self.db()).await?;
        Ok(rows.into_iter().map(|row| (UnitId(row.unit_id), row.into())).collect())
    }

    /// The duties about which these urges are already, by any act.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn named_by(&self, urges: &[UrgeId]) -> Result<Vec<(UrgeId, DutyId, Uuid)>> {
        let rows: Vec<(Uuid, Uuid, Uuid)> = urge_duty::Entity::find()
            .select_only()
            .column(urge_duty::Column::UrgeId)
            .column(urge_duty::Column::DutyId)
            .column(urge_act::Column::CallId)
            .join(JoinType::InnerJoin, urge_duty::Relation::Act.def())
            .filter(urge_duty::Column::UrgeId.is_in(uuids(urges)))
            .filter(scope::urge_duties(&self.scope))
            .into_tuple()
            .all(&self.db())
            .await?;
        let typed = |(urge, duty, call)| (UrgeId(urge), DutyId(duty), call);
        Ok(rows.into_iter().map(typed).collect())
    }

    /// The duties about which the regimes of their documents urge on a day: those due so many days
    /// later, or those that became late on it. A returned one counts by the day set with the return.
    /// What was due before `today` is not urged about as something to come.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn duties_to_urge(
        &self,
        kind: UrgeKind,
        day: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<Duty>> {
        let published = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(document::Column::State.eq(DocumentState::Published.as_str()))
            .into_query();
        let regimes: Vec<(Uuid, Option<i32>, bool)> = regime::Entity::find()
            .select_only()
            .column(regime::Column::DocumentId)
            .column(regime::Column::UrgeDaysBefore)
            .column(regime::Column::UrgeLate)
            .filter(regime::Column::DocumentId.in_subquery(published))
            .filter(
                regime::Column::UrgeDaysBefore.is_not_null().or(regime::Column::UrgeLate.eq(true)),
            )
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut due: HashMap<NaiveDate, Vec<Uuid>> = HashMap::new();
        for (document, before, late) in regimes {
            let on = match kind {
                UrgeKind::BeforeDue => before
                    .and_then(|days| day.checked_add_days(Days::new(days.unsigned_abs().into())))
                    .filter(|on| *on >= today),
                UrgeKind::Late => day.pred_opt().filter(|_| late),
                UrgeKind::ByHand => None,
            };
            if let Some(on) = on {
                due.entry(on).or_default().push(document);
            }
        }
        let mut duties = Vec::new();
        for (on, documents) in due {
            let rows = duty::Entity::find()
                .filter(scope::duties(&self.scope))
                .filter(duty::Column::DocumentId.is_in(documents))
                .filter(waits_until(on))
                .order_by_asc(duty::Column::Id)
                .all(&self.db())
                .await?;
            for row in rows {
                duties.push(row.try_into()?);
            }
        }
        Ok(duties)
    }
}

/// To be submitted by a day, for the first time or again.
fn waits_until(day: NaiveDate) -> Condition {
    let returned: SelectStatement = progress_report::Entity::find()
        .select_only()
        .column(progress_report::Column::DutyId)
        .filter(progress_report::Column::ResubmitBy.eq(day))
        .into_query();
    let is = |state: DutyState| -> SimpleExpr { duty::Column::State.eq(state.as_str()) };
    Condition::any()
        .add(is(DutyState::Open).and(duty::Column::DueOn.eq(day)))
        .add(is(DutyState::Returned).and(duty::Column::Id.in_subquery(returned)))
}

impl Tx {
    /// Enters urges with their acts and the duties that these named.
    ///
    /// # Errors
    /// If the database does not take them, as when a unit would be urged twice on a day.
    pub async fn insert_urges(
        &self,
        urges: &[Urge],
        acts: &[UrgeAct],
        duties: &[(UrgeId, UrgeActId, DutyId)],
    ) -> Result<()> {
        let rows = urges.iter().map(|new| urge::ActiveModel {
            id: Set(new.id.into()),
            office_id: Set(new.office.into()),
            unit_id: Set(new.unit.into()),
            day: Set(new.day),
            urged_at: Set(new.urged_at),
        });
        insert_all!(&self.tx, urge::Entity, rows);
        let rows = acts.iter().map(|new| {
            let (text, by) = new.said.clone().unzip();
            urge_act::ActiveModel {
                id: Set(new.id.into()),
                urge_id: Set(new.urge.into()),
                call_id: Set(new.call),
                kind: Set(new.kind.as_str().to_owned()),
                recipient_unit_id: Set(new.recipient.map(Uuid::from)),
                text: Set(text),
                urged_by: Set(by.map(Uuid::from)),
                urged_at: Set(new.urged_at),
            }
        });
        insert_all!(&self.tx, urge_act::Entity, rows);
        let rows = duties.iter().map(|(urge, act, duty)| urge_duty::ActiveModel {
            id: Set(clock::new_id()),
            urge_id: Set((*urge).into()),
            act_id: Set((*act).into()),
            duty_id: Set((*duty).into()),
        });
        insert_all!(&self.tx, urge_duty::Entity, rows);
        Ok(())
    }
}
