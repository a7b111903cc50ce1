//! Walking lists: forward and backward, every row comes once, in the list's order.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::support::{
    Client, Server, on_both,
    world::{RETURN, World},
};

/// A list of the schema: its fields from the root to the connection, and the arguments that come
/// before those of the page.
struct List {
    /// Who asks.
    username: &'static str,
    /// `viewer`, `document`, `item`, `report` or nothing.
    of: &'static str,
    /// The connection's field.
    field: &'static str,
    /// Its other arguments.
    arguments: &'static str,
    /// What names a row.
    row: &'static str,
    /// How many rows there are at least.
    least: usize,
}

const fn list(
    username: &'static str,
    of: &'static str,
    field: &'static str,
    arguments: &'static str,
    row: &'static str,
    least: usize,
) -> List {
    List { username, of, field, arguments, row, least }
}

/// Every connection, in every order.
const LISTS: [List; 17] = [
    list("office", "", "documents", "", "id", 4),
    list("office", "", "documents", "filter: { state: DRAFT }", "id", 3),
    list("office", "", "units", "", "id", 8),
    list("czj", "", "units", "", "id", 2),
    list("leader", "viewer", "tasks", "", "id", 7),
    list("leader", "viewer", "tasks", "orderBy: POSITION", "id", 7),
    list("rsj", "viewer", "tasks", "filter: { role: LEAD }, orderBy: DEADLINE", "id", 7),
    list("rsj", "viewer", "duties", "", "id", 7),
    list("czj", "viewer", "duties", "filter: { states: [OPEN] }", "id", 5),
    list("office", "document", "items", "", "id", 7),
    list("office", "document", "findings", "", "code span { start }", 2),
    list("office", "document", "history", "", "kind occurredAt", 2),
    list("office", "item", "duties", "", "id", 2),
    list("office", "item", "reports", "", "id", 2),
    list("office", "item", "history", "", "kind actorName version", 4),
    list("office", "report", "versions", "", "number", 3),
    list("office", "report", "history", "", "kind version", 5),
];

/// Seven items: days that tie, days that are missing, and an order of days that is not the text's.
const PLAN: &str = "云溪市2026年项目建设责任分解方案

一、项目建设

1.建设项目甲。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）

2.建设项目乙，9月底前完成。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）

3.建设项目丙，6月底前完成。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）

4.建设项目丁。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）

5.建设项目戊，9月底前完成。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）

6.建设项目己，6月底前完成。（责任领导：沈若川；牵头单位：人社局；责任单位：财政局）

7.建设项目庚，5月底前完成。（责任领导：沈若川；牵头单位：人社局；责任单位：财政局）
";

/// A world with rows for every list, and the things that lists hang on.
struct Rows {
    document: String,
    item: String,
    report: String,
}

async fn rows(server: &Server) -> Rows {
    let World { office, .. } = server.world().await;
    let document = server.import(office, PLAN).await;
    for number in 1..4 {
        let text = format!("云溪市第{number}批方案\n\n1.整理档案。（牵头单位：市档案馆）\n");
        server.import(office, &text).await;
    }
    let clerk = server.sign_in("office").await;
    clerk.publish(&document).await;
    let (lead, support) = (server.sign_in("rsj").await, server.sign_in("czj").await);
    support.submit("1", "资金已下达").await;
    let mut report = Value::Null;
    for progress in ["已开工1个", "已开工2个", "已开工3个"] {
        report = lead.submit("1", progress).await;
        let input =
            json!({ "id": report["id"], "version": report["version"], "reason": "请补充数据" });
        clerk.done(RETURN, input).await;
    }
    let item = lead.duty("1").await["item"]["id"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Rows { document, item: text(&item), report: text(&report["id"]) }
}

/// A page of a list with these arguments, or the code of its refusal.
async fn page(client: &Client, list: &List, rows: &Rows, arguments: &str) -> Result<Value, String> {
    let given = [list.arguments, arguments].map(str::trim);
    let given: Vec<&str> = given.into_iter().filter(|part| !part.is_empty()).collect();
    let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
    let row = list.row;
    let field = format!(
        "{}{given} {{ totalCount edges {{ cursor node {{ {row} }} }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}",
        list.field
    );
    let (query, id) = match list.of {
        "" => (format!("{{ {field} }}"), ""),
        "viewer" => (format!("{{ of: viewer {{ {field} }} }}"), ""),
        "document" => {
            (format!("query($id: ID!) {{ of: document(id: $id) {{ {field} }} }}"), &*rows.document)
        }
        "item" => (format!("query($id: ID!) {{ of: item(id: $id) {{ {field} }} }}"), &*rows.item),
        _ => (
            format!(
                "query($id: ID!) {{ of: node(id: $id) {{ ... on ProgressReport {{ {field} }} }} }}"
            ),
            &*rows.report,
        ),
    };
    let variables = if id.is_empty() { json!({}) } else { json!({ "id": id }) };
    let answer = client.send(&query, variables).await;
    if let Some(errors) = answer.get("errors") {
        let error = &errors[0];
        let message = error["message"].as_str().unwrap();
        assert!(message.chars().count() >= 5, "{answer}");
        return Err(error["extensions"]["code"].as_str().unwrap().to_owned());
    }
    let root = if list.of.is_empty() { &answer["data"] } else { &answer["data"]["of"] };
    Ok(root[list.field].clone())
}

fn edges(page: &Value) -> Vec<Value> {
    page["edges"].as_array().expect("edges").clone()
}

fn name(list: &List) -> String {
    format!("{} {}.{}({})", list.username, list.of, list.field, list.arguments)
}

/// The pages of a list walked in one direction, glued together in the list's order.
async fn walk(client: &Client, list: &List, rows: &Rows, size: usize, forward: bool) -> Vec<Value> {
    let mut walked: Vec<Value> = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let arguments = match (&cursor, forward) {
            (None, true) => format!("first: {size}"),
            (None, false) => format!("last: {size}"),
            (Some(cursor), true) => format!("first: {size}, after: \"{cursor}\""),
            (Some(cursor), false) => format!("last: {size}, before: \"{cursor}\""),
        };
        let page = page(client, list, rows, &arguments).await.unwrap();
        let found = edges(&page);
        assert!(!found.is_empty() && found.len() <= size, "{}", name(list));
        let info = &page["pageInfo"];
        assert_eq!(info["startCursor"], found[0]["cursor"]);
        assert_eq!(info["endCursor"], found[found.len() - 1]["cursor"]);
        let (more, came) = ("hasNextPage", "hasPreviousPage");
        let (more, came) = if forward { (more, came) } else { (came, more) };
        assert_eq!(info[came], cursor.is_some(), "{}", name(list));
        let end = if forward { &info["endCursor"] } else { &info["startCursor"] };
        cursor = Some(end.as_str().unwrap().to_owned());
        walked = if forward { [walked, found].concat() } else { [found, walked].concat() };
        if info[more] == false {
            return walked;
        }
        assert!(walked.len() < 100, "{} does not end", name(list));
    }
}

on_both! {
    /// Pages of every size glued together are the whole list.
    async fn every_row_comes_once(server: Server) {
        let rows = rows(&server).await;
        for list in &LISTS {
            let client = server.sign_in(list.username).await;
            let whole = page(&client, list, &rows, "first: 100").await.unwrap();
            let all = edges(&whole);
            assert!(all.len() >= list.least, "{}: {}", name(list), all.len());
            assert_eq!(whole["totalCount"], all.len(), "{}", name(list));
            let mut cursors: Vec<&Value> = all.iter().map(|edge| &edge["cursor"]).collect();
            cursors.sort_by_key(ToString::to_string);
            cursors.dedup();
            assert_eq!(cursors.len(), all.len(), "{}", name(list));
            let backward = page(&client, list, &rows, "last: 100").await.unwrap();
            assert_eq!(edges(&backward), all, "{}", name(list));
            for size in [1, 2, 3, all.len(), all.len() + 1] {
                for forward in [true, false] {
                    let walked = walk(&client, list, &rows, size, forward).await;
                    assert_eq!(walked, all, "{} by {size}, forward: {forward}", name(list));
                }
            }
        }
    }

    /// Every window of a list, from either end: what stands between two cursors, cut to size.
    async fn every_window_is_cut_from_the_list(server: Server) {
        let rows = rows(&server).await;
        let list = &LISTS[4];
        let client = server.sign_in(list.username).await;
        let all = edges(&page(&client, list, &rows, "first: 100").await.unwrap());
        let ends = || std::iter::once(None).chain((0..all.len()).map(Some));
        for after in ends() {
            for before in ends() {
                let between: Vec<Value> = all
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| after.is_none_or(|after| *at > after))
                    .filter(|(at, _)| before.is_none_or(|before| *at < before))
                    .map(|(_, edge)| edge.clone())
                    .collect();
                let cursor = |word: &str, at: Option<usize>| match at {
                    Some(at) => format!(", {word}: {}", all[at]["cursor"]),
                    None => String::new(),
                };
                let ends = cursor("after", after) + &cursor("before", before);
                for size in [0, 2, 5] {
                    let first = page(&client, list, &rows, &format!("first: {size}{ends}")).await;
                    let first = first.unwrap();
                    let cut = &between[..between.len().min(size)];
                    assert_eq!(edges(&first), cut, "first {size}{ends}");
                    let info = &first["pageInfo"];
                    assert_eq!(info["hasNextPage"], between.len() > size);
                    assert_eq!(info["hasPreviousPage"], after.is_some());
                    let tail = page(&client, list, &rows, &format!("last: {size}{ends}")).await;
                    let tail = tail.unwrap();
                    let cut = &between[between.len().saturating_sub(size)..];
                    assert_eq!(edges(&tail), cut, "last {size}{ends}");
                    let info = &tail["pageInfo"];
                    assert_eq!(info["hasPreviousPage"], between.len() > size);
                    assert_eq!(info["hasNextPage"], before.is_some());
                }
            }
        }
    }

    /// Tasks stand by their days, those without one last, and otherwise as in the document.
    async fn tasks_stand_by_their_days(server: Server) {
        rows(&server).await;
        let client = server.sign_in("leader").await;
        for (order, expected) in [("DEADLINE", "7362514"), ("POSITION", "1234567")] {
            let query = format!(
                "{{ viewer {{ tasks(orderBy: {order}) {{ edges {{ node {{ ordinal }} }} }} }} }}"
            );
            let data = client.run(&query, json!({})).await;
            let tasks = edges(&data["viewer"]["tasks"]);
            let order: String = tasks.iter().map(|edge| edge["node"]["ordinal"].as_str().unwrap()).collect();
            assert_eq!(order, expected);
        }
    }

    /// Words that no text holds, that are marks of SQL, or that no database takes: nothing is
    /// found, or the argument is refused.
    async fn strange_words_are_found_nowhere(server: Server) {
        rows(&server).await;
        let client = server.sign_in("office").await;
        let query = "query($text: String!) {
            documents(filter: { text: $text }) {
                totalCount
                edges { node { items(filter: { text: $text }) { totalCount } } }
            }
            units(filter: { text: $text }) { totalCount }
            coded: units(filter: { creditCode: $text }) { totalCount }
            viewer { tasks(filter: { text: $text }) { totalCount } }
        }";
        let long = "长".repeat(60_000);
        let many = "词 ".repeat(5_000);
        for text in ["%", "_", "\\", "%%", "'", "\"", "没有这样的字", "a\0b", &long, &many] {
            let answer = client.send(query, json!({ "text": text })).await;
            if let Some(errors) = answer.get("errors") {
                assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{errors}");
                continue;
            }
            let data = &answer["data"];
            for list in ["documents", "units", "coded"] {
                assert_eq!(data[list]["totalCount"], 0, "{list} {text}");
            }
            assert_eq!(data["viewer"]["tasks"]["totalCount"], 0, "{text}");
        }
        // No words ask for nothing in particular.
        let all = client.run(query, json!({ "text": " " })).await;
        assert_eq!(all["documents"]["totalCount"], 6);
        // Width and case do not matter.
        for text in ["档案馆", " 市 馆 ", "市人社"] {
            let found = client.run(query, json!({ "text": text })).await;
            assert_eq!(found["units"]["totalCount"], 1, "{text}");
        }
    }

    /// Names are found whatever their width and case, the same on both databases.
    async fn width_and_case_do_not_matter(server: Server) {
        let World { office, .. } = server.world().await;
        let text = "云溪市ＡＩ建设方案\n\n1.建设ＡＩ中心（一期）。（牵头单位：云溪Tech（集团）公司）\n";
        server.import(office, text).await;
        let client = server.sign_in("office").await;
        let query = "query($text: String!) {
            documents(filter: { text: $text }) { totalCount edges { node { items { totalCount } } } }
            units(filter: { text: $text }) { edges { node { name } } }
        }";
        for text in ["TECH", "ｔｅｃｈ", "tech(集团)", "（集团）公司"] {
            let found = client.run(query, json!({ "text": text })).await;
            assert_eq!(edges(&found["units"]).len(), 1, "{text}: {found}");
        }
        for text in ["AI", "ai建设", "ＡＩ"] {
            let found = client.run(query, json!({ "text": text })).await;
            assert_eq!(found["documents"]["totalCount"], 1, "{text}: {found}");
        }
    }

    /// Arguments that cannot be: both ends at once, a size out of bounds, a cursor of another list,
    /// a forged cursor.
    async fn arguments_that_cannot_be_are_refused(server: Server) {
        let rows = rows(&server).await;
        let mut cursors = Vec::new();
        for list in &LISTS {
            let client = server.sign_in(list.username).await;
            let whole = page(&client, list, &rows, "first: 1").await.unwrap();
            cursors.push(whole["edges"][0]["cursor"].as_str().unwrap().to_owned());
        }
        for (list, cursor) in LISTS.iter().zip(&cursors) {
            let client = server.sign_in(list.username).await;
            let mut bad: Vec<String> = [
                "first: 1, last: 1", "first: 101", "first: -1", "last: 101", "last: -1",
                "first: 2147483647", "after: \"\"", "before: \"x\"", "after: \"!\"", "before: \"中\"",
            ]
            .map(str::to_owned)
            .to_vec();
            let named = |cursor: &str| {
                let text = URL_SAFE_NO_PAD.decode(cursor).unwrap();
                let text = String::from_utf8(text).unwrap();
                text.split('\u{1f}').nth(1).unwrap().to_owned()
            };
            for (other, foreign) in LISTS.iter().zip(&cursors) {
                let same = named(foreign) == named(cursor);
                assert!(!same || (other.of, other.field) == (list.of, list.field));
                if !same {
                    bad.push(format!("after: \"{foreign}\""));
                    bad.push(format!("before: \"{foreign}\""));
                }
            }
            let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
            let parts: Vec<&str> = text.split('\u{1f}').collect();
            let [version, place, id, key] = parts[..] else { panic!("{text:?}") };
            let forged = [
                [version, place, id, "a\0b"],
                [version, place, "no-id", key],
                ["9", place, id, key],
                [version, "other", id, key],
            ];
            let forged = forged.iter().map(|parts| parts.join("\u{1f}"));
            let cut: String = text.chars().take(12).collect();
            for text in forged.chain([cut]) {
                bad.push(format!("after: \"{}\"", URL_SAFE_NO_PAD.encode(text)));
            }
            for arguments in bad {
                let refused = page(&client, list, &rows, &arguments).await;
                assert_eq!(refused, Err("BAD_USER_INPUT".into()), "{}: {arguments}", name(list));
            }
            // A place that no row has is a place all the same.
            let nowhere = uuid::Uuid::nil().simple().to_string();
            let text = [version, place, &nowhere, key].join("\u{1f}");
            let arguments = format!("after: \"{}\"", URL_SAFE_NO_PAD.encode(text));
            page(&client, list, &rows, &arguments).await.unwrap();
            for key in ["9999-12-31", "+262142-12-31", "-262143-01-01", "2147483647",
                "9999-12-31T23:59:59Z", "ffffffff-ffff-ffff-ffff-ffffffffffff", "x"] {
                let text = [version, place, &nowhere, key].join("\u{1f}");
                let arguments = format!("after: \"{}\"", URL_SAFE_NO_PAD.encode(text));
                if let Err(code) = page(&client, list, &rows, &arguments).await {
                    assert_eq!(code, "BAD_USER_INPUT", "{}: {key}", name(list));
                }
            }
        }
    }
}
