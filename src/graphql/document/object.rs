//! Documents with their headings, items, rules and findings.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::{
    domain::{self, refusal::Refusal},
    graphql::{
        Result,
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        event::EventConnection,
        finding::{FindingConnection, FindingFilter},
        id::GlobalId,
        instruction::InstructionConnection,
        item::{ItemConnection, ItemFilter},
        loaders::{
            FindingsOfDocument, History, InstructionsOfDocument, ItemsOfDocument, NameOf, RulesOf,
            SectionsOf,
        },
        scalars::{Date, DateTime},
        unit::Unit,
        words::words,
    },
    store::{self, HistoryOf},
};

/// How far a document is (文件状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::document::DocumentState")]
pub enum DocumentState {
    /// Imported; only the office sees it (草稿).
    Draft,
    /// Published: duties follow from it (已发布).
    Published,
    /// Everything in it is closed (已办结).
    Closed,
}

/// An issued document as a ledger (责任分解方案, 工作方案).
#[derive(Clone)]
pub struct Document(pub domain::document::Document);

impl From<domain::document::Document> for Document {
    fn from(document: domain::document::Document) -> Self {
        Self(document)
    }
}

/// An issued document as a ledger (责任分解方案, 工作方案). Seen by its office; once published, by
/// whoever has an item in it.
#[Object]
impl Document {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Title (标题).
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// 文号.
    async fn document_number(&self) -> Option<&str> {
        self.0.document_number.as_deref()
    }

    /// The place whose government issued it (地区).
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The year that it plans (年度).
    async fn year(&self) -> Option<i32> {
        self.0.year
    }

    /// Who issued it (发文机关).
    async fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// Date of signing (成文日期).
    async fn issued_on(&self) -> Option<Date> {
        self.0.issued_on.map(Date)
    }

    /// Day by which everything is to be done, if the document says so (总体完成时限).
    async fn deadline(&self) -> Option<Date> {
        self.0.deadline.map(Date)
    }

    /// How far it is (状态).
    async fn state(&self) -> DocumentState {
        self.0.state.into()
    }

    /// Name of the file it was read from (来源文件名).
    async fn source_name(&self) -> &str {
        &self.0.source_name
    }

    /// When it was imported (导入时间).
    async fn imported_at(&self) -> DateTime {
        DateTime(self.0.imported_at)
    }

    /// When it was published (发布时间).
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// The name of who published it (发布人).
    async fn published_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(account) = self.0.published_by else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// The supervision office that it belongs to (督查室).
    async fn office(&self, ctx: &Context<'_>) -> Result<Option<Office>> {
        let office = ctx.loader()?.load_one(self.0.office).await?;
        Ok(office.map(Into::into))
    }

    /// Its headings in order (章节); at most as many as the document has.
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<Section>> {
        let sections = ctx.loader()?.load_one(SectionsOf(self.0.id)).await?;
        Ok(sections.unwrap_or_default().into_iter().map(Section).collect())
    }

    /// Its items as they stand in it (任务): all for the office, one's own for others. At most 100
    /// at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which items.")] filter: Option<ItemFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<ItemConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = ctx.check(filter.unwrap_or_default().try_into())?;
        Listed::under::<ItemsOfDocument>(ctx, "document.items", self.0.id, filter, arguments)
            .await
            .map(ItemConnection)
    }

    /// Its reporting rules in order (报送制度), as they were read.
    async fn reporting_rules(&self, ctx: &Context<'_>) -> Result<Vec<ReportingRule>> {
        let rules = ctx.loader()?.load_one(RulesOf(self.0.id)).await?;
        Ok(rules.unwrap_or_default().into_iter().map(ReportingRule).collect())
    }

    /// What the importer guessed, restored or found odd (导入疑点). Only the office sees any. At most
    /// 100 at once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which findings.")] filter: Option<FindingFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<FindingConnection> {
        let arguments = Arguments { first, after, last, before };
        let filter = filter.unwrap_or_default().into();
        Listed::under::<FindingsOfDocument>(ctx, "document.findings", self.0.id, filter, arguments)
            .await
            .map(FindingConnection)
    }

    /// The instructions on it as a whole that may be seen, the newest first (批示). At most 100 at once,
    /// 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn instructions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<InstructionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<InstructionsOfDocument>(
            ctx,
            "document.instructions",
            self.0.id,
            (),
            arguments,
        )
        .await
        .map(InstructionConnection)
    }

    /// What happened to it, the newest first (历史记录). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<EventConnection> {
        let arguments = Arguments { first, after, last, before };
        let of = HistoryOf::Documents;
        Listed::under::<History>(ctx, "document.history", self.0.id, of, arguments)
            .await
            .map(EventConnection)
    }
}

connection! {
    /// A page of documents, the newest first (文件列表).
    DocumentConnection,
    /// A document in a list.
    DocumentEdge, Document, domain::document::Document
}

/// Which documents a list is to hold (文件筛选); all conditions must hold.
#[derive(InputObject, Default)]
pub struct DocumentFilter {
    /// Words that the title or 文号 holds, apart by spaces (标题或文号包含的词).
    text: Option<String>,
    /// In this state (状态).
    state: Option<DocumentState>,
    /// For this year (年度).
    year: Option<i32>,
}

impl TryFrom<DocumentFilter> for store::DocumentFilter {
    type Error = Refusal;

    fn try_from(filter: DocumentFilter) -> std::result::Result<Self, Refusal> {
        Ok(Self {
            text: words("text", filter.text)?,
            state: filter.state.map(Into::into),
            year: filter.year,
        })
    }
}

/// A supervision office (督查室).
#[derive(SimpleObject)]
pub struct Office {
    /// Opaque id, for `officeId`.
    id: ID,
    /// Name (名称).
    name: String,
    /// The place it supervises (地区).
    region: Option<String>,
}

impl From<domain::office::Office> for Office {
    fn from(office: domain::office::Office) -> Self {
        Self { id: office.id.global(), name: office.name, region: office.region }
    }
}

/// A heading (章节).
#[derive(Clone)]
pub struct Section(pub domain::document::Section);

/// A heading of a document (章节).
#[Object]
impl Section {
    /// 一、 is 1, (一) is 2, —— is 3 (层级).
    async fn level(&self) -> i32 {
        self.0.level
    }

    /// The printed number or dash (序号); empty where there is none.
    async fn marker(&self) -> &str {
        &self.0.marker
    }

    /// Title without the marker (标题).
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The heading above (上级章节).
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Section>> {
        let Some(parent) = self.0.parent else { return Ok(None) };
        Ok(ctx.loader()?.load_one(parent).await?.map(Section))
    }
}

/// Who owes a report under a rule (报送主体).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::regime::Reporter")]
pub enum Reporter {
    /// 牵头/主办单位: the leads.
    Lead,
    /// 责任/协办/配合单位: the supports.
    Support,
    /// 各单位: leads and supports alike.
    All,
    /// 督查室: the office itself.
    Office,
    /// One unit that the rule names (指定单位).
    Unit,
}

/// How often a rule asks (报送周期).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "domain::regime::Cadence")]
pub enum Cadence {
    /// 每月.
    Monthly,
    /// 每两个月.
    Bimonthly,
    /// 每季度.
    Quarterly,
    /// 每半年.
    HalfYearly,
    /// 每年.
    Yearly,
    /// 固定日期: on the days listed.
    FixedDates,
}

/// Who reports what to whom by which day (报送制度).
#[derive(Clone)]
pub struct ReportingRule(pub domain::regime::ReportingRule);

/// Who reports what to whom by which day (报送制度).
#[Object]
impl ReportingRule {
    /// The sentence as printed (原文).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Who owes the report (报送主体).
    async fn reporter(&self) -> Reporter {
        self.0.reporter.into()
    }

    /// What is said of the reporters beyond their role, as 区直 (主体范围).
    async fn reporter_scope(&self) -> Option<&str> {
        self.0.reporter_scope.as_deref()
    }

    /// How often, if stated (周期).
    async fn cadence(&self) -> Option<Cadence> {
        self.0.cadence.map(Into::into)
    }

    /// Day of the month, if stated (截止日).
    async fn due_day(&self) -> Option<i32> {
        self.0.due_day
    }

    /// Days stated in full (固定日期).
    async fn due_dates(&self) -> Vec<Date> {
        self.0.due_dates.iter().copied().map(Date).collect()
    }

    /// To whom, as printed (报送对象).
    async fn recipient(&self) -> Option<&str> {
        self.0.recipient.as_deref()
    }

    /// The unit that the recipient is, if it is one and may be seen (报送对象单位).
    async fn recipient_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(unit) = self.0.recipient_unit else { return Ok(None) };
        Ok(ctx.loader()?.load_one(unit).await?.map(Into::into))
    }

    /// Who gets a copy, as printed (抄送).
    async fn copies(&self) -> &[String] {
        &self.0.copies
    }

    /// Whether the leads' report must integrate the supports' (是否须综合责任单位情况).
    async fn integrates_support(&self) -> bool {
        self.0.integrates_support
    }
}

/// A place in the source text (原文位置), counted in characters.
#[derive(SimpleObject)]
pub struct Span {
    /// The first character, from 0.
    start: i32,
    /// The character after the last.
    end: i32,
}

impl From<domain::document::Span> for Span {
    fn from(span: domain::document::Span) -> Self {
        let place = |place| i32::try_from(place).unwrap_or(i32::MAX);
        Self { start: place(span.0), end: place(span.1) }
    }
}
