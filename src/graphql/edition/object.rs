//! What a newer edition changes, and what was there before.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::{
    domain::{self, id::DocumentId},
    graphql::{
        Result,
        connection::connection,
        context::ContextExt,
        document::{Document, Section, Span},
        id::GlobalId,
        item::Item,
        loaders::{NameOf, PassageOfRevision, TextOfEdition},
        scalars::{Date, DateTime},
    },
    service::comparison_token,
};

/// What becomes of an item (变更类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::edition::ChangeKind")]
pub enum ChangeKind {
    /// The newer edition brings it (新增).
    Added,
    /// It stays, and something about it changes (修改).
    Changed,
    /// The newer edition does not hold it (删除).
    Dropped,
    /// It stays as it is (未变).
    Unchanged,
}

/// What changes about an item that stays (变更字段).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::edition::ItemField")]
pub enum ItemField {
    /// Its text (任务内容).
    Text,
    /// Its number (序号).
    Ordinal,
    /// Its heading, or one above (所属章节).
    Section,
    /// Its deadline (完成时限).
    Deadline,
    /// What it promises in figures (量化指标).
    Targets,
    /// Who answers for it, and as what (责任单位).
    Units,
    /// Its responsible leaders (责任领导).
    Leaders,
}

/// What changes about the document itself (文件变更字段).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::edition::DocumentField")]
pub enum DocumentField {
    /// Title (标题).
    Title,
    /// 文号.
    DocumentNumber,
    /// The place whose government issued it (地区).
    Region,
    /// Who issued it (发文机关).
    Issuer,
    /// The year that it plans (年度).
    Year,
    /// Date of signing (成文日期).
    IssuedOn,
    /// Day by which everything is to be done (总体完成时限).
    Deadline,
    /// What it says of reporting (报送制度): the regime in force stays until the office changes it.
    ReportingRules,
}

/// What becomes of one item (任务变更).
#[derive(Clone)]
pub struct ItemChange(pub domain::edition::ItemChange);

impl From<domain::edition::ItemChange> for ItemChange {
    fn from(change: domain::edition::ItemChange) -> Self {
        Self(change)
    }
}

/// What a newer edition makes of one item (任务变更).
#[Object]
impl ItemChange {
    /// What kind of change (变更类型).
    async fn kind(&self) -> ChangeKind {
        self.0.kind().into()
    }

    /// The item of the published document; none where it is a new one (原任务).
    async fn before(&self) -> Option<Item> {
        self.0.before().cloned().map(Into::into)
    }

    /// The item of the draft; none where the newer edition does not hold it (新任务).
    async fn after(&self) -> Option<Item> {
        self.0.after().cloned().map(Into::into)
    }

    /// What changes; nothing but on an item that is `CHANGED` (变更字段).
    async fn fields(&self) -> Vec<ItemField> {
        match &self.0 {
            domain::edition::ItemChange::Stays { fields, .. } => {
                fields.iter().copied().map(Into::into).collect()
            }
            _ => vec![],
        }
    }

    /// How alike the two texts are, from 0 to 1; none where there is one only (相似度).
    async fn similarity(&self) -> Option<f64> {
        match &self.0 {
            domain::edition::ItemChange::Stays { similarity, .. } => Some(*similarity),
            _ => None,
        }
    }

    /// Whether a person said that the two are one item, by `editionMatch` (是否人工对应).
    async fn by_hand(&self) -> bool {
        matches!(&self.0, domain::edition::ItemChange::Stays { by_hand: true, .. })
    }
}

connection! {
    /// A page of what a newer edition changes, in its own order, then what it drops (变更列表).
    ItemChangeConnection,
    /// A change in a list.
    ItemChangeEdge, ItemChange, domain::edition::ItemChange
}

/// Which changes a list is to hold (变更筛选).
#[derive(InputObject, Default)]
pub struct ItemChangeFilter {
    /// Of this kind (变更类型).
    kind: Option<ChangeKind>,
}

impl ItemChangeFilter {
    /// Whether a change is to be in the list.
    pub fn holds(&self, change: &domain::edition::ItemChange) -> bool {
        self.kind.is_none_or(|kind| kind == change.kind().into())
    }
}

/// How much a newer edition changes (变更汇总).
pub struct ChangeSummary(pub Arc<domain::edition::Comparison>);

impl ChangeSummary {
    fn count(&self, kind: domain::edition::ChangeKind) -> i32 {
        i32::try_from(self.0.count(kind)).unwrap_or(i32::MAX)
    }
}

/// How much a newer edition changes (变更汇总).
#[Object]
impl ChangeSummary {
    /// Items that it brings (新增项数).
    async fn added(&self) -> i32 {
        self.count(domain::edition::ChangeKind::Added)
    }

    /// Items that stay, with something about them changed (修改项数).
    async fn changed(&self) -> i32 {
        self.count(domain::edition::ChangeKind::Changed)
    }

    /// Items that it does not hold (删除项数).
    async fn dropped(&self) -> i32 {
        self.count(domain::edition::ChangeKind::Dropped)
    }

    /// Items that stay as they are (未变项数).
    async fn unchanged(&self) -> i32 {
        self.count(domain::edition::ChangeKind::Unchanged)
    }

    /// What changes about the document itself (文件变更字段).
    async fn document_fields(&self) -> Vec<DocumentField> {
        self.0.fields.iter().copied().map(Into::into).collect()
    }

    /// Names this comparison, for `documentPublish`: it is another once anything on either side
    /// was changed (对照标识).
    async fn comparison(&self) -> String {
        comparison_token(&self.0)
    }
}

/// An edition of a document that was published (文件版本).
#[derive(Clone)]
pub struct Edition(pub domain::edition::Edition);

impl From<domain::edition::Edition> for Edition {
    fn from(edition: domain::edition::Edition) -> Self {
        Self(edition)
    }
}

/// An edition of a document that was published (文件版本). Seen by whoever sees the document.
#[Object]
impl Edition {
    /// The number, from 1 (版本序号).
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Title (标题).
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// 文号.
    async fn document_number(&self) -> Option<&str> {
        self.0.document_number.as_deref()
    }

    /// Date of signing (成文日期).
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.map(Date)
    }

    /// Name of the file it was read from (来源文件名).
    async fn source_name(&self) -> Option<&str> {
        self.0.source_name.as_deref()
    }

    /// SHA-256 of its text in hexadecimal (原文摘要值).
    async fn source_digest(&self) -> Option<&str> {
        self.0.source_digest.as_deref()
    }

    /// Its whole text (原文全文); none for whoever may not read every item in it. What an item was
    /// read from is its own `sourceText`.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(TextOfEdition(self.0.id)).await?)
    }

    /// When it was published (发布时间).
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published_at)
    }

    /// The name of who published it; none for the command line (发布人).
    async fn published_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(account) = self.0.published_by else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// The draft that it was read as, with the history of its review; only the office sees it, and
    /// the first edition has none (版本草稿).
    async fn draft(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        let Some(draft) = self.0.draft else { return Ok(None) };
        Ok(ctx.loader()?.load_one::<DocumentId>(draft).await?.map(Into::into))
    }
}

connection! {
    /// A page of editions, the newest first (版本列表).
    EditionConnection,
    /// An edition in a list.
    EditionEdge, Edition, domain::edition::Edition
}

/// What an item said before a newer edition changed it (任务历次表述).
#[derive(Clone)]
pub struct ItemRevision(pub domain::edition::Revision);

impl From<domain::edition::Revision> for ItemRevision {
    fn from(revision: domain::edition::Revision) -> Self {
        Self(revision)
    }
}

/// What an item said before a newer edition changed it (任务历次表述). Seen by whoever sees the
/// item.
#[Object]
impl ItemRevision {
    /// The last edition that said so (版本序号).
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// The number as printed (序号).
    async fn ordinal(&self) -> Option<&str> {
        self.0.ordinal.as_deref()
    }

    /// The task without number and clause (任务内容).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Day by which it was to be done, if stated (完成时限).
    async fn deadline(&self) -> Option<Date> {
        self.0.deadline.map(Date)
    }

    /// Its heading (所属章节).
    async fn section(&self, ctx: &Context<'_>) -> Result<Option<Section>> {
        let Some(section) = self.0.section else { return Ok(None) };
        Ok(ctx.loader()?.load_one(section).await?.map(Section))
    }

    /// The passage that it was read from, number and clause included (原文).
    async fn source_text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(ctx.loader()?.load_one(PassageOfRevision(self.0.id)).await?)
    }

    /// Where the passage stands in the edition's text (原文位置).
    async fn span(&self) -> Span {
        self.0.span.into()
    }

    /// When a newer edition changed it (变更时间).
    async fn replaced_at(&self) -> DateTime {
        DateTime(self.0.replaced_at)
    }
}

connection! {
    /// A page of what an item said before, the newest first (任务历次表述列表).
    ItemRevisionConnection,
    /// An earlier wording in a list.
    ItemRevisionEdge, ItemRevision, domain::edition::Revision
}

/// The id of a document as the command line takes it: the API's, or the bare one.
pub fn document_id(text: &str) -> Option<DocumentId> {
    DocumentId::parse(&ID::from(text)).or_else(|| uuid::Uuid::try_parse(text).ok().map(Into::into))
}
