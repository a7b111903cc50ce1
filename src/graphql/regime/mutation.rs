//! Setting a regime.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use serde::Serialize;

use super::object::{
    Cadence, Covers, HolidayShift, OwedTo, PlanApproval, Regime, ReportSection, Reporter,
};
use crate::{
    domain::{
        self,
        id::{DocumentId, ItemId, ReportingRuleId, SectionId, UnitId},
        refusal::Refusal,
        regime::{Bounds, Switches},
    },
    graphql::{
        Result,
        context::ContextExt,
        document::Document,
        id::GlobalId,
        loaders::RegimeOf,
        payload::{Settled, UserError},
        scalars::Date,
        unit::UnitKind,
    },
    service::{Once, RegimeSet, RuleSet},
};

/// What a document asks for beside reports (报送制度开关); whatever is left out is off.
#[derive(InputObject, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "switches, each by itself")]
pub struct RegimeSwitchesInput {
    /// Whether units acknowledge their items (签收).
    #[graphql(default)]
    acknowledge: bool,
    /// Working days in which a unit may object (异议期, 工作日); none: no window.
    objection_days: Option<i32>,
    /// Who approves action plans (落实方案审批); `NONE`: none are asked for, and none can be written.
    #[graphql(default_with = "PlanApproval::None")]
    plan_approval: PlanApproval,
    /// Whether a unit's head signs its reports (单位负责人签批).
    #[graphql(default)]
    sign_off: bool,
    /// Whether reports state a percentage where there is no target (完成比例).
    #[graphql(default)]
    percent: bool,
    /// Working days after which what was not returned counts as accepted (逾期未退视为通过, 工作日);
    /// none: never.
    deemed_days: Option<i32>,
    /// Days before a duty is due on which its unit is urged (到期前几天自动催办), 1 to 250; none: not
    /// before.
    urge_days_before: Option<i32>,
    /// Whether a unit is urged on the first day on which a duty is late (逾期首日自动催办).
    #[graphql(default)]
    urge_late: bool,
}

/// Whom and what a rule binds (适用范围); all units and all items where nothing is said.
#[derive(InputObject, Serialize, Default)]
pub struct RuleBoundsInput {
    /// The words of the document, as 区直 (原文表述). Words without kinds and units bind nobody.
    words: Option<String>,
    /// Kinds of units that it binds (单位类别).
    #[graphql(default)]
    unit_kinds: Vec<UnitKind>,
    /// Units that it binds beside these kinds (单位).
    #[graphql(default)]
    unit_ids: Vec<ID>,
    /// Headings whose items it is about, those below included (章节).
    #[graphql(default)]
    section_ids: Vec<ID>,
    /// Items that it is about beside these (任务).
    #[graphql(default)]
    item_ids: Vec<ID>,
}

/// A rule as it is to be (报送规则).
#[derive(InputObject, Serialize)]
pub struct ReportingRuleInput {
    /// The rule in force that it is, changed or not; none for a new one.
    id: Option<ID>,
    /// The sentence (原文); as it is if none is given.
    text: Option<String>,
    /// Who owes the report (报送主体).
    reporter: Reporter,
    /// The unit that a rule for one unit names (指定单位).
    reporter_unit_id: Option<ID>,
    /// Whether each lead owes a report, or only the first (是否每个牵头单位都报).
    #[graphql(default = true)]
    every_lead: bool,
    /// Whom and what it binds (适用范围).
    bounds: Option<RuleBoundsInput>,
    /// How often (周期).
    cadence: Option<Cadence>,
    /// Day of the month, 1 to 31; 31 is the last day of any month (截止日). Without a day, a rule of a
    /// cadence makes no duties.
    due_day: Option<i32>,
    /// The days of a rule of fixed dates, at most 60 (固定日期).
    #[graphql(default)]
    due_dates: Vec<Date>,
    /// Which period a report covers (报送内容所属期).
    #[graphql(default_with = "Covers::Current")]
    covers: Covers,
    /// What a day without work does to the due day (遇节假日).
    #[graphql(default_with = "HolidayShift::None")]
    holiday_shift: HolidayShift,
    /// To whom (报送对象).
    #[graphql(default_with = "OwedTo::Lead")]
    owed_to: OwedTo,
    /// The unit that sums up (汇总单位).
    recipient_unit_id: Option<ID>,
    /// Units that get a copy (抄送单位). Kept and shown; no copy is sent yet.
    #[graphql(default)]
    copy_unit_ids: Vec<ID>,
    /// Whether the supervision office gets a copy (是否抄送督查室).
    /// It sees every submitted report anyway.
    #[graphql(default)]
    copy_office: bool,
    /// Sections that a report must have (报告内容要求).
    /// Kept and shown; submission does not check them yet.
    #[graphql(default)]
    required_sections: Vec<ReportSection>,
    /// Whether the leads' report must integrate the supports' (是否须综合责任单位情况): each that was
    /// submitted to the lead is integrated, or left out for a reason.
    #[graphql(default)]
    integrates_support: bool,
}

/// What a document is to ask of its units (报送制度).
#[derive(InputObject, Serialize)]
pub struct RegimeInput {
    /// The document (文件).
    document_id: ID,
    /// What it asks for beside reports (开关); as it is if none is given.
    switches: Option<RegimeSwitchesInput>,
    /// All its rules in order, at most 50 (报送规则); as they are if none are given. A rule in force that
    /// is left out ends.
    rules: Option<Vec<ReportingRuleInput>>,
}

/// A regime to be set (设定报送制度).
#[derive(InputObject, Serialize)]
pub struct RegimeSetInput {
    /// What the document is to ask.
    regime: RegimeInput,
    /// The version of the regime that you read (所读版本号).
    version: i32,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: Option<String>,
}

/// What a change did to duties (报送任务变动).
#[derive(SimpleObject, Clone, Copy, Default)]
pub struct DutyChanges {
    /// Duties that arose or are owed again (新增).
    added: i32,
    /// Duties that got another day, part or recipient (调整).
    moved: i32,
    /// Duties that are owed no longer (终止).
    ended: i32,
}

impl From<domain::duty::DutyChanges> for DutyChanges {
    fn from(changes: domain::duty::DutyChanges) -> Self {
        let count = |count| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            added: count(changes.added),
            moved: count(changes.moved),
            ended: count(changes.ended),
        }
    }
}

/// How a regime was set.
#[derive(SimpleObject)]
pub struct RegimeSetPayload {
    /// The document; none if it was refused.
    document: Option<Document>,
    /// What that changed of its duties (报送任务变动); none if it was refused.
    duty_changes: Option<DutyChanges>,
    /// On `CONFLICT`, the regime as it is now.
    current: Option<Regime>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with regimes.
#[derive(Default)]
pub struct RegimeMutation;

#[Object]
impl RegimeMutation {
    /// Sets what a document asks of its units (设定报送制度). Duties of a published document follow at
    /// once: what is not reported yet is added, moved or ended; what was reported stays. For the
    /// supervision office.
    async fn regime_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The regime.")] input: RegimeSetInput,
    ) -> Result<RegimeSetPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = DocumentId::parse(&input.regime.document_id);
        let outcome = async {
            let once = Once::new(author, "regimeSet", input.idempotency_key.clone(), &input)?;
            let set = RegimeSet { version: input.version, once, ..input.regime.read()? };
            service.regime_set(author, set).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let current = match id.filter(|_| settled.conflict) {
            Some(id) => ctx.loader()?.load_one(RegimeOf(id)).await?,
            None => None,
        };
        let (document, changes) = settled.done.unzip();
        Ok(RegimeSetPayload {
            document: document.map(Into::into),
            duty_changes: changes.map(Into::into),
            current: current.map(Regime),
            errors: settled.errors,
        })
    }
}

fn one<I: GlobalId>(
    id: Option<&ID>,
    field: &'static str,
) -> std::result::Result<Option<I>, Refusal> {
    id.map(|id| I::parse(id).ok_or(Refusal::NotFound { field })).transpose()
}

fn all<I: GlobalId>(ids: &[ID], field: &'static str) -> std::result::Result<Vec<I>, Refusal> {
    ids.iter().map(|id| I::parse(id).ok_or(Refusal::NotFound { field })).collect()
}

impl RegimeInput {
    /// As the use case takes it, without a version.
    pub fn read(self) -> std::result::Result<RegimeSet, Refusal> {
        let document = one::<DocumentId>(Some(&self.document_id), "regime.documentId")?;
        let rules =
            self.rules.map(|rules| rules.into_iter().map(ReportingRuleInput::read).collect());
        Ok(RegimeSet {
            document: document.ok_or(Refusal::NotFound { field: "regime.documentId" })?,
            version: 0,
            switches: self.switches.map(Into::into),
            rules: rules.transpose()?,
            once: None,
        })
    }
}

impl From<RegimeSwitchesInput> for Switches {
    fn from(input: RegimeSwitchesInput) -> Self {
        Self {
            acknowledge: input.acknowledge,
            objection_days: input.objection_days,
            plan: input.plan_approval.into(),
            sign_off: input.sign_off,
            percent: input.percent,
            deemed_days: input.deemed_days,
            urge_days_before: input.urge_days_before,
            urge_late: input.urge_late,
        }
    }
}

impl ReportingRuleInput {
    fn read(self) -> std::result::Result<RuleSet, Refusal> {
        let bounds = self.bounds.unwrap_or_default();
        Ok(RuleSet {
            id: one::<ReportingRuleId>(self.id.as_ref(), "regime.rules.id")?,
            text: self.text,
            reporter: self.reporter.into(),
            reporter_unit: one::<UnitId>(
                self.reporter_unit_id.as_ref(),
                "regime.rules.reporterUnitId",
            )?,
            every_lead: self.every_lead,
            bounds: Bounds {
                words: bounds.words,
                kinds: bounds.unit_kinds.into_iter().map(Into::into).collect(),
                units: all(&bounds.unit_ids, "regime.rules.bounds.unitIds")?,
                sections: all::<SectionId>(&bounds.section_ids, "regime.rules.bounds.sectionIds")?,
                items: all::<ItemId>(&bounds.item_ids, "regime.rules.bounds.itemIds")?,
            },
            cadence: self.cadence.map(Into::into),
            due_day: self.due_day,
            due_dates: self.due_dates.into_iter().map(|day| day.0).collect(),
            covers: self.covers.into(),
            holiday_shift: self.holiday_shift.into(),
            owed_to: self.owed_to.into(),
            recipient_unit: one::<UnitId>(
                self.recipient_unit_id.as_ref(),
                "regime.rules.recipientUnitId",
            )?,
            copy_units: all(&self.copy_unit_ids, "regime.rules.copyUnitIds")?,
            copy_office: self.copy_office,
            required: self.required_sections.into_iter().map(Into::into).collect(),
            integrates_support: self.integrates_support,
        })
    }
}
