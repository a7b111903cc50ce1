//! What a lead's report makes of the support units' reports.

use super::check_text;
use crate::domain::{
    id::{ReportId, UnitId},
    refusal::Refusal,
};

/// What a lead's report does with a support unit's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// The support unit's report.
    pub report: ReportId,
    /// Why it is left out; none where it is integrated.
    pub left_out: Option<String>,
}

/// A submitted support report that a lead's report may integrate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The report.
    pub report: ReportId,
    /// Whom it is owed to.
    pub recipient: Option<UnitId>,
}

/// What is asked of a lead's report about the supports'.
#[derive(Clone, Copy, Debug)]
pub struct Integrating<'a> {
    /// Whether its rule asks for it.
    pub asked: bool,
    /// The support reports that were submitted for its period.
    pub submitted: &'a [Submitted],
}

impl Integrating<'_> {
    /// The most characters of a reason.
    pub const MAX_REASON: usize = 1_000;

    /// Whether what was said of support reports can be kept.
    ///
    /// # Errors
    /// If the rule asks for none of it, or names the list with a report that was not submitted for
    /// the period, is named twice, or is left out without a reason.
    pub fn check(&self, integrations: &[Integration]) -> Result<(), Refusal> {
        for (place, one) in integrations.iter().enumerate() {
            let field = if one.left_out.is_some() { "leavesOut" } else { "integrates" };
            let known = self.submitted.iter().any(|other| other.report == one.report);
            let twice = integrations.iter().take(place).any(|other| other.report == one.report);
            if !self.asked || !known || twice {
                return Err(Refusal::Invalid { field });
            }
            if let Some(reason) = &one.left_out {
                if reason.trim().is_empty() {
                    return Err(Refusal::Required { field });
                }
                check_text(field, reason, Self::MAX_REASON)?;
            }
        }
        Ok(())
    }

    /// Whether every support report that was submitted to the unit is integrated, or left out for a
    /// reason. What was not submitted holds nobody up.
    ///
    /// # Errors
    /// Says how many are neither.
    pub fn check_complete(
        &self,
        integrations: &[Integration],
        unit: UnitId,
    ) -> Result<(), Refusal> {
        self.check(integrations)?;
        let said = |of: &Submitted| integrations.iter().any(|one| one.report == of.report);
        let to_unit = self.submitted.iter().filter(|one| one.recipient == Some(unit));
        match to_unit.filter(|one| !said(one)).count() {
            count if self.asked && count > 0 => Err(Refusal::NotIntegrated { count }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const UNIT: UnitId = UnitId(Uuid::from_u128(1));
    const MINE: Submitted =
        Submitted { report: ReportId(Uuid::from_u128(2)), recipient: Some(UNIT) };
    const OTHERS: Submitted = Submitted {
        report: ReportId(Uuid::from_u128(3)),
        recipient: Some(UnitId(Uuid::from_u128(4))),
    };

    fn integrates(report: ReportId) -> Integration {
        Integration { report, left_out: None }
    }

    fn leaves_out(reason: &str) -> Integration {
        Integration { report: MINE.report, left_out: Some(reason.into()) }
    }

    #[test]
    fn what_was_submitted_to_the_unit_is_integrated_or_left_out_for_a_reason() {
        let asked = Integrating { asked: true, submitted: &[MINE, OTHERS] };
        let missing = Err(Refusal::NotIntegrated { count: 1 });
        assert_eq!(asked.check_complete(&[], UNIT), missing);
        assert_eq!(asked.check_complete(&[integrates(OTHERS.report)], UNIT), missing);
        assert_eq!(asked.check_complete(&[integrates(MINE.report)], UNIT), Ok(()));
        assert_eq!(asked.check_complete(&[leaves_out("与上期相同")], UNIT), Ok(()));
        let blank = Err(Refusal::Required { field: "leavesOut" });
        assert_eq!(asked.check(&[leaves_out(" ")]), blank);
        let long = "长".repeat(Integrating::MAX_REASON + 1);
        assert!(matches!(asked.check(&[leaves_out(&long)]), Err(Refusal::TooLong { .. })));
        let invalid = Err(Refusal::Invalid { field: "integrates" });
        assert_eq!(asked.check(&[integrates(ReportId(Uuid::nil()))]), invalid);
        assert_eq!(asked.check(&[integrates(MINE.report), integrates(MINE.report)]), invalid);
    }

    #[test]
    fn nothing_is_asked_where_the_rule_does_not() {
        let off = Integrating { asked: false, submitted: &[MINE] };
        assert_eq!(off.check_complete(&[], UNIT), Ok(()));
        let invalid = Err(Refusal::Invalid { field: "integrates" });
        assert_eq!(off.check(&[integrates(MINE.report)]), invalid);
    }
}
