//! How many SQL statements a request takes: a constant of the query, whatever the rows.

use serde_json::{Value, json};

use crate::support::{
    Client, Server, on_both,
    world::{SAVE, SUBMIT},
};

/// A plan with so many items of two units and a leader, a third of them without a day.
fn plan(title: &str, items: usize) -> String {
    use std::fmt::Write;
    let mut text = format!("云溪市2026年{title}责任分解方案\n\n一、项目建设\n\n");
    for number in 1..=items {
        let by = match number % 3 {
            0 => String::new(),
            part => format!("，{}月底前完成", 3 * part + 3),
        };
        writeln!(
            text,
            "{number}.建设{title}项目{number}0个以上{by}。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局）\n",
        )
        .unwrap();
    }
    text
}

const DUTIES: &str = "query($filter: DutyFilter) { viewer { duties(first: 100, filter: $filter) {
    edges { node { id } }
} } }";

/// Submits a report for every duty of a unit in a document.
async fn report_on_all(client: &Client, document: &str) {
    let filter = json!({ "filter": { "documentId": document } });
    let data = client.run(DUTIES, filter).await;
    for edge in data["viewer"]["duties"]["edges"].as_array().unwrap() {
        let id = edge["node"]["id"].clone();
        let input = json!({
            "dutyId": id, "progress": "已开工", "idempotencyKey": id,
        });
        let report = client.done(SAVE, input).await["progressReport"].clone();
        client.done(SUBMIT, json!({ "id": report["id"], "version": report["version"] })).await;
    }
}

/// A document of five items and one of fifty, with reports on all.
async fn small_and_large(server: &Server) -> [String; 2] {
    let world = server.world().await;
    let mut documents = Vec::new();
    for (title, items) in [("小", 5), ("大", 50)] {
        let document = server.import(world.office, &plan(title, items)).await;
        server.sign_in("office").await.publish(&document).await;
        for unit in ["rsj", "czj"] {
            report_on_all(&server.sign_in(unit).await, &document).await;
        }
        documents.push(document);
    }
    documents.try_into().unwrap()
}

/// How many statements a request takes, and how many rows it shows at `list`. A loader that
/// gathers its keys in two goes only adds: the fewest of several tries are what it takes.
async fn statements(
    server: &Server,
    client: &Client,
    query: &str,
    variables: &Value,
    list: &str,
) -> (u64, usize) {
    let mut fewest = u64::MAX;
    let mut rows = 0;
    for _ in 0..8 {
        let before = server.statements();
        let data = client.run(query, variables.clone()).await;
        fewest = fewest.min(server.statements() - before);
        rows = data.pointer(list).and_then(Value::as_array).expect("a list").len();
    }
    (fewest, rows)
}

/// What hangs on an item, each by itself.
const OF_ITEM: [&str; 29] = [
    "opening { asOf status enteredByName }",
    "text deadline state span { start end }",
    "sourceText",
    "section { title parent { title } }",
    "document { title office { name } }",
    "assignments { role unit { name members { name } } }",
    "leaders { post holders { name } }",
    "targets { indicator value }",
    "latestReport { unit { name } recipient { name } content { progress writtenByName } }",
    "progress { unit { name } content { progress } }",
    "reports(first: 3) { edges { node { unit { name } content { progress } } } }",
    "reports(first: 3) { totalCount edges { node {
        versions(first: 3) { totalCount edges { node { submittedByName } } }
    } } }",
    "reports(first: 3) { edges { node { history(first: 3) { totalCount edges { node { kind } } } } } }",
    "duties(first: 3) { edges { node { state unit { name } } } }",
    "duties(first: 3) { totalCount edges { node { report { state } period { label } } } }",
    "history(first: 3) { edges { node { kind actorName } } }",
    "history(first: 3) { totalCount }",
    "originalDeadline decisions(first: 3) { totalCount edges { node { reason decidedByName item { ordinal } } } }",
    "extensions(first: 3) { totalCount edges { node { unit { name } askedByName decidedByName } } }",
    "objections(first: 3) { totalCount edges { node { unit { name } raisedByName } } }",
    "closings(first: 3) { totalCount edges { node { unit { name } verifications { note } } } }",
    "figures(first: 3) { totalCount edges { node { value enteredByName } } }",
    "actionPlans(first: 3) { totalCount edges { node { unit { name } current { number milestones { title marks { word } } } approved { number } baseline { number } versions(first: 2) { totalCount edges { node { leader { post } } } } } } }",
    "coordinations(first: 3) { totalCount edges { node { unit { name } steps { text } } } }",
    "duties(first: 3) { edges { node { urgedAt urges { text } changes { kind } supportReports { missing progressReport { state } } } } }",
    "reports(first: 3) { edges { node { coordination { text } integrated { leftOut } usedIn { leftOut } } } }",
    "reports(first: 3) { edges { node { supportReports { missing } } } }",
    "handings(first: 3) { totalCount edges { node { unit { name } toUnit { name } of { text } dues { dueOn report { id } } reports(first: 2) { totalCount edges { node { current { progress } } } } } } }",
    "instructions(first: 3) { totalCount edges { node { units { name } answers { text unit { name } } } } }",
];

/// The tasks of the units, with what a clerk's first screen shows of each.
const TASKS: &str = "query($document: ID!) { viewer {
    tasks(first: 100, filter: { documentId: $document }) { totalCount edges { node {
        ordinal text deadline
        assignments { role unit { name } }
        latestReport { state submittedAt unit { name } content { progress } }
        document { title }
    } } }
} }";

const DUTIES_WITH_ALL: &str = "query($document: ID!) { viewer {
    duties(first: 100, filter: { documentId: $document }) { totalCount edges { node {
        dueOn state unit { name } item { ordinal text } report { state content { progress } }
        period { label }
    } } }
} }";

on_both! {
    /// The first screen of a unit, of a leader, and a unit's duties.
    async fn of_tasks_and_duties_do_not_grow(server: Server) {
        let documents = small_and_large(&server).await;
        for (username, query, list) in [
            ("rsj", TASKS, "/viewer/tasks/edges"),
            ("czj", TASKS, "/viewer/tasks/edges"),
            ("leader", TASKS, "/viewer/tasks/edges"),
            ("rsj", DUTIES_WITH_ALL, "/viewer/duties/edges"),
        ] {
            let client = server.sign_in(username).await;
            let [small, large] = counted(&server, &client, query, &documents, list).await;
            assert_eq!((small.1, large.1), (5, 50));
            assert_eq!(small.0, large.0, "{username}: {query}");
            assert!(large.0 <= 24, "{username} takes {} statements", large.0);
        }
    }

    /// Whatever hangs on an item of a document, for the office and for a unit.
    async fn of_documents_and_items_do_not_grow(server: Server) {
        let documents = small_and_large(&server).await;
        for username in ["office", "czj"] {
            let client = server.sign_in(username).await;
            for fields in OF_ITEM {
                let query = format!(
                    "query($document: ID!) {{ document(id: $document) {{
                        items(first: 50) {{ totalCount edges {{ node {{ {fields} }} }} }}
                    }} }}"
                );
                let list = "/document/items/edges";
                let [small, large] = counted(&server, &client, &query, &documents, list).await;
                assert_eq!((small.1, large.1), (5, 50));
                assert_eq!(small.0, large.0, "{username}: {fields}");
            }
        }
    }

    /// Lists under the documents of a list, their counts, rules, sections and findings.
    async fn of_documents_do_not_grow(server: Server) {
        let world = server.world().await;
        let client = server.sign_in("office").await;
        for number in 0..12 {
            let document = server.import(world.office, &plan(&format!("第{number}批"), 2)).await;
            client.publish(&document).await;
        }
        for (username, fields) in [
            ("office", "title office { name } publishedByName"),
            ("office", "items(first: 2) { totalCount edges { node { ordinal } } }"),
            ("office", "sections { title } reportingRules { text recipientUnit { name } }"),
            ("office", "findings(first: 2) { totalCount edges { node { code item { ordinal } } } }"),
            ("office", "history(first: 2) { totalCount edges { node { kind actorName } } }"),
            ("office", "dutyCounts { open late } acknowledgements(first: 3) { totalCount edges { node { waitingItems unit { name } } } }"),
            ("office", "dutyChanges(first: 2) { totalCount edges { node { changedByName changes { added } } } }"),
            ("leader", "title items(first: 2) { totalCount edges { node { ordinal } } }"),
        ] {
            let client = server.sign_in(username).await;
            let mut counts = Vec::new();
            for rows in [2, 10] {
                let query = format!(
                    "{{ documents(first: {rows}) {{ totalCount edges {{ node {{ {fields} }} }} }} }}"
                );
                let none = json!({});
                let list = "/documents/edges";
                let (count, shown) = statements(&server, &client, &query, &none, list).await;
                assert_eq!(shown, rows);
                counts.push(count);
            }
            assert_eq!(counts[0], counts[1], "{username}: {fields}");
        }
    }

    /// Many ids at once take as many statements as few.
    async fn of_nodes_do_not_grow(server: Server) {
        let [_, large] = small_and_large(&server).await;
        let client = server.sign_in("czj").await;
        let query = "query($id: ID!) { document(id: $id) { items(first: 50) { edges { node { id } } } } }";
        let data = client.run(query, json!({ "id": large })).await;
        let edges = data["document"]["items"]["edges"].as_array().unwrap();
        let ids: Vec<Value> = edges.iter().map(|edge| edge["node"]["id"].clone()).collect();
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Item { text } } }";
        let mut counts = Vec::new();
        for some in [5, 50] {
            let variables = json!({ "ids": ids[..some] });
            let (count, shown) = statements(&server, &client, query, &variables, "/nodes").await;
            assert_eq!(shown, some);
            counts.push(count);
        }
        assert_eq!(counts[0], counts[1]);
    }
}

/// Statements and rows for the small document and for the large one.
async fn counted(
    server: &Server,
    client: &Client,
    query: &str,
    documents: &[String; 2],
    list: &str,
) -> [(u64, usize); 2] {
    let [small, large] = documents.each_ref().map(|document| json!({ "document": document }));
    [
        statements(server, client, query, &small, list).await,
        statements(server, client, query, &large, list).await,
    ]
}
