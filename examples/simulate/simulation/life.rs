//! What happens to items beside reports, and to those who answer for them.

use anyhow::{Context, ensure};
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use super::{
    Life, Step,
    city::operator,
    client::{list, text},
    issue::ITEMS,
    model::State,
};

const ITEM: &str = "query($id: ID!) { item(id: $id) {
    id version state deadline leaders { id } targets { id value } assignments { role unit { id kind } }
} }";

impl Life<'_> {
    /// Decides what will happen to which items, and when.
    pub(super) fn foresee(&mut self, items: &[Value]) {
        let days = self.city.today().iter_days().skip(1).take_while(|day| *day <= self.until);
        for first in days.filter(|day| day.day() == 1).collect::<Vec<_>>() {
            self.later(first, Step::Month);
            self.later(first + Days::new(17), Step::Urge);
        }
        self.later(self.city.today() + Days::new(1), Step::Acknowledge);
        for post in self.holders.keys().cloned().collect::<Vec<_>>() {
            self.later(self.day(5, 20), Step::HandOver { post });
        }
        let ids = |which: fn(&&Value) -> bool| -> Vec<String> {
            items.iter().filter(which).map(|item| text(&item["id"])).collect()
        };
        for item in ids(|item| item["deadline"].is_string()) {
            self.later(self.day(4, 8), Step::Extend { item });
        }
        let mut ids = ids(|_| true);
        self.chance.shuffle(&mut ids);
        let few = ids.len().div_ceil(12);
        let mut ids = ids.into_iter();
        let today = self.city.today();
        for item in ids.by_ref().take(few) {
            self.later(today + Days::new(2), Step::Object { item });
        }
        for item in ids.by_ref().take(few) {
            self.later(self.day(6, 12), Step::Suspend { item });
        }
        for item in ids.by_ref().take(few.div_ceil(2)) {
            self.later(self.day(8, 20), Step::Cancel { item });
        }
        for item in ids.by_ref().take(few) {
            self.later(self.day(4, 16), Step::Instruct { item });
        }
        for item in ids.by_ref().take(few * 2) {
            self.later(self.day(11, 25), Step::Close { item });
        }
        self.later(self.day(7, 1), Step::Join);
    }

    /// A post changes hands: who held it sees it no longer, who comes sees and does all of it.
    pub(super) async fn hand_over(&mut self, post: &str) -> anyhow::Result<()> {
        let successor = format!("q{post}");
        self.city.person(&successor).await?;
        let office = self.city.office().await?;
        let input = json!({
            "leaderId": post, "username": successor, "from": self.city.today(),
            "idempotencyKey": self.key(),
        });
        office.act("postHolderSet", "leader { id }", input).await?;
        let tasks = "{ viewer { tasks(first: 1) { totalCount } } }";
        let before = self.city.seat(self.holder(post)?).await?.ask(tasks, json!({})).await?;
        let after = self.city.seat(&successor).await?.ask(tasks, json!({})).await?;
        let count = |data: &Value| data["viewer"]["tasks"]["totalCount"].as_u64();
        ensure!(count(&before) == Some(0), "the predecessor still sees {before}");
        ensure!(count(&after) > Some(0), "the successor sees nothing");
        self.holders.insert(post.to_owned(), successor);
        self.tally.handed_over += 1;
        Ok(())
    }

    /// Everyone acknowledges what was issued.
    pub(super) async fn acknowledge(&mut self) -> anyhow::Result<()> {
        for unit in self.model.units() {
            let client = self.city.seat(&operator(&unit)).await?;
            let input = json!({
                "documentId": self.issued.id, "unitId": unit, "idempotencyKey": self.key(),
            });
            let answer = "acknowledgement { acknowledgedAt }";
            client.act("documentAcknowledge", answer, input).await?;
            self.tally.acknowledged += 1;
        }
        Ok(())
    }

    /// The office urges whoever is late; nobody twice on a day.
    pub(super) async fn urge(&mut self) -> anyhow::Result<()> {
        let late: Vec<String> = self.model.late(self.city.today()).take(500).collect();
        if late.is_empty() {
            return Ok(());
        }
        let office = self.city.office().await?;
        let input = json!({
            "dutyIds": late, "text": "请尽快报送。", "idempotencyKey": self.key(),
        });
        let payload = office.act("unitsUrge", "urged { sent added }", input).await?;
        self.tally.urged += list(&payload["urged"]).count();
        Ok(())
    }

    async fn item(&self, id: &str) -> anyhow::Result<Value> {
        let office = self.city.office().await?;
        Ok(office.ask(ITEM, json!({ "id": id })).await?["item"].take())
    }

    /// A unit says that it is not its matter. The office agrees with every other one.
    pub(super) async fn object(&mut self, item: &str) -> anyhow::Result<()> {
        let item = self.item(item).await?;
        let own = |role: &'static str| {
            list(&item["assignments"])
                .filter(move |part| part["role"] == role && answers_itself(&part["unit"]))
        };
        let Some(part) = own("SUPPORT").chain(own("LEAD")).next() else { return Ok(()) };
        let unit = text(&part["unit"]["id"]);
        let client = self.city.seat(&operator(&unit)).await?;
        let input = json!({
            "itemId": item["id"], "unitId": unit, "kind": "WRONG_UNIT",
            "reason": "该事项不属于我单位职责。", "wanted": "请调整责任单位。",
            "idempotencyKey": self.key(),
        });
        let raised = client.act("objectionRaise", "objection { id version }", input).await?;
        self.tally.objections += 1;
        let keep = self.chance.bool()
            || list(&item["assignments"]).any(|part| {
                // Whoever also answers through a collective stays.
                part["unit"]["kind"] == "COLLECTIVE"
            });
        let other = self.issued.members.last().context("a unit")?.clone();
        let parts: Vec<Value> = list(&item["assignments"])
            .map(|part| {
                let now = text(&part["unit"]["id"]);
                let unit = if now == unit { other.clone() } else { now };
                json!({ "role": part["role"], "unitId": unit })
            })
            .collect();
        let resolution = if keep { json!({ "keep": true }) } else { json!({ "reassign": parts }) };
        let input = json!({
            "id": raised["objection"]["id"], "version": raised["objection"]["version"],
            "reason": "经研究。", "resolution": resolution,
        });
        let office = self.city.office().await?;
        office.act("objectionDecide", "objection { state }", input).await?;
        if !keep {
            self.tally.reassigned += 1;
            self.model.leaves(&unit, &text(&item["id"]));
            self.find_duties().await?;
        }
        Ok(())
    }

    /// A lead asks for twenty days more, before the day.
    pub(super) async fn extend(&mut self, item: &str) -> anyhow::Result<()> {
        let item = self.item(item).await?;
        let Some(lead) = lead_of(&item) else { return Ok(()) };
        let deadline = text(&item["deadline"]).parse::<NaiveDate>().ok();
        let Some(deadline) = deadline.filter(|day| *day > self.city.today()) else { return Ok(()) };
        if item["state"] != "OPEN" {
            return Ok(());
        }
        let client = self.city.seat(&operator(&lead)).await?;
        let input = json!({
            "itemId": item["id"], "unitId": lead, "until": deadline + Days::new(20),
            "reason": "用地手续尚未办结。", "plan": "下月完成手续，随后开工。",
            "idempotencyKey": self.key(),
        });
        let asked = client.act("extensionAsk", "extension { id version }", input).await?;
        let grant = self.chance.u8(0..100) < 70;
        let input = json!({
            "id": asked["extension"]["id"], "version": asked["extension"]["version"],
            "grant": grant, "reason": "经研究。",
        });
        let office = self.city.office().await?;
        office.act("extensionDecide", "extension { state }", input).await?;
        self.tally.extensions += 1;
        if grant {
            self.find_duties().await?;
        }
        Ok(())
    }

    /// A leader gives an instruction, and the lead answers. Whoever holds the post later reads it.
    pub(super) async fn instruct(&mut self, item: &str) -> anyhow::Result<()> {
        let item = self.item(item).await?;
        let post = list(&item["leaders"]).map(|leader| text(&leader["id"])).next();
        let (Some(lead), Some(post)) = (lead_of(&item), post) else { return Ok(()) };
        let leader = self.city.seat(self.holder(&post)?).await?;
        let input = json!({
            "itemId": item["id"], "leaderId": post, "given": "HERE", "unitIds": [lead],
            "text": "请加快推进，按时办结。", "idempotencyKey": self.key(),
        });
        let given = leader.act("instructionGive", "instruction { id version }", input).await?;
        let client = self.city.seat(&operator(&lead)).await?;
        let input = json!({
            "id": given["instruction"]["id"], "version": given["instruction"]["version"],
            "unitId": lead, "text": "已制定措施，按月推进。", "idempotencyKey": self.key(),
        });
        let answered = client.act("instructionAnswer", "instruction { id version }", input).await?;
        self.tally.instructions += 1;
        let step = Step::Read { instruction: answered["instruction"].clone(), post };
        self.later(self.city.today() + Days::new(45), step);
        Ok(())
    }

    /// Whoever holds the post by now closes the instruction.
    pub(super) async fn read(&mut self, instruction: &Value, post: &str) -> anyhow::Result<()> {
        let leader = self.city.seat(self.holder(post)?).await?;
        let input = json!({
            "id": instruction["id"], "version": instruction["version"], "note": "已阅。",
        });
        leader.act("instructionClose", "instruction { state }", input).await?;
        Ok(())
    }

    fn holder(&self, post: &str) -> anyhow::Result<&str> {
        self.holders.get(post).map(String::as_str).context("a holder")
    }

    /// A collective gains a member, which owes from the next period on.
    pub(super) async fn join(&mut self) -> anyhow::Result<()> {
        let office = self.city.office().await?;
        let [_, _, joins, ..] = self.issued.members.as_slice() else { return Ok(()) };
        for collective in &self.issued.collectives {
            let input = json!({
                "collectiveId": collective, "memberIds": [joins], "from": self.city.today(),
            });
            office.act("collectiveMembersConfirm", "dutyChanges { added }", input).await?;
            self.tally.joined += 1;
        }
        self.find_duties().await
    }

    /// The office suspends an item for two months.
    pub(super) async fn suspend(&mut self, item: &str) -> anyhow::Result<()> {
        if self.decide_on("itemSuspend", item).await? {
            self.tally.suspended += 1;
            let ended = self.model.end_item(item);
            let day = self.city.today() + Days::new(60);
            self.later(day, Step::Resume { item: item.to_owned(), ended });
        }
        Ok(())
    }

    /// It goes on: what fell due in between is not owed.
    pub(super) async fn resume(
        &mut self,
        item: &str,
        ended: Vec<(String, State)>,
    ) -> anyhow::Result<()> {
        if self.decide_on("itemResume", item).await? {
            let today = self.city.today();
            for known in self.model.resume_item(item, ended, today) {
                let step = Step::Report { unit: known.unit, due_on: known.due_on };
                self.later(known.due_on, step);
            }
            self.find_duties().await?;
        }
        Ok(())
    }

    /// The office cancels an item.
    pub(super) async fn cancel(&mut self, item: &str) -> anyhow::Result<()> {
        if self.decide_on("itemCancel", item).await? {
            self.tally.cancelled += 1;
            self.model.end_item(item);
        }
        Ok(())
    }

    /// Whether the office could decide so; what was cancelled before stays so.
    async fn decide_on(&self, mutation: &str, item: &str) -> anyhow::Result<bool> {
        let now = self.item(item).await?;
        let office = self.city.office().await?;
        let input = json!({ "id": item, "version": now["version"], "reason": "经研究决定。" });
        let payload = office.try_to(mutation, "item { state }", input).await?;
        let refused = list(&payload["errors"]).next();
        if let Some(error) = refused {
            ensure!(error["code"] == "WRONG_STATE", "{mutation}: {error}");
        }
        Ok(refused.is_none())
    }

    /// A lead applies for closing; the office looks on site and closes.
    pub(super) async fn close(&mut self, item: &str) -> anyhow::Result<()> {
        let now = self.item(item).await?;
        let Some(lead) = lead_of(&now).filter(|_| now["state"] == "OPEN") else { return Ok(()) };
        let client = self.city.seat(&operator(&lead)).await?;
        let figures: Vec<Value> = list(&now["targets"])
            .map(|target| json!({ "targetId": target["id"], "value": target["value"] }))
            .collect();
        let input = json!({
            "itemId": item, "unitId": lead, "evidence": "竣工验收意见及影像资料。",
            "figures": figures, "idempotencyKey": self.key(),
        });
        let applied = client.act("closingApply", "closing { id version }", input).await?;
        let office = self.city.office().await?;
        let closing = &applied["closing"];
        let input = json!({
            "id": closing["id"], "version": closing["version"], "method": "ON_SITE",
            "note": "现场核查属实。", "figures": figures, "idempotencyKey": self.key(),
        });
        let verified = office.act("closingVerify", "closing { id version }", input).await?;
        let closing = &verified["closing"];
        let input = json!({ "id": closing["id"], "version": closing["version"], "close": true });
        office.act("closingDecide", "closing { state }", input).await?;
        self.tally.closed += 1;
        self.model.end_item(item);
        Ok(())
    }

    /// At the year's end every item that is still open gets its outcome.
    pub(super) async fn give_outcomes(&mut self) -> anyhow::Result<()> {
        let office = self.city.office().await?;
        let id = json!({ "id": self.issued.id });
        let mut items = office.all(ITEMS, id, "/document/items").await?;
        items.retain(|item| item["state"] == "OPEN" || item["state"] == "SUSPENDED");
        let outcomes = ["COMPLETED", "ROUTINE", "NOT_ACHIEVED", "CARRIED_OVER"];
        for (place, outcome) in outcomes.into_iter().enumerate() {
            let theirs = items.iter().skip(place).step_by(outcomes.len());
            let theirs: Vec<&Value> =
                theirs.filter(|item| item["state"] == "OPEN" || outcome != "COMPLETED").collect();
            let read = |item: &&Value| json!({ "id": item["id"], "version": item["version"] });
            for some in theirs.chunks(100) {
                let input = json!({
                    "items": some.iter().map(read).collect::<Vec<_>>(), "outcome": outcome,
                    "reason": "年度考核认定。", "separateList": outcome == "CARRIED_OVER",
                    "idempotencyKey": self.key(),
                });
                office.act("itemsOutcome", "items { state }", input).await?;
            }
            for item in theirs {
                self.model.end_item(&text(&item["id"]));
            }
        }
        Ok(())
    }
}

/// A unit that leads an item and answers itself.
fn lead_of(item: &Value) -> Option<String> {
    let mut parts = list(&item["assignments"]);
    let lead = parts.find(|part| part["role"] == "LEAD" && answers_itself(&part["unit"]));
    lead.map(|part| text(&part["unit"]["id"]))
}

fn answers_itself(unit: &Value) -> bool {
    unit["kind"] != "COLLECTIVE" && unit["kind"] != "BODY"
}
