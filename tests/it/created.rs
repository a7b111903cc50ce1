//! Ledgers opened without a file: matters are typed or pasted, and become duties like any other.

use serde_json::{Value, json};

use crate::support::{Client, Server, on_both, world::PUBLISH};

const CREATE: &str = "mutation($input: DocumentCreateInput!) {
    documentCreate(input: $input) {
        document { id version kind title documentNumber issuedOn deadline year region state sourceName }
        errors { code field message }
    }
}";

const ADD: &str = "mutation($input: ItemAddInput!) {
    itemAdd(input: $input) { item { id version } errors { code field message } }
}";

const PASTE: &str = "mutation($input: ItemsPasteInput!) {
    itemsPaste(input: $input) { itemCount document { id } errors { code field message } }
}";

const UPDATE: &str = "mutation($input: ItemUpdateInput!) {
    itemUpdate(input: $input) {
        item { id version text } current { id version text } errors { code field message }
    }
}";

const REMOVE: &str = "mutation($input: ItemRemoveInput!) {
    itemRemove(input: $input) {
        document { id } current { id version } errors { code field message }
    }
}";

const LEDGER: &str = "query($id: ID!) { document(id: $id) {
    version state sections { marker title }
    findings(first: 100) { edges { node { id code severity state span { start end } item { id } } } }
    items(first: 100) { edges { node {
        id version position ordinal text source sourceText span { start end } deadline
        section { title }
        assignments { role printed unit { id name kind } }
        leaders { id post }
        targets { value measure }
        duties(first: 10) { edges { node { dueOn role state unit { name } recipient { name } } } }
    } } }
    history(first: 20) { edges { node { kind } } }
} }";

async fn create(client: &Client, title: &str) -> String {
    let input = json!({ "title": title, "kind": "MEETING_MINUTES", "idempotencyKey": title });
    let document = client.done(CREATE, input).await["document"].clone();
    document["id"].as_str().expect("an id").to_owned()
}

fn to_add(document: &str, item: &Value) -> Value {
    json!({ "documentId": document, "item": item, "idempotencyKey": item["text"] })
}

async fn add(client: &Client, document: &str, item: Value) -> Value {
    client.done(ADD, to_add(document, &item)).await["item"].clone()
}

/// A matter of one lead.
fn matter(text: &str) -> Value {
    json!({ "text": text, "assignments": [{ "unitName": "市人社局", "role": "LEAD" }] })
}

async fn ledger(client: &Client, id: &str) -> Value {
    client.run(LEDGER, json!({ "id": id })).await["document"].clone()
}

fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

async fn items(client: &Client, id: &str) -> Vec<Value> {
    nodes(&ledger(client, id).await["items"])
}

/// The texts of the items, where each stands, and what the source text holds there.
fn passages(items: &[Value]) -> Vec<(String, u64, String)> {
    let passage = |item: &Value| {
        (
            item["text"].as_str().expect("a text").to_owned(),
            item["span"]["start"].as_u64().expect("a place"),
            item["sourceText"].as_str().expect("a passage").to_owned(),
        )
    };
    items.iter().map(passage).collect()
}

fn passage(text: &str, at: u64, source: &str) -> (String, u64, String) {
    (text.to_owned(), at, source.to_owned())
}

async fn statements(server: &Server, client: &Client, mutation: &str, input: Value) -> u64 {
    let before = server.statements();
    client.done(mutation, input).await;
    server.statements() - before
}

on_both! {
    /// Minutes become a draft, the draft duties, and the duties reports.
    async fn minutes_become_duties(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let input = json!({
            "title": " 市政府第12次常务会议纪要 ",
            "kind": "MEETING_MINUTES",
            "documentNumber": "〔2026〕12号",
            "issuedOn": "2026-02-27",
            "deadline": "2026-10-31",
            "idempotencyKey": "minutes",
        });
        let created = office.done(CREATE, input.clone()).await["document"].clone();
        let id = created["id"].as_str().expect("an id");
        assert_eq!(office.done(CREATE, input).await["document"]["id"], id, "once");
        assert_eq!(
            created,
            json!({
                "id": id, "version": 1, "kind": "MEETING_MINUTES",
                "title": "市政府第12次常务会议纪要", "documentNumber": "〔2026〕12号",
                "issuedOn": "2026-02-27", "deadline": "2026-10-31", "year": 2026,
                "region": "云溪市", "state": "DRAFT", "sourceName": null,
            })
        );

        let known = crate::support::global("Unit", server.unit(world.office, "市人社局").await.into());
        let first = json!({
            "text": "新增城镇就业2.6万人，6月底前完成。",
            "source": "第12次常务会议纪要第三项",
            "ordinal": "1",
            "section": "就业",
            "assignments": [
                { "unitName": "各区人民政府", "role": "SUPPORT" },
                { "unitId": known, "role": "LEAD" },
            ],
            "leaders": [{ "leaderName": "沈若川" }],
        });
        let added = add(&office, id, first.clone()).await;
        assert_eq!(office.done(ADD, to_add(id, &first)).await["item"], added, "once");
        let second = json!({
            "text": "整理档案。", "section": "就业", "deadline": "2026-09-15",
            "assignments": [{ "unitName": "市档案馆", "role": "LEAD" }],
        });
        add(&office, id, second).await;

        let draft = ledger(&office, id).await;
        let read = nodes(&draft["items"]);
        assert_eq!(draft["sections"], json!([{ "marker": "", "title": "就业" }]), "one of a name");
        assert_eq!(draft["findings"]["edges"], json!([]));
        assert_eq!(
            passages(&read),
            [
                passage("新增城镇就业2.6万人，6月底前完成。", 0, "新增城镇就业2.6万人，6月底前完成。"),
                passage("整理档案。", 20, "整理档案。"),
            ]
        );
        assert_eq!(read[0]["source"], "第12次常务会议纪要第三项");
        assert_eq!(
            (&read[0]["deadline"], &read[1]["deadline"]),
            (&json!("2026-06-30"), &json!("2026-09-15")),
            "the text names a day where no other is given"
        );
        assert_eq!(read[0]["targets"], json!([{ "value": "26000", "measure": "人" }]));
        let units = read[0]["assignments"].as_array().expect("units");
        assert_eq!((&units[0]["unit"]["id"], &units[0]["role"]), (&json!(known), &json!("LEAD")));
        assert_eq!(units[1]["unit"]["kind"], "COLLECTIVE", "the one of the register");
        assert_eq!(read[0]["leaders"][0]["post"], "沈若川");

        // Nobody else sees the draft.
        for other in ["rsj", "leader", "fgw", "other_office", "sysadmin"] {
            let client = server.sign_in(other).await;
            assert_eq!(client.run(LEDGER, json!({ "id": id })).await["document"], Value::Null);
            let refused = client.refused(ADD, to_add(id, &matter("新事项"))).await;
            assert_eq!(refused, ("NOT_FOUND".into(), "input.documentId".into()), "{other}");
        }

        office.publish(id).await;
        let rsj = server.sign_in("rsj").await;
        let read = items(&rsj, id).await;
        assert_eq!(read.len(), 1, "one's own");
        let duties = nodes(&read[0]["duties"]);
        assert_eq!(
            duties,
            [
                json!({ "dueOn": "2026-06-30", "role": "LEAD", "state": "OPEN",
                    "unit": { "name": "市人社局" }, "recipient": null }),
                json!({ "dueOn": "2026-06-30", "role": "SUPPORT", "state": "OPEN",
                    "unit": { "name": "松岗区人民政府" }, "recipient": { "name": "市人社局" } }),
            ]
        );
        assert_eq!(rsj.submit("1", "已新增1万人。").await["state"], "SUBMITTED");
    }

    /// An item that nobody answers for is an error, as in an import; the office mends it.
    async fn a_matter_without_an_owner_is_an_error(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = create(&office, "批示").await;
        let item = add(&office, &id, json!({ "text": "尽快研究。" })).await;
        let found = nodes(&ledger(&office, &id).await["findings"]);
        assert_eq!((&found[0]["code"], &found[0]["severity"]), (&json!("NO_OWNER"), &json!("ERROR")));
        assert_eq!(found[0]["span"], json!({ "start": 0, "end": 5 }));
        let publish = json!({ "id": id, "version": 1 });
        assert_eq!(office.refused(PUBLISH, publish.clone()).await.0, "WRONG_STATE");

        let input = json!({ "id": item["id"], "version": 1, "item": {
            "text": "尽快研究，提出意见。",
            "assignments": [{ "unitName": "市财政局", "role": "SUPPORT" }],
        } });
        office.done(UPDATE, input.clone()).await;
        let found = nodes(&ledger(&office, &id).await["findings"]);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0]["code"], &found[0]["severity"]), (&json!("NO_LEAD"), &json!("WARNING")));
        assert_eq!(found[0]["span"], json!({ "start": 0, "end": 10 }));
        let stale = office.payload(UPDATE, input).await;
        assert_eq!(stale["errors"][0]["code"], "CONFLICT");
        assert_eq!(stale["current"]["text"], "尽快研究，提出意见。");
        office.done(PUBLISH, publish).await;
        let told: Vec<Value> = nodes(&ledger(&office, &id).await["history"]);
        let kinds: Vec<&str> = told.iter().filter_map(|event| event["kind"].as_str()).collect();
        assert_eq!(
            kinds,
            ["DUTIES_CHANGED", "DOCUMENT_PUBLISHED", "ITEM_UPDATED", "ITEM_ADDED", "DOCUMENT_CREATED"]
        );
    }

    /// What is typed is its own source, and stays so when it is rewritten; what was read out of a
    /// pasted text keeps its passage; what is removed leaves nothing behind.
    async fn the_source_text_follows_what_is_typed(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = create(&office, "纪要").await;
        let typed = add(&office, &id, matter("甲事项。")).await;
        let pasted = "一、城建\n1.改造泵站3座。（牵头单位：市水利局；责任单位：市财政局）\n2.更新管网40公里。（牵头单位：市住建局）\n";
        let paste = json!({
            "documentId": id, "text": pasted, "source": "第13次会议", "idempotencyKey": "13",
        });
        assert_eq!(office.done(PASTE, paste.clone()).await["itemCount"], 3);
        assert_eq!(office.done(PASTE, paste).await["itemCount"], 3, "once");
        let last = add(&office, &id, matter("丁事项。")).await;
        let read = items(&office, &id).await;
        let one = "1.改造泵站3座。（牵头单位：市水利局；责任单位：市财政局）";
        let two = "2.更新管网40公里。（牵头单位：市住建局）";
        assert_eq!(
            passages(&read),
            [
                passage("甲事项。", 0, "甲事项。"),
                passage("改造泵站3座。", 10, one),
                passage("更新管网40公里。", 41, two),
                passage("丁事项。", 64, "丁事项。"),
            ]
        );
        assert_eq!((&read[1]["source"], &read[1]["ordinal"]), (&json!("第13次会议"), &json!("1")));
        assert_eq!(read[1]["section"]["title"], "城建");
        assert_eq!(read[1]["assignments"].as_array().map(Vec::len), Some(2));

        // Longer words push the others along.
        let longer = json!({ "id": typed["id"], "version": 1, "item": matter("甲事项，尽快办理。") });
        office.done(UPDATE, longer).await;
        // What was read keeps the passage that it was read from.
        let other = json!({ "id": read[1]["id"], "version": 1, "item": matter("改造泵站4座。") });
        office.done(UPDATE, other).await;
        let after = items(&office, &id).await;
        assert_eq!(
            passages(&after),
            [
                passage("甲事项，尽快办理。", 0, "甲事项，尽快办理。"),
                passage("改造泵站4座。", 15, one),
                passage("更新管网40公里。", 46, two),
                passage("丁事项。", 69, "丁事项。"),
            ]
        );
        assert_eq!(after[1]["section"], Value::Null, "what is left out, it has no more");
        assert_eq!(after[1]["targets"], json!([{ "value": "4", "measure": "座" }]));

        for (item, version) in [(&typed, 2), (&after[2], 1)] {
            let remove = json!({ "id": item["id"], "version": version, "idempotencyKey": item["id"] });
            office.done(REMOVE, remove.clone()).await;
            office.done(REMOVE, remove).await;
        }
        let left = ledger(&office, &id).await;
        assert_eq!(
            passages(&nodes(&left["items"])),
            [passage("改造泵站4座。", 5, one), passage("丁事项。", 36, "丁事项。")]
        );
        assert_eq!(left["sections"], json!([]), "a heading goes with its last item");
        let tables = server.tables().await;
        assert_eq!(tables.count("document_source", "text LIKE '%甲事项%'").await, 0, "gone");
        let stale = json!({ "id": last["id"], "version": 9 });
        let payload = office.payload(REMOVE, stale).await;
        assert_eq!((&payload["errors"][0]["code"], &payload["current"]["version"]), (&json!("CONFLICT"), &json!(1)));
    }

    /// Without clauses each paragraph is a matter; a table is read row by row.
    async fn whatever_is_pasted_becomes_matters(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = create(&office, "批示").await;
        let text = "1. 新建口袋公园12个。\n2. 改造泵站3座。\n";
        let paste = json!({ "documentId": id, "text": text, "idempotencyKey": "a" });
        assert_eq!(office.done(PASTE, paste).await["itemCount"], 2);
        let text = "序号\t工作任务\t牵头单位\n3\t整理档案\t市档案馆\n";
        let paste = json!({ "documentId": id, "text": text, "idempotencyKey": "b" });
        assert_eq!(office.done(PASTE, paste).await["itemCount"], 3);
        let draft = ledger(&office, &id).await;
        let read = nodes(&draft["items"]);
        assert_eq!(read[2]["text"], "整理档案");
        assert_eq!(read[2]["assignments"][0]["unit"]["name"], "市档案馆");
        let found = nodes(&draft["findings"]);
        let codes: Vec<&Value> = found.iter().map(|found| &found["code"]).collect();
        assert_eq!(codes, ["NO_OWNER", "NO_OWNER"]);
        assert_eq!(found[1]["item"]["id"], read[1]["id"]);
        assert_eq!(found[1]["span"], read[1]["span"]);
    }

    /// Next week's matters go into the same ledger, and are owed at once.
    async fn a_published_ledger_takes_more_matters(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = create(&office, "每周例会").await;
        let first = add(&office, &id, matter("甲事项。")).await;
        office.publish(&id).await;
        add(&office, &id, json!({
            "text": "乙事项，4月底前完成。", "section": "第二周",
            "assignments": [
                { "unitName": "市人社局", "role": "LEAD" },
                { "unitName": "市财政局", "role": "SUPPORT" },
            ],
        })).await;
        let read = items(&server.sign_in("rsj").await, &id).await;
        assert_eq!(read.len(), 2);
        let duties = nodes(&read[1]["duties"]);
        assert_eq!(duties.len(), 2);
        assert_eq!(duties[0]["dueOn"], "2026-04-30");
        let text = "3.丙事项。（牵头单位：市人社局）\n4.丁事项。（牵头单位：市教育局）\n";
        let paste = json!({ "documentId": id, "text": text, "idempotencyKey": "c" });
        assert_eq!(office.done(PASTE, paste).await["itemCount"], 4);
        assert_eq!(items(&server.sign_in("jyj").await, &id).await.len(), 1);

        // In the next year another period begins.
        server.clock.advance(chrono::TimeDelta::days(330));
        let office = server.sign_in("office").await;
        add(&office, &id, matter("戊事项。")).await;
        let read = items(&office, &id).await;
        assert_eq!(nodes(&read[4]["duties"])[0]["dueOn"], "2027-12-31");

        // Published matters must be whole, and are not typed anew.
        let before = server.tables().await.everything().await;
        let ownerless = to_add(&id, &json!({ "text": "己事项。" }));
        let refused = office.payload(ADD, ownerless).await;
        assert_eq!(refused["errors"][0]["code"], "INVALID_INPUT");
        let paste = json!({ "documentId": id, "text": "庚事项。\n", "idempotencyKey": "d" });
        assert_eq!(office.refused(PASTE, paste).await.0, "INVALID_INPUT");
        let update = json!({ "id": first["id"], "version": 1, "item": matter("改") });
        assert_eq!(office.refused(UPDATE, update).await.0, "WRONG_STATE");
        let remove = json!({ "id": first["id"], "version": 1 });
        assert_eq!(office.refused(REMOVE, remove.clone()).await.0, "WRONG_STATE");
        // Units see the published ledger, and may not write in it.
        let rsj = server.sign_in("rsj").await;
        assert_eq!(rsj.refused(ADD, to_add(&id, &matter("辛事项。"))).await.0, "NOT_ALLOWED");
        assert_eq!(rsj.refused(REMOVE, remove).await.0, "NOT_ALLOWED");
        let mut now = server.tables().await.everything().await;
        for table in ["session", "refresh_token", "event"] {
            now.insert(table.into(), before[table].clone());
        }
        assert_eq!(now, before, "nothing was changed");
    }

    /// What cannot be is refused, names its field, and changes nothing.
    async fn what_cannot_be_is_refused(server: Server) {
        let world = server.world().await;
        let office = server.sign_in("office").await;
        let id = create(&office, "纪要").await;
        let unit = crate::support::global("Unit", server.unit(world.office, "市人社局").await.into());
        let before = server.tables().await.everything().await;
        for (fields, code, field) in [
            (json!({ "title": " " }), "REQUIRED", "input.title"),
            (json!({ "title": "长".repeat(201) }), "TOO_LONG", "input.title"),
            (json!({ "title": "机密★10年" }), "CLASSIFIED", ""),
            (json!({ "title": "a\u{0}b" }), "INVALID_INPUT", "input.title"),
            (json!({ "title": "题", "documentNumber": "a\nb" }), "INVALID_INPUT", "input.documentNumber"),
        ] {
            let mut input = json!({ "kind": "OTHER", "idempotencyKey": "k" });
            input.as_object_mut().expect("fields").extend(fields.as_object().expect("fields").clone());
            assert_eq!(office.refused(CREATE, input).await, (code.into(), field.into()), "{fields}");
        }
        let with = |unit: Value| json!({ "text": "甲", "assignments": [unit] });
        for (item, code, field) in [
            (json!({ "text": "" }), "REQUIRED", "input.item.text"),
            (json!({ "text": "长".repeat(10_001) }), "TOO_LONG", "input.item.text"),
            (json!({ "text": "a\u{0}" }), "INVALID_INPUT", "input.item.text"),
            (json!({ "text": "秘密★一年\n整理。" }), "CLASSIFIED", ""),
            (json!({ "text": "甲", "source": "绝密" }), "CLASSIFIED", ""),
            (json!({ "text": "甲", "source": "a\u{0}" }), "INVALID_INPUT", "input.item.source"),
            (json!({ "text": "甲", "section": "长".repeat(201) }), "TOO_LONG", "input.item.section"),
            (json!({ "text": "甲", "ordinal": "1".repeat(21) }), "TOO_LONG", "input.item.ordinal"),
            (with(json!({ "role": "LEAD" })), "INVALID_INPUT", ""),
            (with(json!({ "role": "LEAD", "unitName": " " })), "REQUIRED", "input.item.assignments"),
            (with(json!({ "role": "LEAD", "unitId": id })), "NOT_FOUND", "input.item.assignments"),
            (
                json!({ "text": "甲", "assignments": [
                    { "role": "LEAD", "unitId": unit }, { "role": "SUPPORT", "unitName": "市人社局" },
                ] }),
                "INVALID_INPUT",
                "input.item.assignments",
            ),
            (json!({ "text": "甲", "leaders": [{ "leaderId": id }] }), "NOT_FOUND", "input.item.leaders"),
            (
                json!({ "text": "甲", "leaders": vec![json!({ "leaderName": "沈若川" }); 101] }),
                "TOO_LONG",
                "input.item.leaders",
            ),
        ] {
            let input = json!({ "documentId": id, "item": item, "idempotencyKey": "k" });
            assert_eq!(office.refused(ADD, input).await, (code.into(), field.into()), "{item}");
        }
        for (text, code) in [
            ("", "REQUIRED"),
            ("a\u{0}b", "INVALID_INPUT"),
            ("密级：机密\n1.整理。（牵头单位：市档案馆）", "CLASSIFIED"),
            (&"长".repeat(50_001), "TOO_LONG"),
            ("一、城建\n", "NOT_A_PLAN"),
        ] {
            let input = json!({ "documentId": id, "text": text, "idempotencyKey": "k" });
            assert_eq!(office.refused(PASTE, input).await.0, code, "{}", text.len());
        }
        // An imported document holds what its file says.
        let imported = to_add(&world.document, &matter("甲"));
        assert_eq!(office.refused(ADD, imported).await.0, "WRONG_STATE");
        server.tables().await.assert_unchanged(&before, "refused").await;
        for other in ["rsj", "leader", "sysadmin", "nobody"] {
            let client = server.sign_in(other).await;
            let input = json!({ "title": "题", "kind": "OTHER", "idempotencyKey": "k" });
            assert_eq!(client.refused(CREATE, input).await.0, "NOT_ALLOWED", "{other}");
        }
        let again = json!({ "documentId": id, "item": matter("乙"), "idempotencyKey": "one" });
        office.done(ADD, again).await;
        let other = json!({ "documentId": id, "item": matter("丙"), "idempotencyKey": "one" });
        assert_eq!(office.refused(ADD, other).await.0, "IDEMPOTENCY_KEY_REUSED");
    }

    /// A ledger takes so many matters and no more; pasting many takes as many statements as few.
    async fn many_matters_cost_what_few_cost(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let line = |n: usize| format!("{n}.整理档案{n}卷。（牵头单位：市档案馆）");
        let text = |count: usize| (0..count).map(line).collect::<Vec<_>>().join("\n");
        let mut taken = Vec::new();
        for count in [5, 200] {
            let id = create(&office, &format!("{count}")).await;
            let input = json!({ "documentId": id, "text": text(count), "idempotencyKey": count.to_string() });
            taken.push(statements(&server, &office, PASTE, input).await);
        }
        assert_eq!(taken[0], taken[1]);
        let id = create(&office, "满").await;
        for round in 0..2 {
            let input = json!({ "documentId": id, "text": text(1000), "idempotencyKey": round.to_string() });
            office.done(PASTE, input).await;
        }
        let full = office.refused(ADD, to_add(&id, &matter("多"))).await;
        assert_eq!(full, ("TOO_LONG".into(), "input.documentId".into()));
    }
}
