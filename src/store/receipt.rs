//! Receipts of what was submitted in one act.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{progress_report_version, submission_receipt, submission_receipt_line};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, Select,
};
use uuid::Uuid;

use super::{Reader, Result, Tx, page::Sorting, rows::insert_all, scope};
use crate::{
    clock,
    domain::{
        id::{AccountId, DocumentId, PeriodId, ReceiptId, ReportVersionId, UnitId},
        page::{Cursor, Page, PageRequest},
        receipt::Receipt,
        report::ProgressReport,
    },
};

/// Which receipts a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReceiptFilter {
    /// Of this document.
    pub document: Option<DocumentId>,
}

impl From<submission_receipt::Model> for Receipt {
    fn from(row: submission_receipt::Model) -> Self {
        Self {
            id: ReceiptId(row.id),
            number: row.number,
            unit: UnitId(row.unit_id),
            document: DocumentId(row.document_id),
            period: PeriodId(row.period_id),
            submitted_by: AccountId(row.submitted_by),
            submitted_at: row.submitted_at,
        }
    }
}

fn newest_first() -> Sorting<submission_receipt::Entity> {
    Sorting {
        key: submission_receipt::Column::Id.into_expr(),
        id: submission_receipt::Column::Id,
        descending: true,
        cursor: |row| Cursor { key: row.id.to_string(), id: row.id },
        value: |key| key.parse::<Uuid>().ok().map(Into::into),
    }
}

impl Reader<'_> {
    fn visible_receipts(&self, filter: &ReceiptFilter) -> Select<submission_receipt::Entity> {
        let rows = submission_receipt::Entity::find().filter(scope::receipts(&self.scope));
        match filter.document {
            Some(document) => {
                rows.filter(submission_receipt::Column::DocumentId.eq(Uuid::from(document)))
            }
            None => rows,
        }
    }

    /// The receipts with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn receipts(&self, ids: &[ReceiptId]) -> Result<Vec<Receipt>> {
        let ids = ids.iter().map(|id| Uuid::from(*id));
        let rows = self
            .visible_receipts(&ReceiptFilter::default())
            .filter(submission_receipt::Column::Id.is_in(ids))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Receipt::from).collect())
    }

    /// A page of receipts, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn receipt_page(
        &self,
        filter: &ReceiptFilter,
        page: &PageRequest,
    ) -> Result<Page<Receipt>> {
        newest_first()
            .read(&self.db(), self.visible_receipts(filter), page)
            .await?
            .try_map(|row| Ok(row.into()))
    }

    /// How many receipts there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn receipt_count(&self, filter: &ReceiptFilter) -> Result<u64> {
        Ok(self.visible_receipts(filter).count(&self.db()).await?)
    }

    /// The receipt that each of these versions was submitted with, if it may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn receipts_of(
        &self,
        versions: &[ReportVersionId],
    ) -> Result<HashMap<ReportVersionId, Receipt>> {
        use submission_receipt_line::Column;
        let lines = submission_receipt_line::Entity::find()
            .filter(Column::VersionId.is_in(versions.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?;
        let ids: Vec<ReceiptId> = lines.iter().map(|line| ReceiptId(line.receipt_id)).collect();
        let receipts = self.receipts(&ids).await?;
        Ok(lines
            .iter()
            .filter_map(|line| {
                let receipt = receipts.iter().find(|one| Uuid::from(one.id) == line.receipt_id)?;
                Some((ReportVersionId(line.version_id), receipt.clone()))
            })
            .collect())
    }

    /// The reports that each of these receipts is for, of those that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn reports_of_receipts(
        &self,
        receipts: &[ReceiptId],
    ) -> Result<HashMap<ReceiptId, Vec<ProgressReport>>> {
        use submission_receipt_line::{Column, Relation};
        let lines: Vec<(Uuid, Uuid)> = submission_receipt_line::Entity::find()
            .select_only()
            .column(Column::ReceiptId)
            .column(progress_report_version::Column::ReportId)
            .join(JoinType::InnerJoin, Relation::Version.def())
            .filter(Column::ReceiptId.is_in(receipts.iter().map(|id| Uuid::from(*id))))
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(&self.db())
            .await?;
        let ids: Vec<_> = lines.iter().map(|(_, report)| (*report).into()).collect();
        let reports: HashMap<Uuid, ProgressReport> =
            self.reports(&ids).await?.into_iter().map(|one| (one.id.into(), one)).collect();
        let mut of: HashMap<ReceiptId, Vec<ProgressReport>> = HashMap::new();
        for (receipt, report) in lines {
            if let Some(report) = reports.get(&report) {
                of.entry(ReceiptId(receipt)).or_default().push(report.clone());
            }
        }
        Ok(of)
    }
}

impl Tx {
    /// How many receipts a unit was given on a day; others of the unit wait until the end of the
    /// transaction.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_receipts(&self, unit: UnitId, day: NaiveDate) -> Result<u64> {
        self.serialize(&format!("receipts of {unit}")).await?;
        Ok(submission_receipt::Entity::find()
            .filter(submission_receipt::Column::UnitId.eq(Uuid::from(unit)))
            .filter(
                submission_receipt::Column::Number.starts_with(day.format("%Y%m%d").to_string()),
            )
            .count(&self.tx)
            .await?)
    }

    /// Enters a receipt for versions of reports.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_receipt(
        &self,
        receipt: &Receipt,
        versions: &[ReportVersionId],
    ) -> Result<()> {
        submission_receipt::Entity::insert(submission_receipt::ActiveModel {
            id: Set(receipt.id.into()),
            number: Set(receipt.number.clone()),
            unit_id: Set(receipt.unit.into()),
            document_id: Set(receipt.document.into()),
            period_id: Set(receipt.period.into()),
            submitted_by: Set(receipt.submitted_by.into()),
            submitted_at: Set(receipt.submitted_at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        let lines = versions.iter().map(|version| submission_receipt_line::ActiveModel {
            id: Set(clock::new_id()),
            receipt_id: Set(receipt.id.into()),
            version_id: Set((*version).into()),
        });
        insert_all!(&self.tx, submission_receipt_line::Entity, lines);
        Ok(())
    }
}
