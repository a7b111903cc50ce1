//! What a regime costs the units, shown before it is issued or changed.

use async_graphql::{Context, Object, SimpleObject};

use super::{RegimeInput, mutation::DutyChanges, object::ReportingRule};
use crate::{
    error::Error,
    graphql::{Result, context::ContextExt, duty::PeriodDays, unit::Unit},
    service,
};

/// What a regime asks of the units (报送制度预览): the same that setting it brings about.
pub struct RegimePreview(service::Preview);

/// What a regime asks of the units (报送制度预览): the same that setting it brings about.
#[Object]
impl RegimePreview {
    /// The periods whose reports are still to be due, by rule and in order (报送周期).
    async fn periods(&self) -> Vec<PreviewPeriod> {
        self.0.periods.iter().map(Into::into).collect()
    }

    /// What each unit owes in them (各单位报送数量), the one with the most first; at most as many as the
    /// document has units.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<PreviewUnit>> {
        let ids = self.0.units.iter().map(|owes| owes.unit);
        let mut found = ctx.loader()?.load_many(ids).await?;
        let mut units: Vec<PreviewUnit> = self
            .0
            .units
            .iter()
            .filter_map(|owes| {
                let count = |count| i32::try_from(count).unwrap_or(i32::MAX);
                Some(PreviewUnit {
                    unit: found.remove(&owes.unit)?.into(),
                    duties: count(owes.duties),
                    by_period: owes
                        .by_period
                        .iter()
                        .filter_map(|(place, duties)| {
                            let period = self.0.periods.get(*place)?.into();
                            Some(PreviewCount { period, duties: count(*duties) })
                        })
                        .collect(),
                })
            })
            .collect();
        units.sort_by_key(|unit| std::cmp::Reverse(unit.duties));
        Ok(units)
    }

    /// Reports that are owed in all (报送总数).
    async fn duties(&self) -> i32 {
        let duties: usize = self.0.periods.iter().map(|period| period.duties).sum();
        i32::try_from(duties).unwrap_or(i32::MAX)
    }

    /// Units of the document for which nobody answers yet (尚未确认): collectives without members,
    /// bodies without a host unit.
    async fn unanswered(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        let ids = &self.0.unanswered;
        let mut found = ctx.loader()?.load_many(ids.iter().copied()).await?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).map(Unit).collect())
    }

    /// What setting it would add, move and end (报送任务变动).
    async fn changes(&self) -> DutyChanges {
        self.0.changes.into()
    }
}

/// A period of a preview (报送周期的一期).
#[derive(SimpleObject)]
pub struct PreviewPeriod {
    /// The rule that it follows from (报送规则).
    rule: ReportingRule,
    /// Its name and days (名称与日期).
    #[graphql(flatten)]
    days: PeriodDays,
    /// Whether the stated day is one without work (是否遇节假日).
    on_holiday: bool,
    /// What the table of holidays calls that day; none for a plain weekend (节假日名称).
    holiday_name: Option<String>,
    /// Reports that are owed in it (报送数量).
    duties: i32,
}

impl From<&service::PreviewPeriod> for PreviewPeriod {
    fn from(period: &service::PreviewPeriod) -> Self {
        Self {
            rule: ReportingRule(period.rule.clone()),
            days: period.slot.clone().into(),
            on_holiday: period.holiday,
            holiday_name: period.holiday_name.clone(),
            duties: i32::try_from(period.duties).unwrap_or(i32::MAX),
        }
    }
}

/// What a unit owes (单位报送数量).
#[derive(SimpleObject)]
pub struct PreviewUnit {
    /// The unit (单位).
    unit: Unit,
    /// Reports in all (总数).
    duties: i32,
    /// Reports of each period in which it owes any (分期数量).
    by_period: Vec<PreviewCount>,
}

/// What a unit owes in a period (分期报送数量).
#[derive(SimpleObject)]
pub struct PreviewCount {
    /// The period (报送周期的一期).
    period: PreviewPeriod,
    /// Reports (数量).
    duties: i32,
}

/// The preview of a regime; none where there is nothing that may be set.
pub async fn preview(ctx: &Context<'_>, input: RegimeInput) -> Result<Option<RegimePreview>> {
    let author = ctx.author()?;
    let Ok(set) = input.read() else { return Ok(None) };
    match ctx.state()?.service.regime_preview(author, set).await {
        Ok(preview) => Ok(Some(RegimePreview(preview))),
        Err(Error::Refused(
            crate::domain::refusal::Refusal::NotFound { field: "regime.documentId" }
            | crate::domain::refusal::Refusal::NotAllowed { .. },
        )) => Ok(None),
        Err(Error::Refused(refusal)) => ctx.check(Err(refusal)),
        Err(Error::Failed(error)) => Err(async_graphql::Error::new(format!("{error:#}"))),
    }
}
