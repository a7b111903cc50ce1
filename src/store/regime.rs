//! Reporting rules and the periods that follow from them.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{reporting_period, reporting_rule};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, document::stored, rows::insert_all};
use crate::domain::{
    id::{DocumentId, PeriodId, ReportingRuleId, UnitId},
    regime::{Cadence, Period, Reporter, ReportingRule},
};

impl TryFrom<reporting_rule::Model> for ReportingRule {
    type Error = StoreError;

    fn try_from(row: reporting_rule::Model) -> Result<Self> {
        let list = |json: serde_json::Value| -> Result<Vec<String>> {
            serde_json::from_value(json).map_err(|error| corrupt("list", &error.to_string()))
        };
        Ok(Self {
            id: ReportingRuleId(row.id),
            document: DocumentId(row.document_id),
            text: row.text,
            reporter: Reporter::parse(&row.reporter)
                .ok_or_else(|| corrupt("reporter", &row.reporter))?,
            reporter_scope: row.reporter_scope,
            cadence: row
                .cadence
                .map(|code| Cadence::parse(&code).ok_or_else(|| corrupt("cadence", &code)))
                .transpose()?,
            due_day: row.due_day,
            due_dates: list(row.due_dates)?
                .iter()
                .map(|day| day.parse().map_err(|_| corrupt("date", day)))
                .collect::<Result<_>>()?,
            recipient: row.recipient,
            recipient_unit: row.recipient_unit_id.map(UnitId),
            copies: list(row.copies)?,
            integrates_support: row.integrates_support,
        })
    }
}

impl From<reporting_period::Model> for Period {
    fn from(row: reporting_period::Model) -> Self {
        Self {
            id: PeriodId(row.id),
            document: DocumentId(row.document_id),
            label: row.label,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            due_on: row.due_on,
        }
    }
}

impl Reader<'_> {
    /// The reporting rules of each of these documents in order.
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

    /// The periods of a document, the earliest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn periods_of(&self, document: DocumentId) -> Result<Vec<Period>> {
        let rows = self
            .of_visible_documents::<reporting_period::Entity>(
                reporting_period::Column::DocumentId,
                &[document],
            )
            .order_by_asc(reporting_period::Column::StartsOn)
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Period::from).collect())
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
}

impl Tx {
    pub(super) async fn insert_rules(&self, rules: &[ReportingRule]) -> Result<()> {
        let rows = rules.iter().enumerate().map(|(position, rule)| {
            let days: Vec<String> = rule.due_dates.iter().map(NaiveDate::to_string).collect();
            reporting_rule::ActiveModel {
                id: Set(rule.id.into()),
                document_id: Set(rule.document.into()),
                position: Set(stored(position)),
                text: Set(rule.text.clone()),
                reporter: Set(rule.reporter.as_str().to_owned()),
                reporter_scope: Set(rule.reporter_scope.clone()),
                cadence: Set(rule.cadence.map(|cadence| cadence.as_str().to_owned())),
                due_day: Set(rule.due_day),
                due_dates: Set(days.into()),
                recipient: Set(rule.recipient.clone()),
                recipient_unit_id: Set(rule.recipient_unit.map(Uuid::from)),
                copies: Set(rule.copies.clone().into()),
                integrates_support: Set(rule.integrates_support),
            }
        });
        insert_all!(&self.tx, reporting_rule::Entity, rows);
        Ok(())
    }

    /// Writes the days of a period anew.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_period(&self, period: &Period) -> Result<()> {
        use reporting_period::Column;
        reporting_period::Entity::update_many()
            .col_expr(Column::Label, Expr::value(period.label.as_str()))
            .col_expr(Column::StartsOn, Expr::value(period.starts_on))
            .col_expr(Column::EndsOn, Expr::value(period.ends_on))
            .col_expr(Column::DueOn, Expr::value(period.due_on))
            .filter(Column::Id.eq(Uuid::from(period.id)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Enters a period of a document.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_period(&self, period: &Period) -> Result<()> {
        reporting_period::Entity::insert(reporting_period::ActiveModel {
            id: Set(period.id.into()),
            document_id: Set(period.document.into()),
            rule_id: Set(None),
            label: Set(period.label.clone()),
            starts_on: Set(period.starts_on),
            ends_on: Set(period.ends_on),
            due_on: Set(period.due_on),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
}
