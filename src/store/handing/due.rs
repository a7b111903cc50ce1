//! The reports that handings ask for: worked out from the handing unit's own duties, so that they
//! follow these by themselves.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{duty, handing_report, item};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Reader, Result};
use crate::{
    clock::civil_date,
    domain::{
        duty::DutyState,
        handing::{Handing, HandingAsks, HandingState},
        handing_report::{HandingDue, HandingReport},
        id::{HandingId, ItemId, PeriodId, UnitId},
        item::ItemState,
    },
    store::scope,
};

/// The most reports of a handing that are shown.
const MOST: usize = 60;

/// The days by which units owe reports on items, with their periods.
type Owed = HashMap<(ItemId, UnitId), Vec<(PeriodId, NaiveDate)>>;

impl Reader<'_> {
    /// What units owe on items, of whatever scope: for who answers for one of them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn owed_on(&self, parts: &[(ItemId, UnitId)]) -> Result<Owed> {
        use duty::Column;
        if parts.is_empty() {
            return Ok(Owed::new());
        }
        let rows: Vec<(Uuid, Uuid, Uuid, NaiveDate)> = duty::Entity::find()
            .select_only()
            .column(Column::ItemId)
            .column(Column::UnitId)
            .column(Column::PeriodId)
            .column(Column::DueOn)
            .filter(Column::ItemId.is_in(parts.iter().map(|(item, _)| Uuid::from(*item))))
            .filter(Column::UnitId.is_in(parts.iter().map(|(_, unit)| Uuid::from(*unit))))
            .filter(Column::State.ne(DutyState::Cancelled.as_str()))
            .order_by_asc(Column::DueOn)
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut owed = Owed::new();
        for (item, unit, period, due_on) in rows {
            let of = owed.entry((ItemId(item), UnitId(unit))).or_default();
            of.push((PeriodId(period), due_on));
        }
        Ok(owed)
    }

    /// The reports that each of these handings asks for, by the day they are due; at most 60. An
    /// ended handing, and one of an item that is not worked on, asks for no more than it has.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handing_dues(
        &self,
        handings: &[HandingId],
    ) -> Result<HashMap<HandingId, Vec<HandingDue>>> {
        let handings = self.handings_by_id(handings).await?;
        let each: Vec<(ItemId, UnitId)> = handings
            .iter()
            .filter(|handing| handing.terms.asks == HandingAsks::EachPeriod)
            .map(|handing| (handing.item, handing.unit))
            .collect();
        let owed = self.owed_on(&each).await?;
        let worked_on: Vec<Uuid> = item::Entity::find()
            .select_only()
            .column(item::Column::Id)
            .filter(item::Column::Id.is_in(handings.iter().map(|handing| Uuid::from(handing.item))))
            .filter(item::Column::State.eq(ItemState::Open.as_str()))
            .into_tuple()
            .all(&self.db())
            .await?;
        let rows = handing_report::Entity::find()
            .filter(scope::handing_reports(&self.scope))
            .filter(
                handing_report::Column::HandingId
                    .is_in(handings.iter().map(|handing| Uuid::from(handing.id))),
            )
            .all(&self.db())
            .await?;
        let mut reports: HashMap<(HandingId, Option<PeriodId>), HandingReport> = rows
            .into_iter()
            .map(HandingReport::from)
            .map(|report| ((report.handing, report.period), report))
            .collect();
        let dues = handings.iter().map(|handing| {
            let asks = handing.state == HandingState::Open
                && worked_on.contains(&Uuid::from(handing.item));
            let dues = asked(handing, &owed)
                .into_iter()
                .map(|(period, due_on)| HandingDue {
                    period,
                    due_on,
                    report: reports.remove(&(handing.id, period)),
                })
                .filter(|due| asks || due.report.is_some())
                .take(MOST);
            (handing.id, dues.collect())
        });
        Ok(dues.collect())
    }
}

/// The days by which a handing asks for reports: none that passed before it was handed.
fn asked(handing: &Handing, owed: &Owed) -> Vec<(Option<PeriodId>, NaiveDate)> {
    let since = civil_date(handing.handed.0);
    match handing.terms.asks {
        HandingAsks::Nothing => vec![],
        HandingAsks::Once => handing.terms.due_on.map(|day| (None, day)).into_iter().collect(),
        HandingAsks::EachPeriod => owed
            .get(&(handing.item, handing.unit))
            .into_iter()
            .flatten()
            .map(|(period, day)| (Some(*period), handing.terms.before(*day)))
            .filter(|(_, day)| *day >= since)
            .collect(),
    }
}
