//! An earlier ledger says how far items were: shown first, then taken over as history.

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::support::{Client, on_both};

const PREVIEW: &str = "mutation($input: OpeningPreviewInput!) {
    openingPreview(input: $input) {
        preview {
            digest asOf rowCount undecidedCount moreSheets
            columns { number head role }
            rows(first: 100) {
                row ordinal text item { id ordinal } score status printedStatus percent progress problems
                asOf issues { code message } needsDecision
            }
        }
        errors { code field message }
    }
}";

const APPLY: &str = "mutation($input: OpeningApplyInput!) {
    openingApply(input: $input) { applied document { id } errors { code field message } }
}";

const ITEMS: &str = "query($id: ID!) { document(id: $id) { items(first: 100) { edges { node {
    id ordinal progress { id } latestReport { id }
    duties(first: 10) { totalCount }
    opening { asOf status printedStatus percent progress problems sourceName row enteredByName }
} } } } }";

/// The plan of the world as an office kept it before: abridged, a row of no item, words that are
/// not known, two rows for one item, one that says nothing.
const LEDGER: [[&str; 7]; 9] = [
    ["云溪市2026年重点工作台账（截至2026年2月28日）", "", "", "", "", "", ""],
    ["序号", "工作任务", "牵头单位", "进展情况", "完成情况", "完成率", "存在问题"],
    ["1", "新增城镇就业2.6万人", "市人社局", "已新增6000人。", "正常推进", "23%", "岗位不足"],
    ["2", "建设青年驿站6个，6月底前建成", "市人社局", "选址未定。", "基本完成", "", ""],
    ["3", "新增公办幼儿园学位3000个。", "市教育局", "已开工4所。", "滞后", "10%", ""],
    ["4", "完成老旧小区改造80个", "市住建局", "已进场。", "已完成", "100%", ""],
    ["4", "完成老旧小区改造80个", "市住建局", "已摸底。", "未启动", "0%", ""],
    ["5", "办好第4届全民读书月", "市文旅局", "", "", "", ""],
    ["6", "整治河道12公里", "市水利局", "已清淤。", "正常推进", "50%", ""],
];

fn workbook(rows: &[[&str; 7]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

async fn items(client: &Client, document: &str) -> Vec<Value> {
    let data = client.run(ITEMS, json!({ "id": document })).await;
    let edges = data["document"]["items"]["edges"].as_array().expect("edges").clone();
    edges.into_iter().map(|edge| edge["node"].clone()).collect()
}

/// The issues of each row by its number.
fn issues(preview: &Value) -> Vec<(u64, Vec<String>)> {
    let rows = preview["rows"].as_array().expect("rows");
    let codes = |row: &Value| -> Vec<String> {
        let issues = row["issues"].as_array().expect("issues").iter();
        issues.map(|issue| issue["code"].as_str().expect("a code").to_owned()).collect()
    };
    rows.iter().map(|row| (row["row"].as_u64().expect("a row"), codes(row))).collect()
}

on_both! {
    /// The preview reports columns and doubts, and keeps nothing; what was decided becomes history
    /// that whoever sees the item sees, and neither report nor duty.
    async fn an_earlier_ledger_becomes_history(server: Server) {
        let world = server.published_world().await;
        let office = server.sign_in("office").await;
        let duties: Vec<Value> =
            items(&office, &world.document).await.iter().map(|item| item["duties"].clone()).collect();
        let file = office.put_file("旧台账.xlsx", workbook(&LEDGER)).await;
        let look = json!({ "documentId": world.document, "fileId": file });
        let before = server.tables().await.everything().await;
        let preview = office.done(PREVIEW, look.clone()).await["preview"].clone();
        server.tables().await.assert_unchanged(&before, "a preview").await;

        let roles: Vec<&Value> =
            preview["columns"].as_array().expect("columns").iter().map(|column| &column["role"]).collect();
        assert_eq!(roles, ["ORDINAL", "TASK", "UNITS", "PROGRESS", "STATUS", "PERCENT", "PROBLEMS"]);
        assert_eq!((&preview["asOf"], &preview["rowCount"]), (&json!("2026-02-28"), &json!(7)));
        let own = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            issues(&preview),
            [
                (3, own(&[])),
                (4, own(&["UNKNOWN_STATUS"])),
                (5, own(&[])),
                (6, own(&["SAME_ITEM"])),
                (7, own(&["SAME_ITEM"])),
                (8, own(&["NOTHING_SAID"])),
                (9, own(&["UNMATCHED"])),
            ]
        );
        assert_eq!(preview["undecidedCount"], 4);
        let first = &preview["rows"][0];
        assert_eq!(first["item"]["ordinal"], "1");
        assert_eq!((&first["status"], &first["percent"]), (&json!("ON_TRACK"), &json!(23)));

        let all = items(&office, &world.document).await;
        let item = |ordinal: &str| all.iter().find(|item| item["ordinal"] == ordinal).expect("it")["id"].clone();
        let mut apply = look.clone();
        apply["digest"] = preview["digest"].clone();
        apply["idempotencyKey"] = json!("opening");
        assert_eq!(office.refused(APPLY, apply.clone()).await, ("INVALID_INPUT".into(), "input.decisions".into()));
        apply["decisions"] = json!([
            { "row": 4, "itemId": item("2"), "status": "BEHIND" },
            { "row": 6, "itemId": item("4") },
            { "row": 7, "skip": true },
            { "row": 9, "skip": true },
        ]);
        assert_eq!(office.done(APPLY, apply.clone()).await["applied"], 4);
        assert_eq!(office.done(APPLY, apply.clone()).await["applied"], Value::Null, "once");
        let tables = server.tables().await;
        assert_eq!(tables.count("opening_status", "1 = 1").await, 4);

        let after = items(&office, &world.document).await;
        assert_eq!(
            after[0]["opening"],
            json!({
                "asOf": "2026-02-28", "status": "ON_TRACK", "printedStatus": "正常推进", "percent": 23,
                "progress": "已新增6000人。", "problems": "岗位不足", "sourceName": "旧台账.xlsx",
                "row": 3, "enteredByName": "office的姓名",
            })
        );
        assert_eq!(
            (&after[1]["opening"]["status"], &after[1]["opening"]["printedStatus"]),
            (&json!("BEHIND"), &json!("基本完成"))
        );
        assert_eq!(after[3]["opening"]["status"], "COMPLETED");
        assert_eq!(after[4]["opening"], Value::Null);
        for (item, duties) in after.iter().zip(&duties) {
            assert_eq!((&item["progress"], &item["latestReport"]), (&Value::Null, &Value::Null));
            assert_eq!(&item["duties"], duties, "no duty more, none less");
        }

        // Leads, supports, leaders and whoever sums up see it with the item; others see neither.
        for (who, seen) in
            [("rsj", vec!["1", "2"]), ("czj", vec!["1", "2"]), ("leader", vec!["1"]), ("wlj", vec![])]
        {
            let client = server.sign_in(who).await;
            let theirs = items(&client, &world.document).await;
            let said: Vec<&str> = theirs
                .iter()
                .filter(|item| !item["opening"].is_null())
                .filter_map(|item| item["ordinal"].as_str())
                .collect();
            assert_eq!(said, seen, "{who}");
        }

        // A report goes before it; what is entered again is entered beside it, and the last counts.
        let rsj = server.sign_in("rsj").await;
        rsj.submit("1", "已新增8000人。").await;
        let item = items(&rsj, &world.document).await[0].clone();
        assert!(!item["latestReport"].is_null() && !item["opening"].is_null());
        let mut newer = LEDGER;
        newer[2][3] = "已新增7000人。";
        let file = office.put_file("新台账.xlsx", workbook(&newer[..3])).await;
        let look = json!({ "documentId": world.document, "fileId": file });
        let preview = office.done(PREVIEW, look.clone()).await["preview"].clone();
        let mut apply = look;
        apply["digest"] = preview["digest"].clone();
        apply["idempotencyKey"] = json!("again");
        assert_eq!(office.done(APPLY, apply).await["applied"], 1);
        let item = items(&rsj, &world.document).await[0].clone();
        assert_eq!(item["opening"]["progress"], "已新增7000人。");
        assert!(!item["latestReport"].is_null());
        assert_eq!(tables.count("opening_status", "1 = 1").await, 5, "nothing is overwritten");
    }

    /// What is no longer what was shown, decided twice, undated, unreadable or marked is refused.
    async fn what_cannot_be_is_refused(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let file = office.put_file("旧台账.xlsx", workbook(&LEDGER[1..3])).await;
        let look = json!({ "documentId": world.document, "fileId": file });
        let preview = office.done(PREVIEW, look.clone()).await["preview"].clone();
        assert_eq!((&preview["asOf"], &preview["undecidedCount"]), (&Value::Null, &json!(0)));
        let all = items(&office, &world.document).await;
        let with = |fields: Value| {
            let mut input = look.clone();
            input["digest"] = preview["digest"].clone();
            input["idempotencyKey"] = json!("k");
            input.as_object_mut().expect("fields").extend(fields.as_object().expect("fields").clone());
            input
        };
        for (fields, code, field) in [
            (json!({}), "REQUIRED", "input.asOf"),
            (json!({ "digest": "x" }), "CONFLICT", "input.digest"),
            (json!({ "asOf": "2026-02-01" }), "CONFLICT", "input.digest"),
            (json!({ "asOf": "2026-03-03" }), "INVALID_INPUT", "input.asOf"),
            (json!({ "decisions": [{ "row": 2 }] }), "INVALID_INPUT", ""),
            (json!({ "decisions": [{ "row": 9, "skip": true }] }), "INVALID_INPUT", "input.decisions"),
            (
                json!({ "decisions": [{ "row": 2, "skip": true }, { "row": 2, "skip": true }] }),
                "INVALID_INPUT",
                "input.decisions",
            ),
            (json!({ "decisions": [{ "row": 2, "itemId": world.document }] }), "NOT_FOUND", "input.decisions"),
            (json!({ "fileId": world.document }), "NOT_FOUND", "input.fileId"),
        ] {
            assert_eq!(office.refused(APPLY, with(fields.clone())).await, (code.into(), field.into()), "{fields}");
        }
        let dated = json!({ "documentId": world.document, "fileId": file, "asOf": "2026-02-01" });
        let shown = office.done(PREVIEW, dated).await["preview"].clone();
        let mut fits = with(json!({ "asOf": "2026-02-01" }));
        fits["digest"] = shown["digest"].clone();
        assert_eq!(office.done(APPLY, fits).await["applied"], 1);
        assert_eq!(items(&office, &world.document).await[0]["opening"]["asOf"], "2026-02-01");

        // Two rows decided to be about one item.
        let file = office.put_file("旧台账.xlsx", workbook(&LEDGER)).await;
        let look = json!({ "documentId": world.document, "fileId": file });
        let preview = office.done(PREVIEW, look.clone()).await["preview"].clone();
        let mut twice = look.clone();
        twice["digest"] = preview["digest"].clone();
        twice["idempotencyKey"] = json!("twice");
        twice["decisions"] = json!([
            { "row": 4, "skip": true }, { "row": 9, "skip": true },
            { "row": 6, "itemId": all[3]["id"] }, { "row": 7, "itemId": all[3]["id"] },
        ]);
        assert_eq!(office.refused(APPLY, twice).await, ("INVALID_INPUT".into(), "input.decisions".into()));

        for (name, bytes, code) in [
            ("a.txt", b"\xe7\x94\xb2".to_vec(), "UNREADABLE"),
            ("a.csv", "姓名,电话\n甲,1\n".into(), "UNREADABLE"),
            ("a.csv", "序号,工作任务,进展情况\n1,甲\u{0}乙,丙\n".into(), "UNREADABLE"),
            ("a.csv", format!("序号,工作任务,进展情况\n1,甲,{}\n", "长".repeat(10_001)).into(), "TOO_LONG"),
            ("a.csv", format!("序号,工作任务,进展情况\n{}", "1,甲,乙\n".repeat(2_001)).into(), "TOO_LONG"),
            ("重要设施.csv", "密级：机密\n序号,工作任务,进展情况\n1,甲,乙\n".into(), "CLASSIFIED"),
        ] {
            let file = office.put_file(name, bytes).await;
            let look = json!({ "documentId": world.document, "fileId": file });
            assert_eq!(office.refused(PREVIEW, look).await.0, code, "{name}");
        }
        assert_eq!(server.tables().await.count("upload", "name LIKE '%重要设施%'").await, 0, "not kept");

        // Others do not see the draft, nor the file of someone else.
        let head = server.sign_in("head").await;
        assert_eq!(head.refused(PREVIEW, look.clone()).await, ("NOT_FOUND".into(), "input.fileId".into()));
        for other in ["rsj", "leader", "other_office"] {
            let client = server.sign_in(other).await;
            let file = client.put_file("旧台账.xlsx", workbook(&LEDGER)).await;
            let theirs = json!({ "documentId": world.document, "fileId": file });
            let refused = client.refused(PREVIEW, theirs).await;
            assert_eq!(refused, ("NOT_FOUND".into(), "input.documentId".into()), "{other}");
        }
        office.publish(&world.document).await;
        let rsj = server.sign_in("rsj").await;
        let file = rsj.put_file("旧台账.xlsx", workbook(&LEDGER)).await;
        let theirs = json!({ "documentId": world.document, "fileId": file });
        assert_eq!(rsj.refused(PREVIEW, theirs).await.0, "NOT_ALLOWED");
    }
}
