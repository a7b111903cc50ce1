//! Documents with their headings, items, rules and findings.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use crate::{
    domain::{self, refusal::Refusal},
    graphql::{
        Result,
        acknowledgement::{AcknowledgementConnection, AcknowledgementState},
        connection::{Arguments, Listed, connection, listed},
        context::ContextExt,
        duty::ReportingPeriod,
        duty_change::{DutyChangeRecordConnection, DutyCounts},
        edition::{ChangeSummary, EditionConnection, ItemChangeConnection, ItemChangeFilter},
        event::EventConnection,
        finding::{FindingConnection, FindingFilter},
        id::GlobalId,
        instruction::InstructionConnection,
        item::{ItemConnection, ItemFilter},
        loaders::{
            AcknowledgementsOf, ComparisonOf, DutyChangesOfDocument, DutyTallyOfDocument,
            EditionsOfDocument, FindingsOfDocument, History, InstructionsOfDocument,
            ItemsOfDocument, NameOf, PeriodsOf, RegimeOf, ReplacedBy, RulesOf, SectionsOf,
        },
        regime::{Regime, ReportingRule},
        scalars::{Date, DateTime},
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
    /// A draft of a newer edition that was published: it lives on in the document it replaces, and
    /// is in no list (已并入原文件).
    Merged,
    /// A draft of a newer edition that was given up; it is in no list (已放弃).
    Discarded,
}

/// What sort of document it is (文件类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::document::DocumentKind")]
pub enum DocumentKind {
    /// 责任分解方案, 工作方案; whatever was imported.
    Plan,
    /// 会议纪要.
    MeetingMinutes,
    /// 领导批示.
    Instruction,
    /// 上级交办.
    Superior,
    /// Anything else (其他).
    Other,
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

    /// What sort of document it is (类别).
    async fn kind(&self) -> DocumentKind {
        self.0.kind.into()
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

    /// Day on which its issuer published or printed it (发布日期、印发日期).
    async fn released_on(&self) -> Option<Date> {
        self.0.released_on.map(Date)
    }

    /// First day of its validity, if stated (施行日期).
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// The day after the last of its validity, if stated (有效期届满的次日).
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// Day by which everything is to be done, if the document says so (总体完成时限).
    async fn deadline(&self) -> Option<Date> {
        self.0.deadline.map(Date)
    }

    /// How far it is (状态).
    async fn state(&self) -> DocumentState {
        self.0.state.into()
    }

    /// The edition that it is in, from 1; of a draft the one that it is to become (版本序号).
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// The published document of which this is the draft of a newer edition (所替代的文件).
    async fn replaces(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        let Some(replaced) = self.0.replaces else { return Ok(None) };
        Ok(ctx.loader()?.load_one(replaced).await?.map(Into::into))
    }

    /// The open draft of a newer edition of it; only the office sees one (新版本草稿).
    async fn replaced_by(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        Ok(ctx.loader()?.load_one(ReplacedBy(self.0.id)).await?.map(Into::into))
    }

    /// What it would add, change and drop of the document that it replaces, in its own order, then
    /// what it drops (变更对照); none where it is no open draft of a newer edition. At most 100 at
    /// once, 20 unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which changes.")] filter: Option<ItemChangeFilter>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<Option<ItemChangeConnection>> {
        let arguments = Arguments { first, after, last, before };
        let filter = filter.unwrap_or_default();
        let Some(comparison) = ctx.loader()?.load_one(ComparisonOf(self.0.id)).await? else {
            return Ok(None);
        };
        let changes = comparison.changes.iter().filter(|change| filter.holds(change));
        let rows = changes.filter_map(|change| {
            let item = change.after().or(change.before())?;
            Some((item.id.into(), change.clone()))
        });
        Listed::of_all(ctx, "document.changes", rows.collect(), arguments)
            .map(|changes| Some(ItemChangeConnection(changes)))
    }

    /// How much it would change of the document that it replaces (变更汇总); none where it is no open
    /// draft of a newer edition.
    async fn change_summary(&self, ctx: &Context<'_>) -> Result<Option<ChangeSummary>> {
        Ok(ctx.loader()?.load_one(ComparisonOf(self.0.id)).await?.map(ChangeSummary))
    }

    /// Its published editions, the newest first (历次版本). At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn editions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<EditionConnection> {
        let arguments = Arguments { first, after, last, before };
        Listed::under::<EditionsOfDocument>(ctx, "document.editions", self.0.id, (), arguments)
            .await
            .map(EditionConnection)
    }

    /// Name of the file it was read from (来源文件名); none for a ledger opened without a file.
    async fn source_name(&self) -> Option<&str> {
        self.0.source_name.as_deref()
    }

    /// When it was imported, or opened (导入时间).
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

    /// What it asks of its units (报送制度).
    async fn regime(&self, ctx: &Context<'_>) -> Result<Option<Regime>> {
        Ok(ctx.loader()?.load_one(RegimeOf(self.0.id)).await?.map(Regime))
    }

    /// Its reporting rules in force, in order (报送规则): as they were read, or as the office set them.
    async fn reporting_rules(&self, ctx: &Context<'_>) -> Result<Vec<ReportingRule>> {
        let rules = ctx.loader()?.load_one(RulesOf(self.0.id)).await?;
        Ok(rules.unwrap_or_default().into_iter().map(ReportingRule).collect())
    }

    /// The periods that follow from its rules, by the day they are due (报送周期); at most as many as
    /// its rules have.
    async fn periods(&self, ctx: &Context<'_>) -> Result<Vec<ReportingPeriod>> {
        let periods = ctx.loader()?.load_one(PeriodsOf(self.0.id)).await?;
        Ok(periods.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// How far its units have acknowledged their items (签收情况), as far as that may be seen: the office
    /// all, a lead its own and the supports of its items, a unit its own. At most 100 at once, 20
    /// unless said otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn acknowledgements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether anything waits; both if nothing is said.")] state: Option<
            AcknowledgementState,
        >,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<AcknowledgementConnection> {
        let arguments = Arguments { first, after, last, before };
        let all = ctx.loader()?.load_one(AcknowledgementsOf(self.0.id)).await?;
        let all = all.unwrap_or_default().into_iter();
        let fits = |one: &domain::acknowledgement::Acknowledgement| {
            state.is_none_or(|state| state == one.state().into())
        };
        let rows = all.filter(fits).map(|one| (one.unit.into(), one)).collect();
        Listed::of_all(ctx, "document.acknowledgements", rows, arguments)
            .map(AcknowledgementConnection)
    }

    /// How many of its duties are in each state, of those that may be seen (报送任务统计).
    async fn duty_counts(&self, ctx: &Context<'_>) -> Result<DutyCounts> {
        let tally = ctx.loader()?.load_one(DutyTallyOfDocument(self.0.id)).await?;
        Ok(tally.unwrap_or_default().into())
    }

    /// What became of its duties whenever something changed that they follow from, the newest first
    /// (报送任务变动记录): for the office and the units that sum up. At most 100 at once, 20 unless said
    /// otherwise.
    #[graphql(complexity = "listed(first, last, child_complexity)")]
    async fn duty_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many rows.")] first: Option<i32>,
        #[graphql(desc = "Rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows.")] last: Option<i32>,
        #[graphql(desc = "Rows before this cursor.")] before: Option<String>,
    ) -> Result<DutyChangeRecordConnection> {
        const LIST: &str = "document.dutyChanges";
        let arguments = Arguments { first, after, last, before };
        Listed::under::<DutyChangesOfDocument>(ctx, LIST, self.0.id, (), arguments)
            .await
            .map(DutyChangeRecordConnection)
    }

    /// What the importer guessed, restored or found odd in the edition that it is in (导入疑点). Only
    /// the office sees any. At most
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
            waiting_for: None,
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
    /// Opaque id, for `sectionIds`.
    async fn id(&self) -> ID {
        self.0.id.global()
    }

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
