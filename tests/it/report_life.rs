//! The life of a progress report: values, the head's signature, taking back, corrections, what
//! counts as accepted, what the office enters, and many reports in one act.

use chrono::TimeDelta;
use serde_json::{Value, json};

use duban::{
    domain::regime::{ReportSection, Switches},
    policy::{Author, Scope},
    service::{RegimeSet, RuleSet},
};

use crate::support::{
    Client, Server, on_both,
    world::{ACCEPT, PLAN, RETURN, SAVE, SUBMIT, World, as_it_is},
};

const SIGN: &str = "mutation($input: ProgressReportSignInput!) {
    progressReportSign(input: $input) { progressReport { id version state } errors { code field message } }
}";
const SEND_BACK: &str = "mutation($input: ProgressReportSendBackInput!) {
    progressReportSendBack(input: $input) {
        progressReport { id version state content { sentBack } } errors { code field message }
    }
}";
const WITHDRAW: &str = "mutation($input: ProgressReportWithdrawInput!) {
    progressReportWithdraw(input: $input) {
        progressReport { id version state firstSubmittedAt } errors { code field message }
    }
}";
const REVIEW: &str = "mutation($input: ProgressReportReviewBeginInput!) {
    progressReportReviewBegin(input: $input) {
        progressReport { id version state reviewBegunAt } errors { code field message }
    }
}";
const ENTER: &str = "mutation($input: ProgressReportEnterInput!) {
    progressReportEnter(input: $input) {
        progressReport { id version state firstSubmittedAt content { source sourceNote receivedOn submittedByName } }
        errors { code field message }
    }
}";
const CONFIRM: &str = "mutation($input: ProgressReportConfirmInput!) {
    progressReportConfirm(input: $input) {
        progressReport { id version state content { confirmedByName } } errors { code field message }
    }
}";
const MANY: &str = "mutation($input: ProgressReportsSubmitInput!) {
    progressReportsSubmit(input: $input) {
        progressReports { id version state duty { id } }
        receipt { id number unit { name } document { title } period { label } submittedByName progressReports { id } }
        errors { code field message dutyId }
    }
}";
const ACCEPT_MANY: &str = "mutation($input: ProgressReportsAcceptInput!) {
    progressReportsAccept(input: $input) { progressReports { id state } errors { code field dutyId } }
}";
const RETURN_MANY: &str = "mutation($input: ProgressReportsReturnInput!) {
    progressReportsReturn(input: $input) { progressReports { id state resubmitBy } errors { code field dutyId } }
}";
const DUTY: &str = "query($id: ID!) { node(id: $id) { ... on Duty {
    state late
    item { ordinal targets { id indicator } }
    prefill { progress values { value asOf target { id } } offered { value { value target { id } } item { ordinal } } }
    report {
        id version state resubmitBy deemedOn
        content { number progress correction deemedAccepted decision decidedByName values { value asOf explanation } }
        accepted { number progress values { value } }
    }
} } }";

impl Server {
    /// The world with the regime changed before it is published.
    async fn world_with(&self, switches: Switches, required: &[ReportSection]) -> World {
        let world = self.world().await;
        self.change_regime(PLAN, switches, required).await;
        self.sign_in("office").await.publish(&world.document).await;
        world
    }

    /// Sets the switches of the document that is read from a text, and what its rules require.
    async fn change_regime(&self, text: &str, switches: Switches, required: &[ReportSection]) {
        let rule = |rule| RuleSet { required: required.to_vec(), ..rule };
        self.set_regime(text, Some(switches), rule).await;
    }

    /// Changes every rule of the document that is read from a text.
    pub async fn change_rules(&self, text: &str, change: impl Fn(RuleSet) -> RuleSet) {
        self.set_regime(text, None, change).await;
    }

    async fn set_regime(
        &self,
        text: &str,
        switches: Option<Switches>,
        change: impl Fn(RuleSet) -> RuleSet,
    ) {
        let reader = self.app.store.reader(Scope::system());
        let page = reader
            .document_page(
                &duban::store::DocumentFilter::default(),
                &duban::domain::page::PageRequest::first(50),
            )
            .await
            .unwrap();
        let title = text.lines().next().unwrap();
        let document = page.rows.iter().find(|(_, one)| one.title == title).unwrap().1.id;
        let rules = reader.rules_of(&[document]).await.unwrap().remove(&document).unwrap();
        let rules = rules.iter().map(|rule| change(as_it_is(rule)));
        let set = RegimeSet {
            document,
            version: reader.regimes_of(&[document]).await.unwrap()[&document].version,
            switches,
            rules: Some(rules.collect()),
            once: None,
        };
        self.app.service.regime_set(Author::Console, set).await.unwrap();
    }
}

impl Client {
    async fn told(&self, duty: &Value) -> Value {
        self.run(DUTY, json!({ "id": duty["id"] })).await["node"].clone()
    }

    async fn message(&self, mutation: &str, input: Value) -> String {
        let payload = self.payload(mutation, input).await;
        payload["errors"][0]["message"].as_str().unwrap_or_default().to_owned()
    }
}

fn of(report: &Value) -> Value {
    json!({ "id": report["id"], "version": report["version"] })
}

fn with(mut input: Value, more: Value) -> Value {
    if let Value::Object(more) = more {
        for (name, value) in more {
            input[name] = value;
        }
    }
    input
}

on_both! {
    /// The sections of the rule, and a percentage where the regime asks for it, are needed to
    /// submit, and named where they are missing.
    async fn what_is_asked_is_needed(server: Server) {
        let switches = Switches { percent: true, ..Switches::OFF };
        server.world_with(switches, &[ReportSection::Problems, ReportSection::NextSteps]).await;
        let unit = server.sign_in("wlj").await;
        let duty = unit.duty("5").await;
        let said = |version: i32, more: Value| with(
            json!({
                "dutyId": duty["id"], "progress": "已开幕",
                "version": if version == 0 { Value::Null } else { json!(version) },
                "idempotencyKey": version.to_string(),
            }),
            more,
        );
        let mut report = unit.done(SAVE, said(0, json!({}))).await["progressReport"].clone();
        for (version, more, missing) in [
            (1, json!({}), "problems"),
            (1, json!({ "problems": "暂无" }), "nextSteps"),
            (2, json!({ "problems": "暂无", "nextSteps": "办好闭幕式" }), "percent"),
        ] {
            if version > 1 || more != json!({}) {
                let version = i32::try_from(report["version"].as_i64().unwrap()).unwrap();
                report = unit.done(SAVE, said(version, more)).await["progressReport"].clone();
            }
            assert_eq!(unit.refused(SUBMIT, of(&report)).await, ("REQUIRED".into(), format!("input.{missing}")));
        }
        let more = json!({ "problems": "暂无", "nextSteps": "办好闭幕式", "percent": 60 });
        let version = i32::try_from(report["version"].as_i64().unwrap()).unwrap();
        let report = unit.done(SAVE, said(version, more)).await["progressReport"].clone();
        assert_eq!(unit.done(SUBMIT, of(&report)).await["progressReport"]["state"], "SUBMITTED");

        // Where there is a target, its value says it.
        let lead = server.sign_in("rsj").await;
        let duty = lead.duty("1").await;
        let input = json!({ "dutyId": duty["id"], "progress": "已新增", "percent": 40, "idempotencyKey": "p" });
        assert_eq!(lead.refused(SAVE, input).await, ("INVALID_INPUT".into(), "input.percent".into()));
    }

    /// Values hold for a day; one that fell asks for a word; the accepted one stays the figure
    /// while a correction is on its way.
    async fn values_and_corrections(server: Server) {
        server.world_with(Switches::OFF, &[]).await;
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        let duty = lead.duty("1").await;
        let target = lead.told(&duty).await["item"]["targets"][0]["id"].clone();
        let say = |version: Value, value: &str, as_of: &str, more: Value, values: Value| with(
            json!({
                "dutyId": duty["id"], "version": version, "progress": "已新增",
                "values": [with(json!({ "targetId": target, "value": value, "asOf": as_of }), values)],
                "idempotencyKey": format!("{version} {value} {more} {as_of}"),
            }),
            more,
        );
        let none = || json!({});
        for (input, field) in [
            (say(Value::Null, "1", "2026-03-03", none(), none()), "values.0.asOf"),
            (say(Value::Null, "1", "2026-03-02", none(), json!({ "targetId": duty["id"] })), "values.0.targetId"),
            (say(Value::Null, "1", "2026-03-02", none(), json!({ "explanation": "长".repeat(1_001) })), "values.0.explanation"),
        ] {
            assert_eq!(lead.refused(SAVE, input).await, ("INVALID_INPUT".into(), format!("input.{field}")));
        }
        let saved = lead.done(SAVE, say(Value::Null, "10000.50", "2026-03-01", none(), none())).await;
        let submitted = lead.done(SUBMIT, of(&saved["progressReport"])).await;
        let accepted = office.done(ACCEPT, of(&submitted["progressReport"])).await["progressReport"].clone();
        let told = lead.told(&duty).await;
        assert_eq!(told["report"]["content"]["values"], json!([{ "value": "10000.5", "asOf": "2026-03-01", "explanation": null }]));

        // Without a reason an accepted report stays as it is.
        let version = accepted["version"].clone();
        let plain = say(version.clone(), "9000", "2026-03-01", none(), none());
        assert_eq!(lead.refused(SAVE, plain).await.0, "WRONG_STATE");
        assert_eq!(lead.refused(SUBMIT, of(&accepted)).await.0, "WRONG_STATE");
        let empty = say(version.clone(), "9000", "2026-03-01", json!({ "correction": " " }), none());
        assert_eq!(lead.refused(SAVE, empty).await, ("REQUIRED".into(), "input.correction".into()));
        let correct = |version: &Value, why: Value| {
            say(version.clone(), "9000", "2026-03-02", json!({ "correction": "重复统计" }), json!({ "explanation": why }))
        };
        let drafted = lead.done(SAVE, correct(&version, Value::Null)).await["progressReport"].clone();
        assert_eq!(drafted["state"], "ACCEPTED");
        // Nobody else sees the draft.
        assert_eq!(office.told(&duty).await["report"]["content"]["number"], 1);
        let (code, field) = lead.refused(SUBMIT, of(&drafted)).await;
        assert_eq!((code.as_str(), field.as_str()), ("REQUIRED", "input.values.0.explanation"));
        assert!(lead.message(SUBMIT, of(&drafted)).await.contains("2.6万人"), "the target is named");
        let drafted = lead.done(SAVE, correct(&drafted["version"], json!("剔除重复"))).await["progressReport"].clone();
        let submitted = lead.done(SUBMIT, of(&drafted)).await["progressReport"].clone();
        assert_eq!(submitted["state"], "SUBMITTED");

        // The accepted version stands until the correction is accepted.
        let seen = office.told(&duty).await;
        assert_eq!(seen["report"]["content"]["number"], 2);
        assert_eq!(seen["report"]["content"]["correction"], "重复统计");
        assert_eq!(seen["report"]["accepted"], json!({ "number": 1, "progress": "已新增", "values": [{ "value": "10000.5" }] }));
        let returned = office.done(RETURN, with(of(&submitted), json!({ "reason": "请附依据" }))).await["progressReport"].clone();
        assert_eq!(office.told(&duty).await["report"]["accepted"]["number"], 1);
        let again = lead.done(SUBMIT, of(&returned)).await["progressReport"].clone();
        let seen = office.told(&duty).await;
        assert_eq!(seen["report"]["content"]["correction"], "重复统计", "still the same correction");
        office.done(ACCEPT, of(&again)).await;
        let seen = office.told(&duty).await;
        assert_eq!((&seen["report"]["accepted"]["number"], &seen["state"]), (&json!(3), &json!("ACCEPTED")));
    }

    /// A report begins with what was said last, and figures stated elsewhere are offered.
    async fn nothing_is_asked_twice(server: Server) {
        let world = server.world().await;
        let document = server.import(world.office, TWICE).await;
        server.change_rules(TWICE, |rule| RuleSet {
            cadence: rule.due_dates.first().map(|_| duban::domain::regime::Cadence::Monthly),
            due_day: rule.due_dates.first().map(|_| 25),
            due_dates: vec![],
            ..rule
        }).await;
        server.sign_in("office").await.publish(&document).await;
        let lead = server.sign_in("rsj").await;
        let duties = async |client: &Client, due: &str| -> Vec<Value> {
            let filter = json!({ "filter": { "documentId": document, "dueFrom": due, "dueBy": due } });
            let data = client.run(crate::support::world::DUTIES, filter).await;
            let edges = data["viewer"]["duties"]["edges"].as_array().unwrap().clone();
            let mut nodes: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
            nodes.sort_by_key(|node| node["item"]["ordinal"].to_string());
            nodes
        };
        let march = duties(&lead, "2026-03-25").await;
        assert_eq!(lead.told(&march[0]).await["prefill"], Value::Null);
        let target = |told: &Value| told["item"]["targets"][0]["id"].clone();
        let (first, second) = (target(&lead.told(&march[0]).await), target(&lead.told(&march[1]).await));
        let said = lead.done(SAVE, json!({
            "dutyId": march[0]["id"], "progress": "三月已新增", "idempotencyKey": "m",
            "values": [{ "targetId": first, "value": "5000", "asOf": "2026-03-01" }],
        })).await["progressReport"].clone();
        let offered = lead.told(&march[1]).await["prefill"]["offered"].clone();
        assert_eq!(offered, json!([{ "value": { "value": "5000", "target": { "id": second } }, "item": { "ordinal": "1" } }]));
        let office = server.sign_in("office").await;
        assert_eq!(office.told(&march[1]).await["prefill"], Value::Null, "the unit's own alone");
        lead.done(SUBMIT, of(&said)).await;

        while server.app.clock.today().to_string() != "2026-04-01" {
            server.clock.advance(TimeDelta::days(1));
        }
        server.app.service.turn_day("2026-04-01".parse().unwrap()).await.unwrap();
        let lead = server.sign_in("rsj").await;
        let april = duties(&lead, "2026-04-25").await;
        let prefill = lead.told(&april[0]).await["prefill"].clone();
        assert_eq!(prefill["progress"], "三月已新增");
        assert_eq!(prefill["values"], json!([{ "value": "5000", "asOf": "2026-03-01", "target": { "id": first } }]));
        assert_eq!(lead.told(&april[1]).await["prefill"], Value::Null, "figures of another period are not offered");
        assert_eq!(server.sign_in("office").await.told(&april[0]).await["prefill"], Value::Null);
    }

    /// Whoever the rule copies to sees what was submitted, and nothing else.
    async fn copies_go_by_themselves(server: Server) {
        let world = server.world().await;
        let archive = server.unit(world.office, "市档案馆").await;
        server.change_rules(PLAN, |rule| RuleSet { copy_units: vec![archive], ..rule }).await;
        server.sign_in("office").await.publish(&world.document).await;
        let (lead, copied) = (server.sign_in("rsj").await, server.sign_in("nobody").await);
        let saved = lead.save("1", "已新增1万人").await;
        let query = "query($id: ID!) { node(id: $id) { ... on ProgressReport { state content { progress } item { ordinal } versions { totalCount } } } }";
        assert_eq!(copied.run(query, json!({ "id": saved["id"] })).await["node"], Value::Null);
        let sent = lead.done(SUBMIT, of(&saved)).await["progressReport"].clone();
        let seen = copied.run(query, json!({ "id": saved["id"] })).await;
        assert_eq!(seen["node"], json!({
            "state": "SUBMITTED", "content": { "progress": "已新增1万人" }, "item": { "ordinal": "1" }, "versions": { "totalCount": 1 },
        }));
        assert_eq!(copied.refused(ACCEPT, of(&sent)).await.0, "NOT_ALLOWED");
        lead.done(WITHDRAW, of(&sent)).await;
        assert_eq!(copied.run(query, json!({ "id": saved["id"] })).await["node"], Value::Null);
        // A copy of one report is no sight of another.
        let other = server.sign_in("czj").await.save("1", "已下达").await;
        assert_eq!(copied.run(query, json!({ "id": other["id"] })).await["node"], Value::Null);
    }

    /// Fifty reports take no more statements than five.
    async fn many_cost_what_few_cost(server: Server) {
        let world = server.world().await;
        let mut costs = Vec::new();
        for count in [5, 50] {
            let head = format!("云溪市2026年{count}项重点工作责任分解方案\n\n");
            let task = |n| format!("{n}.新建便民站点{n}0个以上。（牵头单位：市人社局）\n\n");
            let text = head + &(1..=count).map(task).collect::<String>();
            let document = server.import(world.office, &text).await;
            let office = server.sign_in("office").await;
            office.publish(&document).await;
            let lead = server.sign_in("rsj").await;
            let filter = json!({ "filter": { "documentId": document } });
            let data = lead.run("query($filter: DutyFilter) { viewer { duties(first: 100, filter: $filter) { edges { node {
                id item { targets { id } }
            } } } } }", filter).await;
            let duties = data["viewer"]["duties"]["edges"].as_array().unwrap().clone();
            assert_eq!(duties.len(), count);
            let mut fewest = [u64::MAX; 3];
            // What the relay of the event log asks in between only adds.
            for turn in 0..5 {
                let version = if turn == 0 { Value::Null } else { json!(2 * turn) };
                let report = |edge: &Value| {
                    let duty = &edge["node"];
                    json!({ "dutyId": duty["id"], "version": version, "content": {
                        "progress": format!("第{turn}次"),
                        "values": [{ "targetId": duty["item"]["targets"][0]["id"], "value": "3", "asOf": "2026-03-01" }],
                    } })
                };
                let reports: Vec<Value> = duties.iter().map(report).collect();
                let input = json!({ "act": "SUBMIT", "reports": reports, "idempotencyKey": format!("{count} {turn}") });
                let before = server.statements();
                let done = lead.done(BARE_SUBMIT, input).await["progressReports"].clone();
                fewest[0] = fewest[0].min(server.statements() - before);
                let reads: Vec<Value> = done.as_array().unwrap().iter().map(of).collect();
                let input = json!({ "reports": reads, "reason": "请补充" });
                let before = server.statements();
                let returned = office.done(BARE_RETURN, input).await;
                fewest[1] = fewest[1].min(server.statements() - before);
                let before = server.statements();
                lead.run(PREFILLS, json!({ "filter": { "documentId": document } })).await;
                fewest[2] = fewest[2].min(server.statements() - before);
                assert_eq!(returned["progressReports"].as_array().unwrap().len(), count);
            }
            costs.push(fewest);
        }
        for (few, many) in costs[0].iter().zip(costs[1]) {
            assert!(many.abs_diff(*few) < 15, "{costs:?}: one more for each would be 45");
        }
    }

    /// With sign-off the operator hands to the head, who submits or sends back.
    async fn the_head_signs(server: Server) {
        server.world_with(Switches { sign_off: true, ..Switches::OFF }, &[]).await;
        let (operator, head) = (server.sign_in("rsj").await, server.sign_in("rsj_head").await);
        let office = server.sign_in("office").await;
        let saved = operator.save("1", "已新增1万人").await;
        assert_eq!(operator.refused(SUBMIT, of(&saved)).await.0, "WRONG_STATE");
        assert!(operator.message(SUBMIT, of(&saved)).await.contains("签批"));
        let input = with(of(&saved), json!({ "reason": "不够" }));
        assert_eq!(operator.refused(SEND_BACK, input).await.0, "NOT_ALLOWED");
        let signing = operator.done(SIGN, of(&saved)).await["progressReport"].clone();
        assert_eq!(signing["state"], "SIGNING");
        let duty = operator.duty("1").await;
        assert_eq!(duty["state"], "OPEN");
        assert_eq!(office.told(&duty).await["report"], Value::Null, "its unit's alone");
        let save = json!({ "dutyId": duty["id"], "version": signing["version"], "progress": "改", "idempotencyKey": "w" });
        assert_eq!(operator.refused(SAVE, save).await.0, "WRONG_STATE");
        let back = head.done(SEND_BACK, with(of(&signing), json!({ "reason": "请补充分区数据" }))).await["progressReport"].clone();
        assert_eq!((&back["state"], &back["content"]["sentBack"]), (&json!("DRAFT"), &json!("请补充分区数据")));
        let signing = operator.done(SIGN, of(&back)).await["progressReport"].clone();
        // The operator takes it from the desk, and hands it over again.
        let back = operator.done(WITHDRAW, of(&signing)).await["progressReport"].clone();
        assert_eq!(back["state"], "DRAFT");
        let signing = operator.done(SIGN, of(&back)).await["progressReport"].clone();
        let submitted = head.done(SUBMIT, of(&signing)).await["progressReport"].clone();
        assert_eq!(submitted["state"], "SUBMITTED");
        let kinds = office.run(HISTORY, json!({ "id": submitted["id"] })).await;
        let kinds = kinds["node"]["history"]["edges"].as_array().unwrap().len();
        assert_eq!(kinds, 1, "what happens inside the unit is the unit's");
        assert_eq!(office.run(SENT_BACK, json!({ "id": submitted["id"] })).await["node"]["content"]["sentBack"], Value::Null);

        // Off, there is nobody to hand it to.
        let off = server.sign_in("wlj").await;
        server.change_regime(PLAN, Switches::OFF, &[]).await;
        let saved = off.save("5", "已开幕").await;
        assert_eq!(off.refused(SIGN, of(&saved)).await.0, "WRONG_STATE");
        off.done(SUBMIT, of(&saved)).await;
    }

    /// A unit takes a report back until its review begins; what was taken back was never submitted.
    async fn a_unit_takes_back(server: Server) {
        server.world_with(Switches::OFF, &[]).await;
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        let first = lead.submit("1", "写错了").await;
        assert_eq!(office.refused(WITHDRAW, of(&first)).await.0, "NOT_ALLOWED");
        let duty = lead.duty("1").await;
        let back = lead.done(WITHDRAW, of(&first)).await["progressReport"].clone();
        assert_eq!((&back["state"], &back["firstSubmittedAt"]), (&json!("DRAFT"), &Value::Null));
        assert_eq!(office.told(&duty).await["report"], Value::Null);
        assert_eq!(lead.duty("1").await["state"], "OPEN");

        server.clock.advance(TimeDelta::days(1));
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        let again = lead.submit("1", "已新增1万人").await;
        let seen = office.told(&duty).await;
        assert_eq!(seen["report"]["content"]["number"], 2, "what was taken back stays the unit's");
        assert!(again["firstSubmittedAt"].as_str().unwrap().starts_with("2026-03-03"));
        let begun = office.done(REVIEW, of(&again)).await["progressReport"].clone();
        assert_ne!(begun["reviewBegunAt"], Value::Null);
        assert_eq!(lead.refused(WITHDRAW, of(&begun)).await.0, "WRONG_STATE");
        assert_eq!(office.refused(REVIEW, of(&begun)).await.0, "WRONG_STATE");
        let returned = office.done(RETURN, with(of(&begun), json!({ "reason": "请补充" }))).await["progressReport"].clone();
        assert_eq!(office.told(&duty).await["report"]["resubmitBy"], "2026-03-10", "five working days");
        // Taken back again, it is what it was: returned.
        let again = lead.done(SUBMIT, of(&returned)).await["progressReport"].clone();
        let back = lead.done(WITHDRAW, of(&again)).await["progressReport"].clone();
        assert_eq!(back["state"], "RETURNED");
        assert!(back["firstSubmittedAt"].as_str().unwrap().starts_with("2026-03-03"));
        assert_eq!(lead.refused(WITHDRAW, of(&back)).await.0, "WRONG_STATE", "nothing accepted stands");
        // A day of the returner's own, which is not past.
        let again = lead.done(SUBMIT, of(&back)).await["progressReport"].clone();
        let day = |day: &str| with(of(&again), json!({ "reason": "请补充", "resubmitBy": day }));
        assert_eq!(office.refused(RETURN, day("2026-03-02")).await, ("INVALID_INPUT".into(), "input.resubmitBy".into()));
        office.done(RETURN, day("2026-03-05")).await;
        assert_eq!(lead.told(&duty).await["report"]["resubmitBy"], "2026-03-05");
    }

    /// What is not returned within the regime's working days counts as accepted, marked so, once.
    async fn what_is_not_returned_counts_as_accepted(server: Server) {
        server.world_with(Switches { deemed_days: Some(2), ..Switches::OFF }, &[]).await;
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        lead.submit("1", "已新增1万人").await;
        let returned = lead.submit("2", "已建成2个").await;
        office.done(RETURN, with(of(&returned), json!({ "reason": "请补充" }))).await;
        let (duty, other) = (lead.duty("1").await, lead.duty("2").await);
        // Submitted on a Monday: it may be returned until Wednesday.
        assert_eq!(lead.told(&duty).await["report"]["deemedOn"], "2026-03-05");
        for (day, deemed) in [("2026-03-04", 0), ("2026-03-05", 1)] {
            while server.clock.clock().today().to_string() != day {
                server.clock.advance(TimeDelta::days(1));
            }
            let turn = server.app.service.turn_day(day.parse().unwrap()).await.unwrap().unwrap();
            assert_eq!(turn.deemed, deemed, "{day}");
            assert!(server.app.service.turn_day(day.parse().unwrap()).await.unwrap().is_none());
        }
        let office = server.sign_in("office").await;
        let told = office.told(&duty).await;
        assert_eq!((&told["state"], &told["report"]["state"]), (&json!("ACCEPTED"), &json!("ACCEPTED")));
        let content = &told["report"]["content"];
        assert_eq!((&content["deemedAccepted"], &content["decision"], &content["decidedByName"]), (&json!(true), &json!("ACCEPTED"), &Value::Null));
        assert_eq!(office.told(&other).await["report"]["state"], "RETURNED");
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'REPORT_DEEMED'").await, 1);
    }

    /// The office enters what a unit without accounts reported, and the unit confirms it later.
    async fn the_office_enters(server: Server) {
        let world = server.world_with(Switches::OFF, &[]).await;
        let (office, lead) = (server.sign_in("office").await, server.sign_in("wlj").await);
        let duty = lead.duty("5").await;
        let enter = |more: Value| with(
            json!({
                "dutyId": duty["id"], "progress": "电话报告：已开幕", "source": "TELEPHONE", "note": "办公室来电",
                "receivedOn": "2026-03-01", "idempotencyKey": more.to_string(),
            }),
            more,
        );
        assert_eq!(lead.refused(ENTER, enter(json!({}))).await.0, "NOT_ALLOWED");
        assert_eq!(office.refused(ENTER, enter(json!({}))).await.0, "WRONG_STATE");
        server.end_memberships("wlj").await;
        let office = server.sign_in("office").await;
        for (more, code, field) in [
            (json!({ "progress": " " }), "REQUIRED", "input.progress"),
            (json!({ "receivedOn": "2026-03-03" }), "INVALID_INPUT", "input.receivedOn"),
            (json!({ "note": "长".repeat(2_001) }), "TOO_LONG", "input.note"),
            (json!({ "version": 3 }), "CONFLICT", "input.version"),
        ] {
            let mut input = enter(more);
            input["idempotencyKey"] = json!(field);
            assert_eq!(office.refused(ENTER, input).await, (code.into(), field.into()));
        }
        let entered = office.done(ENTER, enter(json!({}))).await["progressReport"].clone();
        assert_eq!(entered["state"], "SUBMITTED");
        assert_eq!(entered["content"], json!({
            "source": "TELEPHONE", "sourceNote": "办公室来电", "receivedOn": "2026-03-01", "submittedByName": "office的姓名",
        }));
        assert_eq!(entered["firstSubmittedAt"], "2026-02-28T16:00:00Z", "the day it was received");
        assert_eq!(office.done(ENTER, enter(json!({}))).await["progressReport"]["version"], entered["version"]);
        let accepted = office.done(ACCEPT, of(&entered)).await["progressReport"].clone();

        // Later the unit has an account again.
        server.account("wlj2", world.office, crate::support::world::ActsAs::Unit("市文旅局", duban::domain::account::UnitRole::Operator)).await;
        let unit = server.sign_in("wlj2").await;
        assert_eq!(office.refused(CONFIRM, of(&accepted)).await.0, "NOT_ALLOWED");
        let confirmed = unit.done(CONFIRM, of(&accepted)).await["progressReport"].clone();
        assert_eq!(confirmed["content"]["confirmedByName"], "wlj2的姓名");
        assert_eq!(unit.refused(CONFIRM, of(&confirmed)).await.0, "WRONG_STATE");
        let correction = json!({
            "dutyId": duty["id"], "version": confirmed["version"], "progress": "已开幕并闭幕",
            "correction": "电话记录不全", "idempotencyKey": "c",
        });
        let corrected = unit.done(SAVE, correction).await["progressReport"].clone();
        unit.done(SUBMIT, of(&corrected)).await;
    }

    /// All of a unit's items in one act with one receipt; all or nothing, every refusal by its duty.
    async fn many_in_one_act(server: Server) {
        let world = server.world_with(Switches::OFF, &[]).await;
        let (lead, office) = (server.sign_in("rsj").await, server.sign_in("office").await);
        let (one, two) = (lead.duty("1").await, lead.duty("2").await);
        let other = server.sign_in("wlj").await.duty("5").await;
        let many = |act: &str, key: &str, reports: Value| json!({ "act": act, "reports": reports, "idempotencyKey": key });
        let say = |duty: &Value, progress: &str| json!({ "dutyId": duty["id"], "content": { "progress": progress } });
        let tables = server.tables().await;
        let before = tables.everything().await;
        let payload = lead.payload(MANY, many("SUBMIT", "a", json!([say(&one, "已新增"), say(&two, " "), say(&other, "x")]))).await;
        assert_eq!(payload["errors"][0]["field"], "input.reports.1.progress");
        assert_eq!(payload["errors"][0]["dutyId"], two["id"]);
        assert_eq!(payload["errors"][1]["code"], "NOT_FOUND");
        assert_eq!((&payload["progressReports"], &payload["receipt"]), (&json!([]), &Value::Null));
        assert_eq!(lead.refused(MANY, many("SUBMIT", "b", json!([]))).await, ("REQUIRED".into(), "input.reports".into()));
        let sign = lead.payload(MANY, many("SIGN", "s", json!([say(&one, "已新增")]))).await;
        assert_eq!(sign["errors"][0]["code"], "WRONG_STATE");
        tables.assert_unchanged(&before, "a refusal changes nothing").await;

        let saved = lead.done(MANY, many("SAVE", "c", json!([say(&one, "已新增"), say(&two, "已建成")]))).await;
        assert_eq!(saved["receipt"], Value::Null);
        assert_eq!(saved["progressReports"][1]["state"], "DRAFT");
        let read = |duty: &Value, version: i32| json!({ "dutyId": duty["id"], "version": version });
        let stale = lead.payload(MANY, many("SUBMIT", "d", json!([read(&one, 1), read(&two, 7)]))).await;
        assert_eq!((&stale["errors"][0]["code"], &stale["errors"][0]["field"]), (&json!("CONFLICT"), &json!("input.reports.1.version")));
        let input = many("SUBMIT", "e", json!([read(&one, 1), read(&two, 1)]));
        let done = lead.done(MANY, input.clone()).await;
        let receipt = &done["receipt"];
        assert_eq!((&receipt["number"], &receipt["unit"]["name"]), (&json!("20260302-001"), &json!("市人社局")));
        assert_eq!(receipt["progressReports"].as_array().unwrap().len(), 2);
        let again = lead.done(MANY, input).await;
        assert_eq!(again, done, "the same answer again");
        // One alone has its receipt too.
        server.sign_in("czj").await.submit("1", "已下达").await;

        let count = async |client: &Client| {
            let data = client.run("query($d: ID) { viewer { receipts(first: 5, documentId: $d) { totalCount edges { node { number } } } } }", json!({ "d": world.document })).await;
            data["viewer"]["receipts"]["totalCount"].as_u64().unwrap()
        };
        assert_eq!(count(&office).await, 2);
        assert_eq!(count(&lead).await, 2, "its own, and what is owed to it");
        for (account, sees) in [("czj", 1), ("jyj", 0), ("wlj", 0), ("leader", 0), ("sysadmin", 0), ("auditor", 0)] {
            assert_eq!(count(&server.sign_in(account).await).await, sees, "{account}");
        }

        let reports = done["progressReports"].clone();
        let reads = |reports: &Value| -> Value { reports.as_array().unwrap().iter().map(of).collect::<Vec<_>>().into() };
        let mut wrong = reads(&reports);
        wrong[1]["version"] = json!(9);
        let payload = office.payload(ACCEPT_MANY, json!({ "reports": wrong })).await;
        assert_eq!(payload["errors"][0]["dutyId"], two["id"]);
        let payload = lead.payload(ACCEPT_MANY, json!({ "reports": reads(&reports) })).await;
        assert_eq!(payload["errors"][0]["code"], "NOT_ALLOWED");
        let input = json!({ "reports": reads(&reports), "reason": "请补充", "idempotencyKey": "r" });
        let returned = office.done(RETURN_MANY, input.clone()).await;
        assert_eq!(returned["progressReports"][0]["resubmitBy"], "2026-03-09");
        assert_eq!(office.done(RETURN_MANY, input).await["progressReports"].as_array().unwrap().len(), 2);
        let done = lead.done(MANY, many("SUBMIT", "f", json!([read(&one, 3), read(&two, 3)]))).await;
        assert_eq!(done["receipt"]["number"], "20260302-002");
        let accepted = office.done(ACCEPT_MANY, json!({ "reports": reads(&done["progressReports"]) })).await;
        assert_eq!(accepted["progressReports"][1]["state"], "ACCEPTED");
    }
}

const BARE_SUBMIT: &str = "mutation($input: ProgressReportsSubmitInput!) {
    progressReportsSubmit(input: $input) { progressReports { id version } errors { code field message } }
}";
const BARE_RETURN: &str = "mutation($input: ProgressReportsReturnInput!) {
    progressReportsReturn(input: $input) { progressReports { id } errors { code field message } }
}";
const PREFILLS: &str = "query($filter: DutyFilter) { viewer { duties(first: 100, filter: $filter) { edges { node {
    prefill { progress values { value } offered { value { value } } }
    report { resubmitBy content { deemedAccepted values { value target { indicator } } receipt { number } } accepted { number } }
} } } } }";

/// A figure that stands in two items.
const TWICE: &str = "云溪市2026年稳就业责任分解方案

1.新增城镇就业2.6万人以上。（牵头单位：市人社局）

2.新增城镇就业2.6万人以上，开展技能培训。（牵头单位：市人社局）
";

const HISTORY: &str = "query($id: ID!) { node(id: $id) { ... on ProgressReport { history(first: 20) { edges { node { kind } } } } } }";
const SENT_BACK: &str =
    "query($id: ID!) { node(id: $id) { ... on ProgressReport { content { sentBack } } } }";
