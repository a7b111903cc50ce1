//! What a report says, and what it must say to be submitted.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{
    id::TargetId,
    refusal::{FallenValue, Refusal},
    regime::ReportSection,
    target::{Operator, Target},
};

/// What a report says, its values apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportContent {
    /// 进展情况.
    pub progress: String,
    /// 存在问题.
    pub problems: String,
    /// 下一步打算.
    pub next_steps: String,
    /// How far, 0 to 100.
    pub percent: Option<i32>,
}

/// How far a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedValue {
    /// The target.
    pub target: TargetId,
    /// The figure, in the target's unit of measure.
    pub value: Decimal,
    /// The day that it holds for.
    pub as_of: NaiveDate,
    /// Why it fell.
    pub explanation: Option<String>,
}

/// What is asked of a report.
#[derive(Clone, Debug)]
pub struct Demands<'a> {
    /// Sections that it must have.
    pub required: &'a [ReportSection],
    /// Whether the regime asks for a percentage where there is no target.
    pub percent: bool,
    /// The targets of its item.
    pub targets: &'a [Target],
    /// What was accepted last.
    pub last: HashMap<TargetId, Decimal>,
    /// The day on which it is written or submitted.
    pub today: NaiveDate,
}

impl Demands<'_> {
    /// Whether a percentage is asked for.
    #[must_use]
    pub const fn asks_percent(&self) -> bool {
        self.percent && self.targets.is_empty()
    }

    /// Whether what was written can be kept at all.
    ///
    /// # Errors
    /// Names the field that cannot.
    pub fn check(&self, content: &ReportContent, values: &[ReportedValue]) -> Result<(), Refusal> {
        content.check()?;
        if content.percent.is_some() && !self.asks_percent() {
            return Err(Refusal::PercentNotAsked);
        }
        for (place, value) in values.iter().enumerate() {
            let field = |name| Refusal::InvalidValue { place, field: name };
            let known = self.targets.iter().any(|target| target.id == value.target);
            let twice = values.iter().take(place).any(|other| other.target == value.target);
            if !known || twice {
                return Err(field("targetId"));
            }
            if value.as_of > self.today {
                return Err(field("asOf"));
            }
            let explanation = value.explanation.as_deref().unwrap_or_default();
            if explanation.chars().count() > ReportedValue::MAX_EXPLANATION
                || explanation.contains('\0')
            {
                return Err(field("explanation"));
            }
        }
        Ok(())
    }

    /// Whether what was written says enough to be submitted.
    ///
    /// # Errors
    /// Names what is missing.
    pub fn check_complete(
        &self,
        content: &ReportContent,
        values: &[ReportedValue],
    ) -> Result<(), Refusal> {
        let asked =
            |section| section == ReportSection::Progress || self.required.contains(&section);
        let sections = [
            (ReportSection::Progress, "progress", &content.progress),
            (ReportSection::Problems, "problems", &content.problems),
            (ReportSection::NextSteps, "nextSteps", &content.next_steps),
        ];
        for (section, field, text) in sections {
            if asked(section) && text.trim().is_empty() {
                return Err(Refusal::Required { field });
            }
        }
        if self.asks_percent() && content.percent.is_none() {
            return Err(Refusal::Required { field: "percent" });
        }
        for (place, value) in values.iter().enumerate() {
            let explained = value.explanation.as_deref().is_some_and(|why| !why.trim().is_empty());
            if let Some((target, last)) = self.fell(value)
                && !explained
            {
                return Err(Refusal::Fell(FallenValue {
                    place,
                    target: target.text.clone(),
                    last,
                }));
            }
        }
        self.check(content, values)
    }

    /// The target and its last accepted value, where a value is below it. Of what should stay low
    /// (不超过) a lower value is no fall.
    fn fell(&self, value: &ReportedValue) -> Option<(&Target, Decimal)> {
        let target = self.targets.iter().find(|target| target.id == value.target)?;
        let last = *self.last.get(&value.target)?;
        (target.operator != Operator::AtMost && value.value < last).then_some((target, last))
    }
}

impl ReportedValue {
    /// The most characters of an explanation.
    pub const MAX_EXPLANATION: usize = 1_000;
}

impl ReportContent {
    /// The most characters of one section.
    pub const MAX_CHARACTERS: usize = 10_000;

    fn check(&self) -> Result<(), Refusal> {
        let sections = [
            ("progress", &self.progress),
            ("problems", &self.problems),
            ("nextSteps", &self.next_steps),
        ];
        for (field, text) in sections {
            check_text(field, text, Self::MAX_CHARACTERS)?;
        }
        match self.percent {
            Some(percent) if !(0..=100).contains(&percent) => {
                Err(Refusal::Invalid { field: "percent" })
            }
            _ => Ok(()),
        }
    }
}

/// Whether a text can be kept.
///
/// # Errors
/// If it is too long, or holds what no text holds.
pub fn check_text(field: &'static str, text: &str, limit: usize) -> Result<(), Refusal> {
    if text.chars().count() > limit {
        return Err(Refusal::TooLong { field, limit });
    }
    if text.contains('\0') {
        return Err(Refusal::Invalid { field });
    }
    Ok(())
}

/// A text that must be there, without the space around it.
///
/// # Errors
/// If it is empty or cannot be kept.
pub fn needed<'a>(field: &'static str, text: &'a str, limit: usize) -> Result<&'a str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Required { field });
    }
    check_text(field, text, limit)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::ItemId;

    const TODAY: &str = "2026-03-02";

    fn target(operator: Operator) -> Target {
        Target {
            id: TargetId(Uuid::from_u128(1)),
            item: ItemId(Uuid::from_u128(2)),
            text: "新增就业2.6万人以上".into(),
            indicator: "新增就业".into(),
            operator,
            value: 26_000.into(),
            value_max: None,
            measure: "人".into(),
            same_as: None,
        }
    }

    fn demands<'a>(
        required: &'a [ReportSection],
        targets: &'a [Target],
        last: &HashMap<TargetId, Decimal>,
    ) -> Demands<'a> {
        Demands {
            required,
            percent: true,
            targets,
            last: last.clone(),
            today: TODAY.parse().unwrap(),
        }
    }

    fn said(progress: &str) -> ReportContent {
        ReportContent { progress: progress.into(), ..ReportContent::default() }
    }

    #[test]
    fn a_report_needs_progress_and_the_sections_of_its_rule() {
        let none = HashMap::new();
        let targets = [target(Operator::AtLeast)];
        let mut content = said("  ");
        let asked = demands(&[ReportSection::NextSteps], &targets, &none);
        assert_eq!(asked.check(&content, &[]), Ok(()));
        assert_eq!(
            asked.check_complete(&content, &[]),
            Err(Refusal::Required { field: "progress" })
        );
        content.progress = "已开工".into();
        assert_eq!(
            asked.check_complete(&content, &[]),
            Err(Refusal::Required { field: "nextSteps" })
        );
        content.next_steps = "继续".into();
        assert_eq!(asked.check_complete(&content, &[]), Ok(()));
        content.problems = "长".repeat(ReportContent::MAX_CHARACTERS + 1);
        assert!(matches!(
            asked.check(&content, &[]),
            Err(Refusal::TooLong { field: "problems", .. })
        ));
    }

    #[test]
    fn percent_only_where_there_is_no_target_and_it_is_asked() {
        let none = HashMap::new();
        let targets = [target(Operator::AtLeast)];
        let mut content = said("已开工");
        let asked = demands(&[], &[], &none);
        assert_eq!(
            asked.check_complete(&content, &[]),
            Err(Refusal::Required { field: "percent" })
        );
        content.percent = Some(101);
        assert_eq!(asked.check(&content, &[]), Err(Refusal::Invalid { field: "percent" }));
        content.percent = Some(40);
        assert_eq!(asked.check_complete(&content, &[]), Ok(()));
        assert_eq!(
            demands(&[], &targets, &none).check(&content, &[]),
            Err(Refusal::PercentNotAsked)
        );
        let off = Demands { percent: false, ..asked.clone() };
        assert_eq!(off.check(&content, &[]), Err(Refusal::PercentNotAsked));
    }

    #[test]
    fn a_fall_asks_for_a_word() {
        let targets = [target(Operator::AtLeast)];
        let last = HashMap::from([(targets[0].id, Decimal::from(10_000))]);
        let asked = demands(&[], &targets, &last);
        let mut value = ReportedValue {
            target: targets[0].id,
            value: Decimal::new(99_999, 1),
            as_of: TODAY.parse().unwrap(),
            explanation: Some(" ".into()),
        };
        let submit = |value: &ReportedValue| {
            asked.check_complete(&said("已核减"), std::slice::from_ref(value))
        };
        assert!(matches!(submit(&value), Err(Refusal::Fell(FallenValue { place: 0, .. }))));
        value.explanation = Some("剔除重复统计".into());
        assert_eq!(submit(&value), Ok(()));
        value = ReportedValue { value: 10_000.into(), explanation: None, ..value };
        assert_eq!(submit(&value), Ok(()));
        let low = [target(Operator::AtMost)];
        let asked = Demands { targets: &low, ..asked.clone() };
        value.value = 1.into();
        assert_eq!(asked.check_complete(&said("下降"), &[value.clone()]), Ok(()));
        let twice = [value.clone(), value.clone()];
        assert_eq!(
            asked.check(&said("x"), &twice),
            Err(Refusal::InvalidValue { place: 1, field: "targetId" })
        );
        value.as_of = "2026-03-03".parse().unwrap();
        assert_eq!(
            asked.check(&said("x"), &[value]),
            Err(Refusal::InvalidValue { place: 0, field: "asOf" })
        );
    }
}
