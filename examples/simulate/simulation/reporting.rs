//! Units report on what they owe, and whoever it is owed to decides.

use std::collections::BTreeMap;

use anyhow::ensure;
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use super::{
    Life, Step,
    city::{head, operator},
    client::{list, text},
    model::State,
};

const OWED: &str = "query($filter: DutyFilter, $after: String) { viewer {
    duties(first: 100, after: $after, filter: $filter) { pageInfo { hasNextPage endCursor } edges { node {
        id state dueOn late integratesSupport period { id } unit { id }
        item { id targets { id value } }
        report { id version state } supportReports { progressReport { id submittedAt } }
    } } }
} }";

/// What is said of every value, so that one that fell has its word.
const WHY: &str = "口径调整后重新核定。";

impl Life<'_> {
    /// A unit looks for duties that are new or have another day, and decides when it will report.
    pub(super) async fn plan_unit(&mut self, unit: &str) -> anyhow::Result<()> {
        let mut days: BTreeMap<NaiveDate, Vec<String>> = BTreeMap::new();
        for duty in self.owed(unit, None).await? {
            if duty["unit"]["id"] == unit && self.model.find(&duty)? {
                let due_on = text(&duty["dueOn"]).parse()?;
                days.entry(due_on).or_default().push(text(&duty["id"]));
            }
        }
        for (due_on, duties) in days {
            let day = match self.chance.u8(0..100) {
                0..3 => {
                    self.silent.extend(duties);
                    continue;
                }
                3..18 => due_on + Days::new(self.chance.u64(1..9)),
                _ => due_on - Days::new(self.chance.u64(0..5)),
            };
            let step = Step::Report { unit: unit.to_owned(), due_on };
            self.later(day.max(self.city.today()), step);
        }
        Ok(())
    }

    /// What a unit still owes, as its operator sees it.
    async fn owed(&self, unit: &str, due_by: Option<NaiveDate>) -> anyhow::Result<Vec<Value>> {
        let client = self.city.seat(&operator(unit)).await?;
        let filter = json!({
            "states": ["OPEN", "RETURNED"], "dueBy": due_by, "documentId": self.issued.id,
        });
        client.all(OWED, json!({ "filter": filter }), "/viewer/duties").await
    }

    /// A unit writes and signs everything that it owes up to a day, one act a period.
    pub(super) async fn report(&mut self, unit: &str, due_on: NaiveDate) -> anyhow::Result<()> {
        let mut periods: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for duty in self.owed(unit, Some(due_on)).await? {
            let silent = self.silent.contains(&text(&duty["id"])) && duty["state"] == "OPEN";
            if duty["unit"]["id"] == unit && !silent {
                self.tally.late += usize::from(duty["late"] == true);
                periods.entry(text(&duty["period"]["id"])).or_default().push(duty);
            }
        }
        for duties in periods.into_values() {
            self.tally.reports += duties.len();
            self.submit(unit, duties).await?;
        }
        Ok(())
    }

    async fn submit(&mut self, unit: &str, duties: Vec<Value>) -> anyhow::Result<()> {
        let today = self.city.today();
        let writer = self.city.seat(&operator(unit)).await?;
        let reports: Vec<Value> = duties.iter().map(|duty| self.written(duty, today)).collect();
        let (signing, sending) = (self.key(), self.key());
        let answer = "progressReports { id version deemedOn duty { id } recipient { id } } receipt { number }";
        let input = json!({ "act": "SIGN", "reports": reports, "idempotencyKey": signing });
        let handed = writer.try_to("progressReportsSubmit", answer, input.clone()).await?;
        ensure!(handed["errors"] == json!([]), "{handed:#}");
        let signs = self.city.seat(&head(unit)).await?;
        let reports: Vec<Value> = list(&handed["progressReports"])
            .map(|report| json!({ "dutyId": report["duty"]["id"], "version": report["version"] }))
            .collect();
        let input = json!({ "act": "SUBMIT", "reports": reports, "idempotencyKey": sending });
        let sent = signs.act("progressReportsSubmit", answer, input.clone()).await?;
        // The line was bad: the same again is the same.
        let again = signs.act("progressReportsSubmit", answer, input).await?;
        ensure!(sent["receipt"] == again["receipt"] && !sent["receipt"].is_null(), "{again:#}");
        let mut recipients: BTreeMap<Option<String>, Vec<Value>> = BTreeMap::new();
        for report in list(&sent["progressReports"]) {
            self.model.came_to(&text(&report["duty"]["id"]), State::Submitted);
            let recipient = report["recipient"]["id"].as_str().map(str::to_owned);
            recipients.entry(recipient).or_default().push(report.clone());
        }
        for (recipient, reports) in recipients {
            // Some lie on a desk until they count as accepted.
            let deemed = reports.first().and_then(|report| text(&report["deemedOn"]).parse().ok());
            if let Some(day) = deemed.filter(|_| self.chance.u8(0..100) < 5) {
                self.later(day, Step::Forgotten { reports });
            } else {
                let day = today + Days::new(self.chance.u64(1..4));
                self.later(day, Step::Decide { recipient, unit: unit.to_owned(), reports });
            }
        }
        Ok(())
    }

    /// What a unit says: values rise with the year, and where one falls it says why.
    fn written(&mut self, duty: &Value, today: NaiveDate) -> Value {
        let done = f64::from(today.ordinal()) / 366.0;
        let values: Vec<Value> = list(&duty["item"]["targets"])
            .map(|target| {
                let promised: f64 = text(&target["value"]).parse().unwrap_or_default();
                let falls = self.chance.u8(0..100) < 3;
                let value = promised * if falls { done / 2.0 } else { done };
                json!({
                    "targetId": target["id"], "value": format!("{value:.2}"), "asOf": today,
                    "explanation": WHY,
                })
            })
            .collect();
        // Where leads write theirs from those of the supports, they say from which.
        let supports = list(&duty["supportReports"]).map(|one| &one["progressReport"]);
        let integrates: Vec<&Value> = supports
            .filter(|one| duty["integratesSupport"] == true && one["submittedAt"].is_string())
            .map(|one| &one["id"])
            .collect();
        json!({
            "dutyId": duty["id"],
            "version": duty["report"]["version"],
            "content": {
                "progress": format!("截至{today}，各项工作按计划推进。"),
                "problems": "部分项目前期手续办理较慢。",
                "nextSteps": "倒排工期，逐项销号。",
                "values": values,
                "integrates": integrates,
            },
        })
    }

    /// Whoever the reports are owed to takes them, or sends some back.
    pub(super) async fn decide(
        &mut self,
        recipient: Option<&str>,
        unit: &str,
        reports: &[Value],
    ) -> anyhow::Result<()> {
        let client = match recipient {
            Some(recipient) => self.city.seat(&operator(recipient)).await?,
            None => self.city.office().await?,
        };
        let read = |report: &Value| json!({ "id": report["id"], "version": report["version"] });
        let (thin, good): (Vec<&Value>, Vec<&Value>) = reports.iter().partition(|report| {
            // Whoever closes an item does not ask for better reports on it.
            self.model.is_owed(&text(&report["duty"]["id"])) && self.chance.u8(0..100) < 12
        });
        let answer = "progressReports { id state duty { id } }";
        let today = self.city.today();
        if !good.is_empty() {
            let reports: Vec<Value> = good.iter().map(|report| read(report)).collect();
            let input = json!({ "reports": reports });
            client.act("progressReportsAccept", answer, input).await?;
            self.tally.accepted += good.len();
        }
        for report in good {
            self.model.came_to(&text(&report["duty"]["id"]), State::Accepted);
        }
        if !thin.is_empty() {
            let again = today + Days::new(5);
            let reports: Vec<Value> = thin.iter().map(|report| read(report)).collect();
            let input = json!({ "reports": reports, "reason": "进展不具体，请补充数据。", "resubmitBy": again });
            client.act("progressReportsReturn", answer, input).await?;
            self.tally.returned += thin.len();
            let day = today + Days::new(self.chance.u64(1..6));
            self.later(day, Step::Report { unit: unit.to_owned(), due_on: today });
        }
        for report in thin {
            self.model.came_to(&text(&report["duty"]["id"]), State::Returned);
        }
        Ok(())
    }

    /// Nobody looked at the reports in time: they count as accepted.
    pub(super) fn forgotten(&mut self, reports: &[Value]) {
        self.tally.deemed += reports.len();
        for report in reports {
            self.model.came_to(&text(&report["duty"]["id"]), State::Accepted);
        }
    }
}
