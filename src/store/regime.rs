//! A document's regime: what it asks for, its reporting rules, and the periods that follow.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{regime, reporting_period, reporting_rule};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, document::stored, rows::insert_all};
use crate::domain::{
    id::{AccountId, DocumentId, PeriodId, ReportingRuleId, UnitId},
    regime::{
        Bounds, Cadence, Covers, HolidayShift, OwedTo, Period, PlanApproval, Regime, ReportSection,
        Reporter, ReportingRule, RuleSource, Switches,
    },
    unit::UnitKind,
};

/// A list kept as JSON, of what its members are read as.
fn list<T>(json: serde_json::Value, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
    let texts: Vec<String> =
        serde_json::from_value(json).map_err(|error| corrupt("list", &error.to_string()))?;
    texts.iter().map(|text| read(text).ok_or_else(|| corrupt("list", text))).collect()
}

fn ids<T: From<Uuid>>(json: serde_json::Value) -> Result<Vec<T>> {
    list(json, |text| Uuid::try_parse(text).ok().map(T::from))
}

fn texts<T: ToString>(values: &[T]) -> serde_json::Value {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().into()
}

impl TryFrom<reporting_rule::Model> for ReportingRule {
    type Error = StoreError;

    fn try_from(row: reporting_rule::Model) -> Result<Self> {
        Ok(Self {
            id: ReportingRuleId(row.id),
            document: DocumentId(row.document_id),
            text: row.text,
            reporter: Reporter::parse(&row.reporter)
                .ok_or_else(|| corrupt("reporter", &row.reporter))?,
            reporter_unit: row.reporter_unit_id.map(UnitId),
            every_lead: row.every_lead,
            bounds: Bounds {
                words: row.reporter_scope,
                kinds: list(row.bound_kinds, UnitKind::parse)?,
                units: ids(row.bound_units)?,
                sections: ids(row.bound_sections)?,
                items: ids(row.bound_items)?,
            },
            cadence: row
                .cadence
                .map(|code| Cadence::parse(&code).ok_or_else(|| corrupt("cadence", &code)))
                .transpose()?,
            due_day: row.due_day,
            due_dates: list(row.due_dates, |day| day.parse().ok())?,
            covers: Covers::parse(&row.covers).ok_or_else(|| corrupt("covers", &row.covers))?,
            holiday_shift: HolidayShift::parse(&row.holiday_shift)
                .ok_or_else(|| corrupt("holiday shift", &row.holiday_shift))?,
            recipient: row.recipient,
            owed_to: OwedTo::parse(&row.owed_to).ok_or_else(|| corrupt("owed to", &row.owed_to))?,
            recipient_unit: row.recipient_unit_id.map(UnitId),
            copies: list(row.copies, |text| Some(text.to_owned()))?,
            copy_units: ids(row.copy_units)?,
            copy_office: row.copy_office,
            required: list(row.required, ReportSection::parse)?,
            integrates_support: row.integrates_support,
            source: match row.decided_at {
                Some(at) => RuleSource::Office { by: row.decided_by.map(AccountId), at },
                None => RuleSource::Imported,
            },
            ended_on: row.ended_on,
        })
    }
}

/// A rule at a place, as a row.
fn row_of(rule: &ReportingRule, position: i32) -> reporting_rule::ActiveModel {
    let (source, decided_by, decided_at) = match rule.source {
        RuleSource::Imported => ("IMPORTED", None, None),
        RuleSource::Office { by, at } => ("OFFICE", by.map(Uuid::from), Some(at)),
    };
    reporting_rule::ActiveModel {
        id: Set(rule.id.into()),
        document_id: Set(rule.document.into()),
        position: Set(position),
        text: Set(rule.text.clone()),
        reporter: Set(rule.reporter.as_str().to_owned()),
        reporter_scope: Set(rule.bounds.words.clone()),
        cadence: Set(rule.cadence.map(|cadence| cadence.as_str().to_owned())),
        due_day: Set(rule.due_day),
        due_dates: Set(texts(&rule.due_dates)),
        recipient: Set(rule.recipient.clone()),
        recipient_unit_id: Set(rule.recipient_unit.map(Uuid::from)),
        copies: Set(rule.copies.clone().into()),
        integrates_support: Set(rule.integrates_support),
        reporter_unit_id: Set(rule.reporter_unit.map(Uuid::from)),
        every_lead: Set(rule.every_lead),
        bound_kinds: Set(texts(&rule.bounds.kinds)),
        bound_units: Set(texts(&rule.bounds.units)),
        bound_sections: Set(texts(&rule.bounds.sections)),
        bound_items: Set(texts(&rule.bounds.items)),
        covers: Set(rule.covers.as_str().to_owned()),
        owed_to: Set(rule.owed_to.as_str().to_owned()),
        copy_units: Set(texts(&rule.copy_units)),
        copy_office: Set(rule.copy_office),
        required: Set(texts(&rule.required)),
        holiday_shift: Set(rule.holiday_shift.as_str().to_owned()),
        source: Set(source.to_owned()),
        decided_by: Set(decided_by),
        decided_at: Set(decided_at),
        ended_on: Set(rule.ended_on),
    }
}

impl TryFrom<regime::Model> for Regime {
    type Error = StoreError;

    fn try_from(row: regime::Model) -> Result<Self> {
        Ok(Self {
            document: DocumentId(row.document_id),
            switches: Switches {
                acknowledge: row.acknowledge,
                objection_days: row.objection_days,
                plan: PlanApproval::parse(&row.plan)
                    .ok_or_else(|| corrupt("plan approval", &row.plan))?,
                sign_off: row.sign_off,
                percent: row.percent,
                deemed_days: row.deemed_days,
                urge_days_before: row.urge_days_before,
                urge_late: row.urge_late,
            },
            decided: row.decided_at.map(|at| (at, row.decided_by.map(AccountId))),
            version: row.version,
        })
    }
}

impl From<reporting_period::Model> for Period {
    fn from(row: reporting_period::Model) -> Self {
        Self {
            id: PeriodId(row.id),
            document: DocumentId(row.document_id),
            rule: ReportingRuleId(row.rule_id),
            label: row.label,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            stated_on: row.stated_on,
            due_on: row.due_on,
        }
    }
}

impl Reader<'_> {
    /// The reporting rules in force of each of these documents in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rules_of(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Vec<ReportingRule>>> {
        let rows = self
            .of_visible_documents::<reporting_rule::Entity>(
                reporting_rule::Column::DocumentId,
                documents,
            )
            .filter(reporting_rule::Column::EndedOn.is_null())
            .order_by_asc(reporting_rule::Column::Position)
            .all(&self.db())
            .await?;
        let mut rules: HashMap<DocumentId, Vec<ReportingRule>> = HashMap::new();
        for row in rows {
            let rule = ReportingRule::try_from(row)?;
            rules.entry(rule.document).or_default().push(rule);
        }
        Ok(rules)
    }

    /// The regime of each of these documents, its rules apart.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn regimes_of(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Regime>> {
        self.of_visible_documents::<regime::Entity>(regime::Column::DocumentId, documents)
            .all(&self.db())
            .await?
            .into_iter()
            .map(|row| Ok((DocumentId(row.document_id), Regime::try_from(row)?)))
            .collect()
    }

    /// Every rule that a document ever had, those that ended too, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn all_rules(&self, document: DocumentId) -> Result<Vec<ReportingRule>> {
        self.of_visible_documents::<reporting_rule::Entity>(
            reporting_rule::Column::DocumentId,
            &[document],
        )
        .order_by_asc(reporting_rule::Column::Position)
        .all(&self.db())
        .await?
        .into_iter()
        .map(ReportingRule::try_from)
        .collect()
    }

    /// The periods with these ids. Whoever sees a duty sees its period.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn periods(&self, ids: &[PeriodId]) -> Result<Vec<Period>> {
        let rows = reporting_period::Entity::find()
            .filter(reporting_period::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Period::from).collect())
    }

    /// The periods of each of these documents, by the day they are due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn periods_of(
        &self,
        documents: &[DocumentId],
    ) -> Result<HashMap<DocumentId, Vec<Period>>> {
        let rows = self
            .of_visible_documents::<reporting_period::Entity>(
                reporting_period::Column::DocumentId,
                documents,
            )
            .order_by_asc(reporting_period::Column::DueOn)
            .order_by_asc(reporting_period::Column::Id)
            .all(&self.db())
            .await?;
        let mut periods: HashMap<DocumentId, Vec<Period>> = HashMap::new();
        for row in rows {
            periods.entry(DocumentId(row.document_id)).or_default().push(row.into());
        }
        Ok(periods)
    }
}

impl Tx {
    /// Enters the regime that every document begins with: everything off, the rules as read.
    pub(super) async fn insert_regime(
        &self,
        document: DocumentId,
        rules: &[ReportingRule],
    ) -> Result<()> {
        regime::Entity::insert(regime::ActiveModel {
            document_id: Set(document.into()),
            acknowledge: Set(Switches::OFF.acknowledge),
            objection_days: Set(Switches::OFF.objection_days),
            plan: Set(Switches::OFF.plan.as_str().to_owned()),
            sign_off: Set(Switches::OFF.sign_off),
            percent: Set(Switches::OFF.percent),
            deemed_days: Set(Switches::OFF.deemed_days),
            urge_days_before: Set(Switches::OFF.urge_days_before),
            urge_late: Set(Switches::OFF.urge_late),
            decided_by: Set(None),
            decided_at: Set(None),
            version: Set(1),
        })
        .exec_without_returning(&self.tx)
        .await?;
        self.insert_rules(rules, 0).await
    }

    async fn insert_rules(&self, rules: &[ReportingRule], from: usize) -> Result<()> {
        let rows = rules.iter().zip(from..).map(|(rule, place)| row_of(rule, stored(place)));
        insert_all!(&self.tx, reporting_rule::Entity, rows);
        Ok(())
    }

    /// Sets a regime if it is still the version that was read; false if not.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_regime(&self, regime: &Regime) -> Result<bool> {
        use regime::Column;
        let switches = &regime.switches;
        let (at, by) = regime.decided.map_or((None, None), |(at, by)| (Some(at), by));
        let done = regime::Entity::update_many()
            .col_expr(Column::Acknowledge, Expr::value(switches.acknowledge))
            .col_expr(Column::ObjectionDays, Expr::value(switches.objection_days))
            .col_expr(Column::Plan, Expr::value(switches.plan.as_str()))
            .col_expr(Column::SignOff, Expr::value(switches.sign_off))
            .col_expr(Column::Percent, Expr::value(switches.percent))
            .col_expr(Column::DeemedDays, Expr::value(switches.deemed_days))
            .col_expr(Column::UrgeDaysBefore, Expr::value(switches.urge_days_before))
            .col_expr(Column::UrgeLate, Expr::value(switches.urge_late))
            .col_expr(Column::DecidedAt, Expr::value(at))
            .col_expr(Column::DecidedBy, Expr::value(by.map(Uuid::from)))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::DocumentId.eq(Uuid::from(regime.document)))
            .filter(Column::Version.eq(regime.version))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Takes away the rules of a draft, from which nothing followed yet.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn delete_rules(&self, document: DocumentId) -> Result<()> {
        reporting_rule::Entity::delete_many()
            .filter(reporting_rule::Column::DocumentId.eq(Uuid::from(document)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Enters rules after those that a document ever had.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn append_rules(&self, document: DocumentId, rules: &[ReportingRule]) -> Result<()> {
        let last: Option<Option<i32>> = reporting_rule::Entity::find()
            .select_only()
            .column_as(reporting_rule::Column::Position.max(), "last")
            .filter(reporting_rule::Column::DocumentId.eq(Uuid::from(document)))
            .into_tuple()
            .one(&self.tx)
            .await?;
        let next = last.flatten().map_or(0, |last| usize::try_from(last + 1).unwrap_or_default());
        self.insert_rules(rules, next).await
    }

    /// Rewrites a rule in its place.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn rewrite_rule(&self, rule: &ReportingRule) -> Result<()> {
        let mut row = row_of(rule, 0);
        row.position = sea_orm::ActiveValue::NotSet;
        reporting_rule::Entity::update_many()
            .set(row)
            .filter(reporting_rule::Column::Id.eq(Uuid::from(rule.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Ends rules: `on` is the first day on which they are in force no longer.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_rules(&self, rules: &[ReportingRuleId], on: NaiveDate) -> Result<()> {
        reporting_rule::Entity::update_many()
            .col_expr(reporting_rule::Column::EndedOn, Expr::value(on))
            .filter(reporting_rule::Column::Id.is_in(rules.iter().map(|id| Uuid::from(*id))))
            .filter(reporting_rule::Column::EndedOn.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Enters periods; those that are there stay.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_periods(&self, periods: &[Period]) -> Result<()> {
        if periods.is_empty() {
            return Ok(());
        }
        let rows = periods.iter().map(|period| reporting_period::ActiveModel {
            id: Set(period.id.into()),
            document_id: Set(period.document.into()),
            rule_id: Set(period.rule.into()),
            label: Set(period.label.clone()),
            starts_on: Set(period.starts_on),
            ends_on: Set(period.ends_on),
            stated_on: Set(period.stated_on),
            due_on: Set(period.due_on),
        });
        let there = [reporting_period::Column::RuleId, reporting_period::Column::StartsOn];
        reporting_period::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(there).do_nothing().to_owned())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Gives a period other days of reporting.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn move_period(&self, period: &Period) -> Result<()> {
        reporting_period::Entity::update_many()
            .col_expr(reporting_period::Column::StatedOn, Expr::value(period.stated_on))
            .col_expr(reporting_period::Column::DueOn, Expr::value(period.due_on))
            .filter(reporting_period::Column::Id.eq(Uuid::from(period.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
