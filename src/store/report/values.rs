//! The values of targets that reports state, and what a report can begin with.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    duty, progress_report, progress_report_version, report_value, reporting_rule, target,
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::{
    domain::{
        assignment::Role,
        duty::Duty,
        id::{DutyId, ItemId, PeriodId, ReportId, ReportVersionId, TargetId, UnitId},
        regime::ReportingRule,
        report::{Decision, ReportContent, ReportedValue},
    },
    store::{Reader, Result, StoreError, corrupt, scope},
};

/// A value that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The unit that reported it.
    pub unit: UnitId,
    /// The target.
    pub target: TargetId,
    /// The figure.
    pub value: rust_decimal::Decimal,
    /// The day by which its report was due.
    pub due_on: NaiveDate,
}

/// A value that the unit reported for a target like this one of another item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The other item.
    pub item: ItemId,
    /// The report that states it.
    pub report: ReportId,
    /// The value, for the target of the item in hand.
    pub value: ReportedValue,
}

/// From what a report can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefillFrom {
    /// The unit's report on the item for the period before.
    Report(ReportId),
    /// How far the item was when the office began to use the ledger.
    Opening(ItemId),
}

/// What a report on a duty can begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefill {
    /// From what it is taken.
    pub from: PrefillFrom,
    /// What it said.
    pub content: ReportContent,
    /// And its values.
    pub values: Vec<ReportedValue>,
}

impl TryFrom<report_value::Model> for ReportedValue {
    type Error = StoreError;

    fn try_from(row: report_value::Model) -> Result<Self> {
        Ok(Self {
            target: TargetId(row.target_id),
            value: row.value.parse().map_err(|_| corrupt("decimal", &row.value))?,
            as_of: row.as_of,
            explanation: row.explanation,
        })
    }
}

fn uuids<I: Copy + Into<Uuid>>(ids: &[I]) -> impl Iterator<Item = Uuid> + '_ {
    ids.iter().map(|id| (*id).into())
}

impl Reader<'_> {
    /// The values that each of these versions states, in the order of the item's targets.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn values_of(
        &self,
        versions: &[ReportVersionId],
    ) -> Result<HashMap<ReportVersionId, Vec<ReportedValue>>> {
        let rows = report_value::Entity::find()
            .join(JoinType::InnerJoin, report_value::Relation::Version.def())
            .join(JoinType::InnerJoin, report_value::Relation::Target.def())
            .filter(report_value::Column::VersionId.is_in(uuids(versions)))
            .filter(scope::report_versions(&self.scope))
            .order_by_asc(target::Column::Position)
            .order_by_asc(report_value::Column::Id)
            .all(&self.db())
            .await?;
        let mut values: HashMap<ReportVersionId, Vec<ReportedValue>> = HashMap::new();
        for row in rows {
            values.entry(ReportVersionId(row.version_id)).or_default().push(row.try_into()?);
        }
        Ok(values)
    }

    /// The values on these items that were accepted, the latest last: by the day that the reports
    /// were due, then by version.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn accepted_values(&self, items: &[ItemId]) -> Result<Vec<Accepted>> {
        let rows: Vec<(Uuid, Uuid, String, NaiveDate)> = report_value::Entity::find()
            .select_only()
            .column(progress_report::Column::UnitId)
            .column(report_value::Column::TargetId)
            .column(report_value::Column::Value)
            .column(duty::Column::DueOn)
            .join(JoinType::InnerJoin, report_value::Relation::Version.def())
            .join(JoinType::InnerJoin, progress_report_version::Relation::ProgressReport.def())
            .join(JoinType::InnerJoin, progress_report::Relation::Duty.def())
            .filter(progress_report::Column::ItemId.is_in(uuids(items)))
            .filter(progress_report_version::Column::Decision.eq(Decision::Accepted.as_str()))
            .filter(scope::report_versions(&self.scope))
            .order_by_asc(duty::Column::DueOn)
            .order_by_asc(progress_report_version::Column::Number)
            .into_tuple()
            .all(&self.db())
            .await?;
        rows.into_iter()
            .map(|(unit, target, value, due_on)| {
                Ok(Accepted {
                    unit: UnitId(unit),
                    target: TargetId(target),
                    value: value.parse().map_err(|_| corrupt("decimal", &value))?,
                    due_on,
                })
            })
            .collect()
    }

    /// The rules that these periods follow from, those that ended too.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rules_of_periods(
        &self,
        periods: &[PeriodId],
    ) -> Result<HashMap<PeriodId, ReportingRule>> {
        let periods = self.periods(periods).await?;
        let ids: Vec<_> = periods.iter().map(|period| period.rule).collect();
        let rules: Vec<ReportingRule> = reporting_rule::Entity::find()
            .filter(reporting_rule::Column::Id.is_in(uuids(&ids)))
            .all(&self.db())
            .await?
            .into_iter()
            .map(ReportingRule::try_from)
            .collect::<Result<_>>()?;
        let rule_of = |id| rules.iter().find(|rule| rule.id == id).cloned();
        Ok(periods.into_iter().filter_map(|one| Some((one.id, rule_of(one.rule)?))).collect())
    }

    /// The duties of one's own units among these: whom what a report can begin with is for.
    async fn own_duties(&self, duties: &[DutyId]) -> Result<Vec<Duty>> {
        duty::Entity::find()
            .filter(duty::Column::Id.is_in(uuids(duties)))
            .filter(scope::own_duties(&self.scope))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Duty::try_from)
            .collect()
    }

    /// What the unit said of the item when it last submitted, before each of these duties was due, or
    /// with what the office began; for its own people alone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn prefills_of(&self, duties: &[DutyId]) -> Result<HashMap<DutyId, Prefill>> {
        use progress_report_version::Column;
        let own = self.own_duties(duties).await?;
        let items: Vec<ItemId> = own.iter().map(|duty| duty.item).collect();
        let units: Vec<UnitId> = own.iter().map(|duty| duty.unit).collect();
        // Newest first: the first that fits a duty is its own.
        let said: Vec<(Uuid, Uuid, Uuid, Uuid, NaiveDate)> =
            progress_report_version::Entity::find()
                .select_only()
                .column(Column::Id)
                .column(Column::ReportId)
                .column(progress_report::Column::UnitId)
                .column(progress_report::Column::ItemId)
                .column(duty::Column::DueOn)
                .join(JoinType::InnerJoin, progress_report_version::Relation::ProgressReport.def())
                .join(JoinType::InnerJoin, progress_report::Relation::Duty.def())
                .filter(progress_report::Column::ItemId.is_in(uuids(&items)))
                .filter(progress_report::Column::UnitId.is_in(uuids(&units)))
                .filter(Column::SubmittedAt.is_not_null())
                .filter(Column::WithdrawnAt.is_null())
                .filter(scope::report_versions(&self.scope))
                .order_by_desc(duty::Column::DueOn)
                .order_by_desc(Column::Number)
                .into_tuple()
                .all(&self.db())
                .await?;
        let found: HashMap<DutyId, (Uuid, Uuid)> = own
            .iter()
            .filter_map(|duty| {
                let (version, report, ..) = said.iter().find(|(_, _, unit, item, due_on)| {
                    (*unit, *item) == (duty.unit.into(), duty.item.into()) && *due_on < duty.due_on
                })?;
                Some((duty.id, (*version, *report)))
            })
            .collect();
        let versions: Vec<ReportVersionId> =
            found.values().map(|(version, _)| ReportVersionId(*version)).collect();
        let contents: HashMap<Uuid, progress_report_version::Model> =
            progress_report_version::Entity::find()
                .filter(Column::Id.is_in(uuids(&versions)))
                .all(&self.db())
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        let values = self.values_of(&versions).await?;
        let unsaid: Vec<&Duty> = own.iter().filter(|duty| !found.contains_key(&duty.id)).collect();
        let openings = self.openings_for(&unsaid).await?;
        let reported = found.into_iter().filter_map(|(duty, (version, report))| {
            let said = contents.get(&version)?;
            let content = ReportContent {
                progress: said.progress.clone(),
                problems: said.problems.clone(),
                next_steps: said.next_steps.clone(),
                percent: said.percent,
            };
            let values = values.get(&ReportVersionId(version)).cloned().unwrap_or_default();
            let from = PrefillFrom::Report(ReportId(report));
            Some((duty, Prefill { from, content, values }))
        });
        Ok(reported.chain(openings).collect())
    }

    /// The progress with which the office began, for leads that have reported nothing: it is the
    /// item's, not that of a support unit's part. A percentage only where one is asked for.
    async fn openings_for(&self, duties: &[&Duty]) -> Result<Vec<(DutyId, Prefill)>> {
        let leads: Vec<&Duty> =
            duties.iter().copied().filter(|duty| duty.role == Role::Lead).collect();
        let items: Vec<ItemId> = leads.iter().map(|duty| duty.item).collect();
        let openings = self.openings_of(&items).await?;
        if openings.is_empty() {
            return Ok(vec![]);
        }
        let documents: Vec<_> = leads.iter().map(|duty| duty.document).collect();
        let regimes = self.regimes_of(&documents).await?;
        let targets = self.targets_of(&items).await?;
        let begin = |duty: &Duty| {
            let opening = openings.get(&duty.item)?;
            let asked = regimes.get(&duty.document).is_some_and(|one| one.switches.percent)
                && targets.get(&duty.item).is_none_or(Vec::is_empty);
            let content = ReportContent {
                progress: opening.progress.clone(),
                problems: opening.problems.clone(),
                next_steps: String::new(),
                percent: opening.percent.filter(|_| asked),
            };
            let from = PrefillFrom::Opening(duty.item);
            Some((duty.id, Prefill { from, content, values: vec![] }))
        };
        Ok(leads.into_iter().filter_map(begin).collect())
    }

    /// Values that the unit stated in the same period for targets of other items of the document
    /// that measure the same; for its own people alone.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn offers_of(&self, duties: &[DutyId]) -> Result<HashMap<DutyId, Vec<Offered>>> {
        let own = self.own_duties(duties).await?;
        let items: Vec<ItemId> = own.iter().map(|duty| duty.item).collect();
        let units: Vec<UnitId> = own.iter().map(|duty| duty.unit).collect();
        let periods: Vec<PeriodId> = own.iter().map(|duty| duty.period).collect();
        let targets = self.targets_of(&items).await?;
        // The newest statement of each report comes first.
        let stated: Vec<Stated> = report_value::Entity::find()
            .select_only()
            .column(progress_report::Column::UnitId)
            .column(duty::Column::PeriodId)
            .column(progress_report::Column::ItemId)
            .column(progress_report::Column::Id)
            .column(target::Column::Indicator)
            .column_as(target::Column::Value, "promised")
            .column(target::Column::Measure)
            .column_as(report_value::Column::Value, "stated")
            .column(report_value::Column::AsOf)
            .join(JoinType::InnerJoin, report_value::Relation::Target.def())
            .join(JoinType::InnerJoin, report_value::Relation::Version.def())
            .join(JoinType::InnerJoin, progress_report_version::Relation::ProgressReport.def())
            .join(JoinType::InnerJoin, progress_report::Relation::Duty.def())
            .filter(duty::Column::PeriodId.is_in(uuids(&periods)))
            .filter(duty::Column::UnitId.is_in(uuids(&units)))
            .filter(progress_report_version::Column::WithdrawnAt.is_null())
            .filter(scope::report_versions(&self.scope))
            .order_by_desc(progress_report_version::Column::Number)
            .order_by_asc(report_value::Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut offers: HashMap<DutyId, Vec<Offered>> = HashMap::new();
        for duty in &own {
            for target in targets.get(&duty.item).into_iter().flatten() {
                let alike = stated.iter().find(|row| {
                    (row.0, row.1) == (duty.unit.into(), duty.period.into())
                        && row.2 != Uuid::from(duty.item)
                        && (&row.4, &row.6) == (&target.indicator, &target.measure)
                        && row.5.parse() == Ok(target.value)
                });
                let Some((_, _, item, report, _, _, _, value, as_of)) = alike else { continue };
                let value = ReportedValue {
                    target: target.id,
                    value: value.parse().map_err(|_| corrupt("decimal", value))?,
                    as_of: *as_of,
                    explanation: None,
                };
                offers.entry(duty.id).or_default().push(Offered {
                    item: ItemId(*item),
                    report: ReportId(*report),
                    value,
                });
            }
        }
        Ok(offers)
    }
}

/// Unit, period, item, report, indicator, promised value, measure, stated value and its day.
type Stated = (Uuid, Uuid, Uuid, Uuid, String, String, String, String, NaiveDate);
