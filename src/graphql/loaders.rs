//! Many keys at once: one statement for what a list asks of each of its rows.

use std::{collections::HashMap, future::Future, hash::Hash, sync::Arc};

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    domain::{
        acknowledgement::Acknowledgement,
        action_plan::{ActionPlan, PlanVersion},
        assignment::Assignment,
        closing::{AwaitedFigure, Closing, Verification},
        coordination::{Coordination, CoordinationStep},
        decision::ItemDecision,
        document::{Document, Section},
        duty::{Duty, DutyChange, DutyChangeRecord, DutyTally},
        edition::{Comparison, Edition, Revision},
        event::Event,
        extension::Extension,
        finding::{Finding, Proposal},
        handing::{HandedItem, Handing},
        handing_report::{HandingDue, HandingReport, HandingReportVersion},
        id::{
            AccountId, ActionPlanId, ClosingId, CoordinationId, DecisionId, DocumentId, DutyId,
            EditionId, ExtensionId, FigureId, FindingId, HandingId, HandingReportId, InstructionId,
            ItemId, LeaderId, MilestoneId, ObjectionId, OfficeId, PeriodId, PlanVersionId,
            ReceiptId, ReportId, ReportVersionId, RevisionId, SectionId, TargetId, UnitId, UrgeId,
        },
        instruction::{Instruction, InstructionAnswer, InstructionState},
        item::Item,
        leader::{Charge, Leader, PostHolder},
        milestone::{Milestone, MilestoneMark},
        objection::Objection,
        office::Office,
        opening::Opening,
        page::{Page, PageRequest},
        receipt::Receipt,
        regime::{Period, Regime, ReportingRule},
        report::{Integration, ProgressReport, ReportVersion, ReportedValue},
        succession::Succession,
        target::Target,
        unit::{Member, Unit, UnitAlias},
        urge::{Urge, UrgeAct},
    },
    store::{
        CoordinationsFor, DocumentFilter, DutyFilter, FindingFilter, Handed, HandedItems,
        HandingFilter, HistoryOf, InstructionsOf, ItemFilter, ItemOrder, Offered, PlanFilter,
        Prefill, Reader, ReceiptFilter, StoreError, UnitFilter, Use,
    },
};

/// An error that many waiting resolvers share.
#[derive(Clone, Debug)]
pub struct LoadError(pub Arc<StoreError>);

impl From<StoreError> for LoadError {
    fn from(error: StoreError) -> Self {
        Self(Arc::new(error))
    }
}

type Loaded<K, V> = std::result::Result<HashMap<K, V>, LoadError>;

/// Reads for many keys at once what the viewer may see.
pub struct Batch {
    reader: Arc<Reader<'static>>,
    today: NaiveDate,
}

/// A loader for one operation.
pub fn batches(reader: Arc<Reader<'static>>, today: NaiveDate) -> DataLoader<Batch, HashMapCache> {
    DataLoader::with_cache(Batch { reader, today }, tokio::spawn, HashMapCache::default())
        .max_batch_size(1000)
}

/// Loaders of things by their ids.
macro_rules! by_id {
    ($($id:ty => $thing:ty: $find:ident,)+) => {
        $(impl Loader<$id> for Batch {
            type Value = $thing;
            type Error = LoadError;

            async fn load(&self, ids: &[$id]) -> Loaded<$id, $thing> {
                let found = self.reader.$find(ids).await?;
                Ok(found.into_iter().map(|thing| (thing.id, thing)).collect())
            }
        })+
    };
}

by_id! {
    OfficeId => Office: offices,
    UnitId => Unit: units,
    LeaderId => Leader: leaders,
    DocumentId => Document: documents,
    SectionId => Section: sections,
    ItemId => Item: items,
    DutyId => Duty: duties,
    PeriodId => Period: periods,
    ReportId => ProgressReport: reports,
    FindingId => Finding: findings,
    TargetId => Target: targets,
    DecisionId => ItemDecision: decisions,
    ExtensionId => Extension: extensions_by_id,
    ClosingId => Closing: closings_by_id,
    FigureId => AwaitedFigure: figures_by_id,
    ObjectionId => Objection: objections_by_id,
    InstructionId => Instruction: instructions_by_id,
    ReceiptId => Receipt: receipts,
    UrgeId => Urge: urges_by_id,
    ActionPlanId => ActionPlan: action_plans_by_id,
    MilestoneId => Milestone: milestones,
    CoordinationId => Coordination: coordinations_by_id,
    HandingId => Handing: handings_by_id,
    HandingReportId => HandingReport: handing_reports,
}

/// Loaders of what belongs to things, by the things' ids.
macro_rules! of_each {
    ($($(#[$doc:meta])* $key:ident($id:ty) => $thing:ty: $find:ident $(($today:ident))?,)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub struct $key(pub $id);

            impl Loader<$key> for Batch {
                type Value = $thing;
                type Error = LoadError;

                async fn load(&self, keys: &[$key]) -> Loaded<$key, $thing> {
                    let ids: Vec<$id> = keys.iter().map(|key| key.0).collect();
                    let found = self.reader.$find(&ids $(, self.$today)?).await?;
                    Ok(found.into_iter().map(|(id, thing)| ($key(id), thing)).collect())
                }
            }
        )+
    };
}

of_each! {
    /// The units that answer for an item.
    AssignmentsOf(ItemId) => Vec<Assignment>: assignments_of,
    /// The targets of an item.
    TargetsOf(ItemId) => Vec<Target>: targets_of,
    /// The leaders of an item.
    LeadersOf(ItemId) => Vec<Leader>: leaders_of,
    /// Who held a post at any time.
    HoldersOf(LeaderId) => Vec<PostHolder>: holders_of,
    /// The units that a post was in charge of at any time.
    ChargesOf(LeaderId) => Vec<Charge>: all_charges_of,
    /// The passage that an item was read from.
    PassageOf(ItemId) => String: passages_of,
    /// The passage that an earlier wording of an item was read from.
    PassageOfRevision(RevisionId) => String: revision_passages,
    /// The whole text of an edition.
    TextOfEdition(EditionId) => String: edition_texts,
    /// What a draft of a newer edition would change.
    ComparisonOf(DocumentId) => Arc<Comparison>: comparisons,
    /// The open draft of a newer edition of a document.
    ReplacedBy(DocumentId) => Document: replaced_by,
    /// The report on an item that was submitted last.
    LatestReportOf(ItemId) => ProgressReport: latest_reports_of,
    /// The accepted `LEAD` report that is an item's progress.
    ProgressOf(ItemId) => ProgressReport: progress_of,
    /// How far an item was when the office began to use the ledger.
    OpeningOf(ItemId) => Opening: openings_of,
    /// The headings of a document.
    SectionsOf(DocumentId) => Vec<Section>: sections_of,
    /// The reporting rules of a document.
    RulesOf(DocumentId) => Vec<ReportingRule>: rules_of,
    /// The regime of a document.
    RegimeOf(DocumentId) => Regime: regimes_of,
    /// The periods of a document.
    PeriodsOf(DocumentId) => Vec<Period>: periods_of,
    /// The report that answers a duty.
    ReportOfDuty(DutyId) => ProgressReport: reports_of_duties,
    /// The newest version of a report.
    CurrentVersionOf(ReportId) => ReportVersion: current_versions,
    /// The other names of a unit.
    AliasesOf(UnitId) => Vec<UnitAlias>: aliases_of,
    /// By what a unit is succeeded.
    SuccessionOf(UnitId) => Succession: successions_of,
    /// The units that a unit succeeds.
    PredecessorsOf(UnitId) => Vec<UnitId>: predecessors_of,
    /// The members of a collective at any time.
    MembershipsOf(UnitId) => Vec<Member>: memberships,
    /// What is proposed for a finding.
    ProposalsOf(FindingId) => Vec<Proposal>: proposals_of,
    /// The verifications of an application for closing.
    VerificationsOf(ClosingId) => Vec<Verification>: verifications_of,
    /// The units that an instruction is addressed to.
    AddressedBy(InstructionId) => Vec<UnitId>: addressed_by,
    /// The answers to an instruction.
    AnswersTo(InstructionId) => Vec<InstructionAnswer>: answers_to,
    /// The day by which an item was to be done before any decision moved it.
    OriginalDeadlineOf(ItemId) => Option<NaiveDate>: original_deadlines,
    /// The version of a report that stands.
    StandingVersionOf(ReportId) => ReportVersion: standing_versions,
    /// The values that a version of a report states.
    ValuesOf(ReportVersionId) => Vec<ReportedValue>: values_of,
    /// What a report on a duty can begin with.
    PrefillOf(DutyId) => Prefill: prefills_of,
    /// What was stated for the same figure elsewhere.
    OffersOf(DutyId) => Vec<Offered>: offers_of,
    /// The reports that a receipt is for.
    ReportsOfReceipt(ReceiptId) => Vec<ProgressReport>: reports_of_receipts,
    /// The receipt of a version of a report.
    ReceiptOf(ReportVersionId) => Receipt: receipts_of,
    /// How far each unit has acknowledged a document.
    AcknowledgementsOf(DocumentId) => Vec<Acknowledgement>: acknowledgements_of(today),
    /// How many duties there are of a document.
    DutyTallyOfDocument(DocumentId) => DutyTally: tallies_of_documents(today),
    /// The rule that makes a period.
    RuleOfPeriod(PeriodId) => ReportingRule: rules_of_periods,
    /// How many duties a unit owes.
    DutyTallyOfUnit(UnitId) => DutyTally: tallies_of_units(today),
    /// What became of a duty.
    ChangesOfDuty(DutyId) => Vec<DutyChange>: changes_of_duties,
    /// How the unit of a duty was urged about it.
    UrgesOfDuty(DutyId) => Vec<UrgeAct>: urges_of_duties,
    /// Who urged a unit on a day.
    ActsOfUrge(UrgeId) => Vec<UrgeAct>: acts_of_urges,
    /// The duties that an urge is about.
    DutiesOfUrge(UrgeId) => Vec<Duty>: duties_of_urges,
    /// The newest version of an action plan.
    NewestPlanOf(ActionPlanId) => PlanVersion: newest_plans,
    /// The version of an action plan that is in force.
    InForceOf(ActionPlanId) => PlanVersion: plans_in_force,
    /// The version of an action plan that was approved first.
    BaselineOf(ActionPlanId) => PlanVersion: baseline_plans,
    /// The milestones of a version of an action plan.
    MilestonesOf(PlanVersionId) => Vec<Milestone>: milestones_of,
    /// When a milestone was said to be reached, or not after all.
    MarksOf(MilestoneId) => Vec<MilestoneMark>: marks_of,
    /// What was done about coordination.
    StepsOf(CoordinationId) => Vec<CoordinationStep>: steps_of,
    /// What was asked for the problem that a report states.
    CoordinationOf(ReportId) => Coordination: coordinations_of_reports,
    /// What a version of a lead's report does with support reports.
    IntegrationsOf(ReportVersionId) => Vec<Integration>: integrations_of,
    /// What leads' reports make of a report.
    UsesOf(ReportId) => Vec<Use>: uses_of,
    /// The support units' duties whose reports a lead's report integrates.
    SupportDutiesOf(DutyId) => Vec<Duty>: support_duties_of,
    /// The words of the item that a part is of.
    HandedItemOf(HandingId) => HandedItem: items_of_handings,
    /// The reports that a handing asks for.
    DuesOf(HandingId) => Vec<HandingDue>: handing_dues,
    /// The newest version of a report on a part.
    NewestHandingVersionOf(HandingReportId) => HandingReportVersion: newest_handing_versions,
    /// The units below a unit.
    UnitsBelow(UnitId) => Vec<Unit>: units_below(today),
    /// The name of an account that stands in a row.
    NameOf(AccountId) => String: names,
}

/// The members of a collective on a day, or today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MembersOf {
    /// The collective.
    pub collective: UnitId,
    /// The day.
    pub on: Option<NaiveDate>,
}

impl Loader<MembersOf> for Batch {
    type Value = Vec<Unit>;
    type Error = LoadError;

    async fn load(&self, keys: &[MembersOf]) -> Loaded<MembersOf, Vec<Unit>> {
        let mut of_day: HashMap<Option<NaiveDate>, Vec<UnitId>> = HashMap::new();
        for key in keys {
            of_day.entry(key.on).or_default().push(key.collective);
        }
        let mut loaded = HashMap::new();
        for (on, collectives) in of_day {
            let found = self.reader.members(&collectives, on.unwrap_or(self.today)).await?;
            let found = found.into_iter();
            loaded.extend(found.map(|(collective, units)| (MembersOf { collective, on }, units)));
        }
        Ok(loaded)
    }
}

/// A list under each thing of a kind, read a page at a time.
pub trait List: Send + Sync + 'static {
    /// What a list is narrowed by.
    type Filter: Clone + Eq + Hash + Send + Sync;
    /// A row.
    type Row: Clone + Send + Sync;

    /// The page of each of these things' lists.
    fn pages(
        reader: &Reader<'static>,
        parents: &[Uuid],
        filter: &Self::Filter,
        page: &PageRequest,
    ) -> impl Future<Output = std::result::Result<HashMap<Uuid, Page<Self::Row>>, StoreError>> + Send;

    /// How long each of these things' lists is.
    fn counts(
        reader: &Reader<'static>,
        parents: &[Uuid],
        filter: &Self::Filter,
    ) -> impl Future<Output = std::result::Result<HashMap<Uuid, u64>, StoreError>> + Send;
}

/// The key of a page of the list under a thing.
pub struct PageUnder<L: List> {
    /// The thing.
    pub parent: Uuid,
    /// What the list is narrowed by.
    pub filter: L::Filter,
    /// Which page.
    pub page: PageRequest,
}

/// The key of the length of the list under a thing.
pub struct CountUnder<L: List> {
    /// The thing.
    pub parent: Uuid,
    /// What the list is narrowed by.
    pub filter: L::Filter,
}

// Derived, these would ask the same of `L` itself.
macro_rules! keys {
    ($($key:ident { $($field:ident),+ })+) => {
        $(
            impl<L: List> Clone for $key<L> {
                fn clone(&self) -> Self {
                    Self { $($field: self.$field.clone()),+ }
                }
            }

            impl<L: List> PartialEq for $key<L> {
                fn eq(&self, other: &Self) -> bool {
                    $(self.$field == other.$field)&&+
                }
            }

            impl<L: List> Eq for $key<L> {}

            impl<L: List> Hash for $key<L> {
                fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                    $(self.$field.hash(state);)+
                }
            }
        )+
    };
}

keys! {
    PageUnder { parent, filter, page }
    CountUnder { parent, filter }
}

impl<L: List> Loader<PageUnder<L>> for Batch {
    type Value = Page<L::Row>;
    type Error = LoadError;

    async fn load(&self, keys: &[PageUnder<L>]) -> Loaded<PageUnder<L>, Page<L::Row>> {
        let mut alike: HashMap<(&L::Filter, &PageRequest), Vec<Uuid>> = HashMap::new();
        for key in keys {
            alike.entry((&key.filter, &key.page)).or_default().push(key.parent);
        }
        let mut loaded = HashMap::new();
        for ((filter, page), parents) in alike {
            for (parent, rows) in L::pages(&self.reader, &parents, filter, page).await? {
                let key = PageUnder { parent, filter: filter.clone(), page: page.clone() };
                loaded.insert(key, rows);
            }
        }
        Ok(loaded)
    }
}

impl<L: List> Loader<CountUnder<L>> for Batch {
    type Value = u64;
    type Error = LoadError;

    async fn load(&self, keys: &[CountUnder<L>]) -> Loaded<CountUnder<L>, u64> {
        let mut alike: HashMap<&L::Filter, Vec<Uuid>> = HashMap::new();
        for key in keys {
            alike.entry(&key.filter).or_default().push(key.parent);
        }
        let mut loaded = HashMap::new();
        for (filter, parents) in alike {
            for (parent, rows) in L::counts(&self.reader, &parents, filter).await? {
                loaded.insert(CountUnder { parent, filter: filter.clone() }, rows);
            }
        }
        Ok(loaded)
    }
}

/// Lists by the finders that read them.
macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident: $row:ty, $filter:ty,
        |$reader:ident, $parents:ident, $by:ident, $page:ident| $pages:expr, $counts:expr;)+) => {
        $(
            $(#[$doc])*
            pub struct $list;

            impl List for $list {
                type Filter = $filter;
                type Row = $row;

                async fn pages(
                    $reader: &Reader<'static>,
                    $parents: &[Uuid],
                    $by: &$filter,
                    $page: &PageRequest,
                ) -> std::result::Result<HashMap<Uuid, Page<$row>>, StoreError> {
                    $pages.await
                }

                async fn counts(
                    $reader: &Reader<'static>,
                    $parents: &[Uuid],
                    $by: &$filter,
                ) -> std::result::Result<HashMap<Uuid, u64>, StoreError> {
                    $counts.await
                }
            }
        )+
    };
}

lists! {
    /// The items of a document.
    ItemsOfDocument: Item, ItemFilter,
        |reader, parents, by, page| reader.items_of(parents, by, page), reader.item_counts(parents, by);
    /// The editions of a document.
    EditionsOfDocument: Edition, (),
        |reader, parents, _by, page| reader.editions_of(parents, page), reader.edition_counts(parents);
    /// What an item said before.
    RevisionsOfItem: Revision, (),
        |reader, parents, _by, page| reader.revisions_of(parents, page), reader.revision_counts(parents);
    /// The findings of a document.
    FindingsOfDocument: Finding, FindingFilter,
        |reader, parents, by, page| reader.findings_of(parents, by, page), reader.finding_counts(parents, by);
    /// The duties on an item.
    DutiesOfItem: Duty, DutyFilter,
        |reader, parents, by, page| reader.duties_of(parents, by, page), reader.duty_counts(parents, by);
    /// The reports on an item.
    ReportsOfItem: ProgressReport, (),
        |reader, parents, _by, page| reader.reports_of(parents, page), reader.report_counts(parents);
    /// The versions of a report.
    VersionsOfReport: ReportVersion, (),
        |reader, parents, _by, page| reader.versions_of(parents, page), reader.version_counts(parents);
    /// The decisions on an item.
    DecisionsOfItem: ItemDecision, (),
        |reader, parents, _by, page| reader.decisions_of(parents, page), reader.decision_counts(parents);
    /// The later days that were asked for of an item.
    ExtensionsOfItem: Extension, (),
        |reader, parents, _by, page| reader.extensions_of(parents, page), reader.extension_counts(parents);
    /// The applications to close an item.
    ClosingsOfItem: Closing, (),
        |reader, parents, _by, page| reader.closings_of(parents, page), reader.closing_counts(parents);
    /// The objections to an item.
    ObjectionsOfItem: Objection, (),
        |reader, parents, _by, page| reader.objections_of(parents, page), reader.objection_counts(parents);
    /// The instructions on an item.
    InstructionsOfItem: Instruction, (),
        |reader, parents, _by, page| reader.instructions_of(parents, page), reader.instruction_counts(parents);
    /// The instructions on a document as a whole.
    InstructionsOfDocument: Instruction, (),
        |reader, parents, _by, page|
            reader.document_instructions_of(parents, page), reader.document_instruction_counts(parents);
    /// The action plans for an item.
    PlansOfItem: ActionPlan, (),
        |reader, parents, _by, page| reader.action_plans_of(parents, page), reader.action_plan_counts(parents);
    /// The versions of an action plan.
    VersionsOfPlan: PlanVersion, (),
        |reader, parents, _by, page| reader.plan_versions_of(parents, page), reader.plan_version_counts(parents);
    /// The parts of an item that were handed on.
    HandingsOfItem: Handing, (),
        |reader, parents, _by, page| reader.handings_of(parents, page), reader.handing_counts(parents);
    /// The reports on a part.
    ReportsOfHanding: HandingReport, (),
        |reader, parents, _by, page|
            reader.handing_reports_of(parents, page), reader.handing_report_counts(parents);
    /// The versions of a report on a part.
    VersionsOfHandingReport: HandingReportVersion, (),
        |reader, parents, _by, page|
            reader.handing_versions_of(parents, page), reader.handing_version_counts(parents);
    /// The awaited figures of an item.
    FiguresOfItem: AwaitedFigure, (),
        |reader, parents, _by, page| reader.figures_of(parents, page), reader.figure_counts(parents);
    /// What became of a document's duties.
    DutyChangesOfDocument: DutyChangeRecord, (),
        |reader, parents, _by, page| reader.duty_changes_of(parents, page), reader.duty_change_counts(parents);
    /// What urged a unit.
    UrgesOfUnit: Urge, (),
        |reader, parents, _by, page| reader.urges_of(parents, page), reader.urge_counts(parents);
    /// What is asked to be coordinated on an item.
    CoordinationsOfItem: Coordination, (),
        |reader, parents, _by, page| reader.coordinations_of(parents, page), reader.coordination_counts(parents);
    /// What happened to a document, an item or a report.
    History: Event, HistoryOf,
        |reader, parents, by, page| reader.history_of(*by, parents, page), reader.history_counts(*by, parents);
}

/// A list that hangs under nothing, read a page at a time.
pub trait WholeList: Send + Sync + 'static {
    /// What the list is narrowed by, and its order.
    type Filter: Send + Sync + 'static;
    /// A row.
    type Row: Clone + Send + Sync;

    /// The name that its cursors carry: a cursor is good for one order of one list.
    fn name(filter: &Self::Filter) -> &'static str;

    /// A page of it.
    fn page(
        reader: &Reader<'static>,
        filter: &Self::Filter,
        page: &PageRequest,
    ) -> impl Future<Output = std::result::Result<Page<Self::Row>, StoreError>> + Send;

    /// How long it is.
    fn count(
        reader: &Reader<'static>,
        filter: &Self::Filter,
    ) -> impl Future<Output = std::result::Result<u64, StoreError>> + Send;
}

/// Whole lists by the finders that read them.
macro_rules! whole_lists {
    ($($(#[$doc:meta])* $list:ident: $row:ty, $filter:ty,
        |$reader:ident, $by:ident, $page:ident| $name:expr, $rows:expr, $count:expr;)+) => {
        $(
            $(#[$doc])*
            pub struct $list;

            impl WholeList for $list {
                type Filter = $filter;
                type Row = $row;

                fn name($by: &$filter) -> &'static str {
                    $name
                }

                async fn page(
                    $reader: &Reader<'static>,
                    $by: &$filter,
                    $page: &PageRequest,
                ) -> std::result::Result<Page<$row>, StoreError> {
                    $rows.await
                }

                async fn count(
                    $reader: &Reader<'static>,
                    $by: &$filter,
                ) -> std::result::Result<u64, StoreError> {
                    $count.await
                }
            }
        )+
    };
}

whole_lists! {
    /// Wishes for a later day that wait for offices, longest first.
    WaitingExtensions: Extension, Vec<OfficeId>,
        |reader, _by, page| "extensionsToDecide",
            reader.waiting_extension_page(_by, page), reader.waiting_extension_count(_by);
    /// Objections that wait for offices, longest first.
    WaitingObjections: Objection, Vec<OfficeId>,
        |reader, _by, page| "objectionsToDecide",
            reader.waiting_objection_page(_by, page), reader.waiting_objection_count(_by);
    /// Instructions that wait for units or posts, longest first.
    WaitingInstructions: Instruction, InstructionsOf,
        |reader, by, page|
            match by {
                InstructionsOf::Units(_) => "instructionsToAnswer",
                InstructionsOf::Posts(_) => "instructionsToRead",
            },
            reader.waiting_instruction_page(by, page), reader.waiting_instruction_count(by);
    /// Coordination that waits for offices or posts, longest first.
    WaitingCoordinations: Coordination, CoordinationsFor,
        |reader, _by, page| "coordinationsToAnswer",
            reader.waiting_coordination_page(_by, page), reader.waiting_coordination_count(_by);
    /// Applications for closing that wait for offices, longest first.
    WaitingClosings: Closing, Vec<OfficeId>,
        |reader, _by, page| "closingsToDecide",
            reader.waiting_closing_page(_by, page), reader.waiting_closing_count(_by);
    /// Action plans that wait for the viewer's decision, longest first.
    WaitingPlans: PlanVersion, PlanFilter,
        |reader, _by, page| "actionPlansToDecide",
            reader.waiting_plan_page(_by, page), reader.waiting_plan_count(_by);
    /// Parts that were handed on, the newest first.
    Handings: Handing, HandingFilter,
        |reader, _by, page| "handings", reader.handing_page(_by, page), reader.handing_count(_by);
    /// Reports on parts that wait for units, longest first.
    WaitingBelow: HandingReportVersion, Vec<UnitId>,
        |reader, _by, page| "handingReportsToDecide",
            reader.waiting_below_page(_by, page), reader.waiting_below_count(_by);
    /// Documents, the newest first.
    Documents: Document, DocumentFilter,
        |reader, _by, page| "documents", reader.document_page(_by, page), reader.document_count(_by);
    /// Documents that wait for the acknowledgement of units, the newest first.
    DocumentsToAcknowledge: Document, DocumentFilter,
        |reader, _by, page| "documentsToAcknowledge", reader.document_page(_by, page), reader.document_count(_by);
    /// What urged units, the newest first.
    Urges: Urge, Vec<UnitId>,
        |reader, _by, page| "urges", reader.urge_page(_by, page), reader.urge_count(_by);
    /// Units, by name.
    Units: Unit, UnitFilter,
        |reader, _by, page| "units", reader.unit_page(_by, page), reader.unit_count(_by);
    /// Items that are handed over, by the day they are due.
    ItemsHanded: Item, (Handed, HandedItems),
        |reader, by, page|
            match by.1 { HandedItems::DueBy(_) => "handover.dueItems", HandedItems::In(_) => "handover.items" },
            reader.handed_item_page(&by.0, by.1, page), reader.handed_item_count(&by.0, by.1);
    /// Duties that are handed over, by the day they are due.
    DutiesHanded: Duty, Handed,
        |reader, _by, page| "handover.duties", reader.handed_duty_page(_by, page), reader.handed_duty_count(_by);
    /// Instructions that are handed over, the newest first.
    InstructionsHanded: Instruction, (Handed, Vec<InstructionState>),
        |reader, _by, page| "handover.instructions",
            reader.handed_instruction_page(&_by.0, &_by.1, page), reader.handed_instruction_count(&_by.0, &_by.1);
    /// Later days that are handed over, the newest first.
    ExtensionsHanded: Extension, Handed,
        |reader, _by, page| "handover.extensions",
            reader.handed_extension_page(_by, page), reader.handed_extension_count(_by);
    /// Leaders, by rank.
    Leaders: Leader, (),
        |reader, _by, page| "leaders", reader.leader_page(page), reader.leader_count();
    /// Duties, by the day they are due.
    Duties: Duty, DutyFilter,
        |reader, _by, page| "duties", reader.duty_page(_by, page), reader.duty_count(_by);
    /// Receipts, the newest first.
    Receipts: Receipt, ReceiptFilter,
        |reader, _by, page| "receipts", reader.receipt_page(_by, page), reader.receipt_count(_by);
    /// Items in an order.
    Items: Item, (ItemFilter, ItemOrder),
        |reader, by, page|
            match by.1 { ItemOrder::Position => "items.position", ItemOrder::Deadline => "items.deadline" },
            reader.item_page(&by.0, by.1, page), reader.item_count(&by.0);
}
