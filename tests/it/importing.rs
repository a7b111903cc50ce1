//! Importing and publishing: what is read, what is refused, and that both are all or nothing.

use std::{
    io,
    path::Path,
    sync::{LazyLock, Mutex},
};

use duban::{
    domain::{account::OfficeRole, id::OfficeId},
    service::NewAccount,
};
use serde_json::{Value, json};

use crate::{
    once::IMPORT,
    support::{
        Client, Server, fixture, global, on_both,
        world::{PASSWORD, PLAN, PUBLISH, SAVE},
    },
};

const DOCUMENT: &str = "query($id: ID!) { document(id: $id) {
    title year documentNumber issuedOn sourceName state
    sections { title }
    items(first: 100) { totalCount edges { node {
        ordinal text section { title }
        leaders { post holders { name } }
        assignments { role printed unit { name } }
    } } }
} }";

const DUTIES_OF: &str = "query($id: ID!) { document(id: $id) { items(first: 20) { edges { node {
    ordinal
    duties(first: 10) { edges { node {
        role dueOn state unit { name } recipient { name } period { label startsOn endsOn dueOn }
    } } }
} } } } }";

const TWINS: [&str; 13] = [
    "clause_for_a_section",
    "damaged",
    "deadlines",
    "several_clauses",
    "table_without_numbers",
    "titled_leaders",
    "twin_bare_headings",
    "twin_dashed_headings",
    "twin_first_listed",
    "twin_leaders",
    "twin_sponsor_support",
    "twin_ten_projects",
    "two_annexes",
];

fn text_of(name: &str) -> String {
    String::from_utf8(fixture(name)).expect("UTF-8")
}

impl Client {
    /// Puts a file to the server: the status and the answer.
    async fn put(&self, name: &str, bytes: Vec<u8>) -> (u16, Value) {
        let mut url = reqwest::Url::parse(&format!("{}/files", self.base)).expect("a URL");
        url.query_pairs_mut().append_pair("name", name);
        let mut request = self.http.post(url).body(bytes);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.expect("an answer");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    /// The id of a file that is put to the server.
    pub async fn put_file(&self, name: &str, bytes: Vec<u8>) -> Value {
        let (status, kept) = self.put(name, bytes).await;
        assert_eq!(status, 201, "{kept}");
        kept["id"].clone()
    }

    /// Everything an imported document says, as the files of expected answers have it.
    async fn as_expected(&self, document: &Value) -> Value {
        let data = self.run(DOCUMENT, json!({ "id": document })).await;
        let mut document = data["document"].clone();
        let titles = names(&document["sections"], "title");
        let items: Vec<Value> = nodes(&document["items"]).iter().map(item_as_expected).collect();
        assert_eq!(document["items"]["totalCount"], items.len());
        document["sections"] = json!(titles);
        document["items"] = json!(items);
        document
    }
}

fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn names(list: &Value, field: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|entry| entry[field].clone()).collect()
}

fn item_as_expected(item: &Value) -> Value {
    let of_role = |role: &str| -> (Vec<Value>, Vec<Value>) {
        let assignments = item["assignments"].as_array().expect("assignments").iter();
        let own = assignments.filter(|assignment| assignment["role"] == role);
        let (mut printed, units): (Vec<Value>, Vec<Value>) =
            own.map(|own| (own["printed"].clone(), own["unit"]["name"].clone())).unzip();
        // One printed name may stand for several units.
        printed.dedup();
        (printed, units)
    };
    let ((lead, lead_units), (support, support_units)) = (of_role("LEAD"), of_role("SUPPORT"));
    json!({
        "ordinal": item["ordinal"], "section": item["section"]["title"], "text": item["text"],
        "leaders": names(&item["leaders"], "post"), "lead": lead, "support": support,
        "units": { "lead": lead_units, "support": support_units },
    })
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![] };
    entries
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}

/// What the process logs, down to what an operator may turn on.
static LOG: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(|| {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(|| Log)
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("no other test listens to the log");
    Mutex::default()
});

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An account that does the work of two offices.
async fn of_two_offices(server: &Server, offices: [OfficeId; 2]) -> Client {
    let new = NewAccount {
        username: "both".into(),
        name: "两处".into(),
        password: PASSWORD.into(),
        grants: offices.map(|office| (office, OfficeRole::OfficeOperator)).into(),
        ..NewAccount::default()
    };
    server.app.service.account_create(server.app.auth.passwords(), new).await.expect("account");
    server.sign_in("both").await
}

/// Lets the database refuse rows of each table in turn: the write fails, tells nothing of why, and
/// leaves nothing behind. In the end it is done.
async fn all_or_nothing(
    server: &Server,
    client: &Client,
    mutation: &str,
    input: Value,
    touched: &[&str],
) {
    let tables = server.tables().await;
    let before = tables.everything().await;
    for table in touched {
        tables.refuse(table).await;
        let answer = client.send(mutation, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL", "{table}: {answer}");
        assert!(!answer.to_string().contains("refused by"), "{answer}");
        tables.allow(table).await;
        tables.assert_unchanged(&before, table).await;
    }
    client.done(mutation, input).await;
}

on_both! {
    /// The twins of real documents come out of the ledger as a person read them.
    async fn twins_are_read_as_expected(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        for twin in TWINS {
            let source = format!("{twin}.txt");
            let input = json!({ "text": text_of(&source), "name": source, "idempotencyKey": twin });
            let imported = office.done(IMPORT, input).await;
            assert_eq!(imported["alreadyImported"], false);
            assert_eq!(imported["document"]["state"], "DRAFT");
            let got = office.as_expected(&imported["document"]["id"]).await;
            let expected: Value =
                serde_json::from_str(&text_of(&format!("{twin}.expected.json"))).expect("JSON");
            assert_eq!(got["sourceName"], source);
            for field in ["title", "year", "documentNumber", "issuedOn", "sections"] {
                assert_eq!(got[field], expected[field], "{twin}: {field}");
            }
            let (got, expected) = (got["items"].as_array().unwrap(), expected["items"].as_array().unwrap());
            for (got, expected) in got.iter().zip(expected) {
                let mut expected = expected.clone();
                // How deadlines are read is the reader's own to prove.
                expected.as_object_mut().unwrap().remove("deadline");
                assert_eq!(*got, expected, "{twin}");
            }
            assert_eq!(got.len(), expected.len(), "{twin}");
        }
    }

    /// A file is read as its text would be, whatever its encoding; the same text is known again.
    async fn a_file_is_read_like_a_text(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let text = text_of("twin_ten_projects.txt");
        let encoded = encoding_rs::GB18030.encode(&text).0.into_owned();
        let file = office.put_file("云溪市\\方案.txt", encoded).await;
        let imported = office.done(IMPORT, json!({ "fileId": file, "idempotencyKey": "file" })).await;
        let document = imported["document"]["id"].clone();
        let from_file = office.as_expected(&document).await;
        assert_eq!(from_file["sourceName"], "方案.txt");
        let items = from_file["items"].as_array().unwrap().len();
        assert_eq!(items, 15);

        let tables = server.tables().await;
        let kept = tables.everything().await;
        let again = json!({ "text": text, "name": "又名.txt", "idempotencyKey": "text" });
        let again = office.done(IMPORT, again).await;
        assert_eq!((&again["alreadyImported"], &again["document"]["id"]), (&json!(true), &document));
        tables.assert_unchanged(&kept, "the same text again changes nothing").await;
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.replace('\n', "\r\n").as_bytes()].concat();
        let file = office.put_file("再名.txt", marked).await;
        let again = office.done(IMPORT, json!({ "fileId": file, "idempotencyKey": "marked" })).await;
        assert_eq!((&again["alreadyImported"], &again["document"]["id"]), (&json!(true), &document));
        // A name that is given counts before the file's own.
        let file = office.put_file("a.txt", text_of("twin_leaders.txt").into()).await;
        let named = json!({ "fileId": file, "name": "b.txt", "idempotencyKey": "named" });
        let named = office.done(IMPORT, named).await;
        assert_eq!(office.as_expected(&named["document"]["id"]).await["sourceName"], "b.txt");
        // Another office has a ledger of its own.
        let other = server.sign_in("other_office").await;
        let elsewhere = other.done(IMPORT, json!({ "text": text, "idempotencyKey": "text" })).await;
        assert_eq!(elsewhere["alreadyImported"], false);
        assert_ne!(elsewhere["document"]["id"], document);
    }

    /// What cannot be imported, by whom and why; and nothing is changed.
    async fn what_cannot_be_imported_is_refused(server: Server) {
        let world = server.world().await;
        let (office, unit) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let other_office = server.app.service.office_ensure("泽宁市人民政府督查室", None).await.unwrap().id;
        let both = of_two_offices(&server, [world.office, other_office]).await;
        let admin = server.sign_in("sysadmin").await;
        let own = json!(global("Office", world.office.into()));
        let others = json!(global("Office", other_office.into()));
        let plan = PLAN.replace("3号", "9号");
        let picture = office.put_file("图.png", vec![0x89, b'P', b'N', b'G', 0xFF, 0, 0xFF, 0xFE, 0x80]).await;
        let zeros = office.put_file("空.txt", b"plan\0\0plan\0".to_vec()).await;
        let blank = office.put_file("白.txt", b" \n\n".to_vec()).await;
        let law = office.put_file("办法.txt", fixture("regulation.txt")).await;
        let foreign = unit.put_file("方案.txt", plan.clone().into()).await;
        let good = office.put_file("好.txt", plan.clone().into()).await;
        let unknown = json!(global("Upload", uuid::Uuid::from_u128(7)));
        let tables = server.tables().await;
        let before = tables.everything().await;
        let cases = [
            (&office, json!({ "fileId": picture }), "UNREADABLE", ""),
            (&office, json!({ "fileId": zeros }), "UNREADABLE", ""),
            (&office, json!({ "fileId": blank }), "UNREADABLE", ""),
            (&office, json!({ "text": "" }), "UNREADABLE", ""),
            (&office, json!({ "text": " \n　\n" }), "UNREADABLE", ""),
            (&office, json!({ "text": format!("{plan}\0") }), "UNREADABLE", ""),
            (&office, json!({ "fileId": law }), "NOT_A_PLAN", ""),
            (&office, json!({ "text": text_of("regulation.txt") }), "NOT_A_PLAN", ""),
            (&office, json!({ "text": "云溪市" }), "NOT_A_PLAN", ""),
            (&office, json!({ "text": plan, "fileId": good }), "INVALID_INPUT", ""),
            (&office, json!({}), "INVALID_INPUT", ""),
            (&office, json!({ "fileId": foreign }), "NOT_FOUND", "input.fileId"),
            (&office, json!({ "fileId": unknown }), "NOT_FOUND", "input.fileId"),
            (&office, json!({ "fileId": world.document }), "NOT_FOUND", "input.fileId"),
            (&office, json!({ "fileId": "nothing" }), "NOT_FOUND", "input.fileId"),
            (&office, json!({ "text": plan, "name": "a\nb" }), "INVALID_INPUT", "input.name"),
            (&office, json!({ "text": plan, "officeId": others }), "NOT_ALLOWED", ""),
            (&office, json!({ "text": plan, "officeId": world.document }), "NOT_FOUND", "input.officeId"),
            (&office, json!({ "text": plan, "officeId": "nothing" }), "NOT_FOUND", "input.officeId"),
            (&unit, json!({ "text": plan }), "NOT_ALLOWED", ""),
            (&unit, json!({ "text": plan, "officeId": own }), "NOT_ALLOWED", ""),
            (&unit, json!({ "fileId": foreign, "officeId": own }), "NOT_ALLOWED", ""),
            (&admin, json!({ "text": plan }), "NOT_ALLOWED", ""),
            (&admin, json!({ "text": plan, "officeId": own }), "NOT_ALLOWED", ""),
            (&both, json!({ "text": plan }), "REQUIRED", "input.officeId"),
        ];
        for (number, (client, mut input, code, field)) in cases.into_iter().enumerate() {
            input["idempotencyKey"] = format!("k{number}").into();
            assert_eq!(client.refused(IMPORT, input).await, (code.into(), field.into()), "{number}");
        }
        let answer = server.anonymous().send(IMPORT, json!({ "input": { "text": plan, "idempotencyKey": "k" } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        tables.assert_unchanged(&before, "a refusal changes nothing").await;

        let named = json!({ "text": plan, "officeId": others, "idempotencyKey": "k" });
        both.done(IMPORT, named).await;
        office.done(IMPORT, json!({ "fileId": good, "idempotencyKey": "k" })).await;
    }

    /// Files that are not taken, and leave nothing behind.
    async fn a_file_that_cannot_be_is_not_kept(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let tables = server.tables().await;
        let before = tables.everything().await;
        // The tests' limit is 1 MiB.
        for (name, bytes, status) in [
            ("大.txt", vec![b'a'; (1 << 20) + 1], 413),
            ("空.txt", vec![], 400),
            ("", b"a".to_vec(), 400),
            ("a/", b"a".to_vec(), 400),
            ("a\0b", b"a".to_vec(), 400),
        ] {
            assert_eq!(office.put(name, bytes).await.0, status, "{name:?}");
        }
        assert_eq!(server.anonymous().put("a.txt", b"a".to_vec()).await.0, 401);
        let long = "长".repeat(200_000);
        let answer = office.send(IMPORT, json!({ "input": { "text": long, "idempotencyKey": "k" } })).await;
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
        tables.assert_unchanged(&before, "a refusal changes nothing").await;
        assert!(files_below(&server.folder.path().join("files")).is_empty());
        let (status, kept) = office.put("边.txt", vec![b'a'; 1 << 20]).await;
        assert_eq!((status, &kept["size"]), (201, &json!(1 << 20)));
    }

    /// Nothing of a classified document is kept: neither its text nor its name, in no table, file
    /// or line of the log.
    async fn nothing_of_a_classified_document_is_kept(server: Server) {
        LazyLock::force(&LOG);
        server.world().await;
        let office = server.sign_in("office").await;
        let name = "重要设施防护专项方案.txt";
        let text = text_of("classified.txt");
        let refused = ("CLASSIFIED".to_owned(), String::new());
        let input = json!({ "text": text, "name": name, "idempotencyKey": "text" });
        assert_eq!(office.refused(IMPORT, input).await, refused);
        let file = office.put_file(name, text.clone().into()).await;
        assert_eq!(files_below(&server.folder.path().join("files")).len(), 1);
        let input = json!({ "fileId": file, "idempotencyKey": "file" });
        assert_eq!(office.refused(IMPORT, input.clone()).await, refused);
        // A name that is given does not hide what is in the file.
        let internal = text.replace("秘密★5年", "工作秘密★5年");
        let second = office.put_file(name, internal.into()).await;
        let named = json!({ "fileId": second, "name": "a.txt", "idempotencyKey": "named" });
        assert_eq!(office.refused(IMPORT, named).await, refused);

        assert_eq!(office.refused(IMPORT, input).await, ("NOT_FOUND".into(), "input.fileId".into()));
        assert_eq!(files_below(&server.folder.path().join("files")), Vec::<std::path::PathBuf>::new());
        let tables = server.tables().await;
        assert_eq!(tables.rows("upload").await.len(), 0);
        assert_eq!(tables.count("event", "kind = 'FILE_DISCARDED'").await, 2);
        let digest = duban::files::digest(text.as_bytes());
        let parts = ["重要设施", "云政办密发", "专项任务", &digest, "%E9%87%8D%E8%A6%81"];
        for (table, rows) in tables.everything().await {
            for row in rows {
                assert!(!parts.iter().any(|part| row.contains(part)), "{table}: {row}");
            }
        }
        let log = String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned();
        assert!(log.contains("route=\"/files\""), "the log is heard: {}", log.chars().take(2_000).collect::<String>());
        for line in log.lines() {
            assert!(!parts.iter().any(|part| line.contains(part)), "{line}");
        }
    }

    /// An import that fails half-way leaves nothing behind.
    async fn an_import_is_all_or_nothing(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        // A new unit, a new leader, a name to restore, a figure, a rule: a row in every table.
        let text = PLAN.replace("市文旅局", "市体育局，松岗、柳湾区人民政府").replace("沈若川", "顾明舒");
        let input = json!({ "text": text, "idempotencyKey": "k" });
        let touched = [
            "unit", "leader", "post_holder", "document", "document_source", "section", "item", "target",
            "assignment", "item_leader", "finding", "regime", "reporting_rule", "idempotency_key", "event",
            "event_pending",
        ];
        all_or_nothing(&server, &office, IMPORT, input, &touched).await;
    }

    /// So does a publication, and so does a report.
    async fn publishing_and_reporting_are_all_or_nothing(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let input = json!({ "id": world.document, "version": 1, "idempotencyKey": "k" });
        let touched = [
            "reporting_period", "duty", "duty_change", "idempotency_key", "event", "event_pending",
        ];
        all_or_nothing(&server, &office, PUBLISH, input, &touched).await;
        let lead = server.sign_in("rsj").await;
        let duty = lead.duty("1").await;
        let input = json!({ "dutyId": duty["id"], "progress": "已开工", "idempotencyKey": "k" });
        let touched = ["progress_report", "progress_report_version", "idempotency_key", "event", "event_pending"];
        all_or_nothing(&server, &lead, SAVE, input, &touched).await;
    }

    /// One period of the rule's one day; one duty for every item and unit, collectives replaced by
    /// their members; supports owe the first lead, leads the office.
    async fn publishing_makes_the_duties(server: Server) {
        let world = server.world().await;
        let whole = PLAN.replace("月底前全面完成", "月底前各项目标任务全面完成");
        let document = server.import(world.office, &whole).await;
        let office = server.sign_in("office").await;
        office.publish(&document).await;
        let data = office.run(DUTIES_OF, json!({ "id": document })).await;
        let mut owed = Vec::new();
        for item in nodes(&data["document"]["items"]) {
            for duty in nodes(&item["duties"]) {
                let period = json!({
                    "label": "截至2026年11月30日", "startsOn": "2026-01-01", "endsOn": "2026-11-30", "dueOn": "2026-11-30",
                });
                assert_eq!(duty["period"], period);
                assert_eq!(duty["state"], "OPEN");
                let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                owed.push([
                    text(&item["ordinal"]), text(&duty["unit"]["name"]), text(&duty["role"]),
                    text(&duty["recipient"]["name"]), text(&duty["dueOn"]),
                ].join(" "));
            }
        }
        owed.sort();
        let mut expected = [
            "1 市人社局 LEAD - 2026-11-30",
            "1 市财政局 SUPPORT 市人社局 2026-11-30",
            "1 松岗区人民政府 SUPPORT 市人社局 2026-11-30",
            "2 市人社局 LEAD - 2026-06-30",
            "2 市教育局 LEAD - 2026-06-30",
            "2 市财政局 SUPPORT 市人社局 2026-06-30",
            "3 市教育局 LEAD - 2026-11-30",
            "4 市住建局 LEAD - 2026-11-30",
            "4 松岗区人民政府 SUPPORT 市住建局 2026-11-30",
            "5 市文旅局 LEAD - 2026-11-30",
        ];
        expected.sort_unstable();
        assert_eq!(owed, expected);
    }

    /// A collective without members owes nothing,
    /// and whoever supports it reports to the office.
    async fn a_collective_without_members_owes_nothing(server: Server) {
        let world = server.world().await;
        let text = "云溪市2026年绿化工作方案\n\n1.植树10万株。（牵头单位：各街道办事处；责任单位：市财政局）\n\n2.建设公园6个。（责任单位：各街道办事处）\n\n3.修缮绿道。（牵头单位：各区人民政府；责任单位：各区人民政府、市财政局）\n";
        let document = server.import(world.office, text).await;
        let office = server.sign_in("office").await;
        office.publish(&document).await;
        let data = office.run(DUTIES_OF, json!({ "id": document })).await;
        let told: Vec<Vec<Value>> = nodes(&data["document"]["items"])
            .iter()
            .map(|item| {
                let duties = nodes(&item["duties"]);
                let told = duties.iter().map(|duty| {
                    assert_eq!(duty["period"]["endsOn"], "2026-11-30");
                    json!([duty["unit"]["name"], duty["role"], duty["recipient"]["name"], duty["dueOn"]])
                });
                told.collect()
            })
            .collect();
        assert_eq!(
            told,
            [
                vec![json!(["市财政局", "SUPPORT", null, "2026-11-30"])],
                vec![],
                vec![
                    json!(["松岗区人民政府", "LEAD", null, "2026-11-30"]),
                    json!(["市财政局", "SUPPORT", "松岗区人民政府", "2026-11-30"]),
                ],
            ]
        );
    }

    /// Who may not publish, what is published already, and what was read too long ago.
    async fn what_cannot_be_published_is_refused(server: Server) {
        let world = server.world().await;
        let (office, unit) = (server.sign_in("office").await, server.sign_in("rsj").await);
        let tables = server.tables().await;
        let mut clients = Vec::new();
        for account in ["rsj", "rsj_head", "leader", "fgw", "other_office", "sysadmin", "secadmin", "auditor"] {
            clients.push(server.sign_in(account).await);
        }
        let before = tables.everything().await;
        let not_found = ("NOT_FOUND".to_owned(), "input.id".to_owned());
        let input = json!({ "id": world.document, "version": 1 });
        for client in &clients {
            assert_eq!(client.refused(PUBLISH, input.clone()).await, not_found, "a draft is the office's alone");
        }
        for id in [json!("nothing"), json!(""), json!(global("Item", uuid::Uuid::from_u128(7))), json!(global("Document", uuid::Uuid::from_u128(7)))] {
            assert_eq!(office.refused(PUBLISH, json!({ "id": id, "version": 1 })).await, not_found);
        }
        for version in [0, 2] {
            let payload = office.payload(PUBLISH, json!({ "id": world.document, "version": version })).await;
            assert_eq!(payload["errors"][0]["code"], "CONFLICT");
            assert_eq!(payload["current"], json!({ "id": world.document, "version": 1 }));
        }
        tables.assert_unchanged(&before, "a refusal changes nothing").await;

        let published = office.done(PUBLISH, input.clone()).await["document"].clone();
        let expected = json!({
            "id": world.document, "version": 2, "state": "PUBLISHED", "publishedByName": "office的姓名",
        });
        assert_eq!(published, expected);
        let before = tables.everything().await;
        let payload = office.payload(PUBLISH, input).await;
        assert_eq!(payload["errors"][0]["code"], "CONFLICT");
        assert_eq!(payload["current"]["version"], 2);
        let again = json!({ "id": world.document, "version": 2 });
        assert_eq!(office.refused(PUBLISH, again.clone()).await, ("WRONG_STATE".into(), String::new()));
        assert_eq!(unit.refused(PUBLISH, again).await, ("NOT_ALLOWED".into(), String::new()));
        tables.assert_unchanged(&before, "a refusal changes nothing").await;
    }
}
