//! 期初进展: how far items were when the office began to use the ledger.

use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::{
    Result,
    connection::listed,
    context::ContextExt,
    document::Document,
    id::GlobalId,
    item::Item,
    loaders::NameOf,
    payload::{Settled, UserError},
    scalars::{Date, DateTime},
};
use crate::{
    domain::{
        self,
        id::{DocumentId, ItemId, UploadId},
        page::{DEFAULT_ROWS, MAX_ROWS},
        refusal::Refusal,
    },
    service::{self, Decision, Once, OpeningApply, OpeningLook},
};

/// How far an item was (期初状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::opening::OpeningStatus")]
pub enum OpeningStatus {
    /// 已完成、已办结、已销号.
    Completed,
    /// 正常推进、达到序时进度.
    OnTrack,
    /// 滞后、未达序时进度.
    Behind,
    /// 未启动.
    NotStarted,
    /// 暂停、暂缓.
    Suspended,
}

/// What a column of an earlier ledger holds (栏目).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "OpeningColumnRole", remote = "domain::opening::ColumnRole")]
pub enum ColumnRole {
    /// 序号.
    Ordinal,
    /// 工作任务.
    Task,
    /// 进展情况.
    Progress,
    /// 完成状态.
    Status,
    /// 完成进度, in per cent.
    Percent,
    /// 存在问题.
    Problems,
    /// 更新时间.
    AsOf,
    /// 牵头单位、责任单位; shown, not read.
    Units,
    /// 责任领导; shown, not read.
    Leaders,
    /// 完成时限; shown, not read.
    Deadline,
    /// 备注; shown, not read.
    Note,
    /// Anything else; not read (其他).
    Other,
}

/// What is doubtful about a row (存疑类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "OpeningIssueCode", remote = "domain::opening::OpeningIssue")]
pub enum IssueCode {
    /// It looks like none of the items (未找到任务).
    Unmatched,
    /// It may be the item that is proposed (任务不能确定).
    UnsureMatch,
    /// Another row looks like the same item (多行对应同一任务).
    SameItem,
    /// Words for the status that are not known (状态用语无法识别).
    UnknownStatus,
    /// No number between 0 and 100; left out (进度异常).
    OddPercent,
    /// No day of the calendar, or one that is still to come; left out (日期异常).
    OddDate,
    /// Completed, but not to 100 per cent (状态与进度矛盾).
    Contradiction,
    /// It says nothing of how far the item is, and is left out; needs no decision (无进展).
    NothingSaid,
}

/// How far an item was when the office began to use the ledger (期初进展).
pub struct Opening(pub domain::opening::Opening);

/// How far an item was when the office began to use the ledger (期初进展): history, no report. Seen by
/// whoever sees the item.
#[Object]
impl Opening {
    /// When that was (截至日期).
    async fn as_of(&self) -> Date {
        Date(self.0.as_of)
    }

    /// How far; none where the earlier ledger did not say, or in words that are not known (状态).
    async fn status(&self) -> Option<OpeningStatus> {
        self.0.status.map(Into::into)
    }

    /// The words for it as printed (原状态用语).
    async fn printed_status(&self) -> Option<&str> {
        self.0.printed_status.as_deref()
    }

    /// The same in per cent (进度).
    async fn percent(&self) -> Option<i32> {
        self.0.percent
    }

    /// The progress as printed (进展情况).
    async fn progress(&self) -> &str {
        &self.0.progress
    }

    /// The problems as printed (存在问题).
    async fn problems(&self) -> &str {
        &self.0.problems
    }

    /// The file that said so (来源文件名).
    async fn source_name(&self) -> &str {
        &self.0.source_name
    }

    /// The row of its sheet, from 1 (行号).
    async fn row(&self) -> i32 {
        self.0.row
    }

    /// The name of who entered it (录入人).
    async fn entered_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(account) = self.0.entered_by else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// When it was entered (录入时间).
    async fn entered_at(&self) -> DateTime {
        DateTime(self.0.entered_at)
    }
}

/// A column as it was understood (栏目).
#[derive(SimpleObject)]
pub struct OpeningColumn {
    /// Its place, from 1 (列号).
    number: u64,
    /// Its head as printed (表头).
    head: String,
    /// What it holds (含义).
    role: ColumnRole,
}

/// Something doubtful about a row (存疑).
#[derive(SimpleObject)]
pub struct OpeningIssue {
    /// For programs (类型).
    code: IssueCode,
    /// For the person, in the language of `Accept-Language` (说明).
    message: String,
}

/// A row of an earlier ledger, and the item that it seems to be about (行).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct OpeningRow {
    #[graphql(skip)]
    of: Option<ItemId>,
    #[graphql(skip)]
    doubts: Vec<domain::opening::OpeningIssue>,
    /// Its place in the sheet, from 1 (行号).
    row: u32,
    /// The number of the task as printed (序号).
    ordinal: Option<String>,
    /// The task as printed (任务).
    text: String,
    /// How alike the words of the row and of the item are, in per cent (相似度).
    score: Option<u32>,
    /// How far the item was (状态).
    status: Option<OpeningStatus>,
    /// The words for it as printed (原状态用语).
    printed_status: Option<String>,
    /// The same in per cent (进度).
    percent: Option<i32>,
    /// The progress as printed (进展情况).
    progress: String,
    /// The problems as printed (存在问题).
    problems: String,
    /// When that was, if the row says so (截至日期).
    as_of: Option<Date>,
    /// Whether `openingApply` needs a decision about it (是否须决定).
    needs_decision: bool,
}

#[ComplexObject]
impl OpeningRow {
    /// The item that it seems to be about (对应任务).
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Item>> {
        let Some(item) = self.of else { return Ok(None) };
        Ok(ctx.loader()?.load_one(item).await?.map(Into::into))
    }

    /// What is doubtful about it, at most one of a kind (存疑).
    async fn issues(&self, ctx: &Context<'_>) -> Vec<OpeningIssue> {
        let language = ctx.language();
        let issue = |issue: &domain::opening::OpeningIssue| OpeningIssue {
            code: (*issue).into(),
            message: issue.message().text(language).to_owned(),
        };
        self.doubts.iter().map(issue).collect()
    }
}

impl From<&service::PreviewRow> for OpeningRow {
    fn from(row: &service::PreviewRow) -> Self {
        let said = row.said.clone();
        Self {
            of: row.item,
            row: said.number,
            needs_decision: said.needs_decision(),
            ordinal: said.ordinal,
            text: said.text,
            score: row.score.map(Into::into),
            status: said.status.map(Into::into),
            printed_status: said.printed_status,
            percent: said.percent,
            progress: said.progress,
            problems: said.problems,
            as_of: said.as_of.map(Date),
            doubts: said.issues,
        }
    }
}

/// What an earlier ledger would say of the items; nothing of it is kept (期初进展预览).
pub struct OpeningPreview(service::OpeningPreview);

/// What an earlier ledger would say of the items; nothing of it is kept (期初进展预览).
#[Object]
impl OpeningPreview {
    /// Stands for the file, the day, and the items with their versions: `openingApply` takes it and
    /// is refused if one of them has changed (摘要).
    async fn digest(&self) -> &str {
        &self.0.digest
    }

    /// The day as of which the ledger was kept: the one given, else the one above its columns; none
    /// where neither is there (截至日期).
    async fn as_of(&self) -> Option<Date> {
        self.0.as_of.map(Date)
    }

    /// Its columns as they were understood, at most 256 (栏目).
    async fn columns(&self) -> Vec<OpeningColumn> {
        let columns = self.0.columns.iter().map(|column| OpeningColumn {
            number: column.number as u64,
            head: column.head.clone(),
            role: column.role.into(),
        });
        columns.collect()
    }

    /// Whether the file holds other such sheets, which are not read (是否还有其他工作表).
    async fn more_sheets(&self) -> bool {
        self.0.more_sheets
    }

    /// How many rows there are, at most 2 000 (行数).
    async fn row_count(&self) -> u64 {
        self.0.rows.len() as u64
    }

    /// How many of them need a decision (待决定行数).
    async fn undecided_count(&self) -> u64 {
        self.0.rows.iter().filter(|row| row.said.needs_decision()).count() as u64
    }

    /// Its rows in order (行). At most 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, None, child_complexity)")]
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after the one with this number.")] after: Option<u32>,
        #[graphql(desc = "Only rows that need a decision.", default = false)] undecided: bool,
    ) -> Result<Vec<OpeningRow>> {
        let limit = MAX_ROWS;
        let first = first.map_or(Ok(DEFAULT_ROWS), |first| {
            let fits = u32::try_from(first).ok().filter(|first| (1..=limit).contains(first));
            fits.ok_or(Refusal::PageSize { field: "first", limit })
        });
        let first = ctx.check(first)?;
        let rows = self.0.rows.iter();
        let rows = rows
            .filter(|row| after.is_none_or(|after| row.said.number > after))
            .filter(|row| !undecided || row.said.needs_decision())
            .take(first as usize);
        Ok(rows.map(Into::into).collect())
    }
}

/// An earlier ledger to be looked at (预览期初进展).
#[derive(InputObject)]
pub struct OpeningPreviewInput {
    /// The document whose items it is about; imported or opened, a draft or published.
    document_id: ID,
    /// The id of a file put to `POST /files`: `.xlsx`, `.xls` or `.csv` (已上传文件的标识).
    file_id: ID,
    /// The day as of which it was kept, where it does not say so (截至日期).
    as_of: Option<Date>,
}

/// What an earlier ledger would say.
#[derive(SimpleObject)]
pub struct OpeningPreviewPayload {
    /// What it would say; none if it was refused.
    preview: Option<OpeningPreview>,
    /// Why there is none.
    errors: Vec<UserError>,
}

/// What was decided of a row (逐行决定); give `itemId` or `skip`.
#[derive(InputObject, Serialize)]
pub struct OpeningDecisionInput {
    /// The row's number (行号).
    row: u32,
    /// The item that it is about (对应任务).
    item_id: Option<ID>,
    /// Leave the row out (跳过).
    #[graphql(default)]
    skip: bool,
    /// How far the item was, where the row's words are not known (状态).
    status: Option<OpeningStatus>,
}

/// An earlier ledger to be taken over (录入期初进展).
#[derive(InputObject, Serialize)]
pub struct OpeningApplyInput {
    /// The document, as previewed.
    document_id: ID,
    /// The file, as previewed (已上传文件的标识).
    file_id: ID,
    /// The day, as previewed; needed where neither the sheet nor a row says one (截至日期).
    as_of: Option<Date>,
    /// The digest of the preview (预览摘要).
    digest: String,
    /// What was decided, at most one for each row; one for each that needs it (逐行决定).
    #[graphql(default)]
    decisions: Vec<OpeningDecisionInput>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// What was taken over.
#[derive(SimpleObject)]
pub struct OpeningApplyPayload {
    /// The document; none if it was refused.
    document: Option<Document>,
    /// How many items it was taken over for; none if it was refused, or done before by this key
    /// (录入任务数).
    applied: Option<u64>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with earlier ledgers.
#[derive(Default)]
pub struct OpeningMutation;

#[Object]
impl OpeningMutation {
    /// Shows what an earlier ledger would say of a document's items, and changes nothing, but for a
    /// file that bears a classification, which is removed (预览期初进展). For the supervision office.
    async fn opening_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The earlier ledger.")] input: OpeningPreviewInput,
    ) -> Result<OpeningPreviewPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let look = look(&input.document_id, &input.file_id, input.as_of)?;
            service.opening_preview(author, look).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(OpeningPreviewPayload {
            preview: settled.done.map(OpeningPreview),
            errors: settled.errors,
        })
    }

    /// Takes over what an earlier ledger says of a document's items, as history (录入期初进展): it makes
    /// no report and no duty, and what is entered again is entered beside it. For the supervision
    /// office.
    async fn opening_apply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The earlier ledger, and what was decided.")] input: OpeningApplyInput,
    ) -> Result<OpeningApplyPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "openingApply", key, &input)?;
            let look = look(&input.document_id, &input.file_id, input.as_of)?;
            let decisions = input.decisions.iter().map(decision);
            let decisions = decisions.collect::<std::result::Result<Vec<_>, _>>()?;
            let apply = OpeningApply { look, digest: input.digest, decisions, once };
            service.opening_apply(author, apply).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(OpeningApplyPayload {
            applied: settled.done.as_ref().and_then(|done| done.items).map(|items| items as u64),
            document: settled.done.map(|done| done.document.into()),
            errors: settled.errors,
        })
    }
}

fn look(
    document: &ID,
    file: &ID,
    as_of: Option<Date>,
) -> std::result::Result<OpeningLook, Refusal> {
    Ok(OpeningLook {
        document: DocumentId::parse(document).ok_or(Refusal::NotFound { field: "documentId" })?,
        upload: UploadId::parse(file).ok_or(Refusal::NotFound { field: "fileId" })?,
        as_of: as_of.map(|day| day.0),
    })
}

fn decision(input: &OpeningDecisionInput) -> std::result::Result<Decision, Refusal> {
    let item = match (&input.item_id, input.skip) {
        (Some(id), false) => {
            Some(ItemId::parse(id).ok_or(Refusal::NotFound { field: "decisions" })?)
        }
        (None, true) => None,
        _ => return Err(Refusal::ExactlyOne { fields: "itemId, skip" }),
    };
    Ok(Decision { row: input.row, item, status: input.status.map(Into::into) })
}
