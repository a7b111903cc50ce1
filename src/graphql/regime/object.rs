//! What a document asks of its units: switches and rules.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use serde::Serialize;

use crate::{
    domain::{self, regime::RuleSource},
    graphql::{
        Result,
        context::ContextExt,
        document::Section,
        id::GlobalId,
        item::Item,
        loaders::{NameOf, RulesOf},
        scalars::{Date, DateTime},
        unit::{Unit, UnitKind},
    },
};

/// Who owes a report under a rule (报送主体).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::Reporter")]
pub enum Reporter {
    /// 牵头/主办单位: the leads.
    Lead,
    /// 责任/协办/配合单位: the supports.
    Support,
    /// 各单位: leads and supports alike.
    All,
    /// 督查室: the office itself; no unit's duty.
    Office,
    /// One unit that the rule names (指定单位), on the items in which it has a part.
    Unit,
}

/// How often a rule asks (报送周期).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::Cadence")]
pub enum Cadence {
    /// 每月.
    Monthly,
    /// 每两个月: January and February, and so on.
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

/// Which period a report covers (报送内容所属期).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::Covers")]
pub enum Covers {
    /// The period in whose last month it is due (当期).
    Current,
    /// The period before the month in which it is due (上期).
    Previous,
}

/// Whom a report is owed to (报送对象).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::OwedTo")]
pub enum OwedTo {
    /// The item's first lead unit (牵头单位); the leads themselves owe the office.
    Lead,
    /// A unit that sums up (汇总单位).
    Unit,
    /// The supervision office (督查室).
    Office,
}

/// A section that a report must have (报告内容).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::ReportSection")]
pub enum ReportSection {
    /// 进展情况.
    Progress,
    /// 存在问题.
    Problems,
    /// 下一步打算.
    NextSteps,
}

/// What a day without work does to a due day (遇节假日).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::HolidayShift")]
pub enum HolidayShift {
    /// Nothing (不变).
    None,
    /// Due on the next working day (顺延).
    Next,
    /// Due on the working day before (提前).
    Previous,
}

/// Who approves action plans (落实方案审批).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(remote = "domain::regime::PlanApproval")]
pub enum PlanApproval {
    /// There are none (不要求).
    None,
    /// The supervision office (督查室).
    Office,
    /// The item's responsible leader (责任领导).
    Leader,
}

/// Where a rule comes from (规则来源).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RuleOrigin {
    /// Read in the document (文件原文).
    Imported,
    /// The office's own decision (督查室决定).
    Office,
}

/// What a document asks of its units (报送制度). Everything beside reports is off unless the office
/// asks for it.
#[derive(Clone, Copy)]
pub struct Regime(pub domain::regime::Regime);

/// What a document asks of its units (报送制度). Everything beside reports is off unless the office
/// asks for it.
#[Object]
impl Regime {
    /// Version to name in a change, of the rules too (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Whether units acknowledge their items (签收).
    async fn acknowledge(&self) -> bool {
        self.0.switches.acknowledge
    }

    /// Working days in which a unit may object (异议期, 工作日); none: no window.
    async fn objection_days(&self) -> Option<i32> {
        self.0.switches.objection_days
    }

    /// Who approves action plans (落实方案审批); `NONE`: none are asked for, and none can be written.
    async fn plan_approval(&self) -> PlanApproval {
        self.0.switches.plan.into()
    }

    /// Whether a unit's head signs its reports (单位负责人签批).
    async fn sign_off(&self) -> bool {
        self.0.switches.sign_off
    }

    /// Whether reports state a percentage where there is no target (完成比例).
    async fn percent(&self) -> bool {
        self.0.switches.percent
    }

    /// Working days after which what was not returned counts as accepted (逾期未退视为通过, 工作日);
    /// none: never.
    async fn deemed_days(&self) -> Option<i32> {
        self.0.switches.deemed_days
    }

    /// Days before a duty is due on which its unit is urged (到期前几天自动催办); none: not before.
    async fn urge_days_before(&self) -> Option<i32> {
        self.0.switches.urge_days_before
    }

    /// Whether a unit is urged on the first day on which a duty is late (逾期首日自动催办).
    async fn urge_late(&self) -> bool {
        self.0.switches.urge_late
    }

    /// When the office decided it last (设定时间); none while it is as it was read.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// The name of who decided it (设定人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some((_, Some(account))) = self.0.decided else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }

    /// Its rules in force, in order (报送规则).
    async fn rules(&self, ctx: &Context<'_>) -> Result<Vec<ReportingRule>> {
        let rules = ctx.loader()?.load_one(RulesOf(self.0.document)).await?;
        Ok(rules.unwrap_or_default().into_iter().map(ReportingRule).collect())
    }
}

/// Who reports what to whom by which day (报送规则).
#[derive(Clone)]
pub struct ReportingRule(pub domain::regime::ReportingRule);

/// Whom and what a rule binds (适用范围).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct RuleBounds {
    /// The words of the document, as 区直 (原文表述). Words without kinds and units bind nobody.
    words: Option<String>,
    /// Kinds of units that it binds (单位类别); none with no units: all.
    unit_kinds: Vec<UnitKind>,
    #[graphql(skip)]
    bounds: domain::regime::Bounds,
}

#[async_graphql::ComplexObject]
impl RuleBounds {
    /// Units that it binds beside these kinds, as far as they may be seen (单位).
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        units(ctx, &self.bounds.units).await
    }

    /// Headings whose items it is about, those below included (章节); none with no items: all.
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<Section>> {
        let ids = &self.bounds.sections;
        let mut found = ctx.loader()?.load_many(ids.iter().copied()).await?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).map(Section).collect())
    }

    /// Items that it is about beside these, as far as they may be seen (任务).
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<Item>> {
        let ids = &self.bounds.items;
        let mut found = ctx.loader()?.load_many(ids.iter().copied()).await?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).map(Item).collect())
    }
}

async fn units(ctx: &Context<'_>, ids: &[domain::id::UnitId]) -> Result<Vec<Unit>> {
    let mut found = ctx.loader()?.load_many(ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).map(Unit).collect())
}

/// Who reports what to whom by which day (报送规则).
#[Object]
impl ReportingRule {
    /// Opaque id, to name the rule when the regime is set.
    async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// The sentence as printed, or as the office words it (原文).
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Who owes the report (报送主体).
    async fn reporter(&self) -> Reporter {
        self.0.reporter.into()
    }

    /// The unit that a rule for one unit names, if it may be seen (指定单位).
    async fn reporter_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(unit) = self.0.reporter_unit else { return Ok(None) };
        Ok(ctx.loader()?.load_one(unit).await?.map(Into::into))
    }

    /// Whether each lead owes a report, or only the first (是否每个牵头单位都报).
    async fn every_lead(&self) -> bool {
        self.0.every_lead
    }

    /// What is said of the reporters beyond their role, as 区直 (主体范围).
    async fn reporter_scope(&self) -> Option<&str> {
        self.0.bounds.words.as_deref()
    }

    /// Whom and what it binds (适用范围).
    async fn bounds(&self) -> RuleBounds {
        let bounds = self.0.bounds.clone();
        RuleBounds {
            words: bounds.words.clone(),
            unit_kinds: bounds.kinds.iter().map(|kind| (*kind).into()).collect(),
            bounds,
        }
    }

    /// How often, if stated (周期).
    async fn cadence(&self) -> Option<Cadence> {
        self.0.cadence.map(Into::into)
    }

    /// Day of the month, if stated (截止日): of the last month of a longer period, or of the first
    /// after it where the report covers the period before. 31 is the last day of any month.
    async fn due_day(&self) -> Option<i32> {
        self.0.due_day
    }

    /// Days stated in full (固定日期).
    async fn due_dates(&self) -> Vec<Date> {
        self.0.due_dates.iter().copied().map(Date).collect()
    }

    /// Which period a report covers (报送内容所属期).
    async fn covers(&self) -> Covers {
        self.0.covers.into()
    }

    /// What a day without work does to the due day (遇节假日).
    async fn holiday_shift(&self) -> HolidayShift {
        self.0.holiday_shift.into()
    }

    /// Whether units owe reports by it: it states days, and is no bulletin or special report of the
    /// office's own (是否产生报送任务).
    async fn makes_duties(&self) -> bool {
        self.0.schedule().is_some()
    }

    /// To whom, as printed (报送对象原文).
    async fn recipient(&self) -> Option<&str> {
        self.0.recipient.as_deref()
    }

    /// To whom (报送对象).
    async fn owed_to(&self) -> OwedTo {
        self.0.owed_to.into()
    }

    /// The unit that the recipient is, if it is one and may be seen (报送对象单位).
    async fn recipient_unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        let Some(unit) = self.0.recipient_unit else { return Ok(None) };
        Ok(ctx.loader()?.load_one(unit).await?.map(Into::into))
    }

    /// Who gets a copy, as printed (抄送原文).
    async fn copies(&self) -> &[String] {
        &self.0.copies
    }

    /// Units that get a copy, as far as they may be seen (抄送单位).
    /// Kept and shown; no copy is sent yet.
    async fn copy_units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        units(ctx, &self.0.copy_units).await
    }

    /// Whether the supervision office gets a copy (是否抄送督查室).
    /// It sees every submitted report anyway.
    async fn copy_office(&self) -> bool {
        self.0.copy_office
    }

    /// Sections that a report must have (报告内容要求).
    /// Kept and shown; submission does not check them yet.
    async fn required_sections(&self) -> Vec<ReportSection> {
        self.0.required.iter().map(|section| (*section).into()).collect()
    }

    /// Whether the leads' report must integrate the supports' (是否须综合责任单位情况).
    /// Kept and shown; submission does not check it yet.
    async fn integrates_support(&self) -> bool {
        self.0.integrates_support
    }

    /// Where it comes from (规则来源).
    async fn origin(&self) -> RuleOrigin {
        match self.0.source {
            RuleSource::Imported => RuleOrigin::Imported,
            RuleSource::Office { .. } => RuleOrigin::Office,
        }
    }

    /// When the office decided it (决定时间); none for what was read.
    async fn decided_at(&self) -> Option<DateTime> {
        match self.0.source {
            RuleSource::Imported => None,
            RuleSource::Office { at, .. } => Some(DateTime(at)),
        }
    }

    /// The name of who decided it (决定人).
    async fn decided_by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let RuleSource::Office { by: Some(account), .. } = self.0.source else { return Ok(None) };
        Ok(ctx.loader()?.load_one(NameOf(account)).await?)
    }
}
