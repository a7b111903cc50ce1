//! The register of units: kept by people, asked by every import, and never guessing by itself.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    once::IMPORT,
    support::{
        Client, Server, on_both,
        world::{ActsAs, PUBLISH},
    },
};
use duban::domain::{account::OfficeRole, id::OfficeId};

const CODE: &str = "11320100010001001R";
const OTHER_CODE: &str = "11320100010001002W";

const CREATE: &str = "mutation($input: UnitCreateInput!) { unitCreate(input: $input) {
    unit { id version name kind creditCode validFrom host { name } } errors { code field message }
} }";
const UPDATE: &str = "mutation($input: UnitUpdateInput!) { unitUpdate(input: $input) {
    unit { id version name kind creditCode validTo } current { version } errors { code field message }
} }";
const ALIAS_ADD: &str = "mutation($input: UnitAliasAddInput!) { unitAliasAdd(input: $input) {
    unit { id version aliases { name validFrom validTo } } errors { code field message }
} }";
const ALIAS_END: &str = "mutation($input: UnitAliasEndInput!) { unitAliasEnd(input: $input) {
    unit { version aliases { name validFrom validTo } } current { version } errors { code field message }
} }";
const LIST: &str = "mutation($input: UnitsImportInput!) { unitsImport(input: $input) {
    created updated unchanged errors { code field message }
} }";
const MEMBERS: &str = "mutation($input: CollectiveMembersConfirmInput!) {
    collectiveMembersConfirm(input: $input) { unit { members { name } } errors { code field message } }
}";
const MEMBER_END: &str = "mutation($input: CollectiveMemberEndInput!) {
    collectiveMemberEnd(input: $input) {
        unit { memberships { unit { name } validFrom validTo } } errors { code field message }
    }
}";
const RESOLVE: &str = "mutation($input: FindingResolveInput!) { findingResolve(input: $input) {
    finding { state unit { name } } errors { code field message }
} }";
const DRAFT: &str = "query($id: ID!) { document(id: $id) {
    findings(first: 100) { edges { node {
        id code severity state unit { id name }
        item { id version ordinal }
        proposals { score reason unit { id name } }
    } } }
    items(first: 100) { edges { node {
        id version ordinal assignments { role printed unit { id name } confirmedFrom { name } }
    } } }
} }";
const UNITS: &str =
    "query($text: String) { units(first: 100, filter: { text: $text }) { edges { node {
    id name kind creditCode version aliases { name validFrom validTo }
} } } }";

fn nodes(connection: &Value) -> Vec<Value> {
    connection["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

/// A plan issued on a day, with a line for each item.
fn plan(title: &str, issued: &str, items: &[&str]) -> String {
    let items: Vec<String> =
        items.iter().enumerate().map(|(n, item)| format!("{}.{item}\n\n", n + 1)).collect();
    format!("云溪市{title}责任分解方案\n\n{}\n云溪市人民政府办公室\n\n{issued}\n", items.concat())
}

/// An office with nothing, and someone who works for it.
async fn empty_office(server: &Server) -> (OfficeId, Client) {
    let office = server.app.service.office_ensure("云溪市人民政府督查室", Some("云溪市")).await;
    let office = office.expect("an office").id;
    server.account("office", office, ActsAs::Office(OfficeRole::OfficeOperator)).await;
    (office, server.sign_in("office").await)
}

impl Client {
    async fn enter_unit(&self, name: &str) -> Value {
        let input = json!({ "name": name, "idempotencyKey": name });
        self.done(CREATE, input).await["unit"].clone()
    }

    async fn alias(&self, unit: &Value, name: &str, from: Value, to: Value) -> Value {
        let input = json!({
            "unitId": unit["id"], "name": name, "from": from, "to": to,
            "idempotencyKey": format!("{name}{from}"),
        });
        self.payload(ALIAS_ADD, input).await
    }

    async fn draft_of(&self, id: &str) -> (Vec<Value>, Vec<Value>) {
        let document = self.run(DRAFT, json!({ "id": id })).await["document"].clone();
        (nodes(&document["findings"]), nodes(&document["items"]))
    }

    async fn unit_names(&self) -> Vec<Value> {
        let units = nodes(&self.run(UNITS, json!({})).await["units"]);
        units.iter().map(|unit| unit["name"].clone()).collect()
    }
}

fn of_code<'a>(findings: &'a [Value], code: &str) -> Vec<&'a Value> {
    findings.iter().filter(|finding| finding["code"] == code).collect()
}

fn proposed(finding: &Value) -> Vec<&str> {
    let proposals = finding["proposals"].as_array().unwrap().iter();
    proposals.map(|proposal| proposal["unit"]["name"].as_str().unwrap()).collect()
}

/// The names of the units of an item.
fn units_of(item: &Value) -> Vec<&str> {
    let assignments = item["assignments"].as_array().unwrap().iter();
    assignments.map(|assignment| assignment["unit"]["name"].as_str().unwrap()).collect()
}

on_both! {
    /// A unit is entered once, changed at the version that was read, and answers what is known of it.
    async fn units_are_entered_and_changed(server: Server) {
        server.world().await;
        let (office, sysadmin) = (server.sign_in("office").await, server.sign_in("sysadmin").await);
        let input = json!({
            "name": "市安全生产委员会", "kind": "BODY", "creditCode": CODE.to_lowercase(), "idempotencyKey": "k",
        });
        let unit = office.done(CREATE, input.clone()).await["unit"].clone();
        assert_eq!((&unit["creditCode"], &unit["kind"]), (&json!(CODE), &json!("BODY")));
        assert_eq!(unit["validFrom"], Value::Null, "nobody stated it");
        assert_eq!(office.done(CREATE, input).await["unit"], unit, "once");

        let host = sysadmin.enter_unit("市应急局").await;
        assert_eq!(host["kind"], "DEPARTMENT");
        let change = json!({ "id": unit["id"], "version": 1, "hostId": host["id"], "name": "市安委会" });
        let changed = sysadmin.done(UPDATE, change.clone()).await["unit"].clone();
        assert_eq!((&changed["version"], &changed["name"]), (&json!(2), &json!("市安委会")));
        assert_eq!(changed["creditCode"], CODE, "what is left out stays");
        let payload = office.payload(UPDATE, change).await;
        assert_eq!(payload["errors"][0]["code"], "CONFLICT");
        assert_eq!(payload["current"]["version"], 2);
        let gone = json!({ "id": unit["id"], "version": 2, "creditCode": null, "validTo": "2027-01-01" });
        let gone = office.done(UPDATE, gone).await["unit"].clone();
        assert_eq!((&gone["creditCode"], &gone["validTo"]), (&Value::Null, &json!("2027-01-01")));

        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'UNIT_CREATED'").await, 2);
        assert_eq!(tables.count("event", "kind = 'UNIT_CHANGED'").await, 2);
    }

    /// A wrong code, a code or a name of another, a stranger.
    async fn what_cannot_stand_in_the_register_is_refused(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let known = office.enter_unit("市应急局").await;
        office.done(UPDATE, json!({ "id": known["id"], "version": 1, "creditCode": CODE })).await;
        let before = office.unit_names().await;
        for (field, input, code) in [
            ("creditCode", json!({ "name": "甲", "creditCode": "11320100010001001X" }), "INVALID_INPUT"),
            ("creditCode", json!({ "name": "甲", "creditCode": CODE }), "INVALID_INPUT"),
            ("name", json!({ "name": "市应急局" }), "INVALID_INPUT"),
            ("name", json!({ "name": " " }), "REQUIRED"),
            ("name", json!({ "name": "长".repeat(101) }), "TOO_LONG"),
            ("hostId", json!({ "name": "甲", "hostId": "x" }), "NOT_FOUND"),
        ] {
            let mut input = input;
            input["idempotencyKey"] = "k".into();
            let refused = office.refused(CREATE, input.clone()).await;
            assert_eq!(refused, (code.into(), format!("input.{field}")), "{input}");
        }
        let change = json!({ "id": known["id"], "version": 2, "name": "市财政局" });
        assert_eq!(office.refused(UPDATE, change.clone()).await.1, "input.name");
        let english = office.in_english().payload(UPDATE, change.clone()).await;
        let message = english["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("a name means one unit at a time"), "{message}");
        for (stranger, code) in [("other_office", "NOT_FOUND"), ("auditor", "NOT_FOUND"), ("nobody", "NOT_FOUND")] {
            let client = server.sign_in(stranger).await;
            assert_eq!(client.refused(UPDATE, change.clone()).await.0, code, "{stranger}");
        }
        // Whoever sees a unit without keeping its register is told so.
        let own = nodes(&office.run(UNITS, json!({ "text": "市档案馆" })).await["units"])[0].clone();
        let nobody = server.sign_in("nobody").await;
        let change = json!({ "id": own["id"], "version": own["version"], "name": "甲" });
        assert_eq!(nobody.refused(UPDATE, change).await.0, "NOT_ALLOWED");
        let create = json!({ "name": "甲", "idempotencyKey": "k" });
        assert_eq!(nobody.refused(CREATE, create).await.0, "NOT_ALLOWED");
        assert_eq!(office.unit_names().await, before);
    }

    /// One name means one unit at a time; it may mean another at another time.
    async fn a_name_means_one_unit_at_a_time(server: Server) {
        let (_, office) = empty_office(&server).await;
        let (one, other) = (office.enter_unit("市数据局").await, office.enter_unit("市工信局").await);
        let (y25, y26, y27) = (json!("2025-01-01"), json!("2026-01-01"), json!("2027-01-01"));
        let added = office.alias(&one, "市大数据局", y25.clone(), y26.clone()).await;
        assert_eq!(
            added["unit"]["aliases"],
            json!([{ "name": "市大数据局", "validFrom": "2025-01-01", "validTo": "2026-01-01" }])
        );
        let error = |payload: &Value| {
            let error = &payload["errors"][0];
            (error["code"].clone(), error["field"].clone(), error["message"].as_str().unwrap_or_default().to_owned())
        };
        let (code, field, message) = error(&office.alias(&other, "市大数据局", Value::Null, Value::Null).await);
        assert_eq!((code, field), (json!("INVALID_INPUT"), json!("input.name")));
        assert!(message.contains("市数据局"), "{message}");
        assert_eq!(error(&office.alias(&one, "市大数据局", json!("2025-06-01"), Value::Null).await).1, "input.name");
        assert_eq!(error(&office.alias(&other, "市数据局", y25.clone(), y26.clone()).await).1, "input.name");
        assert_eq!(error(&office.alias(&other, "新", y26.clone(), y26.clone()).await).1, "input.to");
        // The day it ends, the name is free.
        let later = office.alias(&other, "市大数据局", y26.clone(), Value::Null).await;
        assert_eq!(later["errors"], json!([]));
        let end = json!({ "unitId": other["id"], "version": 1, "name": "市大数据局", "on": y27 });
        assert_eq!(office.payload(ALIAS_END, end.clone()).await["errors"][0]["code"], "CONFLICT");
        let end = json!({ "unitId": other["id"], "version": 2, "name": "市大数据局", "on": y27 });
        let ended = office.done(ALIAS_END, end).await["unit"].clone();
        assert_eq!(ended["aliases"][0]["validTo"], "2027-01-01");
        let none = json!({ "unitId": other["id"], "version": 3, "name": "市大数据局", "on": "2028-01-01" });
        assert_eq!(office.refused(ALIAS_END, none).await, ("NOT_FOUND".into(), "input.name".into()));
        // What was a mistake from its first day is taken away.
        let mistake = json!({ "unitId": other["id"], "version": 3, "name": "市大数据局", "on": y26 });
        assert_eq!(office.done(ALIAS_END, mistake).await["unit"]["aliases"], json!([]));
    }

    /// An alias of last year means its unit in a document of last year, and nothing in one of this.
    async fn an_alias_holds_in_its_own_time(server: Server) {
        let (id, office) = empty_office(&server).await;
        let unit = office.enter_unit("市市场监督管理局").await;
        office.alias(&unit, "市管局", json!("2025-01-01"), json!("2026-01-01")).await;
        let item = ["新建农贸市场3个。（牵头单位：市管局）"];
        let last = server.import(id, &plan("2025年", "2025年3月6日", &item)).await;
        let (findings, items) = office.draft_of(&last).await;
        assert_eq!(units_of(&items[0]), ["市市场监督管理局"]);
        assert_eq!(items[0]["assignments"][0]["printed"], "市管局");
        assert!(of_code(&findings, "UNKNOWN_UNIT").is_empty());

        let this = server.import(id, &plan("2026年", "2026年3月1日", &item)).await;
        let (findings, items) = office.draft_of(&this).await;
        assert_eq!(units_of(&items[0]), ["市管局"], "a proposal never merges");
        let unknown = of_code(&findings, "UNKNOWN_UNIT");
        assert_eq!((unknown.len(), &unknown[0]["severity"]), (1, &json!("WARNING")));
        assert_eq!(unknown[0]["unit"]["name"], "市管局");
        assert_eq!(proposed(unknown[0]), ["市市场监督管理局"]);
        let score = unknown[0]["proposals"][0]["score"].as_f64().unwrap();
        assert!(score > 0.7 && score < 1.0, "{score}");
        assert_eq!(office.unit_names().await.len(), 2);
    }

    /// A credit code in the unit's cell finds the unit; beside a name that means another it is told.
    async fn a_credit_code_finds_its_unit(server: Server) {
        let (id, office) = empty_office(&server).await;
        for (name, code) in [("市发展和改革委员会", CODE), ("市财政局", OTHER_CODE)] {
            let input = json!({ "name": name, "creditCode": code, "idempotencyKey": name });
            office.done(CREATE, input).await;
        }
        let csv = format!(
            "序号,工作任务,牵头单位\n1,新增就业1万人以上,市发改委（{CODE}）\n2,新建学校3所,市财政局（{CODE}）\n3,新建公园5个,市园林局(113201000100010030)\n"
        );
        let file = office.put_file("台账.csv", csv.into_bytes()).await;
        let done = office.done(IMPORT, json!({ "fileId": file, "idempotencyKey": "k" })).await;
        let document = done["document"]["id"].as_str().unwrap().to_owned();
        let (findings, items) = office.draft_of(&document).await;
        assert_eq!(units_of(&items[0]), ["市发展和改革委员会"]);
        assert_eq!(units_of(&items[1]), ["市财政局"], "the name goes first");
        let mismatch = of_code(&findings, "CREDIT_CODE_MISMATCH");
        assert_eq!((mismatch.len(), proposed(mismatch[0])), (1, vec!["市发展和改革委员会"]));
        let unknown = of_code(&findings, "UNKNOWN_UNIT");
        assert_eq!((unknown.len(), &unknown[0]["unit"]["name"]), (1, &json!("市园林局")));
        let entered = nodes(&office.run(UNITS, json!({ "text": "市园林局" })).await["units"])[0].clone();
        assert_eq!(entered["creditCode"], "113201000100010030");
        assert_eq!(office.unit_names().await.len(), 3, "id {id}");
    }

    /// Another office has the same alias and units of like names: neither is asked or proposed.
    async fn offices_do_not_know_each_others_names(server: Server) {
        let world = server.world().await;
        let (office, other) = (server.sign_in("office").await, server.sign_in("other_office").await);
        let other_id = server.app.service.office_ensure("泽宁市人民政府督查室", None).await.unwrap().id;
        for (client, name) in [(&office, "市数据局"), (&other, "市政务局")] {
            let unit = client.enter_unit(name).await;
            assert_eq!(client.alias(&unit, "市大数据中心", Value::Null, Value::Null).await["errors"], json!([]));
        }
        office.enter_unit("市数字产业局").await;
        let text = plan("2026年", "2026年3月1日", &[
            "建设平台1个。（牵头单位：市大数据中心）", "建设园区2个。（牵头单位：市数字产业促进局）",
        ]);
        for (client, id, name) in [(&office, world.office, "市数据局"), (&other, other_id, "市政务局")] {
            let document = server.import(id, &text).await;
            let (findings, items) = client.draft_of(&document).await;
            assert_eq!(units_of(&items[0]), [name]);
            let unknown = of_code(&findings, "UNKNOWN_UNIT");
            assert_eq!(unknown.len(), 1);
            let expected: &[&str] = if name == "市数据局" { &["市数字产业局"] } else { &[] };
            assert_eq!(proposed(unknown[0]), expected);
        }
    }

    /// The first document of an office has nothing unknown: everything is new.
    async fn the_first_document_asks_nothing(server: Server) {
        let (id, office) = empty_office(&server).await;
        let first = plan("2025年", "2025年3月6日", &["建设平台1个。（牵头单位：市教育局）"]);
        let document = server.import(id, &first).await;
        assert!(of_code(&office.draft_of(&document).await.0, "UNKNOWN_UNIT").is_empty());
        let second = plan("2026年", "2026年3月1日", &["建设平台1个。（牵头单位：市教委）"]);
        let document = server.import(id, &second).await;
        assert_eq!(of_code(&office.draft_of(&document).await.0, "UNKNOWN_UNIT").len(), 1);
    }

    /// A unit chosen for an unknown name stands in the whole draft, as lead where either was; the
    /// name is remembered, and the unit that was entered for it is gone.
    async fn a_chosen_unit_takes_the_whole_draft(server: Server) {
        let (id, office) = empty_office(&server).await;
        let known = office.enter_unit("市发展和改革委员会").await;
        let items = [
            "新增就业1万人。（牵头单位：市发改委；责任单位：市发展和改革委员会）",
            "新建学校3所。（牵头单位：市教育局；责任单位：市发改委）",
            "新建公园5个。（牵头单位：市发展和改革委员会；责任单位：市发改委）",
        ];
        let document = server.import(id, &plan("2026年", "2026年3月1日", &items)).await;
        let (findings, before) = office.draft_of(&document).await;
        let unknown = of_code(&findings, "UNKNOWN_UNIT");
        let finding = *unknown.iter().find(|one| one["unit"]["name"] == "市发改委").expect("it");
        assert_eq!(proposed(finding), ["市发展和改革委员会"]);
        let chosen = json!({ "unit": { "unitId": known["id"], "remember": true } });
        let input = json!({ "id": finding["id"], "resolution": chosen, "idempotencyKey": "k" });

        // What it is not for.
        let education = *unknown.iter().find(|one| one["unit"]["name"] == "市教育局").expect("it");
        let wrong = json!({ "id": education["id"], "resolution": { "units": [known["id"]] } });
        assert_eq!(office.refused(RESOLVE, wrong).await.1, "input.resolution");
        let itself = json!({ "id": finding["id"], "resolution": { "unit": { "unitId": finding["unit"]["id"] } } });
        assert_eq!(office.refused(RESOLVE, itself).await.0, "NOT_FOUND");

        let done = office.done(RESOLVE, input.clone()).await;
        assert_eq!((&done["finding"]["state"], &done["finding"]["unit"]["name"]), (&json!("RESOLVED"), &known["name"]));
        assert_eq!(office.done(RESOLVE, input).await, done, "once");
        let (_, after) = office.draft_of(&document).await;
        let parts = |item: &Value| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let assignments = item["assignments"].as_array().unwrap().iter();
            assignments.map(|one| (text(&one["role"]), text(&one["unit"]["name"]))).collect()
        };
        let part = |role: &str, name: &str| (role.to_owned(), name.to_owned());
        assert_eq!(parts(&after[0]), [part("LEAD", "市发展和改革委员会")]);
        assert_eq!(parts(&after[1]), [part("LEAD", "市教育局"), part("SUPPORT", "市发展和改革委员会")]);
        assert_eq!(parts(&after[2]), [part("LEAD", "市发展和改革委员会")]);
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(after["version"], json!(before["version"].as_i64().unwrap() + 1));
        }
        assert!(!office.unit_names().await.contains(&json!("市发改委")));
        // The next document needs no question; one of the time before it does.
        for (issued, unit) in [("2026年3月2日", "市发展和改革委员会"), ("2026年2月1日", "市发改委")] {
            let next = server.import(id, &plan(issued, issued, &items[1..2])).await;
            assert_eq!(units_of(&office.draft_of(&next).await.1[0])[1], unit);
        }
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'UNIT_ALIAS_ADDED'").await, 1);
        assert_eq!(tables.count("event", "kind = 'FINDING_SETTLED'").await, 1);
    }

    /// A unit that was entered for a name stays where another document names it.
    async fn a_unit_in_use_stays(server: Server) {
        let (id, office) = empty_office(&server).await;
        let known = office.enter_unit("市发展和改革委员会").await;
        let item = ["新增就业1万人。（牵头单位：市发改委）"];
        let first = server.import(id, &plan("2026年第一批", "2026年3月1日", &item)).await;
        let second = server.import(id, &plan("2026年第二批", "2026年3月1日", &item)).await;
        let (findings, _) = office.draft_of(&first).await;
        let finding = of_code(&findings, "UNKNOWN_UNIT")[0];
        let choose = |remember: bool| json!({
            "id": finding["id"], "resolution": { "unit": { "unitId": known["id"], "remember": remember } },
        });
        // Remembered, the name would mean two units at once.
        let refused = office.refused(RESOLVE, choose(true)).await;
        assert_eq!(refused, ("INVALID_INPUT".into(), "input.resolution.unit.remember".into()));
        office.done(RESOLVE, choose(false)).await;
        assert_eq!(units_of(&office.draft_of(&first).await.1[0]), ["市发展和改革委员会"]);
        assert_eq!(units_of(&office.draft_of(&second).await.1[0]), ["市发改委"]);
        assert!(office.unit_names().await.contains(&json!("市发改委")));
    }

    /// 相关… is confirmed for each item; the group stays as printed, its units have its part, see the
    /// item and owe for it; next year they are proposed on the most similar item.
    async fn a_group_is_confirmed_on_its_item(server: Server) {
        let world = server.world().await;
        let (id, office) = (world.office, server.sign_in("office").await);
        let safety = "开展安全生产检查，检查企业300家。（牵头单位：市人社局；责任单位：相关部门、市教育局）";
        let streets = "整治背街小巷50条。（牵头单位：市住建局；责任单位：相关部门）";
        let document = server.import(id, &plan("2025年", "2025年3月6日", &[safety, streets])).await;
        let (findings, items) = office.draft_of(&document).await;
        let groups = of_code(&findings, "UNCONFIRMED_GROUP");
        assert_eq!((groups.len(), &groups[0]["unit"]["name"]), (2, &json!("相关部门")));
        assert_eq!(groups[0]["proposals"], json!([]), "nothing was confirmed before");
        let mut ids = Vec::new();
        for name in ["市财政局", "市教育局", "市文旅局"] {
            ids.push(nodes(&office.run(UNITS, json!({ "text": name })).await["units"])[0]["id"].clone());
        }
        let resolve = |finding: &Value, version: &Value, units: &[Value]| json!({
            "id": finding["id"], "itemVersion": version, "resolution": { "units": units },
        });
        for (units, version, code) in [
            (vec![], json!(1), "REQUIRED"),
            (vec![ids[0].clone()], json!(9), "CONFLICT"),
            (vec![groups[0]["unit"]["id"].clone()], json!(1), "NOT_FOUND"),
        ] {
            let input = resolve(groups[0], &version, &units);
            assert_eq!(office.refused(RESOLVE, input).await.0, code);
        }
        office.done(RESOLVE, resolve(groups[0], &json!(1), &ids[..2])).await;
        office.done(RESOLVE, resolve(groups[1], &json!(1), &ids[2..])).await;
        let (findings, after) = office.draft_of(&document).await;
        let confirmed = |item: &Value| -> Vec<(Value, Value, Value, Value)> {
            let assignments = item["assignments"].as_array().unwrap().iter();
            assignments
                .map(|one| (
                    one["role"].clone(), one["unit"]["name"].clone(), one["printed"].clone(),
                    one["confirmedFrom"]["name"].clone(),
                ))
                .collect()
        };
        let row = |role: &str, unit: &str, printed: &str, from: Value| {
            (json!(role), json!(unit), json!(printed), from)
        };
        assert_eq!(
            confirmed(&after[0]),
            [
                row("LEAD", "市人社局", "市人社局", Value::Null),
                row("SUPPORT", "相关部门", "相关部门", Value::Null),
                row("SUPPORT", "市财政局", "相关部门", json!("相关部门")),
                // It was named beside the group already.
                row("SUPPORT", "市教育局", "市教育局", Value::Null),
            ]
        );
        assert_eq!(after[0]["version"], json!(items[0]["version"].as_i64().unwrap() + 1));

        // Split, both parts keep who was confirmed for whom.
        let joint = findings.iter().find(|one| one["state"] == "OPEN" && one["item"]["id"] == after[1]["id"]);
        if let Some(open) = joint {
            let parts = json!({ "split": ["整治背街小巷20条。", "整治背街小巷30条。"] });
            let input = json!({ "id": open["id"], "itemVersion": after[1]["version"], "resolution": parts });
            office.done(RESOLVE, input).await;
            let (_, split) = office.draft_of(&document).await;
            assert_eq!(confirmed(&split[2]), confirmed(&split[1]));
            assert_eq!(split[2]["assignments"][2]["confirmedFrom"]["name"], "相关部门");
        }
        office.done(PUBLISH, json!({ "id": document, "version": 1 })).await;
        let duties = server.sign_in("czj").await.run(crate::support::world::DUTIES, json!({})).await;
        assert_eq!(duties["viewer"]["duties"]["totalCount"], 1);

        let items = [
            "整治背街小巷80条。（牵头单位：市住建局；责任单位：相关部门）",
            "开展安全生产大检查，检查企业500家。（牵头单位：市人社局；责任单位：相关部门）",
        ];
        let next = server.import(id, &plan("2026年", "2026年3月1日", &items)).await;
        let (findings, after) = office.draft_of(&next).await;
        let groups = of_code(&findings, "UNCONFIRMED_GROUP");
        assert_eq!((proposed(groups[0]), proposed(groups[1])), (vec!["市文旅局"], vec!["市财政局"]));
        let reason = groups[1]["proposals"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("云溪市2025年责任分解方案") && reason.contains("开展安全生产检查"), "{reason}");
        assert_eq!(units_of(&after[1]), ["市人社局", "相关部门"], "a proposal never merges");
    }

    /// A collective without members is told once a document, with last year's members, or those of
    /// the collective with the nearest name.
    async fn a_collective_asks_for_its_members(server: Server) {
        let (id, office) = empty_office(&server).await;
        let mut members = Vec::new();
        for name in ["松岗区人民政府", "柳湾区人民政府"] {
            members.push(office.enter_unit(name).await);
        }
        let items = [
            "新建公园5个。（牵头单位：市园林局；责任单位：各区人民政府）",
            "新建学校3所。（牵头单位：市教育局；责任单位：各区人民政府）",
        ];
        let first = server.import(id, &plan("2025年", "2025年3月6日", &items)).await;
        let (findings, _) = office.draft_of(&first).await;
        let told = of_code(&findings, "COLLECTIVE_UNCONFIRMED");
        assert_eq!((told.len(), &told[0]["item"], proposed(told[0]).len()), (1, &Value::Null, 0));
        let units = |units: &[Value]| json!({ "units": units.iter().map(|unit| unit["id"].clone()).collect::<Vec<_>>() });
        let collective = told[0]["unit"]["id"].clone();
        let input = json!({ "id": told[0]["id"], "resolution": units(&members) });
        office.done(RESOLVE, input).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Unit {
            members(on: \"2025-06-01\") { name }
            before: members(on: \"2024-12-31\") { name }
            memberships { unit { name } validFrom validTo }
        } } }";
        let now = office.run(query, json!({ "id": collective })).await["node"].clone();
        assert_eq!((now["members"].as_array().unwrap().len(), &now["before"]), (2, &json!([])));
        assert_eq!(now["memberships"][0]["validFrom"], "2025-01-01");

        let end = |member: &Value, on: &str| json!({ "collectiveId": collective, "memberId": member["id"], "on": on });
        assert_eq!(office.refused(MEMBER_END, end(&members[0], "2024-06-01")).await.0, "NOT_FOUND");
        for member in &members {
            office.done(MEMBER_END, end(member, "2026-01-01")).await;
        }
        let second = ["新建公园5个。（牵头单位：市园林局；责任单位：各区人民政府、各区政府）"];
        let next = server.import(id, &plan("2026年", "2026年3月1日", &second)).await;
        let (findings, _) = office.draft_of(&next).await;
        let told = of_code(&findings, "COLLECTIVE_UNCONFIRMED");
        assert_eq!(told.len(), 2);
        for finding in &told {
            assert_eq!(proposed(finding), ["松岗区人民政府", "柳湾区人民政府"]);
            let reason = finding["proposals"][0]["reason"].as_str().unwrap();
            assert!(reason.contains("2025年") && reason.contains("各区人民政府"), "{reason}");
        }
        // Confirmed again, they are members from the day on which they were none.
        let input = json!({ "collectiveId": collective, "memberIds": [members[0]["id"]], "from": "2025-06-01" });
        office.done(MEMBERS, input).await;
        // What asked for them is answered with it; what asks for another collective is not.
        let (findings, _) = office.draft_of(&next).await;
        let asking = of_code(&findings, "COLLECTIVE_UNCONFIRMED");
        let mut states: Vec<(bool, &str)> = asking
            .iter()
            .map(|finding| (finding["unit"]["id"] == collective, finding["state"].as_str().unwrap()))
            .collect();
        states.sort_unstable();
        assert_eq!(states, [(false, "OPEN"), (true, "RESOLVED")]);
        let now = office.run(query, json!({ "id": collective })).await["node"].clone();
        let again = now["memberships"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&again["validFrom"], &again["validTo"]), (&json!("2026-01-01"), &Value::Null));
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'MEMBER_ENDED'").await, 2);
        assert_eq!(tables.count("event", "kind = 'MEMBERS_CONFIRMED'").await, 2);
        let stranger = server.anonymous();
        let answer = stranger.send(MEMBER_END, json!({ "input": end(&members[0], "2026-06-01") })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }

    /// A register comes from a list, as text or as a file; the same again changes nothing.
    async fn a_register_is_read_from_a_list(server: Server) {
        let (_, office) = empty_office(&server).await;
        let text = format!(
            "单位名称,统一社会信用代码,类别,别名\n市教育局,{CODE},部门,教育局、市教委\n松岗区人民政府,,,\n各区人民政府,,集合单位,\n"
        );
        let list = |text: &str, key: &str| json!({ "text": text, "idempotencyKey": key });
        let counts = |done: &Value| ["created", "updated", "unchanged"].map(|name| done[name].as_i64().unwrap());
        assert_eq!(counts(&office.done(LIST, list(&text, "1")).await), [3, 0, 0]);
        let units = nodes(&office.run(UNITS, json!({})).await["units"]);
        let education = units.iter().find(|unit| unit["name"] == "市教育局").unwrap();
        assert_eq!((&education["creditCode"], &education["kind"]), (&json!(CODE), &json!("DEPARTMENT")));
        assert_eq!(education["aliases"].as_array().unwrap().len(), 2);
        let kinds: Vec<&Value> = units.iter().map(|unit| &unit["kind"]).collect();
        assert!(kinds.contains(&&json!("COLLECTIVE")) && kinds.contains(&&json!("GOVERNMENT")));
        for key in ["1", "2"] {
            assert_eq!(counts(&office.done(LIST, list(&text, key)).await), [0, 0, 3]);
        }
        // A spreadsheet without a head adds a code to one and an alias to another.
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in [["松岗区人民政府", OTHER_CODE, "", ""], ["市教育局", "", "", "教体局"]].iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
        let file = office.put_file("单位.xlsx", book.save_to_buffer().unwrap()).await;
        let input = json!({ "fileId": file, "idempotencyKey": "3" });
        assert_eq!(counts(&office.done(LIST, input).await), [0, 2, 0]);
        let tables = server.tables().await;
        assert_eq!(tables.count("event", "kind = 'UNITS_IMPORTED'").await, 2);

        // Every bad line is named, and nothing is changed.
        let kept = tables.everything().await;
        let bad = format!(
            "单位名称,统一社会信用代码,类别,别名\n市水利局,,,\n市财政局,{CODE}0,,\n市民政局,,机关单位,\n,,,无名\n"
        );
        let payload = office.payload(LIST, list(&bad, "4")).await;
        let errors = payload["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 3);
        for (error, line) in errors.iter().zip(["第3行", "第4行", "第5行"]) {
            assert!(error["message"].as_str().unwrap().starts_with(line), "{error}");
        }
        for (bad, why) in [
            (format!("市水利局\n市财政局,{CODE}"), "属于“市教育局”"),
            ("市水利局\n市财政局,,,市教委".to_owned(), "已指“市教育局”"),
            ("市水利局\n市教委".to_owned(), "已指“市教育局”"),
            ("市财政局\n市财政局".to_owned(), "已有此名称"),
        ] {
            let payload = office.payload(LIST, list(&bad, "4")).await;
            let message = payload["errors"][0]["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with("第2行") && message.contains(why), "{message}");
        }
        tables.assert_unchanged(&kept, LIST).await;
    }

    /// Two imports at once that name the same new unit make it once.
    async fn imports_at_once_make_a_unit_once(server: Server) {
        let (_, office) = empty_office(&server).await;
        let sent = (0..6).map(|n| {
            let text = plan(&format!("2026年第{n}批"), "2026年3月1日", &["新增就业1万人。（牵头单位：市人社局；责任单位：相关部门）"]);
            let (office, key) = (office.clone(), n.to_string());
            async move { office.done(IMPORT, json!({ "text": text, "idempotencyKey": key })).await }
        });
        join_all(sent).await;
        assert_eq!(office.unit_names().await.len(), 2);
        // And a unit entered by hand at the same time as an import names it.
        let text = plan("2026年末批", "2026年3月1日", &["新建公园5个。（牵头单位：市园林局）"]);
        let (_, created) = tokio::join!(
            office.done(IMPORT, json!({ "text": text, "idempotencyKey": "x" })),
            office.payload(CREATE, json!({ "name": "市园林局", "idempotencyKey": "x" })),
        );
        let errors = created["errors"].as_array().unwrap();
        assert!(errors.is_empty() || errors[0]["code"] == "INVALID_INPUT", "{created}");
        assert_eq!(server.tables().await.count("unit", "name = '市园林局'").await, 1);
    }

    /// An import takes as many statements for fifty unknown names as for five.
    async fn statements_do_not_grow_with_unknown_names(server: Server) {
        let (_, office) = empty_office(&server).await;
        office.enter_unit("市教育局").await;
        let mut counts = Vec::new();
        for names in [5, 50] {
            // The second finds the names of the first to propose.
            for attempt in 0..2 {
                let items: Vec<String> = (0..names)
                    .map(|n| format!("新建设施{n}1处。（牵头单位：市第{names}批{attempt}组{n}号局；责任单位：相关部门、各区人民政府）"))
                    .collect();
                let items: Vec<&str> = items.iter().map(String::as_str).collect();
                let text = plan(&format!("2026年{names}项第{attempt}批"), "2026年3月1日", &items);
                let input = json!({ "text": text, "idempotencyKey": format!("{names}-{attempt}") });
                let before = server.statements();
                let done = office.done(IMPORT, input).await;
                let statements = server.statements() - before;
                let id = done["document"]["id"].as_str().unwrap().to_owned();
                let found = of_code(&office.draft_of(&id).await.0, "UNKNOWN_UNIT").len();
                assert!(found >= 5, "{found}");
                if attempt == 1 {
                    counts.push(statements);
                }
            }
        }
        assert_eq!(counts[0], counts[1]);
    }
}
